//! Looking intents up.

use godown_domain::india::{HOUR, MINUTE};
use godown_domain::{Action, At, IntentState, LocationId, ShipmentId, Sku, Subject};
use rusqlite::{Connection, named_params};

use super::{IntentRow, LIVE};
use crate::Result;
use crate::sql::{action, at, first, intent_state, rows};

pub(super) const SELECT: &str =
    "SELECT i.id, i.batch, s.shipment_id, i.location_id, i.action, i.args, i.state, i.request_id,
      i.attempts, i.read_backs, i.not_before, i.code, i.message, i.created_at, i.sent_at, i.settled_at, i.next_check_at,
      i.looked_at, l.sku
    FROM intent i LEFT JOIN shipment s ON s.no = i.shipment_no LEFT JOIN listing l ON l.no = i.listing_no";

/// The oldest dispatch-by first; stock has none and goes last.
pub(super) const BY_DUE: &str = "s.due_at IS NULL, s.due_at, i.id";

pub(super) fn intent(row: &rusqlite::Row<'_>) -> Result<IntentRow> {
    let subject = match row.get::<_, Option<String>>(2)? {
        Some(id) => Subject::Shipment { id: id.into() },
        None => Subject::Stock { sku: row.get::<_, String>(18)?.into(), location: row.get::<_, String>(3)?.into() },
    };
    Ok(IntentRow {
        id: row.get(0)?,
        batch: row.get(1)?,
        subject,
        location_id: row.get::<_, String>(3)?.into(),
        action: action(&row.get::<_, String>(4)?)?,
        args: row.get(5)?,
        state: intent_state(&row.get::<_, String>(6)?)?,
        request_id: row.get(7)?,
        attempts: row.get(8)?,
        read_backs: row.get(9)?,
        not_before: At(row.get(10)?),
        code: row.get(11)?,
        message: row.get(12)?,
        created_at: At(row.get(13)?),
        sent_at: at(row.get(14)?),
        settled_at: at(row.get(15)?),
        next_check_at: at(row.get(16)?),
        looked_at: at(row.get(17)?),
    })
}

/// One step of an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// When.
    pub at: At,
    /// From; `None` for the asking itself.
    pub from: Option<IntentState>,
    /// To.
    pub to: IntentState,
    /// Why, in words.
    pub cause: String,
    /// Code of the answer, if there was one.
    pub code: Option<String>,
}

/// Which intents an activity list shows, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those still in doubt: unknown or stuck.
    pub unresolved: bool,
    /// Only this action.
    pub action: Option<Action>,
    /// Only this state.
    pub state: Option<IntentState>,
    /// Only this batch.
    pub batch: Option<u32>,
    /// Older than this intent: the last one of the page before.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// An intent by its number.
pub fn get(conn: &Connection, id: i64) -> Result<Option<IntentRow>> {
    first(conn, &format!("{SELECT} WHERE i.id = ?1"), [id], intent)
}

/// No look at an outcome is planned further ahead than this and the age of its act, an hour at most: what stands beyond was set
/// by a clock that was wrong.
const CHECKS_AHEAD_MS: i64 = 10 * MINUTE;
/// Nothing but the window of a shipment puts its act off for longer.
const PUT_OFF_MS: i64 = 70 * MINUTE;

/// Whether a queued intent may go by its time. One put off beyond all measure, while its window is open, was put off by a
/// clock that was wrong.
pub(super) const RIPE: &str =
    "(i.not_before <= :now OR (i.not_before > :beyond AND ifnull(s.dispatch_after, 0) <= :now))";

/// The instant beyond which nothing is put off.
pub(super) fn beyond(now: At) -> i64 {
    now.plus(PUT_OFF_MS).0
}

/// Intents to be sent next, all of one warehouse: the one holding the most pressing shipment; oldest dispatch-by first.
/// Paused batches wait.
pub fn due(conn: &Connection, action: Action, now: At, limit: u32) -> Result<Vec<IntentRow>> {
    let ready = format!(
        "i.state = 'queued' AND i.action = :action AND {RIPE}
          AND (i.batch IS NULL OR NOT EXISTS (SELECT 1 FROM batch b WHERE b.id = i.batch AND b.is_paused = 1))"
    );
    let order = format!("ORDER BY {BY_DUE}");
    let sql = format!(
        "SELECT i.location_id FROM intent i LEFT JOIN shipment s ON s.no = i.shipment_no WHERE {ready} {order} LIMIT 1"
    );
    let beyond = beyond(now);
    let params = named_params! { ":action": action.slug(), ":now": now.0, ":beyond": beyond };
    let Some(location) = first(conn, &sql, params, |row| Ok(row.get::<_, String>(0)?))? else {
        return Ok(vec![]);
    };
    let sql = format!("{SELECT} WHERE {ready} AND i.location_id = :location {order} LIMIT :limit");
    let params = named_params! {
        ":action": action.slug(), ":now": now.0, ":beyond": beyond, ":location": location, ":limit": limit
    };
    rows(conn, &sql, params, intent)
}

/// When the next put-off intent may be sent or the next outcome is to be looked at, so that nobody has to poll.
pub fn next_due_at(conn: &Connection) -> Result<Option<At>> {
    let sql = "SELECT min(due) FROM (
        SELECT min(not_before) AS due FROM intent WHERE state = 'queued'
        UNION ALL SELECT min(next_check_at) FROM intent WHERE state IN ('accepted', 'unknown'))";
    Ok(first(conn, sql, [], |row| Ok(row.get::<_, Option<i64>>(0)?))?.flatten().map(At))
}

/// Intents whose outcome is to be looked at now; also those whose time was set by a clock that was wrong.
pub fn to_check(conn: &Connection, now: At, limit: u32) -> Result<Vec<IntentRow>> {
    let sql = format!(
        "{SELECT} WHERE i.state IN ('accepted', 'unknown') AND (i.next_check_at <= ?1
          OR i.next_check_at > ?3 + max(0, min(?1 - ifnull(i.sent_at, ?1), ?4)))
        ORDER BY i.next_check_at, i.id LIMIT ?2"
    );
    rows(conn, &sql, (now.0, limit, now.plus(CHECKS_AHEAD_MS).0, HOUR), intent)
}

/// Intents in doubt: unknown, or given up on until a person decides.
pub fn unresolved(conn: &Connection) -> Result<Vec<IntentRow>> {
    rows(conn, &format!("{SELECT} WHERE i.state IN ('unknown', 'stuck') ORDER BY i.id"), [], intent)
}

/// A page of the activity list, newest first.
pub fn list(conn: &Connection, filter: &Filter) -> Result<Vec<IntentRow>> {
    let mut sql = format!("{SELECT} WHERE i.id < :before");
    if filter.unresolved {
        sql.push_str(" AND i.state IN ('unknown', 'stuck')");
    }
    sql.push_str(
        " AND (:action IS NULL OR i.action = :action) AND (:state IS NULL OR i.state = :state)
          AND (:batch IS NULL OR i.batch = :batch) ORDER BY i.id DESC LIMIT :limit",
    );
    let params = named_params! {
        ":before": filter.before.unwrap_or(i64::MAX), ":action": filter.action.map(Action::slug),
        ":state": filter.state.map(IntentState::slug), ":batch": filter.batch, ":limit": filter.limit,
    };
    rows(conn, &sql, params, intent)
}

/// The steps of an intent, oldest first.
pub fn moves(conn: &Connection, id: i64) -> Result<Vec<Move>> {
    let sql = "SELECT at, from_state, to_state, cause, code FROM intent_move WHERE intent = ?1 ORDER BY id";
    rows(conn, sql, [id], |row| {
        let from: Option<String> = row.get(1)?;
        Ok(Move {
            at: At(row.get(0)?),
            from: from.as_deref().map(intent_state).transpose()?,
            to: intent_state(&row.get::<_, String>(2)?)?,
            cause: row.get(3)?,
            code: row.get(4)?,
        })
    })
}

/// How many outcomes are not known: being read back, or waiting for a person's word.
pub fn unknown_count(conn: &Connection) -> Result<u32> {
    let sql = "SELECT count(*) FROM intent WHERE state IN ('unknown', 'stuck')";
    Ok(first(conn, sql, [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// Intents that are on the wire, or were when the last word about them was written.
pub fn sending_count(conn: &Connection) -> Result<u32> {
    // The index of live ones serves only where its own condition is named.
    let sql = "SELECT count(*) FROM intent INDEXED BY intent_live
        WHERE state IN ('queued', 'sending', 'accepted', 'unknown', 'not-applied') AND state = 'sending'";
    Ok(first(conn, sql, [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// Intents waiting, sent, accepted or in doubt.
pub fn live_count(conn: &Connection) -> Result<u32> {
    let sql = format!("SELECT count(*) FROM intent INDEXED BY intent_live WHERE state IN ({LIVE})");
    Ok(first(conn, &sql, [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// All intents of a shipment, newest first.
pub fn for_shipment(conn: &Connection, id: &ShipmentId) -> Result<Vec<IntentRow>> {
    rows(conn, &format!("{SELECT} WHERE s.shipment_id = ?1 ORDER BY i.id DESC"), [id.as_str()], intent)
}

/// All intents for a listing's stock at a warehouse, newest first.
pub fn for_stock(conn: &Connection, sku: &Sku, location: &LocationId) -> Result<Vec<IntentRow>> {
    let sql = format!("{SELECT} WHERE l.sku = ?1 AND i.location_id = ?2 ORDER BY i.id DESC");
    rows(conn, &sql, (sku.as_str(), location.as_str()), intent)
}

/// All intents of a batch, oldest first.
pub fn of_batch(conn: &Connection, batch: u32) -> Result<Vec<IntentRow>> {
    rows(conn, &format!("{SELECT} WHERE i.batch = ?1 ORDER BY i.id"), [batch], intent)
}
