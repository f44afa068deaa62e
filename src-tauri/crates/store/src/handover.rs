//! What waits for the couriers, as the marketplace counts it (contract 8.14): the pickups of the day line.

use godown_domain::india::MINUTE;
use godown_domain::{At, IndiaDay, LocationId};
use rusqlite::{Connection, Transaction};

use crate::Result;
use crate::change::{self, Tag};
use crate::sql::{at, first, ms, rows, run};

/// One courier group at one warehouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// `vendorGroupCode`.
    pub courier_group: String,
    /// Parcels ready for it.
    pub count: u32,
    /// Parcels of several boxes are counted apart.
    pub is_mps: bool,
    /// Pickup window opens.
    pub pickup_from: Option<At>,
    /// Pickup window closes.
    pub pickup_to: Option<At>,
    /// The code the courier's rider must say.
    pub otc: Option<String>,
}

/// Replaces what is known of a warehouse by a read sent at `at`.
pub fn put(tx: &Transaction<'_>, location: &LocationId, handovers: &[HandoverRow], at: At) -> Result<()> {
    run(tx, "DELETE FROM handover WHERE location_id = ?1", [location.as_str()])?;
    for row in handovers {
        let sql =
            "INSERT OR REPLACE INTO handover (location_id, courier_group, is_mps, parcels, pickup_from, pickup_to, otc,
              read_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let (from, to) = (ms(row.pickup_from), ms(row.pickup_to));
        run(tx, sql, (location.as_str(), &row.courier_group, row.is_mps, row.count, from, to, &row.otc, at.0))?;
        if let (Some(from), Some(to)) = (row.pickup_from, row.pickup_to) {
            let minute = |at: At| at.since(at.day().start()) / MINUTE;
            let sql = "INSERT OR REPLACE INTO pickup_window (location_id, courier_group, from_minute, to_minute)
                VALUES (?1, ?2, ?3, ?4)";
            run(tx, sql, (location.as_str(), &row.courier_group, minute(from), minute(to)))?;
        }
    }
    run(tx, "INSERT OR REPLACE INTO handover_read (location_id, at) VALUES (?1, ?2)", (location.as_str(), at.0))?;
    change::append(tx, Tag::Handover, Some(location.as_str()))
}

/// Remembers how many parcels of a courier read ready here when it was counted.
pub fn was_ready(
    tx: &Transaction<'_>,
    location: &LocationId,
    (courier_group, is_mps): (&str, bool),
    parcels: u32,
) -> Result<()> {
    let sql = "UPDATE handover SET ready_then = ?4 WHERE location_id = ?1 AND courier_group = ?2 AND is_mps = ?3";
    run(tx, sql, (location.as_str(), courier_group, is_mps, parcels))?;
    Ok(())
}

/// Since when the counts are known, of a warehouse or of all that were read: the oldest of their newest readings.
pub fn read_at(conn: &Connection, location: Option<&LocationId>) -> Result<Option<At>> {
    let sql =
        "SELECT min(at) FROM handover_read JOIN location USING (location_id) WHERE ?1 IS NULL OR location_id = ?1";
    Ok(first(conn, sql, [location.map(|id| id.as_str())], |row| Ok(at(row.get(0)?)))?.flatten())
}

/// A courier group as last counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What was counted.
    pub row: HandoverRow,
    /// When it was asked.
    pub at: At,
    /// Parcels that read ready here at that moment.
    pub ready_then: u32,
}

/// What is known, earliest pickup first; with a location, only that warehouse.
pub fn list(conn: &Connection, location: Option<&LocationId>) -> Result<Vec<(LocationId, HandoverRow)>> {
    Ok(counted(conn, location)?.into_iter().map(|(location, counted)| (location, counted.row)).collect())
}

/// The same, each with the moment it is true of.
pub fn counted(conn: &Connection, location: Option<&LocationId>) -> Result<Vec<(LocationId, Counted)>> {
    let sql = "SELECT location_id, courier_group, parcels, is_mps, pickup_from, pickup_to, otc, read_at, ready_then FROM handover
        WHERE ?1 IS NULL OR location_id = ?1 ORDER BY pickup_from IS NULL, pickup_from, courier_group, is_mps, location_id";
    rows(conn, sql, [location.map(|id| id.as_str())], |row| {
        let handover = HandoverRow {
            courier_group: row.get(1)?,
            count: row.get(2)?,
            is_mps: row.get(3)?,
            pickup_from: at(row.get(4)?),
            pickup_to: at(row.get(5)?),
            otc: row.get(6)?,
        };
        let counted = Counted { row: handover, at: At(row.get(7)?), ready_then: row.get(8)? };
        Ok((row.get::<_, String>(0)?.into(), counted))
    })
}

/// A courier's usual window at a warehouse, as its next one: today's until it closes, then tomorrow's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Warehouse.
    pub location: LocationId,
    /// Courier group.
    pub courier_group: String,
    /// Opens.
    pub from: At,
    /// Closes.
    pub to: At,
}

/// The next window of every courier that ever had one.
pub fn windows(conn: &Connection, now: At) -> Result<Vec<Window>> {
    let sql = "SELECT location_id, courier_group, from_minute, to_minute FROM pickup_window";
    rows(conn, sql, [], |row| {
        let on = |day: i32, minute: i64| IndiaDay(day).start().plus(minute * MINUTE);
        let (from, to): (i64, i64) = (row.get(2)?, row.get(3)?);
        let today = now.day().0;
        let day = if on(today, to) > now { today } else { today + 1 };
        Ok(Window {
            location: row.get::<_, String>(0)?.into(),
            courier_group: row.get(1)?,
            from: on(day, from),
            to: on(day, to),
        })
    })
}

/// When each warehouse's counts were last read.
pub fn reads(conn: &Connection) -> Result<Vec<(LocationId, At)>> {
    rows(conn, "SELECT location_id, at FROM handover_read", [], |row| {
        Ok((row.get::<_, String>(0)?.into(), At(row.get(1)?)))
    })
}
