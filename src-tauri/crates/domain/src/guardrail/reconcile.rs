//! Seller Hub's rows against our reckoning: what differs, the likely cause, and which reading of the definitions explains
//! the official number best. Whatever order the rows come in, and however often, the answer is the same.

use std::collections::{BTreeMap, BTreeSet};

use super::board::{Count, DiffCause, HubDiff, HubReading, HubReport};
use super::policy::{Basis, CancellationDay};
use super::story::Story;
use crate::india::MINUTE;
use crate::{At, IndiaDay, OrderId, ShipmentId};

/// Differences listed; all are counted.
pub const MOST_DIFFS: usize = 1_000;
/// Clocks within this much of the cut-off explain a difference.
const NEAR: i64 = 15 * MINUTE;

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Row, counted from 1 below the head.
    pub row: u32,
    /// Order item, shipment or order as the file names it.
    pub named: String,
    /// Ours, where matched.
    pub shipment_id: Option<ShipmentId>,
    /// Order, where the file names it or a shipment was matched.
    pub order_id: Option<OrderId>,
    /// Units; for pickup reattempts, how many. None where the file does not say.
    pub units: Option<u32>,
    /// It counts against the seller: late, reattempted, sent back, cancelled by the seller.
    pub counts: bool,
    /// Its day.
    pub day: Option<IndiaDay>,
    /// Its dispatch-by.
    pub due: Option<At>,
    /// When it was ready, as they have it.
    pub ready: Option<At>,
}

/// A shipment of ours: every matched one, and every one we count on the file's days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// Order.
    pub order_id: OrderId,
    /// What is true of it.
    pub story: Story,
    /// Units (or reattempts) we count under the report's metric; 0 where it does not count.
    pub units: u32,
    /// Day we book them on.
    pub day: Option<IndiaDay>,
}

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// Rows that are shipments of ours.
    pub matched: u32,
    /// Differences, rows of the file first and in its order; at most [`MOST_DIFFS`].
    pub diffs: Vec<HubDiff>,
    /// How many in all.
    pub diff_count: u32,
}

/// Lists where a file and our reckoning differ. `days` are the file's first and last day.
pub fn reconcile(report: HubReport, said: &[Said], ours: &[Counted], days: Option<(IndiaDay, IndiaDay)>) -> Reconciled {
    let rows = distinct(said);
    let ours: BTreeMap<&ShipmentId, &Counted> = ours.iter().map(|counted| (&counted.shipment_id, counted)).collect();
    let mut by_shipment: BTreeMap<&ShipmentId, Vec<&Said>> = BTreeMap::new();
    let mut diffs = Vec::new();
    let mut matched = 0;
    for row in &rows {
        match row.shipment_id.as_ref().filter(|id| ours.contains_key(id)) {
            Some(id) => {
                matched += 1;
                by_shipment.entry(id).or_default().push(row);
            }
            None => diffs.push(never_seen(report, row)),
        }
    }
    for (id, counted) in &ours {
        let theirs = by_shipment.get(*id).map_or(&[][..], Vec::as_slice);
        diffs.extend(differ(report, theirs, counted, days));
    }
    diffs.sort_by(|a, b| order(a).cmp(&order(b)));
    let diff_count = whole(diffs.len());
    diffs.truncate(MOST_DIFFS);
    Reconciled { matched, diffs, diff_count }
}

fn order(diff: &HubDiff) -> (bool, Option<u32>, Option<&ShipmentId>, &str) {
    (diff.row.is_none(), diff.row, diff.shipment_id.as_ref(), &diff.named)
}

/// Each line of the file once: the same line twice is one event, and keeps its first row.
fn distinct(said: &[Said]) -> Vec<&Said> {
    type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<u32>, bool, [Option<i64>; 3]);
    let mut seen: BTreeMap<Key<'_>, &Said> = BTreeMap::new();
    for row in said {
        let shipment = row.shipment_id.as_ref().map(ShipmentId::as_str);
        let instants = [row.day.map(|day| i64::from(day.0)), row.due.map(|at| at.0), row.ready.map(|at| at.0)];
        let order = row.order_id.as_ref().map(OrderId::as_str);
        let held = seen.entry((&row.named, shipment, order, row.units, row.counts, instants)).or_insert(row);
        if row.row < held.row {
            *held = row;
        }
    }
    let mut rows: Vec<&Said> = seen.into_values().collect();
    rows.sort_by(|a, b| (a.row, &a.named).cmp(&(b.row, &b.named)));
    rows
}

fn never_seen(report: HubReport, row: &Said) -> HubDiff {
    HubDiff {
        row: Some(row.row),
        named: row.named.clone(),
        shipment_id: row.shipment_id.clone(),
        theirs: theirs_text(report, &[row]),
        ours: "never seen here".to_owned(),
        cause: DiffCause::NeverSeen,
    }
}

fn differ(report: HubReport, rows: &[&Said], counted: &Counted, days: Option<(IndiaDay, IndiaDay)>) -> Option<HubDiff> {
    let counting: Vec<&Said> = rows.iter().filter(|row| row.counts).copied().collect();
    let says_units = counting.iter().any(|row| row.units.is_some());
    // A row without a quantity speaks of one pickup, or of the whole shipment as we know it.
    let unsaid = if report == HubReport::PickupReattempts { 1 } else { counted.units.max(1) };
    let theirs = if says_units || report == HubReport::PickupReattempts {
        counting.iter().map(|row| row.units.unwrap_or(1)).sum()
    } else if counting.is_empty() {
        0
    } else {
        unsaid
    };
    if theirs == counted.units {
        return None;
    }
    let cause = if theirs > counted.units {
        theirs_only(report, &counting, &counted.story)
    } else {
        ours_only(report, rows, counted, days)
    };
    Some(HubDiff {
        row: rows.first().map(|row| row.row),
        named: rows.first().map_or_else(|| counted.shipment_id.0.clone(), |row| row.named.clone()),
        shipment_id: Some(counted.shipment_id.clone()),
        theirs: if rows.is_empty() { "not in the file".to_owned() } else { theirs_text(report, rows) },
        ours: ours_text(report, counted),
        cause,
    })
}

/// They count more than we do.
fn theirs_only(report: HubReport, rows: &[&Said], story: &Story) -> DiffCause {
    match report {
        HubReport::PickupReattempts | HubReport::Returns => DiffCause::OnlyTheirs,
        HubReport::RtsBreaches => {
            if rows.iter().any(|row| row.due.is_some_and(|due| is_moved(due, story))) {
                return DiffCause::DueMoved;
            }
            let their_ready = rows.iter().find_map(|row| row.ready);
            readiness(their_ready, story).unwrap_or(DiffCause::Unexplained)
        }
        HubReport::Orders => DiffCause::Unexplained,
    }
}

/// We count more than they do.
fn ours_only(report: HubReport, rows: &[&Said], counted: &Counted, days: Option<(IndiaDay, IndiaDay)>) -> DiffCause {
    let is_outside = days.zip(counted.day).is_some_and(|((first, last), day)| day < first || day > last);
    if is_outside {
        return DiffCause::OutsideTheirDays;
    }
    let story = &counted.story;
    let is_cancelled = !story.cancelled.is_empty();
    match report {
        HubReport::RtsBreaches if is_cancelled => DiffCause::CancelledThere,
        HubReport::RtsBreaches => {
            if rows.iter().any(|row| row.due.is_some_and(|due| is_moved(due, story))) {
                return DiffCause::DueMoved;
            }
            readiness(rows.iter().find_map(|row| row.ready), story).unwrap_or(DiffCause::Unexplained)
        }
        _ => DiffCause::Unexplained,
    }
}

/// Another dispatch-by: not the same minute (reports leave seconds out).
fn is_moved(theirs: At, story: &Story) -> bool {
    story.due.is_none_or(|ours| ours.0.div_euclid(MINUTE) != theirs.0.div_euclid(MINUTE))
}

/// Whether the moment of being ready explains a difference: unknown to us, or close to the cut-off.
fn readiness(theirs: Option<At>, story: &Story) -> Option<DiffCause> {
    let due = story.due?;
    let Some(ready) = story.ready else { return Some(DiffCause::ReadyUnknown) };
    if ready.is_exact() {
        let is_near = |at: At| at.since(due).abs() <= NEAR;
        return (is_near(ready.to) || theirs.is_some_and(is_near)).then_some(DiffCause::NearCutOff);
    }
    let holds_due = ready.from.is_none_or(|from| from < due) && due <= ready.to;
    if holds_due || ready.from.is_none() {
        return Some(DiffCause::ReadyUnknown);
    }
    (ready.to.since(due).abs() <= NEAR || theirs.is_some_and(|at| at.since(due).abs() <= NEAR))
        .then_some(DiffCause::NearCutOff)
}

fn theirs_text(report: HubReport, rows: &[&Said]) -> String {
    let counting = rows.iter().filter(|row| row.counts);
    let units: Option<u32> = counting.clone().map(|row| row.units).sum();
    let word = if counting.clone().next().is_some() { word(report) } else { "not counted" };
    let mut parts = vec![match units.filter(|units| *units > 0) {
        Some(units) => format!("{word}: {}", things(report, units)),
        None => word.to_owned(),
    }];
    let clock = |at: At| at.clock_text(NO_DAY);
    parts.extend(rows.iter().find_map(|row| row.due).map(|due| format!("due {}", clock(due))));
    parts.extend(rows.iter().find_map(|row| row.ready).map(|ready| format!("ready {}", clock(ready))));
    if parts.len() == 1 {
        parts.extend(rows.iter().find_map(|row| row.day).map(day_text));
    }
    parts.join(", ")
}

fn ours_text(report: HubReport, counted: &Counted) -> String {
    let story = &counted.story;
    let clock = |at: At| at.clock_text(NO_DAY);
    let mut parts = vec![match counted.units {
        0 => "not counted".to_owned(),
        units => format!("{}: {}", word(report), things(report, units)),
    }];
    if report == HubReport::RtsBreaches {
        parts.extend(story.due.map(|due| format!("due {}", clock(due))));
        parts.push(match story.ready {
            None => "not seen ready".to_owned(),
            Some(ready) if ready.is_exact() => format!("ready {}", clock(ready.to)),
            Some(ready) => match ready.from {
                Some(from) => format!("ready between {} and {}", clock(from), clock(ready.to)),
                None => format!("ready at some time before {}", clock(ready.to)),
            },
        });
    } else {
        parts.extend(counted.day.map(day_text));
    }
    let cancelled: u32 = story.cancelled.iter().map(|cancelled| cancelled.units).sum();
    if cancelled > 0 && report != HubReport::Orders {
        parts.push(format!("{cancelled} cancelled"));
    }
    parts.join(", ")
}

/// No instant falls on it, so that every clock is written with its day.
const NO_DAY: IndiaDay = IndiaDay(i32::MIN);

fn day_text(day: IndiaDay) -> String {
    day.start().clock_text(NO_DAY).split(',').next().unwrap_or_default().to_owned()
}

fn word(report: HubReport) -> &'static str {
    match report {
        HubReport::RtsBreaches => "late",
        HubReport::PickupReattempts => "reattempted",
        HubReport::Returns => "returned",
        HubReport::Orders => "cancelled by the seller",
    }
}

fn things(report: HubReport, count: u32) -> String {
    match (report, count) {
        (HubReport::PickupReattempts, 1) => "once".to_owned(),
        (HubReport::PickupReattempts, count) => format!("{count} times"),
        (_, 1) => "1 unit".to_owned(),
        (_, count) => format!("{count} units"),
    }
}

fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What one reading of the definitions gives for the file's days, from the tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// Units or orders.
    pub basis: Basis,
    /// Booking day of cancellations.
    pub cancellation_day: CancellationDay,
    /// What it counts.
    pub ours: Count,
}

/// The number a file stands for: its units where every counting row gives them, else its counting rows.
pub fn official(said: &[Said]) -> Count {
    let counting: Vec<&Said> = distinct(said).into_iter().filter(|row| row.counts).collect();
    let units: Option<i64> = counting.iter().map(|row| row.units.map(i64::from)).sum();
    Count(units.unwrap_or_else(|| i64::from(whole(counting.len()))))
}

/// The readings, the one that explains the official number best first: least difference, and between equals the one in
/// force. The booking day matters only for cancellations; elsewhere only the one in force is kept.
pub fn readings(
    report: HubReport,
    said: &[Said],
    tried: &[Tried],
    in_force: (Basis, CancellationDay),
) -> Vec<HubReading> {
    let theirs = official(said);
    let mut seen = BTreeSet::new();
    let mut readings: Vec<HubReading> = tried
        .iter()
        .filter(|tried| report == HubReport::Orders || tried.cancellation_day == in_force.1)
        .filter(|tried| seen.insert((tried.basis == Basis::Orders, tried.cancellation_day == CancellationDay::Event)))
        .map(|tried| HubReading {
            basis: tried.basis,
            cancellation_day: tried.cancellation_day,
            ours: tried.ours,
            theirs,
            is_current: (tried.basis, tried.cancellation_day) == in_force,
        })
        .collect();
    readings.sort_by_key(|reading| {
        let is_second = (reading.basis == Basis::Orders, reading.cancellation_day == CancellationDay::Event);
        (reading.ours.0.abs_diff(reading.theirs.0), !reading.is_current, is_second)
    });
    readings
}

#[cfg(test)]
mod tests;
