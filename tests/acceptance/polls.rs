//! The pace of reading: it yields to a marketplace in trouble and to a person, and comes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_domain::status::{Pace, PaceReason};
use godown_ops::ports::SystemClock;
use godown_ops::{Desks, Lanes};
use godown_sandbox::SandboxConfig;
use serde_json::json;
use tempfile::TempDir;

use crate::market::Market;

struct Bench {
    market: Market,
    desks: Desks,
    _folder: TempDir,
}

impl Bench {
    async fn start() -> Self {
        let config =
            SandboxConfig { orders_existing: 30, orders_per_minute: 0.0, calm: true, ..SandboxConfig::default() };
        let market = Market::start(config).await;
        let (desks, folder) = market.engine(Arc::new(SystemClock), Lanes::Asked).await;
        Self { market, desks, _folder: folder }
    }

    async fn pace(&self) -> Pace {
        self.desks.desk().expect("open").status().await.expect("a status").pace
    }

    async fn read_handovers(&self) {
        godown_api::call(&self.desks, "handovers_read", json!({ "location": null })).await.expect("pickups are read");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_answers_space_the_polls_out_and_quick_ones_bring_them_back() {
    let bench = Bench::start().await;
    bench.desks.desk().expect("open").sync(false).await.expect("the picture is complete");
    let chosen = bench.pace().await;
    assert_eq!(chosen.why, PaceReason::Chosen);
    bench.market.post("/faults", json!({ "delay_ms": { "rate": 1.0, "value": 3_000 } })).await;
    for _ in 0..3 {
        bench.read_handovers().await;
    }
    let slow = bench.pace().await;
    assert_eq!(slow.why, PaceReason::SlowAnswers);
    assert!(slow.every_seconds >= 2 * chosen.every_seconds, "{slow:?}");
    bench.market.post("/faults", json!({ "delay_ms": false })).await;
    for _ in 0..8 {
        bench.read_handovers().await;
    }
    assert_eq!(bench.pace().await, chosen, "back to what was chosen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn being_told_to_call_less_is_heeded() {
    let bench = Bench::start().await;
    bench.market.post("/faults", json!({ "throttle_429": { "next": 1, "value": 1 } })).await;
    bench.desks.desk().expect("open").sync(false).await.expect("what was asked to wait for is waited for");
    let pace = bench.pace().await;
    assert_eq!(pace.why, PaceReason::TooManyCalls);
    assert_eq!(pace.every_seconds, 4 * bench.desks.desk().expect("open").settings().poll_seconds);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_persons_action_does_not_wait_behind_a_poll() {
    let bench = Bench::start().await;
    let id = bench.market.orders(1).await.remove(0);
    let desk = bench.desks.desk().expect("open");
    desk.sync(false).await.expect("the picture is complete");
    bench.market.post("/faults", json!({ "delay_ms": { "rate": 1.0, "endpoint": "filter", "value": 20_000 } })).await;
    let polling = tokio::spawn({
        let desk = desk.clone();
        async move { desk.sync(true).await }
    });
    let before = bench.market.calls().await.1["filter"].as_u64();
    let deadline = Instant::now() + Duration::from_secs(15);
    while bench.market.calls().await.1["filter"].as_u64() == before {
        assert!(Instant::now() < deadline, "the poll never began");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let request = json!({ "selection": { "kind": "ids", "ids": [id] }, "clientKey": "k", "title": "" });
    godown_api::call(&bench.desks, "pack_start", request).await.expect("the batch begins");
    while bench.market.effects("pack").await.is_empty() {
        assert!(Instant::now() < deadline, "the label is asked for while the poll hangs");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!polling.is_finished(), "and the poll was under way all the time");
    polling.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn holding_the_refresh_key_does_not_keep_the_past_from_being_read() {
    let config = SandboxConfig {
        orders_existing: 200,
        orders_per_minute: 0.0,
        calm: true,
        history_days: Some(20),
        ..SandboxConfig::default()
    };
    let market = Market::start(config).await;
    let (desks, _folder) = market.engine(Arc::new(SystemClock), Lanes::All).await;
    let desk = desks.desk().expect("open");
    let held = tokio::spawn(async move {
        loop {
            desk.sync_soon(false);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let board = godown_api::call(&desks, "guardrail_board", json!({})).await.expect("the board");
        if board["daysCovered"] == 90 {
            break;
        }
        assert!(Instant::now() < deadline, "{} of 90 days are read", board["daysCovered"]);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    held.abort();
    desks.shut_down().await;
}
