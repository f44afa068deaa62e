//! Guardrails: the board, what-if, limits, alerts, Seller Hub's reports. The values themselves are the domain's.

use godown_domain::guardrail::board::{Alert, Hit, HubImport};
use godown_domain::guardrail::booking::Measure;
use godown_domain::guardrail::fact::Fact;
use godown_domain::guardrail::policy::{Basis, CancellationDay, Metric, Policies, Window};
use godown_domain::guardrail::reason::ReasonRow;
use godown_domain::guardrail::story::Story;
use godown_domain::view::Selection;
use godown_domain::{At, IndiaDay, LocationId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Asks for the board. What is left out is taken from the policies in force, and the moment is now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct BoardAsk {
    /// One warehouse; none: the account.
    pub location: Option<LocationId>,
    /// Units or orders.
    pub basis: Option<Basis>,
    /// Booking of cancellations.
    pub cancellation_day: Option<CancellationDay>,
    /// A past moment: what was known then.
    pub as_of: Option<At>,
}

/// Asks for the shipments behind a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HitsAsk {
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

/// Shipments behind a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Hits {
    /// Newest day first, at most 1,000.
    pub hits: Vec<Hit>,
    /// How many in all.
    pub total: u32,
}

/// What would be done, or left undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WhatIfAct {
    /// Cancel them.
    Cancel,
    /// Not dispatch them in time.
    NotDispatch,
}

/// Asks what an act would cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfAsk {
    /// Which shipments.
    pub selection: Selection,
    /// What.
    pub what: WhatIfAct,
}

/// The facts of a shipment and what they amount to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentFacts {
    /// In the order of learning.
    pub facts: Vec<Fact>,
    /// Folded up to now.
    pub story: Story,
}

/// The reckoning's choices, beside those shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PolicySheet {
    /// In force.
    pub policies: Policies,
    /// As shipped.
    pub shipped: Policies,
    /// They differ.
    pub is_changed: bool,
    /// Whom a cancellation's reason names, where neither our own cancelling nor the marketplace's list tells.
    pub reasons: Vec<ReasonRow>,
    /// Who says so.
    pub reasons_source: String,
}

/// Alerts of the past and present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Alerts {
    /// Newest first, at most 200.
    pub alerts: Vec<Alert>,
    /// Not yet seen.
    pub unseen: u32,
}

/// Names an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertRef {
    /// Which; none: all of them.
    pub id: Option<u32>,
}

/// A file from Seller Hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HubFile {
    /// File name.
    pub name: String,
    /// Content, base64.
    pub bytes: String,
}

/// Imports so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HubImports {
    /// Newest first, without their differences.
    pub imports: Vec<HubImport>,
}

/// Names an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HubImportRef {
    /// Number.
    pub id: u32,
}

/// Makes a reading of an import the one in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HubAdopt {
    /// Which import.
    pub id: u32,
    /// Which of its readings becomes the one in force; counted from 0.
    pub reading: u32,
}

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportForm {
    /// One table, as text with commas.
    Csv,
    /// Everything, as a workbook.
    Xlsx,
    /// The weekly report.
    Pdf,
}

/// A table of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportTable {
    /// Every line by itself.
    Lines,
    /// Every metric over every window.
    Metrics,
    /// Day by day.
    Trend,
    /// Cut-offs of today and tomorrow.
    CutOffs,
    /// Shipments behind the counts.
    Shipments,
}

/// Asks for an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GuardrailExport {
    /// Form.
    pub form: ExportForm,
    /// Which table, for text with commas; the lines where absent.
    pub table: Option<ExportTable>,
    /// Of what.
    pub board: BoardAsk,
}
