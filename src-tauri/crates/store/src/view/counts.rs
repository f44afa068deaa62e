//! Counts beside the queues, and the cut-offs of the day line.

use godown_domain::day_line::CutOff;
use godown_domain::queue::{Pressure, pressure};
use godown_domain::status::QueueCount;
use godown_domain::{At, IndiaDay, Queue};
use rusqlite::{Connection, named_params};

use crate::Result;
use crate::sql::dispatch_by;
use crate::standing::{self, LAST_ON_DESK};

/// Counts of all queues, in [`Queue::ALL`]'s order. What is still with the seller is counted from an index; what has left
/// comes from counters that [`crate::shipment::merge`] keeps.
pub fn counts(conn: &Connection, location: Option<&str>, now: At) -> Result<Vec<QueueCount>> {
    let mut counts: Vec<QueueCount> =
        Queue::ALL.into_iter().map(|queue| QueueCount { queue, shipments: 0, units: 0, late: 0, urgent: 0 }).collect();
    let index = if location.is_some() { "shipment_by_location" } else { "shipment_by_standing" };
    let narrowed = if location.is_some() { "location_id = :location AND" } else { "" };
    // Rows of one cut-off and opening are one group, so that the domain's own rule decides about each.
    let sql = format!(
        "SELECT standing, due_at, dispatch_after, count(*), sum(units) FROM shipment INDEXED BY {index}
         WHERE {narrowed} standing <= {LAST_ON_DESK} GROUP BY standing, due_at, dispatch_after"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    if let (Some(location), Some(place)) = (location, statement.parameter_index(":location")?) {
        statement.raw_bind_parameter(place, location)?;
    }
    let mut found = statement.raw_query();
    while let Some(row) = found.next()? {
        let queue = standing::queue(row.get(0)?, row.get(2)?, now);
        let (shipments, units): (u32, u32) = (row.get(3)?, row.get(4)?);
        let Some(count) = counts.iter_mut().find(|count| count.queue == queue) else { continue };
        count.shipments += shipments;
        count.units += units;
        match pressure(queue, dispatch_by(row.get(1)?), now) {
            Pressure::Late => count.late += shipments,
            Pressure::Urgent => count.urgent += shipments,
            Pressure::Calm => {}
        }
    }
    let sql = format!(
        "SELECT standing, sum(shipments), sum(units) FROM standing_count
         WHERE standing > {LAST_ON_DESK} AND (:location IS NULL OR location_id = :location) GROUP BY standing"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query(named_params! { ":location": location })?;
    while let Some(row) = found.next()? {
        let queue = standing::queue(row.get(0)?, None, now);
        if let Some(count) = counts.iter_mut().find(|count| count.queue == queue) {
            count.shipments = row.get(1)?;
            count.units = row.get(2)?;
        }
    }
    Ok(counts)
}

/// Parcels the seller delivers itself: those to be sent by now, as their list shows them, and those on the way.
pub fn own_courier_counts(conn: &Connection, location: Option<&str>, now: At) -> Result<(u32, u32)> {
    let (to_send, on_the_way) = (Queue::ToPack, Queue::InTransit);
    let sql = format!(
        "SELECT ifnull(sum({}), 0), ifnull(sum({}), 0) FROM shipment s INDEXED BY shipment_of_own_courier
         WHERE s.shipment_type = 'SELF' AND s.standing IN ({}, {})
           AND (:location IS NULL OR s.location_id = :location)",
        standing::predicate(to_send),
        standing::predicate(on_the_way),
        standing::code(to_send),
        standing::code(on_the_way),
    );
    let params = named_params! { ":location": location, ":now": now.0 };
    Ok(conn.prepare_cached(&sql)?.query_row(params, |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The cut-offs of an India day, earliest first. Cancelled parcels have none; a parcel that is ready or gone has made it.
/// Those asked for and not yet packed count as to pack.
pub fn cut_offs(conn: &Connection, location: Option<&str>, day: IndiaDay, now: At) -> Result<Vec<CutOff>> {
    let sql = "SELECT due_at, standing, dispatch_after, count(*) FROM shipment INDEXED BY shipment_by_due
        WHERE due_at >= :from AND due_at < :to AND (:location IS NULL OR location_id = :location)
        GROUP BY due_at, standing, dispatch_after";
    let params = named_params! {
        ":from": day.start().0, ":to": IndiaDay(day.0 + 1).start().0, ":location": location,
    };
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    let mut cut_offs: Vec<CutOff> = Vec::new();
    while let Some(row) = found.next()? {
        let at = At(row.get(0)?);
        let shipments: u32 = row.get(3)?;
        let queue = standing::queue(row.get(1)?, row.get(2)?, now);
        if matches!(queue, Queue::Cancelled | Queue::Other) {
            continue;
        }
        if cut_offs.last().is_none_or(|last| last.at != at) {
            cut_offs.push(CutOff { at, due: 0, done: 0, to_pack: 0, held: 0 });
        }
        let Some(cut_off) = cut_offs.last_mut() else { continue };
        cut_off.due += shipments;
        match queue {
            Queue::Ready | Queue::InTransit | Queue::Delivered => cut_off.done += shipments,
            Queue::OnHold => cut_off.held += shipments,
            Queue::ToPack | Queue::Upcoming | Queue::Generating | Queue::Forms => cut_off.to_pack += shipments,
            Queue::ToPrint | Queue::Cancelled | Queue::Other => {}
        }
    }
    Ok(cut_offs)
}
