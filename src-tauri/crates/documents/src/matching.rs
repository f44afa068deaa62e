//! Giving each page to its shipment.
//!
//! Owns one rule: a page belongs to a shipment because a tracking id printed on it says so, in its text or else in its
//! bars. Never by position, number or completeness of pages: the marketplace promises none of them. What cannot be
//! matched is reported, not guessed.

use std::collections::{BTreeSet, HashMap};

use crate::proof::Symbology;
use crate::read::{LabelFile, LabelPage, names, tokens};

/// A shipment whose pages are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Shipment id on the wire.
    pub shipment_id: String,
    /// The tracking ids the marketplace gave; one label each when there are several packages.
    pub tracking_ids: Vec<String>,
    /// Order id, to find invoice pages that continue on paper of their own.
    pub order_id: String,
}

/// A label found for a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedLabel {
    /// Whose it is.
    pub shipment_id: String,
    /// The tracking id that says so, as given.
    pub tracking_id: String,
    /// The page, from 0.
    pub page: usize,
    /// Pages with this parcel's invoice, in reading order; the label's own page first when it holds one.
    pub invoice_pages: Vec<usize>,
    /// Where the tracking id was read.
    pub by: MatchedBy,
    /// The label's place on the page is uncertain, or the page names another order: look before printing.
    pub check: bool,
}

/// Where a tracking id was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchedBy {
    /// In the page's text.
    Text,
    /// In its bars.
    Barcode,
}

/// A parcel without a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingLabel {
    /// Whose label is missing.
    pub shipment_id: String,
    /// The tracking ids without a page; empty when the marketplace gave none to look for.
    pub tracking_ids: Vec<String>,
}

/// One tracking id on several label pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubled {
    /// Whose it is.
    pub shipment_id: String,
    /// The tracking id.
    pub tracking_id: String,
    /// All pages that carry it, from 0.
    pub pages: Vec<usize>,
}

/// Which page belongs to which shipment, and what does not add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matching {
    /// Labels, in the order the shipments were asked for.
    pub labels: Vec<MatchedLabel>,
    /// Shipments (or single parcels of them) without a page.
    pub missing: Vec<MissingLabel>,
    /// Labels that came more than once. They are not among `labels`: somebody must look.
    pub doubled: Vec<Doubled>,
    /// Pages of shipments nobody asked for, blank pages, and pages that name several parcels.
    pub foreign: Vec<usize>,
}

impl Matching {
    /// Whether every parcel has exactly one label and no page is left over.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.doubled.is_empty() && self.foreign.is_empty()
    }
}

/// Gives the pages of a label file to the shipments asked for.
#[must_use]
pub fn match_pages(file: &LabelFile, wanted: &[Wanted]) -> Matching {
    let parcels = Parcels::new(wanted);
    let mut pages_of: HashMap<(usize, usize), Vec<(usize, MatchedBy)>> = HashMap::new();
    let mut unclaimed = Vec::new();
    for page in &file.pages {
        match parcels.on(page) {
            Some((parcel, by)) => pages_of.entry(parcel).or_default().push((page.index, by)),
            None => unclaimed.push(page.index),
        }
    }
    let mut matching = Matching::default();
    for (shipment, asked) in wanted.iter().enumerate() {
        let mut without = Vec::new();
        for (parcel, tracking_id) in asked.tracking_ids.iter().enumerate() {
            let claimed = pages_of.remove(&(shipment, parcel)).unwrap_or_default();
            let (labels, rest) = labels_among(file, claimed);
            match labels.as_slice() {
                [] => {
                    without.push(tracking_id.clone());
                    unclaimed.extend(rest);
                }
                [(page, by)] => {
                    let mut label = label(file, asked, tracking_id, *page, *by);
                    label.invoice_pages.extend(rest);
                    label.invoice_pages.sort_unstable();
                    matching.labels.push(label);
                }
                several => matching.doubled.push(Doubled {
                    shipment_id: asked.shipment_id.clone(),
                    tracking_id: tracking_id.clone(),
                    pages: several.iter().map(|(page, _)| *page).collect(),
                }),
            }
        }
        if !without.is_empty() || asked.tracking_ids.is_empty() {
            matching.missing.push(MissingLabel { shipment_id: asked.shipment_id.clone(), tracking_ids: without });
        }
    }
    unclaimed.sort_unstable();
    for page in unclaimed {
        if !continues(file, page, wanted, &mut matching.labels) {
            matching.foreign.push(page);
        }
    }
    matching
}

type Claimed = Vec<(usize, MatchedBy)>;

/// Which of a parcel's pages are labels; the rest repeats the tracking id on an invoice. Where no page shows a label's
/// marks, a page that is no invoice either is taken for one, to be checked.
fn labels_among(file: &LabelFile, claimed: Claimed) -> (Claimed, Vec<usize>) {
    let page = |index: usize| file.pages.get(index);
    let marked = |(index, _): &(usize, MatchedBy)| page(*index).is_some_and(|page| page.label.is_some());
    let plain = |(index, _): &(usize, MatchedBy)| page(*index).is_some_and(|page| !page.has_invoice());
    let any_marked = claimed.iter().any(marked);
    let (labels, rest): (Claimed, Claimed) =
        claimed.into_iter().partition(|found| if any_marked { marked(found) } else { plain(found) });
    (labels, rest.into_iter().map(|(index, _)| index).collect())
}

fn label(file: &LabelFile, asked: &Wanted, tracking_id: &str, index: usize, by: MatchedBy) -> MatchedLabel {
    let page = file.pages.get(index);
    let uncertain = page.and_then(|page| page.label).is_none_or(|label| label.check);
    let other_order = page.is_some_and(|page| !page.order_ids.is_empty() && !page.order_ids.contains(&asked.order_id));
    let has_invoice = page.is_some_and(LabelPage::has_invoice);
    MatchedLabel {
        shipment_id: asked.shipment_id.clone(),
        tracking_id: tracking_id.to_owned(),
        page: index,
        invoice_pages: if has_invoice { vec![index] } else { Vec::new() },
        by,
        check: uncertain || other_order,
    }
}

/// Whether the page is the rest of an invoice: it names the order of a matched parcel and holds no label of its own.
/// Among several parcels of one order it goes to the nearest label before it; a page that names two orders is nobody's.
fn continues(file: &LabelFile, index: usize, wanted: &[Wanted], labels: &mut [MatchedLabel]) -> bool {
    let Some(page) = file.pages.get(index).filter(|page| page.label.is_none()) else { return false };
    let orders: HashMap<&str, &str> = wanted.iter().map(|w| (w.shipment_id.as_str(), w.order_id.as_str())).collect();
    let named: BTreeSet<&str> = orders.values().copied().filter(|o| page.order_ids.iter().any(|id| id == o)).collect();
    if named.len() != 1 {
        return false;
    }
    let of_order =
        labels.iter_mut().filter(|label| orders.get(label.shipment_id.as_str()).is_some_and(|o| named.contains(o)));
    let nearest = of_order.min_by_key(|label| (label.page > index, label.page.abs_diff(index)));
    nearest.is_some_and(|label| {
        label.invoice_pages.push(index);
        label.invoice_pages.sort_unstable();
        true
    })
}

/// The parcels asked for, by tracking id: shipment and parcel number.
struct Parcels {
    by_id: HashMap<String, (usize, usize)>,
}

impl Parcels {
    /// An id asked for twice, by two shipments or by one, names neither parcel: nobody could say whose the label is.
    fn new(wanted: &[Wanted]) -> Self {
        let mut by_id = HashMap::new();
        let mut twice = BTreeSet::new();
        for (shipment, asked) in wanted.iter().enumerate() {
            for (parcel, id) in asked.tracking_ids.iter().enumerate() {
                let id = id.trim().to_ascii_uppercase();
                if id.is_empty() {
                    continue;
                }
                if by_id.insert(id.clone(), (shipment, parcel)).is_some() {
                    twice.insert(id);
                }
            }
        }
        by_id.retain(|id, _| !twice.contains(id));
        Self { by_id }
    }

    /// The one parcel the page names; none when it names none or several.
    fn on(&self, page: &LabelPage) -> Option<((usize, usize), MatchedBy)> {
        let named: BTreeSet<_> =
            tokens(&page.text).filter_map(|token| self.by_id.get(&token.to_ascii_uppercase())).copied().collect();
        if let Some(parcel) = named.first() {
            return (named.len() == 1).then_some((*parcel, MatchedBy::Text));
        }
        if let Some(parcel) = self.glued(&page.text) {
            return Some((parcel, MatchedBy::Text));
        }
        let bars = page.symbols.iter().filter(|symbol| symbol.symbology == Symbology::Code128);
        let named: BTreeSet<_> =
            bars.filter_map(|symbol| self.by_id.get(&symbol.text.trim().to_ascii_uppercase())).copied().collect();
        named.first().filter(|_| named.len() == 1).map(|parcel| (*parcel, MatchedBy::Barcode))
    }

    /// Some makers leave no gap between a caption and the id. An id inside a longer number is another id.
    fn glued(&self, text: &str) -> Option<(usize, usize)> {
        let text: String = text.to_ascii_uppercase().split_whitespace().collect();
        let mut named =
            self.by_id.iter().filter(|(id, _)| id.len() >= 8 && names(&text, id)).map(|(_, parcel)| *parcel);
        named.next().filter(|_| named.next().is_none())
    }
}

#[cfg(test)]
mod tests;
