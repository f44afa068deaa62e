//! Lists that go along with a batch: what to fetch from the shelves, and what goes into which parcel; and the guardrails
//! as tables and as a weekly report.
//!
//! Owns their columns, as PDF on A4, as CSV and as XLSX. The rows come ready and in order; nothing is sorted or summed over
//! shipments here except the totals under a list.

mod csv;
mod face;
mod guardrails;
#[cfg(test)]
mod sample_board;
mod sheet;
mod weekly;
mod words;

use crate::error::DocumentError;
use csv::guarded;
pub use guardrails::{GuardrailTable, HitList, guardrail_csv, guardrails_xlsx, hits_xlsx};
use sheet::{Align, Column, Sheet};
pub use weekly::{CancelledReason, WeeklyReport, weekly_report_pdf};

/// What to fetch, one row for each SKU (and bin, where bins are known).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PickList {
    /// Heading, such as `Pick list, batch 41`.
    pub title: String,
    /// When it was made, as shown.
    pub made_at_text: String,
    /// Rows in walking order.
    pub rows: Vec<PickRow>,
}

/// One SKU to fetch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PickRow {
    /// The seller's own product code.
    pub sku: String,
    /// Product title.
    pub title: String,
    /// Units to fetch.
    pub quantity: u32,
    /// Shipments they are for.
    pub shipments: u32,
    /// Where it lies.
    pub bin: Option<String>,
}

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
    /// Order id.
    pub order_id: String,
    /// AWB number.
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
    /// Units.
    pub quantity: u32,
}

/// The pick list on A4, with tick boxes and totals.
///
/// # Errors
/// When the list cannot be drawn; not for any content of it.
pub fn pick_list_pdf(list: &PickList) -> Result<Vec<u8>, DocumentError> {
    let with_bins = list.rows.iter().any(|row| row.bin.is_some());
    let mut columns = vec![Column::tick()];
    if with_bins {
        columns.push(Column::text("Bin", 55.0));
    }
    columns.extend([
        Column::text("SKU", 150.0),
        Column::text("Title", if with_bins { 205.0 } else { 260.0 }),
        Column::number("Qty", 45.0),
        Column::number("Shipments", 60.0),
    ]);
    let mut sheet = Sheet::new(&list.title, &list.made_at_text, columns)?;
    for row in &list.rows {
        let mut cells = vec![String::new()];
        if with_bins {
            cells.push(row.bin.clone().unwrap_or_default());
        }
        cells.extend([row.sku.clone(), row.title.clone(), row.quantity.to_string(), row.shipments.to_string()]);
        sheet.row(&cells);
    }
    let units: u64 = list.rows.iter().map(|row| u64::from(row.quantity)).sum();
    sheet.closing(&format!("{} SKUs, {units} units", distinct(&list.rows)));
    sheet.finish()
}

fn distinct(rows: &[PickRow]) -> usize {
    rows.iter().map(|row| row.sku.as_str()).collect::<std::collections::HashSet<_>>().len()
}

/// The pick list as CSV (UTF-8, comma, one heading row).
#[must_use]
pub fn pick_list_csv(list: &PickList) -> String {
    let mut csv = csv::Csv::new(&["bin", "sku", "title", "quantity", "shipments"]);
    for row in &list.rows {
        let (quantity, shipments) = (row.quantity.to_string(), row.shipments.to_string());
        let (bin, sku, title) =
            (guarded(row.bin.as_deref().unwrap_or_default()), guarded(&row.sku), guarded(&row.title));
        csv.row(&[&bin, &sku, &title, &quantity, &shipments]);
    }
    csv.finish()
}

/// The packing list on A4: position on the label pile, order, AWB, courier, contents.
///
/// # Errors
/// When the list cannot be drawn; not for any content of it.
pub fn packing_list_pdf(list: &PackingList) -> Result<Vec<u8>, DocumentError> {
    let columns = vec![
        Column::tick(),
        Column::number("No.", 30.0),
        Column::text("Order", 120.0),
        Column::text("Tracking id", 95.0),
        Column::text("Courier", 85.0),
        Column { head: "SKU x quantity".to_owned(), width: 180.0, align: Align::Left },
    ];
    let mut sheet = Sheet::new(&list.title, &list.made_at_text, columns)?;
    for (index, row) in list.rows.iter().enumerate() {
        let lines: Vec<String> = row.lines.iter().map(|line| format!("{} x {}", line.sku, line.quantity)).collect();
        sheet.row(&[
            String::new(),
            (index + 1).to_string(),
            row.order_id.clone(),
            row.tracking_id.clone(),
            row.courier.clone(),
            lines.join(", "),
        ]);
    }
    let units: u64 = list.rows.iter().flat_map(|row| &row.lines).map(|line| u64::from(line.quantity)).sum();
    sheet.closing(&format!("{} parcels, {units} units", list.rows.len()));
    sheet.finish()
}

/// The packing list as CSV, one row for each SKU of each parcel.
#[must_use]
pub fn packing_list_csv(list: &PackingList) -> String {
    let mut csv = csv::Csv::new(&["position", "order_id", "tracking_id", "courier", "sku", "quantity"]);
    for (index, row) in list.rows.iter().enumerate() {
        let position = (index + 1).to_string();
        for line in &row.lines {
            let quantity = line.quantity.to_string();
            let (order, tracking, courier) = (guarded(&row.order_id), guarded(&row.tracking_id), guarded(&row.courier));
            csv.row(&[&position, &order, &tracking, &courier, &guarded(&line.sku), &quantity]);
        }
    }
    csv.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::read::read_labels;

    fn list(rows: usize) -> PickList {
        let row = |n: usize| PickRow {
            sku: format!("TSH-BLK-{n:03}"),
            title: format!(
                "Cotton round neck T-shirt, pack of {n}, ₹499 \"combo\" with a title too long for its column"
            ),
            quantity: u32::try_from(n).unwrap() + 1,
            shipments: 1,
            bin: n.is_multiple_of(2).then(|| format!("B{n}")),
        };
        PickList {
            title: "Pick list, batch 41".into(),
            made_at_text: "21 Nov, 10:30".into(),
            rows: (0..rows).map(row).collect(),
        }
    }

    #[test]
    fn every_row_of_a_long_list_is_on_paper_once() {
        let pdf = pick_list_pdf(&list(120)).unwrap();
        let file = read_labels(&pdf, &Limits::default()).unwrap();
        assert!(file.pages.len() > 2, "a long list takes several pages");
        let text: String = file.pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\n");
        for n in 0..120 {
            assert_eq!(text.matches(&format!("TSH-BLK-{n:03}")).count(), 1);
        }
        assert!(text.contains("120 SKUs, 7260 units"));
        assert!(text.contains('₹'), "prices keep their sign");
        assert!(file.pages.iter().all(|page| page.text.contains("Pick list, batch 41") && page.text.contains("Qty")));
        if let Ok(folder) = std::env::var("GODOWN_LOOK") {
            std::fs::write(format!("{folder}/pick.pdf"), &pdf).unwrap();
        }
    }

    #[test]
    fn the_same_list_is_the_same_file() {
        let once = pick_list_pdf(&list(30)).unwrap();
        assert!(once == pick_list_pdf(&list(30)).unwrap(), "nothing random or dated goes into a list");
        assert!(once.len() < 60_000, "only the letters used are embedded: {} bytes", once.len());
    }

    #[test]
    fn an_empty_list_is_still_a_sheet() {
        assert!(crate::check_pdf(&pick_list_pdf(&PickList::default()).unwrap()).is_ok());
    }

    #[test]
    fn csv_keeps_commas_quotes_and_lines_in_their_cells() {
        let list = PickList {
            rows: vec![PickRow {
                sku: "A,1".into(),
                title: "5\" hook\nset".into(),
                quantity: 2,
                shipments: 1,
                bin: None,
            }],
            ..PickList::default()
        };
        assert_eq!(
            pick_list_csv(&list),
            "\u{FEFF}bin,sku,title,quantity,shipments\r\n,\"A,1\",\"5\"\" hook\nset\",2,1\r\n"
        );
    }

    #[test]
    fn nothing_a_seller_or_courier_named_is_a_formula_in_a_spreadsheet() {
        let hostile = ["=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"];
        for text in hostile {
            let text = || text.to_owned();
            let pick = PickRow { sku: text(), title: text(), bin: Some(text()), quantity: 1, shipments: 1 };
            let pick = pick_list_csv(&PickList { rows: vec![pick], ..PickList::default() });
            let lines = vec![PackingLine { sku: text(), quantity: 1 }];
            let packing = PackingRow { order_id: text(), tracking_id: text(), courier: text(), lines };
            let packing = packing_list_csv(&PackingList { rows: vec![packing], ..PackingList::default() });
            for (list, guarded) in [(pick, 3), (packing, 4)] {
                let mut reader = ::csv::Reader::from_reader(list.trim_start_matches('\u{FEFF}').as_bytes());
                let row = reader.records().next().unwrap().unwrap();
                let cells = row.iter().filter(|cell| cell.starts_with('\'') && cell.ends_with(&text())).count();
                assert_eq!(cells, guarded, "{row:?}");
            }
        }
    }

    #[test]
    fn a_packing_list_names_every_parcel_in_label_order() {
        let row = PackingRow {
            order_id: "OD123456789012345678".into(),
            tracking_id: "FMPP0123456789".into(),
            courier: "E-Kart Logistics".into(),
            lines: vec![
                PackingLine { sku: "TSH-BLK-M".into(), quantity: 2 },
                PackingLine { sku: "CAP-RED".into(), quantity: 1 },
            ],
        };
        let list = PackingList { title: "Packing list".into(), made_at_text: String::new(), rows: vec![row] };
        let file = read_labels(&packing_list_pdf(&list).unwrap(), &Limits::default()).unwrap();
        assert!(
            file.pages[0].text.contains("FMPP0123456789") && file.pages[0].text.contains("TSH-BLK-M x 2, CAP-RED x 1")
        );
        assert_eq!(packing_list_csv(&list).lines().count(), 3);
        assert!(packing_list_csv(&list).contains("1,OD123456789012345678,FMPP0123456789,E-Kart Logistics,CAP-RED,1"));
    }
}
