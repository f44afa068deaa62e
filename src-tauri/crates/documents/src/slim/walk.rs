//! One pass over what a page draws.
//!
//! Owns the operators: each is understood, or the page is kept as it is ([`Stop::Keep`]). Nothing is allocated per
//! operator; forms are walked into, bounded in depth and in all they inflate to.

use hayro::kurbo::Affine;

use super::ink::{Ink, Shapes};
use super::lex::{Lexer, Token, operator};
use super::operands::Operands;
use super::path::{Path, Piece};
use super::resources::Resources;
use super::set_up::SetUps;
use super::state::{EVERYWHERE, Look, State};
use super::union::Union;
use super::{CachedSubset, KeptBecause, Stop};
use crate::geometry::Rect;
use crate::limits::Limits;

/// Deepest `q` inside `q`.
pub(super) const DEEPEST_STATE: usize = 2_000;

pub(super) const ODD: Stop = Stop::Keep(KeptBecause::Unreadable);

/// What stays the same from page to page.
pub(super) struct Shelf<'s> {
    pub subsets: &'s mut Vec<CachedSubset>,
    pub unions: &'s mut Vec<super::OpenUnion>,
    pub limits: &'s Limits,
}

impl Shelf<'_> {
    pub(super) fn union(&mut self, number: usize) -> Option<&mut Union> {
        self.unions.get_mut(number).map(|open| &mut open.union)
    }
}

/// A clip to an upright box as it was written, and the box: makers repeat the same few thousands of times.
struct WrittenClip {
    bytes: Vec<u8>,
    ctm: Affine,
    boxed: Rect,
}

/// How many written clips are remembered, and the longest.
const MOST_CLIPS: usize = 4;
const LONGEST_CLIP: usize = 200;

pub(super) struct Walk<'w, 'f> {
    pub resources: Resources<'f>,
    pub shelf: Shelf<'w>,
    pub out: &'w mut dyn crate::raw::Objects,
    pub ink: Ink,
    pub state: State,
    pub stack: Vec<State>,
    pub shapes: Shapes,
    pub path: Path,
    /// The rule of a clip that waits for the end of its path: even-odd or not.
    pub clip: Option<bool>,
    pub dashes: Vec<Vec<u8>>,
    pub text_matrix: Affine,
    pub line_matrix: Affine,
    pub in_text: bool,
    /// Bytes of the string being shown.
    pub shown: Vec<u8>,
    pub scope: usize,
    /// Forms that are open, outermost first.
    pub forms: Vec<u32>,
    /// Bytes of content walked so far, a form counting as often as it is drawn.
    pub walked: u64,
    /// Pictures kept, with where they stand.
    pub placed: Vec<(u16, Affine)>,
    /// Where ink lies so far, and the pictures that lie on some of it.
    pub inked: Vec<Rect>,
    pub over_ink: Vec<u16>,
    pub most_out: usize,
    /// Readers differ on the state from here on.
    pub ambiguous: bool,
    pub set_ups: SetUps,
    clips: Vec<WrittenClip>,
    next_clip: usize,
    /// Where the path begins, while nothing but path operators followed.
    path_start: Option<usize>,
}

impl<'w, 'f> Walk<'w, 'f> {
    pub(super) fn new(
        resources: Resources<'f>,
        shelf: Shelf<'w>,
        out: &'w mut dyn crate::raw::Objects,
        crop: Rect,
    ) -> Self {
        Self {
            resources,
            shelf,
            out,
            ink: Ink::new(),
            state: State::new(crop),
            stack: Vec::new(),
            shapes: Shapes::default(),
            path: Path::default(),
            clip: None,
            dashes: vec![b"[]0".to_vec()],
            text_matrix: Affine::IDENTITY,
            line_matrix: Affine::IDENTITY,
            in_text: false,
            shown: Vec::new(),
            scope: 0,
            forms: Vec::new(),
            walked: 0,
            placed: Vec::new(),
            inked: Vec::new(),
            over_ink: Vec::new(),
            most_out: 0,
            ambiguous: false,
            set_ups: SetUps::default(),
            clips: Vec::with_capacity(MOST_CLIPS),
            next_clip: 0,
            path_start: None,
        }
    }

    /// Walks one content stream. States it leaves open are closed, states of the content around it stay.
    pub(super) fn content(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.walked += bytes.len() as u64;
        if self.walked > self.shelf.limits.page_bytes {
            return Err(crate::sound::too_large("what a page draws, in bytes", self.shelf.limits.page_bytes).into());
        }
        // Kept content is shorter than what it came from, or the page is better left alone.
        self.most_out = self.most_out.saturating_add(bytes.len() * 2 + 4_096);
        let floor = self.stack.len();
        self.set_ups.drop_begun();
        let (mut lexer, mut operands) = (Lexer::new(bytes), Operands::new());
        let mut statement = 0;
        loop {
            match lexer.next() {
                Token::Number(value) => {
                    *operands.numbers.get_mut(operands.count).ok_or(ODD)? = value;
                    operands.count += 1;
                    continue;
                }
                Token::Operator(word) => {
                    self.end_set_up(word, bytes, statement);
                    let opens = self.path.is_empty();
                    self.operator(word, &operands, bytes, &mut lexer, floor)?;
                    operands.clear();
                    if opens && !self.path.is_empty() {
                        self.path_start = Some(statement);
                    }
                    if word == operator(b"q") && !self.known_set_ups(bytes, &mut lexer)? {
                        self.begin_set_up(lexer.at);
                        self.known_clip(bytes, &mut lexer);
                    }
                    statement = lexer.at;
                    continue;
                }
                // Of two names the first says what kind of mark it is.
                Token::Name(name) => operands.name = operands.name.or(Some(name)),
                Token::Literal(text) => operands.text = Some((text, false)),
                Token::Hex(text) => operands.text = Some((text, true)),
                Token::Array(array) => operands.array = Some(array),
                Token::Dictionary(_) => {}
                Token::End => break,
                Token::Word(_) | Token::Odd => return Err(ODD),
            }
            operands.others += 1;
        }
        self.set_ups.drop_begun();
        if self.in_text || !self.path.is_empty() {
            return Err(ODD);
        }
        if self.stack.len() > floor {
            self.stack.truncate(floor + 1);
            self.restore();
        }
        Ok(())
    }

    #[inline]
    fn operator(
        &mut self,
        word: u32,
        operands: &Operands,
        bytes: &[u8],
        lexer: &mut Lexer<'_>,
        floor: usize,
    ) -> Result<(), Stop> {
        const fn op(word: &[u8]) -> u32 {
            operator(word)
        }
        const M: u32 = op(b"m");
        const L: u32 = op(b"l");
        const C: u32 = op(b"c");
        const V: u32 = op(b"v");
        const Y: u32 = op(b"y");
        const RE: u32 = op(b"re");
        const H: u32 = op(b"h");
        const Q_IN: u32 = op(b"q");
        const Q_OUT: u32 = op(b"Q");
        const CM: u32 = op(b"cm");
        const W: u32 = op(b"W");
        const W_STAR: u32 = op(b"W*");
        const N: u32 = op(b"n");
        match word {
            M => self.piece(Piece::Move, &operands.only::<2>()?),
            L => self.piece(Piece::Line, &operands.only::<2>()?),
            C => self.piece(Piece::Curve, &operands.only::<6>()?),
            V => self.piece(Piece::CurveV, &operands.only::<4>()?),
            Y => self.piece(Piece::CurveY, &operands.only::<4>()?),
            RE => self.piece(Piece::Box, &operands.only::<4>()?),
            H => self.piece(Piece::Close, &operands.only::<0>()?),
            Q_IN => self.save(),
            Q_OUT => self.back(floor),
            CM => {
                self.outside()?;
                self.state.ctm *= Affine::new(operands.only::<6>()?);
                Ok(())
            }
            W | W_STAR => {
                self.clip = Some(word == W_STAR);
                Ok(())
            }
            N => {
                self.remember_clip(bytes, lexer.at);
                self.end_path()
            }
            _ if self.paint_operator(word)? => Ok(()),
            _ if self.text_operator(word, operands, bytes)? => {
                self.path_start = None;
                Ok(())
            }
            _ => {
                self.path_start = None;
                self.rare_operator(word, operands, bytes, lexer)
            }
        }
    }

    /// Takes a clip that was met before without reading it again. Only directly behind `q`, where they stand.
    #[inline]
    fn known_clip(&mut self, bytes: &[u8], lexer: &mut Lexer<'_>) {
        let rest = bytes.get(lexer.at..).unwrap_or_default();
        let ends = |length: usize| rest.get(length).is_none_or(|byte| super::lex::is_blank(*byte));
        let ctm = self.state.ctm;
        let mut known = self.clips.iter();
        let Some(known) =
            known.find(|known| rest.starts_with(&known.bytes) && known.ctm == ctm && ends(known.bytes.len()))
        else {
            return;
        };
        lexer.at += known.bytes.len();
        let clip = &mut self.state.clip;
        if !clip.hides_all() {
            clip.boxed = clip.boxed.intersect(&known.boxed);
            clip.seen = clip.seen.intersect(&known.boxed);
        }
    }

    /// Remembers a clip by what was written, from behind the operator before it to its `n`.
    fn remember_clip(&mut self, bytes: &[u8], end: usize) {
        let Some(start) = self.path_start.take() else { return };
        let Some(written) = bytes.get(start..end).filter(|written| written.len() <= LONGEST_CLIP) else { return };
        if self.clip.is_none() || self.in_text {
            return;
        }
        let Some(boxed) = self.path.as_box(self.state.ctm) else { return };
        let known = WrittenClip { bytes: written.to_vec(), ctm: self.state.ctm, boxed };
        if self.clips.len() < MOST_CLIPS {
            self.clips.push(known);
        } else {
            self.clips[self.next_clip] = known;
            self.next_clip = (self.next_clip + 1) % MOST_CLIPS;
        }
    }

    /// Neither a path nor a text object is open.
    #[inline]
    pub(super) fn outside(&self) -> Result<(), Stop> {
        if self.in_text || !self.path.is_empty() || self.clip.is_some() { Err(ODD) } else { Ok(()) }
    }

    #[inline]
    fn piece(&mut self, piece: Piece, numbers: &[f64]) -> Result<(), Stop> {
        if self.in_text || !self.path.takes(piece) {
            return Err(ODD);
        }
        self.path.push(piece, numbers);
        Ok(())
    }

    pub(super) fn save(&mut self) -> Result<(), Stop> {
        self.outside()?;
        if self.stack.len() >= DEEPEST_STATE {
            return Err(Stop::Keep(KeptBecause::TooMuch));
        }
        self.stack.push(self.state);
        Ok(())
    }

    /// `Q`. One too many means nothing to some readers; others go back to how the page began.
    fn back(&mut self, floor: usize) -> Result<(), Stop> {
        self.outside()?;
        if self.stack.len() > floor {
            self.restore();
        } else {
            let state = &self.state;
            let begun = state.clip.boxed != EVERYWHERE || state.clip.shape > 0;
            self.ambiguous |= floor > 0 || begun || state.ctm != Affine::IDENTITY || state.look != Look::INITIAL;
        }
        Ok(())
    }

    /// Goes back to the innermost state saved.
    pub(super) fn restore(&mut self) {
        if let Some(outer) = self.stack.last() {
            self.shapes.truncate(outer.clip.shape);
            self.state = *outer;
            self.stack.truncate(self.stack.len() - 1);
        }
    }

    fn paint_operator(&mut self, word: u32) -> Result<bool, Stop> {
        let (fill, stroke, close): (Option<bool>, bool, bool) = match word.to_le_bytes() {
            [b'f' | b'F', 0, 0, 0] => (Some(false), false, false),
            [b'f', b'*', 0, 0] => (Some(true), false, false),
            [b'S', 0, 0, 0] => (None, true, false),
            [b's', 0, 0, 0] => (None, true, true),
            [b'B', 0, 0, 0] => (Some(false), true, false),
            [b'B', b'*', 0, 0] => (Some(true), true, false),
            [b'b', 0, 0, 0] => (Some(false), true, true),
            [b'b', b'*', 0, 0] => (Some(true), true, true),
            _ => return Ok(false),
        };
        self.paint(fill, stroke, close)?;
        Ok(true)
    }

    fn rare_operator(
        &mut self,
        word: u32,
        operands: &Operands,
        bytes: &[u8],
        lexer: &mut Lexer<'_>,
    ) -> Result<(), Stop> {
        let name = operands.name.map(|name| name.of(bytes));
        match &word.to_le_bytes()[..] {
            b"gs\0\0" => self.graphics_state(name.ok_or(ODD)?),
            b"Do\0\0" => self.draw(name.ok_or(ODD)?),
            b"sh\0\0" => self.shade(name.ok_or(ODD)?),
            b"BI\0\0" => self.inline_picture(bytes, lexer),
            // Marks change nothing that is seen, but for layers that may be switched off.
            b"BDC\0" | b"BMC\0" if name == Some(b"OC") => Err(Stop::Keep(KeptBecause::Layers)),
            b"BDC\0" | b"BMC\0" | b"EMC\0" | b"MP\0\0" | b"DP\0\0" | b"BX\0\0" | b"EX\0\0" => Ok(()),
            // How finely curves are flattened, and which colours give way: the printer's matter.
            b"i\0\0\0" | b"ri\0\0" => Ok(()),
            b"w\0\0\0" | b"J\0\0\0" | b"j\0\0\0" | b"M\0\0\0" | b"d\0\0\0" => self.line(word, operands, bytes),
            _ => self.colour(word, operands, name),
        }
    }
}
