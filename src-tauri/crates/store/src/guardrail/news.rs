//! Small questions beside the board: what moved, what else waits, why things were cancelled, which shipment a report means.

use std::collections::HashMap;

use godown_domain::guardrail::board::HubReport;
use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::{At, IndiaDay, LocationId, OrderItemId, ShipmentId, TrackingId};
use rusqlite::Connection;

use super::columns::CANCELLED;
use crate::Result;
use crate::sql::{first, rows};

/// The present dispatch-by of every shipment still to be made ready whose dispatch-by was seen to move earlier since `since`.
pub fn moved_earlier(conn: &Connection, since: At) -> Result<Vec<At>> {
    let sql = "SELECT DISTINCT s.no, s.due_at FROM shipment s JOIN observation o ON o.shipment_no = s.no
        WHERE s.standing IN (0, 1, 2, 3, 5) AND o.field = 'dispatch-by' AND o.at >= ?1
          AND CAST(o.new AS INTEGER) < CAST(o.old AS INTEGER)";
    rows(conn, sql, [since.0], |row| Ok(At(row.get(1)?)))
}

/// How many other shipments wait to be packed that hold a SKU of these.
pub fn waiting_with_same_sku(conn: &Connection, ids: &[ShipmentId]) -> Result<u32> {
    let sql = "WITH these AS (SELECT no FROM shipment WHERE shipment_id IN (SELECT value FROM json_each(?1))),
          skus AS (SELECT DISTINCT sku FROM shipment_item WHERE shipment_no IN (SELECT no FROM these))
        SELECT count(DISTINCT i.shipment_no) FROM skus
          JOIN shipment_item i ON i.sku = skus.sku JOIN shipment s ON s.no = i.shipment_no
        WHERE s.standing = 0 AND s.no NOT IN (SELECT no FROM these)";
    let ids = serde_json::to_string(ids)?;
    Ok(first(conn, sql, [ids], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// Cancellations of one kind and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    /// By whom.
    pub by: CancelledBy,
    /// The marketplace's reason, the finer one where there is one.
    pub reason: Option<String>,
    /// Shipments.
    pub shipments: u32,
    /// Units.
    pub units: u32,
}

/// Cancellations of orders approved on the days `from ..= to`, the most frequent first.
pub fn cancellation_reasons(
    conn: &Connection,
    from: IndiaDay,
    to: IndiaDay,
    place: Option<&LocationId>,
) -> Result<Vec<ReasonCount>> {
    let sql = format!(
        "SELECT f.detail % 4, ifnull(f.sub_reason, f.reason), count(DISTINCT f.shipment_no), sum(f.units)
        FROM story t JOIN fact f ON f.shipment_no = t.shipment_no
        WHERE t.approved_day BETWEEN ?1 AND ?2 AND t.left_units < t.units AND f.kind = {CANCELLED}
          AND (?3 IS NULL OR t.location_id = ?3)
          AND NOT EXISTS (SELECT 1 FROM fact n WHERE n.shipment_no = f.shipment_no AND n.seq > f.seq AND n.replaces = 1
            AND n.kind = f.kind AND n.item IS f.item)
        GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2"
    );
    rows(conn, &sql, (from.0, to.0, place.map(LocationId::as_str)), |row| {
        let by = match row.get::<_, i64>(0)? {
            0 => CancelledBy::Seller,
            1 => CancelledBy::Buyer,
            2 => CancelledBy::Marketplace,
            _ => CancelledBy::Unknown,
        };
        Ok(ReasonCount { by, reason: row.get(1)?, shipments: row.get(2)?, units: row.get(3)? })
    })
}

/// The shipment a parcel's tracking id belongs to, where it is one alone.
pub fn shipment_of_parcel(conn: &Connection, tracking: &TrackingId) -> Result<Option<ShipmentId>> {
    let sql = "SELECT DISTINCT s.shipment_id FROM sub_shipment b JOIN shipment s ON s.no = b.shipment_no
        WHERE b.tracking_id = ?1 LIMIT 2";
    let found = rows(conn, sql, [tracking.as_str()], |row| Ok(row.get::<_, String>(0)?))?;
    Ok(match found.as_slice() {
        [one] => Some(one.clone().into()),
        _ => None,
    })
}

/// Whether this computer has seen a shipment.
pub fn is_known(conn: &Connection, id: &ShipmentId) -> Result<bool> {
    Ok(first(conn, "SELECT 1 FROM shipment WHERE shipment_id = ?1", [id.as_str()], |_| Ok(()))?.is_some())
}

/// The shipments of order items, for those that lie in one shipment alone. One walk over all lines, because no list of the
/// desk ever asks by order item.
pub fn shipments_of_items(conn: &Connection, items: &[OrderItemId]) -> Result<HashMap<OrderItemId, ShipmentId>> {
    let sql = "SELECT i.order_item_id, min(s.shipment_id), count(*) FROM shipment_item i JOIN shipment s ON s.no = i.shipment_no
        WHERE i.order_item_id IN (SELECT value FROM json_each(?1)) GROUP BY 1 HAVING count(*) = 1";
    let found = rows(conn, sql, [serde_json::to_string(items)?], |row| {
        Ok((OrderItemId::from(row.get::<_, String>(0)?), ShipmentId::from(row.get::<_, String>(1)?)))
    })?;
    Ok(found.into_iter().collect())
}

/// The word under which a report is kept.
pub fn report_word(report: HubReport) -> &'static str {
    match report {
        HubReport::RtsBreaches => "rts-breaches",
        HubReport::PickupReattempts => "pickup-reattempts",
        HubReport::Returns => "returns",
        HubReport::Orders => "orders",
    }
}
