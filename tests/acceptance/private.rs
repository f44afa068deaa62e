//! Buyers stay private: their names lie nowhere in the open, nobody else on the computer can look in, and in time nothing of
//! them is left, in the database, the documents or the backups.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_domain::{At, ShipmentId};
use godown_ops::ports::ManualClock;
use godown_ops::{Buyer, Desk, Desks, Lanes};
use godown_sandbox::PRACTICE_APP_SECRET;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli;
use crate::main_job::config;
use crate::market::{MORNING, Market, seller_folder, standing, texts};

const DAY: i64 = 24 * 60 * 60 * 1_000;
const PATIENCE: Duration = Duration::from_secs(60);

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (vec![], vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// Bytes as a text that the standard library searches fast, whatever they are.
fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn holds(path: &Path, what: &[u8]) -> bool {
    letters(&std::fs::read(path).expect("a file")).contains(&letters(what))
}

/// The first file that holds a text, with the text.
pub fn leak<'a>(folder: &Path, texts: impl IntoIterator<Item = &'a str>) -> Option<(PathBuf, String)> {
    let texts: Vec<&str> = texts.into_iter().collect();
    files(folder).into_iter().find_map(|path| {
        let file = letters(&std::fs::read(&path).expect("a file"));
        let found = texts.iter().find(|text| file.contains(&letters(text.as_bytes())))?;
        Some((path, (*found).to_owned()))
    })
}

struct Shop {
    market: Market,
    desks: Desks,
    clock: Arc<ManualClock>,
    folder: TempDir,
}

impl Shop {
    /// A shop whose picture is complete and whose labels are here.
    async fn open() -> Self {
        let market = Market::start(standing(120)).await;
        let clock = Arc::new(ManualClock::at(At(MORNING)));
        let (desks, folder) = market.engine(clock.clone(), Lanes::Asked).await;
        let shop = Self { market, desks, clock, folder };
        shop.sync().await;
        let (until, waiting) = (Instant::now() + PATIENCE, shop.of_queue("to_print").await);
        assert!(!waiting.is_empty(), "this world has parcels to print");
        let labelled =
            async |id: &ShipmentId| shop.desk().shipment(id.clone()).await.is_ok_and(|one| one.label.is_some());
        for id in &waiting {
            while !labelled(id).await {
                assert!(Instant::now() < until, "the label of {id} did not come");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        shop
    }

    fn desk(&self) -> Desk {
        self.desks.desk().expect("open")
    }

    async fn sync(&self) {
        self.desk().sync(true).await.expect("the picture is complete");
        let patience = Instant::now() + PATIENCE;
        let known = async || {
            let ids = self.of_queue("in_transit").await;
            let Some(first) = ids.first().cloned() else { return true };
            matches!(self.desk().shipment(first).await.expect("known").buyer, Buyer::Known(_) | Buyer::Erased)
        };
        while !known().await {
            assert!(Instant::now() < patience, "nobody's address was read");
            self.desk().sync(false).await.expect("the picture is complete");
        }
    }

    async fn of_queue(&self, queue: &str) -> Vec<ShipmentId> {
        let found = self.market.get(&format!("/truth?queue={queue}&limit=1000")).await;
        let found = found["shipments"].as_array().expect("shipments").iter();
        found.map(|one| one["shipmentId"].as_str().expect("an id").into()).collect()
    }

    async fn call(&self, name: &str, request: Value) -> Value {
        godown_api::call(&self.desks, name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    /// Names and first lines of everybody who is known.
    async fn people(&self) -> Vec<String> {
        let mut people = vec![];
        for one in self.market.truth().await {
            let id = one["shipmentId"].as_str().expect("an id").into();
            if let Buyer::Known(address) = self.desk().shipment(id).await.expect("known").buyer {
                people.extend([address.name, address.line1].into_iter().filter(|text| text.len() > 5));
            }
        }
        people
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_on_the_disk_tells_who_a_buyer_is() {
    let shop = Shop::open().await;
    let people = shop.people().await;
    assert!(people.len() > 20, "there is something to find: {}", people.len());
    let made = shop.call("documents", json!({ "kind": "labels", "count": 10 })).await;
    let document = &made["documents"][0]["document"];
    shop.call("data_backup", json!({})).await;
    assert_eq!(leak(shop.folder.path(), people.iter().map(String::as_str)), None);
    assert_eq!(
        leak(shop.folder.path(), ["%PDF"]),
        None,
        "labels name people in packed streams: no PDF lies open at all"
    );
    assert_eq!(leak(shop.folder.path(), [PRACTICE_APP_SECRET, "Bearer "]), None, "nor does a login");

    // What is asked for in the open is there, and nowhere else.
    let opened = shop.call("document_open", json!({ "document": document })).await;
    let copy = PathBuf::from(opened["path"].as_str().expect("a path"));
    assert_eq!(copy.parent().and_then(Path::file_name).and_then(|name| name.to_str()), Some("opened"));
    assert!(holds(&copy, b"%PDF"));
    let open: Vec<PathBuf> = files(shop.folder.path()).into_iter().filter(|path| holds(path, b"%PDF")).collect();
    assert_eq!(open, [copy]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_time_nothing_of_a_buyer_is_left_in_the_database_the_documents_or_the_backups() {
    let shop = Shop::open().await;
    let (desk, database) = (shop.desk(), shop.desk().folder().join("godown.db"));
    let transit = shop.of_queue("in_transit").await;
    let printed = shop.of_queue("to_print").await;
    let kept = || {
        let file = rusqlite::Connection::open(&database).expect("the database");
        let mut rows = file.prepare("SELECT sealed FROM buyer_private WHERE sealed IS NOT NULL").expect("a query");
        let rows = rows.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("rows");
        rows.map(|row| row.expect("a row")).collect::<Vec<_>>()
    };
    let sealed = kept();
    let left_of = |folder: &Path| {
        let all: Vec<String> =
            files(folder).iter().map(|path| letters(&std::fs::read(path).expect("a file"))).collect();
        let is_left = |row: &&Vec<u8>| all.iter().any(|file| file.contains(&letters(&row[30..70])));
        sealed.iter().filter(is_left).count()
    };
    assert!(sealed.len() > 20 && left_of(shop.folder.path()) == sealed.len(), "there is something to find");
    shop.call("data_backup", json!({})).await;
    assert_eq!(left_of(&desk.folder().join("backups")), 0, "no backup holds a buyer, not even sealed");
    let documents = || files(&desk.folder().join("documents")).len();
    assert!(documents() > 0);

    // All come to their end; the days pass.
    for id in &printed {
        shop.market.post("/buyer_cancel", json!({ "shipmentId": id.0 })).await;
    }
    let later = MORNING + 20 * DAY;
    shop.market.post("/clock", json!({ "now": later })).await;
    shop.clock.set(At(later));
    shop.sync().await;
    assert_eq!(shop.call("erase_now", json!({})).await, json!({ "buyers": 0, "files": 0 }), "not before their time");
    let much_later = later + 120 * DAY;
    shop.clock.set(At(much_later));
    let erased = shop.call("erase_now", json!({})).await;
    assert_eq!(erased["buyers"], json!(sealed.len().max(kept().len())), "{erased}");
    assert_eq!((left_of(shop.folder.path()), documents()), (0, 0), "no byte, no file");
    for id in [&transit[0], &printed[0]] {
        assert_eq!(desk.shipment(id.clone()).await.expect("known").buyer, Buyer::Erased);
    }
    let listed = shop.call("documents", json!({ "kind": null, "count": 100 })).await;
    assert_eq!(texts(&listed["documents"]).len(), 0, "what is gone is not offered");
    assert_eq!(shop.call("erase_now", json!({})).await, json!({ "buyers": 0, "files": 0 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_working_day_nobody_else_can_look_in_and_no_log_tells_a_secret() {
    let market = Market::start(config()).await;
    let ids = market.orders(6).await;
    let desk = cli::Desk::at(market.base());
    desk.must(&["sync"]).await;
    let packed =
        desk.must(&[&["pack", "--wait"][..], &ids.iter().map(String::as_str).collect::<Vec<_>>()].concat()).await;
    desk.must(&["batch", &packed["batch"].to_string(), "--wait", "downloaded"]).await;
    let out = desk.path("labels.pdf");
    desk.must(&["labels", "--batch", &packed["batch"].to_string(), "--out", out.to_str().expect("a path")]).await;
    desk.must(&["data", "backup"]).await;
    let data = desk.path("data");
    let mut people = vec![];
    for id in &ids {
        let to = desk.must(&["show", id]).await["shipTo"].clone();
        people.extend(["name", "line1"].map(|part| to[part].as_str().expect("an address").to_owned()));
    }
    let people = people.iter().map(String::as_str).filter(|text| text.len() > 5);
    assert_eq!(leak(&data, people), None, "a buyer in the database, in a log, anywhere");
    for secret in [PRACTICE_APP_SECRET, "Bearer "] {
        assert_eq!(leak(&data, [secret]), None, "a login in a file");
    }
    let logs = files(&data.join("logs"));
    assert!(!logs.is_empty(), "there is a log");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let open = |path: &Path| std::fs::metadata(path).expect("a file").permissions().mode() & 0o077 != 0;
        assert!(open(desk.folder.path()) || !open(desk.folder.path()), "the folder a person named is theirs to open");
        // The log's files lie in a folder that is closed.
        let others: Vec<PathBuf> = files(&data)
            .into_iter()
            .filter(|path| !path.starts_with(data.join("logs")))
            .chain(["sellers", "logs"].map(|name| data.join(name)))
            .chain([out])
            .filter(|path| open(path))
            .collect();
        assert_eq!(others, [] as [PathBuf; 0], "others on this computer can read these");
        let seller = seller_folder(&data);
        for closed in ["", "documents", "backups"] {
            assert!(!open(&seller.join(closed)), "{closed}");
        }
        // What a careless hand opens is closed again.
        let open_up = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
        open_up(&seller, 0o755).and_then(|()| open_up(&seller.join("godown.db"), 0o644)).expect("our own file");
        desk.must(&["queue", "--counts"]).await;
        assert!(!open(&seller) && !open(&seller.join("godown.db")));
    }
}
