//! The life of an intent: what a person asked for, per shipment or listing, from the click to the proof.
//!
//! ```text
//! queued ─▶ sending ─▶ accepted ─┬▶ confirmed
//!   ▲ │        ├─────▶ refused   ├▶ superseded       by what happened elsewhere
//!   │ │        └─────▶ unknown ──┼▶ not applied ─▶ queued | refused | stuck
//!   │ │                          └▶ stuck            where nothing that can be read tells
//!   │ └▶ withdrawn | superseded                      stuck ─▶ confirmed | superseded | withdrawn
//!   └── sending, where nothing left this computer
//! ```
//!
//! [`MOVES`] is the whole machine. The database refuses every other move by a trigger made of the same pairs, and a test
//! holds the two against each other.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, LocationId, ShipmentId, Sku};

/// What can be asked of the marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Ask for label and invoice (contract 8.5).
    Pack,
    /// Mark ready to dispatch (contract 8.10).
    Dispatch,
    /// Cancel (contract 8.11).
    Cancel,
    /// Give a form's ACK number (contract 8.13).
    FormAck,
    /// Say that it left with a courier of the seller's own (contract 9.1).
    SelfDispatch,
    /// Say that the seller's own courier delivered it (contract 9.2).
    Delivery,
    /// Say that the seller's own courier came in vain (contract 9.3).
    Attempt,
    /// Set the stock of a listing at a warehouse (contract 13.1).
    Stock,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Pack,
        Self::Dispatch,
        Self::Cancel,
        Self::FormAck,
        Self::SelfDispatch,
        Self::Delivery,
        Self::Attempt,
        Self::Stock,
    ];

    /// The word in the database and on the command line.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Dispatch => "rtd",
            Self::Cancel => "cancel",
            Self::FormAck => "form-ack",
            Self::SelfDispatch => "self-dispatch",
            Self::Delivery => "delivery",
            Self::Attempt => "attempt",
            Self::Stock => "stock",
        }
    }

    /// Reads a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.slug() == slug)
    }
}

/// What an intent is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Subject {
    /// A shipment.
    Shipment {
        /// Which.
        id: ShipmentId,
    },
    /// The stock of a listing at a warehouse.
    Stock {
        /// The seller's code.
        sku: Sku,
        /// The warehouse.
        location: LocationId,
    },
}

impl Subject {
    /// The shipment, where it is about one.
    pub fn shipment(&self) -> Option<&ShipmentId> {
        match self {
            Self::Shipment { id } => Some(id),
            Self::Stock { .. } => None,
        }
    }

    /// The id by which an answer of the marketplace names it: shipment id or SKU.
    pub fn key(&self) -> &str {
        match self {
            Self::Shipment { id } => id.as_str(),
            Self::Stock { sku, .. } => sku.as_str(),
        }
    }
}

impl From<ShipmentId> for Subject {
    fn from(id: ShipmentId) -> Self {
        Self::Shipment { id }
    }
}

/// Where an intent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum IntentState {
    /// Committed, not sent.
    Queued,
    /// On the wire.
    Sending,
    /// The marketplace said yes; not yet read back.
    Accepted,
    /// Read back: done.
    Confirmed,
    /// The marketplace said no.
    Refused,
    /// Sent, and the answer did not come or left it out.
    Unknown,
    /// Read back: proven not done. It is asked again, given up, or left to a person in the same breath; nothing rests here.
    NotApplied,
    /// Asked and read back as often as is sensible; a person decides.
    Stuck,
    /// Taken back by a person before it was sent, or set aside.
    Withdrawn,
    /// Made pointless by what happened elsewhere: cancelled, held, packed or marked ready without us.
    Superseded,
}

use IntentState::{Accepted, Confirmed, NotApplied, Queued, Refused, Sending, Stuck, Superseded, Unknown, Withdrawn};

/// Every move there is.
pub const MOVES: [(IntentState, IntentState); 22] = [
    (Queued, Sending),
    (Queued, Withdrawn),
    (Queued, Superseded),
    // Only what went out before: a request that two readings had proven undone, and that took after all.
    (Queued, Confirmed),
    // Nothing left this computer: no line, no login, no call left in the hour.
    (Sending, Queued),
    (Sending, Accepted),
    (Sending, Refused),
    (Sending, Unknown),
    (Accepted, Confirmed),
    (Accepted, NotApplied),
    (Accepted, Superseded),
    (Unknown, Confirmed),
    (Unknown, NotApplied),
    (Unknown, Superseded),
    // A delivery attempt: no reading shows whether the marketplace has it, and a second one would count.
    (Unknown, Stuck),
    // Only a proof opens the way to a second request.
    (NotApplied, Queued),
    (NotApplied, Refused),
    (NotApplied, Stuck),
    (Stuck, Confirmed),
    (Stuck, Superseded),
    (Stuck, Withdrawn),
    (NotApplied, Superseded),
];

impl IntentState {
    /// All of them.
    pub const ALL: [Self; 10] =
        [Queued, Sending, Accepted, Confirmed, Refused, Unknown, NotApplied, Stuck, Withdrawn, Superseded];

    /// The word in the database.
    pub fn slug(self) -> &'static str {
        match self {
            Queued => "queued",
            Sending => "sending",
            Accepted => "accepted",
            Confirmed => "confirmed",
            Refused => "refused",
            Unknown => "unknown",
            NotApplied => "not-applied",
            Stuck => "stuck",
            Withdrawn => "withdrawn",
            Superseded => "superseded",
        }
    }

    /// Reads the database's word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// Whether nothing more will happen by itself.
    pub fn is_settled(self) -> bool {
        matches!(self, Confirmed | Refused | Stuck | Withdrawn | Superseded)
    }

    /// Whether it stands in the way of the same action for the same shipment: the file holds one such row at most.
    pub fn is_live(self) -> bool {
        matches!(self, Queued | Sending | Accepted | Unknown | NotApplied)
    }

    /// Whether the move is one the machine above knows.
    pub fn may_become(self, next: Self) -> bool {
        MOVES.contains(&(self, next))
    }

    /// Whether restoring a backup may make it so. A file from yesterday does not know what was sent since, so what it calls
    /// open is believed to be *unknown*; only the word of the file it replaces settles it otherwise.
    pub fn may_be_restored_as(self, next: Self) -> bool {
        match self {
            Confirmed | Refused | Withdrawn | Superseded => false,
            Stuck => next.is_settled(),
            _ => next == Unknown || next.is_settled(),
        }
    }
}

/// What an action that was not sent yet waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum WaitsFor {
    /// Its turn.
    Turn,
    /// The line to the marketplace.
    Line,
    /// A login that works.
    Login,
    /// An instant: its window opens, or the marketplace asked to wait.
    Time {
        /// When.
        at: At,
    },
    /// Its batch is stopped; a person lets it go on.
    Person,
}

/// Where a waiting action stands among those that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Waiting {
    /// 1 goes first. Cancellations go before all others, then the oldest dispatch-by; stock, which has none, goes last.
    pub place: u32,
    /// Actions that wait in all.
    pub of: u32,
    /// What for.
    pub waits_for: WaitsFor,
}

/// What a person is told about one shipment of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Waiting or on the wire.
    Waiting,
    /// Done and read back.
    Done,
    /// Refused.
    Refused,
    /// Being checked.
    Unknown,
    /// Did not go: blocked before sending, or withdrawn.
    DidNotGo,
}

impl From<IntentState> for Outcome {
    fn from(state: IntentState) -> Self {
        match state {
            Queued | Sending | Accepted => Self::Waiting,
            Confirmed => Self::Done,
            Refused => Self::Refused,
            Unknown | NotApplied | Stuck => Self::Unknown,
            Withdrawn | Superseded => Self::DidNotGo,
        }
    }
}

#[cfg(test)]
mod tests;
