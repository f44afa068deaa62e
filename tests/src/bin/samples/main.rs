//! Draws one sample of every kind of document into a folder, for `docs/samples/`. Nobody and nothing in them is real.

mod own;
mod paper;

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// A picture to be kept: the file's name without its ending, and the PNG.
type Sample = (&'static str, Vec<u8>);

fn main() -> Result<()> {
    let folder: PathBuf = std::env::args_os().nth(1).context("samples FOLDER")?.into();
    std::fs::create_dir_all(&folder)?;
    let all: Vec<Sample> = [own::samples()?, paper::samples()?].concat();
    for (name, png) in all {
        let path = folder.join(name).with_extension("png");
        std::fs::write(&path, png)?;
        writeln!(std::io::stdout(), "{}", path.display())?;
    }
    Ok(())
}
