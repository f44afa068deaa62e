//! A page as one picture, as from a scanner.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::PageTruth;
use crate::paper::PaperError;
use crate::paper::file::{PdfFile, deflate};

/// Dots a point: a scanner's 300 dots an inch.
const SCALE: f32 = 300.0 / 72.0;

/// The same pages, each a grey picture of what it showed.
pub(super) fn scanned(bytes: &[u8], pages: &[PageTruth]) -> Result<Vec<u8>, PaperError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| PaperError::Empty)?;
    let size = PixmapSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE };
    let mut file = PdfFile::new();
    let (mut ids, mut leaves) = (Vec::new(), Vec::new());
    for (page, truth) in pdf.pages().iter().zip(pages) {
        let pixels =
            render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &size);
        let grey: Vec<u8> = pixels.data_as_u8_slice().chunks(4).map(|dot| dot[1]).collect();
        let picture = file.add_stream(
            &format!(
                "/Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8/ColorSpace/DeviceGray\
                 /Filter/FlateDecode",
                pixels.width(),
                pixels.height()
            ),
            &deflate(&grey),
        );
        let (width, height) = truth.shown;
        let content = file.add_packed("", format!("q {width} 0 0 {height} 0 0 cm /Scan Do Q\n").as_bytes());
        let resources = file.add(&format!("<</XObject<</Scan {picture} 0 R>>>>"));
        let parent = file.leaf_of(&mut leaves, ids.len());
        ids.push(file.add(&format!(
            "<</Type/Page/Parent {parent} 0 R/Contents {content} 0 R/Resources {resources} 0 R\
             /MediaBox[0 0 {width} {height}]>>"
        )));
    }
    Ok(file.close(&ids, &leaves))
}
