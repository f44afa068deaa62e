//! Labels to paper: what would print, runs that send it, and the ledger of every physical label.
//!
//! Owns the order of things: look, commit, then send. A label is committed as *sending* before its first byte leaves; what was
//! on its way when the power went is asked about and never sent again by itself. It refuses to know how a page is drawn
//! (`documents`) and how bytes reach a printer (`printing`).

mod choose;
mod export;
mod make;
mod places;
mod preview;
mod printers;
mod runner;
mod runs;
mod settle;

use godown_domain::ShipmentId;
use godown_domain::print::LabelLayout;
use godown_domain::print::label_state::ReprintReason;
use godown_domain::print::ledger::{PrintWhat, WhyNot};

pub(crate) use choose::facts_of;
pub use godown_printing::{Queue, QueueState};
pub use godown_store::print::LabelFilter as LedgerQuery;
pub use places::CropDrawn;
pub(crate) use places::note_shapes;
pub use preview::{AmongOthers, PreviewOf, Seen};
pub(crate) use runner::{run, young_since};

use crate::feed::Topic;

pub(crate) const TOPICS: &[Topic] = &[Topic::Printing, Topic::Shipments, Topic::Queues, Topic::Batches];

/// Words on a run that a restart stopped.
pub(crate) const AFTER_RESTART: &str =
    "Godown was closed while this was printing. Look at the printer and say which label came out last.";

/// Prints labels.
#[derive(Debug, Clone)]
pub struct PrintOrder {
    /// What.
    pub what: PrintWhat,
    /// On which printer; none for the station's own.
    pub printer: Option<u32>,
    /// Another layout than the printer's.
    pub layout: Option<LabelLayout>,
    /// Why labels that may be on paper are printed again; without it they stay.
    pub reason: Option<ReprintReason>,
    /// The reason in words.
    pub words: String,
    /// First place of the order of printing, from 1.
    pub from: Option<u32>,
    /// Labels to send before it stops.
    pub stop_after: Option<u32>,
    /// A person looked at what needs a look.
    pub has_looked: bool,
    /// The same key gives the same run.
    pub client_key: String,
}

/// The run that was begun.
#[derive(Debug, Clone, Default)]
pub struct Begun {
    /// Its number; none where nothing could go.
    pub run: Option<u32>,
    /// Labels in it.
    pub labels: u32,
    /// What stays, and why.
    pub stays: Vec<(ShipmentId, WhyNot)>,
}

/// The label that came out well last.
#[derive(Debug, Clone)]
pub enum LastGood {
    /// As scanned.
    Scan(String),
    /// Its place in the run; 0 where none came out.
    Place(u32),
}

/// What became of a stopped run's labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stopped {
    /// Place of the last good one.
    pub position: u32,
    /// Labels that are there.
    pub confirmed: u32,
    /// Labels that are not.
    pub spoiled: u32,
    /// Labels that had not gone.
    pub waiting: u32,
}

/// Physical labels.
#[derive(Debug, Clone)]
pub enum Which {
    /// Everything of a run that came out and nobody has seen yet.
    Run(u32),
    /// These.
    Labels(Vec<u32>),
}
