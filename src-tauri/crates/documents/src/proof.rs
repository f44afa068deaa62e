//! The proof that a label scans, before a roll is wasted on it.
//!
//! Owns one label's way from the marketplace's page to the printer's dots, and the verdict on them: the bars say the
//! tracking id, the square code says what it said on the page. A label that does not read is held back with a picture
//! of why; a label is never printed on the hope that it will scan.

mod decode;
mod label;
mod page;
mod picture;

use godown_domain::print::bitmap::Bitmap;
use godown_domain::print::plan::Step;
use godown_domain::print::{FileMode, Invoices, LabelLayout};

use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;
use crate::print_file::{PlacedLabel, Shelf, write_planned};
use crate::raster::{OwnFile, Pen};
use crate::snap::{self, Area, Evenness};
pub(crate) use decode::bars;
#[cfg(test)]
pub(crate) use decode::on_label;
pub use decode::{Decoded, Symbology, decode_label};
pub use label::LabelAsk;
pub(crate) use label::LabelDots;
pub use page::picture_of_label;
pub(crate) use picture::outlined_png;

/// The resolution of the common thermal label printer, dots an inch.
pub(crate) const DPI: f64 = 203.0;
/// Said of bars that only the slow decoder reads, which gives no widths.
const NOT_MEASURED: Evenness = Evenness { mean_bp: 10_000, max_bp: 10_000 };

/// A label to draw and prove.
#[derive(Debug, Clone, Copy)]
pub struct ProofAsk<'a> {
    /// The file the label is in, as downloaded.
    pub bytes: &'a [u8],
    /// Its page, from 0.
    pub page: usize,
    /// What to cut out, shown points of that page ([`crate::LabelBox::rect`]).
    pub crop: Rect,
    /// How it is put on paper. Sorting, separators, headers and invoices do not matter here.
    pub layout: &'a LabelLayout,
    /// The printer's dots an inch.
    pub dpi: u16,
    /// What the bars have to say.
    pub tracking_id: &'a str,
    /// The strip's text, filled in; empty for none.
    pub strip: &'a str,
}

/// A label as the printer will burn it, and whether it scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenLabel {
    /// The dots of one sheet of the layout's paper.
    pub bitmap: Bitmap,
    /// Whether they scan.
    pub verdict: Verdict,
}

/// Whether a label scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All its symbols were read back from the dots.
    Reads {
        /// How far bars and gaps are from whole modules on average, hundredths of a percent of a module; the worst symbol.
        module_error_mean_bp: u32,
        /// The same for the worst bar or gap. Both are 10 000 where the bars read but could not be measured.
        module_error_max_bp: u32,
        /// Whether there was a square code, too.
        data_matrix: bool,
    },
    /// It must not be printed.
    HeldBack {
        /// Why.
        why: HeldBackReason,
        /// The dots with the place outlined, PNG.
        picture_png: Vec<u8>,
    },
}

/// Why a label is held back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeldBackReason {
    /// There is nothing to scan on it.
    #[error("There are no bars on the label that a scanner could read.")]
    NoBars,
    /// Bars are there, and do not read.
    #[error("The bars on the label do not scan.")]
    BarsDoNotRead,
    /// The bars name another parcel.
    #[error("The bars on the label say {read}: that is another parcel.")]
    OtherParcel {
        /// What they say.
        read: String,
    },
    /// The square code does not say what it said on the page.
    #[error("The square code on the label does not scan.")]
    SquareCodeDoesNotRead,
}

/// Draws a label as the printer's dots, puts its symbols on whole dots where the layout says so, and reads them back.
///
/// # Errors
/// When the file is refused, has no such page, or the label does not fit the paper.
pub fn prove_label(ask: &ProofAsk<'_>) -> Result<ProvenLabel, DocumentError> {
    guarded(|| {
        let mut label = LabelDots::draw(&LabelAsk::from(ask))?;
        let verdict = verdict(&mut label, ask.tracking_id, ask.layout.snap_bars)?;
        Ok(ProvenLabel { bitmap: label.dots, verdict })
    })
}

/// A label among others of one job.
#[derive(Debug, Clone)]
pub struct JobLabel<'a> {
    /// Where it lies.
    pub placed: PlacedLabel,
    /// The strip's text, filled in; empty for none.
    pub strip: &'a str,
    /// What the bars have to say.
    pub tracking_id: &'a str,
}

/// The same as [`prove_label`] for labels of one job, one a sheet: what they share is read and drawn once. Answers in their order.
///
/// # Errors
/// As [`prove_label`], for all of them where it concerns one.
pub fn prove_labels(
    shelf: &mut dyn Shelf,
    labels: &[JobLabel<'_>],
    layout: &LabelLayout,
    dpi: u16,
) -> Result<Vec<ProvenLabel>, DocumentError> {
    let layout = LabelLayout { mode: FileMode::Slim, up: 1, invoices: Invoices::None, ..layout.clone() };
    let steps: Vec<Step> =
        labels.iter().enumerate().map(|(index, label)| Step::Label { index, strip: label.strip.to_owned() }).collect();
    let placed: Vec<PlacedLabel> = labels.iter().map(|label| label.placed.clone()).collect();
    let mut file = Vec::new();
    let facts = write_planned(shelf, &placed, &steps, &layout, &mut file)?;
    let pages: Vec<(usize, &str)> =
        facts.page_of.iter().zip(labels).map(|(page, label)| (*page, label.tracking_id)).collect();
    prove_pages(file, &pages, dpi, layout.snap_bars)
}

/// Proves labels on pages of a print file of ours as a printer of `dpi` dots an inch draws them: the very bytes that go to it.
/// `labels` names pages, from 0, each with one label, and what its bars have to say; `snap_bars` as in the layout.
///
/// # Errors
/// When the file has no such page or a page cannot be drawn.
pub fn prove_pages(
    file: Vec<u8>,
    labels: &[(usize, &str)],
    dpi: u16,
    snap_bars: bool,
) -> Result<Vec<ProvenLabel>, DocumentError> {
    guarded(|| {
        let file = OwnFile::open(file)?;
        let pen = Pen::new();
        let mut proven = Vec::with_capacity(labels.len());
        for (page, tracking_id) in labels {
            let mut label = LabelDots::of_page(&file, *page, dpi, &pen)?;
            let verdict = verdict(&mut label, tracking_id, snap_bars)?;
            proven.push(ProvenLabel { bitmap: label.dots, verdict });
        }
        Ok(proven)
    })
}

/// Puts the symbols on whole dots where that is asked for, and reads them back.
fn verdict(label: &mut LabelDots, tracking_id: &str, snap_bars: bool) -> Result<Verdict, DocumentError> {
    if snap_bars {
        label.snap(Some(tracking_id));
    }
    Ok(match judge(label, tracking_id) {
        Ok((evenness, data_matrix)) => {
            Verdict::Reads { module_error_mean_bp: evenness.mean_bp, module_error_max_bp: evenness.max_bp, data_matrix }
        }
        Err((why, places)) => Verdict::HeldBack { why, picture_png: outlined_png(&label.dots, &places)? },
    })
}

type Refusal = (HeldBackReason, Vec<Area>);

/// How even the bars are and whether there is a square code, or why not and where.
fn judge(label: &LabelDots, tracking_id: &str) -> Result<(Evenness, bool), Refusal> {
    let bars = &label.symbols.bars;
    if let Some(other) = bars.iter().find(|bars| bars.text != tracking_id && is_alike(&bars.text, tracking_id)) {
        return Err((HeldBackReason::OtherParcel { read: other.text.clone() }, vec![other.area]));
    }
    let ours: Vec<_> = bars.iter().filter(|bars| bars.text == tracking_id).collect();
    if ours.is_empty() {
        return elsewhere(label, tracking_id);
    }
    let mut worst = Evenness::default();
    for bars in ours {
        match snap::measure_bars(&label.dots, bars) {
            Some(evenness) => worst = worst.or_worse(evenness),
            None => return Err((HeldBackReason::BarsDoNotRead, vec![bars.area])),
        }
    }
    if !label.unread.is_empty() {
        return Err((HeldBackReason::BarsDoNotRead, label.unread.clone()));
    }
    for square in &label.symbols.squares {
        if snap::square_text(&label.dots, &square.cells, &square.area).as_ref() != Some(&square.text) {
            return Err((HeldBackReason::SquareCodeDoesNotRead, vec![square.area]));
        }
    }
    Ok((worst, !label.symbols.squares.is_empty()))
}

/// No symbol in a known place says the tracking id: the whole label is searched.
fn elsewhere(label: &LabelDots, tracking_id: &str) -> Result<(Evenness, bool), Refusal> {
    let found = decode::on_label(&label.dots);
    let of = |kind: Symbology| found.iter().filter(move |symbol| symbol.symbology == kind);
    if of(Symbology::Code128).any(|symbol| symbol.text == tracking_id) {
        return Ok((NOT_MEASURED, of(Symbology::DataMatrix).next().is_some()));
    }
    let known = label.symbols.bars.iter().map(|bars| &bars.text);
    let read = known.chain(of(Symbology::Code128).map(|symbol| &symbol.text)).next().cloned();
    let mut places: Vec<Area> = label.symbols.bars.iter().map(|bars| bars.area).collect();
    places.extend(&label.unread);
    let why = match read {
        Some(read) => HeldBackReason::OtherParcel { read },
        None if places.is_empty() => HeldBackReason::NoBars,
        None => HeldBackReason::BarsDoNotRead,
    };
    Err((why, places))
}

/// Whether two ids have letters and digits in the same places: another parcel of one courier, not another kind of code.
fn is_alike(one: &str, other: &str) -> bool {
    let kind = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_alphabetic());
    one.len() == other.len() && one.bytes().zip(other.bytes()).all(|(a, b)| kind(a) == kind(b))
}

#[cfg(test)]
mod tests;
