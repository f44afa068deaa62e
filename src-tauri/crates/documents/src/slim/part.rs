//! The part of a picture that is seen, cut out of its pixels.
//!
//! A scanned page is one picture: behind the crop's clip its invoice would still be in the file. What is cut is cut pixel by
//! pixel, nothing is resampled; a picture whose pixels cannot be cut (packed as a photograph, with a mask of its own) keeps
//! its page as it is, and the page is named.

use hayro::kurbo::Affine;

use super::carry::Carrier;
use super::number;
use super::picture::{Tone, body, interpolated, pack, size};
use super::resources::write_value;
use crate::geometry::Rect;
use crate::limits::Limits;
use crate::raw::{Object, Objects, Packer, RawFile, Value};

/// Pixels kept around what is seen: whoever draws it may look at the neighbours of a pixel.
const AROUND: f64 = 1.0;
/// Columns are cut in groups: eight begin with a whole byte, however few bits a pixel has.
const GROUP: usize = 8;
/// Entries that describe the pixels and are written anew.
const PIXELS: [&[u8]; 6] = [b"Width", b"Height", b"Filter", b"DecodeParms", b"DP", b"Length"];
/// Entries that are taken over as they are.
const TAKEN_OVER: [&[u8]; 10] = [
    b"Type",
    b"Subtype",
    b"ColorSpace",
    b"BitsPerComponent",
    b"ImageMask",
    b"Decode",
    b"Interpolate",
    b"Intent",
    b"Name",
    // Only as a list of colours, see below.
    b"Mask",
];

/// Columns and rows of a picture: first and one behind the last, rows from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    columns: (usize, usize),
    rows: (usize, usize),
}

impl Part {
    /// The pixels seen through a part of the unit square; `None` where that is all of them.
    pub(super) fn of((width, height): (usize, usize), seen: Rect) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "sides of a picture, bounded")]
        let sides = (width as f64, height as f64);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the side")]
        let span = |from: f64, to: f64, side: f64| {
            let (from, to) = ((from * side - AROUND).floor().max(0.0), (to * side + AROUND).ceil().min(side));
            (from as usize, (to.max(from + 1.0).min(side)) as usize)
        };
        let (left, right) = span(seen.x0, seen.x1, sides.0);
        let columns = (left / GROUP * GROUP, right.next_multiple_of(GROUP).min(width));
        let part = Self { columns, rows: span(1.0 - seen.y1, 1.0 - seen.y0, sides.1) };
        (part.columns != (0, width) || part.rows != (0, height)).then_some(part)
    }

    /// From the unit square of the part to that of the whole picture.
    pub(super) fn within(self, (width, height): (usize, usize)) -> Affine {
        #[expect(clippy::cast_precision_loss, reason = "sides of a picture, bounded")]
        let share = |pixels: usize, side: usize| pixels as f64 / side as f64;
        let (left, right) = (share(self.columns.0, width), share(self.columns.1, width));
        let (bottom, top) = (1.0 - share(self.rows.1, height), 1.0 - share(self.rows.0, height));
        Affine::new([right - left, 0.0, 0.0, top - bottom, left, bottom])
    }
}

/// The picture with these pixels only, as an object's body; `None` where it cannot be cut.
pub(super) fn cut(
    file: &RawFile<'_>,
    object: &Object<'_>,
    part: Part,
    (limits, packer): (&Limits, &mut Packer),
    out: &mut dyn Objects,
) -> Option<Vec<u8>> {
    let dict = object.dict();
    let known = |key: &[u8]| PIXELS.contains(&key) || TAKEN_OVER.contains(&key);
    let has_own_mask = !matches!(file.get(dict, b"Mask"), None | Some(Value::Array(_)));
    if !dict.entries().all(|(key, _)| known(key)) || has_own_mask {
        return None;
    }
    let (width, height) = size(file, dict)?;
    if width.checked_mul(height)? as u64 > limits.image_pixels {
        return None;
    }
    let is_mask = matches!(file.get(dict, b"ImageMask"), Some(Value::Bool(true)));
    let bits = if is_mask { 1 } else { usize::try_from(file.get(dict, b"BitsPerComponent")?.int()?).ok()? };
    let parts = if is_mask { 1 } else { components(file, file.get(dict, b"ColorSpace")?)? };
    if !matches!(bits, 1 | 2 | 4 | 8 | 16) {
        return None;
    }
    let plain = file.decode(object, limits).ok()?;
    let each = bits * parts;
    let (from, to) = (part.columns.0 * each / 8, (part.columns.1 * each).div_ceil(8));
    let stride = (width * each).div_ceil(8);
    let (across, down) = (part.columns.1 - part.columns.0, part.rows.1 - part.rows.0);
    let mut rows = Vec::with_capacity((to - from) * down);
    for row in part.rows.0..part.rows.1 {
        rows.extend_from_slice(plain.get(row * stride + from..row * stride + to)?);
    }
    let named = |key: &[u8]| file.get(dict, key).is_some();
    let device = |name: &[u8]| file.get(dict, b"ColorSpace").is_some_and(|space| space.is_name(name));
    let is_plain = bits == 8 && (device(b"DeviceRGB") || device(b"DeviceGray"));
    if is_plain
        && !named(b"Decode")
        && !named(b"Mask")
        && let Some(dots) = pack(&rows, across, parts)
    {
        return Some(body(across, down, interpolated(file, dict), Tone::Both, &packer.pack(&dots)?));
    }
    let packed = packer.pack(&rows)?;
    let mut written = b"<<".to_vec();
    let mut carrier = Carrier::new(file);
    for (key, value) in dict.entries().filter(|(key, _)| !PIXELS.contains(key)) {
        written.push(b'/');
        written.extend_from_slice(key);
        match value {
            Value::Bool(value) => written.extend_from_slice(if value { b" true" } else { b" false" }),
            Value::Int(value) => {
                written.push(b' ');
                number::integer(&mut written, u64::try_from(value).ok()?);
            }
            value => write_value(&mut carrier, value, &mut written, out)?,
        }
    }
    for (key, value) in [(b"/Width ".as_slice(), across), (b"/Height ", down), (b"/Length ", packed.len())] {
        written.extend_from_slice(key);
        number::integer(&mut written, value as u64);
    }
    written.extend_from_slice(b"/Filter/FlateDecode>>stream\n");
    written.extend_from_slice(&packed);
    written.extend_from_slice(b"\nendstream");
    Some(written)
}

/// How many numbers a pixel has in a colour space.
fn components(file: &RawFile<'_>, space: Value<'_>) -> Option<usize> {
    let by_name = |name: &[u8]| match name {
        b"DeviceGray" | b"CalGray" | b"Indexed" | b"Separation" => Some(1),
        b"DeviceRGB" | b"CalRGB" | b"Lab" => Some(3),
        b"DeviceCMYK" => Some(4),
        _ => None,
    };
    match space {
        Value::Name(name) => by_name(name),
        Value::Array(items) => {
            let mut items = items.items();
            match (items.next()?, items.next()) {
                (Value::Name(b"ICCBased"), Some(Value::Ref(profile))) => {
                    let count = file.get(file.object(profile)?.dict(), b"N")?.int()?;
                    usize::try_from(count).ok().filter(|count| matches!(count, 1 | 3 | 4))
                }
                (Value::Name(name), _) => by_name(name),
                _ => None,
            }
        }
        _ => None,
    }
}
