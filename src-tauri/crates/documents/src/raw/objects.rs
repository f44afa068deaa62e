//! Writing a PDF object by object.
//!
//! Owns numbers, places and sharing: the same body is written once, whichever page or file it came from. Holds no
//! object, only where each begins, and a table of hashes that forgets what was not seen for long: what is forgotten
//! costs bytes when it comes again, never a wrong drawing.

use std::collections::HashMap;
use std::hash::Hasher as _;
use std::io::{BufWriter, Write};

use siphasher::sip128::{Hasher128, SipHasher13};

use crate::error::DocumentError;
use crate::sound::too_large;

/// Where objects go.
///
/// A body is an object as it stands between `obj` and `endobj`; a stream's body goes up to `endstream`. What goes
/// wrong at writing is said when the file is finished.
pub(crate) trait Objects {
    /// A number to refer to before its object is written. One never written is null.
    fn reserve(&mut self) -> u32;
    /// Writes the object of a reserved number, once.
    fn put(&mut self, id: u32, body: &[u8]);
    /// Writes an object unless the same one is there already.
    fn shared(&mut self, body: &[u8]) -> u32;
}

/// Bodies remembered in each of the two tables: those of two thousand labels. What labels share they share with their
/// neighbours, and what all share is met again before it is forgotten.
const REMEMBERED: usize = 28_000;
const BUFFER: usize = 128 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Print {
    hash: [u64; 2],
}

/// A PDF being written.
pub(crate) struct PdfWriter<'w> {
    out: BufWriter<&'w mut dyn Write>,
    /// Bytes written.
    at: u64,
    /// Where objects begin, by number; 0 is not written.
    offsets: Vec<u32>,
    /// Bodies by their hash: their length and number.
    young: HashMap<Print, (u32, u32)>,
    old: HashMap<Print, (u32, u32)>,
    failed: bool,
}

impl<'w> PdfWriter<'w> {
    pub(crate) fn new(out: &'w mut dyn Write) -> Self {
        let mut writer = Self {
            out: BufWriter::with_capacity(BUFFER, out),
            at: 0,
            offsets: vec![0],
            young: HashMap::new(),
            old: HashMap::new(),
            failed: false,
        };
        // Bytes above 127 tell transports that this is no text.
        writer.write(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
        writer
    }

    /// Writes a body given in parts, without joining them.
    pub(crate) fn put_parts(&mut self, id: u32, parts: &[&[u8]]) {
        let Ok(at) = u32::try_from(self.at) else {
            self.failed = true;
            return;
        };
        if let Some(offset) = self.offsets.get_mut(id as usize) {
            *offset = at;
        }
        let mut digits = Vec::with_capacity(16);
        integer(&mut digits, u64::from(id));
        digits.extend_from_slice(b" 0 obj\n");
        self.write(&digits);
        for part in parts {
            self.write(part);
        }
        self.write(b"\nendobj\n");
    }

    /// Writes a body given in parts unless the same one is there already.
    pub(crate) fn shared_parts(&mut self, parts: &[&[u8]]) -> u32 {
        let mut hasher = SipHasher13::new();
        for part in parts {
            hasher.write(part);
        }
        let hash = hasher.finish128();
        let print = Print { hash: [hash.h1, hash.h2] };
        let length = parts.iter().map(|part| part.len()).sum::<usize>() as u32;
        if let Some((_, id)) = self.young.get(&print).filter(|(known, _)| *known == length) {
            return *id;
        }
        let known = self.old.remove(&print).filter(|(known, _)| *known == length).map(|(_, id)| id);
        let id = known.unwrap_or_else(|| {
            let id = self.reserve();
            self.put_parts(id, parts);
            id
        });
        if self.young.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(print, (length, id));
        id
    }

    /// Writes a stream: `dict` is what stands between `<<` and `>>` without its length.
    pub(crate) fn put_stream(&mut self, id: u32, dict: &[u8], bytes: &[u8]) {
        let head = stream_head(dict, bytes.len());
        self.put_parts(id, &[&head, bytes, STREAM_END]);
    }

    /// The same for a stream that may be there already.
    pub(crate) fn shared_stream(&mut self, dict: &[u8], bytes: &[u8]) -> u32 {
        let head = stream_head(dict, bytes.len());
        self.shared_parts(&[&head, bytes, STREAM_END])
    }

    /// Writes table and tail.
    ///
    /// # Errors
    /// When anything could not be written.
    pub(crate) fn finish(mut self, root: u32) -> Result<(), DocumentError> {
        let start = self.at;
        let count = self.offsets.len();
        self.write(format!("xref\n0 {count}\n0000000000 65535 f \n").as_bytes());
        let offsets = std::mem::take(&mut self.offsets);
        let mut entry = *b"0000000000 00000 n \n";
        for offset in offsets.iter().skip(1) {
            if *offset == 0 {
                self.write(b"0000000000 00000 f \n");
                continue;
            }
            let mut rest = *offset;
            for digit in entry.iter_mut().take(10).rev() {
                *digit = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
            self.write(&entry);
        }
        self.write(format!("trailer\n<</Size {count}/Root {root} 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
        if start > u64::from(u32::MAX) {
            return Err(too_large("the size of the print file in bytes", u32::MAX));
        }
        let flushed = self.out.flush().is_ok();
        if self.failed || !flushed { Err(DocumentError::NotMade("the file cannot be written")) } else { Ok(()) }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.at += bytes.len() as u64;
        self.failed |= self.out.write_all(bytes).is_err();
    }
}

impl Objects for PdfWriter<'_> {
    fn reserve(&mut self) -> u32 {
        self.offsets.push(0);
        u32::try_from(self.offsets.len() - 1).unwrap_or(u32::MAX)
    }

    fn put(&mut self, id: u32, body: &[u8]) {
        self.put_parts(id, &[body]);
    }

    fn shared(&mut self, body: &[u8]) -> u32 {
        self.shared_parts(&[body])
    }
}

const STREAM_END: &[u8] = b"\nendstream";

fn stream_head(dict: &[u8], length: usize) -> Vec<u8> {
    let mut head = Vec::with_capacity(dict.len() + 40);
    head.extend_from_slice(b"<<");
    head.extend_from_slice(dict);
    head.extend_from_slice(b"/Length ");
    integer(&mut head, length as u64);
    head.extend_from_slice(b">>stream\n");
    head
}

/// Appends a whole number.
pub(crate) fn integer(to: &mut Vec<u8>, mut number: u64) {
    let start = to.len();
    loop {
        to.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    if let Some(digits) = to.get_mut(start..) {
        digits.reverse();
    }
}

/// Appends a number with at most five decimals: finer than any printer, and free of noise.
pub(crate) fn number(to: &mut Vec<u8>, value: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "pages are bounded; what is not finite becomes 0")]
    let scaled = (value * 1e5).round() as i64;
    if scaled < 0 {
        to.push(b'-');
    }
    let scaled = scaled.unsigned_abs();
    integer(to, scaled / 100_000);
    let mut rest = scaled % 100_000;
    if rest == 0 {
        return;
    }
    let mut digits = [b'0'; 5];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let used = digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
    to.push(b'.');
    to.extend_from_slice(digits.get(..used).unwrap_or_default());
}
