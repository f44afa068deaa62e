use super::*;

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// `hours` after midnight of India day 20,000.
fn at(hours: i64) -> At {
    At(IndiaDay(20_000).start().0 + hours * HOUR)
}

fn day(n: i32) -> IndiaDay {
    IndiaDay(20_000 + n)
}

/// Three units for 300 rupees, approved at 9, due at 16 the next day.
fn story() -> Story {
    Story { approved: Some(Span::exact(at(9))), units: 3, value: Paise(30_000), due: Some(at(40)), ..Story::default() }
}

fn cancelled(by: CancelledBy, units: u32, when: Span) -> CancelledUnits {
    CancelledUnits { by, units, value: Paise(10_000 * i64::from(units)), when }
}

fn of(story: &Story, day: IndiaDay, measure: Measure) -> Amount {
    let location = LocationId::from("L1");
    let part = OrderPart { location: Some(&location), story, near: Some(true) };
    let booked = bookings(&[part]);
    let place = |location| booked.get(&Place { day, location, measure }).copied().unwrap_or_default();
    let account = place(None);
    assert_eq!(account, place(Some(location.clone())), "one shipment counts alike at its warehouse and at the account");
    account
}

fn ready(from: Option<i64>, to: i64) -> Story {
    Story { ready: Some(Span { from: from.map(at), to: at(to) }), ..story() }
}

#[test]
fn ready_at_or_before_the_dispatch_by_is_in_time() {
    for (from, to, units, estimated) in [
        (Some(30), 40, 3, 0), // at the very instant
        (Some(40), 41, 0, 0), // seen open at the cut-off: late
        (Some(39), 41, 0, 0), // between: late, and the breach is estimated
        (None, 41, 3, 3),     // first met when it was out: history cannot be judged
        (None, 39, 3, 0),
    ] {
        let amount = of(&ready(from, to), day(1), Measure::ReadyInTime);
        assert_eq!((amount.units, amount.estimated_units), (units, estimated), "({from:?}, {to}]");
        assert_eq!(of(&ready(from, to), day(1), Measure::Due).units, 3);
    }
    assert_eq!(
        of(&ready(Some(39), 41), day(1), Measure::Due).estimated_units,
        3,
        "late by the rule, not by what was seen"
    );
    assert_eq!(of(&ready(Some(40), 41), day(1), Measure::Due).estimated_units, 0);
    assert_eq!(of(&story(), day(1), Measure::ReadyInTime), Amount::default(), "never ready is not in time");
}

#[test]
fn what_is_cancelled_by_the_dispatch_by_is_not_due() {
    let due_after = |when| {
        let story = Story { cancelled: vec![cancelled(CancelledBy::Buyer, 2, when)], ..story() };
        of(&story, day(1), Measure::Due).units
    };
    assert_eq!(due_after(Span::exact(at(40))), 1);
    assert_eq!(due_after(Span::exact(at(40).plus(1))), 3);
    assert_eq!(
        due_after(Span { from: Some(at(39)), to: at(41) }),
        1,
        "a bracket around the cut-off counts as before it"
    );
    assert_eq!(due_after(Span { from: Some(at(40)), to: at(41) }), 3);
    assert_eq!(due_after(Span { from: None, to: at(41) }), 1);
}

#[test]
fn a_cancellation_counts_on_the_approval_day_and_by_itself_on_its_own() {
    let when = Span { from: Some(at(47)), to: at(49) };
    let story = Story { cancelled: vec![cancelled(CancelledBy::Seller, 1, when)], ..story() };
    let amount = of(&story, day(0), Measure::SellerCancelled);
    assert_eq!((amount.units, amount.value, amount.estimated_units), (1, Paise(10_000), 0));
    let event = of(&story, day(2), Measure::SellerCancelledEvent);
    assert_eq!((event.units, event.estimated_units), (1, 1), "it was bracketed over midnight");
    assert_eq!(of(&story, day(0), Measure::Approved).units, 3, "it was approved all the same");
}

#[test]
fn a_cancellation_of_nobody_is_counted_apart_and_estimated() {
    let story = Story { cancelled: vec![cancelled(CancelledBy::Unknown, 3, Span::exact(at(12)))], ..story() };
    assert_eq!(of(&story, day(0), Measure::SellerCancelled), Amount::default());
    let amount = of(&story, day(0), Measure::UnknownCancelled);
    assert_eq!(
        (amount.units, amount.estimated_units, amount.estimated_shipments, amount.estimated_orders),
        (3, 3, 1, 1)
    );
    assert_eq!(of(&story, day(1), Measure::Due), Amount::default(), "nothing is left that could be due");
}

#[test]
fn what_came_back_on_the_road_was_not_delivered() {
    let story = Story {
        delivered: Some(Span::exact(at(80))),
        cancelled: vec![cancelled(CancelledBy::Buyer, 1, Span::exact(at(10)))],
        courier_returned: (1, Paise(10_000)),
        ..story()
    };
    let amount = of(&story, day(0), Measure::Delivered);
    assert_eq!((amount.units, amount.value), (1, Paise(10_000)));
    assert_eq!(of(&story, day(0), Measure::CourierReturned).units, 1);
}

#[test]
fn every_pickup_counts_on_its_day() {
    let story = Story {
        picked_up: Some(Span { from: Some(at(60)), to: at(66) }),
        reattempted: vec![at(42), at(66)],
        ..story()
    };
    let pickups = of(&story, day(2), Measure::Pickups);
    assert_eq!((pickups.units, pickups.shipments, pickups.value), (2, 1, Paise(0)), "collected and tried again");
    assert_eq!(of(&story, day(1), Measure::Pickups).units, 1);
    assert_eq!(of(&story, day(1), Measure::Reattempts).units, 1);
    assert_eq!((of(&story, day(2), Measure::Shipped).units, of(&story, day(2), Measure::ShippedNear).units), (3, 3));
}

#[test]
fn an_order_from_two_warehouses_counts_once_for_the_account() {
    let (one, two) = (story(), Story { units: 1, value: Paise(500), ..story() });
    let (here, there) = (LocationId::from("L1"), LocationId::from("L2"));
    let parts = [
        OrderPart { location: Some(&here), story: &one, near: None },
        OrderPart { location: Some(&there), story: &two, near: None },
        OrderPart { location: None, story: &two, near: None },
    ];
    let booked = bookings(&parts);
    let at = |location| {
        let amount = booked[&Place { day: day(0), location, measure: Measure::Approved }];
        (amount.units, amount.shipments, amount.orders)
    };
    assert_eq!(at(None), (5, 3, 1));
    assert_eq!(at(Some(here.clone())), (3, 1, 1));
    assert_eq!(at(Some(there.clone())), (1, 1, 1));
}

#[test]
fn today_only_what_was_due_by_now_is_due() {
    let (due, later) = (story(), Story { due: Some(at(44)), ..story() });
    let part = |story| OrderPart { location: None, story, near: None };
    let place = Place { day: day(1), location: None, measure: Measure::Due };
    let parts = [(part(&due), at(39)), (part(&later), at(39))];
    let booked = due_by(&parts, at(41));
    assert_eq!((booked[&place].units, booked[&place].estimated_units), (3, 3), "nobody looked after the cut-off");
    assert_eq!(due_by(&[(part(&due), at(41))], at(41))[&place].estimated_units, 0);
    assert_eq!(due_by(&parts, at(44))[&place].units, 6);
    assert!(due_by(&parts, At(at(41).0 + DAY)).is_empty(), "yesterday's are the tally's");
}

#[test]
fn what_was_over_when_we_met_it_is_not_called_late() {
    let gone = |met_gone| Story {
        cancelled: vec![cancelled(CancelledBy::Marketplace, 3, Span::exact(at(60)))],
        met_gone,
        ..story()
    };
    let in_time = |story: &Story| of(story, day(1), Measure::ReadyInTime);
    assert_eq!((in_time(&gone(true)).units, in_time(&gone(true)).estimated_units), (3, 3));
    assert_eq!(in_time(&gone(false)).units, 0, "seen open, and cancelled after its cut-off: late");
}

#[test]
fn a_report_settles_what_nobody_here_saw_and_overrules_nothing_that_was_seen() {
    let told = |ready: Option<Span>| Story { ready, told_late: true, ..story() };
    let verdict = |story: &Story| due_units(story).map(|due| (due.in_time, due.estimated)).unwrap();
    let span = |from, to| Some(Span { from, to });
    assert_eq!(verdict(&told(span(None, at(50)))), (false, false), "first met when it was out");
    assert_eq!(verdict(&Story { told_late: false, ..told(span(None, at(50))) }), (true, true));
    let gone = vec![cancelled(CancelledBy::Marketplace, 3, Span::exact(at(60)))];
    let met_gone = Story { cancelled: gone, met_gone: true, ..told(None) };
    assert_eq!(verdict(&met_gone), (false, false), "first met when it was cancelled");
    assert_eq!(verdict(&told(span(None, at(40)))), (true, false), "out before its dispatch-by: we saw it");
    assert_eq!(verdict(&told(Some(Span::exact(at(39))))), (true, false), "our own RTD");
    assert_eq!(verdict(&told(span(Some(at(39)), at(41)))), (false, true), "seen open: the rule's verdict stays");
    assert_eq!(verdict(&told(span(Some(at(40)), at(41)))), (false, false));
    assert_eq!(verdict(&told(None)), (false, false));
}

#[test]
fn a_past_read_in_one_hour_was_not_collected_in_that_hour() {
    let met_out = Story { picked_up: Some(Span { from: None, to: at(24 * 50) }), ..story() };
    assert_eq!(of(&met_out, day(1), Measure::Pickups).units, 1, "on the day it was due");
    assert_eq!(of(&met_out, day(1), Measure::Pickups).estimated_units, 1);
    let seen = Story { picked_up: Some(Span { from: Some(at(45)), to: at(46) }), ..story() };
    assert_eq!(
        (of(&seen, day(1), Measure::Pickups).units, of(&seen, day(1), Measure::Pickups).estimated_units),
        (1, 0)
    );
}

#[test]
fn a_parcel_of_unknown_zone_is_neither_near_nor_far() {
    let out = Story { picked_up: Some(Span { from: Some(at(45)), to: at(46) }), ..story() };
    let booked = bookings(&[OrderPart { location: None, story: &out, near: None }]);
    assert!(booked.keys().all(|place| !matches!(place.measure, Measure::Shipped | Measure::ShippedNear)));
    assert_eq!(of(&out, day(1), Measure::Shipped).units, 3);
}
