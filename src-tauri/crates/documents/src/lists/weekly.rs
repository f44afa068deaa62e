//! The week's guardrails on paper: tier, every line by itself, curves, cut-offs, cancellations. A4, black and white.
//!
//! Owns what stands where and the words around the numbers; the numbers come ready on a board.

mod chart;

use std::collections::BTreeSet;

use godown_domain::IndiaDay;
use godown_domain::guardrail::board::{Board, Cohort, LineValue, MetricCard, Standing};
use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::guardrail::policy::{CancellationDay, LimitSet, Metric, Sense};

use super::sheet::{Column, Sheet};
use super::words;
use crate::error::DocumentError;

/// What a weekly report is made of.
#[derive(Debug, Clone, Copy)]
pub struct WeeklyReport<'a> {
    /// The seller's name, as shown.
    pub seller: &'a str,
    /// The board at the end of the week.
    pub board: &'a Board,
    /// First day of the week.
    pub from: IndiaDay,
    /// Last day of the week.
    pub to: IndiaDay,
    /// Its cut-offs, in order.
    pub cut_offs: &'a [Cohort],
    /// Its cancellations, in the order to be shown.
    pub cancellations: &'a [CancelledReason],
}

/// Cancellations of one kind and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelledReason {
    /// By whom.
    pub by: CancelledBy,
    /// The marketplace's reason; none where it gave none.
    pub reason: Option<String>,
    /// Shipments.
    pub shipments: u32,
    /// Units.
    pub units: u32,
}

/// The report as PDF. The same report gives the same bytes.
///
/// # Errors
/// When it cannot be drawn; not for any content of it.
pub fn weekly_report_pdf(report: &WeeklyReport<'_>) -> Result<Vec<u8>, DocumentError> {
    let board = report.board;
    let title = format!("Guardrails, {} to {}", words::short_day(report.from), words::day(report.to));
    let place = board
        .location
        .as_ref()
        .map(|id| board.locations.iter().find(|(known, _)| known == id).map_or(id.as_str(), |(_, name)| name.as_str()));
    let made_at = [Some(report.seller), place]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .chain([format!("as of {}", words::clock(board.at))])
        .collect::<Vec<_>>()
        .join(" · ");
    let mut sheet = Sheet::new(&title, &made_at, Vec::new())?;
    headline(&mut sheet, board);
    lines(&mut sheet, board);
    notes(&mut sheet, board);
    chart::trends(&mut sheet, &board.cards);
    cut_offs(&mut sheet, report.cut_offs);
    cancellations(&mut sheet, report.cancellations);
    places(&mut sheet, &board.cards);
    sources(&mut sheet, board);
    sheet.finish()
}

fn headline(sheet: &mut Sheet, board: &Board) {
    let headline = &board.headline;
    for line in &headline.crossed {
        let days = line.line.consequence_days.map(|days| format!(" It can bring {} of suspension.", day_count(days)));
        sheet.sentence(&format!("Crossed: {}.{}", told(line), days.unwrap_or_default()), 12.0, true);
    }
    if headline.is_of_account {
        sheet.sentence(&tier_sentence(board), 14.0, true);
    }
    if let Some(nearest) =
        headline.nearest.as_ref().filter(|nearest| Some(*nearest) != headline.tightest_of_tier.as_ref())
    {
        sheet.sentence(&format!("Nearest of all: {}.", told(nearest)), 10.0, false);
    }
    if !headline.missing.is_empty() {
        let missing: Vec<String> = headline.missing.iter().map(told).collect();
        sheet.sentence(&format!("For the tier above: {}.", missing.join("; ")), 10.0, false);
    }
}

/// `Gold, with room for 3 more cancellations.`
fn tier_sentence(board: &Board) -> String {
    let headline = &board.headline;
    if !headline.is_known {
        return "Tier not known yet: not all days of its lines are read.".to_owned();
    }
    let tier = headline.tier.map_or("Bronze", |tier| match tier {
        LimitSet::Gold | LimitSet::OmniGold => "Gold",
        other => words::set(other),
    });
    match &headline.tightest_of_tier {
        Some(line) if line.room.0 >= 0 && !matches!(line.standing, Standing::TooFew | Standing::Nothing) => {
            let (room, thing) = (words::grouped(line.room.0), words::thing(line.line.metric, line.room.0));
            match line.line.sense {
                Sense::Reach => format!("{tier}, {room} {thing} above its line for sales."),
                Sense::Below | Sense::AtLeast => format!("{tier}, with room for {room} more {thing}."),
            }
        }
        _ => format!("{tier}."),
    }
}

/// `Suspension (first source), RTD breach below 0.5% over 7 days: 19 of 4,290, 2 left`.
fn told(value: &LineValue) -> String {
    let line = &value.line;
    format!(
        "{}, {} {} over {}: {}, {}",
        words::set(line.set),
        line.metric.name(),
        words::limit(line),
        words::window(line.window),
        words::counted(value),
        words::room(value)
    )
}

fn day_count(days: u16) -> String {
    if days == 1 { "at least 1 day".to_owned() } else { format!("at least {days} days") }
}

fn lines(sheet: &mut Sheet, board: &Board) {
    sheet.heading("Each line by itself");
    sheet.table(vec![
        Column::text("Metric", 92.0),
        Column::text("Line", 149.0),
        Column::text("Window", 60.0),
        Column::number("Counted", 48.0),
        Column::number("Of", 50.0),
        Column::number("Room", 72.0),
        Column::text("Standing", 68.0),
    ]);
    for card in &board.cards {
        for value in &card.lines {
            sheet.row(&line_cells(card.metric.name(), value));
        }
    }
    sheet.end_table();
}

fn line_cells(first: &str, value: &LineValue) -> Vec<String> {
    let line = &value.line;
    let name = format!("{}, {}", words::set(line.set), words::limit(line));
    let (name, of) = match line.sense {
        Sense::Reach => (format!("{name}; sold for {}", value.value), String::new()),
        Sense::Below | Sense::AtLeast => (name, words::grouped(value.of.0)),
    };
    vec![
        first.to_owned(),
        name,
        words::window(line.window),
        words::grouped(value.count.0),
        of,
        words::room(value),
        marked(value.standing).to_owned(),
    ]
}

/// A word that is seen without colour.
fn marked(standing: Standing) -> &'static str {
    match standing {
        Standing::Crossed => "■ crossed",
        Standing::Tight => "▲ tight",
        Standing::Unsure => "◌ not known",
        other => words::standing(other),
    }
}

/// What is estimated, not wholly covered, or not to be judged: said beside the numbers.
fn notes(sheet: &mut Sheet, board: &Board) {
    let mut notes = vec![format!(
        "Counted from {} of the last 90 days: those whose lists were read to the end.",
        board.days_covered
    )];
    notes.push(match board.cancellation_day {
        CancellationDay::Event => "Cancellations are booked on the day of cancelling.".to_owned(),
        CancellationDay::Approval => {
            "Cancellations are booked on the day the order was approved, so past days change.".to_owned()
        }
    });
    if board.pending > 0 {
        notes.push(format!("{} shipments were not yet counted in.", words::grouped(board.pending.into())));
    }
    sheet.sentence(&notes.join(" "), 8.0, false);
    for card in &board.cards {
        let parts = card_notes(card);
        if !parts.is_empty() {
            sheet.sentence(&format!("{}: {}.", card.metric.name(), parts.join("; ")), 8.0, false);
        }
    }
}

fn card_notes(card: &MetricCard) -> Vec<String> {
    let mut parts = Vec::new();
    let estimated = card.lines.iter().map(|value| value.estimated.0).max().unwrap_or_default();
    if estimated > 0 {
        parts.push(format!("up to {} of those counted are estimated", words::grouped(estimated)));
    }
    if card.is_total_assumed {
        parts.push("the total is estimated, the marketplace has not published it".to_owned());
    }
    let uncovered: BTreeSet<(u16, u16)> = card
        .lines
        .iter()
        .filter(|value| value.days_covered < value.days)
        .map(|value| (value.days, value.days_covered))
        .collect();
    parts.extend(uncovered.iter().map(|(days, covered)| format!("from {covered} of {days} days")));
    for value in card.lines.iter().filter(|value| value.standing == Standing::TooFew) {
        let from = value.judged_from.map_or_else(String::new, |from| format!(", from {} on", words::grouped(from.0)));
        let (set, window) = (words::set(value.line.set), words::window(value.line.window));
        parts.push(format!("{set} over {window}: too few to judge{from}"));
    }
    parts
}

fn cut_offs(sheet: &mut Sheet, cut_offs: &[Cohort]) {
    sheet.heading("Cut-offs of the week");
    if cut_offs.is_empty() {
        sheet.sentence("None.", 9.0, false);
        return;
    }
    sheet.table(vec![
        Column::text("Dispatch-by", 119.0),
        Column::number("Shipments", 80.0),
        Column::number("Units", 70.0),
        Column::number("Ready in time", 90.0),
        Column::number("Late", 60.0),
        Column::number("On hold", 60.0),
        Column::number("Open", 60.0),
    ]);
    for cohort in cut_offs {
        let open = cohort.labelled + cohort.making + cohort.to_pack + cohort.forms + cohort.upcoming;
        let late = if cohort.late > 0 { format!("■ {}", words::grouped(cohort.late.into())) } else { "0".to_owned() };
        sheet.row(&[
            words::clock(cohort.due),
            words::grouped(cohort.shipments.into()),
            words::grouped(cohort.units.into()),
            words::grouped(cohort.done.into()),
            late,
            words::grouped(cohort.held.into()),
            words::grouped(open.into()),
        ]);
    }
    let sum = |of: fn(&Cohort) -> u32| words::grouped(cut_offs.iter().map(|cohort| i64::from(of(cohort))).sum());
    let (shipments, done, late) =
        (sum(|cohort| cohort.shipments), sum(|cohort| cohort.done), sum(|cohort| cohort.late));
    sheet.closing(&format!("{} cut-offs, {shipments} shipments: {done} ready in time, {late} late", cut_offs.len()));
    sheet.end_table();
}

fn cancellations(sheet: &mut Sheet, cancellations: &[CancelledReason]) {
    sheet.heading("Cancellations of the week, by reason");
    if cancellations.is_empty() {
        sheet.sentence("None.", 9.0, false);
        return;
    }
    sheet.table(vec![
        Column::text("Cancelled by", 100.0),
        Column::text("Reason", 299.0),
        Column::number("Shipments", 70.0),
        Column::number("Units", 70.0),
    ]);
    for cancelled in cancellations {
        sheet.row(&[
            words::cancelled_by(cancelled.by).to_owned(),
            cancelled.reason.clone().unwrap_or_else(|| "no reason given".to_owned()),
            words::grouped(cancelled.shipments.into()),
            words::grouped(cancelled.units.into()),
        ]);
    }
    let units = |counts: fn(CancelledBy) -> bool| {
        let counted = cancellations.iter().filter(|cancelled| counts(cancelled.by));
        words::grouped(counted.map(|cancelled| i64::from(cancelled.units)).sum())
    };
    let (all, ours) = (units(|_| true), units(|by| by == CancelledBy::Seller));
    sheet.closing(&format!("{all} units cancelled; {ours} of them count against the seller"));
    sheet.end_table();
}

fn places(sheet: &mut Sheet, cards: &[MetricCard]) {
    let mut rows: Vec<(&str, Metric, &LineValue)> = Vec::new();
    for card in cards {
        for place in &card.places {
            rows.extend(place.tightest.as_ref().map(|value| (place.name.as_str(), card.metric, value)));
        }
    }
    if rows.is_empty() {
        return;
    }
    sheet.heading("By warehouse, the tightest line of each metric");
    sheet.table(vec![
        Column::text("Warehouse", 68.0),
        Column::text("Metric", 78.0),
        Column::text("Line", 104.0),
        Column::text("Window", 55.0),
        Column::number("Counted", 48.0),
        Column::number("Of", 48.0),
        Column::number("Room", 72.0),
        Column::text("Standing", 66.0),
    ]);
    // Warehouse by warehouse, in the order in which the board names them.
    let mut names: Vec<&str> = Vec::new();
    for (name, ..) in &rows {
        if !names.contains(name) {
            names.push(name);
        }
    }
    for name in names {
        for (_, metric, value) in rows.iter().filter(|(of, ..)| *of == name) {
            let mut cells = line_cells(metric.name(), value);
            cells.insert(0, name.to_owned());
            sheet.row(&cells);
        }
    }
    sheet.end_table();
}

fn sources(sheet: &mut Sheet, board: &Board) {
    let mut sources = BTreeSet::new();
    for value in board.cards.iter().flat_map(|card| &card.lines) {
        let line = &value.line;
        sources.insert(format!(
            "{}: {}, {}, valid from {}",
            words::set(line.set),
            line.source,
            words::certainty(line.certainty),
            line.valid_from
        ));
    }
    if !sources.is_empty() {
        sheet.heading("Where the lines come from");
        for source in sources {
            sheet.sentence(&source, 8.0, false);
        }
    }
}

#[cfg(test)]
mod tests;
