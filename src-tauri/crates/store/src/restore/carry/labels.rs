//! Labels: the ledger's rows, with their runs and documents. What may be on paper is asked about.

use godown_domain::At;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::acts::{batch, shipment};
use super::row::{Row, all, one, put};
use super::{Carried, Table};
use crate::sql::{rows, run};
use crate::{Result, StoreError};

/// Labels that the backup holds as still to be printed: the old file's word, else they are asked about.
pub(super) fn doubt(tx: &Transaction<'_>, old: Option<&Connection>, at: At) -> Result<Carried> {
    let sql = "SELECT i.id, r.client_key, i.position, i.tracking_id FROM print_item i JOIN print_run r ON r.id = i.run
        WHERE i.state IN ('queued', 'sending', 'spooled', 'asked')";
    let open: Vec<(i64, String, i64, String)> =
        rows(tx, sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let mut told = Carried::default();
    for (id, key, place, tracking) in open {
        let of = "position = ?2 AND tracking_id = ?3 AND run = (SELECT id FROM print_run WHERE client_key = ?1)";
        let fate = old.and_then(|old| one(old, "print_item", of, (&key, place, &tracking)).ok().flatten());
        match fate.as_ref().and_then(|fate| fate.text("state").map(|state| (state, fate))) {
            // It waits in both: it never went.
            Some(("queued", _)) => {}
            Some((state, fate)) if !matches!(state, "sending" | "spooled" | "asked") => follow(tx, id, state, fate)?,
            _ => {
                told.doubtful += 1;
                ask(tx, id, at)?;
            }
        }
    }
    Ok(told)
}

fn follow(tx: &Transaction<'_>, id: i64, state: &str, fate: &Row) -> Result<()> {
    let sql =
        "UPDATE print_item SET state = ?2, spoiled = ?3, why_not = ?4, message = ?5, sent_at = ?6, settled_at = ?7,
          settled_by = ?8, settled_who = ?9 WHERE id = ?1";
    let (word, number) = (|column| fate.text(column), |column| fate.number(column));
    let params = rusqlite::params![
        id,
        state,
        word("spoiled"),
        word("why_not"),
        word("message"),
        number("sent_at"),
        number("settled_at"),
        word("settled_by"),
        word("settled_who"),
    ];
    run(tx, sql, params)?;
    printed(tx, id)
}

fn ask(tx: &Transaction<'_>, id: i64, at: At) -> Result<()> {
    run(tx, "UPDATE print_item SET state = 'asked', sent_at = ifnull(sent_at, ?2) WHERE id = ?1", (id, at.0))?;
    printed(tx, id)
}

/// From when the shipment counts as printed: as the ledger reckons it.
fn printed(tx: &Transaction<'_>, id: i64) -> Result<()> {
    let sql =
        "UPDATE shipment SET printed_at = (SELECT max(i.sent_at) FROM print_item i WHERE i.shipment_no = shipment.no
          AND i.state IN ('spooled', 'asked', 'confirmed'))
        WHERE no = (SELECT shipment_no FROM print_item WHERE id = ?1)";
    run(tx, sql, [id])?;
    Ok(())
}

/// Labels since the backup.
pub(super) fn younger(tx: &Transaction<'_>, old: &Connection, since: At, at: At, told: &mut Carried) -> Result<()> {
    let ledger = Table { name: "print_item", indexes: &["print_item_by_queued"], asked: "queued_at" };
    super::younger(tx, old, &ledger, since, told, |row| label(tx, old, row, at))
}

/// Carries one label over; `false` where the backup has it.
fn label(tx: &Transaction<'_>, old: &Connection, row: &Row, at: At) -> Result<bool> {
    let lost = || StoreError::Unreadable("a label".into());
    let run_no = print_run(tx, old, row.number("run").ok_or_else(lost)?)?;
    let place = row.number("position").ok_or_else(lost)?;
    let sql = "SELECT 1 FROM print_item WHERE run = ?1 AND position = ?2";
    if tx.query_row(sql, (run_no, place), |_| Ok(())).optional()?.is_some() {
        return Ok(false);
    }
    let mut new = row.clone();
    new.set("id", Value::Null);
    new.set("run", run_no);
    new.set("shipment_no", shipment(tx, old, row.number("shipment_no").ok_or_else(lost)?, None)?);
    new.set("document", document(tx, old, row.number("document").ok_or_else(lost)?)?);
    new.set("picture", Value::Null);
    let may_be_paper = matches!(row.text("state"), Some("sending" | "spooled"));
    if may_be_paper {
        new.set("state", "asked".to_owned());
    }
    let id = put(tx, "print_item", &new)?;
    if may_be_paper {
        ask(tx, id, at)?
    } else {
        printed(tx, id)?
    }
    Ok(true)
}

fn print_run(tx: &Transaction<'_>, old: &Connection, old_id: i64) -> Result<i64> {
    let lost = || StoreError::Unreadable("a print run".into());
    let mut row = one(old, "print_run", "id = ?1", [old_id])?.ok_or_else(lost)?;
    let key = row.text("client_key").ok_or_else(lost)?;
    let known = tx.query_row("SELECT id FROM print_run WHERE client_key = ?1", [key], |row| row.get(0)).optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let batch = row.number("batch").and_then(|id| batch(tx, old, id).ok());
    let printer = row.number("printer").filter(|id| {
        tx.query_row("SELECT 1 FROM printer WHERE id = ?1", [id], |_| Ok(()))
            .optional()
            .is_ok_and(|found| found.is_some())
    });
    row.set("id", Value::Null);
    row.set("after", Value::Null);
    row.set("batch", batch.map_or(Value::Null, Value::Integer));
    row.set("printer", printer.map_or(Value::Null, Value::Integer));
    if matches!(row.text("state"), Some("running" | "stopping")) {
        row.set("state", "paused".to_owned());
    }
    put(tx, "print_run", &row)
}

fn document(tx: &Transaction<'_>, old: &Connection, old_id: i64) -> Result<i64> {
    let lost = || StoreError::Unreadable("a document".into());
    let mut row = one(old, "document", "id = ?1", [old_id])?.ok_or_else(lost)?;
    let (sha256, kind) = (row.text("sha256").ok_or_else(lost)?, row.text("kind").ok_or_else(lost)?);
    let sql = "SELECT id FROM document WHERE sha256 = ?1 AND kind = ?2 ORDER BY id DESC LIMIT 1";
    if let Some(id) = tx.query_row(sql, (sha256, kind), |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let batch = row.number("batch").and_then(|id| batch(tx, old, id).ok());
    row.set("id", Value::Null);
    row.set("batch", batch.map_or(Value::Null, Value::Integer));
    let id = put(tx, "document", &row)?;
    for mut page in all(old, "document_page", "document = ?1", [old_id]) {
        let no = page.number("shipment_no").and_then(|no| shipment(tx, old, no, None).ok());
        page.set("document", id);
        page.set("shipment_no", no.map_or(Value::Null, Value::Integer));
        put(tx, "document_page", &page)?;
    }
    Ok(id)
}
