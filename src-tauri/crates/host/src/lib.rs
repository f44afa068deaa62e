//! What every host of the engine needs and none of them may own: the data folder, the system key store, the practice
//! marketplace started in this process, and the log.
//!
//! The window, the command line and the web host differ in how they show things; they must not differ in where the data
//! lies or how a secret is kept. This room knows no window, no command and no business rule.

mod data_dir;
mod log;
mod practice;
mod redact;
mod vault;

use std::path::Path;
use std::sync::Arc;

use godown_ops::ports::SystemClock;
use godown_ops::{Desks, DesksOptions, Lanes};

pub use data_dir::{DATA_DIR_VARIABLE, default_data_dir};
pub use log::{LogGuard, LogTo, start_log};
pub use practice::{PracticeOptions, start_practice};
pub use vault::{KEY_STORE_VARIABLE, KeyringVault, open_vault};

/// What can go wrong before the engine runs.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The system names no folder for a person's data.
    #[error("This computer names no folder for application data. Set GODOWN_DATA_DIR or pass --data-dir.")]
    NoDataDir,
    /// A practice option that is not understood.
    #[error("GODOWN_PRACTICE: {0}")]
    Practice(String),
}

/// Whether the engine works by itself between calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Polls and ticks: a window that stays.
    On,
    /// Only what it is asked: a command that ends.
    Off,
}

/// Puts the engine together for a data folder: system clock, system key store, practice marketplace in this process.
/// Touches neither disk nor network; the engine does when it is asked something.
pub fn open_desks(data_dir: &Path, practice: PracticeOptions, background: Background) -> Desks {
    prepare_tls();
    Desks::new(DesksOptions {
        data_dir: data_dir.to_owned(),
        vault: open_vault(),
        clock: Arc::new(SystemClock),
        start_practice: Some(start_practice(practice)),
        desk: desk_name(),
        lanes: match background {
            Background::On => Lanes::All,
            Background::Off => Lanes::Asked,
        },
    })
}

/// TLS needs its cipher library named once per process; a second naming is refused and means the same.
fn prepare_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The name actions of this computer are written under until a person chooses one.
fn desk_name() -> String {
    ["HOSTNAME", "COMPUTERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "This computer".to_owned())
}
