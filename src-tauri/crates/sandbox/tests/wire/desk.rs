//! A seller's desk with a plain HTTP client and nothing else.

use std::time::{Duration, Instant};

use godown_sandbox::{Running, SandboxConfig, start};
use serde_json::{Value, json};

/// Sunday 22 November 2026, 09:00 in India.
pub const MORNING: i64 = 1_795_318_200_000;

pub struct Desk {
    pub market: Running,
    pub http: reqwest::Client,
    pub token: String,
}

/// A marketplace without luck whose clock stands still until it is moved.
pub fn calm(orders: u32) -> SandboxConfig {
    SandboxConfig { epoch: Some(MORNING), ..SandboxConfig::standing(orders) }
}

impl Desk {
    pub async fn open(config: SandboxConfig) -> Self {
        // Two tests may race for it; either way a provider is there afterwards.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let market = start(config).await.expect("the marketplace starts");
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().expect("a client");
        let mut desk = Self { market, http, token: String::new() };
        desk.token = desk.new_token().await["access_token"].as_str().expect("a token").to_owned();
        desk
    }

    pub async fn new_token(&self) -> Value {
        let (status, body) = self.token_call("grant_type=client_credentials&scope=Seller_Api").await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub async fn token_call(&self, query: &str) -> (u16, Value) {
        let url = format!("{}/oauth-service/oauth/token?{query}", self.market.base_url);
        let call = self.http.get(url).basic_auth(&self.market.app_id, Some(&self.market.app_secret));
        read(call.send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        read(self.raw_get(path).await).await
    }

    pub async fn raw_get(&self, path: &str) -> reqwest::Response {
        let url = format!("{}/sellers{path}", self.market.base_url);
        self.http.get(url).bearer_auth(&self.token).send().await.expect("an answer")
    }

    pub async fn try_post(&self, path: &str, body: &Value) -> Result<reqwest::Response, reqwest::Error> {
        let url = format!("{}/sellers{path}", self.market.base_url);
        self.http.post(url).bearer_auth(&self.token).json(body).send().await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        read(self.try_post(path, body).await.expect("an answer")).await
    }

    pub async fn control(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.market.control_url);
        let (status, body) = read(self.http.get(url).send().await.expect("an answer")).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn tell(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.market.control_url);
        let (status, body) = read(self.http.post(url).json(&body).send().await.expect("an answer")).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn pass(&self, ms: i64) {
        self.tell("/clock", json!({"advance_ms": ms})).await;
    }

    /// New orders that may be packed at once, all at one location.
    pub async fn orders(&self, count: u32) -> Vec<String> {
        let location = self.location().await;
        let made = self.tell("/orders", json!({"count": count, "locationId": location})).await;
        strings(&made["shipmentIds"])
    }

    pub async fn location(&self) -> String {
        let (_, body) = self.get("/locations/allLocations").await;
        body["locations"][0]["locationId"].as_str().expect("a location").to_owned()
    }

    pub async fn view(&self, id: &str) -> Value {
        let (status, body) = self.get(&format!("/v3/shipments?shipmentIds={id}")).await;
        assert_eq!(status, 200, "{body}");
        body["shipments"][0].clone()
    }

    pub async fn state(&self, id: &str) -> String {
        self.view(id).await["orderItems"][0]["status"].as_str().expect("a status").to_owned()
    }

    /// A complete pack request for a shipment, from its order view.
    pub async fn pack_row(&self, id: &str) -> Value {
        let view = self.view(id).await;
        let items = view["orderItems"].as_array().expect("items");
        let tax: Vec<Value> = items
            .iter()
            .filter(|i| i["status"] != "CANCELLED")
            .map(|i| json!({"orderItemId": i["orderItemId"], "taxRate": 0, "quantity": i["quantity"]}))
            .collect();
        let boxes: Vec<Value> = view["subShipments"]
            .as_array()
            .expect("boxes")
            .iter()
            .map(|b| json!({"subShipmentId": b["subShipmentId"], "dimensions": b["packages"][0]["dimensions"]}))
            .collect();
        json!({
            "shipmentId": id, "locationId": view["locationId"], "taxItems": tax, "subShipments": boxes,
            "invoices": [{"orderId": items[0]["orderId"], "invoiceDate": "2026-11-22", "invoiceNumber": ""}],
        })
    }

    pub async fn pack_body(&self, ids: &[String]) -> Value {
        let mut rows = Vec::new();
        for id in ids {
            rows.push(self.pack_row(id).await);
        }
        json!({ "shipments": rows })
    }

    /// Packs and lets the labels become ready.
    pub async fn packed(&self, ids: &[String]) {
        for chunk in ids.chunks(25) {
            let (status, body) = self.post("/v3/shipments/labels", &self.pack_body(chunk).await).await;
            assert_eq!(status, 200, "{body}");
            assert!(rows(&body).iter().all(|r| r["status"] == "SUCCESS"), "{body}");
        }
        self.pass(10_000).await;
    }

    pub async fn dispatch(&self, ids: &[String]) -> Value {
        let body = json!({"shipmentIds": ids, "locationId": self.location().await});
        let (status, body) = self.post("/v3/shipments/dispatch", &body).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// Polls until a condition of the truth holds.
    pub async fn until(&self, what: &str, mut holds: impl AsyncFnMut(&Desk) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !holds(self).await {
            assert!(Instant::now() < deadline, "waited in vain for: {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

pub async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (status, body)
}

pub fn strings(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|v| v.as_str().expect("text").to_owned()).collect()
}

pub fn rows(body: &Value) -> Vec<Value> {
    body["shipments"].as_array().cloned().unwrap_or_default()
}

pub fn row<'a>(body: &'a Value, id: &str) -> &'a Value {
    body["shipments"].as_array().and_then(|rows| rows.iter().find(|r| r["shipmentId"] == id)).unwrap_or(&Value::Null)
}
