//! Shipments and stores for tests. Everything here is invented.

use godown_domain::shipment::{Address, CourierSeen, ItemSeen, ShippingSeen, SubShipmentSeen};
use godown_domain::{Action, At, Learned, Paise, ShipmentId, ShipmentSeen, ShipmentState};

use crate::{Store, shipment};

pub(crate) fn store() -> Store {
    Store::open_in_memory().unwrap()
}

pub(crate) fn item(id: &str, sku: &str, state: ShipmentState, quantity: u32) -> ItemSeen {
    ItemSeen {
        order_item_id: id.into(),
        cancellation_group_id: None,
        state,
        quantity,
        sku: sku.into(),
        fsn: "FSN1".into(),
        listing_id: "LST1".into(),
        title: format!("Title of {sku}"),
        hsn: None,
        total_price: Paise(10_000 * i64::from(quantity)),
        selling_price: Paise(9_000 * i64::from(quantity)),
        courier_return: false,
        cancelled_at: None,
        cancel_reason: None,
        cancel_sub_reason: None,
    }
}

/// One unit of one SKU at warehouse `LOC1`, open since 0 and due at 1,000,000.
pub(crate) fn seen(id: &str, state: ShipmentState) -> ShipmentSeen {
    ShipmentSeen {
        shipment_id: id.into(),
        order_id: format!("OD-{id}").into(),
        location_id: Some("LOC1".into()),
        ordered_at: Some(At(1)),
        dispatch_after: Some(At(0)),
        dispatch_by: Some(At(1_000_000)),
        updated_at: None,
        hold: false,
        mps: false,
        shipment_type: "NORMAL".into(),
        cod: false,
        replacement: false,
        items: vec![item(&format!("{id}-1"), "SKU-A", state, 1)],
        sub_shipments: vec![SubShipmentSeen { sub_shipment_id: "SS-1".into(), size: None, package_title: None }],
        forms: vec![],
    }
}

pub(crate) fn approved(id: &str) -> ShipmentSeen {
    seen(id, ShipmentState::Approved)
}

pub(crate) fn shipping(id: &str, courier: &str, tracking: Option<&str>) -> ShippingSeen {
    ShippingSeen {
        shipment_id: id.into(),
        location_id: None,
        from_pin: None,
        ship_to: Address {
            name: "Meera Test".into(),
            city: "Indore".into(),
            pin: "452001".into(),
            ..Address::default()
        },
        couriers: vec![CourierSeen {
            sub_shipment_id: "SS-1".into(),
            courier: Some(courier.into()),
            tracking_id: tracking.map(Into::into),
        }],
    }
}

pub(crate) fn merge(store: &Store, seen: &ShipmentSeen, at: i64) -> shipment::Merged {
    store.write(|tx| shipment::merge(tx, seen, Learned::Poll, At(at))).unwrap()
}

/// A store with these shipments approved and open, seen at 1.
pub(crate) fn store_with(ids: &[&str]) -> Store {
    let store = store();
    for id in ids {
        merge(&store, &approved(id), 1);
    }
    store
}

pub(crate) fn id(text: &str) -> ShipmentId {
    text.into()
}

pub(crate) fn new_intent(shipment: &str, action: Action, at: i64) -> crate::intent::NewIntent {
    crate::intent::NewIntent {
        batch: None,
        subject: id(shipment).into(),
        action,
        args: "{}".into(),
        at: At(at),
        cause: "asked by Asha".into(),
    }
}

/// A label of a document that a person printed and saw.
pub(crate) fn print_by_hand(
    tx: &rusqlite::Transaction<'_>,
    document: u32,
    shipment: &str,
    tracking_id: &str,
    batch: Option<u32>,
    at: i64,
) -> crate::Result<()> {
    let new = new_run(&format!("{shipment}-{at}"), batch, at);
    crate::print::printed_by_hand(tx, &new, &[new_label(1, document, shipment, tracking_id)]).map(|_| ())
}

pub(crate) fn new_run(key: &str, batch: Option<u32>, at: i64) -> crate::print::NewRun {
    crate::print::NewRun {
        client_key: key.into(),
        title: "Labels".into(),
        batch,
        after: None,
        by: "Asha".into(),
        station: "bench 1".into(),
        printer: None,
        printer_name: "ZD230".into(),
        language: godown_domain::print::Language::Zpl,
        dpi: 203,
        layout: godown_domain::print::LabelLayout::default(),
        has_looked: false,
        stop_after: None,
        at: At(at),
    }
}

pub(crate) fn new_label(position: u32, document: u32, shipment: &str, tracking_id: &str) -> crate::print::NewLabel {
    crate::print::NewLabel {
        position,
        shipment_id: id(shipment),
        tracking_id: tracking_id.into(),
        document,
        page: position,
        strip: String::new(),
        words_before: vec![],
        words_after: vec![],
        reason: None,
        words: String::new(),
    }
}
