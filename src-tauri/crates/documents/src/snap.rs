//! Symbols on whole dots.
//!
//! Owns finding the bars and the square code of a label drawn as dots, and drawing them anew so that every module is
//! a whole number of dots: a printer burns no half dots, and modules of two and three dots side by side are what worn
//! printers and hand scanners do not forgive. It redraws only what it has decoded and what the picture shows as decoded:
//! nothing that was drawn over a symbol is lost, and nothing unread is made up.

mod code128;
mod find;
mod grid;
mod matrix;
mod measure;

use godown_domain::print::bitmap::Bitmap;

pub(crate) use code128::{Line, read as read_line, runs, write as write_bars};
pub(crate) use find::{bars_like, in_images, in_picture};
pub(crate) use grid::snap;
pub(crate) use matrix::{Cells, find as find_matrix};
pub(crate) use measure::{Evenness, bars as measure_bars, square_text};

/// A part of a picture: left, top, right and bottom in dots from its top-left corner, right and bottom not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

impl Area {
    pub(crate) fn width(&self) -> u32 {
        self.right.saturating_sub(self.left)
    }

    pub(crate) fn height(&self) -> u32 {
        self.bottom.saturating_sub(self.top)
    }

    /// Moved outwards on every side, at most to the picture's edges.
    pub(crate) fn grow(&self, by: u32, of: &Bitmap) -> Self {
        Self {
            left: self.left.saturating_sub(by),
            top: self.top.saturating_sub(by),
            right: self.right.saturating_add(by).min(of.width()),
            bottom: self.bottom.saturating_add(by).min(of.height()),
        }
    }

    pub(crate) fn touches(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// Which way bars follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Along {
    /// From left to right.
    Across,
    /// From top to bottom: the symbol lies on its side.
    Down,
}

/// A Code 128 symbol whose place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bars {
    pub text: String,
    /// Modules of bars and gaps, from the left or from the top.
    pub widths: Vec<u8>,
    pub along: Along,
    /// From the first bar to the last, quiet zones left out.
    pub area: Area,
}

impl Bars {
    pub(crate) fn modules(&self) -> u32 {
        self.widths.iter().map(|width| u32::from(*width)).sum()
    }

    /// From and to in the direction the bars follow one another.
    pub(crate) fn length(&self) -> (u32, u32) {
        match self.along {
            Along::Across => (self.area.left, self.area.right),
            Along::Down => (self.area.top, self.area.bottom),
        }
    }

    /// From and to in the other direction: the height of the bars.
    pub(crate) fn breadth(&self) -> (u32, u32) {
        match self.along {
            Along::Across => (self.area.top, self.area.bottom),
            Along::Down => (self.area.left, self.area.right),
        }
    }

    /// The dot so far along and so far across.
    pub(crate) fn is_black(&self, picture: &Bitmap, along: u32, across: u32) -> bool {
        match self.along {
            Along::Across => picture.is_black(along, across),
            Along::Down => picture.is_black(across, along),
        }
    }
}

/// A Data Matrix whose place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Square {
    pub text: String,
    /// Its cells as they lie on the picture.
    pub cells: Cells,
    pub area: Area,
}

/// What is known of a label's symbols.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Symbols {
    pub bars: Vec<Bars>,
    pub squares: Vec<Square>,
}

/// A small picture to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dots {
    pub width: u32,
    pub height: u32,
    black: Vec<bool>,
}

impl Dots {
    pub(crate) fn new(width: u32, height: u32, is_black: impl Fn(u32, u32) -> bool) -> Self {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self { width, height, black: places.map(|(x, y)| is_black(x, y)).collect() }
    }

    /// A part of a label.
    pub(crate) fn of(picture: &Bitmap, area: &Area) -> Self {
        Self::new(area.width(), area.height(), |x, y| picture.is_black(area.left + x, area.top + y))
    }

    pub(crate) fn is_black(&self, x: u32, y: u32) -> bool {
        x < self.width && self.black.get((y * self.width + x) as usize).copied().unwrap_or(false)
    }

    /// Left, top, right and bottom of what is black.
    pub(crate) fn black_box(&self) -> Option<[u32; 4]> {
        let row = |y: &u32| (0..self.width).any(|x| self.is_black(x, *y));
        let column = |x: &u32| (0..self.height).any(|y| self.is_black(*x, y));
        let (top, bottom) = ((0..self.height).find(row)?, (0..self.height).rev().find(row)? + 1);
        let (left, right) = ((0..self.width).find(column)?, (0..self.width).rev().find(column)? + 1);
        Some([left, top, right, bottom])
    }
}

#[cfg(test)]
mod tests;
