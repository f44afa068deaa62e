//! Bodies of requests. Field names and optional fields as working clients send them (contract 8.5, 8.10 to 8.15, 19).

use godown_domain::{LocationId, ShipmentId};
use serde_json::{Map, Value, json};

use super::HandoverCount;
use crate::{AttemptRow, CancelRow, DeliveryRow, FormAckRow, PackRow, SelfDispatchRow, StockRow};

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

/// Sent with the seller's own courier (contract 9.1). The invoice is the seller's, so it has a number.
pub fn self_dispatch(rows: &[SelfDispatchRow]) -> Value {
    let row = |row: &SelfDispatchRow| {
        let item = |(id, quantity): &(godown_domain::OrderItemId, u32)| {
            let numbers = row.serials.iter().find(|(of, _)| of == id).map(|(_, units)| units.as_slice());
            json!({"orderItemId": id, "quantity": quantity, "serialNumbers": numbers.unwrap_or_default()})
        };
        let invoice = json!({
            "invoiceNumber": row.invoice_number, "invoiceDate": row.dispatched.to_wire(),
            "items": row.items.iter().map(item).collect::<Value>(),
        });
        let mut body = json!({
            "shipmentId": row.shipment_id, "locationId": row.location_id, "dispatchDate": row.dispatched.start().to_wire(),
            "tentativeDeliveryDate": row.promised.start().plus(BY_EVENING_MS).to_wire(),
            "deliveryPartner": row.partner.name, "deliveryPartnerCode": row.partner.code, "invoice": invoice,
        });
        if let Some(number) = &row.tracking_id {
            body["trackingId"] = json!(number);
        }
        body
    };
    json!({ "shipments": rows.iter().map(row).collect::<Value>() })
}

/// A day that is promised is promised until six in the evening.
const BY_EVENING_MS: i64 = 18 * 3_600_000;

/// Delivered by the seller's own courier (contract 9.2).
pub fn delivery(rows: &[DeliveryRow]) -> Value {
    let row = |row: &DeliveryRow| json!({"shipmentId": row.shipment_id, "locationId": row.location_id, "deliveryDate": row.day.to_wire()});
    json!({ "shipments": rows.iter().map(row).collect::<Value>() })
}

/// The seller's own courier came in vain (contract 9.3).
pub fn attempt(rows: &[AttemptRow]) -> Value {
    let row = |row: &AttemptRow| {
        let mut failure = json!({"reason": row.reason.as_wire(), "newDeliveryDate": row.new_day.to_wire()});
        if let Some(detail) = &row.detail {
            failure["subReason"] = json!(detail);
        }
        json!({
            "shipmentId": row.shipment_id, "locationId": row.location_id, "deliveryDate": row.day.to_wire(),
            "failureAttributes": failure,
        })
    };
    json!({ "shipments": rows.iter().map(row).collect::<Value>() })
}

/// Stock (contract 13.1): a map by SKU; the number is what is there, not what is added.
pub fn stock(rows: &[StockRow]) -> Value {
    let row = |row: &StockRow| {
        let places = json!([{"id": row.location_id, "inventory": row.units}]);
        (row.sku.0.clone(), json!({"product_id": row.fsn, "locations": places}))
    };
    Value::Object(rows.iter().map(row).collect())
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
