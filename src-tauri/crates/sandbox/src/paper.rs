//! The paper the practice marketplace hands out: labels, tax invoices, manifests, as PDF bytes.
//!
//! Owns layout and drawing, in the marketplace's own make: one glyph at a time among thousands of clips, fonts cut and
//! numbered anew for every ten pages, codes as RGB pictures. Refuses to know the world, the clock or the wire: the same
//! facts give the same bytes.

pub(crate) mod book;
pub(crate) mod file;
mod group;
mod invoice;
mod label;
mod manifest;
mod pictures;
mod sheet;
mod symbols;
#[cfg(test)]
mod tests;
mod typeface;
mod wording;

use crate::paper_types::{PaperManifest, PaperShipment};
use book::{Book, PageForm};
use invoice::{BELOW_LABEL, Invoice, WHOLE_PAGE};

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The call named no shipment, and a PDF has at least one page.
    #[error("there is nothing to print")]
    Empty,
    /// A font shipped with this crate cannot be read.
    #[error("the font {0} cannot be read")]
    Font(&'static str),
    /// The text of a barcode cannot be written in its symbology.
    #[error("{text:?} does not fit a {symbology} symbol")]
    Symbol {
        /// Which kind of symbol.
        symbology: &'static str,
        /// The text that was to be encoded.
        text: String,
    },
}

/// Label and tax invoice of each shipment, one A4 page per parcel and continuation pages for long invoices.
///
/// A multi-package shipment is one [`PaperShipment`] per box.
///
/// # Errors
/// [`PaperError`] when there is no shipment, or a barcode text cannot be encoded.
pub fn labels_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    placed_labels_pdf(shipments, &PageForm::default())
}

/// The same as tomorrow's pages: everything stands 6 mm further right and lower.
pub(crate) fn moved_labels_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    let before = Some([1.0, 0.0, 0.0, 1.0, MOVED_TOMORROW.0, MOVED_TOMORROW.1]);
    placed_labels_pdf(shipments, &PageForm { before, ..PageForm::default() })
}

/// How far everything on tomorrow's pages is moved to the right and up, points.
pub(crate) const MOVED_TOMORROW: (f32, f32) = (17.0, -17.0);

fn placed_labels_pdf(shipments: &[PaperShipment], form: &PageForm) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open(true)?;
    for shipment in shipments {
        add_label_and_invoice(&mut book, shipment, form)?;
    }
    book.close()
}

/// The labels alone, in the geometry of [`labels_pdf`].
///
/// # Errors
/// As [`labels_pdf`].
pub fn label_only_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open(true)?;
    for shipment in shipments {
        add_label(&mut book, shipment, &PageForm::default())?;
    }
    book.close()
}

/// The tax invoices alone, each from the top of an A4 page.
///
/// # Errors
/// As [`labels_pdf`].
pub fn invoices_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open(true)?;
    for shipment in shipments {
        add_invoice(&mut book, shipment, &PageForm::default())?;
    }
    book.close()
}

/// The courier's manifest, with the AWB bars of each parcel and a block for the signatures.
///
/// # Errors
/// [`PaperError`] when the manifest lists no parcel, or an AWB number cannot be encoded.
pub fn manifest_pdf(manifest: &PaperManifest) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open(true)?;
    let pages = if manifest.rows.is_empty() { 0 } else { manifest::page_count(manifest) };
    for at in 0..pages {
        book.page(&PageForm::default(), |sheet| manifest::draw(sheet, manifest, at))?;
    }
    book.close()
}

/// Adds the page of label and invoice, and the pages the invoice runs on to; gives how many those are.
pub(crate) fn add_label_and_invoice(
    book: &mut Book,
    shipment: &PaperShipment,
    form: &PageForm,
) -> Result<usize, PaperError> {
    let invoice = Invoice::plan(book.faces(), shipment, BELOW_LABEL);
    book.scramble(&letters(shipment));
    book.page(form, |sheet| {
        label::draw(sheet, shipment)?;
        invoice.draw(sheet, 0)?;
        sheet.empty_boxes();
        Ok(())
    })?;
    for at in 1..invoice.page_count() {
        book.scramble(&letters(shipment));
        book.page(form, |sheet| invoice.draw(sheet, at))?;
    }
    Ok(invoice.page_count() - 1)
}

/// Adds a page with the label alone.
pub(crate) fn add_label(book: &mut Book, shipment: &PaperShipment, form: &PageForm) -> Result<(), PaperError> {
    book.scramble(&letters(shipment));
    book.page(form, |sheet| label::draw(sheet, shipment))
}

/// Adds the invoice alone, from the top of the page.
pub(crate) fn add_invoice(book: &mut Book, shipment: &PaperShipment, form: &PageForm) -> Result<(), PaperError> {
    let invoice = Invoice::plan(book.faces(), shipment, WHOLE_PAGE);
    for at in 0..invoice.page_count() {
        book.scramble(&letters(shipment));
        book.page(form, |sheet| invoice.draw(sheet, at))?;
    }
    Ok(())
}

/// Adds a page with nothing on it.
pub(crate) fn add_blank(book: &mut Book, form: &PageForm) -> Result<(), PaperError> {
    book.page(form, |_| Ok(()))
}

/// Letters that stand on both label and invoice.
fn letters(shipment: &PaperShipment) -> String {
    let goods: String = shipment.items.iter().map(|item| item.description.as_str()).collect();
    format!("{}{}{}{}{goods}", shipment.tracking_id, shipment.order_id, shipment.seller.name, shipment.route_code)
}
