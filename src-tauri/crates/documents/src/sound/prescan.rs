//! What opening a file would cost, found out before a parser that keeps everything in memory opens it.
//!
//! Owns one look at the raw bytes: every place where an object can start is walked to its end without being built, every
//! entry of an index is added up, object streams are unpacked and walked too. The look itself is linear in the file. It
//! refuses what would nest, repeat or swell without end, and repairs nothing: whatever the parser could be led to by a
//! lying index starts at one of the places walked here.

mod index;
mod walk;

use std::collections::HashMap;

use super::filters::{self, BROKEN};
use super::too_large;
use crate::error::DocumentError;
use crate::limits::Limits;
use walk::{Budget, Holds, Length, Start};

/// Unpacked bytes of all object and cross-reference streams of a file; a label file has a few thousand objects.
const MOST_PACKED_OBJECTS: u64 = 32 << 20;
/// Of one of them.
const LARGEST_PACKED_OBJECTS: u64 = 8 << 20;
const CIRCLE: DocumentError = DocumentError::Damaged("the length of a part is another such part");

/// What the look found.
#[derive(Debug)]
pub(super) struct Look {
    /// What the parser may be asked to unpack of one object stream, bytes.
    pub unpacked: usize,
    /// Readers must forgive something: bytes before the header, a table with short entries.
    pub forgiven: bool,
}

/// Looks a file over before it is parsed.
pub(super) fn look(bytes: &[u8], limits: &Limits) -> Result<Look, DocumentError> {
    let from = super::find(bytes, b"%PDF-").unwrap_or(0);
    let bytes = bytes.get(from..).unwrap_or_default();
    let mut budget = Budget::new(bytes.len(), limits);
    let starts = walk::starts(bytes, &mut budget, limits)?;
    let lengths = lengths(&starts, bytes.len())?;
    let locked = index::has_name(bytes, b"Encrypt");
    let packed = if locked { Packed::default() } else { packed_objects(bytes, &starts, &mut budget)? };
    index::check(bytes, &starts, &lengths, &packed.offsets, locked)?;
    let whole = usize::try_from(LARGEST_PACKED_OBJECTS).unwrap_or(usize::MAX);
    let unpacked = if locked { locked_limit(&starts) } else { whole };
    Ok(Look { unpacked, forgiven: from > 0 || index::is_narrow(bytes) })
}

/// Object streams of a locked file cannot be looked into before it is open, so all of them share a small bound.
fn locked_limit(starts: &[Start]) -> usize {
    let packed = starts.iter().filter(|start| start.stream.as_ref().is_some_and(|s| s.holds == Holds::Objects)).count();
    ((4 << 20) / packed.max(1)).max(32 << 10)
}

/// How many bytes the parser would copy for each stream, by its place among the starts.
fn lengths(starts: &[Start], size: usize) -> Result<Vec<u64>, DocumentError> {
    let mut numbers: HashMap<u32, u64> = HashMap::new();
    let mut costs: HashMap<u32, u64> = HashMap::new();
    for start in starts {
        let Some(id) = start.id else { continue };
        let number = numbers.entry(id).or_default();
        *number = (*number).max(start.number.unwrap_or(0));
        let cost = costs.entry(id).or_default();
        *cost = (*cost).max(start.walked as u64);
    }
    let nested = |start: &Start| matches!(&start.stream, Some(s) if matches!(s.length, Some(Length::At(_))));
    let chained: std::collections::HashSet<Option<u32>> =
        starts.iter().filter(|start| nested(start)).map(|start| start.id).collect();
    let mut effort = 0_u64;
    let mut copied = Vec::with_capacity(starts.len());
    for start in starts {
        let Some(stream) = &start.stream else {
            copied.push(0);
            continue;
        };
        let length = match stream.length {
            None => 0,
            Some(Length::Plain(length)) => length,
            Some(Length::At(id)) => {
                if chained.contains(&Some(id)) || chained.contains(&None) {
                    return Err(CIRCLE);
                }
                effort = effort.saturating_add(costs.get(&id).copied().unwrap_or(0));
                numbers.get(&id).copied().unwrap_or(0)
            }
        };
        // A length that leads out of the file copies nothing.
        let fits = (stream.data as u64).saturating_add(length) <= size as u64;
        copied.push(if fits { length } else { 0 });
    }
    if effort > walk::allowance(size) {
        return Err(DocumentError::Damaged("the lengths of its parts lead astray"));
    }
    Ok(copied)
}

#[derive(Default)]
struct Packed {
    /// Where cross-reference streams say objects start.
    offsets: Vec<u64>,
}

/// Unpacks and walks what the parser unpacks at once: object streams and cross-reference streams.
fn packed_objects(bytes: &[u8], starts: &[Start], budget: &mut Budget) -> Result<Packed, DocumentError> {
    let mut packed = Packed::default();
    let mut total = 0_u64;
    for stream in starts.iter().filter_map(|start| start.stream.as_ref()) {
        if stream.holds == Holds::Anything {
            continue;
        }
        let dict = bytes.get(stream.dict.clone()).unwrap_or_default();
        let data = bytes.get(stream.data..).unwrap_or_default();
        let steps = index::steps(dict);
        // Only deflate knows its own end; the others run to the keyword.
        let ends_itself = steps.first().is_some_and(|step| matches!(step.name.as_slice(), b"FlateDecode" | b"Fl"));
        let end = if ends_itself { data.len() } else { super::find(data, b"endstream").unwrap_or(data.len()) };
        let left = LARGEST_PACKED_OBJECTS.min(MOST_PACKED_OBJECTS.saturating_sub(total));
        let plain = filters::unpack(data.get(..end).unwrap_or_default(), &steps, left)?;
        total += plain.len() as u64;
        if total > MOST_PACKED_OBJECTS {
            return Err(too_large("the unpacked size of its objects", MOST_PACKED_OBJECTS));
        }
        match stream.holds {
            Holds::Index => index::entries(dict, &plain, &mut packed.offsets)?,
            Holds::Objects => walk_packed(dict, &plain, budget)?,
            Holds::Anything => {}
        }
    }
    Ok(packed)
}

/// Walks every object an object stream lists; one listed twice is walked twice, as the parser would.
fn walk_packed(dict: &[u8], plain: &[u8], budget: &mut Budget) -> Result<(), DocumentError> {
    let first = index::number(dict, b"First").and_then(|first| usize::try_from(first).ok()).ok_or(BROKEN)?;
    let head = plain.get(..first).ok_or(BROKEN)?;
    budget.widen(plain.len());
    let numbers = head.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    for offset in numbers.skip(1).step_by(2) {
        let offset = std::str::from_utf8(offset).ok().and_then(|digits| digits.parse::<usize>().ok());
        let Some(at) = offset.and_then(|offset| first.checked_add(offset)).filter(|at| *at < plain.len()) else {
            continue;
        };
        walk::object(plain, at, budget)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
