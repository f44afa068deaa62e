//! Godown's flipkart room: the Seller API v3 client.
//!
//! Owns the login token, the call budget, the wire's shapes in both directions, paging and the classes of failure. What
//! comes in is turned into the domain's words here and nowhere else; a record that cannot be read is handed on as
//! [`Read::Unreadable`] and never takes its page with it.
//!
//! Refuses to repeat anything that acts: pack, dispatch, cancel and form numbers go out exactly once per call, and an
//! unclear end of such a call is said to be unclear ([`CallError::outcome_unknown`]), so that its owner reads back first.
//! "Contract" in comments is the Seller API v3 contract this product is written against.
//!
//! ```
//! use godown_flipkart::{Client, ClientConfig, Credentials};
//! let client = Client::new(
//!     ClientConfig::new("https://api.flipkart.net"),
//!     Credentials { client_id: "app".into(), client_secret: "secret".into() },
//! );
//! assert!(client.is_ok());
//! let plain = Client::new(ClientConfig::new("http://api.flipkart.net"), Credentials::none());
//! assert!(plain.is_err(), "plain http is for this computer only");
//! ```

mod actions;
mod base_url;
mod budget;
mod call;
mod client;
mod documents;
mod error;
mod health;
mod login;
mod outside;
mod probe;
mod reads;
mod reply;
#[cfg(test)]
mod scripted;
mod search;
mod tokens;
mod walk;
pub mod wire;

pub use actions::{AttemptRow, CancelRow, DeliveryRow, FormAckRow, PackRow, SelfDispatchRow, StockRow};
pub use budget::{Budget, Lane};
pub use call::CallRecord;
pub use client::{Client, ClientConfig};
pub use documents::DocumentReply;
pub use error::CallError;
pub use health::Health;
pub use login::{Credentials, Grant, Login};
pub use outside::{Carried, LineError, Outside};
pub use reads::{
    DISPATCH_PER_CALL, IDS_PER_DOCUMENT, IDS_PER_READ, IDS_PER_SHIPPING_READ, PACK_PER_CALL, ROWS_PER_CALL,
    ReturnsAsked, SELF_SHIP_PER_CALL, SKUS_PER_CALL,
};
pub use search::{CancellationKind, Search, SearchKind, Sort, SortField};
pub use tokens::{TokenExpiry, Tokens, authorize_url, exchange_code};
pub use walk::{Walk, WalkPlace};
pub use wire::{
    CataloguePage, Form, FormsOf, HandoverCount, Invoice, InvoiceItem, Listing, Listings, Location, NextPage, Page,
    Read, ReturnOtc, ReturnRead, ReturnsPage, RowResult,
};
