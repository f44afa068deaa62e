//! Setting what the next paint looks like: colours, lines, graphics states.

use super::lex::{Lexer, Span, Token, operator};
use super::operands::Operands;
use super::state::{Colour, MOST_STATES, Space};
use super::walk::{ODD, Walk};
use super::{KeptBecause, Stop, number};

const MOST_DASHES: usize = 200;

impl Walk<'_, '_> {
    pub(super) fn line(&mut self, word: u32, operands: &Operands, bytes: &[u8]) -> Result<(), Stop> {
        let small = |value: f64| match value {
            0.0 => Ok(0),
            1.0 => Ok(1),
            2.0 => Ok(2),
            _ => Err(ODD),
        };
        if word == operator(b"d") {
            let [phase] = operands.with()?;
            let array = operands.array.ok_or(ODD)?;
            self.state.look.line.dash = self.dash(array, bytes, phase)?;
            return Ok(());
        }
        let [value] = operands.only()?;
        let line = &mut self.state.look.line;
        match word.to_le_bytes()[0] {
            b'w' if value >= 0.0 => line.width = value,
            b'J' => line.cap = small(value)?,
            b'j' => line.join = small(value)?,
            b'M' if value >= 1.0 => line.miter = value,
            _ => return Err(ODD),
        }
        Ok(())
    }

    /// The number of a dash pattern; each is written once.
    fn dash(&mut self, array: Span, bytes: &[u8], phase: f64) -> Result<u16, Stop> {
        let (mut lexer, mut text, mut length) = (Lexer::within(bytes, array), vec![b'['], 0.0);
        loop {
            match lexer.next() {
                Token::Number(value) if value >= 0.0 && text.len() < 200 => {
                    if text.len() > 1 {
                        text.push(b' ');
                    }
                    number::write(&mut text, value, 6);
                    length += value;
                }
                Token::End => break,
                _ => return Err(ODD),
            }
        }
        if text.len() == 1 {
            return Ok(0);
        }
        // Dashes without length are drawn by nobody alike.
        if length <= 0.0 {
            return Err(ODD);
        }
        text.push(b']');
        number::write(&mut text, phase, 6);
        let known = self.dashes.iter().position(|dash| *dash == text);
        let number = known.unwrap_or(self.dashes.len());
        if number > MOST_DASHES {
            return Err(Stop::Keep(KeptBecause::TooMuch));
        }
        if known.is_none() {
            self.dashes.push(text);
        }
        u16::try_from(number).map_err(|_| ODD)
    }

    pub(super) fn graphics_state(&mut self, name: &[u8]) -> Result<(), Stop> {
        let (number, state) = self.resources.state(self.scope, name)?;
        let mut left = [0; MOST_STATES + 1];
        let mut count = 0;
        for earlier in self.state.look.states.into_iter().filter(|earlier| *earlier != 0 && *earlier != number) {
            // Whatever it set is set anew.
            if self.resources.state_of(earlier).is_some_and(|earlier| earlier.sets & !state.sets != 0) {
                left[count] = earlier;
                count += 1;
            }
        }
        left[count] = number;
        if count == MOST_STATES {
            return Err(Stop::Keep(KeptBecause::TooMuch));
        }
        self.state.look.states.copy_from_slice(&left[..MOST_STATES]);
        Ok(())
    }

    pub(super) fn colour(&mut self, word: u32, operands: &Operands, name: Option<&[u8]>) -> Result<(), Stop> {
        let stroking = word.to_le_bytes()[0].is_ascii_uppercase();
        let now = if stroking { self.state.look.stroke } else { self.state.look.fill };
        let new = match &word.to_le_bytes().map(|byte| byte.to_ascii_lowercase())[..] {
            b"g\0\0\0" => Colour::device(Space::Gray, &operands.only::<1>()?),
            b"rg\0\0" if is_one_case(word) => Colour::device(Space::Rgb, &operands.only::<3>()?),
            b"k\0\0\0" => Colour::device(Space::Cmyk, &operands.only::<4>()?),
            b"cs\0\0" if is_one_case(word) => {
                let space = self.resources.space(self.scope, name.ok_or(ODD)?)?;
                match space {
                    Space::Gray => Colour::BLACK,
                    Space::Rgb => Colour::device(space, &[0.0; 3]),
                    Space::Cmyk => Colour::device(space, &[0.0, 0.0, 0.0, 1.0]),
                    Space::Named(_) | Space::Pattern => Colour::device(space, &[]),
                }
            }
            b"sc\0\0" | b"scn\0" if is_one_case(word) => {
                let parts = operands.numbers.get(..operands.count).filter(|parts| parts.len() <= 4).ok_or(ODD)?;
                let fits = match now.space {
                    Space::Gray => parts.len() == 1,
                    Space::Rgb => parts.len() == 3,
                    Space::Cmyk => parts.len() == 4,
                    Space::Named(_) => !parts.is_empty() || name.is_some(),
                    Space::Pattern => name.is_some(),
                };
                let device = matches!(now.space, Space::Gray | Space::Rgb | Space::Cmyk);
                if !fits || (device && name.is_some()) {
                    return Err(ODD);
                }
                let mut colour = Colour::device(now.space, parts);
                colour.pattern = name.map(|name| self.resources.pattern(self.scope, name)).transpose()?;
                colour
            }
            _ => return Err(Stop::Keep(KeptBecause::UnknownOperator)),
        };
        let look = &mut self.state.look;
        *(if stroking { &mut look.stroke } else { &mut look.fill }) = new;
        Ok(())
    }
}

/// `rG` is no operator.
fn is_one_case(word: u32) -> bool {
    let bytes = word.to_le_bytes();
    bytes.iter().all(|byte| !byte.is_ascii_uppercase()) || bytes.iter().all(|byte| !byte.is_ascii_lowercase())
}
