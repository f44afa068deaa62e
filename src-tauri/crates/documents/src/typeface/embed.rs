//! Glyphs into a file: what is shown, and at the end the fonts with no more than that.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use hayro::kurbo::Affine;
use rustybuzz::ttf_parser::GlyphId;
use subsetter::GlyphRemapper;

use super::{FILES, Glyph, Line, Run, Typeface, faces};
use crate::error::DocumentError;
use crate::raw::{Objects, PdfWriter, integer, number};

/// The fonts of one file.
#[derive(Default)]
pub(crate) struct Fonts {
    used: [Option<Used>; FILES.len()],
    /// The object that names them all; pages refer to it.
    names: Option<u32>,
}

struct Used {
    glyphs: GlyphRemapper,
    /// What glyphs of the new font stand for.
    letters: BTreeMap<u16, Box<str>>,
    id: u32,
}

impl Fonts {
    /// The object a page names as its `/Font`, once anything was shown.
    pub(crate) fn names(&self) -> Option<u32> {
        self.names
    }

    /// Appends the line, its baseline starting at the origin of `place`.
    pub(crate) fn show(&mut self, out: &mut dyn Objects, content: &mut Vec<u8>, line: &Line, size: f64, place: Affine) {
        let mut pen = 0.0;
        for run in line.runs.iter().filter(|run| !run.glyphs.is_empty()) {
            self.names.get_or_insert_with(|| out.reserve());
            let Some(used) = self.used.get_mut(run.face) else { continue };
            let used = used.get_or_insert_with(|| Used {
                glyphs: GlyphRemapper::new(),
                letters: BTreeMap::new(),
                id: out.reserve(),
            });
            if let Some(said) = &run.said {
                content.extend_from_slice(b"/Span<</ActualText<FEFF");
                for unit in said.encode_utf16() {
                    let _ = write!(content, "{unit:04X}");
                }
                content.extend_from_slice(b">>>BDC ");
            }
            content.extend_from_slice(b"BT/S");
            integer(content, run.face as u64);
            content.push(b' ');
            number(content, size);
            content.extend_from_slice(b" Tf ");
            if run.said.is_some() {
                each_glyph(content, run, used, size, place, pen);
            } else {
                matrix(content, place * Affine::translate((pen * size, 0.0)));
                content.extend_from_slice(b"Tm(");
                run.glyphs.iter().for_each(|glyph| code(content, used.code(glyph, "")));
                content.extend_from_slice(b")Tj ");
            }
            content.extend_from_slice(if run.said.is_some() { b"ET EMC\n" } else { b"ET\n" });
            pen += run.width;
        }
    }

    /// Writes every font that was used.
    ///
    /// # Errors
    /// When a font cannot be reduced.
    pub(crate) fn finish(self, out: &mut PdfWriter<'_>) -> Result<(), DocumentError> {
        let Some(names) = self.names else { return Ok(()) };
        let mut list = b"<<".to_vec();
        for (at, (used, face)) in self.used.iter().zip(faces()?).enumerate() {
            let Some(used) = used else { continue };
            let _ = write!(list, "/S{at} {} 0 R", used.id);
            used.write(face, out)?;
        }
        list.extend_from_slice(b">>");
        out.put(names, &list);
        Ok(())
    }
}

/// Marks stand where the font puts them, so every glyph has a place of its own.
fn each_glyph(content: &mut Vec<u8>, run: &Run, used: &mut Used, size: f64, place: Affine, mut pen: f64) {
    let said = run.said.as_deref().unwrap_or_default();
    for glyph in &run.glyphs {
        let (right, up) = ((pen + glyph.shift.0) * size, glyph.shift.1 * size);
        matrix(content, place * Affine::translate((right, up)));
        content.extend_from_slice(b"Tm(");
        code(content, used.code(glyph, said));
        content.extend_from_slice(b")Tj ");
        pen += glyph.advance;
    }
}

pub(crate) fn matrix(content: &mut Vec<u8>, matrix: Affine) {
    for value in matrix.as_coeffs() {
        number(content, value);
        content.push(b' ');
    }
}

/// Two bytes of a literal string.
fn code(content: &mut Vec<u8>, code: u16) {
    for byte in code.to_be_bytes() {
        match byte {
            b'(' | b')' | b'\\' => content.extend_from_slice(&[b'\\', byte]),
            b'\r' => content.extend_from_slice(b"\\r"),
            _ => content.push(byte),
        }
    }
}

impl Used {
    /// The glyph's number in the new font. A glyph drawn for different letters keeps the first; its run says the rest.
    fn code(&mut self, glyph: &Glyph, said: &str) -> u16 {
        let code = self.glyphs.remap(glyph.id);
        if self.letters.contains_key(&code) {
            return code;
        }
        if let Some(letter) = glyph.letter {
            self.letters.insert(code, letter.to_string().into());
        } else if let Some(part) = glyph.part.and_then(|(from, to)| said.get(from..to)) {
            self.letters.insert(code, part.into());
        }
        code
    }

    fn write(&self, face: &Typeface, out: &mut PdfWriter<'_>) -> Result<(), DocumentError> {
        let shape = &face.shape;
        let em = f64::from(shape.units_per_em());
        let scaled = |units: i16| (f64::from(units) * 1_000.0 / em).round();
        let program = subsetter::subset(face.bytes, 0, &self.glyphs)
            .map_err(|_| DocumentError::NotMade("a font cannot be reduced"))?;
        let length = program.len();
        let program = out.shared_stream(format!("/Filter/FlateDecode/Length1 {length}").as_bytes(), &packed(&program)?);
        // Six letters and a plus say that it is a part of the font.
        let name = format!("GODOWN+{}", face.name);
        let bounds = shape.global_bounding_box();
        let descriptor = out.shared(
            format!(
                "<</Type/FontDescriptor/FontName/{name}/Flags 4/ItalicAngle 0/Ascent {}/Descent {}/CapHeight {}/StemV 120\
                 /FontBBox[{} {} {} {}]/FontFile2 {program} 0 R>>",
                scaled(shape.ascender()),
                scaled(shape.descender()),
                scaled(shape.capital_height().unwrap_or(shape.ascender())),
                scaled(bounds.x_min),
                scaled(bounds.y_min),
                scaled(bounds.x_max),
                scaled(bounds.y_max),
            )
            .as_bytes(),
        );
        let mut widths = Vec::new();
        for glyph in self.glyphs.remapped_gids() {
            let advance = shape.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
            number(&mut widths, (f64::from(advance) * 1e4 / em).round() / 10.0);
            widths.push(b' ');
        }
        let widths = String::from_utf8_lossy(&widths);
        let descendant = out.shared(
            format!(
                "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)\
                 /Supplement 0>>/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/W[0[{}]]>>",
                widths.trim_end(),
            )
            .as_bytes(),
        );
        let unicode = out.shared_stream(b"/Filter/FlateDecode", &packed(self.to_unicode().as_bytes())?);
        let font = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]\
             /ToUnicode {unicode} 0 R>>"
        );
        out.put(self.id, font.as_bytes());
        Ok(())
    }

    fn to_unicode(&self) -> String {
        let mut map = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)\
                       /Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n\
                       1 begincodespacerange<0000><FFFF>endcodespacerange\n"
            .to_owned();
        let letters: Vec<(&u16, &Box<str>)> = self.letters.iter().collect();
        for hundred in letters.chunks(100) {
            map.push_str(&format!("{} beginbfchar\n", hundred.len()));
            for (code, letter) in hundred {
                map.push_str(&format!("<{code:04X}><"));
                letter.encode_utf16().for_each(|unit| map.push_str(&format!("{unit:04X}")));
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap CMapName currentdict/CMap defineresource pop end end");
        map
    }
}

/// Bytes as `/FlateDecode` wants them.
pub(crate) fn packed(bytes: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let failed = |_| DocumentError::NotMade("a font cannot be packed");
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).map_err(failed)?;
    packer.finish().map_err(failed)
}
