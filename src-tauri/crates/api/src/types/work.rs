//! Batches, ready to dispatch, cancelling, activity.

use godown_domain::batch::{BatchHead, BatchRow, Stage};
use godown_domain::gate::CancelReason;
use godown_domain::pack_input::{FieldProblem, Typed};
use godown_domain::view::Selection;
use godown_domain::watchdog::{LateLabel, WatchCounts, WatchRow, WatchedPickup};
use godown_domain::{Action, At, IntentState, Outcome, ShipmentId, Subject, Waiting};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Starts a batch: asks for the labels of everything chosen that can go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackStart {
    /// What was chosen.
    pub selection: Selection,
    /// Made by the caller, once per click: the same key gives the same batch.
    pub client_key: String,
    /// Title; made from the selection where empty.
    pub title: String,
}

/// Serial numbers and box sizes as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackInputPut {
    /// For which shipment.
    pub shipment_id: ShipmentId,
    /// What was typed; lines and boxes that are not named stay as they are.
    pub typed: Typed,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackInputKept {
    /// Fields that cannot be taken; empty where all was kept.
    pub problems: Vec<FieldProblem>,
}

/// The batch that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchAccepted {
    /// Its number; 0 where nothing could go.
    pub batch: u32,
    /// Shipments committed.
    pub queued: u32,
    /// Shipments that stay behind.
    pub blocked: u32,
}

/// Names a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchRef {
    /// Its number.
    pub batch: u32,
}

/// Batches, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Batches {
    /// At most 200.
    pub batches: Vec<BatchHead>,
}

/// A batch with every shipment's outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchPage {
    /// Counts.
    pub head: BatchHead,
    /// Shipments, in the batch's order, those that did not go last.
    pub rows: Vec<BatchRow>,
}

/// Stops a batch for now, or lets it go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchPause {
    /// Which.
    pub batch: u32,
    /// Stop or go on.
    pub paused: bool,
}

/// Does a stage again for the shipments that did not pass it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchRetry {
    /// Which.
    pub batch: u32,
    /// Which stage.
    pub stage: Stage,
}

/// How many shipments a request took in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// Committed.
    pub queued: u32,
    /// Left out, each with the reason.
    pub outcomes: Vec<OutcomeRow>,
}

/// Marks shipments ready to dispatch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispatchStart {
    /// What was chosen.
    pub selection: Selection,
}

/// What cancelling would mean; shown before it can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CancelCheck {
    /// Shipments that can be cancelled.
    pub goes: Vec<ShipmentId>,
    /// Units that would be counted against the account.
    pub units: u32,
    /// SKUs whose listing goes out of stock.
    pub skus: Vec<String>,
    /// Units cancelled by the seller among those approved in the last 7 days, as seen here.
    pub cancelled_7d: u32,
    /// Units approved in the last 7 days, as seen here.
    pub approved_7d: u32,
    /// Shipments that stay, with reasons.
    pub stays: Vec<OutcomeRow>,
}

/// Cancels shipments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CancelStart {
    /// Which.
    pub ids: Vec<ShipmentId>,
    /// Why.
    pub reason: CancelReason,
}

/// Gives a form's ACK number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormAckStart {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// Name of the form.
    pub form: String,
    /// The number.
    pub ack_number: String,
}

/// One shipment's outcome of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeRow {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// What became of it.
    pub outcome: Outcome,
    /// Code.
    pub code: Option<String>,
    /// Words.
    pub message: Option<String>,
}

/// Asks for actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityAsk {
    /// Only those that need a look.
    pub unresolved: bool,
    /// Older than this entry.
    pub before: Option<u32>,
    /// At most 500.
    pub count: u32,
}

/// One action on one shipment, or on the stock of one listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityRow {
    /// Number of the entry.
    pub id: u32,
    /// What was asked.
    pub action: Action,
    /// For what.
    pub subject: Subject,
    /// In which batch.
    pub batch: Option<u32>,
    /// How it stands.
    pub state: IntentState,
    /// Outcome in short.
    pub outcome: Outcome,
    /// Code.
    pub code: Option<String>,
    /// Words.
    pub message: Option<String>,
    /// Asked.
    pub created_at: At,
    /// Settled.
    pub settled_at: Option<At>,
    /// When its outcome was last asked for.
    pub looked_at: Option<At>,
    /// Looked at again.
    pub next_at: Option<At>,
    /// Times it was sent.
    pub attempts: u32,
    /// Where it stands among what waits to be sent.
    pub waiting: Option<Waiting>,
}

/// Actions, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Rows.
    pub rows: Vec<ActivityRow>,
    /// There are older ones.
    pub more: bool,
}

/// Names an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityRef {
    /// Number of the entry.
    pub id: u32,
}

/// Asks for what waits to be sent, in the order in which it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingAsk {
    /// First place wanted, from 0.
    pub start: u32,
    /// At most 500.
    pub count: u32,
}

/// What waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingList {
    /// Rows, the next one to go first.
    pub rows: Vec<ActivityRow>,
    /// Actions that wait in all.
    pub total: u32,
    /// No line since.
    pub offline_since: Option<At>,
}

/// What couriers would leave behind, and labels that do not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Watchdog {
    /// Parcels, the most pressing pickup first; at most 1,000.
    pub rows: Vec<WatchRow>,
    /// Parcels in all.
    pub total: u32,
    /// Pickups, the earliest first.
    pub pickups: Vec<WatchedPickup>,
    /// Labels that are slow, late or never come, the oldest first.
    pub labels: Vec<LateLabel>,
    /// In numbers.
    pub counts: WatchCounts,
    /// When these counts of the couriers were read; none: never.
    pub counted_at: Option<At>,
    /// When they are read next by itself; none where nothing needs it.
    pub next_count_at: Option<At>,
}

/// What a text for the marketplace's support is to be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupportAsk {
    /// Shipments; none named: every late label and every parcel a courier would leave behind.
    pub shipments: Vec<ShipmentId>,
}

/// A text to be copied: shipment ids, times and request numbers, nothing of buyers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupportText {
    /// The text.
    pub text: String,
    /// Shipments it names.
    pub shipments: u32,
}
