//! Lines: the marketplace's limits as dated data with their source (`docs/guardrails.md` 5).

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Paise;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Units cancelled by the seller, of units approved.
    SellerCancellation,
    /// Units not ready by their dispatch-by, of units due.
    RtdBreach,
    /// Repeated pickups, of pickups.
    Reattempt,
    /// Units sent back by buyers, of units delivered.
    CustomerReturn,
    /// Local and zonal shipments, of shipments collected.
    RegionalUse,
    /// Units and money sold.
    Sales,
    /// Shipments waiting, of a usual day's.
    Backlog,
}

impl Metric {
    /// Its English name, as a heading.
    pub fn name(self) -> &'static str {
        match self {
            Self::SellerCancellation => "Seller cancellation",
            Self::RtdBreach => "RTD breach",
            Self::Reattempt => "Pickup reattempt",
            Self::CustomerReturn => "Customer return",
            Self::RegionalUse => "Regional use",
            Self::Sales => "Sales",
            Self::Backlog => "Backlog",
        }
    }
}

/// Which limits belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LimitSet {
    /// Gold.
    Gold,
    /// Silver.
    Silver,
    /// Gold of sellers who ship from stores.
    OmniGold,
    /// Suspension, as one source has it.
    SuspensionA,
    /// Suspension, as another source has it.
    SuspensionB,
    /// The seller's own lines.
    Own,
}

impl LimitSet {
    /// Its English name. The two sources of suspension share theirs; the limit beside it tells them apart.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gold => "Gold",
            Self::Silver => "Silver",
            Self::OmniGold => "Omni Gold",
            Self::SuspensionA | Self::SuspensionB => "Suspension",
            Self::Own => "Own",
        }
    }
}

/// When a value is inside its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// Strictly below the limit.
    Below,
    /// At or above the limit.
    AtLeast,
    /// Units or money reach the limit.
    Reach,
}

/// The days a value is counted over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Window {
    /// So many India days, today included.
    Days(u16),
    /// The calendar month so far.
    Month,
    /// The calendar quarter so far.
    Quarter,
}

/// How sure the source is (`operations.md`'s marks in words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The marketplace says so itself.
    Stated,
    /// Vendors, sellers or consultants say so.
    Reported,
    /// Our assumption.
    Assumed,
    /// The seller's own choice.
    Own,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Its name in files and settings, such as `gold-cancellation`.
    pub id: String,
    /// Set.
    pub set: LimitSet,
    /// Metric.
    pub metric: Metric,
    /// Sense.
    pub sense: Sense,
    /// Limit in basis points (1/10,000); 0 for [`Sense::Reach`].
    pub limit_bp: u32,
    /// Units to reach; only for [`Sense::Reach`].
    #[serde(default)]
    #[specta(type = f64)]
    pub reach_units: i64,
    /// Money to reach; only for [`Sense::Reach`].
    #[serde(default)]
    pub reach_value: Paise,
    /// Window.
    pub window: Window,
    /// What crossing it brings, in words; may be empty.
    #[serde(default)]
    pub consequence: String,
    /// Days of suspension at least, where it brings one.
    #[serde(default)]
    pub consequence_days: Option<u16>,
    /// First day it holds, `2026-01-31`.
    pub valid_from: String,
    /// Last day it held; none while it holds.
    #[serde(default)]
    pub valid_to: Option<String>,
    /// Who says so.
    pub source: String,
    /// How sure.
    pub certainty: Certainty,
    /// Switched off lines are kept but not judged.
    #[serde(default = "yes")]
    pub is_on: bool,
}

fn yes() -> bool {
    true
}

/// On which day a seller's cancellation is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CancellationDay {
    /// The day the order was approved, so past days change.
    #[default]
    Approval,
    /// The day of cancelling.
    Event,
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Units.
    #[default]
    Units,
    /// Orders.
    Orders,
}

/// Everything that may be changed about the reckoning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Policies {
    /// Lines, all of them, past ones included.
    pub lines: Vec<Line>,
    /// Booking of seller cancellations.
    pub cancellation_day: CancellationDay,
    /// Units or orders.
    pub basis: Basis,
    /// A line with this room or less is tight, and raises an alert.
    pub alert_room: u32,
    /// Seller cancellations the seller allows itself a day; 0 for no such budget.
    pub own_cancellations_a_day: u32,
    /// Shipments a packer packs an hour.
    pub packs_per_hour: u32,
    /// Customer returns usual in the seller's vertical, in basis points; 0 where not entered.
    pub return_benchmark_bp: u32,
    /// Whether the seller ships from stores, so that the omni set is judged.
    pub is_omni: bool,
    /// No desktop notification from this minute of the India day …
    pub quiet_from_minute: u16,
    /// … to this one (equal: no quiet hours).
    pub quiet_to_minute: u16,
}
