//! The watch over handovers and labels: a parcel is ready when its courier's count proves it, what is not is told in time,
//! and it is marked once more only after a proof.

use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_domain::At;
use godown_domain::india::{HOUR, MINUTE};
use godown_ops::ports::ManualClock;
use godown_ops::{Desks, Lanes};
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::market::{MORNING, Market, standing, texts};

/// An engine on a marketplace; both clocks stand until they are moved together.
struct Floor {
    market: Market,
    desks: Desks,
    clock: Arc<ManualClock>,
    now: i64,
    _folder: TempDir,
}

impl Floor {
    async fn start() -> Self {
        let config = SandboxConfig { label_delay_ms: 1_000, ..standing(0) };
        let market = Market::start(config).await;
        let clock = Arc::new(ManualClock::at(At(MORNING)));
        let (desks, folder) = market.engine(clock.clone(), Lanes::Asked).await;
        Self { market, desks, clock, now: MORNING, _folder: folder }
    }

    async fn at(&mut self, now: i64) {
        self.now = now;
        self.market.post("/clock", json!({ "now": now })).await;
        self.clock.set(At(now));
    }

    async fn later(&mut self, ms: i64) {
        self.at(self.now + ms).await;
    }

    async fn sync(&self) {
        self.desks.desk().expect("open").sync(false).await.expect("the picture is complete");
    }

    async fn call(&self, name: &str, request: Value) -> Value {
        godown_api::call(&self.desks, name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    async fn watched(&self) -> Value {
        self.call("watchdog", json!({ "location": null })).await
    }

    async fn rows(&self) -> Vec<Value> {
        self.watched().await["rows"].as_array().expect("rows").clone()
    }

    async fn look(&self) {
        self.desks.desk().expect("open").look_at_handovers().await.expect("a look");
    }

    async fn alarms(&self) -> Vec<Value> {
        let alerts = self.call("alerts", json!({})).await;
        let all = alerts["alerts"].as_array().expect("alerts").clone();
        all.into_iter().filter(|alert| alert["what"]["kind"] == "pickup").collect()
    }

    /// Lets time pass in small steps until there is an answer.
    async fn until<T>(&mut self, what: &str, step: i64, mut look: impl AsyncFnMut(&Self) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look(self).await {
                return found;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{what}: {}", self.watched().await);
            self.later(step).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Parcels of one warehouse and one courier, packed, their labels here.
    async fn packed(&mut self, count: usize) -> Vec<String> {
        let made = self.market.orders(count * 12).await;
        let truth = self.market.truth().await;
        let whose = |one: &Value| {
            (one["locationId"].clone(), one["vendorGroupCode"].clone(), one["mps"].clone(), one["hold"] == true)
        };
        let wanted = truth.iter().find(|one| one["mps"] == false).map(whose).expect("a plain one");
        let fits = |one: &&Value| made.iter().any(|id| one["shipmentId"] == *id.as_str()) && whose(one) == wanted;
        let ids: Vec<String> = truth
            .iter()
            .filter(fits)
            .filter_map(|one| one["shipmentId"].as_str().map(str::to_owned))
            .take(count)
            .collect();
        assert_eq!(ids.len(), count, "enough orders of one courier");
        // Due with today's pickup.
        for id in &ids {
            self.market.post("/move_dispatch_by", json!({ "shipmentId": id, "to": MORNING + 4 * HOUR })).await;
        }
        self.sync().await;
        let chosen = json!({ "kind": "ids", "ids": ids });
        self.call("pack_start", json!({ "selection": chosen, "clientKey": ids[0], "title": "" })).await;
        let wanted = ids.clone();
        self.until("they are packed, labels and all", 1_000, async move |floor: &Self| {
            for id in &wanted {
                let one = floor.call("shipment", json!({ "shipmentId": id })).await;
                if one["label"].is_null() || one["row"]["courier"].is_null() || !one["row"]["underWay"].is_null() {
                    return None;
                }
            }
            Some(())
        })
        .await;
        ids
    }

    async fn mark_ready(&self, ids: &[String]) {
        let chosen = json!({ "kind": "ids", "ids": ids });
        let asked = self.call("dispatch_start", json!({ "selection": chosen })).await;
        assert_eq!(asked["queued"], ids.len(), "{asked}");
    }

    async fn row_of(&self, id: &str) -> Option<Value> {
        self.rows().await.into_iter().find(|row| row["shipmentId"] == id)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parcel_is_ready_when_its_couriers_count_holds_it() {
    let mut floor = Floor::start().await;
    let ids = floor.packed(3).await;
    let rows = floor.rows().await;
    assert_eq!(rows.len(), 3, "packed and due for the coming pickup: {rows:?}");
    assert!(rows.iter().all(|row| row["missing"] == "neverAsked" && row["next"] == "person"), "{rows:?}");
    floor.mark_ready(&ids).await;
    assert!(floor.rows().await.iter().all(|row| row["missing"] == "notReady" || row["missing"] == "notCounted"));
    let reads_ready = ids.clone();
    floor
        .until("they read ready", 1_000, async move |floor: &Floor| {
            let rows = floor.rows().await;
            let ready = rows.iter().filter(|row| row["missing"] == "notCounted" && row["did"] == "readReady").count();
            (ready == reads_ready.len()).then_some(())
        })
        .await;
    let counts = floor.call("frame", json!({})).await["watch"].clone();
    floor.look().await;
    floor.later(MINUTE).await;
    floor.look().await;
    assert_eq!(floor.rows().await, Vec::<Value>::new(), "counted: nothing is left to watch ({counts})");
    let pickup = floor.watched().await["pickups"][0].clone();
    assert_eq!((&pickup["ready"], &pickup["counted"], &pickup["missing"]), (&json!(3), &json!(3), &json!(0)));
    let before = floor.market.calls().await.1["handoverCounts"].clone();
    floor.later(30 * MINUTE).await;
    floor.look().await;
    assert_eq!(floor.market.calls().await.1["handoverCounts"], before, "what is proven costs no more calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_count_is_held_against_what_was_ready_when_it_was_made() {
    let mut floor = Floor::start().await;
    let ids = floor.packed(3).await;
    let pickup = async |floor: &Floor| {
        let handovers = floor.call("handovers", json!({ "location": null })).await;
        let row = handovers["rows"].as_array().expect("rows").iter().find(|row| row["counted"] != 0).cloned();
        row.map(|row| ["counted", "readyThen", "readyHere"].map(|field| row[field].as_u64().expect("a number")))
    };
    let ready = async |floor: &mut Floor, ids: &[String]| {
        floor.mark_ready(ids).await;
        let ids = ids.to_vec();
        floor
            .until("they read ready", 1_000, async move |floor: &Floor| {
                let rows = floor.rows().await;
                let is_ready =
                    |id: &String| rows.iter().any(|row| row["shipmentId"] == **id && row["did"] == "readReady");
                ids.iter().all(is_ready).then_some(())
            })
            .await;
    };
    ready(&mut floor, &ids[..1]).await;
    floor.later(1_000).await;
    floor.call("handovers_read", json!({ "location": null })).await;
    assert_eq!(pickup(&floor).await, Some([1, 1, 1]));
    ready(&mut floor, &ids[1..]).await;
    assert_eq!(pickup(&floor).await, Some([1, 1, 3]), "an earlier count, of what was ready then");
    floor.later(1_000).await;
    floor.call("handovers_read", json!({ "location": null })).await;
    assert_eq!(pickup(&floor).await, Some([3, 3, 3]), "asked for, it is counted anew");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parcel_quietly_left_unready_is_marked_once_more_after_the_proof() {
    let mut floor = Floor::start().await;
    let ids = floor.packed(2).await;
    floor.market.post("/faults", json!({ "rtd_quiet_failure": { "next": 1 } })).await;
    floor.mark_ready(&ids).await;
    let begun = floor.now;
    let all = ids.clone();
    floor
        .until("both are really ready", 2_000, async move |floor: &Floor| {
            let done = floor.market.effects("dispatch").await;
            all.iter().all(|id| done.iter().any(|(one, _)| one == id)).then_some(())
        })
        .await;
    assert!(floor.now - begun >= 80_000, "four readings over 81 seconds stand before it");
    assert!(floor.market.effects("dispatch").await.iter().all(|(_, times)| *times == 1));
    let story: Vec<Value> = {
        let mut found = vec![];
        for id in &ids {
            let entries = floor.call("shipment", json!({ "shipmentId": id })).await["timeline"].clone();
            let entries = entries.as_array().expect("a story").iter();
            found.extend(entries.filter(|entry| entry["what"]["state"] == "notApplied").cloned());
        }
        found
    };
    assert_eq!(story.len(), 1, "the proof is kept: {story:?}");

    // The second one stays quiet for good: asked twice, then a person decides.
    let stubborn = floor.packed_more(&ids).await;
    floor.market.post("/faults", json!({ "rtd_quiet_failure": 1.0 })).await;
    floor.mark_ready(std::slice::from_ref(&stubborn)).await;
    let id = stubborn.clone();
    let row = floor
        .until("it is left to a person", 4_000, async move |floor: &Floor| {
            floor.row_of(&id).await.filter(|row| row["next"] == "person")
        })
        .await;
    assert_eq!((&row["missing"], &row["attempts"]), (&json!("notReady"), &json!(2)), "{row}");
    let dispatches = floor.market.calls().await.1["dispatch"].clone();
    for _ in 0..10 {
        floor.later(10 * MINUTE).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(floor.market.calls().await.1["dispatch"], dispatches, "once more, and once only");
    let text = floor.call("support_text", json!({ "shipments": [] })).await["text"].clone();
    assert!(
        text.as_str().is_some_and(|text| text.contains(&stubborn) && text.contains("marked ready 2 times")),
        "{text}"
    );
}

impl Floor {
    /// One more packed parcel beside these.
    async fn packed_more(&mut self, known: &[String]) -> String {
        let ids = self.packed(1).await;
        assert!(!known.contains(&ids[0]));
        ids[0].clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alarm_rings_once_at_sixty_thirty_and_fifteen_minutes() {
    let mut floor = Floor::start().await;
    let ids = floor.packed(2).await;
    // Another courier's parcel is counted, so that the hours are known.
    let seen = floor.watched().await;
    assert_eq!(seen["rows"].as_array().map(Vec::len), Some(2));
    floor.mark_ready(&ids[..1]).await;
    floor
        .until("the count tells the pickup", 5_000, async |floor: &Floor| {
            floor.look().await;
            let row = floor.rows().await;
            (row.len() == 1 && row[0]["pickupFrom"].is_i64()).then_some(())
        })
        .await;
    let from = floor.rows().await[0]["pickupFrom"].as_i64().expect("an instant");
    assert!(from > floor.now + HOUR, "the pickup is still far: {from}");
    let mut told = vec![];
    for minutes in [61, 60, 59, 31, 30, 20, 15, 3] {
        floor.at(from - minutes * MINUTE).await;
        floor.look().await;
        floor.look().await;
        let standing: Vec<Value> = floor.alarms().await.into_iter().filter(|alert| alert["overAt"].is_null()).collect();
        assert!(standing.len() <= 1, "the louder one takes the place of the one before: {standing:?}");
        told.push(floor.alarms().await.len());
    }
    assert_eq!(told, [0, 1, 1, 1, 2, 2, 3, 3], "once a level");
    let last = floor.alarms().await[0].clone();
    assert_eq!((&last["what"]["level"], &last["what"]["never_asked"]), (&json!(15), &json!(1)), "{last}");
    floor.mark_ready(&ids[1..]).await;
    floor
        .until("it is ready and counted", 5_000, async |floor: &Floor| {
            floor.look().await;
            floor.rows().await.is_empty().then_some(())
        })
        .await;
    assert!(floor.alarms().await.iter().all(|alert| alert["overAt"].is_i64()), "over with its cause");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_count_that_is_short_names_those_it_may_mean() {
    let mut floor = Floor::start().await;
    let ids = floor.packed(5).await;
    floor.mark_ready(&ids[..3]).await;
    floor
        .until("three are proven", 5_000, async |floor: &Floor| {
            floor.look().await;
            (floor.rows().await.len() == 2).then_some(())
        })
        .await;
    floor.market.post("/faults", json!({ "handover_short": { "rate": 1.0, "value": 1 } })).await;
    floor.mark_ready(&ids[3..]).await;
    let short = floor
        .until("the count is short", 5_000, async |floor: &Floor| {
            floor.look().await;
            let rows = floor.rows().await;
            rows.iter().any(|row| !row["oneOf"].is_null()).then_some(rows)
        })
        .await;
    let mut named = texts(&json!(short.iter().map(|row| row["shipmentId"].clone()).collect::<Vec<_>>()));
    named.sort();
    let mut expected = ids[3..].to_vec();
    expected.sort();
    assert_eq!(named, expected, "those no count has proven");
    for row in &short {
        assert_eq!(row["oneOf"], json!({ "short": 1, "candidates": 2 }), "{row}");
        assert_eq!(
            (&row["missing"], &row["did"], &row["next"]),
            (&json!("notCounted"), &json!("countedLow"), &json!("readCount"))
        );
    }
    let text = floor.call("support_text", json!({ "shipments": [] })).await["text"].clone();
    assert!(text.as_str().is_some_and(|text| text.contains("short by 1, one of 2")), "{text}");
    floor.market.post("/faults", json!({ "handover_short": false })).await;
    floor
        .until("the count caught up", 10_000, async |floor: &Floor| {
            floor.look().await;
            floor.rows().await.is_empty().then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_count_that_lags_behind_is_waited_for_and_rings_nothing() {
    let mut floor = Floor::start().await;
    let ids = floor.packed(2).await;
    floor.market.post("/faults", json!({ "handover_lag_ms": 4 * MINUTE })).await;
    floor.mark_ready(&ids).await;
    floor
        .until("they read ready", 1_000, async |floor: &Floor| {
            floor.look().await;
            floor.rows().await.iter().all(|row| row["did"] == "readReady" || row["did"] == "countedLow").then_some(())
        })
        .await;
    let begun = floor.now;
    floor
        .until("the count caught up", 15_000, async |floor: &Floor| {
            floor.look().await;
            floor.rows().await.is_empty().then_some(())
        })
        .await;
    assert!(floor.now - begun >= 3 * MINUTE, "not proven before the count held them");
    assert_eq!(floor.market.calls().await.1["dispatch"], 1, "what reads ready is not marked again");
    assert_eq!(floor.alarms().await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_label_that_does_not_come_is_told_with_a_text_for_support() {
    let mut floor = Floor::start().await;
    floor.market.post("/faults", json!({ "label_delay_ms": 100 * HOUR })).await;
    let id = floor.market.orders(1).await.remove(0);
    floor.sync().await;
    let chosen = json!({ "kind": "ids", "ids": [&id] });
    floor.call("pack_start", json!({ "selection": chosen, "clientKey": "late", "title": "" })).await;
    let asked = id.clone();
    floor
        .until("it is in the making", 1_000, async move |floor: &Floor| {
            let one = floor.call("shipment", json!({ "shipmentId": asked })).await;
            (one["row"]["state"] == "PACKING_IN_PROGRESS").then_some(())
        })
        .await;
    let asked_at = floor.now;
    let age = async |floor: &mut Floor, ms: i64| {
        floor.at(asked_at + ms).await;
        let labels = floor.watched().await["labels"].clone();
        (labels[0]["age"].as_str().map(str::to_owned), labels[0]["nextAt"].is_i64())
    };
    assert_eq!(age(&mut floor, MINUTE).await.0, None, "a minute is usual");
    assert_eq!(age(&mut floor, 3 * MINUTE).await, (Some("slow".into()), true));
    assert_eq!(age(&mut floor, 31 * MINUTE).await, (Some("late".into()), true));
    let text = floor.call("support_text", json!({ "shipments": [] })).await;
    let words = text["text"].as_str().expect("a text").to_owned();
    assert!(text["shipments"] == 1 && words.contains(&id) && words.contains("our request "), "{words}");
    let buyer = floor.call("shipment", json!({ "shipmentId": id })).await["shipTo"]["name"].clone();
    assert!(buyer.as_str().is_none_or(|name| !words.contains(name)), "nothing of the buyer: {words}");
    assert_eq!(age(&mut floor, 4 * HOUR + 2 * MINUTE).await, (Some("never".into()), false));
    let counts = floor.watched().await["counts"].clone();
    assert_eq!((&counts["labelsSlow"], &counts["labelsLate"]), (&json!(0), &json!(1)), "{counts}");
}
