//! The tax invoice: below the label, or on pages of its own.
//!
//! Owns the table, its page breaks and the totals. Refuses to compute tax: amounts come as they are to be printed.

use std::ops::Range;

use super::PaperError;
use super::group::Logo;
use super::pictures;
use super::sheet::{Frame, Sheet, bold, plain};
use super::symbols::qr;
use super::typeface::{Typefaces, Weight};
use super::wording::{city_line, india, percent, rupees, street};
use crate::paper_types::{PaperItem, PaperParty, PaperShipment};

/// Where the invoice stands on a label page.
pub(super) const BELOW_LABEL: Frame = Frame { left: 50.0, bottom: 95.0, right: 562.0, top: 452.0 };
/// Where it stands on a page of its own.
pub(super) const WHOLE_PAGE: Frame = Frame { left: 50.0, bottom: 60.0, right: 562.0, top: 800.0 };

const HAIR: f32 = 0.5;
const CELL: f32 = 5.6;
const STEP: f32 = 6.4;
const TITLE: f32 = 30.0;
const PARTIES: f32 = 56.0;
const HEADER: f32 = 15.0;
const LEAST_ROW: f32 = 30.0;
const TAIL: f32 = 74.0;
/// Lines of one row at most: the rest of a very long list of serial numbers is cut.
const MOST_LINES: usize = 36;

/// Left edges of the columns, and the right edge of the last.
const COLUMNS: [f32; 11] = [50.0, 135.0, 275.0, 296.0, 339.0, 380.0, 426.0, 464.0, 502.0, 521.0, 562.0];
const PRODUCT: usize = 0;
const DESCRIPTION: usize = 1;
const QTY: usize = 2;
const GROSS: usize = 3;
const DISCOUNT: usize = 4;
const TAXABLE: usize = 5;
const TAX: usize = 6;
const SECOND_TAX: usize = 7;
const CESS: usize = 8;
const TOTAL: usize = 9;

struct Row {
    product: Vec<String>,
    description: Vec<String>,
    height: f32,
}

/// An invoice cut into pages.
pub(super) struct Invoice<'a> {
    shipment: &'a PaperShipment,
    rows: Vec<Row>,
    pages: Vec<Range<usize>>,
    first: Frame,
}

impl<'a> Invoice<'a> {
    /// Breaks the lines of goods into pages; the totals never stand on a page without a line above them.
    pub(super) fn plan(faces: &Typefaces, shipment: &'a PaperShipment, first: Frame) -> Self {
        let rows: Vec<Row> = shipment.items.iter().map(|item| row(faces, item)).collect();
        let mut pages = Vec::new();
        let mut start = 0;
        let mut room = first.top - first.bottom - TITLE - PARTIES - HEADER;
        for (at, row) in rows.iter().enumerate() {
            let last = at + 1 == rows.len();
            let needed = row.height + if last { TAIL } else { 0.0 };
            if needed > room && (at > start || pages.is_empty()) {
                pages.push(start..at);
                start = at;
                room = WHOLE_PAGE.top - WHOLE_PAGE.bottom - TITLE - HEADER;
            }
            room -= row.height;
        }
        pages.push(start..rows.len());
        Self { shipment, rows, pages, first }
    }

    pub(super) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Draws page `at`, counted from 0; page 0 stands in the frame given to [`Invoice::plan`].
    pub(super) fn draw(&self, sheet: &mut Sheet, at: usize) -> Result<(), PaperError> {
        let frame = if at == 0 { self.first } else { WHOLE_PAGE };
        sheet.region(Frame { left: frame.left - 4.0, bottom: 0.0, right: frame.right + 4.0, top: frame.top + 2.0 });
        self.title(sheet, frame, at);
        let mut top = frame.top - TITLE;
        if at == 0 {
            self.parties(sheet, top)?;
            top -= PARTIES;
        }
        let range = self.pages.get(at).cloned().unwrap_or_default();
        let y = self.table(sheet, top, range);
        if at + 1 == self.pages.len() {
            self.tail(sheet, y);
        } else {
            sheet.text_right(frame.right, y - 8.0, plain(5.6), "Continued on the next page");
        }
        Ok(())
    }

    fn title(&self, sheet: &mut Sheet, frame: Frame, at: usize) {
        let shipment = self.shipment;
        let seller = &shipment.seller;
        let title_end = sheet.text(frame.left, frame.top - 8.5, bold(9.5), "Tax Invoice");
        if self.pages.len() > 1 {
            let page = format!("Page {} of {}", at + 1, self.pages.len());
            sheet.text(title_end + 8.0, frame.top - 8.5, plain(6.0), &page);
        }
        let logo = Frame { left: 364.0, bottom: frame.top - 10.5, right: 423.0, top: frame.top };
        sheet.logo(Logo::Market, logo);
        let dates = "%d-%m-%Y, %H:%M";
        let columns: [[String; 2]; 3] = [
            [
                format!("Order Id: {}", shipment.order_id),
                format!("Order Date: {}", india(shipment.order_date_ms, dates)),
            ],
            [
                format!("Invoice No: {}", shipment.invoice_no),
                format!("Invoice Date: {}", india(shipment.invoice_date_ms, dates)),
            ],
            [
                format!("GSTIN: {}", seller.gstin.as_deref().unwrap_or("-")),
                format!("PAN: {}", seller.pan.as_deref().unwrap_or("-")),
            ],
        ];
        for (column, x) in columns.iter().zip([frame.left, 212.0, 364.0]) {
            let upper = sheet.faces().fit(&column[0], Weight::Bold, 6.2, 126.0);
            sheet.text(x, frame.top - 18.0, bold(6.2), &upper);
            sheet.text(x, frame.top - 26.0, plain(6.2), &column[1]);
        }
    }

    fn parties(&self, sheet: &mut Sheet, top: f32) -> Result<(), PaperError> {
        const WIDTH: f32 = 146.0;
        const SYMBOL: f32 = 60.0;
        let shipment = self.shipment;
        sheet.rule((BELOW_LABEL.left, top), (492.0, top), HAIR);
        let parties = [
            ("Sold By", &shipment.seller),
            ("Shipping Address", &shipment.ship_to),
            ("Billing Address", &shipment.bill_to),
        ];
        for ((heading, party), x) in parties.into_iter().zip([BELOW_LABEL.left, 201.0, 350.0]) {
            sheet.text(x, top - 7.5, bold(6.0), heading);
            let mut lines = party_lines(sheet.faces(), party, WIDTH - 6.0);
            lines.truncate(6);
            let street = lines.split_off(1.min(lines.len()));
            // Signs hang deep under the letters of some Indian scripts.
            let drop = if party.name.is_ascii() { 0.0 } else { 1.4 };
            let y = sheet.lines(x, top - 14.5, STEP, plain(CELL), &lines);
            sheet.lines(x, y - drop, STEP, plain(CELL), &street);
        }
        let code = pictures::qr(&qr(&payment_link(shipment))?);
        let (right, edge) = (BELOW_LABEL.right, top + TITLE - 3.0);
        sheet.picture(&code, Frame { left: right - SYMBOL, bottom: edge - SYMBOL, right, top: edge }, false);
        let caption = if shipment.payment_cod { "Scan to pay on delivery" } else { "Paid online" };
        sheet.text_centred(BELOW_LABEL.right - SYMBOL / 2.0, top + TITLE - SYMBOL - 11.0, plain(5.0), caption);
        Ok(())
    }

    /// Draws the header and the rows; gives the bottom of the last row.
    fn table(&self, sheet: &mut Sheet, top: f32, rows: Range<usize>) -> f32 {
        let same_state = self.shipment.items.first().is_some_and(|item| item.same_state);
        let mut y = top - HEADER;
        sheet.shade(Frame { left: COLUMNS[0], bottom: y, right: COLUMNS[10], top }, 232);
        header(sheet, y, same_state);
        sheet.rule((COLUMNS[0], y), (COLUMNS[10], y), HAIR);
        for at in rows {
            let (Some(row), Some(item)) = (self.rows.get(at), self.shipment.items.get(at)) else { continue };
            sheet.lines(COLUMNS[PRODUCT] + 2.0, y - 7.0, STEP, plain(CELL), &row.product);
            if let Some((title, more)) = row.description.split_first() {
                sheet.text(COLUMNS[DESCRIPTION] + 2.0, y - 7.0, bold(CELL), title);
                sheet.lines(COLUMNS[DESCRIPTION] + 2.0, y - 7.0 - STEP, STEP, plain(CELL), more);
            }
            amounts(sheet, item, y - 7.0, same_state);
            y -= row.height;
            sheet.rule((COLUMNS[0], y), (COLUMNS[10], y), HAIR);
        }
        for (at, x) in COLUMNS.into_iter().enumerate() {
            if at != SECOND_TAX || same_state {
                sheet.rule((x, y), (x, top), HAIR);
            }
        }
        sheet.rule((COLUMNS[0], top), (COLUMNS[10], top), HAIR);
        y
    }

    fn tail(&self, sheet: &mut Sheet, top: f32) {
        let shipment = self.shipment;
        let (left, right) = (COLUMNS[0], COLUMNS[10]);
        let units: u32 = shipment.items.iter().map(|item| item.quantity).sum();
        let total: i64 = shipment.items.iter().map(|item| item.total_paise).sum();
        sheet.frame(Frame { left, bottom: top - 14.0, right, top }, HAIR);
        sheet.text(left + 2.0, top - 9.5, bold(7.0), &format!("TOTAL QTY: {units}"));
        sheet.text_right(right - 2.0, top - 9.5, bold(7.0), &format!("TOTAL PRICE: {}", rupees(total)));
        sheet.text_right(right - 2.0, top - 21.0, plain(5.6), "All values are in INR");
        let due = if shipment.payment_cod { "To be collected on delivery" } else { "Paid online" };
        sheet.text(left + 2.0, top - 21.0, plain(5.6), &format!("{due}: ₹ {}", rupees(total)));
        let office = format!(
            "Seller Registered Address: {}, {} {}",
            shipment.seller.name,
            street(&shipment.seller),
            city_line(&shipment.seller)
        );
        let mut lines = sheet.faces().wrap(&office, Weight::Regular, 5.4, 300.0);
        lines.truncate(2);
        lines.push("Declaration: the goods sold are intended for end user consumption.".to_owned());
        lines.push(format!("Place of supply: {}. Reverse charge: No. E. & O.E.", shipment.ship_to.state));
        sheet.lines(left + 2.0, top - 32.0, STEP, plain(5.4), &lines);
        let signer = sheet.faces().fit(&shipment.seller.name, Weight::Bold, 6.2, 130.0);
        sheet.text_right(right - 2.0, top - 34.0, bold(6.2), &signer);
        let signature = Frame { left: right - 90.0, bottom: top - 59.0, right: right - 4.0, top: top - 38.0 };
        sheet.signature(signature);
        sheet.rule((right - 92.0, top - 60.0), (right - 2.0, top - 60.0), HAIR);
        sheet.text_right(right - 2.0, top - 67.0, plain(5.6), "Authorized Signatory");
        sheet.text(left + 2.0, top - 67.0, plain(5.6), "Ordered through Flipkart");
    }
}

fn row(faces: &Typefaces, item: &PaperItem) -> Row {
    let width = |column: usize| COLUMNS[column + 1] - COLUMNS[column] - 4.0;
    let mut product = faces.wrap(&format!("FSN: {}", item.fsn), Weight::Regular, CELL, width(PRODUCT));
    product.extend(faces.wrap(&format!("HSN: {}", item.hsn), Weight::Regular, CELL, width(PRODUCT)));
    let measure = width(DESCRIPTION);
    // The first line is set bold, which runs wider: break the whole title by the bold widths.
    let mut description = faces.wrap(&item.description, Weight::Bold, CELL, measure);
    description.extend(faces.wrap(&format!("SKU: {}", item.sku), Weight::Regular, CELL, measure));
    description.push(if item.same_state {
        let half = percent(item.tax_rate_bp / 2);
        format!("CGST: {half} %, SGST: {half} %")
    } else {
        format!("IGST: {} %", percent(item.tax_rate_bp))
    });
    if !item.serials.is_empty() {
        let serials = format!("IMEI/SrNo: {}", item.serials.join(", "));
        description.extend(faces.wrap(&serials, Weight::Regular, CELL, measure));
    }
    product.truncate(MOST_LINES);
    description.truncate(MOST_LINES);
    let lines = product.len().max(description.len());
    Row { product, description, height: (lines as f32 * STEP + 4.5).max(LEAST_ROW) }
}

fn header(sheet: &mut Sheet, bottom: f32, same_state: bool) {
    let (tax, second) = if same_state { ("CGST ₹", "SGST ₹") } else { ("IGST ₹", "") };
    let ink = bold(5.4);
    sheet.text(COLUMNS[PRODUCT] + 2.0, bottom + 5.0, ink, "Product");
    sheet.text(COLUMNS[DESCRIPTION] + 2.0, bottom + 5.0, ink, "Description");
    sheet.text_centred((COLUMNS[QTY] + COLUMNS[GROSS]) / 2.0, bottom + 5.0, ink, "Qty");
    let tax_end = if same_state { SECOND_TAX } else { CESS };
    let right_aligned = [
        (GROSS + 1, ["Gross", "Amount ₹"]),
        (DISCOUNT + 1, ["", "Discount ₹"]),
        (TAXABLE + 1, ["Taxable", "Value ₹"]),
        (tax_end, ["", tax]),
        (CESS, ["", second]),
        (CESS + 1, ["", "CESS"]),
        (TOTAL + 1, ["", "Total ₹"]),
    ];
    for (edge, [upper, lower]) in right_aligned {
        if upper.is_empty() {
            sheet.text_right(COLUMNS[edge] - 2.0, bottom + 5.0, ink, lower);
        } else {
            sheet.text_right(COLUMNS[edge] - 2.0, bottom + 8.6, ink, upper);
            sheet.text_right(COLUMNS[edge] - 2.0, bottom + 2.4, ink, lower);
        }
    }
}

fn amounts(sheet: &mut Sheet, item: &PaperItem, baseline: f32, same_state: bool) {
    let ink = plain(CELL);
    let tax = item.total_paise - item.taxable_paise;
    sheet.text_centred((COLUMNS[QTY] + COLUMNS[GROSS]) / 2.0, baseline, ink, &item.quantity.to_string());
    let mut cells = vec![
        (GROSS, rupees(item.gross_paise)),
        (DISCOUNT, rupees(-item.discount_paise)),
        (TAXABLE, rupees(item.taxable_paise)),
        (CESS, rupees(0)),
        (TOTAL, rupees(item.total_paise)),
    ];
    if same_state {
        cells.push((TAX, rupees(tax / 2)));
        cells.push((SECOND_TAX, rupees(tax - tax / 2)));
    } else {
        cells.push((SECOND_TAX, rupees(tax)));
    }
    for (column, amount) in cells {
        sheet.text_right(COLUMNS[column + 1] - 2.0, baseline, ink, &amount);
    }
}

fn party_lines(faces: &Typefaces, party: &PaperParty, measure: f32) -> Vec<String> {
    let mut lines = faces.wrap(&party.name, Weight::Regular, CELL, measure);
    lines.extend(faces.wrap(&street(party), Weight::Regular, CELL, measure));
    lines.truncate(4);
    lines.push(faces.fit(&format!("{} {}", city_line(party), party.state), Weight::Regular, CELL, measure));
    if let Some(gstin) = &party.gstin {
        lines.push(format!("GSTIN: {gstin}"));
    }
    lines
}

/// A payment link that no bank resolves: the practice marketplace takes no money.
fn payment_link(shipment: &PaperShipment) -> String {
    let total: i64 = shipment.items.iter().map(|item| item.total_paise).sum();
    format!("upi://pay?pa=practice@invalid&am={}&cu=INR&tn={}", rupees(total), shipment.invoice_no)
}
