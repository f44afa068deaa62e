//! Documents of our own: pick list, packing list, handover list, batch sheet; and the guardrails as tables and as a
//! weekly report.
//!
//! Owns their columns, as PDF on A4, as CSV and as XLSX. The rows come ready and in order; nothing is sorted or summed over
//! shipments here except the totals under a list.

mod batch_sheet;
mod csv;
mod guardrails;
mod handover;
mod ledger;
mod packing;
mod pick;
#[cfg(test)]
mod sample_board;
mod sheet;
#[cfg(test)]
mod tests;
mod weekly;
mod words;

pub use batch_sheet::{BatchCount, BatchMissing, BatchSheet, batch_sheet_csv, batch_sheet_pdf};
pub use guardrails::{GuardrailTable, HitList, guardrail_csv, guardrails_xlsx, hits_xlsx};
pub use handover::{HandoverList, HandoverParcel, handover_list_csv, handover_list_pdf};
pub use ledger::label_ledger_csv;
pub use packing::{PackingLine, PackingList, PackingRow, packing_list_csv, packing_list_pdf};
pub use pick::{PickList, PickRow, pick_list_csv, pick_list_pdf};
pub use weekly::{CancelledReason, WeeklyReport, weekly_report_pdf};
