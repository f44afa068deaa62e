//! The sellers of this computer: one folder each, and one small file that lists them. No secret is in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use godown_store::private;
use serde::{Deserialize, Serialize};

use crate::OpsError;

/// The list of sellers.
pub(crate) const LIST: &str = "sellers.json";
/// Folder and key of the practice seller.
pub(crate) const PRACTICE: &str = "practice";
/// The real marketplace (contract 2.1).
pub(crate) const MARKETPLACE: &str = "https://api.flipkart.net";

/// A seller known on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerRecord {
    /// Folder name and key.
    pub id: String,
    /// Name a person gave it.
    pub name: String,
    /// The practice seller.
    pub practice: bool,
    /// Application id; names its secret in the key store.
    pub client_id: String,
    /// Marketplace it talks to.
    pub base_url: String,
}

/// The list as it lies on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Register {
    /// Opened by itself at the next start.
    pub(crate) last: Option<String>,
    pub(crate) sellers: Vec<SellerRecord>,
}

impl Register {
    pub(crate) fn load(data_dir: &Path) -> Result<Self, OpsError> {
        match fs::read(data_dir.join(LIST)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                OpsError::Internal(format!("sellers.json in {} cannot be read: {error}", data_dir.display()))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Replaces the file whole: a power cut leaves the old list or the new one.
    pub(crate) fn save(&self, data_dir: &Path) -> Result<(), OpsError> {
        if !data_dir.exists() {
            private::folder(data_dir)?;
        }
        let text = serde_json::to_vec_pretty(self).map_err(|error| OpsError::Internal(error.to_string()))?;
        write_whole(&data_dir.join(LIST), &text)
    }

    pub(crate) fn find(&self, id: &str) -> Option<&SellerRecord> {
        self.sellers.iter().find(|seller| seller.id == id)
    }

    pub(crate) fn put(&mut self, record: SellerRecord) {
        match self.sellers.iter_mut().find(|seller| seller.id == record.id) {
            Some(kept) => *kept = record,
            None => self.sellers.push(record),
        }
    }

    /// The folder name for an application id: readable, unique, free of anything a path could trip over.
    pub(crate) fn id_for(&self, client_id: &str, base_url: &str) -> String {
        if let Some(known) = self.sellers.iter().find(|s| s.client_id == client_id && s.base_url == base_url) {
            return known.id.clone();
        }
        let plain: String = client_id.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let stem = if plain.is_empty() { "seller".to_owned() } else { plain.to_ascii_lowercase() };
        (1..)
            .map(|n| if n == 1 { stem.clone() } else { format!("{stem}-{n}") })
            .find(|id| id != PRACTICE && self.find(id).is_none())
            .unwrap_or(stem)
    }
}

/// Folder of a seller.
pub(crate) fn folder(data_dir: &Path, id: &str) -> PathBuf {
    data_dir.join("sellers").join(id)
}

/// Ending of a file that is being written.
pub(crate) const PART: &str = "part";

/// Takes away what a kill left half-written in a folder and the folders in it. Only for a folder nobody else writes to.
pub(crate) fn sweep_parts(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => sweep_parts(&path),
            Ok(kind) if kind.is_file() && path.extension().is_some_and(|ending| ending == PART) => {
                if let Err(error) = fs::remove_file(&path) {
                    tracing::warn!(%error, "a half-written file could not be taken away");
                }
            }
            _ => {}
        }
    }
}

/// Writes beside, syncs, renames. The file is its owner's alone.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), OpsError> {
    let beside = path.with_extension(format!("{}.{PART}", uuid::Uuid::new_v4().simple()));
    let written = private::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).map_err(|error| {
        // The half-written neighbour is of no use to anybody.
        let _ = fs::remove_file(&beside);
        OpsError::from(error).in_folder(path.parent().unwrap_or(path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_account_keeps_its_folder_and_another_gets_its_own() {
        let mut register = Register::default();
        let first = register.id_for("Ab-12", MARKETPLACE);
        assert_eq!(first, "ab12");
        register.put(SellerRecord {
            id: first.clone(),
            name: "Ambari Lane".into(),
            practice: false,
            client_id: "Ab-12".into(),
            base_url: MARKETPLACE.into(),
        });
        assert_eq!(register.id_for("Ab-12", MARKETPLACE), first);
        assert_eq!(register.id_for("ab12", MARKETPLACE), "ab12-2");
        assert_ne!(register.id_for("practice", MARKETPLACE), PRACTICE);
    }

    #[test]
    fn the_list_survives_a_round_trip() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Register::load(dir.path()).unwrap(), Register::default(), "a first start has no list");
        let register = Register { last: Some("x".into()), sellers: vec![] };
        register.save(dir.path()).unwrap();
        assert_eq!(Register::load(dir.path()).unwrap(), register);
    }
}
