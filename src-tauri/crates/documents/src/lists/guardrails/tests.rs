use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

use super::super::sample_board::{board, hits, now};
use super::*;

const HOSTILE: [&str; 9] =
    ["=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "11396548724892601", "SHIP-1"];

fn sheets(bytes: Vec<u8>) -> Vec<(String, Range<Data>)> {
    Xlsx::new(Cursor::new(bytes)).unwrap().worksheets()
}

fn cell<'a>(range: &'a Range<Data>, head: &str, row: usize) -> &'a Data {
    let column = range.rows().next().unwrap().iter().position(|cell| cell == &Data::String(head.to_owned())).unwrap();
    &range[(row, column)]
}

#[test]
fn the_whole_board_comes_back_from_the_workbook() {
    let (board, hits) = (board(), hits(&HOSTILE));
    let list = HitList { of: "Seller cancellation, 90 days", hits: &hits };
    let sheets = sheets(guardrails_xlsx(&board, &[list]).unwrap());
    assert_eq!(
        sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        GuardrailTable::ALL.map(GuardrailTable::name)
    );
    let lines = &sheets[0].1;
    let all: usize = board.cards.iter().map(|card| card.lines.len() + card.places.len()).sum();
    assert_eq!(lines.height(), all + 1, "each line by itself, at the account and at each place");
    assert_eq!(cell(lines, "Counted", 1), &Data::Float(19.0));
    assert_eq!(cell(lines, "Limit", 1), &Data::String("below 0.5%".to_owned()));
    assert_eq!(cell(lines, "Standing", 1), &Data::String("tight".to_owned()));
    let Data::DateTime(as_of) = cell(lines, "As of", 1) else { panic!("a moment") };
    assert_eq!(as_of.to_ymd_hms_milli(), (2026, 11, 21, 14, 47, 20, 0), "in India time");
    assert_eq!(sheets[2].1.height(), 5 * 30 + 1);
    assert_eq!(sheets[3].1.height(), board.cohorts.len() + 1);
    let shipments = &sheets[4].1;
    for (row, id) in HOSTILE.iter().enumerate() {
        let shown = cell(shipments, "Shipment", row + 1);
        assert!(matches!(shown, Data::String(text) if text.trim() == id.trim()), "an id is text: {shown:?}");
    }
    let Data::DateTime(due) = cell(shipments, "Dispatch-by", 1) else { panic!("a moment") };
    assert_eq!(due.to_ymd_hms_milli(), (2026, 11, 21, 16, 0, 0, 0));
    assert_eq!(cell(shipments, "Value", 1), &Data::Float(499.5));
}

#[test]
fn nothing_in_a_workbook_is_a_formula() {
    let (board, hits) = (board(), hits(&HOSTILE));
    let bytes = guardrails_xlsx(&board, &[HitList { of: "=1+1", hits: &hits }]).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
    }
}

#[test]
fn nothing_in_a_csv_begins_like_a_formula_and_no_id_is_a_number() {
    let (board, hits) = (board(), hits(&HOSTILE));
    let list = [HitList { of: "@all", hits: &hits }];
    for which in GuardrailTable::ALL {
        let text = guardrail_csv(which, &board, &list);
        let body = text.strip_prefix('\u{FEFF}').expect("the mark for spreadsheets");
        let mut reader = csv::Reader::from_reader(body.as_bytes());
        let width = reader.headers().unwrap().len();
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(record.len(), width);
            for cell in &record {
                let is_number = cell.parse::<f64>().is_ok();
                let begins = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r']);
                assert!(is_number || !begins, "{which:?}: {cell:?}");
            }
        }
    }
    let text = guardrail_csv(GuardrailTable::Shipments, &board, &list);
    assert!(text.contains("'11396548724892601") && text.contains(",SHIP-1,"));
    assert!(text.contains("2026-11-21 16:00:00"), "India time");
    assert!(text.contains("\"'\tOut of stock, \"\"really\"\"\nsorry\""), "{text}");
    let lines = guardrail_csv(GuardrailTable::Lines, &board, &list);
    assert!(lines.contains(",-2,crossed,"), "our own numbers stay numbers");
}

#[test]
fn a_table_made_here_can_be_read_as_a_report_of_ids() {
    // The apostrophe that keeps an id text is the one Seller Hub's own exports use.
    let hits = hits(&["11396548724892601"]);
    let text = guardrail_csv(GuardrailTable::Shipments, &board(), &[HitList { of: "x", hits: &hits }]);
    let text = text.replace("Happened", "RTS Date");
    let sheet = crate::read_hub_file("rts.csv", text.as_bytes()).unwrap();
    assert_eq!(sheet.rows[0].shipment_id.as_deref(), Some("11396548724892601"));
}

#[test]
fn the_same_board_is_the_same_workbook() {
    let (board, hits) = (board(), hits(&HOSTILE));
    let list = [HitList { of: "x", hits: &hits }];
    let once = guardrails_xlsx(&board, &list).unwrap();
    assert!(once == guardrails_xlsx(&board, &list).unwrap());
    let mut parts = zip::ZipArchive::new(Cursor::new(&once)).unwrap();
    let mut core = String::new();
    std::io::Read::read_to_string(&mut parts.by_name("docProps/core.xml").unwrap(), &mut core).unwrap();
    let made = now().plus(-330 * 60_000).to_wire();
    assert!(core.contains(&format!("{}Z", &made[..19])), "the board's own moment, not the clock's: {core}");
    for index in 0..parts.len() {
        let part = parts.by_index(index).unwrap();
        assert_eq!(part.last_modified().map(|at| at.year()), Some(1980), "no clock in the archive either");
    }
}

#[test]
fn shipments_alone_make_a_workbook_of_one_sheet() {
    let hits = hits(&["S1", "S2"]);
    let sheets = sheets(hits_xlsx(&board(), &[HitList { of: "RTD breach, 7 days", hits: &hits }]).unwrap());
    assert_eq!(sheets.len(), 1);
    assert_eq!(sheets[0].1.height(), 3);
    assert!(hits_xlsx(&board(), &[]).is_ok(), "no shipments: heads alone");
}
