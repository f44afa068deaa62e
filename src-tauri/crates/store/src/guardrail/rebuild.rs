//! Making everything again from the timeline: in chunks, each a transaction that also notes how far it has come, so that a
//! kill costs one chunk. The last step counts the tally afresh from the stories.

use std::collections::HashMap;
use std::hash::Hasher;

use godown_domain::guardrail::booking::OrderPart;
use godown_domain::guardrail::reason::ReasonTable;
use godown_domain::guardrail::zone::Zones;
use rusqlite::{Connection, Transaction};

use super::columns::{STORY, StoryRow, read_story};
use super::deltas::{Deltas, shared_orders};
use super::drain::Taker;
use crate::Result;
use crate::shipment::Fnv;
use crate::sql::{first, run};

/// How far a rebuild has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RebuildStep {
    /// Shipments done, about.
    pub done: u32,
    /// Of so many.
    pub of: u32,
    /// It is finished.
    pub finished: bool,
}

fn fingerprint(reasons: &ReasonTable, zones: &Zones) -> Result<i64> {
    let mut hash = Fnv::new();
    hash.write(&serde_json::to_vec(&(reasons, zones))?);
    Ok(hash.column())
}

/// Whether the tally is made with these tables.
pub fn uses_tables(conn: &Connection, reasons: &ReasonTable, zones: &Zones) -> Result<bool> {
    let known: Option<i64> = first(conn, "SELECT fingerprint FROM tally_source", [], |row| Ok(row.get(0)?))?;
    Ok(known == Some(fingerprint(reasons, zones)?))
}

/// Says with which tables the tally is made. Others than last time begin a rebuild; answers whether one is under way.
pub fn use_tables(tx: &Transaction<'_>, reasons: &ReasonTable, zones: &Zones) -> Result<bool> {
    if !uses_tables(tx, reasons, zones)? {
        // Nothing was counted yet, so nothing is to be counted again: what is here stands dirty.
        let counted = first(tx, "SELECT 1 FROM story LIMIT 1", [], |_| Ok(()))?;
        let sql = "INSERT OR REPLACE INTO tally_source (one, fingerprint, rebuilt_to) VALUES (1, ?1, ?2)";
        run(tx, sql, (fingerprint(reasons, zones)?, counted.map(|()| 0)))?;
    }
    is_rebuilding(tx)
}

/// Begins to make everything again; [`rebuild_step`] does it.
pub fn begin_rebuild(tx: &Transaction<'_>) -> Result<()> {
    let sql = "INSERT INTO tally_source (one, fingerprint, rebuilt_to) VALUES (1, 0, 0)
        ON CONFLICT DO UPDATE SET rebuilt_to = 0";
    run(tx, sql, [])?;
    Ok(())
}

/// Whether a rebuild is under way.
pub fn is_rebuilding(conn: &Connection) -> Result<bool> {
    Ok(rebuilt_to(conn)?.is_some())
}

fn rebuilt_to(conn: &Connection) -> Result<Option<i64>> {
    Ok(first(conn, "SELECT rebuilt_to FROM tally_source", [], |row| Ok(row.get(0)?))?.flatten())
}

/// Makes the next `chunk` shipments again. Goes on where the last step ended, in whatever process; without a rebuild under
/// way it is finished at once.
pub fn rebuild_step(tx: &Transaction<'_>, reasons: &ReasonTable, zones: &Zones, chunk: u32) -> Result<RebuildStep> {
    let last: i64 =
        first(tx, "SELECT max(no) FROM shipment", [], |row| Ok(row.get::<_, Option<i64>>(0)?))?.flatten().unwrap_or(0);
    let step = |done: i64, finished| RebuildStep { done: done.min(last) as u32, of: last as u32, finished };
    let Some(from) = rebuilt_to(tx)? else { return Ok(step(last, true)) };
    if from >= last {
        recount(tx)?;
        run(tx, "UPDATE tally_source SET rebuilt_to = NULL", [])?;
        return Ok(step(last, true));
    }
    let to = from + i64::from(chunk.max(1));
    let mut taker = Taker::new(tx, reasons, zones)?;
    taker.take(from + 1, to)?;
    taker.done()?;
    run(tx, "UPDATE tally_source SET rebuilt_to = ?1", [to])?;
    Ok(step(to, false))
}

/// Counts the tally afresh from the stories.
fn recount(tx: &Transaction<'_>) -> Result<()> {
    let mut deltas = Deltas::default();
    count_all(tx, |parts| deltas.add(parts))?;
    run(tx, "DELETE FROM tally_day", [])?;
    deltas.write(tx)
}

/// Gives every order's shipments to `book`, each order once.
fn count_all(conn: &Connection, mut book: impl FnMut(&[OrderPart<'_>])) -> Result<()> {
    let shared = shared_orders(conn)?;
    let mut waiting: HashMap<usize, Vec<StoryRow>> = HashMap::new();
    let mut statement = conn.prepare_cached(&format!("SELECT {STORY} FROM story t ORDER BY t.shipment_no"))?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let row = read_story(row)?;
        match shared.get(&row.no) {
            None => book(&[row.part()]),
            Some(order) => waiting.entry(*order).or_default().push(row),
        }
    }
    for rows in waiting.values() {
        let parts: Vec<OrderPart<'_>> = rows.iter().map(StoryRow::part).collect();
        book(&parts);
    }
    Ok(())
}
