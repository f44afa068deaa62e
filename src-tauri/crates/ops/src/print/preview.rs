//! How a label would look on paper, before a roll is wasted.

use godown_documents::{LabelAsk, ProofAsk, Rect, Verdict, page_size, prove_label, render_label_png};
use godown_domain::print::LabelLayout;
use godown_domain::print::plan::strip_at;

use crate::desk::blocking;
use crate::papers::rect;
use crate::{Desk, OpsError};

/// A label as it would look.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The paper, PNG.
    pub png: Vec<u8>,
    /// Left, bottom, right, top of the label on its page, in shown points.
    pub frame: [f64; 4],
    /// Width and height of the whole page in points.
    pub page_size: (f64, f64),
    /// Its frame was not found by its anchors.
    pub check: bool,
    /// Dots across and down at this resolution.
    pub dots: (u32, u32),
    /// Its bars read as they would be printed; none where they are not drawn by us.
    pub reads: Option<bool>,
    /// What the proof says.
    pub words: String,
    /// Tracking id on it.
    pub tracking_id: Option<String>,
    /// Courier.
    pub courier: Option<String>,
}

/// Where a label stands among those it is printed with; its strip says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmongOthers {
    /// Batch.
    pub batch: Option<u32>,
    /// Place in the order of printing, from 1.
    pub place: u32,
    /// Labels there.
    pub of: u32,
}

/// What to draw, and how.
#[derive(Debug, Clone)]
pub struct PreviewOf {
    /// Document with the page.
    pub document: u32,
    /// The page, from 0.
    pub page: u32,
    /// Layout to try.
    pub layout: LabelLayout,
    /// Dots an inch.
    pub dpi: u16,
    /// A frame drawn by hand: left, bottom, right, top in shown points.
    pub drawn: Option<[f64; 4]>,
    /// Width of the picture, pixels.
    pub width: u32,
    /// Its place among others; alone where absent.
    pub among: Option<AmongOthers>,
}

impl Desk {
    /// How the label on a page (from 0) would look on paper with this layout.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::Document`], [`OpsError::Store`].
    pub async fn label_preview(&self, of: PreviewOf) -> Result<Seen, OpsError> {
        let PreviewOf { document, page, layout, dpi, drawn, width, among } = of;
        let found = self.document(document).await?;
        let now = self.now();
        let layout_then = layout.clone();
        let known = self
            .read(move |conn| {
                let pages = godown_store::document::pages(conn, document)?;
                let Some(known) = pages.into_iter().find(|known| known.page == page + 1) else { return Ok(None) };
                let row = match &known.shipment_id {
                    Some(id) => godown_store::view::row_of(conn, id, now)?,
                    None => None,
                };
                let courier = row.as_ref().and_then(|row| row.courier.clone());
                let crop = match &courier {
                    Some(courier) => godown_store::print::crop(conn, courier)?.map(|crop| crop.frame),
                    None => None,
                };
                let strip = match row {
                    Some(row) => strip_of(conn, &row, &layout_then, among)?,
                    None => String::new(),
                };
                Ok(Some((known, courier, crop, strip)))
            })
            .await?;
        let (known, courier, crop, strip) = match known {
            Some((known, courier, crop, strip)) => (Some(known), courier, crop, strip),
            None => (None, None, None, String::new()),
        };
        let boxed = known.as_ref().and_then(|known| known.label_box.clone());
        let check = drawn.is_none() && crop.is_none() && known.as_ref().is_none_or(|known| known.check == "check");
        let (across, down) = layout.paper.size();
        let blobs = self.inner.blobs.clone();
        let tracking = known.as_ref().and_then(|known| known.tracking_id.clone());
        let (png, frame, page_size, (reads, words)) = blocking(move || {
            let bytes = blobs.read(&found.file.sha256)?;
            let size = page_size(&bytes, page as usize)?;
            let by_hand = drawn.map(|[x0, y0, x1, y1]| Rect::new(x0, y0, x1, y1));
            let kept = || crop.or(boxed).as_deref().and_then(rect);
            let crop = by_hand.or_else(kept).unwrap_or(Rect::new(0.0, 0.0, size.0, size.1));
            let at = page as usize;
            let ask = LabelAsk { bytes: &bytes, page: at, crop, layout: &layout, dpi, strip: &strip };
            let png = render_label_png(&ask, width.clamp(60, 1_600))?;
            let frame = [crop.x0, crop.y0, crop.x1, crop.y1];
            let Some(tracking_id) = tracking.as_deref() else { return Ok((png, frame, size, (None, String::new()))) };
            let ask = ProofAsk { bytes: &bytes, page: at, crop, layout: &layout, dpi, tracking_id, strip: &strip };
            let proof = match prove_label(&ask)?.verdict {
                Verdict::Reads { module_error_mean_bp, module_error_max_bp, .. } => {
                    let percent = |bp: u32| f64::from(bp) / 100.0;
                    let (mean, max) = (percent(module_error_mean_bp), percent(module_error_max_bp));
                    (
                        Some(true),
                        format!("The bars read; modules are off by {mean:.1} % on average, {max:.1} % at most."),
                    )
                }
                Verdict::HeldBack { why, .. } => (Some(false), why.to_string()),
            };
            Ok::<_, OpsError>((png, frame, size, proof))
        })
        .await??;
        let dots = |tenths: i32| (f64::from(tenths) / 254.0 * f64::from(dpi)).round() as u32;
        Ok(Seen {
            png,
            frame,
            page_size,
            check,
            dots: (dots(across), dots(down)),
            reads,
            words,
            tracking_id: known.and_then(|known| known.tracking_id),
            courier,
        })
    }
}

/// The strip as it would be filled in, at its place among the others or alone.
fn strip_of(
    conn: &godown_store::Connection,
    row: &godown_domain::view::ShipmentRow,
    layout: &LabelLayout,
    among: Option<AmongOthers>,
) -> Result<String, godown_store::StoreError> {
    let facts = super::choose::facts_of(conn, row)?;
    let under_way = row.under_way.as_ref().and_then(|way| way.batch);
    let batch = among.and_then(|among| among.batch).or(under_way).map(|batch| batch.to_string()).unwrap_or_default();
    let (place, of) = among.map_or((1, 1), |among| (among.place, among.of));
    Ok(strip_at(&facts, &layout.strip, &batch, place as usize, of as usize))
}
