//! Rewinding: the tally as it was known at a past moment, folded anew from the facts learned by then.

use std::collections::HashMap;

use godown_domain::guardrail::booking::{OrderPart, due_units};
use godown_domain::guardrail::fact::{Fact, Span};
use godown_domain::guardrail::ledger::LinePrice;
use godown_domain::guardrail::story::{Story, fold};
use godown_domain::guardrail::tally::Tally;
use godown_domain::{At, IndiaDay, LocationId, Paise};
use rusqlite::{Connection, Row, Rows};

use super::columns::{FACT, read_fact};
use super::deltas::{Deltas, shared_orders};
use crate::Result;
use crate::sql::first;

/// Told how far a rewind is so often.
const TELL_EVERY: u32 = 20_000;

/// A shipment as it was known.
struct Known {
    location: Option<LocationId>,
    near: Option<bool>,
    story: Story,
}

impl Known {
    fn part(&self) -> OrderPart<'_> {
        OrderPart { location: self.location.as_ref(), story: &self.story, near: self.near }
    }
}

/// The earliest moment that can be wound back to: when the first fact was learned.
pub fn earliest(conn: &Connection) -> Result<Option<At>> {
    let sql = "SELECT first_seen_at FROM shipment ORDER BY no LIMIT 1";
    first(conn, sql, [], |row| Ok(At(row.get(0)?)))
}

/// The tally from day `from` on as it was known at `t`, the day of `t` counted up to `t`. Prices, warehouses and near or far
/// are those of now. `progress` is told how many shipments are done, of how many.
pub fn tally_as_of(conn: &Connection, t: At, from: IndiaDay, mut progress: impl FnMut(u32, u32)) -> Result<Tally> {
    let sql = "SELECT count(*), min(shipment_no) FROM story WHERE last_day >= ?1";
    let (of, start) = first(conn, sql, [from.0], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Option<i64>>(1)?)))?
        .unwrap_or_default();
    let mut deltas = Deltas::default();
    let Some(start) = start else { return Ok(deltas.into_tally(from)) };
    let shared = shared_orders(conn)?;
    let mut waiting: HashMap<usize, Vec<Known>> = HashMap::new();
    let mut stories = conn.prepare_cached(
        "SELECT t.shipment_no, t.location_id, t.near, t.due_at, t.ready_to, s.seen_at, t.last_day FROM story t
        CROSS JOIN shipment s ON s.no = t.shipment_no WHERE t.shipment_no >= ?1 ORDER BY t.shipment_no",
    )?;
    let mut facts = conn.prepare_cached(&format!(
        "SELECT {FACT} FROM fact WHERE shipment_no >= ?1 AND learned_at <= ?2 ORDER BY shipment_no, seq"
    ))?;
    let mut prices = conn.prepare_cached(
        "SELECT shipment_no, order_item_id, quantity, total_price FROM shipment_item WHERE shipment_no >= ?1
        ORDER BY shipment_no, order_item_id",
    )?;
    let mut facts = Along::new(facts.query((start, t.0))?, read_fact);
    let mut prices = Along::new(prices.query([start])?, read_price);
    let mut found = stories.query([start])?;
    let mut done = 0;
    while let Some(row) = found.next()? {
        if row.get::<_, i32>(6)? < from.0 {
            continue;
        }
        let no: i64 = row.get(0)?;
        let told: Vec<Fact> = facts.of(no)?;
        let lines: Vec<LinePrice> = prices.of(no)?;
        done += 1;
        if done % TELL_EVERY == 0 {
            progress(done, of);
        }
        if told.is_empty() {
            continue;
        }
        let mut story = fold(&told, &lines, t);
        let seen_at = At(row.get(5)?).min(t);
        owed_by(&mut story, t, seen_at);
        let known = Known { location: row.get::<_, Option<String>>(1)?.map(Into::into), near: row.get(2)?, story };
        match shared.get(&no) {
            None => deltas.add(&[known.part()]),
            Some(order) => waiting.entry(*order).or_default().push(known),
        }
    }
    for order in waiting.values() {
        let parts: Vec<OrderPart<'_>> = order.iter().map(Known::part).collect();
        deltas.add(&parts);
    }
    progress(of, of);
    Ok(deltas.into_tally(from))
}

/// On the day of `t` only what was due by then counts (`docs/guardrails.md` 4). What was not ready and was last read before its
/// cut-off is a breach by the clock alone: a bracket around the cut-off says the same, late and estimated.
fn owed_by(story: &mut Story, t: At, seen_at: At) {
    let Some(due) = due_units(story).filter(|due| due.by.day() == t.day()) else { return };
    if due.by > t {
        story.due = None;
    } else if story.ready.is_none() && seen_at < due.by {
        story.ready = Some(Span { from: Some(seen_at), to: due.by.plus(1) });
    }
}

fn read_price(row: &Row<'_>) -> Result<(i64, LinePrice)> {
    let item = row.get::<_, String>(1)?.into();
    Ok((row.get(0)?, LinePrice { item, units: row.get(2)?, price: Paise(row.get(3)?) }))
}

/// Rows in the order of shipment numbers, taken along with another walk in that order.
struct Along<'a, T> {
    rows: Rows<'a>,
    read: fn(&Row<'_>) -> Result<(i64, T)>,
    next: Option<(i64, T)>,
    begun: bool,
}

impl<'a, T> Along<'a, T> {
    fn new(rows: Rows<'a>, read: fn(&Row<'_>) -> Result<(i64, T)>) -> Self {
        Self { rows, read, next: None, begun: false }
    }

    fn of(&mut self, no: i64) -> Result<Vec<T>> {
        let mut all = Vec::new();
        if !self.begun {
            self.begun = true;
            self.step()?;
        }
        while let Some((at, one)) = self.next.take() {
            if at > no {
                self.next = Some((at, one));
                break;
            }
            if at == no {
                all.push(one);
            }
            self.step()?;
        }
        Ok(all)
    }

    fn step(&mut self) -> Result<()> {
        self.next = self.rows.next()?.map(self.read).transpose()?;
        Ok(())
    }
}
