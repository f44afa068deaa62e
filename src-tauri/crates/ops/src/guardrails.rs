//! Guardrails for people: the board, what an act would cost, limits, alerts, Seller Hub's reports, exports. The reckoning
//! is the domain's, the facts and the tally are the store's; here they meet a clock, the policies and a selection.

mod alerts;
mod board;
mod export;
mod hub;
mod policies;
mod what_if;

pub use godown_documents::GuardrailTable;
use godown_domain::guardrail::booking::Measure;
use godown_domain::guardrail::policy::{Basis, CancellationDay, Metric, Window};
use godown_domain::{At, IndiaDay, LocationId};

pub(crate) use alerts::{run as watch, words as alert_words};
pub(crate) use policies::{in_force, shipped};

/// Which board. What is left out is taken from the policies in force; the moment is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardOf {
    /// One warehouse; none: the account.
    pub location: Option<LocationId>,
    /// Units or orders.
    pub basis: Option<Basis>,
    /// Booking of cancellations.
    pub cancellation_day: Option<CancellationDay>,
    /// A past moment: what was known then.
    pub as_of: Option<At>,
}

/// Which number's shipments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitsOf {
    /// Whose count.
    pub metric: Metric,
    /// Another measure than the metric's count.
    pub measure: Option<Measure>,
    /// One warehouse.
    pub location: Option<LocationId>,
    /// Window that ends on the day of the moment.
    pub window: Window,
    /// One day of it only.
    pub day: Option<IndiaDay>,
    /// A past moment.
    pub as_of: Option<At>,
}

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportAs {
    /// One table, as text.
    Csv(GuardrailTable),
    /// Everything, as a workbook.
    Xlsx,
    /// The weekly report.
    WeeklyReport,
}
