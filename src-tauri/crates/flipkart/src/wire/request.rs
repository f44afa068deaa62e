//! Bodies of requests. Field names and optional fields as working clients send them (contract 8.5, 8.10 to 8.15, 19).

use godown_domain::{LocationId, ShipmentId};
use serde_json::{Map, Value, json};

use super::HandoverCount;
use crate::{CancelRow, FormAckRow, PackRow};

/// Pack (contract 8.5). The tax rate is required by the schema but taken from the listing, so 0 is sent; the marketplace
/// numbers the invoice, so its number is empty. Serial numbers appear only where there are some.
pub fn pack(rows: &[PackRow]) -> Value {
    let row = |row: &PackRow| {
        let mut body = Map::new();
        body.insert("shipmentId".into(), json!(row.shipment_id));
        body.insert("locationId".into(), json!(row.location_id));
        let tax = |(id, quantity): &(godown_domain::OrderItemId, u32)| json!({"orderItemId": id, "taxRate": 0, "quantity": quantity});
        body.insert("taxItems".into(), row.items.iter().map(tax).collect());
        if !row.serials.is_empty() {
            let serial = row.serials.iter().map(|(id, units)| json!({"orderItemId": id, "serialNumbers": units}));
            body.insert("serialNumbers".into(), serial.collect());
        }
        let invoice = json!({"orderId": row.order_id, "invoiceDate": row.invoice_date.to_wire(), "invoiceNumber": ""});
        body.insert("invoices".into(), json!([invoice]));
        let boxes = row.boxes.iter().map(|(id, size)| {
            let dimensions =
                json!({"length": size.length, "breadth": size.breadth, "height": size.height, "weight": size.weight});
            json!({"subShipmentId": id, "dimensions": dimensions})
        });
        body.insert("subShipments".into(), boxes.collect());
        Value::Object(body)
    };
    json!({ "shipments": rows.iter().map(row).collect::<Value>() })
}

/// Ready to dispatch (contract 8.10): ids of one location.
pub fn dispatch(location: &LocationId, ids: &[ShipmentId]) -> Value {
    json!({ "shipmentIds": ids, "locationId": location })
}

/// Cancel (contract 8.11): whole cancellation groups.
pub fn cancel(rows: &[CancelRow]) -> Value {
    let row = |row: &CancelRow| {
        json!({
            "shipmentId": row.shipment_id, "locationId": row.location_id,
            "cancellationGroupIds": row.cancellation_group_ids, "reason": row.reason.as_wire(),
        })
    };
    json!({ "shipments": rows.iter().map(row).collect::<Value>() })
}

/// ACK numbers of statutory forms (contract 8.13).
pub fn form_ack(rows: &[FormAckRow]) -> Value {
    let row = |row: &FormAckRow| {
        let forms = row.forms.iter().map(|(name, number)| json!({"name": name, "ackNumber": number}));
        json!({ "shipmentId": row.shipment_id, "forms": forms.collect::<Value>() })
    };
    json!({ "shipments": rows.iter().map(row).collect::<Value>() })
}

/// Manifest (contract 8.15), in the one spelling working clients use, with the values of the hand-over list.
pub fn manifest(location: &LocationId, count: &HandoverCount) -> Value {
    let mut params = Map::new();
    params.insert("vendorGroupCode".into(), json!(count.vendor_group));
    params.insert("locationId".into(), json!(location));
    params.insert("is_mps".into(), json!(count.mps));
    let mut window = Map::new();
    for (key, at) in [("from", count.pickup_from), ("to", count.pickup_to)] {
        if let Some(at) = at {
            window.insert(key.into(), json!(at.to_wire()));
        }
    }
    if !window.is_empty() {
        params.insert("pickupDate".into(), Value::Object(window));
    }
    json!({ "params": params })
}
