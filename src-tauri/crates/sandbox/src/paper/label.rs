//! The shipping label: the upper part of the page, down to the dashed line.
//!
//! Owns the label's geometry, measured on marketplace files of 2023 and 2025. Refuses to print anything below the line.

use super::PaperError;
use super::group::Logo;
use super::pictures;
use super::sheet::{Frame, Ink, Sheet, bold, plain};
use super::symbols::{code128, data_matrix};
use super::typeface::{Typefaces, Weight};
use super::wording::{city_line, india, street};
use crate::paper_types::{PaperItem, PaperShipment};

/// The printed border.
pub(super) const BORDER: Frame = Frame { left: 190.5, bottom: 461.0, right: 404.25, top: 813.5 };
const CUT_LINE: (f32, f32, f32) = (34.5, 560.0, 456.5);
/// Flat bars with five modules of quiet zone inside the box on each side.
const FLAT: Frame = Frame { left: 196.5, bottom: 474.5, right: 345.75, top: 497.0 };
const TURNED: Frame = Frame { left: 211.0, bottom: 622.0, right: 239.0, top: 763.0 };
/// The symbol takes 282 to 381 by 677 to 776 of it.
const MATRIX: Frame = Frame { left: 279.75, bottom: 674.0, right: 384.0, top: 778.25 };
const COURIER_LOGO: Frame = Frame { left: 193.0, bottom: 771.0, right: 244.0, top: 786.0 };
const MODULE: f32 = 0.75;
/// What the label's own clip lets through.
const REGION: Frame = Frame { left: 189.0, bottom: 459.5, right: 405.75, top: 815.0 };
const PAGE: Frame = Frame { left: 0.0, bottom: 0.0, right: 595.0, top: 842.0 };
/// Modules of a 14-character tracking id; a longer symbol gets narrower modules in the same box.
const USUAL_MODULES: f32 = 189.0;

const HEAD: f32 = 787.5;
const SYMBOLS: f32 = 613.0;
const ROUTE: f32 = 597.0;
const FOOT: f32 = 509.0;
const PADDING: f32 = 2.3;
const HAIR: f32 = 0.5;

/// Draws the label and the line to cut along.
pub(super) fn draw(sheet: &mut Sheet, shipment: &PaperShipment) -> Result<(), PaperError> {
    sheet.region(REGION);
    sheet.frame(BORDER, 0.75);
    head(sheet, shipment);
    symbols(sheet, shipment)?;
    address(sheet, shipment);
    route(sheet, shipment);
    let goods_top = seller(sheet, shipment);
    goods(sheet, &shipment.items, goods_top);
    foot(sheet, shipment);
    sheet.region(PAGE);
    let (from, to, y) = CUT_LINE;
    sheet.dashed((from, y), (to, y), HAIR);
    Ok(())
}

/// What the hub's sorter reads. It names the way, never the parcel: the AWB number is not in it.
pub(super) fn routing(shipment: &PaperShipment) -> String {
    let tier = if shipment.express { "EXP" } else { "REG" };
    let payment = if shipment.payment_cod { "COD" } else { "PREPAID" };
    let (parcel, of) = shipment.mps_of.unwrap_or((1, 1));
    let to = &shipment.ship_to;
    format!(
        "R1|{tier}|{payment}|{}|{}|{}|IN-{}|{}|{}|{}|{parcel}/{of}|{}",
        shipment.class_letter,
        shipment.route_code,
        to.pin,
        to.state_code,
        shipment.seller.pin,
        india(shipment.handover_by_ms, "%Y%m%d"),
        india(shipment.promise_by_ms, "%Y%m%d"),
        shipment.items.iter().map(|item| item.quantity).sum::<u32>(),
    )
}

fn across(sheet: &mut Sheet, y: f32) {
    sheet.rule((BORDER.left, y), (BORDER.right, y), HAIR);
}

fn head(sheet: &mut Sheet, shipment: &PaperShipment) {
    const CELLS: [f32; 3] = [223.0, 331.0, 381.0];
    across(sheet, HEAD);
    for x in CELLS {
        sheet.rule((x, HEAD), (x, BORDER.top), HAIR);
    }
    let tier = if shipment.express { "EXP" } else { "REG" };
    sheet.text_centred((BORDER.left + CELLS[0]) / 2.0, HEAD + 9.0, bold(11.0), tier);
    let middle = (CELLS[0] + CELLS[1]) / 2.0;
    let courier = sheet.faces().fit(&shipment.courier, Weight::Bold, 7.5, CELLS[1] - CELLS[0] - 4.0);
    sheet.text_centred(middle, HEAD + 16.0, bold(7.5), &courier);
    sheet.text_centred(middle, HEAD + 5.5, plain(7.5), &shipment.order_id);
    let payment = if shipment.payment_cod { "COD" } else { "PREPAID" };
    sheet.text_centred((CELLS[1] + CELLS[2]) / 2.0, HEAD + 9.5, bold(9.0), payment);
    let class = shipment.class_letter.to_string();
    sheet.text_centred((CELLS[2] + BORDER.right) / 2.0, HEAD + 7.5, bold(15.0), &class);
}

fn symbols(sheet: &mut Sheet, shipment: &PaperShipment) -> Result<(), PaperError> {
    let bars = code128(&shipment.tracking_id)?;
    let module = MODULE * (USUAL_MODULES / bars.len() as f32).min(1.0);
    let half = (bars.len() + 2 * pictures::QUIET) as f32 * module / 2.0;
    let picture = sheet.keep(&pictures::bars(&bars));
    let middle = (FLAT.left + FLAT.right) / 2.0;
    sheet.show(picture, Frame { left: middle - half, right: middle + half, ..FLAT }, false);
    let middle = (TURNED.bottom + TURNED.top) / 2.0;
    sheet.show(picture, Frame { bottom: middle - half, top: middle + half, ..TURNED }, true);
    sheet.picture(&pictures::data_matrix(&data_matrix(&routing(shipment))?), MATRIX, false);
    sheet.logo(Logo::Courier, COURIER_LOGO);
    let end = sheet.text(ADDRESS_LEFT + 1.0, 779.8, plain(5.5), "Ordered through ");
    sheet.text(end, 779.5, bold(6.0), "Flipkart");
    // Never cut: people read this number out loud when the bars fail.
    let awb = format!("AWB No. {}", shipment.tracking_id);
    let size = (BORDER.right - PADDING - ADDRESS_LEFT) / sheet.faces().width(&awb, Weight::Bold);
    sheet.text(ADDRESS_LEFT, 665.0, bold(size.min(8.0)), &awb);
    Ok(())
}

const ADDRESS_LEFT: f32 = 247.0;

fn address(sheet: &mut Sheet, shipment: &PaperShipment) {
    const HEADING: f32 = 656.0;
    // Signs hang deep under the letters of some Indian scripts.
    let drop = if shipment.ship_to.name.is_ascii() { 0.0 } else { 1.6 };
    let room = HEADING - 1.5 - drop - (SYMBOLS + 2.0);
    let measure = BORDER.right - PADDING - ADDRESS_LEFT;
    let (size, lines) = address_lines(sheet.faces(), shipment, measure, room);
    sheet.text(ADDRESS_LEFT, HEADING, bold(5.8), "Shipping/Customer address:");
    let mut y = HEADING - 1.5 - size;
    for (at, line) in lines.iter().enumerate() {
        let weight = if at == 0 { Weight::Bold } else { Weight::Regular };
        sheet.text(ADDRESS_LEFT, y, Ink { size, weight }, line);
        y -= size * LEADING + if at == 0 { drop } else { 0.0 };
    }
    across(sheet, SYMBOLS);
}

const LEADING: f32 = 1.14;

/// Name, street and city at the largest size that fits; the street is cut before the city line would go.
fn address_lines(faces: &Typefaces, shipment: &PaperShipment, measure: f32, room: f32) -> (f32, Vec<String>) {
    let to = &shipment.ship_to;
    let mut size = 6.8;
    loop {
        let limit = (room / (size * LEADING)) as usize;
        let name = faces.wrap(&format!("Name: {},", to.name), Weight::Bold, size, measure);
        let name = name.into_iter().next().unwrap_or_default();
        let mut lines = vec![name];
        lines.extend(faces.wrap(&street(to), Weight::Regular, size, measure));
        let city = faces.wrap(&city_line(to), Weight::Regular, size, measure);
        let fits = lines.len() + city.len() <= limit;
        if fits || size < 5.2 {
            lines.truncate(limit.saturating_sub(city.len()).max(1));
            lines.extend(city);
            return (size, lines);
        }
        size -= 0.4;
    }
}

fn route(sheet: &mut Sheet, shipment: &PaperShipment) {
    let baseline = ROUTE + 4.5;
    let mark = sheet.faces().fit(&shipment.route_code, Weight::Bold, 10.0, 96.0);
    sheet.text(BORDER.left + PADDING, baseline, bold(10.0), &mark);
    let handover = format!("HBD: {}", india(shipment.handover_by_ms, "%d - %m"));
    let promise = format!("CPD: {}", india(shipment.promise_by_ms, "%d - %m"));
    sheet.text_right(BORDER.right - PADDING, baseline, plain(7.0), &promise);
    sheet.text_right(BORDER.right - PADDING - 60.0, baseline, plain(7.0), &handover);
    across(sheet, ROUTE);
}

/// Gives the place where the goods begin.
fn seller(sheet: &mut Sheet, shipment: &PaperShipment) -> f32 {
    const SIZE: f32 = 5.4;
    const STEP: f32 = 6.3;
    let seller = &shipment.seller;
    let left = BORDER.left + PADDING;
    let text = format!("Sold By:{}, {} {}", seller.name, street(seller), city_line(seller));
    let mut lines = sheet.faces().wrap(&text, Weight::Regular, SIZE, BORDER.right - PADDING - left);
    lines.truncate(3);
    let y = sheet.lines(left, ROUTE - 1.2 - SIZE, STEP, plain(SIZE), &lines);
    let gstin = format!("GSTIN: {}", seller.gstin.as_deref().unwrap_or("-"));
    sheet.text(left, y, bold(SIZE), &gstin);
    across(sheet, y - 2.6);
    y - 2.6
}

fn goods(sheet: &mut Sheet, items: &[PaperItem], top: f32) {
    const QTY: f32 = 384.0;
    let header = top - 8.5;
    let number_left = BORDER.left + PADDING;
    let text_left = number_left + 8.5;
    let middle = (QTY + BORDER.right) / 2.0;
    sheet.text(number_left, header + 2.2, bold(5.8), "SKU ID | Description");
    sheet.text_centred(middle, header + 2.2, bold(5.8), "QTY");
    across(sheet, header);
    let (size, rows) = goods_rows(sheet.faces(), items, QTY - 2.0 - text_left, header - FOOT - 2.0);
    let mut y = header - 0.6 - size;
    for (at, (lines, item)) in rows.iter().zip(items).enumerate() {
        sheet.text(number_left, y, plain(size), &(at + 1).to_string());
        sheet.text_centred(middle, y, bold(size), &item.quantity.to_string());
        y = sheet.lines(text_left, y, size * LEADING, plain(size), lines);
    }
    if rows.len() < items.len() {
        sheet.text(text_left, y, bold(size), &format!("+ {} more on the invoice", items.len() - rows.len()));
    }
    sheet.rule((QTY, FOOT), (QTY, top), HAIR);
    across(sheet, FOOT);
}

/// The rows at the largest size at which all of them fit whole; else cut short, and the last ones left out.
fn goods_rows(faces: &Typefaces, items: &[PaperItem], measure: f32, room: f32) -> (f32, Vec<Vec<String>>) {
    const SIZES: [f32; 4] = [7.2, 6.6, 6.0, 5.4];
    const LEAST: f32 = 5.4;
    let text = |item: &PaperItem| format!("{} | {}", item.sku, item.description);
    for size in SIZES {
        let rows: Vec<_> = items.iter().map(|item| faces.wrap(&text(item), Weight::Regular, size, measure)).collect();
        if rows.iter().map(Vec::len).sum::<usize>() as f32 * size * LEADING <= room {
            return (size, rows);
        }
    }
    let lines = (room / (LEAST * LEADING)) as usize;
    let shown = if items.len() > lines { lines.saturating_sub(1) } else { items.len() };
    let most = (lines / items.len().max(1)).max(1);
    let rows = items.iter().take(shown).map(|item| cut_lines(faces, &text(item), LEAST, measure, most));
    (LEAST, rows.collect())
}

/// Wraps into at most `most` lines; the last one ends in an ellipsis when text is left over.
fn cut_lines(faces: &Typefaces, text: &str, size: f32, measure: f32, most: usize) -> Vec<String> {
    let mut lines = faces.wrap(text, Weight::Regular, size, measure);
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(faces.fit(&rest, Weight::Regular, size, measure));
    }
    lines
}

fn foot(sheet: &mut Sheet, shipment: &PaperShipment) {
    sheet.text_centred((FLAT.left + FLAT.right) / 2.0, FLAT.top + 3.0, bold(7.0), &shipment.tracking_id);
    if let Some((parcel, of)) = shipment.mps_of {
        let middle = (FLAT.right + 8.0 + BORDER.right) / 2.0;
        sheet.text_centred(middle, 490.0, plain(7.0), "Box");
        sheet.text_centred(middle, 478.0, bold(10.0), &format!("{parcel} of {of}"));
    }
    let baseline = BORDER.bottom + 7.5;
    sheet.text(BORDER.left + PADDING, baseline, plain(6.0), "Not for resale.");
    let printed = format!("Printed at {}", india(shipment.printed_at_ms, "%H%M hrs, %d/%m/%y"));
    sheet.text_right(BORDER.right - PADDING, baseline, plain(6.0), &printed);
}
