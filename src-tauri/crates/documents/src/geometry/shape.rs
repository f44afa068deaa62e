//! What a courier's label looks like today, held against what it looked like before.
//!
//! Owns the comparison only. A layout that moved must be seen by a person before a roll is wasted on it; what moved less
//! than the eye sees is the same layout.

use serde::{Deserialize, Serialize};

use super::Rect;

/// Less than a millimetre is noise: rounding of whoever merged the file.
const NOISE: f64 = 2.8;
const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// Where the parts of a label stand. Lengths are points; the label's own parts are measured from its bottom-left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelShape {
    /// Width of the label's box.
    pub width: f64,
    /// Height of the label's box.
    pub height: f64,
    /// From the left edge of the page.
    pub left: f64,
    /// From the top edge of the page.
    pub top: f64,
    /// Start of the words `Not for resale.`; none where they are missing.
    pub anchor: Option<(f64, f64)>,
    /// The flat bars; none where they are not a picture.
    pub bars: Option<Rect>,
    /// The bars turned by a quarter.
    pub turned_bars: Option<Rect>,
}

/// How a label differs from those before it. Lengths are tenths of a millimetre, signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShapeChange {
    /// The label stands further right on its page.
    pub right: i32,
    /// The label stands lower on its page.
    pub lower: i32,
    /// The label is wider.
    pub wider: i32,
    /// The label is taller.
    pub taller: i32,
    /// The bars moved inside the label, whichever way.
    pub bars_moved: i32,
    /// The bars are gone, or new.
    pub bars_differ: bool,
    /// The words in the corner moved inside the label, are gone, or are new.
    pub words_differ: bool,
}

impl LabelShape {
    /// The shape most of these have, part by part: a label with many goods, or one odd page, changes nothing.
    #[must_use]
    pub fn usual(shapes: &[Self]) -> Option<Self> {
        if shapes.is_empty() {
            return None;
        }
        let middle = |of: &dyn Fn(&Self) -> f64| {
            let mut values: Vec<f64> = shapes.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or(0.0)
        };
        // A part counts where most labels have it.
        let part = |of: &dyn Fn(&Self) -> Option<[f64; 4]>| {
            let present: Vec<[f64; 4]> = shapes.iter().filter_map(of).collect();
            let mut sides = [0.0; 4];
            for (place, side) in sides.iter_mut().enumerate() {
                let mut values: Vec<f64> = present.iter().map(|part| part[place]).collect();
                values.sort_by(f64::total_cmp);
                *side = values.get(values.len() / 2).copied().unwrap_or(0.0);
            }
            (present.len() * 2 > shapes.len()).then_some(sides)
        };
        let rect = |[x0, y0, x1, y1]: [f64; 4]| Rect { x0, y0, x1, y1 };
        let sides = |rect: Rect| [rect.x0, rect.y0, rect.x1, rect.y1];
        Some(Self {
            width: middle(&|shape| shape.width),
            height: middle(&|shape| shape.height),
            left: middle(&|shape| shape.left),
            top: middle(&|shape| shape.top),
            anchor: part(&|shape| shape.anchor.map(|(x, y)| [x, y, 0.0, 0.0])).map(|[x, y, ..]| (x, y)),
            bars: part(&|shape| shape.bars.map(sides)).map(rect),
            turned_bars: part(&|shape| shape.turned_bars.map(sides)).map(rect),
        })
    }
}

/// What changed since yesterday; nothing when it is the same layout.
#[must_use]
pub fn compare(today: &LabelShape, yesterday: &LabelShape) -> Option<ShapeChange> {
    let step = |now: f64, before: f64| if (now - before).abs() < NOISE { 0 } else { tenth_mm(now - before) };
    let bars = [(today.bars, yesterday.bars), (today.turned_bars, yesterday.turned_bars)];
    let moved = bars.iter().filter_map(|(now, before)| Some((*now)?.distance(&(*before)?))).fold(0.0, f64::max);
    let words = match (today.anchor, yesterday.anchor) {
        (Some(now), Some(before)) => (now.0 - before.0).abs().max((now.1 - before.1).abs()) >= NOISE,
        (now, before) => now.is_some() != before.is_some(),
    };
    let change = ShapeChange {
        right: step(today.left, yesterday.left),
        lower: step(today.top, yesterday.top),
        wider: step(today.width, yesterday.width),
        taller: step(today.height, yesterday.height),
        bars_moved: step(moved, 0.0),
        bars_differ: bars.iter().any(|(now, before)| now.is_some() != before.is_some()),
        words_differ: words,
    };
    (change != ShapeChange::default()).then_some(change)
}

#[expect(clippy::cast_possible_truncation, reason = "page lengths are bounded by the page-side limit")]
fn tenth_mm(points: f64) -> i32 {
    (points / POINTS_PER_MM * 10.0).round() as i32
}

/// For a person: what is different, largest words first.
impl std::fmt::Display for ShapeChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mm = |tenths: i32| format!("{} mm", (tenths.abs() + 5) / 10);
        let way = |tenths: i32, more: &str, less: &str| {
            (tenths != 0).then(|| format!("{} {}", mm(tenths), if tenths > 0 { more } else { less }))
        };
        let steps: Vec<String> = [
            way(self.right, "further right", "further left"),
            way(self.lower, "lower", "higher"),
            way(self.wider, "wider", "narrower"),
            way(self.taller, "taller", "shorter"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut parts = Vec::new();
        if !steps.is_empty() {
            parts.push(format!("the label is {}", joined(&steps)));
        }
        if self.bars_moved != 0 {
            parts.push(format!("its bars moved by {}", mm(self.bars_moved)));
        }
        if self.bars_differ {
            parts.push("its bars are drawn differently".to_owned());
        }
        if self.words_differ {
            parts.push("the words in its corner changed".to_owned());
        }
        f.write_str(&joined(&parts))
    }
}

fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> LabelShape {
        LabelShape {
            width: 217.75,
            height: 356.5,
            left: 188.5,
            top: 26.5,
            anchor: Some((4.3, 9.5)),
            bars: Some(Rect::new(8.0, 15.5, 157.25, 38.0)),
            turned_bars: Some(Rect::new(22.5, 163.0, 50.5, 304.0)),
        }
    }

    #[test]
    fn a_layout_that_moved_is_told_in_millimetres() {
        assert_eq!(compare(&usual(), &usual()), None);
        let noise = LabelShape { left: 190.0, top: 25.0, height: 355.0, ..usual() };
        assert_eq!(compare(&noise, &usual()), None, "less than a millimetre");
        let tomorrow = LabelShape { left: 188.5 + 17.0, height: 356.5 + 11.4, ..usual() };
        let change = compare(&tomorrow, &usual()).unwrap();
        assert_eq!((change.right, change.taller, change.lower), (60, 40, 0));
        assert_eq!(change.to_string(), "the label is 6 mm further right and 4 mm taller");
        let back = compare(&usual(), &tomorrow).unwrap();
        assert_eq!(back.to_string(), "the label is 6 mm further left and 4 mm shorter");
        let bars = LabelShape { bars: Some(Rect::new(8.0, 30.0, 157.25, 52.5)), ..usual() };
        assert_eq!(compare(&bars, &usual()).unwrap().to_string(), "its bars moved by 5 mm");
        let bare = LabelShape { bars: None, anchor: None, ..usual() };
        let words = compare(&bare, &usual()).unwrap().to_string();
        assert_eq!(words, "its bars are drawn differently and the words in its corner changed");
    }

    #[test]
    fn one_odd_page_is_not_the_usual_shape() {
        let odd = LabelShape { left: 20.0, bars: None, ..usual() };
        let file = [usual(), odd, usual(), LabelShape { height: 380.0, ..usual() }, usual()];
        assert_eq!(LabelShape::usual(&file), Some(usual()));
        assert_eq!(LabelShape::usual(&[]), None);
    }
}
