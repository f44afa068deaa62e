//! Ready to dispatch, counts, manifest and the courier's visit.

use serde_json::{Value, json};

use crate::desk::{Desk, calm, row, rows};

#[tokio::test]
async fn only_a_packed_shipment_of_the_location_becomes_ready() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(3).await;
    desk.packed(&ids[..2]).await;
    let reply = desk.dispatch(&ids).await;
    assert_eq!(row(&reply, &ids[0])["status"], "SUCCESS");
    assert_eq!(row(&reply, &ids[2])["errorCode"], "ORDER_ITEM_NOT_PACKED");
    let again = desk.dispatch(&ids[..1]).await;
    assert_eq!(row(&again, &ids[0])["errorCode"], "ORDER_ITEM_ALREADY_DISPATCHED");
    assert_eq!(desk.control(&format!("/truth/{}", ids[0])).await["effects"]["dispatch"], 1);
    let (_, body) = desk.get("/locations/allLocations").await;
    let other = &body["locations"][1]["locationId"];
    let (_, foreign) =
        desk.post("/v3/shipments/dispatch", &json!({"shipmentIds": [ids[1]], "locationId": other})).await;
    assert_eq!(row(&foreign, &ids[1])["errorCode"], "OPERATION_NOT_ALLOWED", "one location a call");
    let nowhere = json!({"shipmentIds": [ids[1]]});
    assert_eq!(desk.post("/v3/shipments/dispatch", &nowhere).await.0, 422, "a location is mandatory");
}

#[tokio::test]
async fn a_partial_cancellation_makes_the_label_stale_until_it_is_fetched_again() {
    let desk = Desk::open(calm(0)).await;
    let location = desk.location().await;
    let made = desk.tell("/orders", json!({"count": 1, "quantity": 3, "locationId": location})).await;
    let id = made["shipmentIds"][0].as_str().expect("an id").to_owned();
    desk.packed(std::slice::from_ref(&id)).await;
    desk.tell("/buyer_cancel", json!({"shipmentId": id, "quantity": 1})).await;
    assert_eq!(desk.view(&id).await["orderItems"][0]["quantity"], 2);
    let stale = desk.dispatch(std::slice::from_ref(&id)).await;
    assert_eq!(row(&stale, &id)["errorCode"], "QUANTITY_MISMATCH_ERROR");
    let path = format!("/v3/shipments/{id}/labelOnly/pdf?reprint=true");
    let answer = desk.try_post(&path, &json!({})).await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    let fresh = desk.dispatch(std::slice::from_ref(&id)).await;
    assert_eq!(row(&fresh, &id)["status"], "SUCCESS", "{fresh}");
}

#[tokio::test]
async fn counts_and_manifest_list_what_waits_and_the_courier_takes_it() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(12).await;
    desk.packed(&ids).await;
    desk.dispatch(&ids).await;
    let location = desk.location().await;
    let path = format!("/v3/shipments/handover/counts?locationId={location}");
    let (_, counts) = desk.get(&path).await;
    let groups = counts.as_array().expect("shape A is a bare array").clone();
    let total: u64 = groups.iter().filter_map(|g| g["count"].as_u64()).sum();
    assert_eq!(total, 12);
    let params = json!({"vendorGroupCode": groups[0]["vendorGroupCode"], "locationId": location, "is_mps": false,
                        "pickupDate": groups[0]["pickUpDate"]});
    let answer = desk.try_post("/v3/shipments/manifest", &json!({ "params": params })).await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    desk.tell("/faults", json!({"handover_shape_b": true})).await;
    let (_, wrapped) = desk.get(&path).await;
    assert!(wrapped["resultManifestDetails"][0]["pickUpDate"]["after"].is_string(), "{wrapped}");
    desk.pass(24 * 3_600_000).await;
    let (_, after) = desk.get("/v3/shipments/handover/counts?locationId=x").await;
    assert_eq!(after["error"], "access_denied", "a foreign location: {after}");
    for id in &ids {
        let state = desk.state(id).await;
        assert!(["PICKUP_COMPLETE", "SHIPPED"].contains(&state.as_str()), "{state} a day after the pickup");
    }
    assert_eq!(desk.get("/v3/shipments/handover/counts").await.0, 422);
}

#[tokio::test]
async fn the_opening_looks_like_a_day_at_work() {
    let desk = Desk::open(calm(500)).await;
    let summary = desk.control("/summary").await;
    let queue = |name: &str| summary["queues"][name].as_u64().unwrap_or(0);
    assert!(queue("to_pack") >= 130, "{summary}");
    assert!((30..=50).contains(&queue("upcoming")), "{summary}");
    assert!((3..=6).contains(&queue("on_hold")), "{summary}");
    assert!(queue("to_print") >= 10 && queue("ready") >= 10 && queue("in_transit") >= 10, "{summary}");
    assert!(summary["late"].as_u64().is_some_and(|n| (1..=4).contains(&n)), "{summary}");
    let next: &Value = &summary["cutOffs"]
        .as_array()
        .expect("cut-offs")
        .iter()
        .find(|c| c["at"].as_i64().unwrap_or(0) > summary["now"].as_i64().unwrap_or(0))
        .expect("something is due")
        .clone();
    assert!(next["shipments"].as_u64().is_some_and(|n| n >= 5), "several due at the next cut-off: {summary}");
    let ready = desk.control("/truth?state=READY_TO_DISPATCH&limit=3").await;
    let ids: Vec<String> = rows(&ready).iter().map(|s| s["shipmentId"].as_str().expect("an id").to_owned()).collect();
    let answer = desk.raw_get(&format!("/v3/shipments/{}/labels", ids.join(","))).await;
    assert_eq!(answer.headers()["content-type"], "application/pdf", "what was packed before has its label");
}
