//! Ways to write a stream that the marketplace does not use.

use std::collections::HashMap;

pub(super) fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() * 5 / 4 + 8);
    for (at, group) in data.chunks(4).enumerate() {
        let mut four = [0; 4];
        four[..group.len()].copy_from_slice(group);
        let mut value = u32::from_be_bytes(four);
        if value == 0 && group.len() == 4 {
            out.push(b'z');
        } else {
            let mut five = [0; 5];
            for digit in five.iter_mut().rev() {
                *digit = b'!' + (value % 85) as u8;
                value /= 85;
            }
            out.extend_from_slice(&five[..=group.len()]);
        }
        if at % 16 == 15 {
            out.push(b'\n');
        }
    }
    out.extend_from_slice(b"~>");
    out
}

pub(super) fn ascii_hex(data: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = data.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect();
    out.push(b'>');
    out
}

pub(super) fn run_length(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut plain: Vec<u8> = Vec::new();
    let tell = |plain: &mut Vec<u8>, out: &mut Vec<u8>| {
        for piece in plain.chunks(128) {
            out.push((piece.len() - 1) as u8);
            out.extend_from_slice(piece);
        }
        plain.clear();
    };
    for run in data.chunk_by(|a, b| a == b) {
        for piece in run.chunks(128) {
            if piece.len() < 3 {
                plain.extend_from_slice(piece);
            } else {
                tell(&mut plain, &mut out);
                out.extend([(257 - piece.len()) as u8, piece[0]]);
            }
        }
    }
    tell(&mut plain, &mut out);
    out.push(128);
    out
}

/// Codes grow one early, as PDF has it by default.
pub(super) fn lzw(data: &[u8]) -> Vec<u8> {
    const CLEAR: u16 = 256;
    const END: u16 = 257;
    let mut bits = Bits::default();
    let mut table: HashMap<(u16, u8), u16> = HashMap::new();
    let (mut next, mut wide) = (258_u16, 9);
    let mut known: Option<u16> = None;
    bits.put(CLEAR, wide);
    for byte in data {
        let Some(prefix) = known else {
            known = Some(u16::from(*byte));
            continue;
        };
        if let Some(code) = table.get(&(prefix, *byte)) {
            known = Some(*code);
            continue;
        }
        bits.put(prefix, wide);
        table.insert((prefix, *byte), next);
        next += 1;
        if next + 1 > 1 << wide {
            wide += 1;
        }
        if next >= 4094 {
            bits.put(CLEAR, wide.min(12));
            table.clear();
            (next, wide) = (258, 9);
        }
        known = Some(u16::from(*byte));
    }
    if let Some(code) = known {
        bits.put(code, wide);
        if next + 2 > 1 << wide {
            wide += 1;
        }
    }
    bits.put(END, wide.min(12));
    bits.finish()
}

/// Each row says what it adds to the one above it (PNG's second filter).
pub(super) fn png_up(data: &[u8], columns: usize) -> Vec<u8> {
    let mut above = vec![0; columns];
    let mut out = Vec::new();
    for row in data.chunks(columns) {
        let mut row = row.to_vec();
        row.resize(columns, b'\n');
        out.push(2);
        out.extend(row.iter().zip(&above).map(|(byte, above)| byte.wrapping_sub(*above)));
        above = row;
    }
    out
}

#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, code: u16, wide: u32) {
        self.held = self.held << wide | u32::from(code);
        self.count += wide;
        while self.count >= 8 {
            self.count -= 8;
            self.out.push((self.held >> self.count) as u8);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.out.push((self.held << (8 - self.count)) as u8);
        }
        self.out
    }
}
