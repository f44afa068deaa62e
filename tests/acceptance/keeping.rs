//! The database is damaged, and nothing is lost or done twice: it is told with a way out, backups are whole or not there, and
//! after a restore every act is looked at before anything is asked again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use godown_sandbox::{PRACTICE_APP_SECRET, SandboxConfig};
use serde_json::json;

use crate::cli::Desk;
use crate::main_job::once;
use crate::market::{Market, seller_folder};

const PAGE: usize = 4_096;

fn small() -> SandboxConfig {
    SandboxConfig {
        orders_existing: 60,
        orders_per_minute: 0.0,
        calm: true,
        label_delay_ms: 200,
        ..SandboxConfig::default()
    }
}

fn database(desk: &Desk) -> PathBuf {
    seller_folder(&desk.path("data")).join("godown.db")
}

fn damage(file: &Path, from: usize, bytes: usize) -> Vec<u8> {
    let mut all = std::fs::read(file).expect("the database");
    all.iter_mut().skip(from).take(bytes).for_each(|byte| *byte ^= 0xff);
    std::fs::write(file, &all).expect("a damaged file");
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_told_with_the_newest_backup_and_never_written_to() {
    let market = Market::start(small()).await;
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    let made = desk.must(&["data", "backup"]).await;
    assert!(made["shipments"].as_u64() > Some(0), "{made}");
    assert_eq!(desk.must(&["data", "check"]).await, json!({ "damage": null }));
    let file = database(&desk);
    let whole = std::fs::read(&file).expect("the database");
    let cuts: [&dyn Fn(); 3] =
        [&|| drop(damage(&file, 0, 100)), &|| drop(damage(&file, 20 * PAGE, 40 * PAGE)), &|| {
            std::fs::write(&file, &whole[..whole.len() / 2]).expect("a torn file")
        }];
    for cut in cuts {
        std::fs::write(&file, &whole).expect("a whole file");
        cut();
        let broken = std::fs::read(&file).expect("the database");
        let answer = desk.run(&["queue", "--counts"]).await;
        assert_eq!((answer.code, &answer.json["error"]["code"]), (1, &json!("STORE_DAMAGED")), "{}", answer.words);
        let holds = format!("with {} shipments and 0 actions", made["shipments"]);
        assert!(answer.words.contains(&holds), "the way out is named: {}", answer.words);
        assert_eq!(desk.run(&["data", "check"]).await.code, 1);
        assert!(std::fs::read(&file).expect("the database") == broken, "not a byte is changed");
    }
    desk.must(&["data", "restore"]).await;
    desk.must(&["sync", "--full"]).await;
    assert_eq!(desk.must(&["data", "check"]).await, json!({ "damage": null }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_younger_than_the_backup_is_neither_lost_nor_done_twice() {
    let market = Market::start(small()).await;
    let mut desk = Desk::at(market.base());
    let ids = market.orders(4).await;
    desk.must(&["sync"]).await;
    desk.must(&["data", "backup"]).await;
    let packed = ["pack", "--wait", "--key", "after", &ids[0], &ids[1], &ids[2]];
    desk.must(&packed).await;
    desk.secret = "not-the-secret".into();
    assert_eq!(desk.run(&["pack", "--key", "waiting", "--wait", &ids[3]]).await.code, 3, "journalled, not sent");
    desk.secret = PRACTICE_APP_SECRET.to_owned();
    damage(&database(&desk), 0, PAGE);

    let told = desk.must(&["data", "restore"]).await;
    assert_eq!(told["actions"], json!({ "carried": 4, "doubtful": 0, "unreadable": 0 }), "{told}");
    let open = desk.run(&["activity", "--unresolved"]).await.json;
    let [one] = open["actions"].as_array().expect("actions").as_slice() else { panic!("one act is open: {open}") };
    assert_eq!((&one["subject"]["id"], &one["state"]), (&json!(ids[3]), &json!("unknown")), "never waiting to be sent");
    desk.must(&["sync", "--full"]).await;
    desk.must(&packed).await;
    let done: BTreeSet<String> = ids[..3].iter().cloned().collect();
    assert_eq!(once(market.effects("pack").await), done, "asked again with the same key, and done once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_in_the_backup_may_have_gone_out_since_and_is_read_back_first() {
    let market = Market::start(small()).await;
    let mut desk = Desk::at(market.base());
    let ids = market.orders(3).await;
    desk.must(&["sync"]).await;
    let asked = ["pack", "--wait", "--key", "k", &ids[0], &ids[1], &ids[2]];
    desk.secret = "not-the-secret".into();
    assert_eq!(desk.run(&asked).await.code, 3, "journalled, not sent");
    desk.must(&["data", "backup"]).await;
    desk.secret = PRACTICE_APP_SECRET.to_owned();
    desk.must(&asked).await;
    let file = database(&desk);
    std::fs::remove_file(&file).expect("the file is gone, with every trace of what was sent");

    let told = desk.must(&["data", "restore"]).await;
    assert_eq!(told["actions"]["doubtful"], json!(3), "{told}");
    let answer = desk.must(&asked).await;
    assert_eq!(answer["outcomes"].as_array().map(Vec::len), Some(3), "{answer}");
    assert_eq!(once(market.effects("pack").await), ids.iter().cloned().collect::<BTreeSet<_>>());
    assert_eq!(desk.must(&["activity", "--unresolved"]).await["actions"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_backing_up_no_half_backup_counts() {
    let market = Market::start(SandboxConfig { orders_existing: 1_500, ..small() }).await;
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    desk.must(&["data", "backup"]).await;
    for moment in [30, 60, 90, 120, 160, 220] {
        let mut child = desk.spawn(&["data", "backup"]);
        if tokio::time::timeout(Duration::from_millis(moment), child.wait()).await.is_err() {
            child.kill().await.expect("it can be killed");
        }
    }
    let kept = desk.must(&["data", "backups"]).await;
    let folder = database(&desk).with_file_name("backups");
    let backups = kept["backups"].as_array().expect("backups");
    assert!(!backups.is_empty(), "the good one stays");
    for backup in backups {
        let file = folder.join(backup["name"].as_str().expect("a name"));
        godown_store::check::file(&file).expect("each that is listed is sound");
    }
    desk.must(&["data", "backup"]).await;
    let names = std::fs::read_dir(&folder).expect("backups").flatten().map(|entry| entry.file_name());
    let half: Vec<_> = names.filter(|name| !name.to_string_lossy().ends_with(".db")).collect();
    assert!(half.is_empty(), "the next one takes the rest away: {half:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_while_backing_up_leaves_nothing_half() {
    use crate::cli::Answer;
    let market = Market::start(SandboxConfig { orders_existing: 800, ..small() }).await;
    let desk = Desk::at(market.base());
    let Some(disk) = crate::small_disk::SmallDisk::at(&desk.path("data"), 40_000).await else { return };
    let run = |args: &'static [&'static str]| Answer::of(disk.inside(&desk.command(args)));
    assert_eq!(run(&["sync"]).await.code, 0);
    let room = "s=$(stat -c %s sellers/*/godown.db); f=$(df -B1 --output=avail . | tail -1); \
        head -c $((f - s / 2)) /dev/zero > filler";
    assert!(disk.sh(room).await, "room for half a backup");
    let full = run(&["data", "backup"]).await;
    assert_eq!((full.code, &full.json["error"]["code"]), (1, &json!("DISK_FULL")), "{full:?}");
    assert!(disk.sh("test -z \"$(ls -A sellers/*/backups)\"").await, "nothing half is left");
    assert_eq!(run(&["queue", "--counts"]).await.code, 0, "reading goes on");
    disk.grow(120_000).await;
    assert_eq!(run(&["data", "backup"]).await.code, 0);
}
