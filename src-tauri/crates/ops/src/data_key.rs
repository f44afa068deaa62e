//! The key of a seller's data: made once, kept in the system key store, or beside the data where there is none.
//!
//! A file `data.key` in the seller's folder says which key it is. Where the system keeps secrets, the key itself lies there and
//! the file holds its name alone. Where there is no key store, and for the practice seller, whose buyers are made up, the key
//! is in the file, which its owner alone may read: that keeps others out, not a thief of the whole disk, and the settings say
//! so. A key store that appears later takes the key over.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use godown_store::seal::{KEY_BYTES, Seal, random};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::OpsError;
use crate::ports::SecretVault;
use crate::sellers::write_whole;

const FILE: &str = "data.key";

/// Where the key of a seller's data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the system key store.
    KeyStore,
    /// In a file beside the data, because this computer has no key store, or the seller is the practice seller.
    Folder,
    /// In a key store that is locked or away. Names, addresses and labels cannot be read or kept.
    Locked,
}

/// The key of a seller's data as it was found or made.
pub(crate) struct DataKey {
    /// Which key it is; another word than last time means that the former one is lost.
    pub(crate) id: String,
    pub(crate) seal: Seal,
    pub(crate) place: KeyPlace,
}

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    id: String,
    /// The key itself, where no key store has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// Finds the key of the seller in `folder`, or makes one. `vault` is absent for the practice seller. Never fails: without a
/// key everything works but what is sealed.
pub(crate) fn open(folder: &Path, vault: Option<&dyn SecretVault>) -> DataKey {
    let vault = vault.filter(|vault| vault.keeps());
    let path = folder.join(FILE);
    let kept = match fs::read(&path) {
        // What cannot be understood names no key.
        Ok(bytes) => serde_json::from_slice::<Kept>(&bytes).ok(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return locked("", &error.to_string()),
    };
    let opened = match kept {
        None => make(&path, vault),
        Some(Kept { id, key: Some(key) }) => beside(&path, id, key, vault),
        Some(Kept { id, key: None }) => match vault.map(|vault| vault.get(&name(&id))) {
            Some(Ok(Some(key))) => Ok(DataKey { seal: seal(key.expose_secret()), id, place: KeyPlace::KeyStore }),
            Some(Ok(None)) => {
                tracing::warn!(
                    "the key store has lost the key of this seller's data; labels and addresses are read again"
                );
                make(&path, vault)
            }
            Some(Err(why)) => return locked(&id, &why.to_string()),
            None => return locked(&id, "the key store is locked or away"),
        },
    };
    opened.unwrap_or_else(|why| locked("", &why.to_string()))
}

/// A key that lies in the file; handed to the key store where there is one by now.
fn beside(path: &Path, id: String, key: String, vault: Option<&dyn SecretVault>) -> Result<DataKey, OpsError> {
    let seal = seal(&key);
    let key = SecretString::from(key);
    let is_handed_over = vault.is_some_and(|vault| {
        let put = vault.put(&name(&id), &key).is_ok();
        let back = vault.get(&name(&id)).ok().flatten();
        put && back.is_some_and(|back| back.expose_secret() == key.expose_secret())
    });
    if is_handed_over {
        save(path, &Kept { id: id.clone(), key: None })?;
        return Ok(DataKey { id, seal, place: KeyPlace::KeyStore });
    }
    Ok(DataKey { id, seal, place: KeyPlace::Folder })
}

fn make(path: &Path, vault: Option<&dyn SecretVault>) -> Result<DataKey, OpsError> {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let key = STANDARD.encode(random::<KEY_BYTES>());
    // In the file first: a key store that does not give back what it took must not cost the data.
    save(path, &Kept { id: id.clone(), key: Some(key.clone()) })?;
    beside(path, id, key, vault)
}

fn save(path: &Path, kept: &Kept) -> Result<(), OpsError> {
    write_whole(path, &serde_json::to_vec(kept).map_err(|error| OpsError::Internal(error.to_string()))?)
}

fn locked(id: &str, why: &str) -> DataKey {
    tracing::warn!("the key of this seller's data is not there: {why}");
    DataKey { id: id.to_owned(), seal: Seal::missing(), place: KeyPlace::Locked }
}

/// The key store's name of a key.
fn name(id: &str) -> String {
    format!("data key {id}")
}

fn seal(key: &str) -> Seal {
    let bytes = STANDARD.decode(key).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.as_ref().map_or_else(Seal::missing, Seal::new)
}

#[cfg(test)]
mod tests;
