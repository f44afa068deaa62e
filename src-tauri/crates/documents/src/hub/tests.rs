//! Reports as Seller Hub might write them, built here and read back.

use godown_domain::At;
use godown_domain::guardrail::board::HubReport;
use rust_xlsxwriter::{Format, Workbook};

use super::{HubError, HubField, HubReturn, HubSheet, read_hub_file};

pub(super) fn csv(lines: &[&str]) -> Vec<u8> {
    lines.join("\r\n").into_bytes()
}

fn read(name: &str, lines: &[&str]) -> Result<HubSheet, HubError> {
    read_hub_file(name, &csv(lines))
}

const RTS: &str = "Order ID,Order Item ID,Shipment ID,SKU,Quantity,Dispatch By Date,RTS Date,Breach Reason";

/// A workbook of text cells, one sheet for each `(name, rows)`.
pub(super) fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                if !cell.is_empty() {
                    sheet.write_string(row, column, *cell).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_breach_report_is_known_by_its_heads_in_any_order_and_spelling() {
    let sheet = read(
        "download (3).csv",
        &[
            "quantity,RTS_DATE,shipment id,dispatchByDate,Seller SKU,ORDER ITEM ID,Team note",
            "2,21/11/2026 16:04,SH1,2026-11-21 16:00:00,TSH-BLK-M,OI:11396548724892601,ask Ravi",
        ],
    )
    .unwrap();
    assert_eq!(sheet.report, HubReport::RtsBreaches);
    let row = &sheet.rows[0];
    assert_eq!((row.row, row.units, row.sku.as_deref()), (1, Some(2), Some("TSH-BLK-M")));
    assert_eq!(row.order_item_id.as_deref(), Some("11396548724892601"));
    assert_eq!(row.time(HubField::DispatchBy).unwrap().at, At::parse("2026-11-21T16:00:00+05:30"));
    assert_eq!(row.time(HubField::ReadyAt).unwrap().at, At::parse("2026-11-21T16:04:00+05:30"));
    assert_eq!(sheet.unknown_columns, ["Team note"]);
    assert_eq!(row.extra, [("Team note".to_owned(), "ask Ravi".to_owned())]);
    let day = At::parse("2026-11-21T16:00:00+05:30").unwrap().day();
    assert_eq!(sheet.days, Some((day, day)));
}

#[test]
fn each_of_the_four_reports_is_told_apart_without_its_name() {
    let tell = |heads: &str| read("report.csv", &[heads, "OD1,1,2,3,4,5,6,7"]).map(|sheet| sheet.report);
    assert_eq!(tell(RTS), Ok(HubReport::RtsBreaches));
    assert_eq!(tell("Order ID,Tracking ID,Reattempt Date,Reattempt Reason,a,b,c,d"), Ok(HubReport::PickupReattempts));
    assert_eq!(
        tell("Return ID,Order ID,Return Type,Return Status,Return Requested Date,Return Reason,Quantity,SKU"),
        Ok(HubReport::Returns)
    );
    // The widest of them holds columns of all the others.
    assert_eq!(
        tell(
            "order_id,order_item_id,order_date,order_approval_date,order_item_status,order_cancellation_date,\
             return_id,dispatch_sla_breached,seller_pickup_reattempts,dispatch_by_date,order_ready_for_dispatch_on_date"
        ),
        Ok(HubReport::Orders)
    );
}

#[test]
fn a_name_decides_only_between_equals() {
    // Late ones that had to be collected again: four for either report.
    let heads = "Order ID,Dispatch By,RTS Date,Pickup Reattempts,Reason";
    let rows = [heads, "OD1,2026-11-21,2026-11-21,1,closed"];
    assert_eq!(read("rts breaches.csv", &rows).unwrap().report, HubReport::RtsBreaches);
    assert_eq!(read("Pickup-Reattempts-Nov.csv", &rows).unwrap().report, HubReport::PickupReattempts);
    let error = read("reports.csv", &rows).unwrap_err();
    assert!(matches!(error, HubError::Ambiguous { .. }), "{error}");
    assert_eq!(read("returns.csv", &[RTS, "OD1"]).unwrap().report, HubReport::RtsBreaches, "a clear head wins");
}

#[test]
fn separators_marks_and_quotes_of_every_export_are_read() {
    let rows =
        ["Order ID,Shipment ID,Dispatch By,RTS Date,Reason", "OD1,SH1,2026-11-21,2026-11-22,\"late, \"\"again\"\"\""];
    let comma = read("x.csv", &rows).unwrap();
    assert_eq!(comma.rows[0].reason.as_deref(), Some("late, \"\"again\"\"").map(|_| "late, \"again"), "outer marks go");
    for separator in [";", "\t", "|"] {
        let lines: Vec<String> =
            rows.iter().map(|line| line.replace("late, ", "late ").replace(',', separator)).collect();
        let mut bytes = b"\xEF\xBB\xBFsep=;\r\n".to_vec();
        bytes.extend(lines.join("\n").into_bytes());
        let sheet = read_hub_file("x.csv", &bytes).unwrap();
        assert_eq!(sheet.rows[0].shipment_id.as_deref(), Some("SH1"), "{separator:?}");
    }
    let wide: Vec<u8> =
        b"\xFF\xFE".iter().copied().chain(rows.join("\r\n").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read_hub_file("x.csv", &wide).unwrap().rows, comma.rows);
    let mut windows = csv(&rows);
    windows.extend(b"\r\nOD2,SH2,2026-11-21,2026-11-22,caf\xE9");
    assert_eq!(read_hub_file("x.csv", &windows).unwrap().rows[1].reason.as_deref(), Some("café"));
}

#[test]
fn titles_blank_rows_and_repeated_heads_are_no_rows() {
    let sheet = read(
        "x.csv",
        &[
            "RTS Breaches report",
            "Generated on,21 Nov 2026",
            "",
            RTS,
            "OD1,1,S1,A,1,2026-11-21,2026-11-22,",
            ",,,,,,,",
            RTS,
            "OD2,2,S2,A,1,2026-11-20,2026-11-22,",
            "Total,,,,2,,,",
        ],
    )
    .unwrap();
    assert_eq!(sheet.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(sheet.unreadable, [(5, "Order ID: it has no digit, so it is no id".to_owned())], "a total is no order");
    let (first, last) = sheet.days.unwrap();
    assert_eq!(last.0 - first.0, 1);
}

#[test]
fn an_id_that_lost_digits_is_told_and_the_row_kept_by_another_id() {
    let sheet = read(
        "x.csv",
        &[RTS, "OD1,1.13965E+16,,A,1,2026-11-21,2026-11-22,", ",1.13965E+16,,A,1,2026-11-21,2026-11-22,", ",,,A,1,,,"],
    )
    .unwrap();
    assert_eq!(sheet.rows.len(), 1);
    assert_eq!((sheet.rows[0].order_item_id.as_deref(), sheet.rows[0].named()), (None, "OD1"));
    assert!(sheet.rows[0].faults[0].starts_with("Order Item ID: it is shown shortened"));
    assert_eq!(sheet.unreadable.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 3]);
    assert!(sheet.unreadable[0].1.contains("last digits are lost"));
    assert_eq!(sheet.unreadable[1].1, "it names no order, order item, shipment or parcel");
}

#[test]
fn shifted_cells_and_open_quotes_spoil_their_row_only() {
    let open = format!("OD3,3,S3,A,1,2026-11-21,2026-11-22,\"never closed {}", "x\n".repeat(3_000));
    let sheet = read(
        "x.csv",
        &[RTS, "OD1,1,S1,A, large,1,2026-11-21,2026-11-22,late", "OD2,2,S2,A,two,31/02/2026,2026-11-22,", &open],
    )
    .unwrap();
    assert!(sheet.unreadable[0].1.contains("not quoted"), "{:?}", sheet.unreadable);
    assert_eq!(sheet.rows[0].faults.len(), 2, "the quantity and the day, each by its head: {:?}", sheet.rows[0].faults);
    assert!(sheet.rows[0].units.is_none() && sheet.rows[0].time(HubField::DispatchBy).is_none());
    assert!(sheet.rows[1].faults[0].contains("may not be closed"));
}

#[test]
fn the_buyers_columns_are_dropped_while_reading() {
    let sheet = read(
        "orders.csv",
        &[
            "Order Id,Ordered On,Order State,Buyer name,Address Line 1,Ship to name,Gift",
            "OD1,2026-11-20,APPROVED,Asha,12 Lake Rd,Asha,no",
        ],
    )
    .unwrap();
    assert_eq!(sheet.private_columns, ["Buyer name", "Address Line 1", "Ship to name"]);
    assert_eq!(sheet.rows[0].extra, [("Gift".to_owned(), "no".to_owned())]);
    assert!(!format!("{sheet:?}").contains("Asha"));
}

#[test]
fn a_workbooks_own_dates_numbers_and_quirks_are_read() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Read me").unwrap().write_string(0, 0, "About this report").unwrap();
    let sheet = book.add_worksheet().set_name("Data").unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    for (column, head) in (0..).zip(RTS.split(',')) {
        sheet.write_string(2, column, head).unwrap();
    }
    sheet.write_string(0, 0, "RTS Breaches").unwrap();
    sheet.write_string(3, 0, "'OD1").unwrap();
    sheet.write_number(3, 1, 1_139_654_872_489.0).unwrap();
    sheet.write_number(3, 4, 3).unwrap();
    sheet.write_number_with_format(3, 5, 46_347.0 + 2.0 / 3.0, &date).unwrap();
    sheet.write_number(3, 6, 46_348.0).unwrap();
    sheet.write_number(4, 1, 11_396_548_724_892_600.0).unwrap();
    sheet.write_string(5, 0, "OD3").unwrap();
    sheet.write_string(5, 30, "a note beside the table").unwrap();
    let read = read_hub_file("x.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((read.sheet.as_deref(), read.other_sheets.as_slice()), (Some("Data"), &["Read me".to_owned()][..]));
    let row = &read.rows[0];
    assert_eq!((row.order_id.as_deref(), row.order_item_id.as_deref()), (Some("OD1"), Some("1139654872489")));
    assert_eq!(row.units, Some(3));
    assert_eq!(row.time(HubField::DispatchBy).unwrap().at, At::parse("2026-11-21T16:00:00+05:30"));
    let ready = row.time(HubField::ReadyAt).unwrap();
    assert_eq!((ready.day.to_wire().as_str(), ready.at), ("2026-11-22", None), "a day alone is no midnight");
    assert_eq!(read.unreadable.len(), 1);
    assert!(read.unreadable[0].1.contains("rounded"));
    assert_eq!(read.rows[1].row, 3, "in a workbook a note beside the table spoils nothing");
}

#[test]
fn of_several_sheets_the_one_that_fits_is_read_and_equals_need_a_name() {
    let rts: &[&[&str]] =
        &[&["Order ID", "Dispatch By", "RTS Date", "RTS Breach"], &["OD1", "2026-11-21", "2026-11-22", "Yes"]];
    let again: &[&[&str]] = &[&["Order ID", "Reattempt Date", "Reattempts"], &["OD1", "2026-11-21", "2"]];
    let both = book(&[("RTS Breaches", rts), ("Pickup Reattempts", again)]);
    let one = read_hub_file("pickup reattempts nov.xlsx", &both).unwrap();
    assert_eq!((one.report, one.rows[0].reattempts), (HubReport::PickupReattempts, Some(2)));
    let other = read_hub_file("RTS.xlsx", &both).unwrap();
    assert_eq!((other.report, other.rows[0].breached), (HubReport::RtsBreaches, Some(true)));
    let error = read_hub_file("november.xlsx", &both).unwrap_err();
    assert!(error.to_string().contains("sheet \"RTS Breaches\" (RTS Breaches)"), "{error}");
}

#[test]
fn the_kind_of_a_return_is_read_by_its_words() {
    let heads = "Return ID,Order ID,Return Type,Return Requested Date";
    let sheet = read(
        "x.csv",
        &[heads, "R1,OD1,courier_return,2026-11-20", "R2,OD2,Customer Return,2026-11-20", "R3,OD3,Swap,"],
    )
    .unwrap();
    let kinds: Vec<_> = sheet.rows.iter().map(|row| row.returned.clone().unwrap()).collect();
    assert_eq!(kinds, [HubReturn::Courier, HubReturn::Customer, HubReturn::Other("Swap".to_owned())]);
}

#[test]
fn a_report_without_rows_is_a_report_of_nothing() {
    let sheet = read("x.csv", &[RTS]).unwrap();
    assert!(sheet.rows.is_empty() && sheet.unreadable.is_empty() && sheet.days.is_none());
}
