//! What stands between the tables of a report: headings, sentences, curves.

use printpdf::{Line, LineDashPattern, LinePoint, Op, Point};

use super::{Column, LEADING, MARGIN, PAGE, SIZE, Sheet, pt, shade};

/// Points between the margins.
pub(in super::super) const WIDTH: f64 = PAGE.0 - 2.0 * MARGIN;
/// Room a heading keeps below itself, so that it never ends a page.
const KEPT: f64 = 60.0;

/// How a curve is drawn; told apart without colour.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Stroke {
    /// Points.
    pub pen: f64,
    /// 0 black, 1 white.
    pub grey: f32,
    /// Dash and gap in points; empty is solid.
    pub dash: &'static [f32],
}

impl Sheet {
    /// A heading; ends the table before it.
    pub(in super::super) fn heading(&mut self, text: &str) {
        self.columns.clear();
        self.make_room(30.0 + KEPT);
        self.show_bold(text, 11.0, MARGIN, self.y - 24.0);
        self.y -= 30.0;
    }

    /// A sentence over the whole width; `size` in points.
    pub(in super::super) fn sentence(&mut self, text: &str, size: f64, is_bold: bool) {
        const MOST: usize = 40;
        let face = if is_bold { self.bold } else { self.plain };
        for line in face.wrap_to(text, WIDTH, size, MOST) {
            let height = size * LEADING / SIZE + 1.0;
            self.make_room(height);
            self.show(face, &line, size, MARGIN, self.y - size);
            self.y -= height;
        }
        self.y -= 2.0;
    }

    /// Begins a table; its heads come again on every page it needs.
    pub(in super::super) fn table(&mut self, columns: Vec<Column>) {
        self.columns.clear();
        self.make_room(KEPT);
        self.columns = columns;
        self.heads(self.y - 11.0);
    }

    /// Ends a table, so that a new page begins without its heads.
    pub(in super::super) fn end_table(&mut self) {
        self.columns.clear();
        self.y -= 4.0;
    }

    /// Keeps a strip over the whole width; the answer is its top. Its left edge is at `left()`.
    pub(in super::super) fn strip(&mut self, height: f64) -> f64 {
        self.make_room(height);
        let top = self.y;
        self.y -= height;
        top
    }

    pub(in super::super) fn left() -> f64 {
        MARGIN
    }

    pub(in super::super) fn show_plain(&mut self, text: &str, size: f64, x: f64, y: f64) {
        let text = self.plain.printable(text);
        self.show(self.plain, &text, size, x, y);
    }

    pub(in super::super) fn show_bold(&mut self, text: &str, size: f64, x: f64, y: f64) {
        let text = self.bold.printable(text);
        self.show(self.bold, &text, size, x, y);
    }

    /// Text that ends at `x`.
    pub(in super::super) fn show_ending(&mut self, text: &str, size: f64, x: f64, y: f64) {
        let text = self.plain.printable(text);
        let start = x - self.plain.width(&text, size);
        self.show(self.plain, &text, size, start, y);
    }

    /// A curve through points.
    pub(in super::super) fn curve(&mut self, points: &[(f64, f64)], stroke: Stroke) {
        let points =
            points.iter().map(|(x, y)| LinePoint { p: Point { x: pt(*x), y: pt(*y) }, bezier: false }).collect();
        self.draw([
            Op::SetOutlineColor { col: shade(stroke.grey) },
            Op::SetOutlineThickness { pt: pt(stroke.pen) },
            Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, stroke.dash) },
            Op::DrawLine { line: Line { points, is_closed: false } },
        ]);
    }

    /// A small filled square around a point.
    pub(in super::super) fn dot(&mut self, x: f64, y: f64, side: f64) {
        self.draw([Op::SetFillColor { col: shade(0.0) }, super::bar(x - side / 2.0, y - side / 2.0, side, side)]);
    }
}
