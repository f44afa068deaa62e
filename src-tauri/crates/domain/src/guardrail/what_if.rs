//! What-if: what cancelling some shipments, or not dispatching them, would cost (`docs/guardrails.md` 6).

use std::collections::{BTreeMap, BTreeSet};

use super::board::{Cohort, Count, LineChange, LineValue, Standing, WhatIf};
use super::booking::{Measure, Place};
use super::judge::Case;
use super::policy::{Basis, CancellationDay, Line, Metric};
use super::verdict::{Reading, is_inside, judge, reading_of};
use super::window::{first_day, leaves};
use crate::{At, IndiaDay, LocationId, OrderId};

/// A shipment a what-if speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Order; told apart only where orders are counted.
    pub order: OrderId,
    /// Warehouse.
    pub location: Option<LocationId>,
    /// Units not cancelled yet, and not ready.
    pub units: u32,
    /// Units that count against nobody any more: cancelled already.
    pub gone: u32,
    /// Day of approval, on which a cancellation is booked by default.
    pub approved: IndiaDay,
    /// Current dispatch-by.
    pub due: Option<At>,
    /// Where its order counts already, with whichever of its shipments: cancelled by the seller, due by now, ready in time. Asked
    /// for where orders are counted.
    pub counted: Vec<Place>,
}

impl Asked {
    fn counts_already(&self, location: Option<&LocationId>, day: IndiaDay, measures: &[Measure]) -> bool {
        let is_here = |place: &&Place| place.day == day && place.location.as_ref() == location;
        self.counted.iter().filter(is_here).any(|place| measures.contains(&place.measure))
    }
}

/// What is asked about: a metric, whose count rises, and its total where `adds_of`. An order that counts already under one of
/// the measures comes to neither a second time.
struct Act {
    metric: Metric,
    adds_of: bool,
    counted: &'static [Measure],
    counted_of: &'static [Measure],
}

/// Units on the day that books them.
struct Entry<'a> {
    day: IndiaDay,
    shipment: &'a Asked,
}

/// What comes to a count and its total.
#[derive(Clone, Copy)]
struct Added {
    count: i64,
    of: i64,
}

/// Cancelling these shipments: the counts rise on the day the rules book, the totals stay. `same_sku` is the caller's.
pub fn cancel(case: &Case<'_>, shipments: &[Asked]) -> WhatIf {
    let day = |shipment: &Asked| match case.policies.cancellation_day {
        CancellationDay::Approval => shipment.approved,
        CancellationDay::Event => case.today,
    };
    let entries: Vec<Entry<'_>> = shipments.iter().map(|shipment| Entry { day: day(shipment), shipment }).collect();
    let counted: &[Measure] = match case.policies.cancellation_day {
        CancellationDay::Approval => &[Measure::SellerCancelled],
        CancellationDay::Event => &[Measure::SellerCancelledEvent],
    };
    let act = Act { metric: Metric::SellerCancellation, adds_of: false, counted, counted_of: &[] };
    let mut what_if = consequences(case, shipments, &entries, &act);
    let allowed = case.policies.own_cancellations_a_day;
    what_if.budget = (allowed > 0).then(|| {
        let amount = case.tally.sum(None, Measure::SellerCancelledEvent, case.today, case.today);
        let used = if case.policies.basis == Basis::Units { amount.units } else { amount.orders };
        (u32::try_from(used.max(0)).unwrap_or(u32::MAX), allowed)
    });
    what_if
}

/// Not dispatching these shipments: what falls due after `now` comes to counts and totals. What is past due is counted
/// already and costs nothing more. `same_sku` is the caller's.
pub fn neglect(case: &Case<'_>, shipments: &[Asked], now: At) -> WhatIf {
    let ahead = |shipment: &Asked| shipment.due.filter(|due| *due > now).map(At::day);
    let entries = shipments.iter().filter_map(|shipment| ahead(shipment).map(|day| Entry { day, shipment }));
    let entries: Vec<Entry<'_>> = entries.collect();
    // An order one of whose shipments is in time is no breach, and one that is due already is due once.
    let counted = &[Measure::Due, Measure::ReadyInTime];
    let act = Act { metric: Metric::RtdBreach, adds_of: true, counted, counted_of: &[Measure::Due] };
    consequences(case, shipments, &entries, &act)
}

/// Fills each forecast's `lines_after` for cohorts of one place in order of dispatch-by: at its cut-off the units of this
/// cohort and of those before it join the totals, and the expected misses the counts.
pub fn lines_at_cut_offs(case: &Case<'_>, place: Option<&LocationId>, cohorts: &mut [Cohort], now: At) {
    let lines = case.lines(place, Metric::RtdBreach);
    let mut added = Added { count: 0, of: 0 };
    for cohort in cohorts.iter_mut().filter(|cohort| cohort.due > now) {
        let in_units = case.policies.basis == Basis::Units;
        added.of += i64::from(if in_units { cohort.units } else { cohort.shipments });
        let Some(forecast) = &mut cohort.forecast else { continue };
        added.count += i64::from(if in_units { forecast.miss_units } else { forecast.misses });
        let day = cohort.due.day();
        let after = |before: &LineValue| {
            let reading = case.reading(place, &before.line, day);
            change(case, before, plus(reading, added), Some(day))
        };
        forecast.lines_after = lines.iter().map(after).collect();
    }
}

fn consequences(case: &Case<'_>, all: &[Asked], entries: &[Entry<'_>], act: &Act) -> WhatIf {
    let lines = changes(case, None, entries, act);
    let mut places = Vec::new();
    for (location, name) in case.locations {
        if !all.iter().any(|shipment| shipment.location.as_ref() == Some(location)) {
            continue;
        }
        let changed = changes(case, Some(location), entries, act).into_iter();
        let changed = changed.filter(|change| change.standing_after != change.before.standing);
        places.extend(changed.map(|change| (name.clone(), change)));
    }
    let mut booked: BTreeMap<IndiaDay, u32> = BTreeMap::new();
    for entry in entries {
        let units = booked.entry(entry.day).or_default();
        *units = units.saturating_add(entry.shipment.units);
    }
    let counted = entries.iter().filter(|entry| lines.iter().any(|line| counts(&line.before.line, case, entry.day)));
    let counted = sum(counted.map(|entry| entry.shipment.units));
    let units = sum(all.iter().map(|shipment| shipment.units.saturating_add(shipment.gone)));
    WhatIf {
        units,
        shipments: u32::try_from(all.len()).unwrap_or(u32::MAX),
        lines,
        places,
        booked: booked.into_iter().filter(|(_, units)| *units > 0).collect(),
        budget: None,
        free: units - counted,
        same_sku: 0,
        earliest_due: all.iter().filter_map(|shipment| shipment.due).min(),
    }
}

/// Every line of the metric at a place, before and after, worst first.
fn changes(case: &Case<'_>, place: Option<&LocationId>, entries: &[Entry<'_>], act: &Act) -> Vec<LineChange> {
    let after = |before: &LineValue| {
        let here = |entry: &&Entry<'_>| {
            (place.is_none() || entry.shipment.location.as_ref() == place)
                && entry.shipment.units > 0
                && counts(&before.line, case, entry.day)
        };
        let here: Vec<&Entry<'_>> = entries.iter().filter(here).collect();
        let number = |counted: &[Measure]| match case.policies.basis {
            Basis::Units => i64::from(sum(here.iter().map(|entry| entry.shipment.units))),
            Basis::Orders => orders(&here, place, counted),
        };
        let added = Added { count: number(act.counted), of: if act.adds_of { number(act.counted_of) } else { 0 } };
        let last = here.iter().map(|entry| entry.day).max();
        change(case, before, plus(reading_of(before), added), last)
    };
    case.lines(place, act.metric).iter().map(after).collect()
}

/// Orders that come to a count: each once a day, and none that counts there already.
fn orders(here: &[&Entry<'_>], place: Option<&LocationId>, counted: &[Measure]) -> i64 {
    let new = here.iter().filter(|entry| !entry.shipment.counts_already(place, entry.day, counted));
    new.map(|entry| (&entry.shipment.order, entry.day)).collect::<BTreeSet<_>>().len() as i64
}

/// Whether something booked on `day` counts by this line: its window has it, or has not come to it yet.
fn counts(line: &Line, case: &Case<'_>, day: IndiaDay) -> bool {
    day >= first_day(line.window, case.today)
}

fn change(case: &Case<'_>, before: &LineValue, after: Reading, booked: Option<IndiaDay>) -> LineChange {
    let verdict = judge(&before.line, after, case.policies.alert_room);
    // What nothing was counted of could not be outside.
    let was_inside = before.of.0 <= 0 || is_inside(&before.line, reading_of(before));
    LineChange {
        count_after: Count(after.count),
        of_after: Count(after.of),
        room_after: Count(verdict.room),
        standing_after: if is_read(before) { verdict.standing } else { Standing::Unsure },
        crosses: was_inside && after.of > 0 && !is_inside(&before.line, after),
        forgiven: booked.map(|day| leaves(before.line.window, day)),
        before: before.clone(),
    }
}

/// All days of the line's window were read to the end.
fn is_read(value: &LineValue) -> bool {
    value.days_covered >= value.days
}

fn plus(reading: Reading, added: Added) -> Reading {
    Reading { count: reading.count.saturating_add(added.count), of: reading.of.saturating_add(added.of), ..reading }
}

fn sum(numbers: impl Iterator<Item = u32>) -> u32 {
    numbers.fold(0, u32::saturating_add)
}

#[cfg(test)]
mod tests;
