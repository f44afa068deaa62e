//! What a person typed before packing: serial numbers by line, sizes by box; and which goods are sold by serial number.
//! Owns the marks that packing waits for such an entry. Refuses nothing: the checks stand in `godown_domain::pack_input`.

use godown_domain::pack_input::{LineSerials, PackInput};
use godown_domain::shipment::BoxSize;
use godown_domain::{At, OrderItemId, ShipmentId, Sku, SubShipmentId};
use rusqlite::{Connection, Transaction};

use crate::change::{self, Tag};
use crate::sql::{first, rows, run};
use crate::{Result, StoreError};

/// SQL that says of a shipment `s` whether packing waits for serial numbers: the marketplace asked for them, its goods are
/// known to be sold by number, or the numbers typed no longer fit the units left.
pub(crate) const SERIAL_NEEDED: &str = "(s.is_serial_needed OR EXISTS (SELECT 1 FROM shipment_item line
      LEFT JOIN pack_serials typed ON typed.shipment_no = line.shipment_no AND typed.order_item_id = line.order_item_id
      WHERE line.shipment_no = s.no AND line.state <> 'CANCELLED' AND CASE WHEN typed.units IS NULL
        THEN EXISTS (SELECT 1 FROM serial_sku WHERE sku = line.sku) ELSE typed.units <> line.quantity END))";

/// Numbers typed for the lines of a shipment.
pub fn serials(conn: &Connection, id: &ShipmentId) -> Result<Vec<LineSerials>> {
    let sql = "SELECT p.order_item_id, p.numbers FROM pack_serials p JOIN shipment s ON s.no = p.shipment_no
        WHERE s.shipment_id = ?1 ORDER BY p.order_item_id";
    rows(conn, sql, [id.as_str()], |row| {
        let order_item_id = OrderItemId(row.get(0)?);
        Ok(LineSerials { order_item_id, units: serde_json::from_str(&row.get::<_, String>(1)?)? })
    })
}

/// Sizes typed for the boxes of a shipment.
pub fn boxes(conn: &Connection, id: &ShipmentId) -> Result<Vec<(SubShipmentId, BoxSize)>> {
    let sql = "SELECT p.sub_shipment_id, p.length, p.breadth, p.height, p.weight
        FROM pack_box p JOIN shipment s ON s.no = p.shipment_no WHERE s.shipment_id = ?1 ORDER BY p.sub_shipment_id";
    rows(conn, sql, [id.as_str()], |row| {
        let size = BoxSize { length: row.get(1)?, breadth: row.get(2)?, height: row.get(3)?, weight: row.get(4)? };
        Ok((SubShipmentId(row.get(0)?), size))
    })
}

/// Whether packing waits for serial numbers and for the size of a box; `None` for one this computer has never seen.
pub fn needs(conn: &Connection, id: &ShipmentId) -> Result<Option<(bool, bool)>> {
    let sql = format!("SELECT {SERIAL_NEEDED}, s.is_box_needed FROM shipment s WHERE s.shipment_id = ?1");
    first(conn, &sql, [id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Keeps what was typed, and takes away the mark that waited for it. A line without units and a box without a size are
/// forgotten; what is not named stays.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown shipment.
pub fn put(tx: &Transaction<'_>, id: &ShipmentId, input: &PackInput, at: At) -> Result<()> {
    let no = number(tx, id)?;
    for line in &input.serials {
        let item = line.order_item_id.as_str();
        if line.units.is_empty() {
            run(tx, "DELETE FROM pack_serials WHERE shipment_no = ?1 AND order_item_id = ?2", (no, item))?;
            continue;
        }
        let sql = "INSERT INTO pack_serials (shipment_no, order_item_id, units, numbers, typed_at)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE
            SET units = excluded.units, numbers = excluded.numbers, typed_at = excluded.typed_at";
        run(tx, sql, (no, item, line.units.len() as u32, serde_json::to_string(&line.units)?, at.0))?;
        answered(tx, no, "is_serial_needed")?;
    }
    for (sub, size) in &input.boxes {
        match size {
            None => {
                run(tx, "DELETE FROM pack_box WHERE shipment_no = ?1 AND sub_shipment_id = ?2", (no, sub.as_str()))?;
            }
            Some(size) => {
                put_box(tx, no, sub, size, at)?;
                answered(tx, no, "is_box_needed")?;
            }
        }
    }
    change::append(tx, Tag::Shipment, Some(id.as_str()))
}

fn put_box(tx: &Transaction<'_>, no: i64, sub: &SubShipmentId, size: &BoxSize, at: At) -> Result<()> {
    // A parcel of one kind of goods in one box tells what the next such parcel measures.
    let sql =
        "INSERT INTO pack_box (shipment_no, sub_shipment_id, length, breadth, height, weight, sku, units, typed_at)
        SELECT no, ?2, ?3, ?4, ?5, ?6, CASE WHEN more_skus = 0 AND is_mps = 0 THEN first_sku END, units, ?7
        FROM shipment WHERE no = ?1
        ON CONFLICT DO UPDATE SET length = excluded.length, breadth = excluded.breadth, height = excluded.height,
          weight = excluded.weight, sku = excluded.sku, units = excluded.units, typed_at = excluded.typed_at";
    run(tx, sql, (no, sub.as_str(), size.length, size.breadth, size.height, size.weight, at.0))?;
    Ok(())
}

/// The mark goes, and with it the refusal that set it.
fn answered(tx: &Transaction<'_>, no: i64, mark: &str) -> Result<()> {
    let sql = format!("UPDATE shipment SET {mark} = 0, refused = NULL WHERE no = ?1 AND {mark} = 1");
    run(tx, &sql, [no])?;
    Ok(())
}

/// Notes that the marketplace refused a shipment for its serial numbers (contract 8.5). Refused without any, and of one
/// kind of goods: from then on these goods are known to be sold by number.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown shipment.
pub fn want_serials(tx: &Transaction<'_>, id: &ShipmentId) -> Result<()> {
    let no = number(tx, id)?;
    run(tx, "UPDATE shipment SET is_serial_needed = 1 WHERE no = ?1", [no])?;
    let sql = "INSERT INTO serial_sku (sku) SELECT first_sku FROM shipment WHERE no = ?1 AND more_skus = 0
          AND NOT EXISTS (SELECT 1 FROM pack_serials WHERE shipment_no = ?1)
        ON CONFLICT DO NOTHING";
    run(tx, sql, [no])?;
    change::append(tx, Tag::Shipment, Some(id.as_str()))
}

/// Notes that the marketplace refused the size of a shipment's box (contract 8.5). A typed one is lent to no other parcel.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown shipment.
pub fn want_box(tx: &Transaction<'_>, id: &ShipmentId) -> Result<()> {
    let no = number(tx, id)?;
    run(tx, "UPDATE shipment SET is_box_needed = 1 WHERE no = ?1", [no])?;
    run(tx, "UPDATE pack_box SET sku = NULL WHERE shipment_no = ?1", [no])?;
    change::append(tx, Tag::Shipment, Some(id.as_str()))
}

/// The size of a box for so many units of one SKU and nothing else: the one typed last, else the newest the marketplace
/// gave for a single unit.
pub fn box_like(conn: &Connection, sku: &Sku, units: u32) -> Result<Option<BoxSize>> {
    let size = |row: &rusqlite::Row<'_>| {
        Ok(BoxSize { length: row.get(0)?, breadth: row.get(1)?, height: row.get(2)?, weight: row.get(3)? })
    };
    let typed = "SELECT length, breadth, height, weight FROM pack_box WHERE sku = ?1 AND units = ?2
        ORDER BY typed_at DESC LIMIT 1";
    if let Some(found) = first(conn, typed, (sku.as_str(), units), size)? {
        return Ok(Some(found));
    }
    let seen = "SELECT b.length, b.breadth, b.height, b.weight
        FROM shipment_item i JOIN sub_shipment b ON b.shipment_no = i.shipment_no JOIN shipment s ON s.no = i.shipment_no
        WHERE i.sku = ?1 AND b.length IS NOT NULL AND s.units = 1 AND s.is_mps = 0 ORDER BY i.shipment_no DESC LIMIT 1";
    first(conn, seen, [sku.as_str()], size)
}

fn number(conn: &Connection, id: &ShipmentId) -> Result<i64> {
    first(conn, "SELECT no FROM shipment WHERE shipment_id = ?1", [id.as_str()], |row| Ok(row.get(0)?))?
        .ok_or_else(|| StoreError::not_found(format!("Shipment {id}")))
}

#[cfg(test)]
mod tests;
