//! Judging a tally: every line's value, the cards with their windows, trends and places (`docs/guardrails.md` 4, 5, 7, 10).
//!
//! Owns what is read from a [`Tally`]; refuses to know shipments, forecasts of cut-offs or what to do about it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::board::{Count, DropOut, LineValue, MetricCard, PlaceValue, Standing, TrendDay, WindowValue};
use super::booking::Measure;
use super::line_forecast::forecast;
use super::policy::{Certainty, LimitSet, Line, Metric, Policies, Sense, Window};
use super::series::{How, Series};
use super::tally::Tally;
use super::verdict::{Reading, judge, sort_worst_first};
use super::window::{days_between, first_day, leaves, length};
use crate::{IndiaDay, LocationId, Paise};

/// Metrics in the order of the cards.
pub const METRICS: [Metric; 7] = [
    Metric::RtdBreach,
    Metric::SellerCancellation,
    Metric::Reattempt,
    Metric::RegionalUse,
    Metric::CustomerReturn,
    Metric::Sales,
    Metric::Backlog,
];

/// The windows every metric is shown over.
pub const WINDOWS: [Window; 5] =
    [Window::Days(7), Window::Days(14), Window::Days(30), Window::Days(90), Window::Quarter];

/// Days of a trend.
const TREND_DAYS: i32 = 30;
/// Days before today whose approvals make a usual day.
const USUAL_DAYS: i32 = 28;

/// What is judged: a tally and the rules, on a day. Everything is lent; judging changes nothing.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Amounts by day, the day of now put in from the stories themselves. Needs at least the days of the longest window
    /// and 30 before them; more do no harm.
    pub tally: &'a Tally,
    /// The rules valid at the moment judged.
    pub policies: &'a Policies,
    /// Day of the moment judged. Nothing booked later is counted.
    pub today: IndiaDay,
    /// Days whose lists were read to the end.
    pub covered: &'a BTreeSet<IndiaDay>,
    /// Warehouses with their names.
    pub locations: &'a [(LocationId, String)],
    /// Shipments waiting now (to pack … to print), for the account (`None`) and for each warehouse.
    pub waiting: &'a BTreeMap<Option<LocationId>, u32>,
}

/// A metric at a place, ready to be judged over any window.
struct Metered {
    metric: Metric,
    series: Series,
    /// Backlog is of now, not of days.
    fixed: Option<Reading>,
}

impl Case<'_> {
    /// Lines in force on the day judged: switched on, valid, of a set that applies. Gold's lines give way to the omni
    /// ones of the same metric for sellers who ship from stores. The benchmark of customer returns is a line of one's own.
    pub fn lines_in_force(&self) -> Vec<Cow<'_, Line>> {
        let day = self.today.to_wire();
        let is_valid = |line: &Line| {
            line.is_on && line.valid_from <= day && line.valid_to.as_ref().is_none_or(|last| day <= *last)
        };
        let is_omni = |metric| {
            self.policies.is_omni
                && self.policies.lines.iter().any(|l| l.set == LimitSet::OmniGold && l.metric == metric && is_valid(l))
        };
        let lines = self.policies.lines.iter().filter(|line| is_valid(line));
        let lines = lines.filter(|line| match line.set {
            LimitSet::OmniGold => self.policies.is_omni,
            LimitSet::Gold => !is_omni(line.metric),
            _ => true,
        });
        lines.map(Cow::Borrowed).chain(self.benchmark().map(Cow::Owned)).collect()
    }

    fn benchmark(&self) -> Option<Line> {
        (self.policies.return_benchmark_bp > 0).then(|| Line {
            id: "own-customer-return".to_owned(),
            set: LimitSet::Own,
            metric: Metric::CustomerReturn,
            sense: Sense::Below,
            limit_bp: self.policies.return_benchmark_bp,
            reach_units: 0,
            reach_value: Paise(0),
            window: Window::Days(90),
            consequence: String::new(),
            consequence_days: None,
            valid_from: String::new(),
            valid_to: None,
            source: String::new(),
            certainty: Certainty::Own,
            is_on: true,
        })
    }

    /// Every line of a metric at a place (`None`: the account), worst first.
    pub fn lines(&self, place: Option<&LocationId>, metric: Metric) -> Vec<LineValue> {
        self.values(&self.metered(place, metric), &self.lines_in_force())
    }

    /// One card a metric for a place; the account's cards carry every warehouse beside it. Sales are the account's alone: a
    /// tier asks what the account sold.
    pub fn cards(&self, place: Option<&LocationId>) -> Vec<MetricCard> {
        let lines = self.lines_in_force();
        let metrics = METRICS.into_iter().filter(|metric| place.is_none() || *metric != Metric::Sales);
        metrics.map(|metric| self.card(place, metric, &lines)).collect()
    }

    /// Shipments waiting now and shipments approved on a usual day (28 days before today, rounded half up).
    pub fn backlog(&self, place: Option<&LocationId>) -> (u32, u32) {
        let waiting = self.waiting.get(&place.cloned()).copied().unwrap_or(0);
        let (from, to) = (IndiaDay(self.today.0.saturating_sub(USUAL_DAYS)), IndiaDay(self.today.0.saturating_sub(1)));
        let approved = self.tally.sum(place, Measure::Approved, from, to).shipments.max(0);
        let usual = (approved.saturating_mul(2) + i64::from(USUAL_DAYS)) / (2 * i64::from(USUAL_DAYS));
        (waiting, u32::try_from(usual).unwrap_or(u32::MAX))
    }

    /// How many days of a window that ends today have had their lists read to the end.
    pub fn days_covered(&self, window: Window) -> u16 {
        self.covered_since(first_day(window, self.today))
    }

    /// A line's reading over the window that ends on `day`, which may lie ahead: nothing is booked there yet.
    pub(super) fn reading(&self, place: Option<&LocationId>, line: &Line, day: IndiaDay) -> Reading {
        let from = first_day(line.window, day);
        let metered = self.metered_since(place, line.metric, from);
        metered.fixed.unwrap_or_else(|| metered.series.between(from, self.today.min(day)))
    }

    fn card(&self, place: Option<&LocationId>, metric: Metric, lines: &[Cow<'_, Line>]) -> MetricCard {
        let metered = self.metered(place, metric);
        let values = self.values(&metered, lines);
        let trend_window = values.first().map_or(Window::Days(90), |value| value.line.window);
        let places = if place.is_none() && metric != Metric::Sales { self.locations } else { &[] };
        let (windows, trend) = match metered.fixed {
            Some(_) => (Vec::new(), Vec::new()),
            None => (self.windows(&metered.series), self.trend(&metered.series, trend_window)),
        };
        MetricCard {
            metric,
            windows,
            trend,
            trend_window,
            places: places.iter().map(|place| self.place(place, metric, lines)).collect(),
            lines: values,
            is_total_assumed: matches!(metric, Metric::RtdBreach | Metric::Reattempt),
        }
    }

    fn place(&self, (location, name): &(LocationId, String), metric: Metric, lines: &[Cow<'_, Line>]) -> PlaceValue {
        let lines = self.values(&self.metered(Some(location), metric), lines);
        PlaceValue { location: location.clone(), name: name.clone(), tightest: lines.first().cloned(), lines }
    }

    fn metered(&self, place: Option<&LocationId>, metric: Metric) -> Metered {
        let oldest = IndiaDay(self.today.0.saturating_sub(TREND_DAYS - 1));
        let of_lines = self.policies.lines.iter().filter(|line| line.metric == metric).map(|line| line.window);
        let first = of_lines.chain(WINDOWS).map(|window| first_day(window, oldest)).min().unwrap_or(oldest);
        self.metered_since(place, metric, first)
    }

    fn metered_since(&self, place: Option<&LocationId>, metric: Metric, first: IndiaDay) -> Metered {
        let how = How { metric, basis: self.policies.basis, cancellation_day: self.policies.cancellation_day };
        let fixed = (metric == Metric::Backlog).then(|| {
            let (waiting, usual) = self.backlog(place);
            Reading { count: i64::from(waiting), of: i64::from(usual), ..Reading::default() }
        });
        Metered { metric, series: Series::new(self.tally, place, how, first, self.today), fixed }
    }

    fn values(&self, metered: &Metered, lines: &[Cow<'_, Line>]) -> Vec<LineValue> {
        let lines = lines.iter().filter(|line| line.metric == metered.metric);
        let mut values: Vec<LineValue> = lines.map(|line| self.value(metered, line)).collect();
        sort_worst_first(&mut values);
        values
    }

    fn value(&self, metered: &Metered, line: &Line) -> LineValue {
        let from_day = first_day(line.window, self.today);
        let reading = metered.fixed.unwrap_or_else(|| metered.series.between(from_day, self.today));
        let verdict = judge(line, reading, self.policies.alert_room);
        let is_of_days = metered.fixed.is_none();
        let (days_covered, days) = (self.covered_since(from_day), length(line.window, self.today));
        // Neither count nor total is known before all days were read: nothing is said of such a line.
        let is_read = !is_of_days || days_covered >= days || verdict.standing == Standing::Nothing;
        LineValue {
            line: line.clone(),
            from_day,
            count: Count(reading.count),
            of: Count(reading.of),
            value: Paise(reading.value),
            allowed: Count(verdict.allowed),
            room: Count(verdict.room),
            standing: if is_read { verdict.standing } else { Standing::Unsure },
            judged_from: verdict.judged_from.map(Count),
            estimated: Count(reading.estimated),
            might: Count(reading.might),
            days_covered,
            days,
            drops: if is_of_days { self.drops(&metered.series, line.window) } else { None },
            forecast: is_of_days
                .then(|| forecast(&metered.series, line, reading, self.today, self.policies.alert_room)),
        }
    }

    /// The next day on which the count falls by itself, and by how much (7).
    fn drops(&self, series: &Series, window: Window) -> Option<DropOut> {
        let mut counted = series.counted(first_day(window, self.today), self.today).peekable();
        let day = leaves(window, counted.peek()?.0);
        let count = counted.take_while(|(booked, _)| leaves(window, *booked) == day).map(|(_, count)| count).sum();
        Some(DropOut { day, count: Count(count) })
    }

    fn covered_since(&self, from: IndiaDay) -> u16 {
        if from > self.today {
            return 0;
        }
        u16::try_from(self.covered.range(from..=self.today).count()).unwrap_or(u16::MAX)
    }

    fn windows(&self, series: &Series) -> Vec<WindowValue> {
        let value = |window| {
            let from = first_day(window, self.today);
            let reading = series.between(from, self.today);
            WindowValue {
                window,
                count: Count(reading.count),
                of: Count(reading.of),
                value: Paise(reading.value),
                estimated: Count(reading.estimated),
                days_covered: self.covered_since(from),
                days: days_between(from, self.today),
            }
        };
        WINDOWS.into_iter().map(value).collect()
    }

    fn trend(&self, series: &Series, window: Window) -> Vec<TrendDay> {
        let days = (0..TREND_DAYS).rev().map(|back| IndiaDay(self.today.0.saturating_sub(back)));
        let point = |day| {
            let (alone, rolling) = (series.between(day, day), series.between(first_day(window, day), day));
            TrendDay {
                day,
                day_count: Count(alone.count),
                day_of: Count(alone.of),
                count: Count(rolling.count),
                of: Count(rolling.of),
            }
        };
        days.map(point).collect()
    }
}

#[cfg(test)]
mod tests;
