//! Views people gave a name.

use godown_domain::At;
use godown_domain::view::ViewSpec;
use rusqlite::{Connection, Transaction};

use crate::Result;
use crate::change::{self, Tag};
use crate::sql::{rows, run};

/// Keeps a view under a name, replacing the one that had it.
pub fn put(tx: &Transaction<'_>, name: &str, spec: &ViewSpec, at: At) -> Result<()> {
    let sql = "INSERT INTO saved_view (name, spec, saved_at) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET spec = excluded.spec, saved_at = excluded.saved_at";
    run(tx, sql, (name, serde_json::to_string(spec)?, at.0))?;
    change::append(tx, Tag::Setting, Some("saved-view"))
}

/// All saved views, by name. One that this version cannot read is left out, not lost.
pub fn list(conn: &Connection) -> Result<Vec<(String, ViewSpec)>> {
    let all = rows(conn, "SELECT name, spec FROM saved_view ORDER BY name", [], |row| {
        let spec: String = row.get(1)?;
        Ok((row.get::<_, String>(0)?, serde_json::from_str(&spec).ok()))
    })?;
    Ok(all.into_iter().filter_map(|(name, spec)| Some((name, spec?))).collect())
}

/// Forgets a saved view; answers whether there was one.
pub fn remove(tx: &Transaction<'_>, name: &str) -> Result<bool> {
    let removed = run(tx, "DELETE FROM saved_view WHERE name = ?1", [name])? > 0;
    change::append(tx, Tag::Setting, Some("saved-view"))?;
    Ok(removed)
}
