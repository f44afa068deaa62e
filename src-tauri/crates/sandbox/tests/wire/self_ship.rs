//! Parcels the seller delivers itself: sent, come in vain, delivered (Seller API contract 9).

use serde_json::{Value, json};

use crate::desk::{Desk, calm, row, strings};

async fn own(desk: &Desk, count: u32) -> Vec<String> {
    strings(&desk.tell("/orders", json!({"count": count, "selfShip": true})).await["shipmentIds"])
}

/// A row that sends a parcel as the contract wants it.
async fn sent(desk: &Desk, id: &str) -> Value {
    let (view, today) = (desk.view(id).await, desk.control("/clock").await["india"].clone());
    let day = &today.as_str().expect("a time")[..10];
    let item = |item: &Value| json!({"orderItemId": item["orderItemId"], "quantity": item["quantity"]});
    let items: Vec<Value> = view["orderItems"].as_array().expect("items").iter().map(item).collect();
    json!({
        "shipmentId": id, "locationId": view["locationId"], "dispatchDate": format!("{day}T00:00:00+05:30"),
        "tentativeDeliveryDate": format!("{day}T18:00:00+05:30"), "deliveryPartner": "Own fleet",
        "deliveryPartnerCode": "OWNFLEET",
        "invoice": {"invoiceNumber": "INV-1", "invoiceDate": day, "items": items},
    })
}

async fn visit(desk: &Desk, id: &str, day: &str) -> Value {
    json!({"shipmentId": id, "locationId": desk.view(id).await["locationId"], "deliveryDate": day})
}

const DISPATCH: &str = "/v3/shipments/selfShip/dispatch";
const DELIVERY: &str = "/v3/shipments/selfShip/delivery";
const ATTEMPT: &str = "/v3/shipments/selfShip/deliveryAttempt";

#[tokio::test]
async fn an_own_parcel_goes_from_approved_to_delivered_without_a_label() {
    let desk = Desk::open(calm(0)).await;
    let ids = own(&desk, 1).await;
    assert_eq!(desk.view(&ids[0]).await["shipmentType"], "SELF");
    let (_, packed) = desk.post("/v3/shipments/labels", &desk.pack_body(&ids).await).await;
    assert_eq!(row(&packed, &ids[0])["errorCode"], "OPERATION_NOT_ALLOWED");
    let parcel = sent(&desk, &ids[0]).await;
    let day = parcel["invoice"]["invoiceDate"].as_str().expect("a day").to_owned();
    let (status, reply) = desk.post(DISPATCH, &json!({"shipments": [parcel]})).await;
    assert_eq!((status, &row(&reply, &ids[0])["processingStatus"]), (200, &json!("SUCCESS")), "{reply}");
    assert_eq!(desk.state(&ids[0]).await, "SHIPPED");
    let mut vain = visit(&desk, &ids[0], &day).await;
    vain["failureAttributes"] = json!({"reason": "CUSTOMER_NOT_AVAILABLE", "newDeliveryDate": day});
    let (_, reply) = desk.post(ATTEMPT, &json!({"shipments": [vain]})).await;
    assert_eq!(row(&reply, &ids[0])["processingStatus"], "SUCCESS", "{reply}");
    assert_eq!(desk.state(&ids[0]).await, "SHIPPED", "a visit in vain leaves it where it is");
    let there = visit(&desk, &ids[0], &day).await;
    let (_, reply) = desk.post(DELIVERY, &json!({"shipments": [there]})).await;
    assert_eq!(row(&reply, &ids[0])["processingStatus"], "SUCCESS", "{reply}");
    assert_eq!(desk.state(&ids[0]).await, "DELIVERED");
    let effects = desk.control(&format!("/truth/{}", ids[0])).await["effects"].clone();
    assert_eq!([&effects["selfDispatch"], &effects["attempt"], &effects["delivery"]], [1, 1, 1]);
}

#[tokio::test]
async fn what_cannot_be_so_is_refused_row_by_row() {
    let desk = Desk::open(calm(0)).await;
    let (ids, others) = (own(&desk, 5).await, desk.orders(1).await);
    let mut rows = vec![];
    for id in ids.iter().chain(&others) {
        rows.push(sent(&desk, id).await);
    }
    rows[0]["deliveryPartnerCode"] = json!("NOBODY");
    rows[1]["deliveryPartnerCode"] = json!("DECCAN");
    rows[2]["tentativeDeliveryDate"] = json!("2020-01-01T18:00:00+05:30");
    rows[3]["invoice"]["items"][0]["quantity"] = json!(99);
    let day = rows[0]["invoice"]["invoiceDate"].clone();
    let (_, reply) = desk.post(DISPATCH, &json!({"shipments": rows})).await;
    let code = |id: &str| row(&reply, id)["errorCode"].clone();
    let codes: Vec<Value> = ids.iter().chain(&others).map(|id| code(id)).collect();
    let expected = json!([
        "UNPROCESSABLE_ENTITY",
        "UNPROCESSABLE_ENTITY",
        "INVALID_REQUEST_DATE_FORMAT",
        "QUANTITY_MISMATCH_ERROR",
        null,
        "OPERATION_NOT_ALLOWED",
    ]);
    assert_eq!(
        json!(codes),
        expected,
        "a courier that reports needs a number; others' parcels are not the seller's to send"
    );
    let early = visit(&desk, &ids[0], day.as_str().expect("a day")).await;
    let (_, reply) = desk.post(DELIVERY, &json!({"shipments": [early]})).await;
    assert_eq!(row(&reply, &ids[0])["errorCode"], "INVALID_ITEM_STATE", "not before it was sent");
    let future = visit(&desk, &ids[4], "2099-01-01").await;
    let (_, reply) = desk.post(DELIVERY, &json!({"shipments": [future]})).await;
    assert_eq!(row(&reply, &ids[4])["errorCode"], "INVALID_REQUEST_DATE_FORMAT");
    let many: Vec<Value> =
        (0..101).map(|n| json!({"shipmentId": format!("s{n}"), "locationId": "L", "deliveryDate": day})).collect();
    assert_eq!(desk.post(DELIVERY, &json!({"shipments": many})).await.0, 422, "a hundred at most");
}

#[tokio::test]
async fn a_search_tells_own_parcels_from_others() {
    let desk = Desk::open(calm(0)).await;
    let (ids, others) = (own(&desk, 2).await, desk.orders(3).await);
    let found = async |types: Value| {
        let body = json!({"filter": {"type": "preDispatch", "states": ["APPROVED"], "shipmentTypes": types}});
        let (status, body) = desk.post("/v3/shipments/filter", &body).await;
        assert_eq!(status, 200, "{body}");
        let shipments = body["shipments"].as_array().expect("shipments").clone();
        let mut ids: Vec<String> =
            shipments.iter().map(|one| one["shipmentId"].as_str().expect("an id").to_owned()).collect();
        ids.sort();
        ids
    };
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!(found(json!(["SELF"])).await, sorted(ids.clone()));
    assert_eq!(found(json!(["NORMAL", "EXPRESS"])).await, sorted(others.clone()));
    assert_eq!(found(json!([])).await, sorted([ids, others].concat()));
}
