use proptest::prelude::*;

use super::*;
use crate::guardrail::board::Standing;
use crate::guardrail::policy::{Basis, CancellationDay};
use crate::guardrail::sample::{World, back, line, shipped, today};

fn own(lines: Vec<Line>) -> World {
    World::new(Policies { lines, ..shipped() })
}

fn cancellations(limit_bp: u32, days: u16) -> Line {
    line(Metric::SellerCancellation, Sense::Below, limit_bp, Window::Days(days))
}

#[test]
fn a_line_says_its_count_its_room_and_when_the_count_falls_by_itself() {
    let mut world = own(vec![cancellations(25, 7)]);
    world.book(back(7), None, Measure::SellerCancelled, 9);
    world.book(back(6), None, Measure::Approved, 4_310);
    world.book(back(5), None, Measure::SellerCancelled, 4).book(back(1), None, Measure::SellerCancelled, 2);
    world.covered = [back(8), back(6), back(0)].into();
    let values = world.case().lines(None, Metric::SellerCancellation);
    let value = &values[0];
    assert_eq!((value.count, value.of, value.allowed, value.room), (Count(6), Count(4_310), Count(10), Count(4)));
    assert_eq!((value.from_day, value.days, value.days_covered), (back(6), 7, 2));
    assert_eq!(value.drops, Some(DropOut { day: IndiaDay(back(5).0 + 7), count: Count(4) }));
}

#[test]
fn each_metric_counts_what_the_specification_says() {
    let mut world = own(vec![]);
    for (measure, number) in
        Measure::ALL.into_iter().zip([1_000, 7, 5, 20, 3, 2, 400, 391, 60, 4, 700, 35, 11, 300, 120])
    {
        world.book(today(), None, measure, number);
    }
    let read = |world: &World, metric| {
        let cards = world.case().cards(None);
        let card = cards.into_iter().find(|card| card.metric == metric).unwrap();
        (card.windows[0].count.0, card.windows[0].of.0, card.windows[0].value.0)
    };
    assert_eq!(read(&world, Metric::SellerCancellation), (7, 1_000, 0));
    assert_eq!(read(&world, Metric::RtdBreach), (9, 400, 0));
    assert_eq!(read(&world, Metric::Reattempt), (4, 60, 0));
    assert_eq!(read(&world, Metric::CustomerReturn), (35, 700, 0));
    assert_eq!(read(&world, Metric::RegionalUse), (120, 300, 0));
    assert_eq!(read(&world, Metric::Sales), (968, 0, 968 * 50_000), "approved less all cancelled");
    world.policies.cancellation_day = CancellationDay::Event;
    assert_eq!(read(&world, Metric::SellerCancellation), (5, 1_000, 0));
}

#[test]
fn orders_are_counted_where_orders_are_asked_for() {
    let mut world = own(vec![]);
    let place = |measure| crate::guardrail::booking::Place { day: today(), location: None, measure };
    let amount = |units, orders| crate::guardrail::booking::Amount { units, orders, ..Default::default() };
    world.tally.add(place(Measure::Approved), amount(30, 20));
    world.tally.add(place(Measure::SellerCancelled), amount(3, 1));
    let count = |world: &World| {
        let card = world.case().cards(None).into_iter().find(|card| card.metric == Metric::SellerCancellation).unwrap();
        (card.windows[0].count.0, card.windows[0].of.0)
    };
    assert_eq!(count(&world), (3, 30));
    world.policies.basis = Basis::Orders;
    assert_eq!(count(&world), (1, 20));
}

#[test]
fn what_falls_due_later_is_not_counted_yet() {
    let mut world = own(vec![line(Metric::RtdBreach, Sense::Below, 100, Window::Days(7))]);
    world.book(today(), None, Measure::Due, 10).book(today(), None, Measure::ReadyInTime, 10);
    world.book(IndiaDay(today().0 + 1), None, Measure::Due, 500);
    let value = &world.case().lines(None, Metric::RtdBreach)[0];
    assert_eq!((value.count, value.of), (Count(0), Count(10)));
}

#[test]
fn a_warehouse_is_judged_on_what_is_its_own() {
    let mut world = own(vec![cancellations(50, 14)]);
    world.book(today(), None, Measure::Approved, 5_000).book(today(), None, Measure::SellerCancelled, 8);
    world.book(today(), Some("LOC2"), Measure::Approved, 1_000).book(
        today(),
        Some("LOC2"),
        Measure::SellerCancelled,
        7,
    );
    let cards = world.case().cards(None);
    let card = cards.iter().find(|card| card.metric == Metric::SellerCancellation).unwrap();
    assert_eq!(card.lines[0].standing, Standing::Holds);
    let peenya = card.places.iter().find(|place| place.name == "Peenya").unwrap();
    assert_eq!(
        peenya.tightest.as_ref().map(|value| (value.standing, value.room)),
        Some((Standing::Crossed, Count(-3)))
    );
    let tiruppur = card.places.iter().find(|place| place.name == "Tiruppur").unwrap();
    assert_eq!(tiruppur.lines[0].standing, Standing::Nothing);
    assert!(world.case().cards(Some(&"LOC2".into())).iter().all(|card| card.places.is_empty()));
}

#[test]
fn lines_stand_worst_first() {
    let lines = vec![
        cancellations(500, 7),
        cancellations(10, 7),
        cancellations(100, 7),
        cancellations(1, 7),
        cancellations(20, 7),
    ];
    let mut world = own(lines);
    world.book(today(), None, Measure::Approved, 4_000).book(today(), None, Measure::SellerCancelled, 38);
    let values = world.case().lines(None, Metric::SellerCancellation);
    let order: Vec<_> = values.iter().map(|value| (value.line.limit_bp, value.standing)).collect();
    let expected = [
        (10, Standing::Crossed),
        (20, Standing::Crossed),
        (100, Standing::Tight),
        (500, Standing::Holds),
        (1, Standing::TooFew),
    ];
    assert_eq!(order, expected);
}

#[test]
fn a_line_that_is_off_over_or_of_another_kind_of_seller_is_not_judged() {
    let mut world = World::new(shipped());
    let sets = |world: &World| -> Vec<LimitSet> {
        let values = world.case().lines(None, Metric::RtdBreach);
        let mut sets: Vec<_> = values.iter().map(|value| value.line.set).collect();
        sets.sort();
        sets
    };
    use LimitSet::{Gold, OmniGold, Silver, SuspensionA, SuspensionB};
    assert_eq!(sets(&world), [Gold, Silver, SuspensionA, SuspensionB]);
    world.policies.is_omni = true;
    assert_eq!(sets(&world), [Silver, OmniGold, SuspensionA, SuspensionB]);
    assert!(
        world.case().lines(None, Metric::Sales).iter().any(|v| v.line.set == Gold),
        "what omni does not name is Gold's"
    );
    let valid_to = Some(back(1).to_wire());
    world.policies.lines.iter_mut().filter(|l| l.set == SuspensionA).for_each(|l| l.is_on = false);
    world.policies.lines.iter_mut().filter(|l| l.set == SuspensionB).for_each(|l| l.valid_to = valid_to.clone());
    assert_eq!(sets(&world), [Silver, OmniGold]);
}

#[test]
fn the_benchmark_of_returns_is_a_line_of_ones_own() {
    let mut world = World::new(Policies { return_benchmark_bp: 500, ..shipped() });
    world.book(back(40), None, Measure::Delivered, 41_560).book(back(40), None, Measure::CustomerReturned, 1_986);
    let values = world.case().lines(None, Metric::CustomerReturn);
    // 5 % of 41,560 is 2,078: one below it is still inside.
    assert_eq!((values.len(), values[0].line.set, values[0].room), (1, LimitSet::Own, Count(2_077 - 1_986)));
}

#[test]
fn backlog_is_of_now_against_a_usual_day_of_the_28_before() {
    let mut world = own(vec![line(Metric::Backlog, Sense::Below, 20_000, Window::Days(28))]);
    for ago in 1..=28 {
        world.book(back(ago), None, Measure::Approved, 100);
    }
    world.book(today(), None, Measure::Approved, 9_999).book(back(29), None, Measure::Approved, 9_999);
    world.waiting.insert(None, 150);
    assert_eq!(world.case().backlog(None), (150, 100));
    assert_eq!(world.case().lines(None, Metric::Backlog)[0].room, Count(49));
    assert_eq!(world.case().backlog(Some(&"LOC1".into())), (0, 0));
}

#[test]
fn a_forecast_takes_off_what_leaves_and_adds_the_pace_of_14_days() {
    let mut world = own(vec![cancellations(50, 14)]);
    for ago in 0..14 {
        world.book(back(ago), None, Measure::Approved, 1_000).book(back(ago), None, Measure::SellerCancelled, 2);
    }
    world.book(back(13), None, Measure::SellerCancelled, 14);
    let value = world.case().lines(None, Metric::SellerCancellation).remove(0);
    let forecast = value.forecast.unwrap();
    // 42 in 14 days: 3 a day, 21 in 7 days; the 7 oldest days take 14 + 14 with them.
    assert_eq!((forecast.comes, forecast.leaves, forecast.count), (Count(21), Count(28), Count(35)));
    assert_eq!((forecast.day.0, forecast.of), (today().0 + 7, Count(14_000)));
    // Poisson of mean 21: P(≤ 14) 0.072, P(≤ 15) 0.111; P(≤ 26) 0.883, P(≤ 27) 0.917.
    assert_eq!((forecast.low, forecast.high), (Count(14 + 15), Count(14 + 27)));
    assert_eq!((forecast.room, forecast.standing), (Count(69 - 35), Standing::Holds));
}

fn any_booking() -> impl Strategy<Value = (i32, u8, usize, i64)> {
    (-3_i32..140, 0_u8..3, 0_usize..Measure::ALL.len(), 0_i64..9)
}

fn any_window() -> impl Strategy<Value = Window> {
    prop_oneof![(1_u16..100).prop_map(Window::Days), Just(Window::Month), Just(Window::Quarter)]
}

fn random_world(bookings: &[(i32, u8, usize, i64)], lines: Vec<Line>) -> World {
    let mut world = own(lines);
    for (ago, place, measure, number) in bookings {
        let place = [None, Some("LOC1"), Some("LOC2")][usize::from(*place)];
        world.book(back(*ago), place, Measure::ALL[*measure], *number);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn drop_outs_are_what_stepping_day_by_day_finds(bookings in prop::collection::vec(any_booking(), 0..60), window in any_window()) {
        let line = line(Metric::SellerCancellation, Sense::Below, 50, window);
        let world = random_world(&bookings, vec![line]);
        let value = world.case().lines(None, Metric::SellerCancellation).remove(0);
        let count_on = |day: IndiaDay| {
            let from = first_day(window, day);
            world.tally.sum(None, Measure::SellerCancelled, from, today().min(day)).units
        };
        prop_assert_eq!(value.count.0, count_on(today()));
        let stepped = (1..200).map(|ahead| IndiaDay(today().0 + ahead)).find(|day| count_on(*day) < value.count.0);
        let expected = stepped.map(|day| DropOut { day, count: Count(value.count.0 - count_on(day)) });
        prop_assert_eq!(value.drops, expected);
    }

    #[test]
    fn every_day_of_a_trend_is_the_window_summed_by_itself(bookings in prop::collection::vec(any_booking(), 0..60), window in any_window()) {
        let line = line(Metric::RtdBreach, Sense::Below, 50, window);
        let world = random_world(&bookings, vec![line]);
        let card = world.case().cards(None).remove(0);
        prop_assert_eq!((card.metric, card.trend.len(), card.trend_window), (Metric::RtdBreach, 30, window));
        for day in card.trend {
            let sum = |from, measure| world.tally.sum(None, measure, from, day.day).units;
            let rolling = first_day(window, day.day);
            prop_assert_eq!(day.of.0, sum(rolling, Measure::Due));
            prop_assert_eq!(day.count.0, sum(rolling, Measure::Due) - sum(rolling, Measure::ReadyInTime));
            prop_assert_eq!(day.day_of.0, sum(day.day, Measure::Due));
        }
    }

    #[test]
    fn one_more_innocent_unit_anywhere_never_lowers_the_room(
        bookings in prop::collection::vec(any_booking(), 0..40), ago in 0_i32..100, window in any_window(), limit in 1_u32..3_000,
    ) {
        let line = line(Metric::SellerCancellation, Sense::Below, limit, window);
        let mut world = random_world(&bookings, vec![line]);
        let room = |world: &World| {
            let value = world.case().lines(None, Metric::SellerCancellation).remove(0);
            (value.standing != Standing::Nothing).then_some(value.room.0)
        };
        let before = room(&world);
        world.book(back(ago), None, Measure::Approved, 1);
        prop_assert!(before.is_none() || room(&world) >= before);
    }

    #[test]
    fn any_amounts_are_judged_without_overflow(numbers in prop::collection::vec((0_i32..100, 0_usize..15, any::<i64>()), 0..20)) {
        let mut world = World::new(Policies { return_benchmark_bp: 1, ..shipped() });
        for (ago, measure, number) in numbers {
            let amount = crate::guardrail::booking::Amount {
                units: number, shipments: number, orders: number, value: Paise(number), ..Default::default()
            };
            let place = crate::guardrail::booking::Place { day: back(ago), location: None, measure: Measure::ALL[measure] };
            world.tally.put(place, amount);
        }
        // Backlog sums in the tally itself, which holds what a seller can sell.
        for metric in METRICS.into_iter().filter(|metric| *metric != Metric::Backlog) {
            for value in world.case().lines(None, metric) {
                prop_assert!(value.forecast.is_some());
            }
        }
    }
}
