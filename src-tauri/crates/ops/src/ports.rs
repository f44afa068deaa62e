//! What the engine is given from outside: time, the key store, the practice marketplace.

use std::any::Any;
use std::cell::RefCell;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use godown_domain::At;
use secrecy::SecretString;

/// Time. The engine never asks the system itself.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> At;
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> At {
        At(chrono::Utc::now().timestamp_millis())
    }
}

/// A clock that stands until it is moved; for tests.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock standing at `at`.
    pub fn at(at: At) -> Self {
        Self(AtomicI64::new(at.0))
    }

    /// Moves it.
    pub fn set(&self, at: At) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }
}

/// Why a secret could not be kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no key store on this computer.
    #[error("This computer has no system key store: {0}")]
    Absent(String),
    /// There is one, and it is locked or refuses.
    #[error("The system key store is locked or refused: {0}")]
    Locked(String),
}

/// Where secrets lie: the system key store, or memory for this run only. Calls may block; callers use a blocking thread.
pub trait SecretVault: Send + Sync {
    /// Reads a secret; `None` where it was never kept.
    ///
    /// # Errors
    /// [`VaultError`] where the store cannot be asked.
    fn get(&self, key: &str) -> Result<Option<SecretString>, VaultError>;

    /// Keeps a secret.
    ///
    /// # Errors
    /// [`VaultError`] where the store cannot keep it.
    fn put(&self, key: &str, secret: &SecretString) -> Result<(), VaultError>;

    /// Forgets a secret; forgetting what is not there is fine.
    ///
    /// # Errors
    /// [`VaultError`] where the store cannot be asked.
    fn remove(&self, key: &str) -> Result<(), VaultError>;

    /// Whether what is put outlives this run.
    fn keeps(&self) -> bool;
}

/// Secrets in memory, gone with the run.
#[derive(Default)]
pub struct MemoryVault(std::sync::Mutex<std::collections::HashMap<String, SecretString>>);

impl SecretVault for MemoryVault {
    fn get(&self, key: &str) -> Result<Option<SecretString>, VaultError> {
        Ok(crate::lock(&self.0).get(key).cloned())
    }

    fn put(&self, key: &str, secret: &SecretString) -> Result<(), VaultError> {
        crate::lock(&self.0).insert(key.to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), VaultError> {
        crate::lock(&self.0).remove(key);
        Ok(())
    }

    fn keeps(&self) -> bool {
        false
    }
}

/// A running practice marketplace.
pub struct Practice {
    /// Where it listens, `http://127.0.0.1:port`.
    pub base_url: String,
    /// Application id it knows.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// Dropping it stops the marketplace.
    pub keep_alive: Box<dyn Any + Send + Sync>,
    /// Where it is in this process and nothing goes over a network: the world to work in.
    pub rehearsal: Option<Rehearsal>,
}

/// A practice without a network and on made-up time, so that it comes out the same way every time.
#[derive(Clone)]
pub struct Rehearsal {
    /// The line to the marketplace, the time and the chance the client works with.
    pub outside: Arc<dyn godown_flipkart::Outside>,
    /// Sees every commit.
    pub witness: Arc<dyn godown_store::Witness>,
}

/// How long a piece of blocking work takes, told when it is asked for.
pub type Takes = Box<dyn Fn() -> Duration>;

thread_local! {
    static WORK_HERE: RefCell<Option<Takes>> = const { RefCell::new(None) };
}

/// From now on what blocks (files, SQLite) runs on this thread itself when it is asked for on this thread, and takes as long as
/// told by the runtime's time: for a rehearsal, in which one thread does everything in one order. `None` gives it back to the
/// threads of the runtime.
pub fn work_here(takes: Option<Takes>) {
    WORK_HERE.with(|here| *here.borrow_mut() = takes);
}

/// How long the next piece of work takes here; `None` where it runs apart.
pub(crate) fn takes_here() -> Option<Duration> {
    WORK_HERE.with(|here| here.borrow().as_ref().map(|takes| takes()))
}

/// Starts the practice marketplace with its state in the given folder. The host supplies it, because the engine knows
/// the marketplace over the wire only.
pub type StartPractice =
    Arc<dyn Fn(PathBuf) -> Pin<Box<dyn Future<Output = Result<Practice, String>> + Send>> + Send + Sync>;
