//! The story of a shipment: its facts folded up to a moment (`docs/guardrails.md` 3).

use serde::{Deserialize, Serialize};
use specta::Type;

use super::fact::Span;
use crate::{At, Paise};

/// Units cancelled under one name, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CancelledUnits {
    /// By whom.
    pub by: super::fact::CancelledBy,
    /// Units.
    pub units: u32,
    /// Their price.
    pub value: Paise,
    /// When.
    pub when: Span,
}

/// What is true of one shipment at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Story {
    /// When it was approved; exact by the order date, else bracketed.
    pub approved: Option<Span>,
    /// Units approved.
    pub units: u32,
    /// Their price.
    pub value: Paise,
    /// Cancellations, oldest first, entries of one kind and instant joined.
    pub cancelled: Vec<CancelledUnits>,
    /// Current dispatch-by.
    pub due: Option<At>,
    /// When it became ready.
    pub ready: Option<Span>,
    /// When the courier collected it.
    pub picked_up: Option<Span>,
    /// Repeated pickups, oldest first.
    pub reattempted: Vec<At>,
    /// When it was delivered.
    pub delivered: Option<Span>,
    /// Units the buyer sends back, and their price.
    pub customer_returned: (u32, Paise),
    /// Units that never reached the buyer, and their price.
    pub courier_returned: (u32, Paise),
}
