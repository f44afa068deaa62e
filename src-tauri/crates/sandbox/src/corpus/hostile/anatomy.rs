//! A plain file taken apart into its objects, to be put together otherwise.
//!
//! Owns knowledge of one writer only: our own. It is no PDF parser.

use std::collections::BTreeMap;

use super::HostileError;

/// In the dictionary of the bars, however many there are, and of nothing else.
pub(super) const BARS: &str = "/Height 30/BitsPerComponent";

/// The objects of a plain file.
#[derive(Clone)]
pub(super) struct Anatomy {
    pub(super) objects: BTreeMap<u32, Vec<u8>>,
    /// Entries of the trailer without `/Size`.
    pub(super) trailer: String,
    pub(super) root: u32,
}

/// A file without its table: the bytes and where each object stands.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) places: BTreeMap<u32, usize>,
}

fn missing(what: impl Into<String>) -> HostileError {
    HostileError::Shape(what.into())
}

impl Anatomy {
    pub(super) fn of(file: &[u8]) -> Result<Self, HostileError> {
        let table =
            last(file, b"xref\n0 ").filter(|at| !file[..*at].ends_with(b"start")).ok_or_else(|| missing("table"))?;
        let tail = String::from_utf8_lossy(&file[table..]).into_owned();
        let mut objects = BTreeMap::new();
        for (id, entry) in tail.lines().skip(2).take_while(|line| line.len() > 17).enumerate() {
            let Some(place) =
                entry.get(..10).and_then(|digits| digits.parse::<usize>().ok()).filter(|_| entry.contains('n'))
            else {
                continue;
            };
            let head = format!("{id} 0 obj\n");
            let from = place + head.len();
            let body = &file[from..];
            let to = end_of(body).ok_or_else(|| missing(format!("end of object {id}")))?;
            objects.insert(id as u32, body[..to].to_vec());
        }
        let trailer = tail
            .split_once("trailer\n<<")
            .and_then(|(_, rest)| rest.split_once("/Size"))
            .ok_or_else(|| missing("trailer"))?
            .0;
        let root = reference(trailer, "/Root").ok_or_else(|| missing("root"))?;
        Ok(Self { objects, trailer: trailer.to_owned(), root })
    }

    /// The dictionary of an object, as text.
    pub(super) fn dictionary(&self, id: u32) -> Result<String, HostileError> {
        let body = self.objects.get(&id).ok_or_else(|| missing(format!("object {id}")))?;
        let end = first(body, b">>stream\n").map_or(body.len(), |at| at + 2);
        Ok(String::from_utf8_lossy(&body[..end]).into_owned())
    }

    /// The bytes of a stream.
    pub(super) fn stream(&self, id: u32) -> Result<&[u8], HostileError> {
        let body = self.objects.get(&id).ok_or_else(|| missing(format!("object {id}")))?;
        let start = first(body, b">>stream\n").ok_or_else(|| missing("stream"))? + 9;
        body.get(start..body.len() - b"\nendstream".len()).ok_or_else(|| missing("stream"))
    }

    /// What an entry of an object refers to.
    pub(super) fn follow(&self, id: u32, key: &str) -> Result<u32, HostileError> {
        reference(&self.dictionary(id)?, key).ok_or_else(|| missing(key))
    }

    /// The first page.
    pub(super) fn page(&self) -> Result<u32, HostileError> {
        self.find("/Type/Page/")
    }

    /// The content stream of the first page.
    pub(super) fn content(&self) -> Result<u32, HostileError> {
        self.follow(self.page()?, "/Contents")
    }

    /// The first object whose dictionary holds these letters.
    pub(super) fn find(&self, letters: &str) -> Result<u32, HostileError> {
        let holds = |body: &[u8]| first(&body[..body.len().min(400)], letters.as_bytes()).is_some();
        self.objects.iter().find(|(_, body)| holds(body)).map(|(id, _)| *id).ok_or_else(|| missing(letters))
    }

    /// Changes the text of an object's dictionary.
    pub(super) fn edit(&mut self, id: u32, from: &str, to: &str) -> Result<(), HostileError> {
        let body = self.objects.get_mut(&id).ok_or_else(|| missing(format!("object {id}")))?;
        let at = first(body, from.as_bytes()).ok_or_else(|| missing(from))?;
        body.splice(at..at + from.len(), to.bytes());
        Ok(())
    }

    pub(super) fn add(&mut self, body: impl Into<Vec<u8>>) -> u32 {
        let id = self.free();
        self.objects.insert(id, body.into());
        id
    }

    /// The first number no object has.
    pub(super) fn free(&self) -> u32 {
        self.objects.keys().next_back().map_or(1, |last| last + 1)
    }

    pub(super) fn add_stream(&mut self, entries: &str, data: &[u8]) -> u32 {
        self.add(stream_body(entries, data))
    }

    pub(super) fn set_stream(&mut self, id: u32, entries: &str, data: &[u8]) {
        self.objects.insert(id, stream_body(entries, data));
    }

    /// All objects after a header, with this line end around them.
    pub(super) fn body(&self, header: &str, line_end: &str) -> Body {
        let mut body = Body { bytes: header.as_bytes().to_vec(), places: BTreeMap::new() };
        for (id, object) in &self.objects {
            body.places.insert(*id, body.bytes.len());
            body.bytes.extend_from_slice(format!("{id} 0 obj{line_end}").as_bytes());
            body.bytes.extend_from_slice(object);
            body.bytes.extend_from_slice(format!("{line_end}endobj{line_end}").as_bytes());
        }
        body
    }

    /// A plain file again.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut body = self.body("%PDF-1.4\n", "\n");
        let start = body.bytes.len();
        let table = self.table(&body.places, 0);
        body.bytes.extend_from_slice(table.as_bytes());
        body.bytes.extend_from_slice(self.tail(start, "").as_bytes());
        body.bytes
    }

    /// A table of all numbers; `shift` is added to every place.
    pub(super) fn table(&self, places: &BTreeMap<u32, usize>, shift: isize) -> String {
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.free());
        for id in 1..self.free() {
            match places.get(&id) {
                Some(place) => table.push_str(&format!("{:010} 00000 n \n", place.saturating_add_signed(shift))),
                None => table.push_str("0000000000 65535 f \n"),
            }
        }
        table
    }

    /// Trailer and end of a file whose table stands at `start`.
    pub(super) fn tail(&self, start: usize, more: &str) -> String {
        format!("trailer\n<<{}/Size {}{more}>>\nstartxref\n{start}\n%%EOF\n", self.trailer, self.free())
    }
}

/// A stream object.
pub(super) fn stream_body(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut body = format!("<<{entries}/Length {}>>stream\n", data.len()).into_bytes();
    body.extend_from_slice(data);
    body.extend_from_slice(b"\nendstream");
    body
}

/// The object number after a key.
pub(super) fn reference(dictionary: &str, key: &str) -> Option<u32> {
    let after = dictionary.split_once(key)?.1.trim_start_matches([' ', '[']);
    after.split(' ').next()?.parse().ok()
}

/// Adds to every reference in a text.
pub(super) fn renumber(text: &str, by: u32) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut out = String::with_capacity(text.len() + 32);
    for (at, word) in words.iter().enumerate() {
        let refers = words.get(at + 1) == Some(&"0") && words.get(at + 2).is_some_and(|word| word.starts_with('R'));
        let digits = word.len() - word.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        let (before, number) = word.split_at(word.len() - digits);
        match number.parse::<u32>() {
            Ok(number) if refers => out.push_str(&format!("{before}{}", number + by)),
            _ => out.push_str(word),
        }
        out.push(' ');
    }
    out.pop();
    out
}

/// Where the object's body ends: streams are skipped by their length.
fn end_of(body: &[u8]) -> Option<usize> {
    let head = first(&body[..body.len().min(100_000)], b"\nendobj\n")?;
    let Some(stream) = first(&body[..head], b">>stream\n") else { return Some(head) };
    let dictionary = String::from_utf8_lossy(&body[..stream]).into_owned();
    let length: usize = dictionary.rsplit_once("/Length ")?.1.parse().ok()?;
    Some(stream + 9 + length + b"\nendstream".len())
}

pub(super) fn first(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

fn last(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).rposition(|window| window == word)
}
