//! From any number to the very shipments behind it.

use godown_domain::guardrail::board::Hit;
use godown_domain::guardrail::booking::{Amount, Measure, booked, due_units};
use godown_domain::guardrail::fact::{CancelledBy, FactKind};
use godown_domain::guardrail::story::{Story, fold};
use godown_domain::{At, IndiaDay, LocationId};
use rusqlite::{Connection, named_params};

use super::columns::{CANCELLED, STORY, StoryRow, read_story};
use super::drain::stored_facts;
use super::load::load;
use crate::Result;
use crate::sql::{first, rows};

/// Which number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// What a measure counts.
    Measure(Measure),
    /// Due and not ready in time.
    Breach,
}

/// Whose shipments are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitQuery {
    /// Which number.
    pub counted: Counted,
    /// First day.
    pub from: IndiaDay,
    /// Last day.
    pub to: IndiaDay,
    /// One warehouse; none: all.
    pub location: Option<LocationId>,
    /// The present: on its day only what was due by it counts.
    pub now: At,
    /// A past moment: what was known then. None: what is known now.
    pub as_of: Option<At>,
}

/// Shipments behind a number, newest day first, at most `limit` of them, and how many there are.
pub fn hits(conn: &Connection, query: &HitQuery, limit: u32) -> Result<(Vec<Hit>, u32)> {
    let by_row = query.as_of.is_some() || needs_a_look(query.counted);
    let (condition, order) = match query.as_of {
        Some(_) => ("t.last_day >= :from", "t.shipment_no"),
        None => condition(query.counted),
    };
    let place = "AND (:location IS NULL OR t.location_id = :location)";
    let from_sql = format!("FROM story t WHERE ({condition}) {place}");
    let last = query.as_of.unwrap_or(query.now);
    let params = named_params! {
        ":from": query.from.0,
        ":to": query.to.0,
        ":from_at": query.from.start().0,
        ":to_at": IndiaDay(query.to.0 + 1).start().0 - 1,
        ":now": last.0,
        ":location": query.location.as_ref().map(|location| location.as_str()),
    };
    // A parameter that the condition does not use must be named all the same.
    let uses = "AND :from + :to + :from_at + :to_at + :now IS NOT NULL";
    if by_row {
        let sql = format!("SELECT {STORY} {from_sql} {uses}");
        let mut all = Vec::new();
        for mut row in rows(conn, &sql, params, read_story)? {
            if let Some(t) = query.as_of {
                row.story = known_at(conn, row.no, t)?;
            }
            all.extend(counted(&row, query, last).map(|(day, amount)| (row, day, amount)));
        }
        all.sort_by_key(|(row, day, _)| (std::cmp::Reverse(*day), std::cmp::Reverse(row.no)));
        let total = all.len() as u32;
        all.truncate(limit as usize);
        return Ok((
            all.iter().map(|(row, day, amount)| hit(conn, row, query, *day, *amount)).collect::<Result<_>>()?,
            total,
        ));
    }
    let total = first(conn, &format!("SELECT count(*) {from_sql} {uses}"), params, |row| Ok(row.get(0)?))?.unwrap_or(0);
    let sql = format!("SELECT {STORY} {from_sql} {uses} ORDER BY {order} DESC, t.shipment_no DESC LIMIT {limit}");
    let mut all = Vec::new();
    for row in rows(conn, &sql, params, read_story)? {
        if let Some((day, amount)) = counted(&row, query, last) {
            all.push(hit(conn, &row, query, day, amount)?);
        }
    }
    Ok((all, total))
}

/// Measures whose day no column tells alone are looked at row by row; there are few rows of them.
fn needs_a_look(counted: Counted) -> bool {
    matches!(
        counted,
        Counted::Measure(
            Measure::SellerCancelledEvent
                | Measure::Reattempts
                | Measure::Pickups
                | Measure::Shipped
                | Measure::ShippedNear
        )
    )
}

/// The condition on the columns of a story, and the column that tells its day.
fn condition(counted: Counted) -> (&'static str, &'static str) {
    const APPROVED: &str = "t.approved_day";
    const DUE: &str = "t.due_at";
    const PICKED: &str = "t.picked_to";
    let measure = match counted {
        Counted::Breach => {
            return ("t.due_at BETWEEN :from_at AND min(:to_at, :now) AND t.due_units > t.in_time_units", DUE);
        }
        Counted::Measure(measure) => measure,
    };
    match measure {
        Measure::Approved => ("t.approved_day BETWEEN :from AND :to AND t.units > 0", APPROVED),
        Measure::SellerCancelled => {
            ("t.approved_day BETWEEN :from AND :to AND t.left_units < t.units AND t.seller_units > 0", APPROVED)
        }
        Measure::BuyerCancelled => {
            ("t.approved_day BETWEEN :from AND :to AND t.left_units < t.units AND t.buyer_units > 0", APPROVED)
        }
        Measure::MarketplaceCancelled => {
            ("t.approved_day BETWEEN :from AND :to AND t.left_units < t.units AND t.market_units > 0", APPROVED)
        }
        Measure::UnknownCancelled => {
            ("t.approved_day BETWEEN :from AND :to AND t.left_units < t.units AND t.unknown_units > 0", APPROVED)
        }
        Measure::SellerCancelledEvent => {
            ("t.left_units < t.units AND t.seller_units > 0 AND t.last_day >= :from", APPROVED)
        }
        Measure::Due => ("t.due_at BETWEEN :from_at AND :to_at AND t.due_at <= max(:now, 0) AND t.due_units > 0", DUE),
        Measure::ReadyInTime => ("t.due_at BETWEEN :from_at AND min(:to_at, :now) AND t.in_time_units > 0", DUE),
        Measure::Pickups => {
            ("t.picked_to >= :from_at AND (t.picked_to <= :to_at OR t.picked_from IS NULL) OR t.reattempts > 0", PICKED)
        }
        Measure::Reattempts => ("t.reattempts > 0", PICKED),
        Measure::Delivered => (
            "t.approved_day BETWEEN :from AND :to AND t.delivered_to IS NOT NULL AND t.left_units > t.courier_units
              AND t.units > 0",
            APPROVED,
        ),
        Measure::CustomerReturned => (
            "t.approved_day BETWEEN :from AND :to AND t.customer_units + t.courier_units > 0 AND t.customer_units > 0",
            APPROVED,
        ),
        Measure::CourierReturned => (
            "t.approved_day BETWEEN :from AND :to AND t.customer_units + t.courier_units > 0 AND t.courier_units > 0",
            APPROVED,
        ),
        Measure::Shipped => ("t.picked_to >= :from_at AND t.left_units > 0 AND t.near IS NOT NULL", PICKED),
        Measure::ShippedNear => ("t.picked_to >= :from_at AND t.left_units > 0 AND t.near = 1", PICKED),
    }
}

fn known_at(conn: &Connection, no: i64, t: At) -> Result<Story> {
    let facts = stored_facts(conn, no, no)?.remove(&no).unwrap_or_default();
    let prices = load(conn, no, no)?.first().map(|one| one.prices()).unwrap_or_default();
    Ok(fold(&facts, &prices, t))
}

/// What a story counts in the days asked for, and the last of those days; none where it counts nothing.
fn counted(row: &StoryRow, query: &HitQuery, last: At) -> Option<(IndiaDay, Amount)> {
    let measure = match query.counted {
        Counted::Breach => Measure::Due,
        Counted::Measure(measure) => measure,
    };
    if matches!(measure, Measure::Due | Measure::ReadyInTime) && row.story.due.is_none_or(|due| due > last) {
        return None;
    }
    if query.counted == Counted::Breach && due_units(&row.story).is_none_or(|due| due.in_time) {
        return None;
    }
    let mut sum: Option<(IndiaDay, Amount)> = None;
    for (day, of, amount) in booked(&row.story, row.near) {
        if of == measure && (query.from..=query.to).contains(&day) {
            let known = sum.get_or_insert((day, Amount::default()));
            known.0 = known.0.max(day);
            known.1 += amount;
        }
    }
    sum
}

fn hit(conn: &Connection, row: &StoryRow, query: &HitQuery, day: IndiaDay, amount: Amount) -> Result<Hit> {
    let sql = "SELECT shipment_id, order_id, first_sku FROM shipment WHERE no = ?1";
    let (id, order, sku) = first(conn, sql, [row.no], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?
    .unwrap_or_default();
    let story = &row.story;
    let last = |by: CancelledBy| story.cancelled.iter().filter(|one| one.by == by).map(|one| one.when.to).max();
    let by = match query.counted {
        Counted::Measure(Measure::SellerCancelled | Measure::SellerCancelledEvent) => Some(CancelledBy::Seller),
        Counted::Measure(Measure::BuyerCancelled) => Some(CancelledBy::Buyer),
        Counted::Measure(Measure::MarketplaceCancelled) => Some(CancelledBy::Marketplace),
        Counted::Measure(Measure::UnknownCancelled) => Some(CancelledBy::Unknown),
        _ => None,
    };
    let happened = match query.counted {
        _ if by.is_some() => by.and_then(last),
        // Late by a report alone: when we first met it says nothing about when it was ready.
        Counted::Breach => story.ready.filter(|span| span.from.is_some()).map(|span| span.to),
        Counted::Measure(Measure::Due | Measure::ReadyInTime) => story.ready.map(|span| span.to),
        Counted::Measure(Measure::Pickups | Measure::Shipped | Measure::ShippedNear) => {
            story.picked_up.map(|span| span.to)
        }
        Counted::Measure(Measure::Reattempts) => story.reattempted.last().copied(),
        Counted::Measure(Measure::Delivered) => story.delivered.map(|span| span.to),
        Counted::Measure(_) => story.approved.map(|span| span.to),
    };
    Ok(Hit {
        shipment_id: id.into(),
        order_id: order.into(),
        sku,
        location: row.location.clone(),
        day,
        units: u32::try_from(amount.units).unwrap_or(0),
        value: amount.value,
        due: story.due,
        happened,
        estimated: amount.estimated_units > 0,
        reason: match by {
            Some(by) => reason(conn, row.no, by, query.as_of)?,
            None => None,
        },
    })
}

/// Why it was cancelled, in the marketplace's words, as last learned.
fn reason(conn: &Connection, no: i64, by: CancelledBy, as_of: Option<At>) -> Result<Option<String>> {
    let sql = "SELECT 1 FROM fact WHERE shipment_no = ?1 AND kind = ?2 AND reason IS NOT NULL";
    if first(conn, sql, (no, CANCELLED), |_| Ok(()))?.is_none() {
        return Ok(None);
    }
    let facts = stored_facts(conn, no, no)?.remove(&no).unwrap_or_default();
    let mut known = facts.into_iter().rev().filter(|fact| as_of.is_none_or(|t| fact.learned_at <= t));
    Ok(known.find_map(|fact| match fact.what {
        FactKind::Cancelled { by: of, reason, sub_reason, .. } if of == by => {
            let words: Vec<String> = [reason, sub_reason].into_iter().flatten().collect();
            (!words.is_empty()).then(|| words.join(", "))
        }
        _ => None,
    }))
}
