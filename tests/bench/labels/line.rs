//! What the measurement and the measured program both know of a label.

use std::path::PathBuf;

use godown_documents::Rect;
use godown_domain::print::plan::LabelFacts;
use godown_domain::print::{FileMode, Invoices, LabelLayout};

/// The batch on the strips.
pub const BATCH: &str = "41";

/// A label and what the marketplace's answers say of it.
#[derive(Debug, Clone)]
pub struct Line {
    pub file: PathBuf,
    pub crop: Rect,
    pub tracking_id: String,
    pub title: String,
    pub facts: LabelFacts,
}

/// 4×6 inch as new sellers get it: strip, sorted by single lines, SKU and courier.
pub fn layout(mode: FileMode) -> LabelLayout {
    LabelLayout { mode, invoices: Invoices::None, ..LabelLayout::default() }
}
