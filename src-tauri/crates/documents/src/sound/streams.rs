//! What a page draws: every stream it reaches inflates whole and within bounds, and nothing draws itself.
//!
//! Owns the counting. The cost of a page is the inflated length of its content, with every form, pattern, mask and
//! drawn glyph counted as often as it is invoked, so a small file cannot ask for endless work.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::filters::{self, BROKEN, Step};
use super::pages::PageFacts;
use super::{nesting, pictures, too_large};
use crate::error::DocumentError;
use crate::limits::Limits;

const DEEPEST_FORM: usize = 20;
const GONE: DocumentError = DocumentError::Damaged("a part of a page is missing");
/// Entries that lead away from what the page draws.
const AWAY: [&[u8]; 6] = [b"Parent", b"P", b"Annots", b"StructParents", b"Metadata", b"PieceInfo"];

/// What has been examined of a file so far, and what examining it has cost.
#[derive(Default)]
pub(crate) struct Work {
    /// Inflated sizes of the streams already examined.
    sizes: HashMap<ObjectId, u64>,
    /// Bytes unpacked for all pages.
    unpacked: u64,
    /// Values looked at for all pages.
    looked_at: u64,
    /// Colour spaces, functions and maps known to end.
    ending: HashSet<ObjectId>,
    /// What contents run, by their streams: pages may share them.
    contents: HashMap<Vec<ObjectId>, Rc<Content>>,
}

/// What a content stream asks for.
struct Content {
    bytes: u64,
    invoked: BTreeMap<(Invoked, Vec<u8>), u64>,
}

impl Content {
    fn of(content: &[u8], limits: &Limits) -> Result<Self, DocumentError> {
        pictures::check_inline(content, limits)?;
        Ok(Self { bytes: content.len() as u64, invoked: invocations(content) })
    }
}

impl Work {
    fn unpack(&mut self, bytes: u64, pages: usize, limits: &Limits) -> Result<(), DocumentError> {
        self.unpacked = self.unpacked.saturating_add(bytes);
        let limit = (2 * limits.content_bytes).saturating_add(limits.average_bytes.saturating_mul(pages as u64));
        if self.unpacked > limit { Err(too_large("what all pages draw, in bytes", limit)) } else { Ok(()) }
    }
}

/// Establishes that one of `pages` pages draws what is whole and bounded.
pub(crate) fn check_page(
    doc: &Document,
    page: &PageFacts,
    pages: usize,
    limits: &Limits,
    work: &mut Work,
) -> Result<(), DocumentError> {
    check_reachable(doc, page, limits, work)?;
    let resources = page.resources.as_deref().and_then(|object| dictionary(doc, object));
    if resources.is_some_and(is_page) {
        // Pages are not looked into here, and no page draws with another one.
        return Err(GONE);
    }
    check_named(doc, resources)?;
    let content = match work.contents.get(&page.contents) {
        Some(content) => Rc::clone(content),
        None => {
            let mut plain = Vec::new();
            for id in &page.contents {
                plain.extend(inflate(doc, stream(doc, *id)?, limits)?);
                plain.push(b'\n');
                over(plain.len() as u64, limits.content_bytes)?;
            }
            let content = Rc::new(Content::of(&plain, limits)?);
            work.contents.insert(page.contents.clone(), Rc::clone(&content));
            content
        }
    };
    let mut costs = Costs { doc, limits, known: HashMap::new(), open: HashSet::new() };
    let cost = costs.of_content(&content, resources, 0)?;
    over(cost, limits.content_bytes)?;
    work.unpack(cost, pages, limits)
}

/// Pictures, forms and fonts a page names must exist: a label without its bars must not be printed.
fn check_named(doc: &Document, resources: Option<&Dictionary>) -> Result<(), DocumentError> {
    let Some(resources) = resources else { return Ok(()) };
    for category in [b"XObject".as_slice(), b"Font"] {
        let Some(named) = resources.get(category).ok().and_then(|object| dictionary(doc, object)) else { continue };
        for (_, entry) in named {
            let lost = |id: ObjectId| matches!(doc.get_object(id), Err(_) | Ok(Object::Null));
            if entry.as_reference().is_ok_and(lost) {
                return Err(GONE);
            }
        }
    }
    Ok(())
}

fn over(bytes: u64, limit: u64) -> Result<(), DocumentError> {
    if bytes > limit { Err(too_large("what a page draws, in bytes", limit)) } else { Ok(()) }
}

pub(crate) fn stream(doc: &Document, id: ObjectId) -> Result<&Stream, DocumentError> {
    doc.get_object(id).and_then(Object::as_stream).map_err(|_| GONE)
}

fn dictionary<'d>(doc: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    match doc.dereference(object).ok()?.1 {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// Values one file may make us look at, over all pages; a bulk file has a thousand for each.
const MOST_LOOKED_AT: u64 = 20_000_000;

/// Sizes of all streams the page reaches, each examined once per file.
fn check_reachable(doc: &Document, page: &PageFacts, limits: &Limits, work: &mut Work) -> Result<(), DocumentError> {
    let mut seen = HashSet::new();
    let mut total = 0_u64;
    let mut pending: Vec<&Object> = page.resources.as_deref().into_iter().collect();
    let contents: Vec<Object> = page.contents.iter().map(|id| Object::Reference(*id)).collect();
    pending.extend(contents.iter());
    while let Some(object) = pending.pop() {
        work.looked_at += 1;
        if work.looked_at > MOST_LOOKED_AT {
            return Err(too_large("the number of values its pages refer to", MOST_LOOKED_AT));
        }
        nesting::check(doc, object, &mut work.ending)?;
        match object {
            Object::Reference(id) => {
                if let Some(Object::Reference(_)) = doc.objects.get(id) {
                    return Err(DocumentError::Damaged("a part of it is only a pointer to another"));
                }
                let Ok(target) = doc.get_object(*id) else {
                    // Nothing stands there: that is legal. Something nobody can read is not: each reader makes another page of it.
                    let (places, number) = (&doc.reference_table, id.0);
                    match places.get(number) {
                        Some(XrefEntry::Normal { .. } | XrefEntry::Compressed { .. }) => return Err(GONE),
                        _ => continue,
                    }
                };
                if matches!(target, Object::Dictionary(target) if is_page(target)) || !seen.insert(*id) {
                    continue;
                }
                if let Object::Stream(stream) = target {
                    let size = match work.sizes.get(id) {
                        Some(size) => *size,
                        None => examine(doc, stream, limits)?,
                    };
                    work.sizes.insert(*id, size);
                    total = total.saturating_add(size);
                    if total > limits.page_bytes {
                        return Err(too_large("what a page refers to, in bytes", limits.page_bytes));
                    }
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

fn is_page(dictionary: &Dictionary) -> bool {
    dictionary.has_type(b"Page") || dictionary.has_type(b"Pages")
}

fn onwards(dictionary: &Dictionary) -> impl Iterator<Item = &Object> {
    dictionary.iter().filter(|(key, _)| !AWAY.contains(&key.as_slice())).map(|(_, value)| value)
}

/// The inflated size of one stream, its checksum verified.
fn examine(doc: &Document, stream: &Stream, limits: &Limits) -> Result<u64, DocumentError> {
    let steps = steps(doc, stream)?;
    let is_image = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
    if is_image {
        let side = |key: &[u8]| stream.dict.get_deref(key, doc).and_then(Object::as_i64).ok().unwrap_or(0);
        pictures::bounded(side(b"Width"), side(b"Height"), limits)?;
    }
    if let Some(codec) = steps.iter().find(|step| step.is_picture()) {
        let packed = filters::unpack(&stream.content, &steps, limits.stream_bytes)?;
        pictures::check(&codec.name, &packed, limits)?;
        return Ok(packed.len() as u64);
    }
    filters::unpacked_size(&stream.content, &steps, limits.stream_bytes)
}

/// A stream's filters with their parameters, references followed.
fn steps(doc: &Document, stream: &Stream) -> Result<Vec<Step>, DocumentError> {
    // A stream whose length nobody could tell was left empty by the parser.
    let length = stream.dict.get_deref(b"Length", doc).and_then(Object::as_i64);
    if stream.content.is_empty() && !length.is_ok_and(|length| length == 0) {
        return Err(DocumentError::Damaged("the length of a part is lost"));
    }
    let entry = |long: &[u8], short: &[u8]| stream.dict.get_deref(long, doc).or(stream.dict.get_deref(short, doc)).ok();
    let names: Vec<&Object> = match entry(b"Filter", b"F") {
        Some(Object::Array(names)) => names.iter().collect(),
        Some(name @ Object::Name(_)) => vec![name],
        Some(Object::Null) | None => return Ok(Vec::new()),
        Some(_) => return Err(BROKEN),
    };
    let parameters: Vec<&Object> = match entry(b"DecodeParms", b"DP") {
        Some(Object::Array(parameters)) => parameters.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let mut steps = Vec::with_capacity(names.len());
    for (place, name) in names.into_iter().enumerate() {
        let name = doc.dereference(name).ok().and_then(|(_, name)| name.as_name().ok()).ok_or(BROKEN)?;
        let mut step = Step::named(name);
        if let Some(given) = parameters.get(place).and_then(|object| dictionary(doc, object)) {
            let number = |key: &[u8], usual| given.get_deref(key, doc).and_then(Object::as_i64).unwrap_or(usual);
            step.predictor = number(b"Predictor", 1);
            step.colors = number(b"Colors", 1);
            step.bits = number(b"BitsPerComponent", 8);
            step.columns = number(b"Columns", 1);
            step.early_change = number(b"EarlyChange", 1);
        }
        steps.push(step);
    }
    Ok(steps)
}

/// A stream's plain bytes.
pub(crate) fn inflate(doc: &Document, stream: &Stream, limits: &Limits) -> Result<Vec<u8>, DocumentError> {
    let steps = steps(doc, stream)?;
    filters::unpack(&stream.content, &steps, limits.stream_bytes).map(std::borrow::Cow::into_owned)
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
        content: &Content,
        resources: Option<&'d Dictionary>,
        depth: usize,
    ) -> Result<u64, DocumentError> {
        let mut cost = content.bytes;
        let Some(resources) = resources else { return Ok(cost) };
        for ((kind, name), times) in &content.invoked {
            let (kind, times) = (*kind, *times);
            let Some(entry) = self.named(resources, kind, name) else { continue };
            // A drawn glyph runs once per letter, and there are never more letters than bytes.
            let times = if kind == Invoked::Font { content.bytes } else { times };
            for target in self.drawn_by(kind, entry) {
                let each = self.of_stream(target, resources, depth + 1)?;
                cost = cost.saturating_add(each.saturating_mul(times));
            }
            over(cost, self.limits.content_bytes)?;
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
        let content = Content::of(&inflate(doc, form, self.limits)?, self.limits)?;
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
