//! Tables, one or several with words, bars and curves between them, over as many A4 pages as they need.
//!
//! Letters come from [`crate::typeface`], shaped, so that a SKU's title in any script of the market is right on paper.
//! The same content gives the same bytes: nothing random or dated goes in.

mod bars;
mod flow;
mod wrap;

use hayro::kurbo::Affine;

use crate::error::DocumentError;
use crate::raw::{Objects, PdfWriter, number};
use crate::typeface::{Fonts, Line, Weight, line_of, packed};
pub(super) use bars::BARS_ROOM;
pub(super) use flow::{Stroke, WIDTH};
use wrap::wrap;

const PAGE: (f64, f64) = (595.28, 841.89);
const MARGIN: f64 = 28.0;
const SIZE: f64 = 9.0;
const LEADING: f64 = 11.5;
const CELL: f64 = 4.0;
const FOOT: f64 = 18.0;
/// Lines a cell may wrap to before it is cut.
const MOST_LINES: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    /// A box to tick; the cell's text is not shown.
    Tick,
    /// Code 128 of the cell's text.
    Bars,
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

    pub(super) fn bars(head: &str) -> Self {
        Self { head: head.to_owned(), width: BARS_ROOM, align: Align::Bars }
    }
}

/// A page being drawn: black shapes as operators, and words, whose fonts are known only at the end.
#[derive(Default)]
struct Page {
    ink: Vec<u8>,
    words: Vec<Words>,
}

struct Words {
    line: Line,
    size: f64,
    x: f64,
    y: f64,
}

/// A document being drawn.
pub(super) struct Sheet {
    title: String,
    made_at: String,
    columns: Vec<Column>,
    /// The group of rows under way: named again on the next page.
    group: Option<String>,
    /// Finished pages.
    pages: Vec<Page>,
    /// The open one.
    page: Page,
    /// Top of the next row.
    y: f64,
}

impl Sheet {
    pub(super) fn new(title: &str, made_at: &str, columns: Vec<Column>) -> Result<Self, DocumentError> {
        // A font that cannot be read is said here; afterwards there is none.
        line_of("", Weight::Plain)?;
        let mut sheet = Self {
            title: title.to_owned(),
            made_at: made_at.to_owned(),
            columns,
            group: None,
            pages: Vec::new(),
            page: Page::default(),
            y: 0.0,
        };
        sheet.begin_page();
        Ok(sheet)
    }

    pub(super) fn row(&mut self, cells: &[String]) {
        let set: Vec<Vec<Line>> = self
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| match column.align {
                Align::Left | Align::Right => wrap(cell, Weight::Plain, (column.width - 2.0 * CELL) / SIZE, MOST_LINES),
                Align::Tick | Align::Bars => vec![],
            })
            .collect();
        let lines = set.iter().map(Vec::len).max().unwrap_or(1).max(1);
        #[expect(clippy::cast_precision_loss, reason = "at most three lines")]
        let mut height = lines as f64 * LEADING + 5.0;
        if self.columns.iter().any(|column| column.align == Align::Bars) {
            height = height.max(bars::ROW);
        }
        self.make_room(height);
        let top = self.y;
        // Words stand in the middle of the height that bars need.
        let first = if lines == 1 { top - (height + SIZE * 0.73) / 2.0 } else { top - LEADING };
        let mut x = MARGIN;
        for (index, lines) in set.into_iter().enumerate() {
            let Some((width, align)) = self.columns.get(index).map(|column| (column.width, column.align)) else {
                break;
            };
            match align {
                Align::Tick => self.tick_box(x + CELL, first - 1.2),
                Align::Bars => self.bars(cells.get(index).map_or("", String::as_str), x, top - height / 2.0),
                Align::Left | Align::Right => {
                    let mut baseline = first;
                    for line in lines {
                        let is_left = align == Align::Left;
                        let start = if is_left { x + CELL } else { x + width - CELL - line.width() * SIZE };
                        self.put(line, SIZE, start, baseline);
                        baseline -= LEADING;
                    }
                }
            }
            x += width;
        }
        self.y -= height;
        self.rule(self.y, 0.75, 0.4);
    }

    /// A bold line under the table.
    pub(super) fn closing(&mut self, text: &str) {
        self.make_room(22.0);
        self.show(text, Weight::Bold, SIZE + 1.0, MARGIN + CELL, self.y - 15.0);
        self.y -= 22.0;
    }

    /// The finished file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, DocumentError> {
        self.pages.push(self.page);
        let count = self.pages.len();
        let mut bytes = Vec::new();
        let mut out = PdfWriter::new(&mut bytes);
        let mut fonts = Fonts::default();
        let tree = out.reserve();
        let mut kids = String::new();
        let title = line_of(&self.title, Weight::Plain)?;
        for (page, place) in self.pages.into_iter().zip(1..) {
            let mut content = page.ink;
            content.extend_from_slice(b"0 g\n");
            let foot = line_of(&format!("Page {place} of {count}"), Weight::Plain)?;
            let x = PAGE.0 - MARGIN - foot.width() * 8.0;
            let foot = [(&title, MARGIN), (&foot, x)];
            let words = page.words.iter().map(|words| (&words.line, words.size, words.x, words.y));
            for (line, size, x, y) in words.chain(foot.map(|(line, x)| (line, 8.0, x, FOOT))) {
                fonts.show(&mut out, &mut content, line, size, Affine::translate((x, y)));
            }
            let content = out.shared_stream(b"/Filter/FlateDecode", &packed(&content)?);
            let names = fonts.names().map(|names| format!("/Font {names} 0 R")).unwrap_or_default();
            let page = out.reserve();
            let (width, height) = PAGE;
            let body = format!(
                "<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {width} {height}]/Resources<<{names}>>/Contents {content} 0 R>>"
            );
            out.put(page, body.as_bytes());
            kids.push_str(&format!("{page} 0 R "));
        }
        fonts.finish(&mut out)?;
        out.put(tree, format!("<</Type/Pages/Kids[{}]/Count {count}>>", kids.trim_end()).as_bytes());
        let root = out.shared(format!("<</Type/Catalog/Pages {tree} 0 R>>").as_bytes());
        out.finish(root)?;
        Ok(bytes)
    }

    fn make_room(&mut self, height: f64) {
        if self.y - height < MARGIN + 8.0 {
            self.open_page();
        }
    }

    fn open_page(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.begin_page();
    }

    fn begin_page(&mut self) {
        let top = PAGE.1 - MARGIN;
        let made_at = line_of(&self.made_at, Weight::Plain).unwrap_or_default();
        let room = WIDTH - made_at.width() * SIZE - 12.0;
        self.put_ending(made_at, SIZE, PAGE.0 - MARGIN, top - 12.0);
        let title = wrap(&self.title, Weight::Bold, room / 15.0, 1);
        title.into_iter().for_each(|title| self.put(title, 15.0, MARGIN, top - 14.0));
        self.y = top - 26.0;
        if !self.columns.is_empty() {
            self.heads(top - 38.0);
        }
        if let Some(group) = self.group.clone() {
            self.group_bar(&format!("{group} (continued)"));
        }
    }

    fn heads(&mut self, baseline: f64) {
        let mut x = MARGIN;
        for column in self.columns.clone() {
            let head = line_of(&column.head, Weight::Bold).unwrap_or_default();
            let start = match column.align {
                Align::Right => x + column.width - CELL - head.width() * SIZE,
                Align::Left | Align::Tick | Align::Bars => x + CELL,
            };
            self.put(head, SIZE, start, baseline);
            x += column.width;
        }
        self.y = baseline - 6.0;
        self.rule(self.y, 0.0, 1.0);
    }

    fn show(&mut self, text: &str, weight: Weight, size: f64, x: f64, y: f64) {
        self.put(line_of(text, weight).unwrap_or_default(), size, x, y);
    }

    fn put(&mut self, line: Line, size: f64, x: f64, y: f64) {
        self.page.words.push(Words { line, size, x, y });
    }

    fn put_ending(&mut self, line: Line, size: f64, end: f64, y: f64) {
        let x = end - line.width() * size;
        self.put(line, size, x, y);
    }

    fn ink(&mut self) -> &mut Vec<u8> {
        &mut self.page.ink
    }

    /// A filled rectangle; 0 is black, 1 is white.
    fn bar(&mut self, grey: f64, [x, y, width, height]: [f64; 4]) {
        let ink = self.ink();
        numbers(ink, &[grey]);
        ink.extend_from_slice(b"g ");
        numbers(ink, &[x, y, width, height]);
        ink.extend_from_slice(b"re f\n");
    }

    fn rule(&mut self, y: f64, grey: f64, thickness: f64) {
        let width: f64 = self.columns.iter().map(|column| column.width).sum();
        self.bar(grey, [MARGIN, y - thickness / 2.0, width, thickness]);
    }

    /// A box within a box: an outline that no reader takes for a filled one.
    fn tick_box(&mut self, x: f64, y: f64) {
        const SIDE: f64 = 9.0;
        const PEN: f64 = 0.8;
        let ink = self.ink();
        ink.extend_from_slice(b"0 g ");
        numbers(ink, &[x, y, SIDE, SIDE]);
        ink.extend_from_slice(b"re ");
        numbers(ink, &[x + PEN, y + PEN, SIDE - 2.0 * PEN, SIDE - 2.0 * PEN]);
        ink.extend_from_slice(b"re f*\n");
    }
}

/// Numbers with a blank after each.
fn numbers(ink: &mut Vec<u8>, values: &[f64]) {
    for value in values {
        number(ink, *value);
        ink.push(b' ');
    }
}
