//! Type: which font draws which letter, how letters join, how wide words run, where lines break.
//!
//! Owns the fonts, read once per process. Refuses to place anything on a page.

use std::sync::OnceLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Face, Feature, UnicodeBuffer, ttf_parser::Tag};

use super::PaperError;

/// Stroke weight. Indian scripts come in one weight; their bold text is set regular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

const REGULAR: usize = 0;
const BOLD: usize = 1;

/// File, and the code points it is the first choice for (none: the two Latin fonts take the rest).
const FILES: [(&str, &[u8], u32, u32); 8] = [
    ("DejaVu Sans", include_bytes!("../../assets/fonts/DejaVuSans.ttf"), 0, 0),
    ("DejaVu Sans Bold", include_bytes!("../../assets/fonts/DejaVuSans-Bold.ttf"), 0, 0),
    ("Noto Sans Devanagari", include_bytes!("../../assets/fonts/NotoSansDevanagari-Regular.ttf"), 0x0900, 0x097F),
    ("Noto Sans Bengali", include_bytes!("../../assets/fonts/NotoSansBengali-Regular.ttf"), 0x0980, 0x09FF),
    ("Noto Sans Gujarati", include_bytes!("../../assets/fonts/NotoSansGujarati-Regular.ttf"), 0x0A80, 0x0AFF),
    ("Noto Sans Tamil", include_bytes!("../../assets/fonts/NotoSansTamil-Regular.ttf"), 0x0B80, 0x0BFF),
    ("Noto Sans Telugu", include_bytes!("../../assets/fonts/NotoSansTelugu-Regular.ttf"), 0x0C00, 0x0C7F),
    ("Noto Sans Kannada", include_bytes!("../../assets/fonts/NotoSansKannada-Regular.ttf"), 0x0C80, 0x0CFF),
];

struct Typeface {
    embed: Font,
    shape: Face<'static>,
    from: u32,
    to: u32,
}

/// All fonts this crate prints with.
pub(super) struct Typefaces {
    faces: Vec<Typeface>,
    plain: [Feature; 3],
}

/// Letters of one font, shaped, in units of the font size.
pub(super) struct Run {
    pub(super) font: Font,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
}

/// The fonts, read at the first call.
pub(super) fn typefaces() -> Result<&'static Typefaces, PaperError> {
    static READ: OnceLock<Result<Typefaces, &'static str>> = OnceLock::new();
    READ.get_or_init(Typefaces::read).as_ref().map_err(|name| PaperError::Font(name))
}

impl Typefaces {
    fn read() -> Result<Self, &'static str> {
        let mut faces = Vec::with_capacity(FILES.len());
        for (name, bytes, from, to) in FILES {
            let embed = Font::new(bytes.into(), 0).ok_or(name)?;
            let shape = Face::from_slice(bytes, 0).ok_or(name)?;
            faces.push(Typeface { embed, shape, from, to });
        }
        // Ligatures are off, as on the marketplace's own pages: a code must come out letter by letter.
        let plain = [b"liga", b"clig", b"dlig"].map(|tag| Feature::new(Tag::from_bytes(tag), 0, ..));
        Ok(Self { faces, plain })
    }

    /// Shapes one line of text, split wherever the font changes.
    pub(super) fn shape(&self, text: &str, weight: Weight) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut start = 0;
        let mut current = None;
        for (at, letter) in text.char_indices() {
            let face = self.face_for(letter, weight, current);
            if current.is_some_and(|before| before != face) {
                runs.extend(current.map(|before| self.run(before, &text[start..at])));
                start = at;
            }
            current = Some(face);
        }
        runs.extend(current.map(|face| self.run(face, &text[start..])));
        runs
    }

    /// Width of a line at a font size of one.
    pub(super) fn width(&self, text: &str, weight: Weight) -> f32 {
        self.shape(text, weight).iter().map(|run| run.width).sum()
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

    /// Spaces, joiners and dandas stay with the script around them, so that clusters are shaped whole.
    fn face_for(&self, letter: char, weight: Weight, current: Option<usize>) -> usize {
        let code = u32::from(letter);
        let shared = matches!(code, 0x20 | 0xA0 | 0x0964 | 0x0965 | 0x200B..=0x200D | 0x25CC);
        if shared && let Some(face) = current.filter(|&face| self.faces[face].shape.glyph_index(letter).is_some()) {
            return face;
        }
        let latin = if weight == Weight::Bold { BOLD } else { REGULAR };
        self.faces.iter().position(|face| face.to != 0 && (face.from..=face.to).contains(&code)).unwrap_or(latin)
    }

    fn run(&self, face: usize, text: &str) -> Run {
        let face = &self.faces[face];
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let features: &[Feature] = if face.to == 0 { &self.plain } else { &[] };
        let shaped = rustybuzz::shape(&face.shape, features, buffer);
        let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
        let em = face.embed.units_per_em();
        let mut glyphs = Vec::with_capacity(infos.len());
        let mut width = 0.0;
        for (at, (info, place)) in infos.iter().zip(positions).enumerate() {
            let from = info.cluster as usize;
            let next = infos[at..].iter().map(|later| later.cluster as usize).find(|&cluster| cluster != from);
            let advance = place.x_advance as f32 / em;
            width += advance;
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                advance,
                place.x_offset as f32 / em,
                place.y_offset as f32 / em,
                place.y_advance as f32 / em,
                from..next.unwrap_or(text.len()),
                None,
            ));
        }
        Run { font: face.embed.clone(), text: text.to_owned(), glyphs, width }
    }
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
        assert_eq!(runs[0].glyphs[1].glyph_id, alone[0].glyphs[0].glyph_id, "the sign goes before its consonant");
    }

    #[test]
    fn every_script_of_the_market_and_the_rupee_sign_has_its_letters() {
        for text in ["₹ 1,299.00", "अनन्या शर्मा", "தமிழ்ச்செல்வி", "ಕೃಷ್ಣಮೂರ್ತಿ", "శ్రీనివాస్", "অনির্বাণ চৌধুরী", "જ્યોત્સના"]
        {
            for run in typefaces().unwrap().shape(text, Weight::Bold) {
                assert!(run.glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0), "a letter of {text} is missing");
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
