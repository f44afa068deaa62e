//! A practice marketplace whose clock stands still unless moved, with its ground truth at hand.

use godown_domain::{At, LocationId, ShipmentId, ShipmentSeen};
use godown_flipkart::{Client, ClientConfig, Credentials, Lane, PackRow, Read};
use godown_sandbox::{Faults, Running, SandboxConfig, Switch};
use serde_json::{Value, json};

pub struct Practice {
    market: Running,
    http: reqwest::Client,
    pub client: Client,
    /// The orders made for the test: one product, one place, ready to be packed.
    pub orders: Vec<ShipmentId>,
}

/// The wire's oddities of contract section 20.
pub struct Quirks;

impl Quirks {
    pub fn all() -> Value {
        json!({
            "extra_fields": true, "quantity_as_float": true, "hsn_null": true, "packages_empty": 0.3,
            "missing_dimensions": 0.3, "sku_html_entity": true, "updated_at_frozen": true, "pin_both_spellings": true,
        })
    }
}

impl Practice {
    /// With so many new orders and no others.
    pub async fn start(orders: u32) -> Self {
        Self::start_with(orders, 1_000).await
    }

    /// The same, for a client of so many calls per hour.
    pub async fn start_with(orders: u32, calls_per_hour: u32) -> Self {
        let mut practice = Self::open(0, calls_per_hour).await;
        if orders > 0 {
            let catalogue = practice.get("catalogue").await;
            let plain = |product: &&Value| product["serialised"] == json!(false) && product["boxes"] == json!(1);
            let product = catalogue["products"].as_array().unwrap().iter().find(plain).unwrap().clone();
            let order = |count: u32, place: Value| {
                let mut body = json!({"count": count, "sku": product["sku"], "quantity": 1});
                if !place.is_null() {
                    body["locationId"] = place;
                }
                body
            };
            let first = practice.control("orders", order(1, Value::Null)).await;
            practice.orders = serde_json::from_value(first["shipmentIds"].clone()).unwrap();
            if orders > 1 {
                let place = practice.truth(&practice.orders[0]).await["locationId"].clone();
                let more = practice.control("orders", order(orders - 1, place)).await;
                practice.orders.extend(serde_json::from_value::<Vec<ShipmentId>>(more["shipmentIds"].clone()).unwrap());
            }
        }
        practice
    }

    /// With a whole seller's world of so many orders.
    pub async fn with_world(orders: u32) -> Self {
        Self::open(orders, 1_000).await
    }

    async fn open(orders_existing: u32, calls_per_hour: u32) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = SandboxConfig {
            faults: Faults { shuffle_rows: Switch::always(), ..Faults::none() },
            ..SandboxConfig::standing(orders_existing)
        };
        let market = godown_sandbox::start(config).await.unwrap();
        let config = ClientConfig { calls_per_hour, ..ClientConfig::new(&market.base_url) };
        let login = Credentials { client_id: market.app_id.clone(), client_secret: market.app_secret.as_str().into() };
        let client = Client::new(config, login).unwrap();
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { market, http, client, orders: Vec::new() }
    }

    pub fn client_with_secret(&self, secret: &str) -> Client {
        let login = Credentials { client_secret: secret.into(), ..self.credentials() };
        Client::new(ClientConfig::new(&self.market.base_url), login).unwrap()
    }

    pub fn base_url(&self) -> &str {
        &self.market.base_url
    }

    pub fn credentials(&self) -> Credentials {
        let (client_id, secret) = (self.market.app_id.clone(), self.market.app_secret.as_str());
        Credentials { client_id, client_secret: secret.into() }
    }

    /// Where a page sends the browser.
    pub async fn redirect(&self, page: &str) -> String {
        let reply = self.http.get(page).send().await.unwrap();
        assert_eq!(reply.status(), 302, "{page}");
        reply.headers()["location"].to_str().unwrap().to_owned()
    }

    pub async fn get(&self, path: &str) -> Value {
        let url = format!("{}/{path}", self.market.control_url);
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/{path}", self.market.control_url);
        let reply = self.http.post(url).json(&body).send().await.unwrap();
        let (status, text) = (reply.status(), reply.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub async fn advance(&self, ms: i64) {
        self.control("clock", json!({ "advance_ms": ms })).await;
    }

    pub async fn truth(&self, id: &ShipmentId) -> Value {
        self.get(&format!("truth/{id}")).await
    }

    pub async fn location(&self, id: &ShipmentId) -> LocationId {
        serde_json::from_value(self.truth(id).await["locationId"].clone()).unwrap()
    }

    /// Effects of a kind: how many, to how many shipments.
    pub async fn effects(&self, kind: &str) -> (u64, u64) {
        let counts = self.get("effects/counts").await;
        (counts[kind]["total"].as_u64().unwrap(), counts[kind]["shipments"].as_u64().unwrap())
    }

    /// Calls to an endpoint since the test began.
    pub async fn calls(&self, endpoint: &str) -> u64 {
        self.get("calls").await["endpoints"][endpoint].as_u64().unwrap_or(0)
    }

    /// What to send to pack all the orders, as they stand.
    pub async fn rows(&self) -> Vec<PackRow> {
        let reads = self.client.shipments(&self.orders, Lane::Person).await.unwrap();
        let today = At(self.get("clock").await["now"].as_i64().unwrap()).day();
        let seen = |read: &Read| match read {
            Read::Seen(seen) => row(seen, today),
            Read::Unreadable { why, .. } => panic!("{why}"),
        };
        let mut rows: Vec<PackRow> = reads.iter().map(seen).collect();
        rows.sort_by_key(|row| self.orders.iter().position(|id| *id == row.shipment_id));
        rows
    }

    /// Packs all the orders and waits for their labels.
    pub async fn pack_all(&self) {
        for chunk in self.rows().await.chunks(25) {
            let results = self.client.pack(chunk).await.unwrap();
            assert!(results.len() == chunk.len() && results.iter().all(|row| row.ok), "{results:?}");
        }
        self.advance(600_000).await;
    }
}

fn row(seen: &ShipmentSeen, today: godown_domain::IndiaDay) -> PackRow {
    PackRow {
        shipment_id: seen.shipment_id.clone(),
        location_id: seen.location_id.clone().unwrap(),
        order_id: seen.order_id.clone(),
        items: seen.live_items().map(|item| (item.order_item_id.clone(), item.quantity)).collect(),
        invoice_date: today,
        boxes: seen.sub_shipments.iter().map(|sub| (sub.sub_shipment_id.clone(), sub.size.unwrap())).collect(),
        serials: vec![],
    }
}

/// Ids of the records that have one.
pub fn ids(reads: &[Read]) -> Vec<ShipmentId> {
    reads.iter().filter_map(|read| read.id().map(ShipmentId::from)).collect()
}
