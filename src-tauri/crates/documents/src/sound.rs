//! A PDF that was examined before anybody works with it.
//!
//! Owns opening: structure, page tree, page boxes, and that everything a page draws inflates whole and within bounds.
//! All other modules take a [`SoundFile`], never raw bytes, so no renderer meets a bomb, a cycle or a damaged stream.
//! It refuses rather than guesses: a page that cannot be read makes the whole file unusable, because a batch with a
//! lost label must not look complete.

mod filters;
mod nesting;
mod pages;
mod pictures;
mod prescan;
mod streams;

use std::sync::Arc;

use hayro::hayro_syntax::{Pdf, PdfData};
use lopdf::xref::XrefType;
use lopdf::{Document, LoadOptions};

use crate::error::{DocumentError, guarded};
use crate::limits::Limits;
use crate::raw::RawFile;
use crate::sniff;
pub(crate) use pages::PageFacts;

/// What a quick look at a download establishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdfFacts {
    /// How many pages it has, at least one.
    pub pages: usize,
}

/// Whether a downloaded document is a whole, readable PDF (client acceptance test, Seller API contract 8.6).
///
/// # Errors
/// What it is instead, or what is wrong with it.
pub fn check_pdf(bytes: &[u8]) -> Result<PdfFacts, DocumentError> {
    guarded(|| {
        let limits = Limits::default();
        let mut file = SoundFile::open(bytes, &limits)?;
        file.check_all_pages()?;
        Ok(PdfFacts { pages: file.pages.len() })
    })
}

/// How many pages the PDF has, without examining what is on them.
///
/// # Errors
/// What is wrong with the file.
pub fn page_count(bytes: &[u8]) -> Result<usize, DocumentError> {
    guarded(|| Ok(SoundFile::open(bytes, &Limits::default())?.pages.len()))
}

/// Object numbers above this are no marketplace's; an index is written for every number below the highest.
const HIGHEST_OBJECT: u32 = 1_000_000;

/// An opened PDF whose page tree is known.
pub(crate) struct SoundFile {
    pub doc: Document,
    pub pages: Vec<PageFacts>,
    /// The cross-reference table had to be repaired, or the file claims another number of pages than it has.
    pub repaired: bool,
    /// It holds scripts, attachments, forms or links. They are never carried over.
    pub active: bool,
    limits: Limits,
    work: streams::Work,
}

impl SoundFile {
    pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Result<Self, DocumentError> {
        if bytes.len() > limits.file_bytes {
            return Err(too_large("the size of the file in bytes", limits.file_bytes));
        }
        sniff::looks_like_pdf(bytes)?;
        let look = prescan::look(bytes, limits)?;
        let options = LoadOptions { max_decompressed_size: Some(look.unpacked), ..LoadOptions::default() };
        let mut doc = Document::load_mem_with_options(bytes, options).map_err(|error| load_error(&error, limits))?;
        if doc.is_encrypted() {
            return Err(DocumentError::Locked);
        }
        let highest = doc.objects.keys().next_back().map_or(0, |id| id.0);
        if doc.objects.len() > limits.objects || highest > HIGHEST_OBJECT {
            return Err(too_large("the number of objects", limits.objects));
        }
        // Whatever the trailer claims.
        doc.max_id = highest;
        doc.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
        doc.trailer.remove(b"Encrypt");
        let tree = pages::walk(&doc, limits)?;
        let repaired = doc.xref_recovery.is_some() || tree.count_lies || look.forgiven;
        let active = tree.annotated || pages::is_active(&doc);
        let work = streams::Work::default();
        Ok(Self { pages: tree.pages, repaired, active, limits: *limits, work, doc })
    }

    pub(crate) fn page(&self, index: usize) -> Result<&PageFacts, DocumentError> {
        let pages = self.pages.len();
        self.pages.get(index).ok_or(DocumentError::NoSuchPage { page: index.saturating_add(1), pages })
    }

    /// Establishes that everything the page draws is whole and bounded.
    pub(crate) fn check_page(&mut self, index: usize) -> Result<(), DocumentError> {
        let page = self.page(index)?.clone();
        streams::check_page(&self.doc, &page, self.pages.len(), &self.limits, &mut self.work)
    }

    pub(crate) fn check_all_pages(&mut self) -> Result<(), DocumentError> {
        (0..self.pages.len()).try_for_each(|index| self.check_page(index))
    }

    /// A stream's plain bytes, to hold another reader's against them.
    #[cfg(test)]
    pub(crate) fn inflate(&self, id: lopdf::ObjectId) -> Result<Vec<u8>, DocumentError> {
        streams::inflate(&self.doc, streams::stream(&self.doc, id)?, &self.limits)
    }

    /// The same file for the interpreter. Call the checks first.
    pub(crate) fn for_drawing(&self) -> Result<Pdf, DocumentError> {
        Drawing { bytes: plain_copy(self.doc.clone())?, pages: self.pages.clone() }.pdf()
    }

    /// The same file for the interpreter, without what was only needed to examine it. Call the checks first.
    pub(crate) fn into_drawing(self) -> Result<Drawing, DocumentError> {
        Ok(Drawing { bytes: plain_copy(self.doc)?, pages: self.pages })
    }
}

/// An examined file in a form the interpreter reads. It is always written anew, so that both readers see one thing:
/// what one repairs, overlooks or takes for an older version, the other never meets.
pub(crate) struct Drawing {
    bytes: Arc<Vec<u8>>,
    pub pages: Vec<PageFacts>,
}

impl Drawing {
    /// Opens it. The interpreter keeps every page it has drawn: open it again for every few pages of a long file.
    pub(crate) fn pdf(&self) -> Result<Pdf, DocumentError> {
        let data = PdfData::from(Arc::clone(&self.bytes));
        let pdf = Pdf::new(data).map_err(|_| DocumentError::Damaged("its pages cannot be drawn"))?;
        let same = pdf.pages().len() == self.pages.len();
        if same { Ok(pdf) } else { Err(DocumentError::Damaged("its pages cannot be drawn")) }
    }

    /// The same for the slimmer.
    pub(crate) fn raw(&self, limits: &Limits) -> Result<RawFile<'_>, DocumentError> {
        RawFile::open(self.bytes.as_slice(), limits)
    }
}

fn plain_copy(mut doc: Document) -> Result<Arc<Vec<u8>>, DocumentError> {
    let size = doc.objects.values().map(|object| object.as_stream().map_or(64, |stream| stream.content.len() + 128));
    let mut copy = Vec::with_capacity(size.sum());
    doc.save_to(&mut copy).map_err(|_| DocumentError::Damaged("it cannot be read as a whole"))?;
    drop(doc);
    Ok(Arc::new(copy))
}

/// The first place of `needle`.
pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(found) = haystack.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + found;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

pub(crate) fn too_large(what: &'static str, limit: impl TryInto<u64>) -> DocumentError {
    DocumentError::TooLarge { what, limit: limit.try_into().unwrap_or(u64::MAX) }
}

fn load_error(error: &lopdf::Error, limits: &Limits) -> DocumentError {
    match error {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            too_large("the unpacked size of a stream", limits.stream_bytes)
        }
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => DocumentError::Locked,
        _ => DocumentError::Damaged("its structure cannot be read"),
    }
}
