//! Labels, documents, printing and the ledger on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::{At, ShipmentId};

use super::word;
use crate::commands::instant;

/// Labels. `labels --batch 3 --out file.pdf` is short for `labels file`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct LabelsArgs {
    /// What to do
    #[command(subcommand)]
    pub command: Option<LabelsCommand>,
    /// Batch
    #[arg(long, requires = "out")]
    pub batch: Option<u32>,
    /// File to write
    #[arg(long, requires = "batch")]
    pub out: Option<PathBuf>,
}

/// What to do with labels.
#[derive(Debug, Subcommand)]
pub enum LabelsCommand {
    /// The labels of shipments or of a batch, in the order of printing
    List(What),
    /// Make the print file of a batch and write it
    File {
        /// Batch
        #[arg(long)]
        batch: u32,
        /// File to write
        #[arg(long)]
        out: PathBuf,
    },
    /// What would print and what not, and why. Exit code 1 where something stays
    Check(What),
}

/// Which labels.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct What {
    /// Shipments
    pub shipments: Vec<ShipmentId>,
    /// A batch
    #[arg(long)]
    pub batch: Option<u32>,
    /// An earlier run again
    #[arg(long)]
    pub run: Option<u32>,
    /// Labels of the ledger again
    #[arg(long = "label")]
    pub labels: Vec<u32>,
}

/// Kept documents.
#[derive(Debug, Subcommand)]
pub enum DocumentsCommand {
    /// Documents, newest first
    List {
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Write a copy
    Save {
        /// Document
        document: u32,
        /// File to write
        #[arg(long)]
        out: PathBuf,
    },
    /// Where the file lies
    OpenPath {
        /// Document
        document: u32,
    },
    /// Print it on its kind's printer
    Print {
        /// Document
        document: u32,
        /// Printer, by number or name
        #[arg(long)]
        printer: Option<String>,
    },
    /// Make a list of a batch or a pickup and write it
    #[command(subcommand)]
    Make(MakeCommand),
}

/// A list of our own.
#[derive(Debug, Subcommand)]
pub enum MakeCommand {
    /// What to fetch for a batch: by zone as the picker walks, quantities summed
    PickList(OfBatch),
    /// What goes into each parcel of a batch, in the order of its labels
    PackingList(OfBatch),
    /// What a courier takes away, with a Code 128 for each parcel and lines to sign
    Manifest {
        /// Warehouse
        #[arg(long)]
        location: String,
        /// Courier, as the marketplace names it
        #[arg(long)]
        courier: String,
        /// Parcels with several boxes, which are kept apart
        #[arg(long)]
        mps: bool,
        /// Where to
        #[command(flatten)]
        to: ToFile,
    },
    /// Counts of a batch by SKU and courier, and what is missing and why
    BatchSheet(OfBatch),
}

/// A list of a batch.
#[derive(Debug, Args)]
pub struct OfBatch {
    /// Batch
    #[arg(long)]
    pub batch: u32,
    /// Where to
    #[command(flatten)]
    pub to: ToFile,
}

/// Where a list is written.
#[derive(Debug, Args)]
pub struct ToFile {
    /// File to write
    #[arg(long)]
    pub out: PathBuf,
    /// As text with commas instead of PDF
    #[arg(long)]
    pub csv: bool,
}

/// Printing labels.
#[derive(Debug, Subcommand)]
pub enum PrintCommand {
    /// Print labels, and wait until all went or the printer stopped
    Start(StartArgs),
    /// Runs, or one of them with its labels
    Status {
        /// Run; all where absent
        run: Option<u32>,
    },
    /// Stop a run for now
    Pause {
        /// Run
        run: u32,
    },
    /// Let a run go on, and wait for it
    Resume {
        /// Run
        run: u32,
    },
    /// End a run now and take back what has not gone
    Stop {
        /// Run
        run: u32,
        /// Let so many more labels go, then wait for a person
        #[arg(long)]
        after: Option<u32>,
    },
    /// Say where a run stopped: by the last good label's tracking id, or its place
    StoppedAt {
        /// Run
        run: u32,
        /// Tracking id scanned from the last good label
        #[arg(long, conflicts_with = "place", required_unless_present = "place")]
        scan: Option<String>,
        /// Place of the last good label; 0 where none came out
        #[arg(long)]
        place: Option<u32>,
        /// What happened: jam, rollEnd, powerCut, badPrint, lost or other
        #[arg(long, value_parser = word::<ReprintReason>)]
        reason: ReprintReason,
        /// The same in words
        #[arg(long, default_value = "")]
        words: String,
    },
    /// Print the rest of a stopped run, and wait for it
    GoOn {
        /// Run
        run: u32,
        /// On another printer, by number or name
        #[arg(long)]
        printer: Option<String>,
        /// A name of your own for this request
        #[arg(long)]
        key: Option<String>,
    },
    /// Say that labels are there: everything a run printed, or single ones
    Confirm {
        /// Run
        #[arg(long, conflicts_with = "labels", required_unless_present = "labels")]
        run: Option<u32>,
        /// Labels
        #[arg(long = "label")]
        labels: Vec<u32>,
    },
    /// A scan of a printed label: confirms it. Exit code 1 where the parcel must not travel
    Scan {
        /// Tracking id
        code: String,
    },
    /// Print labels again, with a reason
    Reprint(StartArgs),
    /// Print a test page
    Test {
        /// Printer, by number or name
        printer: String,
    },
    /// Printers
    #[command(subcommand)]
    Printers(PrintersCommand),
}

/// What to print, and how.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// Which labels
    #[command(flatten)]
    pub what: What,
    /// First place of an earlier run, or of the order of printing
    #[arg(long)]
    pub from: Option<u32>,
    /// Last place of an earlier run
    #[arg(long, requires = "run")]
    pub to: Option<u32>,
    /// Printer, by number or name; the station's own where absent
    #[arg(long)]
    pub printer: Option<String>,
    /// Why labels that may be on paper are printed again: jam, rollEnd, powerCut, badPrint, lost, changed or other
    #[arg(long, value_parser = word::<ReprintReason>)]
    pub reason: Option<ReprintReason>,
    /// The reason in words
    #[arg(long, default_value = "")]
    pub words: String,
    /// Stop after so many labels and wait for a person
    #[arg(long)]
    pub stop_after: Option<u32>,
    /// Somebody looked at the labels that need a look
    #[arg(long)]
    pub looked: bool,
    /// A name of your own for this request: asked again with the same one, it answers the same run
    #[arg(long)]
    pub key: Option<String>,
}

/// Printers.
#[derive(Debug, Subcommand)]
pub enum PrintersCommand {
    /// Printers that are set up
    List,
    /// Queues of this computer
    Queues,
    /// Set up a printer
    Add {
        /// Name
        name: String,
        /// A queue of this computer
        #[arg(long, group = "route")]
        queue: Option<String>,
        /// A printer on the network, such as 10.0.0.9:9100
        #[arg(long, group = "route")]
        tcp: Option<String>,
        /// A folder that print files are put in
        #[arg(long, group = "route")]
        folder: Option<PathBuf>,
        /// What it is told: pdf, zpl, zplHex or tspl
        #[arg(long, default_value = "pdf", value_parser = word::<godown_domain::print::Language>)]
        language: godown_domain::print::Language,
        /// Dots an inch
        #[arg(long, default_value_t = 203)]
        dpi: u16,
        /// What goes to it without being asked: labels, invoices, lists, manifests
        #[arg(long = "prints", value_parser = word::<godown_domain::print::PaperKind>)]
        prints: Vec<godown_domain::print::PaperKind>,
        /// Station it belongs to; every station where absent
        #[arg(long, default_value = "")]
        station: String,
    },
    /// Take a printer off the lists
    Remove {
        /// Printer, by number or name
        printer: String,
    },
}

/// The ledger of labels.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Labels, newest first
    Search {
        /// Found in tracking id, order, shipment, SKU or a person's name
        #[arg(default_value = "")]
        text: String,
        /// Only in this state, such as spooled; may be given again
        #[arg(long = "state", value_parser = word::<LabelState>)]
        states: Vec<LabelState>,
        /// Only of this printer, by name
        #[arg(long)]
        printer: Option<String>,
        /// Only of this run
        #[arg(long)]
        run: Option<u32>,
        /// Only from then on
        #[arg(long, value_parser = instant)]
        from: Option<At>,
        /// Only before then
        #[arg(long, value_parser = instant)]
        to: Option<At>,
        /// Only second and later copies
        #[arg(long)]
        again: bool,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: u32,
        /// Write all that is found, however many, into this file as CSV
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Every copy of a shipment's labels
    Show {
        /// Shipment
        shipment: ShipmentId,
    },
}
