//! What stands between the tables and rows of a document: headings, groups, sentences, curves, lines to sign on.

use super::wrap::wrap;
use super::{CELL, Column, LEADING, MARGIN, PAGE, SIZE, Sheet, numbers};
use crate::typeface::{Weight, line_of};

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
    pub grey: f64,
    /// Dash and gap in points; empty is solid.
    pub dash: &'static [f64],
}

impl Sheet {
    /// A heading; ends the table before it.
    pub(in super::super) fn heading(&mut self, text: &str) {
        self.columns.clear();
        self.make_room(30.0 + KEPT);
        self.show_bold(text, 11.0, MARGIN, self.y - 24.0);
        self.y -= 30.0;
    }

    /// Begins a group of rows; its name comes again on every page it needs.
    pub(in super::super) fn group(&mut self, name: &str) {
        self.group = None;
        self.make_room(KEPT);
        self.group_bar(name);
        self.group = Some(name.to_owned());
    }

    /// Ends a group with its sum.
    pub(in super::super) fn end_group(&mut self, sum: &str) {
        const HIGH: f64 = 17.0;
        self.make_room(HIGH);
        self.group = None;
        let line = line_of(sum, Weight::Bold).unwrap_or_default();
        self.put_ending(line, SIZE, MARGIN + self.wide() - CELL, self.y - 12.0);
        self.y -= HIGH;
        self.rule(self.y, 0.0, 0.6);
    }

    pub(super) fn group_bar(&mut self, name: &str) {
        const HIGH: f64 = 16.0;
        self.bar(0.9, [MARGIN, self.y - HIGH, self.wide(), HIGH]);
        self.show_bold(name, SIZE + 1.0, MARGIN + CELL, self.y - 11.5);
        self.y -= HIGH;
    }

    fn wide(&self) -> f64 {
        self.columns.iter().map(|column| column.width).sum()
    }

    /// Two columns of lines to write on, kept together: a heading each, and the same words before every line.
    pub(in super::super) fn signatures(&mut self, heads: [&str; 2], lines: &[&str]) {
        const GAP: f64 = 24.0;
        const STEP: f64 = 26.0;
        #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
        let height = 34.0 + lines.len() as f64 * STEP;
        self.columns.clear();
        let top = self.strip(height) - 22.0;
        let width = (WIDTH - GAP) / 2.0;
        for (head, x) in heads.into_iter().zip([MARGIN, MARGIN + width + GAP]) {
            self.show_bold(head, SIZE + 1.0, x, top);
            let mut y = top;
            for words in lines {
                y -= STEP;
                let line = line_of(words, Weight::Plain).unwrap_or_default();
                let start = x + line.width() * SIZE + 6.0;
                self.put(line, SIZE, x, y);
                self.bar(0.0, [start, y - 2.0, x + width - start, 0.6]);
            }
        }
    }

    /// A sentence over the whole width; `size` in points.
    pub(in super::super) fn sentence(&mut self, text: &str, size: f64, is_bold: bool) {
        const MOST: usize = 40;
        let weight = if is_bold { Weight::Bold } else { Weight::Plain };
        for line in wrap(text, weight, WIDTH / size, MOST) {
            let height = size * LEADING / SIZE + 1.0;
            self.make_room(height);
            self.put(line, size, MARGIN, self.y - size);
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
        self.show(text, Weight::Plain, size, x, y);
    }

    pub(in super::super) fn show_bold(&mut self, text: &str, size: f64, x: f64, y: f64) {
        self.show(text, Weight::Bold, size, x, y);
    }

    /// Text that ends at `x`.
    pub(in super::super) fn show_ending(&mut self, text: &str, size: f64, x: f64, y: f64) {
        self.put_ending(line_of(text, Weight::Plain).unwrap_or_default(), size, x, y);
    }

    /// A curve through points.
    pub(in super::super) fn curve(&mut self, points: &[(f64, f64)], stroke: Stroke) {
        let ink = self.ink();
        numbers(ink, &[stroke.grey]);
        ink.extend_from_slice(b"G ");
        numbers(ink, &[stroke.pen]);
        ink.extend_from_slice(b"w [");
        numbers(ink, stroke.dash);
        ink.extend_from_slice(b"] 0 d\n");
        for (index, (x, y)) in points.iter().enumerate() {
            numbers(ink, &[*x, *y]);
            ink.extend_from_slice(if index == 0 { b"m " } else { b"l " });
        }
        ink.extend_from_slice(b"S\n");
    }

    /// A small filled square around a point.
    pub(in super::super) fn dot(&mut self, x: f64, y: f64, side: f64) {
        self.bar(0.0, [x - side / 2.0, y - side / 2.0, side, side]);
    }
}
