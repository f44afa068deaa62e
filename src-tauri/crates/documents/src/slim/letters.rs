//! What a font's codes stand for: its ToUnicode map, read and written.

use super::lex::{Lexer, Span, Token, unhex};

/// More entries than any font needs; a map that unfolds further is not read.
const MOST_ENTRIES: usize = 200_000;
/// Longest text of one code, UTF-16 bytes.
const LONGEST: usize = 64;

/// Text by code, UTF-16 with the high byte first.
#[derive(Default)]
pub(super) struct Letters {
    bytes: Vec<u8>,
    places: Vec<Span>,
    entries: usize,
}

impl Letters {
    /// `None` for a map that is built otherwise than with two-byte `bfchar` and `bfrange` entries.
    pub(super) fn read(map: &[u8]) -> Option<Self> {
        let (mut lexer, mut letters) = (Lexer::new(map), Self::default());
        loop {
            match lexer.next() {
                Token::End => return Some(letters),
                Token::Odd => return None,
                Token::Word(word) => match word.of(map) {
                    b"beginbfchar" => letters.chars(&mut lexer, map)?,
                    b"beginbfrange" => letters.ranges(&mut lexer, map)?,
                    b"usecmap" => return None,
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn chars(&mut self, lexer: &mut Lexer<'_>, map: &[u8]) -> Option<()> {
        while let Some(code) = code(lexer, map)? {
            let Token::Hex(text) = lexer.next() else { return None };
            self.put(code, &hex(map, text))?;
        }
        Some(())
    }

    fn ranges(&mut self, lexer: &mut Lexer<'_>, map: &[u8]) -> Option<()> {
        while let Some(first) = code(lexer, map)? {
            let last = code(lexer, map)??;
            match lexer.next() {
                Token::Hex(text) => self.counted(first, last, hex(map, text))?,
                Token::Array(texts) => {
                    let mut inner = Lexer::within(map, texts);
                    for code in first..=last {
                        match inner.next() {
                            Token::Hex(text) => self.put(code, &hex(map, text))?,
                            Token::End => break,
                            _ => return None,
                        }
                    }
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// A range whose text counts upwards in its last unit.
    fn counted(&mut self, first: u16, last: u16, mut text: Vec<u8>) -> Option<()> {
        for code in first..=last {
            self.put(code, &text)?;
            let [.., high, low] = text.as_mut_slice() else { return None };
            [*high, *low] = u16::from_be_bytes([*high, *low]).wrapping_add(1).to_be_bytes();
        }
        Some(())
    }

    fn put(&mut self, code: u16, text: &[u8]) -> Option<()> {
        self.entries += 1;
        if self.entries > MOST_ENTRIES || text.len() > LONGEST || !text.len().is_multiple_of(2) {
            return None;
        }
        let at = usize::from(code);
        if at >= self.places.len() {
            self.places.resize(at + 1, Span::default());
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text);
        self.places[at] = Span { start, end: self.bytes.len() };
        Some(())
    }

    /// Empty when the map does not say.
    pub(super) fn of(&self, code: u16) -> &[u8] {
        self.places.get(usize::from(code)).map_or(&[], |place| place.of(&self.bytes))
    }
}

/// The next two-byte code; `Some(None)` at the end of the section.
#[expect(clippy::option_option, reason = "broken, ended, and a code are three answers")]
fn code(lexer: &mut Lexer<'_>, map: &[u8]) -> Option<Option<u16>> {
    match lexer.next() {
        Token::Hex(span) => Some(Some(u16::from_be_bytes(hex(map, span).try_into().ok()?))),
        Token::Word(word) if word.of(map).starts_with(b"endbf") => Some(None),
        _ => None,
    }
}

fn hex(map: &[u8], span: Span) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4);
    unhex(span.of(map), &mut bytes);
    bytes
}

/// Writes a ToUnicode map: the text of each code in turn, empty where unknown.
pub(super) fn write<'t>(texts: impl Iterator<Item = &'t [u8]>) -> Vec<u8> {
    let known: Vec<(usize, &[u8])> = texts.enumerate().filter(|(_, text)| !text.is_empty()).collect();
    let mut out = b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n\
        <</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n\
        1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"
        .to_vec();
    // The format allows 100 entries in a section.
    for section in known.chunks(100) {
        super::number::integer(&mut out, section.len() as u64);
        out.extend_from_slice(b" beginbfchar\n");
        for (code, text) in section {
            out.push(b'<');
            let [.., high, low] = code.to_be_bytes();
            hex_digits(&mut out, &[high, low]);
            out.extend_from_slice(b"><");
            hex_digits(&mut out, text);
            out.extend_from_slice(b">\n");
        }
        out.extend_from_slice(b"endbfchar\n");
    }
    out.extend_from_slice(b"endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    out
}

fn hex_digits(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_written_is_the_map_read() {
        let map = b"1 beginbfrange <0003> <0005> [<0041> <00660069> <D835DC00>]\n<0007><0008><0061> endbfrange\n\
            1 beginbfchar <0010> <20B9> endbfchar";
        let letters = Letters::read(map).unwrap();
        let texts: Vec<&[u8]> = (0..=0x10).map(|code| letters.of(code)).collect();
        assert_eq!(texts[3], [0, 0x41]);
        assert_eq!(texts[4], [0, 0x66, 0, 0x69], "a ligature is two letters");
        assert_eq!(texts[8], [0, 0x62]);
        assert_eq!(texts[6], b"");
        let again = Letters::read(&write(texts.iter().copied())).unwrap();
        for code in 0..=0x10 {
            assert_eq!(again.of(code), texts[usize::from(code)]);
        }
    }

    #[test]
    fn a_map_that_unfolds_without_end_is_not_read() {
        let map = format!("9 beginbfrange {} endbfrange", "<0000><FFFF><0041>".repeat(9));
        assert!(Letters::read(map.as_bytes()).is_none());
        assert!(Letters::read(b"1 beginbfchar <41> <0041> endbfchar").is_none(), "one-byte codes are not ours");
    }
}
