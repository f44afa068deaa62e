//! Labels and test pages into the bytes a printer takes.

use godown_documents::{
    DocumentError, HeldBackReason, JobLabel, LabelAsk, PlacedLabel, ProofAsk, ProvenLabel, Rect, Shelf, Verdict,
    names_tracking_id, page_size, picture_of_label, prove_label, prove_labels, prove_pages, test_print, test_print_pdf,
    write_planned,
};
use godown_domain::print::bitmap::Bitmap;
use godown_domain::print::ledger::WhyNot;
use godown_domain::print::plan::{LabelFacts, Step};
use godown_domain::print::{FileMode, Invoices, LabelLayout, LabelSize, Language, Printer, Turn};
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
/// at the printer's resolution is not printed.
fn as_pdf(blobs: &Blobs, how: &How, pages: &[Page]) -> Result<(Option<Made>, Vec<NotMade>), OpsError> {
    // Invoices are printed from their own file, on their own printer.
    let layout = LabelLayout { invoices: Invoices::None, ..how.layout.clone() };
    if is_proven_in_file(&layout)
        && let Ok(made) = as_proven_pdf(blobs, how, &layout, pages, true)
    {
        return Ok(made);
    }
    // One label that cannot be placed stops a whole file: one by one it is known which.
    as_proven_pdf(blobs, how, &layout, pages, false)
}

fn as_proven_pdf(
    blobs: &Blobs,
    how: &How,
    layout: &LabelLayout,
    pages: &[Page],
    in_file: bool,
) -> Result<(Option<Made>, Vec<NotMade>), OpsError> {
    let mut kept = KeptFiles::of(blobs);
    let (mut goes, mut bad) = (vec![], vec![]);
    for page in pages {
        match own_page(&mut kept, how, page, in_file) {
            Ok(placed) => goes.push((page, placed)),
            Err(refused) => bad.push(refused),
        }
    }
    while !goes.is_empty() {
        let (bytes, page_of) = write_job(&mut kept, layout, &mut goes)?;
        if in_file {
            let asks: Vec<(usize, &str)> =
                page_of.iter().zip(&goes).map(|(at, (page, _))| (*at, page.waiting.tracking_id.as_str())).collect();
            let proven = prove_pages(bytes.clone(), &asks, how.dpi, layout.snap_bars)?;
            let before = bad.len();
            let mut still = Vec::with_capacity(goes.len());
            for (proven, (page, placed)) in proven.into_iter().zip(goes) {
                match proven.verdict {
                    Verdict::Reads { .. } => still.push((page, placed)),
                    Verdict::HeldBack { why, picture_png } => bad.push(held_back(page, &why, picture_png)),
                }
            }
            goes = still;
            if bad.len() > before {
                // Without those that are held back it is another file, and is proven as such.
                continue;
            }
        }
        let labels = goes.iter().map(|(page, _)| page.waiting.label).collect();
        return Ok((Some(Made { labels, bytes, form: Form::Pdf { paper: how.layout.paper } }), bad));
    }
    Ok((None, bad))
}

/// Whether labels are proven on the pages of their own job: one a sheet, and what is drawn there is quickly drawn. A whole
/// page, several labels a sheet and the marketplace's own drawing are proven one by one, each slimmed for it.
fn is_proven_in_file(layout: &LabelLayout) -> bool {
    layout.up == 1 && layout.mode == FileMode::Slim && !layout.whole_page
}

/// A label on its page, which carries its parcel's number; proven here where its job's own page is not.
fn own_page(kept: &mut KeptFiles<'_>, how: &How, page: &Page, later: bool) -> Result<PlacedLabel, NotMade> {
    let crop = framed(page)?;
    if later {
        named(kept, page)?;
    } else {
        prove(kept, how, page, crop)?;
    }
    let (source, at) = (kept.source(&page.sha256), page.waiting.page.saturating_sub(1) as usize);
    Ok(PlacedLabel { source, page: at, crop, facts: LabelFacts::default(), invoice_pages: vec![] })
}

/// The job's file, and the page of each label in it.
fn write_job(
    kept: &mut KeptFiles<'_>,
    layout: &LabelLayout,
    goes: &mut [(&Page, PlacedLabel)],
) -> Result<(Vec<u8>, Vec<usize>), OpsError> {
    let mut steps = vec![];
    for (index, (page, _)) in goes.iter().enumerate() {
        steps.extend(words(&page.waiting.words_before));
        steps.push(Step::Label { index, strip: page.waiting.strip.clone() });
        steps.extend(words(&page.waiting.words_after));
    }
    let write = |kept: &mut KeptFiles<'_>, goes: &[(&Page, PlacedLabel)]| {
        let placed: Vec<PlacedLabel> = goes.iter().map(|(_, placed)| placed.clone()).collect();
        let mut bytes = vec![];
        Ok::<_, DocumentError>((write_planned(kept, &placed, &steps, layout, &mut bytes)?, bytes))
    };
    let (facts, bytes) = write(kept, goes)?;
    if facts.kept_whole.is_empty() {
        return Ok((bytes, facts.page_of));
    }
    // What is cropped away from them would lie hidden in the file: they go as pictures of what is seen.
    for place in facts.kept_whole {
        if let Some((_, label)) = goes.get_mut(place) {
            *label = as_picture(kept, label)?;
        }
    }
    let (facts, bytes) = write(kept, goes)?;
    Ok((bytes, facts.page_of))
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
    let proven = match drawn_together(&mut kept, how, pages) {
        Some(proven) => proven,
        // One label that cannot be drawn stops them all: one by one it is known which.
        None => pages.iter().map(|page| prove(&mut kept, how, page, framed(page)?)).collect(),
    };
    let (mut bytes, mut labels, mut bad) = (vec![], vec![], vec![]);
    for (page, dots) in pages.iter().zip(proven) {
        match dots {
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

/// All labels of a job as dots, what they share drawn once; `None` where they have to be drawn one by one.
fn drawn_together(kept: &mut KeptFiles<'_>, how: &How, pages: &[Page]) -> Option<Vec<Result<Bitmap, NotMade>>> {
    if how.layout.up != 1 || how.layout.whole_page {
        return None;
    }
    let placed: Vec<Result<PlacedLabel, NotMade>> = pages.iter().map(|page| own_page(kept, how, page, true)).collect();
    let labels: Vec<JobLabel<'_>> = pages
        .iter()
        .zip(&placed)
        .filter_map(|(page, placed)| {
            let (strip, tracking_id) = (&page.waiting.strip, &page.waiting.tracking_id);
            Some(JobLabel { placed: placed.as_ref().ok()?.clone(), strip, tracking_id })
        })
        .collect();
    let mut proven = match labels.as_slice() {
        [] => vec![],
        labels => prove_labels(kept, labels, &how.layout, how.dpi).ok()?,
    }
    .into_iter();
    let mut answers = Vec::with_capacity(pages.len());
    for (placed, page) in placed.into_iter().zip(pages) {
        answers.push(match placed {
            Ok(_) => scanning(page, proven.next()?),
            Err(refused) => Err(refused),
        });
    }
    Some(answers)
}

/// A label as the printer's dots, if it scans.
fn prove(kept: &mut KeptFiles<'_>, how: &How, page: &Page, crop: Rect) -> Result<Bitmap, NotMade> {
    let bytes = named(kept, page)?;
    let at = page.waiting.page.saturating_sub(1) as usize;
    let tracking_id = &page.waiting.tracking_id;
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
    scanning(page, prove_label(&ask).map_err(|error| not_made(page, WhyNot::Unreadable, error))?)
}

/// The dots of a label that scans.
fn scanning(page: &Page, proven: ProvenLabel) -> Result<Bitmap, NotMade> {
    match proven.verdict {
        Verdict::Reads { .. } => Ok(proven.bitmap),
        Verdict::HeldBack { why, picture_png } => Err(held_back(page, &why, picture_png)),
    }
}

fn framed(page: &Page) -> Result<Rect, NotMade> {
    page.crop.ok_or_else(|| not_made(page, WhyNot::Unreadable, NO_FRAME))
}

fn held_back(page: &Page, why: &HeldBackReason, picture_png: Vec<u8>) -> NotMade {
    NotMade { picture_png: Some(picture_png), ..not_made(page, WhyNot::HeldBack, why) }
}

/// The file with a label's page. Before anything is drawn: whatever the books say, a page that does not carry this parcel's number
/// is not its label.
fn named(kept: &mut KeptFiles<'_>, page: &Page) -> Result<Vec<u8>, NotMade> {
    let source = kept.source(&page.sha256);
    let bytes = kept.read(source).map_err(|error| not_made(page, WhyNot::Unreadable, error))?;
    let at = page.waiting.page.saturating_sub(1) as usize;
    let tracking_id = &page.waiting.tracking_id;
    if names_tracking_id(&bytes, at, tracking_id).map_err(|error| not_made(page, WhyNot::Unreadable, error))? {
        return Ok(bytes);
    }
    let words = format!("The page does not carry the tracking id {tracking_id}: fetch the label again.");
    Err(not_made(page, WhyNot::HeldBack, words))
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

#[cfg(test)]
mod tests;
