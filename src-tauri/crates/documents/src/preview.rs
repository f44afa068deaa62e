//! Thumbnails and previews for the screen.
//!
//! Owns the PNG made from a page; sizes are bounded before anything is drawn.

use crate::error::{DocumentError, guarded};
use crate::limits::Limits;
use crate::raster::Raster;
use crate::sound::{SoundFile, too_large};

const WIDEST: u32 = 4_000;

/// A page as PNG, `width_px` wide, as high as its shape asks. `page` counts from 0.
///
/// # Errors
/// When the file is refused, has no such page, or the picture would be too large.
pub fn render_page_png(bytes: &[u8], page: usize, width_px: u32) -> Result<Vec<u8>, DocumentError> {
    guarded(|| {
        if width_px == 0 || width_px > WIDEST {
            return Err(too_large("the width of the picture in pixels", WIDEST));
        }
        let mut file = SoundFile::open(bytes, &Limits::default())?;
        file.check_page(page)?;
        let frame = file.page(page)?.frame;
        let pdf = file.for_drawing()?;
        let drawn = pdf.pages().get(page).ok_or(DocumentError::NotMade("the page cannot be drawn"))?;
        let picture = Raster::of_page(drawn, &frame, f64::from(width_px) / frame.width)?;
        png(&picture).map_err(|_| DocumentError::NotMade("the picture cannot be written"))
    })
}

fn png(picture: &Raster) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture.rgb)?;
    writer.finish()?;
    Ok(bytes)
}
