//! Alerts: raised once per cause, kept for the list of past ones.

use godown_domain::At;
use godown_domain::guardrail::board::{Alert, AlertWhat};
use rusqlite::{Connection, Transaction};

use super::at;
use crate::Result;
use crate::sql::{first, rows, run};

/// Alerts shown.
const SHOWN: u32 = 200;

/// Raises an alert; `None` while one of the same cause stands. `told_with` names the alert that tells its cause.
pub fn raise_alert(
    tx: &Transaction<'_>,
    cause: &str,
    what: &AlertWhat,
    now: At,
    quiet: bool,
    told_with: Option<u32>,
) -> Result<Option<u32>> {
    let sql = "INSERT INTO alert (cause, at, what, quiet, told_with) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (cause) WHERE over_at IS NULL DO NOTHING";
    let raised = run(tx, sql, (cause, now.0, serde_json::to_string(what)?, quiet, told_with))? > 0;
    Ok(raised.then(|| tx.last_insert_rowid() as u32))
}

/// The cause has gone.
pub fn alert_over(tx: &Transaction<'_>, cause: &str, now: At) -> Result<()> {
    run(tx, "UPDATE alert SET over_at = ?2 WHERE cause = ?1 AND over_at IS NULL", (cause, now.0))?;
    Ok(())
}

/// A person saw an alert, and with it those it told; none: all of them.
pub fn alert_seen(tx: &Transaction<'_>, id: Option<u32>, now: At) -> Result<()> {
    let sql = "UPDATE alert SET seen_at = ?2 WHERE seen_at IS NULL AND (?1 IS NULL OR id = ?1 OR told_with = ?1)";
    run(tx, sql, (id, now.0))?;
    Ok(())
}

/// Causes of the alerts that stand.
pub fn standing_causes(conn: &Connection) -> Result<Vec<String>> {
    rows(conn, "SELECT cause FROM alert WHERE over_at IS NULL ORDER BY cause", [], |row| Ok(row.get(0)?))
}

/// Whether an alert of this cause was ever raised, standing or over.
pub fn was_raised(conn: &Connection, cause: &str) -> Result<bool> {
    Ok(first(conn, "SELECT 1 FROM alert WHERE cause = ?1", [cause], |_| Ok(()))?.is_some())
}

/// Alerts, newest first.
pub fn alerts(conn: &Connection) -> Result<Vec<Alert>> {
    let sql = "SELECT id, at, what, seen_at, over_at, quiet, told_with FROM alert ORDER BY at DESC, id DESC LIMIT ?1";
    rows(conn, sql, [SHOWN], |row| {
        Ok(Alert {
            id: row.get(0)?,
            at: At(row.get(1)?),
            what: serde_json::from_str(row.get_ref(2)?.as_str().unwrap_or_default())?,
            seen_at: at(row.get(3)?),
            over_at: at(row.get(4)?),
            quiet: row.get(5)?,
            told_with: row.get(6)?,
        })
    })
}

/// Alerts nobody has seen, each with those it told counted once.
pub fn unseen_alerts(conn: &Connection) -> Result<u32> {
    let sql = "SELECT count(*) FROM alert WHERE seen_at IS NULL AND told_with IS NULL";
    Ok(first(conn, sql, [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}
