//! Acts: the journal's rows, with the shipments, listings and batches they belong to.

use godown_domain::{At, IntentState};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::row::{Row, all, one, put};
use super::{Carried, Table};
use crate::intent::{LIVE, OPEN};
use crate::shipment::count;
use crate::sql::{first, intent_state, rows, run};
use crate::{Result, StoreError};

/// Said of an act of the backup whose fate cannot be read any more.
pub const FATE_LOST: &str = "RESTORED";

/// The state an old row names; `None` where it cannot be read or is a word this program does not know, which proves nothing.
fn state_of(row: &Row) -> Option<IntentState> {
    row.text("state").and_then(IntentState::from_slug)
}

/// Acts that the backup holds as not settled: the old file's word where it has a final one, else unknown.
pub(super) fn doubt(tx: &Transaction<'_>, old: Option<&Connection>, at: At) -> Result<Carried> {
    let sql = format!(
        "SELECT i.id, ifnull(s.shipment_id, l.sku), i.action, i.created_at, i.location_id FROM intent i
        LEFT JOIN shipment s ON s.no = i.shipment_no LEFT JOIN listing l ON l.no = i.listing_no
        WHERE i.state IN ({OPEN})"
    );
    let open: Vec<(i64, String, String, i64, String)> =
        rows(tx, &sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let mut told = Carried::default();
    for (id, subject, action, asked, location) in open {
        let fate = old.and_then(|old| {
            let by_number = one(old, "intent", "id = ?1 AND action = ?2 AND created_at = ?3", (id, &action, asked));
            by_number.ok().flatten().or_else(|| {
                let of = "action = ?2 AND created_at = ?3 AND location_id = ?4
                    AND (shipment_no = (SELECT no FROM shipment WHERE shipment_id = ?1)
                      OR listing_no = (SELECT no FROM listing WHERE sku = ?1))";
                one(old, "intent", of, (&subject, &action, asked, &location)).ok().flatten()
            })
        });
        match fate.as_ref().and_then(state_of) {
            Some(state) if !state.is_live() => settle(tx, id, state, fate.as_ref(), at)?,
            readable => {
                told.doubtful += 1;
                unknown(tx, id, readable.is_none().then_some(FATE_LOST), at)?;
            }
        }
    }
    Ok(told)
}

fn settle(tx: &Transaction<'_>, id: i64, state: IntentState, fate: Option<&Row>, at: At) -> Result<()> {
    let word = |column| fate.and_then(|fate| fate.text(column));
    let settled = fate.and_then(|fate| fate.number("settled_at"));
    let sql = "UPDATE intent SET code = ?2, message = ?3, settled_at = ?4, next_check_at = NULL WHERE id = ?1";
    if restate(tx, id, state, at)? {
        run(tx, sql, (id, word("code"), word("message"), settled))?;
    }
    Ok(())
}

fn unknown(tx: &Transaction<'_>, id: i64, code: Option<&str>, at: At) -> Result<()> {
    let sql = "UPDATE intent SET code = ?2, settled_at = NULL, next_check_at = ?3, read_backs = 0,
          sent_at = ifnull(sent_at, created_at), attempts = max(attempts, 1) WHERE id = ?1";
    if restate(tx, id, IntentState::Unknown, at)? {
        run(tx, sql, (id, code, at.0))?;
    }
    Ok(())
}

/// Gives an intent the state it is believed to have; `false` where its own stands.
fn restate(tx: &Transaction<'_>, id: i64, next: IntentState, at: At) -> Result<bool> {
    let sql = "SELECT state FROM intent WHERE id = ?1";
    let now = first(tx, sql, [id], |row| intent_state(row.get_ref(0)?.as_str().unwrap_or_default()))?;
    let may = now.is_some_and(|now| now == next || now.may_be_restored_as(next));
    if may {
        run(tx, "UPDATE intent SET state = ?2 WHERE id = ?1", (id, next.slug()))?;
        note(tx, id, next, at)?;
    }
    Ok(may)
}

fn note(tx: &Transaction<'_>, id: i64, state: IntentState, at: At) -> Result<()> {
    let sql = "INSERT INTO intent_move (intent, at, from_state, to_state, cause) VALUES (?1, ?2, NULL, ?3, 'restored from a backup')";
    run(tx, sql, (id, at.0, state.slug()))?;
    let sql = format!(
        "UPDATE shipment SET intent = (SELECT max(id) FROM intent WHERE shipment_no = shipment.no AND state IN ({OPEN}))
        WHERE no = (SELECT shipment_no FROM intent WHERE id = ?1)"
    );
    run(tx, &sql, [id])?;
    Ok(())
}

/// Sets the machine of the journal aside while `work` runs: what a restored file believes is no move of it, and has rules of
/// its own ([`IntentState::may_be_restored_as`]). All in one transaction, so that no file is ever without it.
pub(super) fn beside_the_machine<T>(tx: &Transaction<'_>, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let sql = "SELECT group_concat(sql, ';') FROM sqlite_schema
        WHERE type = 'trigger' AND name IN ('intent_machine', 'intent_begins')";
    let machine: String = tx.query_row(sql, [], |row| row.get(0))?;
    tx.execute_batch("DROP TRIGGER intent_machine; DROP TRIGGER intent_begins")?;
    let done = work()?;
    tx.execute_batch(&machine)?;
    Ok(done)
}

/// Acts asked since the backup.
pub(super) fn younger(tx: &Transaction<'_>, old: &Connection, since: At, at: At, told: &mut Carried) -> Result<()> {
    let journal = Table { name: "intent", indexes: &["intent_by_shipment", "intent_by_batch"], asked: "created_at" };
    super::younger(tx, old, &journal, since, told, |row| act(tx, old, row, at))
}

/// Carries one act over; `false` where the backup has it.
fn act(tx: &Transaction<'_>, old: &Connection, row: &Row, at: At) -> Result<bool> {
    let lost = || StoreError::Unreadable("an act".into());
    let (subject, no) = match row.number("listing_no") {
        Some(old_no) => ("listing_no", listing(tx, old, old_no)?),
        None => {
            let old_no = row.number("shipment_no").ok_or_else(lost)?;
            ("shipment_no", shipment(tx, old, old_no, row.number("batch"))?)
        }
    };
    let (action, asked) = (row.text("action").ok_or_else(lost)?, row.number("created_at").ok_or_else(lost)?);
    let location = row.text("location_id").ok_or_else(lost)?;
    let same = format!("{subject} = ?1 AND action = ?2 AND location_id = ?3");
    let sql = format!("SELECT 1 FROM intent WHERE {same} AND created_at = ?4");
    if tx.query_row(&sql, (no, action, location, asked), |_| Ok(())).optional()?.is_some() {
        return Ok(false);
    }
    let state = state_of(row).filter(|state| !state.is_live());
    if state.is_none() {
        // It could only be asked because the one before it was over.
        let sql = format!("SELECT id FROM intent WHERE {same} AND state IN ({LIVE})");
        let before: Option<i64> = tx.query_row(&sql, (no, action, location), |row| row.get(0)).optional()?;
        if let Some(before) = before {
            settle(tx, before, IntentState::Withdrawn, None, at)?;
        }
    }
    let mut new = row.clone();
    let batch = row.number("batch").and_then(|id| batch(tx, old, id).ok());
    new.set("id", Value::Null);
    new.set(subject, no);
    new.set("batch", batch.map_or(Value::Null, Value::Integer));
    // Also where its word is none of ours.
    new.set("state", state.unwrap_or(IntentState::Unknown).slug().to_owned());
    let id = put(tx, "intent", &new)?;
    for mut step in all(old, "intent_move", "intent = ?1 ORDER BY id", [row.number("id")]) {
        step.set("id", Value::Null);
        step.set("intent", id);
        put(tx, "intent_move", &step)?;
    }
    match state {
        Some(state) => note(tx, id, state, at)?,
        None => unknown(tx, id, None, at)?,
    }
    Ok(true)
}

/// Number of a listing of the old file in the new one; brought along where the backup does not have it.
fn listing(tx: &Transaction<'_>, old: &Connection, old_no: i64) -> Result<i64> {
    let lost = || StoreError::Unreadable("the listing of an act".into());
    let mut row = one(old, "listing", "no = ?1", [old_no])?.ok_or_else(lost)?;
    let sku = row.text("sku").ok_or_else(lost)?;
    let known = tx.query_row("SELECT no FROM listing WHERE sku = ?1", [sku], |row| row.get(0)).optional()?;
    if let Some(no) = known {
        return Ok(no);
    }
    row.set("no", Value::Null);
    put(tx, "listing", &row)
}

/// Number of a shipment of the old file in the new one; brought along where the backup does not have it.
pub(super) fn shipment(tx: &Transaction<'_>, old: &Connection, old_no: i64, batch: Option<i64>) -> Result<i64> {
    let found = one(old, "shipment", "no = ?1", [old_no]);
    let named = |row: &Row| row.text("shipment_id").map(str::to_owned);
    let id = match &found {
        Ok(Some(row)) => named(row),
        // Its row is broken; the index and the batch know its name as well.
        _ => old
            .query_row("SELECT shipment_id FROM shipment INDEXED BY shipment_by_id WHERE no = ?1", [old_no], |row| {
                row.get(0)
            })
            .ok()
            .or_else(|| {
                let of = "batch = ?1 AND shipment_no = ?2";
                one(old, "batch_item", of, (batch, old_no)).ok().flatten().as_ref().and_then(named)
            }),
    };
    let id = id.ok_or_else(|| StoreError::Unreadable("the shipment of an act".into()))?;
    let known = tx.query_row("SELECT no FROM shipment WHERE shipment_id = ?1", [&id], |row| row.get(0)).optional()?;
    match (known, found) {
        (Some(no), _) => Ok(no),
        (None, Ok(Some(row))) => bring(tx, old, old_no, row),
        (None, _) => Err(StoreError::Unreadable("the shipment of an act".into())),
    }
}

fn bring(tx: &Transaction<'_>, old: &Connection, old_no: i64, mut row: Row) -> Result<i64> {
    row.set("no", Value::Null);
    row.set("intent", Value::Null);
    // Whatever is seen next is news, and is merged whole.
    row.set("seen_hash", 0);
    let no = put(tx, "shipment", &row)?;
    let units = u32::try_from(row.number("units").unwrap_or(0)).unwrap_or(0);
    count(tx, row.number("standing").unwrap_or(9), row.text("location_id"), 1, units)?;
    for table in ["shipment_item", "sub_shipment", "pack_serials", "pack_box", "buyer_private", "observation"] {
        for mut part in all(old, table, "shipment_no = ?1", [old_no]) {
            part.set("shipment_no", no);
            if table == "observation" {
                part.set("id", Value::Null);
            }
            put(tx, table, &part)?;
        }
    }
    run(tx, "INSERT OR IGNORE INTO tally_dirty (shipment_no) VALUES (?1)", [no])?;
    Ok(no)
}

/// Number of a batch of the old file in the new one, by the key of its click.
pub(super) fn batch(tx: &Transaction<'_>, old: &Connection, old_id: i64) -> Result<i64> {
    let lost = || StoreError::Unreadable("a batch".into());
    let mut row = one(old, "batch", "id = ?1", [old_id])?.ok_or_else(lost)?;
    let key = row.text("client_key").ok_or_else(lost)?;
    let known = tx.query_row("SELECT id FROM batch WHERE client_key = ?1", [key], |row| row.get(0)).optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    row.set("id", Value::Null);
    row.set("print_file", Value::Null);
    let id = put(tx, "batch", &row)?;
    for mut item in all(old, "batch_item", "batch = ?1", [old_id]) {
        let no = item.number("shipment_no").and_then(|no| shipment(tx, old, no, Some(old_id)).ok());
        item.set("batch", id);
        item.set("shipment_no", no.map_or(Value::Null, Value::Integer));
        put(tx, "batch_item", &item)?;
    }
    Ok(id)
}
