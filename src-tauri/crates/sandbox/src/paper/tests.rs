//! What the paper must hold: the right geometry, codes that scan, text that can be read back.

use std::collections::HashMap;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use rxing::BarcodeFormat;

use super::label::routing;
use super::sheet::PAGE_HEIGHT;
use super::*;
use crate::paper_types::{PaperItem, PaperManifestRow, PaperParty};

fn party(name: &str, lines: &[&str], city: &str, pin: &str, state: (&str, &str)) -> PaperParty {
    PaperParty {
        name: name.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        city: city.to_owned(),
        pin: pin.to_owned(),
        state: state.0.to_owned(),
        state_code: state.1.to_owned(),
        gstin: None,
        pan: None,
    }
}

fn item(at: usize) -> PaperItem {
    PaperItem {
        sku: format!("KRT-RAYON-NAVY-{at:03}"),
        description: "Malhar Weaves Women Printed Straight Kurta (Navy Blue, Rayon, Size XL)".to_owned(),
        fsn: format!("KRTGX7ZH4Q2D{at:04}"),
        hsn: "62114290".to_owned(),
        quantity: 2,
        gross_paise: 159_900,
        discount_paise: 30_000,
        taxable_paise: 123_714,
        tax_rate_bp: 500,
        same_state: false,
        total_paise: 129_900,
        serials: Vec::new(),
    }
}

fn shipment(items: usize) -> PaperShipment {
    let mut seller = party(
        "Malhar Weaves Private Limited",
        &["Shed 14, Peenya 2nd Stage Industrial Estate", "Near Bus Depot 22"],
        "Bengaluru",
        "560058",
        ("Karnataka", "KA"),
    );
    seller.gstin = Some("29AAXCM4321P1Z7".to_owned());
    seller.pan = Some("AAXCM4321P".to_owned());
    let street = ["Flat 3B, Sahyadri Heights, Lane 7", "Opposite Ganesh Mandir, Kothrud"];
    let buyer = party("अनन्या क्षीरसागर", &street, "Pune", "411038", ("Maharashtra", "MH"));
    PaperShipment {
        shipment_id: "8f0c5b1e-9a11-4f7e-9f0e-0a1b2c3d4e5f".to_owned(),
        order_id: "OD431234567890123456".to_owned(),
        order_date_ms: 1_795_200_000_000,
        tracking_id: "FMPP0123456789".to_owned(),
        courier: "E-Kart Logistics".to_owned(),
        payment_cod: false,
        express: false,
        class_letter: 'E',
        route_code: "(4) PNQ/KOTH".to_owned(),
        handover_by_ms: 1_795_286_460_000,
        promise_by_ms: 1_795_632_060_000,
        seller,
        ship_to: buyer.clone(),
        bill_to: buyer,
        invoice_no: "FAKA27000012345".to_owned(),
        invoice_date_ms: 1_795_286_460_000,
        items: (0..items).map(item).collect(),
        mps_of: None,
        printed_at_ms: 1_795_286_460_000,
    }
}

fn manifest(rows: u32) -> PaperManifest {
    let row = |at: u32| PaperManifestRow {
        tracking_id: format!("FMPC{at:010}"),
        order_id: format!("OD4312345678901{at:05}"),
        shipment_id: format!("8f0c5b1e-9a11-4f7e-9f0e-{at:012}"),
        payment_cod: at.is_multiple_of(3),
        weight_g: 480,
    };
    PaperManifest {
        location_name: "Peenya Warehouse".to_owned(),
        seller_name: "Malhar Weaves Private Limited".to_owned(),
        courier: "Ekart Logistics".to_owned(),
        pickup_from_ms: 1_795_253_400_000,
        pickup_to_ms: 1_795_260_600_000,
        rows: (0..rows).map(row).collect(),
    }
}

/// Dots per point at 203 dpi, what a label printer has.
const SCALE: f32 = 203.0 / 72.0;

/// A page as a printer sees it: grey, one byte a dot, rows from the top.
struct Picture {
    width: usize,
    grey: Vec<u8>,
}

impl Picture {
    fn of(pdf: &[u8], page: usize) -> Self {
        let pdf = Pdf::new(pdf.to_vec()).unwrap();
        let size = hayro::PixmapSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE };
        let page = &pdf.pages()[page];
        let pixels =
            render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &size);
        let grey = pixels.data_as_u8_slice().chunks(4).map(|dot| dot[1]).collect();
        Self { width: usize::from(pixels.width()), grey }
    }

    /// A box given in points from the bottom-left corner.
    fn cut(&self, left: f32, bottom: f32, right: f32, top: f32) -> Self {
        let columns = (left * SCALE) as usize..(right * SCALE) as usize;
        let rows = ((PAGE_HEIGHT - top) * SCALE) as usize..((PAGE_HEIGHT - bottom) * SCALE) as usize;
        let grey = rows.flat_map(|row| self.grey[row * self.width..][columns.clone()].to_vec()).collect();
        Self { width: columns.len(), grey }
    }

    fn turned(&self) -> Self {
        let height = self.grey.len() / self.width;
        let grey = (0..self.width).flat_map(|x| (0..height).rev().map(move |y| self.grey[y * self.width + x]));
        Self { width: height, grey: grey.collect() }
    }

    fn read(&self, format: BarcodeFormat) -> String {
        let height = self.grey.len() / self.width;
        let found = rxing::helpers::detect_in_luma(self.grey.clone(), self.width as u32, height as u32, Some(format));
        found.unwrap().getText().to_owned()
    }

    /// Columns that hold ink, in points from the left of this picture.
    fn inked_columns(&self) -> Vec<f32> {
        let dark = |x: &usize| self.grey.iter().skip(*x).step_by(self.width).any(|&grey| grey < 128);
        (0..self.width).filter(dark).map(|x| x as f32 / SCALE).collect()
    }

    fn inked_rows_from_bottom(&self) -> Vec<f32> {
        let rows = self.grey.chunks(self.width).rev().enumerate();
        rows.filter(|(_, row)| row.iter().any(|&grey| grey < 128)).map(|(y, _)| y as f32 / SCALE).collect()
    }
}

/// The words of a page, built from the places of its glyphs: the order of operators means nothing.
fn text_of(pdf: &[u8], page: u32) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let id = document.get_pages()[&page];
    let maps: HashMap<Vec<u8>, Vec<String>> = document
        .get_page_fonts(id)
        .unwrap()
        .into_iter()
        .map(|(name, font)| (name, letters_of(&document, font)))
        .collect();
    let content = document.get_and_decode_page_content(id).unwrap();
    let mut glyphs = Vec::new();
    let mut font = (Vec::new(), 0.0);
    let mut place = (0.0, 0.0);
    for operation in content.operations {
        let numbers: Vec<f32> = operation.operands.iter().filter_map(|one| one.as_float().ok()).collect();
        match operation.operator.as_str() {
            "Tf" => font = (operation.operands[0].as_name().unwrap().to_vec(), numbers[0]),
            "Td" => place = (numbers[0], -numbers[1]),
            "Tj" => {
                let code = operation.operands[0].as_str().unwrap();
                assert_eq!(code.len(), 2, "one glyph at a time");
                let letters = &maps[&font.0][usize::from(code[0]) << 8 | usize::from(code[1])];
                glyphs.push(((place.1 * 20.0) as i32, place.0, font.1, letters.clone()));
            }
            _ => {}
        }
    }
    glyphs.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut text = String::new();
    let mut end: Option<(i32, f32)> = None;
    for (line, x, size, letters) in glyphs {
        match end {
            Some((before, _)) if before != line => text.push('\n'),
            Some((_, from)) if x - from > 1.6 * size => text.push(' '),
            _ => {}
        }
        text.push_str(&letters);
        end = Some((line, x));
    }
    text
}

/// What each glyph of a font stands for, by its ToUnicode array.
fn letters_of(document: &lopdf::Document, font: &lopdf::Dictionary) -> Vec<String> {
    let map =
        document.get_object(font.get(b"ToUnicode").unwrap().as_reference().unwrap()).unwrap().as_stream().unwrap();
    assert!(!map.dict.has(b"Filter"), "the map is not packed");
    let map = String::from_utf8(map.content.clone()).unwrap();
    let list = map.split_once('[').unwrap().1.split_once(']').unwrap().0;
    let letters = |code: &str| -> String {
        let code = code.trim_matches(['<', '>']);
        let units: Vec<u16> =
            (0..code.len() / 4).map(|at| u16::from_str_radix(&code[at * 4..at * 4 + 4], 16).unwrap()).collect();
        String::from_utf16(&units).unwrap()
    };
    list.split_whitespace().map(letters).collect()
}

fn pages(pdf: &[u8]) -> usize {
    lopdf::Document::load_mem(pdf).unwrap().get_pages().len()
}

#[test]
fn both_bars_scan_to_the_awb_and_the_matrix_to_the_route_without_it() {
    let shipment = shipment(1);
    let picture = Picture::of(&labels_pdf(std::slice::from_ref(&shipment)).unwrap(), 0);
    let flat = picture.cut(192.0, 475.0, 352.0, 496.0);
    assert_eq!(flat.read(BarcodeFormat::CODE_128), shipment.tracking_id);
    let turned = picture.cut(212.0, 614.0, 238.0, 771.0).turned();
    assert_eq!(turned.read(BarcodeFormat::CODE_128), shipment.tracking_id);
    let route = picture.cut(277.0, 672.0, 386.0, 777.5).read(BarcodeFormat::DATA_MATRIX);
    assert_eq!(route, routing(&shipment));
    assert!(route.contains("PNQ/KOTH") && route.contains("411038"));
    assert!(!route.contains("0123456789"), "the parcel is not named: {route}");
}

#[test]
fn a_couriers_longer_number_still_scans_inside_the_same_box() {
    let mut long = shipment(1);
    long.tracking_id = "SF1490812345678FPL".to_owned();
    let picture = Picture::of(&label_only_pdf(&[long.clone()]).unwrap(), 0);
    let flat = picture.cut(192.0, 475.0, 352.0, 496.0);
    assert_eq!(flat.read(BarcodeFormat::CODE_128), long.tracking_id);
    let inked = flat.inked_columns();
    assert!(inked[0] >= 7.0 && *inked.last().unwrap() <= 151.0, "quiet zones stay white: {inked:?}");
}

#[test]
fn the_invoice_code_asks_for_the_total_at_a_handle_no_bank_resolves() {
    let picture = Picture::of(&labels_pdf(&[shipment(2)]).unwrap(), 0);
    let link = picture.cut(497.0, 382.0, 567.0, 454.0).read(BarcodeFormat::QR_CODE);
    assert!(link.starts_with("upi://pay?pa=practice@invalid&am=2598.00&"), "{link}");
}

#[test]
fn border_cut_line_and_anchor_stand_where_croppers_look_for_them() {
    let picture = Picture::of(&label_only_pdf(&[shipment(1)]).unwrap(), 0);
    let near = |found: f32, wanted: f32| (found - wanted).abs() < 0.6;
    let across = picture.cut(150.0, 700.0, 450.0, 702.0).inked_columns();
    assert!(near(across[0], 40.5) && near(*across.last().unwrap(), 254.25), "{across:?}");
    let down = picture.cut(300.0, 440.0, 304.0, 830.0).inked_rows_from_bottom();
    assert!(near(down[0], 16.5), "dashed line: {}", down[0]);
    assert!(near(*down.iter().find(|&&y| y > 18.0).unwrap(), 21.0), "bottom border");
    assert!(near(*down.last().unwrap(), 373.5), "top border");
    let anchor = picture.cut(191.5, 466.0, 240.0, 474.0);
    assert!(near(anchor.inked_columns()[0] + 191.5, 190.5 + 2.3 + 0.5), "N has half a point of side bearing");
    assert!(near(anchor.inked_rows_from_bottom()[0] + 466.0, 468.5), "baseline");
}

#[test]
fn a_reader_finds_the_words_in_the_text_of_the_page() {
    let mut cod = shipment(1);
    cod.payment_cod = true;
    let text = text_of(&labels_pdf(&[cod.clone()]).unwrap(), 1);
    for words in [
        "AWB No. FMPP0123456789",
        "OD431234567890123456",
        "E-Kart Logistics",
        "COD",
        "Shipping/Customer address:",
        "Pune - 411038, IN-MH",
        "HBD: 22 - 11",
        "CPD: 26 - 11",
        "Sold By:Malhar Weaves",
        "GSTIN: 29AAXCM4321P1Z7",
        "SKU ID | Description",
        "QTY",
        "Not for resale.",
        "Printed at 0011 hrs, 22/11/26",
        "Tax Invoice",
        "Order Id: OD431234567890123456",
        "Invoice No: FAKA27000012345",
        "TOTAL QTY: 2",
        "TOTAL PRICE: 1299.00",
        "All values are in INR",
        "₹",
    ] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    assert_eq!(text.matches(&cod.tracking_id).count(), 2);
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let batch = [shipment(1), shipment(8), shipment(3)];
    assert_eq!(labels_pdf(&batch).unwrap(), labels_pdf(&batch).unwrap());
    assert_eq!(manifest_pdf(&manifest(40)).unwrap(), manifest_pdf(&manifest(40)).unwrap());
}

#[test]
fn a_long_invoice_goes_on_a_page_without_a_label_and_totals_stand_at_its_end() {
    let pdf = labels_pdf(&[shipment(7), shipment(1)]).unwrap();
    assert_eq!(pages(&pdf), 3);
    let (first, second, third) = (text_of(&pdf, 1), text_of(&pdf, 2), text_of(&pdf, 3));
    assert!(first.contains("Not for resale.") && !first.contains("TOTAL QTY"));
    assert!(second.contains("Order Id: OD431234567890123456") && second.contains("TOTAL QTY: 14"));
    assert!(!second.contains("AWB No.") && !second.contains("Not for resale."));
    assert!(second.contains("KRT-RAYON-NAVY-006"), "totals never stand alone");
    assert!(third.contains("AWB No.") && third.contains("TOTAL QTY: 2"));
}

#[test]
fn an_invoice_of_any_length_lists_every_line_once() {
    let pdf = invoices_pdf(&[shipment(60)]).unwrap();
    let text: String = (1..=pages(&pdf) as u32).map(|page| text_of(&pdf, page)).collect();
    for at in 0..60 {
        assert_eq!(text.matches(&format!("SKU: KRT-RAYON-NAVY-{at:03}")).count(), 1, "line {at}");
    }
    assert!(!text.contains("AWB No."));
}

#[test]
fn each_box_of_a_shipment_has_its_label_alone_when_labels_alone_are_asked() {
    let boxes = [(1, 2), (2, 2)].map(|of| PaperShipment { mps_of: Some(of), ..shipment(1) });
    let pdf = label_only_pdf(&boxes).unwrap();
    assert_eq!(pages(&pdf), 2);
    assert!(text_of(&pdf, 2).contains("2 of 2"));
    assert!(!text_of(&pdf, 2).contains("Tax Invoice"));
}

#[test]
fn a_label_with_far_too_much_text_keeps_the_pin_code_and_says_what_it_left_out() {
    let mut crowded = shipment(30);
    crowded.ship_to.lines = vec!["Plot 1187, Sector 44, Behind the Old Water Works Compound".to_owned(); 9];
    let text = text_of(&label_only_pdf(&[crowded]).unwrap(), 1);
    assert!(text.contains("Pune - 411038, IN-MH"));
    assert!(text.contains("more on the invoice"));
}

#[test]
fn a_manifest_has_bars_for_every_parcel_and_one_place_to_sign() {
    let manifest = manifest(45);
    let pdf = manifest_pdf(&manifest).unwrap();
    let texts: Vec<String> = (1..=pages(&pdf) as u32).map(|page| text_of(&pdf, page)).collect();
    for row in &manifest.rows {
        let on = texts.iter().filter(|text| text.contains(&row.tracking_id) && text.contains(&row.order_id));
        assert_eq!(on.count(), 1, "{}", row.tracking_id);
    }
    assert_eq!(texts.iter().filter(|text| text.contains("Signature:")).count(), 1);
    assert!(texts.last().unwrap().contains("Signature:"));
    let second_row = Picture::of(&pdf, 0).cut(61.0, 670.0, 219.0, 693.0);
    assert_eq!(second_row.read(BarcodeFormat::CODE_128), manifest.rows[1].tracking_id);
}

#[test]
fn nothing_to_print_is_refused() {
    assert!(matches!(labels_pdf(&[]), Err(PaperError::Empty)));
    assert!(matches!(manifest_pdf(&manifest(0)), Err(PaperError::Empty)));
    let mut odd = shipment(1);
    odd.tracking_id = "नंबर".to_owned();
    assert!(matches!(labels_pdf(&[odd]), Err(PaperError::Symbol { .. })));
}
#[test]
fn text_too_long_for_its_place_never_leaves_the_border() {
    let mut wide = shipment(2);
    wide.courier = "A Courier With A Very Long Registered Name Private Limited".to_owned();
    wide.route_code = "(12) ABCDEFGH/IJKLMNOPQRSTUVWXYZ".to_owned();
    wide.items[0].sku = "S".repeat(300);
    wide.ship_to.city = "X".repeat(120);
    let picture = Picture::of(&label_only_pdf(&[wide]).unwrap(), 0);
    for beside in [picture.cut(120.0, 462.0, 189.5, 813.0), picture.cut(405.5, 462.0, 560.0, 813.0)] {
        assert!(beside.inked_columns().is_empty());
    }
}
