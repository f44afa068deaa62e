//! Code 128 in a table, made of whole dots of the printers such lists go to.

use super::{Sheet, numbers};
use crate::snap::write_bars;

/// Width of a column of bars, points: fourteen letters with their quiet zones.
pub(in super::super) const BARS_ROOM: f64 = 156.0;
/// Height of a row with bars: so much apart that a scanner held across a row reads one.
pub(super) const ROW: f64 = 27.0;
/// Height of the bars: a quarter of an inch.
const TALL: f64 = 18.0;
/// White modules on either side (ISO/IEC 15417).
const QUIET: f64 = 10.0;
/// A dot at 300 dpi; two at 600, four at 1,200.
const DOT: f64 = 0.24;
/// Widths of a module, widest first: three dots or two.
const MODULES: [f64; 2] = [3.0 * DOT, 2.0 * DOT];

impl Sheet {
    /// Bars in the middle of a cell that begins at `x`. What has no bars, or no room for them, stays blank: its
    /// letters stand beside it.
    pub(super) fn bars(&mut self, text: &str, x: f64, middle: f64) {
        let Some(widths) = write_bars(text).filter(|_| !text.is_empty()) else { return };
        let count = f64::from(widths.iter().map(|width| u32::from(*width)).sum::<u32>());
        let fitting = MODULES.into_iter().find(|module| (count + 2.0 * QUIET) * module <= BARS_ROOM);
        let Some(module) = fitting else { return };
        // The whole symbol lies on dots: its left edge as well as its modules.
        let left = ((x + (BARS_ROOM - count * module) / 2.0) / DOT).round() * DOT;
        let low = ((middle - TALL / 2.0) / DOT).round() * DOT;
        let ink = self.ink();
        ink.extend_from_slice(b"q 0 g ");
        numbers(ink, &[module, 0.0, 0.0, TALL, left, low]);
        ink.extend_from_slice(b"cm\n");
        let mut at = 0_u32;
        for (width, is_bar) in widths.iter().zip([true, false].into_iter().cycle()) {
            if is_bar {
                numbers(ink, &[f64::from(at), 0.0, f64::from(*width), 1.0]);
                ink.extend_from_slice(b"re\n");
            }
            at += u32::from(*width);
        }
        ink.extend_from_slice(b"f Q\n");
    }
}
