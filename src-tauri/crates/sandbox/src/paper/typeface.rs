//! Type: which font draws which letter, how letters join, how wide words run, where lines break.
//!
//! Owns the fonts, read once per process. Refuses to place anything on a page.

use std::sync::OnceLock;

use rustybuzz::ttf_parser::GlyphId;
use rustybuzz::{Direction, Face, UnicodeBuffer};

use super::PaperError;

/// Stroke weight. Indian scripts come in one weight; their bold text is set regular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

const REGULAR: usize = 0;
const BOLD: usize = 1;
/// How many fonts there are.
pub(super) const FACES: usize = 8;
/// Letters below this have their glyph and width in a table: all of Latin, punctuation and the rupee sign.
const TABLE: usize = 0x2200;

/// Name, file, and the code points it is the first choice for (none: the two Latin fonts take the rest).
const FILES: [(&str, &[u8], u32, u32); FACES] = [
    ("DejaVuSans", include_bytes!("../../assets/fonts/DejaVuSans.ttf"), 0, 0),
    ("DejaVuSans-Bold", include_bytes!("../../assets/fonts/DejaVuSans-Bold.ttf"), 0, 0),
    ("NotoSansDevanagari", include_bytes!("../../assets/fonts/NotoSansDevanagari-Regular.ttf"), 0x0900, 0x097F),
    ("NotoSansBengali", include_bytes!("../../assets/fonts/NotoSansBengali-Regular.ttf"), 0x0980, 0x09FF),
    ("NotoSansGujarati", include_bytes!("../../assets/fonts/NotoSansGujarati-Regular.ttf"), 0x0A80, 0x0AFF),
    ("NotoSansTamil", include_bytes!("../../assets/fonts/NotoSansTamil-Regular.ttf"), 0x0B80, 0x0BFF),
    ("NotoSansTelugu", include_bytes!("../../assets/fonts/NotoSansTelugu-Regular.ttf"), 0x0C00, 0x0C7F),
    ("NotoSansKannada", include_bytes!("../../assets/fonts/NotoSansKannada-Regular.ttf"), 0x0C80, 0x0CFF),
];

/// One font.
pub(super) struct Typeface {
    pub(super) name: &'static str,
    pub(super) bytes: &'static [u8],
    pub(super) face: Face<'static>,
    /// Glyph and width in units of the font size, by code point.
    letters: Vec<(u16, f32)>,
    from: u32,
    to: u32,
}

impl Typeface {
    fn read((name, bytes, from, to): (&'static str, &'static [u8], u32, u32)) -> Option<Self> {
        let face = Face::from_slice(bytes, 0)?;
        let mut typeface = Self { name, bytes, face, letters: Vec::new(), from, to };
        typeface.letters = (0..TABLE as u32)
            .map(|code| typeface.look_up(char::from_u32(code)?))
            .map(Option::unwrap_or_default)
            .collect();
        Some(typeface)
    }

    fn look_up(&self, letter: char) -> Option<(u16, f32)> {
        let glyph = self.face.glyph_index(letter)?;
        Some((glyph.0, self.advance(glyph.0)))
    }

    fn letter(&self, letter: char) -> (u16, f32) {
        match self.letters.get(letter as usize) {
            Some(found) => *found,
            None => self.look_up(letter).unwrap_or_default(),
        }
    }

    /// Width of a glyph in units of the font size.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        f32::from(self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)) / self.em()
    }

    pub(super) fn em(&self) -> f32 {
        self.face.units_per_em() as f32
    }
}

/// All fonts this crate prints with.
pub(super) struct Typefaces {
    pub(super) faces: Vec<Typeface>,
}

/// A glyph set after the one before it, in units of the font size.
#[derive(Debug, Clone)]
pub(super) struct Set {
    pub(super) glyph: u16,
    pub(super) advance: f32,
    pub(super) offset: (f32, f32),
    /// The letters it stands for; none for the later glyphs of a cluster.
    pub(super) text: String,
}

/// Letters of one font, shaped.
pub(super) struct Run {
    pub(super) face: usize,
    pub(super) glyphs: Vec<Set>,
    pub(super) width: f32,
}

/// The fonts, read at the first call.
pub(super) fn typefaces() -> Result<&'static Typefaces, PaperError> {
    static READ: OnceLock<Result<Typefaces, &'static str>> = OnceLock::new();
    READ.get_or_init(Typefaces::read).as_ref().map_err(|name| PaperError::Font(name))
}

impl Typefaces {
    fn read() -> Result<Self, &'static str> {
        let faces = FILES.into_iter().map(|file| Typeface::read(file).ok_or(file.0)).collect::<Result<_, _>>()?;
        Ok(Self { faces })
    }

    /// Shapes one line of text, split wherever the font changes.
    pub(super) fn shape(&self, text: &str, weight: Weight) -> Vec<Run> {
        self.parts(text, weight).into_iter().map(|(face, part)| self.run(face, part)).collect()
    }

    /// Width of a line at a font size of one.
    pub(super) fn width(&self, text: &str, weight: Weight) -> f32 {
        if text.is_ascii() {
            let face = &self.faces[latin(weight)];
            return text.bytes().map(|byte| face.letters[usize::from(byte)].1).sum();
        }
        let width = |(face, part): (usize, &str)| {
            let typeface = &self.faces[face];
            if typeface.to == 0 {
                part.chars().map(|letter| typeface.letter(letter).1).sum()
            } else {
                self.run(face, part).width
            }
        };
        self.parts(text, weight).into_iter().map(width).sum()
    }

    /// Breaks text into lines not wider than `measure`, between words, and inside a word that is too wide alone.
    pub(super) fn wrap(&self, text: &str, weight: Weight, size: f32, measure: f32) -> Vec<String> {
        let limit = measure / size;
        let space = self.width(" ", weight);
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut used = 0.0;
        for word in text.split_whitespace() {
            let width = self.width(word, weight);
            if !line.is_empty() && used + space + width <= limit {
                line.push(' ');
                line.push_str(word);
                used += space + width;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            let (mut whole, rest) = self.break_word(word, weight, limit);
            lines.append(&mut whole);
            used = self.width(&rest, weight);
            line = rest;
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// Shortens a line with an ellipsis until it fits.
    pub(super) fn fit(&self, text: &str, weight: Weight, size: f32, measure: f32) -> String {
        let limit = measure / size;
        if self.width(text, weight) <= limit {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().collect();
        while kept.pop().is_some() {
            let shorter: String = kept.iter().collect::<String>().trim_end().to_owned() + "…";
            if self.width(&shorter, weight) <= limit {
                return shorter;
            }
        }
        String::new()
    }

    fn break_word(&self, word: &str, weight: Weight, limit: f32) -> (Vec<String>, String) {
        let mut whole = Vec::new();
        let mut piece = String::new();
        if self.width(word, weight) <= limit {
            return (whole, word.to_owned());
        }
        for letter in word.chars() {
            piece.push(letter);
            if piece.chars().count() > 1 && self.width(&piece, weight) > limit {
                piece.pop();
                whole.push(std::mem::replace(&mut piece, letter.to_string()));
            }
        }
        (whole, piece)
    }

    fn parts<'t>(&self, text: &'t str, weight: Weight) -> Vec<(usize, &'t str)> {
        if text.is_ascii() {
            return if text.is_empty() { Vec::new() } else { vec![(latin(weight), text)] };
        }
        let mut parts = Vec::new();
        let mut start = 0;
        let mut current = None;
        for (at, letter) in text.char_indices() {
            let face = self.face_for(letter, weight, current);
            if let Some(before) = current.filter(|&before| before != face) {
                parts.push((before, &text[start..at]));
                start = at;
            }
            current = Some(face);
        }
        parts.extend(current.map(|face| (face, &text[start..])));
        parts
    }

    /// Spaces, joiners and dandas stay with the script around them, so that clusters are shaped whole.
    fn face_for(&self, letter: char, weight: Weight, current: Option<usize>) -> usize {
        let code = u32::from(letter);
        let shared = matches!(code, 0x20 | 0xA0 | 0x0964 | 0x0965 | 0x200B..=0x200D | 0x25CC);
        if shared && let Some(face) = current.filter(|&face| self.faces[face].face.glyph_index(letter).is_some()) {
            return face;
        }
        self.faces
            .iter()
            .position(|face| face.to != 0 && (face.from..=face.to).contains(&code))
            .unwrap_or(latin(weight))
    }

    fn run(&self, at: usize, text: &str) -> Run {
        let typeface = &self.faces[at];
        if typeface.to == 0 {
            return plain_run(typeface, at, text);
        }
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let shaped = rustybuzz::shape(&typeface.face, &[], buffer);
        let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
        let em = typeface.em();
        let mut run = Run { face: at, glyphs: Vec::with_capacity(infos.len()), width: 0.0 };
        let mut told = None;
        for (at, (info, place)) in infos.iter().zip(positions).enumerate() {
            let from = info.cluster as usize;
            let next = infos[at..].iter().map(|later| later.cluster as usize).find(|&cluster| cluster != from);
            let letters = if told == Some(from) { "" } else { &text[from..next.unwrap_or(text.len())] };
            told = Some(from);
            let advance = place.x_advance as f32 / em;
            run.width += advance;
            run.glyphs.push(Set {
                glyph: info.glyph_id as u16,
                advance,
                offset: (place.x_offset as f32 / em, place.y_offset as f32 / em),
                text: letters.to_owned(),
            });
        }
        run
    }
}

const fn latin(weight: Weight) -> usize {
    match weight {
        Weight::Regular => REGULAR,
        Weight::Bold => BOLD,
    }
}

/// Letter by letter, no ligatures and no kerning, as on the marketplace's own pages: a code must come out as it is.
fn plain_run(typeface: &Typeface, face: usize, text: &str) -> Run {
    let mut run = Run { face, glyphs: Vec::with_capacity(text.len()), width: 0.0 };
    for letter in text.chars() {
        let (glyph, advance) = typeface.letter(letter);
        run.width += advance;
        run.glyphs.push(Set { glyph, advance, offset: (0.0, 0.0), text: letter.to_string() });
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_devanagari_conjunct_is_one_cluster_and_its_short_i_stands_first() {
        let runs = typefaces().unwrap().shape("क्षि", Weight::Regular);
        assert_eq!(runs.len(), 1);
        assert!(runs[0].glyphs.len() <= 2, "four code points join: {}", runs[0].glyphs.len());
        let runs = typefaces().unwrap().shape("कि", Weight::Regular);
        let alone = typefaces().unwrap().shape("क", Weight::Regular);
        assert_eq!(runs[0].glyphs[1].glyph, alone[0].glyphs[0].glyph, "the sign goes before its consonant");
    }

    #[test]
    fn every_script_of_the_market_and_the_rupee_sign_has_its_letters() {
        for text in ["₹ 1,299.00", "अनन्या शर्मा", "தமிழ்ச்செல்வி", "ಕೃಷ್ಣಮೂರ್ತಿ", "శ్రీనివాస్", "অনির্বাণ চৌধুরী", "જ્યોત્સના"]
        {
            for run in typefaces().unwrap().shape(text, Weight::Bold) {
                assert!(run.glyphs.iter().all(|set| set.glyph != 0), "a letter of {text} is missing");
            }
        }
    }

    #[test]
    fn a_line_never_runs_past_its_measure_even_for_a_code_without_spaces() {
        let faces = typefaces().unwrap();
        let text = "KRT-ANARKALI-RAYON-PRINTED-NAVYBLUE-XXL-2026 short words then किताब";
        let lines = faces.wrap(text, Weight::Regular, 6.0, 60.0);
        assert!(lines.len() > 3);
        assert!(lines.iter().all(|line| faces.width(line, Weight::Regular) * 6.0 <= 60.01));
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        assert!(faces.fit(text, Weight::Regular, 6.0, 60.0).ends_with('…'));
    }
}
