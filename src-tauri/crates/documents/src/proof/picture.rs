//! A label's dots as a picture for a person.

use godown_domain::print::bitmap::Bitmap;

use crate::error::DocumentError;
use crate::snap::Area;

/// White, black, and the red of an outline.
const COLOURS: [u8; 9] = [255, 255, 255, 0, 0, 0, 214, 32, 32];
const RED: u8 = 2;
/// Thickness of an outline and its distance from what it surrounds, dots.
const LINE: u32 = 4;
const AROUND: u32 = 10;

/// The dots as PNG with places outlined in red; with none to outline, the whole label is.
pub(crate) fn outlined_png(label: &Bitmap, places: &[Area]) -> Result<Vec<u8>, DocumentError> {
    let whole = Area { left: 0, top: 0, right: label.width(), bottom: label.height() };
    let places = if places.is_empty() { &[whole] } else { places };
    let frames: Vec<Area> = places.iter().map(|place| place.grow(AROUND, label)).collect();
    let is_red = |x: u32, y: u32| {
        frames.iter().any(|frame| {
            let inside = (frame.left..frame.right).contains(&x) && (frame.top..frame.bottom).contains(&y);
            let edge = (x - frame.left.min(x)).min(frame.right.saturating_sub(x + 1));
            inside && edge.min((y - frame.top.min(y)).min(frame.bottom.saturating_sub(y + 1))) < LINE
        })
    };
    let mut rows = Vec::with_capacity(label.width().div_ceil(4) as usize * label.height() as usize);
    for y in 0..label.height() {
        for four in 0..label.width().div_ceil(4) {
            rows.push((0..4).fold(0, |byte, at| {
                let x = four * 4 + at;
                byte << 2 | if is_red(x, y) { RED } else { u8::from(label.is_black(x, y)) }
            }));
        }
    }
    write(label, &rows).map_err(|_| DocumentError::NotMade("the picture cannot be written"))
}

fn write(label: &Bitmap, rows: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, label.width(), label.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Two);
    encoder.set_palette(COLOURS.as_slice());
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rows)?;
    writer.finish()?;
    Ok(bytes)
}
