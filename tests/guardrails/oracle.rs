//! Runs the oracle's SQL over a store's file and compares.

use std::collections::{BTreeMap, BTreeSet};

use godown_domain::guardrail::board::Standing;
use godown_domain::guardrail::booking::Measure;
use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::guardrail::judge::{Case, METRICS};
use godown_domain::guardrail::policy::{Basis, CancellationDay, Policies, Sense, Window};
use godown_domain::{At, LocationId};
use godown_store::Store;
use godown_store::guardrail::{begin_rebuild, rebuild_step, tally_now};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};

use super::life::NOW;
use super::world::World;

const DIFFERENCES: &str = "SELECT * FROM (
    SELECT 'oracle' AS whose, * FROM (SELECT * FROM oracle_day EXCEPT SELECT * FROM tally_day)
    UNION ALL SELECT 'tally', * FROM (SELECT * FROM tally_day EXCEPT SELECT * FROM oracle_day))
  ORDER BY day, location_id, measure LIMIT 40";

/// Every amount of the tally, kept up and made again, and every line at every place.
pub fn compare(store: &Store, world: &World, seed: u64) {
    let conn = Connection::open(store.path()).expect("the store's file");
    prepare(&conn, world);
    conn.execute_batch(include_str!("oracle.sql")).expect("the oracle");
    same(&conn, seed, "kept up");
    store.write(begin_rebuild).expect("a rebuild");
    while !store.write(|tx| rebuild_step(tx, &world.reasons, &world.zones, 4_000)).expect("a step").finished {}
    same(&conn, seed, "made again");
    lines(store, &conn, world, seed);
}

fn prepare(conn: &Connection, world: &World) {
    conn.execute_batch(
        "PRAGMA temp_store = MEMORY;
        CREATE TEMP TABLE reason_row (position INTEGER, reason TEXT, sub_reason TEXT, whose INTEGER);
        CREATE TEMP TABLE zone_pin (start TEXT, zone TEXT);",
    )
    .expect("tables");
    let plain = |word: &str| word.trim().to_lowercase().replace([' ', '-'], "_");
    for (position, row) in world.reasons.0.iter().enumerate() {
        let whose = match row.by {
            CancelledBy::Seller => 0,
            CancelledBy::Buyer => 1,
            CancelledBy::Marketplace => 2,
            CancelledBy::Unknown => 3,
        };
        let row = params![position as i64, plain(&row.reason), plain(&row.sub_reason), whose];
        conn.execute("INSERT INTO reason_row VALUES (?1, ?2, ?3, ?4)", row).expect("a reason");
    }
    for zone in &world.zones.0 {
        for start in &zone.pins {
            conn.execute("INSERT INTO zone_pin VALUES (?1, ?2)", (start, &zone.name)).expect("a zone");
        }
    }
}

fn same(conn: &Connection, seed: u64, how: &str) {
    let mut statement = conn.prepare(DIFFERENCES).expect("the comparison");
    let columns = statement.column_count();
    let text = |value: ValueRef<'_>| match value {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let read = |row: &rusqlite::Row<'_>| (0..columns).map(|at| Ok(text(row.get_ref(at)?))).collect();
    let rows: rusqlite::Result<Vec<Vec<String>>> = statement.query_map([], read).and_then(Iterator::collect);
    let rows: Vec<String> = rows.expect("rows").iter().map(|row| row.join(" ")).collect();
    if !rows.is_empty()
        && let Some(path) = std::env::var_os("GODOWN_ORACLE_KEEP")
    {
        conn.execute_batch(&format!("VACUUM INTO '{}'", path.display())).expect("a copy of the world that differs");
    }
    assert!(rows.is_empty(), "world {seed}, tally {how}, differs in:\n{}", rows.join("\n"));
    let booked: i64 =
        conn.query_row("SELECT count(DISTINCT measure) FROM oracle_day", [], |row| row.get(0)).expect("a count");
    assert_eq!(booked, Measure::ALL.len() as i64, "a world in which nothing happens proves nothing");
}

type Judged = (i64, i64, i64);

fn lines(store: &Store, conn: &Connection, world: &World, seed: u64) {
    let bases = [Basis::Units, Basis::Orders];
    let days = [CancellationDay::Approval, CancellationDay::Event];
    conn.execute_batch(&format!(
        "CREATE TEMP TABLE moment AS SELECT {NOW} AS now;
        CREATE TEMP TABLE line_asked (id TEXT, metric TEXT, window TEXT, is_orders INTEGER, is_event INTEGER);"
    ))
    .expect("tables");
    let asked = world.policies.lines.iter().flat_map(|line| (0..4).map(move |n| (line, n & 1, n >> 1)));
    for (line, is_orders, is_event) in asked {
        let metric = serde_json::to_value(line.metric).expect("a word");
        let window = match line.window {
            Window::Days(n) => n.to_string(),
            Window::Month => "month".into(),
            Window::Quarter => "quarter".into(),
        };
        let row = params![line.id, metric.as_str(), window, is_orders, is_event];
        conn.execute("INSERT INTO line_asked VALUES (?1, ?2, ?3, ?4, ?5)", row).expect("a line");
    }
    conn.execute_batch(include_str!("judge.sql")).expect("the judge");
    let sql = "SELECT id, location_id, is_orders, is_event, count, \"of\", value FROM judged";
    let mut statement = conn.prepare(sql).expect("the judged");
    let rows = statement.query_map([], |row| {
        let key: (String, String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((key, (row.get(4)?, row.get(5)?, row.get(6)?)))
    });
    let judged: BTreeMap<_, Judged> = rows.and_then(Iterator::collect).expect("rows");

    let now = At(NOW);
    let today = now.day();
    let from = godown_domain::IndiaDay(today.0 - 150);
    let tally = store.read(|conn| tally_now(conn, from, now)).expect("the tally");
    // All days were read: otherwise no line is judged at all.
    let covered: BTreeSet<_> = (from.0..=today.0).map(godown_domain::IndiaDay).collect();
    let locations = store.read(godown_store::location::list).expect("warehouses");
    let mut compared = 0;
    for (is_orders, basis) in bases.into_iter().enumerate() {
        for (is_event, cancellation_day) in days.into_iter().enumerate() {
            // Omni lines replace Gold's, so that both are judged once.
            for is_omni in [false, true] {
                let policies = Policies { basis, cancellation_day, is_omni, ..world.policies.clone() };
                let case = Case {
                    tally: &tally,
                    policies: &policies,
                    today,
                    covered: &covered,
                    locations: &locations,
                    waiting: &BTreeMap::new(),
                };
                let places: Vec<Option<&LocationId>> =
                    std::iter::once(None).chain(locations.iter().map(|(id, _)| Some(id))).collect();
                for (place, metric) in places.iter().flat_map(|place| METRICS.map(|metric| (*place, metric))) {
                    for value in case.lines(place, metric) {
                        let place = place.map_or(String::new(), |place| place.as_str().to_owned());
                        let key = (value.line.id.clone(), place, is_orders as i64, is_event as i64);
                        let ours = (value.count.0, value.of.0, value.value.0);
                        let oracle = judged.get(&key).unwrap_or_else(|| panic!("the oracle does not know {key:?}"));
                        assert_eq!(&ours, oracle, "world {seed}: {key:?}");
                        let (count, of) = (i128::from(oracle.0), i128::from(oracle.1));
                        let limit = i128::from(value.line.limit_bp);
                        let is_crossed = match value.line.sense {
                            Sense::Below => 10_000 < limit * of && count * 10_000 >= limit * of,
                            Sense::AtLeast => of > 0 && count * 10_000 < limit * of,
                            Sense::Reach => {
                                count < value.line.reach_units.into() && oracle.2 < value.line.reach_value.0
                            }
                        };
                        assert_eq!(value.standing == Standing::Crossed, is_crossed, "world {seed}: {key:?} {oracle:?}");
                        compared += 1;
                    }
                }
            }
        }
    }
    assert!(compared > 100, "only {compared} lines were compared");
}
