//! Without a line: what is asked waits in its order and can be taken back; when the line is back it goes at once, each act
//! looked at again first, and what happened elsewhere meanwhile is not done over.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_ops::ports::{MemoryVault, SystemClock};
use godown_ops::{Desks, DesksOptions, Lanes};
use godown_sandbox::{PRACTICE_APP_ID, PRACTICE_APP_SECRET, SandboxConfig};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::market::{Market, texts};

const HOUR: i64 = 3_600_000;

/// The line between the engine and the marketplace: it can be cut, so that connections are refused, and mended.
struct Line {
    address: std::net::SocketAddr,
    target: String,
    serving: Option<tokio::task::JoinHandle<()>>,
}

impl Line {
    async fn to(market: &Market) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let target = market.base().trim_start_matches("http://").to_owned();
        let serving = Some(tokio::spawn(serve(listener, target.clone())));
        Self { address, target, serving }
    }

    fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    async fn cut(&mut self) {
        let serving = self.serving.take().expect("the line was up");
        serving.abort();
        let _ = serving.await;
    }

    async fn mend(&mut self) {
        let listener = until("the port is free", async || TcpListener::bind(self.address).await.ok()).await;
        self.serving = Some(tokio::spawn(serve(listener, self.target.clone())));
    }
}

async fn serve(listener: TcpListener, target: String) {
    // Dropped with the task, and every connection with it.
    let mut open = JoinSet::new();
    while let Ok((mut near, _)) = listener.accept().await {
        let target = target.clone();
        open.spawn(async move {
            if let Ok(mut far) = TcpStream::connect(target).await {
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            }
        });
    }
}

/// Looks again until there is an answer.
async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn engine(folder: &Path, vault: &Arc<MemoryVault>) -> Desks {
    Desks::new(DesksOptions {
        data_dir: folder.to_owned(),
        vault: vault.clone(),
        clock: Arc::new(SystemClock),
        start_practice: None,
        desk: "bench 1".into(),
        lanes: Lanes::Asked,
    })
}

async fn call(desks: &Desks, name: &str, request: Value) -> Value {
    godown_api::call(desks, name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

struct Floor {
    market: Market,
    line: Line,
    folder: tempfile::TempDir,
    vault: Arc<MemoryVault>,
    desks: Desks,
    ids: Vec<String>,
}

impl Floor {
    /// A desk that has read `count` open shipments of one warehouse, the first of them due last.
    async fn with(count: usize) -> Self {
        let config = SandboxConfig {
            orders_existing: 20,
            orders_per_minute: 0.0,
            calm: true,
            label_delay_ms: 100,
            ..SandboxConfig::default()
        };
        let market = Market::start(config).await;
        let first = market.orders(1).await.remove(0);
        let truth = market.get(&format!("/truth?ids={first}")).await["shipments"][0].clone();
        let ask = json!({ "count": count, "sku": truth["items"][0]["sku"], "locationId": truth["locationId"] });
        let ids = texts(&market.post("/orders", ask).await["shipmentIds"]);
        let due = truth["dispatchByDate"].as_i64().expect("an instant") + 24 * HOUR;
        for (n, id) in ids.iter().enumerate() {
            market.post("/move_dispatch_by", json!({ "shipmentId": id, "to": due - n as i64 * HOUR / 4 })).await;
        }
        let line = Line::to(&market).await;
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Arc::new(MemoryVault::default());
        let desks = engine(folder.path(), &vault);
        let form = json!({
            "name": "Ambari Lane", "clientId": PRACTICE_APP_ID, "clientSecret": PRACTICE_APP_SECRET, "baseUrl": line.base(),
        });
        call(&desks, "account_add", form).await;
        desks.desk().expect("open").sync(false).await.expect("the picture is complete");
        Self { market, line, folder, vault, desks, ids }
    }

    async fn restart(&mut self) {
        self.desks.shut_down().await;
        self.desks = engine(self.folder.path(), &self.vault);
        call(&self.desks, "frame", json!({})).await;
    }

    async fn pack(&self, ids: &[String]) -> Value {
        let chosen = json!({ "kind": "ids", "ids": ids });
        call(&self.desks, "pack_start", json!({ "selection": chosen, "clientKey": ids[0], "title": "" })).await["batch"]
            .clone()
    }

    async fn waiting(&self) -> Value {
        call(&self.desks, "waiting_list", json!({ "start": 0, "count": 100 })).await
    }

    async fn acts(&self) -> Vec<Value> {
        let activity =
            call(&self.desks, "activity", json!({ "unresolved": false, "before": null, "count": 100 })).await;
        activity["rows"].as_array().expect("rows").clone()
    }

    async fn act_of(&self, id: &str) -> Value {
        self.acts().await.into_iter().find(|row| row["subject"]["id"] == id).expect("it was asked")
    }

    /// Until the engine has found out that there is no line.
    async fn offline(&self) {
        until("the engine finds out", async || {
            let frame = call(&self.desks, "frame", json!({})).await;
            frame["status"]["offlineSince"].as_i64()
        })
        .await;
    }

    async fn settled(&self) {
        until("every act is settled", async || {
            let open = ["queued", "sending", "accepted", "unknown"];
            let acts = self.acts().await;
            acts.iter().all(|row| !open.contains(&row["state"].as_str().unwrap_or_default())).then_some(())
        })
        .await;
    }
}

fn order(waiting: &Value) -> Vec<String> {
    waiting["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["subject"]["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_without_a_line_waits_in_order_and_goes_when_it_is_back() {
    let mut floor = Floor::with(8).await;
    floor.line.cut().await;
    let (packs, cancelled) = (floor.ids[..7].to_vec(), floor.ids[7].clone());
    let batch = floor.pack(&packs).await;
    floor.offline().await;
    call(&floor.desks, "cancel_start", json!({ "ids": [&cancelled], "reason": "not_enough_inventory" })).await;

    let waiting = floor.waiting().await;
    let mut expected = vec![cancelled.clone()];
    expected.extend(packs.iter().rev().cloned());
    assert_eq!(order(&waiting), expected, "the cancellation, then the oldest dispatch-by");
    assert!(waiting["offlineSince"].is_i64());
    for (n, row) in waiting["rows"].as_array().expect("rows").iter().enumerate() {
        assert_eq!(row["waiting"], json!({ "place": n + 1, "of": 8, "waitsFor": { "kind": "line" } }));
    }
    let page = call(&floor.desks, "batch", json!({ "batch": batch })).await;
    let row =
        page["rows"].as_array().expect("rows").iter().find(|row| row["shipmentId"] == packs[0]).expect("a row").clone();
    assert_eq!((&row["outcome"], &row["waiting"]["place"]), (&json!("waiting"), &json!(8)), "{row}");

    let back = floor.act_of(&packs[6]).await["id"].clone();
    call(&floor.desks, "activity_withdraw", json!({ "id": back })).await;
    floor.restart().await;
    floor.offline().await;
    let waiting = floor.waiting().await;
    assert_eq!(waiting["total"], 7, "taken back, and the rest is still there after a restart");
    assert!(waiting["rows"].as_array().expect("rows").iter().all(|row| row["attempts"] == 0), "no attempt was burnt");
    assert!(floor.market.effects("pack").await.is_empty());

    floor.line.mend().await;
    floor.settled().await;
    let went: Vec<String> = floor
        .market
        .effects("pack")
        .await
        .into_iter()
        .map(|(id, times)| {
            assert_eq!(times, 1, "{id}");
            id
        })
        .collect();
    let expected: Vec<String> = packs[..6].iter().rev().cloned().collect();
    assert_eq!(went, expected, "oldest dispatch-by first, without the one taken back");
    assert_eq!(floor.market.effects("cancel").await, [(cancelled, 1)]);
    assert!(floor.acts().await.iter().all(|row| row["state"] == "withdrawn" || row["attempts"] == 1));
    let (_, calls) = floor.market.calls().await;
    assert_eq!((&calls["pack"], &calls["cancel"]), (&json!(1), &json!(1)), "no stampede: {calls}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_elsewhere_while_there_was_no_line_is_not_done_over() {
    let mut floor = Floor::with(4).await;
    floor.line.cut().await;
    let ids = floor.ids.clone();
    let batch = floor.pack(&ids).await;
    floor.offline().await;
    floor.market.post("/buyer_cancel", json!({ "shipmentId": ids[0] })).await;
    floor.market.post("/hold", json!({ "shipmentId": ids[1] })).await;
    // Somebody packs the third one in another program meanwhile.
    let (other, _folder) = floor.market.engine(Arc::new(SystemClock), Lanes::Asked).await;
    other.desk().expect("open").sync(false).await.expect("the picture is complete");
    let chosen = json!({ "kind": "ids", "ids": [&ids[2]] });
    call(&other, "pack_start", json!({ "selection": chosen, "clientKey": "other", "title": "" })).await;
    until("the other program packs it", async || {
        floor.market.effects("pack").await.iter().any(|(id, _)| *id == ids[2]).then_some(())
    })
    .await;
    other.shut_down().await;

    floor.line.mend().await;
    floor.settled().await;
    let told = async |id: &str| {
        let act = floor.act_of(id).await;
        (act["state"].clone(), act["code"].clone(), act["attempts"].clone())
    };
    for (id, code) in ids.iter().zip(["CANCELLED", "ON_HOLD", "ALREADY_DONE"]) {
        assert_eq!(told(id).await, (json!("superseded"), json!(code), json!(0)));
    }
    assert_eq!(told(&ids[3]).await.0, json!("confirmed"));
    let mut packed = floor.market.effects("pack").await;
    packed.sort();
    let mut expected = vec![(ids[2].clone(), 1), (ids[3].clone(), 1)];
    expected.sort();
    assert_eq!(packed, expected, "nothing was asked twice or in vain");

    let page = call(&floor.desks, "batch", json!({ "batch": batch })).await;
    let held = page["rows"].as_array().expect("rows").iter().find(|row| row["shipmentId"] == ids[1]).expect("a row");
    assert_eq!(held["outcome"], "didNotGo", "{held}");
    assert!(held["message"].as_str().is_some_and(|words| words.contains("on hold")), "{held}");
    let story = call(&floor.desks, "shipment", json!({ "shipmentId": ids[2] })).await["timeline"].clone();
    let overtaken = story.as_array().expect("a story").iter().find(|entry| entry["what"]["state"] == "superseded");
    assert!(overtaken.is_some(), "{story}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_a_person_is_told_at_once_that_it_became_pointless() {
    let mut floor = Floor::with(2).await;
    floor.line.cut().await;
    let batch = floor.pack(&floor.ids).await;
    call(&floor.desks, "batch_pause", json!({ "batch": batch, "paused": true })).await;
    floor.offline().await;
    floor.line.mend().await;
    floor.market.post("/buyer_cancel", json!({ "shipmentId": floor.ids[0] })).await;
    until("the cancellation is read", async || {
        floor.desks.desk().expect("open").sync(true).await.expect("the picture is complete");
        (floor.act_of(&floor.ids[0]).await["state"] == "superseded").then_some(())
    })
    .await;
    let other = floor.act_of(&floor.ids[1]).await;
    assert_eq!(
        (&other["state"], &other["waiting"]["waitsFor"]["kind"]),
        (&json!("queued"), &json!("person")),
        "{other}"
    );
    assert!(floor.market.effects("pack").await.is_empty(), "batch {batch} is stopped");
}
