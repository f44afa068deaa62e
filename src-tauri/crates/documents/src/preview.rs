//! Thumbnails and previews for the screen.
//!
//! Owns the PNGs; sizes are bounded before anything is drawn. Pages are slimmed first, which makes drawing them thirty
//! times quicker; what the preview of a label shows is what will be printed, dot by dot.

use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;
use crate::limits::Limits;
use crate::proof::{LabelAsk, LabelDots};
use crate::raster::Raster;
use crate::sound::{SoundFile, too_large};

const WIDEST: u32 = 4_000;
/// Colour of the line around a label on its page.
const OUTLINE: [u8; 3] = [214, 32, 32];
/// Grey of the paper's edge.
const EDGE: u8 = 170;
const UNDRAWN: DocumentError = DocumentError::NotMade("the page cannot be drawn");

/// A page as PNG, `width_px` wide, as high as its shape asks. `page` counts from 0.
///
/// # Errors
/// When the file is refused, has no such page, or the picture would be too large.
pub fn render_page_png(bytes: &[u8], page: usize, width_px: u32) -> Result<Vec<u8>, DocumentError> {
    guarded(|| {
        let picture = draw(bytes, page, width_px)?.0;
        png(png::ColorType::Rgb, (picture.width, picture.height), &picture.rgb)
    })
}

/// A page as PNG with a line around a part of it, such as the label to be cut out (shown points).
///
/// # Errors
/// As [`render_page_png`].
pub fn page_with_box_png(bytes: &[u8], page: usize, outline: Rect, width_px: u32) -> Result<Vec<u8>, DocumentError> {
    guarded(|| {
        let (mut picture, scale) = draw(bytes, page, width_px)?;
        let height = f64::from(picture.height);
        // Rows count from the top, points from the bottom.
        let lines = [outline.x0 * scale, outline.x1 * scale, height - outline.y1 * scale, height - outline.y0 * scale];
        let thick = f64::from((width_px / 300).max(1));
        let near = |at: f64, line: f64| (at - line).abs() <= thick;
        for (at, pixel) in (0_u32..).zip(picture.rgb.chunks_exact_mut(3)) {
            let (x, y) = (f64::from(at % picture.width) + 0.5, f64::from(at / picture.width) + 0.5);
            let [left, right, top, bottom] = lines;
            let inside = x >= left - thick && x <= right + thick && y >= top - thick && y <= bottom + thick;
            if inside && (near(x, left) || near(x, right) || near(y, top) || near(y, bottom)) {
                pixel.copy_from_slice(&OUTLINE);
            }
        }
        png(png::ColorType::Rgb, (picture.width, picture.height), &picture.rgb)
    })
}

/// A label exactly as it will be printed, on its whole sheet, with the strip, as PNG of that width.
///
/// # Errors
/// When the file is refused, has no such page, the label does not fit the paper, or the picture would be too large.
pub fn render_label_png(ask: &LabelAsk<'_>, width_px: u32) -> Result<Vec<u8>, DocumentError> {
    guarded(|| {
        bounded(width_px)?;
        let mut label = LabelDots::draw(ask)?;
        if ask.layout.snap_bars {
            label.snap(None);
        }
        let dots = &label.dots;
        let (width, height) = (width_px, (dots.height() * width_px).div_ceil(dots.width().max(1)).max(1));
        let span = |at: u32, of: u32, dots: u32| {
            let from = (u64::from(at) * u64::from(dots) / u64::from(of)) as u32;
            let to = (u64::from(at + 1) * u64::from(dots) / u64::from(of)) as u32;
            from..to.max(from + 1)
        };
        let mut grey = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height {
            let rows = span(y, height, dots.height());
            for x in 0..width {
                if x == 0 || y == 0 || x == width - 1 || y == height - 1 {
                    grey.push(EDGE);
                    continue;
                }
                let columns = span(x, width, dots.width());
                let all = u32::try_from(columns.len() * rows.len()).unwrap_or(1);
                let black = rows.clone().flat_map(|y| columns.clone().map(move |x| u32::from(dots.is_black(x, y))));
                grey.push(u8::try_from(255 - 255 * black.sum::<u32>() / all).unwrap_or(0));
            }
        }
        png(png::ColorType::Grayscale, (width, height), &grey)
    })
}

/// The page and its pixels a point.
fn draw(bytes: &[u8], page: usize, width_px: u32) -> Result<(Raster, f64), DocumentError> {
    bounded(width_px)?;
    let mut file = SoundFile::open(bytes, &Limits::default())?;
    file.check_page(page)?;
    let frame = file.page(page)?.frame;
    let pdf = file.for_drawing()?;
    let drawn = pdf.pages().get(page).ok_or(UNDRAWN)?;
    let scale = f64::from(width_px) / frame.width;
    Ok((Raster::of_page(drawn, &frame, scale)?, scale))
}

fn bounded(width_px: u32) -> Result<(), DocumentError> {
    if width_px == 0 || width_px > WIDEST {
        return Err(too_large("the width of the picture in pixels", WIDEST));
    }
    Ok(())
}

fn png(colour: png::ColorType, (width, height): (u32, u32), pixels: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let write = || -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(colour);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(pixels)?;
        writer.finish()?;
        Ok(bytes)
    };
    write().map_err(|_| DocumentError::NotMade("the picture cannot be written"))
}
