//! Backtest: the forecast of cut-offs made again for past ones, against what came of them (`docs/guardrails.md` 8).

use super::board::Backtest;
use super::cohort::{Pace, misses};
use crate::At;
use crate::india::MINUTE;

/// Moments before a cut-off at which it is forecast again.
const BEFORE: [i64; 3] = [120 * MINUTE, 60 * MINUTE, 30 * MINUTE];

/// One past shipment of the place that is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// Its last dispatch-by.
    pub due: At,
    /// First seen.
    pub learned: At,
    /// Became ready (the late end of the span); none where it never did.
    pub ready: Option<At>,
    /// Cancelled, or on hold from then on: no longer to be packed.
    pub gone: Option<At>,
}

/// Forecasts every cut-off in the past of `now` again. `known_since` is the first moment from which what became ready is
/// known. It walks all of them, so call it once a day, not every minute.
pub fn backtest(past: &[Past], known_since: At, now: At) -> Backtest {
    let mut by_due: Vec<Past> = past.iter().filter(|shipment| shipment.due <= now).copied().collect();
    by_due.sort_by_key(|shipment| shipment.due);
    let mut ready: Vec<At> = past.iter().filter_map(|shipment| shipment.ready).collect();
    ready.sort();
    let (mut forecasts, mut error, mut inside, mut from_day) = (0_u64, 0_u64, 0_u64, None);
    for cohort in by_due.chunk_by(|a, b| a.due == b.due) {
        let Some(due) = cohort.first().map(|shipment| shipment.due) else { continue };
        for at in BEFORE.map(|before| due.plus(-before)) {
            let start = by_due.partition_point(|shipment| shipment.due <= at);
            let end = by_due.partition_point(|shipment| shipment.due < due);
            let earlier = by_due.get(start..end).unwrap_or_default();
            let open = count(cohort.iter().filter(|shipment| is_open(shipment, at)));
            let pace = Pace::at(&ready, known_since, at);
            if open == 0 || pace == Pace::default() {
                continue;
            }
            let before = count(earlier.iter().filter(|shipment| is_open(shipment, at)));
            let forecast = misses(&pace, before, open, due.since(at));
            let missed = count(cohort.iter().filter(|shipment| is_open(shipment, at) && is_open(shipment, due)));
            forecasts += 1;
            error += u64::from(forecast.expected.abs_diff(missed));
            inside += u64::from((forecast.low..=forecast.high).contains(&missed));
            from_day = from_day.or(Some(due.day()));
        }
    }
    let mean = |sum: u64, times: u64| {
        u32::try_from((2 * sum * times + forecasts) / (2 * forecasts.max(1))).unwrap_or(u32::MAX)
    };
    Backtest {
        forecasts: u32::try_from(forecasts).unwrap_or(u32::MAX),
        mean_error_tenths: mean(error, 10),
        inside_percent: mean(inside, 100),
        from_day,
    }
}

/// Known, not ready and still to be packed at `at`.
fn is_open(shipment: &Past, at: At) -> bool {
    shipment.learned <= at
        && shipment.ready.is_none_or(|ready| ready > at)
        && shipment.gone.is_none_or(|gone| gone > at)
}

fn count<'a>(shipments: impl Iterator<Item = &'a Past>) -> u32 {
    u32::try_from(shipments.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
