//! Alerts: one for each cause, over when the cause has gone, and again when it comes back; and the count that keeps up by
//! itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_domain::At;
use godown_domain::guardrail::board::Alert;
use godown_domain::india::{HOUR, MINUTE};
use godown_ops::ports::ManualClock;
use godown_ops::{DeskEvent, Desks, Lanes};
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::broadcast::Receiver;

use crate::guardrails::{AFTERNOON, value};
use crate::market::Market;

const DAY: i64 = 24 * HOUR;

/// An engine on a marketplace; both clocks stand until they are moved together.
struct Watch {
    market: Market,
    desks: Desks,
    clock: Arc<ManualClock>,
    events: Receiver<DeskEvent>,
    _folder: TempDir,
}

impl Watch {
    async fn start(lanes: Lanes) -> Self {
        let mut config =
            SandboxConfig { epoch: Some(AFTERNOON), history_days: Some(20), seed: 3, ..SandboxConfig::standing(500) };
        config.rates.seller_cancel_bp = 300;
        let market = Market::start(config).await;
        let clock = Arc::new(ManualClock::at(At(AFTERNOON)));
        let (desks, folder) = market.engine(clock.clone(), lanes).await;
        let events = desks.events();
        Self { market, desks, clock, events, _folder: folder }
    }

    async fn read() -> Self {
        let watch = Self::start(Lanes::Still).await;
        watch.sync().await;
        watch
    }

    async fn sync(&self) {
        self.desks.desk().expect("open").sync(false).await.expect("the picture is complete");
    }

    async fn wait_until(&self, now: i64) {
        self.market.post("/clock", json!({ "now": now })).await;
        self.clock.set(At(now));
    }

    /// Looks twice, as the watch does every minute; gives the alerts told by it.
    async fn look(&mut self) -> Vec<Alert> {
        let desk = self.desks.desk().expect("open");
        for _ in 0..2 {
            desk.look_at_guardrails().await.expect("the board can be read");
        }
        let mut told = vec![];
        while let Ok(event) = self.events.try_recv() {
            if let DeskEvent::Alert { alert, title, text } = event {
                assert!(!title.is_empty() && text.ends_with('.'), "said in a sentence: {title}: {text}");
                told.push(*alert);
            }
        }
        told
    }

    /// Alerts of a kind as kept, newest first: line, whether over.
    async fn kept(&self, kind: &str) -> Vec<Value> {
        let alerts = godown_api::call(&self.desks, "alerts", json!({})).await.expect("alerts");
        let alerts = alerts["alerts"].as_array().expect("alerts").clone();
        alerts.into_iter().filter(|alert| alert["what"]["kind"] == kind).collect()
    }

    /// Moves Gold's limit for cancellations.
    async fn limit(&self, bp: Option<u32>) {
        let desk = self.desks.desk().expect("open");
        let (mut policies, _) = desk.policies().await.expect("policies");
        for line in policies.lines.iter_mut().filter(|line| line.id == "gold-cancellation") {
            line.limit_bp = bp.unwrap_or(5_000);
        }
        desk.set_policies(Some(policies)).await.expect("limits to judge by");
    }
}

fn of_kind(told: &[Alert], kind: &str) -> Vec<Alert> {
    let is = |alert: &&Alert| serde_json::to_value(&alert.what).expect("JSON")["kind"] == kind;
    told.iter().filter(is).cloned().collect()
}

fn of_line(alerts: &[Value], id: &str) -> Vec<Value> {
    alerts.iter().filter(|alert| alert["what"]["line"]["line"]["id"] == id).cloned().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crossed_line_is_told_once_and_again_when_it_is_crossed_again() {
    let mut watch = Watch::read().await;
    watch.limit(None).await;
    watch.look().await;
    assert!(of_line(&watch.kept("crossed").await, "gold-cancellation").is_empty(), "half of all may be cancelled");

    // Three in a hundred were cancelled.
    watch.limit(Some(100)).await;
    let told = of_kind(&watch.look().await, "crossed");
    let told: Vec<Value> = told.iter().map(|alert| serde_json::to_value(alert).expect("JSON")).collect();
    assert_eq!(of_line(&told, "gold-cancellation").len(), 1, "told once, however often it is looked at");
    let kept = of_line(&watch.kept("crossed").await, "gold-cancellation");
    assert_eq!((kept.len(), &kept[0]["overAt"], &kept[0]["quiet"]), (1, &Value::Null, &json!(false)));

    watch.limit(None).await;
    assert!(of_kind(&watch.look().await, "crossed").is_empty());
    assert_eq!(
        of_line(&watch.kept("crossed").await, "gold-cancellation")[0]["overAt"],
        AFTERNOON,
        "over when it has gone"
    );

    watch.limit(Some(100)).await;
    assert_eq!(of_kind(&watch.look().await, "crossed").len(), 1, "and again when it comes back");
    assert_eq!(of_line(&watch.kept("crossed").await, "gold-cancellation").len(), 2, "both stand in the list");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_cause_is_told_once_however_many_lines_it_moves() {
    let mut watch = Watch::read().await;
    let told = watch.look().await;
    let lines = |alerts: &[Value]| -> Vec<Value> {
        let all = alerts.iter().filter(|alert| alert["what"]["line"]["line"]["metric"] == "seller-cancellation");
        all.cloned().collect()
    };
    let told: Vec<Value> = told.iter().map(|alert| serde_json::to_value(alert).expect("JSON")).collect();
    let told = lines(&told);
    let all = godown_api::call(&watch.desks, "alerts", json!({})).await.expect("alerts");
    let kept = lines(all["alerts"].as_array().expect("alerts"));
    assert!(kept.len() > 2, "three in a hundred were cancelled: every line is crossed: {kept:?}");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["what"]["kind"], "crossed");
    let with: Vec<&Value> = kept.iter().filter(|alert| alert["toldWith"] == told[0]["id"]).collect();
    assert_eq!(with.len(), kept.len() - 1, "the others stand in the list with it");
    let unseen = all["unseen"].as_u64().expect("a count");
    let alone = all["alerts"].as_array().expect("alerts").iter().filter(|alert| alert["toldWith"].is_null()).count();
    assert_eq!(unseen, alone as u64, "and are no news of their own");
    godown_api::call(&watch.desks, "alert_seen", json!({ "id": told[0]["id"] })).await.expect("seen");
    let all = godown_api::call(&watch.desks, "alerts", json!({})).await.expect("alerts");
    let kept = lines(all["alerts"].as_array().expect("alerts"));
    assert!(kept.iter().all(|alert| !alert["seenAt"].is_null()), "seen together: {kept:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quiet_hours_keep_an_alert_and_mark_it() {
    let mut watch = Watch::read().await;
    let desk = watch.desks.desk().expect("open");
    let (mut policies, _) = desk.policies().await.expect("policies");
    let minute = u16::try_from(At(AFTERNOON).since(At(AFTERNOON).day().start()) / MINUTE).expect("a minute of the day");
    (policies.quiet_from_minute, policies.quiet_to_minute) = (minute, minute + 1);
    desk.set_policies(Some(policies)).await.expect("policies");
    let told = watch.look().await;
    assert!(!told.is_empty() && told.iter().all(|alert| alert.quiet), "told to whoever listens, as quiet: {told:?}");
    let kept = watch.kept("cohortMisses").await;
    assert!(!kept.is_empty() && kept.iter().all(|alert| alert["quiet"] == true), "{kept:?}");
    // What was raised in quiet hours is not told a second time when they end.
    watch.wait_until(AFTERNOON + MINUTE).await;
    let again: Vec<Alert> =
        watch.look().await.into_iter().filter(|alert| told.iter().any(|one| one.what == alert.what)).collect();
    assert!(again.is_empty(), "{again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_off_that_will_miss_is_told_once_and_over_when_it_has_passed() {
    let mut watch = Watch::read().await;
    let told = of_kind(&watch.look().await, "cohortMisses");
    let dues: Vec<Value> =
        told.iter().map(|alert| serde_json::to_value(&alert.what).expect("JSON")["due"].clone()).collect();
    let cut_off = dues.iter().filter_map(Value::as_i64).min().expect("nobody packs, so the next one will miss");
    assert_eq!(dues.iter().filter(|due| **due == cut_off).count(), 1, "one for each cut-off: {dues:?}");
    watch.wait_until(AFTERNOON + 5 * MINUTE).await;
    let again = of_kind(&watch.look().await, "cohortMisses");
    assert!(again.is_empty(), "five minutes later it is the same cause: {again:?}");
    watch.wait_until(cut_off + MINUTE).await;
    watch.sync().await;
    watch.look().await;
    let kept = watch.kept("cohortMisses").await;
    let this = kept.iter().find(|alert| alert["what"]["due"] == cut_off).expect("kept");
    assert_eq!(this["overAt"], cut_off + MINUTE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispatch_by_moved_earlier_and_a_dying_login_are_told() {
    let mut watch = Watch::read().await;
    assert!(of_kind(&watch.look().await, "dueEarlier").is_empty());
    let found = watch.market.get("/truth?queue=to_pack&limit=100").await;
    let due = |one: &Value| one["dispatchByDate"].as_i64().expect("an instant");
    let one = found["shipments"].as_array().expect("shipments").iter().max_by_key(|one| due(one)).expect("one to pack");
    let to = due(one) - 30 * MINUTE;
    watch.wait_until(AFTERNOON + MINUTE).await;
    watch.market.post("/move_dispatch_by", json!({ "shipmentId": one["shipmentId"], "to": to })).await;
    watch.wait_until(AFTERNOON + 2 * MINUTE).await;
    watch.sync().await;
    let told = of_kind(&watch.look().await, "dueEarlier");
    let told: Vec<Value> = told.iter().map(|alert| serde_json::to_value(&alert.what).expect("JSON")).collect();
    assert_eq!(told, [json!({ "kind": "dueEarlier", "shipments": 1, "due": to })]);

    let desk = watch.desks.desk().expect("open");
    let dies = desk.status().await.expect("status").login_expires_at.expect("a login");
    assert!(of_kind(&watch.look().await, "loginDies").is_empty(), "two months are left");
    let mut steps = vec![];
    for days in [29, 28, 8, 6, 2, 0] {
        watch.clock.set(dies.plus(-days * DAY - HOUR));
        for alert in of_kind(&watch.look().await, "loginDies") {
            steps.push(days);
            assert!(
                !alert.quiet
                    || godown_domain::guardrail::alerts::is_quiet(
                        &desk.policies().await.expect("policies").0,
                        alert.at
                    )
            );
        }
    }
    assert_eq!(steps, [29, 6, 0], "at 30, 7 and 1 days, once each");
    let kept = watch.kept("loginDies").await;
    assert_eq!(kept.iter().filter(|alert| alert["overAt"].is_null()).count(), 1, "only the last one stands: {kept:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_count_keeps_up_by_itself() {
    let watch = Watch::start(Lanes::All).await;
    let approved = async |watch: &Watch| {
        let board = godown_api::call(
            &watch.desks,
            "guardrail_board",
            json!({
                "location": null, "basis": null, "cancellationDay": null, "asOf": null,
            }),
        )
        .await
        .expect("the board");
        (value(&board, "seller-cancellation", 7), board["pending"].as_i64().expect("a count"))
    };
    let truth = async |watch: &Watch| {
        let truth = watch.market.get("/truth/guardrails?days=7").await["windows"][0]["account"].clone();
        let units = |name: &str| truth[name].as_i64().expect("units");
        ((units("unitsCancelledBySeller"), units("unitsApproved")), 0)
    };
    let settled = async |watch: &Watch, when: &str| {
        let until = Instant::now() + Duration::from_secs(90);
        let wanted = truth(watch).await;
        loop {
            let have = approved(watch).await;
            if have == wanted {
                return;
            }
            assert!(Instant::now() < until, "{when}: counted {have:?}, truly {wanted:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    settled(&watch, "after the first reading").await;
    watch.wait_until(AFTERNOON + MINUTE).await;
    watch.market.orders(12).await;
    watch.wait_until(AFTERNOON + 2 * MINUTE).await;
    watch.desks.desk().expect("open").sync_soon(false);
    settled(&watch, "after twelve new orders").await;
    watch.desks.shut_down().await;
}
