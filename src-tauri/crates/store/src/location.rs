//! The seller's warehouses, by name.

use godown_domain::LocationId;
use rusqlite::{Connection, Transaction};

use crate::Result;
use crate::change::{self, Tag};
use crate::sql::{rows, run};

/// Notes warehouses; one that is no longer listed by the marketplace keeps its name here, since old shipments need it.
pub fn put(tx: &Transaction<'_>, locations: &[(LocationId, String)]) -> Result<()> {
    for (id, name) in locations {
        let sql =
            "INSERT INTO location (location_id, name) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET name = excluded.name";
        run(tx, sql, (id.as_str(), name))?;
    }
    change::append(tx, Tag::Setting, Some("location"))
}

/// Warehouses by name; those known only from shipments come with their id as name.
pub fn list(conn: &Connection) -> Result<Vec<(LocationId, String)>> {
    let sql = "SELECT location_id, name FROM location
        UNION SELECT c.location_id, c.location_id FROM standing_count c
          WHERE c.location_id <> '' AND c.location_id NOT IN (SELECT location_id FROM location)
        ORDER BY 2, 1";
    rows(conn, sql, [], |row| Ok((row.get::<_, String>(0)?.into(), row.get(1)?)))
}

/// The warehouses the marketplace itself listed; none where it was not asked yet, or does not tell.
pub fn told(conn: &Connection) -> Result<Vec<LocationId>> {
    rows(conn, "SELECT location_id FROM location ORDER BY name, location_id", [], |row| {
        Ok(row.get::<_, String>(0)?.into())
    })
}
