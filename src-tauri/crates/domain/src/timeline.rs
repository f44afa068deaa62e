//! The story of a shipment: everything this computer has seen and done, and how it learned it.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::print::label_state::{LabelState, ReprintReason};
use crate::{Action, At, IntentState, ShipmentState};

/// How a fact was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Learned {
    /// A walk over a list.
    Poll,
    /// Read by id, to be sure of an outcome.
    ReadBack,
    /// An answer to an action of ours.
    Action,
    /// A file a person gave.
    Import,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TimelineWhat {
    /// Seen for the first time.
    FirstSeen {
        /// In this state.
        state: ShipmentState,
    },
    /// The state moved.
    State {
        /// From.
        old: ShipmentState,
        /// To.
        new: ShipmentState,
    },
    /// Held or let go.
    Hold {
        /// Held.
        on: bool,
    },
    /// Dispatch-by moved.
    DispatchBy {
        /// From.
        old: Option<At>,
        /// To.
        new: Option<At>,
    },
    /// Dispatch-after moved.
    DispatchAfter {
        /// From.
        old: Option<At>,
        /// To.
        new: Option<At>,
    },
    /// A line of goods changed.
    Item {
        /// Which SKU.
        sku: String,
        /// What of it, from what to what, in words.
        change: String,
    },
    /// Courier or AWB became known or changed.
    Courier {
        /// Courier.
        courier: String,
        /// AWB.
        tracking_id: Option<String>,
    },
    /// Another field changed.
    Field {
        /// Which.
        field: String,
        /// From.
        old: Option<String>,
        /// To.
        new: Option<String>,
    },
    /// An action of ours moved.
    Intent {
        /// What was asked.
        action: Action,
        /// How it stood then.
        state: IntentState,
        /// Why it moved, in words.
        cause: String,
        /// In which batch.
        batch: Option<u32>,
    },
    /// A document was fetched or made.
    Document {
        /// Title.
        title: String,
        /// Its number.
        document: u32,
    },
    /// Its label was sent to paper, or was to be.
    Printed {
        /// In which batch.
        batch: Option<u32>,
        /// In which print run.
        run: u32,
        /// 1 for the first on paper.
        copy: u32,
        /// How that label stands now.
        state: LabelState,
        /// Why it was printed again.
        reason: Option<ReprintReason>,
        /// Printer's name.
        printer: String,
        /// Who asked for it.
        by: String,
    },
}

/// Whose doing a line of the story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Whose {
    /// We did it: an act of ours moved, a paper was made here.
    Here,
    /// We had asked for it, and it took.
    AskedHere,
    /// Done without us: in Seller Hub or by another program of the seller.
    Elsewhere,
    /// The marketplace, the courier or the buyer did it, or it is the usual course of a parcel.
    Others,
}

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// When it was seen or done.
    pub at: At,
    /// What.
    pub what: TimelineWhat,
    /// How it was learned.
    pub learned: Learned,
    /// Whose doing it is.
    pub whose: Whose,
}
