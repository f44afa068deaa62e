//! Copying what a page draws from one PDF into another.
//!
//! Owns renumbering, and sharing: the same object is written once, whichever page or file it came from.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use sha2::{Digest, Sha256};

use crate::error::DocumentError;

const DEEPEST: usize = 200;
/// Entries that lead away from what is drawn, or mean nothing outside their page.
const DROPPED: [&[u8]; 6] = [b"Parent", b"StructParent", b"StructParents", b"Metadata", b"PieceInfo", b"LastModified"];

/// Objects of the output by their content.
pub(crate) type Known = HashMap<[u8; 32], ObjectId>;

/// What was already copied from one source.
#[derive(Default)]
pub(crate) struct Copied {
    new_ids: HashMap<ObjectId, ObjectId>,
    open: HashSet<ObjectId>,
}

/// One copying, from `from` to `to`.
pub(crate) struct Copier<'a> {
    pub from: &'a Document,
    pub to: &'a mut Document,
    pub known: &'a mut Known,
    pub copied: &'a mut Copied,
}

impl Copier<'_> {
    pub(crate) fn object(&mut self, object: &Object, depth: usize) -> Result<Object, DocumentError> {
        if depth > DEEPEST {
            return Err(DocumentError::Damaged("its parts are nested too deep"));
        }
        Ok(match object {
            Object::Reference(id) => self.reference(*id, depth)?,
            Object::Array(items) => {
                Object::Array(items.iter().map(|item| self.object(item, depth + 1)).collect::<Result<_, _>>()?)
            }
            Object::Dictionary(dictionary) => Object::Dictionary(self.dictionary(dictionary, depth)?),
            Object::Stream(stream) => {
                Object::Stream(plain_stream(self.dictionary(&stream.dict, depth)?, stream.content.clone()))
            }
            Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Name(_)
            | Object::String(..) => object.clone(),
        })
    }

    pub(crate) fn dictionary(&mut self, dictionary: &Dictionary, depth: usize) -> Result<Dictionary, DocumentError> {
        let typed = dictionary.has(b"Type") || dictionary.has(b"Subtype") || dictionary.has(b"Length");
        let mut copy = Dictionary::new();
        for (key, value) in dictionary {
            // A resource may be called anything; only objects with a kind have these entries.
            let dropped = typed && DROPPED.contains(&key.as_slice());
            if !dropped && key != b"Length" {
                copy.set(key.clone(), self.object(value, depth + 1)?);
            }
        }
        Ok(copy)
    }

    fn reference(&mut self, id: ObjectId, depth: usize) -> Result<Object, DocumentError> {
        if let Some(new) = self.copied.new_ids.get(&id) {
            return Ok(Object::Reference(*new));
        }
        let Ok(target) = self.from.get_object(id) else { return Ok(Object::Null) };
        if matches!(target, Object::Dictionary(d) if d.has_type(b"Page") || d.has_type(b"Pages")) {
            return Ok(Object::Null);
        }
        if !self.copied.open.insert(id) {
            // A legal circle (a form among its own resources): its number is fixed before it is written.
            let new = self.to.new_object_id();
            self.copied.new_ids.insert(id, new);
            return Ok(Object::Reference(new));
        }
        let copy = self.object(target, depth + 1);
        self.copied.open.remove(&id);
        let copy = copy?;
        let new = match self.copied.new_ids.get(&id) {
            Some(fixed) => {
                self.to.objects.insert(*fixed, copy);
                *fixed
            }
            None => shared(self.to, self.known, copy),
        };
        self.copied.new_ids.insert(id, new);
        Ok(Object::Reference(new))
    }
}

/// Adds an object unless the same one is there already.
pub(crate) fn shared(to: &mut Document, known: &mut Known, object: Object) -> ObjectId {
    let mut hash = Sha256::new();
    if let Object::Stream(stream) = &object {
        hash.update(format!("{:?}", stream.dict));
        hash.update(b"stream");
        hash.update(&stream.content);
    } else {
        hash.update(format!("{object:?}"));
    }
    *known.entry(hash.finalize().into()).or_insert_with(|| to.add_object(object))
}

/// A stream that is written as it is.
pub(crate) fn plain_stream(dictionary: Dictionary, content: Vec<u8>) -> Stream {
    Stream::new(dictionary, content).with_compression(false)
}
