//! An act whose outcome is unknown, of a shipment that the marketplace does not name any more: asked for ever less often, in sight
//! all the while, and at once when somebody wants to know.

use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_domain::At;
use godown_domain::india::{HOUR, MINUTE};
use godown_ops::ports::ManualClock;
use godown_ops::{Desks, Lanes};
use serde_json::{Value, json};

use crate::market::{MORNING, Market, standing};

async fn act(desks: &Desks) -> Value {
    let all = godown_api::call(desks, "activity", json!({ "unresolved": false, "before": null, "count": 9 })).await;
    all.expect("the journal")["rows"][0].clone()
}

/// Looks until it is so.
async fn until(desks: &Desks, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let act = act(desks).await;
        if is_so(&act) {
            return act;
        }
        assert!(Instant::now() < deadline, "{what}: {act}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_never_named_again_is_asked_for_ever_less_often_and_at_once_on_demand() {
    let market = Market::start(standing(0)).await;
    let clock = Arc::new(ManualClock::at(At(MORNING)));
    let (desks, _folder) = market.engine(clock.clone(), Lanes::Asked).await;
    let at = async |now: i64| {
        market.post("/clock", json!({ "now": now })).await;
        clock.set(At(now));
    };
    let id = market.orders(1).await.remove(0);
    desks.desk().expect("open").sync(false).await.expect("the picture is complete");
    let faults = json!({ "reset_after_apply": { "next": 1, "endpoint": "pack" }, "not_named": true });
    market.post("/faults", faults).await;
    let chosen = json!({ "kind": "ids", "ids": [id] });
    let asked = json!({ "selection": chosen, "clientKey": "k", "title": "" });
    godown_api::call(&desks, "pack_start", asked).await.expect("it is asked");

    let lost = until(&desks, "its answer is lost", |act| act["state"] == "unknown").await;
    let (mut gaps, mut now) = (vec![], lost["nextAt"].as_i64().expect("it is to be looked at"));
    at(now).await;
    for _ in 0..9 {
        let looked = until(&desks, "it is asked for", |act| act["lookedAt"].as_i64() >= Some(now)).await;
        assert_eq!(looked["state"], "unknown", "in sight all the while: {looked}");
        let next = looked["nextAt"].as_i64().expect("the next look is told");
        gaps.push((next - looked["lookedAt"].as_i64().expect("told as well")) / MINUTE);
        now = next;
        at(now).await;
    }
    assert_eq!((gaps.first(), gaps.last()), (Some(&1), Some(&60)), "{gaps:?}");
    assert!(gaps.is_sorted() && gaps.windows(2).all(|two| two[1] <= 2 * two[0] + 1), "{gaps:?}");
    let standing = godown_api::call(&desks, "frame", json!({})).await.expect("the frame");
    assert_eq!(standing["unresolved"], 1, "and it stands among what needs a look");

    let waits = until(&desks, "it is asked for", |act| act["lookedAt"].as_i64() >= Some(now)).await;
    now += HOUR / 2;
    at(now).await;
    assert_eq!(act(&desks).await["nextAt"], waits["nextAt"], "half an hour is left");
    let press = async || {
        let whose = json!({ "shipmentId": id });
        godown_api::call(&desks, "shipment_read_back", whose).await.expect("it is read");
    };
    press().await;
    until(&desks, "asked for at once", |act| act["lookedAt"].as_i64() >= Some(now)).await;
    market.post("/faults", json!({ "not_named": false })).await;
    now += MINUTE;
    at(now).await;
    press().await;
    until(&desks, "and proven once it is named", |act| act["state"] == "confirmed").await;
    assert_eq!(market.effects("pack").await, [(id.clone(), 1)], "never asked twice");
}
