//! A PDF 1.4 file as a merger writes it: plain numbered objects, a page tree of tens, one classic table at the end.
//!
//! Owns object numbers and offsets. Refuses to know what the objects are about, the clock and chance.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::draw::mix;

/// Pages of one node of the page tree.
const LEAF: usize = 10;

/// A file being written.
pub(crate) struct PdfFile {
    bytes: Vec<u8>,
    /// Offset of each object; 0 while it is only reserved.
    places: Vec<usize>,
}

impl PdfFile {
    pub(crate) fn new() -> Self {
        Self { bytes: b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec(), places: Vec::new() }
    }

    /// A number for an object that is written later.
    pub(crate) fn reserve(&mut self) -> u32 {
        self.places.push(0);
        self.places.len() as u32
    }

    /// Writes an object under a reserved number.
    pub(crate) fn put(&mut self, id: u32, body: &str) {
        self.begin(id);
        self.bytes.extend_from_slice(body.as_bytes());
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    pub(crate) fn add(&mut self, body: &str) -> u32 {
        let id = self.reserve();
        self.put(id, body);
        id
    }

    /// Writes a stream; `entries` are those of its dictionary without `/Length`.
    pub(crate) fn put_stream(&mut self, id: u32, entries: &str, data: &[u8]) {
        self.begin(id);
        let head = format!("<<{entries}/Length {}>>stream\n", data.len());
        self.bytes.extend_from_slice(head.as_bytes());
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    pub(crate) fn add_stream(&mut self, entries: &str, data: &[u8]) -> u32 {
        let id = self.reserve();
        self.put_stream(id, entries, data);
        id
    }

    /// Writes a deflated stream.
    pub(crate) fn add_packed(&mut self, entries: &str, data: &[u8]) -> u32 {
        self.add_stream(&format!("{entries}/Filter/FlateDecode"), &deflate(data))
    }

    fn begin(&mut self, id: u32) {
        self.places[id as usize - 1] = self.bytes.len();
        self.bytes.extend_from_slice(format!("{id} 0 obj\n").as_bytes());
    }

    /// Reserves the nodes of a page tree; one for every ten pages.
    pub(crate) fn leaf_of(&mut self, leaves: &mut Vec<u32>, page: usize) -> u32 {
        if page / LEAF >= leaves.len() {
            leaves.push(self.reserve());
        }
        leaves[page / LEAF]
    }

    /// Writes the page tree, the catalog, the table and the trailer.
    pub(crate) fn close(mut self, pages: &[u32], leaves: &[u32]) -> Vec<u8> {
        let root = if leaves.len() == 1 { leaves[0] } else { self.reserve() };
        for (leaf, kids) in leaves.iter().zip(pages.chunks(LEAF)) {
            let parent = if leaves.len() == 1 { String::new() } else { format!("/Parent {root} 0 R") };
            self.put(*leaf, &format!("<</Type/Pages/Count {}/Kids[{}]{parent}>>", kids.len(), references(kids)));
        }
        if leaves.len() != 1 {
            let body = format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), references(leaves));
            self.put(root, &body);
        }
        let catalog = self.add(&format!("<</Type/Catalog/Pages {root} 0 R>>"));
        let info = self.add("<</Producer(Practice marketplace)/Creator(Practice marketplace)>>");
        // Names the file by what is in it: no clock, no chance.
        let name = self.places.iter().fold(self.bytes.len() as u64, |name, place| mix(name ^ *place as u64));
        let name = format!("{name:016x}{:016x}", mix(name));
        self.table(&format!("/Root {catalog} 0 R/Info {info} 0 R/ID[<{name}><{name}>]"))
    }

    /// Writes the table and a trailer with the given entries.
    pub(crate) fn table(mut self, trailer: &str) -> Vec<u8> {
        let start = self.bytes.len();
        let size = self.places.len() + 1;
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for place in &self.places {
            // An object that was reserved and never written is free.
            let (place, kind) = if *place == 0 { (0, "65535 f") } else { (*place, "00000 n") };
            _ = writeln!(table, "{place:010} {kind} ");
        }
        _ = write!(table, "trailer\n<<{trailer}/Size {size}>>\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend_from_slice(table.as_bytes());
        self.bytes
    }
}

pub(crate) fn references(ids: &[u32]) -> String {
    ids.iter().map(|id| format!("{id} 0 R ")).collect()
}

/// The zlib form of the bytes.
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::with_capacity(data.len() / 16 + 64), Compression::default());
    // A vector takes every byte.
    if packer.write_all(data).is_err() {
        return Vec::new();
    }
    packer.finish().unwrap_or_default()
}

/// Writes a number with at most three decimals.
pub(crate) fn number(out: &mut Vec<u8>, value: f32) {
    let thousandths = (f64::from(value) * 1000.0).round() as i64;
    let mut digits = [0_u8; 24];
    let mut at = digits.len();
    let mut rest = thousandths.unsigned_abs();
    let mut decimals = rest % 1000;
    rest /= 1000;
    if decimals > 0 {
        let mut left = 3;
        while decimals.is_multiple_of(10) {
            decimals /= 10;
            left -= 1;
        }
        for _ in 0..left {
            at -= 1;
            digits[at] = b'0' + (decimals % 10) as u8;
            decimals /= 10;
        }
        at -= 1;
        digits[at] = b'.';
    }
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if thousandths < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes numbers, a blank after each, then the operator and a line end.
pub(crate) fn operator(out: &mut Vec<u8>, numbers: &[f32], name: &str) {
    for value in numbers {
        number(out, *value);
        out.push(b' ');
    }
    out.extend_from_slice(name.as_bytes());
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact_to_a_thousandth() {
        let cases = [
            (0.0, "0"),
            (28.5, "28.5"),
            (-0.75, "-0.75"),
            (813.0, "813"),
            (10.04, "10.04"),
            (-0.0001, "0"),
            (7.125, "7.125"),
        ];
        for (value, written) in cases {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), written);
        }
    }
}
