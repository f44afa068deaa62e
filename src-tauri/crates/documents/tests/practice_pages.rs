//! The whole way of a batch over the practice marketplace's own pages, which are made by another hand than ours.

use std::collections::HashSet;

use godown_documents::{
    FoundBy, Limits, PlacedLabel, Symbology, Wanted, check_pdf, decode_label, match_pages, read_labels, write_invoices,
    write_print_file,
};
use godown_domain::print::plan::LabelFacts;
use godown_domain::print::{FileMode, LabelLayout, LabelSize};
use godown_sandbox::paper::{label_only_pdf, labels_pdf};
use godown_sandbox::paper_types::{PaperItem, PaperParty, PaperShipment};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn party(name: &str, city: &str) -> PaperParty {
    PaperParty {
        name: name.to_owned(),
        lines: vec!["Plot 12, Imaginary Estate".to_owned(), "Behind the Old Mill".to_owned()],
        city: city.to_owned(),
        pin: "560034".to_owned(),
        state: "Karnataka".to_owned(),
        state_code: "KA".to_owned(),
        gstin: Some("29AAXCM4321P1Z7".to_owned()),
        pan: Some("AAXCM4321P".to_owned()),
    }
}

fn item(n: usize) -> PaperItem {
    PaperItem {
        sku: format!("TSH-BLK-{n:03}"),
        description: "Cotton round neck T-shirt (Black, Size M)".to_owned(),
        fsn: format!("TSHGX7ZH4Q2D{n:04}"),
        hsn: "61091000".to_owned(),
        quantity: 2,
        gross_paise: 99_900,
        discount_paise: 10_000,
        taxable_paise: 85_619,
        tax_rate_bp: 500,
        same_state: true,
        total_paise: 89_900,
        serials: Vec::new(),
    }
}

fn shipment(n: usize, items: usize) -> PaperShipment {
    PaperShipment {
        shipment_id: format!("shipment-{n}"),
        order_id: format!("OD{:018}", 330_000_000_000_000_000_u64 + 71 * n as u64),
        order_date_ms: 1_795_200_000_000,
        tracking_id: format!("FMPP{:010}", 7_310_000_000_u64 + 37 * n as u64),
        courier: "E-Kart Logistics".to_owned(),
        payment_cod: n.is_multiple_of(3),
        express: false,
        class_letter: 'E',
        route_code: "(4) BLR/KOR".to_owned(),
        handover_by_ms: 1_795_286_460_000,
        promise_by_ms: 1_795_632_060_000,
        seller: party("Invented Threads Private Limited", "Bengaluru"),
        ship_to: party(if n.is_multiple_of(2) { "अनन्या क्षीरसागर" } else { "Invented Buyer" }, "Bengaluru"),
        bill_to: party("Invented Payer", "Bengaluru"),
        invoice_no: format!("FAKA2700{n:07}"),
        invoice_date_ms: 1_795_200_000_000,
        items: (0..items).map(|at| item(n * 10 + at)).collect(),
        mps_of: None,
        printed_at_ms: 1_795_240_000_000,
    }
}

fn wanted(shipment: &PaperShipment) -> Wanted {
    Wanted {
        shipment_id: shipment.shipment_id.clone(),
        tracking_ids: vec![shipment.tracking_id.clone()],
        order_id: shipment.order_id.clone(),
    }
}

/// Deals the pages in another order than they are asked for.
fn shuffled(shipments: &[PaperShipment]) -> Vec<PaperShipment> {
    (0..shipments.len()).filter_map(|n| shipments.get((n * 7 + 3) % shipments.len())).cloned().collect()
}

#[test]
fn thirty_labels_are_printed_in_the_order_asked_for() -> Outcome {
    let shipments: Vec<PaperShipment> = (0..30).map(|n| shipment(n, 1 + n % 3)).collect();
    let download = labels_pdf(&shuffled(&shipments))?;
    assert_eq!(check_pdf(&download)?.pages, 30);
    let file = read_labels(&download, &Limits::default())?;
    let asked: Vec<Wanted> = shipments.iter().map(wanted).collect();
    let matching = match_pages(&file, &asked);
    assert!(matching.is_complete(), "{matching:?}");
    assert!(matching.labels.iter().all(|label| !label.check));

    let labels: Vec<PlacedLabel> = matching
        .labels
        .iter()
        .enumerate()
        .filter_map(|(at, label)| {
            let found = file.pages.get(label.page)?.label?;
            assert_eq!((found.found_by, found.moved), (FoundBy::Frame, false), "{found:?}");
            let facts = LabelFacts { sku: shipments[at].items[0].sku.clone(), units: 2, ..LabelFacts::default() };
            Some(PlacedLabel { source: 0, page: label.page, crop: found.rect, facts, invoice_pages: vec![] })
        })
        .collect();
    for (size, mode) in [(LabelSize::Big, FileMode::Slim), (LabelSize::Exact, FileMode::Lossless)] {
        let layout = LabelLayout { size, mode, sort: vec![], ..LabelLayout::default() };
        let mut printed = Vec::new();
        let facts = write_print_file(&mut vec![download.clone()], &labels, &layout, "41", &mut printed)?;
        assert_eq!((facts.pages, facts.labels), (30, 30));
        look(&format!("print-{size:?}.pdf"), &printed)?;
        let pages = read_labels(&printed, &Limits::default())?.pages;
        let all: HashSet<&str> = shipments.iter().map(|shipment| shipment.tracking_id.as_str()).collect();
        for (at, (shipment, page)) in shipments.iter().zip(&pages).enumerate() {
            let named: Vec<&&str> = all.iter().filter(|id| page.text.contains(**id)).collect();
            assert_eq!(named, [&shipment.tracking_id.as_str()], "label {at} names its parcel and no other");
            assert!(page.text.contains("Not for resale.") && !page.has_invoice(), "{}", page.text);
            assert!(page.text.contains(&format!("{}/30", at + 1)), "{}", page.text);
            // Every symbol of every label takes a minute unoptimised; every fifth shows the same.
            if at % 5 == 0 {
                let bars = decode_label(&printed, at)?;
                assert!(
                    bars.iter().any(|s| s.symbology == Symbology::Code128 && s.text == shipment.tracking_id),
                    "label {at} must scan: {bars:?}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn a_long_invoice_keeps_its_pages_together() -> Outcome {
    let shipments = [shipment(1, 1), shipment(2, 40), shipment(3, 1)];
    let download = labels_pdf(&shipments)?;
    let file = read_labels(&download, &Limits::default())?;
    assert!(file.pages.len() > 3, "forty lines of goods do not fit below a label");
    let matching = match_pages(&file, &shipments.iter().map(wanted).collect::<Vec<_>>());
    assert!(matching.is_complete(), "{matching:?}");
    let long = matching.labels.get(1).ok_or("the second label")?;
    assert_eq!(long.invoice_pages.len(), file.pages.len() - 2);
    let shared = file.pages.get(long.page).and_then(|page| page.label).ok_or("the second label's frame")?;
    let facts = LabelFacts::default();
    let label =
        PlacedLabel { source: 0, page: long.page, crop: shared.rect, facts, invoice_pages: long.invoice_pages.clone() };
    let mut printed = Vec::new();
    write_invoices(&mut vec![download], &[label], false, &mut printed)?;
    look("invoices.pdf", &printed)?;
    let text: String = read_labels(&printed, &Limits::default())?.pages.into_iter().map(|p| p.text).collect();
    assert!(shipments[1].items.iter().all(|item| text.contains(&item.fsn)), "every line of goods is on paper");
    Ok(())
}

#[test]
fn labels_without_invoice_are_cropped_the_same() -> Outcome {
    let shipments = [shipment(5, 1), shipment(6, 1)];
    let file = read_labels(&label_only_pdf(&shipments)?, &Limits::default())?;
    let matching = match_pages(&file, &shipments.iter().map(wanted).collect::<Vec<_>>());
    assert!(matching.is_complete() && matching.labels.iter().all(|label| label.invoice_pages.is_empty()));
    assert!(file.pages.iter().all(|page| page.label.is_some_and(|label| !label.check)));
    Ok(())
}

/// Keeps a file for a person to look at, where they say so.
fn look(name: &str, bytes: &[u8]) -> Outcome {
    match std::env::var_os("GODOWN_LOOK") {
        Some(folder) => Ok(std::fs::write(std::path::Path::new(&folder).join(name), bytes)?),
        None => Ok(()),
    }
}
