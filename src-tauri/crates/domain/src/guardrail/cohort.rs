//! Cohorts: shipments of one dispatch-by instant, and how many of them will miss it (`docs/guardrails.md` 8).

use std::collections::BTreeMap;

use super::board::{Cohort, CohortForecast};
use super::spread::negative_binomial;
use crate::india::{HOUR, MINUTE};
use crate::{At, LocationId};

const HALF_HOUR: i64 = 30 * MINUTE;
const WEEK: i64 = 7 * 24 * HOUR;
/// India's clock hours begin at the half hours of UTC.
const HOUR_SHIFT: i64 = 30 * MINUTE;
/// Same weekdays that make the usual rate.
const WEEKS: i64 = 4;

/// Where one shipment stands towards its dispatch-by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CohortStanding {
    /// Ready in time.
    Done,
    /// Ready too late, or not ready and past due.
    Late,
    /// Label made, not ready.
    Labelled,
    /// Label in the making.
    Making,
    /// To pack.
    ToPack,
    /// A form stands in the way.
    Forms,
    /// On hold: left out of the forecast.
    Held,
    /// Window not open yet.
    Upcoming,
}

impl CohortStanding {
    fn is_open(self) -> bool {
        matches!(self, Self::Labelled | Self::Making | Self::ToPack | Self::Forms | Self::Upcoming)
    }
}

/// One shipment that is not cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohortRow {
    /// Current dispatch-by.
    pub due: At,
    /// Warehouse.
    pub location: Option<LocationId>,
    /// Units not cancelled.
    pub units: u32,
    /// Standing.
    pub standing: CohortStanding,
}

/// How fast shipments are made ready at a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pace {
    /// Made ready in the last 30 minutes; none where those are not known.
    pub last_30_minutes: Option<u32>,
    /// Made ready in the clock hour that contains now, on each of the last four same weekdays that are known.
    pub same_hours: Vec<u32>,
}

impl Pace {
    /// Reads the pace at `now` off the instants at which shipments became ready, earliest first; later ones are ignored.
    /// Nothing is known of hours that began before `known_since`.
    pub fn at(ready: &[At], known_since: At, now: At) -> Self {
        let through = |at: At| ready.partition_point(|ready| *ready <= at);
        let between = |after: At, to: At| u32::try_from(through(to).saturating_sub(through(after))).unwrap_or(u32::MAX);
        let hour = At((now.0 - HOUR_SHIFT).div_euclid(HOUR) * HOUR + HOUR_SHIFT);
        let hours = (1..=WEEKS).map(|week| hour.plus(-week * WEEK)).filter(|hour| *hour >= known_since);
        let start = now.plus(-HALF_HOUR);
        Self {
            last_30_minutes: (start >= known_since).then(|| between(start, now)),
            same_hours: hours.map(|hour| between(hour.plus(-1), hour.plus(HOUR - 1))).collect(),
        }
    }

    /// Working rate in shipments an hour, as a fraction: (2 × r30 + rw) / 3 where both are known, else the one that is.
    fn rate(&self) -> (i128, i128) {
        let days = self.same_hours.len() as i128;
        let usual: i128 = self.same_hours.iter().map(|n| i128::from(*n)).sum();
        match self.last_30_minutes.map(|n| 2 * i128::from(n)) {
            Some(recent) if days > 0 => (2 * recent * days + usual, 3 * days),
            Some(recent) => (recent, 1),
            None => (usual, days.max(1)),
        }
    }

    /// Shipments the rate was read from.
    fn evidence(&self) -> f64 {
        let usual: f64 = self.same_hours.iter().map(|n| f64::from(*n)).sum();
        usual + self.last_30_minutes.map_or(0.0, f64::from)
    }

    fn usual(&self) -> Option<u32> {
        let sum: i128 = self.same_hours.iter().map(|n| i128::from(*n)).sum();
        (!self.same_hours.is_empty()).then(|| rounded(sum, self.same_hours.len() as i128))
    }
}

/// Expected misses of a cut-off, with their 80 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misses {
    /// Expected: whole shipments that are not done by then.
    pub expected: u32,
    /// Lower end.
    pub low: u32,
    /// Upper end.
    pub high: u32,
}

/// Expected misses among `open` shipments of a cut-off `ms` milliseconds ahead, `before` of earlier cut-offs being served
/// first. All three are at most `open`.
pub fn misses(pace: &Pace, before: u32, open: u32, ms: i64) -> Misses {
    let (rate, per) = pace.rate();
    let all = i128::from(before) + i128::from(open);
    let ms = i128::from(ms.max(0));
    let left = |done: i128| u32::try_from((all - done).clamp(0, i128::from(open))).unwrap_or(open);
    let expected = left(rate * ms / (per * i128::from(HOUR)));
    let mean = rate as f64 * ms as f64 / (per as f64 * HOUR as f64);
    let (low_done, high_done) = negative_binomial(mean, pace.evidence());
    Misses { expected, low: left(i128::from(high_done)).min(expected), high: left(i128::from(low_done)).max(expected) }
}

/// The cohorts of today and tomorrow at a place (`None`: all of them together), in order of dispatch-by, each with its
/// forecast while it is to come and something is open. `lines_after` is left empty: `what_if::lines_at_cut_offs` fills it.
pub fn cohorts(
    rows: &[CohortRow],
    place: Option<&LocationId>,
    pace: &Pace,
    now: At,
    packs_per_hour: u32,
) -> Vec<Cohort> {
    let today = now.day().0;
    let mut before = 0;
    let mut cohorts = Vec::new();
    for (mut cohort, open_units) in
        gather(rows.iter().filter(|row| (today..=today + 1).contains(&row.due.day().0)), place)
    {
        let open = cohort.labelled + cohort.making + cohort.to_pack + cohort.forms + cohort.upcoming;
        if cohort.due > now && open > 0 {
            cohort.forecast = Some(forecast(pace, (before, open, open_units), now, cohort.due, packs_per_hour));
            before += open;
        }
        cohorts.push(cohort);
    }
    cohorts
}

/// The cohorts of any days at a place, in order of dispatch-by, without a forecast.
pub fn counted(rows: &[CohortRow], place: Option<&LocationId>) -> Vec<Cohort> {
    gather(rows.iter(), place).into_iter().map(|(cohort, _)| cohort).collect()
}

/// Cohorts in order of dispatch-by, each with its open units.
fn gather<'a>(rows: impl Iterator<Item = &'a CohortRow>, place: Option<&LocationId>) -> Vec<(Cohort, u32)> {
    let mut found: BTreeMap<At, (Cohort, u32)> = BTreeMap::new();
    for row in rows.filter(|row| place.is_none() || row.location.as_ref() == place) {
        let (cohort, open_units) = found.entry(row.due).or_insert_with(|| (empty(row.due, place), 0));
        cohort.shipments += 1;
        cohort.units = cohort.units.saturating_add(row.units);
        *part(cohort, row.standing) += 1;
        if row.standing.is_open() {
            *open_units = open_units.saturating_add(row.units);
        }
    }
    found.into_values().collect()
}

fn forecast(pace: &Pace, (before, open, open_units): (u32, u32, u32), now: At, due: At, packs: u32) -> CohortForecast {
    let (rate, per) = pace.rate();
    let ms = due.since(now);
    let misses = misses(pace, before, open, ms);
    let all = i128::from(before) + i128::from(open);
    let hour = i128::from(HOUR);
    let finish = (rate > 0).then(|| {
        let lasts = (all * per * hour + rate - 1) / rate;
        now.plus(i64::try_from(lasts).unwrap_or(i64::MAX))
    });
    // rate / per + packs × p ≥ all × hour / ms, multiplied out.
    let lacks = all * hour * per - rate * i128::from(ms);
    let one = i128::from(packs.max(1)) * i128::from(ms) * per;
    let extra_packers = if lacks > 0 { u32::try_from((lacks + one - 1) / one).unwrap_or(u32::MAX) } else { 0 };
    let miss_units = (u64::from(misses.expected) * u64::from(open_units)).div_ceil(u64::from(open.max(1)));
    CohortForecast {
        rate: rounded(rate, per),
        last_30_minutes: pace.last_30_minutes.unwrap_or(0),
        usual: pace.usual(),
        finish,
        misses: misses.expected,
        misses_low: misses.low,
        misses_high: misses.high,
        miss_units: u32::try_from(miss_units).unwrap_or(u32::MAX),
        extra_packers,
        packer_minutes: if extra_packers > 0 { u32::try_from(ms / MINUTE).unwrap_or(u32::MAX) } else { 0 },
        lines_after: Vec::new(),
    }
}

fn rounded(number: i128, of: i128) -> u32 {
    u32::try_from((2 * number + of) / (2 * of)).unwrap_or(u32::MAX)
}

fn empty(due: At, place: Option<&LocationId>) -> Cohort {
    Cohort {
        due,
        location: place.cloned(),
        shipments: 0,
        units: 0,
        done: 0,
        late: 0,
        labelled: 0,
        making: 0,
        to_pack: 0,
        forms: 0,
        held: 0,
        upcoming: 0,
        forecast: None,
    }
}

fn part(cohort: &mut Cohort, standing: CohortStanding) -> &mut u32 {
    match standing {
        CohortStanding::Done => &mut cohort.done,
        CohortStanding::Late => &mut cohort.late,
        CohortStanding::Labelled => &mut cohort.labelled,
        CohortStanding::Making => &mut cohort.making,
        CohortStanding::ToPack => &mut cohort.to_pack,
        CohortStanding::Forms => &mut cohort.forms,
        CohortStanding::Held => &mut cohort.held,
        CohortStanding::Upcoming => &mut cohort.upcoming,
    }
}

#[cfg(test)]
mod tests;
