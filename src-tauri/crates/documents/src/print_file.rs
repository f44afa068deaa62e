//! One file for the label printer.
//!
//! Owns cropping and placing: each page is one label, in the order given, still vector, clipped to its frame and drawn
//! with one matrix. The same input gives the same bytes. A page that cannot be placed stops the whole file: a batch is
//! printed complete or not at all. Content outside the crop is not shown (it may still be in the file).

mod assemble;
mod copy;
mod layout;
mod strip;

use std::collections::BTreeMap;

use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;
use crate::limits::Limits;
use crate::sound::SoundFile;
pub(crate) use assemble::Assembler;
pub(crate) use assemble::Form;
pub(crate) use layout::Spot;
pub use layout::{Layout, ScaleMode, Stock};
use strip::Strip;

/// A downloaded file that labels are taken from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'b> {
    /// The file, as it was downloaded.
    pub bytes: &'b [u8],
}

/// A label to print.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedLabel {
    /// Which source, from 0.
    pub source: usize,
    /// Which page of it, from 0.
    pub page: usize,
    /// What to cut out, shown points of that page ([`crate::LabelBox::rect`]).
    pub crop: Rect,
    /// What to print on the strip below the label, such as `TSH-BLK-M x 2   17/80  B41`. [`Stock::A4AsIs`] has no strip.
    pub stamp: Option<String>,
}

/// A page between labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separator {
    /// Stands before this label, from 0.
    pub before: usize,
    /// Its lines; the first is large.
    pub lines: Vec<String>,
}

/// A finished print file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintFile {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Its pages, separators included.
    pub pages: usize,
    /// The labels on them.
    pub labels: usize,
}

/// Makes one PDF whose pages are the labels, in the order given.
///
/// # Errors
/// When nothing was given, a source is refused, a page or source does not exist, or a label does not fit the paper.
pub fn print_file(sources: &[Source<'_>], labels: &[PlacedLabel], layout: &Layout) -> Result<PrintFile, DocumentError> {
    guarded(|| {
        if labels.is_empty() {
            return Err(DocumentError::Nothing);
        }
        let mut assembler = Assembler::new();
        let forms = forms(&mut assembler, sources, labels, layout)?;
        let with_strip = labels.iter().any(|label| label.stamp.is_some());
        let mut separators: Vec<&Separator> = layout.separators.iter().collect();
        separators.sort_by_key(|separator| separator.before);
        let mut separators = separators.into_iter().peekable();
        for (index, (label, form)) in labels.iter().zip(&forms).enumerate() {
            let spot = layout.spot(form.crop.width(), form.crop.height(), with_strip)?;
            while let Some(separator) = separators.next_if(|separator| separator.before <= index) {
                let content = strip::separator(&separator.lines, spot.page_width, spot.page_height);
                assembler.text_page(spot.page_width, spot.page_height, &content);
            }
            let strip = label.stamp.as_deref().zip(spot.strip).map(|(text, place)| Strip { text, place });
            assembler.page(&spot, form, strip.as_ref());
        }
        let pages = assembler.page_count();
        Ok(PrintFile { bytes: assembler.finish()?, pages, labels: labels.len() })
    })
}

/// The forms of all labels. Sources are opened one after the other, so only one is in memory besides the output.
fn forms(
    assembler: &mut Assembler,
    sources: &[Source<'_>],
    labels: &[PlacedLabel],
    layout: &Layout,
) -> Result<Vec<Form>, DocumentError> {
    let mut by_source: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, label) in labels.iter().enumerate() {
        by_source.entry(label.source).or_default().push(index);
    }
    let mut forms: BTreeMap<usize, Form> = BTreeMap::new();
    for (source, wanted) in by_source {
        let given = sources.get(source).ok_or_else(|| DocumentError::NoSuchSource {
            label: wanted.first().map_or(0, |index| index + 1),
            given: source,
        })?;
        let mut file = SoundFile::open(given.bytes, &Limits::default())?;
        let mut copied = assembler.source();
        for index in wanted {
            let Some(label) = labels.get(index) else { continue };
            file.check_page(label.page)?;
            let crop =
                layout.whole_page().then(|| file.page(label.page).map(|page| page.frame.bounds())).transpose()?;
            forms.insert(index, assembler.form(&file, &mut copied, label.page, crop.unwrap_or(label.crop))?);
        }
    }
    Ok(forms.into_values().collect())
}

#[cfg(test)]
mod tests;
