//! The wire's shapes: reading answers tolerantly (contract 2.5, 7 and 8) and writing request bodies.
//!
//! Every reader takes the bytes of one answer. Unknown fields are ignored, null stands for absent, both spellings of a
//! name are read. What a reader refuses it says in words, without quoting the buyer's data.

pub mod action;
pub mod handover;
pub mod invoice;
pub mod lenient;
pub mod listing;
pub mod notify;
pub mod oauth;
pub mod page;
pub mod request;
pub mod returns;
pub mod rows;
pub mod self_ship;
pub mod shipment;
pub mod shipping;

pub use action::{Form, FormsOf, Location};
pub use handover::{HandoverCount, ReturnOtc};
pub use invoice::{Invoice, InvoiceItem};
pub use listing::{CataloguePage, Listing, Listings};
pub use page::{NextPage, Page, Read};
pub use returns::{ReturnRead, ReturnsPage};
pub use rows::RowResult;

/// Why an answer could not be read: a sentence without any data of the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

impl Unreadable {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// A JSON error told by kind and place: serde's own text may quote the value it stumbled over.
    pub(crate) fn json(what: &str, error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        let kind = match error.classify() {
            Category::Io => "could not be read",
            Category::Syntax => "is not JSON",
            Category::Data => "has a field of an unexpected kind",
            Category::Eof => "ends too early",
        };
        Self(format!("{what} {kind} (line {}, column {})", error.line(), error.column()))
    }
}
