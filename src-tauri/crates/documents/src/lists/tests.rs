mod paper;
mod scripts;

use super::*;
use crate::limits::Limits;
use crate::read::read_labels;

pub(super) fn pages(pdf: &[u8]) -> Vec<String> {
    read_labels(pdf, &Limits::default()).unwrap().pages.into_iter().map(|page| page.text).collect()
}

/// Blanks and line ends as one blank: cells wrap.
pub(super) fn flat(pages: &[String]) -> String {
    pages.join("\n").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pick_list(rows: usize) -> PickList {
    let row = |n: usize| PickRow {
        zone: ["A", "B", ""][n * 3 / rows.max(1)].to_owned(),
        bin: if n.is_multiple_of(2) { format!("B{n}") } else { String::new() },
        sku: format!("TSH-BLK-{n:03}"),
        title: format!("Cotton round neck T-shirt, pack of {n}, ₹499 \"combo\" with a title too long for its column"),
        quantity: u32::try_from(n).unwrap() + 1,
        parcels: 1,
    };
    PickList {
        title: "Pick list, batch 41".into(),
        made_at_text: "21 Nov, 10:30".into(),
        parcels: 97,
        rows: (0..rows).map(row).collect(),
    }
}

fn parcel(n: u32) -> HandoverParcel {
    HandoverParcel {
        tracking_id: format!("FMPP{:010}", 4_100_000_000_u64 + u64::from(n) * 7_919),
        order_id: format!("OD{:018}", 330_000_000_000_000_000_u64 + u64::from(n)),
        units: 1 + n % 3,
        grams: (!n.is_multiple_of(5)).then_some(450),
    }
}

fn handover(parcels: u32) -> HandoverList {
    HandoverList {
        title: "Handover list, Ekart Logistics".into(),
        made_at_text: "21 Nov, 14:40".into(),
        seller: "Ambari Lane".into(),
        warehouse: "Tiruppur".into(),
        courier: "Ekart Logistics".into(),
        pickup_text: "21 Nov, 15:00 to 17:00".into(),
        rows: (0..parcels).map(parcel).collect(),
    }
}

fn batch() -> BatchSheet {
    let count = |parcels| BatchCount { parcels, units: parcels + 2, labelled: parcels - 1, printed: parcels - 1 };
    BatchSheet {
        title: "Batch 41".into(),
        made_at_text: "21 Nov, 10:30".into(),
        about: String::new(),
        all: count(30),
        by_sku: vec![("KRT-L".into(), count(20)), ("CAP-RED".into(), count(10))],
        by_courier: vec![("Ekart Logistics".into(), count(28)), (String::new(), count(2))],
        missing: vec![BatchMissing {
            shipment_id: "a-1".into(),
            order_id: "OD123".into(),
            sku: "KRT-L".into(),
            why: "On hold: its label must wait.".into(),
        }],
    }
}

#[test]
fn every_row_of_a_long_list_is_on_paper_once() {
    let pages = pages(&pick_list_pdf(&pick_list(120)).unwrap());
    assert!(pages.len() > 2, "a long list takes several pages");
    let text = pages.join("\n");
    for n in 0..120 {
        assert_eq!(text.matches(&format!("TSH-BLK-{n:03}")).count(), 1);
    }
    assert!(text.contains('₹'), "prices keep their sign");
    for (place, page) in (1..).zip(&pages) {
        assert!(page.contains("Pick list, batch 41") && page.contains("Qty"));
        assert!(page.contains(&format!("Page {place} of {}", pages.len())));
    }
}

#[test]
fn zones_are_summed_and_named_again_on_the_next_page() {
    let pages = pages(&pick_list_pdf(&pick_list(120)).unwrap());
    let text = flat(&pages);
    for sum in ["Zone A: 40 SKUs, 820 units", "Zone B: 40 SKUs, 2,420 units", "No zone: 40 SKUs, 4,020 units"] {
        assert!(text.contains(sum), "{sum}");
    }
    assert!(text.contains("In all: 120 SKUs, 7,260 units, 97 parcels"));
    assert!(pages[1].contains("Zone A (continued)") || pages[1].contains("Zone B (continued)"));
}

#[test]
fn the_same_list_is_the_same_file() {
    let once = pick_list_pdf(&pick_list(30)).unwrap();
    assert!(once == pick_list_pdf(&pick_list(30)).unwrap(), "nothing random or dated goes into a list");
    assert!(once.len() < 60_000, "only the letters used are embedded: {} bytes", once.len());
}

#[test]
fn an_empty_list_is_still_a_sheet() {
    for pdf in [
        pick_list_pdf(&PickList::default()),
        packing_list_pdf(&PackingList::default()),
        handover_list_pdf(&HandoverList::default()),
        batch_sheet_pdf(&BatchSheet::default()),
    ] {
        assert!(crate::check_pdf(&pdf.unwrap()).is_ok());
    }
}

#[test]
fn csv_keeps_commas_quotes_and_lines_in_their_cells() {
    let (sku, title) = ("A,1".into(), "5\" hook\nset".into());
    let list = PickList {
        rows: vec![PickRow { sku, title, quantity: 2, parcels: 1, ..PickRow::default() }],
        ..PickList::default()
    };
    assert_eq!(
        pick_list_csv(&list),
        "\u{FEFF}zone,bin,sku,title,quantity,parcels\r\n,,\"A,1\",\"5\"\" hook\nset\",2,1\r\n"
    );
}

#[test]
fn nothing_a_seller_or_courier_named_is_a_formula_in_a_spreadsheet() {
    for text in ["=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"] {
        let text = || text.to_owned();
        let pick = PickRow { zone: text(), bin: text(), sku: text(), title: text(), quantity: 1, parcels: 1 };
        let lines = vec![PackingLine { sku: text(), title: text(), quantity: 1 }];
        let packing = PackingRow { place: Some(1), order_id: text(), tracking_id: text(), courier: text(), lines };
        let parcel = HandoverParcel { tracking_id: text(), order_id: text(), units: 1, grams: None };
        let handover = HandoverList {
            warehouse: text(),
            courier: text(),
            pickup_text: text(),
            rows: vec![parcel],
            ..HandoverList::default()
        };
        let missing = BatchMissing { shipment_id: text(), order_id: text(), sku: String::new(), why: text() };
        let batch = BatchSheet { missing: vec![missing], ..BatchSheet::default() };
        let named = BatchSheet { by_sku: vec![(text(), BatchCount::default())], ..BatchSheet::default() };
        for (list, guarded) in [
            (pick_list_csv(&PickList { rows: vec![pick], ..PickList::default() }), 4),
            (packing_list_csv(&PackingList { rows: vec![packing], ..PackingList::default() }), 5),
            (handover_list_csv(&handover), 5),
            (batch_sheet_csv(&batch), 3),
            (batch_sheet_csv(&named), 1),
        ] {
            let mut reader = ::csv::Reader::from_reader(list.trim_start_matches('\u{FEFF}').as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            let cells = row.iter().filter(|cell| cell.starts_with('\'') && cell.ends_with(&text())).count();
            assert_eq!(cells, guarded, "{row:?}");
        }
    }
}

#[test]
fn a_packing_list_names_every_parcel_in_label_order() {
    let row = |place, tracking_id: &str| PackingRow {
        place,
        order_id: "OD123456789012345678".into(),
        tracking_id: tracking_id.into(),
        courier: "E-Kart Logistics".into(),
        lines: vec![
            PackingLine { sku: "TSH-BLK-M".into(), title: "T-shirt".into(), quantity: 2 },
            PackingLine { sku: "CAP-RED".into(), title: "Cap, ₹199".into(), quantity: 1 },
        ],
    };
    let rows = vec![row(Some(1), "FMPP0123456789"), row(None, "")];
    let list = PackingList { title: "Packing list".into(), made_at_text: String::new(), rows };
    let text = flat(&pages(&packing_list_pdf(&list).unwrap()));
    for words in ["FMPP0123456789", "TSH-BLK-M", "Cap, ₹199", "no label yet", "2 parcels, 6 units"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let csv = packing_list_csv(&list);
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.contains("1,OD123456789012345678,FMPP0123456789,E-Kart Logistics,CAP-RED,\"Cap, ₹199\",1"));
}

#[test]
fn a_handover_list_counts_weighs_and_is_signed_by_both() {
    let list = handover(12);
    let text = flat(&pages(&handover_list_pdf(&list).unwrap()));
    for words in [
        "12 parcels for Ekart Logistics",
        "From: Ambari Lane, Tiruppur",
        "Pickup: 21 Nov, 15:00 to 17:00",
        "In all: 12 parcels, 24 units, 4.05 kg of the 9 whose weight is known",
        "Handed over by the seller",
        "Received by the courier",
        "Signature",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    for parcel in &list.rows {
        assert!(text.contains(&parcel.tracking_id) && text.contains(&parcel.order_id));
    }
    assert!(handover_list_csv(&list).contains("2,FMPP4100007919,OD330000000000000001,2,450,Ekart Logistics,Tiruppur,"));
}

#[test]
fn a_batch_sheet_says_what_is_missing_and_why() {
    let text = flat(&pages(&batch_sheet_pdf(&batch()).unwrap()));
    for words in [
        "30 parcels, 32 units: 29 with a label, 29 printed, 1 missing",
        "Ekart Logistics 28 30 27 27",
        "not known yet 2 4 1 1",
        "KRT-L 20 22 19 19",
        "On hold: its label must wait.",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let csv = batch_sheet_csv(&batch());
    assert!(csv.contains("sku,CAP-RED,10,12,9,9,,") && csv.contains("missing,a-1,,,,,OD123,On hold"));
}

#[test]
fn the_ledger_tells_each_label_in_a_row_and_no_word_is_a_formula() {
    use godown_domain::At;
    use godown_domain::print::label_state::{LabelState, ReprintReason};
    use godown_domain::print::ledger::{LabelRow, SettledBy, WhyNot};

    let queued = At::parse("2026-11-22T14:47:20+05:30").unwrap();
    let label = LabelRow {
        label: 7,
        run: 2,
        position: 12,
        shipment_id: "S-1".into(),
        order_id: "OD431".into(),
        sku: "=cmd|calc".into(),
        sku_units: 2,
        more_skus: 1,
        courier: Some("E-Kart Logistics".into()),
        tracking_id: "FMPC0000000012".into(),
        document: 3,
        page: 0,
        strip: String::new(),
        copy: 2,
        state: LabelState::Spoiled,
        reason: Some(ReprintReason::Jam),
        spoiled: Some(ReprintReason::BadPrint),
        words: "@torn, at the edge".into(),
        why_not: None,
        message: None,
        picture: None,
        batch: Some(4),
        by: "Asha".into(),
        station: "Bench 1".into(),
        printer: "ZD230".into(),
        job: None,
        queued_at: queued,
        sent_at: Some(queued.plus(5_000)),
        settled_at: Some(queued.plus(65_000)),
        settled_by: Some(SettledBy::Person),
        settled_who: Some("Asha".into()),
        must_not_travel: Some(WhyNot::Cancelled),
    };
    let text = super::label_ledger_csv(&[label]);
    let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let heads = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| row.get(heads.iter().position(|head| head == name).unwrap()).unwrap();
    for (name, value) in [
        ("copy", "2"),
        ("state", "spoiled"),
        ("in_words", "'@torn, at the edge"),
        ("sku", "'=cmd|calc"),
        ("tracking_id", "FMPC0000000012"),
        ("batch", "4"),
        ("asked_at", "2026-11-22 14:47:20"),
        ("sent_at", "2026-11-22 14:47:25"),
        ("settled", "2026-11-22 14:48:25 person, Asha"),
    ] {
        assert_eq!(cell(name), value, "{name}");
    }
}
