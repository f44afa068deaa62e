//! Facts and stories as columns.

use godown_domain::guardrail::booking::{OrderPart, due_units};
use godown_domain::guardrail::fact::{CancelledBy, CancelledHow, Fact, FactKind, Span};
use godown_domain::guardrail::story::{CancelledUnits, Story};
use godown_domain::{At, IndiaDay, Learned, LocationId, Paise};
use rusqlite::types::Value;
use rusqlite::{Row, Transaction, params, params_from_iter};
use serde::{Deserialize, Serialize};

use super::at;
use crate::{Result, StoreError};

const BY: [CancelledBy; 4] = [CancelledBy::Seller, CancelledBy::Buyer, CancelledBy::Marketplace, CancelledBy::Unknown];
const HOW: [CancelledHow; 4] = [CancelledHow::Guess, CancelledHow::Reason, CancelledHow::List, CancelledHow::Ours];
const LEARNED: [Learned; 4] = [Learned::Poll, Learned::ReadBack, Learned::Action, Learned::Import];

/// Columns of a fact, in the order [`read_fact`] wants them.
pub(super) const FACT: &str = "shipment_no, kind, detail, replaces, units, at_from, at_to, learned_at, learned, item,
    reason, sub_reason";

pub(super) const CANCELLED: i64 = 2;

fn number<T: PartialEq>(all: &[T], one: &T) -> i64 {
    all.iter().position(|each| each == one).unwrap_or_default() as i64
}

fn named<T: Copy>(all: &[T], number: i64) -> Result<T> {
    let one = usize::try_from(number).ok().and_then(|index| all.get(index).copied());
    one.ok_or_else(|| StoreError::Unreadable(format!("number {number} of a fact")))
}

pub(super) fn whose(number: i64) -> Result<CancelledBy> {
    named(&BY, number)
}

pub(super) fn write_fact(tx: &Transaction<'_>, no: i64, seq: usize, fact: &Fact) -> Result<()> {
    let sql =
        "INSERT INTO fact (shipment_no, seq, kind, detail, replaces, units, at_from, at_to, learned_at, learned, item,
          reason, sub_reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let mut reasons = (None, None);
    let (kind, detail) = match &fact.what {
        FactKind::Approved => (1, 0),
        FactKind::Cancelled { by, how, reason, sub_reason } => {
            reasons = (reason.as_deref(), sub_reason.as_deref());
            (CANCELLED, number(&BY, by) + 4 * number(&HOW, how))
        }
        FactKind::Due { by } => (3, i64::from(by.is_some())),
        FactKind::Ready { ours } => (4, i64::from(*ours)),
        FactKind::PickedUp => (5, 0),
        FactKind::Reattempted => (6, 0),
        FactKind::Delivered => (7, 0),
        FactKind::CustomerReturned => (8, 0),
        FactKind::CourierReturned => (9, 0),
        FactKind::Breached => (10, 0),
    };
    tx.prepare_cached(sql)?.execute(params![
        no,
        seq as i64,
        kind,
        detail,
        fact.replaces,
        fact.units,
        fact.when.from.map(|at| at.0),
        fact.when.to.0,
        fact.learned_at.0,
        number(&LEARNED, &fact.learned),
        fact.item.as_ref().map(|item| item.as_str()),
        reasons.0,
        reasons.1,
    ])?;
    Ok(())
}

/// Reads a row of [`FACT`]: the shipment's number and the fact.
pub(super) fn read_fact(row: &Row<'_>) -> Result<(i64, Fact)> {
    let detail: i64 = row.get(2)?;
    let when = Span { from: at(row.get(5)?), to: At(row.get(6)?) };
    let what = match row.get::<_, i64>(1)? {
        1 => FactKind::Approved,
        CANCELLED => FactKind::Cancelled {
            by: named(&BY, detail & 3)?,
            how: named(&HOW, detail >> 2)?,
            reason: row.get(10)?,
            sub_reason: row.get(11)?,
        },
        3 => FactKind::Due { by: (detail == 1).then_some(when.to) },
        4 => FactKind::Ready { ours: detail == 1 },
        5 => FactKind::PickedUp,
        6 => FactKind::Reattempted,
        7 => FactKind::Delivered,
        8 => FactKind::CustomerReturned,
        9 => FactKind::CourierReturned,
        10 => FactKind::Breached,
        other => return Err(StoreError::Unreadable(format!("fact of kind {other}"))),
    };
    let fact = Fact {
        what,
        item: row.get::<_, Option<String>>(9)?.map(Into::into),
        units: row.get(4)?,
        when,
        learned_at: At(row.get(7)?),
        learned: named(&LEARNED, row.get(8)?)?,
        replaces: row.get(3)?,
    };
    Ok((row.get(0)?, fact))
}

/// A story with the place it is booked under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoryRow {
    pub(super) no: i64,
    pub(super) location: Option<LocationId>,
    pub(super) near: Option<bool>,
    pub(super) story: Story,
    pub(super) last_day: IndiaDay,
    /// Its order has other shipments.
    pub(super) shares: bool,
}

/// Columns of a story, in the order [`read_story`] wants them, of table `t`.
pub(super) const STORY: &str = "t.shipment_no, t.location_id, t.near, t.approved_from, t.approved_to, t.units, t.value,
    t.due_at, t.ready_from, t.ready_to, t.picked_from, t.picked_to, t.delivered_from, t.delivered_to, t.customer_units,
    t.customer_value, t.courier_units, t.courier_value, t.more, t.last_day, t.shares";

/// A cancellation as who, units, paise, from, to.
type Gone = (i64, u32, i64, Option<i64>, i64);

/// Cancellations; the instants of repeated pickups; whether all was gone when it was first met; whether a report counts it as
/// a breach.
#[derive(Default, Serialize, Deserialize)]
struct More(Vec<Gone>, Vec<i64>, bool, #[serde(default)] bool);

impl StoryRow {
    pub(super) fn part(&self) -> OrderPart<'_> {
        OrderPart { location: self.location.as_ref(), story: &self.story, near: self.near }
    }
}

/// The newest day any of the facts speaks of: the story, as of whatever moment, counts on no later one.
pub(super) fn last_day(facts: &[Fact]) -> IndiaDay {
    facts.iter().map(|fact| fact.when.to.day()).max().unwrap_or(IndiaDay(0))
}

/// When the last unit was cancelled, where none is left.
fn gone_at(story: &Story) -> Option<At> {
    let gone: u32 = story.cancelled.iter().map(|one| one.units).sum();
    story.cancelled.iter().map(|one| one.when.to).max().filter(|_| gone >= story.units)
}

/// Columns of the table beside its key, in the order of [`values`].
const COLUMNS: [&str; 32] = [
    "location_id",
    "near",
    "approved_from",
    "approved_to",
    "units",
    "value",
    "due_at",
    "ready_from",
    "ready_to",
    "picked_from",
    "picked_to",
    "delivered_from",
    "delivered_to",
    "customer_units",
    "customer_value",
    "courier_units",
    "courier_value",
    "more",
    "last_day",
    "approved_day",
    "seller_units",
    "buyer_units",
    "market_units",
    "unknown_units",
    "left_units",
    "due_units",
    "in_time_units",
    "reattempts",
    "gone_at",
    "shares",
    "due_value",
    "due_estimated",
];

/// Writes a story. Of one that is there already only the columns that changed are touched, and with them only the indexes that
/// have them: most changes move one instant.
pub(super) fn write_story(tx: &Transaction<'_>, was: Option<&StoryRow>, row: &StoryRow) -> Result<()> {
    let now = values(row)?;
    let Some(was) = was else {
        let places = "?, ".repeat(COLUMNS.len());
        let sql = format!("INSERT INTO story ({}, shipment_no) VALUES ({places}?)", COLUMNS.join(", "));
        tx.prepare_cached(&sql)?.execute(params_from_iter(now.into_iter().chain([Value::from(row.no)])))?;
        return Ok(());
    };
    let was = values(was)?;
    let changed = || COLUMNS.iter().zip(&now).zip(&was).filter(|((_, now), was)| now != was).map(|(one, _)| one);
    let sets: Vec<String> = changed().map(|(column, _)| format!("{column} = ?")).collect();
    if !sets.is_empty() {
        let sql = format!("UPDATE story SET {} WHERE shipment_no = ?", sets.join(", "));
        let no = Value::from(row.no);
        tx.prepare_cached(&sql)?.execute(params_from_iter(changed().map(|(_, value)| value).chain([&no])))?;
    }
    Ok(())
}

fn values(row: &StoryRow) -> Result<[Value; 32]> {
    let story = &row.story;
    let from = |span: Option<Span>| Value::from(span.and_then(|span| span.from).map(|at| at.0));
    let to = |span: Option<Span>| Value::from(span.map(|span| span.to.0));
    let by = |by: CancelledBy| -> u32 { story.cancelled.iter().filter(|one| one.by == by).map(|one| one.units).sum() };
    let gone: u32 = story.cancelled.iter().map(|one| one.units).sum();
    let due = due_units(story);
    let due_units = due.map_or(0, |due| due.units);
    Ok([
        row.location.as_ref().map(|location| location.0.clone()).into(),
        row.near.into(),
        from(story.approved),
        to(story.approved),
        story.units.into(),
        story.value.0.into(),
        story.due.map(|at| at.0).into(),
        from(story.ready),
        to(story.ready),
        from(story.picked_up),
        to(story.picked_up),
        from(story.delivered),
        to(story.delivered),
        story.customer_returned.0.into(),
        story.customer_returned.1.0.into(),
        story.courier_returned.0.into(),
        story.courier_returned.1.0.into(),
        more(story)?.into(),
        row.last_day.0.into(),
        story.approved.map(|span| span.to.day().0).into(),
        by(CancelledBy::Seller).into(),
        by(CancelledBy::Buyer).into(),
        by(CancelledBy::Marketplace).into(),
        by(CancelledBy::Unknown).into(),
        story.units.saturating_sub(gone).into(),
        due_units.into(),
        if due.is_some_and(|due| due.in_time) { due_units } else { 0 }.into(),
        (story.reattempted.len() as i64).into(),
        gone_at(story).map(|at| at.0).into(),
        row.shares.into(),
        due.map_or(0, |due| due.value.0).into(),
        due.is_some_and(|due| due.estimated).into(),
    ])
}

fn more(story: &Story) -> Result<Option<String>> {
    if story.cancelled.is_empty() && story.reattempted.is_empty() && !story.told_late {
        return Ok(None);
    }
    let cancelled = story
        .cancelled
        .iter()
        .map(|one| (number(&BY, &one.by), one.units, one.value.0, one.when.from.map(|at| at.0), one.when.to.0));
    let reattempted = story.reattempted.iter().map(|at| at.0).collect();
    let more = More(cancelled.collect(), reattempted, story.met_gone, story.told_late);
    Ok(Some(serde_json::to_string(&more)?))
}

/// Reads a row of [`STORY`].
pub(super) fn read_story(row: &Row<'_>) -> Result<StoryRow> {
    let span = |from: usize| -> Result<Option<Span>> {
        let to: Option<i64> = row.get(from + 1)?;
        Ok(match to {
            Some(to) => Some(Span { from: at(row.get(from)?), to: At(to) }),
            None => None,
        })
    };
    let more = match row.get_ref(18)?.as_str_or_null().map_err(|error| StoreError::Unreadable(error.to_string()))? {
        Some(text) => serde_json::from_str::<More>(text)?,
        None => More::default(),
    };
    let cancelled = more.0.into_iter().map(|(by, units, value, from, to)| {
        let when = Span { from: at(from), to: At(to) };
        Ok(CancelledUnits { by: named(&BY, by)?, units, value: Paise(value), when })
    });
    let story = Story {
        approved: span(3)?,
        units: row.get(5)?,
        value: Paise(row.get(6)?),
        cancelled: cancelled.collect::<Result<_>>()?,
        due: at(row.get(7)?),
        ready: span(8)?,
        picked_up: span(10)?,
        reattempted: more.1.into_iter().map(At).collect(),
        delivered: span(12)?,
        customer_returned: (row.get(14)?, Paise(row.get(15)?)),
        courier_returned: (row.get(16)?, Paise(row.get(17)?)),
        met_gone: more.2,
        told_late: more.3,
    };
    Ok(StoryRow {
        no: row.get(0)?,
        location: row.get::<_, Option<String>>(1)?.map(Into::into),
        near: row.get(2)?,
        story,
        last_day: IndiaDay(row.get(19)?),
        shares: row.get(20)?,
    })
}
