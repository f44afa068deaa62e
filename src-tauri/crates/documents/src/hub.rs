//! Seller Hub's reports, read: RTS Breaches, Pickup Reattempts, Returns and Orders, as XLSX or CSV.
//!
//! Owns the way from a file's bytes to rows with ids, days and quantities. Columns are known by their heads, in any
//! order; the heads are data (`src-tauri/policies/hub-columns.toml`). It refuses to guess: an id that lost digits, a day
//! that could be two days, a file that could be two reports are said, not mended. Buyers' columns are dropped while
//! reading. Matching rows to shipments is not done here.

mod cell;
mod columns;
mod delimited;
mod grid;
mod rows;
mod time;
mod workbook;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;

use godown_domain::guardrail::board::HubReport;
use godown_domain::{At, IndiaDay};

pub use columns::HubField;
pub use grid::HubLimits;

/// A report of Seller Hub, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubSheet {
    /// Which report, told by its heads.
    pub report: HubReport,
    /// The worksheet that was read; none for CSV.
    pub sheet: Option<String>,
    /// Worksheets that were left alone.
    pub other_sheets: Vec<String>,
    /// Known columns as the file spells them, in the file's order.
    pub columns: Vec<(HubField, String)>,
    /// Columns nobody knows; their cells are in [`HubRow::extra`].
    pub unknown_columns: Vec<String>,
    /// Columns about the buyer: seen and dropped.
    pub private_columns: Vec<String>,
    /// Rows that name at least one of order, order item, shipment, parcel or return.
    pub rows: Vec<HubRow>,
    /// Rows that could not be read, by row number, with the reason.
    pub unreadable: Vec<(u32, String)>,
    /// First and last India day of the rows, by the report's own date.
    pub days: Option<(IndiaDay, IndiaDay)>,
}

/// One row of a report. Absent means: no such column, an empty cell, or a cell named in [`HubRow::faults`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HubRow {
    /// Row of the file, counted from 1 below the head; blank rows are counted, so that a person finds it.
    pub row: u32,
    /// Order.
    pub order_id: Option<String>,
    /// Order item.
    pub order_item_id: Option<String>,
    /// Shipment.
    pub shipment_id: Option<String>,
    /// Parcel.
    pub tracking_id: Option<String>,
    /// Return.
    pub return_id: Option<String>,
    /// The seller's own product code.
    pub sku: Option<String>,
    /// Warehouse, as the file names it.
    pub location: Option<String>,
    /// Units.
    pub units: Option<u32>,
    /// Repeated pickups.
    pub reattempts: Option<u32>,
    /// The file says outright whether it was late.
    pub breached: Option<bool>,
    /// State of the order item, as the file words it.
    pub state: Option<String>,
    /// Kind of return.
    pub returned: Option<HubReturn>,
    /// Reason, as the file words it.
    pub reason: Option<String>,
    /// Finer reason.
    pub sub_reason: Option<String>,
    /// Days and instants, by field.
    pub times: Vec<(HubField, HubTime)>,
    /// Unknown columns that are not empty: head and cell.
    pub extra: Vec<(String, String)>,
    /// Cells that could not be read and are absent above, in words.
    pub faults: Vec<String>,
}

impl HubRow {
    /// The day or instant under a field.
    #[must_use]
    pub fn time(&self, field: HubField) -> Option<HubTime> {
        self.times.iter().find(|(of, _)| *of == field).map(|(_, time)| *time)
    }

    /// How the file names it: order item, else shipment, order, parcel, return.
    #[must_use]
    pub fn named(&self) -> &str {
        [&self.order_item_id, &self.shipment_id, &self.order_id, &self.tracking_id, &self.return_id]
            .into_iter()
            .find_map(Option::as_deref)
            .unwrap_or_default()
    }
}

impl std::fmt::Debug for HubRow {
    /// Without reasons and unknown cells: they may hold what a buyer wrote.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HubRow")
            .field("row", &self.row)
            .field("named", &self.named())
            .field("units", &self.units)
            .field("times", &self.times)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// Kind of return, by the words of `hub-columns.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HubReturn {
    /// Never reached the buyer.
    Courier,
    /// The buyer sends it back.
    Customer,
    /// Another word, as the file has it.
    Other(String),
}

/// A day, with the instant where the file gives a time. Without an offset it is India time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HubTime {
    /// India day.
    pub day: IndiaDay,
    /// Instant; none where the file gives a day alone.
    pub at: Option<At>,
}

/// Why a file was refused, in words for the person who chose it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HubError {
    /// No bytes, or no cell with anything in it.
    #[error("The file is empty. {EXPECTED}")]
    Empty,
    /// Something else than a workbook or a table of text.
    #[error("This is {what}, not a report. {EXPECTED}")]
    NotASheet {
        /// What it is.
        what: &'static str,
    },
    /// An encrypted workbook.
    #[error("The workbook is locked with a password. Open it, save it without the password, and import that.")]
    Locked,
    /// A workbook that is broken or ends too early.
    #[error("The workbook is damaged: {what}. Download it again.")]
    Damaged {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A bound of [`HubLimits`] is passed.
    #[error("The file is refused: {what} is over the limit of {limit}. Download it for fewer days.")]
    TooLarge {
        /// What was counted.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// No row of heads that belongs to a report.
    #[error("No report of Seller Hub has these columns{}. {EXPECTED}", found(.seen))]
    NotAReport {
        /// The heads of the likeliest row, at most eight; empty where there is none.
        seen: Vec<String>,
    },
    /// A report without a single column that names an order, order item, shipment, parcel or return.
    #[error("The file has no column with an order, order item, shipment or tracking id. {EXPECTED}")]
    NoIds,
    /// Two columns with one head.
    #[error("The column \"{head}\" is there twice: which one counts is unclear. Remove one and import again.")]
    HeadTwice {
        /// The head.
        head: String,
    },
    /// The heads fit two reports, or two worksheets fit.
    #[error("The file could be {first} or {second}. Keep one of them, or name the file after its report.")]
    Ambiguous {
        /// One reading.
        first: String,
        /// The other.
        second: String,
    },
    /// The table of heads shipped with the program cannot be read.
    #[error("The table of Seller Hub's columns cannot be read: {0}.")]
    Table(String),
}

const EXPECTED: &str = "Expected: one of Seller Hub's reports RTS Breaches, Pickup Reattempts, Returns or Orders, as .xlsx or .csv, with its row of heads.";

fn found(heads: &[String]) -> String {
    if heads.is_empty() { String::new() } else { format!(" (found: {})", heads.join(", ")) }
}

/// Reads a report. Its heads say which one it is; the file's name only decides between equals.
///
/// # Errors
/// [`HubError`], in words for the person who chose the file. Single rows that cannot be read do not refuse a file.
pub fn read_hub_file(name: &str, bytes: &[u8]) -> Result<HubSheet, HubError> {
    read_hub_file_within(name, bytes, &HubLimits::default())
}

/// [`read_hub_file`] with other bounds.
///
/// # Errors
/// As [`read_hub_file`].
pub fn read_hub_file_within(name: &str, bytes: &[u8], limits: &HubLimits) -> Result<HubSheet, HubError> {
    // As with PDFs: a foreign decoder that panics on foreign bytes refuses that file, not the app.
    std::panic::catch_unwind(|| {
        let table = columns::table()?;
        let grids = grid::read(bytes, limits, table)?;
        rows::read(name, grids, table)
    })
    .unwrap_or(Err(HubError::Damaged { what: "a part of it cannot be decoded" }))
}
