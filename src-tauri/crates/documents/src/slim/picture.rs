//! Pictures that are black and white and nothing else, at one bit a pixel.
//!
//! Owns the check and the packing. The bars and codes of a label come as red, green and blue, each 0 or 255, one pixel a
//! module; one bit a pixel says the same. On bare paper the black pixels alone do: renderers smooth a picture they enlarge,
//! and neither smooth nor paint the white of a stencil.

use super::number;
use crate::limits::Limits;
use crate::raw::{Dict, Object, Packer, RawFile, Value};

/// Entries of a picture's dictionary this module understands; with any other it is copied.
const UNDERSTOOD: [&[u8]; 11] = [
    b"Type",
    b"Subtype",
    b"Width",
    b"Height",
    b"ColorSpace",
    b"BitsPerComponent",
    b"Filter",
    b"DecodeParms",
    b"Length",
    b"Interpolate",
    b"Name",
];

/// What a one-bit picture does to the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Black and white.
    Both,
    /// Black where it is black, in the fill colour; nothing where it is white.
    Stencil,
}

/// The picture's object at one bit a pixel; `None` when it is not purely black and white or unusual in any way.
pub(super) fn one_bit(
    file: &RawFile<'_>,
    object: &Object<'_>,
    limits: &Limits,
    packer: &mut Packer,
    tone: Tone,
) -> Option<Vec<u8>> {
    let dict = object.dict();
    if !dict.entries().all(|(key, _)| UNDERSTOOD.contains(&key)) {
        return None;
    }
    let (width, height) = size(file, dict)?;
    let samples = if file.get(dict, b"ColorSpace")?.is_name(b"DeviceRGB") {
        3
    } else if file.get(dict, b"ColorSpace")?.is_name(b"DeviceGray") {
        1
    } else {
        return None;
    };
    let pixels = width.checked_mul(height)?;
    let bits = file.get(dict, b"BitsPerComponent").and_then(Value::int)?;
    if bits != 8 || pixels as u64 > limits.image_pixels {
        return None;
    }
    let plain = file.decode(object, limits).ok()?;
    let plain = plain.get(..pixels.checked_mul(samples)?)?;
    let rows = pack(plain, width, samples)?;
    Some(body(width, height, interpolated(file, dict), tone, &packer.pack(&rows)?))
}

/// Its columns and rows, at least one of each.
pub(super) fn size(file: &RawFile<'_>, dict: Dict<'_>) -> Option<(usize, usize)> {
    let side = |key: &[u8]| file.get(dict, key).and_then(Value::int).and_then(|side| usize::try_from(side).ok());
    Some((side(b"Width")?, side(b"Height")?)).filter(|(width, height)| *width > 0 && *height > 0)
}

pub(super) fn interpolated(file: &RawFile<'_>, dict: Dict<'_>) -> bool {
    matches!(file.get(dict, b"Interpolate"), Some(Value::Bool(true)))
}

/// Rows of bits, the first pixel highest, 1 for white.
pub(super) fn pack(plain: &[u8], width: usize, samples: usize) -> Option<Vec<u8>> {
    match samples {
        1 => packed::<1>(plain, width),
        3 => packed::<3>(plain, width),
        _ => None,
    }
}

fn packed<const SAMPLES: usize>(plain: &[u8], width: usize) -> Option<Vec<u8>> {
    let mut rows = Vec::with_capacity(width.div_ceil(8) * (plain.len() / (width * SAMPLES)));
    for row in plain.chunks_exact(width * SAMPLES) {
        // Zero as long as all samples of every pixel are the same, and none or all of the light. No branch a pixel.
        let mut odd = 0_u8;
        let mut byte = |pixels: &[[u8; SAMPLES]]| {
            let bits = pixels.iter().fold(0_u8, |bits, pixel| {
                let value = pixel[0];
                odd |= pixel.iter().fold(value.wrapping_add(1) & 0xFE, |odd, sample| odd | (sample ^ value));
                bits << 1 | value & 1
            });
            bits << (8 - pixels.len())
        };
        let (pixels, _) = row.as_chunks::<SAMPLES>();
        let (eights, rest) = pixels.as_chunks::<8>();
        rows.extend(eights.iter().map(|eight| byte(eight)));
        if !rest.is_empty() {
            rows.push(byte(rest));
        }
        if odd != 0 {
            return None;
        }
    }
    Some(rows)
}

pub(super) fn body(width: usize, height: usize, interpolate: bool, tone: Tone, packed: &[u8]) -> Vec<u8> {
    let mut body = b"<</Type/XObject/Subtype/Image/Width ".to_vec();
    number::integer(&mut body, width as u64);
    body.extend_from_slice(b"/Height ");
    number::integer(&mut body, height as u64);
    body.extend_from_slice(match tone {
        Tone::Both => b"/ColorSpace/DeviceGray".as_slice(),
        Tone::Stencil => b"/ImageMask true",
    });
    body.extend_from_slice(b"/BitsPerComponent 1/Filter/FlateDecode/Length ");
    number::integer(&mut body, packed.len() as u64);
    body.extend_from_slice(if interpolate { b"/Interpolate true>>stream\n".as_slice() } else { b">>stream\n" });
    body.extend_from_slice(packed);
    body.extend_from_slice(b"\nendstream");
    body
}

#[cfg(test)]
mod tests {
    use super::pack;

    #[test]
    fn only_black_and_white_fits_one_bit() {
        let pixel = |value: u8| [value; 3];
        let row = [255, 0, 0, 255, 255, 255, 255, 255, 0, 255].map(pixel).concat();
        assert_eq!(pack(&row, 10, 3), Some(vec![0b1001_1111, 0b0100_0000]));
        assert_eq!(pack(&[pixel(255), [0, 0, 255]].concat(), 2, 3), None, "blue is a colour");
        assert_eq!(pack(&[0, 254], 2, 1), None, "grey is not white");
    }
}
