//! When buyers order: one daily curve for the past and for the orders still to come.
//!
//! Owns the curve and turns instants into places on it and back. A *place* is a day of India plus the share of that
//! day's orders that has come, so equal steps of places are equal numbers of orders.

use crate::india::{self, DAY, HOUR};

/// The share of a day's orders that has come by each full hour in India, of 1000: quiet nights, busy evenings.
const DAY_CURVE: [u64; 25] = [
    0, 18, 28, 34, 38, 44, 56, 78, 112, 158, 214, 274, 334, 390, 444, 494, 542, 590, 642, 700, 764, 832, 896, 954, 1000,
];

/// The place of an instant.
pub(crate) fn place(at: i64) -> f64 {
    let time = india::time_of_day(at);
    let hour = (time / HOUR).clamp(0, 23) as usize;
    let (low, high) = (DAY_CURVE[hour] as f64, DAY_CURVE[hour + 1] as f64);
    let within = (time - hour as i64 * HOUR) as f64 / HOUR as f64;
    india::day(at) as f64 + (low + (high - low) * within) / 1000.0
}

/// The instant of a place.
pub(crate) fn instant(place: f64) -> i64 {
    let day = place.floor();
    india::at(day as i64, 0) + time_of_share(place - day)
}

/// The time of day at which a share of the day's orders has come, in milliseconds.
pub(crate) fn time_of_share(share: f64) -> i64 {
    let target = share.clamp(0.0, 0.999_999_999) * 1000.0;
    let hour = DAY_CURVE.partition_point(|c| (*c as f64) <= target).clamp(1, 24) - 1;
    let (low, high) = (DAY_CURVE[hour] as f64, DAY_CURVE[hour + 1] as f64);
    (((hour as f64 + (target - low) / (high - low)) * HOUR as f64) as i64).min(DAY - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_leads_back_to_its_instant() {
        for minute in [0, 1, 359, 360, 887, 1_200, 1_439] {
            let at = india::at(20_700, minute);
            assert!((instant(place(at)) - at).abs() <= 1, "minute {minute}");
        }
        assert!((place(india::at(20_701, 0)) - place(india::at(20_700, 0)) - 1.0).abs() < 1e-9, "a day is a day");
    }

    #[test]
    fn an_evening_hour_sells_many_times_a_night_hour() {
        let hour = |h: usize| DAY_CURVE[h + 1] - DAY_CURVE[h];
        assert!(hour(20) > 10 * hour(3), "{} by {}", hour(20), hour(3));
    }
}
