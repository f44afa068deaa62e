//! The shape of the policy files under `src-tauri/policies/`. Reading their text is the caller's: nothing here does I/O.

use serde::{Deserialize, Serialize};

use super::policy::{Basis, CancellationDay, Line, Policies, Sense};
use super::reason::{ReasonRow, ReasonTable};
use super::zone::{Zone, Zones};

/// `limits.toml`: the lines as shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// Lines.
    pub line: Vec<Line>,
}

/// `cancellations.toml`: whom a reason names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancellationsFile {
    /// Who says so.
    pub source: String,
    /// Rows.
    pub row: Vec<ReasonRow>,
}

/// `zones.toml`: which pin codes lie together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZonesFile {
    /// Who says so.
    pub source: String,
    /// Zones.
    pub zone: Vec<Zone>,
}

/// `defaults.toml`: everything of [`Policies`] but its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DefaultsFile {
    /// Booking of seller cancellations.
    pub cancellation_day: CancellationDay,
    /// Units or orders.
    pub basis: Basis,
    /// A line with this room or less is tight.
    pub alert_room: u32,
    /// Seller cancellations the seller allows itself a day; 0 for none.
    pub own_cancellations_a_day: u32,
    /// Shipments a packer packs an hour.
    pub packs_per_hour: u32,
    /// Customer returns usual in the vertical, in basis points; 0 for none.
    pub return_benchmark_bp: u32,
    /// Ships from stores.
    pub is_omni: bool,
    /// Quiet from this minute of the India day …
    pub quiet_from_minute: u16,
    /// … to this one.
    pub quiet_to_minute: u16,
}

impl DefaultsFile {
    /// The policies as shipped.
    pub fn with(self, limits: LimitsFile) -> Policies {
        Policies {
            lines: limits.line,
            cancellation_day: self.cancellation_day,
            basis: self.basis,
            alert_room: self.alert_room,
            own_cancellations_a_day: self.own_cancellations_a_day,
            packs_per_hour: self.packs_per_hour,
            return_benchmark_bp: self.return_benchmark_bp,
            is_omni: self.is_omni,
            quiet_from_minute: self.quiet_from_minute,
            quiet_to_minute: self.quiet_to_minute,
        }
    }
}

impl CancellationsFile {
    /// The table.
    pub fn table(self) -> ReasonTable {
        ReasonTable(self.row)
    }
}

impl ZonesFile {
    /// The table.
    pub fn zones(self) -> Zones {
        Zones(self.zone)
    }
}

/// What is wrong with policies a person typed; `None` when they can be judged by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// Two lines share a name.
    #[error("two lines are named {0}")]
    SameName(String),
    /// A line without a limit.
    #[error("line {0} has no limit")]
    NoLimit(String),
    /// A limit over one whole.
    #[error("line {0} has a limit over 100 %")]
    OverOneWhole(String),
    /// A window of no days, or of more than a year.
    #[error("line {0} has a window that is not 1 to 366 days")]
    Window(String),
    /// Dates that are none, or the last before the first.
    #[error("line {0} has dates that do not follow each other as 2026-01-31")]
    Dates(String),
    /// A packer who packs nothing.
    #[error("a packer packs at least one shipment an hour")]
    NoPace,
    /// Minutes beyond the day.
    #[error("quiet hours are minutes of a day, 0 to 1439")]
    Quiet,
}

/// The first fault of some policies.
pub fn fault(policies: &Policies) -> Option<PolicyFault> {
    if policies.packs_per_hour == 0 {
        return Some(PolicyFault::NoPace);
    }
    if policies.quiet_from_minute >= 1440 || policies.quiet_to_minute >= 1440 {
        return Some(PolicyFault::Quiet);
    }
    let mut names = std::collections::BTreeSet::new();
    policies.lines.iter().find_map(|line| match fault_of(line) {
        None if !names.insert(line.id.as_str()) => Some(PolicyFault::SameName(line.id.clone())),
        fault => fault,
    })
}

fn fault_of(line: &Line) -> Option<PolicyFault> {
    let id = || line.id.clone();
    let is_day = |text: &String| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() && text.len() == 10;
    let days = match line.window {
        super::policy::Window::Days(n) => n,
        super::policy::Window::Month | super::policy::Window::Quarter => 1,
    };
    match line.sense {
        Sense::Reach if line.reach_units <= 0 && line.reach_value.0 <= 0 => Some(PolicyFault::NoLimit(id())),
        Sense::Below | Sense::AtLeast if line.limit_bp == 0 => Some(PolicyFault::NoLimit(id())),
        Sense::AtLeast if line.limit_bp > 10_000 => Some(PolicyFault::OverOneWhole(id())),
        _ if !(1..=366).contains(&days) => Some(PolicyFault::Window(id())),
        _ if !is_day(&line.valid_from)
            || line.valid_to.as_ref().is_some_and(|to| !is_day(to) || *to < line.valid_from) =>
        {
            Some(PolicyFault::Dates(id()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
