//! Where labels go on the paper.
//!
//! Owns papers, slots and sizes. Nothing ever leaves the paper, the printer's offset included: what does not fit is an
//! error, and a label is made smaller than its own size only as far as its bars still read.

use godown_domain::print::{LabelLayout, LabelSize, TenthMm, Turn};
use hayro::kurbo::Affine;

use crate::error::DocumentError;
use crate::geometry::Rect;

/// Height of the strip below a label, points.
const STRIP: f64 = 22.0;
/// The largest size: it leaves a 4 x 6 inch label its strip.
const BIG: f64 = 1.15;
/// Makes the bars' narrowest module (0.75 points) exactly two dots at 203 dpi.
pub(super) const EXACT: f64 = 2.0 * 72.0 / (203.0 * 0.75);
/// Below this size of its own a label alone on its paper is refused: two dots a module at 203 dpi still fit.
const LEAST: f64 = 0.94;
/// The same where several on a sheet were asked for: office printers draw finer bars.
const LEAST_OF_SEVERAL: f64 = 0.7;
/// The same for whole pages, which nobody scans from a label.
const LEAST_OF_PAGES: f64 = 0.3;
/// The marketplace's label and page, which decide how slots are cut.
const USUAL_LABEL: (f64, f64) = (217.75, 356.5);
const USUAL_PAGE: (f64, f64) = (595.0, 842.0);
/// Pages of 842 points are A4 too: a fraction of a point is no reason to refuse or to scale.
const SLACK: f64 = 0.5;
const LARGEST_PAPER: TenthMm = 20_000;

pub(super) fn points(length: TenthMm) -> f64 {
    f64::from(length) * 72.0 / 254.0
}

/// Paper, cut into equal slots.
pub(super) struct Sheet {
    pub width: f64,
    pub height: f64,
    /// From each slot's own upright corner to the paper, in reading order.
    slots: Vec<Affine>,
    /// A slot's size as its label stands in it, upright.
    slot: (f64, f64),
    size: LabelSize,
    strip: f64,
    least: f64,
    whole_page: bool,
}

/// Where one label and its strip go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// From the label's bottom-left corner, in its own points, to the paper.
    pub label: Affine,
    /// From the strip's bottom-left corner to the paper.
    pub strip: Affine,
    /// Width and height of the strip; no height where there is none.
    pub strip_size: (f64, f64),
}

impl Sheet {
    pub(super) fn new(layout: &LabelLayout) -> Result<Self, DocumentError> {
        let (width, height) = layout.paper.size();
        let sound = |side: TenthMm| (1..=LARGEST_PAPER).contains(&side);
        if !sound(width) || !sound(height) || layout.margin < 0 || layout.gap < 0 {
            return Err(DocumentError::NoRoom);
        }
        if !matches!(layout.up, 1 | 2 | 4 | 6) {
            return Err(DocumentError::NotMade("a sheet holds 1, 2, 4 or 6 labels"));
        }
        if matches!(layout.size, LabelSize::Percent { percent } if !(50..=120).contains(&percent)) {
            return Err(DocumentError::NotMade("a label is printed at 50 to 120 percent of its size"));
        }
        let several = if layout.up == 1 { LEAST } else { LEAST_OF_SEVERAL };
        let mut sheet = Self {
            width: points(width),
            height: points(height),
            slots: Vec::new(),
            slot: (0.0, 0.0),
            size: layout.size,
            strip: if layout.strip.is_empty() || layout.whole_page { 0.0 } else { STRIP },
            least: if layout.whole_page { LEAST_OF_PAGES } else { several },
            whole_page: layout.whole_page,
        };
        sheet.cut(layout)?;
        Ok(sheet)
    }

    /// Labels a sheet.
    pub(super) fn up(&self) -> usize {
        self.slots.len()
    }

    /// Cuts the paper so that labels come out largest.
    fn cut(&mut self, layout: &LabelLayout) -> Result<(), DocumentError> {
        // What the offset moves away on one side must be white on the other.
        let white = |shift: TenthMm| points(layout.margin.max(shift.saturating_abs()));
        let (left, top) = (white(layout.shift_right), white(layout.shift_down));
        let gap = points(layout.gap);
        let usual = if self.whole_page { USUAL_PAGE } else { USUAL_LABEL };
        let up = usize::from(layout.up);
        let mut best: Option<(f64, usize, (f64, f64))> = None;
        for columns in (1..=up).filter(|columns| up.is_multiple_of(*columns)) {
            #[expect(clippy::cast_precision_loss, reason = "at most six")]
            let (across, down) = (columns as f64, (up / columns) as f64);
            let slot = (
                (self.width - 2.0 * left - gap * (across - 1.0)) / across,
                (self.height - 2.0 * top - gap * (down - 1.0)) / down,
            );
            let upright = turned(slot, layout.turn);
            let scale = (upright.0 / usual.0).min((upright.1 - self.strip) / usual.1);
            if best.is_none_or(|(most, ..)| scale > most + 1e-9) {
                best = Some((scale, columns, slot));
            }
        }
        let (_, columns, (width, height)) = best.ok_or(DocumentError::NoRoom)?;
        if width < 20.0 || height < 20.0 + self.strip {
            return Err(DocumentError::NoRoom);
        }
        self.slot = turned((width, height), layout.turn);
        let turn = turn(layout.turn, width, height);
        let (right, up_by) = (points(layout.shift_right), -points(layout.shift_down));
        self.slots = (0..up)
            .map(|at| {
                #[expect(clippy::cast_precision_loss, reason = "at most six")]
                let (column, row) = ((at % columns) as f64, (at / columns) as f64);
                let x = left + column * (width + gap) + right;
                let y = self.height - top - row * (height + gap) - height + up_by;
                Affine::translate((x, y)) * turn
            })
            .collect();
        Ok(())
    }

    /// A slot's corner and size, upright.
    pub(super) fn slot(&self, at: usize) -> (Affine, f64, f64) {
        (self.slots.get(at).copied().unwrap_or_default(), self.slot.0, self.slot.1)
    }

    /// The scale of what is `width` × `height` points large.
    pub(super) fn scale(&self, width: f64, height: f64) -> Result<f64, DocumentError> {
        let fits = (self.slot.0 / width).min((self.slot.1 - self.strip) / height);
        let asked = match self.size {
            LabelSize::Percent { percent } => f64::from(percent) / 100.0,
            LabelSize::Big | LabelSize::Exact if self.whole_page => fits.clamp(LEAST_OF_PAGES, 1.0),
            LabelSize::Big => fits.min(BIG).max(self.least),
            LabelSize::Exact => EXACT,
        };
        let over = (width * asked - self.slot.0).max(height * asked - (self.slot.1 - self.strip));
        if over.is_finite() && over <= SLACK {
            // A page a hair larger than the paper keeps its size.
            return Ok(if self.whole_page && (asked - 1.0).abs() < 1e-3 { 1.0 } else { asked });
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturating, for a message")]
        let whole = |side: f64| (side * asked).ceil() as u32;
        Err(DocumentError::LabelDoesNotFit { width: whole(width), height: whole(height) })
    }

    /// Places what shows `crop` in a slot: in its middle, the strip right below.
    pub(super) fn spot(&self, at: usize, crop: &Rect) -> Result<Spot, DocumentError> {
        let scale = self.scale(crop.width(), crop.height())?;
        let (corner, slot_width, slot_height) = self.slot(at);
        let (width, height) = (crop.width() * scale, crop.height() * scale);
        let x = (slot_width - width) / 2.0;
        let y = (slot_height - height - self.strip) / 2.0;
        Ok(Spot {
            label: corner * Affine::translate((x, y + self.strip)) * Affine::scale(scale),
            strip: corner * Affine::translate((x.max(0.0), y.max(0.0))),
            strip_size: (width.min(slot_width), self.strip),
        })
    }
}

fn turned((width, height): (f64, f64), turn: Turn) -> (f64, f64) {
    match turn {
        Turn::None | Turn::Half => (width, height),
        Turn::Quarter | Turn::ThreeQuarters => (height, width),
    }
}

/// Clockwise, from the upright slot into one `width` × `height` large.
fn turn(turn: Turn, width: f64, height: f64) -> Affine {
    match turn {
        Turn::None => Affine::IDENTITY,
        Turn::Quarter => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, height]),
        Turn::Half => Affine::new([-1.0, 0.0, 0.0, -1.0, width, height]),
        Turn::ThreeQuarters => Affine::new([0.0, 1.0, -1.0, 0.0, width, 0.0]),
    }
}

#[cfg(test)]
mod tests {
    use godown_domain::print::Paper;

    use super::*;

    const LABEL: Rect = Rect { x0: 0.0, y0: 0.0, x1: USUAL_LABEL.0, y1: USUAL_LABEL.1 };

    fn scale(layout: &LabelLayout) -> Result<f64, DocumentError> {
        Sheet::new(layout)?.scale(LABEL.width(), LABEL.height())
    }

    fn on(paper: Paper, up: u8, strip: &str) -> LabelLayout {
        LabelLayout { paper, up, strip: strip.into(), ..LabelLayout::default() }
    }

    #[test]
    fn a_label_is_as_large_as_its_paper_allows() {
        assert!((scale(&on(Paper::Label4x6, 1, "{sku}")).unwrap() - 1.15).abs() < 1e-3);
        assert_eq!(scale(&on(Paper::Label4x6, 1, "")), Ok(BIG));
        assert!((scale(&on(Paper::Label100x150, 1, "{sku}")).unwrap() - 1.131).abs() < 1e-3);
        assert!(scale(&on(Paper::Label3x5, 1, "{sku}")).unwrap() > EXACT, "with its strip, still two dots a module");
        assert!(scale(&on(Paper::A6, 1, "{sku}")).unwrap() > 1.1);
        assert!(scale(&on(Paper::A4, 4, "{sku}")).unwrap() > 1.1);
        assert_eq!(scale(&on(Paper::A4, 2, "")), Ok(BIG));
        assert!(scale(&on(Paper::A4, 6, "")).unwrap() > 0.9, "three beside one another, in two rows");
    }

    #[test]
    fn a_label_too_large_for_its_paper_is_refused_with_its_size() {
        let small = Paper::Custom { width: 500, height: 1_000 };
        assert!(matches!(scale(&on(small, 1, "")), Err(DocumentError::LabelDoesNotFit { width: 205, height: 336 })));
        let exact = LabelLayout { size: LabelSize::Exact, ..on(Paper::A5, 6, "") };
        assert!(matches!(scale(&exact), Err(DocumentError::LabelDoesNotFit { .. })));
        let large = LabelLayout { size: LabelSize::Percent { percent: 120 }, ..on(Paper::Label3x5, 1, "") };
        assert!(matches!(scale(&large), Err(DocumentError::LabelDoesNotFit { .. })));
        assert_eq!(scale(&LabelLayout { margin: 600, ..on(Paper::Label4x6, 1, "") }), Err(DocumentError::NoRoom));
        assert_eq!(scale(&LabelLayout { margin: -1, ..LabelLayout::default() }), Err(DocumentError::NoRoom));
        assert!(scale(&LabelLayout { up: 3, ..LabelLayout::default() }).is_err());
    }

    #[test]
    fn no_slot_leaves_the_paper_or_touches_another_whatever_is_set() {
        for paper in [Paper::Label4x6, Paper::A6, Paper::A5, Paper::A4, Paper::Custom { width: 3_000, height: 2_000 }] {
            for (up, turn) in [(1, Turn::None), (2, Turn::Quarter), (4, Turn::Half), (6, Turn::ThreeQuarters)] {
                for (shift_right, shift_down, margin, gap) in [(0, 0, 0, 0), (30, -20, 10, 0), (-15, 40, 0, 25)] {
                    let layout =
                        LabelLayout { paper, up, turn, shift_right, shift_down, margin, gap, ..LabelLayout::default() };
                    let Ok(sheet) = Sheet::new(&layout) else { continue };
                    if sheet.scale(LABEL.width(), LABEL.height()).is_err() {
                        continue;
                    }
                    let mut taken: Vec<Rect> = Vec::new();
                    for at in 0..sheet.up() {
                        let spot = sheet.spot(at, &LABEL).unwrap();
                        let label = LABEL.through(spot.label);
                        let (width, height) = spot.strip_size;
                        let strip = Rect::new(0.0, 0.0, width, height).through(spot.strip);
                        for part in [label, strip] {
                            let grown = Rect::new(0.0, 0.0, sheet.width, sheet.height).grow(SLACK);
                            assert!(grown.distance(&grown) == 0.0 && part.intersect(&grown) == part, "{layout:?}");
                            let touches = |other: &Rect| {
                                let common = other.intersect(&part.grow(-SLACK));
                                common.width() > 0.0 && common.height() > 0.0
                            };
                            assert!(!taken.iter().any(touches), "{layout:?}: {part:?} in {taken:?}");
                            taken.push(part);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn an_offset_moves_the_label_by_just_that() {
        let at = |shift_right, shift_down| {
            let layout =
                LabelLayout { size: LabelSize::Exact, shift_right, shift_down, ..on(Paper::Label4x6, 1, "{sku}") };
            LABEL.through(Sheet::new(&layout).unwrap().spot(0, &LABEL).unwrap().label)
        };
        let (before, after) = (at(0, 0), at(10, 20));
        assert!((after.x0 - before.x0 - points(10)).abs() < 1e-9);
        assert!((before.y0 - after.y0 - points(20)).abs() < 1e-9);
    }

    #[test]
    fn a_page_as_it_came_keeps_its_size_on_its_paper() {
        let layout = LabelLayout { whole_page: true, ..on(Paper::A4, 1, "{sku}") };
        let sheet = Sheet::new(&layout).unwrap();
        assert_eq!(sheet.scale(595.0, 842.0), Ok(1.0));
        assert!(sheet.scale(842.0, 1191.0).unwrap() < 0.72);
    }
}
