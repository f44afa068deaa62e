//! Letters of our own: which font draws them, how they join, how wide they run, and their way into a file.
//!
//! DejaVu Sans, plain and bold, carries Latin, Greek, Cyrillic, `×` and `₹`; Noto Sans the nine scripts of India's
//! markets in one weight, shaped by rustybuzz. A letter no font has is drawn as `?`. Only glyphs that were shown are
//! embedded.

mod embed;

use std::sync::OnceLock;

use rustybuzz::{Face, Feature, UnicodeBuffer, ttf_parser::Tag};

use crate::error::DocumentError;
pub(crate) use embed::{Fonts, matrix, packed};

/// Name inside a file, the font, and the letters it is the first choice for (none: the first one takes the rest).
const FILES: [(&str, &[u8], u32, u32); 11] = [
    ("DejaVuSans-Bold", include_bytes!("../assets/DejaVuSans-Bold.ttf"), 0, 0),
    ("NotoSansDevanagari", include_bytes!("../assets/noto/NotoSansDevanagari-Regular.ttf"), 0x0900, 0x097F),
    ("NotoSansBengali", include_bytes!("../assets/noto/NotoSansBengali-Regular.ttf"), 0x0980, 0x09FF),
    ("NotoSansGurmukhi", include_bytes!("../assets/noto/NotoSansGurmukhi-Regular.ttf"), 0x0A00, 0x0A7F),
    ("NotoSansGujarati", include_bytes!("../assets/noto/NotoSansGujarati-Regular.ttf"), 0x0A80, 0x0AFF),
    ("NotoSansOriya", include_bytes!("../assets/noto/NotoSansOriya-Regular.ttf"), 0x0B00, 0x0B7F),
    ("NotoSansTamil", include_bytes!("../assets/noto/NotoSansTamil-Regular.ttf"), 0x0B80, 0x0BFF),
    ("NotoSansTelugu", include_bytes!("../assets/noto/NotoSansTelugu-Regular.ttf"), 0x0C00, 0x0C7F),
    ("NotoSansKannada", include_bytes!("../assets/noto/NotoSansKannada-Regular.ttf"), 0x0C80, 0x0CFF),
    ("NotoSansMalayalam", include_bytes!("../assets/noto/NotoSansMalayalam-Regular.ttf"), 0x0D00, 0x0D7F),
    ("DejaVuSans", include_bytes!("../assets/DejaVuSans.ttf"), 0, 0),
];

/// How heavy Latin letters are drawn: the font's place in the list above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Bold = 0,
    Plain = 10,
}

/// One glyph of a run, lengths in ems.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    id: u16,
    advance: f64,
    /// Away from the pen.
    shift: (f64, f64),
    /// The letter it stands for, where it is one letter.
    letter: Option<char>,
    /// Otherwise the part of the run's words it stands for, bytes from and to.
    part: Option<(usize, usize)>,
}

/// Letters of one font in the order they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    face: usize,
    glyphs: Vec<Glyph>,
    /// What it says, where glyphs do not tell.
    said: Option<String>,
    /// Width, ems.
    pub width: f64,
}

/// A line ready to be drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line {
    runs: Vec<Run>,
}

impl Line {
    /// Width, ems.
    pub(crate) fn width(&self) -> f64 {
        self.runs.iter().map(|run| run.width).sum()
    }
}

struct Typeface {
    name: &'static str,
    bytes: &'static [u8],
    shape: Face<'static>,
    from: u32,
    to: u32,
}

fn faces() -> Result<&'static [Typeface], DocumentError> {
    static READ: OnceLock<Option<Vec<Typeface>>> = OnceLock::new();
    let read = || {
        FILES
            .into_iter()
            .map(|(name, bytes, from, to)| Some(Typeface { name, bytes, shape: Face::from_slice(bytes, 0)?, from, to }))
            .collect()
    };
    READ.get_or_init(read).as_deref().ok_or(DocumentError::NotMade("a font cannot be read"))
}

/// Chooses fonts and joins letters of one bold line. Line breaks in it are blanks.
pub(crate) fn line(text: &str) -> Result<Line, DocumentError> {
    line_of(text, Weight::Bold)
}

/// The same in a weight.
pub(crate) fn line_of(text: &str, weight: Weight) -> Result<Line, DocumentError> {
    let faces = faces()?;
    let mut line = Line::default();
    let mut from = 0;
    let mut current: Option<usize> = None;
    for (at, letter) in text.char_indices() {
        let face = face_for(faces, letter, current, weight as usize);
        if let Some(before) = current.filter(|before| *before != face) {
            line.runs.extend(text.get(from..at).and_then(|text| run(faces, before, text)));
            from = at;
        }
        current = Some(face);
    }
    line.runs.extend(current.and_then(|face| run(faces, face, text.get(from..)?)));
    Ok(line)
}

/// The largest size between `most` and `least` at which the text fits; below that its longest word is cut with an
/// ellipsis, and where that is not enough its end.
pub(crate) fn fitted(text: &str, room: f64, most: f64, least: f64) -> Result<(Line, f64), DocumentError> {
    let whole = line(text)?;
    let fits = room / whole.width().max(1e-6);
    if fits >= least {
        return Ok((whole, fits.min(most)));
    }
    // Names are what runs long; counts and places at the end of a strip must stay.
    let longest = text.split(' ').max_by_key(|word| word.chars().count()).unwrap_or(text);
    for part in [longest, text] {
        let (before, after) = text.split_once(part).unwrap_or_default();
        let cut = |letters: usize| {
            let kept: String = part.chars().take(letters).collect();
            line(&format!("{before}{}…{after}", kept.trim_end()))
        };
        // The most letters that fit, found by halves: names may be long, labels are many.
        let (mut fit, mut over) = (0, part.chars().count());
        while over - fit > 1 {
            let middle = fit.midpoint(over);
            if cut(middle)?.width() * least <= room {
                fit = middle;
            } else {
                over = middle;
            }
        }
        let shortened = cut(fit)?;
        if shortened.width() * least <= room {
            return Ok((shortened, least));
        }
    }
    Ok((Line::default(), least))
}

/// Blanks, joiners and dandas stay with the script around them, so that clusters are shaped whole.
fn face_for(faces: &[Typeface], letter: char, current: Option<usize>, latin: usize) -> usize {
    let code = u32::from(letter);
    if code < 0x300 && code != 0x20 && code != 0xA0 {
        return latin;
    }
    let shared = matches!(code, 0x20 | 0xA0 | 0x0964 | 0x0965 | 0x200B..=0x200D | 0x25CC);
    let has = |face: &usize| faces.get(*face).is_some_and(|face| face.shape.glyph_index(letter).is_some());
    if shared && let Some(face) = current.filter(has) {
        return face;
    }
    faces.iter().position(|face| face.to != 0 && (face.from..=face.to).contains(&code)).unwrap_or(latin)
}

fn run(faces: &[Typeface], at: usize, text: &str) -> Option<Run> {
    let face = faces.get(at)?;
    let is_simple = face.to == 0 && text.chars().all(is_simple);
    Some(if is_simple { simple_run(face, at, text) } else { shaped_run(face, at, text) })
}

/// Letters that stand one beside the other whatever surrounds them.
fn is_simple(letter: char) -> bool {
    matches!(u32::from(letter), 0..=0x2FF | 0x370..=0x482 | 0x48A..=0x58F | 0x1E00..=0x200A | 0x2010..=0x2027 | 0x202F..=0x20CF | 0x2100..=0x2BFF)
}

fn simple_run(face: &Typeface, at: usize, text: &str) -> Run {
    let em = f64::from(face.shape.units_per_em());
    let glyph = |letter: char| {
        let letter = if letter.is_control() || letter.is_whitespace() { ' ' } else { letter };
        let (id, letter) = match face.shape.glyph_index(letter) {
            Some(id) => (id, letter),
            None => (face.shape.glyph_index('?').unwrap_or_default(), '?'),
        };
        let advance = f64::from(face.shape.glyph_hor_advance(id).unwrap_or(0)) / em;
        Glyph { id: id.0, advance, shift: (0.0, 0.0), letter: Some(letter), part: None }
    };
    let glyphs: Vec<Glyph> = text.chars().map(glyph).collect();
    Run { face: at, width: glyphs.iter().map(|glyph| glyph.advance).sum(), glyphs, said: None }
}

fn shaped_run(face: &Typeface, at: usize, text: &str) -> Run {
    // What the font lacks would come out as an empty box.
    let known = |letter: char| {
        let joins = matches!(u32::from(letter), 0x200B..=0x200F | 0x202A..=0x202E | 0xFE00..=0xFE0F);
        if joins || face.shape.glyph_index(letter).is_some() { letter } else { '?' }
    };
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { known(letter) }).collect();
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.guess_segment_properties();
    // A code must come out letter by letter.
    let plain = [b"liga", b"clig", b"dlig"].map(|tag| Feature::new(Tag::from_bytes(tag), 0, ..));
    let shaped = rustybuzz::shape(&face.shape, if face.to == 0 { &plain } else { &[] }, buffer);
    let em = f64::from(face.shape.units_per_em());
    let mut glyphs: Vec<Glyph> = shaped
        .glyph_infos()
        .iter()
        .zip(shaped.glyph_positions())
        .map(|(info, place)| Glyph {
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            advance: f64::from(place.x_advance) / em,
            shift: (f64::from(place.x_offset) / em, f64::from(place.y_offset) / em),
            letter: None,
            part: None,
        })
        .collect();
    let clusters: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    say_parts(face, &text, &clusters, &mut glyphs);
    Run { face: at, width: glyphs.iter().map(|glyph| glyph.advance).sum(), glyphs, said: Some(text) }
}

/// Which letters each glyph stands for. Of a cluster of several glyphs, a glyph that is a letter of its own stands for
/// that letter, and the first of the others for what is left.
fn say_parts(face: &Typeface, text: &str, clusters: &[usize], glyphs: &mut [Glyph]) {
    let mut at = 0;
    while let Some(from) = clusters.get(at).copied() {
        let count = clusters.iter().skip(at).take_while(|cluster| **cluster == from).count().max(1);
        let to = clusters.get(at + count).copied().filter(|next| *next > from).unwrap_or(text.len());
        let Some(group) = glyphs.get_mut(at..at + count) else { return };
        at += count;
        if let [alone] = group {
            alone.part = Some((from, to));
            continue;
        }
        let mut left: Option<(usize, usize)> = None;
        for (offset, letter) in text.get(from..to).unwrap_or_default().char_indices() {
            let part = (from + offset, from + offset + letter.len_utf8());
            let own = face.shape.glyph_index(letter).map(|id| id.0);
            match group.iter_mut().find(|glyph| glyph.part.is_none() && Some(glyph.id) == own) {
                Some(glyph) => glyph.part = Some(part),
                None => left = Some(left.map_or(part, |(first, _)| (first, part.1))),
            }
        }
        if let Some(glyph) = group.iter_mut().find(|glyph| glyph.part.is_none()) {
            glyph.part = left;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<u16> {
        line(text).unwrap().runs.iter().flat_map(|run| run.glyphs.iter().map(|glyph| glyph.id)).collect()
    }

    #[test]
    fn every_script_of_the_market_and_its_signs_have_letters() {
        for text in [
            "TSH-BLK × 2 ₹ 1,299",
            "Ąžuolas Ωμέγα Жук",
            "अनन्या शर्मा",
            "தமிழ்ச்செல்வி",
            "ಕೃಷ್ಣಮೂರ್ತಿ",
            "శ్రీనివాస్",
            "অনির্বাণ চৌধুরী",
            "જ્યોત્સના",
            "ਗੁਰਪ੍ਰੀਤ",
            "ଜଗନ୍ନାଥ",
            "കൃഷ്ണൻ",
        ] {
            assert!(!ids(text).contains(&0), "a letter of {text} is missing");
        }
    }

    #[test]
    fn indian_letters_join_and_a_short_i_goes_before_its_consonant() {
        let conjunct = ids("क्षि");
        assert!(conjunct.len() <= 2, "four code points join: {conjunct:?}");
        let (joined, alone) = (ids("कि"), ids("क"));
        assert_eq!(joined[1], alone[0]);
        assert_eq!(line("A क B").unwrap().runs.len(), 3, "each script in its own font");
    }

    #[test]
    fn a_letter_nobody_has_is_a_question_mark() {
        assert_eq!(ids("漢"), ids("?"));
        assert_eq!(ids("🙂"), ids("?"));
        assert_eq!(ids("a\nb"), ids("a b"));
    }

    #[test]
    fn a_line_is_made_smaller_then_cut_and_never_runs_over() {
        for text in ["TSH", "KRT-ANARKALI-RAYON-PRINTED-NAVYBLUE-XXL × 12 +3 more", "किताब किताब किताब किताब", "", " "]
        {
            for room in [3.0, 20.0, 60.0, 240.0] {
                let (line, size) = fitted(text, room, 11.0, 7.0).unwrap();
                assert!(line.width() * size <= room + 1e-9, "{text} in {room}");
                assert!((7.0..=11.0).contains(&size));
            }
        }
        assert_eq!(fitted("TSH", 240.0, 11.0, 7.0).unwrap().1, 11.0);
        let (cut, size) = fitted("KRT-ANARKALI-RAYON-PRINTED", 60.0, 11.0, 7.0).unwrap();
        assert_eq!((size, cut.runs[0].glyphs.last().unwrap().letter), (7.0, Some('…')));
        assert!(cut.width() * 7.0 > 50.0, "no more is cut than must be");
        let (kept, _) = fitted("KRT-ANARKALI-RAYON-PRINTED × 12  17/80  B41", 120.0, 11.0, 7.0).unwrap();
        let said: String =
            kept.runs.iter().flat_map(|run| run.glyphs.iter().filter_map(|glyph| glyph.letter)).collect();
        assert!(said.starts_with("KRT-A") && said.ends_with("… × 12  17/80  B41"), "the name gives way: {said}");
    }
}
