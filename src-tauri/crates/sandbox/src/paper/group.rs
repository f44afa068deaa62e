//! What a group of pages shares: the fonts cut to the letters used, and the logos.
//!
//! The marketplace cuts its fonts anew for every ten pages and numbers their glyphs in the order they come, so glyph 5
//! is another letter in the next group. Refuses to place anything on a page.

use std::fmt::Write as _;

use rustybuzz::ttf_parser::GlyphId;
use subsetter::GlyphRemapper;

use super::PaperError;
use super::file::{PdfFile, deflate};
use super::pictures;
use super::typeface::{FACES, Set, Typeface, Typefaces, Weight};
use crate::draw::mix;

/// One font of a group.
#[derive(Default)]
struct Cut {
    /// Object number once a page uses it.
    id: Option<u32>,
    map: GlyphRemapper,
    /// What each glyph stands for, from glyph 1.
    letters: Vec<String>,
}

impl Cut {
    fn code(&mut self, set: &Set) -> u16 {
        let code = self.map.remap(set.glyph);
        match self.letters.get_mut(usize::from(code) - 1) {
            Some(letters) if letters.is_empty() => letters.push_str(&set.text),
            Some(_) => {}
            None => self.letters.push(set.text.clone()),
        }
        code
    }
}

/// A logo of the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Logo {
    Courier,
    Market,
}

/// The shared parts of up to ten pages.
pub(super) struct Group {
    cuts: [Cut; FACES],
    logos: [Option<u32>; 2],
}

impl Group {
    pub(super) fn new() -> Self {
        Self { cuts: Default::default(), logos: [None; 2] }
    }

    /// Numbers the letters of a text in an order of its own, before the page is drawn.
    pub(super) fn scramble(&mut self, faces: &Typefaces, text: &str) {
        let key = text.bytes().fold(7, |key, byte| mix(key ^ u64::from(byte)));
        for weight in [Weight::Regular, Weight::Bold] {
            let mut letters: Vec<char> = text.chars().filter(|letter| letter.is_ascii_graphic()).collect();
            letters.sort_unstable_by_key(|letter| mix(key ^ u64::from(u32::from(*letter))));
            letters.dedup();
            for run in faces.shape(&letters.into_iter().collect::<String>(), weight) {
                for set in &run.glyphs {
                    self.cuts[run.face].code(set);
                }
            }
        }
    }

    /// The object number of a font.
    pub(super) fn font(&mut self, face: usize, file: &mut PdfFile) -> u32 {
        *self.cuts[face].id.get_or_insert_with(|| file.reserve())
    }

    /// The number of a glyph in the cut font.
    pub(super) fn code(&mut self, face: usize, set: &Set) -> u16 {
        self.cuts[face].code(set)
    }

    pub(super) fn logo(&mut self, logo: Logo, file: &mut PdfFile) -> u32 {
        *self.logos[logo as usize].get_or_insert_with(|| pictures::logo(logo).write(file))
    }

    /// Writes the fonts the group used; `named` is false for fonts that do not tell their letters.
    pub(super) fn close(self, faces: &Typefaces, file: &mut PdfFile, named: bool) -> Result<(), PaperError> {
        for (cut, typeface) in self.cuts.into_iter().zip(&faces.faces) {
            if let Some(id) = cut.id {
                write(&cut, id, typeface, file, named)?;
            }
        }
        Ok(())
    }
}

fn write(cut: &Cut, id: u32, typeface: &Typeface, file: &mut PdfFile, named: bool) -> Result<(), PaperError> {
    let refused = || PaperError::Font(typeface.name);
    let program = subsetter::subset(typeface.bytes, 0, &cut.map).map_err(|_| refused())?;
    let name = typeface.name;
    let program = file.add_stream(&format!("/Length1 {}/Filter/FlateDecode", program.len()), &deflate(&program));
    let scale = 1000.0 / typeface.em();
    let units = |value: i16| (f32::from(value) * scale).round();
    let face = &typeface.face;
    let bounds = face.global_bounding_box();
    let descriptor = file.add(&format!(
        "<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{} {} {} {}]/ItalicAngle 0/Ascent {}/Descent {}\
         /CapHeight {}/StemV 50/FontFile2 {program} 0 R>>",
        units(bounds.x_min),
        units(bounds.y_min),
        units(bounds.x_max),
        units(bounds.y_max),
        units(face.ascender()),
        units(face.descender()),
        units(face.ascender()),
    ));
    let mut widths = String::new();
    for glyph in cut.map.remapped_gids() {
        let width = f32::from(face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)) * scale;
        _ = write!(widths, "{} ", width.round());
    }
    let descendant = file.add(&format!(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)\
         /Supplement 0>>/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/W[0[{widths}]]>>"
    ));
    let unicode = if named {
        let map = file.add_stream("", to_unicode(&cut.letters).as_bytes());
        format!("/ToUnicode {map} 0 R")
    } else {
        String::new()
    };
    let body = format!(
        "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]{unicode}>>"
    );
    file.put(id, &body);
    Ok(())
}

fn to_unicode(letters: &[String]) -> String {
    let mut map = format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering \
         (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n\
         <0000> <FFFF>\nendcodespacerange\n1 beginbfrange\n<0000> <{:04x}> [<0000> ",
        letters.len()
    );
    for letters in letters {
        map.push('<');
        for unit in letters.encode_utf16() {
            _ = write!(map, "{unit:04x}");
        }
        map.push_str(if letters.is_empty() { "0000> " } else { "> " });
    }
    map.push_str("]\nendbfrange\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
