//! Fonts as the page uses them: how wide and how large each code draws, and what stands for it in what is written.
//!
//! Owns the decision which fonts join a family's one font: Type0 with Identity-H over a TrueType program whose parts
//! are all there. Every other font whose codes can be told apart is kept as it is; the rest make a page fall back.

use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher as _;

use super::letters::Letters;
use super::sfnt::Sfnt;
use crate::limits::Limits;
use crate::raw::{Dict, RawFile, Value, name_bytes};

/// More widths than any font needs.
const MOST_WIDTHS: usize = 200_000;

/// Advances by code, thousandths of the size.
pub(super) struct Widths {
    by_code: Vec<f32>,
    default: f32,
}

impl Widths {
    pub(super) fn of(&self, code: u16) -> f64 {
        let width = self.by_code.get(usize::from(code)).copied().unwrap_or(f32::NAN);
        f64::from(if width.is_nan() { self.default } else { width })
    }

    fn put(&mut self, code: usize, width: f64) {
        if code >= self.by_code.len() {
            self.by_code.resize(code + 1, f32::NAN);
        }
        #[expect(clippy::cast_possible_truncation, reason = "widths have few digits")]
        let width = width as f32;
        self.by_code[code] = width;
    }

    /// The `W` array of a font with two-byte codes.
    fn of_cids(file: &RawFile<'_>, font: Dict<'_>) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "widths have few digits")]
        let default = file.get(font, b"DW").and_then(Value::number).unwrap_or(1000.0) as f32;
        let mut widths = Self { by_code: Vec::new(), default };
        let Some(array) = file.get(font, b"W") else { return Some(widths) };
        let Value::Array(array) = array else { return None };
        let (mut items, mut left) = (array.items(), MOST_WIDTHS);
        while let Some(first) = items.next() {
            let first = code(file.resolve(first))?;
            match file.resolve(items.next()?) {
                Value::Array(each) => {
                    for (at, width) in (first..).zip(each.items()) {
                        if at > usize::from(u16::MAX) {
                            return None;
                        }
                        left = left.checked_sub(1)?;
                        widths.put(at, file.resolve(width).number()?);
                    }
                }
                last => {
                    let (last, width) = (code(last)?, file.resolve(items.next()?).number()?);
                    for at in first..=last {
                        left = left.checked_sub(1)?;
                        widths.put(at, width);
                    }
                }
            }
        }
        Some(widths)
    }

    /// The `Widths` array of a font with one-byte codes.
    fn of_bytes(file: &RawFile<'_>, font: Dict<'_>, descriptor: Dict<'_>) -> Option<Self> {
        let Value::Array(array) = file.get(font, b"Widths")? else { return None };
        let first = code(file.get(font, b"FirstChar")?)?;
        #[expect(clippy::cast_possible_truncation, reason = "widths have few digits")]
        let default = file.get(descriptor, b"MissingWidth").and_then(Value::number).unwrap_or(0.0) as f32;
        let mut widths = Self { by_code: Vec::new(), default };
        for (at, width) in (first..256).zip(array.items()) {
            widths.put(at, file.resolve(width).number()?);
        }
        Some(widths)
    }
}

fn code(value: Value<'_>) -> Option<usize> {
    u16::try_from(value.int()?).ok().map(usize::from)
}

/// What a code draws.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn {
    /// Left, bottom, right, top in thousandths of the size; a blank has the extent of its advance.
    pub extent: [f32; 4],
    /// Its number in the union, once it was shown.
    pub union: Option<u16>,
}

/// A subset that joins a union.
pub(super) struct Subset {
    pub sfnt: Sfnt,
    pub letters: Letters,
    pub widths: Widths,
    /// Glyph numbers by code; `None` is the code itself.
    glyphs: Option<Vec<u8>>,
    pub union: usize,
    drawn: Vec<Option<Drawn>>,
}

impl Subset {
    pub(super) fn glyph(&self, code: u16) -> u16 {
        match &self.glyphs {
            None => code,
            Some(map) => super::sfnt::u16_at(map, usize::from(code) * 2).unwrap_or(0),
        }
    }

    #[inline]
    pub(super) fn drawn(&mut self, code: u16) -> Drawn {
        let at = usize::from(code);
        if let Some(Some(drawn)) = self.drawn.get(at) {
            return *drawn;
        }
        let units = 1000.0 / f32::from(self.sfnt.units_per_em);
        #[expect(clippy::cast_possible_truncation, reason = "widths have few digits")]
        let width = self.widths.of(code) as f32;
        let extent = self
            .sfnt
            .extent(self.glyph(code))
            .map_or([0.0, 0.0, width, 500.0], |sides| sides.map(|side| f32::from(side) * units));
        let drawn = Drawn { extent, union: None };
        self.keep(at, drawn);
        drawn
    }

    pub(super) fn keep(&mut self, code: usize, drawn: Drawn) {
        if code >= self.drawn.len() {
            self.drawn.resize(code + 1, None);
        }
        self.drawn[code] = Some(drawn);
    }
}

/// A font that is copied.
pub(super) struct Kept {
    pub two_bytes: bool,
    pub widths: Widths,
    /// Left, bottom, right and top that no glyph exceeds, thousandths of the size.
    pub extent: [f32; 4],
}

/// What of a font descriptor the union needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Descriptor {
    pub flags: i64,
    pub italic: f64,
    pub ascent: f64,
    pub descent: f64,
    pub cap_height: f64,
    pub stem: f64,
}

impl Descriptor {
    pub(super) fn read(file: &RawFile<'_>, dict: Dict<'_>) -> Self {
        let number = |key: &[u8]| file.get(dict, key).and_then(Value::number).unwrap_or(0.0);
        Self {
            flags: file.get(dict, b"Flags").and_then(Value::int).unwrap_or(4),
            italic: number(b"ItalicAngle"),
            ascent: number(b"Ascent"),
            descent: number(b"Descent"),
            cap_height: number(b"CapHeight"),
            stem: number(b"StemV"),
        }
    }
}

/// The parts of a font that may join a union, unread.
pub(super) struct Candidate<'f> {
    pub base_font: Vec<u8>,
    font: Dict<'f>,
    cid_font: Dict<'f>,
    pub descriptor: Dict<'f>,
    program: u32,
}

impl<'f> Candidate<'f> {
    /// `None` for every font that is not built like the marketplace's.
    pub(super) fn read(file: &'f RawFile<'f>, font: Dict<'f>) -> Option<Self> {
        let (cid_font, descriptor) = descendant(file, font)?;
        let identity = |value: Option<Value<'_>>, or: &[u8]| match value {
            None => true,
            Some(value) => value.is_name(b"Identity") || (!or.is_empty() && value.is_name(or)),
        };
        let map = cid_font.get(b"CIDToGIDMap");
        let plain = file.get(font, b"Encoding")?.is_name(b"Identity-H")
            && file.get(cid_font, b"Subtype")?.is_name(b"CIDFontType2")
            && (matches!(map, Some(Value::Ref(_))) || identity(map, b""));
        let Value::Name(base_font) = file.get(cid_font, b"BaseFont")? else { return None };
        let Value::Ref(program) = descriptor.get(b"FontFile2")? else { return None };
        plain.then(|| Self { base_font: name_bytes(base_font), font, cid_font, descriptor, program })
    }

    /// The same parts have the same mark, in whichever file they come.
    pub(super) fn mark(&self, file: &RawFile<'_>) -> Option<u128> {
        let mut hasher = SipHasher13::new();
        hasher.write(&self.base_font);
        let program = file.object(self.program)?;
        hasher.write(program.raw);
        hasher.write(program.stream?);
        for (dict, key) in [
            (self.font, b"ToUnicode".as_slice()),
            (self.cid_font, b"CIDToGIDMap"),
            (self.cid_font, b"W"),
            (self.cid_font, b"DW"),
        ] {
            hasher.write(key);
            match dict.get(key) {
                Some(Value::Ref(id)) => {
                    let object = file.object(id)?;
                    hasher.write(object.raw);
                    hasher.write(object.stream.unwrap_or_default());
                }
                Some(Value::Array(array)) => hasher.write(array.0),
                Some(value) => hasher.write(&value.number().unwrap_or(0.0).to_be_bytes()),
                None => {}
            }
        }
        Some(hasher.finish128().as_u128())
    }

    /// Reads the parts. `None` where one is missing or unusual.
    pub(super) fn subset(&self, file: &RawFile<'_>, limits: &Limits) -> Option<Subset> {
        let stream = |id: u32| file.decode(&file.object(id)?, limits).ok();
        let letters = match self.font.get(b"ToUnicode") {
            None => Letters::default(),
            Some(Value::Ref(id)) => Letters::read(&stream(id)?)?,
            Some(_) => return None,
        };
        let glyphs = match self.cid_font.get(b"CIDToGIDMap") {
            Some(Value::Ref(id)) if file.object(id)?.stream.is_some() => Some(stream(id)?),
            Some(Value::Ref(id)) if !file.object(id)?.value().is_name(b"Identity") => return None,
            _ => None,
        };
        let sfnt = Sfnt::read(stream(self.program)?)?;
        let widths = Widths::of_cids(file, self.cid_font)?;
        Some(Subset { sfnt, letters, widths, glyphs, union: 0, drawn: Vec::new() })
    }
}

impl Kept {
    /// `None` for a font whose codes or widths cannot be told.
    pub(super) fn read(file: &RawFile<'_>, font: Dict<'_>) -> Option<Self> {
        let kind = file.get(font, b"Subtype")?;
        let (two_bytes, widths, descriptor) = if kind.is_name(b"Type0") {
            if !file.get(font, b"Encoding")?.is_name(b"Identity-H") {
                return None;
            }
            let (cid_font, descriptor) = descendant(file, font)?;
            (true, Widths::of_cids(file, cid_font)?, descriptor)
        } else if [b"Type1".as_slice(), b"TrueType", b"MMType1"].iter().any(|name| kind.is_name(name)) {
            let descriptor = match file.get(font, b"FontDescriptor") {
                Some(Value::Dict(descriptor)) => descriptor,
                _ => Dict::default(),
            };
            (false, Widths::of_bytes(file, font, descriptor)?, descriptor)
        } else {
            return None;
        };
        let mut sides = [0.0_f32; 4];
        if let Some(Value::Array(array)) = file.get(descriptor, b"FontBBox") {
            for (side, value) in sides.iter_mut().zip(array.items()) {
                #[expect(clippy::cast_possible_truncation, reason = "font boxes are whole numbers")]
                let value = file.resolve(value).number().unwrap_or(0.0) as f32;
                *side = value;
            }
        }
        // Boxes of nothing are common; what letters may need is then assumed.
        let sound = sides[2] > sides[0] && sides[3] > sides[1];
        Some(Self { two_bytes, widths, extent: if sound { sides } else { [-500.0, -500.0, 1_500.0, 1_200.0] } })
    }
}

/// A Type0 font's one descendant and its descriptor.
fn descendant<'f>(file: &'f RawFile<'f>, font: Dict<'f>) -> Option<(Dict<'f>, Dict<'f>)> {
    let Value::Array(descendants) = file.get(font, b"DescendantFonts")? else { return None };
    let Value::Dict(cid_font) = file.resolve(descendants.items().next()?) else { return None };
    let Value::Dict(descriptor) = file.get(cid_font, b"FontDescriptor")? else { return None };
    Some((cid_font, descriptor))
}
