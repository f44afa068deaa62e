//! Thumbnails and previews for the screen.
//!
//! Owns the PNGs; sizes are bounded before anything is drawn. Pages are slimmed first, which makes drawing them thirty
//! times quicker; what the preview of a label shows is what will be printed, dot by dot.

use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;
use crate::limits::Limits;
use crate::proof::{LabelAsk, LabelDots};
use crate::raster::{Raster, drawn_file};
use crate::slim::slim_page;
use crate::sound::{SoundFile, too_large};

const WIDEST: u32 = 4_000;
/// Colour of the line around a label on its page.
const OUTLINE: [u8; 3] = [214, 32, 32];
/// Grey of the paper's edge.
const EDGE: u8 = 170;

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
            let inside = (left - thick..=right + thick).contains(&x) && (top - thick..=bottom + thick).contains(&y);
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
            let (from, to) = (at * dots / of, (at + 1) * dots / of);
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
    // What a page cannot be slimmed of, the renderer will meet.
    file.check_page(page)?;
    let frame = file.page(page)?.frame;
    let scale = f64::from(width_px) / frame.width;
    let slim = slim_page(bytes, page, frame.bounds())?;
    Ok((drawn_file(slim, |page, frame| Raster::of_page(page, frame, scale))?, scale))
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

#[cfg(test)]
mod tests {
    use godown_domain::print::LabelLayout;
    use godown_sandbox::corpus::Corpus;

    use super::*;

    fn size(png: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let size = reader.next_frame(&mut pixels).unwrap();
        (size.width, size.height, pixels)
    }

    #[test]
    fn thumbnails_show_the_page_and_where_the_label_is() {
        let file = Corpus::new(3).single(0).unwrap();
        let page = size(&render_page_png(&file.bytes, 0, 200).unwrap());
        assert_eq!((page.0, page.1), (200, 283));
        let [left, bottom, right, top] = file.pages[0].border.unwrap();
        let outlined = page_with_box_png(&file.bytes, 0, Rect::new(left, bottom, right, top), 200).unwrap();
        let outlined = size(&outlined).2;
        let red = outlined.chunks(3).filter(|pixel| *pixel == OUTLINE).count();
        let dark = |pixels: &[u8]| pixels.chunks(3).filter(|pixel| pixel[1] < 100).count();
        assert!(red > 300 && dark(&page.2) > 1_000, "{red} {}", dark(&page.2));
        for refused in [0, WIDEST + 1] {
            assert!(matches!(render_page_png(&file.bytes, 0, refused), Err(DocumentError::TooLarge { .. })));
        }
    }

    #[test]
    fn the_preview_of_a_label_is_the_sheet_with_its_edge() {
        let file = Corpus::new(3).single(0).unwrap();
        let [left, bottom, right, top] = file.pages[0].border.unwrap();
        let (crop, layout) = (Rect::new(left, bottom, right, top).grow(2.0), LabelLayout::default());
        let with = |strip: &'static str, width| {
            let ask = LabelAsk { bytes: &file.bytes, page: 0, crop, layout: &layout, dpi: 203, strip };
            size(&render_label_png(&ask, width).unwrap())
        };
        let (width, height, pixels) = with("CAP-RED × 1", 406);
        assert_eq!((width, height), (406, 609));
        assert!(pixels[..406].iter().chain(&pixels[608 * 406..]).all(|grey| *grey == EDGE));
        let foot = |pixels: &[u8]| pixels[570 * 406..].iter().filter(|grey| **grey < 100).count();
        assert!(foot(&pixels) > foot(&with("", 406).2) + 100, "the strip is there");
        assert_eq!(with("", 1624).1, 2436, "larger than the dots are");
    }
}
