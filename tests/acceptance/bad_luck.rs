//! Bad input and bad luck: each gets its exit code, a clear message and a next step, and nothing is lost.

use std::path::Path;
use std::sync::Arc;

use godown_ops::ports::{MemoryVault, SystemClock};
use godown_ops::{Desks, DesksOptions, Lanes};
use godown_sandbox::{PRACTICE_APP_ID, PRACTICE_APP_SECRET, SandboxConfig};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::cli::{Answer, Desk};
use crate::market::{Market, seller_folder};

fn small() -> SandboxConfig {
    SandboxConfig { orders_existing: 40, orders_per_minute: 0.0, calm: true, ..SandboxConfig::default() }
}

/// A failure that says what happened and what to do, to people and to scripts.
fn assert_told(answer: &Answer, code: i32, kind: &str) {
    assert_eq!(answer.code, code, "{}\n{}", answer.words, answer.json);
    let error = &answer.json["error"];
    assert_eq!(error["code"], kind, "{}", answer.json);
    for part in ["message", "nextStep"] {
        let words = error[part].as_str().unwrap_or_default();
        assert!(!words.is_empty() && answer.words.contains(words), "{part} must be told: {}", answer.json);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_is_a_login_matter() {
    let market = Market::start(small()).await;
    let wrong = Desk { secret: "not-the-secret".into(), ..Desk::at(market.base()) };
    assert_told(&wrong.run(&["sync"]).await, 3, "AUTH_REFUSED");
    assert_told(&wrong.run(&["account", "test"]).await, 3, "AUTH_REFUSED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_that_stops_working_ends_the_waiting_and_keeps_what_was_asked() {
    let market = Market::start(small()).await;
    let mut desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    let id = market.orders(1).await.remove(0);
    desk.must(&["sync"]).await;
    desk.secret = "changed-meanwhile".into();
    market.post("/drop_tokens", json!({})).await;
    let refused = desk.run(&["pack", "--wait", "--key", "k", &id]).await;
    assert_eq!(refused.code, 3, "{}", refused.words);
    assert!(market.effects("pack").await.is_empty());
    desk.secret = PRACTICE_APP_SECRET.to_owned();
    desk.must(&["pack", "--wait", "--key", "k", &id]).await;
    assert_eq!(market.effects("pack").await, [(id, 1)], "the next run carries it out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_listening_is_a_matter_of_the_network() {
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    assert_told(&Desk::at(&base).run(&["sync"]).await, 4, "NET_OFFLINE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxys_page_is_not_taken_for_the_marketplace() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", proxy.local_addr().expect("an address"));
    let serving = tokio::spawn(async move {
        while let Ok((mut line, _)) = proxy.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4_096];
                let _ = line.read(&mut asked).await;
                let page = "<html><head><title>Sign in to Hotel WiFi</title></head><body>Room number?</body></html>";
                let head =
                    format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n", page.len());
                let _ = line.write_all(format!("{head}{page}").as_bytes()).await;
            });
        }
    });
    let answer = Desk::at(&base).run(&["sync"]).await;
    assert_eq!(answer.code, 4, "{}\n{}", answer.words, answer.json);
    assert!(answer.words.contains("proxy") || answer.words.contains("page"), "{}", answer.words);
    serving.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_dies_on_the_way_loses_nothing() {
    let market = Market::start(small()).await;
    let desk = Desk::at(market.base());
    let id = market.orders(1).await.remove(0);
    desk.must(&["sync"]).await;
    let queue = desk.must(&["queue", "--counts"]).await;
    market.running.stop().await;
    assert_eq!(desk.must(&["queue", "--counts"]).await, queue, "the cache answers without a line");
    assert_eq!(desk.must(&["show", &id]).await["shipmentId"], json!(id));
    assert_told(&desk.run(&["sync"]).await, 4, "NET_OFFLINE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_cannot_be_written_is_told() {
    let market = Market::start(small()).await;
    let desk = Desk::at(market.base());
    // The system's own tree refuses everybody, the superuser too.
    let answer = desk.run(&["sync", "--data-dir", "/sys/godown"]).await;
    assert_told(&answer, 1, "DISK_FULL");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_copy_on_the_same_data_says_so() {
    let market = Market::start(small()).await;
    let desk = Desk::at(market.base());
    let first = Desks::new(DesksOptions {
        data_dir: desk.path("data"),
        vault: Arc::new(MemoryVault::default()),
        clock: Arc::new(SystemClock),
        start_practice: None,
        desk: "bench 1".into(),
        lanes: Lanes::Asked,
    });
    let form = json!({
        "name": "", "clientId": PRACTICE_APP_ID, "clientSecret": PRACTICE_APP_SECRET, "baseUrl": market.base(),
    });
    godown_api::call(&first, "account_add", form).await.expect("the account is added");
    assert_told(&desk.run(&["queue", "--counts"]).await, 1, "ALREADY_OPEN");
    first.shut_down().await;
    drop(first);
    desk.must(&["queue", "--counts"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_a_newer_godown_is_left_untouched() {
    let market = Market::start(small()).await;
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    let file = database(&desk.path("data"));
    {
        let conn = rusqlite::Connection::open(&file).expect("the database");
        conn.pragma_update(None, "user_version", 9_999).expect("a version from the future");
    }
    let before = std::fs::read(&file).expect("the file");
    assert_told(&desk.run(&["queue", "--counts"]).await, 1, "STORE_NEWER");
    assert!(std::fs::read(&file).expect("the file") == before, "not a byte is changed");
}

fn database(data: &Path) -> std::path::PathBuf {
    seller_folder(data).join("godown.db")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_use_is_told_without_a_marketplace() {
    let desk = Desk::at("http://127.0.0.1:9");
    assert_eq!(desk.run(&["queue", "no-such-queue"]).await.code, 2);
    assert_eq!(desk.run(&["pack"]).await.code, 2);
    assert_eq!(desk.run(&["cancel", "S1", "--reason", "changed my mind"]).await.code, 2);
    assert_eq!(desk.run(&["batch", "1", "--wait", "christmas"]).await.code, 2);
    let market = Market::start(small()).await;
    let desk = Desk::at(market.base());
    let unknown = desk.run(&["show", "no-such-shipment"]).await;
    assert_told(&unknown, 1, "NOT_FOUND");
    assert_told(&desk.run(&["batch", "77"]).await, 1, "NOT_FOUND");
    let nothing = desk.run(&["pack", "no-such-shipment"]).await;
    assert_eq!(nothing.code, 1);
    assert_eq!(nothing.json["outcomes"][0]["code"], "NOT_KNOWN", "{}", nothing.json);
}
