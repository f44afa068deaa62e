//! Walking objects without building them.

use std::ops::Range;

use super::index;
use super::too_large;
use crate::error::DocumentError;
use crate::limits::Limits;

/// Arrays and dictionaries inside each other; marketplace files have three.
const DEEPEST: usize = 100;
/// Numbers, names, strings and brackets of a file outside its streams. Each costs the parser about 80 bytes; a bulk
/// file has about 150 a page.
const MOST_VALUES: u64 = 1_500_000;

/// How often the bytes of a file may be walked over: objects may overlap where a stream holds a whole PDF, or where an
/// index keeps what an update replaced.
pub(super) fn allowance(size: usize) -> u64 {
    8 * size as u64 + (4 << 20)
}

/// What a file may still cost.
pub(super) struct Budget {
    values: u64,
    bytes: u64,
}

impl Budget {
    pub(super) fn new(size: usize, _: &Limits) -> Self {
        Self { values: MOST_VALUES, bytes: allowance(size) }
    }

    /// Unpacked bytes may be walked as well.
    pub(super) fn widen(&mut self, size: usize) {
        self.bytes = self.bytes.saturating_add(2 * size as u64);
    }

    fn spend(&mut self, values: u64, bytes: usize) -> Result<(), DocumentError> {
        self.values =
            self.values.checked_sub(values).ok_or_else(|| too_large("the number of its values", MOST_VALUES))?;
        self.bytes = self.bytes.checked_sub(bytes as u64).ok_or(DocumentError::Damaged("its parts overlap"))?;
        Ok(())
    }
}

/// A place where an object starts: the keyword `obj`.
#[derive(Debug)]
pub(super) struct Start {
    /// Place of the keyword.
    pub at: usize,
    /// Object number; none where comments hide it.
    pub id: Option<u32>,
    /// Bytes of the object, without its stream.
    pub walked: usize,
    /// The object, when it is a whole number.
    pub number: Option<u64>,
    pub stream: Option<StreamStart>,
}

#[derive(Debug)]
pub(super) struct StreamStart {
    pub dict: Range<usize>,
    /// Where its bytes begin.
    pub data: usize,
    pub length: Option<Length>,
    pub holds: Holds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Plain(u64),
    /// In another object.
    At(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Anything,
    /// A cross-reference stream.
    Index,
    /// An object stream.
    Objects,
}

/// Every place where an object starts, in file order, whatever an index says.
pub(super) fn starts(bytes: &[u8], budget: &mut Budget, limits: &Limits) -> Result<Vec<Start>, DocumentError> {
    let mut starts = Vec::new();
    let mut from = 0;
    while let Some(found) = bytes.get(from..).and_then(|rest| super::super::find(rest, b"obj")) {
        let at = from + found;
        from = at + 3;
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        if starts.len() >= limits.objects {
            return Err(too_large("the number of objects", limits.objects as u64));
        }
        starts.push(start(bytes, at, budget)?);
    }
    Ok(starts)
}

fn start(bytes: &[u8], at: usize, budget: &mut Budget) -> Result<Start, DocumentError> {
    let body = at + 3;
    let walked = object(bytes, body, budget)?;
    let text = bytes.get(body..walked.end).unwrap_or_default();
    let stream = walked.dict.and_then(|dict| stream(bytes, dict));
    Ok(Start { at, id: index::id_before(bytes, at), walked: walked.end - body, number: whole_number(text), stream })
}

fn whole_number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.trim().trim_start_matches('+').parse().ok()
}

/// The stream behind a dictionary, if there is one.
fn stream(bytes: &[u8], dict: Range<usize>) -> Option<StreamStart> {
    let at = skip_blank(bytes, dict.end);
    let after = bytes.get(at..)?.strip_prefix(b"stream")?;
    let blanks = after.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let line_end = match after.get(blanks..)? {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    let data = at + b"stream".len() + blanks + line_end;
    let text = index::plain_names(bytes.get(dict.clone())?);
    let has = |name: &[u8]| super::super::find(&text, name).is_some();
    let holds = match (has(b"/ObjStm"), has(b"/XRef")) {
        (true, _) => Holds::Objects,
        (_, true) => Holds::Index,
        _ => Holds::Anything,
    };
    Some(StreamStart { data, length: index::length(&text), holds, dict })
}

/// Where an object ends and, if it is a dictionary, where that stands.
pub(super) struct Walked {
    pub end: usize,
    pub dict: Option<Range<usize>>,
}

/// Walks one object to its end, or to where no parser would go on.
pub(super) fn object(bytes: &[u8], from: usize, budget: &mut Budget) -> Result<Walked, DocumentError> {
    let (mut at, mut depth, mut values, mut dict) = (from, 0_usize, 0_u64, None);
    let opened = skip_blank(bytes, from);
    loop {
        at = skip_blank(bytes, at);
        let rest = bytes.get(at..).unwrap_or_default();
        values += 1;
        let step = match rest {
            [] | [b')' | b'{' | b'}', ..] => break,
            [b'<', b'<', ..] => {
                depth += 1;
                2
            }
            [b'[', ..] => {
                depth += 1;
                1
            }
            [b'>', b'>', ..] if depth > 0 => {
                depth -= 1;
                2
            }
            [b']', ..] if depth > 0 => {
                depth -= 1;
                1
            }
            [b'(', ..] => string(rest),
            [b'<', ..] => rest.iter().position(|byte| *byte == b'>').map_or(rest.len(), |end| end + 1),
            [b'/', tail @ ..] => 1 + regular(tail),
            [b']' | b'>', ..] => break,
            _ => {
                let length = regular(rest);
                if length == 0 || !goes_on(rest.get(..length).unwrap_or_default()) {
                    break;
                }
                length
            }
        };
        at += step;
        if depth > DEEPEST {
            return Err(too_large("how deep its parts are nested", DEEPEST as u64));
        }
        if values % 4096 == 0 {
            budget.spend(4096, 0)?;
        }
        if depth == 0 {
            if bytes.get(opened..).is_some_and(|text| text.starts_with(b"<<")) {
                dict = Some(opened..at);
            }
            break;
        }
    }
    budget.spend(values % 4096, at - from)?;
    Ok(Walked { end: at.min(bytes.len()), dict })
}

/// Numbers, references and the three words; anything else ends every parser's patience.
fn goes_on(word: &[u8]) -> bool {
    matches!(word, b"true" | b"false" | b"null" | b"R")
        || word.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Length of a string in brackets, or of the rest when it never closes.
fn string(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 12)
}

pub(super) fn regular(bytes: &[u8]) -> usize {
    let ends = |byte: &u8| is_blank(*byte) || b"()<>[]{}/%".contains(byte);
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

/// White space and comments.
fn skip_blank(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        if *byte == b'%' {
            let rest = &bytes[at..];
            at += rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
        } else if is_blank(*byte) {
            at += 1;
        } else {
            break;
        }
    }
    at
}
