//! The graphics state, as far as it decides what is seen.

use hayro::kurbo::{Affine, Point};

use super::number;
use crate::geometry::Rect;

/// Everything: no clip at all.
pub(super) const EVERYWHERE: Rect = Rect { x0: -1e9, y0: -1e9, x1: 1e9, y1: 1e9 };

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Gray,
    Rgb,
    Cmyk,
    /// A space of the resources, by its number among those of the page.
    Named(u16),
    /// `/Pattern` by its own name.
    Pattern,
}

/// A colour as it was set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colour {
    pub space: Space,
    pub parts: [f32; 4],
    pub count: u8,
    /// A pattern of the resources.
    pub pattern: Option<u16>,
}

impl Colour {
    pub(super) const BLACK: Self = Self { space: Space::Gray, parts: [0.0; 4], count: 1, pattern: None };

    /// Surely the colour of paper.
    pub(super) fn is_white(&self) -> bool {
        matches!(self.space, Space::Gray | Space::Rgb)
            && self.parts[..usize::from(self.count)].iter().all(|part| *part >= 1.0)
    }

    pub(super) fn device(space: Space, parts: &[f64]) -> Self {
        let mut colour = Self { space, parts: [0.0; 4], count: 0, pattern: None };
        for (slot, part) in colour.parts.iter_mut().zip(parts) {
            #[expect(clippy::cast_possible_truncation, reason = "colours have eight bits")]
            let part = *part as f32;
            *slot = part;
            colour.count += 1;
        }
        colour
    }

    /// Appends the operators that set this colour, for filling or for stroking.
    pub(super) fn write(&self, out: &mut Vec<u8>, stroking: bool) {
        let operators: [&[u8]; 5] = match stroking {
            false => [b"g", b"rg", b"k", b" cs", b"scn"],
            true => [b"G", b"RG", b"K", b" CS", b"SCN"],
        };
        match self.space {
            Space::Named(number) => {
                out.extend_from_slice(b"/C");
                number::integer(out, u64::from(number));
                out.extend_from_slice(operators[3]);
                out.push(b'\n');
            }
            Space::Pattern => {
                out.extend_from_slice(b"/Pattern");
                out.extend_from_slice(operators[3]);
                out.push(b'\n');
            }
            Space::Gray | Space::Rgb | Space::Cmyk => {}
        }
        for part in &self.parts[..usize::from(self.count)] {
            number::write(out, f64::from(*part), 5);
            out.push(b' ');
        }
        if let Some(pattern) = self.pattern {
            out.extend_from_slice(b"/P");
            number::integer(out, u64::from(pattern));
            out.push(b' ');
        }
        let operator = match self.space {
            Space::Gray => operators[0],
            Space::Rgb => operators[1],
            Space::Cmyk => operators[2],
            Space::Named(_) | Space::Pattern if self.count > 0 || self.pattern.is_some() => operators[4],
            Space::Named(_) | Space::Pattern => return,
        };
        out.extend_from_slice(operator);
        out.push(b'\n');
    }
}

/// How lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub width: f64,
    pub cap: u8,
    pub join: u8,
    pub miter: f64,
    /// Number of the dash pattern among those of the page; 0 is solid.
    pub dash: u16,
}

impl Line {
    pub(super) const PLAIN: Self = Self { width: 1.0, cap: 0, join: 0, miter: 10.0, dash: 0 };
}

/// Most graphics state dictionaries in force at once.
pub(super) const MOST_STATES: usize = 3;

/// What must be set before something is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub fill: Colour,
    pub stroke: Colour,
    pub line: Line,
    /// Graphics state dictionaries in the order they were set, by number from 1; 0 is none.
    pub states: [u16; MOST_STATES],
}

impl Look {
    pub(super) const INITIAL: Self =
        Self { fill: Colour::BLACK, stroke: Colour::BLACK, line: Line::PLAIN, states: [0; MOST_STATES] };
}

/// How text is set, without its matrices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextState {
    pub font: Option<u16>,
    pub size: f64,
    pub letter_space: f64,
    pub word_space: f64,
    /// 1 is normal.
    pub stretch: f64,
    pub leading: f64,
    pub rise: f64,
    pub mode: u8,
}

impl TextState {
    pub(super) const INITIAL: Self = Self {
        font: None,
        size: 0.0,
        letter_space: 0.0,
        word_space: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
        mode: 0,
    };
}

/// Where paint can land, page space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clip {
    /// The clips that are upright boxes, all in one.
    pub boxed: Rect,
    /// The extent of all clips inside the crop.
    pub seen: Rect,
    /// The innermost clip of another shape: 1 + its place among the open ones; 0 is none.
    pub shape: usize,
}

impl Clip {
    pub(super) fn hides_all(&self) -> bool {
        !(self.seen.width() > 0.0 && self.seen.height() > 0.0)
    }

    /// Whether something of this extent may show. Touching counts: a line without width is drawn.
    pub(super) fn shows(&self, extent: &Rect) -> bool {
        !self.hides_all() && extent.touches(&self.seen)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct State {
    pub ctm: Affine,
    pub clip: Clip,
    pub look: Look,
    pub text: TextState,
}

impl State {
    pub(super) fn new(crop: Rect) -> Self {
        Self {
            ctm: Affine::IDENTITY,
            clip: Clip { boxed: EVERYWHERE, seen: crop, shape: 0 },
            look: Look::INITIAL,
            text: TextState::INITIAL,
        }
    }
}

/// The largest factor by which a matrix stretches, nearly: the longer of its two columns.
pub(super) fn stretch(matrix: Affine) -> f64 {
    let [a, b, c, d, ..] = matrix.as_coeffs();
    (a * a + b * b).max(c * c + d * d).sqrt()
}

/// Whether upright boxes stay upright boxes.
pub(super) fn keeps_boxes(matrix: Affine) -> bool {
    let [a, b, c, d, ..] = matrix.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

/// Decimals that place a local coordinate within a ten-thousandth of a point.
pub(super) fn decimals(stretch: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 9")]
    let digits = (4.1 + stretch.log10()).ceil().clamp(0.0, 9.0) as usize;
    digits
}

/// Appends `a b c d e f`, exact enough that a coordinate anywhere on a page stays within a ten-thousandth of a point.
pub(super) fn write_matrix(out: &mut Vec<u8>, matrix: Affine) {
    let [a, b, c, d, e, f] = matrix.as_coeffs();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 6 and 12")]
    let digits = (7.2 - stretch(matrix).log10()).ceil().clamp(6.0, 12.0) as usize;
    for part in [a, b, c, d] {
        number::write(out, part, digits);
        out.push(b' ');
    }
    number::write(out, e, 5);
    out.push(b' ');
    number::write(out, f, 5);
}

pub(super) fn apply(matrix: &Affine, x: f64, y: f64) -> (f64, f64) {
    let point = *matrix * Point::new(x, y);
    (point.x, point.y)
}
