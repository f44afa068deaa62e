//! Drawing known symbols anew, every module a whole number of dots.
//!
//! A symbol may take the white around it to get wider modules, never anything that is drawn there, and never its own
//! quiet zone.

use godown_domain::print::bitmap::Bitmap;

use super::measure::{self, Evenness};
use super::{Along, Area, Bars, Square, Symbols};

/// White that Code 128 needs at either end, modules (ISO/IEC 15417).
const QUIET: u32 = 10;
/// Of a hundred cells of a square code, so many may differ from what it says before something else lies over it.
const DIFFERING: usize = 2;
/// So far the edge of a symbol may lie from where it was computed, dots.
const RIM: u32 = 2;

/// Draws symbols on whole dots and says where they are now. With a tracking id only bars that hold it are touched.
pub(crate) fn snap(label: &mut Bitmap, symbols: &mut Symbols, tracking_id: Option<&str>) {
    for bars in &mut symbols.bars {
        if tracking_id.is_none_or(|id| bars.text == id) {
            snap_bars(label, bars);
        }
    }
    for square in &mut symbols.squares {
        snap_square(label, square);
    }
}

fn snap_bars(label: &mut Bitmap, bars: &mut Bars) {
    if !settle(label, bars) || measure::bars(label, bars).is_some_and(Evenness::is_even) {
        return;
    }
    let modules = bars.modules();
    let (from, to) = bars.length();
    let (free_from, free_to) = free(label, bars);
    let most = wider(to - from, modules);
    let least = narrower(to - from, modules);
    let room = |dots: &u32| (modules + 2 * QUIET) * dots <= free_to - free_from;
    let Some(dots) = (least.max(1)..=most).rev().find(room).or((least > 0).then_some(least)) else { return };
    let length = modules * dots;
    let centred = ((from + to) / 2).saturating_sub(length / 2);
    let start =
        if room(&dots) { centred.clamp(free_from + QUIET * dots, free_to - QUIET * dots - length) } else { centred };
    if start + length > free_to {
        return;
    }
    fill(label, bars, from.saturating_sub(1), to + 1, false);
    let mut at = start;
    for (place, width) in bars.widths.iter().enumerate() {
        let next = at + u32::from(*width) * dots;
        if place % 2 == 0 {
            fill(label, bars, at, next, true);
        }
        at = next;
    }
    match bars.along {
        Along::Across => (bars.area.left, bars.area.right) = (start, at),
        Along::Down => (bars.area.top, bars.area.bottom) = (start, at),
    }
}

/// Dots of a module rounded up, unless it is a whole number but for rounding.
fn wider(dots: u32, modules: u32) -> u32 {
    (dots * 20).saturating_sub(modules).div_ceil(modules * 20)
}

/// Dots of a module rounded down, with the same allowance.
fn narrower(dots: u32, modules: u32) -> u32 {
    (dots * 20 + modules) / (modules * 20)
}

fn fill(label: &mut Bitmap, bars: &Bars, from: u32, to: u32, black: bool) {
    let (low, high) = bars.breadth();
    match bars.along {
        Along::Across => label.fill(from, low, to - from, high - low, black),
        Along::Down => label.fill(low, from, high - low, to - from, black),
    }
}

/// Finds how high the bars are on the picture; whether the picture shows them whole.
fn settle(label: &Bitmap, bars: &mut Bars) -> bool {
    let (low, high) = bars.breadth();
    let inner = (low + RIM, high.saturating_sub(RIM));
    if inner.0 >= inner.1 || !(inner.0..inner.1).all(|across| shows(label, bars, across)) {
        return false;
    }
    let from = (low.saturating_sub(RIM)..inner.0).rev().take_while(|at| shows(label, bars, *at)).last();
    let to = (inner.1..high + RIM).take_while(|at| shows(label, bars, *at)).last();
    let settled = (from.unwrap_or(inner.0), to.map_or(inner.1, |at| at + 1));
    match bars.along {
        Along::Across => (bars.area.top, bars.area.bottom) = settled,
        Along::Down => (bars.area.left, bars.area.right) = settled,
    }
    true
}

/// Whether a line of the picture is as the symbol says: black and white in the middle of every module, or read as it is.
/// Modules of little more than a dot have no middle.
fn shows(label: &Bitmap, bars: &Bars, across: u32) -> bool {
    agrees(label, bars, across) || measure::line(label, bars, across).is_some()
}

fn agrees(label: &Bitmap, bars: &Bars, across: u32) -> bool {
    let (from, to) = bars.length();
    let modules = bars.modules();
    let black = bars.widths.iter().enumerate().flat_map(|(at, width)| (0..*width).map(move |_| at % 2 == 0));
    let middle = |module: u32| from + (2 * module + 1) * (to - from) / (2 * modules);
    (0..).zip(black).all(|(module, black)| bars.is_black(label, middle(module), across) == black)
}

/// The white around a symbol in the direction of its bars, with the symbol itself.
fn free(label: &Bitmap, bars: &Bars) -> (u32, u32) {
    let (from, to) = bars.length();
    let (low, high) = bars.breadth();
    let end = match bars.along {
        Along::Across => label.width(),
        Along::Down => label.height(),
    };
    let white = |along: &u32| (low..high).all(|across| !bars.is_black(label, *along, across));
    let from = from.saturating_sub(1);
    let to = (to + 1).min(end);
    let before = (0..from).rev().take_while(white).last().unwrap_or(from);
    let after = (to..end).take_while(white).last().map_or(to, |at| at + 1);
    (before, after)
}

fn snap_square(label: &mut Bitmap, square: &mut Square) {
    let Square { cells, area, .. } = square;
    let dots = narrower(area.width(), cells.columns).min(narrower(area.height(), cells.rows));
    if dots == 0 || measure::differing(label, cells, area) * 100 > DIFFERING * cells.black.len() {
        return;
    }
    let (width, height) = (cells.columns * dots, cells.rows * dots);
    let left = (area.left + area.right).saturating_sub(width) / 2;
    let top = (area.top + area.bottom).saturating_sub(height) / 2;
    let old = area.grow(1, label);
    label.fill(old.left, old.top, old.width(), old.height(), false);
    for (row, column) in (0..cells.rows).flat_map(|row| (0..cells.columns).map(move |column| (row, column))) {
        if cells.is_black(column, row) {
            label.fill(left + column * dots, top + row * dots, dots, dots, true);
        }
    }
    *area = Area { left, top, right: left + width, bottom: top + height };
}
