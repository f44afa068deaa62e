//! One page being drawn: text, rules, boxes, symbols, written as the marketplace's maker writes them.
//!
//! Owns the pen. All places are points from the bottom-left corner of the page, as printers and croppers measure;
//! they are written in CSS pixels from the top under one matrix, and every glyph has its own state, clips, `Td` and
//! `Tj`. Refuses to decide what goes where.

use super::file::{PdfFile, number, operator};
use super::group::{Group, Logo};
use super::pictures::Picture;
use super::typeface::{Typefaces, Weight};

/// A4 as the marketplace serves it.
pub(super) const PAGE_WIDTH: f32 = 595.0;
/// A4 as the marketplace serves it.
pub(super) const PAGE_HEIGHT: f32 = 842.0;

/// Points of a CSS pixel.
const PIXEL: f32 = 0.75;
/// Where the first pixel stands.
const ORIGIN: (f32, f32) = (28.5, 813.5);
const START: &[u8] = b"/GSa gs\n/CSp cs\n0 0 0 scn\n/CSp CS\n0 0 0 SCN\n";
const MATRIX: &[u8] = b"0.75 0 0 -0.75 28.5 813.5 cm\n";
/// What the maker prints on, in pixels.
const PAGE_CLIP: &[u8] = b"-1 -1 m\n719 -1 l\n719 1047 l\n-1 1047 l\nh\nW n\n";
const PEN: &[u8] = b"/CSp cs 0 0 0 scn\n";
/// States of a page of label and invoice; boxes without ink make up what the text does not take.
const STATES: usize = 3_600;
/// Clip paths of a page of label and invoice.
const CLIPS: usize = 4_100;

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

/// What a page needs beside its content.
pub(super) struct Drawn {
    pub(super) content: Vec<u8>,
    pub(super) fonts: Vec<u32>,
    pub(super) pictures: Vec<u32>,
}

/// The page under the pen.
pub(super) struct Sheet<'a> {
    faces: &'static Typefaces,
    file: &'a mut PdfFile,
    group: &'a mut Group,
    drawn: Drawn,
    /// Opens a state inside the part of the page that is being drawn.
    region: Vec<u8>,
    states: usize,
    clips: usize,
}

impl<'a> Sheet<'a> {
    /// `before` is a matrix the whole page goes through first.
    pub(super) fn new(
        faces: &'static Typefaces,
        file: &'a mut PdfFile,
        group: &'a mut Group,
        before: Option<[f32; 6]>,
    ) -> Self {
        let mut content = Vec::with_capacity(380 << 10);
        content.extend_from_slice(START);
        if let Some(matrix) = before {
            operator(&mut content, &matrix, "cm");
        }
        content.extend_from_slice(MATRIX);
        let drawn = Drawn { content, fonts: Vec::new(), pictures: Vec::new() };
        let mut sheet = Self { faces, file, group, drawn, region: Vec::new(), states: 0, clips: 0 };
        sheet.region(Frame { left: 0.0, bottom: 0.0, right: PAGE_WIDTH, top: PAGE_HEIGHT });
        sheet
    }

    pub(super) fn faces(&self) -> &'static Typefaces {
        self.faces
    }

    /// What follows is clipped to this part of the page.
    pub(super) fn region(&mut self, frame: Frame) {
        let mut region = b"q\n".to_vec();
        region.extend_from_slice(PAGE_CLIP);
        region.extend_from_slice(b"q\n");
        box_path(&mut region, frame);
        region.extend_from_slice(b"h\nW n\n");
        region.extend_from_slice(PEN);
        self.region = region;
    }

    /// Boxes of the page's tables that hold nothing: state and clips without ink.
    pub(super) fn empty_boxes(&mut self) {
        while self.states + 2 <= STATES {
            self.open();
            self.close();
        }
        while self.clips < CLIPS {
            self.drawn.content.extend_from_slice(PAGE_CLIP);
            self.clips += 1;
        }
    }

    pub(super) fn finish(self) -> Drawn {
        self.drawn
    }

    fn open(&mut self) {
        self.drawn.content.extend_from_slice(&self.region);
        self.states += 2;
        self.clips += 2;
    }

    fn close(&mut self) {
        self.drawn.content.extend_from_slice(b"Q\nQ\n");
    }

    /// Sets a line from `x` on the baseline `y`; gives the place where it ends.
    pub(super) fn text(&mut self, x: f32, y: f32, ink: Ink, text: &str) -> f32 {
        let mut x = x;
        for run in self.faces.shape(text, ink.weight) {
            let font = self.group.font(run.face, self.file);
            if !self.drawn.fonts.contains(&font) {
                self.drawn.fonts.push(font);
            }
            let mut select = format!("BT\n/F{font} ").into_bytes();
            number(&mut select, ink.size / PIXEL);
            select.extend_from_slice(b" Tf 1 0 0 -1 0 0 Tm\n");
            for set in &run.glyphs {
                let code = self.group.code(run.face, set);
                let (across, down) = pixels(x + set.offset.0 * ink.size, y + set.offset.1 * ink.size);
                self.open();
                let out = &mut self.drawn.content;
                out.extend_from_slice(&select);
                number(out, across);
                out.push(b' ');
                number(out, -down);
                out.extend_from_slice(b" Td <");
                for shift in [12, 8, 4, 0] {
                    out.push(b"0123456789abcdef"[usize::from(code >> shift & 15)]);
                }
                out.extend_from_slice(b"> Tj\nET\n");
                self.close();
                x += set.advance * ink.size;
            }
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
        self.stroke(from, to, width, "[] 0 d");
    }

    pub(super) fn dashed(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        self.stroke(from, to, width, "[4 4] 0 d");
    }

    fn stroke(&mut self, from: (f32, f32), to: (f32, f32), width: f32, dash: &str) {
        self.open();
        self.pen(width, dash);
        let out = &mut self.drawn.content;
        for (point, name) in [(from, "m"), (to, "l")] {
            let (x, y) = pixels(point.0, point.1);
            operator(out, &[x, y], name);
        }
        out.extend_from_slice(b"S\n");
        self.close();
    }

    fn pen(&mut self, width: f32, dash: &str) {
        let out = &mut self.drawn.content;
        out.extend_from_slice(b"/CSp CS 0 0 0 SCN\n");
        operator(out, &[width / PIXEL], "w");
        out.extend_from_slice(b"0 J\n0 j\n");
        out.extend_from_slice(dash.as_bytes());
        out.push(b'\n');
    }

    pub(super) fn frame(&mut self, frame: Frame, width: f32) {
        self.open();
        self.pen(width, "[] 0 d");
        box_path(&mut self.drawn.content, frame);
        self.drawn.content.extend_from_slice(b"h\nS\n");
        self.close();
    }

    /// Fills a box with a grey: 0 is black, 255 white.
    pub(super) fn shade(&mut self, frame: Frame, grey: u8) {
        self.open();
        let level = f32::from(grey) / 255.0;
        operator(&mut self.drawn.content, &[level, level, level], "scn");
        box_path(&mut self.drawn.content, frame);
        self.drawn.content.extend_from_slice(b"h\nf\n");
        self.close();
    }

    /// Upright bars from `left`; `module` is the width of one module in points.
    pub(super) fn bars(&mut self, left: f32, bottom: f32, height: f32, module: f32, modules: &[bool]) {
        self.open();
        for (at, run) in dark_runs(modules) {
            let (x, y) = pixels(left + at as f32 * module, bottom + height);
            let sides = [x, y, run as f32 * module / PIXEL, height / PIXEL];
            operator(&mut self.drawn.content, &sides, "re");
        }
        self.drawn.content.extend_from_slice(b"f\n");
        self.close();
    }

    /// A picture that fills a box; turned, its left side lies at the bottom.
    pub(super) fn picture(&mut self, picture: &Picture, frame: Frame, turned: bool) {
        let id = picture.write(self.file);
        self.show(id, frame, turned);
    }

    pub(super) fn logo(&mut self, logo: Logo, frame: Frame) {
        let id = self.group.logo(logo, self.file);
        self.show(id, frame, false);
    }

    pub(super) fn signature(&mut self, frame: Frame) {
        let id = super::pictures::signature(self.file);
        self.show(id, frame, false);
    }

    /// Shows a picture that is in the file already.
    pub(super) fn show(&mut self, id: u32, frame: Frame, turned: bool) {
        if !self.drawn.pictures.contains(&id) {
            self.drawn.pictures.push(id);
        }
        let (left, bottom) = pixels(frame.left, frame.bottom);
        let (right, top) = pixels(frame.right, frame.top);
        let (width, height) = (right - left, bottom - top);
        let matrix =
            if turned { [0.0, -height, -width, 0.0, right, bottom] } else { [width, 0.0, 0.0, -height, left, bottom] };
        self.open();
        operator(&mut self.drawn.content, &matrix, "cm");
        self.drawn.content.extend_from_slice(format!("/Im{id} Do\n").as_bytes());
        self.close();
    }

    /// Writes a picture without showing it; for one that is shown twice.
    pub(super) fn keep(&mut self, picture: &Picture) -> u32 {
        picture.write(self.file)
    }
}

fn pixels(x: f32, y: f32) -> (f32, f32) {
    ((x - ORIGIN.0) / PIXEL, (ORIGIN.1 - y) / PIXEL)
}

/// The four corners, not closed.
fn box_path(out: &mut Vec<u8>, frame: Frame) {
    let (left, top) = pixels(frame.left, frame.top);
    let (right, bottom) = pixels(frame.right, frame.bottom);
    operator(out, &[left, top], "m");
    operator(out, &[right, top], "l");
    operator(out, &[right, bottom], "l");
    operator(out, &[left, bottom], "l");
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
