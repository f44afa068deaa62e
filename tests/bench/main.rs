//! `./dev bench`: speed and memory as ratios against a floor measured in the same run. Prints one table; asserts nothing,
//! because a time is not a truth.
//!
//! Rows of the table: ingest against the `sqlite3` tool loading the same rows; the first page of a queue against the bare
//! SQL that finds it; a scan against one lookup by primary key. `guardrails`, `journal`, `labels` and
//! `sealed` measure those.

mod floor;
mod guardrails;
mod journal;
mod labels;
mod sealed;
mod world;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use godown_domain::view::{Scope, ViewSpec};
use godown_domain::{At, Learned, Queue};
use godown_flipkart::Read;
use godown_store::{Store, shipment, view};

/// Shipments a page of the marketplace's search holds (Seller API contract 3).
const PAGE: usize = 20;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, path, size] = words.as_slice()
        && flag == "--make"
    {
        return make(Path::new(path), size.parse()?);
    }
    if let Some((word, sizes)) = words.split_first()
        && word == "guardrails"
    {
        let mut table = Table::default();
        let size = sizes.first().map_or(Ok(1_000_000), |size| size.parse())?;
        guardrails::measure(&mut table, size)?;
        table.note("peak memory of this process".into(), peak_memory()?);
        return table.print();
    }
    if let Some((word, words)) = words.split_first() {
        match word.as_str() {
            "journal" => {
                let mut table = Table::default();
                journal::measure(&mut table)?;
                return table.print();
            }
            "labels" => return labels::measure(words),
            "sealed" => {
                let mut table = Table::default();
                sealed::measure(&mut table)?;
                return table.print();
            }
            _ => {}
        }
    }
    let mut sizes = words.iter().map(|word| word.parse()).collect::<Result<Vec<usize>, _>>()?;
    if sizes.is_empty() {
        sizes = vec![100_000, 1_000_000];
    }
    let mut table = Table::default();
    for (index, size) in sizes.iter().enumerate() {
        let home = tempfile::tempdir()?;
        let store = fill(&mut table, home.path(), *size, index == 0)?;
        queues(&mut table, &store, *size)?;
        scans(&mut table, &store, *size)?;
        table.note(format!("database of {size} shipments"), format!("{} MB", store.size_bytes() / 1_000_000));
    }
    sealed::measure(&mut table)?;
    table.note("peak memory of this process".into(), peak_memory()?);
    table.print()
}

/// A database of `size` shipments, for measurements of the window.
fn make(path: &Path, size: usize) -> Result<()> {
    let store = Store::open(path)?;
    for first in (0..size).step_by(1_000) {
        let page = godown_flipkart::wire::page::read(&world::page(first, 1_000.min(size - first)))
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        store.write(|tx| {
            for read in &page.shipments {
                if let Read::Seen(seen) = read {
                    shipment::merge(tx, seen, Learned::Poll, At(world::NOW))?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Wire pages to rows, and the same rows once more by the plain tool.
fn fill(table: &mut Table, home: &Path, size: usize, against_tool: bool) -> Result<Store> {
    let path = home.join("godown.db");
    let store = Store::open(&path)?;
    let mut ours = Duration::ZERO;
    for first in (0..size).step_by(PAGE) {
        // Made outside the measured time: the marketplace pays for writing its pages, we pay for reading them.
        let body = world::page(first, PAGE.min(size - first));
        let begun = Instant::now();
        let page = godown_flipkart::wire::page::read(&body).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        store.write(|tx| {
            for read in &page.shipments {
                if let Read::Seen(seen) = read {
                    shipment::merge(tx, seen, Learned::Poll, At(world::NOW))?;
                }
            }
            Ok(())
        })?;
        ours += begun.elapsed();
    }
    let name = format!("ingest of {size} shipments, a synced transaction per page of {PAGE}");
    if against_tool {
        let floor = floor::load_same_rows(&path, home).context("sqlite3 loading the same rows")?;
        table.compare(name, ours, "the sqlite3 tool inserting the same rows, one transaction", floor);
    } else {
        table.single(name, ours);
    }
    Ok(store)
}

fn queues(table: &mut Table, store: &Store, size: usize) -> Result<()> {
    let now = At(world::NOW);
    let cases = [
        ("To pack", ViewSpec::queue(Queue::ToPack)),
        ("All orders", ViewSpec { scope: Scope::All, ..ViewSpec::queue(Queue::ToPack) }),
    ];
    for (name, spec) in cases {
        let ours = median(|| {
            store.read(|conn| {
                let listing = view::list(conn, &spec, now)?;
                let first: Vec<_> = listing.entries.iter().copied().take(200).collect();
                view::rows(conn, &first, &listing.groups, now).map(|rows| rows.len())
            })
        })?;
        let floor = median(|| store.read(|conn| floor::ids_in_order(conn, &spec.scope)))?;
        table.compare(
            format!("{name}: list and first 200 rows of {size}"),
            ours,
            "bare SQL: the row numbers in order",
            floor,
        );
    }
    let ours = median(|| store.read(|conn| view::counts(conn, None, now)))?;
    table.single(format!("counts of all queues of {size}"), ours);
    Ok(())
}

fn scans(table: &mut Table, store: &Store, size: usize) -> Result<()> {
    let ids: Vec<String> = (0..1_000).map(|n| world::tracking_id(n * size / 1_000)).collect();
    store.write(|tx| {
        for n in (0..1_000).map(|n| n * size / 1_000) {
            shipment::merge_shipping(tx, &world::shipping(n), At(world::NOW))?;
        }
        Ok(())
    })?;
    let mut next = ids.iter().cycle();
    let ours = median_of(1_001, || {
        let code = next.next().cloned().unwrap_or_default();
        store.read(|conn| shipment::find(conn, &code).map(|found| found.len()))
    })?;
    let floor = median_of(1_001, || store.read(floor::one_row))?;
    table.compare(format!("scan of a tracking id among {size}"), ours, "one lookup by primary key", floor);
    Ok(())
}

fn median<T>(run: impl FnMut() -> Result<T, godown_store::StoreError>) -> Result<Duration> {
    median_of(9, run)
}

/// Median of `runs` runs after one that is not counted.
fn median_of<T>(runs: usize, mut run: impl FnMut() -> Result<T, godown_store::StoreError>) -> Result<Duration> {
    std::hint::black_box(run()?);
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let begun = Instant::now();
        std::hint::black_box(run()?);
        times.push(begun.elapsed());
    }
    times.sort();
    times.get(runs / 2).copied().context("no runs")
}

fn peak_memory() -> Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(format!("{} MB", kilobytes / 1_000))
}

/// What is printed at the end.
#[derive(Default)]
struct Table(Vec<[String; 4]>);

impl Table {
    fn compare(&mut self, what: String, ours: Duration, against: &str, floor: Duration) {
        let ratio = ours.as_secs_f64() / floor.as_secs_f64().max(1e-9);
        let against = format!("{} ({against})", time(floor));
        self.0.push([what, time(ours), against, format!("{ratio:.2}")]);
    }

    fn single(&mut self, what: String, ours: Duration) {
        self.0.push([what, time(ours), String::new(), String::new()]);
    }

    fn note(&mut self, what: String, value: String) {
        self.0.push([what, value, String::new(), String::new()]);
    }

    fn print(&self) -> Result<()> {
        use std::io::Write;
        let mut out = std::io::stdout().lock();
        writeln!(out, "| what | Godown | floor | ratio |\n|---|---|---|---|")?;
        for row in &self.0 {
            writeln!(out, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

fn time(duration: Duration) -> String {
    match duration.as_secs_f64() {
        seconds if seconds >= 1.0 => format!("{seconds:.2} s"),
        seconds if seconds >= 1e-3 => format!("{:.2} ms", seconds * 1e3),
        seconds => format!("{:.1} µs", seconds * 1e6),
    }
}
