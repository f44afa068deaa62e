//! Reading every symbol of a page whose symbols may be anywhere.
//!
//! Slow (60 to 80 ms a label, `rxing`): for pages without text, for labels whose symbols have no known place, and for
//! tests. What is known goes through [`crate::snap`].

use std::collections::HashSet;

use godown_domain::print::bitmap::Bitmap;
use rxing::{BarcodeFormat, DecodeHints};

use super::DPI;
use crate::error::{DocumentError, guarded};
use crate::limits::Limits;
use crate::raster::Raster;
use crate::sound::SoundFile;

/// A symbol read from a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Its kind.
    pub symbology: Symbology,
    /// What it holds.
    pub text: String,
}

/// The symbols marketplace pages carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbology {
    /// The bars that hold the tracking id.
    Code128,
    /// Routing data on the label.
    DataMatrix,
    /// Payment code on the invoice.
    QrCode,
}

/// Draws a page at 203 dpi and decodes the symbols on it. `page` counts from 0.
///
/// # Errors
/// When the file is refused or has no such page. A page without symbols is an empty answer.
pub fn decode_label(bytes: &[u8], page: usize) -> Result<Vec<Decoded>, DocumentError> {
    guarded(|| {
        let mut file = SoundFile::open(bytes, &Limits::default())?;
        file.check_page(page)?;
        let frame = file.page(page)?.frame;
        let pdf = file.for_drawing()?;
        let drawn = pdf.pages().get(page).ok_or(DocumentError::NotMade("the page cannot be drawn"))?;
        Ok(symbols(&Raster::of_page(drawn, &frame, DPI / 72.0)?))
    })
}

/// All symbols of a picture, each once.
fn symbols(picture: &Raster) -> Vec<Decoded> {
    let mut found = bars(picture);
    found.extend(detect(picture, &[BarcodeFormat::DATA_MATRIX, BarcodeFormat::QR_CODE]));
    found
}

/// The Code 128 symbols of a picture, each once: all that matching needs, at half the cost.
pub(crate) fn bars(picture: &Raster) -> Vec<Decoded> {
    detect(picture, &[BarcodeFormat::CODE_128])
}

fn detect(picture: &Raster, formats: &[BarcodeFormat]) -> Vec<Decoded> {
    in_luma(picture.luma(), (picture.width, picture.height), formats)
}

/// All symbols of a finished label, each once.
pub(crate) fn on_label(label: &Bitmap) -> Vec<Decoded> {
    let places = (0..label.height()).flat_map(|y| (0..label.width()).map(move |x| (x, y)));
    let luma = places.map(|(x, y)| if label.is_black(x, y) { 0 } else { 255 }).collect();
    in_luma(luma, (label.width(), label.height()), &[BarcodeFormat::CODE_128, BarcodeFormat::DATA_MATRIX])
}

fn in_luma(luma: Vec<u8>, (width, height): (u32, u32), formats: &[BarcodeFormat]) -> Vec<Decoded> {
    let mut hints = DecodeHints {
        PossibleFormats: Some(HashSet::from_iter(formats.iter().copied())),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let results = rxing::helpers::detect_multiple_in_luma_with_hints(luma, width, height, &mut hints);
    let mut found: Vec<Decoded> = Vec::new();
    // "Nothing found" is an error there and an empty answer here.
    for result in results.unwrap_or_default() {
        let symbology = match result.getBarcodeFormat() {
            BarcodeFormat::CODE_128 => Symbology::Code128,
            BarcodeFormat::DATA_MATRIX => Symbology::DataMatrix,
            BarcodeFormat::QR_CODE => Symbology::QrCode,
            _ => continue,
        };
        let decoded = Decoded { symbology, text: result.getText().to_owned() };
        if !found.contains(&decoded) {
            found.push(decoded);
        }
    }
    found
}
