//! Our own documents: pick list, packing list, handover list, batch sheet.

use anyhow::Result;
use godown_documents::{
    BatchCount, BatchMissing, BatchSheet, HandoverList, HandoverParcel, PackingLine, PackingList, PackingRow, PickList,
    PickRow, batch_sheet_pdf, handover_list_pdf, packing_list_pdf, pick_list_pdf, render_page_png,
};

use super::Sample;

/// Pixels across an A4 page.
const WIDTH: u32 = 1_240;

/// Zone, bin, SKU, title.
const GOODS: [(&str, &str, &str, &str); 14] = [
    ("A", "A-01-3", "KRT-ANARKALI-NVY-XL", "अनारकली कुर्ती, गहरा नीला, क्षेत्रीय कढ़ाई, ₹1,299"),
    ("A", "A-02-1", "KRT-STRAIGHT-RED-M", "Straight kurti, red, cotton, three-quarter sleeves, ₹749"),
    ("A", "A-02-4", "SAR-KANCHI-GRN", "காஞ்சிபுரம் பட்டுச் சேலை, ஸ்ரீ வேலைப்பாடு, ₹8,499"),
    ("A", "A-04-2", "DUP-PHULKARI-PNK", "Phulkari dupatta, pink"),
    ("B", "B-01-1", "MUG-BRASS-350", "ಹಿತ್ತಾಳೆ ಲೋಟ, 350 ಮಿ.ಲೀ., ಕೃಷ್ಣ ಚಿತ್ರ, ₹599"),
    ("B", "B-01-2", "TIFFIN-SS-3T", "Steel tiffin, three tiers, with spoon and insulated bag"),
    ("B", "B-02-6", "LAMP-DIYA-BRS-2", "ఇత్తడి దీపం, జత, శ్రీ లక్ష్మీ ముద్ర, ₹899"),
    ("B", "B-03-1", "POT-CLAY-2L", "Clay water pot, 2 l"),
    ("C", "C-01-1", "SHL-KANTHA-MRN", "কাঁথা স্টিচ শাল, মেরুন, শান্তিনিকেতন, ₹2,150"),
    ("C", "C-01-5", "BAG-JUTE-NAT-L", "Jute bag, natural, large"),
    ("C", "C-02-2", "CHN-BANDHANI-YLW", "બાંધણી દુપટ્ટો, પીળો, જામનગરી હસ્તકલા, ₹1,050"),
    ("C", "C-02-3", "STL-CHIKAN-WHT", "Chikankari stole, white"),
    ("", "", "GIFT-BOX-S", "Gift box, small"),
    ("", "", "CAP-RED", "Cap, red, one size, ₹199"),
];

pub(super) fn samples() -> Result<Vec<Sample>> {
    Ok(vec![
        ("pick-list", first_page(&pick_list_pdf(&pick_list())?)?),
        ("packing-list", first_page(&packing_list_pdf(&packing_list())?)?),
        ("handover-list", first_page(&handover_list_pdf(&handover_list())?)?),
        ("batch-sheet", first_page(&batch_sheet_pdf(&batch_sheet())?)?),
    ])
}

fn first_page(pdf: &[u8]) -> Result<Vec<u8>> {
    Ok(render_page_png(pdf, 0, WIDTH)?)
}

fn pick_list() -> PickList {
    let rows = GOODS.iter().zip(1_u32..).map(|((zone, bin, sku, title), place)| PickRow {
        zone: (*zone).into(),
        bin: (*bin).into(),
        sku: (*sku).into(),
        title: (*title).into(),
        quantity: 2 + place * 7 % 11,
        parcels: 2 + place * 7 % 11 - place % 2,
    });
    PickList { title: "Pick list, batch 41".into(), made_at_text: made_at(), parcels: 74, rows: rows.collect() }
}

fn packing_list() -> PackingList {
    let row = |place: u32| {
        let line = |at: u32| {
            let (_, _, sku, title) = GOODS.get(at as usize % GOODS.len()).copied().unwrap_or_default();
            PackingLine { sku: sku.into(), title: title.into(), quantity: 1 + at % 2 }
        };
        let is_here = place <= 11;
        PackingRow {
            place: is_here.then_some(place),
            order_id: order(place),
            tracking_id: if is_here { awb(place) } else { String::new() },
            courier: if place.is_multiple_of(4) { "Delhivery" } else { "E-Kart Logistics" }.into(),
            lines: if place == 10 { vec![line(place), line(place + 2)] } else { vec![line(place)] },
        }
    };
    let rows = (1..=12).map(row).collect();
    PackingList { title: "Packing list, batch 41".into(), made_at_text: made_at(), rows }
}

fn handover_list() -> HandoverList {
    let parcel = |place: u32| HandoverParcel {
        tracking_id: awb(place),
        order_id: order(place),
        units: 1 + place % 3 / 2,
        grams: (place % 6 != 5).then_some(350 + place % 4 * 120),
    };
    HandoverList {
        title: "Handover list, Ekart Logistics".into(),
        made_at_text: made_at(),
        seller: "Ambari Lane".into(),
        warehouse: "तिरुप्पूर मुख्य गोदाम · திருப்பூர்".into(),
        courier: "Ekart Logistics".into(),
        pickup_text: "22 Nov, 15:00 to 17:00".into(),
        rows: (1..=17).map(parcel).collect(),
    }
}

fn batch_sheet() -> BatchSheet {
    let count = |parcels: u32, missing: u32| BatchCount {
        parcels,
        units: parcels + parcels / 6,
        labelled: parcels - missing,
        printed: parcels - missing,
    };
    let skus = GOODS
        .iter()
        .zip(1_u32..)
        .map(|((_, _, sku, _), place)| ((*sku).into(), count(2 + place * 7 % 11, u32::from(place == 2 || place == 9))));
    let missing = |place: u32, sku: &str, why: &str| BatchMissing {
        shipment_id: format!("5f1c0a{place:02}-a41e-4c1d"),
        order_id: order(place),
        sku: sku.into(),
        why: why.into(),
    };
    BatchSheet {
        title: "Batch sheet, batch 41".into(),
        made_at_text: made_at(),
        about: String::new(),
        all: count(74, 2),
        by_sku: skus.collect(),
        by_courier: vec![("Delhivery".into(), count(19, 0)), ("E-Kart Logistics".into(), count(55, 2))],
        missing: vec![
            missing(61, "KRT-STRAIGHT-RED-M", "On hold: its label must wait."),
            missing(66, "SHL-KANTHA-MRN", "Its label is not on this computer yet."),
            missing(75, "CAP-RED", "Did not go with the batch: serial needed"),
        ],
    }
}

fn made_at() -> String {
    "22 Nov, 10:30".into()
}

fn order(place: u32) -> String {
    format!("OD{}", 331_200_450_012_340_000_u64 + u64::from(place) * 1_013)
}

fn awb(place: u32) -> String {
    format!("FMPP{}", 4_120_387_000_u64 + u64::from(place) * 7_919)
}
