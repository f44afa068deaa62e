//! Packing, labels and cancelling: limits, row checks, states.

use serde_json::{Value, json};

use crate::desk::{Desk, calm, row, rows};

#[tokio::test]
async fn twenty_six_are_refused_whole_and_twenty_five_are_answered_row_by_row() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(26).await;
    let (status, body) = desk.post("/v3/shipments/labels", &desk.pack_body(&ids).await).await;
    assert_eq!(status, 422, "{body}");
    assert_eq!(desk.control("/effects/counts").await["pack"]["total"], 0);
    desk.tell("/hold", json!({"shipmentId": ids[3]})).await;
    let (status, body) = desk.post("/v3/shipments/labels", &desk.pack_body(&ids[..25]).await).await;
    assert_eq!(status, 200);
    let told: Vec<&str> =
        body["shipments"].as_array().expect("rows").iter().filter_map(|r| r["shipmentId"].as_str()).collect();
    assert_eq!(told.len(), 25);
    assert_ne!(told, ids[..25].iter().map(String::as_str).collect::<Vec<_>>(), "rows come shuffled");
    for id in &ids[..25] {
        let expected = if *id == ids[3] { "FAILURE" } else { "SUCCESS" };
        assert_eq!(row(&body, id)["status"], expected, "{id}");
    }
    assert_eq!(row(&body, &ids[3])["errorMessage"], "Shipment is on hold");
    assert_eq!(desk.control("/effects/counts").await["pack"]["total"], 24);
    assert_eq!(desk.post("/v3/shipments/labels", &json!({"shipments": []})).await.0, 422);
}

#[tokio::test]
async fn a_second_pack_is_an_invalid_state() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(1).await;
    let body = desk.pack_body(&ids).await;
    desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(desk.state(&ids[0]).await, "PACKING_IN_PROGRESS");
    let (status, again) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!((status, row(&again, &ids[0])["errorCode"].as_str()), (200, Some("INVALID_ITEM_STATE")));
    desk.pass(8_000).await;
    assert_eq!(desk.state(&ids[0]).await, "PACKED");
    let truth = desk.control(&format!("/truth/{}", ids[0])).await;
    assert_eq!(truth["effects"]["pack"], 1);
}

#[tokio::test]
async fn rows_fail_for_the_reasons_of_the_contract() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(6).await;
    let mut body = desk.pack_body(&ids).await;
    let rows_in = body["shipments"].as_array_mut().expect("rows");
    rows_in[0]["shipmentId"] = json!("7c1f2b9e-5a0d-4f0e-9a63-1d2e3f405162");
    rows_in[1]["locationId"] = json!("LOC0f1e2d3c4b5a69788796a5b4c3d2e1f0");
    rows_in[2]["taxItems"][0]["taxRate"] = json!(101);
    rows_in[3]["invoices"][0]["invoiceDate"] = json!("2026-11-23");
    rows_in[4]["taxItems"][0]["quantity"] = json!(9);
    rows_in[5]["subShipments"][0]["dimensions"] = json!({"length": "300", "breadth": 300, "height": 300, "weight": 90});
    let (status, reply) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(status, 200, "200 even when every row failed");
    let code = |id: &str| row(&reply, id)["errorCode"].as_str().unwrap_or_default().to_owned();
    assert_eq!(code("7c1f2b9e-5a0d-4f0e-9a63-1d2e3f405162"), "INVALID_SHIPMENTS");
    assert_eq!(code(&ids[1]), "OPERATION_NOT_ALLOWED");
    assert_eq!(code(&ids[2]), "INVALID_REQUEST_TAX");
    assert_eq!(code(&ids[3]), "INVALID_REQUEST_DATE_FORMAT");
    assert_eq!(code(&ids[4]), "QUANTITY_MISMATCH_ERROR");
    let message = row(&reply, &ids[5])["errorMessage"].as_str().unwrap_or_default().to_owned();
    assert!(message.contains("Please re-check your packaging"), "{message}");
}

#[tokio::test]
async fn a_phone_needs_a_list_of_serial_numbers_for_each_unit() {
    let desk = Desk::open(calm(0)).await;
    let products = desk.control("/catalogue").await;
    let phone = products["products"].as_array().expect("products").iter().find(|p| p["serialised"] == true);
    let sku = phone.expect("the seller sells phones")["sku"].clone();
    let made = desk.tell("/orders", json!({"count": 1, "sku": sku, "quantity": 2})).await;
    let id = made["shipmentIds"][0].as_str().expect("an id").to_owned();
    let mut body = desk.pack_body(std::slice::from_ref(&id)).await;
    let (_, reply) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(row(&reply, &id)["errorCode"], "INVALID_REQUEST_ITEM_ID");
    let item = body["shipments"][0]["taxItems"][0]["orderItemId"].clone();
    body["shipments"][0]["serialNumbers"] = json!([{"orderItemId": item, "serialNumbers": [["1", "2"]]}]);
    let (_, reply) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(row(&reply, &id)["status"], "FAILURE", "one list is one unit");
    body["shipments"][0]["serialNumbers"][0]["serialNumbers"] = json!([["1", "2"], ["3", "4"]]);
    let (_, reply) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(row(&reply, &id)["status"], "SUCCESS", "{reply}");
}

#[tokio::test]
async fn before_its_window_a_shipment_cannot_be_packed() {
    let desk = Desk::open(calm(0)).await;
    let made = desk.tell("/orders", json!({"count": 1, "actionable": false})).await;
    let id = made["shipmentIds"][0].as_str().expect("an id").to_owned();
    let body = desk.pack_body(std::slice::from_ref(&id)).await;
    let (_, early) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(row(&early, &id)["errorCode"], "INVALID_ITEM_STATE");
    desk.pass(6 * 60_000).await;
    let (_, due) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(row(&due, &id)["status"], "SUCCESS", "{due}");
}

#[tokio::test]
async fn a_label_before_packed_is_no_pdf_and_after_is_one() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(2).await;
    let path = format!("/v3/shipments/{}/labels", ids.join(","));
    desk.post("/v3/shipments/labels", &desk.pack_body(&ids).await).await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let answer = desk.raw_get(&path).await;
        seen.push(answer.status().as_u16());
        let text = answer.text().await.expect("a body");
        let body: Value = serde_json::from_str(&text).expect("JSON in the place of a PDF");
        assert_eq!(body["errors"][0]["errorCode"], "ORDER_ITEM_PACKING_IN_PROGRESS");
    }
    assert_eq!(seen, [422, 200], "a client that looks at the status alone is caught");
    desk.pass(8_000).await;
    let answer = desk.raw_get(&path).await;
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    let bytes = answer.bytes().await.expect("a body");
    assert!(bytes.starts_with(b"%PDF"));
    let pages = lopdf::Document::load_mem(&bytes).expect("a PDF").get_pages().len();
    assert!(pages >= 2, "a page for each shipment, got {pages}");
    let (_, shipping) = desk.get(&format!("/v3/shipments/{}", ids[0])).await;
    let courier = &shipping["shipments"][0]["subShipments"][0]["courierDetails"];
    assert!(courier["deliveryDetails"]["trackingId"].is_string(), "{courier}");
}

#[tokio::test]
async fn a_seller_cancels_whole_groups_with_a_known_reason_and_only_before_packed() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(2).await;
    let location = desk.location().await;
    let mut requests = Vec::new();
    for id in &ids {
        let group = desk.view(id).await["orderItems"][0]["cancellationGroupId"].clone();
        requests.push(json!({"shipmentId": id, "locationId": location, "cancellationGroupIds": [group],
                             "reason": "not_enough_inventory"}));
    }
    let mut moody = requests[0].clone();
    moody["reason"] = json!("do not feel like it");
    let (_, reply) = desk.post("/v3/shipments/cancel", &json!({"shipments": [moody]})).await;
    assert_eq!(row(&reply, &ids[0])["errorCode"], "EMPTY_OR_INVALID_REASON_FOR_CANCELLATION");
    desk.packed(&ids[1..]).await;
    let (_, reply) = desk.post("/v3/shipments/cancel", &json!({ "shipments": requests })).await;
    assert_eq!(row(&reply, &ids[0])["status"], "SUCCESS", "{reply}");
    assert_eq!(row(&reply, &ids[1])["errorCode"], "INVALID_ITEM_STATE", "{reply}");
    assert_eq!(desk.state(&ids[0]).await, "CANCELLED");
    let item = &desk.view(&ids[0]).await["orderItems"][0];
    assert_eq!(item["cancellationSubReason"], "not_enough_inventory");
    let counts = desk.control("/effects/counts").await;
    assert_eq!((&counts["cancel"]["total"], &counts["pack"]["total"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_failed_form_goes_on_with_its_number() {
    let desk = Desk::open(calm(0)).await;
    desk.tell("/faults", json!({"form_failure_rate": {"next": 1}})).await;
    let ids = desk.orders(1).await;
    desk.packed(&ids).await;
    assert_eq!(desk.state(&ids[0]).await, "FORM_FAILED");
    let (_, forms) = desk.get(&format!("/v3/shipments/{}/forms", ids[0])).await;
    let name = rows(&forms)[0]["forms"][0]["name"].clone();
    let ack = json!({"shipments": [{"shipmentId": ids[0], "forms": [{"name": name, "ackNumber": "TG-1"}]}]});
    let (_, reply) = desk.post("/v3/shipments/forms/updateAck", &ack).await;
    assert_eq!(row(&reply, &ids[0])["status"], "SUCCESS", "{reply}");
    desk.pass(8_000).await;
    assert_eq!(desk.state(&ids[0]).await, "PACKED");
}

#[tokio::test]
async fn each_document_call_has_its_own_limit_and_method() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(51).await;
    desk.packed(&ids).await;
    let all = ids.join(",");
    let label_only = |ids: &str| format!("/v3/shipments/{ids}/labelOnly/pdf");
    let (status, body) = desk.post(&label_only(&all), &json!({})).await;
    assert_eq!(status, 422, "at most 50: {body}");
    let answer = desk.try_post(&label_only(&ids[..50].join(",")), &json!({})).await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    assert_eq!(desk.raw_get(&label_only(&ids[0])).await.status(), 405, "label-only is a POST");
    assert_eq!(desk.raw_get("/v3/shipments/labels/none/such").await.status(), 404);
    let many = vec!["x"; 101].join(",");
    assert_eq!(desk.raw_get(&format!("/v3/shipments/{many}/labels")).await.status(), 422);
    let stranger = desk.raw_get("/v3/shipments/7c1f2b9e-5a0d-4f0e-9a63-1d2e3f405162/labels").await;
    assert_eq!(stranger.status(), 422);
    let url = format!("{}/sellers/v3/shipments/{}/invoices", desk.market.base_url, ids[0]);
    let data = desk.http.get(&url).bearer_auth(&desk.token).header("accept", "application/json");
    let invoice: Value = data.send().await.expect("an answer").json().await.expect("JSON");
    assert!(invoice["invoices"][0]["invoiceNumber"].is_string(), "{invoice}");
    let paper = desk.http.get(&url).bearer_auth(&desk.token).header("content-type", "application/pdf");
    assert_eq!(paper.send().await.expect("an answer").headers()["content-type"], "application/pdf");
}

#[tokio::test]
async fn a_multi_package_shipment_wants_every_box_and_prints_a_label_for_each() {
    let desk = Desk::open(calm(0)).await;
    let products = desk.control("/catalogue").await;
    let large = products["products"].as_array().expect("products").iter().find(|p| p["boxes"] == 3);
    let sku = large.expect("the seller sells furniture")["sku"].clone();
    let made = desk.tell("/orders", json!({"count": 1, "sku": sku})).await;
    let id = made["shipmentIds"][0].as_str().expect("an id").to_owned();
    let mut body = desk.pack_body(std::slice::from_ref(&id)).await;
    assert_eq!(desk.view(&id).await["mps"], true);
    let boxes = body["shipments"][0]["subShipments"].as_array_mut().expect("boxes");
    let last = boxes.pop().expect("three boxes");
    let (_, reply) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(row(&reply, &id)["status"], "FAILURE", "two of three boxes");
    body["shipments"][0]["subShipments"].as_array_mut().expect("boxes").push(last);
    let (_, reply) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(row(&reply, &id)["status"], "SUCCESS", "{reply}");
    desk.pass(8_000).await;
    let truth = desk.control(&format!("/truth/{id}")).await;
    assert_eq!(truth["trackingIds"].as_array().map(Vec::len), Some(3));
    let bytes = desk.raw_get(&format!("/v3/shipments/{id}/labels")).await.bytes().await.expect("a body");
    assert!(lopdf::Document::load_mem(&bytes).expect("a PDF").get_pages().len() >= 3);
}
