//! A PDF that was examined before anybody works with it.
//!
//! Owns opening: structure, page tree, page boxes, and that everything a page draws inflates whole and within bounds.
//! All other modules take a [`SoundFile`], never raw bytes, so no renderer meets a bomb, a cycle or a damaged stream.
//! It refuses rather than guesses: a page that cannot be read makes the whole file unusable, because a batch with a
//! lost label must not look complete.

mod pages;
mod streams;

use std::collections::HashMap;
use std::sync::Arc;

use hayro::hayro_syntax::{Pdf, PdfData};
use lopdf::{Document, LoadOptions, ObjectId};

use crate::error::{DocumentError, guarded};
use crate::limits::Limits;
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

/// An opened PDF whose page tree is known.
pub(crate) struct SoundFile<'b> {
    bytes: &'b [u8],
    pub doc: Document,
    pub pages: Vec<PageFacts>,
    /// The cross-reference table had to be repaired, or the file claims another number of pages than it has.
    pub repaired: bool,
    limits: Limits,
    /// Inflated sizes of the streams already examined.
    sizes: HashMap<ObjectId, u64>,
}

impl<'b> SoundFile<'b> {
    pub(crate) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, DocumentError> {
        if bytes.len() > limits.file_bytes {
            return Err(too_large("the size of the file in bytes", limits.file_bytes));
        }
        sniff::looks_like_pdf(bytes)?;
        let options =
            LoadOptions { max_decompressed_size: usize::try_from(limits.stream_bytes).ok(), ..LoadOptions::default() };
        let doc = Document::load_mem_with_options(bytes, options).map_err(|error| load_error(&error, limits))?;
        if doc.is_encrypted() {
            return Err(DocumentError::Locked);
        }
        if doc.objects.len() > limits.objects {
            return Err(too_large("the number of objects", limits.objects));
        }
        let tree = pages::walk(&doc, limits)?;
        let repaired = doc.xref_recovery.is_some() || tree.count_lies;
        Ok(Self { bytes, pages: tree.pages, repaired, limits: *limits, sizes: HashMap::new(), doc })
    }

    pub(crate) fn page(&self, index: usize) -> Result<&PageFacts, DocumentError> {
        let pages = self.pages.len();
        self.pages.get(index).ok_or(DocumentError::NoSuchPage { page: index.saturating_add(1), pages })
    }

    /// Establishes that everything the page draws is whole and bounded.
    pub(crate) fn check_page(&mut self, index: usize) -> Result<(), DocumentError> {
        let page = self.page(index)?.clone();
        streams::check_page(&self.doc, &page, &self.limits, &mut self.sizes)
    }

    pub(crate) fn check_all_pages(&mut self) -> Result<(), DocumentError> {
        (0..self.pages.len()).try_for_each(|index| self.check_page(index))
    }

    pub(crate) fn stream(&self, id: ObjectId) -> Result<&lopdf::Stream, DocumentError> {
        streams::stream(&self.doc, id)
    }

    pub(crate) fn inflate(&self, id: ObjectId) -> Result<Vec<u8>, DocumentError> {
        streams::inflate(self.stream(id)?, &self.limits)
    }

    /// The same file for the interpreter. Call the checks first.
    ///
    /// Files that needed repair or decryption are handed over as a plain copy, so that both readers see one thing.
    pub(crate) fn for_drawing(&self) -> Result<Pdf, DocumentError> {
        let plain = self.doc.xref_recovery.is_none() && !self.doc.was_encrypted();
        let pdf = if plain { self.interpret(self.bytes.to_vec()) } else { None };
        if let Some(pdf) = pdf {
            return Ok(pdf);
        }
        let mut copy = Vec::with_capacity(self.bytes.len());
        self.doc.clone().save_to(&mut copy).map_err(|_| DocumentError::Damaged("it cannot be read as a whole"))?;
        self.interpret(copy).ok_or(DocumentError::Damaged("its pages cannot be drawn"))
    }

    fn interpret(&self, bytes: Vec<u8>) -> Option<Pdf> {
        let pdf = Pdf::new(PdfData::from(Arc::new(bytes))).ok()?;
        (pdf.pages().len() == self.pages.len()).then_some(pdf)
    }
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
