//! Carrying acts and labels over from an old file that may be broken anywhere.
//!
//! An act is known again by its shipment, its action and the instant it was asked, never by its number: numbers of two files
//! need not agree. Each row is read by itself; one that cannot be read is counted and passed over. Of the old file's word only
//! what is *settled* is believed. Everything else of both files is *unknown* and is read back before anything is asked again;
//! an act of the backup whose fate cannot be read says so in its code.

mod acts;
mod labels;
mod row;

pub use acts::FATE_LOST;
use godown_domain::At;
use rusqlite::{Connection, Transaction};

use self::row::{Row, one};
use crate::{Result, StoreError};

/// How much was carried over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Younger than the backup, and carried over.
    pub carried: u32,
    /// Of the backup, and now doubtful: to be read back or looked for.
    pub doubtful: u32,
    /// Could not be read.
    pub unreadable: u32,
}

/// Clocks may have been put back a little.
const SLACK: i64 = godown_domain::india::HOUR;
/// So many older rows in a row, and only older ones follow.
const OLDER: u32 = 200;
/// Looked for where nothing tells how many there are.
const UNTOLD: i64 = 2_000;
/// More than a shop asks for between two backups.
const MOST: i64 = 100_000;

/// Carries over whatever is younger than `since`; answers for acts and for labels.
pub(super) fn carry(tx: &Transaction<'_>, old: Option<&Connection>, since: At, at: At) -> Result<(Carried, Carried)> {
    let acts = acts::beside_the_machine(tx, || {
        let mut acts = acts::doubt(tx, old, at)?;
        if let Some(old) = old {
            acts::younger(tx, old, since, at, &mut acts)?;
        }
        Ok(acts)
    })?;
    let mut labels = labels::doubt(tx, old, at)?;
    if let Some(old) = old {
        labels::younger(tx, old, since, at, &mut labels)?;
    }
    Ok((acts, labels))
}

/// A table whose younger rows are carried over.
struct Table {
    name: &'static str,
    /// Ways to its numbers where the table itself is broken.
    indexes: &'static [&'static str],
    /// The column that says when a row was asked for.
    asked: &'static str,
}

/// Gives `take` every row asked since the backup, newest first; it answers `false` for one that the backup has.
fn younger(
    tx: &Transaction<'_>,
    old: &Connection,
    table: &Table,
    since: At,
    told: &mut Carried,
    take: impl Fn(&Row) -> Result<bool>,
) -> Result<()> {
    let (last, known) = numbers(old, tx, table.name, table.indexes)?;
    let mut older = 0;
    for id in (1..=last).rev() {
        match one(old, table.name, "id = ?1", [id]) {
            Ok(None) => {}
            Ok(Some(row)) if row.number(table.asked).is_some_and(|asked| asked < since.0 - SLACK) => older += 1,
            Ok(Some(row)) => {
                older = 0;
                match take(&row) {
                    Ok(true) => told.carried += 1,
                    Ok(false) => {}
                    Err(error) if of_the_disk(&error) => return Err(error),
                    Err(_) => told.unreadable += 1,
                }
            }
            Err(_) => told.unreadable += u32::from(id > known),
        }
        if older > OLDER {
            break;
        }
    }
    Ok(())
}

/// Trouble of the new file's disk, not of an old row.
fn of_the_disk(error: &StoreError) -> bool {
    matches!(error, StoreError::DiskFull | StoreError::DiskFailed(_) | StoreError::ReadOnly | StoreError::Busy)
}

/// Numbers of a table of the old file, newest first, as far as they can be known.
fn numbers(old: &Connection, tx: &Transaction<'_>, table: &str, indexes: &[&str]) -> Result<(i64, i64)> {
    let highest = |conn: &Connection, from: &str| -> rusqlite::Result<Option<i64>> {
        conn.query_row(&format!("SELECT max(id) FROM {table} {from}"), [], |row| row.get(0))
    };
    let known = highest(tx, "")?.unwrap_or(0);
    let ways = std::iter::once(String::new()).chain(indexes.iter().map(|index| format!("INDEXED BY {index}")));
    // A broken number is larger than a sound one, so the smallest that can be read is believed, within reason.
    let last = ways.filter_map(|way| highest(old, &way).ok().flatten()).min();
    Ok((last.unwrap_or(known + UNTOLD).min(known + MOST), known))
}
