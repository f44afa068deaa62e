//! The main job through the command line: 500 shipments from approved to the courier's manifest, with everything going
//! wrong on the way that goes wrong in a week.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use godown_documents::{Limits, Symbology, decode_label, read_labels};
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::cli::Desk;
use crate::market::{Market, texts};

const SHIPMENTS: usize = 500;
/// Calls an hour the marketplace serves (contract 5.4).
const BUDGET: u64 = 1_000;

pub fn config() -> SandboxConfig {
    SandboxConfig {
        orders_existing: 120,
        orders_per_minute: 0.0,
        calm: true,
        label_delay_ms: 3_000,
        seed: 7,
        ..SandboxConfig::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_shipments_through_a_bad_week() {
    let market = Market::start(config()).await;
    let mine: BTreeSet<String> = market.orders(SHIPMENTS).await.into_iter().collect();
    let before = by_id(market.truth().await);
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    market
        .post(
            "/faults",
            json!({
                "row_failure": 0.05,
                "reset_after_apply": { "next": 1, "after": 3, "endpoint": "pack" },
                "throttle_429": { "next": 2, "after": 20, "value": 3 },
                "bad_gateway_502_html": { "next": 1, "after": 9, "endpoint": "pack" },
                "token_death": { "next": 1, "after": 60 },
            }),
        )
        .await;

    // Pack. What a script gets is one outcome for every shipment, and it is the truth.
    let mut args = vec!["pack", "--wait"];
    args.extend(mine.iter().map(String::as_str));
    let packed = desk.run(&args).await;
    let outcomes = packed.json["outcomes"].as_array().expect("outcomes").len();
    assert_eq!(outcomes, SHIPMENTS, "an outcome for every shipment: {}", packed.words);
    let done: BTreeSet<String> = packed.with_outcome("done").into_iter().collect();
    let refused = packed.with_outcome("refused").len();
    assert_eq!(done.len() + refused, SHIPMENTS, "after waiting nothing is left open");
    assert!(refused <= 3, "a passing failure is asked again; {refused} were given up");
    assert_eq!(packed.code, i32::from(refused > 0), "the exit code tells whether all went");
    assert_eq!(once(market.effects("pack").await), done, "exactly these were packed, each once");

    // Labels.
    let batch = packed.json["batch"].to_string();
    let waited = desk.run(&["batch", &batch, "--wait", "downloaded"]).await;
    assert_eq!(waited.with_outcome("done").len(), done.len(), "{}", waited.words);
    let file = desk.path("labels.pdf");
    let made = desk.run(&["labels", "--batch", &batch, "--out", file.to_str().expect("a path")]).await;
    assert_eq!(made.code, i32::from(refused > 0), "{}", made.words);
    let expected = expected_labels(&waited.json, &before, &done);
    assert_eq!(made.json["labels"], json!(expected.len()));
    check_print_file(&std::fs::read(&file).expect("the print file"), &expected);

    // Ready to dispatch.
    let ready = desk.run(&["rtd", "--batch", &batch]).await;
    let ready_ids: BTreeSet<String> = ready.with_outcome("done").into_iter().collect();
    assert_eq!(ready.json["outcomes"].as_array().expect("outcomes").len(), SHIPMENTS);
    assert!(ready_ids.is_subset(&done) && ready_ids.len() + 3 >= done.len(), "{}", ready.words);
    assert_eq!(once(market.effects("dispatch").await), ready_ids, "exactly these were marked ready, each once");

    // Nothing else was touched.
    for (id, truth) in by_id(market.truth().await) {
        if !mine.contains(&id) {
            assert_eq!(truth["effects"], before[&id]["effects"], "{id} was none of ours");
        }
    }
    assert!(market.effects("cancel").await.is_empty());

    manifests(&market, &desk, &ready_ids).await;
    let (calls, by_endpoint) = market.calls().await;
    assert!(calls < BUDGET * 6 / 10, "the whole job must leave room in the hour: {calls} calls, {by_endpoint}");
}

/// The ids of effects, each applied once.
pub fn once(effects: Vec<(String, usize)>) -> BTreeSet<String> {
    let twice: Vec<&(String, usize)> = effects.iter().filter(|(_, times)| *times != 1).collect();
    assert!(twice.is_empty(), "applied more than once: {twice:?}");
    effects.into_iter().map(|(id, _)| id).collect()
}

fn by_id(truth: Vec<Value>) -> HashMap<String, Value> {
    truth.into_iter().map(|one| (one["shipmentId"].as_str().expect("an id").to_owned(), one)).collect()
}

/// Tracking ids in the order of the batch; a shipment of several boxes has several labels.
fn expected_labels(batch: &Value, truth: &HashMap<String, Value>, done: &BTreeSet<String>) -> Vec<Vec<String>> {
    let rows = batch["shipments"].as_array().expect("shipments").iter();
    let ids = rows.map(|row| row["shipmentId"].as_str().expect("an id").to_owned()).filter(|id| done.contains(id));
    ids.flat_map(|id| {
        let boxes = texts(&truth[&id]["trackingIds"]);
        let labels = boxes.len();
        std::iter::repeat_n(boxes, labels)
    })
    .collect()
}

fn check_print_file(bytes: &[u8], expected: &[Vec<String>]) {
    let file = read_labels(bytes, &Limits::default()).expect("a readable print file");
    assert_eq!(file.pages.len(), expected.len(), "a page for every label");
    let wanted: BTreeSet<&String> = expected.iter().flatten().collect();
    let mut seen = BTreeSet::new();
    for page in &file.pages {
        let here = wanted.iter().find(|id| page.text.contains(id.as_str()));
        let here = here.unwrap_or_else(|| panic!("page {} is the label of nothing that was packed", page.index));
        assert!(seen.insert((*here).clone()), "{here} is in the file twice");
    }
    for index in (0..expected.len()).step_by(expected.len() / 6 + 1) {
        let symbols = decode_label(bytes, index).expect("a page that can be drawn");
        let bars: Vec<&str> =
            symbols.iter().filter(|one| one.symbology == Symbology::Code128).map(|one| one.text.as_str()).collect();
        let text = &file.pages[index].text;
        let own = bars.iter().any(|bar| wanted.iter().any(|id| id == bar) && text.contains(bar));
        assert!(own, "page {index} scans as {bars:?}");
    }
}

/// A manifest for every courier with parcels, and every parcel of ours on one of them.
async fn manifests(market: &Market, desk: &Desk, ready: &BTreeSet<String>) {
    let truth = market.truth().await;
    let mut piles: BTreeMap<(String, String, bool), Vec<String>> = BTreeMap::new();
    for one in truth.iter().filter(|one| one["state"] == "READY_TO_DISPATCH") {
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let key = (text("locationId"), text("vendorGroupCode"), one["mps"] == true);
        let ours = ready.contains(&text("shipmentId"));
        piles.entry(key).or_default().extend(texts(&one["trackingIds"]).into_iter().filter(|_| ours));
    }
    assert!(piles.len() > 1, "a seller has several couriers");
    for ((location, courier, mps), parcels) in piles {
        let file = desk.path("manifest.pdf");
        let path = file.to_str().expect("a path");
        let mut args = vec!["manifest", "--location", &location, "--courier", &courier, "--out", path];
        args.extend(mps.then_some("--mps"));
        let answer = desk.run(&args).await;
        assert_eq!(answer.code, 0, "{location} {courier}: {}", answer.words);
        let bytes = std::fs::read(&file).expect("the manifest");
        let read = read_labels(&bytes, &Limits::default()).expect("a readable manifest");
        let text: String = read.pages.iter().map(|page| page.text.as_str()).collect();
        let missing: Vec<&String> = parcels.iter().filter(|id| !text.contains(id.as_str())).collect();
        assert!(missing.is_empty(), "not on the manifest of {courier}: {missing:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancellation_goes_out_once_and_a_packed_parcel_is_refused_here() {
    let market = Market::start(SandboxConfig { orders_existing: 0, label_delay_ms: 200, ..config() }).await;
    let ids = market.orders(3).await;
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    let cancel = ["cancel", &ids[0], &ids[1], "--reason", "not_enough_inventory"];
    desk.must(&cancel).await;
    let again = desk.run(&cancel).await;
    assert_eq!(again.with_outcome("done").len(), 2, "asking for what is done already is told as done");
    assert_eq!(once(market.effects("cancel").await), BTreeSet::from([ids[0].clone(), ids[1].clone()]));
    desk.must(&["pack", "--wait", &ids[2]]).await;
    let too_late = desk.run(&["cancel", &ids[2], "--reason", "not_enough_inventory"]).await;
    assert_eq!((too_late.code, too_late.with_outcome("didNotGo")), (1, vec![ids[2].clone()]), "{}", too_late.json);
    assert_eq!(market.effects("cancel").await.len(), 2);
    let story = desk.must(&["show", &ids[0]]).await;
    let causes: Vec<&Value> =
        story["timeline"].as_array().expect("a timeline").iter().map(|one| &one["what"]["cause"]).collect();
    assert!(causes.contains(&&json!("read back: done")), "{story}");
}
