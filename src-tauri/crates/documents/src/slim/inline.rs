//! Pictures inside a content stream: where they end, and whether they lean on the page's names.

use super::lex::{Lexer, Span, Token, is_blank, operator};

/// Moves the lexer behind `EI` and gives the span between `BI` and `EI`. `None` for a picture whose end is not certain
/// or that names a colour space of the page.
pub(super) fn read(bytes: &[u8], lexer: &mut Lexer<'_>) -> Option<Span> {
    let start = lexer.at;
    let (mut size, mut bits, mut parts) = ([0_usize; 2], 1, 1);
    let mut plain = true;
    loop {
        let key = match lexer.next() {
            Token::Name(key) => key.of(bytes),
            Token::Operator(word) if word == operator(b"ID") => break,
            _ => return None,
        };
        let value = lexer.next();
        match (key, value) {
            (b"W" | b"Width", Token::Number(side)) => size[0] = whole(side)?,
            (b"H" | b"Height", Token::Number(side)) => size[1] = whole(side)?,
            (b"BPC" | b"BitsPerComponent", Token::Number(value)) => bits = whole(value)?,
            (b"CS" | b"ColorSpace", Token::Name(name)) => {
                parts = match name.of(bytes) {
                    b"G" | b"DeviceGray" => 1,
                    b"RGB" | b"DeviceRGB" => 3,
                    b"CMYK" | b"DeviceCMYK" => 4,
                    _ => return None,
                };
            }
            (b"CS" | b"ColorSpace", _) => return None,
            (b"F" | b"Filter", _) => plain = false,
            (b"L" | b"Length", _) => return None,
            // Only `true` and `false` are words here.
            (_, Token::Word(word)) if !matches!(word.of(bytes), b"true" | b"false") => return None,
            (_, Token::Operator(_) | Token::Odd | Token::End) => return None,
            _ => {}
        }
    }
    let data = lexer.at + 1;
    let end = if plain {
        let row = size[0].checked_mul(bits)?.checked_mul(parts)?.div_ceil(8);
        data.checked_add(row.checked_mul(size[1])?)?
    } else {
        search(bytes, data)?
    };
    let rest = bytes.get(end..)?;
    let gap = rest.iter().take_while(|byte| is_blank(**byte)).count();
    let [b'E', b'I', after @ ..] = rest.get(gap..)? else { return None };
    if after.first().is_some_and(|byte| !is_blank(*byte)) {
        return None;
    }
    lexer.at = end + gap + 2;
    Some(Span { start, end })
}

fn whole(value: f64) -> Option<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a small whole number")]
    (value.fract() == 0.0 && (0.0..1e6).contains(&value)).then_some(value as usize)
}

/// The end of packed data: an `EI` between blanks with nothing but text behind it. A second candidate in sight would
/// make it uncertain; packed data hardly ever holds one.
fn search(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = rest.windows(3).position(|window| is_blank(window[0]) && &window[1..] == b"EI")?;
    let after = rest.get(at + 3..)?;
    let readable = |byte: &u8| byte.is_ascii_graphic() || is_blank(*byte);
    let sure = after.first().is_none_or(|byte| is_blank(*byte)) && after.iter().take(30).all(readable);
    sure.then_some(from + at)
}
