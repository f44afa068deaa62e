//! The batch sheet: what a batch holds, how far it is, and what is missing and why.

use super::csv::{Csv, guarded};
use super::pick::counted;
use super::sheet::{Column, Sheet};
use super::words::grouped;
use crate::error::DocumentError;

/// A batch on one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchSheet {
    /// Heading, such as `Batch 41`.
    pub title: String,
    /// When it was made, as shown.
    pub made_at_text: String,
    /// What was chosen, in words; empty where nothing was said.
    pub about: String,
    /// All of it.
    pub all: BatchCount,
    /// By SKU, in the order to be shown. A parcel of several SKUs counts for each.
    pub by_sku: Vec<(String, BatchCount)>,
    /// By courier.
    pub by_courier: Vec<(String, BatchCount)>,
    /// Shipments without a label that may be printed.
    pub missing: Vec<BatchMissing>,
}

/// How many, and how far they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchCount {
    /// Parcels.
    pub parcels: u32,
    /// Units of goods.
    pub units: u32,
    /// Parcels whose label is here and may be printed.
    pub labelled: u32,
    /// Parcels whose label went to paper.
    pub printed: u32,
}

/// A shipment that is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchMissing {
    /// Shipment id.
    pub shipment_id: String,
    /// Order id; empty where it is not known.
    pub order_id: String,
    /// Its first SKU.
    pub sku: String,
    /// Why, in words.
    pub why: String,
}

/// The batch sheet on A4.
///
/// # Errors
/// When it cannot be drawn; not for any content of it.
pub fn batch_sheet_pdf(batch: &BatchSheet) -> Result<Vec<u8>, DocumentError> {
    let mut sheet = Sheet::new(&batch.title, &batch.made_at_text, Vec::new())?;
    if !batch.about.is_empty() {
        sheet.sentence(&batch.about, 10.0, false);
    }
    let all = batch.all;
    let (parcels, units) =
        (counted(all.parcels.into(), "parcel", "parcels"), counted(all.units.into(), "unit", "units"));
    sheet.sentence(
        &format!(
            "{parcels}, {units}: {} with a label, {} printed, {} missing",
            all.labelled,
            all.printed,
            batch.missing.len()
        ),
        12.0,
        true,
    );
    counts(&mut sheet, "By courier", "Courier", &batch.by_courier);
    counts(&mut sheet, "By SKU", "SKU", &batch.by_sku);
    sheet.heading("Missing, and why");
    if batch.missing.is_empty() {
        sheet.sentence("Nothing: every parcel has a label that may be printed.", 9.0, false);
        return sheet.finish();
    }
    sheet.table(vec![
        Column::tick(),
        Column::text("Order", 128.0),
        Column::text("Shipment", 128.0),
        Column::text("SKU", 110.0),
        Column::text("Why", 149.0),
    ]);
    for row in &batch.missing {
        let id = row.shipment_id.clone();
        sheet.row(&[String::new(), row.order_id.clone(), id, row.sku.clone(), row.why.clone()]);
    }
    sheet.end_table();
    sheet.finish()
}

fn counts(sheet: &mut Sheet, heading: &str, of: &str, rows: &[(String, BatchCount)]) {
    if rows.is_empty() {
        return;
    }
    sheet.heading(heading);
    sheet.table(vec![
        Column::text(of, 259.0),
        Column::number("Parcels", 70.0),
        Column::number("Units", 70.0),
        Column::number("With a label", 75.0),
        Column::number("Printed", 65.0),
    ]);
    for (name, count) in rows {
        let numbers = [count.parcels, count.units, count.labelled, count.printed].map(|number| grouped(number.into()));
        let name = if name.is_empty() { "not known yet".to_owned() } else { name.clone() };
        sheet.row(&[vec![name], numbers.to_vec()].concat());
    }
    sheet.end_table();
}

/// The batch sheet as CSV: counts by courier and by SKU, then what is missing, told apart by the first column.
#[must_use]
pub fn batch_sheet_csv(batch: &BatchSheet) -> String {
    let mut csv = Csv::new(&["what", "name", "parcels", "units", "labelled", "printed", "order_id", "why"]);
    for (what, rows) in [("courier", &batch.by_courier), ("sku", &batch.by_sku)] {
        for (name, count) in rows {
            let [parcels, units, labelled, printed] =
                [count.parcels, count.units, count.labelled, count.printed].map(|number| number.to_string());
            csv.row(&[what, &guarded(name), &parcels, &units, &labelled, &printed, "", ""]);
        }
    }
    for row in &batch.missing {
        let [shipment, order, why] = [&row.shipment_id, &row.order_id, &row.why].map(|text| guarded(text));
        csv.row(&["missing", &shipment, "", "", "", "", &order, &why]);
    }
    csv.finish()
}
