//! Our own words on paper: the strip under a label, and labels of large lines.

use hayro::kurbo::Affine;

use crate::error::DocumentError;
use crate::raw::{Objects, number};
use crate::typeface::{Fonts, fitted, matrix};

/// Sizes of the strip's letters: large where it fits, then smaller, then cut.
const STRIP: (f64, f64) = (11.0, 6.5);
/// Height of capitals of the face, ems.
const CAPITALS: f64 = 0.73;
/// Kept white at the strip's ends, points.
const ENDS: f64 = 3.0;
/// Sizes of the first line and of the others on a label of words.
const FIRST: (f64, f64) = (40.0, 11.0);
const OTHERS: (f64, f64) = (20.0, 9.0);
/// Bars above and below the words, so that a separator is seen in a pile from its edge.
const BAR: f64 = 7.0;

/// Draws the strip's line; `place` is the strip's bottom-left corner.
pub(super) fn strip(
    fonts: &mut Fonts,
    out: &mut dyn Objects,
    content: &mut Vec<u8>,
    text: &str,
    (place, (width, height)): (Affine, (f64, f64)),
) -> Result<(), DocumentError> {
    let (line, size) = fitted(text, width - 2.0 * ENDS, STRIP.0, STRIP.1)?;
    let baseline = (height - CAPITALS * size) / 2.0;
    fonts.show(out, content, &line, size, place * Affine::translate((ENDS, baseline)));
    Ok(())
}

/// Draws large lines in the middle of a slot; `place` is its bottom-left corner.
pub(super) fn lines(
    fonts: &mut Fonts,
    out: &mut dyn Objects,
    content: &mut Vec<u8>,
    lines: &[String],
    (place, width, height): (Affine, f64, f64),
) -> Result<(), DocumentError> {
    let room = width * 0.9;
    let mut set = Vec::with_capacity(lines.len());
    for (at, text) in lines.iter().enumerate() {
        let (most, least) = if at == 0 { FIRST } else { OTHERS };
        set.push(fitted(text, room, most, least)?);
    }
    let total: f64 = set.iter().map(|(_, size)| size * 1.4).sum();
    // Many couriers on a small label: all lines shrink together rather than leave the paper.
    let shrink = ((height - 4.0 * BAR) / total.max(1.0)).min(1.0);
    for y in [height - 2.0 * BAR, BAR] {
        bar(content, place * Affine::translate((width * 0.05, y)), room);
    }
    let mut y = (height + total * shrink) / 2.0;
    for (line, size) in &set {
        let size = size * shrink;
        y -= size * 1.4;
        let x = (width - line.width() * size) / 2.0;
        fonts.show(out, content, line, size, place * Affine::translate((x, y + size * 0.35)));
    }
    Ok(())
}

fn bar(content: &mut Vec<u8>, place: Affine, width: f64) {
    content.extend_from_slice(b"q ");
    matrix(content, place);
    content.extend_from_slice(b"cm 0 0 ");
    number(content, width);
    content.push(b' ');
    number(content, BAR);
    content.extend_from_slice(b" re f Q\n");
}
