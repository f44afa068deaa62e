//! Forecast of a line: where it will stand at its horizon if the last 14 days go on (`docs/guardrails.md` 9).

use super::board::{Count, LineForecast};
use super::policy::{Line, Sense};
use super::series::Series;
use super::spread::poisson;
use super::verdict::{Reading, judge};
use super::window::{days_between, first_day, horizon};
use crate::IndiaDay;

/// Days whose mean is taken to go on.
const PACE_DAYS: i32 = 14;

/// Forecasts a line from its daily counts. `now` is its reading today.
pub(super) fn forecast(series: &Series, line: &Line, now: Reading, today: IndiaDay, alert_room: u32) -> LineForecast {
    let day = horizon(line.window, today);
    // What comes before the horizon's own window opens has left again: only its days ahead of today count.
    let opens = first_day(line.window, day);
    let days = i64::from(days_between(opens.max(IndiaDay(today.0.saturating_add(1))), day));
    let last = IndiaDay(opens.0.saturating_sub(1)).min(today);
    let leaves = series.between(first_day(line.window, today), last);
    let pace = series.between(IndiaDay(today.0.saturating_sub(PACE_DAYS - 1)), today);

    let comes = mean(pace.count, days);
    let (low, high) = poisson(pace.count.max(0) as f64 * days as f64 / f64::from(PACE_DAYS));
    let stays = now.count.saturating_sub(leaves.count);
    let ahead = |count: i64| Reading {
        count,
        of: now.of.saturating_sub(leaves.of).saturating_add(mean(pace.of, days)),
        value: now.value.saturating_sub(leaves.value).saturating_add(mean(pace.value, days)),
        estimated: 0,
        might: 0,
    };
    let expected = ahead(stays.saturating_add(comes));
    let [low, high] = [low, high].map(|come| stays.saturating_add(i64::try_from(come).unwrap_or(i64::MAX)));
    let verdict = judge(line, expected, alert_room);
    let worse = if line.sense == Sense::Below { high } else { low };
    // At the worse end the money shrinks with the units.
    let mut worst = ahead(worse);
    if line.sense == Sense::Reach {
        worst.value = scaled(expected.value, worse, expected.count);
    }
    LineForecast {
        day,
        comes: Count(comes),
        leaves: Count(leaves.count),
        count: Count(expected.count),
        low: Count(low),
        high: Count(high),
        of: Count(expected.of),
        room: Count(verdict.room),
        standing: verdict.standing,
        worst: judge(line, worst, alert_room).standing,
    }
}

/// `sum` over 14 days, carried on for `days`, rounded half up.
fn mean(sum: i64, days: i64) -> i64 {
    let pace = i128::from(PACE_DAYS);
    let twice = i128::from(sum) * i128::from(days) * 2 + pace;
    i64::try_from(twice.div_euclid(2 * pace)).unwrap_or(i64::MAX)
}

/// `whole` × `part` / `of`.
fn scaled(whole: i64, part: i64, of: i64) -> i64 {
    let product = i128::from(whole) * i128::from(part);
    product.checked_div(i128::from(of)).and_then(|n| i64::try_from(n).ok()).unwrap_or(0)
}
