//! The page tree: which pages there are, in order, and how each is shown.
//!
//! Owns inheritance (Resources, MediaBox, CropBox, Rotate) and the refusal of trees that loop, sink or lose pages.

use std::collections::HashSet;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::too_large;
use crate::error::DocumentError;
use crate::geometry::{PageFrame, Rect};
use crate::limits::Limits;

const DEEPEST_TREE: usize = 100;
/// A page without a usable MediaBox is taken for A4, the marketplace's paper.
const A4: Rect = Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 842.0 };
const LOST: DocumentError = DocumentError::Damaged("a page is missing from it");

/// One page with what it inherits.
#[derive(Debug, Clone)]
pub(crate) struct PageFacts {
    /// Dictionary or reference, shared by all pages that inherit it; `None` when the page draws nothing named.
    pub resources: Option<Arc<Object>>,
    /// Content streams, in order.
    pub contents: Vec<ObjectId>,
    pub frame: PageFrame,
}

pub(crate) struct PageTree {
    pub pages: Vec<PageFacts>,
    /// The root's `/Count` differs from the pages found.
    pub count_lies: bool,
    /// A page has links, notes or form fields.
    pub annotated: bool,
}

/// Whether the document as a whole would do something when opened, or carries other files.
pub(crate) fn is_active(doc: &Document) -> bool {
    let Ok(catalog) = doc.catalog() else { return false };
    let names = catalog.get_deref(b"Names", doc).and_then(Object::as_dict);
    let named = |key: &[u8]| names.as_ref().is_ok_and(|names| names.has(key));
    [b"OpenAction".as_slice(), b"AA", b"AcroForm"].into_iter().any(|key| catalog.has(key))
        || named(b"JavaScript")
        || named(b"EmbeddedFiles")
}

#[derive(Clone, Default)]
struct Inherited {
    resources: Option<Arc<Object>>,
    media: Option<Arc<Object>>,
    crop: Option<Arc<Object>>,
    rotate: Option<Arc<Object>>,
}

impl Inherited {
    fn under(&self, node: &Dictionary) -> Self {
        let own = |key: &[u8], old: &Option<Arc<Object>>| node.get(key).ok().cloned().map(Arc::new).or(old.clone());
        Self {
            resources: own(b"Resources", &self.resources),
            media: own(b"MediaBox", &self.media),
            crop: own(b"CropBox", &self.crop),
            rotate: own(b"Rotate", &self.rotate),
        }
    }
}

/// Lists the pages in reading order.
pub(crate) fn walk(doc: &Document, limits: &Limits) -> Result<PageTree, DocumentError> {
    let root = doc
        .catalog()
        .and_then(|catalog| catalog.get(b"Pages"))
        .and_then(Object::as_reference)
        .map_err(|_| DocumentError::Damaged("it has no list of pages"))?;
    let mut seen = HashSet::from([root]);
    let mut pages = Vec::new();
    let mut annotated = false;
    // Kids still to visit, last first, with their depth.
    let mut pending = vec![(root, 0_usize, Inherited::default())];
    while let Some((id, depth, inherited)) = pending.pop() {
        if depth > DEEPEST_TREE {
            return Err(too_large("the depth of the list of pages", DEEPEST_TREE));
        }
        let node = doc.get_dictionary(id).map_err(|_| LOST)?;
        let inherited = inherited.under(node);
        let Ok(kids) = node.get_deref(b"Kids", doc).and_then(Object::as_array) else {
            // One that should have pages under it is no page, whatever it draws: other readers would look for pages elsewhere.
            if node.has(b"Kids") || is_tree(doc, node) || id == root {
                return Err(LOST);
            }
            pages.push(page(doc, node, &inherited, limits)?);
            annotated |= node.has(b"Annots") || node.has(b"AA");
            if pages.len() > limits.pages {
                return Err(too_large("the number of pages", limits.pages));
            }
            continue;
        };
        if id != root && !is_tree(doc, node) {
            return Err(DocumentError::Damaged("a page of it is a list of pages as well"));
        }
        if kids.len() > limits.pages {
            return Err(too_large("the number of pages", limits.pages));
        }
        for kid in kids.iter().rev() {
            let kid = kid.as_reference().map_err(|_| LOST)?;
            if !seen.insert(kid) {
                return Err(DocumentError::Damaged("its list of pages runs in a circle"));
            }
            pending.push((kid, depth + 1, inherited.clone()));
        }
    }
    if pages.is_empty() {
        return Err(DocumentError::NoPages);
    }
    let claimed = doc.get_dictionary(root).and_then(|node| node.get_deref(b"Count", doc)).and_then(Object::as_i64).ok();
    let count_lies = claimed.and_then(|count| usize::try_from(count).ok()) != Some(pages.len());
    Ok(PageTree { pages, count_lies, annotated })
}

fn is_tree(doc: &Document, node: &Dictionary) -> bool {
    node.get_deref(b"Type", doc).and_then(Object::as_name).is_ok_and(|kind| kind == b"Pages")
}

fn page(doc: &Document, node: &Dictionary, inherited: &Inherited, limits: &Limits) -> Result<PageFacts, DocumentError> {
    let media = inherited.media.as_deref().and_then(|object| rect(doc, object)).unwrap_or(A4);
    let crop = inherited.crop.as_deref().and_then(|object| rect(doc, object)).unwrap_or(media);
    let mut visible = crop.intersect(&media);
    if visible.width() < 1.0 || visible.height() < 1.0 {
        visible = media;
    }
    let unit = node.get_deref(b"UserUnit", doc).ok().and_then(number).filter(|unit| *unit > 0.0).unwrap_or(1.0);
    let rotation = inherited.rotate.as_deref().and_then(|object| deref(doc, object)?.as_i64().ok()).unwrap_or(0);
    let side = visible.width().max(visible.height()) * unit;
    if !side.is_finite() || side > f64::from(limits.page_side) {
        return Err(too_large("the side of a page in points", limits.page_side));
    }
    Ok(PageFacts {
        resources: inherited.resources.clone(),
        contents: contents(doc, node)?,
        frame: PageFrame::new(visible, rotation, unit),
    })
}

fn contents(doc: &Document, node: &Dictionary) -> Result<Vec<ObjectId>, DocumentError> {
    let Ok(entry) = node.get(b"Contents") else { return Ok(Vec::new()) };
    let is_stream = |id: ObjectId| doc.get_object(id).is_ok_and(|object| object.as_stream().is_ok());
    if let Ok(id) = entry.as_reference()
        && is_stream(id)
    {
        return Ok(vec![id]);
    }
    match deref(doc, entry) {
        Some(Object::Array(parts)) => parts
            .iter()
            .map(|part| part.as_reference().ok().filter(|id| is_stream(*id)))
            .collect::<Option<Vec<_>>>()
            .ok_or(DocumentError::Damaged("what a page shows is missing")),
        Some(Object::Null) => Ok(Vec::new()),
        _ => Err(DocumentError::Damaged("what a page shows is missing")),
    }
}

fn deref<'d>(doc: &'d Document, object: &'d Object) -> Option<&'d Object> {
    doc.dereference(object).ok().map(|(_, object)| object)
}

fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from)
}

fn rect(doc: &Document, object: &Object) -> Option<Rect> {
    let sides = deref(doc, object)?.as_array().ok()?;
    let [x0, y0, x1, y1] = sides.as_slice() else { return None };
    let side = |object: &Object| deref(doc, object).and_then(number).filter(|side| side.is_finite());
    let rect = Rect::new(side(x0)?, side(y0)?, side(x1)?, side(y1)?);
    (rect.width() > 0.0 && rect.height() > 0.0).then_some(rect)
}
