//! What the window is started with.

use std::path::PathBuf;

use clap::Parser;

/// Godown, the seller's operations desk.
#[derive(Debug, Parser)]
#[command(name = "godown", version)]
pub struct Options {
    /// Open the practice seller: a made-up marketplace on this computer, no account needed.
    #[arg(long)]
    pub practice: bool,
    /// Folder for everything Godown keeps, instead of the usual one.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}
