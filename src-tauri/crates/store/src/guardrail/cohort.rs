//! Rows for the forecasts and for what to do: cut-offs of today, the pace, past cut-offs, what is open, what is asked about.

use godown_domain::guardrail::backtest::Past;
use godown_domain::guardrail::booking::{Measure, OrderPart, Place, bookings};
use godown_domain::guardrail::cohort::{CohortRow, CohortStanding};
use godown_domain::guardrail::todo::OpenShipment;
use godown_domain::guardrail::what_if::Asked;
use godown_domain::{At, IndiaDay, LocationId, OrderId, Queue, ShipmentId};
use rusqlite::{Connection, Row};

use super::at;
use super::columns::{STORY, StoryRow, read_story};
use crate::sql::{dispatch_by, first, rows};
use crate::{Result, standing};

fn location(row: &Row<'_>, index: usize) -> Result<Option<LocationId>> {
    Ok(row.get_ref(index)?.as_str_or_null().ok().flatten().map(Into::into))
}

/// The shipments with a dispatch-by in `from .. to` that are not cancelled, as they stand at `now`.
pub fn cohort_rows(conn: &Connection, from: At, to: At, now: At) -> Result<Vec<CohortRow>> {
    let ready = "SELECT due_at, location_id, left_units, in_time_units FROM story INDEXED BY story_by_due
        WHERE due_at >= ?1 AND due_at < ?2 AND ready_to IS NOT NULL AND left_units > 0";
    let mut all = rows(conn, ready, (from.0, to.0), |row| {
        let standing = if row.get::<_, u32>(3)? > 0 { CohortStanding::Done } else { CohortStanding::Late };
        Ok(CohortRow { due: At(row.get(0)?), location: location(row, 1)?, units: row.get(2)?, standing })
    })?;
    let open = "SELECT t.due_at, t.location_id, t.left_units, s.standing, s.dispatch_after
        FROM story t INDEXED BY story_by_due CROSS JOIN shipment s ON s.no = t.shipment_no
        WHERE t.due_at >= ?1 AND t.due_at < ?2 AND t.ready_to IS NULL AND t.left_units > 0";
    all.extend(
        rows(conn, open, (from.0, to.0), |row| {
            let due = At(row.get(0)?);
            let Some(standing) = open_standing(standing::queue(row.get(3)?, row.get(4)?, now), due, now) else {
                return Ok(None);
            };
            Ok(Some(CohortRow { due, location: location(row, 1)?, units: row.get(2)?, standing }))
        })?
        .into_iter()
        .flatten(),
    );
    Ok(all)
}

/// Where a shipment without a fact of being ready stands; none where it is no longer to be sent.
pub(super) fn open_standing(queue: Queue, due: At, now: At) -> Option<CohortStanding> {
    let open = match queue {
        Queue::ToPack => CohortStanding::ToPack,
        Queue::Upcoming => CohortStanding::Upcoming,
        Queue::Generating => CohortStanding::Making,
        Queue::Forms => CohortStanding::Forms,
        Queue::ToPrint => CohortStanding::Labelled,
        Queue::OnHold => CohortStanding::Held,
        // Just merged and not yet in its story.
        Queue::Ready | Queue::InTransit | Queue::Delivered => CohortStanding::Done,
        Queue::Cancelled | Queue::Other => return None,
    };
    Some(if due < now && open != CohortStanding::Done { CohortStanding::Late } else { open })
}

/// When shipments were made ready in `from ..= to`, earliest first. Those met when they were out already tell no pace.
pub fn ready_between(conn: &Connection, from: At, to: At, place: Option<&LocationId>) -> Result<Vec<At>> {
    let sql = "SELECT ready_to FROM story INDEXED BY story_by_ready WHERE ready_to BETWEEN ?1 AND ?2
          AND ready_from IS NOT NULL AND (?3 IS NULL OR location_id = ?3) ORDER BY ready_to";
    rows(conn, sql, (from.0, to.0, place.map(|place| place.as_str())), |row| Ok(At(row.get(0)?)))
}

/// Shipments with a dispatch-by in `from .. to`, for the backtest.
pub fn past(conn: &Connection, from: At, to: At, place: Option<&LocationId>) -> Result<Vec<Past>> {
    let sql = "SELECT t.due_at, s.first_seen_at, t.ready_to, t.gone_at
        FROM story t INDEXED BY story_by_due CROSS JOIN shipment s ON s.no = t.shipment_no
        WHERE t.due_at >= ?1 AND t.due_at < ?2 AND (?3 IS NULL OR t.location_id = ?3)";
    rows(conn, sql, (from.0, to.0, place.map(|place| place.as_str())), |row| {
        Ok(Past { due: At(row.get(0)?), learned: At(row.get(1)?), ready: at(row.get(2)?), gone: at(row.get(3)?) })
    })
}

/// Everything still with the seller.
pub fn open_shipments(conn: &Connection, place: Option<&LocationId>, now: At) -> Result<Vec<OpenShipment>> {
    let sql = "SELECT s.shipment_id, s.standing, s.dispatch_after, s.location_id, s.units, s.due_at, s.printed_at IS NOT NULL,
          s.is_serial_needed OR s.is_box_needed,
          ifnull((SELECT i.state IN ('sending', 'accepted', 'unknown') FROM intent i WHERE i.id = s.intent), 0)
        FROM shipment s WHERE s.standing <= 5 AND (?1 IS NULL OR s.location_id = ?1)";
    rows(conn, sql, [place.map(|place| place.as_str())], |row| {
        let queue = standing::queue(row.get(1)?, row.get(2)?, now);
        Ok(OpenShipment {
            id: row.get::<_, String>(0)?.into(),
            queue,
            location: location(row, 3)?,
            units: row.get(4)?,
            due: dispatch_by(row.get(5)?),
            is_printed: row.get(6)?,
            needs_entry: row.get::<_, bool>(7)? || queue == Queue::Forms,
            is_being_checked: row.get(8)?,
        })
    })
}

/// What a what-if asks about, of those shipments that are counted. `by_orders` is the present where orders are counted: only
/// then is it read where the orders count already.
pub fn asked(conn: &Connection, ids: &[ShipmentId], by_orders: Option<At>) -> Result<Vec<Asked>> {
    let sql =
        "SELECT s.order_id, t.location_id, t.left_units, t.units, t.approved_day, t.due_at, t.ready_to IS NOT NULL
        FROM shipment s JOIN story t ON t.shipment_no = s.no WHERE s.shipment_id = ?1 AND t.approved_day IS NOT NULL";
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let one = first(conn, sql, [id.as_str()], |row| {
            let (left, units): (u32, u32) = (row.get(2)?, row.get(3)?);
            Ok(Asked {
                order: row.get::<_, String>(0)?.into(),
                location: location(row, 1)?,
                units: if row.get(6)? { 0 } else { left },
                gone: units - left,
                approved: IndiaDay(row.get(4)?),
                due: at(row.get(5)?),
                counted: vec![],
            })
        })?;
        let Some(mut one) = one else { continue };
        if let Some(now) = by_orders {
            one.counted = counted_already(conn, &one.order, now)?;
        }
        all.push(one);
    }
    Ok(all)
}

/// Where an order is cancelled by the seller, due by now, and ready in time.
fn counted_already(conn: &Connection, order: &OrderId, now: At) -> Result<Vec<Place>> {
    let sql = format!("SELECT {STORY} FROM shipment s JOIN story t ON t.shipment_no = s.no WHERE s.order_id = ?1");
    let stories = rows(conn, &sql, [order.as_str()], read_story)?;
    let parts: Vec<OrderPart<'_>> = stories.iter().map(StoryRow::part).collect();
    let due: Vec<OrderPart<'_>> =
        parts.iter().filter(|part| part.story.due.is_some_and(|due| due <= now)).copied().collect();
    let is_counted = |place: &Place| {
        matches!(place.measure, Measure::SellerCancelled | Measure::SellerCancelledEvent | Measure::ReadyInTime)
    };
    let whenever = bookings(&parts).into_keys().filter(is_counted);
    Ok(whenever.chain(bookings(&due).into_keys().filter(|place| place.measure == Measure::Due)).collect())
}
