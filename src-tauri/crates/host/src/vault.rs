//! Secrets in the system key store (Secret Service, Keychain, Credential Manager), or in memory for this run where there
//! is none. Never on disk in clear.
//!
//! Whether a store works is found out by writing, reading back and deleting a probe entry, because a locked store answers
//! "no such entry" to a mere read. That happens at the first use, not at the start: a locked store opens a password
//! window, and a seller who only practises should never meet it.

use std::sync::{Arc, Mutex, PoisonError};

use godown_ops::ports::{MemoryVault, SecretVault, VaultError};
use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

/// `memory` keeps the hands off the system key store; for tests and development.
pub const KEY_STORE_VARIABLE: &str = "GODOWN_KEY_STORE";

/// Name under which the key store files our secrets.
const SERVICE: &str = "in.godown.desk";
const PROBE: &str = "probe";

/// The vault of this computer.
pub fn open_vault() -> Arc<dyn SecretVault> {
    match std::env::var(KEY_STORE_VARIABLE) {
        Ok(choice) if choice == "memory" => Arc::new(MemoryVault::default()),
        _ => Arc::new(KeyringVault::default()),
    }
}

/// The system key store, falling back to memory. Calls block, for as long as a password window is open.
#[derive(Default)]
pub struct KeyringVault {
    /// What the probe found; `None` before the first use.
    found: Mutex<Option<Result<(), VaultError>>>,
    memory: MemoryVault,
}

impl KeyringVault {
    /// Probes at the first use and remembers the answer.
    fn found(&self) -> Result<(), VaultError> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(probe).clone()
    }

    /// Probes again where the store was locked: a person may have opened it meanwhile.
    fn found_now(&self) -> Result<(), VaultError> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*found, Some(Ok(()) | Err(VaultError::Absent(_)))) {
            *found = Some(probe());
        }
        found.get_or_insert_with(probe).clone()
    }
}

impl SecretVault for KeyringVault {
    fn get(&self, key: &str) -> Result<Option<SecretString>, VaultError> {
        if let Some(kept) = self.memory.get(key)? {
            return Ok(Some(kept));
        }
        match self.found() {
            Ok(()) => read(key),
            Err(VaultError::Absent(_)) => Ok(None),
            // It may well hold the secret: "none was kept" would make the desk ask for a new account.
            Err(locked) => Err(locked),
        }
    }

    fn put(&self, key: &str, secret: &SecretString) -> Result<(), VaultError> {
        match self.found_now() {
            Ok(()) => {
                entry(key)?.set_password(secret.expose_secret()).map_err(|error| refused(&error))?;
                self.memory.remove(key)
            }
            Err(why) => {
                tracing::warn!("secrets are kept for this run only: {why}");
                self.memory.put(key, secret)
            }
        }
    }

    fn remove(&self, key: &str) -> Result<(), VaultError> {
        self.memory.remove(key)?;
        match self.found_now() {
            Ok(()) => forget(key),
            Err(VaultError::Absent(_)) => Ok(()),
            Err(locked) => Err(locked),
        }
    }

    fn keeps(&self) -> bool {
        self.found().is_ok()
    }
}

fn probe() -> Result<(), VaultError> {
    if let Err(error) = Entry::store_status() {
        return Err(VaultError::Absent(error.to_string()));
    }
    // Two desks may probe at the same moment: each under its own name.
    let key = format!("{PROBE}-{}", std::process::id());
    entry(&key)?.set_password(PROBE).map_err(|error| refused(&error))?;
    let read_back = read(&key)?;
    forget(&key)?;
    match read_back {
        Some(text) if text.expose_secret() == PROBE => Ok(()),
        _ => Err(VaultError::Absent("what is put into it does not come back".to_owned())),
    }
}

fn entry(key: &str) -> Result<Entry, VaultError> {
    Entry::new(SERVICE, key).map_err(|error| refused(&error))
}

fn read(key: &str) -> Result<Option<SecretString>, VaultError> {
    match entry(key)?.get_password() {
        Ok(text) => Ok(Some(SecretString::from(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(refused(&error)),
    }
}

fn forget(key: &str) -> Result<(), VaultError> {
    match entry(key)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(refused(&error)),
    }
}

fn refused(error: &Error) -> VaultError {
    match error {
        Error::NoDefaultStore => VaultError::Absent("no key store answers".to_owned()),
        other => VaultError::Locked(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    /// Runs one of the ignored tests below in a session bus and a home of its own, so that no person's key store is touched.
    #[cfg(target_os = "linux")]
    fn in_a_session_of_its_own(before: &str, test: &str) {
        let home = tempfile::tempdir().unwrap();
        let run = format!("{before} exec \"$0\" --exact vault::tests::{test} --ignored --nocapture");
        let output = Command::new("dbus-run-session")
            .args(["--", "sh", "-c", &run])
            .arg(std::env::current_exe().unwrap())
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path().join("share"))
            .env("XDG_RUNTIME_DIR", home.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_open_key_store_keeps_a_login_over_runs() {
        let open = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null;";
        in_a_session_of_its_own(open, "inside_an_open_store");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn without_a_key_store_a_login_serves_for_this_run_and_the_vault_says_so() {
        in_a_session_of_its_own("DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere;", "inside_without_a_store");
    }

    #[test]
    #[ignore = "run by an_open_key_store_keeps_a_login_over_runs in a session of its own"]
    fn inside_an_open_store() {
        let vault = KeyringVault::default();
        assert!(vault.keeps());
        vault.put("seller", &secret("s1")).unwrap();
        let next_run = KeyringVault::default();
        assert_eq!(next_run.get("seller").unwrap().unwrap().expose_secret(), "s1", "the next run must find it");
        next_run.put("seller", &secret("s2")).unwrap();
        assert_eq!(
            vault.get("seller").unwrap().unwrap().expose_secret(),
            "s2",
            "a renewed secret replaces the old one"
        );
        next_run.remove("seller").unwrap();
        next_run.remove("seller").unwrap();
        assert!(vault.get("seller").unwrap().is_none(), "a removed login is gone");
        let probe = format!("{PROBE}-{}", std::process::id());
        assert!(vault.get(&probe).unwrap().is_none(), "the probe leaves nothing behind");
    }

    #[test]
    #[ignore = "run by without_a_key_store_a_login_serves_for_this_run_and_the_vault_says_so in a session of its own"]
    fn inside_without_a_store() {
        let vault = KeyringVault::default();
        assert!(!vault.keeps(), "a person must be told that the login ends with this run");
        assert!(vault.get("seller").unwrap().is_none());
        vault.put("seller", &secret("s1")).unwrap();
        assert_eq!(vault.get("seller").unwrap().unwrap().expose_secret(), "s1", "the run itself goes on");
        vault.remove("seller").unwrap();
        assert!(vault.get("seller").unwrap().is_none());
    }
}
