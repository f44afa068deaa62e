//! What waits to be sent: whose turn is next, who stands where, and what became pointless while it waited.

use std::collections::HashMap;

use godown_domain::{Action, At};
use rusqlite::{Connection, named_params};

use super::IntentRow;
use super::queries::{BY_DUE, RIPE, SELECT, beyond, intent};
use crate::Result;
use crate::sql::{action, first, rows};

/// Whether its batch is stopped.
const PAUSED: &str = "ifnull((SELECT b.is_paused FROM batch b WHERE b.id = i.batch), 0)";

/// A waiting intent's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingRow {
    /// 1 goes first: what may go now before what waits for its time or a person, cancellations before all others, then the
    /// oldest dispatch-by, then stock.
    pub place: u32,
    /// Not sent before.
    pub not_before: At,
    /// Its batch is stopped.
    pub paused: bool,
}

/// The action whose turn it is: that of a cancellation that may go now, else that of the most pressing shipment.
pub fn next_action(conn: &Connection, now: At) -> Result<Option<Action>> {
    let sql = format!(
        "SELECT i.action FROM intent i LEFT JOIN shipment s ON s.no = i.shipment_no
        WHERE i.state = 'queued' AND {RIPE} AND NOT {PAUSED}
        ORDER BY i.action <> 'cancel', {BY_DUE} LIMIT 1"
    );
    let params = named_params! { ":now": now.0, ":beyond": beyond(now) };
    first(conn, &sql, params, |row| action(row.get_ref(0)?.as_str().unwrap_or_default()))
}

/// The places of all that wait: number of the intent, place.
fn all(conn: &Connection, now: At, from: u32, to: u32) -> Result<Vec<(i64, WaitingRow)>> {
    let sql = format!(
        "SELECT i.id, {PAUSED} AS paused, i.not_before FROM intent i LEFT JOIN shipment s ON s.no = i.shipment_no
        WHERE i.state = 'queued'
        ORDER BY paused, i.not_before > :now, i.action <> 'cancel', {BY_DUE} LIMIT :count OFFSET :start"
    );
    let mut place = from;
    let params = named_params! { ":now": now.0, ":start": from, ":count": to.saturating_sub(from) };
    rows(conn, &sql, params, |row| {
        place += 1;
        Ok((row.get(0)?, WaitingRow { place, paused: row.get(1)?, not_before: At(row.get(2)?) }))
    })
}

/// How many wait.
fn total(conn: &Connection) -> Result<u32> {
    Ok(first(conn, "SELECT count(*) FROM intent WHERE state = 'queued'", [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// Where these intents stand, of those that wait, and how many wait in all. One that does not wait has no place.
pub fn places(conn: &Connection, ids: &[i64], now: At) -> Result<(HashMap<i64, WaitingRow>, u32)> {
    let total = total(conn)?;
    if total == 0 || ids.is_empty() {
        return Ok((HashMap::new(), total));
    }
    let wanted: std::collections::HashSet<i64> = ids.iter().copied().collect();
    let found = all(conn, now, 0, u32::MAX)?.into_iter().filter(|(id, _)| wanted.contains(id)).collect();
    Ok((found, total))
}

/// What waits, in the order in which it goes, from a place on; and how many wait in all.
pub fn waiting(conn: &Connection, now: At, start: u32, count: u32) -> Result<(Vec<(IntentRow, WaitingRow)>, u32)> {
    let mut found = vec![];
    for (id, place) in all(conn, now, start, start.saturating_add(count))? {
        if let Some(row) = first(conn, &format!("{SELECT} WHERE i.id = ?1"), [id], intent)? {
            found.push((row, place));
        }
    }
    Ok((found, total(conn)?))
}

/// Intents that wait, or wait for a person, although their shipment moved on: it may not be asked any more, or it is done.
/// A look at the gate says which. Stock is looked at when its turn comes: only a reading of that moment says what stands there.
pub fn overtaken(conn: &Connection) -> Result<Vec<IntentRow>> {
    let sql = format!(
        "{SELECT} WHERE i.state IN ('queued', 'stuck') AND i.shipment_no IS NOT NULL AND NOT CASE i.action
          WHEN 'pack' THEN s.state = 'APPROVED' AND (i.state = 'stuck' OR s.is_hold = 0)
          WHEN 'rtd' THEN s.state = 'PACKED' AND (i.state = 'stuck' OR s.is_hold = 0)
          WHEN 'cancel' THEN s.state = 'APPROVED'
          WHEN 'self-dispatch' THEN s.state = 'APPROVED' AND (i.state = 'stuck' OR s.is_hold = 0)
          WHEN 'delivery' THEN s.state = 'SHIPPED'
          WHEN 'attempt' THEN s.state = 'SHIPPED'
          ELSE s.state = 'FORM_FAILED' END"
    );
    rows(conn, &sql, [], intent)
}
