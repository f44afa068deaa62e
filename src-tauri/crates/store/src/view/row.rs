//! The rows of a page.

use godown_domain::queue::pressure;
use godown_domain::view::{GroupRow, ShipmentRow, UnderWay, ViewRow};
use godown_domain::{At, Paise, ShipmentId};
use rusqlite::Connection;

use super::Entry;
use crate::Result;
use crate::sql::{action, at, dispatch_by, first, intent_state};
use crate::standing;

const SELECT: &str = "SELECT s.shipment_id, s.order_id, s.state, s.standing, s.dispatch_after, s.due_at, s.first_sku, s.title,
      s.sku_units, s.more_skus, s.units, s.shipment_type, s.is_cod, s.courier, s.tracking_id, s.location_id, s.city, s.pin,
      s.value, s.is_hold, s.generating_since, s.label_at IS NOT NULL, s.is_label_stale, s.printed_at, s.refused,
      i.action, i.state, i.batch
    FROM shipment s LEFT JOIN intent i ON i.id = s.intent";

fn shipment(row: &rusqlite::Row<'_>, now: At) -> Result<ShipmentRow> {
    let dispatch_after: Option<i64> = row.get(4)?;
    let due = dispatch_by(row.get(5)?);
    let queue = standing::queue(row.get(3)?, dispatch_after, now);
    let under_way = match row.get::<_, Option<String>>(25)? {
        Some(word) => Some(UnderWay {
            action: action(&word)?,
            state: intent_state(&row.get::<_, String>(26)?)?,
            batch: row.get(27)?,
        }),
        None => None,
    };
    Ok(ShipmentRow {
        shipment_id: row.get::<_, String>(0)?.into(),
        order_id: row.get::<_, String>(1)?.into(),
        state: row.get::<_, String>(2)?.into(),
        queue,
        dispatch_after: at(dispatch_after),
        dispatch_by: due,
        pressure: pressure(queue, due, now),
        sku: row.get(6)?,
        title: row.get(7)?,
        sku_units: row.get(8)?,
        more_skus: row.get(9)?,
        units: row.get(10)?,
        shipment_type: row.get(11)?,
        cod: row.get(12)?,
        courier: row.get(13)?,
        tracking_id: row.get(14)?,
        location_id: row.get(15)?,
        city: row.get(16)?,
        pin: row.get(17)?,
        value: Paise(row.get(18)?),
        hold: row.get(19)?,
        generating_since: at(row.get(20)?),
        has_label: row.get(21)?,
        label_stale: row.get(22)?,
        printed_at: at(row.get(23)?),
        under_way,
        refused: row.get(24)?,
    })
}

/// The lines of a page. A row whose shipment is gone from the file is left out.
pub fn rows(conn: &Connection, entries: &[Entry], groups: &[GroupRow], now: At) -> Result<Vec<ViewRow>> {
    let sql = format!("{SELECT} WHERE s.no = ?1");
    let mut page = Vec::with_capacity(entries.len());
    for entry in entries {
        let line = match entry {
            Entry::Group(place) => groups.get(*place as usize).cloned().map(ViewRow::Group),
            Entry::Row(no) => {
                first(conn, &sql, [no], |row| shipment(row, now))?.map(|row| ViewRow::Shipment(Box::new(row)))
            }
        };
        page.extend(line);
    }
    Ok(page)
}

/// A shipment as a row, wherever it stands.
pub fn row_of(conn: &Connection, id: &ShipmentId, now: At) -> Result<Option<ShipmentRow>> {
    first(conn, &format!("{SELECT} WHERE s.shipment_id = ?1"), [id.as_str()], |row| shipment(row, now))
}
