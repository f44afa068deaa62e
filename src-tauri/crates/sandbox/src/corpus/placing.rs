//! How a page lies on its paper: moved, scaled, turned, cut, from another corner, in another unit.
//!
//! Owns the arithmetic from what is shown to what is written. What is shown is always upright.

use super::{BORDER, PageKind};
use crate::paper::MOVED_TOMORROW;
use crate::paper::book::PageForm;

const A4: (f64, f64) = (595.0, 842.0);
/// White around the border on a page of the label's own size.
const AROUND: f64 = 2.0;

/// How a page lies on its paper. Lengths are points as shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Placing {
    /// The content is moved to the right and up.
    pub moved: (f64, f64),
    /// The content is scaled from the bottom-left corner, before it is moved.
    pub scale: f64,
    /// The page's Rotate: 0, 90, 180 or 270. The content is turned the other way, so that it is shown upright.
    pub rotate: u16,
    /// The CropBox: left, bottom, right, top of the part of the paper that is shown.
    pub crop: Option<[f64; 4]>,
    /// The MediaBox's first corner.
    pub corner: (f64, f64),
    /// The MediaBox's corners are written the other way round.
    pub swapped: bool,
    /// The page's UserUnit.
    pub unit: f64,
}

impl Default for Placing {
    fn default() -> Self {
        Self { moved: (0.0, 0.0), scale: 1.0, rotate: 0, crop: None, corner: (0.0, 0.0), swapped: false, unit: 1.0 }
    }
}

impl Placing {
    /// Tomorrow's layout: everything stands 6 mm further right and lower.
    #[must_use]
    pub fn tomorrow() -> Self {
        Self { moved: (f64::from(MOVED_TOMORROW.0), f64::from(MOVED_TOMORROW.1)), ..Self::default() }
    }

    pub(super) fn form(&self, kind: PageKind) -> PageForm {
        let size = paper_size(kind);
        let (to_x, to_y) = first_corner(kind);
        let (w, h) = size;
        let placed = [self.scale, 0.0, 0.0, self.scale, self.moved.0 - to_x, self.moved.1 - to_y];
        let (turn, user) = match self.rotate {
            90 => ([0.0, 1.0, -1.0, 0.0, h, 0.0], (h, w)),
            180 => ([-1.0, 0.0, 0.0, -1.0, w, h], (w, h)),
            270 => ([0.0, -1.0, 1.0, 0.0, 0.0, w], (h, w)),
            _ => ([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], (w, h)),
        };
        let (x, y) = self.corner;
        let unit = [1.0 / self.unit, 0.0, 0.0, 1.0 / self.unit, 0.0, 0.0];
        let page = then(turn, then([1.0, 0.0, 0.0, 1.0, x, y], unit));
        let whole = then(placed, page);
        let media = [x, y, x + user.0, y + user.1].map(|side| side / self.unit);
        let media = if self.swapped { [media[2], media[3], media[0], media[1]] } else { media };
        let mut entries = String::new();
        if self.rotate != 0 {
            entries.push_str(&format!("/Rotate {}", self.rotate));
        }
        if let Some([x0, y0, x1, y1]) = self.crop {
            let (a, b) = (through(page, (x0, y0)), through(page, (x1, y1)));
            entries.push_str(&format!("/CropBox[{} {} {} {}]", a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1)));
        }
        if (self.unit - 1.0).abs() > f64::EPSILON {
            entries.push_str(&format!("/UserUnit {}", self.unit));
        }
        let plain = whole == [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        let before = (!plain).then(|| whole.map(|value| value as f32));
        PageForm { before, media: media.map(|side| side as f32), entries }
    }

    pub(super) fn shown_border(&self, kind: PageKind) -> [f64; 4] {
        let (to_x, to_y) = first_corner(kind);
        let (left, bottom) = self.crop.map_or((0.0, 0.0), |crop| (crop[0], crop[1]));
        let x = |x: f64| x * self.scale + self.moved.0 - to_x - left;
        let y = |y: f64| y * self.scale + self.moved.1 - to_y - bottom;
        [x(BORDER[0]), y(BORDER[1]), x(BORDER[2]), y(BORDER[3])]
    }

    pub(super) fn shown_size(&self, size: (f64, f64)) -> (f64, f64) {
        self.crop.map_or(size, |[x0, y0, x1, y1]| (x1 - x0, y1 - y0))
    }
}

/// Width and height of the paper.
pub(super) fn paper_size(kind: PageKind) -> (f64, f64) {
    match kind {
        PageKind::LabelOnlyOwnSize => (BORDER[2] - BORDER[0] + 2.0 * AROUND, BORDER[3] - BORDER[1] + 2.0 * AROUND),
        _ => A4,
    }
}

/// The point of the marketplace's A4 page that lies in the paper's corner.
fn first_corner(kind: PageKind) -> (f64, f64) {
    match kind {
        PageKind::LabelOnlyOwnSize => (BORDER[0] - AROUND, BORDER[1] - AROUND),
        _ => (0.0, 0.0),
    }
}

/// The matrix that goes through `first`, then through `second`.
fn then(first: [f64; 6], second: [f64; 6]) -> [f64; 6] {
    let [a, b, c, d, e, f] = first;
    let [p, q, r, s, t, u] = second;
    [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u]
}

fn through([a, b, c, d, e, f]: [f64; 6], (x, y): (f64, f64)) -> (f64, f64) {
    (a * x + c * y + e, b * x + d * y + f)
}
