//! A metric day by day at one place, with running sums, so that any window of it is one subtraction.

use super::booking::{Amount, Measure};
use super::policy::{Basis, CancellationDay, Metric};
use super::tally::Tally;
use super::verdict::{Reading, whole};
use crate::{IndiaDay, LocationId};

/// How a metric is read from the tally.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    pub(super) metric: Metric,
    pub(super) basis: Basis,
    pub(super) cancellation_day: CancellationDay,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    count: i128,
    of: i128,
    value: i128,
    count_estimated: i128,
    of_estimated: i128,
    might: i128,
}

/// Days `first ..= last`; whatever is asked beyond them is empty.
pub(super) struct Series {
    first: IndiaDay,
    /// `running[i]`: all days before `first + i`.
    running: Vec<Sums>,
}

impl Series {
    pub(super) fn new(tally: &Tally, place: Option<&LocationId>, how: How, first: IndiaDay, last: IndiaDay) -> Self {
        let days = usize::from(super::window::days_between(first, last));
        let mut daily = vec![Sums::default(); days];
        let at = |day: IndiaDay| usize::try_from(i64::from(day.0) - i64::from(first.0)).ok();
        for (measure, sign, is_of) in measures(how) {
            for (day, amount) in tally.days(place, measure) {
                if let Some(sums) = at(day).and_then(|at| daily.get_mut(at)) {
                    sums.take(how, amount, sign, is_of);
                }
            }
        }
        if let Some(measure) = unseen(how.metric) {
            for (day, amount) in tally.days(place, measure) {
                if let Some(sums) = at(day).and_then(|at| daily.get_mut(at)) {
                    sums.might += i128::from(match how.basis {
                        Basis::Units => amount.estimated_units,
                        Basis::Orders => amount.estimated_orders,
                    });
                }
            }
        }
        let mut running = Vec::with_capacity(days + 1);
        let mut sum = Sums::default();
        running.push(sum);
        for day in daily {
            sum.count += day.count;
            sum.of += day.of;
            sum.value += day.value;
            sum.count_estimated += day.count_estimated;
            sum.of_estimated += day.of_estimated;
            sum.might += day.might;
            running.push(sum);
        }
        Self { first, running }
    }

    /// Sum over `from ..= to`.
    pub(super) fn between(&self, from: IndiaDay, to: IndiaDay) -> Reading {
        let (before, through) = (self.before(i64::from(from.0)), self.before(i64::from(to.0) + 1));
        if from > to {
            return Reading::default();
        }
        // The two overlap (who is estimated in the count is so in the total): the larger one says how many there are at least.
        let estimated =
            (through.count_estimated - before.count_estimated).max(through.of_estimated - before.of_estimated);
        Reading {
            count: whole(through.count - before.count),
            of: whole(through.of - before.of),
            value: whole(through.value - before.value),
            estimated: whole(estimated),
            might: whole(through.might - before.might),
        }
    }

    /// The days on which something is counted, among `from ..= to`, earliest first.
    pub(super) fn counted(&self, from: IndiaDay, to: IndiaDay) -> impl Iterator<Item = (IndiaDay, i64)> + '_ {
        (from.0..=to.0)
            .map(|day| (IndiaDay(day), self.between(IndiaDay(day), IndiaDay(day)).count))
            .filter(|(_, n)| *n > 0)
    }

    fn before(&self, day: i64) -> Sums {
        let at = (day - i64::from(self.first.0)).clamp(0, self.running.len() as i64 - 1);
        usize::try_from(at).ok().and_then(|at| self.running.get(at)).copied().unwrap_or_default()
    }
}

impl Sums {
    fn take(&mut self, how: How, amount: Amount, sign: i128, is_of: bool) {
        let (number, estimated) = match (how.metric, how.basis) {
            // Regional use is told in shipments, pickups are counted by themselves, and sales lines ask for units.
            (Metric::RegionalUse, _) => (amount.shipments, amount.estimated_shipments),
            (Metric::Reattempt | Metric::Sales, _) | (_, Basis::Units) => (amount.units, amount.estimated_units),
            (_, Basis::Orders) => (amount.orders, amount.estimated_orders),
        };
        if is_of {
            self.of += i128::from(number);
            self.of_estimated += i128::from(estimated);
        } else {
            self.count += sign * i128::from(number);
            // What is taken away (ready in time, cancelled) is part of what it is taken from, and so are its estimates.
            self.count_estimated += if sign > 0 { i128::from(estimated) } else { 0 };
        }
        if how.metric == Metric::Sales {
            self.value += sign * i128::from(amount.value.0);
        }
    }
}

/// Where that stands which might count and does not, because nobody saw it (5): ready at an unknown time, cancelled by nobody
/// knows whom. All of it is estimated.
fn unseen(metric: Metric) -> Option<Measure> {
    match metric {
        Metric::RtdBreach => Some(Measure::ReadyInTime),
        Metric::SellerCancellation => Some(Measure::UnknownCancelled),
        _ => None,
    }
}

/// The measures of a metric (`docs/guardrails.md` 4): which, added or taken away, and whether it is the total.
fn measures(how: How) -> Vec<(Measure, i128, bool)> {
    match how.metric {
        Metric::SellerCancellation => {
            let cancelled = match how.cancellation_day {
                CancellationDay::Approval => Measure::SellerCancelled,
                CancellationDay::Event => Measure::SellerCancelledEvent,
            };
            vec![(cancelled, 1, false), (Measure::Approved, 1, true)]
        }
        Metric::RtdBreach => {
            vec![(Measure::Due, 1, false), (Measure::ReadyInTime, -1, false), (Measure::Due, 1, true)]
        }
        Metric::Reattempt => vec![(Measure::Reattempts, 1, false), (Measure::Pickups, 1, true)],
        Metric::CustomerReturn => vec![(Measure::CustomerReturned, 1, false), (Measure::Delivered, 1, true)],
        Metric::RegionalUse => vec![(Measure::ShippedNear, 1, false), (Measure::Shipped, 1, true)],
        Metric::Sales => vec![
            (Measure::Approved, 1, false),
            (Measure::SellerCancelled, -1, false),
            (Measure::BuyerCancelled, -1, false),
            (Measure::MarketplaceCancelled, -1, false),
            (Measure::UnknownCancelled, -1, false),
        ],
        Metric::Backlog => Vec::new(),
    }
}
