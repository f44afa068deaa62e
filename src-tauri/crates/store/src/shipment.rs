//! Shipments: the latest picture and everything that was seen on the way to it.
//!
//! [`merge`] is the only way a seen fact enters. It keeps the newest picture, appends what changed to the timeline, and
//! notices when a label on this computer no longer fits the order. A picture older than the one that is here changes nothing:
//! the marketplace's own instant of change decides, and where that says nothing the instant of asking.

mod find;
mod mark;
mod merge;
mod picture;
mod read;
mod shipping;
mod sums;
mod timeline;

pub use find::{Known, count_pre_dispatch, find, in_states, need_shipping, unseen_pre_dispatch};
pub use mark::shipping_missing;
pub(crate) use merge::count;
pub use merge::merge;
pub(crate) use picture::Fnv;
pub use read::{Stored, gate_facts, get};
pub use shipping::merge_shipping;
pub use sums::{
    ReadyCount, cancelled_since, first_sku, order_of, ready_at, ready_by_courier, seen_before, units_and_value,
};
pub use timeline::timeline;

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The picture is different now.
    pub changed: bool,
    /// Seen for the first time.
    pub new: bool,
    /// Its number in this file.
    pub rowid: i64,
    /// What the timeline gained.
    pub changes: Vec<Change>,
}

/// One observed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which fact.
    pub field: Field,
    /// Of which line or box; `None` for the shipment itself.
    pub part: Option<String>,
    /// Before: the wire's word, milliseconds, or a number as text.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
}

/// The facts whose changes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// State of the shipment.
    State,
    /// Hold: `1` or `0`.
    Hold,
    /// Dispatch-after.
    DispatchAfter,
    /// Dispatch-by.
    DispatchBy,
    /// Warehouse.
    Location,
    /// State of one line, where it goes, or went, another way than the shipment; from a state to itself where the shipment
    /// caught up with it, or the line vanished.
    ItemState,
    /// Units of one line.
    ItemQuantity,
    /// What is known of one line's cancellation, as JSON: date, reason, sub-reason, whether it comes back by courier.
    ItemCancellation,
    /// Order date.
    OrderedAt,
    /// Courier of one box.
    Courier,
    /// AWB of one box.
    Tracking,
}

impl Field {
    /// The word in the database.
    pub fn slug(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Hold => "hold",
            Self::DispatchAfter => "dispatch-after",
            Self::DispatchBy => "dispatch-by",
            Self::Location => "location",
            Self::ItemState => "item-state",
            Self::ItemQuantity => "item-quantity",
            Self::ItemCancellation => "item-cancellation",
            Self::OrderedAt => "ordered-at",
            Self::Courier => "courier",
            Self::Tracking => "tracking",
        }
    }

    /// Reads the database's word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [
            Self::State,
            Self::Hold,
            Self::DispatchAfter,
            Self::DispatchBy,
            Self::Location,
            Self::ItemState,
            Self::ItemQuantity,
            Self::ItemCancellation,
            Self::OrderedAt,
            Self::Courier,
            Self::Tracking,
        ]
        .into_iter()
        .find(|field| field.slug() == slug)
    }
}

#[cfg(test)]
mod tests;
