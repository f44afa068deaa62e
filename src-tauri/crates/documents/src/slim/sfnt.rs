//! Reading a TrueType program as it lies in a PDF.
//!
//! Owns finding tables and single glyphs. A program with anything missing or not as the format says is `None`: its font
//! is then kept as it came.

use std::ops::Range;

const HEAD: usize = 54;
const HHEA: usize = 36;
const MAXP: usize = 32;

/// One TrueType program.
pub(super) struct Sfnt {
    bytes: Vec<u8>,
    head: Range<usize>,
    hhea: Range<usize>,
    maxp: Range<usize>,
    hmtx: Range<usize>,
    loca: Range<usize>,
    glyf: Range<usize>,
    /// `cvt `, `fpgm` and `prep`, where present: the glyphs' instructions lean on them.
    pub programs: Vec<([u8; 4], Range<usize>)>,
    long_offsets: bool,
    pub glyphs: u16,
    metrics: u16,
    pub units_per_em: u16,
}

impl Sfnt {
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        if !matches!(bytes.get(..4)?, [0, 1, 0, 0] | b"true") {
            return None;
        }
        let count = u16_at(&bytes, 4)?;
        let mut tables: [Option<Range<usize>>; 6] = [const { None }; 6];
        let mut programs = Vec::new();
        for entry in 0..usize::from(count) {
            let record = bytes.get(12 + entry * 16..28 + entry * 16)?;
            let tag: [u8; 4] = record[..4].try_into().ok()?;
            let start = usize::try_from(u32_at(record, 8)?).ok()?;
            let end = start.checked_add(usize::try_from(u32_at(record, 12)?).ok()?)?;
            let slot = match &tag {
                b"head" => 0,
                b"hhea" => 1,
                b"maxp" => 2,
                b"hmtx" => 3,
                b"loca" => 4,
                b"glyf" => 5,
                b"cvt " | b"fpgm" | b"prep" => {
                    bytes.get(start..end)?;
                    programs.push((tag, start..end));
                    continue;
                }
                _ => continue,
            };
            bytes.get(start..end)?;
            tables[slot] = Some(start..end);
        }
        programs.sort_by_key(|(tag, _)| *tag);
        let [head, hhea, maxp, hmtx, loca, glyf] = tables;
        let (head, hhea, maxp) = (head?, hhea?, maxp?);
        if head.len() < HEAD || hhea.len() < HHEA || maxp.len() < MAXP || u32_at(&bytes, maxp.start)? != 0x0001_0000 {
            return None;
        }
        let (units_per_em, long) = (u16_at(&bytes, head.start + 18)?, u16_at(&bytes, head.start + 50)?);
        let (glyphs, metrics) = (u16_at(&bytes, maxp.start + 4)?, u16_at(&bytes, hhea.start + 34)?);
        let sound = (16..=16_384).contains(&units_per_em) && long <= 1 && glyphs > 0 && metrics > 0;
        sound.then_some(Self {
            head,
            hhea,
            maxp,
            hmtx: hmtx?,
            loca: loca?,
            glyf: glyf?,
            programs,
            long_offsets: long == 1,
            glyphs,
            metrics,
            units_per_em,
            bytes,
        })
    }

    pub(super) fn head(&self) -> &[u8] {
        &self.bytes[self.head.start..self.head.start + HEAD]
    }

    pub(super) fn hhea(&self) -> &[u8] {
        &self.bytes[self.hhea.start..self.hhea.start + HHEA]
    }

    pub(super) fn maxp(&self) -> &[u8] {
        &self.bytes[self.maxp.start..self.maxp.start + MAXP]
    }

    pub(super) fn part(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    /// A glyph's outline, empty for a blank; `None` where the program has no such glyph.
    pub(super) fn outline(&self, glyph: u16) -> Option<&[u8]> {
        if glyph >= self.glyphs {
            return None;
        }
        let (loca, index) = (self.part(&self.loca), usize::from(glyph));
        let (start, end) = if self.long_offsets {
            (u32_at(loca, index * 4)? as usize, u32_at(loca, index * 4 + 4)? as usize)
        } else {
            (usize::from(u16_at(loca, index * 2)?) * 2, usize::from(u16_at(loca, index * 2 + 2)?) * 2)
        };
        self.part(&self.glyf).get(start..end)
    }

    /// A glyph's extent in its own units: left, bottom, right, top. `None` for a blank.
    pub(super) fn extent(&self, glyph: u16) -> Option<[i16; 4]> {
        let outline = self.outline(glyph)?;
        Some([i16_at(outline, 2)?, i16_at(outline, 4)?, i16_at(outline, 6)?, i16_at(outline, 8)?])
    }

    /// Advance width and left side bearing, as they lie in `hmtx`.
    pub(super) fn metric(&self, glyph: u16) -> Option<[u8; 4]> {
        let (hmtx, last) = (self.part(&self.hmtx), self.metrics - 1);
        let advance = usize::from(glyph.min(last)) * 4;
        let bearing =
            if glyph <= last { advance + 2 } else { usize::from(self.metrics) * 4 + usize::from(glyph - last - 1) * 2 };
        let (a, b) = (hmtx.get(advance..advance + 2)?, hmtx.get(bearing..bearing + 2)?);
        Some([a[0], a[1], b[0], b[1]])
    }
}

/// Where the numbers of a composite glyph's components stand in its outline; empty for a simple glyph. `None` when
/// the outline is broken or does not end.
pub(super) fn components(outline: &[u8]) -> Option<Vec<usize>> {
    const WORDS: u16 = 0x01;
    const SCALE: u16 = 0x08;
    const MORE: u16 = 0x20;
    const TWO_SCALES: u16 = 0x40;
    const MATRIX: u16 = 0x80;
    let mut places = Vec::new();
    if outline.is_empty() || i16_at(outline, 0)? >= 0 {
        return Some(places);
    }
    let mut at = 10;
    loop {
        let flags = u16_at(outline, at)?;
        u16_at(outline, at + 2)?;
        places.push(at + 2);
        at += if flags & WORDS == 0 { 6 } else { 8 };
        at += match flags & (SCALE | TWO_SCALES | MATRIX) {
            0 => 0,
            SCALE => 2,
            TWO_SCALES => 4,
            MATRIX => 8,
            _ => return None,
        };
        if flags & MORE == 0 {
            outline.get(..at)?;
            return Some(places);
        }
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    Some(i16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
