//! Where a label's symbols are.
//!
//! The marketplace draws them as pictures of one dot a module: those are read exactly, and their place on paper follows
//! from the matrix they are drawn with. Symbols drawn in other ways are looked for on the finished dots.

use godown_domain::print::bitmap::Bitmap;
use hayro::kurbo::{Affine, Point, Rect};

use super::{Along, Area, Bars, Dots, Line, Square, Symbols, find_matrix, read_line, runs};
use crate::raster::DrawnImage;

/// Lines tried on a picture that may be bars; three have to say the same.
const LINES: u32 = 5;
const AGREEING: usize = 3;
/// Distance of the lines tried on a whole label: bars are 5 mm high and more, 40 dots at 203 dpi.
const STEP: u32 = 8;
/// Lower symbols are not looked at: 2 mm at 203 dpi.
const LOWEST: u32 = 16;
/// A line of bars changes at least so often.
const BUSY: usize = 40;

/// The symbols among the pictures drawn on a label of that many dots.
pub(crate) fn in_images(images: &[DrawnImage], label: &Bitmap) -> Symbols {
    let mut symbols = Symbols::default();
    for image in images {
        if let Some(bars) = bars(image, label) {
            symbols.bars.push(bars);
        } else if let Some(square) = square(image, label) {
            symbols.squares.push(square);
        }
    }
    symbols
}

/// Places of pictures that are striped like bars, read or not.
pub(crate) fn bars_like(images: &[DrawnImage], label: &Bitmap) -> Vec<Area> {
    let striped = |image: &&DrawnImage| {
        [false, true].into_iter().any(|down| {
            let lines: Vec<Vec<u32>> = lines(&image.dots, down).map(|(_, runs)| runs).collect();
            lines.iter().filter(|runs| runs.len() > BUSY && Some(*runs) == lines.first()).count() >= AGREEING
        })
    };
    let whole = |image: &DrawnImage| [0, 0, image.dots.width, image.dots.height];
    images.iter().filter(striped).filter_map(|image| area(whole(image), image.to_label, label)).collect()
}

fn lines(dots: &Dots, down: bool) -> impl Iterator<Item = (u32, Vec<u32>)> {
    let (length, breadth) = if down { (dots.height, dots.width) } else { (dots.width, dots.height) };
    (0..LINES).map(move |line| {
        let across = (2 * line + 1) * breadth / (2 * LINES);
        let black = |at| if down { dots.is_black(across, at) } else { dots.is_black(at, across) };
        (across, runs(length, black))
    })
}

fn bars(image: &DrawnImage, label: &Bitmap) -> Option<Bars> {
    [false, true].into_iter().find_map(|down| {
        let read: Vec<(u32, Line)> =
            lines(&image.dots, down).filter_map(|(at, runs)| Some((at, read_line(&runs)?))).collect();
        let (across, line) = read.get(read.len() / 2)?;
        if read.iter().filter(|(_, other)| other == line).count() < AGREEING {
            return None;
        }
        let (from, to) = breadth(&image.dots, down, *across);
        let place = if down { [from, line.from, to, line.to] } else { [line.from, from, line.to, to] };
        let [a, b, c, d, ..] = image.to_label.as_coeffs();
        let (x, y) = if down { (c, d) } else { (a, b) };
        let along = if y.abs() < x.abs() / 1e3 {
            Along::Across
        } else if x.abs() < y.abs() / 1e3 {
            Along::Down
        } else {
            return None;
        };
        let mut widths = line.widths.clone();
        if x + y < 0.0 {
            widths.reverse();
        }
        Some(Bars { text: line.text.clone(), widths, along, area: area(place, image.to_label, label)? })
    })
}

/// How far the lines beside this one are the same: the height of the bars in the picture.
fn breadth(dots: &Dots, down: bool, across: u32) -> (u32, u32) {
    let (length, breadth) = if down { (dots.height, dots.width) } else { (dots.width, dots.height) };
    let black = |along, across| if down { dots.is_black(across, along) } else { dots.is_black(along, across) };
    let same = |other: &u32| (0..length).all(|at| black(at, *other) == black(at, across));
    let from = (0..across).rev().take_while(same).last().unwrap_or(across);
    let to = (across..breadth).take_while(same).last().unwrap_or(across) + 1;
    (from, to)
}

fn square(image: &DrawnImage, label: &Bitmap) -> Option<Square> {
    let found = find_matrix(&image.dots)?;
    let [a, b, c, d, ..] = image.to_label.as_coeffs();
    let straight = (b.abs() + c.abs()).min(a.abs() + d.abs()) < 1e-3 * (b.abs() + c.abs()).max(a.abs() + d.abs());
    let text = found.cells.text().filter(|_| straight)?;
    let area = area(found.place, image.to_label, label)?;
    let turned = b.abs() > a.abs();
    let (columns, rows) =
        if turned { (found.cells.rows, found.cells.columns) } else { (found.cells.columns, found.cells.rows) };
    // The direction of both axes decides where each cell lies.
    let cell = |column: u32, row: u32| {
        let (along_x, along_y) = if turned { (c, b) } else { (a, d) };
        let column = if along_x < 0.0 { columns - 1 - column } else { column };
        let row = if along_y < 0.0 { rows - 1 - row } else { row };
        if turned { found.cells.is_black(row, column) } else { found.cells.is_black(column, row) }
    };
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let black = places.map(|(row, column)| cell(column, row)).collect();
    Some(Square { text, cells: super::Cells { columns, rows, black }, area })
}

/// Where a part of a picture lies on the label; `None` where it is not wholly on it.
fn area([left, top, right, bottom]: [u32; 4], to_label: Affine, label: &Bitmap) -> Option<Area> {
    let part =
        Rect::from_points(Point::new(f64::from(left), f64::from(top)), Point::new(f64::from(right), f64::from(bottom)));
    let lies = to_label.transform_rect_bbox(part);
    let dot = |at: f64, most: u32| {
        let at = at.round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the label's side")]
        (0.0..=f64::from(most)).contains(&at).then_some(at as u32)
    };
    let area = Area {
        left: dot(lies.x0, label.width())?,
        top: dot(lies.y0, label.height())?,
        right: dot(lies.x1, label.width())?,
        bottom: dot(lies.y1, label.height())?,
    };
    (area.width() > 0 && area.height() > 0).then_some(area)
}

/// The bars on a finished label, each once.
pub(crate) fn in_picture(label: &Bitmap) -> Vec<Bars> {
    let mut found: Vec<Bars> = Vec::new();
    for along in [Along::Across, Along::Down] {
        let (length, breadth) = match along {
            Along::Across => (label.width(), label.height()),
            Along::Down => (label.height(), label.width()),
        };
        let read = |across: u32| {
            read_line(&runs(length, |at| match along {
                Along::Across => label.is_black(at, across),
                Along::Down => label.is_black(across, at),
            }))
        };
        let mut across = STEP / 2;
        while across < breadth {
            let Some(line) = read(across) else {
                across += STEP;
                continue;
            };
            let same = |at: &u32| read(*at).is_some_and(|other| is_same(&line, &other));
            let from = (0..across).rev().take_while(same).last().unwrap_or(across);
            let to = (across..breadth).take_while(same).last().unwrap_or(across) + 1;
            if to - from >= LOWEST {
                let area = match along {
                    Along::Across => Area { left: line.from, top: from, right: line.to, bottom: to },
                    Along::Down => Area { left: from, top: line.from, right: to, bottom: line.to },
                };
                found.push(Bars { text: line.text, widths: line.widths, along, area });
            }
            across = to + STEP / 2;
        }
    }
    found
}

fn is_same(line: &Line, other: &Line) -> bool {
    line.text == other.text && line.from.abs_diff(other.from) <= 1 && line.to.abs_diff(other.to) <= 1
}
