use super::*;
use crate::guardrail::board::{CohortForecast, Standing};
use crate::guardrail::cohort::{CohortRow, CohortStanding, Pace, cohorts};
use crate::guardrail::policy::Policies;
use crate::guardrail::sample::{World, at, back, shipped, today};

fn asked(order: &str, units: u32, approved: IndiaDay) -> Asked {
    Asked {
        order: order.into(),
        location: Some("LOC2".into()),
        units,
        gone: 0,
        approved,
        due: Some(at("2026-11-21T16:00:00")),
        counted: vec![],
    }
}

fn world() -> World {
    let mut world = World::new(shipped());
    world.book(back(60), None, Measure::Approved, 49_810).book(back(2), None, Measure::Approved, 4_310);
    world.book(back(60), None, Measure::SellerCancelled, 72).book(back(2), None, Measure::SellerCancelled, 6);
    world.book(back(2), None, Measure::Due, 4_290).book(back(2), None, Measure::ReadyInTime, 4_271);
    world
}

fn of<'a>(what_if: &'a WhatIf, id: &str) -> &'a LineChange {
    what_if.lines.iter().find(|change| change.before.line.id == id).unwrap()
}

#[test]
fn cancelling_raises_the_count_and_leaves_the_total() {
    let world = world();
    let what_if = cancel(&world.case(), &[asked("OD1", 2, back(1)), asked("OD2", 1, today())]);
    let gold = of(&what_if, "gold-cancellation");
    assert_eq!((gold.before.count.0, gold.count_after.0, gold.of_after.0, gold.room_after.0), (78, 81, 54_120, 0));
    assert!(!gold.crosses, "room 3 takes fifteen");
    assert_eq!(gold.forgiven, Some(IndiaDay(today().0 + 90)));
    assert_eq!((what_if.units, what_if.shipments, what_if.free), (3, 2, 0));
    assert_eq!(what_if.booked, [(back(1), 2), (today(), 1)]);
    assert_eq!(what_if.earliest_due, Some(at("2026-11-21T16:00:00")));
    let fourth = cancel(&world.case(), &[asked("OD1", 4, today())]);
    assert!(of(&fourth, "gold-cancellation").crosses);
    assert_eq!(of(&fourth, "gold-cancellation").standing_after, Standing::Crossed);
    assert!(!of(&fourth, "silver-cancellation").crosses);
}

#[test]
fn a_cancellation_counts_where_the_rules_book_it() {
    let mut world = world();
    let old = [asked("OD1", 5, back(10))];
    let what_if = cancel(&world.case(), &old);
    let week = of(&what_if, "suspension-a-cancellation");
    assert_eq!((week.count_after, week.forgiven), (week.before.count, None), "approved before the week, so not of it");
    assert_eq!(of(&what_if, "gold-cancellation").forgiven, Some(IndiaDay(back(10).0 + 90)));
    world.policies.cancellation_day = CancellationDay::Event;
    world.book(today(), None, Measure::SellerCancelledEvent, 1);
    let what_if = cancel(&world.case(), &old);
    assert_eq!(of(&what_if, "suspension-a-cancellation").count_after.0, 6);
    assert_eq!(what_if.booked, [(today(), 5)]);
}

#[test]
fn what_is_cancelled_already_or_older_than_every_window_costs_nothing() {
    let world = world();
    let gone = Asked { gone: 3, units: 0, ..asked("OD1", 0, today()) };
    let what_if = cancel(&world.case(), &[gone, asked("OD2", 2, back(120))]);
    assert_eq!((what_if.units, what_if.free), (5, 5));
    assert!(what_if.lines.iter().all(|change| change.count_after == change.before.count && !change.crosses));
}

#[test]
fn the_budget_a_seller_sets_itself_is_of_the_day_of_cancelling() {
    let mut world = world();
    assert_eq!(cancel(&world.case(), &[]).budget, None);
    world.policies.own_cancellations_a_day = 3;
    world.book(today(), None, Measure::SellerCancelledEvent, 1);
    assert_eq!(cancel(&world.case(), &[]).budget, Some((1, 3)));
}

#[test]
fn a_warehouse_is_named_only_where_its_standing_changes() {
    let mut world = world();
    world.book(back(2), Some("LOC2"), Measure::Approved, 6_000);
    let one = cancel(&world.case(), &[asked("OD1", 1, today())]);
    assert!(one.places.is_empty(), "every line of 6,000 units has room for one: {:?}", one.places);
    // 14 are allowed at 0.25 % of 6,000.
    let fifteen = cancel(&world.case(), &[asked("OD1", 15, today())]);
    let named: Vec<_> =
        fifteen.places.iter().map(|(name, change)| (name.as_str(), change.before.line.id.as_str())).collect();
    assert!(
        named.contains(&("Peenya", "suspension-a-cancellation")) && named.iter().all(|(name, _)| *name == "Peenya")
    );
}

#[test]
fn a_line_of_nothing_is_not_crossed_by_what_it_does_not_count() {
    let world = World::new(shipped());
    let what_if = cancel(&world.case(), &[asked("OD1", 2, back(120))]);
    assert!(what_if.lines.iter().all(|change| !change.crosses && change.standing_after == Standing::Nothing));
}

#[test]
fn one_cancellation_is_fatal_to_a_small_seller() {
    let mut world = World::new(shipped());
    world.book(back(2), None, Measure::Approved, 42);
    let what_if = cancel(&world.case(), &[asked("OD1", 1, today())]);
    assert!(what_if.lines.iter().all(|change| change.crosses));
}

#[test]
fn orders_of_two_shipments_are_one_order() {
    let mut world = world();
    world.policies = Policies { basis: Basis::Orders, ..shipped() };
    let what_if =
        cancel(&world.case(), &[asked("OD1", 2, today()), asked("OD1", 1, today()), asked("OD2", 1, today())]);
    assert_eq!(of(&what_if, "gold-cancellation").count_after.0, 80);
}

#[test]
fn an_order_that_counts_already_does_not_count_again() {
    let mut world = world();
    world.policies = Policies { basis: Basis::Orders, ..shipped() };
    let already = |measure, location: Option<&str>| Place { day: today(), location: location.map(Into::into), measure };
    let part = Asked { counted: vec![already(Measure::SellerCancelled, None)], ..asked("OD1", 2, today()) };
    let count = |what_if: &WhatIf, id| (of(what_if, id).count_after.0, of(what_if, id).of_after.0);
    let what_if = cancel(&world.case(), &[part.clone(), asked("OD2", 1, today())]);
    assert_eq!(
        count(&what_if, "gold-cancellation"),
        (79, 54_120),
        "the rest of an order the seller cancelled a part of"
    );
    world.policies.cancellation_day = CancellationDay::Event;
    assert_eq!(cancel(&world.case(), std::slice::from_ref(&part)).lines[0].count_after.0, 1, "but not on another day");
    world.policies = Policies { basis: Basis::Units, ..shipped() };
    assert_eq!(count(&cancel(&world.case(), &[part]), "gold-cancellation").0, 80, "units are units");
}

#[test]
fn an_order_one_of_whose_shipments_is_due_or_in_time_is_due_once_and_late_at_most_once() {
    let mut world = world();
    world.policies = Policies { basis: Basis::Orders, ..shipped() };
    let now = at("2026-11-21T14:47:20");
    let with =
        |measure| Asked { counted: vec![Place { day: today(), location: None, measure }], ..asked("OD1", 1, today()) };
    let after = |shipment: Asked| {
        let what_if = neglect(&world.case(), &[shipment], now);
        let week = of(&what_if, "suspension-a-rtd");
        (week.count_after.0 - week.before.count.0, week.of_after.0 - week.before.of.0)
    };
    assert_eq!(after(asked("OD1", 1, today())), (1, 1));
    assert_eq!(after(with(Measure::Due)), (0, 0), "another of its shipments is past due");
    assert_eq!(after(with(Measure::ReadyInTime)), (0, 1), "another is in time: the order is no breach");
}

#[test]
fn not_dispatching_makes_units_due_and_late_once() {
    let world = world();
    let now = at("2026-11-21T14:47:20");
    let late = Asked { due: Some(at("2026-11-21T12:00:00")), ..asked("OD2", 4, today()) };
    let what_if = neglect(&world.case(), &[asked("OD1", 3, today()), late], now);
    let week = of(&what_if, "suspension-a-rtd");
    assert_eq!((week.count_after.0, week.of_after.0, week.room_after.0), (22, 4_293, -1));
    assert!(week.crosses);
    assert_eq!(week.forgiven, Some(IndiaDay(today().0 + 7)));
    assert_eq!((what_if.units, what_if.free), (7, 4), "late already is counted already");
}

#[test]
fn at_each_cut_off_its_units_and_those_before_it_join_the_totals() {
    let world = world();
    let now = at("2026-11-21T14:00:00");
    let row = |due: &str| CohortRow { due: at(due), location: None, units: 1, standing: CohortStanding::ToPack };
    let mut rows = vec![row("2026-11-21T16:00:00"); 200];
    rows.extend(vec![row("2026-11-22T10:00:00"); 100]);
    let pace = Pace { last_30_minutes: Some(48), same_hours: vec![] };
    let mut cohorts = cohorts(&rows, None, &pace, now, 28);
    lines_at_cut_offs(&world.case(), None, &mut cohorts, now);
    let after = |cohort: &Cohort| -> (i64, i64) {
        let forecast: &CohortForecast = cohort.forecast.as_ref().unwrap();
        let change = forecast.lines_after.iter().find(|change| change.before.line.id == "suspension-a-rtd").unwrap();
        (change.count_after.0, change.of_after.0)
    };
    // 96 an hour for 2 hours: 192 of 200. By the next morning all the others are done.
    assert_eq!(after(&cohorts[0]), (19 + 8, 4_290 + 200));
    assert_eq!(after(&cohorts[1]), (19 + 8, 4_290 + 300));
}
