//! The picture: what this computer shows is what the marketplace has.

use std::collections::BTreeMap;
use std::sync::Arc;

use godown_domain::At;
use godown_ops::ports::ManualClock;
use godown_ops::{Desks, Lanes};
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::market::{MORNING, Market, standing};

const MINUTE: i64 = 60_000;

/// An engine on a marketplace whose clock and ours stand until they are moved together.
struct Bench {
    market: Market,
    desks: Desks,
    clock: Arc<ManualClock>,
    now: i64,
    _folder: TempDir,
}

impl Bench {
    async fn with(orders: u32, calm: bool) -> Self {
        let config = SandboxConfig { calm, ..standing(orders) };
        let market = Market::start(config).await;
        let clock = Arc::new(ManualClock::at(At(MORNING)));
        let (desks, folder) = market.engine(clock.clone(), Lanes::Asked).await;
        Self { market, desks, clock, now: MORNING, _folder: folder }
    }

    async fn sync(&self, full: bool) {
        self.desks.desk().expect("open").sync(full).await.expect("the picture is complete");
    }

    async fn wait_until(&mut self, now: i64) {
        self.now = now;
        self.market.post("/clock", json!({ "now": now })).await;
        self.clock.set(At(now));
    }

    async fn call(&self, name: &str, request: Value) -> Value {
        godown_api::call(&self.desks, name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    /// Every shipment as this computer shows it: state, hold, queue.
    async fn picture(&self) -> BTreeMap<String, (String, bool, String)> {
        let spec = json!({
            "scope": { "kind": "all" }, "location": null, "courier": null, "sku": null, "shipmentType": null,
            "pressure": null, "text": null, "groupBy": "none", "sortBy": "dispatchBy", "descending": false,
        });
        let head = self.call("view_open", json!({ "spec": spec })).await;
        let mut picture = BTreeMap::new();
        let mut start = 0;
        loop {
            let window = self.call("view_rows", json!({ "view": head["view"], "start": start, "count": 500 })).await;
            let rows = window["rows"].as_array().expect("rows").clone();
            if rows.is_empty() {
                return picture;
            }
            start += rows.len();
            for row in rows {
                let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
                let facts = (text("state"), row["hold"] == true, snake(&text("queue")));
                picture.insert(text("shipmentId"), facts);
            }
        }
    }

    /// Every shipment as it is.
    async fn truth(&self) -> BTreeMap<String, (String, bool, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.market
            .truth()
            .await
            .iter()
            .map(|one| (text(&one["shipmentId"]), (text(&one["state"]), one["hold"] == true, text(&one["queue"]))))
            .collect()
    }

    async fn assert_true(&self, when: &str) {
        let (picture, truth) = (self.picture().await, self.truth().await);
        let wrong: Vec<_> = truth
            .iter()
            .filter(|(id, facts)| picture.get(*id) != Some(facts))
            .map(|(id, facts)| (id, facts, picture.get(id)))
            .take(5)
            .collect();
        assert!(wrong.is_empty(), "{when}: truth and picture differ: {wrong:#?}");
        assert_eq!(picture.len(), truth.len(), "{when}: shipments nobody ordered");
    }

    async fn counts(&self) -> BTreeMap<String, u64> {
        let frame = self.call("frame", json!({})).await;
        let counts = frame["queues"].as_array().expect("queues").iter();
        counts
            .map(|one| (snake(one["queue"].as_str().unwrap_or_default()), one["shipments"].as_u64().unwrap_or(0)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    async fn true_counts(&self) -> BTreeMap<String, u64> {
        let summary = self.market.get("/summary").await;
        let queues = summary["queues"].as_object().expect("queues").clone();
        queues.into_iter().map(|(name, n)| (name, n.as_u64().unwrap_or(0))).filter(|(_, n)| *n > 0).collect()
    }

    async fn one_in(&self, queue: &str) -> Value {
        let found = self.market.get(&format!("/truth?queue={queue}&limit=1")).await;
        found["shipments"][0].clone()
    }
}

/// `toPack` as the marketplace's truth spells it.
fn snake(camel: &str) -> String {
    camel.chars().flat_map(|c| if c.is_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] }).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_fill_is_the_marketplaces_truth() {
    let bench = Bench::with(1_200, false).await;
    bench.sync(false).await;
    bench.assert_true("first fill").await;
    let counts = bench.counts().await;
    assert_eq!(counts, bench.true_counts().await);
    assert!(counts["on_hold"] > 0, "held shipments are hidden by the marketplace unless they are asked for");
    let (calls, by_endpoint) = bench.market.calls().await;
    assert!(calls < 350, "1,200 shipments took {calls} calls: {by_endpoint}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_afterwards_is_seen() {
    let mut bench = Bench::with(300, true).await;
    bench.sync(false).await;
    let (held, freed) = (bench.one_in("to_pack").await, bench.one_in("on_hold").await);
    bench.wait_until(MORNING + MINUTE).await;
    bench.market.orders(25).await;
    bench.market.post("/hold", json!({ "shipmentId": held["shipmentId"] })).await;
    if freed.is_object() {
        bench.market.post("/unhold", json!({ "shipmentId": freed["shipmentId"] })).await;
    }
    bench.wait_until(MORNING + 2 * MINUTE).await;
    let before = bench.market.calls().await.0;
    bench.sync(false).await;
    bench.assert_true("after new orders, a hold and a hold lifted").await;
    let used = bench.market.calls().await.0 - before;
    assert!(used < 40, "an increment is cheap; it took {used} calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_vanishes_from_the_lists_is_looked_up_by_its_id() {
    let mut bench = Bench::with(300, true).await;
    bench.sync(false).await;
    let (gone, packed) = (bench.one_in("to_pack").await, bench.one_in("to_print").await);
    bench.wait_until(MORNING + MINUTE).await;
    bench.market.post("/buyer_cancel", json!({ "shipmentId": gone["shipmentId"] })).await;
    bench.market.post("/buyer_cancel", json!({ "shipmentId": packed["shipmentId"] })).await;
    bench.wait_until(MORNING + 2 * MINUTE).await;
    bench.sync(true).await;
    bench.assert_true("after two cancellations").await;
    let picture = bench.picture().await;
    let id = gone["shipmentId"].as_str().expect("an id");
    assert_eq!(picture[id].2, "cancelled", "no shipment is ever dropped from the picture");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispatch_window_opens_by_the_clock_without_a_call() {
    let mut bench = Bench::with(300, true).await;
    bench.sync(false).await;
    let upcoming = bench.market.get("/truth?queue=upcoming&limit=1000").await;
    let opens = upcoming["shipments"].as_array().expect("shipments").iter();
    let opens = opens.filter_map(|one| one["dispatchAfterDate"].as_i64()).min().expect("one that is still closed");
    let before = (bench.counts().await, bench.market.calls().await.0);
    bench.wait_until(opens - 1).await;
    assert_eq!(bench.counts().await["upcoming"], before.0["upcoming"], "a millisecond early it is still closed");
    bench.wait_until(opens).await;
    let counts = bench.counts().await;
    assert!(counts["upcoming"] < before.0.get("upcoming").copied().unwrap_or(0), "the window has opened");
    assert_eq!(
        counts["to_pack"] + counts.get("upcoming").copied().unwrap_or(0),
        before.0["to_pack"] + before.0["upcoming"]
    );
    assert_eq!(bench.market.calls().await.0, before.1, "nobody was asked");
}
