//! The paper the practice marketplace hands out: labels, tax invoices, manifests, as PDF bytes.
//!
//! Owns layout and drawing. Refuses to know the world, the clock or the wire: the same facts give the same bytes.

mod invoice;
mod label;
mod manifest;
mod sheet;
mod symbols;
#[cfg(test)]
mod tests;
mod typeface;
mod wording;

use krilla::configure::{ConfigurationBuilder, PdfVersion};
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};

use crate::paper_types::{PaperManifest, PaperShipment};
use invoice::{BELOW_LABEL, Invoice, WHOLE_PAGE};
use sheet::{PAGE_HEIGHT, PAGE_WIDTH, Sheet};
use typeface::{Typefaces, typefaces};

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
    /// The PDF writer refused the document.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

/// Label and tax invoice of each shipment, one A4 page per parcel and continuation pages for long invoices.
///
/// A multi-package shipment is one [`PaperShipment`] per box.
///
/// # Errors
/// [`PaperError`] when there is no shipment, or a barcode text cannot be encoded.
pub fn labels_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open()?;
    for shipment in shipments {
        let invoice = Invoice::plan(book.faces, shipment, BELOW_LABEL);
        book.page(|sheet| {
            label::draw(sheet, shipment)?;
            invoice.draw(sheet, 0)
        })?;
        for at in 1..invoice.page_count() {
            book.page(|sheet| invoice.draw(sheet, at))?;
        }
    }
    book.close()
}

/// The labels alone, in the geometry of [`labels_pdf`].
///
/// # Errors
/// As [`labels_pdf`].
pub fn label_only_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open()?;
    for shipment in shipments {
        book.page(|sheet| label::draw(sheet, shipment))?;
    }
    book.close()
}

/// The tax invoices alone, each from the top of an A4 page.
///
/// # Errors
/// As [`labels_pdf`].
pub fn invoices_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open()?;
    for shipment in shipments {
        let invoice = Invoice::plan(book.faces, shipment, WHOLE_PAGE);
        for at in 0..invoice.page_count() {
            book.page(|sheet| invoice.draw(sheet, at))?;
        }
    }
    book.close()
}

/// The courier's manifest, with the AWB bars of each parcel and a block for the signatures.
///
/// # Errors
/// [`PaperError`] when the manifest lists no parcel, or an AWB number cannot be encoded.
pub fn manifest_pdf(manifest: &PaperManifest) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open()?;
    let pages = if manifest.rows.is_empty() { 0 } else { manifest::page_count(manifest) };
    for at in 0..pages {
        book.page(|sheet| manifest::draw(sheet, manifest, at))?;
    }
    book.close()
}

/// A document being written, page after page.
struct Book {
    document: Document,
    faces: &'static Typefaces,
    pages: usize,
}

impl Book {
    fn open() -> Result<Self, PaperError> {
        let configuration = ConfigurationBuilder::new()
            .with_version(PdfVersion::Pdf14)
            .finish()
            .map_err(|error| PaperError::Write(format!("{error:?}")))?;
        let settings = SerializeSettings {
            configuration,
            xmp_metadata: false,
            enable_tagging: false,
            ..SerializeSettings::default()
        };
        Ok(Self { document: Document::new_with(settings), faces: typefaces()?, pages: 0 })
    }

    fn page(&mut self, draw: impl FnOnce(&mut Sheet) -> Result<(), PaperError>) -> Result<(), PaperError> {
        let size = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT);
        let mut page = self.document.start_page_with(size.unwrap_or_default());
        let mut surface = page.surface();
        let drawn = draw(&mut Sheet::new(&mut surface, self.faces));
        surface.finish();
        page.finish();
        self.pages += 1;
        drawn
    }

    fn close(self) -> Result<Vec<u8>, PaperError> {
        if self.pages == 0 {
            return Err(PaperError::Empty);
        }
        self.document.finish().map_err(|error| PaperError::Write(format!("{error:?}")))
    }
}
