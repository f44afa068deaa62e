//! What a label file holds, page by page.
//!
//! Owns the reading of marketplace pages: tracking ids, order ids, where the label's frame is, whether there is an
//! invoice. It matches nothing (see [`crate::match_pages`]) and trusts no position in the file.
//! Wording and geometry were measured on label files served in 2023 and 2025.

mod crop;
mod frame;
mod ids;
mod quick;

use hayro::hayro_interpret::InterpreterCache;

use crate::error::{DocumentError, guarded};
use crate::geometry::shape::LabelShape;
use crate::geometry::{PageFrame, Rect};
use crate::limits::Limits;
use crate::proof::{self, Decoded};
use crate::raster::{Raster, drawn_file};
use crate::raw::RawFile;
use crate::slim::slim_page_of;
use crate::sound::{Drawing, SoundFile};
use crate::text::PageText;
pub use crop::ManualCrop;
pub(crate) use ids::{names, tokens};
pub use quick::{names_tracking_id, quick_tracking_ids};

/// A label file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelFile {
    /// Its pages in file order.
    pub pages: Vec<LabelPage>,
    /// What was odd about the file as a whole.
    pub warnings: Vec<ReadWarning>,
}

/// Something odd that did not prevent reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadWarning {
    /// The file's inner index or page count was wrong; it was rebuilt.
    Repaired,
    /// Too many pages without readable ids: the symbols of the later ones were not decoded.
    SymbolsNotRead,
    /// It holds scripts, attachments, form fields or links. They are never carried over.
    ActiveParts,
}

impl LabelFile {
    /// What most labels of the file look like; none without a label that was found by its own marks.
    #[must_use]
    pub fn usual_shape(&self) -> Option<LabelShape> {
        let shapes: Vec<LabelShape> = self.pages.iter().filter_map(|page| page.shape).collect();
        LabelShape::usual(&shapes)
    }
}

/// One page of a label file. Coordinates are points of the page as shown, origin at its bottom-left.
#[derive(Clone, PartialEq)]
pub struct LabelPage {
    /// Place in the file, from 0.
    pub index: usize,
    /// Shown width, points.
    pub width: f64,
    /// Shown height, points.
    pub height: f64,
    /// Clockwise turn the file asks for, degrees.
    pub rotation: u16,
    /// What the page says, line by line. Holds the buyer's address: never log it.
    pub text: String,
    /// Tracking ids found by their wording or shape, in order of appearance.
    pub tracking_ids: Vec<String>,
    /// Order ids, in order of appearance.
    pub order_ids: Vec<String>,
    /// Bars (Code 128) decoded from the page's picture; filled only when the text names no parcel.
    pub symbols: Vec<Decoded>,
    /// The label, if the page holds one.
    pub label: Option<LabelBox>,
    /// What the label looks like; only for one found by its own marks, not by its usual place.
    pub shape: Option<LabelShape>,
    /// Baseline of the heading `Tax Invoice`, if the page holds an invoice.
    pub invoice_top: Option<f64>,
}

impl LabelPage {
    /// Whether an invoice starts on this page.
    #[must_use]
    pub fn has_invoice(&self) -> bool {
        self.invoice_top.is_some()
    }
}

/// Leaves out what the page says: it holds the buyer's name and address, and debug output ends up in logs.
impl std::fmt::Debug for LabelPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LabelPage")
            .field("index", &self.index)
            .field("size", &(self.width, self.height, self.rotation))
            .field("letters", &self.text.len())
            .field("tracking_ids", &self.tracking_ids)
            .field("order_ids", &self.order_ids)
            .field("label", &self.label)
            .field("invoice_top", &self.invoice_top)
            .finish_non_exhaustive()
    }
}

/// Where the label stands on its page, with 2 points around the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelBox {
    /// The crop, shown points.
    pub rect: Rect,
    /// What it was found by.
    pub found_by: FoundBy,
    /// Somebody should look at it before it is printed.
    pub check: bool,
    /// The label does not stand where the marketplace puts it (more than 3 points off); the crop follows it.
    pub moved: bool,
}

/// How the label's place was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// The frame drawn around the label.
    Frame,
    /// The words `Not for resale.` in its bottom-left corner.
    Anchor,
    /// Nothing on the page; it is where the marketplace usually puts it, or the whole page.
    Default,
    /// A person drew the box.
    Person,
}

/// Pages drawn before the interpreter is opened anew: it keeps the unpacked content of every page it has drawn, 360 KB
/// each for a marketplace page.
const PAGES_AT_ONCE: usize = 20;

/// Reads a downloaded label file.
///
/// # Errors
/// What came instead of a PDF, or why it is refused; see [`DocumentError`]. Nothing of a file is read when any page
/// of it is damaged: a batch with a lost label must not look complete.
pub fn read_labels(bytes: &[u8], limits: &Limits) -> Result<LabelFile, DocumentError> {
    guarded(|| {
        let mut file = SoundFile::open(bytes, limits)?;
        file.check_all_pages()?;
        let mut warnings = Vec::new();
        if file.repaired {
            warnings.push(ReadWarning::Repaired);
        }
        if file.active {
            warnings.push(ReadWarning::ActiveParts);
        }
        let drawing = file.into_drawing()?;
        let mut pages = Vec::with_capacity(drawing.pages.len());
        let mut bars = Bars { drawing: &drawing, opened: None, left: limits.decoded_pages, limits };
        for (few, facts) in drawing.pages.chunks(PAGES_AT_ONCE).enumerate() {
            let pdf = drawing.pdf()?;
            let cache = InterpreterCache::new();
            for (place, facts) in facts.iter().enumerate() {
                let index = few * PAGES_AT_ONCE + place;
                let drawn = pdf.pages().get(index).ok_or(NOT_DRAWN)?;
                let page = read_page(index, drawn, &facts.frame, &cache, &mut bars)?;
                let skipped = page.symbols.is_empty() && names_nothing(&page) && bars.left == 0;
                if skipped && !warnings.contains(&ReadWarning::SymbolsNotRead) {
                    warnings.push(ReadWarning::SymbolsNotRead);
                }
                pages.push(page);
            }
        }
        Ok(LabelFile { pages, warnings })
    })
}

/// Reads one page of a file.
pub(crate) fn read_one(bytes: &[u8], index: usize, limits: &Limits) -> Result<LabelPage, DocumentError> {
    let mut file = SoundFile::open(bytes, limits)?;
    file.check_page(index)?;
    let drawing = file.into_drawing()?;
    let pdf = drawing.pdf()?;
    let (drawn, facts) = pdf.pages().get(index).zip(drawing.pages.get(index)).ok_or(NOT_DRAWN)?;
    let mut bars = Bars { drawing: &drawing, opened: None, left: 1, limits };
    read_page(index, drawn, &facts.frame, &InterpreterCache::new(), &mut bars)
}

const NOT_DRAWN: DocumentError = DocumentError::Damaged("its pages cannot be drawn");

/// Neither a parcel nor an invoice: what its bars say is worth a look.
fn names_nothing(page: &LabelPage) -> bool {
    page.tracking_ids.is_empty() && page.invoice_top.is_none()
}

/// Looks for bars on pages whose text names no parcel.
struct Bars<'d> {
    drawing: &'d Drawing,
    /// The file as the slimmer reads it, once it was asked for.
    opened: Option<RawFile<'d>>,
    /// How many pages may still be searched.
    left: usize,
    limits: &'d Limits,
}

impl Bars<'_> {
    /// A page is slimmed before it is drawn: one of thousands of clips would take the renderer thirty times as long.
    fn on_page(&mut self, index: usize, shown: &PageFrame) -> Result<Vec<Decoded>, DocumentError> {
        self.left -= 1;
        let file = match self.opened.take() {
            Some(file) => file,
            None => self.drawing.raw(self.limits)?,
        };
        let slim = slim_page_of(&file, index, shown.bounds())?;
        self.opened = Some(file);
        let picture = drawn_file(slim, |page, frame| Raster::of_page(page, frame, proof::DPI / 72.0))?;
        Ok(proof::bars(&picture))
    }
}

/// Reads one page of an examined file.
fn read_page<'a>(
    index: usize,
    drawn: &'a hayro::hayro_syntax::page::Page<'a>,
    shown: &PageFrame,
    cache: &InterpreterCache<'a>,
    bars: &mut Bars<'_>,
) -> Result<LabelPage, DocumentError> {
    let text = PageText::read(drawn, shown, cache);
    let mut page = page(index, *shown, &text);
    if names_nothing(&page) && bars.left > 0 && !text.is_blank() {
        page.symbols = bars.on_page(index, shown)?;
        if page.label.is_none() && !page.symbols.is_empty() {
            page.label = Some(frame::unanchored(shown));
        }
    }
    Ok(page)
}

fn page(index: usize, shown: PageFrame, text: &PageText) -> LabelPage {
    let plain = text.plain();
    let invoice_top = text.find("Tax Invoice").map(|glyph| glyph.y);
    let label = frame::find(text, &shown, invoice_top);
    let marked = label.filter(|label| label.found_by != FoundBy::Default);
    LabelPage {
        index,
        width: shown.width,
        height: shown.height,
        rotation: shown.rotation,
        tracking_ids: ids::tracking_ids(&plain),
        order_ids: ids::order_ids(&plain),
        symbols: Vec::new(),
        label,
        shape: marked.map(|label| frame::shape(&label, text, &shown)),
        invoice_top,
        text: plain,
    }
}

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unusual_tests;
