//! Copying what a page draws from a plain file into the file being written, byte for byte.
//!
//! Owns the way through the objects: children first, so that a body is final when it is hashed, and the same body from
//! any source is written once. Only references are rewritten, and what leads away from the drawing is left out.

use std::collections::HashMap;

use crate::error::DocumentError;
use crate::raw::{Array, Dict, Lexer, Objects, PdfWriter, RawFile, Token, Value, integer, is_name};
use crate::sound::too_large;

/// References inside one another.
const DEEPEST: usize = 100;
/// Entries that lead away from what is drawn, or mean nothing outside their page.
const DROPPED: [&[u8]; 14] = [
    b"Parent",
    b"P",
    b"Annots",
    b"StructParent",
    b"StructParents",
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"Names",
    b"OpenAction",
    b"AcroForm",
    b"AA",
    b"A",
    b"JS",
];

/// One source being copied.
pub(super) struct Copier<'f> {
    pub file: &'f RawFile<'f>,
    /// New numbers by old ones; 0 stands for nothing.
    numbers: HashMap<u32, u32>,
    /// Objects on the way from the page to the one being copied.
    open: Vec<u32>,
    /// Bodies in the making, kept for the next ones.
    spare: Vec<Vec<u8>>,
}

/// An opened array or dictionary.
struct Level {
    is_dict: bool,
    /// A name that comes now is a key.
    key: bool,
    start: usize,
}

impl<'f> Copier<'f> {
    pub(super) fn new(file: &'f RawFile<'f>) -> Self {
        Self { file, numbers: HashMap::new(), open: Vec::new(), spare: Vec::new() }
    }

    /// Appends a value, its references rewritten.
    pub(super) fn value(
        &mut self,
        value: Value<'_>,
        to: &mut Vec<u8>,
        out: &mut PdfWriter<'_>,
    ) -> Result<(), DocumentError> {
        match value {
            Value::Ref(id) => self.reference(id, to, out),
            Value::Dict(Dict(inside)) => {
                to.extend_from_slice(b"<<");
                self.rewrite(inside, true, false, to, out)?;
                to.extend_from_slice(b">>");
                Ok(())
            }
            Value::Array(Array(inside)) => {
                to.push(b'[');
                self.rewrite(inside, false, false, to, out)?;
                to.push(b']');
                Ok(())
            }
            Value::Name(name) => {
                to.push(b'/');
                to.extend_from_slice(name);
                Ok(())
            }
            Value::Int(number) => {
                to.extend_from_slice(number.to_string().as_bytes());
                Ok(())
            }
            _ => {
                to.extend_from_slice(b"null");
                Ok(())
            }
        }
    }

    fn reference(&mut self, id: u32, to: &mut Vec<u8>, out: &mut PdfWriter<'_>) -> Result<(), DocumentError> {
        match self.number_of(id, out)? {
            0 => to.extend_from_slice(b"null"),
            new => {
                integer(to, u64::from(new));
                to.extend_from_slice(b" 0 R");
            }
        }
        Ok(())
    }

    /// The new number of an object, which is written first if it was not yet.
    fn number_of(&mut self, id: u32, out: &mut PdfWriter<'_>) -> Result<u32, DocumentError> {
        if let Some(new) = self.numbers.get(&id) {
            return Ok(*new);
        }
        if self.open.contains(&id) {
            // A legal circle (a form among its own resources): its number is fixed before it is written.
            let new = out.reserve();
            self.numbers.insert(id, new);
            return Ok(new);
        }
        let file = self.file;
        let Some(object) = file.object(id).filter(|object| !object.is_page()) else {
            self.numbers.insert(id, 0);
            return Ok(0);
        };
        if self.open.len() >= DEEPEST {
            return Err(too_large("the nesting of its parts", DEEPEST));
        }
        self.open.push(id);
        let mut body = self.spare.pop().unwrap_or_default();
        let done = self.body(object.raw, object.stream.map(<[u8]>::len), &mut body, out);
        self.open.pop();
        done?;
        let parts: &[&[u8]] = &match object.stream {
            Some(bytes) => [body.as_slice(), bytes, b"\nendstream"],
            None => [body.as_slice(), b"", b""],
        };
        let new = match self.numbers.get(&id) {
            Some(fixed) => {
                out.put_parts(*fixed, parts);
                *fixed
            }
            None => out.shared_parts(parts),
        };
        self.numbers.insert(id, new);
        body.clear();
        self.spare.push(body);
        Ok(new)
    }

    /// An object's value; a stream's dictionary with its true length, up to its bytes.
    fn body(
        &mut self,
        raw: &[u8],
        stream: Option<usize>,
        to: &mut Vec<u8>,
        out: &mut PdfWriter<'_>,
    ) -> Result<(), DocumentError> {
        let (Some(length), [b'<', b'<', inside @ .., b'>', b'>']) = (stream, raw) else {
            return self.rewrite(raw, false, false, to, out);
        };
        to.extend_from_slice(b"<<");
        self.rewrite(inside, true, true, to, out)?;
        to.extend_from_slice(b"/Length ");
        integer(to, length as u64);
        to.extend_from_slice(b">>stream\n");
        Ok(())
    }

    /// Copies written values, as they stand but for references and dropped entries.
    fn rewrite(
        &mut self,
        written: &[u8],
        is_dict: bool,
        is_stream: bool,
        to: &mut Vec<u8>,
        out: &mut PdfWriter<'_>,
    ) -> Result<(), DocumentError> {
        let mut lexer = Lexer::new(written, 0);
        let mut levels = vec![Level { is_dict, key: is_dict, start: 0 }];
        // The two numbers before a possible `R`: where the first begins, and its value.
        let mut before: [Option<(usize, i64)>; 2] = [None, None];
        let mut copied = 0;
        while let Some(token) = lexer.next() {
            let start = lexer.start;
            let outermost = levels.len() == 1;
            let Some(level) = levels.last_mut() else { break };
            if let (Token::Name(name), true) = (token, level.key) {
                let own_length = is_stream && outermost && is_name(name, b"Length");
                if own_length || is_dropped(name) && (is_stream && outermost || is_typed(written, level)) {
                    to.extend_from_slice(written.get(copied..start).unwrap_or_default());
                    lexer.value();
                    copied = lexer.at;
                } else {
                    level.key = false;
                }
                before = [None, None];
                continue;
            }
            level.key = level.is_dict;
            match token {
                Token::Int(number) => {
                    before = [before[1], Some((start, number))];
                    continue;
                }
                Token::Word(b"R") => {
                    if let [Some((first, id)), Some(_)] = before {
                        to.extend_from_slice(written.get(copied..first).unwrap_or_default());
                        self.reference(u32::try_from(id).unwrap_or(0), to, out)?;
                        copied = lexer.at;
                    }
                }
                Token::DictOpen => levels.push(Level { is_dict: true, key: true, start: lexer.at }),
                Token::ArrayOpen => levels.push(Level { is_dict: false, key: false, start: lexer.at }),
                Token::DictClose | Token::ArrayClose => {
                    levels.pop();
                }
                _ => {}
            }
            before = [None, None];
        }
        to.extend_from_slice(written.get(copied..).unwrap_or_default());
        Ok(())
    }
}

fn is_dropped(name: &[u8]) -> bool {
    DROPPED.iter().any(|dropped| is_name(name, dropped))
}

/// A resource may be called anything; only objects with a kind have the entries that are dropped.
fn is_typed(written: &[u8], level: &Level) -> bool {
    let dict = Dict(written.get(level.start..).unwrap_or_default());
    dict.get(b"Type").is_some() || dict.get(b"Subtype").is_some()
}
