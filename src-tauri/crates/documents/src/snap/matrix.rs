//! Data Matrix on a picture that holds nothing else.
//!
//! Owns finding its cells by its borders; what the cells say is `rxing`'s to decode.

use rxing::common::BitMatrix;
use rxing::datamatrix::decoder::Decoder;

use super::Dots;

/// Fewest and most cells along a side (ISO/IEC 16022).
const SIDES: std::ops::RangeInclusive<u32> = 8..=144;

/// Cells of a symbol as they lie on the picture, rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cells {
    pub columns: u32,
    pub rows: u32,
    pub black: Vec<bool>,
}

impl Cells {
    pub(crate) fn is_black(&self, column: u32, row: u32) -> bool {
        column < self.columns
            && row < self.rows
            && self.black.get((row * self.columns + column) as usize).copied().unwrap_or(false)
    }

    /// What the symbol says, whichever way it lies.
    pub(crate) fn text(&self) -> Option<String> {
        let upright = self.upright()?;
        let mut bits = BitMatrix::new(upright.columns, upright.rows).ok()?;
        for (row, column) in (0..upright.rows).flat_map(|row| (0..upright.columns).map(move |column| (row, column))) {
            bits.set_bool(column, row, upright.is_black(column, row));
        }
        Decoder::new().decode(&bits).ok().map(|decoded| decoded.getText().to_owned())
    }

    /// Turned until the two solid borders are left and below.
    fn upright(&self) -> Option<Self> {
        let mut cells = self.clone();
        for _ in 0..4 {
            let left = (0..cells.rows).all(|row| cells.is_black(0, row));
            let below = (0..cells.columns).all(|column| cells.is_black(column, cells.rows - 1));
            if left && below {
                return Some(cells);
            }
            cells = cells.turned();
        }
        None
    }

    /// A quarter clockwise.
    fn turned(&self) -> Self {
        let (columns, rows) = (self.rows, self.columns);
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let black = places.map(|(row, column)| self.is_black(row, self.rows - 1 - column)).collect();
        Self { columns, rows, black }
    }
}

/// A symbol found on a picture.
pub(crate) struct Found {
    pub cells: Cells,
    /// Left, top, right and bottom of the cells.
    pub place: [u32; 4],
}

/// The symbol the picture shows, if its black part has the borders of one.
pub(crate) fn find(picture: &Dots) -> Option<Found> {
    let [left, top, right, bottom] = picture.black_box()?;
    let (width, height) = (right - left, bottom - top);
    let along_row = |y: u32| changes(width, |at| picture.is_black(left + at, y));
    let along_column = |x: u32| changes(height, |at| picture.is_black(x, top + at));
    // The two broken borders change at every cell, the two solid ones never.
    let columns = along_row(top).max(along_row(bottom - 1)) + 1;
    let rows = along_column(left).max(along_column(right - 1)) + 1;
    let fits = |cells: u32, dots: u32| SIDES.contains(&cells) && cells.is_multiple_of(2) && cells <= dots;
    if !fits(columns, width) || !fits(rows, height) {
        return None;
    }
    let middle = |cell: u32, cells: u32, dots: u32| (2 * cell + 1) * dots / (2 * cells);
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let black = places
        .map(|(row, column)| picture.is_black(left + middle(column, columns, width), top + middle(row, rows, height)))
        .collect();
    let cells = Cells { columns, rows, black };
    cells.upright().is_some().then_some(Found { cells, place: [left, top, right, bottom] })
}

fn changes(length: u32, is_black: impl Fn(u32) -> bool) -> u32 {
    (1..length).map(|at| u32::from(is_black(at) != is_black(at - 1))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snap::tests::{matrix_dots, scaled};

    const ROUTE: &str = "R1|REG|PREPAID|E|(4) BLR/KOR|560034|IN-KA|110042|20261122|20261126|1/1|2";

    #[test]
    fn a_symbol_reads_at_every_quarter_turn() {
        let mut cells = find(&scaled(&matrix_dots(ROUTE), 3)).unwrap().cells;
        assert!(cells.columns >= 24, "{}", cells.columns);
        for turn in 0..4 {
            assert_eq!(cells.text().as_deref(), Some(ROUTE), "{turn} quarters");
            cells = cells.turned();
        }
    }

    #[test]
    fn few_wrong_cells_are_mended_and_many_are_not() {
        let good = find(&matrix_dots(ROUTE)).unwrap().cells;
        let spoilt = |every: usize| {
            let mut cells = good.clone();
            let inner = cells.columns as usize;
            for at in (inner * 2..inner * (inner - 2)).step_by(every).filter(|at| !matches!(at % inner, 0 | 1)) {
                cells.black[at] = !cells.black[at];
            }
            cells.text()
        };
        assert_eq!(spoilt(200).as_deref(), Some(ROUTE));
        assert_eq!(spoilt(3), None);
    }

    #[test]
    fn other_pictures_are_no_symbol() {
        let stripes = Dots::new(40, 40, |x, _| x % 4 < 2);
        let frame = Dots::new(40, 40, |x, y| x == 0 || y == 0 || x == 39 || y == 39);
        let blank = Dots::new(40, 40, |_, _| false);
        assert!([stripes, frame, blank].iter().all(|picture| find(picture).is_none()));
    }
}
