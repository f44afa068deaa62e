//! Operands waiting for their operator.

use super::Stop;
use super::lex::Span;
use super::walk::ODD;

/// Most operands an operator may have.
const MOST_OPERANDS: usize = 40;

/// Operands waiting for their operator.
pub(super) struct Operands {
    pub numbers: [f64; MOST_OPERANDS],
    pub count: usize,
    pub name: Option<Span>,
    /// A string, and whether it is written in hex.
    pub text: Option<(Span, bool)>,
    pub array: Option<Span>,
    /// How many operands are no numbers.
    pub others: usize,
}

impl Operands {
    pub(super) fn new() -> Self {
        Self { numbers: [0.0; MOST_OPERANDS], count: 0, name: None, text: None, array: None, others: 0 }
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        self.count = 0;
        if self.others > 0 {
            (self.name, self.text, self.array, self.others) = (None, None, None, 0);
        }
    }

    /// Exactly so many numbers and nothing else.
    #[inline]
    pub(super) fn only<const N: usize>(&self) -> Result<[f64; N], Stop> {
        if self.others > 0 { Err(ODD) } else { self.with() }
    }

    /// Exactly so many numbers, beside what else there is.
    #[inline]
    pub(super) fn with<const N: usize>(&self) -> Result<[f64; N], Stop> {
        self.numbers[..self.count].try_into().map_err(|_| ODD)
    }
}

impl Operands {
    /// One name and one number.
    pub(super) fn name_and_number(&self) -> Result<(Span, f64), Stop> {
        let [number] = self.with()?;
        Ok((self.name.ok_or(ODD)?, number))
    }

    pub(super) fn text(&self) -> Result<(Span, bool), Stop> {
        self.text.ok_or(ODD)
    }

    /// A string behind two numbers.
    pub(super) fn spaced_text(&self) -> Result<([f64; 2], (Span, bool)), Stop> {
        Ok((self.with()?, self.text()?))
    }

    pub(super) fn array(&self) -> Result<Span, Stop> {
        self.array.ok_or(ODD)
    }
}
