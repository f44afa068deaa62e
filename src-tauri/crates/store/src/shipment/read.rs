//! One shipment, whole.

use godown_domain::gate::GateFacts;
use godown_domain::shipment::{BoxSize, CourierSeen, ItemSeen, SELF_SHIP, SubShipmentSeen};
use godown_domain::view::UnderWay;
use godown_domain::{Action, At, Paise, Queue, ShipmentId, ShipmentSeen, ShipmentState};
use rusqlite::Connection;

use crate::intent::LIVE;
use crate::pack_input::SERIAL_NEEDED;
use crate::sql::{action, at, dispatch_by, first, intent_state, rows};
use crate::{Result, standing};

/// Everything the file knows about a shipment, but its timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its number in this file.
    pub rowid: i64,
    /// The order view, as last seen.
    pub facts: ShipmentSeen,
    /// State of the shipment.
    pub state: ShipmentState,
    /// Courier of each box, where known.
    pub couriers: Vec<CourierSeen>,
    /// When the label was first seen in the making.
    pub generating_since: Option<At>,
    /// When the label on this computer was fetched.
    pub label_at: Option<At>,
    /// The order changed after the label was fetched.
    pub label_stale: bool,
    /// Label sent to paper.
    pub printed_at: Option<At>,
    /// Newest read that showed it (when it was sent).
    pub seen_at: At,
    /// First read that showed it.
    pub first_seen_at: At,
    /// Newest read of the shipping view.
    pub shipping_seen_at: Option<At>,
    /// The action under way.
    pub under_way: Option<UnderWay>,
    /// Last refusal, in the marketplace's words.
    pub refused: Option<String>,
    standing: i64,
}

impl Stored {
    /// Its queue at `now`.
    pub fn queue(&self, now: At) -> Queue {
        standing::queue(self.standing, self.facts.dispatch_after.map(|at| at.0), now)
    }
}

/// A shipment by its id.
pub fn get(conn: &Connection, id: &ShipmentId) -> Result<Option<Stored>> {
    let sql =
        "SELECT s.no, s.order_id, s.location_id, s.ordered_at, s.dispatch_after, s.due_at, s.updated_at, s.is_hold,
          s.is_mps, s.shipment_type, s.is_cod, s.is_replacement, s.forms, s.state, s.standing, s.generating_since,
          s.label_at, s.is_label_stale, s.printed_at, s.seen_at, s.first_seen_at, s.shipping_at, s.refused,
          i.action, i.state, i.batch
        FROM shipment s LEFT JOIN intent i ON i.id = s.intent WHERE s.shipment_id = ?1";
    let stored = first(conn, sql, [id.as_str()], |row| {
        let under_way = match row.get::<_, Option<String>>(23)? {
            Some(word) => Some(UnderWay {
                action: action(&word)?,
                state: intent_state(&row.get::<_, String>(24)?)?,
                batch: row.get(25)?,
            }),
            None => None,
        };
        let facts = ShipmentSeen {
            shipment_id: id.clone(),
            order_id: row.get::<_, String>(1)?.into(),
            location_id: row.get::<_, Option<String>>(2)?.map(Into::into),
            ordered_at: at(row.get(3)?),
            dispatch_after: at(row.get(4)?),
            dispatch_by: dispatch_by(row.get(5)?),
            updated_at: at(row.get(6)?),
            hold: row.get(7)?,
            mps: row.get(8)?,
            shipment_type: row.get(9)?,
            cod: row.get(10)?,
            replacement: row.get(11)?,
            items: vec![],
            sub_shipments: vec![],
            forms: serde_json::from_str(&row.get::<_, String>(12)?)?,
        };
        Ok(Stored {
            rowid: row.get(0)?,
            facts,
            state: row.get::<_, String>(13)?.into(),
            couriers: vec![],
            standing: row.get(14)?,
            generating_since: at(row.get(15)?),
            label_at: at(row.get(16)?),
            label_stale: row.get(17)?,
            printed_at: at(row.get(18)?),
            seen_at: At(row.get(19)?),
            first_seen_at: At(row.get(20)?),
            shipping_seen_at: at(row.get(21)?),
            refused: row.get(22)?,
            under_way,
        })
    })?;
    let Some(mut stored) = stored else { return Ok(None) };
    stored.facts.items = items(conn, stored.rowid)?;
    boxes(conn, &mut stored)?;
    Ok(Some(stored))
}

fn items(conn: &Connection, no: i64) -> Result<Vec<ItemSeen>> {
    let sql =
        "SELECT order_item_id, cancellation_group_id, state, quantity, sku, fsn, listing_id, title, hsn, total_price,
          selling_price, is_courier_return, cancelled_at, cancel_reason, cancel_sub_reason
        FROM shipment_item WHERE shipment_no = ?1 ORDER BY order_item_id";
    rows(conn, sql, [no], |row| {
        Ok(ItemSeen {
            order_item_id: row.get::<_, String>(0)?.into(),
            cancellation_group_id: row.get(1)?,
            state: row.get::<_, String>(2)?.into(),
            quantity: row.get(3)?,
            sku: row.get::<_, String>(4)?.into(),
            fsn: row.get(5)?,
            listing_id: row.get(6)?,
            title: row.get(7)?,
            hsn: row.get(8)?,
            total_price: Paise(row.get(9)?),
            selling_price: Paise(row.get(10)?),
            courier_return: row.get(11)?,
            cancelled_at: at(row.get(12)?),
            cancel_reason: row.get(13)?,
            cancel_sub_reason: row.get(14)?,
        })
    })
}

fn boxes(conn: &Connection, stored: &mut Stored) -> Result<()> {
    let sql =
        "SELECT sub_shipment_id, is_in_order, length, breadth, height, weight, package_title, courier, tracking_id
        FROM sub_shipment WHERE shipment_no = ?1 ORDER BY sub_shipment_id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query([stored.rowid])?;
    while let Some(row) = found.next()? {
        let id: String = row.get(0)?;
        if row.get(1)? {
            let size = match (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?) {
                (Some(length), Some(breadth), Some(height), Some(weight)) => {
                    Some(BoxSize { length, breadth, height, weight })
                }
                _ => None,
            };
            let parcel = SubShipmentSeen { sub_shipment_id: id.clone().into(), size, package_title: row.get(6)? };
            stored.facts.sub_shipments.push(parcel);
        }
        let courier: Option<String> = row.get(7)?;
        let tracking: Option<String> = row.get(8)?;
        if courier.is_some() || tracking.is_some() {
            let tracking_id = tracking.map(Into::into);
            stored.couriers.push(CourierSeen { sub_shipment_id: id.into(), courier, tracking_id });
        }
    }
    Ok(())
}

/// What the gate looks at before `wanted` may be asked for the shipment; `None` for one this computer has never seen.
pub fn gate_facts(conn: &Connection, id: &ShipmentId, wanted: Action) -> Result<Option<GateFacts>> {
    let sql = format!(
        "SELECT s.state, s.is_hold, s.dispatch_after, s.location_id IS NOT NULL, {SERIAL_NEEDED}, s.is_label_stale,
          EXISTS (SELECT 1 FROM intent i WHERE i.shipment_no = s.no AND i.action = ?2
                  AND i.state IN ({LIVE})),
          EXISTS (SELECT 1 FROM intent i WHERE i.shipment_no = s.no AND i.action <> ?2
                  AND i.state IN ({LIVE})),
          s.is_box_needed, s.shipment_type
        FROM shipment s WHERE s.shipment_id = ?1"
    );
    first(conn, &sql, (id.as_str(), wanted.slug()), |row| {
        Ok(GateFacts {
            state: row.get::<_, String>(0)?.into(),
            hold: row.get(1)?,
            dispatch_after: at(row.get(2)?),
            has_location: row.get(3)?,
            serial_needed: row.get(4)?,
            label_stale: row.get(5)?,
            asked: row.get(6)?,
            busy: row.get(7)?,
            box_needed: row.get(8)?,
            self_ship: row.get_ref(9)?.as_str().unwrap_or_default() == SELF_SHIP,
        })
    })
}
