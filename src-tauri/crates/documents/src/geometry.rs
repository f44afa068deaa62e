//! Rectangles and matrices in points.
//!
//! Owns the arithmetic every other module shares. Coordinates grow to the right and upwards, as PDF's do.

pub(crate) mod shape;

use hayro::kurbo::Affine;
use serde::{Deserialize, Serialize};

/// A rectangle in points, `x0 <= x1` and `y0 <= y1`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left.
    pub x0: f64,
    /// Bottom.
    pub y0: f64,
    /// Right.
    pub x1: f64,
    /// Top.
    pub y1: f64,
}

impl Rect {
    /// A rectangle from any two opposite corners.
    #[must_use]
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    /// Width, points.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height, points.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// Whether the point lies inside or on the edge.
    #[must_use]
    pub fn contains(&self, x: f64, y: f64) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// The common part; empty (no width or height) when there is none.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let (x0, y0) = (self.x0.max(other.x0), self.y0.max(other.y0));
        Self { x0, y0, x1: self.x1.min(other.x1).max(x0), y1: self.y1.min(other.y1).max(y0) }
    }

    /// Whether they have a point in common, be it on an edge.
    pub(crate) fn touches(&self, other: &Self) -> bool {
        self.x0 <= other.x1 && other.x0 <= self.x1 && self.y0 <= other.y1 && other.y0 <= self.y1
    }

    /// The rectangle with every side moved outwards.
    #[must_use]
    pub fn grow(&self, by: f64) -> Self {
        Self { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }

    /// The largest distance between matching sides.
    #[must_use]
    pub fn distance(&self, other: &Self) -> f64 {
        [self.x0 - other.x0, self.y0 - other.y0, self.x1 - other.x1, self.y1 - other.y1]
            .into_iter()
            .fold(0.0, |most, side| side.abs().max(most))
    }

    /// The bounding rectangle after a transform; exact for quarter turns.
    pub(crate) fn through(&self, by: Affine) -> Self {
        let box_ = by.transform_rect_bbox(hayro::kurbo::Rect::new(self.x0, self.y0, self.x1, self.y1));
        Self::new(box_.x0, box_.y0, box_.x1, box_.y1)
    }
}

/// How a page is shown: from its own coordinates to points with the origin at the bottom-left of what is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PageFrame {
    /// From the page's user space to shown points.
    pub to_shown: Affine,
    /// Shown width, points.
    pub width: f64,
    /// Shown height, points.
    pub height: f64,
    /// Clockwise turn in degrees: 0, 90, 180 or 270.
    pub rotation: u16,
}

impl PageFrame {
    /// `visible` is the CropBox inside the MediaBox; `rotation` any multiple of 90; `unit` the page's UserUnit.
    pub(crate) fn new(visible: Rect, rotation: i64, unit: f64) -> Self {
        let (w, h) = (visible.width(), visible.height());
        let rotation = rotation.rem_euclid(360) / 90 * 90;
        let to_origin = Affine::translate((-visible.x0, -visible.y0));
        let turn = match rotation {
            90 => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, w]),
            180 => Affine::new([-1.0, 0.0, 0.0, -1.0, w, h]),
            270 => Affine::new([0.0, 1.0, -1.0, 0.0, h, 0.0]),
            _ => Affine::IDENTITY,
        };
        let (width, height) = if rotation % 180 == 90 { (h, w) } else { (w, h) };
        Self {
            to_shown: Affine::scale(unit) * turn * to_origin,
            width: width * unit,
            height: height * unit,
            rotation: u16::try_from(rotation).unwrap_or(0),
        }
    }

    /// All that is shown.
    pub(crate) fn bounds(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_page_is_shown_upright_from_its_own_corner() {
        let frame = PageFrame::new(Rect::new(10.0, 20.0, 110.0, 220.0), 90, 1.0);
        assert_eq!((frame.width, frame.height), (200.0, 100.0));
        let corner = Rect::new(10.0, 20.0, 10.0, 20.0).through(frame.to_shown);
        assert_eq!(
            (corner.x0, corner.y0),
            (0.0, 100.0),
            "turned clockwise, the bottom-left corner goes to the top-left"
        );
        assert_eq!(Rect::new(10.0, 20.0, 110.0, 220.0).through(frame.to_shown), frame.bounds());
        let back = PageFrame::new(Rect::new(10.0, 20.0, 110.0, 220.0), -90, 2.0);
        assert_eq!(back.rotation, 270);
        assert_eq!(Rect::new(10.0, 20.0, 110.0, 220.0).through(back.to_shown), Rect::new(0.0, 0.0, 400.0, 200.0));
    }
}
