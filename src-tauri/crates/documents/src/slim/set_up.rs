//! Glyphs that are each set up alike.
//!
//! Makers of pages write the same clips, colour, font and matrix before every single glyph, thousands of times, and the
//! same ends behind it. Owns what such a set-up was once read as: written the same in the same state it is not read
//! again. Only what sets up and shows nothing is remembered; anything else on the way is read as everywhere.

use hayro::kurbo::Affine;

use super::Stop;
use super::lex::{Lexer, Span, Token, is_regular, operator};
use super::state::State;
use super::walk::{DEEPEST_STATE, Walk};

/// How many are remembered, and the longest.
const MOST: usize = 12;
const LONGEST: usize = 500;

/// From behind a `q` to the place of the first glyph.
struct SetUp {
    bytes: Vec<u8>,
    scope: usize,
    before: State,
    after: State,
    line_matrix: Affine,
    /// How many `Q` end it.
    open: usize,
    /// Whether glyphs follow. Blanks are often set up and not shown.
    shows: bool,
    /// How it was ended when it was met last, from behind the string.
    ending: Vec<u8>,
}

impl SetUp {
    /// Whether it is written at `at`, to the end of its last word.
    #[inline]
    fn stands(&self, bytes: &[u8], at: usize) -> bool {
        let ends = |end: usize| bytes.get(end).is_some_and(|byte| !is_regular(*byte));
        bytes.get(at..).is_some_and(|rest| rest.starts_with(&self.bytes)) && ends(at + self.bytes.len())
    }

    /// What is shown behind it at `at`: exactly `x y Td string Tj ET`, or nothing, and the ends of the states.
    fn shown(&mut self, bytes: &[u8], at: usize) -> Option<Shown> {
        let mut lexer = Lexer::new(bytes);
        lexer.at = at + self.bytes.len();
        let word = |lexer: &mut Lexer<'_>, word: &[u8]| (lexer.next() == Token::Operator(operator(word))).then_some(());
        let glyph = if self.shows {
            let (Token::Number(x), Token::Number(y)) = (lexer.next(), lexer.next()) else { return None };
            word(&mut lexer, b"Td")?;
            match lexer.next() {
                Token::Hex(text) => Some(((x, y), (text, true))),
                Token::Literal(text) => Some(((x, y), (text, false))),
                _ => return None,
            }
        } else {
            None
        };
        let behind = lexer.at;
        let end = behind + self.ending.len();
        let ends = !self.ending.is_empty() && bytes.get(end).is_none_or(|byte| !is_regular(*byte));
        if ends && bytes.get(behind..).is_some_and(|rest| rest.starts_with(&self.ending)) {
            return Some(Shown { glyph, end });
        }
        if self.shows {
            word(&mut lexer, b"Tj")?;
            word(&mut lexer, b"ET")?;
        }
        for _ in 0..self.open {
            word(&mut lexer, b"Q")?;
        }
        self.ending.clear();
        self.ending.extend_from_slice(bytes.get(behind..lexer.at).filter(|ending| ending.len() <= LONGEST)?);
        Some(Shown { glyph, end: lexer.at })
    }
}

/// A set-up that is being read.
#[derive(Clone, Copy)]
struct Begun {
    start: usize,
    /// States saved with its own.
    depth: usize,
    /// Clips of other shapes so far: one more, and it is not remembered.
    shapes: u64,
}

#[derive(Default)]
pub(super) struct SetUps {
    known: Vec<SetUp>,
    /// The one met last, and the one that is forgotten next.
    last: usize,
    next: usize,
    begun: Option<Begun>,
}

/// What is behind a set-up: where glyphs stand and which they are, and where the states are closed again.
struct Shown {
    glyph: Option<((f64, f64), (Span, bool))>,
    end: usize,
}

impl SetUps {
    /// Forgets a set-up that was begun: what is drawn between belongs to it.
    pub(super) fn drop_begun(&mut self) {
        self.begun = None;
    }

    /// What is shown at `at` by a set-up that is known in this state, and which one that is. The `likely` one is in force.
    #[inline]
    fn shown(
        &mut self,
        likely: Option<usize>,
        (bytes, at): (&[u8], usize),
        (state, scope): (&State, usize),
    ) -> Option<(usize, Shown)> {
        let first = likely.unwrap_or(self.last);
        std::iter::once(first).chain(0..self.known.len()).find_map(|place| {
            let known = self.known.get_mut(place).filter(|known| known.stands(bytes, at))?;
            if likely != Some(place) && !(known.scope == scope && known.before == *state) {
                return None;
            }
            known.shown(bytes, at).map(|shown| (place, shown))
        })
    }
}

/// Whether an operator sets up and shows nothing.
fn sets_up(word: u32) -> bool {
    const WORDS: [&[u8]; 36] = [
        b"q", b"cm", b"m", b"l", b"re", b"h", b"W", b"W*", b"n", b"g", b"G", b"rg", b"RG", b"k", b"K", b"cs", b"CS",
        b"sc", b"SC", b"scn", b"SCN", b"w", b"J", b"j", b"M", b"d", b"gs", b"BT", b"Tf", b"Tm", b"Tc", b"Tw", b"Tz",
        b"TL", b"Tr", b"Ts",
    ];
    WORDS.iter().any(|known| operator(known) == word)
}

impl Walk<'_, '_> {
    /// Behind a `q`: reads all glyphs that follow and are set up as ones before. Answers whether there were any.
    pub(super) fn known_set_ups(&mut self, bytes: &[u8], lexer: &mut Lexer<'_>) -> Result<bool, Stop> {
        let state = self.state;
        let (mut current, mut some) = (None, false);
        let mut at = lexer.at;
        while let Some((place, shown)) = self.set_ups.shown(current, (bytes, at), (&state, self.scope)) {
            let Some(known) = self.set_ups.known.get(place) else { break };
            if self.stack.len() + known.open > DEEPEST_STATE {
                break;
            }
            if let Some(((x, y), text)) = shown.glyph {
                if current != Some(place) {
                    (self.state, self.in_text, current) = (known.after, true, Some(place));
                }
                self.line_matrix = known.line_matrix;
                self.next_line(x, y)?;
                self.string(text, bytes)?;
            }
            (lexer.at, some) = (shown.end, true);
            let Some(next) = saves(bytes, shown.end) else { break };
            at = next;
        }
        if let Some(last) = current {
            (self.set_ups.last, self.in_text) = (last, false);
        }
        if some {
            // What is around these glyphs is more than a set-up.
            self.set_ups.drop_begun();
            self.restore();
        }
        Ok(some)
    }

    /// Behind a `q`: a set-up may begin here.
    #[inline]
    pub(super) fn begin_set_up(&mut self, start: usize) {
        if self.set_ups.begun.is_none() {
            self.set_ups.begun = Some(Begun { start, depth: self.stack.len(), shapes: self.shapes.count });
        }
    }

    /// Before an operator whose operands begin at `statement`: remembers the set-up that ends here, if one does.
    #[inline]
    pub(super) fn end_set_up(&mut self, word: u32, bytes: &[u8], statement: usize) {
        if self.set_ups.begun.is_none() || sets_up(word) {
            return;
        }
        let begun = self.set_ups.begun.take();
        let shows = word == operator(b"Td") && self.in_text;
        if shows || (word == operator(b"Q") && self.outside().is_ok()) {
            begun.and_then(|begun| self.remember_set_up(begun, bytes, statement, shows));
        }
    }

    fn remember_set_up(&mut self, begun: Begun, bytes: &[u8], end: usize, shows: bool) -> Option<()> {
        let written = bytes.get(begun.start..end).filter(|written| written.len() <= LONGEST)?;
        let before = *self.stack.get(begun.depth.checked_sub(1)?)?;
        let open = self.stack.len().checked_sub(begun.depth)? + 1;
        let same = |known: &SetUp| {
            known.bytes == written && known.shows == shows && known.scope == self.scope && known.before == before
        };
        if self.shapes.count != begun.shapes || self.set_ups.known.iter().any(same) {
            return None;
        }
        let (bytes, scope, line_matrix) = (written.to_vec(), self.scope, self.line_matrix);
        let known = SetUp { bytes, scope, before, after: self.state, line_matrix, open, shows, ending: Vec::new() };
        let set_ups = &mut self.set_ups;
        if set_ups.known.len() < MOST {
            set_ups.known.push(known);
        } else {
            *set_ups.known.get_mut(set_ups.next)? = known;
            set_ups.next = (set_ups.next + 1) % MOST;
        }
        Some(())
    }
}

/// The place behind a `q` that comes next.
fn saves(bytes: &[u8], at: usize) -> Option<usize> {
    let blanks = bytes.get(at..)?.iter().take_while(|byte| super::lex::is_blank(**byte)).count();
    let at = at + blanks;
    let whole = bytes.get(at + 1).is_none_or(|byte| !is_regular(*byte));
    (bytes.get(at) == Some(&b'q') && whole).then_some(at + 1)
}
