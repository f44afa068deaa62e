//! The returns call: a source, a date, 25 a page, and what happens to goods on their way back.

use std::collections::BTreeSet;

use godown_sandbox::{Rates, SandboxConfig};
use serde_json::{Value, json};

use crate::desk::{Desk, calm};

const DAY: i64 = 24 * 3_600_000;

fn items(body: &Value) -> Vec<Value> {
    body["returnItems"].as_array().cloned().expect("return items")
}

async fn all(desk: &Desk, query: &str) -> Vec<Value> {
    let (status, mut body) = desk.get(&format!("/v2/returns?{query}")).await;
    assert_eq!(status, 200, "{body}");
    let mut found = items(&body);
    while body["hasMore"] == true {
        let next = body["nextUrl"].as_str().expect("a next page");
        assert!(next.starts_with("/returns/search/"), "below /sellers/v2: {next}");
        let (status, page) = desk.get(&format!("/v2{next}")).await;
        assert_eq!(status, 200, "{page}");
        assert!(items(&page).len() <= 25);
        found.extend(items(&page));
        body = page;
    }
    found
}

#[tokio::test]
async fn a_quarter_of_returns_is_read_page_by_page() {
    let desk = Desk::open(SandboxConfig { history_days: Some(90), ..calm(4_000) }).await;
    for (source, expected) in [("customer_return", 100..220), ("courier_return", 40..110)] {
        let found = all(&desk, &format!("source={source}&createdAfter=2026-08-01T00:00:00%2B05:30")).await;
        assert!(expected.contains(&found.len()), "{} of {source}", found.len());
        let ids: BTreeSet<&str> = found.iter().filter_map(|r| r["returnId"].as_str()).collect();
        assert_eq!(ids.len(), found.len(), "each once");
        assert!(found.iter().all(|r| r["type"] == source && r["quantity"].as_u64() >= Some(1)));
        let one = found.iter().find(|r| r["trackingId"].is_string()).expect("one on its way");
        let by_id = all(&desk, &format!("returnIds={}", one["returnId"].as_str().expect("text"))).await;
        assert_eq!(by_id, vec![one.clone()]);
        let shipment = desk.view(one["shipmentId"].as_str().expect("text")).await;
        let item = &shipment["orderItems"][0];
        if source == "courier_return" {
            assert_eq!((&item["status"], &item["courierReturn"]), (&json!("CANCELLED"), &json!(true)));
        } else {
            assert!(["RETURN_REQUESTED", "RETURNED"].contains(&item["status"].as_str().expect("a status")));
        }
    }
}

#[tokio::test]
async fn a_search_needs_a_source_and_a_date() {
    let desk = Desk::open(calm(0)).await;
    for query in [
        "createdAfter=2026-08-01T00:00:00Z",
        "source=courier_return",
        "source=elsewhere&createdAfter=2026-08-01T00:00:00Z",
        "source=courier_return&createdAfter=yesterday",
    ] {
        assert_eq!(desk.get(&format!("/v2/returns?{query}")).await.0, 400, "{query}");
    }
    let many = vec!["12233445566778899"; 26].join(",");
    assert_eq!(desk.get(&format!("/v2/returns?returnIds={many}")).await.0, 422);
    assert_eq!(desk.get("/v2/returns/search/nonsense").await.0, 400);
}

#[tokio::test]
async fn what_is_delivered_now_comes_back_in_days_and_the_search_for_changes_shows_it() {
    let rates = Rates { return_bp: 10_000, reattempt_bp: 10_000, ..Rates::default() };
    let desk = Desk::open(SandboxConfig { rates, calm: false, ..calm(0) }).await;
    let ids = desk.orders(30).await;
    desk.packed(&ids).await;
    for chunk in ids.chunks(25) {
        desk.dispatch(chunk).await;
    }
    desk.pass(25 * DAY).await;
    let truth = desk.control(&format!("/truth?ids={}", ids.join(","))).await;
    let states: BTreeSet<&str> =
        truth["shipments"].as_array().expect("shipments").iter().filter_map(|s| s["state"].as_str()).collect();
    assert_eq!(states, ["CANCELLED", "RETURNED"].into(), "undelivered, or asked back and back again");
    for shipment in truth["shipments"].as_array().expect("shipments") {
        assert_eq!(shipment["missedPickups"].as_array().map(Vec::len), Some(1), "the courier came twice: {shipment}");
    }
    let mut found = all(&desk, "source=customer_return&modifiedAfter=2026-11-22T00:00:00Z").await;
    found.extend(all(&desk, "source=courier_return&modifiedAfter=2026-11-22T00:00:00Z").await);
    assert_eq!(found.len(), 30);
    let body = json!({"filter": {"type": "postDispatch", "states": ["DELIVERED"],
        "modifiedDate": {"from": "2026-11-22T00:00:00Z"}}, "pagination": {"pageSize": 20}});
    let (_, page) = desk.post("/v3/shipments/filter", &body).await;
    assert_eq!(page["shipments"][0]["orderItems"][0]["status"], "RETURNED", "what came back had been delivered");
}
