//! The path under construction.

use hayro::kurbo::Affine;

use super::number;
use super::state::{apply, keeps_boxes};
use crate::geometry::Rect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Move,
    Line,
    Curve,
    /// First control point at the current point.
    CurveV,
    /// Second control point at the end point.
    CurveY,
    Box,
    Close,
}

impl Piece {
    fn operator(self) -> &'static [u8] {
        match self {
            Self::Move => b"m\n",
            Self::Line => b"l\n",
            Self::Curve => b"c\n",
            Self::CurveV => b"v\n",
            Self::CurveY => b"y\n",
            Self::Box => b"re\n",
            Self::Close => b"h\n",
        }
    }

    fn numbers(self) -> usize {
        match self {
            Self::Close => 0,
            Self::Move | Self::Line => 2,
            Self::CurveV | Self::CurveY | Self::Box => 4,
            Self::Curve => 6,
        }
    }
}

/// Pieces with their coordinates as written; kept from path to path, so nothing is allocated in the long run.
#[derive(Default)]
pub(super) struct Path {
    pieces: Vec<Piece>,
    numbers: Vec<f64>,
    extent: Option<Rect>,
}

impl Path {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
        self.numbers.clear();
        self.extent = None;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Only a new subpath may open a path.
    pub(super) fn takes(&self, piece: Piece) -> bool {
        matches!(piece, Piece::Move | Piece::Box) || !self.is_empty()
    }

    #[inline]
    pub(super) fn push(&mut self, piece: Piece, numbers: &[f64]) {
        self.pieces.push(piece);
        self.numbers.extend_from_slice(numbers);
        if let (Piece::Box, [x, y, width, height]) = (piece, numbers) {
            self.reach(*x, *y);
            self.reach(x + width, y + height);
        } else {
            for point in numbers.chunks_exact(2) {
                self.reach(point[0], point[1]);
            }
        }
    }

    #[inline]
    fn reach(&mut self, x: f64, y: f64) {
        let reached = self.extent.get_or_insert(Rect { x0: x, y0: y, x1: x, y1: y });
        reached.x0 = reached.x0.min(x);
        reached.y0 = reached.y0.min(y);
        reached.x1 = reached.x1.max(x);
        reached.y1 = reached.y1.max(y);
    }

    /// Its extent after a transform; `None` for an empty path.
    pub(super) fn extent(&self, ctm: Affine) -> Option<Rect> {
        self.extent.map(|extent| extent.through(ctm))
    }

    /// Whether every corner is a right one on an upright path, so that no miter reaches far.
    pub(super) fn is_upright(&self) -> bool {
        let mut at = 0;
        let mut last: Option<(f64, f64)> = None;
        for piece in &self.pieces {
            let next = at + piece.numbers();
            match piece {
                Piece::Box | Piece::Close => {}
                Piece::Move | Piece::Line => {
                    let (x, y) = (self.numbers[at], self.numbers[at + 1]);
                    if *piece == Piece::Line && last.is_some_and(|(lx, ly)| lx != x && ly != y) {
                        return false;
                    }
                    last = Some((x, y));
                }
                Piece::Curve | Piece::CurveV | Piece::CurveY => return false,
            }
            at = next;
        }
        true
    }

    /// The upright box this path is after a transform, if it is exactly one.
    pub(super) fn as_box(&self, ctm: Affine) -> Option<Rect> {
        let n = &self.numbers;
        let is_box = match self.pieces.as_slice() {
            [Piece::Box] => true,
            [Piece::Move, Piece::Line, Piece::Line, Piece::Line, rest @ ..] => {
                let closed = match rest {
                    [] | [Piece::Close] => true,
                    [Piece::Line] | [Piece::Line, Piece::Close] => n[8] == n[0] && n[9] == n[1],
                    _ => false,
                };
                let across = n[1] == n[3] && n[2] == n[4] && n[5] == n[7] && n[6] == n[0];
                let upwards = n[0] == n[2] && n[3] == n[5] && n[4] == n[6] && n[7] == n[1];
                closed && (across || upwards)
            }
            _ => false,
        };
        if is_box && keeps_boxes(ctm) { self.extent(ctm) } else { None }
    }

    /// Appends the path in its own coordinates.
    pub(super) fn write(&self, out: &mut Vec<u8>, decimals: usize) {
        let mut at = 0;
        for piece in &self.pieces {
            for value in &self.numbers[at..at + piece.numbers()] {
                number::write(out, *value, decimals);
                out.push(b' ');
            }
            out.extend_from_slice(piece.operator());
            at += piece.numbers();
        }
    }

    /// Appends the path in page space. Boxes become four lines where they may be turned.
    pub(super) fn write_through(&self, out: &mut Vec<u8>, ctm: Affine) {
        let mut at = 0;
        let point = |out: &mut Vec<u8>, x: f64, y: f64| {
            let (x, y) = apply(&ctm, x, y);
            for value in [x, y] {
                number::write(out, value, 5);
                out.push(b' ');
            }
        };
        for piece in &self.pieces {
            let numbers = &self.numbers[at..at + piece.numbers()];
            if let (Piece::Box, [x, y, width, height]) = (piece, numbers) {
                let corners = [(*x, *y), (x + width, *y), (x + width, y + height), (*x, y + height)];
                for (index, (x, y)) in corners.into_iter().enumerate() {
                    point(out, x, y);
                    out.extend_from_slice(if index == 0 { b"m\n" } else { b"l\n" });
                }
                out.extend_from_slice(b"h\n");
            } else {
                for pair in numbers.chunks_exact(2) {
                    point(out, pair[0], pair[1]);
                }
                out.extend_from_slice(piece.operator());
            }
            at += piece.numbers();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_known_however_it_is_drawn() {
        let mut path = Path::default();
        path.push(Piece::Move, &[1.0, 2.0]);
        for corner in [[5.0, 2.0], [5.0, 8.0], [1.0, 8.0]] {
            path.push(Piece::Line, &corner);
        }
        path.push(Piece::Close, &[]);
        let flipped = Affine::new([0.75, 0.0, 0.0, -0.75, 0.0, 100.0]);
        assert_eq!(path.as_box(flipped), Some(Rect::new(0.75, 94.0, 3.75, 98.5)));
        assert_eq!(path.as_box(Affine::rotate(0.1)), None, "a turned box is another shape");
        path.push(Piece::Box, &[0.0, 0.0, 1.0, 1.0]);
        assert_eq!(path.as_box(flipped), None, "two boxes are no box");
    }
}
