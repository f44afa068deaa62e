//! Whether a page says a tracking id, found out without drawing it.
//!
//! Owns the last look before paper: the shown strings of a page in the order they are drawn, translated by the fonts' own
//! tables, a piece of the content at a time. It only ever says yes by itself. Where it finds nothing, the page is read
//! in full, because letters may come in any order, in forms, or as a picture.

use std::collections::HashMap;
use std::rc::Rc;

use flate2::{Decompress, FlushDecompress, Status};

use super::{LabelPage, ids, read_one};
use crate::error::{DocumentError, guarded};
use crate::limits::Limits;
use crate::raw::{Dict, Lexer, Object, RawFile, RawPage, Token, Value};
use crate::sound::too_large;

/// Content inflated at a time. A label's upper part, which names the tracking id, is drawn first.
const PIECE: usize = 32 * 1024;
const BROKEN: DocumentError = DocumentError::Damaged("a compressed part of it is broken");
/// Codes of a font.
const MOST_CODES: usize = 65_536;

/// Whether the page says this tracking id, in its text or else in its bars. `page` counts from 0.
///
/// # Errors
/// Why the file is refused; a page that says nothing of it is an answer.
pub fn names_tracking_id(bytes: &[u8], page: usize, tracking_id: &str) -> Result<bool, DocumentError> {
    guarded(|| {
        let limits = Limits::default();
        let wanted = squeezed(tracking_id);
        if wanted.is_empty() {
            return Ok(false);
        }
        let file = RawFile::open(bytes, &limits)?;
        let mut ear = Ear::new(&file, &limits);
        if ear.hears(file.page(page)?, Some(&wanted))? {
            return Ok(true);
        }
        let read = read_one(file.bytes(), page, &limits)?;
        Ok(says(&read, &wanted))
    })
}

/// The tracking ids each page says, found the quick way wherever they have the shape of the marketplace's own courier.
///
/// # Errors
/// As [`names_tracking_id`].
pub fn quick_tracking_ids(bytes: &[u8]) -> Result<Vec<Vec<String>>, DocumentError> {
    guarded(|| {
        let limits = Limits::default();
        let file = RawFile::open(bytes, &limits)?;
        let mut ear = Ear::new(&file, &limits);
        let mut found = Vec::with_capacity(file.pages().len());
        for (index, page) in file.pages().iter().enumerate() {
            ear.hears(page, None)?;
            let quick = ids::own_courier_ids(&ear.said);
            // Other couriers' ids end nowhere in a text without blanks.
            let other = quick.is_empty() && ear.said.contains("AWBNO");
            found.push(if other { read_one(file.bytes(), index, &limits)?.tracking_ids } else { quick });
        }
        Ok(found)
    })
}

fn says(page: &LabelPage, wanted: &str) -> bool {
    ids::names(&squeezed(&page.text), wanted) || page.symbols.iter().any(|symbol| squeezed(&symbol.text) == wanted)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

/// What a font's codes stand for.
struct Letters {
    /// Two bytes a code.
    wide: bool,
    /// By code; NUL where the font does not say.
    by_code: Vec<char>,
}

struct Ear<'f, 'b> {
    file: &'f RawFile<'b>,
    limits: &'f Limits,
    /// Fonts by object number, read once a file.
    fonts: HashMap<u32, Option<Rc<Letters>>>,
    /// The page's fonts by the name it uses.
    named: Vec<(&'f [u8], Option<Rc<Letters>>)>,
    current: Option<Rc<Letters>>,
    content: Vec<u8>,
    /// Where in the content the next operator is looked for.
    at: usize,
    /// Everything heard on this page, in upper case without blanks.
    said: String,
}

impl<'f, 'b> Ear<'f, 'b> {
    fn new(file: &'f RawFile<'b>, limits: &'f Limits) -> Self {
        let (fonts, named, content) = (HashMap::new(), Vec::new(), Vec::new());
        Self { file, limits, fonts, named, current: None, content, at: 0, said: String::new() }
    }

    /// Listens to a page until it says `wanted`, or to its end.
    fn hears(&mut self, page: &RawPage, wanted: Option<&str>) -> Result<bool, DocumentError> {
        self.said.clear();
        self.current = None;
        self.learn_fonts(page)?;
        for id in &page.contents {
            let Some(stream) = self.file.object(*id) else { continue };
            if self.listen_to(&stream, wanted)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn learn_fonts(&mut self, page: &RawPage) -> Result<(), DocumentError> {
        self.named.clear();
        let file = self.file;
        let Some(Value::Dict(resources)) = file.resources(page).map(|value| file.resolve(value)) else { return Ok(()) };
        let Some(Value::Dict(fonts)) = file.get(resources, b"Font") else { return Ok(()) };
        for (name, font) in fonts.entries() {
            let Value::Ref(id) = font else { continue };
            if !self.fonts.contains_key(&id) {
                let letters = letters(file, id, self.limits)?.map(Rc::new);
                self.fonts.insert(id, letters);
            }
            self.named.push((name, self.fonts.get(&id).cloned().flatten()));
        }
        Ok(())
    }

    fn listen_to(&mut self, stream: &Object<'_>, wanted: Option<&str>) -> Result<bool, DocumentError> {
        let mut content = std::mem::take(&mut self.content);
        content.clear();
        self.at = 0;
        let dict = stream.dict();
        let plain = dict.get(b"Filter").is_some_and(|filter| filter.is_name(b"FlateDecode"))
            && dict.get(b"DecodeParms").is_none();
        let heard = match stream.stream {
            Some(packed) if plain => self.listen_in_pieces(packed, &mut content, wanted),
            _ => self.file.decode_into(stream, &mut content, self.limits).map(|()| {
                self.listen(&content, true);
                self.has_said(wanted, true)
            }),
        };
        self.content = content;
        heard
    }

    fn listen_in_pieces(
        &mut self,
        packed: &[u8],
        content: &mut Vec<u8>,
        wanted: Option<&str>,
    ) -> Result<bool, DocumentError> {
        let mut inflater = Decompress::new(true);
        loop {
            let (read, wrote) = (inflater.total_in(), content.len());
            let rest = usize::try_from(read).ok().and_then(|read| packed.get(read..)).ok_or(BROKEN)?;
            content.reserve(PIECE);
            let status = inflater.decompress_vec(rest, content, FlushDecompress::None).map_err(|_| BROKEN)?;
            if content.len() as u64 > self.limits.stream_bytes {
                return Err(too_large("the unpacked size of a stream", self.limits.stream_bytes));
            }
            let ended = status == Status::StreamEnd;
            self.listen(content, ended);
            if self.has_said(wanted, ended) || ended {
                return Ok(self.has_said(wanted, ended));
            }
            if content.len() == wrote && inflater.total_in() == read {
                return Err(BROKEN);
            }
        }
    }

    /// The last letter may belong to a longer number as long as more is to come.
    fn has_said(&self, wanted: Option<&str>, ended: bool) -> bool {
        let mut said = self.said.as_str();
        if !ended && let Some((last, _)) = said.char_indices().next_back() {
            said = &said[..last];
        }
        wanted.is_some_and(|wanted| ids::names(said, wanted))
    }

    /// Hears every `Tj`, `TJ` and `Tf` whose operator is complete.
    fn listen(&mut self, content: &[u8], ended: bool) {
        let end = if ended { content.len() } else { content.len().saturating_sub(2) };
        while let Some(found) = content.get(self.at..end).and_then(|rest| rest.iter().position(|byte| *byte == b'T')) {
            let at = self.at + found;
            self.at = at + 1;
            let before = content.get(..at).unwrap_or_default().trim_ascii_end();
            match content.get(at + 1) {
                Some(b'j') => self.shown(before),
                Some(b'J') => {
                    let open = before.iter().rposition(|byte| *byte == b'[');
                    if let Some(strings) = open.and_then(|open| before.get(open + 1..)) {
                        self.strings(strings);
                    }
                }
                Some(b'f') => self.font(before),
                _ => {}
            }
        }
        self.at = self.at.max(end);
    }

    /// `/F1 6.5 Tf`.
    fn font(&mut self, before: &[u8]) {
        let size = before.iter().rev().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')).count();
        let name = before.get(..before.len() - size).unwrap_or_default().trim_ascii_end();
        let Some(slash) = name.iter().rev().take(128).position(|byte| *byte == b'/') else { return };
        let name = name.get(name.len() - slash..).unwrap_or_default();
        self.current = self.named.iter().find(|(known, _)| *known == name).and_then(|(_, letters)| letters.clone());
    }

    /// The string right before a `Tj`.
    fn shown(&mut self, before: &[u8]) {
        let open = match before.last() {
            Some(b'>') => before.iter().rposition(|byte| *byte == b'<'),
            Some(b')') => (0..before.len()).rev().find(|at| {
                before[*at] == b'(' && before[..*at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0
            }),
            _ => None,
        };
        if let Some(string) = open.and_then(|open| before.get(open..)) {
            self.strings(string);
        }
    }

    fn strings(&mut self, text: &[u8]) {
        for token in Lexer::new(text, 0) {
            match token {
                Token::Hex(digits) => {
                    let mut codes = [0_u8; 64];
                    for digits in digits.chunks(128) {
                        let mut count = 0;
                        for (place, pair) in digits.chunks(2).enumerate() {
                            codes[place] = hex(pair);
                            count = place + 1;
                        }
                        self.say(&codes[..count]);
                    }
                }
                Token::Text(literal) if !literal.contains(&b'\\') => self.say(literal),
                Token::Text(literal) => self.say(&unescaped(literal)),
                _ => {}
            }
        }
    }

    fn say(&mut self, codes: &[u8]) {
        let Some(letters) = self.current.clone() else { return };
        let width = if letters.wide { 2 } else { 1 };
        for code in codes.chunks_exact(width) {
            let code = code.iter().fold(0_usize, |code, byte| code << 8 | usize::from(*byte));
            let letter = letters.by_code.get(code).copied().unwrap_or('\0');
            if letter != '\0' && !letter.is_whitespace() {
                self.said.push(letter.to_ascii_uppercase());
            }
        }
    }
}

fn hex(pair: &[u8]) -> u8 {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0);
    digit(pair[0]) << 4 | pair.get(1).map_or(0, |low| digit(*low))
}

/// A literal string with its escapes resolved (PDF 32000-1, 7.3.4.2).
fn unescaped(literal: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(literal.len());
    let mut at = 0;
    while let Some(byte) = literal.get(at) {
        at += 1;
        if *byte != b'\\' {
            plain.push(*byte);
            continue;
        }
        let rest = literal.get(at..).unwrap_or_default();
        let octal = rest.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
        if octal > 0 {
            let code = rest[..octal].iter().fold(0_u32, |code, digit| code * 8 + u32::from(digit - b'0'));
            plain.extend(u8::try_from(code & 0xFF));
            at += octal;
            continue;
        }
        at += 1;
        match rest.first() {
            Some(b'n') => plain.push(b'\n'),
            Some(b'r') => plain.push(b'\r'),
            Some(b't') => plain.push(b'\t'),
            Some(b'b') => plain.push(8),
            Some(b'f') => plain.push(12),
            Some(b'\r') => at += usize::from(rest.get(1) == Some(&b'\n')),
            Some(b'\n') | None => {}
            Some(other) => plain.push(*other),
        }
    }
    plain
}

/// What a font's codes stand for, from its ToUnicode table; ASCII for a simple font without one.
fn letters(file: &RawFile<'_>, font: u32, limits: &Limits) -> Result<Option<Letters>, DocumentError> {
    let Some(font) = file.object(font) else { return Ok(None) };
    let dict: Dict<'_> = font.dict();
    let wide = dict.get(b"Subtype").is_some_and(|kind| kind.is_name(b"Type0"));
    let table = match dict.get(b"ToUnicode") {
        Some(Value::Ref(id)) => file.object(id),
        _ => None,
    };
    let Some(table) = table else {
        let ascii = (0..128_u8).map(|code| if code.is_ascii_graphic() { char::from(code) } else { '\0' }).collect();
        return Ok((!wide).then_some(Letters { wide, by_code: ascii }));
    };
    let by_code = codes(&file.decode(&table, limits)?);
    Ok(Some(Letters { wide, by_code }))
}

/// The table itself: `bfchar` pairs and `bfrange` triples.
fn codes(table: &[u8]) -> Vec<char> {
    let mut by_code = Vec::new();
    let mut set = |code: usize, letter: char| {
        if code < MOST_CODES {
            if by_code.len() <= code {
                by_code.resize(code + 1, '\0');
            }
            by_code[code] = letter;
        }
    };
    let mut given: Vec<&[u8]> = Vec::new();
    let mut ranges = false;
    let mut listed: Option<usize> = None;
    for token in Lexer::new(table, 0) {
        match token {
            Token::Word(b"beginbfchar" | b"beginbfrange") => {
                ranges = token == Token::Word(b"beginbfrange");
                given.clear();
            }
            Token::ArrayOpen => listed = given.first().map(|first| number(first)),
            Token::ArrayClose => {
                listed = None;
                given.clear();
            }
            Token::Hex(digits) => {
                if let Some(code) = listed {
                    set(code, letter(digits));
                    listed = Some(code + 1);
                    continue;
                }
                given.push(digits);
                match given.as_slice() {
                    [code, text] if !ranges => {
                        set(number(code), letter(text));
                        given.clear();
                    }
                    [first, last, text] => {
                        let (first, last, start) = (number(first), number(last), letter(text));
                        for code in first..=last.min(MOST_CODES) {
                            let step = u32::try_from(code - first).unwrap_or(0);
                            set(code, char::from_u32(u32::from(start).saturating_add(step)).unwrap_or('\0'));
                        }
                        given.clear();
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    by_code
}

fn number(digits: &[u8]) -> usize {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    digits.iter().filter_map(digit).take(8).fold(0, |number, digit| number << 4 | digit as usize)
}

/// One letter of UTF-16; several letters for one code are of no interest here.
fn letter(digits: &[u8]) -> char {
    let code = u32::try_from(number(digits)).unwrap_or(0);
    if digits.len() <= 4 { char::from_u32(code).unwrap_or('\0') } else { '\0' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fonts_table_is_understood_in_all_its_forms() {
        let table =
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0003> <0041> <0004> <00660069>\n\
            endbfchar 2 beginbfrange <0005> <0007> <0030> <0008> <0009> [<0058> <20B9>] endbfrange";
        assert_eq!(codes(table)[3..], ['A', '\0', '0', '1', '2', 'X', '\u{20B9}']);
        assert!(codes(b"1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange").len() <= MOST_CODES);
        assert_eq!(unescaped(b"a\\(b\\)\\101\\n\\\\"), b"a(b)A\n\\");
    }
}
