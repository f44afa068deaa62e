//! Search: pages by `hasMore`, holds hidden, words checked, ranges for the past.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::desk::{Desk, calm, row, rows};

async fn walk(desk: &Desk, body: Value) -> (Vec<String>, usize) {
    let (status, mut page) = desk.post("/v3/shipments/filter", &body).await;
    assert_eq!(status, 200, "{page}");
    let (mut ids, mut pages) = (Vec::new(), 1);
    loop {
        ids.extend(rows(&page).iter().map(|s| s["shipmentId"].as_str().expect("an id").to_owned()));
        let next = page["nextPageUrl"].as_str().expect("present even on the last page").to_owned();
        assert!(next.starts_with("/v3/shipments/filter?next_token="), "relative, without /sellers");
        if page["hasMore"] == false {
            return (ids, pages);
        }
        pages += 1;
        let (status, body) = desk.get(&next).await;
        assert_eq!(status, 200, "{body}");
        page = body;
    }
}

fn approved() -> Value {
    json!({"filter": {"type": "preDispatch", "states": ["APPROVED"]}, "pagination": {"pageSize": 20}})
}

#[tokio::test]
async fn forty_five_shipments_come_on_three_pages_each_once() {
    let desk = Desk::open(calm(0)).await;
    let made: BTreeSet<String> = desk.orders(45).await.into_iter().collect();
    let (ids, pages) = walk(&desk, approved()).await;
    assert_eq!((ids.len(), pages), (45, 3));
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), made);
}

#[tokio::test]
async fn more_than_twenty_a_page_is_not_given() {
    let desk = Desk::open(calm(0)).await;
    desk.orders(30).await;
    let mut body = approved();
    body["pagination"]["pageSize"] = json!(500);
    let (_, page) = desk.post("/v3/shipments/filter/", &body).await;
    assert_eq!(rows(&page).len(), 20);
}

#[tokio::test]
async fn rows_slide_when_the_list_changes_between_pages() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(40).await;
    let (_, first) = desk.post("/v3/shipments/filter", &approved()).await;
    let seen = rows(&first);
    desk.tell("/hold", json!({"shipmentId": seen[0]["shipmentId"]})).await;
    let (_, second) = desk.get(first["nextPageUrl"].as_str().expect("a url")).await;
    assert_eq!(seen.len() + rows(&second).len(), ids.len() - 1, "one row slid past the walker: walk again");
}

#[tokio::test]
async fn held_shipments_are_hidden_unless_asked_for() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(3).await;
    desk.tell("/hold", json!({"shipmentId": ids[1]})).await;
    let (open, _) = walk(&desk, approved()).await;
    assert_eq!(open.len(), 2);
    let mut body = approved();
    body["filter"]["hold"] = json!(true);
    assert_eq!(walk(&desk, body).await.0, vec![ids[1].clone()]);
}

#[tokio::test]
async fn words_the_contract_does_not_know_are_refused() {
    let desk = Desk::open(calm(10)).await;
    for filter in [
        json!({"type": "preDispatch"}),
        json!({"type": "sideways", "states": ["APPROVED"]}),
        json!({"type": "preDispatch", "states": ["DELIVERED"]}),
        json!({"type": "preDispatch", "states": ["APPROVED"], "orderDate": {"from": "yesterday"}}),
        json!({"type": "postDispatch", "states": ["DELIVERED"]}),
        json!({"type": "cancelled", "states": ["CANCELLED"], "cancellationDate": {"from": "2026-11-21T00:00:00Z"}}),
    ] {
        let (status, body) = desk.post("/v3/shipments/filter", &json!({ "filter": filter })).await;
        assert_eq!(status, 400, "{filter} gave {body}");
        assert!(body["errors"][0]["description"].is_string(), "{body}");
    }
    let sorted = json!({"filter": {"type": "preDispatch", "states": ["APPROVED"]}, "sort": {"field": "price"}});
    assert_eq!(desk.post("/v3/shipments/filter", &sorted).await.0, 400);
}

#[tokio::test]
async fn dates_sort_and_sku_narrow_the_list() {
    let desk = Desk::open(calm(500)).await;
    let mut body = approved();
    body["sort"] = json!({"field": "orderDate", "order": "desc"});
    let (_, page) = desk.post("/v3/shipments/filter", &body).await;
    let dates: Vec<String> =
        rows(&page).iter().map(|s| s["orderItems"][0]["orderDate"].as_str().expect("a date").to_owned()).collect();
    assert!(dates.is_sorted_by(|a, b| a >= b), "newest first: {dates:?}");
    let sku = rows(&page)[0]["orderItems"][0]["sku"].clone();
    body["filter"]["sku"] = json!([sku]);
    let (_, of_sku) = desk.post("/v3/shipments/filter", &body).await;
    assert!(!rows(&of_sku).is_empty());
    for shipment in rows(&of_sku) {
        assert!(shipment["orderItems"].as_array().expect("items").iter().any(|i| i["sku"] == sku));
    }
    body["filter"]["modifiedDate"] = json!({"from": "2031-01-01T00:00:00+05:30"});
    assert!(rows(&desk.post("/v3/shipments/filter", &body).await.1).is_empty());
}

#[tokio::test]
async fn cancelled_shows_the_kind_asked_for() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(2).await;
    desk.tell("/buyer_cancel", json!({"shipmentId": ids[0]})).await;
    let search = |kind: &str| {
        json!({"filter": {"type": "cancelled", "states": ["CANCELLED"], "cancellationType": kind,
               "cancellationDate": {"from": "2026-11-22T00:00:00+05:30"}}})
    };
    let (_, buyer) = desk.post("/v3/shipments/filter", &search("buyerCancellation")).await;
    let item = &row(&buyer, &ids[0])["orderItems"][0];
    assert_eq!(item["status"], "CANCELLED");
    assert_eq!(item["courierReturn"], false);
    assert!(item["cancellationDate"].is_string());
    let (_, seller) = desk.post("/v3/shipments/filter", &search("sellerCancellation")).await;
    assert!(rows(&seller).is_empty());
}

#[tokio::test]
async fn ids_of_one_kind_lead_to_the_shipment_and_two_kinds_are_refused() {
    let desk = Desk::open(calm(0)).await;
    let id = desk.orders(1).await.remove(0);
    let view = desk.view(&id).await;
    let item = &view["orderItems"][0];
    for query in [
        format!("orderIds={}", item["orderId"].as_str().expect("text")),
        format!("orderItemIds={}", item["orderItemId"].as_str().expect("text")),
    ] {
        let (_, body) = desk.get(&format!("/v3/shipments?{query}")).await;
        assert_eq!(rows(&body).len(), 1, "{query}");
        assert_eq!(rows(&body)[0]["shipmentId"], id.as_str());
    }
    assert_eq!(desk.get(&format!("/v3/shipments?shipmentIds={id}&orderIds=OD1")).await.0, 400);
    let many = vec![id; 101].join(",");
    assert_eq!(desk.get(&format!("/v3/shipments?shipmentIds={many}")).await.0, 422);
    let (_, unknown) = desk.get("/v3/shipments?shipmentIds=7c1f2b9e-5a0d-4f0e-9a63-1d2e3f405162").await;
    assert!(rows(&unknown).is_empty(), "unknown ids are left out");
}
