use proptest::prelude::*;

use super::*;
use crate::guardrail::sample::at;

fn rows(due: &str, standing: CohortStanding, number: usize) -> Vec<CohortRow> {
    vec![CohortRow { due: at(due), location: Some("LOC1".into()), units: 2, standing }; number]
}

fn pace(last_30_minutes: u32) -> Pace {
    Pace { last_30_minutes: Some(last_30_minutes), same_hours: vec![] }
}

#[test]
fn a_cohort_is_told_by_where_its_shipments_stand() {
    let due = "2026-11-21T16:00:00";
    let mut all = rows(due, CohortStanding::Done, 98);
    all.extend(rows(due, CohortStanding::ToPack, 110));
    all.extend(rows(due, CohortStanding::Labelled, 7));
    all.extend(rows(due, CohortStanding::Held, 2));
    all.extend(rows("2026-11-23T10:00:00", CohortStanding::ToPack, 50));
    let now = at("2026-11-21T14:47:20");
    let cohorts = cohorts(&all, None, &pace(48), now, 28);
    assert_eq!(cohorts.len(), 1, "the day after tomorrow is not forecast");
    let cohort = &cohorts[0];
    assert_eq!(
        (cohort.shipments, cohort.units, cohort.done, cohort.to_pack, cohort.labelled, cohort.held),
        (217, 434, 98, 110, 7, 2)
    );
    let forecast = cohort.forecast.as_ref().unwrap();
    // 96 an hour for 72 min 40 s: 116.27 of 117; the held two are left out.
    assert_eq!((forecast.rate, forecast.misses, forecast.miss_units), (96, 1, 2));
    assert_eq!((forecast.extra_packers, forecast.packer_minutes), (1, 72));
    // 117 at 96 an hour take 73 min 7.5 s.
    assert_eq!(forecast.finish, Some(now.plus(117 * HOUR / 96)));
}

#[test]
fn a_past_cut_off_has_no_forecast_and_its_late_ones_are_not_served_first() {
    let mut all = rows("2026-11-21T12:00:00", CohortStanding::Late, 90);
    all.extend(rows("2026-11-21T16:00:00", CohortStanding::ToPack, 90));
    let cohorts = cohorts(&all, None, &pace(48), at("2026-11-21T15:00:00"), 28);
    assert_eq!((cohorts[0].late, &cohorts[0].forecast), (90, &None));
    assert_eq!(cohorts[1].forecast.as_ref().map(|forecast| forecast.misses), Some(0));
}

#[test]
fn earlier_cut_offs_are_served_first() {
    let mut all = rows("2026-11-21T16:00:00", CohortStanding::ToPack, 90);
    all.extend(rows("2026-11-21T17:00:00", CohortStanding::Making, 90));
    let cohorts = cohorts(&all, None, &pace(40), at("2026-11-21T15:00:00"), 28);
    let misses: Vec<_> =
        cohorts.iter().filter_map(|cohort| cohort.forecast.as_ref()).map(|f| (f.misses, f.extra_packers)).collect();
    // 80 an hour: 80 of 90 by 16:00; 160 of 180 by 17:00.
    assert_eq!(misses, [(10, 1), (20, 1)]);
}

#[test]
fn the_working_rate_trusts_the_last_half_hour_twice_as_much_as_the_usual() {
    let rate = |pace: Pace| {
        let (rate, per) = pace.rate();
        rounded(rate, per)
    };
    assert_eq!(rate(Pace { last_30_minutes: Some(45), same_hours: vec![60, 50, 40, 66] }), 78, "(2 × 90 + 54) / 3");
    assert_eq!(rate(Pace { last_30_minutes: None, same_hours: vec![60, 50] }), 55);
    assert_eq!(rate(pace(45)), 90);
    assert_eq!(rate(Pace::default()), 0);
}

#[test]
fn at_no_pace_all_open_ones_miss_and_no_finish_is_told() {
    let cohorts = cohorts(
        &rows("2026-11-21T16:00:00", CohortStanding::ToPack, 56),
        None,
        &pace(0),
        at("2026-11-21T15:00:00"),
        28,
    );
    let forecast = cohorts[0].forecast.as_ref().unwrap();
    assert_eq!((forecast.misses, forecast.misses_low, forecast.misses_high, forecast.finish), (56, 56, 56, None));
    assert_eq!(forecast.extra_packers, 2);
}

#[test]
fn the_pace_is_read_by_indias_clock_hours_of_the_same_weekdays() {
    let now = at("2026-11-21T14:47:20");
    let mut ready = vec![
        at("2026-11-07T14:00:00"),
        at("2026-11-14T13:59:59"),
        at("2026-11-14T14:00:00"),
        at("2026-11-14T14:59:59"),
        at("2026-11-14T15:00:00"),
        at("2026-11-21T14:17:20"),
        at("2026-11-21T14:17:21"),
        at("2026-11-21T14:47:20"),
        at("2026-11-21T14:47:21"),
    ];
    ready.sort();
    let pace = Pace::at(&ready, at("2026-11-01T00:00:00"), now);
    assert_eq!(pace, Pace { last_30_minutes: Some(2), same_hours: vec![2, 1] });
    assert_eq!(Pace::at(&ready, at("2026-11-21T14:30:00"), now), Pace::default(), "nothing is known of before");
}

proptest! {
    #[test]
    fn a_forecast_stays_within_its_cohort_and_its_interval_holds_the_expected(
        before in 0_u32..5_000, open in 0_u32..5_000, recent in prop::option::of(0_u32..3_000),
        usual in prop::collection::vec(0_u32..5_000, 0..4), ms in 0_i64..40 * HOUR,
    ) {
        let misses = misses(&Pace { last_30_minutes: recent, same_hours: usual }, before, open, ms);
        prop_assert!(misses.low <= misses.expected && misses.expected <= misses.high && misses.high <= open);
    }

    #[test]
    fn the_packers_named_are_the_fewest_that_fix_it(open in 1_usize..400, recent in 0_u32..200, minutes in 1_i64..300) {
        let due = at("2026-11-21T20:00:00");
        let now = due.plus(-minutes * MINUTE);
        let made = cohorts(&rows("2026-11-21T20:00:00", CohortStanding::ToPack, open), None, &pace(recent), now, 28);
        let forecast = made[0].forecast.as_ref().unwrap();
        let does = |packers: u32| (2 * i64::from(recent) + 28 * i64::from(packers)) * minutes >= 60 * open as i64;
        prop_assert!(does(forecast.extra_packers));
        prop_assert!(forecast.extra_packers == 0 || !does(forecast.extra_packers - 1));
        prop_assert_eq!(forecast.extra_packers == 0, forecast.misses == 0);
    }
}
