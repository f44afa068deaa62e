//! Labels to paper: checks, runs, the ledger, printers, previews, shelves.

use godown_domain::At;
use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::print::ledger::{LabelRow, PrintRunHead, PrintWhat, WhyNot};
use godown_domain::print::{LabelLayout, PaperKind, Printer};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Asks what would print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintCheckAsk {
    /// What.
    pub what: PrintWhat,
    /// On which printer; none for the station's own. It decides the order.
    pub printer: Option<u32>,
    /// Another layout than the printer's.
    pub layout: Option<LabelLayout>,
}

/// Prints labels. Asked again with the same key, it answers the same run and prints nothing again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintStart {
    /// What.
    pub what: PrintWhat,
    /// On which printer; none for the station's own.
    pub printer: Option<u32>,
    /// Another layout than the printer's, for this run.
    pub layout: Option<LabelLayout>,
    /// Why labels that may be on paper are printed again; without it they stay.
    pub reason: Option<ReprintReason>,
    /// The reason in words.
    pub words: String,
    /// First place of the order of printing, from 1: earlier ones are left out.
    pub from: Option<u32>,
    /// Labels to send before it stops and waits for a person.
    pub stop_after: Option<u32>,
    /// A person looked at what needs a look and lets it go.
    pub has_looked: bool,
    /// Made by the asker for this click.
    pub client_key: String,
}

/// A label that stays, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelStays {
    /// Shipment.
    pub shipment_id: String,
    /// Why.
    pub why_not: WhyNot,
}

/// The run that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintBegun {
    /// Its number; none where nothing could go.
    pub run: Option<u32>,
    /// Labels in it.
    pub labels: u32,
    /// What stays.
    pub stays: Vec<LabelStays>,
}

/// Names a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintRunRef {
    /// Its number.
    pub run: u32,
}

/// Asks for runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintRunsAsk {
    /// Only those that may still print.
    pub live: bool,
    /// At most 200.
    pub count: u32,
}

/// Runs, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintRuns {
    /// As lines.
    pub runs: Vec<PrintRunHead>,
    /// Labels nobody knows about: they were on their way when the power went.
    pub asked: u32,
}

/// A run with its labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintRunPage {
    /// As a line.
    pub head: PrintRunHead,
    /// Its labels, in its order.
    pub labels: Vec<LabelRow>,
}

/// Stops a run for now, or lets it go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintPause {
    /// Run.
    pub run: u32,
    /// Stop it; otherwise it goes on.
    pub paused: bool,
}

/// Ends a run early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintStop {
    /// Run.
    pub run: u32,
    /// After so many more labels it pauses; none for ending it now and taking back the rest.
    pub after: Option<u32>,
}

/// Which label came out well last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum LastGood {
    /// The tracking id scanned from it.
    Scan {
        /// As scanned.
        code: String,
    },
    /// Its place in the run; 0 where none came out.
    Place {
        /// From 1.
        position: u32,
    },
}

/// Says where a run stopped: what came before is there, what came after is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintStoppedAt {
    /// Run.
    pub run: u32,
    /// The last good label.
    pub last_good: LastGood,
    /// What happened.
    pub reason: ReprintReason,
    /// The same in words.
    pub words: String,
}

/// What became of a stopped run's labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintStopped {
    /// Place of the last good one; 0 for none.
    pub position: u32,
    /// Labels that are there.
    pub confirmed: u32,
    /// Labels that are not, or are not usable.
    pub spoiled: u32,
    /// Labels that had not gone.
    pub waiting: u32,
}

/// Prints the rest of a stopped run, from the next label: what was spoiled again, with its reason, then what never went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintGoOn {
    /// Run.
    pub run: u32,
    /// On another printer.
    pub printer: Option<u32>,
    /// Made by the asker for this click.
    pub client_key: String,
}

/// Names physical labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum WhichLabels {
    /// Everything of a run that came out and nobody has seen yet.
    Run {
        /// Its number.
        run: u32,
    },
    /// These.
    Labels {
        /// Their numbers in the ledger.
        labels: Vec<u32>,
    },
}

/// Says that labels are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintConfirm {
    /// Which.
    pub which: WhichLabels,
}

/// Says that labels are not usable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintSpoil {
    /// Which.
    pub which: WhichLabels,
    /// Why.
    pub reason: ReprintReason,
    /// The same in words.
    pub words: String,
}

/// How many labels moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelsMoved {
    /// Labels.
    pub labels: u32,
}

/// A scan of a printed label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintScan {
    /// As scanned.
    pub code: String,
}

/// Asks for a page of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerAsk {
    /// Found in tracking id, order, shipment, SKU or a person's name; empty for all.
    pub text: String,
    /// Only in these states; none for all.
    pub states: Vec<LabelState>,
    /// Only of this printer, by name.
    pub printer: Option<String>,
    /// Only of this run.
    pub run: Option<u32>,
    /// Only from then on.
    pub from: Option<At>,
    /// Only before then.
    pub to: Option<At>,
    /// Only second and later copies.
    pub again: bool,
    /// Older than this label: the last one of the page before.
    pub before: Option<u32>,
    /// At most 500.
    pub count: u32,
}

/// A page of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerPage {
    /// Newest first.
    pub labels: Vec<LabelRow>,
    /// In all pages.
    pub all: u32,
}

/// Printers, and what the station sends where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Printers {
    /// This computer's name.
    pub station: String,
    /// Printers of every station, by name.
    pub printers: Vec<Printer>,
    /// Where each kind of paper goes at this station.
    pub defaults: Vec<PrinterOf>,
}

/// Where a kind of paper goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrinterOf {
    /// Kind.
    pub kind: PaperKind,
    /// Printer.
    pub printer: u32,
}

/// What a queue of the system does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum QueueDoes {
    /// Waits for work.
    Ready,
    /// Prints.
    Printing,
    /// Stopped by a person or by an error.
    Paused,
    /// The printer is away.
    Offline,
    /// The system does not say.
    Unknown,
}

/// A queue of the operating system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SystemQueue {
    /// Its name, as jobs are addressed.
    pub name: String,
    /// Its description.
    pub words: String,
    /// The system's default.
    pub is_default: bool,
    /// What it does.
    pub does: QueueDoes,
    /// Why, in the system's words.
    pub reasons: Vec<String>,
}

/// The queues of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SystemQueues {
    /// Queues; none where no spooler runs.
    pub queues: Vec<SystemQueue>,
}

/// Names a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrinterRef {
    /// Its number.
    pub printer: u32,
}

/// Prints a kept document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintDocument {
    /// Which.
    pub document: u32,
    /// On which printer; none for the station's own for that kind.
    pub printer: Option<u32>,
}

/// What a printer took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobTaken {
    /// Printer's name.
    pub printer: String,
    /// Job in its queue, where there is one.
    pub job: Option<String>,
}

/// A rectangle on a page as it is shown, in points from the lower left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Frame4 {
    /// Left.
    pub x0: f64,
    /// Bottom.
    pub y0: f64,
    /// Right.
    pub x1: f64,
    /// Top.
    pub y1: f64,
}

/// Asks how a label would look on paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelPreviewAsk {
    /// Document with its page.
    pub document: u32,
    /// The page, from 0.
    pub page: u32,
    /// Layout to try.
    pub layout: LabelLayout,
    /// Dots an inch.
    pub dpi: u16,
    /// A frame drawn by hand instead of the found one.
    pub frame: Option<Frame4>,
    /// Width of the picture in pixels, 60 to 1600.
    pub width: u32,
    /// Its place among the labels it is printed with; alone where absent.
    pub among: Option<AmongLabels>,
}

/// Where a label stands among those it is printed with; its strip says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AmongLabels {
    /// Batch.
    pub batch: Option<u32>,
    /// Place in the order they are read in, from 1.
    pub place: u32,
    /// Labels there.
    pub of: u32,
}

/// A label as it would look on paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelPreview {
    /// The paper, as `data:image/png;base64,…`.
    pub data_url: String,
    /// Where the label was found on its page, or was drawn.
    pub frame: Frame4,
    /// Width and height of the whole page in points.
    pub page_width: f64,
    /// Height.
    pub page_height: f64,
    /// Its frame was not found by its anchors: look at it.
    pub check: bool,
    /// Dots across and down at this resolution.
    pub dots_wide: u32,
    /// Down.
    pub dots_high: u32,
    /// Its bars read as they would be printed; none where they are not drawn by us.
    pub reads: Option<bool>,
    /// What the proof says, in words.
    pub words: String,
    /// Tracking id on it.
    pub tracking_id: Option<String>,
    /// Courier.
    pub courier: Option<String>,
}

/// A frame drawn by hand for a courier's labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelCrop {
    /// Courier.
    pub courier: String,
    /// The frame.
    pub frame: Frame4,
    /// When it was drawn.
    pub drawn_at: At,
    /// By whom.
    pub drawn_by: String,
}

/// Frames drawn by hand, and changed pages nobody has agreed to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelCrops {
    /// By courier.
    pub crops: Vec<LabelCrop>,
    /// Pages laid out differently from before.
    pub changed: Vec<godown_domain::print::ledger::ShapeChange>,
}

/// Keeps or forgets the frame of a courier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelCropPut {
    /// Courier.
    pub courier: String,
    /// The frame; none to go by the anchors again.
    pub frame: Option<Frame4>,
}

/// Says that a courier's pages may be laid out as they now are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShapeAgree {
    /// Courier.
    pub courier: String,
}

/// Where goods lie: a CSV file with SKU, zone and bin, in walking order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShelfFile {
    /// File name.
    pub name: String,
    /// Content, base64.
    pub bytes: String,
}

/// The list of places in a few figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShelfSum {
    /// Stock-keeping units with a place.
    pub skus: u32,
}
