//! Invented parcels: five couriers with tracking ids of their own shapes, one to seven lines of goods, Indian scripts.

use crate::draw::{Draw, mix};
use crate::paper_types::{PaperItem, PaperParty, PaperShipment};
use crate::print::{buyer_party, seller_party};
use crate::world::catalogue::Catalogue;
use crate::world::people::person;
use crate::world::seller::SITES;

/// First moment of the corpus, 22 November 2026 in India.
const EPOCH: i64 = 1_795_286_460_000;
const DAY: i64 = 86_400_000;

const BUYER: u64 = 100;
const PAYER: u64 = 200;
const GOODS: u64 = 1_000;

/// Courier as printed, and its share of a hundred parcels.
const COURIERS: [(&str, u64); 5] = [
    ("E-Kart Logistics", 60),
    ("Bluewing Express", 15),
    ("Rapidroute Courier", 10),
    ("Sahyadri Parcel", 8),
    ("Northlight Cargo", 7),
];

/// Names and streets in the scripts of the market; nobody lives there.
const SCRIPTS: [(&str, &[&str]); 6] = [
    ("अनन्या क्षीरसागर", &["फ्लैट ३०२, कल्पना विहार", "पुराने डाकघर के पीछे"]),
    ("தமிழ்ச்செல்வி கற்பனையன்", &["கதவு எண் 14, கற்பனை தெரு", "பழைய சந்தை அருகில்"]),
    ("ಕೃಷ್ಣಮೂರ್ತಿ ಕಲ್ಪನಾ", &["ಮನೆ ಸಂಖ್ಯೆ 27, ಕಲ್ಪನಾ ಬಡಾವಣೆ", "ಹಳೆಯ ಕೆರೆಯ ಹತ್ತಿರ"]),
    ("శ్రీనివాస్ కల్పితరావు", &["ఇంటి నెం 8-3, కల్పన వీధి", "పాత బజారు దగ్గర"]),
    ("অনির্বাণ কল্পনাথ", &["বাড়ি ৪১, কল্পনা সরণি", "পুরানো বাজারের কাছে"]),
    ("જ્યોત્સના કલ્પનાબેન", &["મકાન ૧૨, કલ્પના સોસાયટી", "જૂના બજાર પાસે"]),
];

/// The facts of parcel `parcel`, with `goods` lines of goods or as many as chance has it.
pub(super) fn parcel(seed: u64, catalogue: &Catalogue, parcel: usize, goods: Option<usize>) -> PaperShipment {
    let at = parcel as u64;
    let draw = Draw::of(seed ^ 0xC0_4B05, at);
    let site = &SITES[draw.below(1, SITES.len() as u64) as usize];
    let cod = draw.chance(2, 0.38);
    let courier = courier(draw);
    let ship_to = receiver(draw, at);
    let bill_to = if draw.chance(3, 0.2) { buyer_party(&person(draw, PAYER)) } else { ship_to.clone() };
    let hub: String = ship_to.city.chars().filter(char::is_ascii_alphabetic).take(3).collect();
    let lines = goods.unwrap_or_else(|| lines(draw));
    let same_state = site.code == ship_to.state_code;
    let ordered = EPOCH - draw.between(4, 1, 30) * 3_600_000;
    PaperShipment {
        shipment_id: format!("{:016x}-{at:08}", mix(seed ^ at)),
        order_id: format!("OD{}", 433_000_000_000_000_000 + spread(seed, at, 1_000_000_000_000) * 100),
        order_date_ms: ordered,
        tracking_id: tracking_id(courier, cod, spread(seed ^ 0x7, at, 10_000_000_000)),
        courier: COURIERS[courier].0.to_owned(),
        payment_cod: cod,
        express: draw.chance(5, 0.1),
        class_letter: draw.pick(6, &['E', 'S', 'L', 'P']),
        route_code: format!("({}) {}/{}{:02}", draw.between(7, 1, 9), site.hub, hub.to_uppercase(), draw.below(8, 40)),
        handover_by_ms: EPOCH,
        promise_by_ms: EPOCH + draw.between(9, 2, 6) * DAY,
        seller: seller_party(site),
        ship_to,
        bill_to,
        invoice_no: format!("FAKA27{:09}", spread(seed ^ 0x11, at, 1_000_000_000)),
        invoice_date_ms: EPOCH,
        items: (0..lines).map(|line| item(catalogue, draw, line as u64, same_state)).collect(),
        mps_of: None,
        printed_at_ms: EPOCH + at as i64 % 5_000 * 7_000,
    }
}

/// Different for every parcel of a seed, below `space`, and nowhere near nought for the first parcels.
fn spread(seed: u64, at: u64, space: u64) -> u64 {
    // An odd step that is no multiple of five meets every number below a power of ten once.
    let start = mix(mix(seed ^ 0x5BA9_E017_43D1_6C2F));
    ((u128::from(at) * 7_368_787 + u128::from(start)) % u128::from(space)) as u64
}

fn courier(draw: Draw) -> usize {
    let mut left = draw.below(10, 100);
    for (courier, (_, share)) in COURIERS.iter().enumerate() {
        if left < *share {
            return courier;
        }
        left -= share;
    }
    0
}

fn tracking_id(courier: usize, cod: bool, number: u64) -> String {
    match courier {
        0 => format!("FMP{}{number:010}", if cod { 'C' } else { 'P' }),
        1 => format!("1490{number:010}"),
        2 => format!("RR{:09}IN", number % 1_000_000_000),
        3 => format!("SHY{number:010}FPL"),
        _ => format!("NLC27{number:010}"),
    }
}

fn lines(draw: Draw) -> usize {
    match draw.below(11, 100) {
        0..=71 => 1,
        72..=85 => 2,
        86..=91 => 3,
        92..=94 => 4,
        95..=96 => 5,
        97..=98 => 6,
        _ => 7,
    }
}

/// Every fourth writes in an Indian script, every ninth has a very long address.
fn receiver(draw: Draw, at: u64) -> PaperParty {
    let mut party = buyer_party(&person(draw, BUYER));
    if at % 4 == 3 {
        let (name, lines) = SCRIPTS[(at / 4) as usize % SCRIPTS.len()];
        name.clone_into(&mut party.name);
        party.lines = lines.iter().map(|line| (*line).to_owned()).collect();
    }
    if at % 9 == 4 {
        party.lines.push("Wing B, Third Floor, Imaginary Heights Co-operative Housing Society Limited".to_owned());
        party
            .lines
            .push("Service road behind the old flour mill, opposite the second gate of the wholesale yard".to_owned());
    }
    party
}

fn item(catalogue: &Catalogue, draw: Draw, line: u64, same_state: bool) -> PaperItem {
    let at = GOODS + line * 10;
    let product = catalogue.product(catalogue.demanded(draw.unit(at)));
    let quantity = if draw.chance(at + 1, 0.8) { 1 } else { draw.between(at + 1, 2, 4) as u32 };
    let gross = product.price * i64::from(quantity);
    let discount = gross * draw.between(at + 2, 0, 30) / 100;
    let total = gross - discount;
    let long = draw.chance(at + 3, 0.2);
    PaperItem {
        sku: if long { format!("{}-COMBO OF 2-WAREHOUSE STOCK", product.sku) } else { product.sku.clone() },
        description: if long {
            format!("{} with gift wrap and care card", product.title)
        } else {
            product.title.clone()
        },
        fsn: product.fsn.clone(),
        hsn: product.hsn.to_owned(),
        quantity,
        gross_paise: gross,
        discount_paise: discount,
        taxable_paise: total * 10_000 / (10_000 + i64::from(product.tax_bp)),
        tax_rate_bp: product.tax_bp,
        same_state,
        total_paise: total,
        serials: Vec::new(),
    }
}
