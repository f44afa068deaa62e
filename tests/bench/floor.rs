//! The floors: the least work that could possibly do the same.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use godown_domain::view::Scope;
use godown_store::{Connection, StoreError};

/// Tables that an ingest fills.
const TABLES: [&str; 4] = ["shipment", "shipment_item", "sub_shipment", "observation"];

/// Loads the rows of our file into an empty one with the same tables and indexes by the `sqlite3` tool: plain INSERT
/// statements in one transaction, synced at the end.
pub fn load_same_rows(ours: &Path, home: &Path) -> Result<Duration> {
    let (schema, rows) = (home.join("schema.sql"), home.join("rows.sql"));
    let names = TABLES.map(|table| format!("'{table}'")).join(", ");
    let script = format!(
        ".output '{}'\nSELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ({names}) ORDER BY type DESC;\n\
         .output '{}'\n.dump --data-only {}\n",
        schema.display(),
        rows.display(),
        TABLES.join(" ")
    );
    run_script(ours, home, &script)?;
    let plain = home.join("plain.db");
    run_script(&plain, home, &format!("PRAGMA journal_mode = WAL;\n.read '{}'\n", schema.display()))?;
    let begun = Instant::now();
    run_script(&plain, home, &format!("PRAGMA synchronous = FULL;\nBEGIN;\n.read '{}'\nCOMMIT;\n", rows.display()))?;
    let took = begun.elapsed();
    let count = |path: &Path| -> Result<String> {
        let output = Command::new("sqlite3").arg(path).arg("SELECT count(*) FROM shipment").output()?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    ensure!(count(&plain)? == count(ours)?, "the floor loaded other rows than ours");
    Ok(took)
}

fn run_script(database: &Path, home: &Path, script: &str) -> Result<()> {
    let file = home.join("script.sql");
    std::fs::write(&file, script)?;
    let output = Command::new("sqlite3")
        .arg(database)
        .stdin(std::fs::File::open(&file)?)
        .output()
        .context("the sqlite3 tool")?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "sqlite3: {}", complaint.lines().next().unwrap_or_default());
    Ok(())
}

/// The row numbers of a scope in order, and nothing else.
pub fn ids_in_order(conn: &Connection, scope: &Scope) -> Result<usize, StoreError> {
    let sql = match scope {
        Scope::Queue { .. } => {
            "SELECT no FROM shipment WHERE standing = 0 AND (dispatch_after IS NULL OR dispatch_after <= ?1) ORDER BY due_at, first_sku"
        }
        Scope::All | Scope::Batch { .. } => "SELECT no FROM shipment WHERE ?1 > 0 ORDER BY due_at, first_sku",
    };
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([crate::world::NOW])?;
    let mut sum = 0;
    while let Some(row) = rows.next()? {
        sum += row.get::<_, i64>(0)? as usize;
    }
    Ok(sum)
}

/// One row by its primary key.
pub fn one_row(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.prepare_cached("SELECT units FROM shipment WHERE no = ?1")?.query_row([7], |row| row.get(0))?)
}
