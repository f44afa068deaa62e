//! How far each walk over the marketplace's lists has come. A mark moves only inside the transaction that stores the data
//! it covers.

use godown_domain::At;
use rusqlite::{Connection, Transaction};

use crate::Result;
use crate::change::{self, Tag};
use crate::sql::{at, first, ms, run};

/// How far a walk has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Everything changed before this instant is on this computer.
    pub covered_to: At,
    /// When the walk last ran to its end.
    pub completed_at: Option<At>,
    /// Where a broken-off walk goes on, in the walker's own words.
    pub partial: Option<String>,
}

/// The mark of a lane (`open`, `modified`, `cancelled`, …) for a warehouse; `""` where a lane covers all of them.
pub fn get(conn: &Connection, lane: &str, location: &str) -> Result<Option<Mark>> {
    let sql = "SELECT covered_to, completed_at, partial FROM sync_mark WHERE lane = ?1 AND location_id = ?2";
    first(conn, sql, (lane, location), |row| {
        Ok(Mark { covered_to: At(row.get(0)?), completed_at: at(row.get(1)?), partial: row.get(2)? })
    })
}

/// Moves a mark.
pub fn put(tx: &Transaction<'_>, lane: &str, location: &str, mark: &Mark) -> Result<()> {
    let sql = "INSERT INTO sync_mark (lane, location_id, covered_to, completed_at, partial) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET covered_to = excluded.covered_to, completed_at = excluded.completed_at,
          partial = excluded.partial";
    run(tx, sql, (lane, location, mark.covered_to.0, ms(mark.completed_at), &mark.partial))?;
    change::append(tx, Tag::Sync, Some(lane))
}
