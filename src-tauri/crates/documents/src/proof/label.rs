//! One label as dots, with what is known of its symbols.
//!
//! The label is put on paper by the very code that writes print files, and that page is drawn: layouts, turns and strips
//! cannot differ between the dots, the preview and the PDF.

use godown_domain::print::bitmap::Bitmap;
use godown_domain::print::plan::{LabelFacts, Step};
use godown_domain::print::{FileMode, LabelLayout};

use super::ProofAsk;
use crate::error::DocumentError;
use crate::geometry::Rect;
use crate::print_file::{PlacedLabel, write_planned};
use crate::raster::{OwnFile, Pen, dots_of_page};
use crate::snap::{self, Area, Symbols};

/// A label to draw.
#[derive(Debug, Clone, Copy)]
pub struct LabelAsk<'a> {
    /// The file the label is in, as downloaded.
    pub bytes: &'a [u8],
    /// Its page, from 0.
    pub page: usize,
    /// What to cut out, shown points of that page ([`crate::LabelBox::rect`]).
    pub crop: Rect,
    /// How it is put on paper.
    pub layout: &'a LabelLayout,
    /// The printer's dots an inch.
    pub dpi: u16,
    /// The strip's text, filled in; empty for none.
    pub strip: &'a str,
}

impl<'a> From<&ProofAsk<'a>> for LabelAsk<'a> {
    fn from(ask: &ProofAsk<'a>) -> Self {
        let ProofAsk { bytes, page, crop, layout, dpi, strip, .. } = *ask;
        Self { bytes, page, crop, layout, dpi, strip }
    }
}

/// One label's sheet as a file of one page. It is slimmed whatever the layout says: that is drawn thirty times quicker
/// and, as the slimmer's tests hold, the same.
pub(super) fn one_label(ask: &LabelAsk<'_>) -> Result<Vec<u8>, DocumentError> {
    let label = PlacedLabel {
        source: 0,
        page: ask.page,
        crop: ask.crop,
        facts: LabelFacts::default(),
        invoice_pages: Vec::new(),
    };
    let steps = [Step::Label { index: 0, strip: ask.strip.to_owned() }];
    let mut file = Vec::new();
    let layout = LabelLayout { mode: FileMode::Slim, ..ask.layout.clone() };
    write_planned(&mut vec![ask.bytes.to_vec()], &[label], &steps, &layout, &mut file)?;
    Ok(file)
}

/// A label as dots.
pub(crate) struct LabelDots {
    pub dots: Bitmap,
    pub symbols: Symbols,
    /// Places of pictures that look like the label's bars and do not read.
    pub unread: Vec<Area>,
}

impl LabelDots {
    pub(crate) fn draw(ask: &LabelAsk<'_>) -> Result<Self, DocumentError> {
        Self::of_print_file(one_label(ask)?, ask.dpi)
    }

    /// Draws the first page of a file of ours.
    pub(super) fn of_print_file(file: Vec<u8>, dpi: u16) -> Result<Self, DocumentError> {
        Self::of_page(&OwnFile::open(file)?, 0, dpi, &Pen::new())
    }

    /// Draws a page, from 0, of a file of ours.
    pub(super) fn of_page<'f>(file: &'f OwnFile, page: usize, dpi: u16, pen: &Pen<'f>) -> Result<Self, DocumentError> {
        let (page, frame) = file.page(page)?;
        let (dots, images) = dots_of_page(page, &frame, f64::from(dpi) / 72.0, pen)?;
        let mut symbols = snap::in_images(&images, &dots);
        let mut unread = snap::bars_like(&images, &dots);
        unread.retain(|place| symbols.bars.iter().all(|bars| !bars.area.touches(place)));
        if symbols.bars.is_empty() {
            symbols.bars = snap::in_picture(&dots);
        }
        // Stripes of another size are other codes or ornaments.
        let size = |area: &Area| (area.width().max(area.height()), area.width().min(area.height()));
        let alike = |place: &Area| {
            symbols.bars.iter().any(|bars| size(place).0.abs_diff(size(&bars.area).0) * 10 <= size(place).0)
        };
        if !symbols.bars.is_empty() {
            unread.retain(alike);
        }
        Ok(Self { dots, symbols, unread })
    }

    /// Puts the symbols on whole dots; with a tracking id, only those bars that say it.
    pub(crate) fn snap(&mut self, tracking_id: Option<&str>) {
        snap::snap(&mut self.dots, &mut self.symbols, tracking_id);
    }
}
