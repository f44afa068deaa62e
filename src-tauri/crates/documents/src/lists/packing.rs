//! The packing list: what goes into which parcel, order by order.

use super::csv::{Csv, guarded};
use super::pick::counted;
use super::sheet::{Column, Sheet};
use crate::error::DocumentError;

/// What goes into which parcel, in the order of the printed labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackingList {
    /// Heading, such as `Packing list, batch 41`.
    pub title: String,
    /// When it was made, as shown.
    pub made_at_text: String,
    /// Parcels in label order.
    pub rows: Vec<PackingRow>,
}

/// One parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackingRow {
    /// Its label's place in the pile, from 1; none where it has no label yet.
    pub place: Option<u32>,
    /// Order id.
    pub order_id: String,
    /// AWB number; empty where there is none yet.
    pub tracking_id: String,
    /// Courier.
    pub courier: String,
    /// What goes in.
    pub lines: Vec<PackingLine>,
}

/// One SKU of a parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackingLine {
    /// The seller's own product code.
    pub sku: String,
    /// Product title.
    pub title: String,
    /// Units.
    pub quantity: u32,
}

/// The packing list on A4: place in the label pile, order, AWB, courier, contents. One row for each SKU of a parcel.
///
/// # Errors
/// When the list cannot be drawn; not for any content of it.
pub fn packing_list_pdf(list: &PackingList) -> Result<Vec<u8>, DocumentError> {
    let columns = vec![
        Column::tick(),
        Column::number("No.", 32.0),
        Column::text("Order and AWB", 128.0),
        Column::text("Courier", 76.0),
        Column::text("SKU", 108.0),
        Column::text("Title", 137.0),
        Column::number("Qty", 34.0),
    ];
    let mut sheet = Sheet::new(&list.title, &list.made_at_text, columns)?;
    for row in &list.rows {
        let place = row.place.map_or_else(|| "–".to_owned(), |place| place.to_string());
        let known = if row.tracking_id.is_empty() { "no label yet" } else { &row.tracking_id };
        let mut head = [place, format!("{} {known}", row.order_id), row.courier.clone()];
        let none = PackingLine::default();
        let lines = if row.lines.is_empty() { std::slice::from_ref(&none) } else { &row.lines };
        for line in lines {
            // Further lines of the same parcel say only what is different.
            let [place, order, courier] = std::mem::take(&mut head);
            let quantity = line.quantity.to_string();
            sheet.row(&[String::new(), place, order, courier, line.sku.clone(), line.title.clone(), quantity]);
        }
    }
    let units: u64 = list.rows.iter().flat_map(|row| &row.lines).map(|line| u64::from(line.quantity)).sum();
    let parcels = counted(list.rows.len() as u64, "parcel", "parcels");
    sheet.closing(&format!("{parcels}, {}", counted(units, "unit", "units")));
    sheet.finish()
}

/// The packing list as CSV, one row for each SKU of each parcel.
#[must_use]
pub fn packing_list_csv(list: &PackingList) -> String {
    let mut csv = Csv::new(&["place", "order_id", "tracking_id", "courier", "sku", "title", "quantity"]);
    for row in &list.rows {
        let place = row.place.map(|place| place.to_string()).unwrap_or_default();
        let [order, tracking, courier] = [&row.order_id, &row.tracking_id, &row.courier].map(|text| guarded(text));
        for line in &row.lines {
            let quantity = line.quantity.to_string();
            csv.row(&[&place, &order, &tracking, &courier, &guarded(&line.sku), &guarded(&line.title), &quantity]);
        }
    }
    csv.finish()
}
