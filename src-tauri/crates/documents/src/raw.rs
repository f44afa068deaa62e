//! Plain PDFs, read in place.
//!
//! Owns the parts of a file as they lie in its bytes: which objects there are, each as a slice, and which pages. Nothing
//! is inflated, nothing is copied, nothing recurses. It takes what the marketplace sends (a classic table, no
//! encryption, lengths that are right); anything else is rewritten once, in memory, by the reader for unusual files,
//! and then read here like every other. So the parts that build on this meet one kind of file only.
//!
//! ```text
//! let file = RawFile::open(bytes, &limits)?;            // checks every object's place and every stream's length
//! let page = file.page(0)?;                             // boxes, turn, numbers of the content streams
//! let stream = file.object(page.contents[0]);           // dictionary and bytes, as written
//! let content = file.decode(&stream, &limits)?;         // bounded, its checksum held
//! for token in Lexer::new(&content, 0) { .. }           // operators and operands
//! ```

mod decode;
mod lex;
mod objects;
mod pack;
mod pages;
mod xref;

use std::borrow::Cow;

use crate::error::DocumentError;
use crate::limits::Limits;
use crate::sound::{SoundFile, too_large};
pub(crate) use lex::{Array, Dict, Lexer, Token, Value, is_name, name_bytes};
pub(crate) use objects::{Objects, PdfWriter, integer, number};
pub(crate) use pack::Packer;
pub(crate) use pages::RawPage;

/// Why a file is not read in place.
#[derive(Debug)]
enum Stop {
    /// Legal or repairable, but not plain.
    Unusual,
    Refused(DocumentError),
}

/// A plain file: its bytes, and where its objects lie in them.
pub(crate) struct RawFile<'b> {
    bytes: Cow<'b, [u8]>,
    places: Vec<Place>,
    pages: Vec<RawPage>,
}

/// Where an object's value and its stream's bytes lie. All zero where there is no such object.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    value: (u32, u32),
    stream: (u32, u32),
}

/// An indirect object as it lies in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object<'f> {
    /// Its value as written; a stream's dictionary.
    pub raw: &'f [u8],
    /// A stream's bytes, packed as they are.
    pub stream: Option<&'f [u8]>,
}

impl<'f> Object<'f> {
    pub(crate) fn value(&self) -> Value<'f> {
        // Proven to be whole when the file was opened.
        match self.raw {
            [b'<', b'<', inside @ .., b'>', b'>'] => Value::Dict(Dict(inside)),
            raw => Lexer::new(raw, 0).value().unwrap_or(Value::Null),
        }
    }

    /// Whether it is a page or a part of the page tree: what no page draws with, and nobody looked into as such.
    pub(crate) fn is_page(&self) -> bool {
        self.dict().get(b"Type").is_some_and(|kind| kind.is_name(b"Page") || kind.is_name(b"Pages"))
    }

    /// Its dictionary; an empty one where it is none.
    pub(crate) fn dict(&self) -> Dict<'f> {
        match self.value() {
            Value::Dict(dict) => dict,
            _ => Dict::default(),
        }
    }
}

impl<'b> RawFile<'b> {
    /// Opens a file given as a slice or as a vector. One that is not plain is rewritten in memory first.
    ///
    /// # Errors
    /// What came instead of a PDF, or why it is refused.
    pub(crate) fn open(bytes: impl Into<Cow<'b, [u8]>>, limits: &Limits) -> Result<Self, DocumentError> {
        let bytes = bytes.into();
        if bytes.len() > limits.file_bytes {
            return Err(too_large("the size of the file in bytes", limits.file_bytes));
        }
        let mut file = Self { bytes, places: Vec::new(), pages: Vec::new() };
        match file.read(limits) {
            Ok(()) => return Ok(file),
            Err(Stop::Refused(error)) => return Err(error),
            Err(Stop::Unusual) => {}
        }
        file = Self { bytes: Cow::Owned(plain_copy(&file.bytes, limits)?), places: Vec::new(), pages: Vec::new() };
        file.read(limits).map_err(|stop| match stop {
            Stop::Refused(error) => error,
            Stop::Unusual => DocumentError::Damaged("it cannot be read as a whole"),
        })?;
        Ok(file)
    }

    /// The file as it is read: the bytes given, or the plain copy made of them.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// All pages in reading order, at least one.
    pub(crate) fn pages(&self) -> &[RawPage] {
        &self.pages
    }

    /// A page, from 0.
    pub(crate) fn page(&self, index: usize) -> Result<&RawPage, DocumentError> {
        let pages = self.pages.len();
        self.pages.get(index).ok_or(DocumentError::NoSuchPage { page: index.saturating_add(1), pages })
    }

    /// The resources of a page as written, own or inherited: a reference or a dictionary.
    pub(crate) fn resources(&self, page: &RawPage) -> Option<Value<'_>> {
        self.object(page.resources_at?)?.dict().get(b"Resources")
    }

    /// An object by its number.
    pub(crate) fn object(&self, id: u32) -> Option<Object<'_>> {
        let place = self.places.get(id as usize)?;
        let slice = |(start, end): (u32, u32)| self.bytes.get(start as usize..end as usize);
        let raw = slice(place.value).filter(|raw| !raw.is_empty())?;
        Some(Object { raw, stream: if place.stream.0 == 0 { None } else { slice(place.stream) } })
    }

    /// What a value refers to; the value itself where it refers to nothing. A stream gives its dictionary.
    pub(crate) fn resolve<'f>(&'f self, value: Value<'f>) -> Value<'f> {
        match value {
            // A reference to a reference is no legal object; it ends here, so no chain can turn in a circle.
            Value::Ref(id) => self.object(id).map_or(Value::Null, |object| object.value()),
            direct => direct,
        }
    }

    /// A dictionary's entry, followed where it refers to another object.
    pub(crate) fn get<'f>(&'f self, dict: Dict<'f>, key: &[u8]) -> Option<Value<'f>> {
        dict.get(key).map(|value| self.resolve(value))
    }

    fn read(&mut self, limits: &Limits) -> Result<(), Stop> {
        let bytes: &[u8] = &self.bytes;
        if !bytes.starts_with(b"%PDF-") {
            return Err(Stop::Unusual);
        }
        let xref = xref::read(bytes, limits)?;
        self.places = xref
            .offsets
            .iter()
            .zip(0_u32..)
            .map(|(offset, id)| match offset {
                0 => Ok(Place::default()),
                _ => place(bytes, &xref.offsets, id, *offset),
            })
            .collect::<Result<_, Stop>>()?;
        self.pages = pages::walk(self, xref.root, limits)?;
        Ok(())
    }
}

/// Where one object lies. Its head must say its number, and a stream must end where its length says.
fn place(bytes: &[u8], offsets: &[u32], id: u32, offset: u32) -> Result<Place, Stop> {
    let mut lexer = head(bytes, id, offset).ok_or(Stop::Unusual)?;
    let value = lexer.value().ok_or(Stop::Unusual)?;
    let mut place = Place { value: span(lexer.start, lexer.at)?, stream: (0, 0) };
    match (lexer.next(), value) {
        (Some(Token::Word(b"endobj")), _) => Ok(place),
        (Some(Token::Word(b"stream")), Value::Dict(dict)) => {
            let start = match bytes.get(lexer.at..).unwrap_or_default() {
                [b'\r', b'\n', ..] => lexer.at + 2,
                [b'\n', ..] => lexer.at + 1,
                _ => return Err(Stop::Unusual),
            };
            let length = match dict.get(b"Length") {
                Some(Value::Ref(id)) => offsets
                    .get(id as usize)
                    .and_then(|offset| head(bytes, id, *offset)?.value()?.int())
                    .ok_or(Stop::Unusual)?,
                Some(Value::Int(length)) => length,
                _ => return Err(Stop::Unusual),
            };
            let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length)).ok_or(Stop::Unusual)?;
            let after = bytes.get(end..).ok_or(Stop::Unusual)?;
            let gap = after.iter().take_while(|byte| lex::is_white(**byte)).count();
            if !after.get(gap..).is_some_and(|after| after.starts_with(b"endstream")) {
                return Err(Stop::Unusual);
            }
            place.stream = span(start, end)?;
            Ok(place)
        }
        _ => Err(Stop::Unusual),
    }
}

/// Reads `n g obj` and stands behind it.
fn head(bytes: &[u8], id: u32, offset: u32) -> Option<Lexer<'_>> {
    let mut lexer = Lexer::new(bytes, offset as usize);
    let says = lexer.next()? == Token::Int(i64::from(id))
        && matches!(lexer.next()?, Token::Int(_))
        && lexer.next()? == Token::Word(b"obj");
    says.then_some(lexer)
}

fn span(start: usize, end: usize) -> Result<(u32, u32), Stop> {
    Ok((u32::try_from(start).map_err(|_| Stop::Unusual)?, u32::try_from(end).map_err(|_| Stop::Unusual)?))
}

/// The same document without what makes it unusual: a plain table, no encryption, right lengths.
fn plain_copy(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, DocumentError> {
    let mut document = SoundFile::open(bytes, limits)?.doc;
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    document.trailer.remove(b"Encrypt");
    let mut copy = Vec::with_capacity(bytes.len());
    document.save_to(&mut copy).map_err(|_| DocumentError::Damaged("it cannot be read as a whole"))?;
    Ok(copy)
}

#[cfg(test)]
mod tests;
