//! Records of the marketplace that could not be read. Kept, counted and shown, so that one bad record never drops its page.
//! What is kept is the shape of a record, enough to see what is wrong with it: its texts and numbers may be a buyer's.

use godown_domain::At;
use rusqlite::{Connection, Transaction};
use serde_json::Value;

use crate::Result;
use crate::change::{self, Tag};
use crate::sql::{first, rows, run};

/// Records kept; a marketplace that changes its format overnight must not fill the disk.
const KEPT: i64 = 1_000;

/// A record that could not be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// When it came.
    pub at: At,
    /// Which call it came from.
    pub source: String,
    /// What is wrong with it.
    pub reason: String,
    /// The record itself; only its shape is kept.
    pub body: String,
}

impl std::fmt::Debug for Quarantined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Quarantined")
            .field("source", &self.source)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// Keeps a record that could not be read. The same record for the same reason is kept once, at its newest time.
pub fn put(tx: &Transaction<'_>, record: &Quarantined) -> Result<()> {
    let Quarantined { at, source, reason, body } = record;
    let (reason, body) = (&blanked(reason), &shape(body));
    let again = "UPDATE quarantine SET at = ?1 WHERE source = ?2 AND reason = ?3 AND body = ?4";
    if run(tx, again, (at.0, source, reason, body))? == 0 {
        run(
            tx,
            "INSERT INTO quarantine (at, source, reason, body) VALUES (?1, ?2, ?3, ?4)",
            (at.0, source, reason, body),
        )?;
        run(tx, "DELETE FROM quarantine WHERE id <= ?1", [tx.last_insert_rowid() - KEPT])?;
    }
    change::append(tx, Tag::Sync, Some("quarantine"))
}

/// A record with its texts and numbers blanked. Names of fields, lengths and kinds stay.
fn shape(body: &str) -> String {
    match serde_json::from_str(body) {
        Ok(value) => blank(value).to_string(),
        Err(_) => format!("no JSON, {} bytes", body.len()),
    }
}

fn blank(value: Value) -> Value {
    match value {
        Value::String(text) => Value::from(format!("text of {}", text.chars().count())),
        Value::Number(number) => Value::from(if number.is_f64() { "fraction" } else { "number" }),
        Value::Array(items) => items.into_iter().map(blank).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, field)| (name, blank(field))).collect(),
        Value::Null | Value::Bool(_) => value,
    }
}

/// A reason without what it quotes: a reader of JSON names the text it did not expect.
fn blanked(reason: &str) -> String {
    let mut out = String::with_capacity(reason.len());
    for (place, part) in reason.split('"').enumerate() {
        out.push_str(if place % 2 == 0 { part } else { "…" });
    }
    out
}

/// How many there are.
pub fn count(conn: &Connection) -> Result<u32> {
    Ok(first(conn, "SELECT count(*) FROM quarantine", [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// The newest ones, newest first.
pub fn list(conn: &Connection, limit: u32) -> Result<Vec<Quarantined>> {
    let sql = "SELECT at, source, reason, body FROM quarantine ORDER BY at DESC, id DESC LIMIT ?1";
    rows(conn, sql, [limit], |row| {
        Ok(Quarantined { at: At(row.get(0)?), source: row.get(1)?, reason: row.get(2)?, body: row.get(3)? })
    })
}
