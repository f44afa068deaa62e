//! What a printer would burn against what the symbol says.
//!
//! Owns looking at known places of a finished label, along lines as a hand scanner does.

use godown_domain::print::bitmap::Bitmap;

use super::{Area, Bars, Cells, Dots, Line, find_matrix, read_line, runs};

/// Lines across the height of the bars.
const LINES: u32 = 10;
/// Beside the bars so much of their length is looked at for their quiet zones.
const BESIDE: u32 = 12;
/// Bars of this evenness are left as they are; hundredths of a percent of a module.
const EVEN_MEAN_BP: u32 = 200;
const EVEN_MAX_BP: u32 = 1_000;

/// How far bars and gaps are from so many equal modules, in hundredths of a percent of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Evenness {
    pub mean_bp: u32,
    pub max_bp: u32,
}

impl Evenness {
    pub(crate) fn is_even(self) -> bool {
        self.mean_bp <= EVEN_MEAN_BP && self.max_bp <= EVEN_MAX_BP
    }

    pub(crate) fn or_worse(self, other: Self) -> Self {
        Self { mean_bp: self.mean_bp.max(other.mean_bp), max_bp: self.max_bp.max(other.max_bp) }
    }
}

/// The worst of the lines that read; `None` where fewer than seven of ten say what the symbol holds.
pub(crate) fn bars(label: &Bitmap, bars: &Bars) -> Option<Evenness> {
    let (low, high) = bars.breadth();
    let mut reading = 0;
    let mut worst = Evenness::default();
    for at in 0..LINES {
        let across = low + (2 * at + 1) * (high - low) / (2 * LINES);
        let Some(read) = line(label, bars, across) else { continue };
        reading += 1;
        worst = worst.or_worse(evenness(&read));
    }
    (reading * 10 >= LINES * 7).then_some(worst)
}

/// What a line across known bars reads, where that is what they hold.
pub(super) fn line(label: &Bitmap, bars: &Bars, across: u32) -> Option<Line> {
    let (from, to) = bars.length();
    let beside = (to - from) * BESIDE / bars.modules().max(1);
    let start = from.saturating_sub(beside);
    let runs = runs(to + beside - start, |at| bars.is_black(label, start + at, across));
    read_line(&runs).filter(|read| read.text == bars.text)
}

fn evenness(read: &Line) -> Evenness {
    let (length, modules) = (read.to - read.from, read.modules());
    let (mut sum, mut max) = (0, 0);
    for (dots, width) in read.dots.iter().zip(&read.widths) {
        let off = (dots * modules).abs_diff(u32::from(*width) * length) * 10_000 / length.max(1);
        sum += off;
        max = max.max(off);
    }
    let count = u32::try_from(read.widths.len()).unwrap_or(u32::MAX).max(1);
    Evenness { mean_bp: sum / count, max_bp: max }
}

/// How many cells of a square code are not drawn as it says.
pub(crate) fn differing(label: &Bitmap, cells: &Cells, area: &Area) -> usize {
    sampled(label, cells, area).black.iter().zip(&cells.black).filter(|(drawn, said)| drawn != said).count()
}

/// What the square code in a known place says: by its own borders, or else by where its cells should be.
pub(crate) fn square_text(label: &Bitmap, cells: &Cells, area: &Area) -> Option<String> {
    let found = find_matrix(&Dots::of(label, &area.grow(1, label))).and_then(|found| found.cells.text());
    found.or_else(|| sampled(label, cells, area).text())
}

fn sampled(label: &Bitmap, cells: &Cells, area: &Area) -> Cells {
    let at = |cell: u32, cells: u32, length: u32| (2 * cell + 1) * length / (2 * cells);
    let places = (0..cells.rows).flat_map(|row| (0..cells.columns).map(move |column| (row, column)));
    let black = places
        .map(|(row, column)| {
            let x = area.left + at(column, cells.columns, area.width());
            label.is_black(x, area.top + at(row, cells.rows, area.height()))
        })
        .collect();
    Cells { columns: cells.columns, rows: cells.rows, black }
}
