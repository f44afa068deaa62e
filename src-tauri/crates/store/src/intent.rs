//! Intents: what a person asked for, one per shipment and action or per listing and warehouse, from the click to the proof.
//!
//! An intent is committed before anything is sent, taken (`sending`) before the call, and settled with the answer. Every
//! move is checked against [`IntentState::may_become`] and kept with its cause. The file itself refuses a second live
//! intent for the same shipment and action, so two clicks or two desks cannot send twice.

mod queries;
mod steps;
mod waiting;

/// The states of [`IntentState::is_live`], as the index `intent_live` names them: a query is served by it only where it
/// repeats its words.
pub(crate) const LIVE: &str = "'queued', 'sending', 'accepted', 'unknown', 'not-applied'";
/// Those and *stuck*: what a row shows as under way.
pub(crate) const OPEN: &str = "'queued', 'sending', 'accepted', 'unknown', 'not-applied', 'stuck'";

use godown_domain::{Action, At, IntentState, LocationId, ShipmentId, Subject};

pub use queries::{
    Filter, Move, due, for_shipment, for_stock, get, list, live_count, moves, next_due_at, of_batch, sending_count,
    to_check, unknown_count, unresolved,
};
pub use steps::{
    check_sooner, looked, queue, read_back, sending_to_unknown, set_args, set_next_check, set_not_before, settle, take,
};
pub use waiting::{WaitingRow, next_action, overtaken, places, waiting};

/// An intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentRow {
    /// Its number.
    pub id: i64,
    /// The batch it belongs to.
    pub batch: Option<u32>,
    /// What it is about.
    pub subject: Subject,
    /// Warehouse the call is made for.
    pub location_id: LocationId,
    /// What is asked.
    pub action: Action,
    /// Its exact arguments, as JSON.
    pub args: String,
    /// How it stands.
    pub state: IntentState,
    /// Id of the request that carried it.
    pub request_id: Option<String>,
    /// How often it was sent.
    pub attempts: u32,
    /// How often its outcome was read back.
    pub read_backs: u32,
    /// Not sent before.
    pub not_before: At,
    /// Code of the last answer.
    pub code: Option<String>,
    /// The last answer in words.
    pub message: Option<String>,
    /// Asked.
    pub created_at: At,
    /// Last sent.
    pub sent_at: Option<At>,
    /// Settled.
    pub settled_at: Option<At>,
    /// When its outcome is looked at next.
    pub next_check_at: Option<At>,
    /// When its outcome was last asked for.
    pub looked_at: Option<At>,
}

impl IntentRow {
    /// The shipment, where it is about one.
    pub fn shipment(&self) -> Option<&ShipmentId> {
        self.subject.shipment()
    }
}

/// An intent to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntent {
    /// The batch it belongs to.
    pub batch: Option<u32>,
    /// What it is about.
    pub subject: Subject,
    /// What is asked.
    pub action: Action,
    /// Its exact arguments, as JSON.
    pub args: String,
    /// Now; it may be sent at once.
    pub at: At,
    /// Who asked, in words, for the timeline: `asked by Asha`.
    pub cause: String,
}

#[cfg(test)]
mod tests;
