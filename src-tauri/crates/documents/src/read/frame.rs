//! Where the label stands on its page.
//!
//! The frame drawn around it decides; without one the words `Not for resale.` in its corner do, their width saying how
//! much the page was scaled; without both the label is taken from its usual place and marked to be checked. Measures:
//! label files served in 2023 and 2025.

use super::{FoundBy, LabelBox};
use crate::geometry::shape::LabelShape;
use crate::geometry::{PageFrame, Rect};
use crate::text::{Glyph, PageText, Segment};

/// The label's frame on an A4 page.
const BORDER: Rect = Rect { x0: 190.5, y0: 461.0, x1: 404.25, y1: 813.5 };
/// White kept around the frame; the dashed cut line runs 4.5 points under it.
const PADDING: f64 = 2.0;
/// `Not for resale.` starts this far right of the left border, its baseline this far above the bottom border.
const ANCHOR: (f64, f64) = (2.3, 7.5);
const ANCHOR_WORDS: &str = "Not for resale.";
/// Width of these words at 6 points in DejaVu Sans, from the first letter's origin to the end of the full stop.
const ANCHOR_WIDTH: f64 = 42.8;
/// Words this near their usual width were not scaled: fonts differ by as much.
const SAME_SCALE: f64 = 0.03;
/// A label further than this from its usual place is said to have moved.
const MOVED: f64 = 3.0;

/// The label on a page, if there is one.
pub(crate) fn find(text: &PageText, shown: &PageFrame, invoice_top: Option<f64>) -> Option<LabelBox> {
    let anchor = text.find_span(ANCHOR_WORDS);
    let awb = text.find("AWB No").filter(|awb| invoice_top.is_none_or(|top| awb.y > top));
    let inside = anchor.map(|(first, _)| first).or(awb);
    if let Some(frame) = inside.and_then(|inside| drawn_frame(&text.segments, inside)) {
        return Some(placed(frame, FoundBy::Frame, shown, false));
    }
    if let Some((first, last)) = anchor {
        let scale = scale_of(first, last);
        let (left, bottom) = (first.x - ANCHOR.0 * scale, first.y - ANCHOR.1 * scale);
        let border = Rect::new(left, bottom, left + BORDER.width() * scale, bottom + BORDER.height() * scale);
        return Some(placed(border, FoundBy::Anchor, shown, !(0.5..=2.0).contains(&scale)));
    }
    awb.map(|_| unanchored(shown))
}

/// How much the page was scaled, by the width of the words in the label's corner.
fn scale_of(first: &Glyph, last: &Glyph) -> f64 {
    let scale = (last.x + last.advance - first.x) / ANCHOR_WIDTH;
    if (scale - 1.0).abs() < SAME_SCALE { 1.0 } else { scale }
}

/// A label known to be on the page with nothing to place it by.
pub(crate) fn unanchored(shown: &PageFrame) -> LabelBox {
    if is_a4(shown) {
        return placed(BORDER, FoundBy::Default, shown, true);
    }
    LabelBox { rect: shown.bounds(), found_by: FoundBy::Default, check: true, moved: false }
}

/// The marketplace's own paper; only there a label has a usual place.
fn is_a4(shown: &PageFrame) -> bool {
    (shown.width - 595.0).abs() < 5.0 && (shown.height - 842.0).abs() < 5.0
}

fn placed(border: Rect, found_by: FoundBy, shown: &PageFrame, check: bool) -> LabelBox {
    let rect = border.grow(PADDING).intersect(&shown.bounds());
    let cut = rect.distance(&border.grow(PADDING)) > PADDING + 0.5;
    let moved = is_a4(shown) && border.distance(&BORDER) > MOVED;
    LabelBox { rect, found_by, check: check || cut, moved }
}

/// What the label looks like, to be held against tomorrow's.
pub(crate) fn shape(label: &LabelBox, text: &PageText, shown: &PageFrame) -> LabelShape {
    let rect = label.rect;
    let own = |place: &Rect| Rect {
        x0: place.x0 - rect.x0,
        y0: place.y0 - rect.y0,
        x1: place.x1 - rect.x0,
        y1: place.y1 - rect.y0,
    };
    let inside = || text.images.iter().filter(|place| place.intersect(&rect).distance(place) < 1.0);
    let longest = |flat: bool| {
        inside()
            .filter(|place| {
                let (along, across) =
                    if flat { (place.width(), place.height()) } else { (place.height(), place.width()) };
                along > 3.0 * across && along > 0.3 * rect.width()
            })
            .max_by(|a, b| (a.width() + a.height()).total_cmp(&(b.width() + b.height())))
            .map(own)
    };
    let anchor = text.find(ANCHOR_WORDS).filter(|word| rect.contains(word.x, word.y));
    LabelShape {
        width: rect.width(),
        height: rect.height(),
        left: rect.x0,
        top: shown.height - rect.y1,
        anchor: anchor.map(|word| (word.x - rect.x0, word.y - rect.y0)),
        bars: longest(true),
        turned_bars: longest(false),
    }
}

/// The largest box of rules around a point of the label that has a label's size and shape.
fn drawn_frame(segments: &[Segment], inside: &Glyph) -> Option<Rect> {
    let joined = join(segments);
    let touching = |a: f64, b: f64| (a - b).abs() <= 1.5;
    let (x, y) = (inside.x, inside.y);
    let mut best: Option<Rect> = None;
    let bottoms = joined.iter().filter(|s| s.horizontal && s.at <= y && s.from <= x && s.to >= x);
    for bottom in bottoms {
        let corner = |at: f64| {
            joined.iter().filter(move |s| !s.horizontal && touching(s.at, at) && s.from <= bottom.at + 1.5 && s.to >= y)
        };
        for left in corner(bottom.from) {
            for right in corner(bottom.to) {
                let top = left.to.min(right.to);
                let frame = Rect::new(left.at, bottom.at, right.at, top);
                let closed = joined
                    .iter()
                    .any(|s| s.horizontal && touching(s.at, top) && s.from <= frame.x0 + 1.5 && s.to >= frame.x1 - 1.5);
                let larger = best.is_none_or(|best| frame.width() * frame.height() > best.width() * best.height());
                if closed && label_like(&frame) && frame.contains(x, y) && larger {
                    best = Some(frame);
                }
            }
        }
    }
    best
}

/// Half to twice the usual width, and upright; several goods make a label taller.
fn label_like(frame: &Rect) -> bool {
    let scale = frame.width() / BORDER.width();
    let shape = frame.height() / frame.width();
    (0.5..=2.0).contains(&scale) && (1.2..=2.4).contains(&shape)
}

/// Rules drawn cell by cell are put together.
fn join(segments: &[Segment]) -> Vec<Segment> {
    let mut sorted = segments.to_vec();
    sorted.sort_by(|a, b| {
        a.horizontal.cmp(&b.horizontal).then(grid(a.at).cmp(&grid(b.at))).then(a.from.total_cmp(&b.from))
    });
    let mut joined: Vec<Segment> = Vec::new();
    for segment in sorted {
        match joined.last_mut() {
            Some(last)
                if last.horizontal == segment.horizontal
                    && grid(last.at) == grid(segment.at)
                    && segment.from <= last.to + 1.5 =>
            {
                last.to = last.to.max(segment.to);
            }
            _ => joined.push(segment),
        }
    }
    joined
}

/// Half points: rules nearer than that are on one line.
#[expect(clippy::cast_possible_truncation, reason = "page coordinates are bounded by the page-side limit")]
fn grid(at: f64) -> i64 {
    (at * 2.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Turn;

    fn rule(horizontal: bool, at: f64, from: f64, to: f64) -> Segment {
        Segment { horizontal, at, from, to }
    }

    fn word(x: f64, y: f64) -> Glyph {
        Glyph { text: "N".into(), x, y, size: 6.0, turn: Turn::Upright, along: x, across: -y, advance: 4.0 }
    }

    fn frame(scale: f64, dx: f64, dy: f64) -> Vec<Segment> {
        let b =
            Rect::new(BORDER.x0 * scale + dx, BORDER.y0 * scale + dy, BORDER.x1 * scale + dx, BORDER.y1 * scale + dy);
        let middle = (b.x0 + b.x1) / 2.0;
        vec![
            rule(true, b.y0, b.x0, middle),
            rule(true, b.y0, middle, b.x1),
            rule(true, b.y1, b.x0, b.x1),
            rule(true, b.y0 + 60.0 * scale, b.x0, b.x1),
            rule(false, b.x0, b.y0, b.y1),
            rule(false, b.x1, b.y0, b.y1),
            rule(false, middle, b.y0, b.y1),
        ]
    }

    #[test]
    fn the_frame_is_found_where_and_how_large_it_was_drawn() {
        for (scale, dx, dy) in [(1.0, 0.0, 0.0), (1.0, 40.0, -60.0), (0.8, 10.0, 5.0)] {
            let inside = word((BORDER.x0 + ANCHOR.0) * scale + dx, (BORDER.y0 + ANCHOR.1) * scale + dy);
            let found = drawn_frame(&frame(scale, dx, dy), &inside).unwrap();
            let drawn = Rect::new(
                BORDER.x0 * scale + dx,
                BORDER.y0 * scale + dy,
                BORDER.x1 * scale + dx,
                BORDER.y1 * scale + dy,
            );
            assert!(found.distance(&drawn) < 0.6, "{found:?} is not {drawn:?}");
        }
    }

    #[test]
    fn rules_that_do_not_close_are_no_frame() {
        let open: Vec<Segment> = frame(1.0, 0.0, 0.0).into_iter().filter(|s| s.horizontal).collect();
        assert!(drawn_frame(&open, &word(192.8, 468.5)).is_none());
    }
}
