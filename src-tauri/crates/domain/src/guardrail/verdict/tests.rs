use proptest::prelude::*;

use super::*;
use crate::Paise;
use crate::guardrail::policy::{Metric, Window};
use crate::guardrail::sample::line;

fn below(limit_bp: u32) -> Line {
    line(Metric::SellerCancellation, Sense::Below, limit_bp, Window::Days(90))
}

fn at_least(limit_bp: u32) -> Line {
    line(Metric::RegionalUse, Sense::AtLeast, limit_bp, Window::Month)
}

fn reach(units: i64, value: i64) -> Line {
    let line = line(Metric::Sales, Sense::Reach, 0, Window::Days(90));
    Line { reach_units: units, reach_value: Paise(value), ..line }
}

fn of(count: i64, of: i64) -> Reading {
    Reading { count, of, ..Reading::default() }
}

#[test]
fn the_worked_examples_of_the_specification_hold() {
    let verdict = |limit, count, total| judge(&below(limit), of(count, total), 3);
    let gold = verdict(15, 78, 54_120);
    assert_eq!((gold.allowed, gold.room, gold.standing), (81, 3, Standing::Tight));
    let suspension = verdict(25, 6, 4_310);
    assert_eq!((suspension.allowed, suspension.room, suspension.standing), (10, 4, Standing::Holds));
    let crossed = verdict(15, 12, 8_000);
    assert_eq!((crossed.room, crossed.standing), (-1, Standing::Crossed), "the line touched is the line crossed");
    let small = verdict(200, 0, 42);
    assert_eq!((small.standing, small.judged_from), (Standing::TooFew, Some(51)));
    assert_eq!(verdict(200, 0, 50).standing, Standing::TooFew, "the strict line would be touched");
    assert_eq!(
        (verdict(200, 0, 51).standing, verdict(200, 0, 51).room),
        (Standing::Holds, 1),
        "one of one allowed is left"
    );
    let regional = judge(&at_least(2_000), of(3_412, 9_180), 3);
    assert_eq!((regional.room, regional.standing), (7_880, Standing::Holds));
}

#[test]
fn the_table_of_room_left_holds() {
    for (units, allowed) in [
        (210, [0, 0, 1, 2, 4]),
        (6_000, [8, 14, 29, 59, 119]),
        (14_000, [20, 34, 69, 139, 279]),
        (28_000, [41, 69, 139, 279, 559]),
        (180_000, [269, 449, 899, 1_799, 3_599]),
    ] {
        let ours = [15, 25, 50, 100, 200].map(|limit| judge(&below(limit), of(0, units), 3).allowed);
        assert_eq!(ours, allowed, "{units} units");
    }
}

#[test]
fn a_line_is_tight_by_the_alert_number_or_by_a_tenth_of_its_allowance_whichever_is_less() {
    // 21 allowed: a tenth is 2.
    assert_eq!(judge(&below(50), of(19, 4_290), 3).standing, Standing::Tight);
    assert_eq!(judge(&below(50), of(18, 4_290), 3).standing, Standing::Holds);
    // 1 allowed: only a room of none is tight.
    assert_eq!(judge(&below(200), of(1, 84), 3).standing, Standing::Tight);
    assert_eq!(judge(&below(15), of(77, 54_120), 3).standing, Standing::Holds, "room 4 is over the alert number");
}

#[test]
fn nothing_counted_is_nothing_to_judge() {
    assert_eq!(judge(&below(15), of(0, 0), 3).standing, Standing::Nothing);
    assert_eq!(judge(&at_least(2_000), of(0, 0), 3).standing, Standing::Nothing);
}

#[test]
fn sales_hold_by_units_or_by_money() {
    let gold = reach(6_000, 500_000_000);
    let sold = |count, value| judge(&gold, Reading { count, value, ..Reading::default() }, 3);
    assert_eq!((sold(54_120, 0).room, sold(54_120, 0).standing), (48_120, Standing::Holds));
    assert_eq!((sold(5_990, 100).room, sold(5_990, 100).standing), (-10, Standing::Crossed));
    // 5,000 units for 60 lakh: 10 lakh over, which is 833 units of that price.
    assert_eq!((sold(5_000, 600_000_000).room, sold(5_000, 600_000_000).standing), (833, Standing::Holds));
    assert_eq!(sold(6_002, 0).standing, Standing::Tight);
    let money_alone = reach(0, 500_000_000);
    assert!(
        !is_inside(&money_alone, Reading { count: 10, value: 100, ..Reading::default() }),
        "no units asked for, none given"
    );
}

#[test]
fn the_depth_of_an_at_least_line_is_told_in_near_ones_which_are_shipments_too() {
    // 100 of 1,000 at 20 %: 125 more near ones make 225 of 1,125.
    assert_eq!(judge(&at_least(2_000), of(100, 1_000), 3).room, -125);
}

proptest! {
    #[test]
    fn room_k_means_k_more_stay_inside_and_one_more_crosses(limit in 1_u32..12_000, count in 0_i64..3_000, total in 1_i64..90_000) {
        let line = below(limit);
        let room = judge(&line, of(count, total), 3).room;
        let inside = |more: i64| is_inside(&line, of(count + more, total));
        if room >= 0 {
            prop_assert!(inside(room) && !inside(room + 1));
        } else {
            prop_assert!(!inside(0) && inside(room) && !inside(room + 1));
        }
    }

    #[test]
    fn room_of_an_at_least_line_is_what_brute_force_finds(limit in 1_u32..10_000, count in 0_i64..300, more in 0_i64..300) {
        let (line, total) = (at_least(limit), count + more);
        prop_assume!(total > 0);
        let room = judge(&line, of(count, total), 3).room;
        if room >= 0 {
            prop_assert!(is_inside(&line, of(count, total + room)) && !is_inside(&line, of(count, total + room + 1)));
        } else {
            prop_assert!(is_inside(&line, of(count - room, total - room)));
            prop_assert!(!is_inside(&line, of(count - room - 1, total - room - 1)));
        }
    }

    #[test]
    fn one_more_innocent_unit_never_lowers_the_room(limit in 1_u32..10_001, count in 0_i64..5_000, total in 1_i64..90_000) {
        let room = |line: &Line, count, total| judge(line, of(count, total), 3).room;
        prop_assert!(room(&below(limit), count, total + 1) >= room(&below(limit), count, total));
        let near = count.min(total);
        prop_assert!(room(&at_least(limit), near + 1, total + 1) >= room(&at_least(limit), near, total));
    }

    #[test]
    fn too_few_is_told_exactly_up_to_the_number_it_names(limit in 1_u32..10_001) {
        let from = judge(&below(limit), of(0, 1), 3).judged_from;
        let standing = |total| judge(&below(limit), of(0, total), 3).standing;
        prop_assert_eq!(from, Some(i64::from(10_000 / limit) + 1));
        prop_assert_eq!(standing(i64::from(10_000 / limit)), Standing::TooFew);
        prop_assert_ne!(standing(i64::from(10_000 / limit) + 1), Standing::TooFew);
    }

    #[test]
    fn no_number_is_too_large_to_judge(limit: u32, count: i64, total: i64, value: i64, units: i64, alert: u32) {
        let reading = Reading { count, of: total, value, ..Reading::default() };
        for line in [below(limit), at_least(limit), reach(units, limit.into())] {
            let verdict = judge(&line, reading, alert);
            prop_assert!(verdict.room.abs() <= BOUNDLESS);
        }
    }
}

#[test]
fn a_line_nobody_saw_enough_of_is_not_said_to_hold() {
    let line = line(Metric::RtdBreach, Sense::Below, 100, Window::Days(90));
    let of = |might| judge(&line, Reading { count: 0, of: 6_773, might, ..Reading::default() }, 3);
    assert_eq!(of(67).standing, Standing::Holds, "all of them may have been late, and it holds still");
    assert_eq!(of(68).standing, Standing::Unsure);
    assert_eq!(of(68).room, 67, "the room is of what is counted");
    let crossed = Reading { count: 70, of: 6_773, might: 5, ..Reading::default() };
    assert_eq!(judge(&line, crossed, 3).standing, Standing::Crossed, "what is crossed as counted is crossed");
}
