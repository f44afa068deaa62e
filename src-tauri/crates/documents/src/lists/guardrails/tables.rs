//! The columns, and the rows of a board under them.

use godown_domain::guardrail::board::{Board, Cohort, Count, LineValue};
use godown_domain::{At, IndiaDay, LocationId, Paise};

use super::HitList;
use crate::lists::csv::guarded;
use crate::lists::words;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Nothing,
    /// Words, some of them from outside.
    Text(String),
    /// An id, which is text even where it looks like a number.
    Id(String),
    Whole(i64),
    /// So many of so many, shown in parts of a hundred.
    Share(Count, Count),
    Rupees(Paise),
    Day(IndiaDay),
    Moment(At),
}

impl Value {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn yes(is: bool) -> Self {
        Self::text(if is { "yes" } else { "no" })
    }

    fn maybe<T>(value: Option<T>, make: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, make)
    }

    /// As CSV has it. Words and ids that a spreadsheet would calculate get an apostrophe before them.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => guarded(text).into_owned(),
            Self::Id(id) if id.parse::<f64>().is_ok() => format!("'{id}"),
            Self::Id(id) => guarded(id).into_owned(),
            Self::Whole(number) => number.to_string(),
            Self::Share(count, of) => words::percent(*count, *of, 4).unwrap_or_default(),
            Self::Rupees(Paise(paise)) => {
                let sign = if *paise < 0 { "-" } else { "" };
                format!("{sign}{}.{:02}", paise.unsigned_abs() / 100, paise.unsigned_abs() % 100)
            }
            Self::Day(day) => day.to_wire(),
            Self::Moment(at) => at.to_wire().get(..19).unwrap_or_default().replace('T', " "),
        }
    }
}

/// Heads and rows of one sheet.
pub(super) struct Table {
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<Value>>,
}

fn place_name(board: &Board, location: Option<&LocationId>) -> String {
    location.map_or_else(
        || "Account".to_owned(),
        |id| {
            board.locations.iter().find(|(known, _)| known == id).map_or_else(|| id.0.clone(), |(_, name)| name.clone())
        },
    )
}

pub(super) fn lines(board: &Board) -> Table {
    let heads = vec![
        "As of",
        "Metric",
        "Set",
        "Limit",
        "Window",
        "Place",
        "From",
        "Counted",
        "Of",
        "Percent",
        "Money",
        "Allowed",
        "Room",
        "Standing",
        "Judged from",
        "Estimated",
        "Days covered",
        "Days",
        "Falls on",
        "Falls by",
        "Forecast for",
        "Forecast counted",
        "Forecast low",
        "Forecast high",
        "Forecast of",
        "Forecast room",
        "Forecast standing",
        "Consequence",
        "Days of it",
        "Valid from",
        "Source",
        "Certainty",
        "Line",
    ];
    let account = place_name(board, board.location.as_ref());
    let mut rows = Vec::new();
    for card in &board.cards {
        rows.extend(card.lines.iter().map(|value| line(board, value, &account)));
        for place in &card.places {
            rows.extend(place.lines.iter().map(|value| line(board, value, &place.name)));
        }
    }
    Table { heads, rows }
}

fn line(board: &Board, value: &LineValue, place: &str) -> Vec<Value> {
    let line = &value.line;
    let forecast = value.forecast.as_ref();
    let whole = |count: Count| Value::Whole(count.0);
    vec![
        Value::Moment(board.at),
        Value::text(line.metric.name()),
        Value::text(words::set(line.set)),
        Value::text(words::limit(line)),
        Value::text(words::window(line.window)),
        Value::text(place),
        Value::Day(value.from_day),
        whole(value.count),
        whole(value.of),
        Value::Share(value.count, value.of),
        if value.value == Paise(0) { Value::Nothing } else { Value::Rupees(value.value) },
        whole(value.allowed),
        whole(value.room),
        Value::text(words::standing(value.standing)),
        Value::maybe(value.judged_from, whole),
        whole(value.estimated),
        Value::Whole(value.days_covered.into()),
        Value::Whole(value.days.into()),
        Value::maybe(value.drops, |drop| Value::Day(drop.day)),
        Value::maybe(value.drops, |drop| whole(drop.count)),
        Value::maybe(forecast, |forecast| Value::Day(forecast.day)),
        Value::maybe(forecast, |forecast| whole(forecast.count)),
        Value::maybe(forecast, |forecast| whole(forecast.low)),
        Value::maybe(forecast, |forecast| whole(forecast.high)),
        Value::maybe(forecast, |forecast| whole(forecast.of)),
        Value::maybe(forecast, |forecast| whole(forecast.room)),
        Value::maybe(forecast, |forecast| Value::text(words::standing(forecast.standing))),
        Value::text(&*line.consequence),
        Value::maybe(line.consequence_days, |days| Value::Whole(days.into())),
        Value::text(&*line.valid_from),
        Value::text(&*line.source),
        Value::text(words::certainty(line.certainty)),
        Value::Id(line.id.clone()),
    ]
}

pub(super) fn metrics(board: &Board) -> Table {
    let heads = vec![
        "Metric",
        "Window",
        "Counted",
        "Of",
        "Percent",
        "Money",
        "Estimated",
        "Days covered",
        "Days",
        "Total is our assumption",
    ];
    let rows = board.cards.iter().flat_map(|card| {
        card.windows.iter().map(|value| {
            vec![
                Value::text(card.metric.name()),
                Value::text(words::window(value.window)),
                Value::Whole(value.count.0),
                Value::Whole(value.of.0),
                Value::Share(value.count, value.of),
                if value.value == Paise(0) { Value::Nothing } else { Value::Rupees(value.value) },
                Value::Whole(value.estimated.0),
                Value::Whole(value.days_covered.into()),
                Value::Whole(value.days.into()),
                Value::yes(card.is_total_assumed),
            ]
        })
    });
    Table { heads, rows: rows.collect() }
}

pub(super) fn trend(board: &Board) -> Table {
    let heads =
        vec!["Metric", "Day", "Counted that day", "Of that day", "Window", "Counted", "Of", "Percent in the window"];
    let rows = board.cards.iter().flat_map(|card| {
        card.trend.iter().map(|day| {
            vec![
                Value::text(card.metric.name()),
                Value::Day(day.day),
                Value::Whole(day.day_count.0),
                Value::Whole(day.day_of.0),
                Value::text(words::window(card.trend_window)),
                Value::Whole(day.count.0),
                Value::Whole(day.of.0),
                Value::Share(day.count, day.of),
            ]
        })
    });
    Table { heads, rows: rows.collect() }
}

pub(super) fn cut_offs(board: &Board) -> Table {
    let heads = vec![
        "Dispatch-by",
        "Place",
        "Shipments",
        "Units",
        "Ready in time",
        "Late",
        "Label made",
        "Label in the making",
        "To pack",
        "Form missing",
        "On hold",
        "Upcoming",
        "Rate an hour",
        "Last 30 minutes",
        "Usual an hour",
        "Finish",
        "Expected to miss",
        "Low",
        "High",
        "Units missed",
        "Extra packers",
        "For minutes",
    ];
    Table { heads, rows: board.cohorts.iter().map(|cohort| cut_off(board, cohort)).collect() }
}

fn cut_off(board: &Board, cohort: &Cohort) -> Vec<Value> {
    let whole = |count: u32| Value::Whole(count.into());
    let forecast = cohort.forecast.as_ref();
    vec![
        Value::Moment(cohort.due),
        Value::text(place_name(board, cohort.location.as_ref().or(board.location.as_ref()))),
        whole(cohort.shipments),
        whole(cohort.units),
        whole(cohort.done),
        whole(cohort.late),
        whole(cohort.labelled),
        whole(cohort.making),
        whole(cohort.to_pack),
        whole(cohort.forms),
        whole(cohort.held),
        whole(cohort.upcoming),
        Value::maybe(forecast, |forecast| whole(forecast.rate)),
        Value::maybe(forecast, |forecast| whole(forecast.last_30_minutes)),
        Value::maybe(forecast.and_then(|forecast| forecast.usual), whole),
        Value::maybe(forecast.and_then(|forecast| forecast.finish), Value::Moment),
        Value::maybe(forecast, |forecast| whole(forecast.misses)),
        Value::maybe(forecast, |forecast| whole(forecast.misses_low)),
        Value::maybe(forecast, |forecast| whole(forecast.misses_high)),
        Value::maybe(forecast, |forecast| whole(forecast.miss_units)),
        Value::maybe(forecast, |forecast| whole(forecast.extra_packers)),
        Value::maybe(forecast, |forecast| whole(forecast.packer_minutes)),
    ]
}

pub(super) fn shipments(board: &Board, lists: &[HitList<'_>]) -> Table {
    let heads = vec![
        "Behind",
        "Shipment",
        "Order",
        "SKU",
        "Place",
        "Booked on",
        "Units",
        "Value",
        "Dispatch-by",
        "Happened",
        "Estimated",
        "Reason",
    ];
    let rows = lists.iter().flat_map(|list| {
        list.hits.iter().map(|hit| {
            vec![
                Value::text(list.of),
                Value::Id(hit.shipment_id.0.clone()),
                Value::Id(hit.order_id.0.clone()),
                Value::Id(hit.sku.clone()),
                Value::maybe(hit.location.as_ref(), |id| Value::text(place_name(board, Some(id)))),
                Value::Day(hit.day),
                Value::Whole(hit.units.into()),
                Value::Rupees(hit.value),
                Value::maybe(hit.due, Value::Moment),
                Value::maybe(hit.happened, Value::Moment),
                Value::yes(hit.estimated),
                Value::maybe(hit.reason.as_deref(), Value::text),
            ]
        })
    });
    Table { heads, rows: rows.collect() }
}
