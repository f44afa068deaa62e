//! How much work a page asks of the renderer beyond its size in bytes.
//!
//! A line of ten bytes can ask for a billion dashes. The page is interpreted once without pixels and its dashes are
//! counted. Dashes inside patterns and masks are not.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Rect, Shape};

use crate::error::DocumentError;
use crate::geometry::PageFrame;
use crate::sound::too_large;

/// A label has a few hundred: one dashed cut line.
const MOST_DASHES: u32 = 200_000;

/// Refuses pages that would take the renderer without end.
pub(super) fn check<'a>(
    page: &Page<'a>,
    frame: &PageFrame,
    settings: &InterpreterSettings,
) -> Result<(), DocumentError> {
    let shown = Rect::new(0.0, 0.0, frame.width, frame.height);
    let cache = InterpreterCache::new();
    let mut context = Context::new(Affine::IDENTITY, shown, &cache, page.xref(), settings.clone());
    let mut effort = Effort { dashes: 0.0 };
    interpret_page(page, &mut context, &mut effort);
    if effort.dashes > f64::from(MOST_DASHES) {
        return Err(too_large("the number of dashes on a page", MOST_DASHES));
    }
    Ok(())
}

struct Effort {
    dashes: f64,
}

impl<'a> Device<'a> for Effort {
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

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
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
