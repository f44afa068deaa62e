//! The manifest: the list a courier signs when the parcels leave.
//!
//! Owns the table, its page breaks and the signature block.

use super::PaperError;
use super::sheet::{Frame, Sheet, bold, plain};
use super::symbols::code128;
use super::typeface::Weight;
use super::wording::india;
use crate::paper_types::{PaperManifest, PaperManifestRow};

const TOP: f32 = 806.0;
const BOTTOM: f32 = 48.0;
const HEAD: f32 = 66.0;
const HEADER: f32 = 14.0;
const ROW: f32 = 31.0;
const SIGNATURES: f32 = 112.0;
const HAIR: f32 = 0.5;
const MODULE: f32 = 0.75;
/// Left edges of the columns, and the right edge of the last.
const COLUMNS: [f32; 7] = [36.0, 60.0, 220.0, 318.0, 446.0, 496.0, 559.0];
const HEADINGS: [&str; 6] = ["S. No.", "Tracking Id (AWB)", "Order Id", "Shipment Id", "Payment", "Weight (kg)"];

/// Rows that fit on a page.
const PER_PAGE: usize = ((TOP - BOTTOM - HEAD - HEADER) / ROW) as usize;

/// Pages the manifest takes: the signatures go to a page of their own when the last rows leave no room.
pub(super) fn page_count(manifest: &PaperManifest) -> usize {
    let pages = manifest.rows.len().div_ceil(PER_PAGE).max(1);
    let on_last = manifest.rows.len() - (pages - 1) * PER_PAGE;
    let left = TOP - BOTTOM - HEAD - HEADER - on_last as f32 * ROW;
    if left < SIGNATURES { pages + 1 } else { pages }
}

/// Draws page `at`, counted from 0.
pub(super) fn draw(sheet: &mut Sheet, manifest: &PaperManifest, at: usize) -> Result<(), PaperError> {
    let pages = page_count(manifest);
    head(sheet, manifest, at, pages);
    let first = at * PER_PAGE;
    let mut y = TOP - HEAD;
    let rows: Vec<_> = manifest.rows.iter().enumerate().skip(first).take(PER_PAGE).collect();
    if !rows.is_empty() {
        let top = y;
        y -= HEADER;
        header(sheet, y);
        for (number, row) in rows {
            draw_row(sheet, number + 1, row, y)?;
            y -= ROW;
            sheet.rule((COLUMNS[0], y), (COLUMNS[6], y), HAIR);
        }
        for x in COLUMNS {
            sheet.rule((x, y), (x, top), HAIR);
        }
    }
    if at + 1 == pages {
        signatures(sheet, manifest, y);
    }
    Ok(())
}

fn head(sheet: &mut Sheet, manifest: &PaperManifest, at: usize, pages: usize) {
    let (left, right) = (COLUMNS[0], COLUMNS[6]);
    sheet.text(left, TOP - 12.0, bold(13.0), "Manifest");
    sheet.text_right(right, TOP - 12.0, bold(11.0), &manifest.courier);
    sheet.rule((left, TOP - 19.0), (right, TOP - 19.0), 0.75);
    sheet.text(left, TOP - 30.0, plain(8.0), &format!("Seller: {}", manifest.seller_name));
    sheet.text(left, TOP - 42.0, plain(8.0), &format!("Pickup location: {}", manifest.location_name));
    let from = india(manifest.pickup_from_ms, "%d-%m-%Y, %H:%M");
    let to = india(manifest.pickup_to_ms, "%H:%M");
    sheet.text(left, TOP - 54.0, plain(8.0), &format!("Pickup window: {from} to {to}"));
    sheet.text_right(right, TOP - 30.0, bold(8.0), &format!("Total shipments: {}", manifest.rows.len()));
    sheet.text_right(right, TOP - 42.0, plain(8.0), &format!("Total weight: {} kg", kilograms(total_weight(manifest))));
    sheet.text_right(right, TOP - 54.0, plain(8.0), &format!("Page {} of {pages}", at + 1));
}

fn header(sheet: &mut Sheet, bottom: f32) {
    let (left, right) = (COLUMNS[0], COLUMNS[6]);
    sheet.shade(Frame { left, bottom, right, top: bottom + HEADER }, 232);
    sheet.rule((left, bottom + HEADER), (right, bottom + HEADER), HAIR);
    sheet.rule((left, bottom), (right, bottom), HAIR);
    for (heading, edges) in HEADINGS.iter().zip(COLUMNS.windows(2)) {
        let size = if edges[1] - edges[0] < 30.0 { 5.6 } else { 7.0 };
        sheet.text_centred((edges[0] + edges[1]) / 2.0, bottom + 4.5, bold(size), heading);
    }
}

fn draw_row(sheet: &mut Sheet, number: usize, row: &PaperManifestRow, top: f32) -> Result<(), PaperError> {
    let middle = |column: usize| (COLUMNS[column] + COLUMNS[column + 1]) / 2.0;
    let baseline = top - 18.0;
    let bars = code128(&row.tracking_id)?;
    let quiet = 10.0 * MODULE;
    let module = MODULE.min((COLUMNS[2] - COLUMNS[1] - 2.0 * quiet) / bars.len() as f32);
    let length = bars.len() as f32 * module;
    sheet.bars(middle(1) - length / 2.0, top - 20.0, 17.0, module, &bars);
    sheet.text_centred(middle(1), top - 28.0, plain(7.0), &row.tracking_id);
    sheet.text_centred(middle(0), baseline, plain(7.0), &number.to_string());
    sheet.text_centred(middle(2), baseline, plain(7.0), &row.order_id);
    let mut lines = sheet.faces().wrap(&row.shipment_id, Weight::Regular, 5.9, COLUMNS[4] - COLUMNS[3] - 4.0);
    lines.truncate(3);
    let first = baseline + (lines.len() as f32 - 1.0) * 3.6;
    sheet.lines(COLUMNS[3] + 2.0, first, 7.2, plain(5.9), &lines);
    sheet.text_centred(middle(4), baseline, plain(7.0), if row.payment_cod { "COD" } else { "PREPAID" });
    sheet.text_centred(middle(5), baseline, plain(7.0), &kilograms(u64::from(row.weight_g)));
    Ok(())
}

fn signatures(sheet: &mut Sheet, manifest: &PaperManifest, top: f32) {
    let (left, right) = (COLUMNS[0], COLUMNS[6]);
    let half = (left + right) / 2.0;
    let box_top = top - 12.0;
    let bottom = top - SIGNATURES + 4.0;
    for (from, to, heading) in [(left, half - 4.0, "Courier executive"), (half + 4.0, right, "Seller")] {
        sheet.frame(Frame { left: from, bottom, right: to, top: box_top }, HAIR);
        sheet.text(from + 5.0, box_top - 12.0, bold(8.0), heading);
        let asked = ["Name:", "Shipments handed over:", "Date and time:", "Signature:"];
        for (at, word) in asked.iter().enumerate() {
            let y = box_top - 28.0 - at as f32 * 19.0;
            let end = sheet.text(from + 5.0, y, plain(7.0), word);
            sheet.rule((end + 4.0, y - 1.5), (to - 6.0, y - 1.5), HAIR);
        }
    }
    let cod = manifest.rows.iter().filter(|row| row.payment_cod).count();
    let sums = format!("COD: {cod}    PREPAID: {}", manifest.rows.len() - cod);
    sheet.text_right(right, top - 8.5, plain(7.0), &sums);
}

fn total_weight(manifest: &PaperManifest) -> u64 {
    manifest.rows.iter().map(|row| u64::from(row.weight_g)).sum()
}

fn kilograms(grams: u64) -> String {
    format!("{}.{:03}", grams / 1000, grams % 1000)
}
