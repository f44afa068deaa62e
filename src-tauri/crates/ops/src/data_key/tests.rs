//! A key is never lost by ours, and never lies in the open where a key store would keep it.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::ports::{MemoryVault, VaultError};

/// Keeps secrets as a key store does, and may be locked.
#[derive(Default)]
struct KeyStore {
    kept: MemoryVault,
    locked: AtomicBool,
}

impl KeyStore {
    fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    fn open(&self) -> Result<&MemoryVault, VaultError> {
        if self.keeps() { Ok(&self.kept) } else { Err(VaultError::Locked("for this test".into())) }
    }
}

impl SecretVault for KeyStore {
    fn get(&self, key: &str) -> Result<Option<SecretString>, VaultError> {
        self.open()?.get(key)
    }

    fn put(&self, key: &str, secret: &SecretString) -> Result<(), VaultError> {
        self.open()?.put(key, secret)
    }

    fn remove(&self, key: &str) -> Result<(), VaultError> {
        self.open()?.remove(key)
    }

    fn keeps(&self) -> bool {
        !self.locked.load(Ordering::SeqCst)
    }
}

fn file(folder: &Path) -> String {
    fs::read_to_string(folder.join(FILE)).unwrap()
}

#[test]
fn a_key_store_keeps_the_key_and_the_folder_its_name() {
    let (folder, vault) = (tempfile::tempdir().unwrap(), KeyStore::default());
    let first = open(folder.path(), Some(&vault));
    assert_eq!(first.place, KeyPlace::KeyStore);
    assert!(!file(folder.path()).contains("key\":"), "the key must not lie beside the data");
    let row = first.seal.close("s1", b"Meera").unwrap();
    let again = open(folder.path(), Some(&vault));
    assert_eq!((again.seal.open("s1", &row).unwrap(), again.id), (b"Meera".to_vec(), first.id));
}

#[test]
fn without_a_key_store_the_key_lies_beside_the_data_for_its_owner_alone_until_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path(), Some(&MemoryVault::default()));
    assert_eq!(first.place, KeyPlace::Folder);
    let row = first.seal.close("s1", b"Meera").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let vault = KeyStore::default();
    let moved = open(folder.path(), Some(&vault));
    assert_eq!((moved.place, moved.seal.open("s1", &row).unwrap()), (KeyPlace::KeyStore, b"Meera".to_vec()));
    assert!(!file(folder.path()).contains("key\":"), "handed over");
    assert_eq!(open(folder.path(), None).place, KeyPlace::Locked, "and no longer here");
}

#[test]
fn a_locked_key_store_is_lived_with_and_costs_nothing() {
    let (folder, vault) = (tempfile::tempdir().unwrap(), KeyStore::default());
    let first = open(folder.path(), Some(&vault));
    let row = first.seal.close("s1", b"Meera").unwrap();
    vault.lock(true);
    let without = open(folder.path(), Some(&vault));
    assert_eq!((without.place, without.seal.is_there()), (KeyPlace::Locked, false));
    vault.lock(false);
    assert_eq!(open(folder.path(), Some(&vault)).seal.open("s1", &row).unwrap(), b"Meera");
}

#[test]
fn a_lost_key_is_told_by_its_name_and_a_new_one_made() {
    let (folder, vault) = (tempfile::tempdir().unwrap(), KeyStore::default());
    let first = open(folder.path(), Some(&vault));
    vault.remove(&name(&first.id)).unwrap();
    let second = open(folder.path(), Some(&vault));
    assert!(second.seal.is_there() && second.id != first.id);
    fs::write(folder.path().join(FILE), "not ours").unwrap();
    assert!(open(folder.path(), Some(&vault)).seal.is_there(), "a file that names no key names none");
}
