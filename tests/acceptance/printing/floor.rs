//! A seller with packed shipments, and a folder that stands for a printer.

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
pub struct Floor {
    pub market: Market,
    pub desks: Desks,
    folder: TempDir,
    pub paper: TempDir,
    pub shipments: Vec<String>,
    pub printer: Value,
    pub batch: Value,
}

impl Floor {
    pub async fn with(count: usize) -> Self {
        let config = godown_sandbox::SandboxConfig { orders_existing: 0, label_delay_ms: 200, ..config() };
        let market = Market::start(config).await;
        let shipments = market.orders(count).await;
        let (desks, folder) = market.engine(Arc::new(SystemClock), Lanes::Asked).await;
        let paper = tempfile::tempdir().expect("a folder");
        let mut floor = Self { market, desks, folder, paper, shipments, printer: Value::Null, batch: Value::Null };
        floor.desks.desk().expect("open").sync(true).await.expect("a picture");
        floor.pack().await;
        floor.printer = floor.call("printer_put", floor.folder_printer("pdf")).await["printer"].clone();
        floor
    }

    /// Packs what there is, and waits for the labels.
    async fn pack(&mut self) {
        let selection = json!({ "kind": "ids", "ids": self.shipments });
        let asked = json!({ "selection": selection, "clientKey": self.shipments[0], "title": "" });
        self.batch = self.call("pack_start", asked).await["batch"].clone();
        let count = self.shipments.len();
        self.until("labels are here", |check| {
            let labels = check["labels"].as_array().expect("labels");
            labels.len() >= count && labels.iter().all(|label| label["document"].is_number())
        })
        .await;
    }

    /// The next day: other parcels instead of those before.
    pub async fn next_day(&mut self, count: usize) {
        self.shipments = self.market.orders(count).await;
        self.desks.desk().expect("open").sync(false).await.expect("a picture");
        self.pack().await;
    }

    pub fn folder_printer(&self, language: &str) -> Value {
        let layout = serde_json::to_value(godown_domain::print::LabelLayout::default()).expect("a layout");
        json!({
            "printer": 0, "name": "Bench printer", "station": "", "dpi": 203, "prints": ["labels"], "layout": layout,
            "language": language, "route": { "kind": "folder", "path": self.paper.path() },
        })
    }

    pub async fn ask(&self, name: &str, request: Value) -> Result<Value, godown_api::AppError> {
        godown_api::call(&self.desks, name, request).await
    }

    pub async fn call(&self, name: &str, request: Value) -> Value {
        self.ask(name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    pub fn everything(&self) -> Value {
        json!({ "kind": "shipments", "selection": { "kind": "ids", "ids": self.shipments } })
    }

    pub async fn check(&self) -> Value {
        self.call("print_check", json!({ "what": self.everything(), "printer": null, "layout": null })).await
    }

    pub async fn until(&self, what: &str, mut is_so: impl FnMut(&Value) -> bool) {
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

    pub fn order(&self, key: &str, more: Value) -> Value {
        let mut order = json!({
            "what": self.everything(), "printer": null, "layout": null, "reason": null, "words": "", "from": null,
            "stopAfter": null, "hasLooked": false, "clientKey": key,
        });
        let fields = order.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        order
    }

    /// Begins a run and waits until it is over or stands still.
    pub async fn print(&self, key: &str, more: Value) -> Value {
        let begun = self.call("print_start", self.order(key, more)).await;
        assert!(begun["run"].is_number(), "{begun}");
        self.settled(&begun["run"]).await
    }

    pub async fn settled(&self, run: &Value) -> Value {
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
    pub fn on_paper(&self) -> BTreeMap<String, usize> {
        papers(self.paper.path())
    }

    pub fn seller(&self) -> String {
        self.desks.sellers().expect("sellers").1.into_iter().next().expect("one").id
    }

    /// Closes the seller, changes the database as a slip of ours would, and opens it again.
    pub async fn tampered(&self, slip: impl FnOnce(&godown_store::Store)) {
        self.desks.close().await;
        slip(&self.database());
        self.desks.open(&self.seller()).await.expect("it opens again");
    }

    /// The database as it lies on disk.
    pub fn database(&self) -> godown_store::Store {
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

pub fn states(page: &Value) -> Vec<&str> {
    page["labels"].as_array().expect("labels").iter().map(|label| label["state"].as_str().expect("a state")).collect()
}

pub fn ids(page: &Value) -> Vec<String> {
    let labels = page["labels"].as_array().expect("labels").iter();
    labels.map(|label| label["trackingId"].as_str().expect("an id").to_owned()).collect()
}
