//! The pick list: what to fetch from the shelves, in walking order.

use super::csv::{Csv, guarded};
use super::sheet::{Column, Sheet};
use crate::error::DocumentError;

/// What to fetch, one row for each SKU.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PickList {
    /// Heading, such as `Pick list, batch 41`.
    pub title: String,
    /// When it was made, as shown.
    pub made_at_text: String,
    /// Parcels the goods are for.
    pub parcels: u32,
    /// Rows in walking order; those of a zone follow each other.
    pub rows: Vec<PickRow>,
}

/// One SKU to fetch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PickRow {
    /// Zone of the shelf; empty where none is known.
    pub zone: String,
    /// Where it lies; empty where that is not known.
    pub bin: String,
    /// The seller's own product code.
    pub sku: String,
    /// Product title.
    pub title: String,
    /// Units to fetch, all parcels together.
    pub quantity: u32,
    /// Parcels they are for.
    pub parcels: u32,
}

/// The pick list on A4, with tick boxes, and totals of each zone and of all.
///
/// # Errors
/// When the list cannot be drawn; not for any content of it.
pub fn pick_list_pdf(list: &PickList) -> Result<Vec<u8>, DocumentError> {
    let with_bins = list.rows.iter().any(|row| !row.bin.is_empty());
    let with_zones = list.rows.iter().any(|row| !row.zone.is_empty());
    let mut columns = vec![Column::tick()];
    if with_bins {
        columns.push(Column::text("Bin", 62.0));
    }
    columns.extend([
        Column::text("SKU", 150.0),
        Column::text("Title", if with_bins { 208.0 } else { 270.0 }),
        Column::number("Qty", 42.0),
        Column::number("Parcels", 53.0),
    ]);
    let mut sheet = Sheet::new(&list.title, &list.made_at_text, columns)?;
    for zone in list.rows.chunk_by(|row, next| row.zone == next.zone) {
        let name = zone.first().map_or("", |row| row.zone.as_str());
        let name = if name.is_empty() { "No zone".to_owned() } else { format!("Zone {name}") };
        if with_zones {
            sheet.group(&name);
        }
        for row in zone {
            let mut cells = vec![String::new()];
            if with_bins {
                cells.push(row.bin.clone());
            }
            cells.extend([row.sku.clone(), row.title.clone(), row.quantity.to_string(), row.parcels.to_string()]);
            sheet.row(&cells);
        }
        if with_zones {
            sheet.end_group(&format!("{name}: {}", sums(zone)));
        }
    }
    sheet.closing(&format!("In all: {}, {}", sums(&list.rows), counted(list.parcels.into(), "parcel", "parcels")));
    sheet.finish()
}

fn sums(rows: &[PickRow]) -> String {
    let units: u64 = rows.iter().map(|row| u64::from(row.quantity)).sum();
    let skus = rows.iter().map(|row| row.sku.as_str()).collect::<std::collections::HashSet<_>>().len();
    format!("{}, {}", counted(skus as u64, "SKU", "SKUs"), counted(units, "unit", "units"))
}

/// `1 parcel`, `1,204 parcels`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    let shown = super::words::grouped(i64::try_from(number).unwrap_or(i64::MAX));
    format!("{shown} {}", if number == 1 { one } else { many })
}

/// The pick list as CSV (UTF-8, comma, one heading row).
#[must_use]
pub fn pick_list_csv(list: &PickList) -> String {
    let mut csv = Csv::new(&["zone", "bin", "sku", "title", "quantity", "parcels"]);
    for row in &list.rows {
        let (quantity, parcels) = (row.quantity.to_string(), row.parcels.to_string());
        let [zone, bin, sku, title] = [&row.zone, &row.bin, &row.sku, &row.title].map(|text| guarded(text));
        csv.row(&[&zone, &bin, &sku, &title, &quantity, &parcels]);
    }
    csv.finish()
}
