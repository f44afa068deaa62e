//! Godown's store: the one database file of a seller on this computer.
//!
//! Owns the tables, their migrations and every SQL statement. What was seen of the marketplace enters through
//! [`shipment::merge`] alone, which keeps the timeline; what a person asked for lives in [`batch`] and [`intent`].
//! It refuses to call anything, to know the wire, and to open a file that a newer Godown has written.
//!
//! Each function takes a connection (a reader's snapshot) or a transaction (the writer's); the caller decides what belongs
//! together by putting it in one [`Store::write`].
//!
//! ```
//! use godown_store::{Store, setting};
//! let store = Store::open_in_memory()?;
//! store.write(|tx| setting::put(tx, "theme", &"dark"))?;
//! assert_eq!(store.read(|conn| setting::get::<String>(conn, "theme"))?.as_deref(), Some("dark"));
//! # Ok::<(), godown_store::StoreError>(())
//! ```

pub mod api_call;
pub mod backup;
pub mod batch;
pub mod buyer;
pub mod change;
pub mod check;
pub mod document;
pub mod erase;
mod error;
pub mod guardrail;
pub mod handover;
pub mod intent;
pub mod listing;
pub mod location;
mod migrations;
mod open;
pub mod pack_input;
pub mod print;
pub mod private;
pub mod quarantine;
pub mod reconcile;
pub mod restore;
pub mod saved_view;
pub mod seal;
pub mod setting;
pub mod shipment;
mod sql;
mod standing;
pub mod sync_mark;
#[cfg(test)]
mod testing;
pub mod view;
pub mod watchdog;

pub use error::{Result, StoreError};
pub use godown_domain::Learned;
pub use open::{Store, Witness};
pub use rusqlite::{Connection, Transaction};
