//! The seller's own list of the parcels a courier takes away, with bars to scan and lines to sign.

use super::csv::{Csv, guarded};
use super::pick::counted;
use super::sheet::{Column, Sheet};
use crate::error::DocumentError;

/// Parcels handed to one courier at one pickup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandoverList {
    /// Heading, such as `Handover list, Ekart Logistics`.
    pub title: String,
    /// When it was made, as shown.
    pub made_at_text: String,
    /// The seller.
    pub seller: String,
    /// The warehouse.
    pub warehouse: String,
    /// The courier.
    pub courier: String,
    /// Pickup window, as shown; empty where it is not known.
    pub pickup_text: String,
    /// Parcels in the order to be ticked.
    pub rows: Vec<HandoverParcel>,
}

/// One box.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandoverParcel {
    /// AWB number.
    pub tracking_id: String,
    /// Order id.
    pub order_id: String,
    /// Units of goods in the parcel.
    pub units: u32,
    /// Weight in grams, where it is known.
    pub grams: Option<u32>,
}

/// The list on A4: for each parcel its AWB as letters and as Code 128, order, units, weight; counts and totals; lines for
/// both sides to sign.
///
/// # Errors
/// When the list cannot be drawn; not for any content of it.
pub fn handover_list_pdf(list: &HandoverList) -> Result<Vec<u8>, DocumentError> {
    let mut sheet = Sheet::new(&list.title, &list.made_at_text, Vec::new())?;
    let parcels = counted(list.rows.len() as u64, "parcel", "parcels");
    sheet.sentence(&format!("{parcels} for {}", list.courier), 14.0, true);
    let pickup = if list.pickup_text.is_empty() { "no time known" } else { &list.pickup_text };
    sheet.sentence(&format!("From: {}, {}", list.seller, list.warehouse), 10.0, false);
    sheet.sentence(&format!("Pickup: {pickup}"), 10.0, false);
    sheet.table(vec![
        Column::tick(),
        Column::number("No.", 36.0),
        Column::text("AWB", 108.0),
        Column::bars("Code 128"),
        Column::text("Order", 127.0),
        Column::number("Units", 36.0),
        Column::number("Weight", 52.0),
    ]);
    for (row, place) in list.rows.iter().zip(1..) {
        sheet.row(&[
            String::new(),
            i64::to_string(&place),
            row.tracking_id.clone(),
            row.tracking_id.clone(),
            row.order_id.clone(),
            row.units.to_string(),
            row.grams.map_or_else(|| "–".to_owned(), |grams| weight(grams.into())),
        ]);
    }
    sheet.closing(&totals(list));
    sheet.signatures(
        ["Handed over by the seller", "Received by the courier"],
        &["Parcels counted", "Name", "Signature", "Date and time", "Vehicle or phone"],
    );
    sheet.finish()
}

fn totals(list: &HandoverList) -> String {
    let units: u64 = list.rows.iter().map(|row| u64::from(row.units)).sum();
    let grams: Vec<u64> = list.rows.iter().filter_map(|row| row.grams).map(u64::from).collect();
    let parcels = counted(list.rows.len() as u64, "parcel", "parcels");
    let mut parts = vec![format!("In all: {parcels}"), counted(units, "unit", "units")];
    if !grams.is_empty() {
        let all = weight(grams.iter().sum());
        let known = grams.len();
        parts.push(if known == list.rows.len() { all } else { format!("{all} of the {known} whose weight is known") });
    }
    parts.join(", ")
}

/// `0.45 kg`, `12 kg`.
fn weight(grams: u64) -> String {
    let text = format!("{}.{:03}", grams / 1_000, grams % 1_000);
    format!("{} kg", text.trim_end_matches('0').trim_end_matches('.'))
}

/// The list as CSV, one row for each parcel.
#[must_use]
pub fn handover_list_csv(list: &HandoverList) -> String {
    let mut csv =
        Csv::new(&["no", "tracking_id", "order_id", "units", "weight_grams", "courier", "warehouse", "pickup"]);
    let [courier, warehouse, pickup] = [&list.courier, &list.warehouse, &list.pickup_text].map(|text| guarded(text));
    for (row, place) in list.rows.iter().zip(1_u64..) {
        let grams = row.grams.map(|grams| grams.to_string()).unwrap_or_default();
        let (tracking, order) = (guarded(&row.tracking_id), guarded(&row.order_id));
        let (place, units) = (place.to_string(), row.units.to_string());
        csv.row(&[&place, &tracking, &order, &units, &grams, &courier, &warehouse, &pickup]);
    }
    csv.finish()
}
