//! A picture that says how far it can be trusted: readings that break off go on where they broke, lists that move are noticed, what
//! was done elsewhere is told apart, differences are listed, and neither a sleep nor midnight leaves it stale.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_domain::At;
use godown_domain::freshness::{NotComplete, QueueFreshness};
use godown_domain::india::HOUR;
use godown_domain::reconcile::{DifferenceCause, ReconcileRun, ReconcileState, ReconcileWhy};
use godown_ops::ports::{ManualClock, MemoryVault};
use godown_ops::{DeskEvent, Desks, DesksOptions, Lanes, Topic};
use godown_sandbox::{PRACTICE_APP_ID, PRACTICE_APP_SECRET, SandboxConfig};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::Desk;
use crate::market::{MORNING, Market, standing};

fn world(orders: u32) -> SandboxConfig {
    SandboxConfig { history_days: Some(3), ..standing(orders) }
}

/// An engine whose process may end and begin again on the same folder.
struct Bench {
    market: Market,
    clock: Arc<ManualClock>,
    vault: Arc<MemoryVault>,
    folder: TempDir,
    desks: Desks,
}

impl Bench {
    async fn with(config: SandboxConfig, lanes: Lanes) -> Self {
        let market = Market::start(config).await;
        let clock = Arc::new(ManualClock::at(At(MORNING)));
        let (vault, folder) = (Arc::new(MemoryVault::default()), tempfile::tempdir().expect("a folder"));
        let desks = engine(folder.path().to_owned(), &clock, &vault, lanes);
        let form = json!({
            "name": "Ambari Lane", "clientId": PRACTICE_APP_ID, "clientSecret": PRACTICE_APP_SECRET,
            "baseUrl": market.base(),
        });
        godown_api::call(&desks, "account_add", form).await.expect("the account is added");
        Self { market, clock, vault, folder, desks }
    }

    /// Ends the engine and begins it again.
    async fn restart(&mut self, lanes: Lanes) {
        self.desks.shut_down().await;
        self.desks = engine(self.folder.path().to_owned(), &self.clock, &self.vault, lanes);
        self.desks.open_last().await.expect("it opens");
    }

    fn desk(&self) -> godown_ops::Desk {
        self.desks.desk().expect("open")
    }

    async fn wait_until(&self, now: i64) {
        self.market.post("/clock", json!({ "now": now })).await;
        self.clock.set(At(now));
    }

    /// Pages of lists the marketplace was asked for.
    async fn pages(&self) -> u64 {
        let calls = self.market.calls().await.1;
        ["filter", "filterNext"].iter().filter_map(|name| calls[name].as_u64()).sum()
    }

    async fn of(&self, queue: &str) -> QueueFreshness {
        let all = self.desk().freshness_at("").await.expect("freshness");
        all.into_iter().find(|one| one.queue.slug() == queue).expect("every queue is told")
    }

    /// Ids by state, of what is still with the seller, as this computer has it.
    async fn open_here(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for queue in ["toPack", "upcoming", "onHold", "generating", "forms", "toPrint", "ready"] {
            let spec = json!({
                "scope": { "kind": "queue", "queue": queue }, "location": null, "courier": null, "sku": null,
                "shipmentType": null, "pressure": null, "text": null, "groupBy": "none", "sortBy": "dispatchBy",
                "descending": false,
            });
            let head = godown_api::call(&self.desks, "view_open", json!({ "spec": spec })).await.expect("a view");
            let lines = head["lines"].as_u64().expect("a number");
            for start in (0..lines).step_by(500) {
                let asked = json!({ "view": head["view"], "start": start, "count": 500 });
                let window = godown_api::call(&self.desks, "view_rows", asked).await.expect("rows");
                for row in window["rows"].as_array().expect("rows") {
                    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
                    found.insert(text("shipmentId"), text("state"));
                }
            }
        }
        found
    }

    /// The same as it is.
    async fn open_there(&self) -> BTreeMap<String, String> {
        let open = ["APPROVED", "PACKING_IN_PROGRESS", "FORM_FAILED", "PACKED", "READY_TO_DISPATCH"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let all = self.market.truth().await;
        let open = all.iter().filter(|one| open.contains(&one["state"].as_str().unwrap_or_default()));
        open.map(|one| (text(&one["shipmentId"]), text(&one["state"]))).collect()
    }

    /// Open shipments, oldest order first: the order in which the lists are read.
    async fn oldest(&self) -> Vec<String> {
        let mut all = self.market.truth().await;
        all.retain(|one| one["state"] == "APPROVED" || one["state"] == "PACKED");
        all.sort_by_key(|one| one["orderDate"].as_i64());
        all.iter().map(|one| one["shipmentId"].as_str().expect("an id").to_owned()).collect()
    }
}

fn engine(data_dir: PathBuf, clock: &Arc<ManualClock>, vault: &Arc<MemoryVault>, lanes: Lanes) -> Desks {
    Desks::new(DesksOptions {
        data_dir,
        vault: vault.clone(),
        clock: clock.clone(),
        start_practice: None,
        desk: "bench 1".into(),
        lanes,
    })
}

/// Looks until it is so.
async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so().await {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_that_broke_off_goes_on_there_even_after_a_restart() {
    let whole = Bench::with(world(2_000), Lanes::Still).await;
    whole.desk().sync(false).await.expect("the picture is complete");
    let unbroken = whole.pages().await;

    let mut bench = Bench::with(world(2_000), Lanes::Still).await;
    assert_eq!(bench.of("to-pack").await.why_not, Some(NotComplete::NeverRead));
    // Three tries of the third page fail.
    let fault = json!({ "bad_gateway_502_html": { "next": 3, "after": 1, "endpoint": "filterNext" } });
    bench.market.post("/faults", fault).await;
    assert!(bench.desk().sync(false).await.is_err());
    let broken = bench.of("to-pack").await;
    assert_eq!((broken.is_complete, broken.as_of), (false, None));
    assert!(matches!(broken.why_not, Some(NotComplete::BrokeOff { rows: 40, .. })), "{broken:?}");

    bench.restart(Lanes::Still).await;
    assert!(matches!(bench.of("to-pack").await.why_not, Some(NotComplete::BrokeOff { rows: 40, .. })));
    bench.desk().sync(false).await.expect("the picture is complete");
    assert_eq!(bench.pages().await, unbroken + 3, "nothing was read twice but the page that failed");
    assert_eq!(bench.open_here().await, bench.open_there().await);
    let told = bench.of("to-pack").await;
    assert_eq!((told.is_complete, told.as_of, told.why_not), (true, Some(At(MORNING)), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_slide_under_the_first_reading_are_found_by_the_second() {
    let bench = Bench::with(world(600), Lanes::Still).await;
    bench.market.post("/faults", json!({ "delay_ms": { "rate": 1.0, "value": 60 } })).await;
    let reading = tokio::spawn({
        let desk = bench.desk();
        async move { desk.sync(false).await }
    });
    // Two pages are read, and rows of the first one leave: everything behind moves up.
    until("the reading begins", || async { bench.pages().await >= 3 }).await;
    for id in bench.oldest().await.iter().take(12) {
        bench.market.post("/buyer_cancel", json!({ "shipmentId": id })).await;
    }
    reading.await.expect("no panic").expect("the picture is complete");
    assert_eq!(bench.open_here().await, bench.open_there().await, "none was passed over");
    assert!(bench.of("to-pack").await.is_complete);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_never_stands_still_is_not_called_complete() {
    let bench = Bench::with(world(24), Lanes::Still).await;
    let warehouse = bench.market.truth().await[0]["locationId"].as_str().expect("an id").to_owned();
    let sku = &bench.market.get("/catalogue").await["products"][0]["sku"];
    let new = json!({ "count": 80, "sku": sku, "locationId": warehouse, "actionable": true });
    let made = bench.market.post("/orders", new).await;
    let mut open = made["shipmentIds"].as_array().expect("ids").iter();
    bench.market.post("/faults", json!({ "delay_ms": { "rate": 1.0, "value": 40 } })).await;
    let reading = tokio::spawn({
        let desk = bench.desk();
        async move { desk.sync(false).await }
    });
    let mut now = MORNING;
    // With every page that is read a buyer cancels, for as long as the warehouse has not been given up.
    loop {
        let (read, ended) = (bench.pages().await, reading.is_finished());
        let told = bench.desk().freshness_at(&warehouse).await.expect("freshness");
        let to_pack = told.into_iter().find(|one| one.queue.slug() == "to-pack").expect("every queue is told");
        if matches!(to_pack.why_not, Some(NotComplete::KeptMoving { .. })) {
            break;
        }
        assert!(!ended, "it was called complete: {to_pack:?}");
        let id = open.next().expect("four readings take fewer pages than there are orders");
        bench.market.post("/buyer_cancel", json!({ "shipmentId": id })).await;
        // What a reading did not show is told by when it was last seen.
        now += 1_000;
        bench.wait_until(now).await;
        until("a page is read", || async { bench.pages().await > read || reading.is_finished() }).await;
    }
    reading.await.expect("no panic").expect("the rest is read all the same");
    let told = bench.of("to-pack").await;
    assert!(matches!(told.why_not, Some(NotComplete::KeptMoving { walks: 4, .. })), "{told:?}");
    assert_eq!((told.is_complete, told.as_of), (false, None));

    bench.market.post("/faults", json!({ "delay_ms": false })).await;
    bench.wait_until(now + 1_000).await;
    bench.desk().sync(true).await.expect("the picture is complete");
    assert!(bench.of("to-pack").await.is_complete, "once it stands still it is");
    assert_eq!(bench.open_here().await, bench.open_there().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_of_several_pages_is_read_twice_and_one_of_a_single_page_once() {
    let mut searches = vec![];
    // Each warehouse has one page in the first world and several in the second.
    for orders in [24, 2_000] {
        let bench = Bench::with(world(orders), Lanes::Still).await;
        bench.desk().sync(false).await.expect("the picture is complete");
        let places = bench.desk().locations().await.expect("warehouses").len() as u64;
        let before = bench.market.calls().await.1["filter"].as_u64().expect("a number");
        bench.desk().sync(true).await.expect("the picture is complete");
        searches.push((places, bench.market.calls().await.1["filter"].as_u64().expect("a number") - before));
    }
    let [(places, once), (_, twice)] = searches[..] else { panic!("two worlds") };
    // What is held is a search of its own.
    assert_eq!(twice - once, 2 * places, "a second reading of each warehouse's two lists: {searches:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_elsewhere_is_told_from_what_we_asked_for() {
    let config = SandboxConfig {
        orders_existing: 20,
        orders_per_minute: 0.0,
        calm: true,
        label_delay_ms: 100,
        ..SandboxConfig::default()
    };
    let market = Market::start(config).await;
    let ids = market.orders(2).await;
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    desk.must(&["pack", "--wait", &ids[0]]).await;
    market.post("/elsewhere", json!({ "shipmentId": ids[1], "act": "pack" })).await;
    desk.must(&["sync", "--full"]).await;
    for (id, whose) in [(&ids[0], "askedHere"), (&ids[1], "elsewhere")] {
        let story = desk.must(&["show", id]).await;
        let entries = story["timeline"].as_array().expect("a timeline").clone();
        let moved = entries.iter().filter(|one| one["what"]["kind"] == "state" && one["what"]["old"] == "APPROVED");
        let told: Vec<&Value> = moved.map(|one| &one["whose"]).collect();
        assert_eq!(told, [&json!(whose)], "{story}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reconciliation_lists_what_it_repaired_and_the_next_one_finds_nothing() {
    let market = Market::start(SandboxConfig {
        orders_existing: 120,
        orders_per_minute: 0.0,
        calm: true,
        ..SandboxConfig::default()
    })
    .await;
    let ids = market.orders(3).await;
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    market.post("/hold", json!({ "shipmentId": ids[0] })).await;
    market.post("/buyer_cancel", json!({ "shipmentId": ids[1] })).await;
    let new = market.orders(1).await.remove(0);
    let told = desk.must(&["reconcile"]).await;
    assert_eq!((&told["head"]["state"], &told["head"]["why"]), (&json!("done"), &json!("asked")), "{told}");
    let differences = told["differences"].as_array().expect("differences");
    let find = |id: &str, field: &str| {
        let found = differences.iter().find(|one| one["shipmentId"] == id && one["field"] == field);
        found.unwrap_or_else(|| panic!("{field} of {id} is listed: {told}"))
    };
    let hold = find(&ids[0], "hold");
    assert_eq!(
        (&hold["ours"], &hold["theirs"], &hold["cause"]),
        (&json!("0"), &json!("1"), &json!("changedElsewhere"))
    );
    let state = find(&ids[1], "state");
    assert_eq!((&state["ours"], &state["theirs"]), (&json!("APPROVED"), &json!("CANCELLED")));
    assert_eq!(find(&new, "shipment")["cause"], "newHere");
    assert!(told["head"]["compared"].as_u64() > Some(40), "everything open was compared: {}", told["head"]);

    let again = desk.must(&["reconcile"]).await;
    assert_eq!(again["differences"], json!([]), "what was repaired is repaired");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_night_that_was_slept_through_everything_is_compared_once() {
    let mut bench = Bench::with(world(120), Lanes::Still).await;
    bench.desk().sync(false).await.expect("the picture is complete");
    let held = bench.oldest().await.remove(0);
    // The next morning, half past eight.
    bench.wait_until(MORNING + 22 * HOUR).await;
    bench.market.post("/hold", json!({ "shipmentId": held })).await;
    bench.restart(Lanes::All).await;
    let done = |runs: &[ReconcileRun]| runs.iter().filter(|run| run.state == ReconcileState::Done).count();
    until("the night is made up for", || async { done(&bench.desk().reconcile_runs().await.expect("runs")) == 1 })
        .await;
    let runs = bench.desk().reconcile_runs().await.expect("runs");
    assert_eq!((runs.len(), runs[0].why), (1, ReconcileWhy::Nightly));
    let (_, differences) = bench.desk().reconcile_run(runs[0].run, 0, 1_000).await.expect("its differences");
    // The poller may have read it a moment earlier; then it is no difference any more.
    for one in differences.iter().filter(|one| one.shipment_id.as_str() == held && one.field == "hold") {
        assert_eq!(one.cause, DifferenceCause::MissedOffline, "nothing was read for a night: {one:?}");
    }
    bench.restart(Lanes::All).await;
    until("it reads", || async { bench.of("to-pack").await.is_complete }).await;
    assert_eq!(bench.desk().reconcile_runs().await.expect("runs").len(), 1, "once a night");
    bench.desks.shut_down().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_from_sleep_the_open_queues_are_read_at_once() {
    let bench = Bench::with(world(120), Lanes::All).await;
    until("the first picture", || async { bench.of("to-pack").await.is_complete }).await;
    until("it rests", || async { bench.desk().status().await.expect("a status").sync.is_none() }).await;
    let gone = bench.oldest().await.remove(0);
    bench.market.post("/buyer_cancel", json!({ "shipmentId": gone })).await;
    bench.wait_until(MORNING + 2 * HOUR).await;
    until("it reads by itself, long before its next turn", || async {
        bench.of("to-pack").await.as_of.is_some_and(|at| at.0 >= MORNING + 2 * HOUR)
    })
    .await;
    assert!(!bench.open_here().await.contains_key(&gone));
    until("it is told as fresh again", || async { bench.desk().status().await.expect("a status").woke.is_none() })
        .await;
    bench.desks.shut_down().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_midnight_in_india_everything_that_goes_by_the_day_is_looked_at_again() {
    let bench = Bench::with(world(60), Lanes::All).await;
    until("the first picture", || async { bench.of("to-pack").await.is_complete }).await;
    let midnight = At(MORNING).day().start().0 + 24 * HOUR;
    bench.wait_until(midnight - 20_000).await;
    until("it has read what it slept through", || async {
        let status = bench.desk().status().await.expect("a status");
        status.woke.is_none() && status.sync.is_none() && status.synced_at.is_some_and(|at| at.0 >= midnight - 20_000)
    })
    .await;
    let feed = tokio::spawn({
        let desks = bench.desks.clone();
        async move { desks.run_feed().await }
    });
    let mut events = bench.desks.events();
    // Less than a minute on: no sleep, only another day.
    bench.wait_until(midnight + 20_000).await;
    let by_the_day = [Topic::Guardrails, Topic::Alerts, Topic::Handover, Topic::Batches];
    let told = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            if let Ok(DeskEvent::Changed { topics, .. }) = events.recv().await
                && by_the_day.iter().all(|topic| topics.contains(topic))
            {
                break;
            }
        }
    });
    assert!(told.await.is_ok(), "the new day is told");
    assert!(bench.desk().status().await.expect("a status").woke.is_none(), "and nobody slept");
    feed.abort();
    bench.desks.shut_down().await;
}
