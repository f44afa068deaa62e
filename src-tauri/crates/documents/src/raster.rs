//! Pages as pictures.
//!
//! Owns the one way a page is drawn. It takes pages of an examined file only ([`crate::sound`]): the renderer has no
//! bounds of its own.

mod effort;

use hayro::hayro_interpret::{InterpreterSettings, RenderContent};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use crate::error::DocumentError;
use crate::geometry::PageFrame;
use crate::sound::too_large;

/// Enough for A4 at 400 dpi.
const MOST_PIXELS: u64 = 16_000_000;

/// A drawn page on white: three bytes a pixel, rows from the top.
pub(crate) struct Raster {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

impl Raster {
    /// Draws the page with `scale` pixels a point.
    pub(crate) fn of_page<'a>(page: &'a Page<'a>, frame: &PageFrame, scale: f64) -> Result<Self, DocumentError> {
        let (width, height) = (pixels(frame.width * scale)?, pixels(frame.height * scale)?);
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(too_large("the size of the picture in pixels", MOST_PIXELS));
        }
        let upside = Affine::new([scale, 0.0, 0.0, -scale, 0.0, f64::from(height)]);
        let mut context = RenderContext::new(width, height);
        let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
        effort::check(page, frame, &settings)?;
        let how = RenderSettings::default();
        render_into(page, &RenderCache::new(), &settings, &how, &mut context, upside * frame.to_shown);
        context.flush();
        let mut pixmap = Pixmap::new(width, height);
        let on_white = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
        context.render_with(&mut pixmap, &mut Resources::default(), on_white);
        let rgb = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        Ok(Self { width: width.into(), height: height.into(), rgb })
    }

    /// Brightness, one byte a pixel.
    pub(crate) fn luma(&self) -> Vec<u8> {
        let grey = |p: &[u8]| (u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8;
        self.rgb.chunks_exact(3).map(|pixel| u8::try_from(grey(pixel)).unwrap_or(u8::MAX)).collect()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against the range of u16")]
fn pixels(side: f64) -> Result<u16, DocumentError> {
    let side = side.round().max(1.0);
    if side > f64::from(u16::MAX) {
        return Err(too_large("the side of the picture in pixels", u16::MAX));
    }
    Ok(side as u16)
}
