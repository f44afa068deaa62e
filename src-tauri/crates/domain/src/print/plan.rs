//! The order labels come out in, and the labels between them.
//!
//! Owns sorting, separators with their counts, the header and trailer, and the words of the strip. Knows no paper.
//!
//! Everything is planned in *reading order*: as the pile is picked and packed, first label first. A printer that stacks
//! face up needs the whole plan backwards, separators included, so that each still lies on top of its group.

mod order;
mod strip;

use std::collections::BTreeMap;

use crate::At;

use super::{LabelLayout, SeparatorBy};

/// Words a strip template may hold in braces. An unknown word is printed as it stands.
pub const STRIP_WORDS: [&str; 9] = ["sku", "units", "more", "order", "batch", "place", "bin", "zone", "courier"];

/// Couriers a header names before it says how many more there are.
const HEADER_COURIERS: usize = 8;

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
    /// Place on the picker's way along the shelves; none for goods without one.
    pub walk: Option<u32>,
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

impl AsRef<Self> for LabelFacts {
    fn as_ref(&self) -> &Self {
        self
    }
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
///
/// Labels that are equal in every sort key keep the order they were given in. Nothing given is nothing planned.
pub fn plan<L: AsRef<LabelFacts>>(labels: &[L], layout: &LabelLayout, batch: &str) -> Vec<Step> {
    let labels: Vec<&LabelFacts> = labels.iter().map(AsRef::as_ref).collect();
    let labels = labels.as_slice();
    if labels.is_empty() {
        return vec![];
    }
    let read = order::in_order(labels, layout);
    let mut steps = Vec::with_capacity(read.len() + 2);
    if layout.header {
        steps.push(Step::Words { lines: header(labels, batch) });
    }
    let mut at = 0;
    while let Some(first) = read.get(at).and_then(|index| labels.get(*index).copied()) {
        let same = |index: &usize| labels.get(*index).is_some_and(|label| same_group(first, label, &layout.separators));
        let group = read.get(at..).unwrap_or_default().iter().take_while(|index| same(index)).count().max(1);
        if !layout.separators.is_empty() {
            steps.push(Step::Words { lines: separator(first, &layout.separators, group) });
        }
        for (place, index) in read.iter().enumerate().skip(at).take(group) {
            let strip = labels.get(*index).map(|label| strip::fill(&layout.strip, label, batch, place + 1, read.len()));
            steps.push(Step::Label { index: *index, strip: strip.unwrap_or_default() });
        }
        at += group;
    }
    if layout.header {
        let end = if batch.is_empty() { "End".to_owned() } else { format!("End of batch {batch}") };
        steps.push(Step::Words { lines: vec![end, counted(labels.len())] });
    }
    if layout.reverse {
        steps.reverse();
    }
    steps
}

/// The strip of one label where its place among the others is known.
pub fn strip_at(label: &LabelFacts, template: &str, batch: &str, place: usize, of: usize) -> String {
    strip::fill(template, label, batch, place, of)
}

fn same_group(one: &LabelFacts, other: &LabelFacts, by: &[SeparatorBy]) -> bool {
    by.iter().all(|by| separated_by(one, *by) == separated_by(other, *by))
}

fn separated_by(label: &LabelFacts, by: SeparatorBy) -> &str {
    match by {
        SeparatorBy::Sku => &label.sku,
        SeparatorBy::Courier => &label.courier,
        SeparatorBy::Zone => &label.zone,
    }
}

fn separator(first: &LabelFacts, by: &[SeparatorBy], labels: usize) -> Vec<String> {
    let named = by.iter().map(|by| match (separated_by(first, *by), by) {
        ("", SeparatorBy::Sku) => "No SKU".to_owned(),
        ("", SeparatorBy::Courier) => "No courier".to_owned(),
        ("", SeparatorBy::Zone) => "No zone".to_owned(),
        (name, _) => name.to_owned(),
    });
    named.chain([counted(labels)]).collect()
}

fn header(labels: &[&LabelFacts], batch: &str) -> Vec<String> {
    let title = if batch.is_empty() { "Labels".to_owned() } else { format!("Batch {batch}") };
    let mut couriers: BTreeMap<&str, usize> = BTreeMap::new();
    for label in labels {
        *couriers.entry(&label.courier).or_default() += 1;
    }
    let further = couriers.len().saturating_sub(HEADER_COURIERS);
    let named = couriers.iter().filter(|(name, _)| !name.is_empty()).take(HEADER_COURIERS);
    let mut lines = vec![title, counted(labels.len())];
    lines.extend(named.map(|(name, count)| format!("{name}: {count}")));
    if further > 0 {
        lines.push(format!("+{further} more couriers"));
    }
    lines
}

fn counted(labels: usize) -> String {
    if labels == 1 { "1 label".to_owned() } else { format!("{labels} labels") }
}

#[cfg(test)]
mod tests;
