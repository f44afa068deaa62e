//! What a file's indexes would make a parser do, and the few entries of a dictionary that must be known before.

use super::walk::{self, Length, Start, is_blank, regular};
use crate::error::DocumentError;
use crate::sound::filters::{BROKEN, Step};
use crate::sound::find;

const ASTRAY: DocumentError = DocumentError::Damaged("its index leads many times to the same place");

/// Whether a table's entries are a byte short: `0000000017 00000 n` with a bare line end.
pub(super) fn is_narrow(bytes: &[u8]) -> bool {
    let mut from = 0;
    while let Some(found) = bytes.get(from..).and_then(|rest| find(rest, b" n")) {
        let at = from + found;
        from = at + 2;
        let bare = match bytes.get(from..).unwrap_or_default() {
            [b'\n', ..] => true,
            [b'\r', next, ..] => *next != b'\n',
            _ => false,
        };
        let padded = digits_before(bytes, at).is_some_and(|(_, start)| {
            at - start == 5
                && start > 10
                && digits_before(bytes, start - 1).is_some_and(|(_, first)| start - 1 - first == 10)
        });
        if bare && padded {
            return true;
        }
    }
    false
}

/// Adds up what following every index entry would cost: the object walked, its stream copied, and a lost end searched
/// for up to the next entry.
pub(super) fn check(
    bytes: &[u8],
    starts: &[Start],
    lengths: &[u64],
    packed: &[u64],
    locked: bool,
) -> Result<(), DocumentError> {
    let mut offsets = table_offsets(bytes);
    offsets.extend(packed.iter().filter_map(|offset| usize::try_from(*offset).ok()));
    offsets.retain(|offset| *offset < bytes.len());
    offsets.sort_unstable();
    let ends = if locked { ends(bytes) } else { Vec::new() };
    let mut cost = 0_u64;
    for (place, offset) in offsets.iter().enumerate() {
        let first = starts.partition_point(|start| start.at < *offset);
        let Some(start) = starts.get(first) else { continue };
        let next = offsets.get(place + 1).copied().unwrap_or(bytes.len());
        let mut spent = (next - offset) as u64 + start.walked as u64 + lengths.get(first).copied().unwrap_or(0);
        if locked {
            // Locked objects are copied up to the next `endobj`, wherever that is.
            let end = ends.get(ends.partition_point(|end| end < offset)).copied().unwrap_or(bytes.len());
            spent = spent.saturating_add((end - offset) as u64);
        }
        cost = cost.saturating_add(spent);
    }
    if cost > walk::allowance(bytes.len()) { Err(ASTRAY) } else { Ok(()) }
}

fn ends(bytes: &[u8]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut from = 0;
    while let Some(found) = bytes.get(from..).and_then(|rest| find(rest, b"endobj")) {
        ends.push(from + found);
        from += found + b"endobj".len();
    }
    ends
}

/// Offsets of entries in use: lines `0000000017 00000 n`, wherever a table might be found.
fn table_offsets(bytes: &[u8]) -> Vec<usize> {
    let mut offsets = Vec::new();
    for (at, _) in bytes
        .windows(3)
        .enumerate()
        .filter(|(_, window)| window[0] == b' ' && window[1] == b'n' && matches!(window[2], b' ' | b'\r' | b'\n'))
    {
        let Some((generation, before)) = digits_before(bytes, at) else { continue };
        let offset = before.checked_sub(1).filter(|blank| bytes[*blank] == b' ' && generation <= 65_535);
        if let Some((offset, _)) = offset.and_then(|blank| digits_before(bytes, blank)) {
            offsets.extend(usize::try_from(offset));
        }
    }
    offsets
}

/// The number that ends right before `end`, and where it starts.
fn digits_before(bytes: &[u8], end: usize) -> Option<(u64, usize)> {
    let digits = bytes.get(..end)?.iter().rev().take(20).take_while(|byte| byte.is_ascii_digit()).count();
    let value = std::str::from_utf8(bytes.get(end - digits..end)?).ok()?.parse().ok()?;
    Some((value, end - digits))
}

/// The object number of `n g obj`.
pub(super) fn id_before(bytes: &[u8], obj: usize) -> Option<u32> {
    let trimmed = |end: usize| {
        let blanks = bytes.get(..end).map(|head| head.iter().rev().take_while(|byte| is_blank(**byte)).count());
        end - blanks.unwrap_or(0)
    };
    let (_, generation) = digits_before(bytes, trimmed(obj))?;
    let end = trimmed(generation);
    if end == generation {
        return None;
    }
    digits_before(bytes, end).and_then(|(number, _)| u32::try_from(number).ok())
}

/// Whether the file uses a name anywhere, however it is spelled.
pub(super) fn has_name(bytes: &[u8], name: &[u8]) -> bool {
    if find(bytes, name).is_some() {
        return true;
    }
    // Each letter of a name may be written as `#` and two digits.
    bytes.split(|byte| *byte == b'/').skip(1).any(|text| {
        let word = text.get(..text.len().min(3 * name.len())).unwrap_or_default();
        let word = word.get(..regular(word)).unwrap_or_default();
        word.contains(&b'#') && plain_names(word) == name
    })
}

/// A dictionary's text with `#xx` resolved.
pub(super) fn plain_names(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let code = (*byte == b'#')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    plain
}

/// What stands behind a key, blanks skipped. The key must end there.
fn value<'t>(text: &'t [u8], key: &[u8]) -> Option<&'t [u8]> {
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| find(rest, key)) {
        let at = from + found;
        let after = at + key.len();
        let is_key = at > 0 && text[at - 1] == b'/' && regular(text.get(after..)?) == 0;
        if is_key {
            let rest = text.get(after..)?;
            let blanks = rest.iter().take_while(|byte| is_blank(**byte)).count();
            return rest.get(blanks..);
        }
        from = after;
    }
    None
}

/// A whole number in a dictionary.
pub(super) fn number(dict: &[u8], key: &[u8]) -> Option<i64> {
    let text = plain_names(dict);
    let rest = value(&text, key)?;
    std::str::from_utf8(rest.get(..regular(rest))?).ok()?.parse().ok()
}

/// `/Length 12` or `/Length 12 0 R` of a dictionary with resolved names.
pub(super) fn length(text: &[u8]) -> Option<Length> {
    let rest = value(text, b"Length")?;
    let mut words = rest.split(|byte| is_blank(*byte)).filter(|word| !word.is_empty());
    let first = words.next()?;
    let first: u64 = std::str::from_utf8(first.get(..regular(first))?).ok()?.parse().ok()?;
    let is_number = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    let refers = words.next().is_some_and(is_number) && words.next().is_some_and(|word| word.starts_with(b"R"));
    if refers { u32::try_from(first).ok().map(Length::At) } else { Some(Length::Plain(first)) }
}

/// The filters of a stream, from the text of its dictionary.
pub(super) fn steps(dict: &[u8]) -> Vec<Step> {
    let text = plain_names(dict);
    let Some(rest) = value(&text, b"Filter") else { return Vec::new() };
    let names = match rest {
        [b'[', list @ ..] => list.split(|byte| *byte == b']').next().unwrap_or_default(),
        [b'/', name @ ..] => rest.get(..=regular(name)).unwrap_or_default(),
        _ => return Vec::new(),
    };
    let entry = |key: &[u8], usual: i64| {
        value(&text, key)
            .and_then(|rest| std::str::from_utf8(rest.get(..regular(rest))?).ok()?.parse().ok())
            .unwrap_or(usual)
    };
    let mut steps: Vec<Step> = names
        .split(|byte| *byte == b'/')
        .skip(1)
        .map(|name| Step::named(name.get(..regular(name)).unwrap_or_default()))
        .collect();
    // The parameters of an index or object stream belong to its last filter.
    if let Some(last) = steps.last_mut() {
        last.predictor = entry(b"Predictor", 1);
        last.colors = entry(b"Colors", 1);
        last.bits = entry(b"BitsPerComponent", 8);
        last.columns = entry(b"Columns", 1);
        last.early_change = entry(b"EarlyChange", 1);
    }
    steps
}

/// Offsets of the objects in use that a cross-reference stream lists.
pub(super) fn entries(dict: &[u8], plain: &[u8], offsets: &mut Vec<u64>) -> Result<(), DocumentError> {
    let text = plain_names(dict);
    let widths = value(&text, b"W").and_then(|rest| rest.strip_prefix(b"[")).ok_or(BROKEN)?;
    let widths = widths.split(|byte| *byte == b']').next().unwrap_or_default();
    let widths: Vec<usize> = widths
        .split(|byte| is_blank(*byte))
        .filter_map(|word| std::str::from_utf8(word).ok()?.parse().ok())
        .filter(|width| *width <= 8)
        .collect();
    let [kind, field, other] = widths.as_slice() else { return Err(BROKEN) };
    let row = kind + field + other;
    if row == 0 {
        return Err(BROKEN);
    }
    let big_endian = |bytes: &[u8]| bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    for entry in plain.chunks_exact(row) {
        let (first, rest) = entry.split_at(*kind);
        if *kind == 0 || big_endian(first) == 1 {
            offsets.push(big_endian(rest.get(..*field).unwrap_or_default()));
        }
    }
    Ok(())
}
