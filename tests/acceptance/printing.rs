//! Labels to paper, with a folder for a printer: what arrives there is counted and read back.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use godown_documents::{Limits, read_labels};
use godown_ops::ports::SystemClock;
use godown_ops::{Desks, Lanes};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::main_job::config;
use crate::market::Market;

/// How long anything may take before the test gives up on it.
const PATIENCE: Duration = Duration::from_secs(90);

/// A seller with packed shipments, their labels here, and a folder that stands for a printer.
struct Floor {
    market: Market,
    desks: Desks,
    folder: TempDir,
    paper: TempDir,
    shipments: Vec<String>,
    printer: Value,
}

impl Floor {
    async fn with(count: usize) -> Self {
        let config = godown_sandbox::SandboxConfig { orders_existing: 0, label_delay_ms: 200, ..config() };
        let market = Market::start(config).await;
        let shipments = market.orders(count).await;
        let (desks, folder) = market.engine(Arc::new(SystemClock), Lanes::Asked).await;
        let paper = tempfile::tempdir().expect("a folder");
        let mut floor = Self { market, desks, folder, paper, shipments, printer: Value::Null };
        floor.desks.desk().expect("open").sync(true).await.expect("a picture");
        let selection = json!({ "kind": "ids", "ids": floor.shipments });
        floor.call("pack_start", json!({ "selection": selection, "clientKey": "k1", "title": "" })).await;
        floor
            .until("labels are here", |check| {
                let labels = check["labels"].as_array().map_or(0, Vec::len);
                labels >= count && check["goes"] == json!(labels)
            })
            .await;
        floor.printer = floor.call("printer_put", floor.folder_printer("pdf")).await["printer"].clone();
        floor
    }

    fn folder_printer(&self, language: &str) -> Value {
        let layout = serde_json::to_value(godown_domain::print::LabelLayout::default()).expect("a layout");
        json!({
            "printer": 0, "name": "Bench printer", "station": "", "dpi": 203, "prints": ["labels"], "layout": layout,
            "language": language, "route": { "kind": "folder", "path": self.paper.path() },
        })
    }

    async fn ask(&self, name: &str, request: Value) -> Result<Value, godown_api::AppError> {
        godown_api::call(&self.desks, name, request).await
    }

    async fn call(&self, name: &str, request: Value) -> Value {
        self.ask(name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    fn everything(&self) -> Value {
        json!({ "kind": "shipments", "selection": { "kind": "ids", "ids": self.shipments } })
    }

    async fn check(&self) -> Value {
        self.call("print_check", json!({ "what": self.everything(), "printer": null, "layout": null })).await
    }

    async fn until(&self, what: &str, mut is_so: impl FnMut(&Value) -> bool) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let check = self.check().await;
            if is_so(&check) {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "{what}: {check}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn order(&self, key: &str, more: Value) -> Value {
        let mut order = json!({
            "what": self.everything(), "printer": null, "layout": null, "reason": null, "words": "", "from": null,
            "stopAfter": null, "hasLooked": false, "clientKey": key,
        });
        let fields = order.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        order
    }

    /// Begins a run and waits until it is over or stands still.
    async fn print(&self, key: &str, more: Value) -> Value {
        let begun = self.call("print_start", self.order(key, more)).await;
        assert!(begun["run"].is_number(), "{begun}");
        self.settled(&begun["run"]).await
    }

    async fn settled(&self, run: &Value) -> Value {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let page = self.call("print_run", json!({ "run": run })).await;
            if !matches!(page["head"]["state"].as_str(), Some("running" | "stopping")) {
                return page;
            }
            assert!(tokio::time::Instant::now() < deadline, "run {run} does not end: {}", page["head"]);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How often each tracking id came out of the printer.
    fn on_paper(&self) -> BTreeMap<String, usize> {
        papers(self.paper.path())
    }

    /// The database as it lies on disk.
    fn database(&self) -> godown_store::Store {
        let sellers = std::fs::read_dir(self.folder.path().join("sellers")).expect("sellers");
        let seller = sellers.flatten().next().expect("a seller").path();
        godown_store::Store::open(&seller.join("godown.db")).expect("its database")
    }
}

fn papers(folder: &Path) -> BTreeMap<String, usize> {
    let mut came_out = BTreeMap::new();
    for file in std::fs::read_dir(folder).expect("the printer's folder").flatten() {
        let bytes = std::fs::read(file.path()).expect("a job");
        for page in read_labels(&bytes, &Limits::default()).expect("a readable job").pages {
            let id = page.tracking_ids.first().unwrap_or_else(|| panic!("a page without a tracking id came out"));
            *came_out.entry(id.clone()).or_insert(0) += 1;
        }
    }
    came_out
}

fn states(page: &Value) -> Vec<&str> {
    page["labels"].as_array().expect("labels").iter().map(|label| label["state"].as_str().expect("a state")).collect()
}

fn ids(page: &Value) -> Vec<String> {
    let labels = page["labels"].as_array().expect("labels").iter();
    labels.map(|label| label["trackingId"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_jam_at_seventeen_is_gone_on_from_eighteen_and_nothing_comes_out_twice_without_a_reason() {
    let floor = Floor::with(30).await;
    let page = floor.print("click", json!({})).await;
    assert_eq!(page["head"]["state"], "done", "{}", page["head"]);
    // A shipment of several boxes has several labels.
    let labels = states(&page).len();
    assert!(labels >= 30 && states(&page) == vec!["spooled"; labels]);
    assert!(floor.on_paper().values().all(|times| *times == 1) && floor.on_paper().len() == labels);

    // The same click, and another one: nothing more comes out.
    let again = floor.call("print_start", floor.order("click", json!({}))).await;
    assert_eq!((&again["run"], &again["labels"]), (&page["head"]["run"], &json!(labels)));
    let twice = floor.call("print_start", floor.order("another click", json!({}))).await;
    assert_eq!((&twice["run"], twice["stays"].as_array().map(Vec::len)), (&Value::Null, Some(labels)));
    assert_eq!(twice["stays"][0]["whyNot"], "alreadyPrinted");

    // The seventeenth came out well.
    let all = ids(&page);
    let stopped_at = json!({
        "run": page["head"]["run"], "lastGood": { "kind": "scan", "code": all[16] }, "reason": "jam", "words": "",
    });
    let stopped = floor.call("print_stopped_at", stopped_at).await;
    assert_eq!(stopped, json!({ "position": 17, "confirmed": 17, "spoiled": labels - 17, "waiting": 0 }));
    let begun =
        floor.call("print_go_on", json!({ "run": page["head"]["run"], "printer": null, "clientKey": "go on" })).await;
    let rest = floor.settled(&begun["run"]).await;
    assert_eq!(ids(&rest), all[17..], "from the eighteenth, at the old places");
    for (label, position) in rest["labels"].as_array().expect("labels").iter().zip(18..) {
        assert_eq!((&label["copy"], &label["reason"]), (&json!(2), &json!("jam")));
        assert_eq!(label["position"], json!(position));
    }
    let paper = floor.on_paper();
    let twice: Vec<&String> = paper.iter().filter(|(_, times)| **times == 2).map(|(id, _)| id).collect();
    assert_eq!(twice.len(), labels - 17);
    assert!(twice.iter().all(|id| all[17..].contains(id)) && paper.values().sum::<usize>() == 2 * labels - 17);
    let ledger = json!({
        "text": "", "states": [], "printer": null, "run": null, "from": null, "to": null, "again": true,
        "before": null, "count": 500,
    });
    assert_eq!(floor.call("print_ledger", ledger).await["all"], json!(labels - 17));

    // A scan at the bench confirms.
    let scan = floor.call("print_scan", json!({ "code": all[20] })).await;
    assert_eq!((&scan["confirmed"], &scan["stop"]), (&json!(true), &Value::Null));
    assert_eq!(scan["label"]["settledBy"], "scan");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_stops_after_so_many_and_goes_on() {
    let floor = Floor::with(8).await;
    let page = floor.print("a", json!({ "stopAfter": 3 })).await;
    assert_eq!((page["head"]["state"].as_str(), floor.on_paper().len()), (Some("paused"), 3));
    floor.call("print_pause", json!({ "run": page["head"]["run"], "paused": false })).await;
    let page = floor.settled(&page["head"]["run"]).await;
    assert_eq!((page["head"]["state"].as_str(), floor.on_paper().len()), (Some("done"), 8));
    assert!(floor.on_paper().values().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_the_commit_and_the_printer_labels_are_asked_about() {
    let floor = Floor::with(6).await;
    let page = floor.print("a", json!({ "stopAfter": 2 })).await;
    let run = page["head"]["run"].clone();
    let number = u32::try_from(run.as_u64().expect("a number")).expect("a number");
    floor.desks.close().await;
    // As a kill leaves it: two more labels committed as being sent, and nobody knows what the printer had of them.
    {
        let store = floor.database();
        let next = store.read(|conn| godown_store::print::next_labels(conn, number, 2)).expect("they wait");
        let labels: Vec<u32> = next.iter().map(|label| label.label).collect();
        store
            .write(|tx| {
                godown_store::print::take(tx, &labels, godown_domain::At(1))?;
                let running = godown_domain::print::ledger::RunState::Running;
                godown_store::print::set_run_state(tx, number, running, None, None)
            })
            .expect("it is committed");
    }
    floor.desks.open(&seller(&floor)).await.expect("it opens again");
    let page = floor.call("print_run", json!({ "run": run })).await;
    assert_eq!(states(&page), ["spooled", "spooled", "asked", "asked", "queued", "queued"]);
    assert_eq!(page["head"]["state"], "paused");
    assert_eq!(floor.on_paper().len(), 2, "nothing goes by itself");
    let refused = floor.ask("print_pause", json!({ "run": run, "paused": false })).await.expect_err("it asks first");
    assert_eq!(serde_json::to_value(refused.code).expect("a code"), "NOT_ACTIONABLE");
    let stopped_at = json!({
        "run": run, "lastGood": { "kind": "place", "position": 2 }, "reason": "powerCut", "words": "",
    });
    floor.call("print_stopped_at", stopped_at).await;
    let begun = floor.call("print_go_on", json!({ "run": run, "printer": null, "clientKey": "b" })).await;
    let rest = floor.settled(&begun["run"]).await;
    let reasons: Vec<&Value> =
        rest["labels"].as_array().expect("labels").iter().map(|label| &label["reason"]).collect();
    assert_eq!(reasons, [&json!("powerCut"), &json!("powerCut"), &Value::Null, &Value::Null]);
    assert!(floor.on_paper().len() == 6 && floor.on_paper().values().all(|times| *times == 1));
}

fn seller(floor: &Floor) -> String {
    floor.desks.sellers().expect("sellers").1.into_iter().next().expect("one").id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_cancelled_between_the_queue_and_the_printer_is_not_printed() {
    let floor = Floor::with(4).await;
    let page = floor.print("a", json!({ "stopAfter": 1 })).await;
    let labels = page["labels"].as_array().expect("labels");
    let gone = labels[2]["shipmentId"].as_str().expect("an id").to_owned();
    floor.market.post("/buyer_cancel", json!({ "shipmentId": gone })).await;
    floor.call("shipment_read_back", json!({ "shipmentId": gone })).await;
    floor.call("print_pause", json!({ "run": page["head"]["run"], "paused": false })).await;
    let page = floor.settled(&page["head"]["run"]).await;
    assert_eq!(states(&page), ["spooled", "spooled", "failed", "spooled"]);
    assert_eq!(page["labels"][2]["whyNot"], "cancelled");
    assert_eq!(floor.on_paper().len(), 3);
    let scan = floor.call("print_scan", json!({ "code": page["labels"][2]["trackingId"] })).await;
    assert_eq!((&scan["stop"], &scan["confirmed"]), (&json!("cancelled"), &json!(false)), "red at any scan");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_label_is_refused_and_its_paper_is_red() {
    let floor = Floor::with(3).await;
    let page = floor.print("a", json!({})).await;
    let id = page["labels"][0]["shipmentId"].as_str().expect("an id").to_owned();
    floor.desks.close().await;
    {
        let (store, now) = (floor.database(), godown_domain::At(i64::MAX / 4));
        store.write(|tx| godown_store::document::mark_stale(tx, &id.as_str().into(), now)).expect("it is stale");
    }
    floor.desks.open(&seller(&floor)).await.expect("it opens again");
    let check = floor.check().await;
    let stale = check["labels"].as_array().expect("labels").iter().find(|label| label["shipmentId"] == json!(id));
    assert_eq!(stale.expect("it is told")["whyNot"], "stale");
    let order = floor.order("b", json!({ "reason": "lost" }));
    let begun = floor.call("print_start", order).await;
    assert_eq!(begun["stays"], json!([{ "shipmentId": id, "whyNot": "stale" }]), "no reason prints what is stale");
    floor.settled(&begun["run"]).await;
    let scan = floor.call("print_scan", json!({ "code": page["labels"][0]["trackingId"] })).await;
    assert_eq!(scan["stop"], "stale");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_printer_that_is_not_there_took_nothing_and_another_one_prints_it_all() {
    let floor = Floor::with(3).await;
    let mut away = floor.folder_printer("zpl");
    away["name"] = json!("Away");
    away["route"] = json!({ "kind": "tcp", "host": "127.0.0.1", "port": 9 });
    let away = floor.call("printer_put", away).await["printer"].clone();
    let page = floor.print("a", json!({ "printer": away })).await;
    assert_eq!(page["head"]["state"], "paused");
    assert!(page["head"]["note"].as_str().is_some_and(|note| note.contains("Away took nothing")), "{}", page["head"]);
    assert!(states(&page).iter().all(|state| *state == "failed"));
    let go_on = json!({ "run": page["head"]["run"], "printer": floor.printer, "clientKey": "b" });
    let begun = floor.call("print_go_on", go_on).await;
    let rest = floor.settled(&begun["run"]).await;
    assert!(rest["labels"].as_array().expect("labels").iter().all(|label| label["copy"] == 1));
    assert_eq!(floor.on_paper().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_label_printer_gets_pictures_in_its_own_language() {
    let floor = Floor::with(2).await;
    let mut zebra = floor.folder_printer("zpl");
    let folder = tempfile::tempdir().expect("a folder");
    zebra["route"] = json!({ "kind": "folder", "path": folder.path() });
    zebra["name"] = json!("Zebra");
    zebra["layout"]["separators"] = json!(["sku"]);
    let zebra = floor.call("printer_put", zebra).await["printer"].clone();
    let page = floor.print("a", json!({ "printer": zebra })).await;
    assert_eq!(page["head"]["state"], "done", "{page}");
    let jobs: Vec<String> = std::fs::read_dir(folder.path())
        .expect("jobs")
        .flatten()
        .map(|file| String::from_utf8(std::fs::read(file.path()).expect("a job")).expect("ZPL is text"))
        .collect();
    let pictures: usize = jobs.iter().map(|job| job.matches("^GFA").count()).sum();
    let skus: std::collections::BTreeSet<&str> =
        page["labels"].as_array().expect("labels").iter().filter_map(|label| label["sku"].as_str()).collect();
    assert_eq!(pictures, 2 + skus.len(), "a label each, and a separator before each SKU");
}
