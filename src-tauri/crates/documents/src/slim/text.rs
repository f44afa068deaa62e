//! Text: where each glyph stands, and whether it is seen.

use hayro::kurbo::Affine;

use super::face::{Candidate, Descriptor, Kept};
use super::ink::Uses;
use super::lex::{Lexer, Span, Token, unescape, unhex};
use super::operands::Operands;
use super::resources::Face;
use super::state::apply;
use super::union::{Family, Union};
use super::walk::{ODD, Walk};
use super::words::{FontName, Letter};
use super::{CachedSubset, KeptBecause, OpenUnion, Stop};
use crate::geometry::Rect;
use crate::raw::Dict;

/// Glyphs after which a family gets a second font.
const FULL: usize = 60_000;
/// Subsets remembered from page to page, unread ones first to go.
pub(super) const MOST_SUBSETS: usize = 12;

/// One code of a string, as its font draws it.
struct Drawn {
    /// Thousandths of the size.
    advance: f64,
    extent: [f32; 4],
}

impl Walk<'_, '_> {
    /// Answers whether the operator was one of text.
    pub(super) fn text_operator(&mut self, word: u32, operands: &Operands, bytes: &[u8]) -> Result<bool, Stop> {
        match &word.to_le_bytes()[..] {
            b"Tj\0\0" => self.string(operands.text()?, bytes)?,
            b"Td\0\0" => {
                let [x, y] = operands.only()?;
                self.next_line(x, y)?;
            }
            b"Tm\0\0" => {
                self.inside()?;
                self.line_matrix = Affine::new(operands.only()?);
                self.text_matrix = self.line_matrix;
            }
            b"Tf\0\0" => {
                let (name, size) = operands.name_and_number()?;
                self.font(name.of(bytes), size)?;
            }
            b"BT\0\0" => {
                self.outside()?;
                self.in_text = true;
                (self.text_matrix, self.line_matrix) = (Affine::IDENTITY, Affine::IDENTITY);
            }
            b"ET\0\0" => {
                self.inside()?;
                self.in_text = false;
            }
            b"TJ\0\0" => self.strings(operands.array()?, bytes)?,
            b"TD\0\0" => {
                let [x, y] = operands.only()?;
                self.state.text.leading = -y;
                self.next_line(x, y)?;
            }
            b"T*\0\0" => self.next_line(0.0, -self.state.text.leading)?,
            b"'\0\0\0" => {
                self.next_line(0.0, -self.state.text.leading)?;
                self.string(operands.text()?, bytes)?;
            }
            b"\"\0\0\0" => {
                let ([word_space, letter_space], text) = operands.spaced_text()?;
                (self.state.text.word_space, self.state.text.letter_space) = (word_space, letter_space);
                self.next_line(0.0, -self.state.text.leading)?;
                self.string(text, bytes)?;
            }
            [b'T', what @ (b'c' | b'w' | b'z' | b'L' | b'r' | b's'), 0, 0] => {
                let [value] = operands.only()?;
                self.text_number(*what, value)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn text_number(&mut self, what: u8, value: f64) -> Result<(), Stop> {
        let text = &mut self.state.text;
        match what {
            b'c' => text.letter_space = value,
            b'w' => text.word_space = value,
            b'z' => text.stretch = value / 100.0,
            b'L' => text.leading = value,
            b's' => text.rise = value,
            _ => {
                // From 4 on text clips what follows.
                let mode = [0.0, 1.0, 2.0, 3.0].iter().position(|mode| *mode == value);
                let mode = mode.ok_or(Stop::Keep(KeptBecause::TextClip))?;
                text.mode = u8::try_from(mode).unwrap_or(0);
            }
        }
        Ok(())
    }

    fn inside(&self) -> Result<(), Stop> {
        if self.in_text { Ok(()) } else { Err(ODD) }
    }

    pub(super) fn next_line(&mut self, x: f64, y: f64) -> Result<(), Stop> {
        self.inside()?;
        self.line_matrix *= Affine::translate((x, y));
        self.text_matrix = self.line_matrix;
        Ok(())
    }

    fn strings(&mut self, array: Span, bytes: &[u8]) -> Result<(), Stop> {
        self.inside()?;
        let mut lexer = Lexer::within(bytes, array);
        loop {
            match lexer.next() {
                Token::Literal(text) => self.string((text, false), bytes)?,
                Token::Hex(text) => self.string((text, true), bytes)?,
                Token::Number(by) => {
                    let text = &self.state.text;
                    self.advance(-by / 1000.0 * text.size * text.stretch);
                }
                Token::End => return Ok(()),
                _ => return Err(ODD),
            }
        }
    }

    #[inline]
    fn advance(&mut self, by: f64) {
        self.text_matrix *= Affine::translate((by, 0.0));
    }

    #[inline]
    pub(super) fn string(&mut self, (text, hex): (Span, bool), bytes: &[u8]) -> Result<(), Stop> {
        self.inside()?;
        let mut shown = std::mem::take(&mut self.shown);
        shown.clear();
        if hex {
            unhex(text.of(bytes), &mut shown)
        } else {
            unescape(text.of(bytes), &mut shown)
        }
        let done = self.show(&shown);
        self.shown = shown;
        done
    }

    fn show(&mut self, shown: &[u8]) -> Result<(), Stop> {
        self.certain()?;
        let unreadable = Stop::Keep(KeptBecause::Font);
        let Some(font) = self.state.text.font else { return Err(unreadable) };
        let two_bytes = match self.resources.faces.get(usize::from(font)) {
            Some(Face::Subset(_)) => true,
            Some(Face::Kept(kept)) => kept.two_bytes,
            Some(Face::Unreadable) | None => return Err(unreadable),
        };
        let step = if two_bytes { 2 } else { 1 };
        if !shown.len().is_multiple_of(step) {
            return Err(ODD);
        }
        let text = self.state.text;
        let hidden = self.state.clip.hides_all() || text.mode == 3 || text.size == 0.0 || text.stretch == 0.0;
        for code in shown.chunks_exact(step) {
            let number = if let [high, low] = code { u16::from_be_bytes([*high, *low]) } else { u16::from(code[0]) };
            let drawn = self.drawn(font, number);
            if !hidden {
                self.glyph(font, number, code, &drawn)?;
            }
            let blank = if !two_bytes && number == 32 { text.word_space } else { 0.0 };
            self.advance((drawn.advance / 1000.0 * text.size + text.letter_space + blank) * text.stretch);
        }
        Ok(())
    }

    #[inline]
    fn drawn(&mut self, font: u16, code: u16) -> Drawn {
        match self.resources.faces.get(usize::from(font)) {
            Some(Face::Subset(at)) => match self.shelf.subsets.get_mut(*at) {
                Some(cached) => {
                    let advance = cached.subset.widths.of(code);
                    Drawn { advance, extent: cached.subset.drawn(code).extent }
                }
                None => Drawn { advance: 0.0, extent: [0.0; 4] },
            },
            Some(Face::Kept(kept)) => Drawn { advance: kept.widths.of(code), extent: kept.extent },
            _ => Drawn { advance: 0.0, extent: [0.0; 4] },
        }
    }

    /// Keeps a glyph that can be seen.
    fn glyph(&mut self, font: u16, number: u16, code: &[u8], drawn: &Drawn) -> Result<(), Stop> {
        let text = self.state.text;
        let [a, b, c, d, e, f] = self.text_matrix.as_coeffs();
        let (x, y) = (e + c * text.rise, f + d * text.rise);
        let linear = [a * text.stretch, b * text.stretch, c, d];
        let mut extent = self.extent(linear, (x, y), text.size / 1000.0, drawn.extent);
        let stroked = matches!(text.mode, 1 | 2);
        if stroked {
            extent = extent.grow(self.pen_reach(false));
        }
        if !self.state.clip.shows(&extent) {
            return Ok(());
        }
        let determinant = linear[0] * linear[3] - linear[1] * linear[2];
        if !determinant.is_finite() || determinant.abs() < 1e-9 {
            return Err(ODD);
        }
        let (name, written, width) = self.written(font, number)?;
        self.prepare(&extent, 0.0, Uses { fill: text.mode != 1, stroke: stroked })?;
        let written = written.map(u16::to_be_bytes);
        let code = written.as_ref().map_or(code, |written| &written[..]);
        let (size, mode) = (text.size, text.mode);
        self.ink.letter(&Letter { font: name, size, mode, linear, x, y, code, width });
        Ok(())
    }

    /// Where on the page a box in glyph units lies.
    #[inline]
    fn extent(&self, [a, b, c, d]: [f64; 4], origin: (f64, f64), unit: f64, sides: [f32; 4]) -> Rect {
        let [ma, mb, mc, md, ..] = self.state.ctm.as_coeffs();
        let (xx, xy) = ((ma * a + mc * b) * unit, (mb * a + md * b) * unit);
        let (yx, yy) = ((ma * c + mc * d) * unit, (mb * c + md * d) * unit);
        let [x0, y0, x1, y1] = sides.map(f64::from);
        let (ox, oy) = apply(&self.state.ctm, origin.0, origin.1);
        Rect {
            x0: ox + (x0 * xx).min(x1 * xx) + (y0 * yx).min(y1 * yx),
            y0: oy + (x0 * xy).min(x1 * xy) + (y0 * yy).min(y1 * yy),
            x1: ox + (x0 * xx).max(x1 * xx) + (y0 * yx).max(y1 * yx),
            y1: oy + (x0 * xy).max(x1 * xy) + (y0 * yy).max(y1 * yy),
        }
    }

    /// The font's name here, the code's new number in it, and the advance the written font gives it.
    fn written(&mut self, font: u16, code: u16) -> Result<(FontName, Option<u16>, f64), Stop> {
        const BROKEN: Stop = Stop::Keep(KeptBecause::Font);
        let at = match self.resources.faces.get(usize::from(font)) {
            Some(Face::Subset(at)) => *at,
            Some(Face::Kept(kept)) => {
                return Ok((FontName { letter: b'K', number: font }, None, kept.widths.of(code)));
            }
            _ => return Err(BROKEN),
        };
        let subset = &mut self.shelf.subsets.get_mut(at).ok_or(BROKEN)?.subset;
        let union = &mut self.shelf.unions.get_mut(subset.union).ok_or(BROKEN)?.union;
        let mut drawn = subset.drawn(code);
        let number = match drawn.union {
            Some(number) => number,
            None => {
                let (glyph, width) = (subset.glyph(code), subset.widths.of(code));
                let number = union.glyph(&subset.sfnt, glyph, subset.letters.of(code), width).ok_or(BROKEN)?;
                drawn.union = Some(number);
                subset.keep(usize::from(code), drawn);
                number
            }
        };
        let name = u16::try_from(subset.union).map_err(|_| BROKEN)?;
        Ok((FontName { letter: b'F', number: name }, Some(number), union.width(number)))
    }

    fn font(&mut self, name: &[u8], size: f64) -> Result<(), Stop> {
        let (number, new) = self.resources.font(self.scope, name)?;
        if let Some(dict) = new {
            let face = self.face(dict);
            self.resources.faces.push(face);
        }
        self.state.text.font = Some(number);
        self.state.text.size = size;
        Ok(())
    }

    fn face(&mut self, dict: Dict<'_>) -> Face {
        if let Some(subset) = self.subset(dict) {
            return Face::Subset(subset);
        }
        Kept::read(self.resources.file, dict).map_or(Face::Unreadable, Face::Kept)
    }

    /// The subset's place among those remembered; `None` for a font that joins no union.
    fn subset(&mut self, dict: Dict<'_>) -> Option<usize> {
        let file = self.resources.file;
        let candidate = Candidate::read(file, dict)?;
        let mark = candidate.mark(file)?;
        if let Some(known) = self.shelf.subsets.iter().position(|cached| cached.mark == mark) {
            self.shelf.subsets[known].used = true;
            return Some(known);
        }
        let mut subset = candidate.subset(file, self.shelf.limits)?;
        let family = Family::of(&candidate.base_font, &subset.sfnt)?;
        let open =
            self.shelf.unions.iter().position(|open| open.union.family == family && open.union.widths().len() < FULL);
        subset.union = match open {
            Some(open) => open,
            None => {
                let union = Union::new(family, &subset.sfnt)?;
                let descriptor = Descriptor::read(file, candidate.descriptor);
                self.shelf.unions.push(OpenUnion { union, id: self.out.reserve(), descriptor });
                self.shelf.unions.len() - 1
            }
        };
        self.shelf.union(subset.union)?.join(&subset.sfnt);
        self.shelf.subsets.push(CachedSubset { mark, subset, used: true });
        Some(self.shelf.subsets.len() - 1)
    }
}
