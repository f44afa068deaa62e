//! The table at the end of a file: where every object begins.
//!
//! Owns tail, cross-reference tables and the chain of updates, strictly: 20-byte entries, nothing guessed.

use std::collections::HashSet;

use super::Stop;
use super::lex::{Dict, Lexer, Token, Value, is_white};
use crate::limits::Limits;
use crate::sound::too_large;

/// Junk after the end mark that a file may carry.
const TAIL: usize = 2_048;
const ENTRY: usize = 20;

/// Where objects begin, by number (`0` where there is none), and the root of the newest update.
pub(super) struct Xref {
    pub offsets: Vec<u32>,
    pub root: u32,
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Xref, Stop> {
    let mut offsets: Vec<u32> = Vec::new();
    // What a newer table said of an object, used or free, holds.
    let mut said: Vec<bool> = Vec::new();
    let mut seen = HashSet::new();
    let mut root = None;
    let mut next = Some(start(bytes)?);
    while let Some(at) = next {
        if !seen.insert(at) {
            return Err(Stop::Unusual);
        }
        let trailer = table(bytes, at, limits, &mut offsets, &mut said)?;
        if trailer.get(b"Encrypt").is_some() || trailer.get(b"XRefStm").is_some() {
            return Err(Stop::Unusual);
        }
        if root.is_none() {
            let Some(Value::Ref(id)) = trailer.get(b"Root") else { return Err(Stop::Unusual) };
            root = Some(id);
        }
        next = match trailer.get(b"Prev") {
            None => None,
            Some(value) => Some(value.int().and_then(|at| usize::try_from(at).ok()).ok_or(Stop::Unusual)?),
        };
    }
    Ok(Xref { offsets, root: root.ok_or(Stop::Unusual)? })
}

/// The last `startxref`.
fn start(bytes: &[u8]) -> Result<usize, Stop> {
    const MARK: &[u8] = b"startxref";
    let from = bytes.len().saturating_sub(TAIL);
    let tail = bytes.get(from..).unwrap_or_default();
    let at = tail.windows(MARK.len()).rposition(|window| window == MARK).ok_or(Stop::Unusual)?;
    let mut lexer = Lexer::new(bytes, from + at + MARK.len());
    match lexer.next() {
        Some(Token::Int(at)) => usize::try_from(at).map_err(|_| Stop::Unusual),
        _ => Err(Stop::Unusual),
    }
}

fn table<'b>(
    bytes: &'b [u8],
    at: usize,
    limits: &Limits,
    offsets: &mut Vec<u32>,
    said: &mut Vec<bool>,
) -> Result<Dict<'b>, Stop> {
    let mut lexer = Lexer::new(bytes, at);
    if lexer.next() != Some(Token::Word(b"xref")) {
        return Err(Stop::Unusual);
    }
    loop {
        let first = match lexer.next() {
            Some(Token::Int(first)) => usize::try_from(first).map_err(|_| Stop::Unusual)?,
            Some(Token::Word(b"trailer")) => break,
            _ => return Err(Stop::Unusual),
        };
        let Some(Token::Int(count)) = lexer.next() else { return Err(Stop::Unusual) };
        let count = usize::try_from(count).map_err(|_| Stop::Unusual)?;
        let end = first.saturating_add(count);
        if end > limits.objects.saturating_add(1) {
            return Err(Stop::Refused(too_large("the number of objects", limits.objects)));
        }
        lexer.skip_white();
        let entries = bytes.get(lexer.at..lexer.at.saturating_add(count * ENTRY)).ok_or(Stop::Unusual)?;
        if offsets.len() < end {
            offsets.resize(end, 0);
            said.resize(end, false);
        }
        for (number, entry) in (first..end).zip(entries.chunks_exact(ENTRY)) {
            let offset = entry_offset(entry)?;
            if let (Some(place), Some(said)) = (offsets.get_mut(number), said.get_mut(number))
                && !*said
            {
                *said = true;
                *place = offset;
            }
        }
        lexer.at += count * ENTRY;
    }
    match lexer.value() {
        Some(Value::Dict(trailer)) => Ok(trailer),
        _ => Err(Stop::Unusual),
    }
}

/// `nnnnnnnnnn ggggg n` and two bytes of line end; `0` for a free one.
fn entry_offset(entry: &[u8]) -> Result<u32, Stop> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u64::from(digit - b'0')))
    };
    let (Some(offset), Some(_), [b' ', kind, end @ ..]) =
        (entry.get(..10).and_then(number), entry.get(11..16).and_then(number), entry.get(16..).unwrap_or_default())
    else {
        return Err(Stop::Unusual);
    };
    if entry.get(10) != Some(&b' ') || !end.iter().all(|byte| is_white(*byte)) {
        return Err(Stop::Unusual);
    }
    match kind {
        b'n' => u32::try_from(offset).ok().filter(|offset| *offset > 0).ok_or(Stop::Unusual),
        b'f' => Ok(0),
        _ => Err(Stop::Unusual),
    }
}
