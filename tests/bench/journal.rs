//! What the journal costs: a batch of 1,000 shipments through the engine beside the very same calls by the bare client, in one
//! process and over the same wire; and how long a start with 10,000 open acts takes beside an empty one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use godown_domain::IndiaDay;
use godown_domain::india::MINUTE;
use godown_flipkart::{Client, ClientConfig, Credentials, PackRow};
use godown_ops::ports::{Clock, MemoryVault, SystemClock};
use godown_ops::{Desks, DesksOptions, Lanes};
use godown_sandbox::{Faults, PRACTICE_APP_ID, PRACTICE_APP_SECRET, Running, SandboxConfig, Switch};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Table;

const SHIPMENTS: usize = 1_000;
const OPEN_ACTS: usize = 10_000;
/// How long the marketplace takes for a call that asks for labels, in milliseconds: none at all, which shows what the journal
/// costs, and as long as a good line to a real one takes.
const WIRES: [u64; 2] = [0, 250];
const RUNS: usize = 5;

pub fn measure(table: &mut Table) -> Result<()> {
    // The first to do so in this process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for wire in WIRES {
        let (ours, bare, calls) = runtime.block_on(batch(wire))?;
        table.compare(
            format!("{SHIPMENTS} labels asked for with a journal, {calls} calls of {wire} ms"),
            ours,
            "the same calls by the bare client",
            bare,
        );
    }
    let (full, empty) = runtime.block_on(restart())?;
    table.compare(format!("start with {OPEN_ACTS} open acts, to the first frame"), full, "an empty start", empty);
    table.single("of which for the acts".into(), full.saturating_sub(empty));
    Ok(())
}

/// A marketplace without orders, so many minutes ago by its clock.
async fn marketplace(minutes_ago: i64, wire: u64) -> Result<Running> {
    let delay_ms = Switch { value: wire, ..Switch::always() }.only("pack");
    let config = SandboxConfig {
        orders_existing: 0,
        epoch: Some(SystemClock.now().0 - minutes_ago * MINUTE),
        orders_per_minute: 0.0,
        history_days: Some(1),
        calm: true,
        // No label is ready before the end: nothing but the acts is measured.
        label_delay_ms: 3_600_000,
        faults: Faults { delay_ms, ..Faults::none() },
        ..SandboxConfig::default()
    };
    Ok(godown_sandbox::start(config).await?)
}

/// New orders that can be packed at once.
async fn orders(market: &Running, count: usize) -> Result<Vec<String>> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let catalogue: Value = serde_json::from_str(
        &http.get(format!("{}/catalogue", market.control_url)).send().await?.error_for_status()?.text().await?,
    )?;
    let products = catalogue["products"].as_array().context("products")?;
    let sku = &products.iter().find(|product| product["serialised"] == false).context("plain goods")?["sku"];
    let tell = async |path: &str, body: Value| -> Result<Value> {
        let asked = http.post(format!("{}{path}", market.control_url)).header("content-type", "application/json");
        Ok(serde_json::from_str(&asked.body(body.to_string()).send().await?.error_for_status()?.text().await?)?)
    };
    let mut all = vec![];
    // A thousand at a time, minutes apart: a list of more rows of one moment than it may be deep cannot be read.
    for first in (0..count).step_by(1_000) {
        let made = tell("/orders", json!({ "count": (count - first).min(1_000), "sku": sku })).await?;
        for id in made["shipmentIds"].as_array().context("shipments")? {
            all.push(id.as_str().context("an id")?.to_owned());
        }
        if first + 1_000 < count {
            let clock: Value = serde_json::from_str(
                &http.get(format!("{}/clock", market.control_url)).send().await?.error_for_status()?.text().await?,
            )?;
            let now = clock["now"].as_i64().context("the marketplace's clock")?;
            tell("/clock", json!({ "now": now + 3 * MINUTE })).await?;
        }
    }
    Ok(all)
}

/// An engine with an account on this marketplace, and where its database lies.
async fn engine(market: &Running, folder: &Path, vault: Arc<MemoryVault>, lanes: Lanes) -> Result<Desks> {
    let desks = desks(folder, vault, lanes);
    let form = json!({
        "name": "Ambari Lane", "clientId": PRACTICE_APP_ID, "clientSecret": PRACTICE_APP_SECRET, "baseUrl": market.base_url,
    });
    call(&desks, "account_add", form).await?;
    let mut settings = call(&desks, "settings_get", json!({})).await?;
    settings["callsPerHour"] = json!(100_000);
    call(&desks, "settings_put", settings).await?;
    Ok(desks)
}

fn desks(folder: &Path, vault: Arc<MemoryVault>, lanes: Lanes) -> Desks {
    Desks::new(DesksOptions {
        data_dir: folder.to_owned(),
        vault,
        clock: Arc::new(SystemClock),
        start_practice: None,
        desk: "bench 1".into(),
        lanes,
    })
}

async fn call(desks: &Desks, name: &str, request: Value) -> Result<Value> {
    godown_api::call(desks, name, request).await.map_err(|error| anyhow!("{name}: {error:?}"))
}

fn database(folder: &Path) -> Result<PathBuf> {
    let seller = std::fs::read_dir(folder.join("sellers"))?.flatten().next().context("a seller")?;
    Ok(seller.path().join("godown.db"))
}

/// From the click to the last answer that is on disk; and the same calls by the bare client, one after the other;
/// and how many calls those are.
async fn batch(wire: u64) -> Result<(Duration, Duration, usize)> {
    let (market, folder) = (marketplace(0, wire).await?, tempfile::tempdir()?);
    let ids = orders(&market, SHIPMENTS).await?;
    let desks = engine(&market, folder.path(), Arc::new(MemoryVault::default()), Lanes::Asked).await?;
    desks.desk()?.sync(false).await?;
    let file = Connection::open_with_flags(database(folder.path())?, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut waiting = file.prepare("SELECT count(*) FROM intent WHERE state IN ('queued', 'sending')")?;
    let begun = Instant::now();
    let asked = json!({ "selection": { "kind": "ids", "ids": ids }, "clientKey": "bench", "title": "" });
    let made = call(&desks, "pack_start", asked).await?;
    ensure!(made["queued"] == json!(SHIPMENTS), "all of them can be packed: {made}");
    while waiting.query_row([], |row| row.get::<_, u32>(0))? > 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let ours = begun.elapsed();
    let sent = calls(&file)?;
    drop(waiting);
    desks.shut_down().await;
    market.stop().await;

    // The same world once more: its ids are the same.
    let market = marketplace(0, wire).await?;
    ensure!(orders(&market, SHIPMENTS).await? == ids, "the same world has the same orders");
    let credentials =
        Credentials { client_id: PRACTICE_APP_ID.into(), client_secret: PRACTICE_APP_SECRET.to_owned().into() };
    let config = ClientConfig { calls_per_hour: 100_000, ..ClientConfig::new(market.base_url.clone()) };
    let client = Client::new(config, credentials)?;
    client.login().await?;
    let begun = Instant::now();
    for rows in &sent {
        let told = client.pack(rows).await?;
        ensure!(told.len() == rows.len() && told.iter().all(|row| row.ok), "the bare calls went as ours did");
    }
    let bare = begun.elapsed();
    market.stop().await;
    Ok((ours, bare, sent.len()))
}

/// The calls the journal says were made: a call is of one warehouse, so there are a few more than rows divided by 25.
fn calls(file: &Connection) -> Result<Vec<Vec<PackRow>>> {
    let mut statement =
        file.prepare("SELECT request_id, args FROM intent WHERE action = 'pack' ORDER BY sent_at, id")?;
    let all = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let all = all.collect::<Result<Vec<_>, _>>()?;
    let calls = all.chunk_by(|one, next| one.0 == next.0);
    calls.map(|rows| rows.iter().map(|(_, args)| pack_row(args)).collect()).collect()
}

fn pack_row(args: &str) -> Result<PackRow> {
    let args: Value = serde_json::from_str(args)?;
    let part = |name: &str| args[name].clone();
    Ok(PackRow {
        shipment_id: serde_json::from_value(part("shipment"))?,
        location_id: serde_json::from_value(part("location"))?,
        order_id: serde_json::from_value(part("order"))?,
        items: serde_json::from_value(part("items"))?,
        invoice_date: IndiaDay(serde_json::from_value(part("invoice_day"))?),
        boxes: serde_json::from_value(part("boxes"))?,
        serials: serde_json::from_value(part("serials"))?,
    })
}

/// Medians of a start with open acts, a quarter of which were on the wire when the last run ended, and of an empty start.
async fn restart() -> Result<(Duration, Duration)> {
    let market = marketplace(60, 0).await?;
    let (empty, vault) = (tempfile::tempdir()?, Arc::new(MemoryVault::default()));
    engine(&market, empty.path(), vault.clone(), Lanes::Still).await?.shut_down().await;
    let full = tempfile::tempdir()?;
    let ids = orders(&market, OPEN_ACTS).await?;
    let desks = engine(&market, full.path(), vault.clone(), Lanes::Still).await?;
    desks.desk()?.sync(false).await?;
    let asked = json!({ "selection": { "kind": "ids", "ids": ids }, "clientKey": "bench", "title": "" });
    let made = call(&desks, "pack_start", asked).await?;
    ensure!(made["queued"] == json!(OPEN_ACTS), "all of them can be packed: {made}");
    desks.shut_down().await;
    let store = godown_store::Store::open(&database(full.path())?)?;
    store.write(|tx| {
        let sent: Vec<i64> = (1..=(OPEN_ACTS / 4) as i64).collect();
        godown_store::intent::take(tx, &sent, "bench", godown_domain::At(1_790_052_000_000))
    })?;
    drop(store);
    let (mut with, mut without) = (vec![], vec![]);
    for _ in 0..RUNS {
        without.push(start(empty.path(), vault.clone()).await?);
        with.push(start(full.path(), vault.clone()).await?);
    }
    market.stop().await;
    Ok((middle(with), middle(without)))
}

/// Opens a copy of a data folder with every lane running; the time to the first answer.
async fn start(folder: &Path, vault: Arc<MemoryVault>) -> Result<Duration> {
    let copy: TempDir = tempfile::tempdir()?;
    copy_tree(folder, copy.path())?;
    let begun = Instant::now();
    let desks = desks(copy.path(), vault, Lanes::All);
    let frame = call(&desks, "frame", json!({})).await?;
    let took = begun.elapsed();
    ensure!(frame["seller"].is_object(), "the seller is open: {frame}");
    desks.shut_down().await;
    Ok(took)
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)?.flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
