//! The database: its backups, and what restoring one means.

use godown_domain::At;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whose database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataOf {
    /// Seller; the open one, or the one open last, where absent.
    pub seller: Option<String>,
}

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BackupKind {
    /// The day's.
    Daily,
    /// Before the file was brought to a newer format.
    Upgrade,
    /// A person asked for it.
    Asked,
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataBackup {
    /// Name of its file.
    pub name: String,
    /// When it was made.
    pub at: At,
    /// Why.
    pub kind: BackupKind,
    /// Its size.
    #[specta(type = f64)]
    pub bytes: u64,
    /// Shipments in it.
    pub shipments: u32,
    /// Actions in it.
    pub actions: u32,
}

/// A seller's database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataKept {
    /// Seller.
    pub seller: String,
    /// Newest first.
    pub backups: Vec<DataBackup>,
    /// What is broken, where that is known.
    pub damage: Option<String>,
}

/// What a look through the database found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataChecked {
    /// What is broken; absent where it is sound.
    pub damage: Option<String>,
}

/// Names a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreAsk {
    /// Seller; the open one, or the one open last, where absent.
    pub seller: Option<String>,
    /// Name of the backup's file.
    pub backup: String,
}

/// How much is carried over from the former database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Carried {
    /// Younger than the backup, and carried over.
    pub carried: u32,
    /// Of the backup: to be checked again.
    pub doubtful: u32,
    /// Could not be read.
    pub unreadable: u32,
}

/// What restoring a backup would mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreCheck {
    /// The backup.
    pub backup: DataBackup,
    /// Actions.
    pub actions: Carried,
    /// Labels.
    pub labels: Carried,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// Where the former database is kept.
    pub aside: String,
    /// Actions.
    pub actions: Carried,
    /// Labels.
    pub labels: Carried,
}
