//! People's choices and small facts of the program, by key, as JSON.

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Result;
use crate::change::{self, Tag};
use crate::sql::{first, run};

/// The value under `key`; `None` where nothing was ever chosen.
pub fn get<T: DeserializeOwned>(conn: &Connection, key: &str) -> Result<Option<T>> {
    let text: Option<String> = first(conn, "SELECT value FROM setting WHERE key = ?1", [key], |row| Ok(row.get(0)?))?;
    Ok(text.as_deref().map(serde_json::from_str).transpose()?)
}

/// Keeps a value under `key`.
pub fn put<T: Serialize + ?Sized>(tx: &Transaction<'_>, key: &str, value: &T) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    run(tx, sql, (key, serde_json::to_string(value)?))?;
    change::append(tx, Tag::Setting, Some(key))
}

/// Forgets the value under `key`.
pub fn remove(tx: &Transaction<'_>, key: &str) -> Result<()> {
    run(tx, "DELETE FROM setting WHERE key = ?1", [key])?;
    change::append(tx, Tag::Setting, Some(key))
}
