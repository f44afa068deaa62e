//! The print ledger in words: runs, physical labels, and why a label does not go to paper.
//!
//! Owns what a screen and a script are told. The rows are the database's, the moves are [`LabelState::may_become`].

use serde::{Deserialize, Serialize};
use specta::Type;

use super::label_state::{LabelState, ReprintReason};
use super::{LabelLayout, Language};
use crate::view::Selection;
use crate::{At, OrderId, ShipmentId};

/// How far a print run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RunState {
    /// Labels go to the printer one after another.
    Running,
    /// A person, the printer or a restart stopped it for now; the rest waits.
    Paused,
    /// It ends after a few more labels.
    Stopping,
    /// Every label went or failed.
    Done,
    /// Ended early; the rest was taken back.
    Stopped,
}

impl RunState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Running, Self::Paused, Self::Stopping, Self::Done, Self::Stopped];

    /// The word in the database and for scripts.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopping => "stopping",
            Self::Done => "done",
            Self::Stopped => "stopped",
        }
    }

    /// Reads the database's word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// Whether labels may still go out by it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Running | Self::Paused | Self::Stopping)
    }
}

/// Who or what settled a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SettledBy {
    /// Its tracking id was scanned.
    Scan,
    /// A person said so.
    Person,
    /// The printer refused it, or the label could not be made for it.
    Printer,
}

impl SettledBy {
    /// The word in the database and for scripts.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Scan => "scan",
            Self::Person => "person",
            Self::Printer => "printer",
        }
    }

    /// Reads the database's word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Scan, Self::Person, Self::Printer].into_iter().find(|by| by.slug() == slug)
    }
}

/// Why a label does not go to paper, or what must be known before it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WhyNot {
    /// It did not go with its batch.
    DidNotGo,
    /// The marketplace refused to make a label, or one of its forms could not be made.
    Refused,
    /// The label is not on this computer yet.
    NoLabel,
    /// The order changed after the label was fetched; a new one is being fetched.
    Stale,
    /// Cancelled.
    Cancelled,
    /// On hold.
    OnHold,
    /// It may be on paper already: printing it again needs a reason.
    AlreadyPrinted,
    /// It waits in another run.
    InAnotherRun,
    /// Its frame was not found by its anchors: somebody must look and agree.
    Check,
    /// The marketplace's page is laid out differently from before: somebody must look and agree.
    ShapeChanged,
    /// Its bars do not read as they would be printed.
    HeldBack,
    /// Its page cannot be read.
    Unreadable,
    /// The printer refused it; nothing was printed.
    PrinterRefused,
}

impl WhyNot {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::DidNotGo,
        Self::Refused,
        Self::NoLabel,
        Self::Stale,
        Self::Cancelled,
        Self::OnHold,
        Self::AlreadyPrinted,
        Self::InAnotherRun,
        Self::Check,
        Self::ShapeChanged,
        Self::HeldBack,
        Self::Unreadable,
        Self::PrinterRefused,
    ];

    /// Stable code, in the database and for scripts.
    pub fn code(self) -> &'static str {
        match self {
            Self::DidNotGo => "DID_NOT_GO",
            Self::Refused => "REFUSED",
            Self::NoLabel => "NO_LABEL",
            Self::Stale => "LABEL_STALE",
            Self::Cancelled => "CANCELLED",
            Self::OnHold => "ON_HOLD",
            Self::AlreadyPrinted => "ALREADY_PRINTED",
            Self::InAnotherRun => "IN_ANOTHER_RUN",
            Self::Check => "CHECK",
            Self::ShapeChanged => "SHAPE_CHANGED",
            Self::HeldBack => "HELD_BACK",
            Self::Unreadable => "UNREADABLE",
            Self::PrinterRefused => "PRINTER_REFUSED",
        }
    }

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }

    /// Whether a person may let it go all the same, having looked or given a reason.
    pub fn may_be_overruled(self) -> bool {
        matches!(self, Self::AlreadyPrinted | Self::Check | Self::ShapeChanged)
    }
}

/// What is to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum PrintWhat {
    /// The labels of a choice of shipments.
    Shipments {
        /// Which.
        selection: Selection,
    },
    /// The labels of a batch.
    Batch {
        /// Its number.
        batch: u32,
    },
    /// Labels of an earlier run again, by their place in it.
    Run {
        /// Its number.
        run: u32,
        /// First place, from 1.
        from: u32,
        /// Last place; none for the end.
        to: Option<u32>,
    },
    /// These physical labels again.
    Labels {
        /// Their numbers in the ledger.
        labels: Vec<u32>,
    },
}

/// A label as a check before printing shows it, in the order of printing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelCheck {
    /// Place in the order of printing, from 1; 0 where there is nothing to print.
    pub position: u32,
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// Order.
    pub order_id: OrderId,
    /// First SKU.
    pub sku: String,
    /// Units of it.
    pub sku_units: u32,
    /// Further SKUs in the parcel.
    pub more_skus: u32,
    /// Courier.
    pub courier: Option<String>,
    /// AWB on the label.
    pub tracking_id: Option<String>,
    /// Document that holds its page.
    pub document: Option<u32>,
    /// Page in it, from 0.
    pub page: u32,
    /// Why it does not go as it is; none where it goes.
    pub why_not: Option<WhyNot>,
    /// Copies of it that may be on paper.
    pub copies: u32,
    /// How the newest copy stands, where there is one.
    pub state: Option<LabelState>,
}

/// The page of a courier is not laid out as before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShapeChange {
    /// Courier.
    pub courier: String,
    /// A document with such a page.
    pub document: u32,
    /// The page, from 0.
    pub page: u32,
    /// What moved and how far, in words.
    pub words: String,
    /// Labels concerned.
    pub labels: u32,
}

/// What would print and what not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintCheck {
    /// Every label asked for, in the order of printing; what has none comes last.
    pub labels: Vec<LabelCheck>,
    /// How many go as they are.
    pub goes: u32,
    /// How many need a reason because they may be on paper.
    pub needs_reason: u32,
    /// How many somebody must look at first.
    pub needs_look: u32,
    /// How many cannot go.
    pub stays: u32,
    /// Pages laid out differently from before.
    pub changed: Vec<ShapeChange>,
}

/// Labels in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelCount {
    /// State.
    pub state: LabelState,
    /// How many.
    pub labels: u32,
}

/// A print run as a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintRunHead {
    /// Number.
    pub run: u32,
    /// What it holds.
    pub title: String,
    /// Batch it prints.
    pub batch: Option<u32>,
    /// Run it goes on from after a stop.
    pub after: Option<u32>,
    /// Who asked for it.
    pub by: String,
    /// At which station.
    pub station: String,
    /// Printer; none for a file printed by other means.
    pub printer: Option<u32>,
    /// Its name when the run began.
    pub printer_name: String,
    /// What the printer is told.
    pub language: Language,
    /// The layout when the run began.
    pub layout: LabelLayout,
    /// How far it is.
    pub state: RunState,
    /// Labels still to be sent before it stops, where it is to stop.
    pub stop_after: Option<u32>,
    /// Why it stands still, in words.
    pub note: Option<String>,
    /// When it was asked for.
    pub created_at: At,
    /// Labels in it.
    pub labels: u32,
    /// How they stand; states without labels are left out.
    pub counts: Vec<LabelCount>,
}

/// One physical label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelRow {
    /// Its number in the ledger.
    pub label: u32,
    /// Run.
    pub run: u32,
    /// Place in it, from 1.
    pub position: u32,
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// Order.
    pub order_id: OrderId,
    /// First SKU.
    pub sku: String,
    /// Units of it.
    pub sku_units: u32,
    /// Further SKUs in the parcel.
    pub more_skus: u32,
    /// Courier.
    pub courier: Option<String>,
    /// AWB on the label.
    pub tracking_id: String,
    /// Document that holds its page.
    pub document: u32,
    /// Page in it, from 0.
    pub page: u32,
    /// The line printed under it.
    pub strip: String,
    /// 1 for the first on paper.
    pub copy: u32,
    /// Where it is.
    pub state: LabelState,
    /// Why it was printed again.
    pub reason: Option<ReprintReason>,
    /// Why it is not usable, of a spoiled one.
    pub spoiled: Option<ReprintReason>,
    /// The reason in a person's words.
    pub words: String,
    /// Why it did not go, of a failed one.
    pub why_not: Option<WhyNot>,
    /// The same in the printer's or the reader's words.
    pub message: Option<String>,
    /// A picture of why, where there is one: a document.
    pub picture: Option<u32>,
    /// Batch.
    pub batch: Option<u32>,
    /// Who asked for it.
    pub by: String,
    /// At which station.
    pub station: String,
    /// Printer's name.
    pub printer: String,
    /// Job in the printer's queue.
    pub job: Option<String>,
    /// Asked for.
    pub queued_at: At,
    /// Handed over.
    pub sent_at: Option<At>,
    /// Confirmed, spoiled, failed or withdrawn.
    pub settled_at: Option<At>,
    /// By what.
    pub settled_by: Option<SettledBy>,
    /// By whom.
    pub settled_who: Option<String>,
    /// The order changed since, it was cancelled or put on hold: the paper must not travel.
    pub must_not_travel: Option<WhyNot>,
}

/// What a scan of a printed label says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelScan {
    /// The shipment, where one was found.
    pub shipment_id: Option<ShipmentId>,
    /// The label that was scanned, newest copy.
    pub label: Option<LabelRow>,
    /// The scan confirmed it.
    pub confirmed: bool,
    /// The parcel must not travel with it, and why: red.
    pub stop: Option<WhyNot>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        assert!(RunState::ALL.into_iter().all(|state| RunState::from_slug(state.slug()) == Some(state)));
        assert!(WhyNot::ALL.into_iter().all(|why| WhyNot::from_code(why.code()) == Some(why)));
        assert_eq!(SettledBy::from_slug("scan"), Some(SettledBy::Scan));
    }

    #[test]
    fn nobody_can_overrule_a_cancellation() {
        let free = [WhyNot::AlreadyPrinted, WhyNot::Check, WhyNot::ShapeChanged];
        assert!(WhyNot::ALL.into_iter().all(|why| why.may_be_overruled() == free.contains(&why)));
    }
}
