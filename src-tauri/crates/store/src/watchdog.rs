//! What the watch over handovers and labels looks at: parcels that are packed or ready, with what was asked for them, and
//! which of them a courier's count was proven to hold.

use godown_domain::{At, LocationId, ShipmentId, ShipmentState};
use rusqlite::{Connection, Transaction, named_params};

use crate::Result;
use crate::change::{self, Tag};
use crate::intent::{self, IntentRow};
use crate::sql::{at, dispatch_by, rows, run};

/// A parcel that waits for its courier, or should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// First SKU.
    pub sku: String,
    /// Warehouse.
    pub location: LocationId,
    /// Courier's name as on the label; empty where not known.
    pub courier: String,
    /// Of several boxes.
    pub is_mps: bool,
    /// AWB.
    pub tracking_id: Option<String>,
    /// State as seen: packed or ready.
    pub state: ShipmentState,
    /// Dispatch-by.
    pub due: Option<At>,
    /// Newest read that showed it.
    pub seen_at: At,
    /// The read that first showed it ready.
    pub ready_at: Option<At>,
    /// The count that was proven to hold it.
    pub counted_at: Option<At>,
    /// The newest action that was to mark it ready.
    pub rtd: Option<IntentRow>,
}

/// Parcels that are packed or ready and not held, of one warehouse or all; those marked most recently first.
pub fn parcels(conn: &Connection, location: Option<&LocationId>) -> Result<Vec<Parcel>> {
    // 3: to print and further, not ready; 4: ready.
    let sql =
        "SELECT s.shipment_id, s.first_sku, ifnull(s.location_id, ''), ifnull(s.courier, ''), s.is_mps, s.tracking_id,
          s.state, s.due_at, s.seen_at,
          CASE WHEN s.standing = 4 THEN ifnull((SELECT max(o.at) FROM observation o WHERE o.shipment_no = s.no
            AND o.field = 'state' AND o.new = s.state), s.first_seen_at) END AS ready_at,
          c.at, (SELECT max(i.id) FROM intent i WHERE i.shipment_no = s.no AND i.action = 'rtd')
        FROM shipment s LEFT JOIN ready_counted c ON c.shipment_no = s.no
        WHERE s.standing IN (3, 4) AND (:location IS NULL OR s.location_id = :location)
        ORDER BY ready_at DESC, s.due_at, s.no";
    let found = rows(conn, sql, named_params! { ":location": location.map(|id| id.as_str()) }, |row| {
        let parcel = Parcel {
            shipment_id: row.get::<_, String>(0)?.into(),
            sku: row.get(1)?,
            location: row.get::<_, String>(2)?.into(),
            courier: row.get(3)?,
            is_mps: row.get(4)?,
            tracking_id: row.get(5)?,
            state: row.get::<_, String>(6)?.into(),
            due: dispatch_by(row.get(7)?),
            seen_at: At(row.get(8)?),
            ready_at: at(row.get(9)?),
            counted_at: at(row.get(10)?),
            rtd: None,
        };
        Ok((parcel, row.get::<_, Option<i64>>(11)?))
    })?;
    let with_action = |(parcel, rtd): (Parcel, Option<i64>)| {
        let rtd = rtd.map(|id| intent::get(conn, id)).transpose()?.flatten();
        Ok(Parcel { rtd, ..parcel })
    };
    found.into_iter().map(with_action).collect()
}

/// Remembers that the count read at `at` held these.
pub fn counted(tx: &Transaction<'_>, ids: &[ShipmentId], at: At) -> Result<()> {
    for id in ids {
        let sql = "INSERT INTO ready_counted (shipment_no, at) SELECT no, ?2 FROM shipment WHERE shipment_id = ?1
            ON CONFLICT (shipment_no) DO NOTHING";
        run(tx, sql, (id.as_str(), at.0))?;
    }
    Ok(())
}

/// A courier group at a warehouse, and by how many its last count was short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// Warehouse.
    pub location: LocationId,
    /// Courier group.
    pub courier_group: String,
    /// Parcels of several boxes are counted apart.
    pub is_mps: bool,
    /// So many.
    pub short: u32,
}

/// Replaces what is known of a warehouse's shortfalls.
pub fn put_short(tx: &Transaction<'_>, location: &LocationId, all: &[Short]) -> Result<()> {
    run(tx, "DELETE FROM handover_short WHERE location_id = ?1", [location.as_str()])?;
    for one in all {
        let sql = "INSERT INTO handover_short (location_id, courier_group, is_mps, short) VALUES (?1, ?2, ?3, ?4)";
        run(tx, sql, (location.as_str(), &one.courier_group, one.is_mps, one.short))?;
    }
    change::append(tx, Tag::Handover, Some(location.as_str()))
}

/// Every shortfall.
pub fn short(conn: &Connection) -> Result<Vec<Short>> {
    rows(conn, "SELECT location_id, courier_group, is_mps, short FROM handover_short", [], |row| {
        Ok(Short {
            location: row.get::<_, String>(0)?.into(),
            courier_group: row.get(1)?,
            is_mps: row.get(2)?,
            short: row.get(3)?,
        })
    })
}

/// A label that is in the making, or made and not on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// First SKU.
    pub sku: String,
    /// Warehouse.
    pub location: Option<LocationId>,
    /// State as seen.
    pub state: ShipmentState,
    /// Dispatch-by.
    pub due: Option<At>,
    /// Since when.
    pub since: At,
    /// Newest read that showed it.
    pub seen_at: At,
    /// The newest action that asked for it.
    pub pack: Option<IntentRow>,
}

/// Labels that have been awaited since before `before`, the oldest first.
pub fn awaited(conn: &Connection, location: Option<&LocationId>, before: At) -> Result<Vec<Awaited>> {
    // 1: in the making; 3: made.
    let sql = "SELECT s.shipment_id, s.first_sku, s.location_id, s.state, s.due_at,
          CASE WHEN s.standing = 1 THEN ifnull(s.generating_since, s.seen_at) ELSE ifnull((SELECT max(o.at) FROM observation o
            WHERE o.shipment_no = s.no AND o.field = 'state' AND o.new = s.state), s.first_seen_at) END AS since,
          s.seen_at, (SELECT max(i.id) FROM intent i WHERE i.shipment_no = s.no AND i.action = 'pack')
        FROM shipment s WHERE s.standing IN (1, 3) AND (s.standing = 1 OR s.label_at IS NULL)
          AND (:location IS NULL OR s.location_id = :location) AND since < :before ORDER BY since, s.no";
    let params = named_params! { ":location": location.map(|id| id.as_str()), ":before": before.0 };
    let found = rows(conn, sql, params, |row| {
        let awaited = Awaited {
            shipment_id: row.get::<_, String>(0)?.into(),
            sku: row.get(1)?,
            location: row.get::<_, Option<String>>(2)?.map(Into::into),
            state: row.get::<_, String>(3)?.into(),
            due: dispatch_by(row.get(4)?),
            since: At(row.get(5)?),
            seen_at: At(row.get(6)?),
            pack: None,
        };
        Ok((awaited, row.get::<_, Option<i64>>(7)?))
    })?;
    let with_action = |(awaited, pack): (Awaited, Option<i64>)| {
        let pack = pack.map(|id| intent::get(conn, id)).transpose()?.flatten();
        Ok(Awaited { pack, ..awaited })
    };
    found.into_iter().map(with_action).collect()
}

#[cfg(test)]
mod tests;
