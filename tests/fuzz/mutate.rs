//! Spoiling files.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use lopdf::{Document, Object};
use rand::Rng as _;
use rand::rngs::StdRng;

use crate::below;
use crate::targets::Kind;

mod json;

/// Numbers that break arithmetic.
const ABSURD: [&str; 10] =
    ["0", "-1", "2147483647", "-2147483648", "4294967296", "9999999999999999999", "1e308", "0.0000001", "NaN", "--5"];
/// Words that change how a drawing is read.
const WORDS: [&str; 24] = [
    "q", "Q", "BT", "ET", "cm", "W n", "re", "Do", "Tj", "TJ", "Tf", "Td", "Tm", "gs", "sh", "BI ID EI", "BMC", "EMC",
    "f*", "S", "[", "]", "<<", ">>",
];
const LARGEST: usize = 4 << 20;

/// One case: a file of the corpus, spoiled one to eight times.
pub fn case(seeds: &[Vec<u8>], kind: Kind, chance: &mut StdRng) -> Vec<u8> {
    let Some(seed) = seeds.get(below(chance, seeds.len())) else { return vec![] };
    let mut bytes = seed.clone();
    let times = 1 + below(chance, 8);
    let whole = match kind {
        Kind::Pdf if chance.random_bool(0.6) => inside(&bytes, times, chance),
        Kind::Json if chance.random_bool(0.9) => json::spoiled(&bytes, seeds, times, chance),
        _ => None,
    };
    let is_whole = whole.is_some();
    bytes = whole.unwrap_or(bytes);
    // What was spoiled inside and written whole mostly stays whole, so that the parser gets past its beginning.
    let clumsy = match kind {
        Kind::Pdf => 0.5,
        Kind::Json if is_whole => 0.1,
        Kind::Json | Kind::Bytes => 1.0,
    };
    if chance.random_bool(clumsy) {
        for _ in 0..times {
            spoil(&mut bytes, seeds, chance);
        }
    }
    bytes.truncate(LARGEST);
    bytes
}

/// Spoils streams and dictionaries of a PDF and writes it whole again, so that the spoiled part is reached.
fn inside(bytes: &[u8], times: usize, chance: &mut StdRng) -> Option<Vec<u8>> {
    if bytes.len() > 300_000 {
        return None;
    }
    let mut file = std::panic::catch_unwind(|| Document::load_mem(bytes)).ok()?.ok()?;
    let ids: Vec<_> = file.objects.keys().copied().collect();
    for _ in 0..times {
        let id = ids.get(below(chance, ids.len()))?;
        match file.objects.get_mut(id)? {
            Object::Stream(stream) => {
                let mut plain = unpacked(&stream.content).unwrap_or_else(|| stream.content.clone());
                for _ in 0..1 + below(chance, 20) {
                    if chance.random_bool(0.5) { words(&mut plain, chance) } else { spoil(&mut plain, &[], chance) }
                }
                plain.truncate(LARGEST);
                stream.set_plain_content(plain);
                if chance.random_bool(0.8) {
                    // A stream that cannot be packed stays plain.
                    let _ = stream.compress();
                }
            }
            Object::Dictionary(dictionary) => {
                let keys: Vec<Vec<u8>> = dictionary.iter().map(|(key, _)| key.clone()).collect();
                let key = keys.get(below(chance, keys.len()))?.clone();
                let target = *ids.get(below(chance, ids.len()))?;
                match below(chance, 4) {
                    0 => drop(dictionary.remove(&key)),
                    1 => dictionary.set(key, Object::Reference(target)),
                    2 => dictionary.set(key, Object::Integer(chance.random())),
                    _ => dictionary.set(key, Object::Array(vec![Object::Real(f32::MAX); 6])),
                }
            }
            _ => {}
        }
    }
    let mut out = vec![];
    file.save_to(&mut out).ok()?;
    Some(out)
}

/// A deflated stream's content, unless it is larger than a label ever is.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut plain = vec![];
    ZlibDecoder::new(packed).take(LARGEST as u64).read_to_end(&mut plain).ok()?;
    (plain.len() < LARGEST).then_some(plain)
}

/// Puts a word or an absurd number between two others, or in the place of one.
fn words(text: &mut Vec<u8>, chance: &mut StdRng) {
    let word =
        if chance.random_bool(0.5) { ABSURD[below(chance, ABSURD.len())] } else { WORDS[below(chance, WORDS.len())] };
    let at = below(chance, text.len() + 1);
    let gap = |from: usize| text[from..].iter().position(u8::is_ascii_whitespace).map(|step| from + step);
    let Some(start) = gap(at) else { return };
    let end = if chance.random_bool(0.5) { gap(start + 1).unwrap_or(start) } else { start };
    text.splice(start..end, format!(" {word} ").into_bytes());
}

fn spoil(bytes: &mut Vec<u8>, others: &[Vec<u8>], chance: &mut StdRng) {
    let length = bytes.len();
    if length == 0 {
        bytes.extend_from_slice(b"%PDF-1.4 ");
        return;
    }
    let at = below(chance, length);
    let size = 1 + below(chance, 64.min(length - at));
    match below(chance, 8) {
        0 => bytes[at] ^= 1 << below(chance, 8),
        1 => chance.fill(&mut bytes[at..at + size]),
        2 => drop(bytes.drain(at..at + size)),
        3 => {
            let part = bytes[at..at + size].to_vec();
            let to = below(chance, length);
            bytes.splice(to..to, part);
        }
        4 => bytes.truncate(at),
        5 => number(bytes, at, chance),
        6 => {
            if let Some(other) = others.get(below(chance, others.len())) {
                let from = below(chance, other.len());
                let part = other[from..other.len().min(from + 4_096)].to_vec();
                bytes.splice(at..at, part);
            }
        }
        _ => {
            let copy = bytes[at..length.min(at + 8_192)].to_vec();
            bytes.extend(copy);
        }
    }
}

/// Makes the next number absurd.
fn number(bytes: &mut Vec<u8>, at: usize, chance: &mut StdRng) {
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|step| at + step) else { return };
    let end = bytes[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |step| start + step);
    bytes.splice(start..end, ABSURD[below(chance, ABSURD.len())].bytes());
}
