//! Text that is kept: glyphs joined into strings.
//!
//! Owns the open text object. Glyphs come one by one, each with its place; those that follow each other on a line
//! become one string, with a number between two of them only where the eye could see the difference.

use super::number;

/// One glyph to be shown: all numbers in the coordinates of the current matrix.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter<'c> {
    pub font: FontName,
    pub size: f64,
    pub mode: u8,
    /// The text matrix without its place, the stretch included.
    pub linear: [f64; 4],
    pub x: f64,
    pub y: f64,
    pub code: &'c [u8],
    /// Its advance as the written font says it, thousandths of the size.
    pub width: f64,
}

/// A font's name in the resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FontName {
    pub letter: u8,
    pub number: u16,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    linear: [f64; 4],
    inverse: [f64; 4],
    /// By how much the text matrix stretches along the line and across it.
    along: f64,
    across: f64,
    /// Where the line starts.
    x: f64,
    y: f64,
    /// How far along the line the next glyph stands by itself, in units of the text matrix.
    pen: f64,
}

/// A glyph may stand this far from its place, points: less than a quarter of a dot at 203 dpi.
const NEAR: f64 = 0.08;
/// And this far above or below its line.
const LEVEL: f64 = 0.02;

#[derive(Default)]
pub(super) struct Words {
    /// Font, size and mode set in the open group.
    face: Option<(FontName, f64, u8)>,
    block: Option<Block>,
    /// What is being shown, as it stands inside `[..]`, its last string open.
    run: Vec<u8>,
    adjusted: bool,
}

impl Words {
    pub(super) fn letter(&mut self, letter: &Letter<'_>, stretch: f64, decimals: usize, out: &mut Vec<u8>) {
        let same = self.face == Some((letter.font, letter.size, letter.mode));
        let Some(block) = self.block.filter(|block| block.linear == letter.linear) else {
            self.set_face(letter, out);
            self.set_matrix(letter, decimals, out);
            self.append(letter);
            return;
        };
        let (dx, dy) = turned(block.inverse, letter.x - block.x, letter.y - block.y);
        let gap = dx - block.pen;
        let level = same && !self.run.is_empty() && (dy * block.across * stretch).abs() <= LEVEL;
        if level && (gap * block.along * stretch).abs() <= NEAR {
            self.append(letter);
        } else if level && gap.abs() < 8.0 * letter.size {
            self.adjust(letter.size, gap);
            self.append(letter);
        } else {
            self.set_face(letter, out);
            self.next_line(block, dx, dy, decimals, out);
            self.append(letter);
        }
    }

    fn set_face(&mut self, letter: &Letter<'_>, out: &mut Vec<u8>) {
        self.end_run(out);
        if self.block.is_none() {
            out.extend_from_slice(b"BT\n");
        }
        let face = (letter.font, letter.size, letter.mode);
        if self.face == Some(face) {
            return;
        }
        if self.face.is_none_or(|(font, size, _)| (font, size) != (letter.font, letter.size)) {
            out.extend_from_slice(&[b'/', letter.font.letter]);
            number::integer(out, u64::from(letter.font.number));
            out.push(b' ');
            number::write(out, letter.size, 6);
            out.extend_from_slice(b" Tf\n");
        }
        if self.face.map_or(0, |(_, _, mode)| mode) != letter.mode {
            number::integer(out, u64::from(letter.mode));
            out.extend_from_slice(b" Tr\n");
        }
        self.face = Some(face);
    }

    fn set_matrix(&mut self, letter: &Letter<'_>, decimals: usize, out: &mut Vec<u8>) {
        let [a, b, c, d] = letter.linear;
        let (x, y) = (rounded(letter.x, decimals), rounded(letter.y, decimals));
        let plain = letter.linear == [1.0, 0.0, 0.0, 1.0];
        if !(plain && self.block.is_none()) {
            for part in letter.linear {
                number::write(out, part, 8);
                out.push(b' ');
            }
        }
        number::write(out, x, decimals);
        out.push(b' ');
        number::write(out, y, decimals);
        out.extend_from_slice(if plain && self.block.is_none() { b" Td\n" } else { b" Tm\n" });
        let determinant = a * d - b * c;
        self.block = Some(Block {
            linear: letter.linear,
            inverse: [d / determinant, -b / determinant, -c / determinant, a / determinant],
            along: a.hypot(b),
            across: c.hypot(d),
            x,
            y,
            pen: 0.0,
        });
    }

    fn next_line(&mut self, block: Block, dx: f64, dy: f64, decimals: usize, out: &mut Vec<u8>) {
        let (dx, dy) = (rounded(dx, decimals + 1), rounded(dy, decimals + 1));
        number::write(out, dx, decimals + 1);
        out.push(b' ');
        number::write(out, dy, decimals + 1);
        out.extend_from_slice(b" Td\n");
        let (x, y) = turned(block.linear, dx, dy);
        self.block = Some(Block { x: block.x + x, y: block.y + y, pen: 0.0, ..block });
    }

    /// Moves the pen to where the next glyph stands.
    fn adjust(&mut self, size: f64, gap: f64) {
        let thousandths = (-gap * 1000.0 / size).round();
        self.run.push(b')');
        number::write(&mut self.run, thousandths, 0);
        self.run.push(b'(');
        self.adjusted = true;
        if let Some(block) = &mut self.block {
            block.pen -= thousandths * size / 1000.0;
        }
    }

    fn append(&mut self, letter: &Letter<'_>) {
        if self.run.is_empty() {
            self.run.push(b'(');
        }
        for byte in letter.code {
            match byte {
                b'(' | b')' | b'\\' => self.run.extend_from_slice(&[b'\\', *byte]),
                // Bare, a reader takes it for a line feed.
                b'\r' => self.run.extend_from_slice(b"\\r"),
                _ => self.run.push(*byte),
            }
        }
        if let Some(block) = &mut self.block {
            block.pen += letter.width * letter.size / 1000.0;
        }
    }

    /// Writes the string that is open, if any.
    pub(super) fn end_run(&mut self, out: &mut Vec<u8>) {
        if self.run.is_empty() {
            return;
        }
        if self.adjusted {
            out.push(b'[');
        }
        out.append(&mut self.run);
        out.extend_from_slice(if self.adjusted { b")]TJ\n" } else { b")Tj\n" });
        self.adjusted = false;
    }

    /// Ends the text object, if one is open.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        self.end_run(out);
        if self.block.take().is_some() {
            out.extend_from_slice(b"ET\n");
        }
    }

    /// The group is closed: font and mode are to be set again.
    pub(super) fn forget(&mut self) {
        self.face = None;
    }
}

fn turned([a, b, c, d]: [f64; 4], x: f64, y: f64) -> (f64, f64) {
    (a * x + c * y, b * x + d * y)
}

fn rounded(value: f64, decimals: usize) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "at most 10")]
    let power = 10_f64.powi(decimals as i32);
    (value * power).round() / power
}
