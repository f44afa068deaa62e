//! A full disk: it is told, nothing leaves for the marketplace that is not in the journal, what was read stays readable, and
//! with room again everything goes on where it stood.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use godown_sandbox::{PRACTICE_APP_SECRET, SandboxConfig};
use serde_json::{Value, json};

use crate::cli::{Answer, Desk};
use crate::main_job::once;
use crate::market::Market;
use crate::small_disk::SmallDisk;

fn config(orders_existing: u32) -> SandboxConfig {
    SandboxConfig {
        orders_existing,
        orders_per_minute: 0.0,
        calm: true,
        label_delay_ms: 200,
        ..SandboxConfig::default()
    }
}

/// A desk whose data folder is a disk of its own.
struct Bench {
    market: Market,
    desk: Desk,
    disk: SmallDisk,
}

impl Bench {
    async fn with(orders: u32, kib: u32) -> Option<Self> {
        let market = Market::start(config(orders)).await;
        let desk = Desk::at(market.base());
        let disk = SmallDisk::at(&desk.path("data"), kib).await?;
        Some(Self { market, desk, disk })
    }

    async fn run(&self, args: &[&str]) -> Answer {
        Answer::of(self.disk.inside(&self.desk.command(args))).await
    }

    async fn must(&self, args: &[&str]) -> Value {
        let answer = self.run(args).await;
        assert_eq!(answer.code, 0, "{args:?}: {}\n{}", answer.words, answer.json);
        answer.json
    }

    /// The failure of a full disk: which disk, and what to do.
    fn assert_full(answer: &Answer) {
        assert_eq!((answer.code, &answer.json["error"]["code"]), (1, &json!("DISK_FULL")), "{answer:?}");
        assert!(answer.words.contains("disk") && answer.words.contains("ree some space"), "{}", answer.words);
    }

    async fn assert_no_rubbish(&self) {
        assert!(self.disk.sh("test -z \"$(find . -name '*.part')\"").await, "half-written files are taken away");
    }
}

fn shipments(counts: &Value) -> u64 {
    let queues = counts["queues"].as_array().expect("queues").iter();
    queues.map(|queue| queue["shipments"].as_u64().expect("a count")).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_while_reading_keeps_what_was_read() {
    let Some(bench) = Bench::with(2_500, 6_000).await else { return };
    let broken = bench.run(&["sync"]).await;
    Bench::assert_full(&broken);
    let data = bench.desk.path("data");
    assert!(broken.words.contains(&data.display().to_string()), "the disk is named: {}", broken.words);
    bench.assert_no_rubbish().await;

    let read = shipments(&bench.must(&["queue", "--counts"]).await);
    assert!(read > 0, "what was read before the disk was full is there");
    bench.disk.fill().await;
    let counts = bench.must(&["queue", "--counts"]).await;
    assert_eq!(shipments(&counts), read, "not a block is needed to look");
    let list = bench.must(&["queue", "to-pack", "--limit", "3"]).await;
    let id = list["shipments"][0]["shipmentId"].as_str().expect("a shipment").to_owned();
    assert_eq!(bench.must(&["show", &id]).await["shipmentId"], json!(id));
    Bench::assert_full(&bench.run(&["sync"]).await);

    bench.disk.grow(200_000).await;
    let whole = bench.must(&["sync"]).await;
    assert!(whole["shipments"].as_u64() > Some(read), "{whole}");
    let open = bench.market.truth().await.iter().filter(|one| one["state"] == "APPROVED").count() as u64;
    let queues = bench.must(&["queue", "--counts"]).await;
    let waiting: u64 = queues["queues"]
        .as_array()
        .expect("queues")
        .iter()
        .filter(|queue| ["upcoming", "to-pack", "on-hold"].contains(&queue["queue"].as_str().unwrap_or_default()))
        .map(|queue| queue["shipments"].as_u64().expect("a count"))
        .sum();
    assert_eq!(waiting, open, "the picture is whole: {queues}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_nothing_is_sent_and_later_each_goes_once() {
    let Some(mut bench) = Bench::with(30, 16_000).await else { return };
    let ids = bench.market.orders(4).await;
    bench.must(&["sync"]).await;
    let asked = ["pack", "--wait", "--key", "k", &ids[0], &ids[1], &ids[2]];
    bench.desk.secret = "not-the-secret".into();
    assert_eq!(bench.run(&asked).await.code, 3, "journalled, and the login keeps it from going out");
    bench.desk.secret = PRACTICE_APP_SECRET.to_owned();

    bench.disk.fill().await;
    Bench::assert_full(&bench.run(&asked).await);
    Bench::assert_full(&bench.run(&["pack", "--wait", &ids[3]]).await);
    assert!(bench.market.effects("pack").await.is_empty(), "what cannot be journalled as sent is not sent");
    bench.must(&["queue", "--counts"]).await;
    bench.assert_no_rubbish().await;

    bench.disk.grow(64_000).await;
    bench.must(&["sync"]).await;
    bench.must(&asked).await;
    bench.must(&["pack", "--wait", &ids[3]]).await;
    assert_eq!(once(bench.market.effects("pack").await), ids.iter().cloned().collect::<BTreeSet<_>>());
    assert_eq!(bench.must(&["activity", "--unresolved"]).await["actions"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_cannot_be_written_down_is_read_back_and_not_asked_again() {
    let Some(bench) = Bench::with(30, 16_000).await else { return };
    let ids = bench.market.orders(3).await;
    bench.must(&["sync"]).await;
    bench.market.post("/faults", json!({ "delay_ms": { "next": 1, "endpoint": "pack", "value": 2_000 } })).await;
    let asked = ["pack", "--wait", "--key", "k", &ids[0], &ids[1], &ids[2]];
    let running = bench.disk.inside(&bench.desk.command(&asked)).spawn().expect("the program starts");
    let deadline = Instant::now() + Duration::from_secs(30);
    while bench.market.calls().await.1["pack"].as_u64().unwrap_or(0) == 0 {
        assert!(Instant::now() < deadline, "the pack call never left");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bench.disk.fill().await;
    let answer = Answer::from(running.wait_with_output().await.expect("it ends"));
    Bench::assert_full(&answer);
    let all: BTreeSet<String> = ids.iter().cloned().collect();
    // One call is for one warehouse: the first was on the wire, and no second one followed it.
    let sent = once(bench.market.effects("pack").await);
    assert!(!sent.is_empty() && sent.is_subset(&all), "{sent:?}");
    assert_eq!(bench.market.calls().await.1["pack"], json!(1));
    bench.must(&["activity"]).await;

    bench.disk.grow(64_000).await;
    bench.must(&asked).await;
    bench.must(&["batch", "1", "--wait", "downloaded"]).await;
    assert_eq!(once(bench.market.effects("pack").await), all, "none is asked for twice");
    assert_eq!(bench.must(&["activity", "--unresolved"]).await["actions"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_print_file_that_does_not_fit_leaves_nothing_behind_and_is_made_later() {
    let Some(bench) = Bench::with(30, 16_000).await else { return };
    let ids = bench.market.orders(6).await;
    bench.must(&["sync"]).await;
    let pack: Vec<&str> = ["pack", "--wait"].into_iter().chain(ids.iter().map(String::as_str)).collect();
    let batch = bench.must(&pack).await["batch"].to_string();
    bench.must(&["batch", &batch, "--wait", "downloaded"]).await;
    let out = bench.desk.path("labels.pdf");
    let labels = ["labels", "--batch", &batch, "--out", out.to_str().expect("a path")];

    bench.disk.fill().await;
    Bench::assert_full(&bench.run(&labels).await);
    assert!(!out.exists(), "no half a print file");
    bench.assert_no_rubbish().await;
    let list = bench.must(&["documents", "list"]).await;
    let kinds = list["documents"].as_array().expect("documents").iter();
    assert!(kinds.clone().all(|document| document["kind"] != "printFile"), "{list}");

    bench.disk.grow(64_000).await;
    let made = bench.must(&labels).await;
    assert!(made["labels"].as_u64() >= Some(6) && made["missing"] == json!([]), "{made}");
    assert!(std::fs::read(&out).expect("the print file").ends_with(b"%%EOF\n"));
}
