//! Label files for tests and measurements, with the truth about every page.
//!
//! Owns invented parcels and the ways a page can lie on its paper. The same seed gives the same bytes. Refuses to judge:
//! what a reader should make of a file stands beside it, not in it. [`hostile`] holds the files nobody should trust.

pub mod hostile;
mod parcels;
mod placing;
mod scan;
mod shelf;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::paper::book::Book;
use crate::paper::{self, PaperError};
use crate::paper_types::PaperShipment;
use crate::world::catalogue::Catalogue;
pub use placing::Placing;
pub use shelf::{CorpusArgs, write_corpus};

/// The label's border on an A4 page as the marketplace serves it: left, bottom, right, top in points.
pub const BORDER: [f64; 4] = [190.5, 461.0, 404.25, 813.5];

/// What stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// Label above, tax invoice below.
    LabelAndInvoice,
    /// The label alone on an A4 page.
    LabelOnly,
    /// The label alone on a page of its own size: the border and two points around it.
    LabelOnlyOwnSize,
    /// The rest of an invoice that did not fit below its label.
    InvoiceContinued,
    /// Nothing.
    Blank,
}

/// What is true of a page, however it was built.
#[derive(Debug, Clone, PartialEq)]
pub struct PageTruth {
    /// What stands on it.
    pub kind: PageKind,
    /// Number of the parcel in the corpus; `None` for a blank page.
    pub parcel: Option<usize>,
    /// AWB number in its bars and text; empty on a blank page.
    pub tracking_id: String,
    /// Order id; empty on a blank page.
    pub order_id: String,
    /// SKU of the first line of goods.
    pub sku: String,
    /// Units of all lines.
    pub quantity: u32,
    /// SKU and units of every line of goods.
    pub goods: Vec<(String, u32)>,
    /// Courier as printed.
    pub courier: String,
    /// Cash on delivery.
    pub cod: bool,
    /// The label's border as shown: left, bottom, right, top in points from the bottom-left corner of what is seen.
    pub border: Option<[f64; 4]>,
    /// Width and height of what is seen, points.
    pub shown: (f64, f64),
    /// The invoice goes on on the next page.
    pub invoice_continues: bool,
}

/// A label file and what is true of its pages.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelFile {
    /// File name without folder.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// One entry a page.
    pub pages: Vec<PageTruth>,
}

/// How a file is made.
#[derive(Debug, Clone)]
pub struct Make {
    /// What stands on the pages.
    pub kind: PageKind,
    /// How the pages lie on their paper.
    pub placing: Placing,
    /// Fonts tell what their glyphs stand for.
    pub to_unicode: bool,
    /// Every page is one picture, as from a scanner.
    pub scanned: bool,
    /// Lines of goods of every parcel; by chance when `None`.
    pub goods: Option<usize>,
}

impl Default for Make {
    fn default() -> Self {
        Self {
            kind: PageKind::LabelAndInvoice,
            placing: Placing::default(),
            to_unicode: true,
            scanned: false,
            goods: None,
        }
    }
}

/// Invented parcels, numbered from 0, and the files their labels come in.
pub struct Corpus {
    seed: u64,
    catalogue: Catalogue,
}

impl Corpus {
    /// The corpus of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, catalogue: Catalogue::new(seed) }
    }

    /// The facts of a parcel.
    #[must_use]
    pub fn parcel(&self, parcel: usize) -> PaperShipment {
        parcels::parcel(self.seed, &self.catalogue, parcel, None)
    }

    /// The download of one parcel: its label and invoice with fonts of their own.
    ///
    /// # Errors
    /// [`PaperError`] when a font of this crate is damaged.
    pub fn single(&self, parcel: usize) -> Result<LabelFile, PaperError> {
        self.file(&[parcel], &Make::default())
    }

    /// The download of many parcels.
    ///
    /// # Errors
    /// As [`Corpus::single`].
    pub fn bulk(&self, parcels: Range<usize>) -> Result<LabelFile, PaperError> {
        self.file(&parcels.collect::<Vec<_>>(), &Make::default())
    }

    /// A file of these parcels in this order, made in this way. The same parcel may come twice.
    ///
    /// # Errors
    /// As [`Corpus::single`].
    pub fn file(&self, parcels: &[usize], make: &Make) -> Result<LabelFile, PaperError> {
        let mut book = Book::open(make.to_unicode)?;
        let mut pages = Vec::new();
        let size = placing::paper_size(make.kind);
        let form = make.placing.form(make.kind);
        for parcel in parcels {
            let facts = parcels::parcel(self.seed, &self.catalogue, *parcel, make.goods);
            let mut truth = truth(&facts, *parcel, make, size);
            match make.kind {
                PageKind::LabelAndInvoice => {
                    let more = paper::add_label_and_invoice(&mut book, &facts, &form)?;
                    truth.invoice_continues = more > 0;
                    pages.push(truth.clone());
                    for at in 0..more {
                        let kind = PageKind::InvoiceContinued;
                        let invoice_continues = at + 1 < more;
                        pages.push(PageTruth { kind, border: None, invoice_continues, ..truth.clone() });
                    }
                }
                PageKind::LabelOnly | PageKind::LabelOnlyOwnSize => {
                    paper::add_label(&mut book, &facts, &form)?;
                    pages.push(truth);
                }
                PageKind::InvoiceContinued => {
                    paper::add_invoice(&mut book, &facts, &form)?;
                    pages.push(PageTruth { border: None, ..truth });
                }
                PageKind::Blank => {
                    paper::add_blank(&mut book, &form)?;
                    pages.push(blank(truth));
                }
            }
        }
        let bytes = book.close()?;
        let bytes = if make.scanned { scan::scanned(&bytes, &pages)? } else { bytes };
        Ok(LabelFile { name: name(parcels), bytes, pages })
    }
}

fn name(parcels: &[usize]) -> String {
    match parcels {
        [one] => format!("label-{one:05}.pdf"),
        [first, .., last] => format!("labels-{first:05}-{last:05}.pdf"),
        [] => "labels.pdf".to_owned(),
    }
}

fn truth(facts: &PaperShipment, parcel: usize, make: &Make, size: (f64, f64)) -> PageTruth {
    PageTruth {
        kind: make.kind,
        parcel: Some(parcel),
        tracking_id: facts.tracking_id.clone(),
        order_id: facts.order_id.clone(),
        sku: facts.items.first().map(|item| item.sku.clone()).unwrap_or_default(),
        quantity: facts.items.iter().map(|item| item.quantity).sum(),
        goods: facts.items.iter().map(|item| (item.sku.clone(), item.quantity)).collect(),
        courier: facts.courier.clone(),
        cod: facts.payment_cod,
        border: Some(make.placing.shown_border(make.kind)),
        shown: make.placing.shown_size(size),
        invoice_continues: false,
    }
}

fn blank(truth: PageTruth) -> PageTruth {
    PageTruth {
        kind: PageKind::Blank,
        parcel: None,
        tracking_id: String::new(),
        order_id: String::new(),
        sku: String::new(),
        quantity: 0,
        goods: Vec::new(),
        courier: String::new(),
        cod: false,
        border: None,
        shown: truth.shown,
        invoice_continues: false,
    }
}
