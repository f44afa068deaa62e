//! What a page asks of the renderer beyond its size in bytes, and the pictures it draws.
//!
//! A line of ten bytes can ask for a billion dashes. The page is interpreted once without pixels and what the renderer would
//! have to do is counted ([`Effort`]); what patterns and masks draw inside is not, only how often. Pictures are kept with
//! their places: the bars are among them.

mod effort;

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Rect, Shape as _};

use crate::error::DocumentError;
use crate::snap::Dots;
use effort::Effort;

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
    cache: &InterpreterCache<'a>,
) -> Result<Vec<DrawnImage>, DocumentError> {
    let shown = Rect::new(0.0, 0.0, width.into(), height.into());
    let mut context = Context::new(to_dots, shown, cache, page.xref(), settings.clone());
    let mut survey = Survey { effort: Effort::new(shown), images: Vec::new(), keep };
    interpret_page(page, &mut context, &mut survey);
    survey.effort.judge()?;
    Ok(survey.images)
}

struct Survey {
    effort: Effort,
    images: Vec<DrawnImage>,
    keep: Keep,
}

impl<'a> Device<'a> for Survey {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.effort.path(path, props.transform, mode, &props.paint);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            DrawMode::Fill(_) => self.effort.rect(rect, props.transform, &props.paint),
            _ => self.effort.path(&rect.to_path(0.1), props.transform, mode, &props.paint),
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        for glyph in run.glyphs() {
            match &**glyph {
                Glyph::Outline(outline) => {
                    self.effort.glyph(outline, props.transform * glyph.transform(), mode, &props.paint);
                }
                // Each may draw a whole page of its own.
                Glyph::Type3(drawn) if !self.effort.is_over() => {
                    drawn.interpret(self, props.transform, glyph.transform(), &props.paint);
                }
                Glyph::Type3(_) => {}
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = u64::from(image.width()) * u64::from(image.height());
        let dots = f64::from(image.width()) * f64::from(image.height());
        let to_shown = props.transform * Affine::scale_non_uniform(image.width().into(), image.height().into());
        self.effort.picture(dots, to_shown);
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

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.effort.clip(&clip.path);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.effort.clip_rect(rect);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.effort.layer();
    }

    fn pop_clip(&mut self) {
        self.effort.pop_clip();
    }

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
    use lopdf::{Dictionary, Document, Stream, dictionary};

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
    /// A page that draws `content` with a pattern `P` of this cell and step.
    fn patterned(content: &str, cell: i64, step: f32) -> Vec<u8> {
        let mut doc = Document::with_version("1.4");
        let corner = vec![0.into(), 0.into(), cell.into(), cell.into()];
        let tile = dictionary! {
            "Type" => "Pattern", "PatternType" => 1, "PaintType" => 1, "TilingType" => 1, "BBox" => corner,
            "XStep" => step, "YStep" => step, "Resources" => Dictionary::new(),
        };
        let tile = doc.add_object(Stream::new(tile, b"0 0 1 1 re f".to_vec()));
        let resources = dictionary! { "Pattern" => lopdf::dictionary! { "P" => tile } };
        raw_page(Stream::new(Dictionary::new(), content.as_bytes().to_vec()), resources, doc)
    }

    #[test]
    fn what_would_take_the_renderer_without_end_is_refused_before_it_begins() {
        let page = |content: String| {
            let content = Stream::new(Dictionary::new(), content.into_bytes());
            raw_page(content, Dictionary::new(), Document::with_version("1.4"))
        };
        let zigzag: String = (0..2_000).map(|at| format!("{} {} l ", at % 595, at % 2 * 842)).collect();
        let painted = "/Pattern cs /P scn 0 0 595 842 re f ";
        for (name, attack) in [
            ("boxes as high as the page", page("0 0 595 842 re f ".repeat(20_000))),
            ("clips", page("q 0 0 500 842 re W n 0 0 595 842 re f Q ".repeat(20_000))),
            (
                "paints inside one clip of many edges",
                page(format!("0 0 m {zigzag}h W n {}", "0 0 595 842 re f ".repeat(4_000))),
            ),
            ("a wide stroke of many corners", page(format!("0 0 m {zigzag}300 w S ").repeat(20))),
            ("a pattern of a billion cells", patterned(painted, 100_000, 0.1)),
            ("a pattern painted thousands of times", patterned(&painted.repeat(3_000), 10, 10.0)),
        ] {
            let begun = std::time::Instant::now();
            let answer = render_page_png(&attack, 0, 1_654).map(|picture| picture.len());
            assert!(matches!(answer, Err(DocumentError::TooLarge { .. })), "{name}: {answer:?}");
            assert!(begun.elapsed() < std::time::Duration::from_secs(6), "{name}: {:?}", begun.elapsed());
        }
        assert!(render_page_png(&patterned(painted, 10, 10.0), 0, 1_654).is_ok(), "an honest pattern is drawn");
    }
}
