//! The ledger: from the timeline of a shipment to its facts (`docs/guardrails.md` 2). Pure; it knows no day and no measure.
//!
//! The timeline is told forwards, read by read, and every claim about the shipment is compared with what was claimed before:
//! what is new becomes a fact, what has become better known becomes a fact that replaces the former. So the facts of a
//! timeline's beginning are the beginning of its facts.

mod picture;
mod teller;

use super::fact::{CancelledBy, Fact};
use super::reason::ReasonTable;
use crate::{At, Learned, OrderItemId, Paise, ShipmentState};

/// What is known of a line's cancellation (contract 7.2), whether or not it is cancelled.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CancellationSeen {
    /// `cancellationDate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<At>,
    /// `cancellationReason`, as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// `cancellationSubReason`, as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_reason: Option<String>,
    /// `courierReturn`: it went out and comes back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub courier_return: bool,
}

/// A line as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineNow {
    /// Id.
    pub item: OrderItemId,
    /// Units.
    pub units: u32,
    /// Price of the line.
    pub price: Paise,
    /// State.
    pub state: ShipmentState,
    /// Its cancellation.
    pub cancellation: CancellationSeen,
}

/// What one read changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// State of the shipment.
    State {
        /// Before.
        old: ShipmentState,
        /// After.
        new: ShipmentState,
    },
    /// Dispatch-by.
    Due {
        /// Before.
        old: Option<At>,
        /// After.
        new: Option<At>,
    },
    /// Order date.
    Ordered {
        /// Before.
        old: Option<At>,
        /// After.
        new: Option<At>,
    },
    /// State of a line. Noted whenever the line goes, or went, another way than the shipment; from a state to itself where
    /// the shipment caught up with it, or the line vanished.
    LineState {
        /// Line.
        item: OrderItemId,
        /// Before.
        old: ShipmentState,
        /// After.
        new: ShipmentState,
    },
    /// Units of a line; from or to 0 when it appears or vanishes.
    LineUnits {
        /// Line.
        item: OrderItemId,
        /// Before.
        old: u32,
        /// After.
        new: u32,
    },
    /// What is known of a line's cancellation; from a value to itself where the line vanished.
    LineCancellation {
        /// Line.
        item: OrderItemId,
        /// Before.
        old: CancellationSeen,
        /// After.
        new: CancellationSeen,
    },
}

/// An observed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// When the read that showed it was sent.
    pub at: At,
    /// The last read that still showed the old value.
    pub since: Option<At>,
    /// How it was learned.
    pub learned: Learned,
    /// What.
    pub what: Changed,
}

/// A call of ours that was confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurCall {
    /// Sent.
    pub sent: At,
    /// Answered; where no answer came, when it was proven.
    pub answered: At,
    /// Proven by a read.
    pub confirmed: At,
}

/// A list of cancellations the shipment was found in (contract 8.1, `cancellationType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListSeen {
    /// Whose list.
    pub by: CancelledBy,
    /// When it was first found there.
    pub at: At,
}

/// What a report of Seller Hub, or the marketplace's list of returns, told of the shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What.
    pub what: ImportedWhat,
    /// Line, where the report names one.
    pub item: Option<OrderItemId>,
    /// Units; 0 where the report does not say.
    pub units: u32,
    /// When it happened.
    pub at: At,
    /// When it was imported.
    pub learned_at: At,
}

/// Which fact a report told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportedWhat {
    /// The courier had to come again.
    Reattempted,
    /// The buyer sends it back.
    CustomerReturned,
    /// It was not ready in time.
    Breached,
    /// The marketplace lists a return of it (contract 10.1). A later one of the same number is the same return.
    Listed {
        /// Number of the return.
        no: i64,
        /// The courier brings it back, it never reached the buyer.
        by_courier: bool,
        /// It counts; one that was called off does not.
        stands: bool,
    },
}

/// Everything seen and done about one shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentTimeline {
    /// First seen.
    pub first_seen_at: At,
    /// How.
    pub first_learned: Learned,
    /// State now.
    pub state: ShipmentState,
    /// Order date now.
    pub ordered_at: Option<At>,
    /// Dispatch-by now.
    pub due: Option<At>,
    /// Lines now.
    pub lines: Vec<LineNow>,
    /// Changes, oldest first, those of one read together.
    pub observations: Vec<Observed>,
    /// Our confirmed RTDs, in the order of being confirmed.
    pub dispatched: Vec<OurCall>,
    /// Our confirmed cancellations, likewise.
    pub cancelled: Vec<OurCall>,
    /// Lists of cancellations it was found in.
    pub lists: Vec<ListSeen>,
    /// Told by imports, in the order of importing.
    pub imports: Vec<Imported>,
}

/// The facts of a shipment in the order of learning.
pub fn facts(timeline: &ShipmentTimeline, reasons: &ReasonTable) -> Vec<Fact> {
    teller::Teller::new(timeline, reasons).tell()
}

/// The price of a line, for [`super::story::fold`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePrice {
    /// Line.
    pub item: OrderItemId,
    /// Units the price is for.
    pub units: u32,
    /// Price of all of them.
    pub price: Paise,
}

impl LinePrice {
    /// Price of the first `units` units: the line price divided over its units, the remainder on the first.
    pub fn of(&self, units: u32) -> Paise {
        if units == 0 {
            return Paise(0);
        }
        let over = i64::from(self.units.max(1));
        let each = self.price.0.div_euclid(over);
        Paise(each * i64::from(units) + self.price.0.rem_euclid(over))
    }
}

#[cfg(test)]
mod returns_tests;
#[cfg(test)]
mod tests;
