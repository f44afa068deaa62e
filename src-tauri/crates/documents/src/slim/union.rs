//! One font of a family for a whole file: the union of all subsets that come along.
//!
//! Owns numbering glyphs as they are first seen, so that content can be written at once, and writing the font when all
//! are known. A glyph is the same when its outline (components resolved), its `hmtx` entry and its text are the same;
//! composite glyphs name their components by number and are renumbered.

use std::collections::HashMap;

use super::sfnt::{Sfnt, components, i16_at, u16_at};

/// Deepest component of a component.
const DEEPEST: usize = 6;
/// Most components one glyph reaches.
const MOST_COMPONENTS: usize = 256;

/// What subsets must share to become one font.
#[derive(PartialEq, Eq)]
pub(super) struct Family {
    /// BaseFont without the subset tag.
    name: Vec<u8>,
    units_per_em: u16,
    head_flags: [u8; 2],
    /// Ascender, descender, line gap.
    line: [u8; 6],
    /// The tables that glyph instructions lean on.
    programs: Vec<([u8; 4], Vec<u8>)>,
}

impl Family {
    pub(super) fn of(base_font: &[u8], sfnt: &Sfnt) -> Option<Self> {
        let name = if base_font.get(6) == Some(&b'+') { base_font.get(7..)? } else { base_font };
        Some(Self {
            name: name.to_vec(),
            units_per_em: sfnt.units_per_em,
            head_flags: sfnt.head().get(16..18)?.try_into().ok()?,
            line: sfnt.hhea().get(4..10)?.try_into().ok()?,
            programs: sfnt.programs.iter().map(|(tag, range)| (*tag, sfnt.part(range).to_vec())).collect(),
        })
    }

    pub(super) fn name(&self) -> &[u8] {
        &self.name
    }
}

pub(super) struct Union {
    pub family: Family,
    head: Vec<u8>,
    hhea: Vec<u8>,
    maxp: Vec<u8>,
    glyf: Vec<u8>,
    /// Where each glyph's outline starts in `glyf`.
    starts: Vec<u32>,
    hmtx: Vec<u8>,
    texts: Vec<Vec<u8>>,
    /// Thousandths of the size, as written.
    widths: Vec<f64>,
    known: HashMap<Box<[u8]>, u16>,
}

impl Union {
    /// Starts with the subset's own glyph 0, which stands for what is missing.
    pub(super) fn new(family: Family, sfnt: &Sfnt) -> Option<Self> {
        let mut union = Self {
            family,
            head: sfnt.head().to_vec(),
            hhea: sfnt.hhea().to_vec(),
            maxp: sfnt.maxp().to_vec(),
            glyf: Vec::new(),
            starts: Vec::new(),
            hmtx: Vec::new(),
            texts: Vec::new(),
            widths: Vec::new(),
            known: HashMap::new(),
        };
        let metric = sfnt.metric(0)?;
        // A composite "missing" glyph would have its components before it.
        let outline = sfnt.outline(0).filter(|outline| components(outline).is_some_and(|parts| parts.is_empty()));
        union.append(outline.unwrap_or_default(), metric, &[], natural_width(metric, sfnt));
        Some(union)
    }

    /// Takes over what a further subset says about all its glyphs.
    pub(super) fn join(&mut self, sfnt: &Sfnt) {
        for at in (6..32).step_by(2) {
            merge(&mut self.maxp, sfnt.maxp(), at, |ours, theirs| ours.cast_unsigned() < theirs.cast_unsigned());
        }
        for at in [36, 38] {
            merge(&mut self.head, sfnt.head(), at, |ours, theirs| theirs < ours);
        }
        for at in [40, 42] {
            merge(&mut self.head, sfnt.head(), at, |ours, theirs| theirs > ours);
        }
        for at in [10, 16] {
            merge(&mut self.hhea, sfnt.hhea(), at, |ours, theirs| theirs > ours);
        }
        for at in [12, 14] {
            merge(&mut self.hhea, sfnt.hhea(), at, |ours, theirs| theirs < ours);
        }
    }

    /// The union's number of a subset's glyph. `None` when the glyph is broken or the font is full.
    pub(super) fn glyph(&mut self, sfnt: &Sfnt, glyph: u16, text: &[u8], width: f64) -> Option<u16> {
        let mut left = MOST_COMPONENTS;
        self.resolve(sfnt, glyph, text, Some(width), 0, &mut left)
    }

    fn resolve(
        &mut self,
        sfnt: &Sfnt,
        glyph: u16,
        text: &[u8],
        width: Option<f64>,
        depth: usize,
        left: &mut usize,
    ) -> Option<u16> {
        *left = left.checked_sub(1)?;
        let (outline, metric) = (sfnt.outline(glyph)?, sfnt.metric(glyph)?);
        let places = components(outline)?;
        let mut renumbered;
        let outline = if places.is_empty() {
            outline
        } else {
            if depth == DEEPEST {
                return None;
            }
            renumbered = outline.to_vec();
            for place in places {
                let part = self.resolve(sfnt, u16_at(outline, place)?, &[], None, depth + 1, left)?;
                renumbered[place..place + 2].copy_from_slice(&part.to_be_bytes());
            }
            &renumbered
        };
        // Outlines are padded to two or four bytes; an outline says itself where it ends.
        let ink = outline.len() - outline.iter().rev().take_while(|byte| **byte == 0).count();
        let mut key = Vec::with_capacity(ink + 5 + text.len());
        key.extend_from_slice(&metric);
        #[expect(clippy::cast_possible_truncation, reason = "a text is at most 64 bytes")]
        key.push(text.len() as u8);
        key.extend_from_slice(text);
        key.extend_from_slice(&outline[..ink]);
        if let Some(known) = self.known.get(key.as_slice()) {
            return Some(*known);
        }
        let number = u16::try_from(self.starts.len()).ok().filter(|number| *number < u16::MAX)?;
        self.append(outline, metric, text, width.unwrap_or_else(|| natural_width(metric, sfnt)));
        self.known.insert(key.into_boxed_slice(), number);
        Some(number)
    }

    fn append(&mut self, outline: &[u8], metric: [u8; 4], text: &[u8], width: f64) {
        self.starts.push(u32::try_from(self.glyf.len()).unwrap_or(u32::MAX));
        self.glyf.extend_from_slice(outline);
        self.glyf.resize(self.glyf.len().next_multiple_of(4), 0);
        self.hmtx.extend_from_slice(&metric);
        self.texts.push(text.to_vec());
        self.widths.push((width * 100.0).round() / 100.0);
    }

    /// A glyph's advance as the written font says it, thousandths of the size.
    pub(super) fn width(&self, glyph: u16) -> f64 {
        self.widths.get(usize::from(glyph)).copied().unwrap_or(0.0)
    }

    pub(super) fn widths(&self) -> &[f64] {
        &self.widths
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.texts.iter().map(Vec::as_slice)
    }

    /// Left, bottom, right and top of all glyphs, thousandths of the size.
    pub(super) fn extent(&self) -> [f64; 4] {
        [36, 38, 40, 42].map(|at| {
            let side = f64::from(i16_at(&self.head, at).unwrap_or(0));
            (side * 1000.0 / f64::from(self.family.units_per_em)).round()
        })
    }

    /// The TrueType program of all glyphs seen.
    pub(super) fn program(mut self) -> Vec<u8> {
        let glyphs = u16::try_from(self.starts.len()).unwrap_or(u16::MAX).to_be_bytes();
        self.maxp[4..6].copy_from_slice(&glyphs);
        self.hhea[34..36].copy_from_slice(&glyphs);
        self.head[8..12].fill(0);
        self.head[50..52].copy_from_slice(&[0, 1]);
        let end = u32::try_from(self.glyf.len()).unwrap_or(u32::MAX);
        let loca: Vec<u8> = self.starts.iter().chain([&end]).flat_map(|start| start.to_be_bytes()).collect();
        let mut tables: Vec<([u8; 4], Vec<u8>)> = std::mem::take(&mut self.family.programs);
        tables.push((*b"glyf", self.glyf));
        tables.push((*b"head", self.head));
        tables.push((*b"hhea", self.hhea));
        tables.push((*b"hmtx", self.hmtx));
        tables.push((*b"loca", loca));
        tables.push((*b"maxp", self.maxp));
        tables.sort_by_key(|(tag, _)| *tag);
        wrapped(&tables)
    }
}

/// The advance `hmtx` gives, thousandths of the size.
fn natural_width(metric: [u8; 4], sfnt: &Sfnt) -> f64 {
    f64::from(u16::from_be_bytes([metric[0], metric[1]])) * 1000.0 / f64::from(sfnt.units_per_em)
}

fn merge(ours: &mut [u8], theirs: &[u8], at: usize, takes: impl Fn(i16, i16) -> bool) {
    if let (Some(old), Some(new)) = (i16_at(ours, at), i16_at(theirs, at))
        && takes(old, new)
    {
        ours[at..at + 2].copy_from_slice(&new.to_be_bytes());
    }
}

/// Tables behind a directory, with their sums.
fn wrapped(tables: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = u16::try_from(tables.len()).unwrap_or(0);
    let power = count.checked_ilog2().unwrap_or(0);
    let range = (1_u16 << power) * 16;
    let mut out = vec![0, 1, 0, 0];
    for field in [count, range, u16::try_from(power).unwrap_or(0), count * 16 - range] {
        out.extend_from_slice(&field.to_be_bytes());
    }
    let mut at = 12 + tables.len() * 16;
    let mut head_at = None;
    for (tag, bytes) in tables {
        if tag == b"head" {
            head_at = Some(at);
        }
        out.extend_from_slice(tag);
        for field in [sum(bytes), u32::try_from(at).unwrap_or(0), u32::try_from(bytes.len()).unwrap_or(0)] {
            out.extend_from_slice(&field.to_be_bytes());
        }
        at += bytes.len().next_multiple_of(4);
    }
    for (_, bytes) in tables {
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    if let Some(head) = head_at {
        let adjustment = 0xB1B0_AFBA_u32.wrapping_sub(sum(&out));
        out[head + 8..head + 12].copy_from_slice(&adjustment.to_be_bytes());
    }
    out
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0_u32, |sum, chunk| {
        let mut word = [0_u8; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}
