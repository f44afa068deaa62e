//! The guardrails as tables to take away: everything on the board, and the shipments behind its numbers.
//!
//! Owns the columns of Lines, Metrics, Trend, Cut-offs and Shipments, once, for CSV and XLSX. A cell that came from
//! outside never becomes a formula, and an id stays text.

mod tables;
mod xlsx;

use godown_domain::guardrail::board::{Board, Hit};

use super::csv::Csv;
use crate::error::DocumentError;
use tables::{Table, Value};

/// The tables, in the order of their sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardrailTable {
    /// Every line by itself.
    Lines,
    /// Every metric over the common windows.
    Metrics,
    /// The last 30 days of each metric.
    Trend,
    /// Cut-offs with their forecast.
    CutOffs,
    /// Shipments behind the numbers.
    Shipments,
}

impl GuardrailTable {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Lines, Self::Metrics, Self::Trend, Self::CutOffs, Self::Shipments];

    /// Name of the sheet; of the file, where each is one.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "Lines",
            Self::Metrics => "Metrics",
            Self::Trend => "Trend",
            Self::CutOffs => "Cut-offs",
            Self::Shipments => "Shipments",
        }
    }

    fn of(self, board: &Board, hits: &[HitList<'_>]) -> Table {
        match self {
            Self::Lines => tables::lines(board),
            Self::Metrics => tables::metrics(board),
            Self::Trend => tables::trend(board),
            Self::CutOffs => tables::cut_offs(board),
            Self::Shipments => tables::shipments(board, hits),
        }
    }
}

/// Shipments behind one number.
#[derive(Debug, Clone, Copy)]
pub struct HitList<'a> {
    /// Which number, such as `Seller cancellation, 90 days`.
    pub of: &'a str,
    /// The shipments.
    pub hits: &'a [Hit],
}

/// One table as CSV (UTF-8 with mark, comma, one row of heads, days as `2026-11-21`, India time).
#[must_use]
pub fn guardrail_csv(which: GuardrailTable, board: &Board, hits: &[HitList<'_>]) -> String {
    let table = which.of(board, hits);
    let mut csv = Csv::new(&table.heads);
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(Value::plain).collect();
        csv.row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    csv.finish()
}

/// All tables as one workbook, a sheet each. The same board gives the same bytes.
///
/// # Errors
/// [`DocumentError::TooLarge`] where a sheet would have more rows than a spreadsheet holds.
pub fn guardrails_xlsx(board: &Board, hits: &[HitList<'_>]) -> Result<Vec<u8>, DocumentError> {
    let sheets: Vec<(&str, Table)> =
        GuardrailTable::ALL.iter().map(|which| (which.name(), which.of(board, hits))).collect();
    xlsx::workbook(&sheets, board.at)
}

/// The shipments alone, as a workbook of one sheet.
///
/// # Errors
/// As [`guardrails_xlsx`].
pub fn hits_xlsx(board: &Board, hits: &[HitList<'_>]) -> Result<Vec<u8>, DocumentError> {
    let which = GuardrailTable::Shipments;
    xlsx::workbook(&[(which.name(), which.of(board, hits))], board.at)
}

#[cfg(test)]
mod tests;
