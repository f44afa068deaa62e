//! The floors: the least work that could possibly do the same.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use godown_domain::view::Scope;
use godown_store::{Connection, StoreError};

/// Tables that an ingest fills.
const TABLES: [&str; 4] = ["shipment", "shipment_item", "sub_shipment", "observation"];

/// Loads the rows of our file into an empty one with the same tables and indexes by the `sqlite3` tool: one transaction,
/// from CSV, synced at the end.
pub fn load_same_rows(ours: &Path, home: &Path) -> Result<Duration> {
    let tool = |script: String, database: &Path| -> Result<()> {
        let output = Command::new("sqlite3").arg(database).arg(script).output().context("the sqlite3 tool")?;
        ensure!(output.status.success(), "sqlite3: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    };
    let schema = home.join("schema.sql");
    let mut script = format!(".output '{}'\n", schema.display());
    script.push_str("SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND tbl_name IN ('shipment', 'shipment_item', 'sub_shipment', 'observation') ORDER BY type DESC;\n");
    run_script(ours, home, &script)?;
    let mut export = String::from(".mode csv\n");
    for table in TABLES {
        export
            .push_str(&format!(".output '{}'\nSELECT * FROM {table};\n", home.join(format!("{table}.csv")).display()));
    }
    run_script(ours, home, &export)?;
    let plain = home.join("plain.db");
    tool("PRAGMA journal_mode = WAL;".into(), &plain)?;
    run_script(&plain, home, &format!(".read '{}'\n", schema.display()))?;
    let mut import = String::from("PRAGMA synchronous = FULL;\nPRAGMA foreign_keys = OFF;\nBEGIN;\n.mode csv\n");
    for table in TABLES {
        import.push_str(&format!(".import '{}' {table}\n", home.join(format!("{table}.csv")).display()));
    }
    import.push_str("COMMIT;\n");
    let begun = Instant::now();
    run_script(&plain, home, &import)?;
    Ok(begun.elapsed())
}

fn run_script(database: &Path, home: &Path, script: &str) -> Result<()> {
    let file = home.join("script.sql");
    std::fs::write(&file, script)?;
    let output = Command::new("sqlite3")
        .arg(database)
        .stdin(std::fs::File::open(&file)?)
        .output()
        .context("the sqlite3 tool")?;
    ensure!(output.status.success(), "sqlite3: {}", String::from_utf8_lossy(&output.stderr));
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
