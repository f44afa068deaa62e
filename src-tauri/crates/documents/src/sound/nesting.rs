//! Colour spaces, functions and character maps made of each other.
//!
//! Owns the bound on how deep. Renderers follow them by recursion and end with the whole program where they never end.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::error::DocumentError;

/// A separation over a calibrated space with a stitched function has six.
const DEEPEST: usize = 24;

/// Refuses a value that starts such a part and never ends, or ends too deep. `done` is what was found to end.
pub(super) fn check(doc: &Document, object: &Object, done: &mut HashSet<ObjectId>) -> Result<(), DocumentError> {
    if starts(object) { follow(doc, object, 0, done) } else { Ok(()) }
}

fn starts(object: &Object) -> bool {
    let made_of_others =
        |dict: &Dictionary| dict.has(b"FunctionType") || dict.has(b"UseCMap") || dict.has(b"Functions");
    match object {
        Object::Array(items) => items.first().and_then(|first| first.as_name().ok()).is_some_and(|name| {
            matches!(name, b"Indexed" | b"I" | b"Separation" | b"DeviceN" | b"ICCBased" | b"Pattern")
        }),
        Object::Dictionary(dict) => made_of_others(dict),
        Object::Stream(stream) => made_of_others(&stream.dict),
        _ => false,
    }
}

fn follow(doc: &Document, object: &Object, depth: usize, done: &mut HashSet<ObjectId>) -> Result<(), DocumentError> {
    if depth > DEEPEST {
        return Err(DocumentError::DrawsItself);
    }
    match object {
        Object::Reference(id) => {
            if let Some(target) = doc.objects.get(id).filter(|_| !done.contains(id)) {
                follow(doc, target, depth + 1, done)?;
                done.insert(*id);
            }
            Ok(())
        }
        Object::Array(items) => items.iter().try_for_each(|item| follow(doc, item, depth + 1, done)),
        Object::Dictionary(dict) => onwards(doc, dict, depth, done),
        Object::Stream(stream) => onwards(doc, &stream.dict, depth, done),
        _ => Ok(()),
    }
}

fn onwards(doc: &Document, dict: &Dictionary, depth: usize, done: &mut HashSet<ObjectId>) -> Result<(), DocumentError> {
    // The entries by which such parts are made of each other; others may lead in legal circles.
    let keys = [&b"Functions"[..], b"Alternate", b"UseCMap", b"Colorants", b"Process", b"ColorSpace"];
    keys.iter().filter_map(|key| dict.get(key).ok()).try_for_each(|value| follow(doc, value, depth + 1, done))
}
