//! The board: what the guardrails screen, the cancel dialog and the command line show.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::policy::{Basis, CancellationDay, LimitSet, Line, Metric, Window};
use crate::{At, IndiaDay, LocationId, OrderId, Paise, Queue, ShipmentId};

/// A whole number that may pass 32 bits; exported to TypeScript as `number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Count(#[specta(type = f64)] pub i64);

/// How a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// Outside the line.
    Crossed,
    /// Inside, with little room.
    Tight,
    /// Inside as counted, and outside if everything nobody saw were counted too.
    Unsure,
    /// Inside.
    Holds,
    /// One alone would cross it.
    TooFew,
    /// Nothing counted at all.
    Nothing,
}

/// Units that leave a window by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DropOut {
    /// First day on which they no longer count.
    pub day: IndiaDay,
    /// How many.
    pub count: Count,
}

/// Where a line is expected to stand at its horizon, with an 80 % interval on the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineForecast {
    /// Horizon.
    pub day: IndiaDay,
    /// Expected to come until then.
    pub comes: Count,
    /// Leave until then.
    pub leaves: Count,
    /// Expected count.
    pub count: Count,
    /// Lower end.
    pub low: Count,
    /// Upper end.
    pub high: Count,
    /// Expected total.
    pub of: Count,
    /// Expected room.
    pub room: Count,
    /// Expected standing.
    pub standing: Standing,
    /// Standing at the worse end of the interval.
    pub worst: Standing,
}

/// A line with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineValue {
    /// The line as data.
    pub line: Line,
    /// First day of its window.
    pub from_day: IndiaDay,
    /// Counted.
    pub count: Count,
    /// Of.
    pub of: Count,
    /// Money counted; only for sales.
    pub value: Paise,
    /// Largest count still inside.
    pub allowed: Count,
    /// Room; negative: by how many it is over.
    pub room: Count,
    /// Standing.
    pub standing: Standing,
    /// From how many on it can be judged; only with [`Standing::TooFew`].
    pub judged_from: Option<Count>,
    /// Of the count and total, how many are estimated.
    pub estimated: Count,
    /// How many that are not counted might be, because nobody saw: ready at an unknown time, cancelled by nobody knows whom.
    pub might: Count,
    /// Days of the window whose lists were read to the end.
    pub days_covered: u16,
    /// Days of the window.
    pub days: u16,
    /// The next day on which the count falls by itself.
    pub drops: Option<DropOut>,
    /// Where it is going.
    pub forecast: Option<LineForecast>,
}

/// One day of a trend: rolling window value at the end of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrendDay {
    /// Day.
    pub day: IndiaDay,
    /// Counted on that day alone.
    pub day_count: Count,
    /// Total of that day alone.
    pub day_of: Count,
    /// Counted over the window that ends on that day.
    pub count: Count,
    /// Total over that window.
    pub of: Count,
}

/// A metric over one of the common windows, whether or not a line asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WindowValue {
    /// Window.
    pub window: Window,
    /// Counted.
    pub count: Count,
    /// Of.
    pub of: Count,
    /// Money; only for sales.
    pub value: Paise,
    /// Estimated ones among them.
    pub estimated: Count,
    /// Days covered.
    pub days_covered: u16,
    /// Days.
    pub days: u16,
}

/// A metric at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceValue {
    /// Warehouse.
    pub location: LocationId,
    /// Its name.
    pub name: String,
    /// The metric's tightest line there, judged on that warehouse alone.
    pub tightest: Option<LineValue>,
    /// Every line there, worst first.
    pub lines: Vec<LineValue>,
}

/// One metric: value, lines worst first, trend, places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MetricCard {
    /// Which.
    pub metric: Metric,
    /// Lines, worst first.
    pub lines: Vec<LineValue>,
    /// 7, 14, 30, 90 days and the quarter.
    pub windows: Vec<WindowValue>,
    /// The last 30 days, over the window of the tightest line (90 days where there is none).
    pub trend: Vec<TrendDay>,
    /// Window of the trend.
    pub trend_window: Window,
    /// At each warehouse.
    pub places: Vec<PlaceValue>,
    /// The total's definition is our assumption.
    pub is_total_assumed: bool,
}

/// Tier in words of data; the page makes the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Headline {
    /// It is the account's. A tier belongs to the account: one warehouse has neither tier nor a line missing for one.
    pub is_of_account: bool,
    /// The days of the tier lines' windows were read to the end; else there is no tier to speak of yet.
    pub is_known: bool,
    /// Tier all of whose lines that can be judged are inside; none is Bronze.
    pub tier: Option<LimitSet>,
    /// The tier's line with the least room. While a line is crossed, never one whose room is in far shipments or units sold.
    pub tightest_of_tier: Option<LineValue>,
    /// The line nearest of all, of any set; likewise.
    pub nearest: Option<LineValue>,
    /// Lines crossed, worst first: where there is one it is said before anything else.
    pub crossed: Vec<LineValue>,
    /// Lines of the tier above that are not met, where there is a tier above.
    pub missing: Vec<LineValue>,
}

/// Shipments of one dispatch-by instant, by where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Cohort {
    /// Dispatch-by.
    pub due: At,
    /// Warehouse; none: all of them.
    pub location: Option<LocationId>,
    /// Shipments due, cancelled ones left out.
    pub shipments: u32,
    /// Their units.
    pub units: u32,
    /// Ready in time.
    pub done: u32,
    /// Ready too late, or not ready and past due.
    pub late: u32,
    /// Label made, not ready.
    pub labelled: u32,
    /// Label in the making.
    pub making: u32,
    /// To pack.
    pub to_pack: u32,
    /// A form stands in the way.
    pub forms: u32,
    /// On hold.
    pub held: u32,
    /// Window not open yet.
    pub upcoming: u32,
    /// Forecast; none when past, or when nothing is open.
    pub forecast: Option<CohortForecast>,
}

/// Forecast of a cut-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CohortForecast {
    /// Working rate, shipments an hour.
    pub rate: u32,
    /// Made ready in the last 30 minutes.
    pub last_30_minutes: u32,
    /// Usual at this hour on this weekday, an hour; none where nothing is known.
    pub usual: Option<u32>,
    /// When the last one would be ready; none at rate 0.
    pub finish: Option<At>,
    /// Expected to miss.
    pub misses: u32,
    /// Lower end of the 80 % interval.
    pub misses_low: u32,
    /// Upper end.
    pub misses_high: u32,
    /// Units of the expected misses.
    pub miss_units: u32,
    /// Extra packers that would fix it; 0 when none is needed.
    pub extra_packers: u32,
    /// For how many minutes.
    pub packer_minutes: u32,
    /// What becomes of the RTD lines at this cut-off if the expected happens.
    pub lines_after: Vec<LineChange>,
}

/// How good the forecasts have been.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Backtest {
    /// Forecasts compared.
    pub forecasts: u32,
    /// Mean absolute error in tenths of a shipment.
    pub mean_error_tenths: u32,
    /// Outcomes inside the 80 % interval, in parts per hundred.
    pub inside_percent: u32,
    /// First day used.
    pub from_day: Option<IndiaDay>,
}

/// A line before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineChange {
    /// Before.
    pub before: LineValue,
    /// Counted after.
    pub count_after: Count,
    /// Total after.
    pub of_after: Count,
    /// Room after.
    pub room_after: Count,
    /// Standing after.
    pub standing_after: Standing,
    /// Inside before, outside after.
    pub crosses: bool,
    /// Day on which the last of these units leaves the window again.
    pub forgiven: Option<IndiaDay>,
}

/// What an act, or its neglect, would cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WhatIf {
    /// Units concerned.
    pub units: u32,
    /// Shipments concerned.
    pub shipments: u32,
    /// Every line of the metric, account first, worst first; a warehouse's lines only where that warehouse's standing changes.
    pub lines: Vec<LineChange>,
    /// The same lines at warehouses, where they change their standing: name and change.
    pub places: Vec<(String, LineChange)>,
    /// Days on which these are booked, with units.
    pub booked: Vec<(IndiaDay, u32)>,
    /// Of the seller's own budget for today: used, allowed; none without a budget.
    pub budget: Option<(u32, u32)>,
    /// Of the units, those that count against nobody (already cancelled, or not counted by these lines).
    pub free: u32,
    /// Other shipments waiting with the same SKUs (they are not touched).
    pub same_sku: u32,
    /// Earliest dispatch-by among them: until then it can still be found.
    pub earliest_due: Option<At>,
}

/// What can be done with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TodoAct {
    /// Ask for the label.
    Pack,
    /// Print.
    Print,
    /// Mark ready.
    Dispatch,
    /// Type the serial number, box size or form number.
    Enter,
    /// Send although counted as late already.
    SendLate,
    /// Add packers.
    AddPackers,
    /// Wait: it is being checked.
    Wait,
}

/// A thing to do, for one or more shipments that are alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Todo {
    /// What.
    pub act: TodoAct,
    /// For which (at most 500).
    pub ids: Vec<ShipmentId>,
    /// How many in all.
    pub shipments: u32,
    /// Their units.
    pub units: u32,
    /// Warehouse, where all are of one.
    pub location: Option<LocationId>,
    /// Earliest dispatch-by.
    pub due: Option<At>,
    /// Harm avoided per minute of work, in hundredths; larger is first.
    pub weight: u32,
    /// Minutes of work.
    pub minutes: u32,
    /// Line that makes it matter.
    pub line: Option<String>,
    /// Room of that line.
    pub room: Option<Count>,
}

/// Shipments left out of the list, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Queue they wait in.
    pub queue: Queue,
    /// How many.
    pub shipments: u32,
}

/// The board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Board {
    /// The moment it speaks of.
    pub at: At,
    /// It is a past moment.
    pub is_rewound: bool,
    /// Earliest moment it can be wound back to.
    pub earliest: Option<At>,
    /// Day of that moment.
    pub today: IndiaDay,
    /// Warehouse it speaks of; none: the account.
    pub location: Option<LocationId>,
    /// Warehouses.
    pub locations: Vec<(LocationId, String)>,
    /// Units or orders.
    pub basis: Basis,
    /// Booking of cancellations.
    pub cancellation_day: CancellationDay,
    /// Days of the last 90 whose lists were read to the end.
    pub days_covered: u16,
    /// Shipments not yet taken into the tally.
    pub pending: u32,
    /// Tier and nearest line.
    pub headline: Headline,
    /// One a metric.
    pub cards: Vec<MetricCard>,
    /// Cut-offs of today and tomorrow, in order.
    pub cohorts: Vec<Cohort>,
    /// How good the forecast of cut-offs has been.
    pub backtest: Backtest,
    /// What to do now, most useful first.
    pub todo: Vec<Todo>,
    /// Left out of it.
    pub left_out: Vec<LeftOut>,
    /// Waiting now, and a usual day's.
    pub backlog: (u32, u32),
}

/// One shipment behind a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// Order.
    pub order_id: OrderId,
    /// SKU of the first line.
    pub sku: String,
    /// Warehouse.
    pub location: Option<LocationId>,
    /// Day it is booked on.
    pub day: IndiaDay,
    /// Units counted.
    pub units: u32,
    /// Their price.
    pub value: Paise,
    /// Dispatch-by.
    pub due: Option<At>,
    /// When it happened (cancelled, ready, …), the late end of the span.
    pub happened: Option<At>,
    /// Estimated.
    pub estimated: bool,
    /// Why, as the marketplace said it (cancellations).
    pub reason: Option<String>,
}

/// What an alert is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AlertWhat {
    /// A line is crossed.
    Crossed {
        /// Warehouse it is about, by name; none: the account.
        place: Option<String>,
        /// The line.
        line: LineValue,
    },
    /// A line will be crossed at its horizon or at a cut-off.
    WillCross {
        /// Warehouse it is about, by name; none: the account.
        place: Option<String>,
        /// The line.
        line: LineValue,
        /// When.
        at: At,
    },
    /// Room fell to the alert number or under it.
    Room {
        /// Warehouse it is about, by name; none: the account.
        place: Option<String>,
        /// The line.
        line: LineValue,
    },
    /// A cut-off will miss some.
    CohortMisses {
        /// Warehouse it is about, by name; none: the account.
        place: Option<String>,
        /// Cut-off.
        due: At,
        /// Expected misses.
        misses: u32,
        /// Extra packers that fix it.
        packers: u32,
    },
    /// A dispatch-by moved earlier.
    DueEarlier {
        /// Shipments concerned.
        shipments: u32,
        /// New dispatch-by of the earliest.
        due: At,
    },
    /// Backlog over usual.
    Backlog {
        /// Waiting.
        waiting: u32,
        /// A usual day.
        usual: u32,
    },
    /// Parcels a courier would leave behind, so many minutes before its pickup begins.
    Pickup {
        /// Warehouse, by name; none where there is but one.
        place: Option<String>,
        /// Courier group.
        courier: String,
        /// The pickup begins.
        at: At,
        /// 60, 30 or 15: the level it was told at.
        level: u16,
        /// Asked and not ready.
        not_ready: u32,
        /// Ready and not known to be counted.
        not_counted: u32,
        /// Due and never asked.
        never_asked: u32,
    },
    /// The login dies.
    LoginDies {
        /// When.
        at: At,
        /// In so many days.
        days: u16,
    },
}

/// An alert, raised once per cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Number.
    pub id: u32,
    /// Raised.
    pub at: At,
    /// What.
    pub what: AlertWhat,
    /// Seen by a person.
    pub seen_at: Option<At>,
    /// The cause has gone.
    pub over_at: Option<At>,
    /// No notification was shown because of quiet hours.
    pub quiet: bool,
    /// The alert it was raised with: one cause is told once, by its worst line.
    pub told_with: Option<u32>,
}

/// Which report of Seller Hub a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum HubReport {
    /// RTS Breaches.
    RtsBreaches,
    /// Pickup Reattempts.
    PickupReattempts,
    /// Returns.
    Returns,
    /// Orders.
    Orders,
}

/// Why a row of Seller Hub and our reckoning differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DiffCause {
    /// We have never seen this shipment or order.
    NeverSeen,
    /// We do not know when it was ready.
    ReadyUnknown,
    /// Their dispatch-by is another than our current one: it was moved.
    DueMoved,
    /// Our times differ by minutes around the cut-off.
    NearCutOff,
    /// We count it and they do not: booked on another day or window.
    OutsideTheirDays,
    /// We count it and they do not: cancelled.
    CancelledThere,
    /// A fact only they have (reattempts, returns).
    OnlyTheirs,
    /// No cause found.
    Unexplained,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HubDiff {
    /// Row of the file, counted from 1 without the head; none: a shipment we count and the file does not have.
    pub row: Option<u32>,
    /// Order, order item or shipment as the file names it.
    pub named: String,
    /// Ours, where matched.
    pub shipment_id: Option<ShipmentId>,
    /// What they say.
    pub theirs: String,
    /// What we say.
    pub ours: String,
    /// Likely cause.
    pub cause: DiffCause,
}

/// A reading of the definitions, tried against the official number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HubReading {
    /// Units or orders.
    pub basis: Basis,
    /// Booking day, where it matters.
    pub cancellation_day: CancellationDay,
    /// What that reading gives for the file's days.
    pub ours: Count,
    /// What the file counts.
    pub theirs: Count,
    /// It is the one in force.
    pub is_current: bool,
}

/// An import and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HubImport {
    /// Number.
    pub id: u32,
    /// When.
    pub at: At,
    /// File name.
    pub name: String,
    /// Which report.
    pub report: HubReport,
    /// The same file was imported before: nothing was done twice.
    pub already: bool,
    /// Rows.
    pub rows: u32,
    /// Rows matched to ours.
    pub matched: u32,
    /// Rows that could not be read, with the reason.
    pub unreadable: Vec<(u32, String)>,
    /// Columns we do not know; they are kept.
    pub unknown_columns: Vec<String>,
    /// First and last day of the rows.
    pub days: Option<(IndiaDay, IndiaDay)>,
    /// Facts taken from it (reattempts, returns).
    pub facts: u32,
    /// Differences, at most 1,000.
    pub diffs: Vec<HubDiff>,
    /// How many differences in all.
    pub diff_count: u32,
    /// Readings, the one that explains the file best first.
    pub readings: Vec<HubReading>,
}
