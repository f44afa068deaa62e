//! Files that are wrong, broken or made to hurt: each is refused in words, within bounds, and nothing panics.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::tests::{book, csv};
use super::{HubError, HubLimits, read_hub_file, read_hub_file_within};

const HEADS: &[&str] = &["Order ID", "Dispatch By", "RTS Date", "RTS Breach"];

fn report() -> Vec<u8> {
    book(&[("Data", &[HEADS, &["OD1", "2026-11-21", "2026-11-22", "Yes"]])])
}

fn small() -> HubLimits {
    HubLimits {
        file_bytes: 64 << 10,
        unpacked_bytes: 256 << 10,
        parts: 20,
        rows: 50,
        columns: 10,
        cells: 400,
        cell_bytes: 200,
    }
}

/// The workbook with one part's text changed.
fn with_part(name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let bytes = report();
    let mut from = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let part_name = part.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        to.start_file(part_name.as_str(), options).unwrap();
        let text = if part_name == name { change(text) } else { text };
        to.write_all(text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

fn too_large(bytes: &[u8]) -> &'static str {
    match read_hub_file_within("x", bytes, &small()) {
        Err(HubError::TooLarge { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_no_report_is_refused_with_what_it_is_and_what_was_expected() {
    let cases: [(&[u8], &str); 9] = [
        (b"", "empty"),
        (b" \r\n,,\r\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<!doctype html><title>Login</title>", "a web page"),
        (b"{\"error\":\"x\"}", "a message (JSON)"),
        (b"\x89PNG\r\n", "a picture"),
        (b"Name,Age\r\nAsha,31\r\n", "No report of Seller Hub"),
        (b"\x00\x01\x02\x03", "another kind"),
        (b"SKU,Quantity,RTS Date\r\nA,1,2026-11-21\r\n", "no column with an order"),
    ];
    for (bytes, words) in cases {
        let error = read_hub_file("orders.csv", bytes).unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("RTS Breaches, Pickup Reattempts"), "{error}");
    }
    let found = read_hub_file("x.csv", b"Name,Age\r\n").unwrap_err().to_string();
    assert!(found.contains("Name, Age"), "{found}");
}

#[test]
fn old_locked_and_foreign_containers_are_told_apart() {
    let mut old = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    old.resize(2_048, 0);
    assert!(read_hub_file("x.xls", &old).unwrap_err().to_string().contains("save it as .xlsx"));
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read_hub_file("x.xlsx", &old), Err(HubError::Locked));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("photo.jpg", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"...").unwrap();
    let zip = zip.finish().unwrap().into_inner();
    assert!(matches!(read_hub_file("x.xlsx", &zip), Err(HubError::NotASheet { .. })));
}

#[test]
fn a_cut_off_workbook_is_damaged_at_every_length() {
    let whole = report();
    assert!(read_hub_file("x.xlsx", &whole).is_ok());
    for length in (2..whole.len()).step_by(97) {
        let error = read_hub_file("x.xlsx", &whole[..length]).unwrap_err();
        assert!(matches!(error, HubError::Damaged { .. } | HubError::NotASheet { .. }), "{length}: {error}");
    }
}

#[test]
fn every_bound_holds() {
    assert_eq!(too_large(&vec![b'a'; 65 << 10]), "its size in bytes");
    let row = ["OD1", "2026-11-21", "2026-11-22", "Yes"];
    let many: Vec<&[&str]> = std::iter::once(HEADS).chain(std::iter::repeat_n(&row[..], 80)).collect();
    assert_eq!(too_large(&book(&[("Data", &many)])), "the number of rows");
    let lines: Vec<String> = many.iter().map(|cells| cells.join(",")).collect();
    assert_eq!(too_large(lines.join("\n").as_bytes()), "the number of rows");
    assert_eq!(too_large(&csv(&[&"Order ID,".repeat(11), "a"])), "the number of columns");
    let wide: Vec<Vec<&str>> = (0..45).map(|_| vec!["", "", "", "", "", "", "", "", "", "x"]).collect();
    let wide: Vec<&[&str]> = wide.iter().map(Vec::as_slice).collect();
    assert_eq!(too_large(&book(&[("Data", &wide)])), "the number of cells", "empty places before a cell cost too");
    let parts: Vec<String> = (0..20).map(|n| format!("S{n}")).collect();
    let parts: Vec<(&str, &[&[&str]])> = parts.iter().map(|name| (name.as_str(), &[][..])).collect();
    assert_eq!(too_large(&book(&parts)), "the number of its parts");
}

#[test]
fn a_bomb_is_stopped_while_it_unpacks_whatever_it_claims() {
    let bomb = with_part("xl/worksheets/sheet1.xml", |text| text + &" ".repeat(8 << 20));
    assert!(bomb.len() < 40_000, "it is small outside: {}", bomb.len());
    assert_eq!(too_large(&bomb), "its unpacked size in bytes");
    // The size written in the archive is a lie: both copies of it are set to 1.
    let mut liar = bomb.clone();
    let size = u32::try_from(with_sheet_size(&bomb)).unwrap().to_le_bytes();
    let places: Vec<usize> = liar.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
    for at in places {
        liar[at..at + 4].copy_from_slice(&[1, 0, 0, 0]);
    }
    assert!(read_hub_file_within("x", &liar, &small()).is_err());
}

fn with_sheet_size(bytes: &[u8]) -> u64 {
    ZipArchive::new(Cursor::new(bytes)).unwrap().by_name("xl/worksheets/sheet1.xml").unwrap().size()
}

#[test]
fn one_cell_in_the_far_corner_does_not_reserve_the_sheet() {
    let far = with_part("xl/worksheets/sheet1.xml", |text| {
        text.replace("</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>")
    });
    assert!(matches!(read_hub_file("x.xlsx", &far), Err(HubError::TooLarge { what: "the number of columns", .. })));
    let deep = with_part("xl/worksheets/sheet1.xml", |text| {
        text.replace("</sheetData>", "<row r=\"1048576\"><c r=\"A1048576\" t=\"str\"><v>OD9</v></c></row></sheetData>")
    });
    let read = read_hub_file("x.xlsx", &deep).unwrap();
    assert_eq!(read.rows[1].row, 1_048_575);
}

#[test]
fn a_count_nobody_could_mean_reserves_nothing() {
    for count in ["99999999999999", "68719476736", "'100000000'"] {
        let lying = with_part("xl/sharedStrings.xml", |text| {
            let (before, after) = text.split_once("uniqueCount=\"").unwrap();
            let after = after.split_once('"').unwrap().1;
            let count = if count.starts_with('\'') { count.to_owned() } else { format!("\"{count}\"") };
            format!("{before}uniqueCount = {count}{after}")
        });
        let error = read_hub_file("x.xlsx", &lying).unwrap_err();
        assert!(matches!(error, HubError::TooLarge { what: "the number of its texts", .. }), "{error}");
    }
    let wide = with_part("xl/sharedStrings.xml", |text| text.replace("UTF-8", "ISO-2022-JP"));
    assert!(matches!(read_hub_file("x.xlsx", &wide), Err(HubError::Damaged { .. })));
}

#[test]
fn the_same_head_twice_is_not_chosen_between() {
    let error = read_hub_file("x.csv", b"Order ID,Order ID,Dispatch By,RTS Date\nOD1,OD2,2026-11-21,\n").unwrap_err();
    assert_eq!(error, HubError::HeadTwice { head: "Order ID".to_owned() });
    // Two spellings of one thing: the usual one counts, the other is kept beside it.
    let read = read_hub_file("x.csv", b"OID,Order ID,Dispatch By,RTS Date\nOD1,OD2,2026-11-21,2026-11-21\n").unwrap();
    assert_eq!(read.rows[0].order_id.as_deref(), Some("OD2"));
    assert_eq!(read.unknown_columns, ["OID"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000), start in 0..4_usize) {
        let starts: [&[u8]; 4] = [b"", b"PK\x03\x04", b"Order ID,Dispatch By,RTS Date\n", b"\xFF\xFE"];
        let bytes = [starts[start], &bytes].concat();
        let _ = read_hub_file_within("x", &bytes, &small());
    }

    #[test]
    fn a_workbook_with_broken_bytes_never_panics(hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = report();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read_hub_file_within("x", &bytes, &small());
    }

    #[test]
    fn a_broken_sheet_in_a_sound_archive_never_panics(
        hits in prop::collection::vec((any::<prop::sample::Index>(), "[<>/a-z0-9\"=& ]{0,6}"), 1..8),
        part in prop::sample::select(vec!["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]),
    ) {
        let bytes = with_part(part, |mut text| {
            for (at, words) in &hits {
                let at = at.index(text.len());
                text.replace_range(at..at + 1, words);
            }
            text
        });
        let _ = read_hub_file_within("x", &bytes, &small());
    }

    #[test]
    fn any_cells_under_the_heads_never_panic(
        cells in prop::collection::vec("[-'=+@#/0-9:.eETNovAPM ]{0,24}", 4..40),
    ) {
        let rows: Vec<String> = cells.chunks(4).map(|four| four.join(",")).collect();
        let text = format!("Order ID,Dispatch By,RTS Date,Quantity\n{}", rows.join("\n"));
        let read = read_hub_file("x.csv", text.as_bytes());
        prop_assert!(read.is_ok() || matches!(read, Err(HubError::Ambiguous { .. })), "{:?}", read);
    }
}
