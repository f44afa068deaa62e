//! One page being drawn: text, rules, boxes, symbols.
//!
//! Owns the pen. All places are points from the bottom-left corner of the page, as printers and croppers measure.
//! Refuses to decide what goes where.

use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;

use super::symbols::Matrix;
use super::typeface::{Typefaces, Weight};

/// A4 as the marketplace serves it.
pub(super) const PAGE_WIDTH: f32 = 595.0;
/// A4 as the marketplace serves it.
pub(super) const PAGE_HEIGHT: f32 = 842.0;

/// A box on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f32,
    pub(super) bottom: f32,
    pub(super) right: f32,
    pub(super) top: f32,
}

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    pub(super) size: f32,
    pub(super) weight: Weight,
}

/// Regular text of a size in points.
pub(super) const fn plain(size: f32) -> Ink {
    Ink { size, weight: Weight::Regular }
}

/// Bold text of a size in points.
pub(super) const fn bold(size: f32) -> Ink {
    Ink { size, weight: Weight::Bold }
}

/// The page under the pen.
pub(super) struct Sheet<'a, 'page> {
    surface: &'a mut Surface<'page>,
    faces: &'static Typefaces,
}

impl<'a, 'page> Sheet<'a, 'page> {
    pub(super) fn new(surface: &'a mut Surface<'page>, faces: &'static Typefaces) -> Self {
        Self { surface, faces }
    }

    pub(super) fn faces(&self) -> &'static Typefaces {
        self.faces
    }

    /// Sets a line from `x` on the baseline `y`; gives the place where it ends.
    pub(super) fn text(&mut self, x: f32, y: f32, ink: Ink, text: &str) -> f32 {
        self.fill(0);
        let mut x = x;
        for run in self.faces.shape(text, ink.weight) {
            let start = Point::from_xy(x, PAGE_HEIGHT - y);
            self.surface.draw_glyphs(start, &run.glyphs, run.font, &run.text, ink.size, false);
            x += run.width * ink.size;
        }
        x
    }

    pub(super) fn text_right(&mut self, right: f32, y: f32, ink: Ink, text: &str) {
        let width = self.faces.width(text, ink.weight) * ink.size;
        self.text(right - width, y, ink, text);
    }

    pub(super) fn text_centred(&mut self, middle: f32, y: f32, ink: Ink, text: &str) {
        let width = self.faces.width(text, ink.weight) * ink.size;
        self.text(middle - width / 2.0, y, ink, text);
    }

    /// Sets lines downwards from the first baseline; gives the baseline after the last.
    pub(super) fn lines(&mut self, x: f32, first: f32, leading: f32, ink: Ink, lines: &[String]) -> f32 {
        let mut y = first;
        for line in lines {
            self.text(x, y, ink, line);
            y -= leading;
        }
        y
    }

    pub(super) fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        self.stroke(from, to, width, None);
    }

    pub(super) fn dashed(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        self.stroke(from, to, width, Some(StrokeDash { array: vec![3.0, 3.0], offset: 0.0 }));
    }

    pub(super) fn frame(&mut self, frame: Frame, width: f32) {
        let Frame { left, bottom, right, top } = frame;
        let mut path = PathBuilder::new();
        push_rect(&mut path, left, bottom, right - left, top - bottom);
        self.pen(width, None);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }

    /// Fills a box with a grey: 0 is black, 255 white.
    pub(super) fn shade(&mut self, frame: Frame, grey: u8) {
        let mut path = PathBuilder::new();
        push_rect(&mut path, frame.left, frame.bottom, frame.right - frame.left, frame.top - frame.bottom);
        self.paint(path, grey);
    }

    /// Upright bars from `left`; `module` is the width of one module in points.
    pub(super) fn bars(&mut self, left: f32, bottom: f32, height: f32, module: f32, modules: &[bool]) {
        let mut path = PathBuilder::new();
        for (at, run) in dark_runs(modules) {
            push_rect(&mut path, left + at as f32 * module, bottom, run as f32 * module, height);
        }
        self.paint(path, 0);
    }

    /// Bars turned 90 degrees: the symbol reads upwards from `bottom`.
    pub(super) fn bars_turned(&mut self, left: f32, bottom: f32, width: f32, module: f32, modules: &[bool]) {
        let mut path = PathBuilder::new();
        for (at, run) in dark_runs(modules) {
            push_rect(&mut path, left, bottom + at as f32 * module, width, run as f32 * module);
        }
        self.paint(path, 0);
    }

    /// A square symbol with its top-left corner at (`left`, `top`).
    pub(super) fn matrix(&mut self, left: f32, top: f32, side: f32, matrix: &Matrix) {
        let module = side / matrix.side as f32;
        let mut path = PathBuilder::new();
        for (row, modules) in matrix.dark.chunks(matrix.side).enumerate() {
            let bottom = top - (row + 1) as f32 * module;
            for (at, run) in dark_runs(modules) {
                push_rect(&mut path, left + at as f32 * module, bottom, run as f32 * module, module);
            }
        }
        self.paint(path, 0);
    }

    fn paint(&mut self, path: PathBuilder, grey: u8) {
        self.fill(grey);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn fill(&mut self, grey: u8) {
        let fill = Fill { paint: luma::Color::new(grey).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero };
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill));
    }

    fn pen(&mut self, width: f32, dash: Option<StrokeDash>) {
        let paint = luma::Color::black().into();
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint, width, dash, ..Stroke::default() }));
    }

    fn stroke(&mut self, from: (f32, f32), to: (f32, f32), width: f32, dash: Option<StrokeDash>) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, PAGE_HEIGHT - from.1);
        path.line_to(to.0, PAGE_HEIGHT - to.1);
        self.pen(width, dash);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }
}

/// Start and length of each run of dark modules.
fn dark_runs(modules: &[bool]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    modules.chunk_by(|a, b| a == b).filter_map(move |run| {
        let start = at;
        at += run.len();
        run.first().copied().unwrap_or(false).then_some((start, run.len()))
    })
}

fn push_rect(path: &mut PathBuilder, left: f32, bottom: f32, width: f32, height: f32) {
    if let Some(rect) = Rect::from_xywh(left, PAGE_HEIGHT - bottom - height, width, height) {
        path.push_rect(rect);
    }
}
