//! The journal of calls to the marketplace: what was called, what came back, how long it took. Never a body, a token or a
//! buyer's data; paths are templates, without ids.

use godown_domain::At;
use rusqlite::{Connection, Transaction};

use crate::Result;
use crate::sql::{rows, run};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCall {
    /// When it was sent.
    pub at: At,
    /// `GET`, `POST`.
    pub method: String,
    /// Path as a template.
    pub path: String,
    /// HTTP status; `None` where no answer came.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// Our id of the request.
    pub request_id: Option<String>,
    /// A short remark: rows asked and refused, the kind of failure.
    pub note: Option<String>,
}

/// Notes a call.
pub fn put(tx: &Transaction<'_>, call: &ApiCall) -> Result<()> {
    let sql = "INSERT INTO api_call (at, method, path, status, took_ms, request_id, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let ApiCall { at, method, path, status, took_ms, request_id, note } = call;
    run(tx, sql, (at.0, method, path, status, took_ms, request_id, note))?;
    Ok(())
}

/// The newest calls, newest first.
pub fn recent(conn: &Connection, limit: u32) -> Result<Vec<ApiCall>> {
    let sql = "SELECT at, method, path, status, took_ms, request_id, note FROM api_call ORDER BY id DESC LIMIT ?1";
    rows(conn, sql, [limit], |row| {
        Ok(ApiCall {
            at: At(row.get(0)?),
            method: row.get(1)?,
            path: row.get(2)?,
            status: row.get(3)?,
            took_ms: row.get(4)?,
            request_id: row.get(5)?,
            note: row.get(6)?,
        })
    })
}

/// Forgets calls older than `before`; answers how many.
pub fn prune(tx: &Transaction<'_>, before: At) -> Result<usize> {
    run(tx, "DELETE FROM api_call WHERE at < ?1", [before.0])
}
