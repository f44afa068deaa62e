//! Pages as pictures.
//!
//! Owns the one way a page is drawn. It takes pages of an examined file only ([`crate::sound`]): the renderer has no
//! bounds of its own.

mod survey;

use std::cell::RefCell;
use std::sync::Arc;

use godown_domain::print::bitmap::Bitmap;
use hayro::hayro_interpret::{InterpreterCache, InterpreterSettings, RenderContent};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{Pdf, PdfData};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use crate::error::DocumentError;
use crate::geometry::{PageFrame, Rect};
use crate::sound::too_large;
pub(crate) use survey::DrawnImage;
use survey::Keep;

/// Enough for A4 at 400 dpi.
const MOST_PIXELS: u64 = 16_000_000;
/// Eight white pixels.
const WHITE_DOTS: [u8; 32] = [u8::MAX; 32];
const UNDRAWN: DocumentError = DocumentError::NotMade("the page cannot be drawn");

/// A drawn page on white: three bytes a pixel, rows from the top.
pub(crate) struct Raster {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

impl Raster {
    /// Draws the page with `scale` pixels a point.
    pub(crate) fn of_page<'a>(page: &'a Page<'a>, frame: &PageFrame, scale: f64) -> Result<Self, DocumentError> {
        let pen = Pen::new();
        draw(page, frame, scale, Keep::Nothing, &pen)?;
        let pixmap = &pen.canvas.borrow().pixmap;
        let rgb = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        Ok(Self { width: pixmap.width().into(), height: pixmap.height().into(), rgb })
    }

    /// Brightness, one byte a pixel.
    pub(crate) fn luma(&self) -> Vec<u8> {
        self.rgb.chunks_exact(3).map(|pixel| u8::try_from(grey(pixel)).unwrap_or(u8::MAX)).collect()
    }
}

/// What pages of one file share while they are drawn: fonts are read and glyphs outlined once, onto one canvas.
pub(crate) struct Pen<'a> {
    drawing: RenderCache<'a>,
    looking: InterpreterCache<'a>,
    canvas: RefCell<Canvas>,
}

/// Pixels that are drawn on again: four megabytes a label would otherwise be fetched and given back every time.
struct Canvas {
    context: RenderContext,
    pixmap: Pixmap,
}

impl Pen<'_> {
    pub(crate) fn new() -> Self {
        let canvas = Canvas { context: RenderContext::new(1, 1), pixmap: Pixmap::new(1, 1) };
        Self { drawing: RenderCache::new(), looking: InterpreterCache::new(), canvas: RefCell::new(canvas) }
    }
}

/// A file of ours, opened to draw its pages: upright, nothing of them cut off.
pub(crate) struct OwnFile(Pdf);

impl OwnFile {
    pub(crate) fn open(file: Vec<u8>) -> Result<Self, DocumentError> {
        Ok(Self(Pdf::new(PdfData::from(Arc::new(file))).map_err(|_| UNDRAWN)?))
    }

    /// A page, from 0, and how it lies.
    pub(crate) fn page(&self, page: usize) -> Result<(&Page<'_>, PageFrame), DocumentError> {
        let page = self.0.pages().get(page).ok_or(UNDRAWN)?;
        let paper = page.media_box();
        Ok((page, PageFrame::new(Rect::new(paper.x0, paper.y0, paper.x1, paper.y1), 0, 1.0)))
    }
}

/// Hands the first page of a file of ours to whoever draws it.
pub(crate) fn drawn_file<T>(
    file: Vec<u8>,
    draw: impl FnOnce(&Page<'_>, &PageFrame) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    let file = OwnFile::open(file)?;
    let (page, frame) = file.page(0)?;
    draw(page, &frame)
}

/// A page as black and white dots, with the pictures that were drawn on it.
pub(crate) fn dots_of_page<'a>(
    page: &'a Page<'a>,
    frame: &PageFrame,
    scale: f64,
    pen: &Pen<'a>,
) -> Result<(Bitmap, Vec<DrawnImage>), DocumentError> {
    let images = draw(page, frame, scale, Keep::Images, pen)?;
    let pixmap = &pen.canvas.borrow().pixmap;
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let mut rows = Vec::with_capacity(width.div_ceil(8) as usize * height as usize);
    for row in pixmap.data_as_u8_slice().chunks_exact(width as usize * 4) {
        let dark = |byte: u8, [r, g, b, _]: &[u8; 4]| byte << 1 | u8::from(is_dark(&[*r, *g, *b]));
        let (eights, rest) = row.as_chunks::<32>();
        // Most of a label is white: weighing every pixel of it would take longer than drawing it.
        let byte = |eight: &[u8; 32]| if *eight == WHITE_DOTS { 0 } else { eight.as_chunks().0.iter().fold(0, dark) };
        rows.extend(eights.iter().map(byte));
        if !rest.is_empty() {
            rows.push(rest.as_chunks().0.iter().fold(0, dark) << (8 - rest.len() / 4));
        }
    }
    let dots = Bitmap::from_rows(width, height, rows);
    Ok((dots.ok_or(UNDRAWN)?, images))
}

/// Draws the page onto the pen's canvas; gives the pictures on it.
fn draw<'a>(
    page: &'a Page<'a>,
    frame: &PageFrame,
    scale: f64,
    keep: Keep,
    pen: &Pen<'a>,
) -> Result<Vec<DrawnImage>, DocumentError> {
    let (width, height) = (pixels(frame.width * scale)?, pixels(frame.height * scale)?);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(too_large("the size of the picture in pixels", MOST_PIXELS));
    }
    let to_dots = Affine::new([scale, 0.0, 0.0, -scale, 0.0, frame.height * scale]) * frame.to_shown;
    let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let images = survey::look(page, (width, height), to_dots, &settings, keep, &pen.looking)?;
    let Canvas { context, pixmap } = &mut *pen.canvas.borrow_mut();
    context.reset_and_resize(width, height);
    render_into(page, &pen.drawing, &settings, &RenderSettings::default(), context, to_dots);
    context.flush();
    pixmap.resize(width, height);
    let on_white = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
    context.render_with(pixmap, &mut Resources::default(), on_white);
    Ok(images)
}

fn grey(pixel: &[u8]) -> u32 {
    let weighed = pixel.iter().zip([77, 150, 29]).map(|(part, weight)| u32::from(*part) * weight);
    weighed.sum::<u32>() >> 8
}

/// Whether a printer of black dots burns the pixel.
fn is_dark(pixel: &[u8]) -> bool {
    grey(pixel) < 128
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against the range of u16")]
fn pixels(side: f64) -> Result<u16, DocumentError> {
    let side = side.round().max(1.0);
    if side > f64::from(u16::MAX) {
        return Err(too_large("the side of the picture in pixels", u16::MAX));
    }
    Ok(side as u16)
}
