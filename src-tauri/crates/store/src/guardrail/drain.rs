//! Draining: dirty shipments become facts, a story, and what their order counts.

use std::collections::HashMap;

use godown_domain::guardrail::booking::OrderPart;
use godown_domain::guardrail::fact::Fact;
use godown_domain::guardrail::ledger::facts;
use godown_domain::guardrail::reason::ReasonTable;
use godown_domain::guardrail::story::{Story, fold};
use godown_domain::guardrail::zone::Zones;
use godown_domain::{At, ShipmentId};
use rusqlite::{Connection, Transaction};

use super::columns::{FACT, STORY, StoryRow, last_day, read_fact, read_story, write_fact, write_story};
use super::deltas::{Deltas, siblings};
use super::load::{Loaded, load};
use crate::sql::{first, rows, run};
use crate::{Result, StoreError};

/// Later than anything that can be learned.
pub(super) const EVER: At = At(i64::MAX);

/// Takes up to `limit` dirty shipments into the tally and answers how many it took; 0 when none is left.
///
/// Writes only what the timeline tells, and takes the marks away in the same transaction: one that is lost leaves the marks,
/// which were synced with the merge that made them. So it may be committed by [`Store::write_derived`](crate::Store::write_derived).
pub fn drain(tx: &Transaction<'_>, reasons: &ReasonTable, zones: &Zones, limit: u32) -> Result<u32> {
    let sql = "SELECT shipment_no FROM tally_dirty ORDER BY shipment_no LIMIT ?1";
    let dirty: Vec<i64> = rows(tx, sql, [limit], |row| Ok(row.get(0)?))?;
    let mut taker = Taker::new(tx, reasons, zones)?;
    for run in dirty.chunk_by(|a, b| a + 1 == *b) {
        if let (Some(from), Some(to)) = (run.first(), run.last()) {
            taker.take(*from, *to)?;
        }
    }
    taker.done()?;
    Ok(dirty.len() as u32)
}

/// Shipments not yet taken into the tally.
pub fn pending(conn: &Connection) -> Result<u32> {
    Ok(first(conn, "SELECT count(*) FROM tally_dirty", [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// The facts of a shipment in the order of learning, and its story.
///
/// # Errors
/// [`StoreError::NotFound`] for a shipment this computer has never seen, or has not counted yet.
pub fn facts_of(conn: &Connection, id: &ShipmentId) -> Result<(Vec<Fact>, Story)> {
    let sql = format!("SELECT {STORY} FROM shipment s JOIN story t ON t.shipment_no = s.no WHERE s.shipment_id = ?1");
    let row = first(conn, &sql, [id.as_str()], read_story)?;
    let row = row.ok_or_else(|| StoreError::not_found(format!("Shipment {id}")))?;
    let facts = stored_facts(conn, row.no, row.no)?.remove(&row.no).unwrap_or_default();
    Ok((facts, row.story))
}

pub(super) fn stored_facts(conn: &Connection, from: i64, to: i64) -> Result<HashMap<i64, Vec<Fact>>> {
    let sql = format!("SELECT {FACT} FROM fact WHERE shipment_no BETWEEN ?1 AND ?2 ORDER BY shipment_no, seq");
    let mut stored: HashMap<i64, Vec<Fact>> = HashMap::new();
    for (no, fact) in rows(conn, &sql, (from, to), read_fact)? {
        stored.entry(no).or_default().push(fact);
    }
    Ok(stored)
}

fn stored_stories(conn: &Connection, from: i64, to: i64) -> Result<HashMap<i64, StoryRow>> {
    let sql = format!("SELECT {STORY} FROM story t WHERE t.shipment_no BETWEEN ?1 AND ?2");
    Ok(rows(conn, &sql, (from, to), read_story)?.into_iter().map(|row| (row.no, row)).collect())
}

/// Takes shipments into the tally, range by range.
pub(super) struct Taker<'a> {
    tx: &'a Transaction<'a>,
    reasons: &'a ReasonTable,
    zones: &'a Zones,
    /// Pin code of each warehouse.
    pins: HashMap<String, String>,
    deltas: Deltas,
}

impl<'a> Taker<'a> {
    pub(super) fn new(tx: &'a Transaction<'_>, reasons: &'a ReasonTable, zones: &'a Zones) -> Result<Self> {
        let pins = rows(tx, "SELECT location_id, pin FROM location_pin", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self { tx, reasons, zones, pins: pins.into_iter().collect(), deltas: Deltas::default() })
    }

    /// Takes the shipments with numbers `from ..= to`.
    pub(super) fn take(&mut self, from: i64, to: i64) -> Result<()> {
        let tx = self.tx;
        let loaded = load(tx, from, to)?;
        let mut before = stored_stories(tx, from, to)?;
        let mut told = if before.is_empty() { HashMap::new() } else { stored_facts(tx, from, to)? };
        let mut after: HashMap<i64, StoryRow> = HashMap::with_capacity(loaded.len());
        let others = self.others(from, to, &mut before)?;
        for one in &loaded {
            let facts = facts(&one.timeline, self.reasons);
            keep_facts(tx, one.no, &told.remove(&one.no).unwrap_or_default(), &facts)?;
            after.insert(one.no, self.story_of(one, &facts, others.contains_key(&one.no)));
        }
        for one in &loaded {
            let siblings = others.get(&one.no).map_or([].as_slice(), Vec::as_slice);
            // An order whose shipments are all here is moved once, with the first of them.
            if siblings.iter().any(|no| *no < one.no && after.contains_key(no)) {
                continue;
            }
            let members = || std::iter::once(&one.no).chain(siblings);
            let was: Vec<OrderPart<'_>> = members().filter_map(|no| before.get(no)).map(StoryRow::part).collect();
            let is = members().filter_map(|no| after.get(no).or_else(|| before.get(no)));
            let is: Vec<OrderPart<'_>> = is.map(StoryRow::part).collect();
            if members().all(|no| after.get(no).is_none_or(|now| before.get(no) == Some(now))) {
                continue;
            }
            self.deltas.subtract(&was);
            self.deltas.add(&is);
        }
        for row in loaded.iter().filter_map(|one| after.get(&one.no)) {
            let was = before.get(&row.no);
            if was != Some(row) {
                write_story(tx, was, row)?;
            }
        }
        run(tx, "DELETE FROM tally_dirty WHERE shipment_no BETWEEN ?1 AND ?2", (from, to))?;
        Ok(())
    }

    /// Other shipments of the same orders; the stories of those outside the range come into `before`.
    fn others(&self, from: i64, to: i64, before: &mut HashMap<i64, StoryRow>) -> Result<HashMap<i64, Vec<i64>>> {
        let mut others: HashMap<i64, Vec<i64>> = HashMap::new();
        for (no, sibling) in siblings(self.tx, from, to)? {
            others.entry(no).or_default().push(sibling);
            if (from..=to).contains(&sibling) || before.contains_key(&sibling) {
                continue;
            }
            for (no, mut story) in stored_stories(self.tx, sibling, sibling)? {
                if !story.shares {
                    run(self.tx, "UPDATE story SET shares = 1 WHERE shipment_no = ?1", [no])?;
                    story.shares = true;
                }
                before.insert(no, story);
            }
        }
        Ok(others)
    }

    /// Writes what was moved.
    pub(super) fn done(self) -> Result<()> {
        self.deltas.write(self.tx)
    }

    fn story_of(&self, one: &Loaded, facts: &[Fact], shares: bool) -> StoryRow {
        let from_pin = one.location.as_ref().and_then(|location| self.pins.get(location.as_str()));
        let pins = from_pin.zip(one.to_pin.as_ref());
        StoryRow {
            no: one.no,
            location: one.location.clone(),
            near: pins.and_then(|(from, to)| self.zones.is_near(from, to)),
            story: fold(facts, &one.prices(), EVER),
            last_day: last_day(facts),
            shares,
        }
    }
}

/// Appends the facts that are new. Where what was told does not begin them, because two things were learned in another order
/// than they were written down, the shipment is told anew: the timeline is the truth.
fn keep_facts(tx: &Transaction<'_>, no: i64, told: &[Fact], now: &[Fact]) -> Result<()> {
    let keep = if now.starts_with(told) {
        told.len()
    } else {
        run(tx, "DELETE FROM fact WHERE shipment_no = ?1", [no])?;
        0
    };
    for (seq, fact) in now.iter().enumerate().skip(keep) {
        write_fact(tx, no, seq, fact)?;
    }
    Ok(())
}
