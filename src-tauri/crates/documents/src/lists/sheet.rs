//! Tables, one or several with words and curves between them, over as many A4 pages as they need.
//!
//! The only place that knows `printpdf`, and it only writes with it: that crate must never parse a marketplace page.
//! DejaVu Sans is embedded (subset) for the rupee sign; letters it lacks print as `?`.

mod flow;

use std::collections::BTreeSet;

use printpdf::{
    Color, FontId, Greyscale, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, Point,
    Polygon, PolygonRing, Pt, TextItem, TextMatrix, WindingOrder,
};

use super::face::Face;
use crate::error::DocumentError;
pub(super) use flow::{Stroke, WIDTH};

const PAGE: (f64, f64) = (595.28, 841.89);
const MARGIN: f64 = 28.0;
const SIZE: f64 = 9.0;
const LEADING: f64 = 11.5;
const CELL: f64 = 4.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    /// A box to tick; the cell's text is not shown.
    Tick,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub head: String,
    /// Points.
    pub width: f64,
    pub align: Align,
}

impl Column {
    pub(super) fn tick() -> Self {
        Self { head: String::new(), width: 24.0, align: Align::Tick }
    }

    pub(super) fn text(head: &str, width: f64) -> Self {
        Self { head: head.to_owned(), width, align: Align::Left }
    }

    pub(super) fn number(head: &str, width: f64) -> Self {
        Self { head: head.to_owned(), width, align: Align::Right }
    }
}

/// A table being drawn.
pub(super) struct Sheet {
    plain: &'static Face,
    bold: &'static Face,
    title: String,
    made_at: String,
    columns: Vec<Column>,
    /// Letters drawn in the plain and in the bold face; page numbers are known to come.
    used: [BTreeSet<char>; 2],
    /// Finished pages and the open one, without their footers.
    pages: Vec<Vec<Op>>,
    /// Top of the next row.
    y: f64,
}

impl Sheet {
    pub(super) fn new(title: &str, made_at: &str, columns: Vec<Column>) -> Result<Self, DocumentError> {
        let (plain, bold) = (Face::plain()?, Face::bold()?);
        let (title, made_at) = (bold.printable(title), plain.printable(made_at));
        let used = [("0123456789 /".chars().collect()), BTreeSet::new()];
        let mut sheet = Self { plain, bold, title, made_at, columns, used, pages: Vec::new(), y: 0.0 };
        sheet.open_page();
        Ok(sheet)
    }

    pub(super) fn row(&mut self, cells: &[String]) {
        let wrapped: Vec<Vec<String>> = self
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| self.plain.wrap(cell, column.width - 2.0 * CELL, SIZE))
            .collect();
        let lines = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        #[expect(clippy::cast_precision_loss, reason = "at most three lines")]
        let height = lines as f64 * LEADING + 5.0;
        self.make_room(height);
        let top = self.y;
        let mut x = MARGIN;
        for (index, lines) in wrapped.iter().enumerate() {
            let Some((width, align)) = self.columns.get(index).map(|column| (column.width, column.align)) else {
                break;
            };
            if align == Align::Tick {
                self.tick_box(x + CELL, top - 13.0);
            }
            let mut baseline = top - LEADING;
            for line in lines.iter().filter(|_| align != Align::Tick) {
                let start = match align {
                    Align::Right => x + width - CELL - self.plain.width(line, SIZE),
                    Align::Left | Align::Tick => x + CELL,
                };
                self.show(self.plain, line, SIZE, start, baseline);
                baseline -= LEADING;
            }
            x += width;
        }
        self.y -= height;
        self.rule(self.y, 0.75, 0.4);
    }

    /// A bold line under the table.
    pub(super) fn closing(&mut self, text: &str) {
        self.make_room(22.0);
        self.show(self.bold, text, SIZE + 1.0, MARGIN + CELL, self.y - 15.0);
        self.y -= 22.0;
    }

    pub(super) fn finish(mut self) -> Result<Vec<u8>, DocumentError> {
        let count = self.pages.len();
        let mut pages = Vec::with_capacity(count);
        for (index, mut ops) in std::mem::take(&mut self.pages).into_iter().enumerate() {
            let footer = format!("{} / {count}", index + 1);
            let x = PAGE.0 - MARGIN - self.plain.width(&footer, 8.0);
            ops.extend(text_ops(self.plain, &footer, 8.0, x, 18.0));
            pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
        }
        let mut document = PdfDocument::new(&self.title);
        for (face, letters) in [self.plain, self.bold].into_iter().zip(&self.used) {
            document.resources.fonts.map.insert(FontId(face.id.to_owned()), PdfFont::new(face.subset(letters)?));
        }
        without_mark(&document.with_pages(pages).save(&PdfSaveOptions::default(), &mut Vec::new()))
    }

    fn make_room(&mut self, height: f64) {
        if self.y - height < MARGIN + 8.0 {
            self.open_page();
        }
    }

    fn open_page(&mut self) {
        self.pages.push(Vec::new());
        let top = PAGE.1 - MARGIN;
        let title = self.title.clone();
        self.show(self.bold, &title, 15.0, MARGIN, top - 14.0);
        let made_at = self.made_at.clone();
        let x = PAGE.0 - MARGIN - self.plain.width(&made_at, SIZE);
        self.show(self.plain, &made_at, SIZE, x, top - 12.0);
        self.y = top - 26.0;
        if !self.columns.is_empty() {
            self.heads(top - 38.0);
        }
    }

    fn heads(&mut self, baseline: f64) {
        let mut x = MARGIN;
        for column in self.columns.clone() {
            let start = match column.align {
                Align::Right => x + column.width - CELL - self.bold.width(&column.head, SIZE),
                Align::Left | Align::Tick => x + CELL,
            };
            self.show(self.bold, &column.head, SIZE, start, baseline);
            x += column.width;
        }
        self.y = baseline - 6.0;
        self.rule(self.y, 0.0, 1.0);
    }

    fn draw(&mut self, ops: impl IntoIterator<Item = Op>) {
        if let Some(page) = self.pages.last_mut() {
            page.extend(ops);
        }
    }

    fn show(&mut self, face: &Face, text: &str, size: f64, x: f64, y: f64) {
        if !text.is_empty() {
            let [plain, bold] = &mut self.used;
            if face.id == self.bold.id {
                bold.extend(text.chars())
            } else {
                plain.extend(text.chars())
            }
            self.draw(text_ops(face, text, size, x, y));
        }
    }

    fn rule(&mut self, y: f64, grey: f32, thickness: f64) {
        let width: f64 = self.columns.iter().map(|column| column.width).sum();
        let shape = bar(MARGIN, y - thickness / 2.0, width, thickness);
        self.draw([Op::SetFillColor { col: shade(grey) }, shape]);
    }

    /// Four thin bars: an outline that no reader takes for a filled box.
    fn tick_box(&mut self, x: f64, y: f64) {
        const SIDE: f64 = 9.0;
        const PEN: f64 = 0.8;
        self.draw([
            Op::SetFillColor { col: shade(0.0) },
            bar(x, y, SIDE, PEN),
            bar(x, y + SIDE - PEN, SIDE, PEN),
            bar(x, y, PEN, SIDE),
            bar(x + SIDE - PEN, y, PEN, SIDE),
        ]);
    }
}

/// The file without the random mark its writer gives it: one list is one file, however often it is made.
fn without_mark(bytes: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let failed = DocumentError::NotMade("the list cannot be written");
    let mut document = lopdf::Document::load_mem(bytes).map_err(|_| failed.clone())?;
    document.trailer.remove(b"ID");
    let mut marked_off = Vec::with_capacity(bytes.len());
    document.save_to(&mut marked_off).map_err(|_| failed)?;
    Ok(marked_off)
}

fn shade(grey: f32) -> Color {
    Color::Greyscale(Greyscale { percent: grey, icc_profile: None })
}

#[expect(clippy::cast_possible_truncation, reason = "page coordinates; printpdf counts in single precision")]
fn pt(value: f64) -> Pt {
    Pt(value as f32)
}

fn bar(x: f64, y: f64, width: f64, height: f64) -> Op {
    let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
    let points = corners.map(|(x, y)| LinePoint { p: Point { x: pt(x), y: pt(y) }, bezier: false }).to_vec();
    let rings = vec![PolygonRing { points }];
    Op::DrawPolygon { polygon: Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero } }
}

fn text_ops(face: &Face, text: &str, size: f64, x: f64, y: f64) -> [Op; 6] {
    [
        Op::SetFillColor { col: shade(0.0) },
        Op::StartTextSection,
        Op::SetFont { font: face.handle(), size: pt(size) },
        Op::SetTextMatrix { matrix: TextMatrix::Translate(pt(x), pt(y)) },
        Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
        Op::EndTextSection,
    ]
}
