//! The moves of an intent.

use godown_domain::{At, IntentState, ShipmentId, Sku, Subject};
use rusqlite::{Connection, Transaction};

use super::{NewIntent, OPEN};
use crate::change::{self, Tag};
use crate::sql::{first, intent_state, rows, run};
use crate::{Result, StoreError};

/// Queues an intent and answers its number.
///
/// # Errors
/// [`StoreError::AlreadyAsked`] while the same action is under way for its subject; [`StoreError::NotFound`] for an unknown
/// one, and for a shipment whose warehouse is unknown.
pub fn queue(tx: &Transaction<'_>, new: &NewIntent) -> Result<i64> {
    let (shipment, listing, location) = match &new.subject {
        Subject::Shipment { id } => {
            let (no, location) = of_shipment(tx, id)?;
            (Some(no), None, location)
        }
        Subject::Stock { sku, location } => (None, Some(listing(tx, sku)?), location.0.clone()),
    };
    // Whichever index of live ones it meets: one for shipments, one for stock.
    let sql =
        "INSERT INTO intent (batch, shipment_no, listing_no, location_id, action, args, state, not_before, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'queued', ?7, ?7) ON CONFLICT DO NOTHING";
    let action = new.action.slug();
    if run(tx, sql, (new.batch, shipment, listing, location, action, &new.args, new.at.0))? == 0 {
        return Err(StoreError::AlreadyAsked(new.subject.key().to_owned()));
    }
    let intent = tx.last_insert_rowid();
    note(tx, intent, None, IntentState::Queued, &new.cause, None, new.at)?;
    if let Some(no) = shipment {
        run(tx, "UPDATE shipment SET intent = ?2, refused = NULL WHERE no = ?1", (no, intent))?;
    }
    change::append(tx, Tag::Intent, new.subject.shipment().map(ShipmentId::as_str))?;
    Ok(intent)
}

fn listing(tx: &Transaction<'_>, sku: &Sku) -> Result<i64> {
    let found = first(tx, "SELECT no FROM listing WHERE sku = ?1", [sku.as_str()], |row| Ok(row.get(0)?))?;
    found.ok_or_else(|| StoreError::not_found(format!("Listing {sku}")))
}

/// Number and warehouse of a shipment.
fn of_shipment(tx: &Transaction<'_>, id: &ShipmentId) -> Result<(i64, String)> {
    let sql = "SELECT no, location_id FROM shipment WHERE shipment_id = ?1";
    let known: Option<(i64, Option<String>)> = first(tx, sql, [id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (no, location) = known.ok_or_else(|| StoreError::not_found(format!("Shipment {id}")))?;
    let location = location.ok_or_else(|| StoreError::not_found(format!("The warehouse of shipment {id}")))?;
    Ok((no, location))
}

/// Marks queued intents as being sent by one request. Committed before the call is made, never after.
///
/// # Errors
/// [`StoreError::IllegalMove`] when one of them is no longer queued: then none is taken.
pub fn take(tx: &Transaction<'_>, ids: &[i64], request_id: &str, at: At) -> Result<()> {
    for id in ids {
        advance(tx, *id, IntentState::Sending, "sent", None, at)?;
        let sql = "UPDATE intent SET request_id = ?2, sent_at = ?3, attempts = attempts + 1, read_backs = 0,
          next_check_at = NULL WHERE id = ?1";
        run(tx, sql, (id, request_id, at.0))?;
    }
    Ok(())
}

/// Moves an intent with the code and words of the answer. A move to `queued` clears nothing but may be sent at once unless
/// [`set_not_before`] says otherwise; from `sending` it takes the attempt back, because nothing left this computer.
///
/// # Errors
/// [`StoreError::IllegalMove`] for a move the machine does not have.
pub fn settle(
    tx: &Transaction<'_>,
    id: i64,
    next: IntentState,
    code: Option<&str>,
    message: Option<&str>,
    cause: &str,
    at: At,
) -> Result<()> {
    advance(tx, id, next, cause, code, at)?;
    let sql = "UPDATE intent SET code = ?2, message = ?3, settled_at = CASE WHEN ?4 THEN ?5 END,
          next_check_at = CASE WHEN ?6 THEN ifnull(next_check_at, ?5) END WHERE id = ?1";
    let checked = matches!(next, IntentState::Accepted | IntentState::Unknown);
    run(tx, sql, (id, code, message, next.is_settled(), at.0, checked))?;
    if next == IntentState::Confirmed {
        // Ready or sent at our own word, or cancelled by us: all are facts.
        let sql = "INSERT OR IGNORE INTO tally_dirty (shipment_no) SELECT shipment_no FROM intent
            WHERE id = ?1 AND action IN ('rtd', 'self-dispatch', 'cancel')";
        run(tx, sql, [id])?;
    }
    if next == IntentState::Refused {
        let words = message.or(code).unwrap_or("refused");
        let sql = "UPDATE shipment SET refused = ?2 WHERE no = (SELECT shipment_no FROM intent WHERE id = ?1)";
        run(tx, sql, (id, words))?;
    }
    Ok(())
}

/// Puts off the sending of a queued intent.
pub fn set_not_before(tx: &Transaction<'_>, id: i64, at: At) -> Result<()> {
    run(tx, "UPDATE intent SET not_before = ?2 WHERE id = ?1", (id, at.0))?;
    Ok(())
}

/// Writes the exact arguments of a queued intent, in the transaction that takes it.
pub fn set_args(tx: &Transaction<'_>, id: i64, args: &str) -> Result<()> {
    run(tx, "UPDATE intent SET args = ?2 WHERE id = ?1 AND state = 'queued'", (id, args))?;
    Ok(())
}

/// Says when the outcome is looked at next.
pub fn set_next_check(tx: &Transaction<'_>, id: i64, at: At) -> Result<()> {
    run(tx, "UPDATE intent SET next_check_at = ?2 WHERE id = ?1", (id, at.0))?;
    Ok(())
}

/// Remembers that the outcome was asked for at `at`, and says when it is looked at next.
pub fn looked(tx: &Transaction<'_>, id: i64, at: At, next: At) -> Result<()> {
    run(tx, "UPDATE intent SET looked_at = ?2, next_check_at = ?3 WHERE id = ?1", (id, at.0, next.0))?;
    Ok(())
}

/// Looks now at outcomes that were put off beyond `beyond`, of one shipment or all.
pub fn check_sooner(tx: &Transaction<'_>, shipment: Option<&ShipmentId>, now: At, beyond: At) -> Result<()> {
    let sql = "UPDATE intent SET next_check_at = ?2 WHERE state IN ('accepted', 'unknown') AND next_check_at > ?3
        AND (?1 IS NULL OR shipment_no = (SELECT no FROM shipment WHERE shipment_id = ?1))";
    run(tx, sql, (shipment.map(ShipmentId::as_str), now.0, beyond.0))?;
    Ok(())
}

/// Counts a read-back, asked at `at`, that proved nothing yet, and says when to look again; answers how many there were.
pub fn read_back(tx: &Transaction<'_>, id: i64, at: At, next: At) -> Result<u32> {
    looked(tx, id, at, next)?;
    let sql = "UPDATE intent SET read_backs = read_backs + 1 WHERE id = ?1 RETURNING read_backs";
    first(tx, sql, [id], |row| Ok(row.get(0)?))?.ok_or_else(|| StoreError::not_found(format!("Action {id}")))
}

/// At start-up: whatever was on the wire when the program ended has an unknown outcome and is read back before anything
/// else. Answers how many there were.
pub fn sending_to_unknown(tx: &Transaction<'_>, at: At) -> Result<u32> {
    let ids: Vec<i64> = rows(tx, "SELECT id FROM intent WHERE state = 'sending'", [], |row| Ok(row.get(0)?))?;
    for id in &ids {
        settle(tx, *id, IntentState::Unknown, None, None, "the program ended before the answer came", at)?;
    }
    Ok(ids.len() as u32)
}

/// Checks and makes one move, keeps it, and brings the shipment's "under way" up to date.
fn advance(tx: &Transaction<'_>, id: i64, next: IntentState, cause: &str, code: Option<&str>, at: At) -> Result<()> {
    let sql = "SELECT i.state, s.no, s.shipment_id FROM intent i LEFT JOIN shipment s ON s.no = i.shipment_no WHERE i.id = ?1";
    let known: Option<(String, Option<i64>, Option<String>)> =
        first(tx, sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (word, no, shipment) = known.ok_or_else(|| StoreError::not_found(format!("Action {id}")))?;
    let from = intent_state(&word)?;
    if !from.may_become(next) {
        return Err(StoreError::IllegalMove { from, to: next });
    }
    // What never left was no attempt.
    let back = from == IntentState::Sending && next == IntentState::Queued;
    let sql = "UPDATE intent SET state = ?2, attempts = attempts - ?3 WHERE id = ?1";
    run(tx, sql, (id, next.slug(), back))?;
    note(tx, id, Some(from), next, cause, code, at)?;
    let sql = format!(
        "UPDATE shipment SET intent = (SELECT max(id) FROM intent WHERE shipment_no = ?1 AND state IN ({OPEN})) WHERE no = ?1"
    );
    if let Some(no) = no {
        run(tx, &sql, [no])?;
    }
    change::append(tx, Tag::Intent, shipment.as_deref())
}

fn note(
    conn: &Connection,
    id: i64,
    from: Option<IntentState>,
    to: IntentState,
    cause: &str,
    code: Option<&str>,
    at: At,
) -> Result<()> {
    let sql = "INSERT INTO intent_move (intent, at, from_state, to_state, cause, code) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    run(conn, sql, (id, at.0, from.map(IntentState::slug), to.slug(), cause, code))?;
    Ok(())
}
