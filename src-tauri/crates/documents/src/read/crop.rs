//! A box for the label drawn by a person, where the page's own marks mislead.

use serde::{Deserialize, Serialize};

use super::{FoundBy, LabelBox, LabelPage};
use crate::error::DocumentError;
use crate::geometry::Rect;

/// Smaller than any label, points: half an inch.
const SMALLEST: f64 = 36.0;
/// A box drawn up to the edge may lie this far outside, points.
const BESIDE: f64 = 1.0;

/// A person's box, measured from the bottom-left corner of the page as shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "camelCase")]
pub enum ManualCrop {
    /// In points.
    Points {
        /// The box.
        rect: Rect,
    },
    /// In parts of the page's width and height, 0 to 1; it holds for pages of every size.
    Fraction {
        /// The box.
        rect: Rect,
    },
}

impl ManualCrop {
    /// The box on a page of this size, points.
    ///
    /// # Errors
    /// [`DocumentError::Crop`] when the box is not on the page or too small for a label.
    pub fn on(&self, width: f64, height: f64) -> Result<Rect, DocumentError> {
        let rect = match *self {
            Self::Points { rect } => rect,
            Self::Fraction { rect: r } => {
                Rect { x0: r.x0 * width, y0: r.y0 * height, x1: r.x1 * width, y1: r.y1 * height }
            }
        };
        if ![rect.x0, rect.y0, rect.x1, rect.y1].iter().all(|side| side.is_finite()) {
            return Err(DocumentError::Crop("has no place"));
        }
        let rect = Rect::new(rect.x0, rect.y0, rect.x1, rect.y1);
        let inside = rect.intersect(&Rect::new(0.0, 0.0, width, height));
        if inside.distance(&rect) > BESIDE {
            return Err(DocumentError::Crop("reaches over the edge of the page"));
        }
        if inside.width() < SMALLEST || inside.height() < SMALLEST {
            return Err(DocumentError::Crop("is too small for a label"));
        }
        Ok(inside)
    }
}

impl LabelPage {
    /// Takes the label from a person's box instead of where it was found. Nothing is left to check.
    ///
    /// # Errors
    /// As [`ManualCrop::on`]; the page then stays as it was.
    pub fn set_crop(&mut self, crop: &ManualCrop) -> Result<(), DocumentError> {
        let rect = crop.on(self.width, self.height)?;
        self.label = Some(LabelBox { rect, found_by: FoundBy::Person, check: false, moved: false });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_drawn_by_a_person_is_honoured_where_it_makes_sense() {
        let points = |x0, y0, x1, y1| ManualCrop::Points { rect: Rect { x0, y0, x1, y1 } };
        let on = |crop: ManualCrop| crop.on(595.0, 842.0);
        assert_eq!(on(points(400.0, 800.0, 180.0, 450.0)).unwrap(), Rect::new(180.0, 450.0, 400.0, 800.0));
        let half = ManualCrop::Fraction { rect: Rect { x0: 0.0, y0: 0.5, x1: 1.0, y1: 1.0 } };
        assert_eq!(on(half).unwrap(), Rect::new(0.0, 421.0, 595.0, 842.0));
        assert_eq!(half.on(288.0, 432.0).unwrap(), Rect::new(0.0, 216.0, 288.0, 432.0));
        assert_eq!(on(points(-0.5, 0.0, 595.5, 842.0)).unwrap().x0, 0.0, "a hand is not that steady");
        for wrong in [
            points(f64::NAN, 0.0, 1.0, 1.0),
            points(500.0, 500.0, 700.0, 800.0),
            points(10.0, 10.0, 30.0, 800.0),
            ManualCrop::Fraction { rect: Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 842.0 } },
        ] {
            assert!(matches!(on(wrong), Err(DocumentError::Crop(_))), "{wrong:?}");
        }
    }
}
