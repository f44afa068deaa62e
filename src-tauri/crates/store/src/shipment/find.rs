//! Finding shipments: by a scanned or typed code, by state, by what is still to be read.

use godown_domain::{At, LocationId, ShipmentId, ShipmentState};
use rusqlite::{Connection, named_params};

use crate::Result;
use crate::sql::{at, dispatch_by, rows};
use crate::standing::{self, standing_of};

/// At most this many answers to a search.
const FOUND_LIMIT: usize = 50;

/// A shipment with what a poller needs to decide about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Id.
    pub shipment_id: ShipmentId,
    /// Warehouse.
    pub location_id: Option<LocationId>,
    /// State as seen.
    pub state: ShipmentState,
    /// Held.
    pub hold: bool,
    /// Not after.
    pub dispatch_by: Option<At>,
    /// When the label was first seen in the making.
    pub generating_since: Option<At>,
    /// Newest read that showed it (when it was sent).
    pub seen_at: At,
}

const KNOWN: &str = "SELECT s.shipment_id, s.location_id, s.state, s.is_hold, s.due_at, s.generating_since, s.seen_at
    FROM shipment s";

fn known(row: &rusqlite::Row<'_>) -> Result<Known> {
    Ok(Known {
        shipment_id: row.get::<_, String>(0)?.into(),
        location_id: row.get::<_, Option<String>>(1)?.map(Into::into),
        state: row.get::<_, String>(2)?.into(),
        hold: row.get(3)?,
        dispatch_by: dispatch_by(row.get(4)?),
        generating_since: at(row.get(5)?),
        seen_at: At(row.get(6)?),
    })
}

/// Shipments in any of `states`, held ones included, most pressing first.
pub fn in_states(conn: &Connection, states: &[ShipmentState], location: Option<&LocationId>) -> Result<Vec<Known>> {
    let mut standings: Vec<i64> =
        states.iter().flat_map(|state| [standing_of(state, false), standing_of(state, true)]).collect();
    standings.sort_unstable();
    standings.dedup();
    let standings: Vec<String> = standings.iter().map(i64::to_string).collect();
    let sql = format!(
        "{KNOWN} WHERE s.standing IN ({}) AND (:location IS NULL OR s.location_id = :location) ORDER BY s.due_at, s.no",
        standings.join(", ")
    );
    let mut found = rows(conn, &sql, named_params! { ":location": location.map(|id| id.as_str()) }, known)?;
    found.retain(|one| states.contains(&one.state));
    Ok(found)
}

/// Shipments still with the seller, as far as this computer knows, that no read asked at `from` or later has shown: what a
/// whole walk that began then did not meet.
pub fn unseen_pre_dispatch(conn: &Connection, location: Option<&LocationId>, from: At) -> Result<Vec<ShipmentId>> {
    let sql = "SELECT shipment_id FROM shipment
        WHERE standing <= :last AND (:location IS NULL OR location_id = :location) AND seen_at < :from";
    let params = named_params! {
        ":last": standing::LAST_ON_DESK, ":location": location.map(|id| id.as_str()), ":from": from.0,
    };
    rows(conn, sql, params, |row| Ok(row.get::<_, String>(0)?.into()))
}

/// How many shipments are with the seller, as far as this computer knows.
pub fn count_pre_dispatch(conn: &Connection, location: Option<&LocationId>) -> Result<u32> {
    let sql = "SELECT ifnull(sum(shipments), 0) FROM standing_count
        WHERE standing <= :last AND (:location IS NULL OR location_id = :location)";
    let params = named_params! { ":last": standing::LAST_ON_DESK, ":location": location.map(|id| id.as_str()) };
    Ok(rows(conn, sql, params, |row| Ok(row.get(0)?))?.into_iter().next().unwrap_or(0))
}

/// Shipments whose shipping view is worth asking for: never read, or packed and still without a tracking id, and not asked for
/// between `since` and `now`. Those on the desk come first, and the longest unread among them.
pub fn need_shipping(conn: &Connection, (since, now): (At, At), limit: u32) -> Result<Vec<ShipmentId>> {
    // A view that is dated ahead was read while a clock was wrong.
    let sql = "SELECT shipment_id FROM shipment INDEXED BY shipment_wanting_shipping WHERE wants_shipping = 1
          AND ifnull(shipping_at, 0) NOT BETWEEN ?1 AND ?2
        ORDER BY standing, shipping_at LIMIT ?3";
    rows(conn, sql, (since.0, now.0, limit), |row| Ok(row.get::<_, String>(0)?.into()))
}

/// Shipments with this tracking id, order id or shipment id; failing that, with an id that begins so; failing that, with
/// this SKU. Only indexes are used: an exact hit takes microseconds.
pub fn find(conn: &Connection, text: &str) -> Result<Vec<ShipmentId>> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    if text.is_empty() {
        return Ok(vec![]);
    }
    let upper = text.to_uppercase();
    let mut spellings = vec![text.as_str()];
    if upper != text {
        spellings.push(&upper);
    }
    for spelling in &spellings {
        let found = exact(conn, spelling)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    // Shorter prefixes match half the file and help nobody.
    if text.chars().count() >= 4 {
        for spelling in &spellings {
            let found = beginning(conn, spelling)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
    }
    for spelling in &spellings {
        let sql = "SELECT DISTINCT s.shipment_id FROM shipment_item i JOIN shipment s ON s.no = i.shipment_no
            WHERE i.sku = ?1 ORDER BY s.standing > 5, s.due_at LIMIT ?2";
        let found: Vec<ShipmentId> = ids(conn, sql, (spelling, FOUND_LIMIT as u32))?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(vec![])
}

fn exact(conn: &Connection, text: &str) -> Result<Vec<ShipmentId>> {
    let by_tracking = "SELECT DISTINCT s.shipment_id FROM sub_shipment b JOIN shipment s ON s.no = b.shipment_no
        WHERE b.tracking_id = ?1";
    let by_order = "SELECT shipment_id FROM shipment WHERE order_id = ?1 ORDER BY due_at, no";
    let by_id = "SELECT shipment_id FROM shipment WHERE shipment_id = ?1";
    for sql in [by_tracking, by_order, by_id] {
        let found = ids(conn, sql, [text])?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(vec![])
}

fn beginning(conn: &Connection, text: &str) -> Result<Vec<ShipmentId>> {
    let end = format!("{text}\u{10ffff}");
    let by_tracking = "SELECT DISTINCT s.shipment_id FROM sub_shipment b JOIN shipment s ON s.no = b.shipment_no
        WHERE b.tracking_id >= ?1 AND b.tracking_id < ?2 ORDER BY b.tracking_id LIMIT ?3";
    let by_order = "SELECT shipment_id FROM shipment WHERE order_id >= ?1 AND order_id < ?2 ORDER BY order_id LIMIT ?3";
    let by_id =
        "SELECT shipment_id FROM shipment WHERE shipment_id >= ?1 AND shipment_id < ?2 ORDER BY shipment_id LIMIT ?3";
    let mut all: Vec<ShipmentId> = Vec::new();
    for sql in [by_tracking, by_order, by_id] {
        for id in ids(conn, sql, (text, &end, FOUND_LIMIT as u32))? {
            if !all.contains(&id) {
                all.push(id);
            }
        }
    }
    all.truncate(FOUND_LIMIT);
    Ok(all)
}

fn ids(conn: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Vec<ShipmentId>> {
    rows(conn, sql, params, |row| Ok(row.get::<_, String>(0)?.into()))
}
