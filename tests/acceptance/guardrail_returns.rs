//! Goods that come back: the searches for shipments have no word for them, the marketplace's lists of returns do.

use std::sync::Arc;

use godown_domain::guardrail::fact::FactKind;
use godown_domain::india::{HOUR, MINUTE};
use godown_domain::{At, ShipmentId};
use godown_ops::ports::ManualClock;
use godown_ops::{Desk, Desks, Lanes};
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::guardrails::{AFTERNOON, number, value};
use crate::market::Market;

struct Bench {
    market: Market,
    desks: Desks,
    clock: Arc<ManualClock>,
    _folder: TempDir,
}

impl Bench {
    async fn start() -> Self {
        let mut config = SandboxConfig {
            orders_existing: 900,
            orders_per_minute: 0.0,
            speed: 0.0,
            epoch: Some(AFTERNOON),
            history_days: Some(25),
            seed: 21,
            ..SandboxConfig::default()
        };
        config.rates.return_bp = 2_500;
        let market = Market::start(config).await;
        let clock = Arc::new(ManualClock::at(At(AFTERNOON)));
        let (desks, folder) = market.engine(clock.clone(), Lanes::Still).await;
        Self { market, desks, clock, _folder: folder }
    }

    fn desk(&self) -> Desk {
        self.desks.desk().expect("open")
    }

    async fn sync(&self) {
        self.desk().sync(false).await.expect("the picture is complete");
    }

    async fn wait_until(&self, now: i64) {
        self.market.post("/clock", json!({ "now": now })).await;
        self.clock.set(At(now));
    }

    /// Calls to the lists of returns so far.
    async fn asked(&self) -> u64 {
        let (_, endpoints) = self.market.calls().await;
        let calls = endpoints.as_object().expect("endpoints").iter();
        calls.filter(|(name, _)| name.starts_with("returns")).map(|(_, calls)| calls.as_u64().unwrap_or(0)).sum()
    }

    async fn assert_true(&self, when: &str) {
        let ask = json!({ "location": null, "basis": null, "cancellationDay": null, "asOf": null });
        let board = godown_api::call(&self.desks, "guardrail_board", ask).await.expect("the board");
        for window in self.market.get("/truth/guardrails").await["windows"].as_array().expect("windows") {
            let days = window["days"].as_u64().expect("days");
            let units = |name: &str| number(&window["account"][name]);
            let told = (units("unitsReturnedByCustomer"), units("unitsDelivered"));
            assert_eq!(value(&board, "customer-return", days), told, "{when}: {days} days");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customer_returns_are_the_marketplaces_own_and_dated_by_its_list() {
    let bench = Bench::start().await;
    bench.sync().await;
    bench.assert_true("after the first reading").await;
    let truth = bench.market.truth().await;
    let asked_back: Vec<&Value> = truth.iter().filter(|one| one["returnRequestedDate"].is_i64()).collect();
    assert!(asked_back.len() > 50, "{}", asked_back.len());
    for one in asked_back.iter().take(20) {
        let id = ShipmentId::from(one["shipmentId"].as_str().expect("an id"));
        let (facts, story) = bench.desk().shipment_facts(id.clone()).await.expect("facts");
        let live: i64 = one["items"].as_array().expect("items").iter().map(|item| number(&item["liveQuantity"])).sum();
        assert_eq!(i64::from(story.customer_returned.0), live, "{id:?}");
        let told = facts.iter().rfind(|fact| fact.what == FactKind::CustomerReturned).expect("told");
        let asked_at = number(&one["returnRequestedDate"]);
        assert!(
            told.when.is_exact() && (told.when.to.0 - asked_at).abs() < 1_000,
            "{id:?}: {:?}, truly {asked_at}",
            told.when
        );
    }
    let first = bench.asked().await;
    assert!(first > 4, "they are listed 25 a page");

    // Within the half hour nothing is asked again; after it, a page or two of what changed.
    bench.wait_until(AFTERNOON + 10 * MINUTE).await;
    bench.sync().await;
    assert_eq!(bench.asked().await, first);
    bench.wait_until(AFTERNOON + 31 * MINUTE).await;
    bench.sync().await;
    let then = bench.asked().await;
    assert!((first + 2..first + 6).contains(&then), "{first}, then {then}");
    bench.assert_true("nothing counts twice").await;

    // Days later more have come back.
    bench.wait_until(AFTERNOON + 3 * 24 * HOUR).await;
    bench.sync().await;
    bench.assert_true("three days later").await;
    bench.desk().rebuild_tally(|_| {}).await.expect("made again from the timeline");
    bench.assert_true("made again").await;
}
