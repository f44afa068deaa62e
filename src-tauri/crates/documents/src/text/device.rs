//! Listening to a page being drawn: glyphs and rules, no pixels.

use hayro::hayro_interpret::font::{Glyph as DrawnGlyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Shape};

use crate::geometry::Rect;

/// Glyph outlines and widths come in thousandths of the font size.
const UNITS_PER_EM: f64 = 1000.0;
/// A filled box thinner than this is a rule, points.
const THICKEST_RULE: f64 = 2.0;
/// More rules than any label has; a page full of them is not searched for a frame.
const MOST_SEGMENTS: usize = 20_000;
/// More pictures than any page has.
const MOST_IMAGES: usize = 200;

/// Which way a line of text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Turn {
    Upright,
    /// Reading upwards.
    Left,
    UpsideDown,
    /// Reading downwards.
    Right,
}

impl Turn {
    fn of(dx: f64, dy: f64) -> Self {
        match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
            (true, true, _) => Self::Upright,
            (true, false, _) => Self::UpsideDown,
            (false, _, true) => Self::Left,
            (false, _, false) => Self::Right,
        }
    }

    /// Position along the line, and across it so that the first line has the smallest value.
    fn project(self, x: f64, y: f64) -> (f64, f64) {
        match self {
            Self::Upright => (x, -y),
            Self::Left => (y, x),
            Self::UpsideDown => (-x, y),
            Self::Right => (-y, -x),
        }
    }
}

/// One drawn character, in shown points.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    /// What it stands for; U+FFFD when the file does not say.
    pub text: String,
    /// Origin on the baseline.
    pub x: f64,
    pub y: f64,
    pub size: f64,
    pub turn: Turn,
    pub along: f64,
    pub across: f64,
    pub advance: f64,
}

/// A horizontal or vertical rule, in shown points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Segment {
    pub horizontal: bool,
    /// The coordinate that stays: y of a horizontal rule.
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

pub(crate) struct Listener {
    pub glyphs: Vec<Glyph>,
    pub segments: Vec<Segment>,
    /// Where pictures lie, as far as they are seen.
    pub images: Vec<Rect>,
    /// Anything at all was drawn.
    pub drawn: bool,
    /// What can be seen, by its extent: the page, then each clip inside the one before.
    seen: Vec<Rect>,
}

impl Listener {
    pub(crate) fn new(bounds: Rect) -> Self {
        Self { glyphs: Vec::new(), segments: Vec::new(), images: Vec::new(), drawn: false, seen: vec![bounds] }
    }

    fn seen(&self) -> Rect {
        self.seen.last().copied().unwrap_or(Rect::new(0.0, 0.0, 0.0, 0.0))
    }

    fn clip(&mut self, to: hayro::kurbo::Rect) {
        self.seen.push(self.seen().intersect(&Rect::new(to.x0, to.y0, to.x1, to.y1)));
    }

    fn hear(&mut self, glyph: &DrawnGlyph<'_>, place: Affine) {
        let origin = place * Point::ZERO;
        let width = match glyph {
            DrawnGlyph::Outline(outline) => outline.advance_width(),
            DrawnGlyph::Type3(drawn) => drawn.advance_width(),
        };
        let step = place * Point::new(f64::from(width.unwrap_or(500.0)), 0.0) - origin;
        let unit = place * Point::new(UNITS_PER_EM, 0.0) - origin;
        let size = (place * Point::new(0.0, UNITS_PER_EM) - origin).hypot();
        if !(size.is_finite() && size > 0.1 && step.hypot().is_finite()) {
            return;
        }
        // The middle of a letter must be inside the clip; what is cut off is not on the paper.
        let middle = place * Point::new(f64::from(width.unwrap_or(500.0)) / 2.0, 0.35 * UNITS_PER_EM);
        if !self.seen().contains(middle.x, middle.y) {
            return;
        }
        let turn = Turn::of(unit.x, unit.y);
        let (along, across) = turn.project(origin.x, origin.y);
        let text = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => '\u{FFFD}'.to_string(),
        };
        let (x, y) = (origin.x, origin.y);
        self.glyphs.push(Glyph { text, x, y, size, turn, along, across, advance: step.hypot() });
    }

    fn rule(&mut self, from: Point, to: Point) {
        let straight = (to.x - from.x).abs() < 0.5 || (to.y - from.y).abs() < 0.5;
        let (from, to) = (within(&self.seen(), from), within(&self.seen(), to));
        let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        // NaN is shorter than anything.
        let long = dx.max(dy) > 10.0;
        if !straight || !long || self.segments.len() >= MOST_SEGMENTS {
            return;
        }
        if dy < 0.5 {
            let (from_x, to_x) = (from.x.min(to.x), from.x.max(to.x));
            self.segments.push(Segment { horizontal: true, at: (from.y + to.y) / 2.0, from: from_x, to: to_x });
        } else if dx < 0.5 {
            let (from_y, to_y) = (from.y.min(to.y), from.y.max(to.y));
            self.segments.push(Segment { horizontal: false, at: (from.x + to.x) / 2.0, from: from_y, to: to_y });
        }
    }

    /// Stroked straight pieces are rules themselves; a filled shape is one when it is a thin box.
    fn path(&mut self, path: &BezPath, transform: Affine, stroked: bool) {
        let mut start = Point::ZERO;
        let mut last = Point::ZERO;
        let mut extent: Option<Rect> = None;
        let mut straight = true;
        for element in path.elements() {
            let point = match element {
                PathEl::MoveTo(p) => {
                    self.thin_box(extent.take().filter(|_| straight && !stroked));
                    start = transform * *p;
                    last = start;
                    straight = true;
                    continue;
                }
                PathEl::LineTo(p) => transform * *p,
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                    straight = false;
                    last = transform * *p;
                    continue;
                }
                PathEl::ClosePath => start,
            };
            if stroked {
                self.rule(last, point);
            }
            let piece = Rect::new(last.x, last.y, point.x, point.y);
            extent = Some(extent.map_or(piece, |e| Rect {
                x0: e.x0.min(piece.x0),
                y0: e.y0.min(piece.y0),
                x1: e.x1.max(piece.x1),
                y1: e.y1.max(piece.y1),
            }));
            last = point;
        }
        self.thin_box(extent.filter(|_| straight && !stroked));
    }

    fn thin_box(&mut self, extent: Option<Rect>) {
        let Some(extent) = extent else { return };
        let (cx, cy) = ((extent.x0 + extent.x1) / 2.0, (extent.y0 + extent.y1) / 2.0);
        if extent.height() < THICKEST_RULE && extent.width() > 10.0 {
            self.rule(Point::new(extent.x0, cy), Point::new(extent.x1, cy));
        } else if extent.width() < THICKEST_RULE && extent.height() > 10.0 {
            self.rule(Point::new(cx, extent.y0), Point::new(cx, extent.y1));
        }
    }
}

/// The nearest point that can be seen.
fn within(seen: &Rect, point: Point) -> Point {
    Point::new(point.x.clamp(seen.x0, seen.x1), point.y.clamp(seen.y0, seen.y1))
}

impl<'a> Device<'a> for Listener {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.drawn = true;
        for glyph in run.glyphs() {
            self.hear(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.drawn = true;
        match mode {
            DrawMode::Fill(_) => self.path(path, props.transform, false),
            DrawMode::Stroke(_) | DrawMode::FillAndStroke(..) => self.path(path, props.transform, true),
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, clip: &hayro::kurbo::Rect) {
        self.clip(*clip);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.drawn = true;
        let pixels = hayro::kurbo::Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let place = props.transform.transform_rect_bbox(pixels);
        let place = Rect::new(place.x0, place.y0, place.x1, place.y1).intersect(&self.seen());
        if place.width() > 1.0 && place.height() > 1.0 && self.images.len() < MOST_IMAGES {
            self.images.push(place);
        }
    }

    fn pop_clip(&mut self) {
        // The page itself stays.
        if self.seen.len() > 1 {
            self.seen.pop();
        }
    }

    fn pop_transparency_group(&mut self) {}
}
