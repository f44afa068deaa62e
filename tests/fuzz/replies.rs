//! Replies of every kind the marketplace gives, and its events.

use std::collections::BTreeSet;

use anyhow::Result;
use godown_domain::{ShipmentId, Sku};
use godown_flipkart::wire::{
    action, handover, invoice, listing, notify, oauth, page, returns, rows, self_ship, shipping,
};

/// Good replies, one of each kind. Everything in them is invented.
const REPLIES: [&str; 17] = [
    r#"{"hasMore":true,"nextPageUrl":"/v3/shipments/filter?next_page_token=abc%3D","shipments":[{"shipmentId":"s-1","locationId":"LOC1","dispatchByDate":"2026-11-20T16:00:00.000+05:30","dispatchAfterDate":"2026-11-19T10:00:00.000+05:30","updatedAt":"2026-11-19T09:00:00.000+05:30","hold":false,"mps":false,"packagingPolicy":"DEFAULT","subShipments":[{"subShipmentId":"SS-1","packages":[{"packageId":"p","packageSku":"b","dimensions":{"length":1,"breadth":2.5,"height":3,"weight":0.4}}]}],"orderItems":[{"orderItemId":"11","orderId":"OD1","cancellationGroupId":"g","orderDate":"2026-11-19T08:00:00.000+05:30","paymentType":"COD","status":"APPROVED","quantity":2,"fsn":"F","sku":"SKU&amp;1","listingId":"L","hsn":"61","title":"Shirt","priceComponents":{"sellingPrice":499.0,"totalPrice":998.5,"shippingCharge":0,"customerPrice":998.5}}],"forms":[]}]}"#,
    r#"{"shipments":[{"shipmentId":"s-1","status":"SUCCESS","errorCode":null,"errorMessage":null},{"shipmentId":"s-2","status":"FAILURE","errorCode":"INVALID_STATE","errorMessage":"no"}]}"#,
    r#"{"shipments":[{"shipmentId":"s-1","orderId":"OD1","locationId":"LOC1","deliveryAddress":{"firstName":"Asha","lastName":"Rao","addressLine1":"4 Lane","addressLine2":"","city":"Nashik","state":"Maharashtra","stateCode":"MH","pinCode":"422003","landmark":"mill"},"buyerDetails":{"firstName":"Asha","lastName":"Rao"},"sellerAddress":{"pinCode":"400001"},"subShipments":[{"subShipmentId":"SS-1","courierDetails":{"pickupDetails":{"vendorName":"E","trackingId":"T1"},"deliveryDetails":{"vendorName":"E","trackingId":"T1"}}}]}]}"#,
    r#"{"locations":[{"locationId":"LOC1","locationName":"Surat godown"},{"locationId":"LOC2"},{}]}"#,
    r#"{"shipments":[{"shipmentId":"s-1","forms":[{"name":"FORM600TG","automated":true,"status":"Failed"}]},{"shipmentId":"s-2","forms":null}]}"#,
    r#"[{"vendorGroupCode":"Ekart Logistics","count":12.0,"isMps":false,"otc":{"code":"773011"},"pickUpDate":{"startDate":"2026-11-20T16:00:00+05:30","endDate":"2026-11-20T18:00:00+05:30"}}]"#,
    r#"{"otcs":[{"status":"SUCCESS","otc":[{"type":"LARGE","code":"7730","vendor":"eKart"}]}]}"#,
    r#"{"invoices":[{"shipmentId":"s-1","orderId":"OD1","invoiceNumber":"FAAB01","invoiceDate":"2026-11-21","orderItems":[{"orderItemId":"11","quantity":2,"sku":"S","taxRate":5.0}]}]}"#,
    r#"{"hasMore":true,"nextUrl":"/returns/search/eA==","returnItems":[{"returnId":12233445566778899,"orderItemId":"33","orderId":"OD3","shipmentId":null,"quantity":1,"status":"start","createdDate":"2026-11-19T10:00:00.000+05:30","source":"customer_return","reason":"R","subReason":"S","comments":"c"}]}"#,
    r#"{"available":{"SKU-1":{"listing_id":"L","product_id":"F","packages":[{"dimensions":{"length":1,"breadth":2,"height":3},"weight":0.3}]}},"unavailable":{},"invalid":{}}"#,
    r#"{"access_token":"a","refresh_token":"b","token_type":"bearer","expires_in":5183999,"refresh_token_expires_in":10703805}"#,
    r#"{"expired":false,"token_type":"access_token","expires_in":5183981}"#,
    r#"{"eventType":"shipment_created","timestamp":"2026-11-21T14:45:25+05:30","locationId":"LOC1","shipmentId":"s-1","attributes":{"status":"APPROVED","orderItems":[{"orderItemId":"11","quantity":2}],"dispatchByDate":"2026-11-22T14:45:25+05:30"}}"#,
    r#"{"SKU-1":{"status":"SUCCESS","errors":[],"attribute_errors":[]},"SKU-2":{"status":"FAILURE","errors":[{"severity":"ERROR","code":1007,"description":"no listing"}],"attribute_errors":[{"code":"2003","description":"not negative","attribute":"inventory","path":"/locations/0/inventory"}]}}"#,
    r#"{"next_page_id":"b3Bh","has_more":true,"listings":[{"listing_id":"L","product_id":"F","sku_id":"SKU&quot;1"}]}"#,
    r#"{"vendors":[{"name":"Own fleet","vendorcode":"OWNFLEET"},{"name":"Tempo","vendorcode":"T"}]}"#,
    r#"{"errors":[{"severity":"ERROR","errorCode":"400","description":"Invalid access token: abc"}]}"#,
];

pub fn seeds() -> Result<Vec<Vec<u8>>> {
    let mut all: Vec<Vec<u8>> = REPLIES.iter().map(|reply| reply.as_bytes().to_vec()).collect();
    all.push(crate::world::page(0, 3));
    Ok(all)
}

/// Every reader on the same bytes: a marketplace may answer anything with anything.
pub fn read(bytes: &[u8]) -> Result<bool, String> {
    let asked: [ShipmentId; 3] = ["s-1", "s-2", "s-3"].map(Into::into);
    let rows = rows::read(bytes, &asked);
    if let Ok(rows) = &rows {
        // Whoever is not told is unknown; nobody is told twice, and nobody who was not asked for.
        let told: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        if told.len() != rows.len() || !told.into_iter().all(|id| asked.iter().any(|one| one.as_str() == id)) {
            return Err(format!("of 3 shipments asked for the answer tells {} times", rows.len()));
        }
    }
    let page = page::read(bytes);
    let mut taken = page.is_ok() | page::read_list(bytes).is_ok() | shipping::read(bytes).is_ok() | rows.is_ok();
    taken |= action::read_locations(bytes).is_ok() | action::read_forms(bytes).is_ok() | invoice::read(bytes).is_ok();
    taken |= handover::read_counts(bytes).is_ok() | handover::read_return_otcs(bytes).is_ok();
    taken |= returns::read(bytes, true).is_ok() | returns::read(bytes, false).is_ok() | listing::read(bytes).is_ok();
    taken |= notify::read(bytes).is_ok() | oauth::read(bytes).is_ok() | oauth::read_expiry(bytes).is_ok();
    let skus = ["SKU-1", "SKU-2"].map(Sku::from);
    let changes = listing::read_changes(bytes, &skus);
    if let Ok(changes) = &changes {
        let told: BTreeSet<&str> = changes.iter().map(|row| row.id.as_str()).collect();
        if told.len() != changes.len() || !told.into_iter().all(|id| skus.iter().any(|sku| sku.as_str() == id)) {
            return Err(format!("of 2 listings asked for the answer tells {}", changes.len()));
        }
    }
    taken |= changes.is_ok() | listing::read_catalogue(bytes).is_ok() | self_ship::read_partners(bytes).is_ok();
    for why in [page.err(), rows.err()].into_iter().flatten() {
        let words = why.to_string();
        if words.contains("Asha") || words.contains("4 Lane") {
            return Err(format!("a reason quotes the reply: {words}"));
        }
    }
    Ok(taken)
}
