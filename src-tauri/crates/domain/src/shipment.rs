//! A shipment as the marketplace showed it, normalised from both of its views (contract 7.1 and 7.3).

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, LocationId, OrderId, OrderItemId, Paise, ShipmentId, Sku, SubShipmentId, TrackingId};

/// `orderItems[].status` (contract 16); a state we do not know is kept as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(from = "String", into = "String")]
#[specta(type = String)]
pub enum ShipmentState {
    /// Ordered, label not asked for.
    Approved,
    /// Label asked for, documents being made.
    PackingInProgress,
    /// A statutory form could not be made; an ACK number unblocks it.
    FormFailed,
    /// Label and invoice exist.
    Packed,
    /// Marked ready: the courier has been asked to collect.
    ReadyToDispatch,
    /// Collected: the courier's scan.
    PickupComplete,
    /// On its way.
    Shipped,
    /// With the buyer.
    Delivered,
    /// Delivered and closed.
    Completed,
    /// Cancelled, by whomever.
    Cancelled,
    /// Coming back.
    ReturnRequested,
    /// Back.
    Returned,
    /// A word we do not know, as received.
    Other(String),
}

impl ShipmentState {
    /// The wire's word.
    pub fn as_wire(&self) -> &str {
        match self {
            Self::Approved => "APPROVED",
            Self::PackingInProgress => "PACKING_IN_PROGRESS",
            Self::FormFailed => "FORM_FAILED",
            Self::Packed => "PACKED",
            Self::ReadyToDispatch => "READY_TO_DISPATCH",
            Self::PickupComplete => "PICKUP_COMPLETE",
            Self::Shipped => "SHIPPED",
            Self::Delivered => "DELIVERED",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::ReturnRequested => "RETURN_REQUESTED",
            Self::Returned => "RETURNED",
            Self::Other(text) => text,
        }
    }

    /// Reads the wire's word; never fails.
    pub fn from_wire(text: &str) -> Self {
        match text {
            "APPROVED" => Self::Approved,
            "PACKING_IN_PROGRESS" => Self::PackingInProgress,
            "FORM_FAILED" => Self::FormFailed,
            "PACKED" => Self::Packed,
            "READY_TO_DISPATCH" => Self::ReadyToDispatch,
            "PICKUP_COMPLETE" => Self::PickupComplete,
            "SHIPPED" => Self::Shipped,
            "DELIVERED" => Self::Delivered,
            "COMPLETED" => Self::Completed,
            "CANCELLED" => Self::Cancelled,
            "RETURN_REQUESTED" => Self::ReturnRequested,
            "RETURNED" => Self::Returned,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Whether the parcel is still with the seller.
    pub fn is_pre_dispatch(&self) -> bool {
        matches!(
            self,
            Self::Approved | Self::PackingInProgress | Self::FormFailed | Self::Packed | Self::ReadyToDispatch
        )
    }

    /// How far along the road the state is: a later state never turns back into an earlier one by a stale read.
    /// Unknown words rank 0, so that they never hide what is known.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Other(_) => 0,
            Self::Approved => 1,
            Self::PackingInProgress | Self::FormFailed => 2,
            Self::Packed => 3,
            Self::ReadyToDispatch => 4,
            Self::PickupComplete => 5,
            Self::Shipped => 6,
            Self::Delivered => 7,
            Self::Completed | Self::Cancelled | Self::ReturnRequested | Self::Returned => 8,
        }
    }
}

impl From<String> for ShipmentState {
    fn from(text: String) -> Self {
        Self::from_wire(&text)
    }
}

impl From<ShipmentState> for String {
    fn from(state: ShipmentState) -> Self {
        state.as_wire().to_owned()
    }
}

/// One product line of a shipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ItemSeen {
    /// Id of the line.
    pub order_item_id: OrderItemId,
    /// Items that may only be cancelled together share it.
    pub cancellation_group_id: Option<String>,
    /// State of the line.
    pub state: ShipmentState,
    /// Units.
    pub quantity: u32,
    /// Seller's code, HTML entities undone (contract 2.5).
    pub sku: Sku,
    /// Flipkart's product id.
    pub fsn: String,
    /// Listing the unit was sold from.
    pub listing_id: String,
    /// Product name.
    pub title: String,
    /// Tax class; may be unknown.
    pub hsn: Option<String>,
    /// What the buyer pays for the line.
    pub total_price: Paise,
    /// Price of the line without shipping.
    pub selling_price: Paise,
    /// Cancelled after dispatch: the goods are coming back (contract 7.2).
    pub courier_return: bool,
    /// When it was cancelled.
    pub cancelled_at: Option<At>,
    /// Why, in the marketplace's word.
    pub cancel_reason: Option<String>,
    /// The finer reason.
    pub cancel_sub_reason: Option<String>,
}

/// Size and weight of one box: centimetres and kilograms, as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct BoxSize {
    /// Centimetres.
    pub length: f64,
    /// Centimetres.
    pub breadth: f64,
    /// Centimetres.
    pub height: f64,
    /// Kilograms.
    pub weight: f64,
}

/// One physical box of a shipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SubShipmentSeen {
    /// `SS-1`, `SS-2`, …
    pub sub_shipment_id: SubShipmentId,
    /// Size from the listing's package, where the wire gave one.
    pub size: Option<BoxSize>,
    /// Name of the package.
    pub package_title: Option<String>,
}

/// The order view of a shipment (contract 7.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentSeen {
    /// Id of the shipment.
    pub shipment_id: ShipmentId,
    /// The order all its items belong to.
    pub order_id: OrderId,
    /// Warehouse; missing in some old cancelled records.
    pub location_id: Option<LocationId>,
    /// When it was ordered.
    pub ordered_at: Option<At>,
    /// Not before.
    pub dispatch_after: Option<At>,
    /// Not after.
    pub dispatch_by: Option<At>,
    /// The marketplace's own modification time; known not to move on every change (contract 20, quirks).
    pub updated_at: Option<At>,
    /// Being checked by the marketplace: no action is possible.
    pub hold: bool,
    /// Several boxes under one shipment.
    pub mps: bool,
    /// `NORMAL`, `EXPRESS`, `SELF`.
    pub shipment_type: String,
    /// Cash on delivery.
    pub cod: bool,
    /// A new order for an old one.
    pub replacement: bool,
    /// Lines.
    pub items: Vec<ItemSeen>,
    /// Boxes.
    pub sub_shipments: Vec<SubShipmentSeen>,
    /// Names of statutory forms the route needs.
    pub forms: Vec<String>,
}

/// The wire's word for a shipment the seller delivers itself (contract 7.1).
pub const SELF_SHIP: &str = "SELF";

impl ShipmentSeen {
    /// Whether the seller delivers it itself.
    pub fn is_self_ship(&self) -> bool {
        self.shipment_type == SELF_SHIP
    }

    /// The warehouse as a call names it; empty where the marketplace never told one.
    pub fn location(&self) -> LocationId {
        self.location_id.clone().unwrap_or_else(|| LocationId::from(""))
    }

    /// State of the shipment: that of its live items; all cancelled means cancelled (contract 6.1). Where live items
    /// differ, the least advanced one decides, because the parcel is not further than its slowest item.
    pub fn state(&self) -> ShipmentState {
        self.items
            .iter()
            .map(|item| &item.state)
            .filter(|state| **state != ShipmentState::Cancelled)
            .min_by_key(|state| state.rank())
            .cloned()
            .unwrap_or(ShipmentState::Cancelled)
    }

    /// Lines that still have to be sent.
    pub fn live_items(&self) -> impl Iterator<Item = &ItemSeen> {
        self.items.iter().filter(|item| item.state != ShipmentState::Cancelled)
    }

    /// Units still to be sent; of a cancelled shipment, the units it had.
    pub fn units(&self) -> u32 {
        let live: u32 = self.live_items().map(|item| item.quantity).sum();
        if live > 0 { live } else { self.items.iter().map(|item| item.quantity).sum() }
    }
}

/// An address as the shipping view gives it (contract 7.3). Personal data: never logged.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// Given and family name.
    pub name: String,
    /// First line.
    pub line1: String,
    /// Second line.
    pub line2: String,
    /// Landmark.
    pub landmark: String,
    /// City.
    pub city: String,
    /// Pin code.
    pub pin: String,
    /// State.
    pub state: String,
    /// State code.
    pub state_code: String,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(hidden)")
    }
}

/// One box with its courier (contract 7.3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CourierSeen {
    /// Box.
    pub sub_shipment_id: SubShipmentId,
    /// Courier's name, as on the label.
    pub courier: Option<String>,
    /// AWB, known from PACKED on.
    pub tracking_id: Option<TrackingId>,
}

/// The shipping view of a shipment (contract 7.3), joined to the order view by `shipment_id`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShippingSeen {
    /// Id of the shipment.
    pub shipment_id: ShipmentId,
    /// Warehouse.
    pub location_id: Option<LocationId>,
    /// Pin code it is sent from.
    pub from_pin: Option<String>,
    /// Where it goes.
    pub ship_to: Address,
    /// Courier of each box.
    pub couriers: Vec<CourierSeen>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn item(id: &str, state: ShipmentState, quantity: u32) -> ItemSeen {
        ItemSeen {
            order_item_id: id.into(),
            cancellation_group_id: Some(format!("grp{id}")),
            state,
            quantity,
            sku: "KRT-IND-L".into(),
            fsn: String::new(),
            listing_id: String::new(),
            title: String::new(),
            hsn: None,
            total_price: Paise(64_900),
            selling_price: Paise(64_900),
            courier_return: false,
            cancelled_at: None,
            cancel_reason: None,
            cancel_sub_reason: None,
        }
    }

    pub(crate) fn shipment(items: Vec<ItemSeen>) -> ShipmentSeen {
        ShipmentSeen {
            shipment_id: "s1".into(),
            order_id: "OD1".into(),
            location_id: Some("LOC1".into()),
            ordered_at: None,
            dispatch_after: None,
            dispatch_by: None,
            updated_at: None,
            hold: false,
            mps: false,
            shipment_type: "NORMAL".into(),
            cod: false,
            replacement: false,
            items,
            sub_shipments: vec![],
            forms: vec![],
        }
    }

    #[test]
    fn cancelled_items_do_not_decide_the_state_of_a_parcel() {
        let partly = shipment(vec![item("1", ShipmentState::Cancelled, 1), item("2", ShipmentState::Packed, 2)]);
        assert_eq!((partly.state(), partly.units()), (ShipmentState::Packed, 2));
        let wholly = shipment(vec![item("1", ShipmentState::Cancelled, 3)]);
        assert_eq!((wholly.state(), wholly.units()), (ShipmentState::Cancelled, 3));
    }

    #[test]
    fn a_word_we_do_not_know_survives_the_round_trip() {
        let state = ShipmentState::from_wire("LOST_IN_HUB");
        assert_eq!(state, ShipmentState::Other("LOST_IN_HUB".into()));
        assert_eq!(String::from(state), "LOST_IN_HUB");
    }
}
