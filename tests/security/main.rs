//! Rules of `docs/security.md` that can be read from the tree itself.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod crash;
mod supply;
mod window;

use std::path::{Path, PathBuf};

/// A file or folder of the repository.
pub fn home(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(name)
}

/// The text of a file of the repository.
pub fn text(name: &str) -> String {
    let path = home(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
