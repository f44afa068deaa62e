//! Cutting a content stream into operands and operators.
//!
//! Owns the byte level: nothing is copied or allocated, strings and arrays are spans of the stream. What readers are
//! known to read differently from each other is [`Token::Odd`]; the page is then left as it is.

/// A part of a content stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub(super) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// Without its slash.
    Name(Span),
    /// `(...)`, without the parentheses.
    Literal(Span),
    /// `<...>`, without the brackets.
    Hex(Span),
    /// `[...]`, without the brackets.
    Array(Span),
    /// `<<...>>`, without the brackets.
    Dictionary(Span),
    /// At most three bytes, first byte lowest ([`operator`]).
    Operator(u32),
    /// A longer word: no operator of a content stream.
    Word(Span),
    Odd,
    End,
}

/// An operator's bytes as one number.
pub(super) const fn operator(word: &[u8]) -> u32 {
    match word {
        [a] => *a as u32,
        [a, b] => *a as u32 | (*b as u32) << 8,
        [a, b, c] => *a as u32 | (*b as u32) << 8 | (*c as u32) << 16,
        _ => 0,
    }
}

const REGULAR: u8 = 0;
const BLANK: u8 = 1;
const DELIMITER: u8 = 2;

const KINDS: [u8; 256] = {
    let mut kinds = [REGULAR; 256];
    let blanks = [0, 9, 10, 12, 13, 32];
    let mut at = 0;
    while at < blanks.len() {
        kinds[blanks[at]] = BLANK;
        at += 1;
    }
    let delimiters = b"()<>[]{}/%";
    at = 0;
    while at < delimiters.len() {
        kinds[delimiters[at] as usize] = DELIMITER;
        at += 1;
    }
    kinds
};

pub(super) fn is_blank(byte: u8) -> bool {
    KINDS[byte as usize] == BLANK
}

pub(super) fn is_regular(byte: u8) -> bool {
    KINDS[byte as usize] == REGULAR
}

/// Deepest `[` or `<<` inside another.
const DEEPEST: usize = 64;
const POWERS: [f64; 19] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

pub(super) struct Lexer<'c> {
    bytes: &'c [u8],
    pub at: usize,
}

impl<'c> Lexer<'c> {
    pub(super) fn new(bytes: &'c [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Reads inside a span of the same stream.
    pub(super) fn within(bytes: &'c [u8], span: Span) -> Self {
        Self { bytes: bytes.get(..span.end).unwrap_or_default(), at: span.start }
    }

    #[inline]
    pub(super) fn next(&mut self) -> Token {
        loop {
            let Some(&byte) = self.bytes.get(self.at) else { return Token::End };
            if is_blank(byte) {
                self.at += 1;
                continue;
            }
            return match byte {
                b'0'..=b'9' | b'-' | b'+' | b'.' => self.number(),
                b'%' => {
                    self.comment();
                    continue;
                }
                b'/' => {
                    self.at += 1;
                    Token::Name(self.regular())
                }
                b'(' => self.literal(),
                b'<' | b'[' => self.bracketed(byte),
                b')' | b'>' | b']' | b'{' | b'}' => Token::Odd,
                _ => self.word(),
            };
        }
    }

    fn comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
    }

    fn regular(&mut self) -> Span {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|byte| is_regular(*byte)) {
            self.at += 1;
        }
        Span { start, end: self.at }
    }

    fn word(&mut self) -> Token {
        let word = self.regular();
        match operator(word.of(self.bytes)) {
            0 => Token::Word(word),
            packed => Token::Operator(packed),
        }
    }

    #[inline]
    fn number(&mut self) -> Token {
        let whole = self.bytes.get(self.at..).unwrap_or_default();
        let (negative, mut rest) = match whole {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, whole),
        };
        let start = rest.len();
        let mut value = 0_u64;
        while let [byte @ b'0'..=b'9', tail @ ..] = rest {
            value = value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            rest = tail;
        }
        let mut digits = start - rest.len();
        let mut decimals = 0;
        if let [b'.', tail @ ..] = rest {
            rest = tail;
            let point = rest.len();
            while let [byte @ b'0'..=b'9', tail @ ..] = rest {
                value = value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                rest = tail;
            }
            decimals = point - rest.len();
            digits += decimals;
        }
        // Of nineteen digits and more the value above is wrong.
        if digits == 0 || digits > 18 || rest.first().is_some_and(|byte| is_regular(*byte)) {
            return Token::Odd;
        }
        self.at += whole.len() - rest.len();
        #[expect(clippy::cast_precision_loss, reason = "more digits than a double holds are rounded, as everywhere")]
        let mut number = value as f64;
        if decimals > 0 {
            number /= POWERS[decimals];
        }
        Token::Number(if negative { -number } else { number })
    }

    fn literal(&mut self) -> Token {
        let start = self.at + 1;
        let mut depth = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Token::Literal(Span { start, end: self.at - 1 });
                    }
                }
                _ => {}
            }
        }
        Token::Odd
    }

    fn hex(&mut self) -> Token {
        let start = self.at + 1;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| !byte.is_ascii_hexdigit() && !is_blank(*byte)) else {
            return Token::Odd;
        };
        if rest[length] != b'>' {
            return Token::Odd;
        }
        self.at = start + length + 1;
        Token::Hex(Span { start, end: start + length })
    }

    fn bracketed(&mut self, first: u8) -> Token {
        let dictionary = first == b'<';
        if dictionary && self.bytes.get(self.at + 1) != Some(&b'<') {
            return self.hex();
        }
        let start = self.at + if dictionary { 2 } else { 1 };
        let mut open = [false; DEEPEST];
        let mut depth = 0;
        while let Some(&byte) = self.bytes.get(self.at) {
            let double = self.bytes.get(self.at + 1) == Some(&byte);
            match byte {
                b'[' | b'<' => {
                    if byte == b'<' && !double {
                        if self.hex() == Token::Odd {
                            return Token::Odd;
                        }
                        continue;
                    }
                    if depth == DEEPEST {
                        return Token::Odd;
                    }
                    open[depth] = byte == b'<';
                    depth += 1;
                    self.at += if byte == b'<' { 2 } else { 1 };
                }
                b']' | b'>' => {
                    if depth == 0 || open[depth - 1] != (byte == b'>') || (byte == b'>' && !double) {
                        return Token::Odd;
                    }
                    depth -= 1;
                    let end = self.at;
                    self.at += if byte == b'>' { 2 } else { 1 };
                    if depth == 0 {
                        let span = Span { start, end };
                        return if dictionary { Token::Dictionary(span) } else { Token::Array(span) };
                    }
                }
                b'(' => {
                    if self.literal() == Token::Odd {
                        return Token::Odd;
                    }
                }
                b'%' => self.comment(),
                _ => self.at += 1,
            }
        }
        Token::Odd
    }
}

/// The bytes a `(...)` string stands for, appended.
pub(super) fn unescape(text: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'\\' => at += escaped(text.get(at..).unwrap_or_default(), out),
            // A line end of any kind is one line feed.
            b'\r' => {
                if text.get(at) == Some(&b'\n') {
                    at += 1;
                }
                out.push(b'\n');
            }
            _ => out.push(byte),
        }
    }
}

/// How many bytes after the backslash belong to it.
fn escaped(rest: &[u8], out: &mut Vec<u8>) -> usize {
    let Some(&byte) = rest.first() else { return 0 };
    match byte {
        b'0'..=b'7' => {
            let digits = rest.iter().take(3).take_while(|digit| matches!(digit, b'0'..=b'7')).count();
            let code = rest[..digits].iter().fold(0_u32, |code, digit| code * 8 + u32::from(digit - b'0'));
            out.push(code.to_le_bytes()[0]);
            return digits;
        }
        b'\n' => {}
        b'\r' => return if rest.get(1) == Some(&b'\n') { 2 } else { 1 },
        b'n' => out.push(b'\n'),
        b'r' => out.push(b'\r'),
        b't' => out.push(b'\t'),
        b'b' => out.push(8),
        b'f' => out.push(12),
        _ => out.push(byte),
    }
    1
}

/// The bytes a `<...>` string stands for, appended.
pub(super) fn unhex(text: &[u8], out: &mut Vec<u8>) {
    let mut high: Option<u8> = None;
    for digit in text.iter().filter_map(|byte| char::from(*byte).to_digit(16)) {
        let digit = digit.to_le_bytes()[0];
        match high.take() {
            Some(high) => out.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    out.extend(high.map(|high| high << 4));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut lexer = Lexer::new(text.as_bytes());
        let mut found = Vec::new();
        loop {
            let token = lexer.next();
            if token == Token::End {
                return found;
            }
            found.push(token);
            if token == Token::Odd {
                return found;
            }
        }
    }

    #[test]
    fn numbers_are_read_as_written() {
        let text = "12 -3.50 +.25 -.5 7. 0.000001 123456.789";
        let expected = [12.0, -3.5, 0.25, -0.5, 7.0, 0.000_001, 123_456.789].map(Token::Number).to_vec();
        assert_eq!(tokens(text), expected);
        for odd in ["--5", "5-3", "1e5", ".", "-", "1.2.3", "1234567890123456789"] {
            assert_eq!(tokens(odd), [Token::Odd], "{odd} is read differently by different readers");
        }
    }

    #[test]
    fn strings_and_arrays_are_spans() {
        let text = r"/F1 [(a\)(b)) -12 <0A 0b>] TJ <</K(>>)/L[<<>>]>> BDC %x
        Tj";
        let found = tokens(text);
        let Token::Array(array) = found[1] else { panic!("{found:?}") };
        assert_eq!(array.of(text.as_bytes()), br"(a\)(b)) -12 <0A 0b>");
        assert_eq!(found[2], Token::Operator(operator(b"TJ")));
        assert!(matches!(found[3], Token::Dictionary(_)));
        assert_eq!(found.last(), Some(&Token::Operator(operator(b"Tj"))));
        assert_eq!(tokens("[ (never closed ]"), [Token::Odd]);
        assert_eq!(tokens(&"[".repeat(100_000)), [Token::Odd]);
    }

    #[test]
    fn strings_say_what_they_escape() {
        let mut out = Vec::new();
        unescape(b"a\\(\\101\\\r\nb\r\n\\8\\0", &mut out);
        assert_eq!(out, b"a(Ab\n8\0");
        out.clear();
        unhex(b"0A f", &mut out);
        assert_eq!(out, [0x0A, 0xF0]);
    }
}
