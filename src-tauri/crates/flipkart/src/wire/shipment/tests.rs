use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn wire() -> Value {
    json!({
        "shipmentId": "5a0d7c1f-0000-4f0e-9a63-1d2e3f405162", "locationId": "LOC-A",
        "dispatchByDate": "2026-11-21T16:00:00.000+05:30", "dispatchAfterDate": "2026-11-21T06:06:24.000+05:30",
        "updatedAt": "2026-11-21T06:03:45.000+05:30", "hold": false, "mps": false, "packagingPolicy": "DEFAULT",
        "shipmentType": "NORMAL", "somethingNew": {"deep": [1]},
        "subShipments": [{"subShipmentId": "SS-1", "packages": [
            {"packageId": "PKG1", "packageSku": "KRT", "packageTitle": "Kurta",
             "dimensions": {"length": 26.0, "breadth": 21, "height": "2.5", "weight": 0.29}}]}],
        "orderItems": [{
            "orderItemId": "1100220033004400", "orderId": "OD110022003300440011", "cancellationGroupId": "grp1",
            "orderDate": "2026-11-21T06:00:53.447+05:30", "paymentType": "COD", "status": "APPROVED",
            "quantity": 1.0, "fsn": "F", "sku": "KRT-24&quot;", "listingId": "L", "hsn": null, "title": "Kurta &amp; belt",
            "packageIds": ["PKG1", "PKG1"],
            "priceComponents": {"sellingPrice": 449.0, "totalPrice": 497.5, "shippingCharge": 48.5},
            "is_replacement": false}],
        "forms": []
    })
}

fn seen(value: &Value) -> ShipmentSeen {
    match read(&value.to_string()) {
        Read::Seen(seen) => *seen,
        Read::Unreadable { why, .. } => panic!("not read: {why}"),
    }
}

#[test]
fn a_shipment_comes_over_whole() {
    let seen = seen(&wire());
    assert_eq!(seen.dispatch_by, At::parse("2026-11-21T10:30:00Z"));
    assert_eq!(seen.ordered_at, At::parse("2026-11-21T00:30:53.447Z"));
    assert!(seen.cod && !seen.replacement && !seen.hold);
    let item = &seen.items[0];
    assert_eq!((item.quantity, item.total_price, item.hsn.clone()), (1, Paise(49_750), None));
    assert_eq!((item.sku.as_str(), item.title.as_str()), ("KRT-24\"", "Kurta & belt"));
    assert_eq!(seen.sub_shipments[0].size.unwrap().height, 2.5, "a number may be printed as text");
}

#[test]
fn quirks_of_the_wire_do_not_cost_the_shipment() {
    let mut quirky = wire();
    quirky["subShipments"][0]["packages"] = json!([]);
    quirky["forms"] = Value::Null;
    quirky["locationId"] = Value::Null;
    quirky["updatedAt"] = json!("yesterday");
    quirky["orderItems"][0]["priceComponents"] = Value::Null;
    quirky["orderItems"][0]["isReplacement"] = json!(true);
    quirky["orderItems"][0]["orderItemId"] = json!(1_100_220_033_004_400_u64);
    let seen = seen(&quirky);
    assert_eq!(seen.sub_shipments[0].size, None);
    assert_eq!((seen.location_id, seen.updated_at), (None, None));
    assert!(seen.replacement, "both spellings in one record are read");
    assert_eq!(seen.items[0].order_item_id.as_str(), "1100220033004400");
    assert_eq!(seen.items[0].total_price, Paise(0));
}

#[test]
fn several_packages_in_one_box_are_stacked_and_a_missing_size_is_not_guessed() {
    let mut both = wire();
    let package = both["subShipments"][0]["packages"][0].clone();
    both["subShipments"][0]["packages"] = json!([package, package]);
    let size = seen(&both).sub_shipments[0].size.unwrap();
    assert_eq!((size.length, size.height, size.weight), (26.0, 5.0, 0.58));
    both["subShipments"][0]["packages"][1].as_object_mut().unwrap().remove("dimensions");
    assert_eq!(seen(&both).sub_shipments[0].size, None);
}

#[test]
fn what_would_mislead_the_seller_is_refused_with_its_id() {
    let broken: [(&str, Value); 4] = [
        ("/orderItems/0/quantity", json!(1.5)),
        ("/dispatchByDate", json!("soon")),
        ("/orderItems/0/status", Value::Null),
        ("/orderItems", json!("none")),
    ];
    for (place, value) in broken {
        let mut wire = wire();
        *wire.pointer_mut(place).unwrap() = value;
        match read(&wire.to_string()) {
            Read::Unreadable { shipment_id, why, raw } => {
                assert_eq!(shipment_id.as_deref(), Some("5a0d7c1f-0000-4f0e-9a63-1d2e3f405162"), "{place}: {why}");
                assert!(!raw.is_empty() && !why.is_empty());
            }
            Read::Seen(_) => panic!("{place} was let through"),
        }
    }
}

#[test]
fn an_item_on_its_way_back_is_told_from_a_cancelled_order() {
    let mut rto = wire();
    rto["orderItems"][0]["status"] = json!("CANCELLED");
    rto["orderItems"][0]["courierReturn"] = json!(true);
    rto["orderItems"][0]["cancellationDate"] = json!("2026-11-21T06:00:53+05:30");
    let seen = seen(&rto);
    assert!(seen.items[0].courier_return && seen.items[0].cancelled_at.is_some());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_but_never_break(raw in ".{0,200}") {
        let _ = read(&raw);
    }

    #[test]
    fn any_json_in_any_field_is_read_or_refused(field in "[a-zA-Z]{2,16}", number in any::<f64>(), text in ".{0,20}") {
        for value in [json!(number), json!(text), json!([text]), json!({ "a": number }), Value::Null] {
            for key in ["shipmentId", "orderItems", "subShipments", "hold", "forms", field.as_str()] {
                let mut wire = wire();
                wire[key] = value.clone();
                let _ = read(&wire.to_string());
                if let Some(item) = wire.pointer_mut("/orderItems/0").and_then(Value::as_object_mut) { item.insert(key.to_owned(), value.clone()); }
                let _ = read(&wire.to_string());
            }
        }
    }
}
