//! The frame, queues, rows, the detail panel.

use godown_domain::batch::PreCheck;
use godown_domain::freshness::QueueFreshness;
use godown_domain::guardrail::board::Standing;
use godown_domain::shipment::{Address, ItemSeen};
use godown_domain::status::{QueueCount, Status};
use godown_domain::timeline::TimelineEntry;
use godown_domain::view::{GroupRow, Selection, ShipmentRow, ViewRow, ViewSpec};
use godown_domain::watchdog::WatchCounts;
use godown_domain::{At, Block, Paise, ShipmentId};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{LocationName, SellerHead, Settings};

/// Everything around the work: seller, counts, status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// The open seller; none at the first start.
    pub seller: Option<SellerHead>,
    /// All sellers.
    pub sellers: Vec<SellerHead>,
    /// Warehouses.
    pub locations: Vec<LocationName>,
    /// Queues with their counts, narrowed to the chosen warehouse.
    pub queues: Vec<QueueCount>,
    /// As of when each queue is complete, at the chosen warehouse.
    pub freshness: Vec<QueueFreshness>,
    /// Actions that need a look.
    pub unresolved: u32,
    /// Courier pickups with parcels today.
    pub handovers: u32,
    /// Parcels the seller delivers itself, at the chosen warehouse.
    pub self_ship: SelfShipCounts,
    /// The worst judged line of the account, where it is crossed or tight.
    pub guardrail_mark: Option<Standing>,
    /// Alerts nobody has seen.
    pub alerts_unseen: u32,
    /// What couriers would leave behind, and labels that do not come.
    pub watch: WatchCounts,
    /// Status bar.
    pub status: Option<Status>,
    /// Choices.
    pub settings: Settings,
}

/// Parcels the seller delivers itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SelfShipCounts {
    /// May be sent by now with a courier of the seller's own; upcoming ones are not counted.
    pub to_send: u32,
    /// With such a courier.
    pub on_the_way: u32,
}

/// Opens a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewOpen {
    /// Which.
    pub spec: ViewSpec,
}

/// A view's size. Opening the same spec again gives the same `view` with a new `version` when rows changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewHead {
    /// Handle for `view_rows`.
    pub view: u32,
    /// Version of its row list.
    pub version: u32,
    /// Lines, group heads included.
    pub lines: u32,
    /// Shipments.
    pub shipments: u32,
    /// Units.
    pub units: u32,
    /// Value.
    pub value: Paise,
    /// Earliest dispatch-by still to come among them.
    pub next_cut_off: Option<At>,
    /// Its groups in order, so that each one's place is known before its lines are read. None where there are no groups or
    /// too many to name.
    pub groups: Vec<GroupRow>,
}

/// What can be chosen in the filter menus, with counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    /// Couriers.
    pub couriers: Vec<Facet>,
    /// Warehouses (ids).
    pub locations: Vec<Facet>,
    /// SKUs, most frequent first, at most 200.
    pub skus: Vec<Facet>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Facet {
    /// Value.
    pub key: String,
    /// Shipments with it.
    pub shipments: u32,
}

/// Asks for lines of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewRows {
    /// Handle.
    pub view: u32,
    /// First line.
    pub start: u32,
    /// At most 500.
    pub count: u32,
}

/// Lines of a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewWindow {
    /// Version they belong to.
    pub version: u32,
    /// First line.
    pub start: u32,
    /// Lines.
    pub rows: Vec<ViewRow>,
}

/// Asks where a shipment stands in a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewPlace {
    /// Handle.
    pub view: u32,
    /// Shipment.
    pub shipment_id: ShipmentId,
}

/// The line it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// From 0; none where it is not in the view.
    pub line: Option<u32>,
}

/// A choice of shipments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    /// What.
    pub selection: Selection,
}

/// What a choice amounts to, and what could be done with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SelectionSum {
    /// Shipments.
    pub shipments: u32,
    /// Units.
    pub units: u32,
    /// Value.
    pub value: Paise,
    /// How many could be packed.
    pub can_pack: u32,
    /// How many could be marked ready.
    pub can_dispatch: u32,
    /// How many could be cancelled.
    pub can_cancel: u32,
    /// How many could be sent with a courier of the seller's own.
    pub can_self_dispatch: u32,
    /// Of how many a delivery, or a visit in vain, could be told.
    pub can_tell_delivery: u32,
    /// The first reason some stay behind when packing, with how many share it.
    pub stays: Vec<StaysCount>,
}

/// A reason with its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StaysCount {
    /// Reason.
    pub why: Block,
    /// Shipments.
    pub shipments: u32,
}

/// Names a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentRef {
    /// Its id.
    pub shipment_id: ShipmentId,
}

/// A label on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelHead {
    /// Document it lies in.
    pub document: u32,
    /// Page in it, from 0.
    pub page: u32,
    /// Fetched.
    pub fetched_at: At,
    /// The order changed since.
    pub stale: bool,
}

/// A box with its size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BoxHead {
    /// `SS-1`, …
    pub sub_shipment_id: String,
    /// `26 × 21 × 3 cm, 0.3 kg`.
    pub size: Option<String>,
    /// Courier.
    pub courier: Option<String>,
    /// AWB.
    pub tracking_id: Option<String>,
}

/// What is known of a buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BuyerState {
    /// Name and address.
    Known,
    /// Not read from the marketplace yet, or never needed.
    NotRead,
    /// Kept, but the key store that has its key is locked or away.
    Locked,
    /// Erased some days after delivery, as the settings say.
    Erased,
}

/// Everything known of a shipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentDetail {
    /// The row.
    pub row: ShipmentRow,
    /// Ordered.
    pub ordered_at: Option<At>,
    /// Lines.
    pub items: Vec<ItemSeen>,
    /// Boxes.
    pub boxes: Vec<BoxHead>,
    /// Where it goes; present only where the buyer is known.
    pub ship_to: Option<Address>,
    /// Whether the buyer is known, and why not.
    pub buyer: BuyerState,
    /// A new order for an old one.
    pub replacement: bool,
    /// Several boxes.
    pub mps: bool,
    /// Forms it needs.
    pub forms: Vec<String>,
    /// Its label.
    pub label: Option<LabelHead>,
    /// Its story, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// First seen by this computer.
    pub first_seen_at: At,
    /// Last read.
    pub seen_at: At,
    /// When its action is looked at again.
    pub next_check_at: Option<At>,
    /// Why it cannot be packed now.
    pub pack_block: Option<Block>,
    /// Why it cannot be marked ready now.
    pub dispatch_block: Option<Block>,
    /// Why it cannot be cancelled now.
    pub cancel_block: Option<Block>,
    /// The seller delivers it itself.
    pub self_ship: bool,
    /// Why it cannot be sent with a courier of the seller's own now.
    pub self_dispatch_block: Option<Block>,
    /// Why no delivery, and no visit in vain, can be told of it now.
    pub delivery_block: Option<Block>,
}

/// Text typed or scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Find {
    /// As it came.
    pub text: String,
}

/// What it matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Shipments, best first, at most 20.
    pub rows: Vec<ShipmentRow>,
}

/// Asks what may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Prepare {
    /// What was chosen.
    pub selection: Selection,
}

/// What may go, before anything is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Prepared {
    /// Goes and stays.
    pub check: PreCheck,
}

/// A view kept under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    /// Name; also its key.
    pub name: String,
    /// Number key 1 to 9, if any.
    pub key: Option<u8>,
    /// The view.
    pub spec: ViewSpec,
}

/// The kept views.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedViews {
    /// All, by key then name.
    pub views: Vec<SavedView>,
}

/// Names a kept view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedViewRef {
    /// Name.
    pub name: String,
}

/// Asks for a walk over the marketplace now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncAsk {
    /// Everything, not only what changed.
    pub full: bool,
}
