//! How large a picture would be, from what its dictionary and its own header claim.
//!
//! Owns the bound on pixels. It decodes nothing.

use super::too_large;
use crate::error::DocumentError;
use crate::limits::Limits;

/// Refuses a picture with too many pixels.
pub(super) fn bounded(width: i64, height: i64, limits: &Limits) -> Result<(), DocumentError> {
    let side = |side: i64| u64::try_from(side).unwrap_or(0);
    if side(width).saturating_mul(side(height)) > limits.image_pixels {
        return Err(too_large("the size of a picture in pixels", limits.image_pixels));
    }
    Ok(())
}

/// What the picture's own header claims: decoders believe it, not the dictionary.
pub(super) fn check(codec: &[u8], packed: &[u8], limits: &Limits) -> Result<(), DocumentError> {
    let size = match codec {
        b"DCTDecode" | b"DCT" => jpeg(packed),
        b"JPXDecode" => jpeg_2000(packed),
        // Its parts each claim a size of their own; no marketplace or scanner in use writes it.
        b"JBIG2Decode" => return Err(DocumentError::Damaged("a picture in it is packed as JBIG2, which is not read")),
        _ => None,
    };
    size.map_or(Ok(()), |(width, height)| bounded(width, height, limits))
}

fn jpeg(bytes: &[u8]) -> Option<(i64, i64)> {
    let mut rest = bytes.get(2..)?;
    while let [0xFF, kind, tail @ ..] = rest {
        match kind {
            0xFF => rest = rest.get(1..)?,
            0x01 | 0xD0..=0xD8 => rest = tail,
            // The three gaps in the frame markers are tables.
            0xC0..=0xCF if !matches!(kind, 0xC4 | 0xC8 | 0xCC) => {
                let [_, _, _, h1, h0, w1, w0, ..] = tail else { return None };
                return Some((i64::from(u16::from_be_bytes([*w1, *w0])), i64::from(u16::from_be_bytes([*h1, *h0]))));
            }
            _ => {
                let [high, low, ..] = tail else { return None };
                rest = tail.get(usize::from(u16::from_be_bytes([*high, *low])).max(2)..)?;
            }
        }
    }
    None
}

fn jpeg_2000(bytes: &[u8]) -> Option<(i64, i64)> {
    let at = super::find(bytes, &[0xFF, 0x4F, 0xFF, 0x51])?;
    let number = |at: usize| Some(i64::from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)));
    Some((number(at + 8)?, number(at + 12)?))
}

/// Pictures inside content: `BI /W 199 /H 30 ... ID`.
pub(super) fn check_inline(content: &[u8], limits: &Limits) -> Result<(), DocumentError> {
    let mut from = 0;
    while let Some(found) = content.get(from..).and_then(|rest| super::find(rest, b"BI")) {
        let at = from + found + 2;
        from = at;
        let head = content.get(at..content.len().min(at + 1024)).unwrap_or_default();
        let blank = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
        if !blank(head.first()) || (found > 0 && !blank(content.get(at - 3))) {
            continue;
        }
        let (mut width, mut height) = (0, 0);
        let mut words = head.split(|byte| byte.is_ascii_whitespace() || *byte == b'/').filter(|word| !word.is_empty());
        while let Some(word) = words.next() {
            let mut number = || words.next().and_then(|word| std::str::from_utf8(word).ok()?.parse::<i64>().ok());
            match word {
                b"W" | b"Width" => width = number().unwrap_or(0),
                b"H" | b"Height" => height = number().unwrap_or(0),
                b"ID" => break,
                _ => {}
            }
        }
        bounded(width, height, limits)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_claims_more_than_its_dictionary_is_believed() {
        let limits = Limits::default();
        let jpeg = |w: u16, h: u16| {
            let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 1, 0xFF, 0xC0, 0, 17, 8];
            bytes.extend(h.to_be_bytes());
            bytes.extend(w.to_be_bytes());
            bytes.extend([0; 12]);
            bytes
        };
        assert!(check(b"DCTDecode", &jpeg(900, 700), &limits).is_ok());
        assert!(check(b"DCTDecode", &jpeg(60_000, 60_000), &limits).is_err());
        let mut wide = vec![0, 0, 0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0];
        wide.extend(90_000_u32.to_be_bytes());
        wide.extend(90_000_u32.to_be_bytes());
        assert!(check(b"JPXDecode", &wide, &limits).is_err());
        assert!(check_inline(b"q BI /W 90000 /H 90000 /BPC 1 ID x EI Q", &limits).is_err());
        assert!(check_inline(b"q BI /W 199/H 30 ID x EI Q (CABI) Tj", &limits).is_ok());
    }
}
