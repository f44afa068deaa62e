//! Where a label goes on the paper.

use super::Separator;
use crate::error::DocumentError;
use crate::geometry::Rect;

/// Height of the strip below a label, points.
const STRIP: f64 = 22.0;
/// The big mode's scale: the largest that leaves a 4 x 6 inch label its strip.
const BIG: f64 = 1.15;
/// Makes the bars' narrowest module (0.75 points) exactly two dots at 203 dpi.
const EXACT: f64 = 2.0 * 72.0 / (203.0 * 0.75);
const MM: f64 = 72.0 / 25.4;

/// The paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stock {
    /// 4 x 6 inch thermal labels.
    #[default]
    Label4x6In,
    /// 3 x 5 inch thermal labels.
    Label3x5In,
    /// 100 x 150 mm thermal labels.
    Label100x150Mm,
    /// A6 sheets.
    A6,
    /// The marketplace's page as it came: label above, invoice below.
    A4AsIs,
}

impl Stock {
    /// Width and height, points; `None` where each page keeps its own.
    fn size(self) -> Option<(f64, f64)> {
        match self {
            Self::Label4x6In => Some((288.0, 432.0)),
            Self::Label3x5In => Some((216.0, 360.0)),
            Self::Label100x150Mm => Some((100.0 * MM, 150.0 * MM)),
            Self::A6 => Some((105.0 * MM, 148.0 * MM)),
            Self::A4AsIs => None,
        }
    }
}

/// How large a label is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScaleMode {
    /// As large as the paper and the strip allow, at most 1.15.
    #[default]
    Big,
    /// 0.9458: bars fall on whole dots of a 203 dpi printer.
    Exact,
}

/// How labels are put on paper. The default is 4 x 6 inch, big, without margins or separators.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// The paper.
    pub stock: Stock,
    /// The size of the labels on it.
    pub scale: ScaleMode,
    /// Kept white on every side, points.
    pub margin: f64,
    /// Moves everything right and up, points, for a printer that is off.
    pub offset: (f64, f64),
    /// Pages between labels.
    pub separators: Vec<Separator>,
}

/// Where one label and its strip go on their page, points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub page_width: f64,
    pub page_height: f64,
    /// Bottom-left corner of the label.
    pub x: f64,
    pub y: f64,
    pub scale: f64,
    pub strip: Option<Rect>,
}

impl Layout {
    /// Whether pages go out whole.
    pub(super) fn whole_page(&self) -> bool {
        self.stock.size().is_none()
    }

    /// Places a label of the given size. All labels of a file leave room for a strip when one of them has one, so that
    /// they stand in the same place.
    pub(crate) fn spot(&self, width: f64, height: f64, with_strip: bool) -> Result<Spot, DocumentError> {
        let Some((page_width, page_height)) = self.stock.size() else {
            return Ok(Spot { page_width: width, page_height: height, x: 0.0, y: 0.0, scale: 1.0, strip: None });
        };
        let strip = if with_strip { STRIP } else { 0.0 };
        let (room_x, room_y) = (page_width - 2.0 * self.margin, page_height - 2.0 * self.margin - strip);
        if !(room_x > 20.0 && room_y > 20.0 && self.margin >= 0.0 && width > 0.0 && height > 0.0) {
            return Err(DocumentError::NoRoom);
        }
        let fits = (room_x / width).min(room_y / height);
        let scale = match self.scale {
            ScaleMode::Big => BIG.min(fits),
            ScaleMode::Exact if EXACT <= fits => EXACT,
            ScaleMode::Exact => {
                return Err(DocumentError::LabelDoesNotFit {
                    width: whole(width * EXACT),
                    height: whole(height * EXACT + strip),
                });
            }
        };
        let x = (page_width - width * scale) / 2.0 + self.offset.0;
        let y = page_height - self.margin - height * scale - (room_y - height * scale) / 2.0 + self.offset.1;
        let strip = with_strip.then(|| Rect::new(x, y - STRIP, x + width * scale, y));
        Ok(Spot { page_width, page_height, x, y, scale, strip })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "page sides are positive and bounded")]
fn whole(points: f64) -> u32 {
    points.ceil() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: (f64, f64) = (217.75, 356.5);

    #[test]
    fn a_label_and_its_strip_stay_on_every_paper() {
        for stock in [Stock::Label4x6In, Stock::Label3x5In, Stock::Label100x150Mm, Stock::A6] {
            for scale in [ScaleMode::Big, ScaleMode::Exact] {
                let layout = Layout { stock, scale, ..Layout::default() };
                let spot = layout.spot(LABEL.0, LABEL.1, true).unwrap();
                let strip = spot.strip.unwrap();
                assert!(strip.y0 >= -0.01 && spot.x >= 0.0, "{stock:?}: {spot:?}");
                assert!(spot.y + LABEL.1 * spot.scale <= spot.page_height + 0.01);
                assert!(strip.y1 <= spot.y, "the strip must not touch the label");
            }
        }
    }

    #[test]
    fn scales_are_those_the_printers_need() {
        let mut layout = Layout::default();
        assert!((layout.spot(LABEL.0, LABEL.1, true).unwrap().scale - 1.15).abs() < 1e-9);
        layout.scale = ScaleMode::Exact;
        let scale = layout.spot(LABEL.0, LABEL.1, true).unwrap().scale;
        assert!((0.75 * scale * 203.0 / 72.0 - 2.0).abs() < 1e-9, "one module is two dots");
        let taller = layout.spot(LABEL.0, 480.0, true);
        assert!(matches!(taller, Err(DocumentError::LabelDoesNotFit { .. })), "exact never shrinks silently");
        layout.margin = 150.0;
        assert_eq!(layout.spot(LABEL.0, LABEL.1, true), Err(DocumentError::NoRoom));
    }
}
