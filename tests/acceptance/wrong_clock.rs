//! A computer's clock that is wrong by hours: windows and cut-offs go by the marketplace's time, and it is said.

use std::sync::Arc;

use godown_domain::At;
use godown_domain::india::{HOUR, MINUTE};
use godown_domain::status::{Login, Status};
use godown_ops::Lanes;
use godown_ops::ports::SystemClock;
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::cli::Desk;
use crate::market::Market;

/// A marketplace whose clock differs from this computer's by so much, and says so with every answer.
async fn market_ahead_by(off: i64) -> Market {
    let config = SandboxConfig {
        orders_existing: 40,
        orders_per_minute: 0.0,
        calm: true,
        label_delay_ms: 200,
        epoch: Some(here() + off),
        tells_time: true,
        ..SandboxConfig::default()
    };
    Market::start(config).await
}

fn here() -> i64 {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970");
    i64::try_from(since.as_millis()).expect("before the year 292 million")
}

fn assert_off(told: &Value, off: i64) {
    let told = told.as_i64().unwrap_or_default();
    assert!((told - off).abs() < 10_000, "told {told} ms, is {off} ms");
}

/// When each shipment may be packed, by the marketplace's own account.
async fn opens_at(market: &Market, id: &str) -> i64 {
    let truth = market.truth().await;
    let one = truth.iter().find(|one| one["shipmentId"] == id).expect("a shipment of the marketplace");
    one["dispatchAfterDate"].as_i64().expect("an instant")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_that_is_open_there_and_not_here_can_be_packed() {
    let off = 5 * HOUR;
    let market = market_ahead_by(off).await;
    let id = market.orders(1).await.remove(0);
    let opens = opens_at(&market, &id).await;
    assert!(opens > here() + HOUR && opens <= here() + off, "by this computer's clock it is hours too early");
    let desk = Desk::at(market.base());
    let synced = desk.run(&["sync"]).await;
    assert_eq!(synced.code, 0, "{}", synced.words);
    assert_off(&synced.json["clockOffMs"], off);
    assert!(synced.words.contains("clock is 5 h 0 min behind the marketplace's"), "{}", synced.words);
    let to_pack = desk.must(&["queue", "to-pack"]).await;
    let here_to_pack = to_pack["shipments"].as_array().expect("shipments").iter().any(|row| row["shipmentId"] == id);
    assert!(here_to_pack, "the next run goes by what the last one learned: {to_pack}");
    desk.must(&["pack", "--wait", &id]).await;
    assert_eq!(market.effects("pack").await, [(id, 1)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_that_is_open_here_and_not_there_is_blocked_here() {
    let off = -5 * HOUR;
    let market = market_ahead_by(off).await;
    let made = market.post("/orders", json!({ "count": 5, "actionable": false })).await;
    let mut early = None;
    for id in crate::market::texts(&made["shipmentIds"]) {
        let opens = opens_at(&market, &id).await;
        if opens > here() + off + 2 * MINUTE && opens < here() - HOUR {
            early = Some(id);
        }
    }
    let id = early.expect("one of five orders has a window between the two clocks");
    let desk = Desk::at(market.base());
    let synced = desk.run(&["sync"]).await;
    assert_off(&synced.json["clockOffMs"], off);
    assert!(synced.words.contains("clock is 5 h 0 min ahead of the marketplace's"), "{}", synced.words);
    let refused = desk.run(&["pack", "--wait", &id]).await;
    assert_eq!((refused.code, refused.with_outcome("didNotGo")), (1, vec![id]), "{}", refused.json);
    assert_eq!(refused.json["outcomes"][0]["code"], "NOT_YET", "{}", refused.json);
    assert_eq!(market.calls().await.1["pack"].as_u64().unwrap_or(0), 0, "nobody bothers the marketplace with it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_the_login_nor_the_line_is_misjudged() {
    for off in [5 * HOUR, -5 * HOUR] {
        let market = market_ahead_by(off).await;
        let (desks, _folder) = market.engine(Arc::new(SystemClock), Lanes::Still).await;
        let desk = desks.desk().expect("open");
        desk.sync(true).await.expect("the picture is complete");
        let logins = market.calls().await.1["token"].as_u64();
        desk.sync(true).await.expect("again");
        assert_eq!(market.calls().await.1["token"].as_u64(), logins, "a token is not thrown away for the clock's sake");

        let well: Status = desk.status().await.expect("a status");
        assert_eq!(well.login, Login::Ok);
        assert_off(&json!(well.clock_off_ms), off);
        assert!((well.now.0 - here() - off).abs() < 10_000, "the desk goes by the marketplace's time");
        let there = At(market.get("/clock").await["now"].as_i64().expect("an instant"));
        let lives = well.login_expires_at.expect("a login").since(there);
        let whole = 60 * 24 * HOUR;
        assert!((lives - whole).abs() < MINUTE, "the login lives {lives} ms, not {whole}");

        market.running.stop().await;
        assert!(desk.sync(false).await.is_err());
        let dead = desk.status().await.expect("a status");
        let silent = dead.now.since(dead.offline_since.expect("no line"));
        assert!((0..MINUTE).contains(&silent), "offline for {silent} ms");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_pass_is_dated_by_the_clock_it_learns_on_the_way() {
    for off in [5 * HOUR, -5 * HOUR] {
        let market = market_ahead_by(off).await;
        let begun = here() + off;
        let synced = Desk::at(market.base()).run(&["sync"]).await;
        assert_eq!(synced.code, 0, "{}", synced.words);
        let at = synced.json["syncedAt"].as_i64().expect("an instant");
        let ended = here() + off;
        assert!((begun - 5_000..=ended + 5_000).contains(&at), "read between {begun} and {ended}, dated {at}");
    }
}
