//! One file for the label printer.
//!
//! Owns cropping, placing and what stands between labels. Two passes: every source is opened once, its labels become
//! forms, and it is dropped; then pages are written in the plan's order, each naming its forms. Memory holds one source,
//! the place of every object, and a matrix a label. The same input gives the same bytes. A page that cannot be placed
//! stops the whole file: a batch is printed complete or not at all.

mod book;
mod copy;
mod form;
mod invoices;
mod sheet;
mod words;

use std::collections::HashMap;
use std::io::Write;

use godown_domain::print::plan::{LabelFacts, Step, plan};
use godown_domain::print::{FileMode, Invoices, LabelLayout};

use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;
use crate::limits::Limits;
use crate::raw::RawFile;
use crate::slim::Slimmer;
use book::Book;
use copy::Copier;
use form::Piece;
pub use invoices::write_invoices;
use sheet::Sheet;

/// Where downloaded files lie. One is asked for at a time, each once.
pub trait Shelf {
    /// Bytes of a source, as downloaded.
    ///
    /// # Errors
    /// When there is no such source or it cannot be read; the print file is not made then.
    fn read(&mut self, source: usize) -> Result<Vec<u8>, DocumentError>;
}

/// Files in memory, by their place.
impl Shelf for Vec<Vec<u8>> {
    fn read(&mut self, source: usize) -> Result<Vec<u8>, DocumentError> {
        self.get(source).cloned().ok_or(DocumentError::NoSuchSource { label: 0, given: source })
    }
}

/// A label to print.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedLabel {
    /// Which source, by the [`Shelf`]'s numbers.
    pub source: usize,
    /// Which page of it, from 0.
    pub page: usize,
    /// What to cut out, shown points of that page ([`crate::LabelBox::rect`]).
    pub crop: Rect,
    /// What decides its place among the others and fills its strip.
    pub facts: LabelFacts,
    /// Pages of the same source with its invoice, from 0; the label's own page among them means what stands below it.
    pub invoice_pages: Vec<usize>,
}

impl AsRef<LabelFacts> for PlacedLabel {
    fn as_ref(&self) -> &LabelFacts {
        &self.facts
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrintFileFacts {
    /// Pages of the file, separators included.
    pub pages: usize,
    /// Labels on them; for a file of invoices, the labels whose invoices are in it.
    pub labels: usize,
    /// Place in the input of each printed label, in the order of the file.
    pub order: Vec<usize>,
    /// The page (from 0) of each label of the input; `usize::MAX` for one that is not in the file.
    pub page_of: Vec<usize>,
    /// Places in the input of labels that slim mode had to keep whole: what is cropped away from them is hidden, but in
    /// the file. Empty in lossless mode, where that holds for every label.
    pub kept_whole: Vec<usize>,
}

/// Writes one PDF with every label once, cropped, sorted, with strips, separators and invoices as the layout says.
///
/// What stands on [`LabelSize::Exact`](godown_domain::print::LabelSize::Exact) is exact at 203 dots an inch; a driver for
/// 300 is given 96 percent. Pages printed whole have no strip: there is no white place for it.
///
/// # Errors
/// When nothing was given, a source or page is missing or refused, a label does not fit its paper, or `out` fails.
pub fn write_print_file(
    shelf: &mut dyn Shelf,
    labels: &[PlacedLabel],
    layout: &LabelLayout,
    batch: &str,
    out: &mut dyn Write,
) -> Result<PrintFileFacts, DocumentError> {
    let steps = plan(labels, layout, batch);
    write_planned(shelf, labels, &steps, layout, out)
}

/// The same with steps planned before: for labels whose order and strips were settled when they were queued.
///
/// # Errors
/// As [`write_print_file`]; steps without a label are nothing to print.
pub fn write_planned(
    shelf: &mut dyn Shelf,
    labels: &[PlacedLabel],
    steps: &[Step],
    layout: &LabelLayout,
    out: &mut dyn Write,
) -> Result<PrintFileFacts, DocumentError> {
    guarded(|| {
        let order: Vec<usize> = printed(steps).filter(|index| *index < labels.len()).collect();
        if order.is_empty() {
            return Err(DocumentError::Nothing);
        }
        let sheet = Sheet::new(layout)?;
        let mut book = Book::new(out);
        let pieces = pieces(&mut book, shelf, labels, &order, layout, &sheet)?;
        let mut page_of = vec![usize::MAX; labels.len()];
        let mut behind: Vec<Piece> = Vec::new();
        let mut slot = 0;
        for step in steps {
            match step {
                Step::Words { lines } => {
                    words::lines(&mut book.fonts, &mut book.out, &mut book.content, lines, sheet.slot(slot))?;
                }
                Step::Label { index, strip } => {
                    let Some((label, invoices)) = pieces.get(*index).and_then(Option::as_ref) else { continue };
                    let spot = sheet.spot(slot, &label.crop)?;
                    book.draw(label, spot.label);
                    if spot.strip_size.1 > 0.0 && !strip.is_empty() {
                        let place = (spot.strip, spot.strip_size);
                        words::strip(&mut book.fonts, &mut book.out, &mut book.content, strip, place)?;
                    }
                    if let Some(page) = page_of.get_mut(*index) {
                        *page = book.pages();
                    }
                    behind.extend(invoices);
                }
            }
            slot += 1;
            if slot == sheet.up() {
                slot = 0;
                close(&mut book, &sheet, &mut behind);
            }
        }
        close(&mut book, &sheet, &mut behind);
        let is_whole = |index: &usize| {
            let pieces = pieces.get(*index).and_then(Option::as_ref);
            pieces.is_some_and(|(label, behind)| label.kept_whole || behind.iter().any(|piece| piece.kept_whole))
        };
        let kept_whole = order.iter().copied().filter(is_whole).collect();
        Ok(PrintFileFacts { pages: book.finish()?, labels: order.len(), order, page_of, kept_whole })
    })
}

/// Ends a sheet and puts the invoices of its labels behind it.
fn close(book: &mut Book<'_>, sheet: &Sheet, behind: &mut Vec<Piece>) {
    if book.is_open() {
        book.close_page(sheet.width, sheet.height);
    }
    for invoice in behind.drain(..) {
        book.draw(&invoice, invoices::alone(&invoice, sheet.width, sheet.height));
        book.close_page(sheet.width, sheet.height);
    }
}

fn printed(steps: &[Step]) -> impl Iterator<Item = usize> {
    steps.iter().filter_map(|step| if let Step::Label { index, .. } = step { Some(*index) } else { None })
}

/// A label's form and those of its invoices.
type Pieces = (Piece, Vec<Piece>);

/// Makes every label a form, source by source in the order of first need.
fn pieces(
    book: &mut Book<'_>,
    shelf: &mut dyn Shelf,
    labels: &[PlacedLabel],
    order: &[usize],
    layout: &LabelLayout,
    sheet: &Sheet,
) -> Result<Vec<Option<Pieces>>, DocumentError> {
    let mut slimmer = (layout.mode == FileMode::Slim).then(Slimmer::new);
    let mut pieces: Vec<Option<Pieces>> = vec![None; labels.len()];
    let with_invoices = layout.invoices == Invoices::BehindEach && !layout.whole_page;
    each_source(shelf, labels, order, |copier, index, label| {
        let page = copier.file.page(label.page)?.clone();
        let crop = if layout.whole_page { page.frame.bounds() } else { form::on_page(&page, &label.crop)? };
        sheet.scale(crop.width(), crop.height())?;
        let mut make = |copier: &mut Copier<'_>, index: usize, crop: Rect| {
            let page = copier.file.page(index)?.clone();
            match &mut slimmer {
                Some(slimmer) => form::slim(slimmer, copier, (index, &page), crop, &mut book.out),
                None => form::lossless(copier, &page, crop, &mut book.out),
            }
        };
        let made = make(copier, label.page, crop)?;
        let mut behind = Vec::new();
        for invoice in label.invoice_pages.iter().filter(|_| with_invoices) {
            let crop = invoices::part(copier.file, label, *invoice)?;
            behind.push(make(copier, *invoice, crop)?);
        }
        if let Some(place) = pieces.get_mut(index) {
            *place = Some((made, behind));
        }
        Ok(())
    })?;
    if let Some(slimmer) = slimmer {
        slimmer.finish(&mut book.out)?;
    }
    Ok(pieces)
}

/// Opens every source once, in the order of first need, and hands over its labels in their order.
fn each_source(
    shelf: &mut dyn Shelf,
    labels: &[PlacedLabel],
    order: &[usize],
    mut each: impl FnMut(&mut Copier<'_>, usize, &PlacedLabel) -> Result<(), DocumentError>,
) -> Result<(), DocumentError> {
    let mut ranks: HashMap<usize, usize> = HashMap::new();
    let mut by_source: Vec<(usize, usize)> = Vec::with_capacity(order.len());
    for index in order {
        let Some(label) = labels.get(*index) else { continue };
        let next = ranks.len();
        by_source.push((*ranks.entry(label.source).or_insert(next), *index));
    }
    // Stable: within a source the order of the file.
    by_source.sort_by_key(|(rank, _)| *rank);
    let limits = Limits::default();
    for group in by_source.chunk_by(|(one, _), (other, _)| one == other) {
        let Some(source) = group.first().and_then(|(_, index)| labels.get(*index)).map(|label| label.source) else {
            continue;
        };
        let file = RawFile::open(shelf.read(source)?, &limits)?;
        let mut copier = Copier::new(&file);
        for (_, index) in group {
            if let Some(label) = labels.get(*index) {
                each(&mut copier, *index, label)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod tests;
