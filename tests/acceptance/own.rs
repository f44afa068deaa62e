//! What a seller does by itself, from the click to the proof: parcels of its own couriers, and stock. Over real HTTP, against
//! the marketplace's own account of what happened.

use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_ops::ports::SystemClock;
use godown_ops::{Desks, Lanes};
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::market::{Market, texts};

struct Bench {
    market: Market,
    desks: Desks,
    _folder: TempDir,
}

impl Bench {
    async fn open() -> Self {
        let market = Market::start(SandboxConfig { speed: 1.0, ..SandboxConfig::standing(0) }).await;
        let (desks, folder) = market.engine(Arc::new(SystemClock), Lanes::Asked).await;
        Self { market, desks, _folder: folder }
    }

    async fn call(&self, name: &str, request: Value) -> Value {
        godown_api::call(&self.desks, name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    async fn sync(&self) {
        self.desks.desk().expect("open").sync(true).await.expect("the picture is complete");
    }

    async fn own(&self, count: u32) -> Vec<String> {
        let location = self.market.get("/stock").await["stock"][0]["locationId"].clone();
        let wanted = json!({"count": count, "selfShip": true, "locationId": location});
        let made = self.market.post("/orders", wanted).await;
        self.sync().await;
        texts(&made["shipmentIds"])
    }

    /// Code and state of every act of a kind, the newest first, once none is under way.
    async fn settled(&self, action: &str) -> Vec<(String, String)> {
        let begun = Instant::now();
        loop {
            let page = self.call("activity", json!({"unresolved": false, "before": null, "count": 100})).await;
            let rows = page["rows"].as_array().expect("rows").iter().filter(|row| row["action"] == action);
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let acts: Vec<_> = rows.map(|row| (text(&row["state"]), text(&row["code"]))).collect();
            let moving = ["queued", "sending", "accepted", "unknown", "notApplied"];
            if !acts.is_empty() && acts.iter().all(|(state, _)| !moving.contains(&state.as_str())) {
                return acts;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "{action} never settled: {acts:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn today(&self) -> i64 {
        let now = self.market.get("/clock").await["now"].as_i64().expect("a time");
        (now + 330 * 60_000).div_euclid(86_400_000)
    }

    async fn send(&self, ids: &[String]) -> Value {
        let partners = self.call("partners_read", json!({})).await;
        let parcels: Vec<Value> = ids
            .iter()
            .map(|id| json!({"shipmentId": id, "trackingId": format!("OWN-{id}"), "invoiceNumber": ""}))
            .collect();
        let promised = self.today().await + 3;
        let sending = json!({"partner": partners["partners"][0], "promised": promised, "parcels": parcels});
        self.call("self_dispatch_start", sending).await
    }
}

fn all(state: &str, count: usize) -> Vec<(String, String)> {
    vec![(state.to_owned(), String::new()); count]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_parcels_are_sent_come_in_vain_and_are_delivered_each_once() {
    let bench = Bench::open().await;
    let ids = bench.own(23).await;
    let packed = bench.call("pack_prepare", json!({"selection": {"kind": "ids", "ids": ids}})).await;
    assert_eq!(packed["check"]["stays"][0]["why"]["kind"], "selfShip", "no label is asked for what has none");
    assert_eq!(bench.send(&ids).await["queued"], 23);
    assert_eq!(bench.send(&ids).await["queued"], 0, "a second click sends nothing");
    assert_eq!(bench.settled("selfDispatch").await, all("confirmed", 23));
    assert_eq!(
        bench.market.get("/effects/counts").await["selfDispatch"],
        json!({"total": 23, "shipments": 23, "moreThanOnce": []})
    );
    let truth = bench.market.get(&format!("/truth/{}", ids[0])).await;
    assert_eq!(truth["ownCourier"]["tracking_id"], format!("OWN-{}", ids[0]));
    assert_eq!(truth["ownCourier"]["invoice_number"], truth["orderId"], "the order's number is the invoice's");
    let today = bench.today().await;
    let vain = json!({"ids": ids[..2], "day": today, "reason": "mutualAgreement", "detail": "", "newDay": today + 1});
    assert_eq!(bench.call("attempt_start", vain.clone()).await["queued"], 2);
    assert_eq!(bench.settled("attempt").await, all("confirmed", 2));
    let again = bench.call("attempt_start", vain).await;
    assert_eq!((&again["queued"], &again["outcomes"][0]["code"]), (&json!(0), &json!("TOLD_BEFORE")));
    bench.call("delivery_start", json!({"ids": ids, "day": today})).await;
    assert_eq!(bench.settled("delivery").await, all("confirmed", 23));
    let counts = bench.market.get("/effects/counts").await;
    assert_eq!((&counts["attempt"]["total"], &counts["delivery"]["total"]), (&json!(2), &json!(23)));
    let (_, calls) = bench.market.calls().await;
    assert_eq!((&calls["selfDispatch"], &calls["delivery"]), (&json!(2), &json!(2)), "twenty a call");
    let detail = bench.call("shipment", json!({"shipmentId": ids[0]})).await;
    assert_eq!(
        (&detail["row"]["state"], &detail["deliveryBlock"]["kind"]),
        (&json!("DELIVERED"), &json!("alreadyDone"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_was_lost_is_read_back_and_an_attempt_is_left_to_a_person() {
    let bench = Bench::open().await;
    let ids = bench.own(3).await;
    let lose = async |endpoint: &str| {
        bench.market.post("/faults", json!({"reset_after_apply": {"next": 1, "endpoint": endpoint}})).await;
    };
    lose("selfDispatch").await;
    bench.send(&ids).await;
    assert_eq!(bench.settled("selfDispatch").await, all("confirmed", 3), "it took, and was not told again");
    let today = bench.today().await;
    lose("deliveryAttempt").await;
    let vain = json!({"ids": ids[..1], "day": today, "reason": "sellerIssue", "detail": "flat tyre", "newDay": today});
    bench.call("attempt_start", vain).await;
    assert_eq!(bench.settled("attempt").await, [("stuck".to_owned(), "NOT_SHOWN".to_owned())]);
    lose("delivery").await;
    bench.call("delivery_start", json!({"ids": ids, "day": today})).await;
    assert_eq!(bench.settled("delivery").await, all("confirmed", 3));
    let counts = bench.market.get("/effects/counts").await;
    let times = |kind: &str| counts[kind]["total"].clone();
    assert_eq!([times("selfDispatch"), times("attempt"), times("delivery")], [3, 1, 3], "nothing was done twice");
}

async fn stands(bench: &Bench, sku: &str, location: &str) -> Value {
    let stock = bench.market.get("/stock").await;
    let place = |row: &&Value| row["sku"] == sku && row["locationId"] == location;
    stock["stock"].as_array().expect("stock").iter().find(place).expect("the place")["units"].clone()
}

/// Two listings as the screen shows them: SKU, warehouse, number.
async fn shown(bench: &Bench) -> Vec<(String, String, u64)> {
    bench.call("catalogue_read", json!({})).await;
    let page = bench.call("stock", json!({"text": "", "start": 0, "count": 2})).await;
    let skus: Vec<Value> = page["rows"].as_array().expect("rows").iter().map(|row| row["sku"].clone()).collect();
    bench.call("stock_read", json!({"skus": skus})).await;
    let page = bench.call("stock", json!({"text": "", "start": 0, "count": 2})).await;
    let one = |row: &Value| {
        let at = &row["stock"][0];
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (text(&row["sku"]), text(&at["location"]), at["units"].as_u64().expect("a number"))
    };
    page["rows"].as_array().expect("rows").iter().map(one).collect()
}

fn wish((sku, location, saw): &(String, String, u64), units: u64) -> Value {
    json!({"wishes": [{"sku": sku, "location": location, "units": units, "saw": saw}]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_is_set_once_proven_and_never_over_one_that_moved() {
    let bench = Bench::open().await;
    let listings = shown(&bench).await;
    assert_eq!(bench.call("frame", json!({})).await["status"]["login"], "ok");
    let (first, second) = (&listings[0], &listings[1]);
    assert_eq!(bench.call("stock_set", wish(first, first.2 + 5)).await["queued"], 1);
    assert_eq!(bench.settled("stock").await, all("confirmed", 1));
    assert_eq!(stands(&bench, &first.0, &first.1).await, first.2 + 5);
    // Another person changes the other listing between the look and the click.
    let by_hand = json!({"sku": second.0, "locationId": second.1, "units": second.2 + 40});
    bench.market.post("/stock", by_hand).await;
    assert_eq!(bench.call("stock_set", wish(second, second.2 + 1)).await["queued"], 1, "nobody here knows of it yet");
    let acts = bench.settled("stock").await;
    assert_eq!(acts[0], ("superseded".to_owned(), "MOVED".to_owned()));
    assert_eq!(stands(&bench, &second.0, &second.1).await, second.2 + 40, "what the other typed stands");
    let late = bench.call("stock_set", wish(second, second.2 + 1)).await;
    assert_eq!((&late["queued"], &late["stays"][0]["code"]), (&json!(0), &json!("MOVED")), "by now it is known");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_whose_answer_was_lost_is_proven_by_reading() {
    let bench = Bench::open().await;
    let listings = shown(&bench).await;
    bench.market.post("/faults", json!({"reset_after_apply": {"next": 1, "endpoint": "inventory"}})).await;
    bench.call("stock_set", wish(&listings[0], listings[0].2 + 9)).await;
    assert_eq!(bench.settled("stock").await, all("confirmed", 1));
    let sets = bench.market.get("/stock").await["sets"].as_array().expect("sets").len();
    assert_eq!(sets, 1, "it took, and was not set again");
}
