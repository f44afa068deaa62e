//! Prepares the window: capabilities, configuration, and something to embed where the interface has not been built.

use std::error::Error;
use std::path::Path;

/// Shown by a binary that was built by cargo alone, before `./dev` built the interface.
const PLACEHOLDER: &str = "<!doctype html><meta charset=\"utf-8\"><title>Godown</title>\
    <p>The interface has not been built. Run <code>./dev run</code>.</p>\n";

fn main() -> Result<(), Box<dyn Error>> {
    let dist = Path::new("ui/dist");
    if !dist.join("index.html").exists() {
        std::fs::create_dir_all(dist)?;
        std::fs::write(dist.join("index.html"), PLACEHOLDER)?;
    }
    println!("cargo:rerun-if-changed=ui/dist");
    tauri_build::try_build(tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*"))?;
    Ok(())
}
