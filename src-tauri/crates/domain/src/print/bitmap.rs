//! Dots as a thermal printer burns them.
//!
//! Owns one bit a dot and nothing else: `documents` draws it, `printing` wraps it in a printer's language.

/// A black and white picture: rows from the top, eight dots a byte, the first dot highest, 1 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    height: u32,
    rows: Vec<u8>,
}

impl Bitmap {
    /// A white picture, `width` × `height` dots.
    pub fn white(width: u32, height: u32) -> Self {
        Self { width, height, rows: vec![0; width.div_ceil(8) as usize * height as usize] }
    }

    /// A picture from its rows; `None` where their length is not [`Bitmap::row_bytes`] × height.
    pub fn from_rows(width: u32, height: u32, rows: Vec<u8>) -> Option<Self> {
        (rows.len() == width.div_ceil(8) as usize * height as usize).then_some(Self { width, height, rows })
    }

    /// Dots across.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Dots down.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Bytes of one row; dots beyond the width are white.
    pub fn row_bytes(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// All rows, from the top.
    pub fn rows(&self) -> &[u8] {
        &self.rows
    }

    /// Whether the dot is black; outside is white.
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        x < self.width
            && y < self.height
            && self.rows.get(self.at(x, y)).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// Makes a dot black or white; outside nothing happens.
    pub fn set(&mut self, x: u32, y: u32, black: bool) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = self.at(x, y);
        if let Some(byte) = self.rows.get_mut(at) {
            let bit = 0x80 >> (x % 8);
            if black { *byte |= bit } else { *byte &= !bit }
        }
    }

    /// Makes a rectangle black or white; what lies outside is left out.
    pub fn fill(&mut self, x: u32, y: u32, width: u32, height: u32, black: bool) {
        let (end, below) = (x.saturating_add(width).min(self.width), y.saturating_add(height).min(self.height));
        if x >= end {
            return;
        }
        // Eight dots at a time; the first and the last byte may keep some of theirs.
        let (first, last) = ((x / 8) as usize, ((end - 1) / 8) as usize);
        let (from_left, to_right) = (0xFF_u8 >> (x % 8), 0xFF_u8 << (7 - (end - 1) % 8));
        let row_bytes = self.row_bytes();
        let rows = self.rows.chunks_exact_mut(row_bytes.max(1)).take(below as usize).skip(y as usize);
        for row in rows {
            for (at, byte) in row.iter_mut().enumerate().take(last + 1).skip(first) {
                let left = if at == first { from_left } else { 0xFF };
                let dots = if at == last { left & to_right } else { left };
                *byte = if black { *byte | dots } else { *byte & !dots };
            }
        }
    }

    fn at(&self, x: u32, y: u32) -> usize {
        y as usize * self.row_bytes() + (x / 8) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_is_its_dots() {
        for (x, y, width, height) in
            [(0, 0, 8, 1), (3, 1, 2, 3), (3, 0, 5, 9), (5, 2, 17, 2), (7, 0, 1, 1), (23, 4, 9, 9), (30, 0, 4, 4)]
        {
            for black in [true, false] {
                let mut ground = Bitmap::white(27, 6);
                (0..27).step_by(2).for_each(|column| ground.set(column, column % 6, true));
                let mut dot_by_dot = ground.clone();
                for row in y..y + height {
                    (x..x + width).for_each(|column| dot_by_dot.set(column, row, black));
                }
                ground.fill(x, y, width, height, black);
                assert_eq!(ground.rows(), dot_by_dot.rows(), "{x} {y} {width} {height} {black}");
            }
        }
    }

    #[test]
    fn dots_outside_change_nothing() {
        let mut dots = Bitmap::white(9, 2);
        dots.fill(7, 1, 50, 50, true);
        assert_eq!(dots.rows(), [0, 0, 0b0000_0001, 0b1000_0000]);
        assert!(dots.is_black(8, 1) && !dots.is_black(9, 1) && !dots.is_black(8, 2));
        dots.set(8, 1, false);
        assert_eq!(dots.rows(), [0, 0, 1, 0]);
        assert!(Bitmap::from_rows(9, 2, vec![0; 3]).is_none());
    }
}
