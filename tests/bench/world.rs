//! Made-up wire pages, the same in every run.

use godown_domain::At;
use godown_domain::shipment::{Address, CourierSeen, ShippingSeen};
use serde_json::json;

/// The instant of the benchmark: 2026-11-21 14:48 in India.
pub const NOW: i64 = 1_795_252_680_000;
const HOUR: i64 = 3_600_000;
/// Of a hundred shipments so many are still to be packed; a seller of 2,000 a day with 90 days of history.
const STATES: [(&str, usize); 5] =
    [("APPROVED", 1), ("PACKED", 1), ("READY_TO_DISPATCH", 1), ("SHIPPED", 7), ("DELIVERED", 90)];

/// The body of one search page.
pub fn page(first: usize, count: usize) -> Vec<u8> {
    let shipments: Vec<serde_json::Value> = (first..first + count).map(shipment).collect();
    let body = json!({ "hasMore": true, "nextPageUrl": "/v3/shipments/filter?next_token=x", "shipments": shipments });
    body.to_string().into_bytes()
}

pub fn tracking_id(n: usize) -> String {
    format!("FMPP{n:010}")
}

pub fn shipping(n: usize) -> ShippingSeen {
    ShippingSeen {
        shipment_id: id(n).into(),
        location_id: Some(location(n).into()),
        from_pin: Some("421302".into()),
        ship_to: Address { city: "Nashik".into(), pin: "422003".into(), ..Address::default() },
        couriers: vec![CourierSeen {
            sub_shipment_id: "SS-1".into(),
            courier: Some("E-Kart Logistics".into()),
            tracking_id: Some(tracking_id(n).as_str().into()),
        }],
    }
}

fn id(n: usize) -> String {
    format!("{:08x}-5a0d-4f0e-9a63-{:012x}", scatter(n), n)
}

fn location(n: usize) -> String {
    format!("LOC{:032x}", scatter(n) % 3)
}

/// Ids come scattered, not rising: a rising key would flatter every index.
fn scatter(n: usize) -> u32 {
    (n as u32).wrapping_mul(0x9E37_79B1).rotate_left(15).wrapping_mul(0x85EB_CA6B)
}

fn state(n: usize) -> &'static str {
    let mut left = scatter(n) as usize % 100;
    for (state, share) in STATES {
        if left < share {
            return state;
        }
        left -= share;
    }
    "DELIVERED"
}

fn shipment(n: usize) -> serde_json::Value {
    let (state, sku) = (state(n), format!("SKU-{:03}", scatter(n) % 400));
    let ordered = NOW - (scatter(n) as i64 % (90 * 24)) * HOUR;
    let (after, by) = (ordered + 330_000, ordered + 30 * HOUR);
    let (order_item, rupees) = (format!("{:018}", 334_000_000_000_usize + n), f64::from(299 + scatter(n) % 900));
    json!({
        "shipmentId": id(n), "locationId": location(n),
        "dispatchByDate": At(by).to_wire(), "dispatchAfterDate": At(after).to_wire(), "updatedAt": At(after).to_wire(),
        "hold": false, "mps": false, "packagingPolicy": "DEFAULT", "shipmentType": "NORMAL",
        "subShipments": [{ "subShipmentId": "SS-1", "packages": [{
            "packageId": format!("PKG{n}"), "packageSku": sku, "packageTitle": format!("Goods {sku}"),
            "dimensions": { "length": 26.0, "breadth": 21.0, "height": 3.0, "weight": 0.3 } }] }],
        "orderItems": [{
            "orderItemId": order_item, "orderId": format!("OD{order_item}"), "cancellationGroupId": format!("grp{order_item}"),
            "orderDate": At(ordered).to_wire(), "paymentType": if n.is_multiple_of(2) { "COD" } else { "PREPAID" }, "status": state,
            "quantity": 1 + scatter(n) % 3, "fsn": format!("SHTG{:012}", scatter(n) % 400), "sku": sku,
            "listingId": format!("LST{sku}"), "hsn": "61051010", "title": format!("Goods {sku}"), "packageIds": [format!("PKG{n}")],
            "priceComponents": { "sellingPrice": rupees, "totalPrice": rupees, "shippingCharge": 0.0,
                "customerPrice": rupees, "flipkartDiscount": 0.0 },
            "serviceProfile": "Seller_Fulfilment", "is_replacement": false }],
        "forms": []
    })
}
