//! The page tree of a plain file: which pages there are, in order, with what they inherit.

use std::collections::HashSet;

use super::lex::{Dict, Value};
use super::{RawFile, Stop};
use crate::error::DocumentError;
use crate::geometry::{PageFrame, Rect};
use crate::limits::Limits;
use crate::sound::too_large;

const DEEPEST_TREE: usize = 100;
/// A page without a usable MediaBox is taken for A4, the marketplace's paper.
const A4: Rect = Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 842.0 };
const LOST: DocumentError = DocumentError::Damaged("a page is missing from it");

/// One page with what it inherits.
#[derive(Debug, Clone)]
pub(crate) struct RawPage {
    /// Numbers of its content streams, in order; all of them are streams.
    pub contents: Vec<u32>,
    pub frame: PageFrame,
    /// The node of the page tree that names its resources: itself, or one above.
    pub(super) resources_at: Option<u32>,
}

#[derive(Clone, Default)]
struct Inherited<'f> {
    resources_at: Option<u32>,
    media: Option<Value<'f>>,
    crop: Option<Value<'f>>,
    rotate: Option<Value<'f>>,
}

impl<'f> Inherited<'f> {
    fn under(&self, id: u32, node: Dict<'f>) -> Self {
        let mut own = self.clone();
        for (key, value) in node.entries() {
            match key {
                b"Resources" => own.resources_at = Some(id),
                b"MediaBox" => own.media = Some(value),
                b"CropBox" => own.crop = Some(value),
                b"Rotate" => own.rotate = Some(value),
                _ => {}
            }
        }
        own
    }
}

/// Lists the pages in reading order.
pub(super) fn walk(file: &RawFile<'_>, root: u32, limits: &Limits) -> Result<Vec<RawPage>, Stop> {
    let catalog = file.object(root).map(|object| object.dict()).ok_or(Stop::Unusual)?;
    let Some(Value::Ref(tree)) = catalog.get(b"Pages") else {
        return Err(Stop::Refused(DocumentError::Damaged("it has no list of pages")));
    };
    let mut seen = HashSet::from([tree]);
    let mut pages = Vec::new();
    // Kids still to visit, last first, with their depth.
    let mut pending = vec![(tree, 0_usize, Inherited::default())];
    while let Some((id, depth, inherited)) = pending.pop() {
        if depth > DEEPEST_TREE {
            return Err(Stop::Refused(too_large("the depth of the list of pages", DEEPEST_TREE)));
        }
        let node = match file.object(id).map(|object| object.value()) {
            Some(Value::Dict(node)) => node,
            _ => return Err(Stop::Refused(LOST)),
        };
        let inherited = inherited.under(id, node);
        let is_tree = file.get(node, b"Type").is_some_and(|kind| kind.is_name(b"Pages"));
        let Some(Value::Array(kids)) = node.get(b"Kids").map(|kids| file.resolve(kids)) else {
            if is_tree || id == tree {
                return Err(Stop::Refused(LOST));
            }
            pages.push(page(file, node, &inherited, limits)?);
            if pages.len() > limits.pages {
                return Err(Stop::Refused(too_large("the number of pages", limits.pages)));
            }
            continue;
        };
        if !is_tree && id != tree {
            return Err(Stop::Refused(DocumentError::Damaged("a page of it is a list of pages as well")));
        }
        let first = pending.len();
        for kid in kids.items() {
            let Value::Ref(kid) = kid else { return Err(Stop::Refused(LOST)) };
            if !seen.insert(kid) {
                return Err(Stop::Refused(DocumentError::Damaged("its list of pages runs in a circle")));
            }
            if pending.len() - first > limits.pages {
                return Err(Stop::Refused(too_large("the number of pages", limits.pages)));
            }
            pending.push((kid, depth + 1, inherited.clone()));
        }
        if let Some(kids) = pending.get_mut(first..) {
            kids.reverse();
        }
    }
    if pages.is_empty() { Err(Stop::Refused(DocumentError::NoPages)) } else { Ok(pages) }
}

fn page(file: &RawFile<'_>, node: Dict<'_>, inherited: &Inherited<'_>, limits: &Limits) -> Result<RawPage, Stop> {
    let media = inherited.media.and_then(|value| rect(file, value)).unwrap_or(A4);
    let crop = inherited.crop.and_then(|value| rect(file, value)).unwrap_or(media);
    let mut visible = crop.intersect(&media);
    if visible.width() < 1.0 || visible.height() < 1.0 {
        visible = media;
    }
    let number = |value: Value<'_>| file.resolve(value).number();
    let unit = node.get(b"UserUnit").and_then(number).filter(|unit| *unit > 0.0).unwrap_or(1.0);
    let rotation = inherited.rotate.and_then(|value| file.resolve(value).int()).unwrap_or(0);
    let side = visible.width().max(visible.height()) * unit;
    if !side.is_finite() || side > f64::from(limits.page_side) {
        return Err(Stop::Refused(too_large("the side of a page in points", limits.page_side)));
    }
    Ok(RawPage {
        contents: contents(file, node)?,
        frame: PageFrame::new(visible, rotation, unit),
        resources_at: inherited.resources_at,
    })
}

fn contents(file: &RawFile<'_>, node: Dict<'_>) -> Result<Vec<u32>, Stop> {
    const MISSING: Stop = Stop::Refused(DocumentError::Damaged("what a page shows is missing"));
    let is_stream = |id: u32| file.object(id).is_some_and(|object| object.stream.is_some());
    let Some(entry) = node.get(b"Contents") else { return Ok(Vec::new()) };
    if let Value::Ref(id) = entry
        && is_stream(id)
    {
        return Ok(vec![id]);
    }
    match file.resolve(entry) {
        Value::Array(parts) => parts
            .items()
            .map(|part| match part {
                Value::Ref(id) if is_stream(id) => Ok(id),
                _ => Err(MISSING),
            })
            .collect(),
        Value::Null => Ok(Vec::new()),
        _ => Err(MISSING),
    }
}

fn rect(file: &RawFile<'_>, value: Value<'_>) -> Option<Rect> {
    let Value::Array(array) = file.resolve(value) else { return None };
    let mut sides = array.items().map(|side| file.resolve(side).number().filter(|side| side.is_finite()));
    let rect = Rect::new(sides.next()??, sides.next()??, sides.next()??, sides.next()??);
    (sides.next().is_none() && rect.width() > 0.0 && rect.height() > 0.0).then_some(rect)
}
