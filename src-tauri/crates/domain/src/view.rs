//! What a person looks at: a queue narrowed by filters, sorted, maybe grouped; and what they chose in it.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::queue::Pressure;
use crate::{Action, At, IntentState, OrderId, Paise, Queue, ShipmentId, ShipmentState};

/// Which shipments a view covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Scope {
    /// One queue.
    Queue {
        /// Which.
        queue: Queue,
    },
    /// Every shipment ever seen.
    All,
    /// The shipments of one batch, in its order.
    Batch {
        /// Number of the batch.
        batch: u32,
    },
}

/// Grouping of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum GroupBy {
    /// Flat.
    #[default]
    None,
    /// By the first SKU.
    Sku,
    /// By courier.
    Courier,
    /// By warehouse.
    Location,
    /// By order.
    Order,
    /// By dispatch-by.
    DispatchBy,
}

/// Sorting of rows (inside groups).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SortBy {
    /// Dispatch-by, then SKU: identical parcels are packed together.
    #[default]
    DispatchBy,
    /// SKU, then dispatch-by.
    Sku,
    /// Newest order first.
    Ordered,
    /// Dearest first.
    Value,
    /// Courier, then dispatch-by.
    Courier,
}

/// A view: scope, filters, order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewSpec {
    /// Which shipments.
    pub scope: Scope,
    /// Only this warehouse.
    pub location: Option<String>,
    /// Only this courier.
    pub courier: Option<String>,
    /// Only shipments holding this SKU.
    pub sku: Option<String>,
    /// Only this kind of service: `NORMAL`, `EXPRESS`, `SELF`.
    pub shipment_type: Option<String>,
    /// Only late or urgent ones.
    pub pressure: Option<Pressure>,
    /// Text found in ids, SKU, title, city or pin code.
    pub text: Option<String>,
    /// Grouping.
    pub group_by: GroupBy,
    /// Sorting.
    pub sort_by: SortBy,
    /// Sorted backwards.
    pub descending: bool,
}

impl ViewSpec {
    /// The plain view of a queue.
    pub fn queue(queue: Queue) -> Self {
        Self {
            scope: Scope::Queue { queue },
            location: None,
            courier: None,
            sku: None,
            shipment_type: None,
            pressure: None,
            text: None,
            group_by: GroupBy::None,
            sort_by: SortBy::DispatchBy,
            descending: false,
        }
    }
}

/// An action under way for a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnderWay {
    /// What was asked.
    pub action: Action,
    /// How it stands.
    pub state: IntentState,
    /// In which batch.
    pub batch: Option<u32>,
}

/// One shipment as a row of a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentRow {
    /// Id.
    pub shipment_id: ShipmentId,
    /// Order.
    pub order_id: OrderId,
    /// State as seen.
    pub state: ShipmentState,
    /// Queue at the time of reading.
    pub queue: Queue,
    /// Not before.
    pub dispatch_after: Option<At>,
    /// Not after.
    pub dispatch_by: Option<At>,
    /// Late, urgent, calm.
    pub pressure: Pressure,
    /// First SKU (live items first).
    pub sku: String,
    /// Its title.
    pub title: String,
    /// Units of the first SKU.
    pub sku_units: u32,
    /// Other SKUs in the parcel.
    pub more_skus: u32,
    /// Units in the parcel.
    pub units: u32,
    /// `NORMAL`, `EXPRESS`, `SELF`.
    pub shipment_type: String,
    /// Cash on delivery.
    pub cod: bool,
    /// Courier, once known.
    pub courier: Option<String>,
    /// AWB, once known.
    pub tracking_id: Option<String>,
    /// Warehouse id.
    pub location_id: Option<String>,
    /// City the parcel goes to.
    pub city: Option<String>,
    /// Pin code it goes to.
    pub pin: Option<String>,
    /// What the buyer pays.
    pub value: Paise,
    /// Held.
    pub hold: bool,
    /// When the label was first seen in the making.
    pub generating_since: Option<At>,
    /// Label fetched.
    pub has_label: bool,
    /// The order changed after the label was fetched.
    pub label_stale: bool,
    /// Label sent to paper.
    pub printed_at: Option<At>,
    /// The action under way, if any.
    pub under_way: Option<UnderWay>,
    /// Last refusal, in the marketplace's words.
    pub refused: Option<String>,
}

/// Head of a group of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupRow {
    /// Key (SKU, courier, location id, order id, or dispatch-by as text).
    pub key: String,
    /// Title (SKU's name).
    pub title: Option<String>,
    /// Shipments inside.
    pub shipments: u32,
    /// Units inside.
    pub units: u32,
}

/// One line of a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ViewRow {
    /// Head of a group.
    Group(GroupRow),
    /// A shipment.
    Shipment(Box<ShipmentRow>),
}

/// What a person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Selection {
    /// These shipments.
    Ids {
        /// In the order of choosing.
        ids: Vec<ShipmentId>,
    },
    /// Everything in a view but these; resolved where the data is, so choosing 9,000 costs nothing.
    View {
        /// The view.
        spec: ViewSpec,
        /// Left out.
        except: Vec<ShipmentId>,
        /// At most this many, in the view's order.
        first: Option<u32>,
    },
}
