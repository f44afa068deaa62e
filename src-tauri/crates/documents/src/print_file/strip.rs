//! The line printed below a label, and separator pages.
//!
//! Helvetica from the printer, in WinAnsi: other letters print as `?`. Text is shrunk, then cut with an ellipsis.

use std::fmt::Write as _;

use crate::geometry::Rect;

const LARGEST: f64 = 11.0;
const SMALLEST: f64 = 6.5;
/// White between the label's edge and the text.
const INSET: f64 = 4.0;

/// A stamp and where it goes.
pub(crate) struct Strip<'t> {
    pub text: &'t str,
    pub place: Rect,
}

impl Strip<'_> {
    /// Drawing operators; they need the font under the name `/S`.
    pub(crate) fn content(&self) -> String {
        let room = self.place.width() - 2.0 * INSET;
        let (text, size) = fit(self.text, room);
        let baseline = self.place.y0 + (self.place.height() - size * 0.72) / 2.0;
        let mut content = String::new();
        show(&mut content, &text, size, self.place.x0 + INSET, baseline);
        content
    }
}

/// A page of large lines, the first one largest.
pub(crate) fn separator(lines: &[String], width: f64, height: f64) -> String {
    let mut content = String::new();
    let mut y = height * 0.6;
    for (index, line) in lines.iter().enumerate() {
        let wish = if index == 0 { 28.0 } else { 16.0 };
        let size = (wish * (width - 40.0) / width_of(line, wish).max(1.0)).clamp(SMALLEST, wish);
        let text = if width_of(line, size) > width - 40.0 { cut(line, width - 40.0, size) } else { line.clone() };
        show(&mut content, &text, size, 20.0, y);
        y -= size * 1.5;
        if y < 20.0 {
            break;
        }
    }
    content
}

fn fit(text: &str, room: f64) -> (String, f64) {
    let wide = width_of(text, LARGEST);
    let size = if wide <= room { LARGEST } else { (LARGEST * room / wide).max(SMALLEST) };
    if width_of(text, size) <= room { (text.to_owned(), size) } else { (cut(text, room, size), size) }
}

fn cut(text: &str, room: f64, size: f64) -> String {
    let mut kept = String::new();
    let mut wide = width_of("…", size);
    for letter in text.chars() {
        wide += advance(win_ansi(letter)) * size;
        if wide > room {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

fn show(content: &mut String, text: &str, size: f64, x: f64, y: f64) {
    let hex: String = text.chars().fold(String::new(), |mut hex, letter| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{:02X}", win_ansi(letter));
        hex
    });
    let _ = writeln!(content, "BT 0 g /S {size:.2} Tf {x:.2} {y:.2} Td <{hex}> Tj ET");
}

fn win_ansi(letter: char) -> u8 {
    match letter {
        ' '..='~' | '\u{A0}'..='\u{FF}' => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
        '…' => 0x85,
        '–' => 0x96,
        '—' => 0x97,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        _ => b'?',
    }
}

fn width_of(text: &str, size: f64) -> f64 {
    text.chars().map(|letter| advance(win_ansi(letter))).sum::<f64>() * size
}

/// Helvetica's advance as a part of the font size (Adobe font metrics); wide for what is not listed.
fn advance(code: u8) -> f64 {
    #[rustfmt::skip]
    const ASCII: [u16; 95] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
        556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667,
        556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556,
        556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
        500, 500, 500, 334, 260, 334, 584,
    ];
    let listed = code.checked_sub(b' ').and_then(|index| ASCII.get(usize::from(index)));
    f64::from(listed.copied().unwrap_or(1000)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_shrinks_then_is_cut_but_never_overflows() {
        let room = 240.0;
        let (text, size) = fit("TSH-BLK-M x 2   17/80  B41", room);
        assert_eq!((text.as_str(), size), ("TSH-BLK-M x 2   17/80  B41", LARGEST));
        let (text, size) = fit("A-RATHER-LONG-SKU-THAT-STILL-FITS-BUT-SMALLER x 1", room);
        assert!(size < LARGEST && !text.ends_with('…') && width_of(&text, size) <= room + 0.01);
        let (text, size) = fit(&"VERY-LONG-SKU-".repeat(9), room);
        assert!(text.ends_with('…') && width_of(&text, size) <= room && (size - SMALLEST).abs() < 1e-9);
    }

    #[test]
    fn text_cannot_break_out_of_its_string() {
        let strip = Strip { text: ") Tj ET (\\ ₹", place: Rect::new(0.0, 0.0, 200.0, 22.0) };
        assert!(strip.content().contains("<2920546A20455420285C203F>"));
    }
}
