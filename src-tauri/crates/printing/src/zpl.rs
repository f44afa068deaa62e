//! ZPL II: one label as one graphic field.
//!
//! `^GFA,<bytes>,<bytes>,<bytes a row>,<data>`: counts are of the unpacked picture, 1 is black (documents, section 6).

use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc::{CRC_16_XMODEM, Crc};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use godown_domain::print::bitmap::Bitmap;

const CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);
/// Half a percent larger than the hardest, at a quarter of its time.
const PACKED: Compression = Compression::new(7);
/// Longest run one letter pair can name.
const LONGEST_RUN: usize = 419;

/// How the picture is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graphics {
    /// Deflated, in base64, with a checksum: a printer refuses a damaged label instead of printing it.
    Z64,
    /// Run lengths of hex digits: two to three times larger, understood by printers that only imitate ZPL.
    Hex,
}

/// One label.
pub fn zpl(label: &Bitmap, graphics: Graphics) -> Vec<u8> {
    let (width, height, row, bytes) = (label.width(), label.height(), label.row_bytes(), label.rows().len());
    // ^LH and ^LS put the picture where we drew it, whatever the printer was told before.
    let mut out = format!("^XA^PW{width}^LL{height}^LH0,0^LS0^FO0,0^GFA,{bytes},{bytes},{row},");
    match graphics {
        Graphics::Z64 => out.push_str(&z64(label.rows())),
        Graphics::Hex => out.push_str(&run_lengths(label)),
    }
    out.push_str("^FS^PQ1^XZ\n");
    out.into_bytes()
}

fn z64(rows: &[u8]) -> String {
    let mut packer = ZlibEncoder::new(Vec::new(), PACKED);
    // Writing to memory cannot fail; an empty answer would fail its checksum at the printer.
    let packed = packer.write_all(rows).and_then(|()| packer.finish()).unwrap_or_default();
    let text = STANDARD.encode(packed);
    format!(":Z64:{text}:{:04X}", CRC.checksum(text.as_bytes()))
}

fn run_lengths(label: &Bitmap) -> String {
    let mut out = String::new();
    let mut before: Option<&[u8]> = None;
    for row in label.rows().chunks(label.row_bytes().max(1)) {
        if before == Some(row) {
            out.push(':');
        } else {
            one_row(&mut out, row);
        }
        before = Some(row);
    }
    out
}

fn one_row(out: &mut String, row: &[u8]) {
    let digits: Vec<u8> = row.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    let mut rest = digits.as_slice();
    while let Some(&digit) = rest.first() {
        let run = rest.iter().take_while(|other| **other == digit).count();
        if run == rest.len() && (digit == 0 || digit == 15) {
            out.push(if digit == 0 { ',' } else { '!' });
            return;
        }
        repeat(out, digit, run);
        rest = &rest[run..];
    }
}

/// `g` to `z` are 20 to 400, `G` to `Y` are 1 to 19; both add up before one digit.
fn repeat(out: &mut String, digit: u8, mut run: usize) {
    while run > 0 {
        let now = run.min(LONGEST_RUN);
        run -= now;
        if now >= 20 {
            out.push(letter(b'g', now / 20 - 1));
        }
        if !now.is_multiple_of(20) && now > 1 {
            out.push(letter(b'G', now % 20 - 1));
        }
        // Writing to a String cannot fail.
        let _ = write!(out, "{digit:X}");
    }
}

fn letter(first: u8, steps: usize) -> char {
    char::from(first.saturating_add(u8::try_from(steps).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_told_in_few_letters() {
        let mut label = Bitmap::white(32, 4);
        label.fill(0, 1, 32, 1, true);
        label.fill(0, 2, 8, 2, true);
        assert_eq!(run_lengths(&label), ",!HF,:", "white, black, a black byte then white, the same again");
    }

    #[test]
    fn long_runs_add_up() {
        let mut out = String::new();
        repeat(&mut out, 0xA, 419);
        repeat(&mut out, 0x5, 20);
        repeat(&mut out, 0x1, 1);
        assert_eq!(out, "zYAg51");
    }

    #[test]
    fn the_checksum_is_the_one_printers_use() {
        assert_eq!(CRC.checksum(b"123456789"), 0x31C3, "CRC-16/XMODEM's published check value");
    }
}
