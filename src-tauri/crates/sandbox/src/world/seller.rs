//! The practice seller: three locations, the couriers that come to each, and when they come.

use super::places::tax_code;
use crate::draw::{Draw, mix};
use crate::india;

/// A courier company.
#[derive(Debug)]
pub(crate) struct Courier {
    /// As printed on labels and given as `vendorName`.
    pub(crate) name: &'static str,
    /// As given in hand-over counts and manifests (`vendorGroupCode`).
    pub(crate) group: &'static str,
    /// The start of its tracking ids; the marketplace's own courier adds P or C for prepaid or cash.
    pub(crate) prefix: &'static str,
}

pub(crate) const COURIERS: &[Courier] = &[
    Courier { name: "E-Kart Logistics", group: "Ekart Logistics", prefix: "FMP" },
    Courier { name: "Bluewing Express", group: "Bluewing Express", prefix: "BWX" },
    Courier { name: "Rapidroute Courier", group: "Rapidroute Courier", prefix: "RR" },
    Courier { name: "Sahyadri Parcel", group: "Sahyadri Parcel", prefix: "SHY" },
];

/// A courier of the seller's own, as the marketplace lists it (contract 9.7).
#[derive(Debug)]
pub(crate) struct Partner {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    /// It tells the marketplace by itself that a parcel was delivered.
    pub(crate) reports: bool,
}

pub(crate) const PARTNERS: &[Partner] = &[
    Partner { name: "Own fleet", code: "OWNFLEET", reports: false },
    Partner { name: "Tempo Walas", code: "TEMPO", reports: false },
    Partner { name: "Deccan Parcel", code: "DECCAN", reports: true },
];

/// A courier's daily visit to a location, in minutes after midnight in India.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) courier: usize,
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Share of the location's parcels, of 100.
    pub(crate) share: u64,
}

/// A warehouse of the seller.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) name: &'static str,
    pub(crate) line1: &'static str,
    pub(crate) line2: &'static str,
    pub(crate) city: &'static str,
    pub(crate) state: &'static str,
    pub(crate) code: &'static str,
    pub(crate) pin: &'static str,
    /// Routing mark of the hub the parcels start from.
    pub(crate) hub: &'static str,
    /// Share of the orders, of 100.
    pub(crate) share: u64,
    pub(crate) visits: &'static [Visit],
}

const fn visit(courier: usize, from_hour: i64, to_hour: i64, share: u64) -> Visit {
    Visit { courier, from: from_hour * 60, to: to_hour * 60, share }
}

pub(crate) const SELLER_NAME: &str = "Marigold Example Traders";

pub(crate) const SITES: &[Site] = &[
    Site {
        name: "Surat godown",
        line1: "Plot 14, Example Textile Park",
        line2: "Udhna Mill Road",
        city: "Surat",
        state: "Gujarat",
        code: "GJ",
        pin: "395003",
        hub: "SRT",
        share: 56,
        visits: &[visit(0, 15, 17, 70), visit(1, 16, 18, 18), visit(3, 14, 16, 12)],
    },
    Site {
        name: "Bengaluru godown",
        line1: "No. 8, Example Industrial Estate",
        line2: "Tumkur Road Cross",
        city: "Bengaluru",
        state: "Karnataka",
        code: "KA",
        pin: "560022",
        hub: "BLR",
        share: 29,
        visits: &[visit(0, 16, 18, 72), visit(2, 17, 19, 28)],
    },
    Site {
        name: "Gurugram store",
        line1: "Unit 3, Example Cargo Complex",
        line2: "Old Delhi Road",
        city: "Gurugram",
        state: "Haryana",
        code: "HR",
        pin: "122001",
        hub: "GGN",
        share: 15,
        visits: &[visit(0, 15, 17, 65), visit(1, 13, 15, 35)],
    },
];

/// `LOC` and 32 hexadecimal digits, of this seed.
pub(crate) fn location_id(seed: u64, site: u8) -> String {
    let key = mix(seed ^ (u64::from(site) + 0x10C));
    format!("LOC{:016x}{:016x}", key, mix(key))
}

pub(crate) fn site_of(seed: u64, location_id: &str) -> Option<u8> {
    (0..SITES.len() as u8).find(|s| self::location_id(seed, *s) == location_id)
}

/// 16 hexadecimal digits.
pub(crate) fn seller_id(seed: u64) -> String {
    format!("{:016x}", mix(seed ^ 0x5E11))
}

/// An invented GST number of the right shape for the state.
pub(crate) fn gstin(site: &Site) -> String {
    format!("{}{}1Z9", tax_code(site.code), pan())
}

pub(crate) fn pan() -> &'static str {
    "AAZFM0000Q"
}

pub(crate) fn pick_site(draw: Draw, stream: u64) -> u8 {
    let mut left = draw.below(stream, 100);
    for (n, site) in SITES.iter().enumerate() {
        if left < site.share {
            return n as u8;
        }
        left -= site.share;
    }
    0
}

pub(crate) fn pick_courier(draw: Draw, stream: u64, site: u8) -> u8 {
    let visits = SITES[usize::from(site)].visits;
    let mut left = draw.below(stream, 100);
    for visit in visits {
        if left < visit.share {
            return visit.courier as u8;
        }
        left -= visit.share;
    }
    0
}

/// The next pickup window of a courier at a location that has not closed at `now`.
pub(crate) fn next_pickup(site: u8, courier: u8, now: i64) -> (i64, i64) {
    let (from, to) = SITES[usize::from(site)]
        .visits
        .iter()
        .find(|v| v.courier == usize::from(courier))
        .map_or((15 * 60, 17 * 60), |v| (v.from, v.to));
    let today = india::day(now);
    let day = if india::at(today, to) > now { today } else { today + 1 };
    (india::at(day, from), india::at(day, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_window_gives_the_one_of_the_next_day() {
        let day = 20_000;
        assert_eq!(next_pickup(0, 0, india::at(day, 16 * 60)), (india::at(day, 900), india::at(day, 1020)));
        assert_eq!(next_pickup(0, 0, india::at(day, 17 * 60)).0, india::at(day + 1, 900));
    }

    #[test]
    fn location_ids_lead_back_to_their_site() {
        assert_eq!(site_of(4, &location_id(4, 2)), Some(2));
        assert_eq!(site_of(4, "LOC0"), None);
    }
}
