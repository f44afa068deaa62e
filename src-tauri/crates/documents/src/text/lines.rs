//! Lines from glyphs: by direction, then by baseline, then left to right, blanks where there is a gap.

use super::device::{Glyph, Turn};

/// Baselines nearer than this part of the font size are one line.
const SAME_LINE: f64 = 0.35;
/// A gap wider than this part of the font size is a blank.
const BLANK: f64 = 0.18;

/// Glyphs on one baseline, in reading order.
#[derive(Debug)]
pub(crate) struct Line {
    pub turn: Turn,
    pub glyphs: Vec<Glyph>,
}

/// Builds the lines of a page.
pub(crate) fn build(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|a, b| a.turn.cmp(&b.turn).then(a.across.total_cmp(&b.across)));
    let mut lines: Vec<Line> = Vec::new();
    for glyph in glyphs {
        match lines.last_mut() {
            Some(line) if line.takes(&glyph) => line.glyphs.push(glyph),
            _ => lines.push(Line { turn: glyph.turn, glyphs: vec![glyph] }),
        }
    }
    for line in &mut lines {
        line.glyphs.sort_by(|a, b| a.along.total_cmp(&b.along));
        // Bold is sometimes made by drawing twice.
        line.glyphs.dedup_by(|b, a| a.text == b.text && (b.along - a.along).abs() < 0.15 * a.size);
    }
    lines
}

impl Line {
    fn takes(&self, glyph: &Glyph) -> bool {
        self.turn == glyph.turn
            && self
                .glyphs
                .first()
                .is_some_and(|first| (glyph.across - first.across).abs() <= SAME_LINE * first.size.max(glyph.size))
    }

    /// The line as plain text, single blanks between words.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.glyphs.len() + 8);
        let mut end = f64::INFINITY;
        for glyph in &self.glyphs {
            let blank = glyph.text.trim().is_empty();
            if (blank || glyph.along - end > BLANK * glyph.size) && !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
            if !blank {
                text.push_str(&glyph.text);
            }
            end = glyph.along + glyph.advance;
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// The glyphs where `words` begin and end, blanks and case aside.
    pub(crate) fn find_span(&self, words: &str) -> Option<(&Glyph, &Glyph)> {
        let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let wanted = squeeze(words);
        let mut squeezed = String::new();
        let mut starts = Vec::new();
        for glyph in self.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()) {
            starts.push((squeezed.len(), glyph));
            squeezed.push_str(&squeeze(&glyph.text));
        }
        let at = squeezed.find(&wanted)?;
        let last = at + wanted.len().max(1) - 1;
        let glyph_at = |place: usize| starts.iter().rev().find(|(start, _)| *start <= place).map(|(_, glyph)| *glyph);
        glyph_at(at).zip(glyph_at(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str, x: f64, y: f64) -> Glyph {
        Glyph { text: text.to_owned(), x, y, size: 10.0, turn: Turn::Upright, along: x, across: -y, advance: 6.0 }
    }

    #[test]
    fn words_come_from_positions_not_from_drawing_order() {
        let lines = build(vec![
            glyph("b", 106.0, 50.0),
            glyph("c", 116.0, 50.1),
            glyph("a", 100.0, 49.9),
            glyph("a", 100.3, 49.9),
            glyph("z", 100.0, 70.0),
            glyph(" ", 112.0, 50.0),
        ]);
        let text: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(text, ["z", "ab c"], "upper line first, a letter drawn twice counts once");
        assert_eq!(
            lines[1].find_span("BC").map(|(b, c)| (b.x, c.x)),
            Some((106.0, 116.0)),
            "blanks and case do not matter"
        );
        assert!(lines[1].find_span("zz").is_none());
    }
}
