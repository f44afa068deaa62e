//! Where buyers live: cities with their state, tax code, pin codes and script. Streets and people are invented.

/// The script a part of the buyers of a state writes names in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Devanagari,
    Tamil,
    Kannada,
    Telugu,
    Bengali,
    Gujarati,
    Latin,
}

/// A city; every pin code handed out lies in `pin..pin + pins`.
#[derive(Debug)]
pub(crate) struct City {
    pub(crate) name: &'static str,
    pub(crate) state: &'static str,
    /// Two letters, after `IN-` on the wire and on labels.
    pub(crate) code: &'static str,
    pub(crate) pin: u32,
    pub(crate) pins: u32,
    pub(crate) script: Script,
    /// Share of the orders, relative.
    pub(crate) weight: u32,
}

use Script::{Bengali, Devanagari, Gujarati, Kannada, Latin, Tamil, Telugu};

const fn city(
    name: &'static str,
    (state, code, script): (&'static str, &'static str, Script),
    pin: u32,
    pins: u32,
    weight: u32,
) -> City {
    City { name, state, code, pin, pins, script, weight }
}

type State = (&'static str, &'static str, Script);
const KA: State = ("Karnataka", "KA", Kannada);
const TN: State = ("Tamil Nadu", "TN", Tamil);
const TS: State = ("Telangana", "TS", Telugu);
const AP: State = ("Andhra Pradesh", "AP", Telugu);
const MH: State = ("Maharashtra", "MH", Devanagari);
const GJ: State = ("Gujarat", "GJ", Gujarati);
const DL: State = ("Delhi", "DL", Devanagari);
const UP: State = ("Uttar Pradesh", "UP", Devanagari);
const RJ: State = ("Rajasthan", "RJ", Devanagari);
const MP: State = ("Madhya Pradesh", "MP", Devanagari);
const BR: State = ("Bihar", "BR", Devanagari);
const WB: State = ("West Bengal", "WB", Bengali);
const HR: State = ("Haryana", "HR", Devanagari);
const PB: State = ("Punjab", "PB", Latin);
const KL: State = ("Kerala", "KL", Latin);
const OD: State = ("Odisha", "OD", Latin);
const AS: State = ("Assam", "AS", Latin);
const JH: State = ("Jharkhand", "JH", Devanagari);
const CG: State = ("Chhattisgarh", "CG", Devanagari);
const UK: State = ("Uttarakhand", "UK", Devanagari);

pub(crate) const CITIES: &[City] = &[
    city("Bengaluru", KA, 560001, 104, 60),
    city("Mysuru", KA, 570001, 30, 10),
    city("Mangaluru", KA, 575001, 30, 8),
    city("Hubballi", KA, 580020, 12, 7),
    city("Belagavi", KA, 590001, 20, 5),
    city("Chennai", TN, 600001, 118, 45),
    city("Coimbatore", TN, 641001, 49, 16),
    city("Madurai", TN, 625001, 23, 9),
    city("Tiruchirappalli", TN, 620001, 26, 7),
    city("Salem", TN, 636001, 16, 6),
    city("Hyderabad", TS, 500001, 98, 48),
    city("Warangal", TS, 506001, 15, 6),
    city("Karimnagar", TS, 505001, 5, 4),
    city("Visakhapatnam", AP, 530001, 53, 12),
    city("Vijayawada", AP, 520001, 21, 10),
    city("Guntur", AP, 522001, 7, 5),
    city("Tirupati", AP, 517501, 7, 4),
    city("Mumbai", MH, 400001, 104, 58),
    city("Pune", MH, 411001, 62, 38),
    city("Nagpur", MH, 440001, 37, 14),
    city("Nashik", MH, 422001, 14, 10),
    city("Thane", MH, 400601, 15, 16),
    city("Chhatrapati Sambhajinagar", MH, 431001, 10, 6),
    city("Kolhapur", MH, 416001, 13, 5),
    city("Ahmedabad", GJ, 380001, 63, 28),
    city("Surat", GJ, 395001, 10, 22),
    city("Vadodara", GJ, 390001, 25, 12),
    city("Rajkot", GJ, 360001, 7, 8),
    city("Bhavnagar", GJ, 364001, 5, 3),
    city("New Delhi", DL, 110001, 96, 62),
    city("Noida", UP, 201301, 9, 15),
    city("Ghaziabad", UP, 201001, 19, 14),
    city("Lucknow", UP, 226001, 31, 18),
    city("Kanpur", UP, 208001, 27, 12),
    city("Varanasi", UP, 221001, 11, 9),
    city("Prayagraj", UP, 211001, 19, 7),
    city("Agra", UP, 282001, 10, 8),
    city("Jaipur", RJ, 302001, 42, 18),
    city("Jodhpur", RJ, 342001, 13, 7),
    city("Udaipur", RJ, 313001, 4, 5),
    city("Kota", RJ, 324001, 10, 5),
    city("Indore", MP, 452001, 20, 13),
    city("Bhopal", MP, 462001, 47, 11),
    city("Jabalpur", MP, 482001, 11, 5),
    city("Gwalior", MP, 474001, 15, 5),
    city("Patna", BR, 800001, 28, 14),
    city("Gaya", BR, 823001, 5, 4),
    city("Muzaffarpur", BR, 842001, 5, 4),
    city("Kolkata", WB, 700001, 110, 42),
    city("Howrah", WB, 711101, 14, 8),
    city("Siliguri", WB, 734001, 15, 6),
    city("Durgapur", WB, 713201, 17, 4),
    city("Gurugram", HR, 122001, 18, 20),
    city("Faridabad", HR, 121001, 13, 9),
    city("Ludhiana", PB, 141001, 16, 9),
    city("Amritsar", PB, 143001, 9, 6),
    city("Kochi", KL, 682001, 42, 14),
    city("Thiruvananthapuram", KL, 695001, 43, 10),
    city("Kozhikode", KL, 673001, 33, 7),
    city("Bhubaneswar", OD, 751001, 31, 10),
    city("Cuttack", OD, 753001, 15, 4),
    city("Guwahati", AS, 781001, 40, 9),
    city("Ranchi", JH, 834001, 12, 7),
    city("Jamshedpur", JH, 831001, 19, 6),
    city("Raipur", CG, 492001, 17, 7),
    city("Dehradun", UK, 248001, 12, 6),
];

/// The first two digits of a GST number of the state.
pub(crate) fn tax_code(state_code: &str) -> &'static str {
    match state_code {
        "KA" => "29",
        "GJ" => "24",
        "HR" => "06",
        _ => "99",
    }
}
