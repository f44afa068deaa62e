//! Reconciliations and the differences they repaired. A difference is found by merging: what the merge changed stood here
//! otherwise, and is noted in the merge's own transaction.

use std::collections::HashMap;

use godown_domain::reconcile::{
    Difference, DifferenceCause, DifferenceSigns, ReconcileRun, ReconcileState, ReconcileWhy, likely_cause,
};
use godown_domain::{At, Learned, LocationId, ShipmentId, ShipmentSeen};
use rusqlite::{Connection, Transaction};

use crate::shipment::{Change, Merged, merge};
use crate::sql::{at, first, rows, run};
use crate::{Result, StoreError};

/// What is told of a run that nobody ended.
pub const LEFT: &str = "Godown was closed before it had ended.";
/// Reconciliations kept.
const KEPT: u32 = 30;

/// What a run compares against: how things stood before it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The run.
    pub run: u32,
    /// When it began.
    pub begun_at: At,
    /// As of when the open queues of each warehouse were complete; the key is empty where warehouses are read together.
    pub complete: HashMap<String, At>,
}

impl Before {
    fn complete_at(&self, location: Option<&LocationId>) -> Option<At> {
        let own = location.and_then(|id| self.complete.get(id.as_str()));
        own.or_else(|| self.complete.get("")).copied()
    }
}

/// Begins a run. An earlier one that never ended broke off.
pub fn begin(tx: &Transaction<'_>, why: ReconcileWhy, now: At) -> Result<u32> {
    break_off(tx, LEFT, now)?;
    let old = "SELECT id FROM reconcile_run ORDER BY id DESC LIMIT 1 OFFSET ?1";
    if let Some(newest_too_old) = first(tx, old, [KEPT - 1], |row| Ok(row.get::<_, i64>(0)?))? {
        run(tx, "DELETE FROM reconcile_difference WHERE run <= ?1", [newest_too_old])?;
        run(tx, "DELETE FROM reconcile_run WHERE id <= ?1", [newest_too_old])?;
    }
    run(tx, "INSERT INTO reconcile_run (why, begun_at, state) VALUES (?1, ?2, 'running')", (why_word(why), now.0))?;
    u32::try_from(tx.last_insert_rowid()).map_err(|_| StoreError::Unreadable("too many reconciliations".into()))
}

/// Ends a run; with `trouble` it broke off.
pub fn end(tx: &Transaction<'_>, number: u32, trouble: Option<&str>, now: At) -> Result<()> {
    let state = if trouble.is_some() { "broke-off" } else { "done" };
    let sql = "UPDATE reconcile_run SET state = ?2, ended_at = ?3, trouble = ?4 WHERE id = ?1 AND state = 'running'";
    run(tx, sql, (number, state, now.0, trouble))?;
    Ok(())
}

/// Whatever still runs has broken off: nobody is there to end it.
pub fn break_off(tx: &Transaction<'_>, trouble: &str, now: At) -> Result<()> {
    let sql = "UPDATE reconcile_run SET state = 'broke-off', ended_at = ?2, trouble = ?1 WHERE state = 'running'";
    run(tx, sql, (trouble, now.0))?;
    Ok(())
}

/// Compares a shipment with what stands here, notes every difference, and merges it.
pub fn compare(
    tx: &Transaction<'_>,
    seen: &ShipmentSeen,
    learned: Learned,
    asked: At,
    before: &Before,
) -> Result<Merged> {
    let id = &seen.shipment_id;
    let value = "SELECT value FROM shipment WHERE shipment_id = ?1";
    let value_of = |tx: &Transaction<'_>| first(tx, value, [id.as_str()], |row| Ok(row.get::<_, i64>(0)?));
    let stood = value_of(tx)?;
    let merged = merge(tx, seen, learned, asked)?;
    run(tx, "UPDATE reconcile_run SET compared = compared + 1 WHERE id = ?1", [before.run])?;
    if merged.new {
        let theirs = seen.state().as_wire().to_owned();
        let whole = Change { field: crate::shipment::Field::State, part: None, old: None, new: Some(theirs) };
        note(tx, before.run, id, "shipment", &whole, DifferenceCause::NewHere)?;
        return Ok(merged);
    }
    let worth = value_of(tx)?;
    let money = stood.filter(|_| stood != worth).map(|stood| stood.to_string());
    if merged.changes.is_empty() && money.is_none() {
        return Ok(merged);
    }
    let cause = cause_of(tx, seen, merged.rowid, before)?;
    // A line that stood still beside its shipment is no difference.
    for change in merged.changes.iter().filter(|change| change.old != change.new) {
        note(tx, before.run, id, change.field.slug(), change, cause)?;
    }
    if money.is_some() {
        let field = crate::shipment::Field::State;
        let change = Change { field, part: None, old: money, new: worth.map(|worth| worth.to_string()) };
        note(tx, before.run, id, "value", &change, cause)?;
    }
    Ok(merged)
}

/// Notes a shipment that stands here and that the marketplace does not name any more. It is kept: not being named is no proof
/// of anything.
pub fn not_named(tx: &Transaction<'_>, number: u32, id: &ShipmentId) -> Result<()> {
    let state = "SELECT state FROM shipment WHERE shipment_id = ?1";
    let Some(ours) = first(tx, state, [id.as_str()], |row| Ok(row.get::<_, String>(0)?))? else { return Ok(()) };
    let change = Change { field: crate::shipment::Field::State, part: None, old: Some(ours), new: None };
    note(tx, number, id, "shipment", &change, DifferenceCause::NotNamed)
}

fn note(
    tx: &Transaction<'_>,
    number: u32,
    id: &ShipmentId,
    field: &str,
    change: &Change,
    cause: DifferenceCause,
) -> Result<()> {
    let sql = "INSERT INTO reconcile_difference (run, shipment_id, field, part, ours, theirs, cause)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let Change { part, old, new, .. } = change;
    run(tx, sql, (number, id.as_str(), field, part, old, new, cause_word(cause)))?;
    Ok(())
}

fn cause_of(conn: &Connection, seen: &ShipmentSeen, no: i64, before: &Before) -> Result<DifferenceCause> {
    let complete_at = before.complete_at(seen.location_id.as_ref());
    let sql = "SELECT 1 FROM intent WHERE shipment_no = ?1 AND sent_at IS NOT NULL AND (settled_at IS NULL OR settled_at >= ?2)";
    let acted = first(conn, sql, (no, complete_at.map_or(0, |at| at.0)), |_| Ok(()))?.is_some();
    let silent_ms = complete_at.map_or(i64::MAX, |at| before.begun_at.since(at));
    Ok(likely_cause(&DifferenceSigns { changed_at: seen.updated_at, complete_at, silent_ms, acted }))
}

/// Runs, newest first.
pub fn runs(conn: &Connection) -> Result<Vec<ReconcileRun>> {
    let sql = "SELECT r.id, r.why, r.begun_at, r.ended_at, r.state, r.compared, r.trouble,
          (SELECT count(*) FROM reconcile_difference d WHERE d.run = r.id)
        FROM reconcile_run r ORDER BY r.id DESC";
    rows(conn, sql, [], read_run)
}

/// One run.
pub fn get(conn: &Connection, number: u32) -> Result<Option<ReconcileRun>> {
    Ok(runs(conn)?.into_iter().find(|run| run.run == number))
}

fn read_run(row: &rusqlite::Row<'_>) -> Result<ReconcileRun> {
    let (why, state): (String, String) = (row.get(1)?, row.get(4)?);
    Ok(ReconcileRun {
        run: row.get(0)?,
        why: if why == why_word(ReconcileWhy::Nightly) { ReconcileWhy::Nightly } else { ReconcileWhy::Asked },
        begun_at: At(row.get(2)?),
        ended_at: at(row.get(3)?),
        state: match state.as_str() {
            "running" => ReconcileState::Running,
            "done" => ReconcileState::Done,
            _ => ReconcileState::BrokeOff,
        },
        compared: row.get(5)?,
        trouble: row.get(6)?,
        differences: row.get(7)?,
    })
}

/// Differences of a run in the order they were found, from place `start` on.
pub fn differences(conn: &Connection, number: u32, start: u32, limit: u32) -> Result<Vec<Difference>> {
    let sql =
        "SELECT shipment_id, field, part, ours, theirs, cause FROM reconcile_difference WHERE run = ?1 ORDER BY id
        LIMIT ?3 OFFSET ?2";
    rows(conn, sql, (number, start, limit), |row| {
        let word: String = row.get(5)?;
        let cause = CAUSES.into_iter().find(|cause| cause_word(*cause) == word);
        Ok(Difference {
            shipment_id: row.get::<_, String>(0)?.into(),
            field: row.get(1)?,
            part: row.get(2)?,
            ours: row.get(3)?,
            theirs: row.get(4)?,
            cause: cause.ok_or_else(|| StoreError::Unreadable(format!("cause {word}")))?,
        })
    })
}

/// When the newest run that compared everything began.
pub fn last_done(conn: &Connection) -> Result<Option<At>> {
    let sql = "SELECT max(begun_at) FROM reconcile_run WHERE state = 'done'";
    Ok(first(conn, sql, [], |row| Ok(at(row.get(0)?)))?.flatten())
}

/// The number the newest observation has.
pub fn newest_observation(conn: &Connection) -> Result<i64> {
    Ok(first(conn, "SELECT ifnull(max(id), 0) FROM observation", [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// Shipments that left the open lists of a warehouse after they had been seen in them: observed after number `after`, and
/// last seen as they were at `seen_from` or later. Every row behind such a one slid by one place under a walk that had begun
/// at `seen_from`.
pub fn left_since(conn: &Connection, location: &str, after: i64, seen_from: At) -> Result<u32> {
    let sql = "SELECT count(DISTINCT o.shipment_no) FROM observation o JOIN shipment s ON s.no = o.shipment_no
        WHERE o.id > ?1 AND o.since >= ?2 AND (?3 = '' OR s.location_id = ?3)
          AND (o.field IN ('hold', 'location') OR (o.field = 'state' AND s.standing > ?4))";
    let params = (after, seen_from.0, location, crate::standing::LAST_ON_DESK);
    Ok(first(conn, sql, params, |row| Ok(row.get(0)?))?.unwrap_or(0))
}

const CAUSES: [DifferenceCause; 6] = [
    DifferenceCause::ChangedElsewhere,
    DifferenceCause::ActUnderWay,
    DifferenceCause::MissedOffline,
    DifferenceCause::MissedByReading,
    DifferenceCause::NewHere,
    DifferenceCause::NotNamed,
];

fn cause_word(cause: DifferenceCause) -> &'static str {
    match cause {
        DifferenceCause::ChangedElsewhere => "changed-elsewhere",
        DifferenceCause::ActUnderWay => "act-under-way",
        DifferenceCause::MissedOffline => "missed-offline",
        DifferenceCause::MissedByReading => "missed-by-reading",
        DifferenceCause::NewHere => "new-here",
        DifferenceCause::NotNamed => "not-named",
    }
}

fn why_word(why: ReconcileWhy) -> &'static str {
    match why {
        ReconcileWhy::Asked => "asked",
        ReconcileWhy::Nightly => "nightly",
    }
}
