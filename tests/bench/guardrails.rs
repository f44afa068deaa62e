//! `./dev bench guardrails`: the guardrails over a million shipments. Reading and judging; one change; making everything
//! again, against the same aggregation by the `sqlite3` tool on the same file; the forecast of every minute; a rewind.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use godown_domain::guardrail::cohort::{Pace, cohorts};
use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::guardrail::judge::Case;
use godown_domain::guardrail::policy::Policies;
use godown_domain::guardrail::policy_file::{CancellationsFile, DefaultsFile, LimitsFile, ZonesFile};
use godown_domain::guardrail::reason::ReasonTable;
use godown_domain::guardrail::what_if::lines_at_cut_offs;
use godown_domain::guardrail::zone::Zones;
use godown_domain::{At, IndiaDay, LocationId};
use godown_store::guardrail::{self, RebuildStep};
use godown_store::{Connection, Store, StoreError, location};

use crate::world::NOW;
use crate::{Table, median, median_of};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
/// Shipments a step of a rebuild takes, as in the product.
const CHUNK: u32 = 500;
const REWOUND: usize = 200_000;

struct Rules {
    policies: Policies,
    reasons: ReasonTable,
    zones: Zones,
}

impl Rules {
    fn shipped() -> Result<Self> {
        let limits: LimitsFile = toml::from_str(include_str!("../../src-tauri/policies/limits.toml"))?;
        let defaults: DefaultsFile = toml::from_str(include_str!("../../src-tauri/policies/defaults.toml"))?;
        let reasons: CancellationsFile = toml::from_str(include_str!("../../src-tauri/policies/cancellations.toml"))?;
        let zones: ZonesFile = toml::from_str(include_str!("../../src-tauri/policies/zones.toml"))?;
        Ok(Self { policies: defaults.with(limits), reasons: reasons.table(), zones: zones.zones() })
    }
}

/// Measures a database of `size` shipments.
pub fn measure(table: &mut Table, size: usize) -> Result<()> {
    let rules = Rules::shipped()?;
    let home = tempfile::tempdir()?;
    let store = timeline(&home.path().join("godown.db"), size)?;
    rebuild(table, &store, home.path(), &rules, size)?;
    reading(table, &store, &rules, size)?;
    change(table, &store, &rules, size)?;
    forecast(table, &store, &rules, size)?;
    table.note(format!("database of {size} shipments"), format!("{} MB", store.size_bytes() / 1_000_000));
    drop(store);
    let small = timeline(&home.path().join("small.db"), REWOUND.min(size))?;
    make_again(&small, &rules)?;
    rewind(table, &small, REWOUND.min(size))
}

fn timeline(path: &Path, size: usize) -> Result<Store> {
    let store = Store::open(path)?;
    let sql = include_str!("million.sql").replace(":size", &size.to_string()).replace(":now", &NOW.to_string());
    store.write(|tx| Ok(tx.execute_batch(&sql)?))?;
    Ok(store)
}

fn make_again(store: &Store, rules: &Rules) -> Result<()> {
    store.write(guardrail::begin_rebuild)?;
    loop {
        let RebuildStep { finished, .. } =
            store.write_derived(|tx| guardrail::rebuild_step(tx, &rules.reasons, &rules.zones, CHUNK))?;
        if finished {
            return Ok(());
        }
    }
}

fn rebuild(table: &mut Table, store: &Store, home: &Path, rules: &Rules, size: usize) -> Result<()> {
    // The first time fills empty tables; the second is what a rebuild meets.
    let begun = Instant::now();
    make_again(store, rules)?;
    let first = begun.elapsed();
    let floor = copied_by_the_tool(store, home)?;
    let name = format!("facts, stories and tally of {size} shipments, for the first time");
    table.compare(name, first, "the sqlite3 tool copying the same rows, one transaction", floor);
    let begun = Instant::now();
    make_again(store, rules)?;
    let ours = begun.elapsed();
    let floor = by_the_tool(store, home, rules)?;
    table.compare(
        format!("full rebuild of facts, stories and tally of {size} shipments"),
        ours,
        "the sqlite3 tool aggregating the same timeline to the same tally",
        floor,
    );
    Ok(())
}

/// What is made, copied by the tool into empty tables with the same indexes: nothing that writes it can be faster.
fn copied_by_the_tool(store: &Store, home: &Path) -> Result<Duration> {
    let copy = home.join("copy.db");
    let tool = |database: &Path, sql: &str| -> Result<String> {
        let output = Command::new("sqlite3").arg(database).arg(sql).output().context("the sqlite3 tool")?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "sqlite3: {}", complaint.lines().next().unwrap_or_default());
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let schema =
        "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ('fact', 'story', 'tally_day')
        ORDER BY type DESC";
    tool(&copy, &format!("PRAGMA journal_mode = WAL; {}", tool(store.path(), schema)?))?;
    let begun = Instant::now();
    let sql = format!(
        "ATTACH '{}' AS ours; PRAGMA synchronous = FULL; BEGIN; INSERT INTO fact SELECT * FROM ours.fact;
        INSERT INTO story SELECT * FROM ours.story; INSERT INTO tally_day SELECT * FROM ours.tally_day; COMMIT",
        store.path().display()
    );
    tool(&copy, &sql)?;
    let took = begun.elapsed();
    std::fs::remove_file(copy)?;
    Ok(took)
}

/// The oracle's script by the tool, in memory but for the file it reads. What it finds has to be our tally.
fn by_the_tool(store: &Store, home: &Path, rules: &Rules) -> Result<Duration> {
    let mut script = String::from(
        "PRAGMA temp_store = MEMORY;\n\
         CREATE TEMP TABLE reason_row (position INTEGER, reason TEXT, sub_reason TEXT, whose INTEGER);\n\
         CREATE TEMP TABLE zone_pin (start TEXT, zone TEXT);\n",
    );
    let plain = |word: &str| word.trim().to_lowercase().replace([' ', '-'], "_");
    for (position, row) in rules.reasons.0.iter().enumerate() {
        let whose = [CancelledBy::Seller, CancelledBy::Buyer, CancelledBy::Marketplace, CancelledBy::Unknown];
        let whose = whose.iter().position(|by| *by == row.by).unwrap_or_default();
        let (reason, sub_reason) = (plain(&row.reason), plain(&row.sub_reason));
        writeln!(script, "INSERT INTO reason_row VALUES ({position}, '{reason}', '{sub_reason}', {whose});")?;
    }
    for (zone, start) in rules.zones.0.iter().flat_map(|zone| zone.pins.iter().map(move |start| (&zone.name, start))) {
        writeln!(script, "INSERT INTO zone_pin VALUES ('{start}', '{zone}');")?;
    }
    script.push_str(include_str!("../guardrails/oracle.sql"));
    let file = home.join("aggregate.sql");
    std::fs::write(
        &file,
        script
            + "SELECT (SELECT count(*) FROM (SELECT * FROM oracle_day EXCEPT SELECT * FROM tally_day))
            || ' ' || (SELECT count(*) FROM (SELECT * FROM tally_day EXCEPT SELECT * FROM oracle_day));\n",
    )?;
    let begun = Instant::now();
    let output = Command::new("sqlite3")
        .arg(store.path())
        .stdin(std::fs::File::open(&file)?)
        .output()
        .context("the sqlite3 tool")?;
    let took = begun.elapsed();
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "sqlite3: {}", complaint.lines().next().unwrap_or_default());
    let found = String::from_utf8_lossy(&output.stdout);
    ensure!(found.trim() == "0 0", "the tool found another tally than ours: {}", found.trim());
    Ok(took)
}

/// Everything a board is judged from, as the product reads it.
struct Board {
    tally: godown_domain::guardrail::tally::Tally,
    locations: Vec<(LocationId, String)>,
    covered: BTreeSet<IndiaDay>,
}

impl Board {
    fn read(conn: &Connection, today: IndiaDay) -> Result<Self, StoreError> {
        let from = IndiaDay(today.0 - 92 - 31);
        Ok(Self {
            tally: guardrail::tally_now(conn, from, At(NOW))?,
            locations: location::list(conn)?,
            covered: (from.0..=today.0).map(IndiaDay).collect(),
        })
    }

    fn case<'a>(&'a self, rules: &'a Rules, waiting: &'a BTreeMap<Option<LocationId>, u32>) -> Case<'a> {
        Case {
            tally: &self.tally,
            policies: &rules.policies,
            today: At(NOW).day(),
            covered: &self.covered,
            locations: &self.locations,
            waiting,
        }
    }
}

fn reading(table: &mut Table, store: &Store, rules: &Rules, size: usize) -> Result<()> {
    let (today, waiting) = (At(NOW).day(), BTreeMap::new());
    let ours = median(|| {
        store.read(|conn| {
            let board = Board::read(conn, today)?;
            // The account's cards carry the lines of every warehouse; each warehouse's own cards come on top.
            let case = board.case(rules, &waiting);
            let places = std::iter::once(None).chain(board.locations.iter().map(|(id, _)| Some(id)));
            Ok(places.map(|place| case.cards(place).len()).sum::<usize>())
        })
    })?;
    table.single(format!("all metrics, windows and warehouses of {size} shipments: read and judged"), ours);
    Ok(())
}

fn change(table: &mut Table, store: &Store, rules: &Rules, size: usize) -> Result<()> {
    let open = store.read(|conn| {
        let mut statement = conn.prepare("SELECT no FROM shipment WHERE standing = 0 ORDER BY seen_hash LIMIT 202")?;
        let open = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        Ok(open)
    })?;
    ensure!(open.len() > 100, "too few open shipments to change");
    let (mut times, mut counting) = (vec![], vec![]);
    for no in open {
        store.write(|tx| {
            let sql = "INSERT INTO observation (shipment_no, at, since, learned, field, old, new)
                SELECT no, ?2, seen_at, 'poll', 'state', state, 'READY_TO_DISPATCH' FROM shipment WHERE no = ?1";
            tx.execute(sql, (no, NOW))?;
            let sql = "UPDATE shipment SET state = 'READY_TO_DISPATCH', standing = 4, seen_at = ?2 WHERE no = ?1";
            tx.execute(sql, (no, NOW))?;
            tx.execute("UPDATE shipment_item SET state = 'READY_TO_DISPATCH' WHERE shipment_no = ?1", [no])?;
            tx.execute("INSERT INTO tally_dirty (shipment_no) VALUES (?1)", [no])?;
            Ok(())
        })?;
        let begun = Instant::now();
        let (taken, counted) = store.write_derived(|tx| {
            let begun = Instant::now();
            let taken = guardrail::drain(tx, &rules.reasons, &rules.zones, CHUNK)?;
            Ok((taken, begun.elapsed()))
        })?;
        times.push(begun.elapsed());
        counting.push(counted);
        ensure!(taken == 1, "{taken} shipments were dirty");
    }
    let middle = |mut times: Vec<Duration>| {
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    let mut number = 0;
    let floor = median_of(201, || {
        number += 1;
        store.write(|tx| Ok(tx.execute("UPDATE tally_source SET fingerprint = ?1", [number])?))
    })?;
    let name = format!("one change taken into the tally of {size} shipments, with its commit");
    table.compare(name, middle(times), "a synced transaction that writes one number", floor);
    table.single("  of that, all but the commit".into(), middle(counting));
    Ok(())
}

fn forecast(table: &mut Table, store: &Store, rules: &Rules, size: usize) -> Result<()> {
    let (now, waiting) = (At(NOW), BTreeMap::new());
    let board = store.read(|conn| Board::read(conn, now.day()))?;
    let case = board.case(rules, &waiting);
    let ours = median(|| {
        store.read(|conn| {
            let (from, to) = (now.day().start(), IndiaDay(now.day().0 + 2).start());
            let rows = guardrail::cohort_rows(conn, from, to, now)?;
            let mut ready = vec![];
            for week in (1..=4).rev() {
                let then = now.plus(-week * WEEK);
                ready.extend(guardrail::ready_between(conn, then.plus(-HOUR), then.plus(HOUR), None)?);
            }
            ready.extend(guardrail::ready_between(conn, now.plus(-HOUR / 2), now, None)?);
            let pace = Pace::at(&ready, At(NOW - 90 * DAY), now);
            let mut cohorts = cohorts(&rows, None, &pace, now, rules.policies.packs_per_hour);
            lines_at_cut_offs(&case, None, &mut cohorts, now);
            Ok(cohorts.len())
        })
    })?;
    table.single(format!("the minute's forecast among {size} shipments"), ours);
    Ok(())
}

fn rewind(table: &mut Table, store: &Store, size: usize) -> Result<()> {
    let then = At(NOW - 30 * DAY);
    let from = IndiaDay(then.day().0 - 92 - 31);
    let ours = median_of(3, || store.read(|conn| guardrail::tally_as_of(conn, then, from, |_, _| {})))?;
    table.single(format!("rewind of {size} shipments by 30 days"), ours);
    Ok(())
}
