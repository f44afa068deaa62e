//! Unpacking the bytes of a stream, every step bounded and every checksum kept.
//!
//! Owns the filters a page's text, fonts and codes come in (deflate, LZW, run lengths, the two ASCII forms) with their
//! predictors (PDF 32000-1, 7.4). Picture codecs are left as they are. It refuses what common readers forgive: a deflate
//! stream whose end or Adler-32 is missing, because a flipped bit may be another digit of a tracking id.

use std::borrow::Cow;

use flate2::{Decompress, FlushDecompress, Status};

use super::too_large;
use crate::error::DocumentError;

pub(super) const BROKEN: DocumentError = DocumentError::Damaged("a compressed part of it is broken");
const CHUNK: usize = 64 * 1024;

/// One filter of a stream with what it needs to know.
#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    pub name: Vec<u8>,
    pub predictor: i64,
    pub colors: i64,
    pub bits: i64,
    pub columns: i64,
    pub early_change: i64,
}

impl Step {
    pub(super) fn named(name: &[u8]) -> Self {
        Self { name: name.to_vec(), predictor: 1, colors: 1, bits: 8, columns: 1, early_change: 1 }
    }

    /// Whether the filter is a picture's codec, whose output is not bytes to read.
    pub(super) fn is_picture(&self) -> bool {
        matches!(
            self.name.as_slice(),
            b"DCTDecode" | b"DCT" | b"JPXDecode" | b"JBIG2Decode" | b"CCITTFaxDecode" | b"CCF"
        )
    }
}

/// The bytes after all filters up to a picture's codec.
pub(super) fn unpack<'d>(packed: &'d [u8], steps: &[Step], limit: u64) -> Result<Cow<'d, [u8]>, DocumentError> {
    let mut bytes = Cow::Borrowed(packed);
    for step in steps.iter().take_while(|step| !step.is_picture()) {
        let plain = match step.name.as_slice() {
            b"FlateDecode" | b"Fl" => predicted(inflate(&bytes, limit)?, step)?,
            b"LZWDecode" | b"LZW" => predicted(lzw(&bytes, step.early_change != 0, limit)?, step)?,
            b"RunLengthDecode" | b"RL" => run_lengths(&bytes, limit)?,
            b"ASCII85Decode" | b"A85" => ascii85(&bytes)?,
            b"ASCIIHexDecode" | b"AHx" => ascii_hex(&bytes)?,
            _ => return Err(DocumentError::Damaged("a part of it is packed in a way nobody knows")),
        };
        within(plain.len(), limit)?;
        bytes = Cow::Owned(plain);
    }
    Ok(bytes)
}

/// How much the bytes unpack to; a single deflate is counted without being kept.
pub(super) fn unpacked_size(packed: &[u8], steps: &[Step], limit: u64) -> Result<u64, DocumentError> {
    match steps {
        [only] if only.predictor <= 1 && matches!(only.name.as_slice(), b"FlateDecode" | b"Fl") => {
            let mut size = 0_u64;
            inflate_into(packed, limit, |chunk| size += chunk.len() as u64)?;
            Ok(size)
        }
        _ => unpack(packed, steps, limit).map(|bytes| bytes.len() as u64),
    }
}

fn within(size: usize, limit: u64) -> Result<(), DocumentError> {
    if size as u64 > limit { Err(too_large("the unpacked size of a stream", limit)) } else { Ok(()) }
}

fn inflate(packed: &[u8], limit: u64) -> Result<Vec<u8>, DocumentError> {
    let mut plain = Vec::new();
    inflate_into(packed, limit, |chunk| plain.extend_from_slice(chunk))?;
    Ok(plain)
}

/// Inflates to the stream's own end; an end that never comes is damage, not an end.
fn inflate_into(packed: &[u8], limit: u64, mut take: impl FnMut(&[u8])) -> Result<(), DocumentError> {
    if packed.is_empty() {
        return Ok(());
    }
    let mut inflater = Decompress::new(true);
    let mut chunk = vec![0_u8; CHUNK];
    loop {
        let (read, wrote) = (inflater.total_in(), inflater.total_out());
        let rest = usize::try_from(read).ok().and_then(|read| packed.get(read..)).ok_or(BROKEN)?;
        let status = inflater.decompress(rest, &mut chunk, FlushDecompress::None).map_err(|_| BROKEN)?;
        let new = usize::try_from(inflater.total_out() - wrote).map_err(|_| BROKEN)?;
        if inflater.total_out() > limit {
            return Err(too_large("the unpacked size of a stream", limit));
        }
        take(chunk.get(..new).ok_or(BROKEN)?);
        if status == Status::StreamEnd {
            return Ok(());
        }
        if new == 0 && inflater.total_in() == read {
            return Err(BROKEN);
        }
    }
}

/// Undoes the predictor of a deflate or LZW stream.
fn predicted(bytes: Vec<u8>, step: &Step) -> Result<Vec<u8>, DocumentError> {
    if step.predictor <= 1 {
        return Ok(bytes);
    }
    let side = |value: i64, most: usize| usize::try_from(value).ok().filter(|v| (1..=most).contains(v)).ok_or(BROKEN);
    let (colors, bits, columns) = (side(step.colors, 32)?, side(step.bits, 16)?, side(step.columns, 1 << 20)?);
    let pixel = (colors * bits).div_ceil(8);
    let row = (colors * bits * columns).div_ceil(8);
    if step.predictor == 2 {
        return Ok(if bits == 8 { horizontal(bytes, row, pixel) } else { bytes });
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; row];
    for line in bytes.chunks(row + 1) {
        let Some((kind, line)) = line.split_first() else { continue };
        let mut current = line.to_vec();
        for at in 0..current.len() {
            let left = if at >= pixel { current[at - pixel] } else { 0 };
            let up = above.get(at).copied().unwrap_or(0);
            let corner = if at >= pixel { above.get(at - pixel).copied().unwrap_or(0) } else { 0 };
            let guess = match kind {
                0 => 0,
                1 => left,
                2 => up,
                3 => u8::try_from(u16::midpoint(left.into(), up.into())).unwrap_or(0),
                4 => paeth(left, up, corner),
                _ => return Err(BROKEN),
            };
            current[at] = current[at].wrapping_add(guess);
        }
        plain.extend_from_slice(&current);
        above = current;
        above.resize(row, 0);
    }
    Ok(plain)
}

fn horizontal(mut bytes: Vec<u8>, row: usize, pixel: usize) -> Vec<u8> {
    for line in bytes.chunks_mut(row) {
        for at in pixel..line.len() {
            line[at] = line[at].wrapping_add(line[at - pixel]);
        }
    }
    bytes
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let off = |side: u8| (estimate - i16::from(side)).abs();
    if off(left) <= off(up) && off(left) <= off(corner) {
        left
    } else if off(up) <= off(corner) {
        up
    } else {
        corner
    }
}

/// LZW with codes of 9 to 12 bits, high bit first.
fn lzw(packed: &[u8], early: bool, limit: u64) -> Result<Vec<u8>, DocumentError> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut plain: Vec<u8> = Vec::new();
    // Each code above the letters stands for a stretch of what was already written: start and length.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    let (mut bits, mut have) = (0_u32, 0_u32);
    for byte in packed {
        bits = (bits << 8) | u32::from(*byte);
        have += 8;
        let width = code_width(258 + table.len() + usize::from(early));
        if have < width {
            continue;
        }
        have -= width;
        let code = ((bits >> have) & ((1 << width) - 1)) as usize;
        bits &= (1 << have) - 1;
        if code == END {
            return Ok(plain);
        }
        if code == CLEAR {
            table.clear();
            last = None;
            continue;
        }
        let start = plain.len();
        let known = match code {
            letter @ 0..=255 => {
                plain.push(u8::try_from(letter).map_err(|_| BROKEN)?);
                true
            }
            _ => {
                let stretch = table.get(code - 258).copied();
                // The one code that may be used before it is finished: the last stretch and its own first letter.
                let (from, length) = stretch.or(last.filter(|_| code - 258 == table.len())).ok_or(BROKEN)?;
                plain.extend_from_within(from..from + length);
                stretch.is_some()
            }
        };
        if let Some((from, length)) = last
            && table.len() < 4096 - 258
        {
            if !known {
                let first = plain.get(from).copied().ok_or(BROKEN)?;
                plain.push(first);
            }
            table.push((from, length + 1));
        } else if !known {
            return Err(BROKEN);
        }
        within(plain.len(), limit)?;
        last = Some((start, plain.len() - start));
    }
    Ok(plain)
}

/// Bits of the next LZW code when that many are known.
fn code_width(known: usize) -> u32 {
    match known {
        ..=511 => 9,
        512..=1023 => 10,
        1024..=2047 => 11,
        _ => 12,
    }
}

fn run_lengths(packed: &[u8], limit: u64) -> Result<Vec<u8>, DocumentError> {
    let mut plain = Vec::new();
    let mut rest = packed;
    while let [count, tail @ ..] = rest {
        let count = usize::from(*count);
        match count {
            128 => break,
            ..128 => {
                let copied = tail.get(..=count).ok_or(BROKEN)?;
                plain.extend_from_slice(copied);
                rest = &tail[copied.len()..];
            }
            _ => {
                let (byte, after) = tail.split_first().ok_or(BROKEN)?;
                plain.resize(plain.len() + 257 - count, *byte);
                rest = after;
            }
        }
        within(plain.len(), limit)?;
    }
    Ok(plain)
}

fn ascii_hex(packed: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let mut digits = Vec::new();
    for byte in packed.iter().take_while(|byte| **byte != b'>').filter(|byte| !blank(**byte)) {
        let digit = char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        digits.push(digit.ok_or(BROKEN)?);
    }
    Ok(digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect())
}

fn ascii85(packed: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let mut plain = Vec::new();
    let mut group: Vec<u32> = Vec::with_capacity(5);
    // Some makers keep the opening `<~`.
    let packed = packed.strip_prefix(b"<~").unwrap_or(packed);
    for byte in packed.iter().take_while(|byte| **byte != b'~').filter(|byte| !blank(**byte)) {
        match byte {
            b'z' if group.is_empty() => plain.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => return Err(BROKEN),
        }
        if group.len() == 5 {
            plain.extend(of_base85(&group)?);
            group.clear();
        }
    }
    if group.len() > 1 {
        let bytes = group.len() - 1;
        group.resize(5, 84);
        plain.extend(of_base85(&group)?.into_iter().take(bytes));
    }
    Ok(plain)
}

fn of_base85(group: &[u32]) -> Result<[u8; 4], DocumentError> {
    let value = group.iter().try_fold(0_u32, |value, digit| value.checked_mul(85)?.checked_add(*digit));
    Ok(value.ok_or(BROKEN)?.to_be_bytes())
}

fn blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 12)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn zlib(plain: &[u8]) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(plain).unwrap();
        packer.finish().unwrap()
    }

    fn plain(packed: &[u8], names: &[&str]) -> Result<Vec<u8>, DocumentError> {
        let steps: Vec<Step> = names.iter().map(|name| Step::named(name.as_bytes())).collect();
        unpack(packed, &steps, 1 << 20).map(Cow::into_owned)
    }

    #[test]
    fn every_way_of_packing_gives_the_bytes_back() {
        assert_eq!(plain(b"4E6F7 4>", &["AHx"]).unwrap(), b"Not");
        assert_eq!(plain(b"9jqo^BlbD-BleB1DJ+*+F(f,q~>", &["ASCII85Decode"]).unwrap(), b"Man is distinguished");
        assert_eq!(plain(&[2, b'a', b'b', b'c', 254, b'x', 128, 7], &["RL"]).unwrap(), b"abcxxx");
        // PDF 32000-1, 7.4.4.2, example: the code for the string of "-" and "A".
        let lzw = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(plain(&lzw, &["LZWDecode"]).unwrap(), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        let hex: String = zlib(b"FMPP").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(plain(hex.as_bytes(), &["AHx", "Fl"]).unwrap(), b"FMPP");
        assert_eq!(plain(b"\xff\xd8", &["DCTDecode"]).unwrap(), b"\xff\xd8", "pictures are not opened here");
        assert!(plain(b"x", &["Crypt"]).is_err());
    }

    /// The textbook packer, one code behind its reader.
    fn lzw_packed(text: &[u8], early: bool) -> Vec<u8> {
        let (mut packed, mut bits, mut have) = (Vec::new(), 0_u64, 0);
        let mut put = |code: usize, width: u32| {
            bits = (bits << width) | code as u64;
            have += width;
            while have >= 8 {
                have -= 8;
                packed.push(u8::try_from((bits >> have) & 0xFF).unwrap());
            }
        };
        let mut table = std::collections::HashMap::<Vec<u8>, usize>::new();
        let code = |table: &std::collections::HashMap<Vec<u8>, usize>, word: &[u8]| match word {
            [letter] => usize::from(*letter),
            _ => table[word],
        };
        put(256, 9);
        let mut word = Vec::new();
        // What the reader knows: it learns each word one code later.
        let mut known = 0_usize;
        for byte in text {
            let longer = [&word[..], &[*byte]].concat();
            if longer.len() == 1 || table.contains_key(&longer) {
                word = longer;
                continue;
            }
            let width = code_width(258 + known + usize::from(early));
            put(code(&table, &word), width);
            known = table.len();
            table.insert(longer, 258 + table.len());
            if table.len() == 3_800 {
                put(256, code_width(258 + known + usize::from(early)));
                table.clear();
                known = 0;
            }
            word = vec![*byte];
        }
        let width = code_width(258 + known + usize::from(early));
        put(code(&table, &word), width);
        put(257, code_width(258 + table.len() + usize::from(early)));
        put(0, 7);
        packed
    }

    #[test]
    fn long_lzw_grows_its_codes() {
        let text: Vec<u8> = (0..60_000_u32).map(|n| u8::try_from(n * (n % 977) % 251).unwrap()).collect();
        for early in [true, false] {
            assert!(lzw(&lzw_packed(&text, early), early, 1 << 20).unwrap() == text, "early change {early}");
        }
    }

    #[test]
    fn a_deflate_stream_without_its_end_or_checksum_is_broken() {
        let whole = zlib(&b"AWB No. FMPP0000000001 ".repeat(40));
        assert!(plain(&whole, &["FlateDecode"]).is_ok());
        assert_eq!(plain(&whole[..whole.len() - 4], &["FlateDecode"]), Err(BROKEN), "no checksum");
        assert_eq!(plain(&whole[..whole.len() / 2], &["FlateDecode"]), Err(BROKEN), "no end");
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            // Three bits of the two header bytes say how hard the packer tried, and nothing else.
            let same = plain(&flipped, &["FlateDecode"]).is_ok_and(|text| text == plain(&whole, &["Fl"]).unwrap());
            assert!(same || plain(&flipped, &["FlateDecode"]).is_err(), "bit {bit} changed the text unnoticed");
        }
        assert!(plain(&[&whole[..], b"\r\njunk"].concat(), &["FlateDecode"]).is_ok());
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = zlib(&vec![0; 8 << 20]);
        let twice = zlib(&bomb);
        let steps = [Step::named(b"FlateDecode"), Step::named(b"FlateDecode")];
        assert!(matches!(unpack(&bomb, &steps[..1], 1 << 20), Err(DocumentError::TooLarge { .. })));
        assert!(matches!(unpack(&twice, &steps, 1 << 20), Err(DocumentError::TooLarge { .. })));
        assert!(matches!(unpacked_size(&bomb, &steps[..1], 1 << 20), Err(DocumentError::TooLarge { .. })));
        assert!(matches!(plain(&[129, 7].repeat(9_000), &["RL"]), Err(DocumentError::TooLarge { .. })));
    }

    #[test]
    fn predictors_are_undone_row_by_row() {
        let step = Step { predictor: 15, columns: 3, ..Step::named(b"FlateDecode") };
        let rows = [1, 10, 1, 1, 2, 1, 1, 1, 4, 1, 0, 0, 3, 2, 2, 2];
        assert_eq!(
            unpack(&zlib(&rows), &[step], 99).unwrap().as_ref(),
            [10, 11, 12, 11, 12, 13, 12, 12, 13, 8, 12, 14],
            "sub, up, Paeth, average"
        );
        let tiff = Step { predictor: 2, columns: 3, ..Step::named(b"FlateDecode") };
        assert_eq!(unpack(&zlib(&[5, 1, 1, 7, 0, 1]), &[tiff], 99).unwrap().as_ref(), [5, 6, 7, 7, 7, 8]);
    }
}
