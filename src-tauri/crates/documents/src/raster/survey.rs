//! What a page asks of the renderer beyond its size in bytes, and the pictures it draws.
//!
//! A line of ten bytes can ask for a billion dashes. The page is interpreted once without pixels and its dashes are
//! counted; dashes inside patterns and masks are not. Pictures are kept with their places: the bars are among them.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Rect, Shape};

use crate::error::DocumentError;
use crate::snap::Dots;
use crate::sound::too_large;

/// A label has a few hundred: one dashed cut line.
const MOST_DASHES: u32 = 200_000;
/// Smaller and larger pictures hold no symbol that a scanner would read from a label.
const SYMBOL_PIXELS: std::ops::RangeInclusive<u64> = 64..=1_000_000;
/// More pictures than any label draws.
const MOST_IMAGES: usize = 64;

/// A picture on a page.
pub(crate) struct DrawnImage {
    /// Its dots: what is darker than half is black.
    pub dots: Dots,
    /// From its dots, counted from its top-left corner, to those of the drawn page.
    pub to_label: Affine,
}

/// Which pictures are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Nothing,
    Images,
}

/// Refuses pages that would take the renderer without end; gives the pictures of all others.
pub(super) fn look<'a>(
    page: &Page<'a>,
    (width, height): (u16, u16),
    to_dots: Affine,
    settings: &InterpreterSettings,
    keep: Keep,
) -> Result<Vec<DrawnImage>, DocumentError> {
    let shown = Rect::new(0.0, 0.0, width.into(), height.into());
    let cache = InterpreterCache::new();
    let mut context = Context::new(to_dots, shown, &cache, page.xref(), settings.clone());
    let mut survey = Survey { dashes: 0.0, images: Vec::new(), keep };
    interpret_page(page, &mut context, &mut survey);
    if survey.dashes > f64::from(MOST_DASHES) {
        return Err(too_large("the number of dashes on a page", MOST_DASHES));
    }
    Ok(survey.images)
}

struct Survey {
    dashes: f64,
    images: Vec<DrawnImage>,
    keep: Keep,
}

impl<'a> Device<'a> for Survey {
    fn draw_path(&mut self, path: &BezPath, _: DrawProps<'a>, mode: &DrawMode) {
        let (DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke)) = mode else { return };
        if stroke.dash_array.is_empty() {
            return;
        }
        let period: f64 = stroke.dash_array.iter().map(|dash| f64::from(dash.abs())).sum();
        #[expect(clippy::cast_precision_loss, reason = "a count for an estimate")]
        let parts = stroke.dash_array.len() as f64;
        let dashes = path.perimeter(1.0) / period.max(1e-9) * parts;
        self.dashes += if dashes.is_finite() { dashes } else { f64::MAX };
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if let Glyph::Type3(drawn) = &**glyph {
                drawn.interpret(self, props.transform, glyph.transform(), &props.paint);
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = u64::from(image.width()) * u64::from(image.height());
        if self.keep == Keep::Nothing || self.images.len() >= MOST_IMAGES || !SYMBOL_PIXELS.contains(&pixels) {
            return;
        }
        let mut keep = |dots, (x, y): (f32, f32)| {
            let to_label = props.transform * Affine::scale_non_uniform(f64::from(x), f64::from(y));
            self.images.push(DrawnImage { dots, to_label });
        };
        match image {
            Image::Stencil(stencil) => stencil.with_stencil(
                |painted, _| {
                    let at = |x, y| painted.data.get((y * painted.width + x) as usize).is_some_and(|on| *on >= 128);
                    keep(Dots::new(painted.width, painted.height, at), painted.scale_factors);
                },
                None,
            ),
            Image::Raster(raster) => raster.with_rgba(|data, _| keep(dark(&data), data.scale_factors()), None),
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn dark(image: &ImageData) -> Dots {
    match image {
        ImageData::Luma(luma) => Dots::new(luma.width, luma.height, |x, y| {
            luma.data.get((y * luma.width + x) as usize).is_some_and(|grey| *grey < 128)
        }),
        ImageData::Rgb(rgb) => Dots::new(rgb.width, rgb.height, |x, y| {
            let at = (y * rgb.width + x) as usize * 3;
            rgb.data.get(at..at + 3).is_some_and(super::is_dark)
        }),
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, Document, Stream};

    use crate::error::DocumentError;
    use crate::render_page_png;
    use crate::test_pages::raw_page;

    #[test]
    fn a_line_of_a_billion_dashes_is_not_drawn() {
        let page = |content: &str| {
            let content = Stream::new(Dictionary::new(), content.as_bytes().to_vec());
            raw_page(content, Dictionary::new(), Document::with_version("1.4"))
        };
        for attack in
            ["[0.00001] 0 d 0 0 m 595 842 l S", "q 1000 0 0 1000 0 0 cm [0.0001 0.0001] 0 d 0 0 m 90 90 l S Q"]
        {
            assert!(matches!(render_page_png(&page(attack), 0, 300), Err(DocumentError::TooLarge { .. })), "{attack}");
        }
        let cut_line = page("[3 2] 0 d 34.5 456.5 m 560 456.5 l S");
        assert!(render_page_png(&cut_line, 0, 300).is_ok(), "an honest cut line is drawn");
    }
}
