//! About 400 products and how often each is bought: few sell every hour, most sell now and then.

use super::ids::code;
use crate::draw::{Draw, mix};

/// A line of goods; every colour and size of it is a product of its own.
struct Line {
    noun: &'static str,
    stem: &'static str,
    vertical: &'static str,
    hsn: &'static str,
    tax_bp: u32,
    rupees: (i64, i64),
    /// Length, breadth, height in millimetres, weight in grams, of one unit in its bag.
    size: [u32; 4],
    kinds: &'static [&'static str],
    serial: bool,
    boxes: u8,
}

const SIZES: &[&str] = &["S", "M", "L", "XL", "XXL"];
const PLAIN: &[&str] = &["1", "2", "3", "4", "5"];
const COLOURS: &[(&str, &str)] = &[("BLU", "blue"), ("BLK", "black"), ("RED", "red"), ("GRN", "green")];

macro_rules! line {
    ($noun:literal, $stem:literal, $vertical:literal, $hsn:literal, $tax:literal, $rupees:expr, $size:expr, $kinds:expr) => {
        line!($noun, $stem, $vertical, $hsn, $tax, $rupees, $size, $kinds, false, 1)
    };
    ($noun:literal, $stem:literal, $vertical:literal, $hsn:literal, $tax:literal, $rupees:expr, $size:expr, $kinds:expr,
     $serial:literal, $boxes:literal) => {
        Line {
            noun: $noun,
            stem: $stem,
            vertical: $vertical,
            hsn: $hsn,
            tax_bp: $tax,
            rupees: $rupees,
            size: $size,
            kinds: $kinds,
            serial: $serial,
            boxes: $boxes,
        }
    };
}

#[rustfmt::skip]
const LINES: &[Line] = &[
    line!("Cotton shirt", "SHIRT", "SHTG", "61051010", 500, (349, 899), [260, 210, 25, 290], SIZES),
    line!("Printed kurti", "KURTI", "KRTE", "62114210", 500, (299, 799), [270, 220, 25, 310], SIZES),
    line!("Round neck T-shirt", "TEE", "TSHG", "61091000", 500, (199, 499), [250, 200, 20, 210], SIZES),
    line!("Track pants", "TRACK", "TKPF", "61034200", 500, (349, 749), [280, 220, 35, 380], SIZES),
    line!("Georgette saree", "SAREE", "SARE", "54075490", 500, (499, 1899), [320, 260, 40, 620], PLAIN),
    line!("Double bedsheet", "BEDSHEET", "BDSF", "63041910", 500, (399, 1299), [340, 270, 70, 980], PLAIN),
    line!("Bath towel", "TOWEL", "TWLE", "63026090", 500, (249, 599), [300, 240, 60, 520], PLAIN),
    line!("Steel water bottle", "BOTTLE", "WBTG", "73239390", 1200, (249, 699), [280, 90, 90, 360], &["500 ml", "750 ml", "1 L", "1.5 L", "2 L"]),
    line!("Lunch box", "TIFFIN", "LNBF", "39241090", 1200, (199, 599), [220, 160, 90, 430], PLAIN),
    line!("Non-stick tawa", "TAWA", "PANE", "76151030", 1200, (399, 1099), [440, 290, 60, 1150], &["24 cm", "26 cm", "28 cm", "30 cm", "32 cm"]),
    line!("Phone back cover", "COVER", "ACCG", "39269099", 1800, (129, 399), [180, 110, 15, 70], PLAIN),
    line!("Charging cable", "CABLE", "DTCF", "85444299", 1800, (99, 349), [150, 100, 25, 60], &["1 m", "1.2 m", "1.5 m", "2 m", "3 m"]),
    line!("Wireless earbuds", "BUDS", "ACCE", "85183000", 1800, (699, 2499), [140, 110, 45, 150], PLAIN),
    line!("Laptop backpack", "BAG", "BKPF", "42029200", 1800, (599, 1899), [440, 310, 120, 780], &["15\"", "15.6\"", "16\"", "17\"", "14\""]),
    line!("Running shoes", "SHOE", "SHOG", "64041100", 1200, (599, 1799), [330, 210, 120, 840], &["6", "7", "8", "9", "10"]),
    line!("Building blocks set", "BLOCKS", "BBSE", "95030030", 1200, (299, 1499), [310, 230, 80, 690], &["48", "96", "120", "180", "250"]),
    line!("LED bulb pack", "BULB", "BULF", "85395000", 1800, (199, 799), [240, 150, 80, 320], &["7 W", "9 W", "12 W", "15 W", "20 W"]),
    line!("Hair oil", "OIL", "HOLG", "33059019", 1800, (149, 499), [190, 70, 70, 260], &["100 ml", "200 ml", "300 ml", "400 ml", "500 ml"]),
    line!("Smartphone", "PHONE", "MOBG", "85171300", 1800, (7999, 18999), [180, 100, 60, 420], &["64 GB", "128 GB", "128 GB LE", "256 GB", "256 GB Pro"], true, 1),
    line!("Engineered wood bookshelf", "SHELF", "BSFE", "94036000", 1800, (3499, 8999), [1200, 450, 140, 18_500], PLAIN, false, 3),
];

/// One product of the seller.
#[derive(Debug, Clone)]
pub(crate) struct Product {
    pub(crate) sku: String,
    pub(crate) title: String,
    pub(crate) fsn: String,
    pub(crate) listing: String,
    pub(crate) package: String,
    pub(crate) hsn: &'static str,
    pub(crate) tax_bp: u32,
    /// Selling price of one unit, paise, tax included.
    pub(crate) price: i64,
    /// Length, breadth, height in millimetres, weight in grams.
    pub(crate) size: [u32; 4],
    /// IMEI or serial numbers must be given when packing.
    pub(crate) serial: bool,
    /// Boxes of one unit; more than one makes a multi-package shipment.
    pub(crate) boxes: u8,
}

pub(crate) struct Catalogue {
    pub(crate) products: Vec<Product>,
    cumulative: Vec<f64>,
}

impl Catalogue {
    pub(crate) fn new(seed: u64) -> Self {
        let mut products = Vec::new();
        for (n, line) in LINES.iter().enumerate() {
            for (c, colour) in COLOURS.iter().enumerate() {
                for (k, kind) in line.kinds.iter().enumerate() {
                    let draw = Draw::of(seed ^ 0xCA7A, (n * 100 + c * 10 + k) as u64);
                    products.push(product(line, colour, kind, draw));
                }
            }
        }
        let mut order: Vec<usize> = (0..products.len()).collect();
        // Costly and bulky goods stand in the tail, as they do in a real godown.
        order.sort_by_key(|i| {
            let slow = products[*i].boxes > 1 || products[*i].serial;
            (u64::from(slow) << 62) + (mix(seed ^ (*i as u64 + 11)) >> 2)
        });
        let products: Vec<Product> = order.into_iter().map(|i| products[i].clone()).collect();
        let mut total = 0.0;
        let cumulative = (0..products.len())
            .map(|rank| {
                total += 1.0 / (rank as f64 + 2.5).powf(1.02);
                total
            })
            .collect();
        Self { products, cumulative }
    }

    /// The product of a demand drawn in `0.0..1.0`.
    pub(crate) fn demanded(&self, unit: f64) -> u16 {
        let total = self.cumulative.last().copied().unwrap_or_default();
        let place = self.cumulative.partition_point(|c| *c <= unit * total);
        place.min(self.products.len() - 1) as u16
    }

    pub(crate) fn product(&self, index: u16) -> &Product {
        &self.products[usize::from(index) % self.products.len()]
    }

    pub(crate) fn by_sku(&self, sku: &str) -> Option<u16> {
        self.products.iter().position(|p| p.sku == sku).map(|i| i as u16)
    }

    pub(crate) fn by_listing(&self, listing: &str) -> Option<u16> {
        self.products.iter().position(|p| p.listing == listing).map(|i| i as u16)
    }
}

fn product(line: &Line, colour: &(&str, &str), kind: &str, draw: Draw) -> Product {
    let sku = match line.stem {
        "BOTTLE" | "OIL" => format!("{} {} {}", line.stem, colour.0, kind.replace(' ', "")),
        "COVER" | "CABLE" => {
            format!("{}-{}-{}", draw.between(1, 100, 999), line.stem, colour.0) + "-" + &kind.replace(' ', "")
        }
        _ => format!("{}-{}-{}", line.stem, colour.0, kind.replace(' ', "")),
    };
    let fsn = format!("{}{}", line.vertical, code(draw.raw(2), 12));
    let suffix = code(draw.raw(3), 6);
    let rupees = draw.between(4, line.rupees.0 / 10, line.rupees.1 / 10) * 10 + 9;
    Product {
        title: format!("{} {} {}", line.noun, colour.1, kind),
        listing: format!("LST{fsn}{suffix}"),
        package: format!("PKG{fsn}{suffix}"),
        sku,
        fsn,
        hsn: line.hsn,
        tax_bp: line.tax_bp,
        price: rupees * 100,
        size: line.size,
        serial: line.serial,
        boxes: line.boxes,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn four_hundred_products_with_a_long_tail() {
        let catalogue = Catalogue::new(1);
        let skus: BTreeSet<_> = catalogue.products.iter().map(|p| p.sku.clone()).collect();
        assert_eq!(skus.len(), 400, "every SKU is one product");
        let mut sold = vec![0_u32; 400];
        for i in 0..20_000 {
            sold[usize::from(catalogue.demanded(Draw::of(3, i).unit(0)))] += 1;
        }
        let head: u32 = sold[..40].iter().sum();
        assert!(head > 9_000, "a tenth of the products makes about half of the sales, got {head} of 20000");
        assert!(sold.iter().filter(|n| **n > 0).count() > 350, "nearly everything sells sometimes");
    }
}
