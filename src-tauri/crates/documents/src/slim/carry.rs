//! Objects that are kept as they came, with all they refer to.

use std::collections::HashMap;

use super::number;
use crate::raw::{Lexer, Objects, RawFile, Token};

/// Deepest reference through references.
const DEEPEST: usize = 40;
/// Entries that lead away from what is drawn.
const AWAY: [&[u8]; 9] =
    [b"Parent", b"P", b"Annots", b"StructParents", b"StructParent", b"Metadata", b"PieceInfo", b"OPI", b"Thumb"];

/// How far an object has come.
#[derive(Clone, Copy)]
enum Known {
    /// Being copied; with its number here once something inside refers to it.
    Open(Option<u32>),
    Done(u32),
}

/// What has been carried over from one file: its number there and here.
pub(super) struct Carrier<'f> {
    file: &'f RawFile<'f>,
    known: HashMap<u32, Known>,
}

impl<'f> Carrier<'f> {
    pub(super) fn new(file: &'f RawFile<'f>) -> Self {
        Self { file, known: HashMap::new() }
    }

    /// The number of an object here. `None` where it is missing or its parts nest too deep.
    pub(super) fn object(&mut self, id: u32, out: &mut dyn Objects) -> Option<u32> {
        self.object_at(id, 0, out)
    }

    /// A value as it may stand here: its references are to objects here.
    pub(super) fn value(&mut self, raw: &[u8], out: &mut dyn Objects) -> Option<Vec<u8>> {
        let mut body = Vec::with_capacity(raw.len());
        self.rewrite(raw, &mut body, 0, out)?;
        Some(body)
    }

    fn object_at(&mut self, id: u32, depth: usize, out: &mut dyn Objects) -> Option<u32> {
        match self.known.get(&id) {
            Some(Known::Done(here)) => return Some(*here),
            Some(Known::Open(number)) => {
                // Objects may refer to each other in a circle: whoever draws decides what comes of it.
                let here = number.unwrap_or_else(|| out.reserve());
                self.known.insert(id, Known::Open(Some(here)));
                return Some(here);
            }
            None => {}
        }
        if depth == DEEPEST {
            return None;
        }
        self.known.insert(id, Known::Open(None));
        let object = self.file.object(id)?;
        let mut body = Vec::with_capacity(object.raw.len() + object.stream.map_or(0, <[u8]>::len) + 32);
        self.rewrite(object.raw, &mut body, depth + 1, out)?;
        if let Some(stream) = object.stream {
            body.extend_from_slice(b"stream\n");
            body.extend_from_slice(stream);
            body.extend_from_slice(b"\nendstream");
        }
        let here = match self.known.get(&id) {
            Some(Known::Open(Some(here))) => {
                out.put(*here, &body);
                *here
            }
            _ => out.shared(&body),
        };
        self.known.insert(id, Known::Done(here));
        Some(here)
    }

    fn rewrite(&mut self, raw: &[u8], body: &mut Vec<u8>, depth: usize, out: &mut dyn Objects) -> Option<()> {
        let mut lexer = Lexer::new(raw, 0);
        let mut copied = 0;
        // Where the last two whole numbers stand, and whether the name before them leads away.
        let mut before: Option<(usize, i64)> = None;
        let mut last: Option<(usize, i64)> = None;
        let mut away = false;
        while let Some(token) = lexer.next() {
            match token {
                Token::Int(value) => {
                    before = last;
                    last = Some((lexer.start, value));
                    continue;
                }
                Token::Word(b"R") => {
                    let (start, id) = before?;
                    body.extend_from_slice(raw.get(copied..start)?);
                    copied = lexer.at;
                    if away {
                        body.extend_from_slice(b"null");
                    } else {
                        let id = u32::try_from(id).ok()?;
                        // A reference to nothing is null to every reader.
                        if self.file.object(id).is_some_and(|object| !object.is_page()) {
                            let here = self.object_at(id, depth, out)?;
                            number::integer(body, u64::from(here));
                            body.extend_from_slice(b" 0 R");
                        } else {
                            body.extend_from_slice(b"null");
                        }
                    }
                    away = false;
                }
                Token::Name(key) => away = AWAY.contains(&key),
                _ => away = false,
            }
            (before, last) = (None, None);
        }
        body.extend_from_slice(raw.get(copied..)?);
        Some(())
    }
}
