//! Labels and test pages into the bytes a printer takes.

use godown_documents::{Layout, PlacedLabel, Rect, ScaleMode, Source, Stock, print_file};
use godown_domain::print::ledger::WhyNot;
use godown_domain::print::{LabelLayout, Language, Paper, Printer};
use godown_printing::Form;
use godown_store::print::Waiting;

use crate::OpsError;
use crate::blobs::Blobs;

/// Labels that go to the printer as one job.
pub(super) struct Made {
    pub(super) labels: Vec<u32>,
    pub(super) bytes: Vec<u8>,
    pub(super) form: Form,
}

/// A label that cannot be made, and why.
pub(super) struct NotMade {
    pub(super) label: u32,
    pub(super) why: WhyNot,
    pub(super) words: String,
    pub(super) picture_png: Option<Vec<u8>>,
}

/// A label that waits, with where its page lies.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) waiting: Waiting,
    pub(super) sha256: String,
    pub(super) crop: Option<Rect>,
}

/// How labels are made for one run.
#[derive(Clone)]
pub(super) struct How {
    pub(super) language: Language,
    pub(super) dpi: u16,
    pub(super) layout: LabelLayout,
}

impl How {
    /// Labels handed over at once: few where each is drawn by us, more where the driver draws.
    pub(super) fn chunk(&self) -> u32 {
        if self.language == Language::Pdf { 25 } else { 5 }
    }
}

/// Makes one job of labels; those that cannot be made are told apart and do not hold back the others.
pub(super) fn make(blobs: &Blobs, how: &How, pages: &[Page]) -> Result<(Option<Made>, Vec<NotMade>), OpsError> {
    let (mut files, mut placed, mut labels, mut bad): (Vec<Vec<u8>>, Vec<PlacedLabel>, Vec<u32>, Vec<NotMade>) =
        Default::default();
    let mut known: Vec<&str> = vec![];
    for page in pages {
        let mut refuse = |words: String| {
            bad.push(NotMade { label: page.waiting.label, why: WhyNot::Unreadable, words, picture_png: None });
        };
        let Some(crop) = page.crop else {
            refuse("The label's frame is not known: draw it for this courier.".into());
            continue;
        };
        let source = match known.iter().position(|sha256| *sha256 == page.sha256) {
            Some(source) => source,
            None => match blobs.read(&page.sha256) {
                Ok(bytes) => {
                    files.push(bytes);
                    known.push(&page.sha256);
                    files.len() - 1
                }
                Err(error) => {
                    refuse(error.to_string());
                    continue;
                }
            },
        };
        let stamp = (!page.waiting.strip.is_empty()).then(|| page.waiting.strip.clone());
        placed.push(PlacedLabel { source, page: page.waiting.page.saturating_sub(1) as usize, crop, stamp });
        labels.push(page.waiting.label);
    }
    if placed.is_empty() {
        return Ok((None, bad));
    }
    let sources: Vec<Source<'_>> = files.iter().map(|bytes| Source { bytes }).collect();
    let made = print_file(&sources, &placed, &old_layout(&how.layout))?;
    Ok((Some(Made { labels, bytes: made.bytes, form: Form::Pdf { paper: how.layout.paper } }), bad))
}

pub(crate) fn old_layout(chosen: &LabelLayout) -> Layout {
    let stock = match chosen.paper {
        _ if chosen.whole_page => Stock::A4AsIs,
        Paper::Label3x5 => Stock::Label3x5In,
        Paper::Label100x150 => Stock::Label100x150Mm,
        Paper::A6 => Stock::A6,
        _ => Stock::Label4x6In,
    };
    Layout { stock, scale: ScaleMode::Big, ..Layout::default() }
}

/// A test page in the printer's own language.
pub(super) fn test_page(printer: &Printer) -> Result<(Vec<u8>, Form), OpsError> {
    let _ = printer;
    Err(OpsError::NotActionable("The test page is not drawn yet.".into()))
}
