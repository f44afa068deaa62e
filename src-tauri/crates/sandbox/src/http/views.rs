//! The two views of a shipment: the order view and the shipping view (Seller API contract 7), with their quirks.

use serde_json::{Map, Value, json};

use crate::india;
use crate::market::{Extra, Market};
use crate::state::{CancelKind, State};
use crate::world::catalogue::Product;
use crate::world::people::{Person, person};
use crate::world::{Facts, Line, seller, stream};

fn rupees(paise: i64) -> f64 {
    paise as f64 / 100.0
}

fn dimensions(product: &Product) -> Value {
    let [length, breadth, height, weight] = product.size.map(f64::from);
    json!({"length": length / 10.0, "breadth": breadth / 10.0, "height": height / 10.0, "weight": weight / 1000.0})
}

/// Names of the boxes: `SS-1`, and more for a multi-package shipment.
pub(super) fn sub_shipments(facts: &Facts) -> Vec<String> {
    (1..=facts.boxes).map(|n| format!("SS-{n}")).collect()
}

fn shown_sku(market: &mut Market, sku: &str) -> String {
    if sku.contains('"') && market.quirk(|f| &mut f.sku_html_entity) {
        return sku.replace('"', "&quot;");
    }
    sku.to_owned()
}

/// The order view (contract 7.1).
pub(super) fn order_view(market: &mut Market, index: u32) -> Value {
    let facts = market.facts(index);
    let row = market.row(index).clone();
    let items: Vec<Value> = (0..facts.lines.len()).map(|line| item(market, &facts, line)).collect();
    let boxes: Vec<Value> = sub_shipments(&facts)
        .iter()
        .map(|name| json!({"subShipmentId": name, "packages": packages(market, &facts)}))
        .collect();
    let forms = if row.state == State::FormFailed {
        json!([{"name": "FORM600TG", "link": "https://forms.example.gov.in/", "automated": true}])
    } else {
        json!([])
    };
    let policy =
        market.world.draw(index).pick(stream::POLICY, &["DEFAULT", "DEFAULT", "DEFAULT", "GREEN_PACKAGE", "NA"]);
    let mut view = json!({
        "shipmentId": market.world.shipment_id(index),
        "locationId": seller::location_id(market.world.seed, facts.core.site),
        "dispatchByDate": india::wire(facts.core.by_at),
        "dispatchAfterDate": india::wire(facts.core.after_at),
        "updatedAt": india::wire(row.updated_at),
        "hold": row.hold,
        "mps": facts.mps(),
        "packagingPolicy": policy,
        "shipmentType": facts.core.kind(),
        "subShipments": boxes,
        "orderItems": items,
        "forms": forms,
    });
    if market.quirk(|f| &mut f.extra_fields) {
        view["promiseVersion"] = json!(3);
        view["experimentBucket"] = json!({"name": "b-17", "weights": [0.2, 0.8]});
    }
    view
}

fn packages(market: &mut Market, facts: &Facts) -> Value {
    if market.quirk(|f| &mut f.packages_empty) {
        return json!([]);
    }
    let mut packages = Vec::new();
    for line in &facts.lines {
        let product = market.world.product(line).clone();
        let mut package = json!({
            "packageId": product.package,
            "packageSku": shown_sku(market, &product.sku),
            "packageTitle": product.title,
        });
        if !market.quirk(|f| &mut f.missing_dimensions) {
            package["dimensions"] = dimensions(&product);
        }
        packages.push(package);
    }
    Value::Array(packages)
}

fn item(market: &mut Market, facts: &Facts, n: usize) -> Value {
    let line = &facts.lines[n];
    let index = facts.core.index;
    let product = market.world.product(line).clone();
    let row = market.row(index).clone();
    let live = market.live_units(index, facts, n);
    let quantity = if live == 0 { line.quantity } else { live };
    let status = if live == 0 { State::Cancelled } else { row.state };
    let mut item = Map::new();
    let mut put = |key: &str, value: Value| item.insert(key.to_owned(), value);
    put("orderItemId", json!(line.item.to_string()));
    put("orderId", json!(facts.order_id()));
    put("cancellationGroupId", json!(facts.group_id(line)));
    put("orderDate", json!(india::wire(facts.core.order_at)));
    put("paymentType", json!(if facts.core.cod { "COD" } else { "PREPAID" }));
    put("status", json!(status.wire()));
    put("fsn", json!(product.fsn));
    put("sku", json!(shown_sku(market, &product.sku)));
    put("listingId", json!(product.listing));
    put("title", json!(product.title));
    put("packageIds", json!([product.package]));
    put("priceComponents", price(line, quantity));
    put("serviceProfile", json!("Seller_Fulfilment"));
    put("is_replacement", json!(facts.replacement));
    let float = market.quirk(|f| &mut f.quantity_as_float);
    put("quantity", if float { json!(f64::from(quantity)) } else { json!(quantity) });
    let hsn_null = market.quirk(|f| &mut f.hsn_null);
    put("hsn", if hsn_null { Value::Null } else { json!(product.hsn) });
    if live == 0
        && let Some(cancel) = row.extra.as_ref().and_then(|e| e.cancels.iter().rev().find(|c| c.line == n))
    {
        put("cancellationDate", json!(india::wire(cancel.at)));
        put("cancellationReason", json!(cancel.kind.reason()));
        put("cancellationSubReason", json!(cancel.sub_reason));
        put("courierReturn", json!(cancel.kind == CancelKind::CourierReturn));
    }
    Value::Object(item)
}

fn price(line: &Line, quantity: u32) -> Value {
    let selling = line.selling(quantity);
    let total = selling + line.shipping;
    json!({
        "sellingPrice": rupees(selling),
        "totalPrice": rupees(total),
        "shippingCharge": rupees(line.shipping),
        "customerPrice": rupees(total - line.discount),
        "flipkartDiscount": rupees(line.discount),
    })
}

/// The shipping view (contract 7.3).
pub(super) fn shipping_view(market: &mut Market, index: u32) -> Value {
    let facts = market.facts(index);
    let row = market.row(index).clone();
    let both = market.quirk(|f| &mut f.pin_both_spellings);
    let buyer = person(market.world.draw(index), stream::BUYER);
    let site = &seller::SITES[usize::from(facts.core.site)];
    let items: Vec<Value> = facts
        .lines
        .iter()
        .map(|l| json!({"id": l.item.to_string(), "fragile": false, "large": facts.mps(), "dangerous": false}))
        .collect();
    let packed = row.state.has_documents() || row.extra.as_ref().is_some_and(|e| e.cancels.iter().any(is_return));
    let boxes: Vec<Value> = (0..facts.boxes)
        .map(|n| {
            json!({
                "subShipmentId": format!("SS-{}", n + 1),
                "courierDetails": courier(market, &facts, n, packed, row.extra.as_deref()),
                "shipmentDimensions": declared(market, &facts, row.extra.as_deref(), n),
            })
        })
        .collect();
    let mut view = json!({
        "orderId": facts.order_id(),
        "shipmentId": market.world.shipment_id(index),
        "locationId": seller::location_id(market.world.seed, facts.core.site),
        "orderItems": items,
        "subShipments": boxes,
        "deliveryAddress": address(&buyer, both),
        "billingAddress": address(&buyer, both),
        "buyerDetails": {"firstName": buyer.first, "lastName": buyer.last},
        "sellerAddress": {
            "sellerName": seller::SELLER_NAME, "pinCode": site.pin, "city": site.city, "state": site.state,
            "stateCode": format!("IN-{}", site.code), "addressLine1": site.line1, "addressLine2": site.line2,
            "landmark": "",
        },
        "returnAddress": {
            "firstName": seller::SELLER_NAME, "lastName": "", "pinCode": site.pin, "city": site.city,
            "state": site.state, "stateCode": format!("IN-{}", site.code), "addressLine1": site.line1,
            "addressLine2": site.line2, "landmark": "", "contactNumber": null,
        },
        "weighingRequired": false,
    });
    if market.quirk(|f| &mut f.extra_fields) {
        view["routeHint"] = json!({"hub": site.hub});
    }
    view
}

fn is_return(cancel: &crate::market::ItemCancel) -> bool {
    cancel.kind == CancelKind::CourierReturn
}

fn courier(market: &Market, facts: &Facts, part: u8, packed: bool, extra: Option<&Extra>) -> Value {
    let own = extra.and_then(|extra| extra.own.as_ref());
    let details = if facts.core.self_ship {
        let name = own.and_then(|own| seller::PARTNERS.iter().find(|partner| partner.code == own.partner_code));
        json!({"vendorName": name.map(|partner| partner.name), "trackingId": own.and_then(|own| own.tracking_id.clone())})
    } else if packed {
        let name = seller::COURIERS[usize::from(facts.core.courier)].name;
        json!({"vendorName": name, "trackingId": market.world.tracking_id(facts, part)})
    } else {
        json!({"vendorName": null, "trackingId": null})
    };
    json!({"pickupDetails": details, "deliveryDetails": details})
}

fn declared(market: &Market, facts: &Facts, extra: Option<&Extra>, part: u8) -> Value {
    match extra.and_then(|e| e.dimensions.get(usize::from(part))) {
        Some([length, breadth, height, weight]) => {
            json!({"length": length, "breadth": breadth, "height": height, "weight": weight})
        }
        None => dimensions(market.world.product(&facts.lines[0])),
    }
}

fn address(buyer: &Person, both: bool) -> Value {
    let mut address = json!({
        "firstName": buyer.first, "lastName": buyer.last, "pinCode": buyer.pin.to_string(), "city": buyer.city.name,
        "state": buyer.city.state, "stateCode": format!("IN-{}", buyer.city.code), "addressLine1": buyer.line1,
        "addressLine2": buyer.line2, "landmark": buyer.landmark, "contactNumber": null,
    });
    if both {
        address["pincode"] = address["pinCode"].clone();
        address["stateName"] = address["state"].clone();
    }
    address
}
