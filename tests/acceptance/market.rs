//! A practice marketplace and its ground truth.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use godown_ops::ports::{Clock, MemoryVault};
use godown_ops::{Desks, DesksOptions, Lanes};
use godown_sandbox::{PRACTICE_APP_ID, PRACTICE_APP_SECRET, Running, SandboxConfig};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The first moment of [`standing`] worlds: a Tuesday forenoon in India.
pub const MORNING: i64 = 1_790_052_000_000;

/// A world whose clock stands until it is set, and in which nothing happens by itself.
pub fn standing(orders: u32) -> SandboxConfig {
    SandboxConfig { epoch: Some(MORNING), seed: 11, ..SandboxConfig::standing(orders) }
}

/// The folder of the one seller in a data folder.
pub fn seller_folder(data: &Path) -> PathBuf {
    let sellers = std::fs::read_dir(data.join("sellers")).expect("sellers");
    sellers.flatten().next().expect("one seller").path()
}

/// A marketplace that is up.
pub struct Market {
    pub running: Running,
    control: Control,
}

/// What can be told to a marketplace and asked of it, in this process or another.
pub struct Control {
    url: String,
    http: reqwest::Client,
}

impl std::ops::Deref for Market {
    type Target = Control;

    fn deref(&self) -> &Control {
        &self.control
    }
}

impl Market {
    pub async fn start(config: SandboxConfig) -> Self {
        let running = godown_sandbox::start(config).await.expect("the marketplace starts");
        let control = Control::at(&running.control_url);
        Self { running, control }
    }

    pub fn base(&self) -> &str {
        &self.running.base_url
    }

    /// The engine on this marketplace, in this process, with an account of its own in a folder of its own.
    pub async fn engine(&self, clock: Arc<dyn Clock>, lanes: Lanes) -> (Desks, TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let desks = Desks::new(DesksOptions {
            data_dir: folder.path().to_owned(),
            vault: Arc::new(MemoryVault::default()),
            clock,
            start_practice: None,
            desk: "bench 1".into(),
            lanes,
        });
        let form = json!({
            "name": "Ambari Lane", "clientId": PRACTICE_APP_ID, "clientSecret": PRACTICE_APP_SECRET,
            "baseUrl": self.base(),
        });
        godown_api::call(&desks, "account_add", form).await.expect("the account is added");
        (desks, folder)
    }
}

impl Control {
    pub fn at(url: &str) -> Self {
        // Another test of this process may have done it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a plain client");
        Self { url: url.to_owned(), http }
    }

    pub async fn get(&self, path: &str) -> Value {
        serde_json::from_str(&self.text(path).await).expect("JSON")
    }

    /// What the control API answers, as it is.
    pub async fn text(&self, path: &str) -> String {
        let reply = self.http.get(format!("{}{path}", self.url)).send().await.expect("control answers");
        let status = reply.status();
        let body = reply.text().await.expect("a body");
        assert!(status.is_success(), "{path}: {body}");
        body
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.url);
        let request = self.http.post(url).header("content-type", "application/json").body(body.to_string());
        let reply = request.send().await.expect("control answers");
        let status = reply.status();
        let body = reply.text().await.expect("a body");
        assert!(status.is_success(), "{path}: {body}");
        serde_json::from_str(&body).expect("JSON")
    }

    /// Every shipment as it really is.
    pub async fn truth(&self) -> Vec<Value> {
        self.get("/truth?limit=1000000").await["shipments"].as_array().cloned().expect("shipments")
    }

    /// New orders of goods that need no serial numbers, over several SKUs; their shipments, ready to be packed.
    pub async fn orders(&self, count: usize) -> Vec<String> {
        let catalogue = self.get("/catalogue").await;
        let plain = catalogue["products"].as_array().expect("products").iter().filter(|p| p["serialised"] == false);
        let skus: Vec<&Value> = plain.map(|product| &product["sku"]).take(10).collect();
        let mut ids = vec![];
        for (n, sku) in skus.iter().enumerate() {
            let share = count / skus.len() + usize::from(n < count % skus.len());
            let made = self.post("/orders", json!({ "count": share, "sku": sku })).await;
            ids.extend(texts(&made["shipmentIds"]));
        }
        ids
    }

    /// Shipments that met an effect, with how often; in the order of their first one.
    pub async fn effects(&self, kind: &str) -> Vec<(String, usize)> {
        let mut counted: Vec<(String, usize)> = vec![];
        let mut places = std::collections::HashMap::new();
        let list = self.get(&format!("/effects?kind={kind}")).await;
        for effect in list["effects"].as_array().expect("effects") {
            let id = effect["shipmentId"].as_str().expect("an id").to_owned();
            let place = *places.entry(id.clone()).or_insert(counted.len());
            match counted.get_mut(place) {
                Some((_, times)) => *times += 1,
                None => counted.push((id, 1)),
            }
        }
        counted
    }

    /// Calls the marketplace has seen, by endpoint, and in all.
    pub async fn calls(&self) -> (u64, Value) {
        let calls = self.get("/calls").await;
        (calls["total"].as_u64().expect("a count"), calls["endpoints"].clone())
    }
}

/// The texts of a JSON list.
pub fn texts(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|one| one.as_str().expect("a text").to_owned()).collect()
}
