//! What a page draws: every stream it reaches inflates whole and within bounds, and nothing draws itself.
//!
//! Owns the counting. The cost of a page is the inflated length of its content, with every form, pattern, mask and
//! drawn glyph counted as often as it is invoked, so a small file cannot ask for endless work.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;

use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::pages::PageFacts;
use super::too_large;
use crate::error::DocumentError;
use crate::limits::Limits;

const DEEPEST_FORM: usize = 20;
const BROKEN: DocumentError = DocumentError::Damaged("a compressed part of it is broken");
/// Entries that lead away from what the page draws.
const AWAY: [&[u8]; 6] = [b"Parent", b"P", b"Annots", b"StructParents", b"Metadata", b"PieceInfo"];

pub(crate) fn check_page(
    doc: &Document,
    page: &PageFacts,
    limits: &Limits,
    sizes: &mut HashMap<ObjectId, u64>,
) -> Result<(), DocumentError> {
    check_reachable(doc, page, limits, sizes)?;
    let mut content = Vec::new();
    for id in &page.contents {
        content.extend(inflate(stream(doc, *id)?, limits)?);
        content.push(b'\n');
        over(content.len() as u64, limits.page_bytes)?;
    }
    let resources = page.resources.as_ref().and_then(|object| dictionary(doc, object));
    let mut costs = Costs { doc, limits, known: HashMap::new(), open: HashSet::new() };
    let cost = costs.of_content(&content, resources, 0)?;
    over(cost, limits.page_bytes)
}

fn over(bytes: u64, limit: u64) -> Result<(), DocumentError> {
    if bytes > limit { Err(too_large("what a page draws, in bytes", limit)) } else { Ok(()) }
}

pub(crate) fn stream(doc: &Document, id: ObjectId) -> Result<&Stream, DocumentError> {
    doc.get_object(id).and_then(Object::as_stream).map_err(|_| DocumentError::Damaged("a part of a page is missing"))
}

fn dictionary<'d>(doc: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    match doc.dereference(object).ok()?.1 {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// Sizes of all streams the page reaches, each examined once per file.
fn check_reachable(
    doc: &Document,
    page: &PageFacts,
    limits: &Limits,
    sizes: &mut HashMap<ObjectId, u64>,
) -> Result<(), DocumentError> {
    let mut seen = HashSet::new();
    let mut total = 0_u64;
    let mut pending: Vec<&Object> = page.resources.iter().collect();
    let contents: Vec<Object> = page.contents.iter().map(|id| Object::Reference(*id)).collect();
    pending.extend(contents.iter());
    while let Some(object) = pending.pop() {
        match object {
            Object::Reference(id) => {
                let Ok(target) = doc.get_object(*id) else { continue };
                let is_page = matches!(target, Object::Dictionary(d) if d.has_type(b"Page") || d.has_type(b"Pages"));
                if is_page || !seen.insert(*id) {
                    continue;
                }
                if let Object::Stream(stream) = target {
                    let size = match sizes.get(id) {
                        Some(size) => *size,
                        None => examine(stream, limits)?,
                    };
                    sizes.insert(*id, size);
                    total = total.saturating_add(size);
                    over(total, limits.page_bytes)?;
                }
                pending.push(target);
            }
            Object::Array(items) => pending.extend(items),
            Object::Dictionary(dictionary) => pending.extend(onwards(dictionary)),
            Object::Stream(stream) => pending.extend(onwards(&stream.dict)),
            _ => {}
        }
    }
    Ok(())
}

fn onwards(dictionary: &Dictionary) -> impl Iterator<Item = &Object> {
    dictionary.iter().filter(|(key, _)| !AWAY.contains(&key.as_slice())).map(|(_, value)| value)
}

/// The inflated size of one stream, its checksum verified.
fn examine(stream: &Stream, limits: &Limits) -> Result<u64, DocumentError> {
    let side = |key: &[u8]| stream.dict.get(key).and_then(Object::as_i64).ok().and_then(|n| u64::try_from(n).ok());
    let is_image = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
    if is_image {
        let pixels = side(b"Width").unwrap_or(0).saturating_mul(side(b"Height").unwrap_or(0));
        if pixels > limits.image_pixels {
            return Err(too_large("the size of a picture in pixels", limits.image_pixels));
        }
    }
    let filters = filters(stream);
    match filters.as_slice() {
        [] => Ok(stream.content.len() as u64),
        [b"FlateDecode" | b"Fl"] => zlib_size(&stream.content, limits),
        [.., b"DCTDecode" | b"DCT" | b"JPXDecode" | b"JBIG2Decode" | b"CCITTFaxDecode" | b"CCF"] => {
            Ok(stream.content.len() as u64)
        }
        _ => inflate(stream, limits).map(|bytes| bytes.len() as u64),
    }
}

fn filters(stream: &Stream) -> Vec<&[u8]> {
    if stream.dict.has(b"Filter") { stream.filters().unwrap_or_default() } else { Vec::new() }
}

fn zlib_size(packed: &[u8], limits: &Limits) -> Result<u64, DocumentError> {
    if packed.is_empty() {
        return Ok(0);
    }
    let mut plain = ZlibDecoder::new(packed).take(limits.stream_bytes + 1);
    let size = std::io::copy(&mut plain, &mut std::io::sink()).map_err(|_| BROKEN)?;
    if size > limits.stream_bytes {
        return Err(too_large("the unpacked size of a stream", limits.stream_bytes));
    }
    Ok(size)
}

/// A stream's plain bytes.
pub(crate) fn inflate(stream: &Stream, limits: &Limits) -> Result<Vec<u8>, DocumentError> {
    let filters = filters(stream);
    if filters.is_empty() {
        return Ok(stream.content.clone());
    }
    if let [b"FlateDecode" | b"Fl"] = filters.as_slice()
        && !stream.dict.has(b"DecodeParms")
    {
        let mut plain = Vec::new();
        let mut reader = ZlibDecoder::new(stream.content.as_slice()).take(limits.stream_bytes + 1);
        reader.read_to_end(&mut plain).map_err(|_| BROKEN)?;
        if plain.len() as u64 > limits.stream_bytes {
            return Err(too_large("the unpacked size of a stream", limits.stream_bytes));
        }
        return Ok(plain);
    }
    let most = usize::try_from(limits.stream_bytes).unwrap_or(usize::MAX);
    stream.decompressed_content_with_limit(most).map_err(|error| match error {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            too_large("the unpacked size of a stream", limits.stream_bytes)
        }
        _ => BROKEN,
    })
}

struct Costs<'d> {
    doc: &'d Document,
    limits: &'d Limits,
    known: HashMap<ObjectId, u64>,
    open: HashSet<ObjectId>,
}

impl<'d> Costs<'d> {
    fn of_content(
        &mut self,
        content: &[u8],
        resources: Option<&'d Dictionary>,
        depth: usize,
    ) -> Result<u64, DocumentError> {
        let mut cost = content.len() as u64;
        let Some(resources) = resources else { return Ok(cost) };
        for ((kind, name), times) in invocations(content) {
            let Some(entry) = self.named(resources, kind, &name) else { continue };
            // A drawn glyph runs once per letter, and there are never more letters than bytes.
            let times = if kind == Invoked::Font { content.len() as u64 } else { times };
            for target in self.drawn_by(kind, entry) {
                let each = self.of_stream(target, resources, depth + 1)?;
                cost = cost.saturating_add(each.saturating_mul(times));
            }
            over(cost, self.limits.page_bytes)?;
        }
        Ok(cost)
    }

    fn of_stream(&mut self, id: ObjectId, outer: &'d Dictionary, depth: usize) -> Result<u64, DocumentError> {
        if let Some(cost) = self.known.get(&id) {
            return Ok(*cost);
        }
        if depth > DEEPEST_FORM || !self.open.insert(id) {
            return Err(DocumentError::DrawsItself);
        }
        let doc = self.doc;
        let form = stream(doc, id)?;
        let content = inflate(form, self.limits)?;
        let own = form.dict.get(b"Resources").ok().and_then(|object| dictionary(doc, object));
        let cost = self.of_content(&content, Some(own.unwrap_or(outer)), depth)?;
        self.open.remove(&id);
        self.known.insert(id, cost);
        Ok(cost)
    }

    fn named(&self, resources: &'d Dictionary, kind: Invoked, name: &[u8]) -> Option<&'d Object> {
        let category = resources.get(kind.category()).ok()?;
        dictionary(self.doc, category)?.get(name).ok()
    }

    /// The content streams that run when the named resource is used.
    fn drawn_by(&self, kind: Invoked, entry: &'d Object) -> Vec<ObjectId> {
        let content = |object: &Object| {
            let id = object.as_reference().ok()?;
            let stream = self.doc.get_object(id).ok()?.as_stream().ok()?;
            let image = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
            (!image).then_some(id)
        };
        match kind {
            Invoked::Form | Invoked::Pattern => content(entry).into_iter().collect(),
            Invoked::Mask => dictionary(self.doc, entry)
                .and_then(|state| dictionary(self.doc, state.get(b"SMask").ok()?)?.get(b"G").ok())
                .and_then(content)
                .into_iter()
                .collect(),
            Invoked::Font => dictionary(self.doc, entry)
                .and_then(|font| dictionary(self.doc, font.get(b"CharProcs").ok()?))
                .map(|glyphs| glyphs.iter().filter_map(|(_, glyph)| content(glyph)).collect())
                .unwrap_or_default(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Invoked {
    Form,
    Mask,
    Pattern,
    Font,
}

impl Invoked {
    fn category(self) -> &'static [u8] {
        match self {
            Self::Form => b"XObject",
            Self::Mask => b"ExtGState",
            Self::Pattern => b"Pattern",
            Self::Font => b"Font",
        }
    }
}

/// Names used by the operators that run other content, with how often. Text inside strings may be counted too, which
/// only errs to the safe side.
fn invocations(content: &[u8]) -> BTreeMap<(Invoked, Vec<u8>), u64> {
    let mut found = BTreeMap::new();
    let mut name: Option<Vec<u8>> = None;
    for token in
        content.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b'(' | b')' | b'<' | b'>'))
    {
        // `/A/B` is two names; the operator takes the last.
        if let Some(slash) = token.iter().rposition(|byte| *byte == b'/') {
            name = Some(unescaped(&token[slash + 1..]));
            continue;
        }
        let kind = match token {
            b"Do" => Invoked::Form,
            b"gs" => Invoked::Mask,
            b"scn" | b"SCN" => Invoked::Pattern,
            b"Tf" => Invoked::Font,
            _ => continue,
        };
        if let Some(name) = name.take() {
            *found.entry((kind, name)).or_insert(0) += 1;
        }
    }
    found
}

/// A name with its `#xx` escapes resolved.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [byte, tail @ ..] = rest {
        let code = match (byte, tail) {
            (b'#', [high, low, ..]) => {
                std::str::from_utf8(&[*high, *low]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok())
            }
            _ => None,
        };
        plain.push(code.unwrap_or(*byte));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    plain
}
