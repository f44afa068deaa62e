//! Small curves, one a metric: the rolling value day by day, with the lines of the same window drawn and named.
//!
//! Told apart without colour: the value is a thick solid curve, a line is thin and dashed.

use godown_domain::guardrail::board::{Count, MetricCard, TrendDay};
use godown_domain::guardrail::policy::{Line, Sense};

use super::super::sheet::{Sheet, Stroke, WIDTH};
use super::super::words;

const HEIGHT: f64 = 104.0;
const GAP: f64 = 18.0;
const ACROSS: usize = 2;
const TITLE: f64 = 24.0;
const FOOT: f64 = 14.0;
const SMALL: f64 = 7.0;
/// Beside the curve, for the names of the lines: nothing is written across it.
const NAMES: f64 = 66.0;
const VALUE: Stroke = Stroke { pen: 1.4, grey: 0.0, dash: &[] };
const LIMIT: Stroke = Stroke { pen: 0.7, grey: 0.0, dash: &[4.0, 2.5] };
const AXIS: Stroke = Stroke { pen: 0.5, grey: 0.5, dash: &[] };

/// The part of the page one curve has.
#[derive(Clone, Copy)]
struct Frame {
    x: f64,
    top: f64,
    width: f64,
}

impl Frame {
    fn base(self) -> f64 {
        self.top - HEIGHT + FOOT
    }

    /// Where the curve ends and the names begin.
    fn right(self) -> f64 {
        self.x + self.width - NAMES
    }

    fn plot_height(self) -> f64 {
        HEIGHT - FOOT - TITLE
    }
}

pub(super) fn trends(sheet: &mut Sheet, cards: &[MetricCard]) {
    let drawn: Vec<&MetricCard> = cards.iter().filter(|card| card.trend.len() > 1).collect();
    if drawn.is_empty() {
        return;
    }
    sheet.heading("The last 30 days");
    #[expect(clippy::cast_precision_loss, reason = "two")]
    let width = (WIDTH - GAP * (ACROSS - 1) as f64) / ACROSS as f64;
    for pair in drawn.chunks(ACROSS) {
        let top = sheet.strip(HEIGHT + 10.0);
        let mut x = Sheet::left();
        for card in pair {
            trend(sheet, card, Frame { x, top, width });
            x += width + GAP;
        }
    }
    sheet.sentence(
        "Solid: the value over its window, day by day. Dashed: the lines of the same window; lines of other windows are in the table above.",
        8.0,
        false,
    );
}

fn trend(sheet: &mut Sheet, card: &MetricCard, frame: Frame) {
    let mut limits: Vec<(&Line, f64)> = card
        .lines
        .iter()
        .filter(|value| value.line.window == card.trend_window)
        .filter_map(|value| Some((&value.line, limit_height(&value.line)?)))
        .collect();
    let is_amount = card.lines.iter().any(|value| value.line.sense == Sense::Reach);
    let heights: Vec<Option<f64>> = card.trend.iter().map(|day| day_height(day, is_amount)).collect();
    let highest = heights.iter().flatten().chain(limits.iter().map(|(_, height)| height)).copied().fold(0.0, f64::max);
    let scale = if highest > 0.0 { frame.plot_height() / (highest * 1.12) } else { 0.0 };
    let y = |height: f64| frame.base() + height * scale;

    let name = format!("{}, {}", card.metric.name(), words::window(card.trend_window));
    sheet.show_bold(&name, 9.0, frame.x, frame.top - 9.0);
    sheet.curve(&[(frame.x, frame.base()), (frame.right(), frame.base())], AXIS);
    // Names of lines that lie together are moved apart, upwards, in the order of the lines.
    limits.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    let mut free_from = f64::MIN;
    for (line, height) in limits {
        let at = y(height);
        sheet.curve(&[(frame.x, at), (frame.right(), at)], LIMIT);
        let text_at = f64::max(at - 2.5, free_from);
        free_from = text_at + SMALL + 1.0;
        sheet.show_plain(&limit_name(line), SMALL, frame.right() + 4.0, text_at);
    }
    for points in runs(&heights, frame, y) {
        sheet.curve(&points, VALUE);
    }
    let last = heights.last().copied().flatten().zip(card.trend.last());
    if let Some((height, day)) = last {
        sheet.dot(frame.right(), y(height), 3.6);
        sheet.show_ending(&last_value(day, is_amount), 8.0, frame.right(), frame.top - 20.0);
    }
    let ends = (card.trend.first(), card.trend.last());
    if let (Some(first), Some(last)) = ends {
        sheet.show_plain(&words::short_day(first.day), SMALL, frame.x, frame.base() - 9.0);
        sheet.show_ending(&words::short_day(last.day), SMALL, frame.right(), frame.base() - 9.0);
    }
}

#[expect(clippy::cast_precision_loss, reason = "heights on paper; no comparison is made with them")]
fn day_height(day: &TrendDay, is_amount: bool) -> Option<f64> {
    match (is_amount, day.of) {
        (true, _) => Some(day.count.0.max(0) as f64),
        (false, Count(of)) if of > 0 => Some(day.count.0.max(0) as f64 * 10_000.0 / of as f64),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "heights on paper; no comparison is made with them")]
fn limit_height(line: &Line) -> Option<f64> {
    match line.sense {
        Sense::Below | Sense::AtLeast => Some(f64::from(line.limit_bp)),
        Sense::Reach => (line.reach_units > 0).then_some(line.reach_units as f64),
    }
}

fn limit_name(line: &Line) -> String {
    match line.sense {
        Sense::Below | Sense::AtLeast => {
            format!("{} {}", line.set.name(), words::basis_points(line.limit_bp))
        }
        Sense::Reach => format!("{} {}", line.set.name(), words::grouped(line.reach_units)),
    }
}

fn last_value(day: &TrendDay, is_amount: bool) -> String {
    let count = words::grouped(day.count.0);
    match words::percent(day.count, day.of, 2).filter(|_| !is_amount) {
        Some(percent) => format!("{count} of {} = {percent}%", words::grouped(day.of.0)),
        None => count,
    }
}

/// Days in a row that have a value: a day with nothing to divide by is a gap, not a zero.
fn runs(heights: &[Option<f64>], frame: Frame, y: impl Fn(f64) -> f64) -> Vec<Vec<(f64, f64)>> {
    #[expect(clippy::cast_precision_loss, reason = "thirty days")]
    let step = (frame.right() - frame.x) / heights.len().saturating_sub(1).max(1) as f64;
    let mut runs = vec![Vec::new()];
    let mut x = frame.x;
    for height in heights {
        match (height, runs.last_mut()) {
            (Some(height), Some(run)) => run.push((x, y(*height))),
            (None, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
        x += step;
    }
    runs.retain(|run| run.len() > 1);
    runs
}
