//! Faults on demand do what they say, and nothing else.

use std::time::Duration;

use serde_json::json;

use crate::desk::{Desk, calm, row, rows};

#[tokio::test]
async fn a_reset_after_the_effect_leaves_the_effect() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(2).await;
    desk.tell("/faults", json!({"reset_after_apply": {"next": 1}})).await;
    let body = desk.pack_body(&ids).await;
    let lost = desk.try_post("/v3/shipments/labels", &body).await;
    assert!(lost.is_err(), "no status line, nothing: {lost:?}");
    assert_eq!(desk.control("/effects/counts").await["pack"]["total"], 2);
    assert_eq!(desk.state(&ids[0]).await, "PACKING_IN_PROGRESS");
}

#[tokio::test]
async fn a_reset_before_the_effect_leaves_none() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(1).await;
    desk.tell("/faults", json!({"reset_before_apply": {"next": 1, "endpoint": "pack"}})).await;
    let body = desk.pack_body(&ids).await;
    assert!(desk.try_post("/v3/shipments/labels", &body).await.is_err());
    assert_eq!(desk.control("/effects/counts").await["pack"]["total"], 0);
    let (_, reply) = desk.post("/v3/shipments/labels", &body).await;
    assert_eq!(row(&reply, &ids[0])["status"], "SUCCESS", "the next call is served");
}

#[tokio::test]
async fn a_call_can_hang_after_its_effect() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(1).await;
    desk.tell("/faults", json!({"hang_after_apply": {"next": 1}})).await;
    let (body, url) = (desk.pack_body(&ids).await, format!("{}/sellers/v3/shipments/labels", desk.market.base_url));
    let call = desk.http.post(url).bearer_auth(&desk.token).json(&body).timeout(Duration::from_millis(300));
    assert!(call.send().await.is_err_and(|e| e.is_timeout()), "no answer within the caller's patience");
    assert_eq!(desk.control("/effects/counts").await["pack"]["total"], 1);
}

#[tokio::test]
async fn throttling_tells_when_to_come_again_and_a_gateway_speaks_html() {
    let desk = Desk::open(calm(0)).await;
    desk.tell(
        "/faults",
        json!({"throttle_429": {"next": 1}, "bad_gateway_502_html": {"next": 1, "endpoint": "shipping"}}),
    )
    .await;
    let answer = desk.raw_get("/locations/allLocations").await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "60");
    assert_eq!(desk.raw_get("/locations/allLocations").await.status(), 200);
    let answer = desk.raw_get("/v3/shipments/x").await;
    assert_eq!(answer.status(), 502);
    assert!(answer.text().await.expect("a page").contains("<html>"));
}

#[tokio::test]
async fn a_rate_limit_counts_the_rolling_hour() {
    let desk = Desk::open(godown_sandbox::SandboxConfig { rate_limit_per_hour: Some(4), ..calm(0) }).await;
    for _ in 0..3 {
        assert_eq!(desk.raw_get("/locations/allLocations").await.status(), 200);
    }
    assert_eq!(desk.raw_get("/locations/allLocations").await.status(), 429, "the token call counts too");
    let calls = desk.control("/calls").await;
    assert_eq!((&calls["endpoints"]["locations"], &calls["endpoints"]["token"]), (&json!(4), &json!(1)));
}

#[tokio::test]
async fn token_death_strikes_once_and_a_new_token_works() {
    let mut desk = Desk::open(calm(0)).await;
    desk.tell("/faults", json!({"token_death": {"next": 1}})).await;
    assert_eq!(desk.get("/locations/allLocations").await.0, 401);
    assert_eq!(desk.get("/locations/allLocations").await.0, 401, "the old token stays dead");
    desk.token = desk.new_token().await["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(desk.get("/locations/allLocations").await.0, 200);
}

#[tokio::test]
async fn failing_rows_are_not_applied_and_missing_rows_are() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(10).await;
    desk.tell("/faults", json!({"row_failure": {"next": 1}})).await;
    let (_, reply) = desk.post("/v3/shipments/labels", &desk.pack_body(&ids).await).await;
    let failed: Vec<_> = rows(&reply).into_iter().filter(|r| r["status"] == "FAILURE").collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["errorCode"], "DEPENDENT_SYSTEM_CALL_FAILED");
    let id = failed[0]["shipmentId"].as_str().expect("an id");
    assert_eq!(desk.state(id).await, "APPROVED");
    desk.pass(8_000).await;
    let rest: Vec<String> = ids.iter().filter(|i| *i != id).cloned().collect();
    desk.tell("/faults", json!({"row_missing": {"next": 1}})).await;
    let reply = desk.dispatch(&rest).await;
    assert_eq!(rows(&reply).len(), 8, "one row of nine is left out");
    assert_eq!(desk.control("/effects/counts").await["dispatch"]["shipments"], 9, "and applied");
}

#[tokio::test]
async fn a_quiet_failure_says_success_and_stays_packed() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(1).await;
    desk.packed(&ids).await;
    desk.tell("/faults", json!({"rtd_quiet_failure": {"next": 1}})).await;
    assert_eq!(row(&desk.dispatch(&ids).await, &ids[0])["status"], "SUCCESS");
    assert_eq!(desk.state(&ids[0]).await, "PACKED");
    assert_eq!(desk.control("/effects/counts").await["dispatch"]["total"], 0);
}

#[tokio::test]
async fn documents_can_be_json_or_half() {
    let desk = Desk::open(calm(0)).await;
    let ids = desk.orders(1).await;
    desk.packed(&ids).await;
    let path = format!("/v3/shipments/{}/labels", ids[0]);
    desk.tell("/faults", json!({"json_instead_of_pdf": {"next": 1}, "truncated_pdf": {"next": 1}})).await;
    let (status, body) = desk.get(&path).await;
    assert_eq!((status, body["errors"].is_array()), (200, true));
    let half = desk.raw_get(&path).await.bytes().await.expect("a body");
    let whole = desk.raw_get(&path).await.bytes().await.expect("a body");
    assert!(half.starts_with(b"%PDF") && half.len() < whole.len());
}

#[tokio::test]
async fn quirks_of_the_order_view_are_switchable() {
    let desk = Desk::open(calm(0)).await;
    let id = desk.orders(1).await.remove(0);
    desk.tell("/faults", json!({"quantity_as_float": 1, "hsn_null": 1, "packages_empty": 1, "extra_fields": 1})).await;
    let text = desk.raw_get(&format!("/v3/shipments?shipmentIds={id}")).await.text().await.expect("a body");
    assert!(text.contains("\"quantity\":1.0"), "{text}");
    assert!(text.contains("\"hsn\":null") && text.contains("\"packages\":[]") && text.contains("promiseVersion"));
}
