//! Words on lines: broken between words, and a long word where its letters allow it.

use crate::typeface::{Line, Weight, line_of};

/// A text on as many lines as it needs, the last of `most` cut with an ellipsis; `room` in ems. At least one line.
pub(super) fn wrap(text: &str, weight: Weight, room: f64, most: usize) -> Vec<Line> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = set(&text, weight);
    if whole.width() <= room {
        return vec![whole];
    }
    let mut lines = broken(&text, weight, room);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = ending(last, weight, room);
        }
    }
    lines.iter().map(|line| set(line, weight)).collect()
}

fn set(text: &str, weight: Weight) -> Line {
    line_of(text, weight).unwrap_or_default()
}

fn width(text: &str, weight: Weight) -> f64 {
    set(text, weight).width()
}

fn broken(text: &str, weight: Weight, room: f64) -> Vec<String> {
    // No script's blank is wider than this one.
    let blank = width(" ", weight);
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in text.split(' ') {
        let mut word = word;
        let mut wide = width(word, weight);
        if used > 0.0 && used + blank + wide > room {
            lines.push(String::new());
            used = 0.0;
        }
        while wide > room {
            let fitting = fitting(word, weight, room, "");
            let (head, rest) = word.split_at(fitting);
            if let Some(line) = lines.last_mut() {
                line.push_str(head);
            }
            lines.push(String::new());
            word = rest;
            wide = width(word, weight);
        }
        if let Some(line) = lines.last_mut().filter(|_| !word.is_empty()) {
            if used > 0.0 {
                line.push(' ');
                used += blank;
            }
            line.push_str(word);
            used += wide;
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn ending(line: &str, weight: Weight, room: f64) -> String {
    let whole = format!("{line}…");
    if width(&whole, weight) <= room {
        return whole;
    }
    let kept = line.get(..fitting(line, weight, room, "…")).unwrap_or_default();
    format!("{}…", kept.trim_end())
}

/// Bytes of the longest beginning that fits with `tail` behind it; never none, so that a line always gets on.
fn fitting(text: &str, weight: Weight, room: f64, tail: &str) -> usize {
    let breaks: Vec<usize> = breaks(text).collect();
    let fits = |end: &usize| width(&format!("{}{tail}", text.get(..*end).unwrap_or_default()), weight) <= room;
    let count = breaks.partition_point(fits);
    let first = breaks.first().copied().unwrap_or(text.len());
    breaks.get(count.wrapping_sub(1)).copied().unwrap_or(first)
}

/// Places where a word may be cut: before a letter that begins a cluster.
fn breaks(text: &str) -> impl Iterator<Item = usize> {
    let pairs = text.char_indices().zip(text.char_indices().skip(1));
    pairs.filter(|((_, before), (_, after))| !joins_before(*after) && !joins_after(*before)).map(|(_, (at, _))| at)
}

/// The nine blocks from Devanagari to Malayalam are laid out alike: signs lie at the same places in each.
fn in_block(letter: char) -> Option<u32> {
    let code = u32::from(letter);
    (0x0900..0x0D80).contains(&code).then_some(code % 0x80)
}

/// A sign that belongs to the letter before it.
fn joins_before(letter: char) -> bool {
    let is_sign =
        in_block(letter).is_some_and(|place| matches!(place, 0..=3 | 0x3C | 0x3E..=0x4D | 0x51..=0x57 | 0x62 | 0x63));
    is_sign || matches!(u32::from(letter), 0x0300..=0x036F | 0x200C | 0x200D)
}

/// A virama or joiner binds the letter after it.
fn joins_after(letter: char) -> bool {
    in_block(letter) == Some(0x4D) || matches!(letter, '\u{200C}' | '\u{200D}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_takes_lines_that_fit_and_loses_nothing_before_its_last() {
        let text = "Cotton round neck T-shirt, pack of three, in navy blue and black, size extra large";
        let lines = broken(text, Weight::Plain, 15.0);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 2 && lines.iter().all(|line| width(line, Weight::Plain) <= 15.0));
        let cut = wrap(text, Weight::Plain, 15.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut.iter().all(|line| line.width() <= 15.0));
    }

    #[test]
    fn a_word_longer_than_its_cell_is_broken_between_clusters() {
        let word = "क्षत्रियकुमारीश्रीलक्ष्मी";
        let parts = broken(word, Weight::Plain, 3.0);
        assert!(parts.len() > 1);
        assert_eq!(parts.concat(), word);
        for part in &parts {
            let first = part.chars().next().unwrap();
            assert!(!joins_before(first), "{part} begins with a sign");
            assert!(!joins_after(part.chars().last().unwrap()), "{part} ends with a virama");
        }
    }

    #[test]
    fn nothing_is_one_empty_line_and_no_room_still_ends() {
        assert_eq!(wrap("", Weight::Plain, 5.0, 3).len(), 1);
        assert_eq!(wrap("abc", Weight::Plain, 0.1, 3).len(), 3);
    }
}
