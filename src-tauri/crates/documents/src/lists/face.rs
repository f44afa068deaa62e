//! The lists' typeface: measuring, wrapping, and embedding only the letters used.
//!
//! DejaVu Sans, for its rupee sign; letters it lacks print as `?`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use printpdf::{FontId, ParsedFont, PdfFontHandle};
use subsetter::GlyphRemapper;

use crate::error::DocumentError;

/// Lines a cell may wrap to before it is cut.
const MOST_LINES: usize = 3;
const PLAIN: &[u8] = include_bytes!("../../assets/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/DejaVuSans-Bold.ttf");

pub(super) struct Face {
    /// Its name inside the file.
    pub id: &'static str,
    font: ParsedFont,
}

impl Face {
    pub(super) fn plain() -> Result<&'static Self, DocumentError> {
        static FACE: OnceLock<Option<Face>> = OnceLock::new();
        Self::load(&FACE, "plain", PLAIN)
    }

    pub(super) fn bold() -> Result<&'static Self, DocumentError> {
        static FACE: OnceLock<Option<Face>> = OnceLock::new();
        Self::load(&FACE, "bold", BOLD)
    }

    /// The face with no more than the given letters, to be embedded.
    pub(super) fn subset(&self, letters: &BTreeSet<char>) -> Result<ParsedFont, DocumentError> {
        let mut kept = GlyphRemapper::new();
        let mut subset = self.font.clone();
        subset.codepoint_to_glyph.clear();
        subset.glyph_widths.clear();
        for letter in letters {
            let old = self.font.lookup_glyph_index(u32::from(*letter)).unwrap_or(0);
            let new = kept.remap(old);
            subset.set_codepoint_mapping(u32::from(*letter), new);
            subset.set_glyph_width(new, self.font.get_glyph_width(old).unwrap_or(0));
        }
        subset.original_bytes = subsetter::subset(&self.font.original_bytes, 0, &kept)
            .map_err(|_| DocumentError::NotMade("the lists' font cannot be reduced"))?;
        Ok(subset)
    }

    fn load(
        cell: &'static OnceLock<Option<Self>>,
        id: &'static str,
        bytes: &[u8],
    ) -> Result<&'static Self, DocumentError> {
        cell.get_or_init(|| ParsedFont::from_bytes(bytes, 0, &mut Vec::new()).map(|font| Self { id, font }))
            .as_ref()
            .ok_or(DocumentError::NotMade("the lists' font cannot be read"))
    }

    pub(super) fn width(&self, text: &str, size: f64) -> f64 {
        let units = |letter: char| {
            let glyph = self.font.lookup_glyph_index(u32::from(letter)).unwrap_or(0);
            f64::from(self.font.get_glyph_width(glyph).unwrap_or(0))
        };
        text.chars().map(units).sum::<f64>() * size / f64::from(self.font.units_per_em.max(1))
    }

    /// The text with letters the font lacks replaced.
    pub(super) fn printable(&self, text: &str) -> String {
        let known = |letter: char| self.font.lookup_glyph_index(u32::from(letter)).is_some_and(|glyph| glyph != 0);
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .map(|letter| if letter == ' ' || known(letter) { letter } else { '?' })
            .collect()
    }

    pub(super) fn handle(&self) -> PdfFontHandle {
        PdfFontHandle::External(FontId(self.id.to_owned()))
    }

    /// Words on as many lines as a cell may have.
    pub(super) fn wrap(&self, text: &str, room: f64, size: f64) -> Vec<String> {
        self.wrap_to(text, room, size, MOST_LINES)
    }

    /// Words on as many lines as needed, long words broken, the last line cut.
    pub(super) fn wrap_to(&self, text: &str, room: f64, size: f64, most: usize) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in self.printable(text).split(' ') {
            let mut word = word;
            while !word.is_empty() {
                let Some(line) = lines.last_mut() else { break };
                let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.width(&joined, size) <= room {
                    *line = joined;
                    break;
                }
                if !line.is_empty() {
                    lines.push(String::new());
                    continue;
                }
                let fitting = word
                    .char_indices()
                    .map(|(at, letter)| at + letter.len_utf8())
                    .take_while(|end| self.width(&word[..*end], size) <= room)
                    .last()
                    .unwrap_or_else(|| word.chars().next().map_or(0, char::len_utf8));
                line.push_str(&word[..fitting]);
                word = &word[fitting..];
                if !word.is_empty() {
                    lines.push(String::new());
                }
            }
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && self.width(&format!("{last}…"), size) > room {
                    last.pop();
                }
                last.push('…');
            }
        }
        lines
    }
}
