//! The same seed is the same world, and a state file is the same marketplace.

use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::desk::{Desk, calm};

async fn picture(desk: &Desk) -> Value {
    json!([desk.control("/truth?limit=5000").await, desk.control("/summary").await, desk.control("/effects").await,])
}

#[tokio::test]
async fn the_same_seed_gives_the_same_world_and_another_seed_another() {
    let lively = |seed| SandboxConfig { seed, orders_per_minute: 3.0, calm: false, ..calm(200) };
    let (one, two, three) = (Desk::open(lively(7)).await, Desk::open(lively(7)).await, Desk::open(lively(8)).await);
    for desk in [&one, &two, &three] {
        desk.pass(36 * 3_600_000).await;
    }
    let (a, b, c) = (picture(&one).await, picture(&two).await, picture(&three).await);
    assert!(a == b, "36 hours of luck are the same for the same seed");
    assert!(a != c);
    let total = a[0]["total"].as_u64().expect("a number");
    // 36 hours from nine in the morning: a whole day of 4,320, and 674 of 1,000 of the next one by nine in the evening.
    assert!((7_400..7_460).contains(&total), "200 were there and 7,232 arrived, not {total} in all");
}

#[tokio::test]
async fn a_restart_from_the_state_file_gives_the_same_marketplace() {
    let folder = tempfile::tempdir().expect("a folder");
    let state_file = Some(folder.path().join("market.jsonl"));
    let config = || SandboxConfig { state_file: state_file.clone(), orders_per_minute: 1.0, calm: false, ..calm(120) };
    let desk = Desk::open(config()).await;
    let ids = desk.orders(6).await;
    desk.tell("/hold", json!({"shipmentId": ids[5]})).await;
    desk.tell("/buyer_cancel", json!({"shipmentId": ids[4]})).await;
    desk.tell("/faults", json!({"form_failure_rate": 0, "slow_label_rate": 0})).await;
    desk.packed(&ids[..3]).await;
    desk.dispatch(&ids[..2]).await;
    desk.tell("/clock", json!({"advance_ms": 5 * 3_600_000})).await;
    let before = picture(&desk).await;
    let token = desk.token.clone();
    desk.market.stop().await;

    let again = Desk::open(config()).await;
    assert!(before == picture(&again).await, "nothing was lost and nothing came to be");
    assert_eq!(again.token, token, "the live token is still live");
    assert_eq!(again.control(&format!("/truth/{}", ids[0])).await["effects"]["dispatch"], 1);
}

#[tokio::test]
async fn a_line_torn_by_a_crash_is_cut_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("market.jsonl");
    let config = || SandboxConfig { state_file: Some(path.clone()), ..calm(50) };
    let desk = Desk::open(config()).await;
    desk.orders(2).await;
    let before = picture(&desk).await;
    desk.market.stop().await;
    let mut text = std::fs::read_to_string(&path).expect("the state file");
    text.push_str("{\"at\":17953182000");
    std::fs::write(&path, text).expect("a torn line");
    let again = Desk::open(config()).await;
    assert!(before == picture(&again).await);
    again.orders(1).await;
    again.market.stop().await;
    Desk::open(config()).await;
}

#[tokio::test]
async fn a_dropped_marketplace_frees_its_port() {
    let desk = Desk::open(calm(0)).await;
    let url = desk.market.base_url.clone();
    let http = desk.http.clone();
    let probe = Desk::open(calm(0)).await;
    drop(desk);
    probe.until("the port is closed", async |_| http.get(&url).send().await.is_err()).await;
}
