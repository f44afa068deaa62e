//! Small sums over shipments, for checks before an action and for the handover.

use godown_domain::{At, LocationId, OrderId, Paise, ShipmentId};
use rusqlite::Connection;

use crate::Result;
use crate::sql::{first, rows};

/// Parcels ready for one courier at one warehouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyCount {
    /// Warehouse.
    pub location: LocationId,
    /// Courier's name as on the label; empty where not known.
    pub courier: String,
    /// Parcels of several boxes are counted apart.
    pub is_mps: bool,
    /// Shipments.
    pub shipments: u32,
}

/// Units and value of a shipment.
pub fn units_and_value(conn: &Connection, id: &ShipmentId) -> Result<Option<(u32, Paise)>> {
    first(conn, "SELECT units, value FROM shipment WHERE shipment_id = ?1", [id.as_str()], |row| {
        Ok((row.get(0)?, Paise(row.get(1)?)))
    })
}

/// The SKU a shipment is filed under.
pub fn first_sku(conn: &Connection, id: &ShipmentId) -> Result<Option<String>> {
    first(conn, "SELECT first_sku FROM shipment WHERE shipment_id = ?1", [id.as_str()], |row| Ok(row.get(0)?))
}

/// Those of `ids` that were last read before `before`.
pub fn seen_before(conn: &Connection, ids: &[ShipmentId], before: At) -> Result<Vec<ShipmentId>> {
    let mut old = vec![];
    for id in ids {
        let sql = "SELECT 1 FROM shipment WHERE shipment_id = ?1 AND seen_at < ?2";
        if first(conn, sql, (id.as_str(), before.0), |_| Ok(()))?.is_some() {
            old.push(id.clone());
        }
    }
    Ok(old)
}

/// Parcels ready to dispatch, by warehouse and courier.
pub fn ready_by_courier(conn: &Connection, location: Option<&LocationId>) -> Result<Vec<ReadyCount>> {
    // 4: ready.
    let sql = "SELECT ifnull(location_id, ''), ifnull(courier, ''), is_mps, count(*) FROM shipment
        WHERE standing = 4 AND (?1 IS NULL OR location_id = ?1) GROUP BY 1, 2, 3";
    rows(conn, sql, [location.map(|id| id.as_str())], |row| {
        Ok(ReadyCount {
            location: row.get::<_, String>(0)?.into(),
            courier: row.get(1)?,
            is_mps: row.get(2)?,
            shipments: row.get(3)?,
        })
    })
}

/// Shipments ready to dispatch at a warehouse, each with its courier's name as on the label; empty where not known.
pub fn ready_at(conn: &Connection, location: &LocationId, is_mps: bool) -> Result<Vec<(ShipmentId, String)>> {
    let sql = "SELECT shipment_id, ifnull(courier, '') FROM shipment
        WHERE standing = 4 AND location_id = ?1 AND is_mps = ?2 ORDER BY no";
    rows(conn, sql, (location.as_str(), is_mps), |row| Ok((row.get::<_, String>(0)?.into(), row.get(1)?)))
}

/// Units cancelled by the seller and units ordered, among the shipments ordered since `since`. A cancellation counts as the
/// seller's by the marketplace's reason or because this computer asked for it.
pub fn cancelled_since(conn: &Connection, since: At) -> Result<(u32, u32)> {
    let sql = "SELECT
          ifnull(sum(CASE WHEN i.state = 'CANCELLED' AND (i.cancel_reason = 'seller_cancellation'
            OR i.cancel_sub_reason IN ('cannot_procure_item', 'not_enough_inventory', 'b2b_order')
            OR EXISTS (SELECT 1 FROM intent t WHERE t.shipment_no = s.no AND t.action = 'cancel' AND t.state = 'confirmed'))
            THEN i.quantity END), 0),
          ifnull(sum(i.quantity), 0)
        FROM shipment s JOIN shipment_item i ON i.shipment_no = s.no WHERE s.ordered_at >= ?1";
    Ok(first(conn, sql, [since.0], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or((0, 0)))
}

/// The order of a shipment.
pub fn order_of(conn: &Connection, id: &ShipmentId) -> Result<Option<OrderId>> {
    first(conn, "SELECT order_id FROM shipment WHERE shipment_id = ?1", [id.as_str()], |row| {
        Ok(row.get::<_, String>(0)?.into())
    })
}
