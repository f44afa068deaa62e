//! The engine: reads the marketplace into the cache, carries out what people ask, fetches labels, makes papers.
//!
//! Owns the sellers of this computer and, for the open one, every background lane. Knows the marketplace only through
//! [`godown_flipkart`], the disk only through [`godown_store`] and its own document folder, and time, secrets and the
//! practice marketplace only as they are passed in ([`ports`]). It knows no window, no command line and no web page.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use godown_ops::{Desks, DesksOptions, Lanes, ports::{MemoryVault, SystemClock}};
//! # async fn open() -> Result<(), godown_ops::OpsError> {
//! let desks = Desks::new(DesksOptions {
//!     data_dir: "/tmp/godown".into(),
//!     vault: Arc::new(MemoryVault::default()),
//!     clock: Arc::new(SystemClock),
//!     start_practice: None,
//!     desk: "bench 1".into(),
//!     lanes: Lanes::All,
//! });
//! desks.open("practice").await?;
//! # Ok(()) }
//! ```

pub mod account;
pub mod actions;
mod blobs;
mod calls;
mod data_key;
mod desk;
mod desks;
mod erasing;
mod error;
mod feed;
mod fetcher;
mod freshness;
pub mod guardrails;
pub mod handover;
mod journal;
pub mod keeping;
mod line;
mod outbox;
mod pack_input;
pub mod packing;
pub mod papers;
mod poller;
pub mod ports;
pub mod print;
mod read_back;
pub mod reconcile;
pub mod self_ship;
mod sellers;
pub mod shipment;
pub mod stock;
mod tally;
mod ticker;
mod views;
pub mod waiting;
mod watch;
pub mod watchdog;

pub use data_key::KeyPlace;
pub use desk::Desk;
pub use desks::{Desks, DesksOptions, Lanes};
pub use erasing::Erased;
pub use error::{OpsError, Trouble};
pub use feed::{DeskEvent, Topic};
pub use godown_flipkart::Location;
pub use godown_store::backup::{Backup, BackupKind};
pub use godown_store::buyer::Buyer;
pub use godown_store::document::{Document as Paper, DocumentKind as PaperKind};
pub use godown_store::intent::IntentRow as Intent;
pub use godown_store::private;
pub use sellers::SellerRecord;
pub use views::{DeskCounts, OpenView, SelectionFacts, ViewFacets};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex whose holder may have panicked: the data behind these locks is replaced whole, never half.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
