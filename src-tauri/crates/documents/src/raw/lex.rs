//! PDF's words, one after the other, without a copy.
//!
//! Owns tokens, values and the skipping of nested ones. It serves files and content streams alike. Nothing recurses:
//! what nests deeper than [`DEEPEST`] is no value.

/// Arrays and dictionaries inside one another.
pub(crate) const DEEPEST: usize = 100;

/// One word of a file or of a content stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'b> {
    Int(i64),
    Real(f64),
    /// Without the slash, escapes (`#20`) as written; see [`is_name`].
    Name(&'b [u8]),
    /// What stands between the outer parentheses, escapes as written.
    Text(&'b [u8]),
    /// What stands between `<` and `>`.
    Hex(&'b [u8]),
    ArrayOpen,
    ArrayClose,
    DictOpen,
    DictClose,
    /// Anything else: `true`, `null`, `R`, `obj`, an operator; also a stray byte.
    Word(&'b [u8]),
}

/// Reads words from a place on. [`Lexer::start`] is where the last word began.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'b> {
    bytes: &'b [u8],
    /// Where the next word is looked for. May be moved, over an inline image for instance.
    pub at: usize,
    pub start: usize,
}

/// A value, its parts unread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'b> {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Name(&'b [u8]),
    Text(&'b [u8]),
    Hex(&'b [u8]),
    Array(Array<'b>),
    Dict(Dict<'b>),
    /// Number of an indirect object.
    Ref(u32),
}

/// A dictionary: the bytes between `<<` and `>>`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Dict<'b>(pub &'b [u8]);

/// An array: the bytes between `[` and `]`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Array<'b>(pub &'b [u8]);

pub(crate) fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Whether a byte ends a word, looked up instead of compared: most of a file is words.
const ENDS_A_WORD: [bool; 256] = {
    let ends = b"\0\t\n\x0C\r ()<>[]{}/%";
    let (mut table, mut at) = ([false; 256], 0);
    while at < ends.len() {
        table[ends[at] as usize] = true;
        at += 1;
    }
    table
};

/// Whether a name as written is this name.
pub(crate) fn is_name(written: &[u8], name: &[u8]) -> bool {
    written == name || (written.contains(&b'#') && name_bytes(written) == name)
}

/// A name with its escapes resolved.
pub(crate) fn name_bytes(written: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| (*byte as char).to_digit(16));
    let mut plain = Vec::with_capacity(written.len());
    let mut at = 0;
    while let Some(byte) = written.get(at) {
        if *byte == b'#'
            && let (Some(high), Some(low)) = (digit(written.get(at + 1)), digit(written.get(at + 2)))
        {
            plain.push((high * 16 + low) as u8);
            at += 3;
        } else {
            plain.push(*byte);
            at += 1;
        }
    }
    plain
}

impl<'b> Lexer<'b> {
    pub(crate) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at, start: at }
    }

    pub(crate) fn skip_white(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            if is_white(*byte) {
                self.at += 1;
            } else if *byte == b'%' {
                while self.bytes.get(self.at).is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
                    self.at += 1;
                }
            } else {
                break;
            }
        }
    }

    /// A whole value. `None` at the end, at a closing bracket, and where the bytes are no value.
    pub(crate) fn value(&mut self) -> Option<Value<'b>> {
        let first = self.next()?;
        let start = self.start;
        let value = match first {
            Token::Int(number) => {
                let after = self.at;
                if let Ok(id) = u32::try_from(number)
                    && let Some(Token::Int(_)) = self.next()
                    && let Some(Token::Word(b"R")) = self.next()
                {
                    self.start = start;
                    return Some(Value::Ref(id));
                }
                self.at = after;
                Value::Int(number)
            }
            Token::Real(number) => Value::Real(number),
            Token::Name(name) => Value::Name(name),
            Token::Text(text) => Value::Text(text),
            Token::Hex(text) => Value::Hex(text),
            Token::Word(b"null") => Value::Null,
            Token::Word(b"true") => Value::Bool(true),
            Token::Word(b"false") => Value::Bool(false),
            Token::ArrayOpen => Value::Array(Array(self.rest(start + 1, false)?)),
            Token::DictOpen => Value::Dict(Dict(self.rest(start + 2, true)?)),
            Token::ArrayClose | Token::DictClose | Token::Word(_) => return None,
        };
        self.start = start;
        Some(value)
    }

    /// What an opened array or dictionary holds, its end skipped.
    fn rest(&mut self, from: usize, is_dict: bool) -> Option<&'b [u8]> {
        // One bit a level: 1 is a dictionary.
        let mut open = u128::from(is_dict);
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next()? {
                opening @ (Token::ArrayOpen | Token::DictOpen) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return None;
                    }
                    open = open << 1 | u128::from(opening == Token::DictOpen);
                }
                closing @ (Token::ArrayClose | Token::DictClose) => {
                    if (open & 1 == 1) != (closing == Token::DictClose) {
                        return None;
                    }
                    open >>= 1;
                    depth -= 1;
                }
                Token::Word(b"endobj" | b"stream" | b"obj") => return None,
                _ => {}
            }
        }
        self.bytes.get(from..self.start)
    }

    /// Literal text from its opening parenthesis; `None` where it never closes.
    fn text(&mut self) -> Option<Token<'b>> {
        let mut depth = 0_usize;
        let mut at = self.start;
        loop {
            match self.bytes.get(at)? {
                b'\\' => at += 1,
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.at = at + 1;
        self.bytes.get(self.start + 1..at).map(Token::Text)
    }

    fn regular_end(&self, mut at: usize) -> usize {
        while self.bytes.get(at).is_some_and(|byte| !ENDS_A_WORD[usize::from(*byte)]) {
            at += 1;
        }
        at
    }
}

impl<'b> Iterator for Lexer<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        self.skip_white();
        self.start = self.at;
        let first = *self.bytes.get(self.at)?;
        let second = self.bytes.get(self.at + 1).copied();
        let (token, length) = match first {
            b'/' => {
                let end = self.regular_end(self.at + 1);
                let name = self.bytes.get(self.at + 1..end)?;
                self.at = end;
                return Some(Token::Name(name));
            }
            b'(' => return self.text(),
            b'<' if second == Some(b'<') => (Token::DictOpen, 2),
            b'<' => {
                let inside = self.bytes.get(self.at + 1..)?;
                let length = inside.iter().position(|byte| *byte == b'>')?;
                (Token::Hex(&inside[..length]), length + 2)
            }
            b'>' if second == Some(b'>') => (Token::DictClose, 2),
            b'[' => (Token::ArrayOpen, 1),
            b']' => (Token::ArrayClose, 1),
            b'>' | b')' | b'{' | b'}' => (Token::Word(self.bytes.get(self.at..=self.at)?), 1),
            _ => {
                let end = self.regular_end(self.at);
                let word = self.bytes.get(self.at..end)?;
                self.at = end;
                return Some(number(word).unwrap_or(Token::Word(word)));
            }
        };
        self.at += length;
        Some(token)
    }
}

/// Exact powers of ten.
const TENS: [f64; 19] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

fn number<'b>(word: &[u8]) -> Option<Token<'b>> {
    let (negative, digits) = match word {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, word),
    };
    let (mut whole, mut decimals, mut point, mut seen) = (0_i64, 0_usize, false, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                seen = true;
                // Digits past the eighteenth mean nothing to a page.
                if whole < 100_000_000_000_000_000 {
                    whole = whole * 10 + i64::from(byte - b'0');
                    decimals += usize::from(point);
                } else if !point {
                    return None;
                }
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    let whole = if negative { -whole } else { whole };
    match (seen, point) {
        (false, _) => None,
        (true, false) => Some(Token::Int(whole)),
        #[expect(clippy::cast_precision_loss, reason = "page coordinates have few digits")]
        (true, true) => Some(Token::Real(whole as f64 / TENS.get(decimals)?)),
    }
}

impl<'b> Value<'b> {
    pub(crate) fn int(self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(number),
            #[expect(clippy::cast_possible_truncation, reason = "written as a real, meant as a count")]
            Self::Real(number) => Some(number as i64),
            _ => None,
        }
    }

    pub(crate) fn number(self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "page coordinates have few digits")]
            Self::Int(number) => Some(number as f64),
            Self::Real(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn is_name(self, name: &[u8]) -> bool {
        matches!(self, Self::Name(written) if is_name(written, name))
    }
}

impl<'b> Dict<'b> {
    /// The value of an entry; of several with one name the last, as other readers have it.
    pub(crate) fn get(self, key: &[u8]) -> Option<Value<'b>> {
        self.entries().filter(|(name, _)| is_name(name, key)).last().map(|(_, value)| value)
    }

    pub(crate) fn entries(self) -> impl Iterator<Item = (&'b [u8], Value<'b>)> {
        let mut lexer = Lexer::new(self.0, 0);
        std::iter::from_fn(move || match lexer.next()? {
            Token::Name(name) => Some((name, lexer.value()?)),
            _ => None,
        })
    }
}

impl<'b> Array<'b> {
    pub(crate) fn items(self) -> impl Iterator<Item = Value<'b>> {
        let mut lexer = Lexer::new(self.0, 0);
        std::iter::from_fn(move || lexer.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        let tokens: Vec<Token<'_>> = Lexer::new(b"-.75 12 /A#42 (a(b)\\)c)<4 1>[<<>>]Tj+3%x\n0.5.1 R", 0).collect();
        assert_eq!(tokens[0], Token::Real(-0.75));
        assert_eq!(tokens[1..4], [Token::Int(12), Token::Name(b"A#42"), Token::Text(b"a(b)\\)c")]);
        assert_eq!(tokens[4..7], [Token::Hex(b"4 1"), Token::ArrayOpen, Token::DictOpen]);
        assert_eq!(tokens[9..], [Token::Word(b"Tj+3"), Token::Word(b"0.5.1"), Token::Word(b"R")]);
        assert!(is_name(b"A#42", b"AB") && !is_name(b"A#42", b"A#42x"));
    }

    #[test]
    fn a_dictionary_gives_its_entries_unread() {
        let mut lexer = Lexer::new(b" << /A 3 0 R /B [1 2 << /C (>>) >>] /A 4 0 R /D 1.5 >> tail", 0);
        let Some(Value::Dict(dict)) = lexer.value() else { panic!("a dictionary") };
        assert_eq!(lexer.start, 1);
        assert_eq!(dict.get(b"A"), Some(Value::Ref(4)), "the last one wins");
        let Some(Value::Array(array)) = dict.get(b"B") else { panic!("an array") };
        assert_eq!(array.items().count(), 3);
        assert_eq!(dict.get(b"D").and_then(Value::number), Some(1.5));
        assert_eq!(dict.get(b"E"), None);
        assert_eq!(lexer.next(), Some(Token::Word(b"tail")));
    }

    #[test]
    fn what_never_ends_or_nests_without_end_is_no_value() {
        for hostile in ["<< /A 1", "[ 1 >>", "(abc", "<41", "<< /A [ >> ]", "] 1", "<< /A 1 endobj"] {
            assert_eq!(Lexer::new(hostile.as_bytes(), 0).value(), None, "{hostile}");
        }
        assert_eq!(Lexer::new("[".repeat(100_000).as_bytes(), 0).value(), None);
        let deep = "[".repeat(DEEPEST) + &"]".repeat(DEEPEST);
        assert!(Lexer::new(deep.as_bytes(), 0).value().is_some());
    }
}
