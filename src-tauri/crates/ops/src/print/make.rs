//! Labels and test pages into the bytes a printer takes.

use godown_documents::{
    DocumentError, LabelAsk, PlacedLabel, ProofAsk, Rect, Shelf, Verdict, names_tracking_id, page_size,
    picture_of_label, prove_label, test_print, test_print_pdf, write_planned,
};
use godown_domain::print::bitmap::Bitmap;
use godown_domain::print::ledger::WhyNot;
use godown_domain::print::plan::{LabelFacts, Step};
use godown_domain::print::{Invoices, LabelLayout, LabelSize, Language, Printer, Turn};
use godown_printing::{Form, Graphics};
use godown_store::print::Waiting;

use crate::OpsError;
use crate::blobs::Blobs;
use crate::papers::KeptFiles;

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
#[derive(Clone, PartialEq)]
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
    if how.language == Language::Pdf { as_pdf(blobs, how, pages) } else { as_dots(blobs, how, pages) }
}

fn not_made(page: &Page, why: WhyNot, words: impl ToString) -> NotMade {
    NotMade { label: page.waiting.label, why, words: words.to_string(), picture_png: None }
}

const NO_FRAME: &str = "The label's frame is not known: draw it for this courier.";

/// A PDF for a printer whose driver draws. Every label is drawn here as well before it goes, so that one that would not scan
/// at the printer's resolution is not printed; a whole page, and several labels a sheet, are proven one by one the same way.
fn as_pdf(blobs: &Blobs, how: &How, pages: &[Page]) -> Result<(Option<Made>, Vec<NotMade>), OpsError> {
    let mut kept = KeptFiles::of(blobs);
    let (mut placed, mut steps, mut labels, mut bad) = (vec![], vec![], vec![], vec![]);
    for page in pages {
        let Some(crop) = page.crop else {
            bad.push(not_made(page, WhyNot::Unreadable, NO_FRAME));
            continue;
        };
        let source = kept.source(&page.sha256);
        let at = page.waiting.page.saturating_sub(1) as usize;
        if let Err(refused) = prove(&mut kept, how, page, crop) {
            bad.push(refused);
            continue;
        }
        steps.extend(words(&page.waiting.words_before));
        steps.push(Step::Label { index: placed.len(), strip: page.waiting.strip.clone() });
        steps.extend(words(&page.waiting.words_after));
        placed.push(PlacedLabel { source, page: at, crop, facts: LabelFacts::default(), invoice_pages: vec![] });
        labels.push(page.waiting.label);
    }
    if placed.is_empty() {
        return Ok((None, bad));
    }
    // Invoices are printed from their own file, on their own printer.
    let layout = LabelLayout { invoices: Invoices::None, ..how.layout.clone() };
    let mut bytes = vec![];
    let facts = write_planned(&mut kept, &placed, &steps, &layout, &mut bytes)?;
    if !facts.kept_whole.is_empty() {
        // What is cropped away from them would lie hidden in the file: they go as pictures of what is seen.
        for place in facts.kept_whole {
            if let Some(label) = placed.get_mut(place) {
                *label = as_picture(&mut kept, label)?;
            }
        }
        bytes.clear();
        write_planned(&mut kept, &placed, &steps, &layout, &mut bytes)?;
    }
    Ok((Some(Made { labels, bytes, form: Form::Pdf { paper: how.layout.paper } }), bad))
}

/// The same label from a page that holds nothing but its picture.
fn as_picture(kept: &mut KeptFiles<'_>, label: &PlacedLabel) -> Result<PlacedLabel, DocumentError> {
    let picture = picture_of_label(&kept.read(label.source)?, label.page, label.crop)?;
    let (width, height) = page_size(&picture, 0)?;
    let crop = Rect::new(0.0, 0.0, width, height);
    Ok(PlacedLabel { source: kept.add(picture), page: 0, crop, invoice_pages: vec![], ..label.clone() })
}

fn words(lines: &[String]) -> Option<Step> {
    (!lines.is_empty()).then(|| Step::Words { lines: lines.to_vec() })
}

/// The printer's own language: one picture a label.
fn as_dots(blobs: &Blobs, how: &How, pages: &[Page]) -> Result<(Option<Made>, Vec<NotMade>), OpsError> {
    let mut kept = KeptFiles::of(blobs);
    let (mut bytes, mut labels, mut bad) = (vec![], vec![], vec![]);
    for page in pages {
        let Some(crop) = page.crop else {
            bad.push(not_made(page, WhyNot::Unreadable, NO_FRAME));
            continue;
        };
        kept.source(&page.sha256);
        match prove(&mut kept, how, page, crop) {
            Ok(dots) => {
                if !page.waiting.words_before.is_empty() {
                    bytes.extend(wrap(&words_dots(&mut kept, how, page, &page.waiting.words_before)?, how));
                }
                bytes.extend(wrap(&dots, how));
                if !page.waiting.words_after.is_empty() {
                    bytes.extend(wrap(&words_dots(&mut kept, how, page, &page.waiting.words_after)?, how));
                }
                labels.push(page.waiting.label);
            }
            Err(refused) => bad.push(refused),
        }
    }
    if labels.is_empty() {
        return Ok((None, bad));
    }
    Ok((Some(Made { labels, bytes, form: Form::Raw }), bad))
}

/// A label as the printer's dots, if it scans.
fn prove(kept: &mut KeptFiles<'_>, how: &How, page: &Page, crop: Rect) -> Result<Bitmap, NotMade> {
    let source = kept.source(&page.sha256);
    let bytes = kept.read(source).map_err(|error| not_made(page, WhyNot::Unreadable, error))?;
    // Before anything is drawn: whatever the books say, a page that does not carry this parcel's number is not its label.
    let at = page.waiting.page.saturating_sub(1) as usize;
    let tracking_id = &page.waiting.tracking_id;
    if !names_tracking_id(&bytes, at, tracking_id).map_err(|error| not_made(page, WhyNot::Unreadable, error))? {
        let words = format!("The page does not carry the tracking id {tracking_id}: fetch the label again.");
        return Err(not_made(page, WhyNot::HeldBack, words));
    }
    // One label alone, whatever goes on a sheet.
    let layout = LabelLayout { up: 1, ..how.layout.clone() };
    let ask = ProofAsk {
        bytes: &bytes,
        page: at,
        crop,
        layout: if how.language == Language::Pdf { &layout } else { &how.layout },
        dpi: how.dpi,
        tracking_id,
        strip: &page.waiting.strip,
    };
    let proven = prove_label(&ask).map_err(|error| not_made(page, WhyNot::Unreadable, error))?;
    match proven.verdict {
        Verdict::Reads { .. } => Ok(proven.bitmap),
        Verdict::HeldBack { why, picture_png } => {
            Err(NotMade { picture_png: Some(picture_png), ..not_made(page, WhyNot::HeldBack, why) })
        }
    }
}

/// A separator as dots: the page of words that a print file has before a label, drawn like a label.
fn words_dots(kept: &mut KeptFiles<'_>, how: &How, page: &Page, lines: &[String]) -> Result<Bitmap, OpsError> {
    let layout = LabelLayout {
        up: 1,
        turn: Turn::None,
        invoices: Invoices::None,
        strip: String::new(),
        whole_page: false,
        ..how.layout.clone()
    };
    let source = kept.source(&page.sha256);
    let crop = page.crop.ok_or(DocumentError::NotMade("a label has no frame"))?;
    let at = page.waiting.page.saturating_sub(1) as usize;
    let placed = [PlacedLabel { source, page: at, crop, facts: LabelFacts::default(), invoice_pages: vec![] }];
    let steps = [Step::Words { lines: lines.to_vec() }, Step::Label { index: 0, strip: String::new() }];
    let mut file = vec![];
    write_planned(kept, &placed, &steps, &layout, &mut file)?;
    let (width, height) = page_size(&file, 0)?;
    let plain = LabelLayout {
        size: LabelSize::Percent { percent: 100 },
        margin: 0,
        snap_bars: false,
        turn: how.layout.turn,
        ..layout
    };
    let ask = LabelAsk {
        bytes: &file,
        page: 0,
        crop: Rect::new(0.0, 0.0, width, height),
        layout: &plain,
        dpi: how.dpi,
        strip: "",
    };
    // Nothing on it is to scan, so what the proof says of it does not matter.
    let LabelAsk { bytes, page, crop, layout, dpi, strip } = ask;
    Ok(prove_label(&ProofAsk { bytes, page, crop, layout, dpi, tracking_id: "", strip })?.bitmap)
}

fn wrap(dots: &Bitmap, how: &How) -> Vec<u8> {
    match how.language {
        Language::Tspl => godown_printing::tspl(dots, how.dpi),
        Language::ZplHex => godown_printing::zpl(dots, Graphics::Hex),
        Language::Zpl | Language::Pdf => godown_printing::zpl(dots, Graphics::Z64),
    }
}

/// A test page in the printer's own language.
pub(super) fn test_page(printer: &Printer) -> Result<(Vec<u8>, Form), OpsError> {
    let paper = printer.layout.paper;
    if printer.language == Language::Pdf {
        return Ok((test_print_pdf(paper, printer.dpi)?, Form::Pdf { paper }));
    }
    let how = How { language: printer.language, dpi: printer.dpi, layout: printer.layout.clone() };
    Ok((wrap(&test_print(paper, printer.dpi), &how), Form::Raw))
}
