//! The tally kept up step by step against the tally made from scratch, and the readings of it.

use std::collections::BTreeMap;

use godown_domain::guardrail::booking::{Amount, Measure, OrderPart, Place, bookings};
use godown_domain::guardrail::cohort::CohortStanding;
use godown_domain::guardrail::ledger::facts;
use godown_domain::guardrail::reason::{ReasonRow, ReasonTable};
use godown_domain::guardrail::story::fold;
use godown_domain::guardrail::tally::Tally;
use godown_domain::guardrail::zone::{Zone, Zones};
use godown_domain::india::HOUR;
use godown_domain::{Action, IndiaDay, IntentState, Learned, Paise, ShipmentSeen, ShipmentState};
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::*;
use crate::sql::rows;
use crate::testing::{approved, item, new_intent, seen, shipping, store};
use crate::{Store, intent, shipment};

const DAY: i32 = 20_000;

/// `hours` after midnight of the first day.
fn at(hours: i64) -> At {
    At(IndiaDay(DAY).start().0 + hours * HOUR)
}

fn reasons() -> ReasonTable {
    let row = |reason: &str, by| ReasonRow { reason: reason.into(), sub_reason: String::new(), by };
    ReasonTable(vec![row("no_stock", CancelledBy::Seller), row("changed_mind", CancelledBy::Buyer)])
}

fn zones() -> Zones {
    let zone = |name: &str, pin: &str| Zone { name: name.into(), pins: vec![pin.into()] };
    Zones(vec![zone("west", "4"), zone("south", "5")])
}

fn drain_all(store: &Store) {
    while store.write(|tx| drain(tx, &reasons(), &zones(), 3)).unwrap() > 0 {}
}

fn merge(store: &Store, seen: &ShipmentSeen, when: At) {
    store.write(|tx| shipment::merge(tx, seen, Learned::Poll, when)).unwrap();
}

/// Ordered at 9 on the first day, due at 16 on the second.
fn order(id: &str, state: ShipmentState) -> ShipmentSeen {
    ShipmentSeen { ordered_at: Some(at(9)), dispatch_by: Some(at(40)), ..seen(id, state) }
}

fn amount(store: &Store, day: i32, location: Option<&str>, measure: Measure) -> Amount {
    let tally = store.read(|conn| read_tally(conn, IndiaDay(DAY + day), IndiaDay(DAY + day))).unwrap();
    tally.sum(location.map(Into::into).as_ref(), measure, IndiaDay(DAY + day), IndiaDay(DAY + day))
}

fn dump(conn: &Connection, table: &str) -> Vec<Vec<Value>> {
    let sql = format!("SELECT * FROM {table} ORDER BY 1, 2, 3");
    let mut statement = conn.prepare(&sql).unwrap();
    let columns = statement.column_count();
    let mut found = statement.query([]).unwrap();
    let mut all = vec![];
    while let Some(row) = found.next().unwrap() {
        all.push((0..columns).map(|index| row.get(index).unwrap()).collect());
    }
    all
}

fn dumps(store: &Store) -> Vec<Vec<Vec<Value>>> {
    store.read(|conn| Ok(["fact", "story", "tally_day"].map(|table| dump(conn, table)).to_vec())).unwrap()
}

#[test]
fn a_merge_is_counted_by_the_next_drain_and_a_second_drain_has_nothing_to_do() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Approved), at(10));
    assert_eq!(store.read(pending).unwrap(), 1);
    assert_eq!(store.write(|tx| drain(tx, &reasons(), &zones(), 10)).unwrap(), 1);
    assert_eq!(store.write(|tx| drain(tx, &reasons(), &zones(), 10)).unwrap(), 0);
    for location in [None, Some("LOC1")] {
        let approved = amount(&store, 0, location, Measure::Approved);
        assert_eq!((approved.units, approved.orders, approved.value), (1, 1, Paise(10_000)));
        assert_eq!(amount(&store, 1, location, Measure::Due).units, 1);
    }
    merge(&store, &order("s1", ShipmentState::Approved), at(11));
    assert_eq!(store.read(pending).unwrap(), 0, "nothing new was seen");
}

/// What a power cut leaves of a drain whose commit nobody waited for.
#[test]
fn a_drain_that_is_lost_is_done_again_to_the_same_tally() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("godown.db")).unwrap();
    for (id, state) in [("s1", ShipmentState::Approved), ("s2", ShipmentState::Cancelled)] {
        merge(&store, &order(id, ShipmentState::Approved), at(10));
        store.write_derived(|tx| drain(tx, &reasons(), &zones(), 10)).unwrap();
        merge(&store, &order(id, state), at(20));
    }
    let lost = folder.path().join("lost.db");
    for end in ["", "-wal"] {
        let named = |stem: &str| folder.path().join(format!("{stem}.db{end}"));
        std::fs::copy(named("godown"), named("lost")).unwrap();
    }
    let before = dumps(&store);
    assert_eq!(store.write_derived(|tx| drain(tx, &reasons(), &zones(), 10)).unwrap(), 1);
    assert_ne!(dumps(&store), before, "there was something to lose");

    let again = Store::open(&lost).unwrap();
    assert_eq!(dumps(&again), before);
    assert_eq!(again.read(pending).unwrap(), 1, "the mark is still there");
    assert_eq!(again.write_derived(|tx| drain(tx, &reasons(), &zones(), 10)).unwrap(), 1);
    assert_eq!(dumps(&again), dumps(&store), "the same to the bit");
}

#[test]
fn a_read_brackets_what_changed_between_it_and_the_last_one() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Packed), at(10));
    merge(&store, &order("s1", ShipmentState::Packed), at(39));
    merge(&store, &order("s1", ShipmentState::ReadyToDispatch), at(41));
    drain_all(&store);
    let due = amount(&store, 1, None, Measure::Due);
    assert_eq!((due.units, due.estimated_units), (1, 1), "open before the cut-off, out after it: late, estimated");
    assert_eq!(amount(&store, 1, None, Measure::ReadyInTime), Amount::default());
}

#[test]
fn our_own_rtd_counts_from_the_click_and_not_from_the_next_read() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Packed), at(30));
    let id = store.write(|tx| intent::queue(tx, &new_intent("s1", Action::Dispatch, at(38).0))).unwrap();
    store.write(|tx| intent::take(tx, &[id], "r1", at(38))).unwrap();
    let settle = |state, when| {
        store.write(|tx| intent::settle(tx, id, state, None, None, "said so", when)).unwrap();
    };
    settle(IntentState::Accepted, at(39));
    merge(&store, &order("s1", ShipmentState::ReadyToDispatch), at(50));
    drain_all(&store);
    assert_eq!(amount(&store, 1, None, Measure::ReadyInTime), Amount::default(), "seen open at 30, ready at 50");
    settle(IntentState::Confirmed, at(51));
    drain_all(&store);
    let ready = amount(&store, 1, None, Measure::ReadyInTime);
    assert_eq!((ready.units, ready.estimated_units), (1, 0));
}

fn cancelled(id: &str, reason: &str) -> ShipmentSeen {
    let mut seen = order(id, ShipmentState::Cancelled);
    for item in &mut seen.items {
        item.cancelled_at = Some(at(20));
        item.cancel_reason = Some(reason.into());
    }
    seen
}

#[test]
fn the_list_a_cancellation_stands_in_is_believed_over_its_reason() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Approved), at(10));
    merge(&store, &cancelled("s1", "changed_mind"), at(26));
    drain_all(&store);
    assert_eq!(amount(&store, 0, None, Measure::BuyerCancelled).units, 1);
    store.write(|tx| seen_in_list(tx, &"s1".into(), CancelledBy::Seller)).unwrap();
    drain_all(&store);
    assert_eq!(amount(&store, 0, None, Measure::BuyerCancelled), Amount::default());
    assert_eq!(amount(&store, 0, None, Measure::SellerCancelled).units, 1);
    assert_eq!(amount(&store, 0, None, Measure::SellerCancelledEvent).units, 1);
    let (facts, story) = store.read(|conn| facts_of(conn, &"s1".into())).unwrap();
    assert_eq!((facts.len(), story.cancelled.len()), (4, 1), "approved, due, cancelled, and better known");
    store.write(|tx| seen_in_list(tx, &"s1".into(), CancelledBy::Seller)).unwrap();
    assert_eq!(store.read(pending).unwrap(), 0, "the same list says nothing new");
}

#[test]
fn a_moved_dispatch_by_moves_the_day() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Approved), at(10));
    drain_all(&store);
    merge(&store, &ShipmentSeen { dispatch_by: Some(at(70)), ..order("s1", ShipmentState::Approved) }, at(12));
    drain_all(&store);
    assert_eq!(amount(&store, 1, None, Measure::Due), Amount::default());
    assert_eq!(amount(&store, 2, None, Measure::Due).units, 1);
}

#[test]
fn an_order_from_two_warehouses_is_one_order_of_the_account() {
    let store = store();
    let of = |id: &str, location: &str| ShipmentSeen {
        order_id: "OD-1".into(),
        location_id: Some(location.into()),
        ..order(id, ShipmentState::Approved)
    };
    merge(&store, &of("s1", "LOC1"), at(10));
    drain_all(&store);
    merge(&store, &of("s2", "LOC2"), at(11));
    drain_all(&store);
    let account = amount(&store, 0, None, Measure::Approved);
    assert_eq!((account.units, account.shipments, account.orders), (2, 2, 1));
    assert_eq!(amount(&store, 0, Some("LOC2"), Measure::Approved).orders, 1);
    merge(&store, &ShipmentSeen { location_id: Some("LOC2".into()), ..of("s1", "LOC2") }, at(12));
    drain_all(&store);
    assert_eq!(amount(&store, 0, Some("LOC1"), Measure::Approved), Amount::default(), "it is sent from elsewhere now");
    assert_eq!(amount(&store, 0, Some("LOC2"), Measure::Approved).orders, 1);
}

#[test]
fn near_is_judged_again_when_the_warehouse_tells_its_pin_code() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Shipped), at(30));
    let mut view = shipping("s1", "E-Kart Logistics", Some("F1"));
    view.location_id = Some("LOC1".into());
    store.write(|tx| shipment::merge_shipping(tx, &view, at(31))).unwrap();
    drain_all(&store);
    assert_eq!(amount(&store, 1, None, Measure::ShippedNear), Amount::default());
    view.from_pin = Some("421302".into());
    store.write(|tx| shipment::merge_shipping(tx, &view, at(32))).unwrap();
    drain_all(&store);
    assert_eq!(amount(&store, 1, None, Measure::Shipped).shipments, 1);
    assert_eq!(amount(&store, 1, None, Measure::ShippedNear).shipments, 1, "421302 and 452001 are both in the west");
}

#[test]
fn today_counts_only_what_was_due_by_now() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Packed), at(30));
    merge(&store, &order("s2", ShipmentState::ReadyToDispatch), at(30));
    merge(&store, &ShipmentSeen { dispatch_by: Some(at(46)), ..order("s3", ShipmentState::Packed) }, at(30));
    drain_all(&store);
    let day = IndiaDay(DAY + 1);
    let count = |now: At| {
        let tally = store.read(|conn| tally_now(conn, IndiaDay(DAY), now)).unwrap();
        let sum = |measure| tally.sum(None, measure, day, day);
        let (due, ready) = (sum(Measure::Due), sum(Measure::ReadyInTime));
        (due.units, ready.units, due.estimated_units - ready.estimated_units)
    };
    assert_eq!(count(at(39)), (0, 0, 0));
    assert_eq!(count(at(40)), (2, 1, 1), "s1 was last read before its cut-off: a breach by the clock");
    merge(&store, &order("s1", ShipmentState::Packed), at(41));
    assert_eq!(count(at(41)), (2, 1, 0), "now it was seen");
    assert_eq!(count(at(47)).0, 3);
    assert_eq!(amount(&store, 1, None, Measure::Due).units, 3, "the tally holds the whole day");
}

#[test]
fn imports_tell_once() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Delivered), at(80));
    let fact = NewHubFact {
        kind: HubKind::Reattempt,
        row_key: "s1 2024".into(),
        shipment_id: "s1".into(),
        item: None,
        units: 0,
        at: at(50),
    };
    let take = |sha: &str| {
        store
            .write(|tx| match begin_import(tx, sha, "reattempts.xlsx", "pickup-reattempts", at(90))? {
                Ok(id) => Ok(Some(hub_fact(tx, id, &fact, at(90))?)),
                Err(_) => Ok(None),
            })
            .unwrap()
    };
    assert_eq!([take("aa"), take("aa"), take("bb")], [Some(true), None, Some(false)]);
    drain_all(&store);
    assert_eq!(amount(&store, 2, None, Measure::Reattempts).units, 1);
    assert_eq!(amount(&store, 2, None, Measure::Pickups).units, 1);
}

#[test]
fn an_imported_breach_settles_what_was_never_seen_and_is_not_known_before() {
    let store = store();
    merge(&store, &order("met out", ShipmentState::Shipped), at(80));
    merge(&store, &order("not in it", ShipmentState::Shipped), at(80));
    merge(&store, &order("seen in time", ShipmentState::Packed), at(30));
    merge(&store, &order("seen in time", ShipmentState::Shipped), at(39));
    drain_all(&store);
    let late = |sha: &str, when: At| {
        let tell = |tx: &Transaction<'_>, import, id: &str| {
            let (kind, row_key) = (HubKind::Breach, format!("{id} breach"));
            let fact = NewHubFact { kind, row_key, shipment_id: id.into(), item: None, units: 1, at: at(40) };
            hub_fact(tx, import, &fact, when)
        };
        let taken = store.write(|tx| match begin_import(tx, sha, "breaches.csv", "rts-breaches", when)? {
            Ok(import) => Ok([tell(tx, import, "met out")?, tell(tx, import, "seen in time")?]),
            Err(_) => Ok([false, false]),
        });
        drain_all(&store);
        taken.unwrap()
    };
    let (from, to) = (IndiaDay(DAY + 1), IndiaDay(DAY + 1));
    let in_time = |tally: &Tally| {
        let (due, ready) = (tally.sum(None, Measure::Due, from, to), tally.sum(None, Measure::ReadyInTime, from, to));
        (due.units, ready.units, ready.estimated_units, due.estimated_units)
    };
    let now = || in_time(&store.read(|conn| read_tally(conn, from, to)).unwrap());
    assert_eq!(now(), (3, 3, 2, 2));
    assert_eq!(late("aa", at(90)), [true, true]);
    assert_eq!(now(), (3, 2, 1, 1), "one is late for certain, one stays unknown, one was seen in time");
    let kept_up = dumps(&store);
    assert_eq!([late("aa", at(91)), late("bb", at(92))], [[false, false]; 2], "told once");
    assert_eq!(dumps(&store), kept_up);
    rebuild(&store);
    assert_eq!(dumps(&store), kept_up);
    let then = |t| in_time(&store.read(|conn| tally_as_of(conn, t, from, |_, _| {})).unwrap());
    assert_eq!((then(at(89)), then(at(90))), ((3, 3, 2, 2), (3, 2, 1, 1)));
    let query = HitQuery { counted: Counted::Breach, from, to, location: None, now: at(95), as_of: None };
    let (late, total) = store.read(|conn| hits(conn, &query, 10)).unwrap();
    assert_eq!((total, late[0].shipment_id.as_str(), late[0].happened, late[0].estimated), (1, "met out", None, false));
}

#[test]
fn hits_are_the_very_shipments_behind_a_number() {
    let store = store();
    merge(&store, &order("s1", ShipmentState::Approved), at(10));
    merge(&store, &cancelled("s2", "no_stock"), at(26));
    merge(&store, &order("s3", ShipmentState::Shipped), at(30));
    merge(&store, &order("s4", ShipmentState::Packed), at(41));
    drain_all(&store);
    let ask = |counted, as_of| {
        let (from, to) = (IndiaDay(DAY), IndiaDay(DAY + 5));
        let query = HitQuery { counted, from, to, location: None, now: at(44), as_of };
        let (hits, total) = store.read(|conn| hits(conn, &query, 10)).unwrap();
        assert_eq!(hits.len() as u32, total);
        let mut ids: Vec<String> = hits.iter().map(|hit| hit.shipment_id.to_string()).collect();
        ids.sort();
        (ids, hits)
    };
    let tally = store.read(|conn| tally_now(conn, IndiaDay(DAY), at(44))).unwrap();
    for measure in Measure::ALL {
        let sum = tally.sum(None, measure, IndiaDay(DAY), IndiaDay(DAY + 5));
        let (ids, hits) = ask(Counted::Measure(measure), None);
        assert_eq!(hits.iter().map(|hit| i64::from(hit.units)).sum::<i64>(), sum.units, "{measure:?}: {ids:?}");
        assert_eq!(ids.len() as i64, sum.shipments, "{measure:?}");
    }
    assert_eq!(ask(Counted::Breach, None).0, ["s1", "s4"]);
    let (ids, hits) = ask(Counted::Measure(Measure::SellerCancelled), None);
    assert_eq!((ids, hits[0].reason.as_deref()), (vec!["s2".to_owned()], Some("no_stock")));
    assert_eq!(hits[0].happened, Some(at(20)));
    assert_eq!(ask(Counted::Measure(Measure::Approved), Some(at(26))).0, ["s1", "s2"], "s3 was not known then");
}

#[test]
fn a_cut_off_shows_where_each_shipment_stands() {
    let store = store();
    let held = ShipmentSeen { hold: true, ..order("s5", ShipmentState::Approved) };
    let later = ShipmentSeen { dispatch_after: Some(at(39)), ..order("s6", ShipmentState::Approved) };
    for seen in [
        order("s1", ShipmentState::Approved),
        order("s2", ShipmentState::PackingInProgress),
        order("s3", ShipmentState::Packed),
        order("s4", ShipmentState::ReadyToDispatch),
        held,
        later,
        cancelled("s7", "no_stock"),
    ] {
        merge(&store, &seen, at(30));
    }
    drain_all(&store);
    let standings = |now| {
        let mut rows = store.read(|conn| cohort_rows(conn, at(24), at(48), now)).unwrap();
        rows.sort_by_key(|row| format!("{:?}", row.standing));
        rows.iter().map(|row| row.standing).collect::<Vec<_>>()
    };
    use CohortStanding::{Done, Held, Labelled, Late, Making, ToPack, Upcoming};
    assert_eq!(standings(at(31)), [Done, Held, Labelled, Making, ToPack, Upcoming]);
    assert_eq!(standings(at(41)), [Done, Late, Late, Late, Late, Late]);
    assert_eq!(store.read(|conn| ready_between(conn, at(0), at(99), None)).unwrap(), [], "met when it was ready");
    merge(&store, &order("s3", ShipmentState::ReadyToDispatch), at(35));
    drain_all(&store);
    assert_eq!(store.read(|conn| ready_between(conn, at(0), at(99), None)).unwrap(), [at(35)]);
    let past = store.read(|conn| past(conn, at(24), at(48), None)).unwrap();
    assert_eq!((past.len(), past.iter().filter(|one| one.gone == Some(at(20))).count()), (7, 1));
    let asked = store.read(|conn| asked(conn, &["s1".into(), "s7".into(), "none".into()], None)).unwrap();
    assert_eq!(asked.iter().map(|one| (one.units, one.gone)).collect::<Vec<_>>(), [(1, 0), (0, 1)]);
    let open = store.read(|conn| open_shipments(conn, None, at(31))).unwrap();
    assert_eq!(open.len(), 6);
}

#[test]
fn what_is_asked_about_knows_where_its_order_counts_already() {
    let store = store();
    let of_one_order = |seen: ShipmentSeen| ShipmentSeen { order_id: "OD-one".into(), ..seen };
    merge(&store, &of_one_order(cancelled("s1", "no_stock")), at(10));
    merge(&store, &of_one_order(order("s2", ShipmentState::Approved)), at(10));
    merge(&store, &order("s3", ShipmentState::Approved), at(10));
    drain_all(&store);
    let counted = |id: &str, by_orders| {
        let asked = store.read(|conn| asked(conn, &[id.into()], by_orders)).unwrap();
        asked[0].counted.iter().map(|place| (place.location.is_some(), place.measure)).collect::<Vec<_>>()
    };
    let both = |measure| [(false, measure), (true, measure)];
    let cancelled: Vec<_> =
        counted("s2", Some(at(30))).into_iter().filter(|one| one.1 == Measure::SellerCancelled).collect();
    assert_eq!(cancelled, both(Measure::SellerCancelled), "at the account and at its warehouse");
    assert_eq!(counted("s2", None), [], "units ask for nothing");
    assert_eq!(counted("s3", Some(at(30))), [], "due at 40");
    assert_eq!(counted("s3", Some(at(41))), both(Measure::Due));
    // What was foretold is what comes: the order stays one.
    let before = amount(&store, 0, None, Measure::SellerCancelled).orders;
    merge(&store, &of_one_order(self::cancelled("s2", "no_stock")), at(20));
    drain_all(&store);
    assert_eq!((before, amount(&store, 0, None, Measure::SellerCancelled).orders), (1, 1));
}

#[test]
fn a_day_is_covered_when_its_lists_were_read_to_the_end() {
    let store = store();
    let days =
        |from: i32, to: i32| store.read(|conn| days_covered(conn, IndiaDay(DAY + from), IndiaDay(DAY + to))).unwrap();
    assert_eq!(days(0, 9), 0);
    let put = |lane: &'static str, covered_to| {
        let mark = crate::sync_mark::Mark { covered_to, completed_at: None, partial: None };
        store.write(|tx| crate::sync_mark::put(tx, lane, "", &mark)).unwrap();
    };
    put("history", at(12));
    put("picture", at(9 * 24 + 5));
    assert_eq!(days(0, 9), 9, "the day the past begins on in the middle is not whole");
    put("history", at(0));
    assert_eq!((days(0, 9), days(-5, 4), days(5, 20)), (10, 5, 5));
}

#[test]
fn an_alert_stands_once_per_cause() {
    let store = store();
    let what = godown_domain::guardrail::board::AlertWhat::Backlog { waiting: 9, usual: 3 };
    let raise = |hour| store.write(|tx| raise_alert(tx, "backlog", &what, at(hour), false, None)).unwrap();
    assert_eq!((raise(1), raise(2)), (Some(1), None));
    store.write(|tx| alert_over(tx, "backlog", at(3))).unwrap();
    assert_eq!(raise(4), Some(2));
    assert_eq!(store.read(standing_causes).unwrap(), ["backlog"]);
    assert_eq!((store.read(alerts).unwrap().len(), store.read(unseen_alerts).unwrap()), (2, 2));
    store.write(|tx| alert_seen(tx, None, at(5))).unwrap();
    assert_eq!(store.read(unseen_alerts).unwrap(), 0);
}

#[test]
fn an_alert_is_seen_with_those_it_told() {
    let store = store();
    let what = godown_domain::guardrail::board::AlertWhat::Backlog { waiting: 9, usual: 3 };
    let raise = |cause: &str, with| store.write(|tx| raise_alert(tx, cause, &what, at(1), false, with)).unwrap();
    let first = raise("worst", None);
    assert_eq!((raise("less", first), raise("other", None)), (Some(2), Some(3)));
    assert_eq!(store.read(unseen_alerts).unwrap(), 2, "one for each that was told");
    store.write(|tx| alert_seen(tx, first, at(2))).unwrap();
    let seen: Vec<_> =
        store.read(alerts).unwrap().into_iter().map(|one| (one.id, one.seen_at, one.told_with)).collect();
    assert_eq!(seen, [(3, None, None), (2, Some(at(2)), first), (1, Some(at(2)), None)]);
}

/// The specification read slowly: every order's bookings over all timelines.
fn naive(conn: &Connection) -> BTreeMap<Place, Amount> {
    let max = rows(conn, "SELECT ifnull(max(no), 0) FROM shipment", [], |row| Ok(row.get::<_, i64>(0)?)).unwrap()[0];
    let orders: BTreeMap<i64, String> =
        rows(conn, "SELECT no, order_id FROM shipment", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .into_iter()
            .collect();
    let pins: BTreeMap<String, String> =
        rows(conn, "SELECT location_id, pin FROM location_pin", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .into_iter()
            .collect();
    let loaded = load::load(conn, 0, max).unwrap();
    let mut by_order: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for one in &loaded {
        let story = fold(&facts(&one.timeline, &reasons()), &one.prices(), At(i64::MAX));
        let from = one.location.as_ref().and_then(|location| pins.get(location.as_str()));
        let near = from.zip(one.to_pin.as_ref()).and_then(|(from, to)| zones().is_near(from, to));
        by_order.entry(orders[&one.no].as_str()).or_default().push((one.location.clone(), story, near));
    }
    let mut all: BTreeMap<Place, Amount> = BTreeMap::new();
    for parts in by_order.values() {
        let parts: Vec<OrderPart<'_>> = parts
            .iter()
            .map(|(location, story, near)| OrderPart { location: location.as_ref(), story, near: *near })
            .collect();
        for (place, amount) in bookings(&parts) {
            *all.entry(place).or_default() += amount;
        }
    }
    all.retain(|_, amount| !amount.is_zero());
    all
}

fn as_tally(amounts: &BTreeMap<Place, Amount>) -> Tally {
    let mut tally = Tally::default();
    amounts.iter().for_each(|(place, amount)| tally.add(place.clone(), *amount));
    tally
}

fn whole(store: &Store) -> Tally {
    store.read(|conn| read_tally(conn, IndiaDay(0), IndiaDay(DAY * 2))).unwrap()
}

#[derive(Debug, Clone)]
enum Act {
    See { shipment: u8, state: usize, units: u32, second: bool, reason: u8, due: i64, location: u8 },
    Again(u8),
    Courier(u8),
    List(u8, u8),
    Rtd(u8),
    Cancel(u8),
    Ship(u8, bool),
    Import(u8, usize),
    Drain(u32),
    Rebuild(u32),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (0..6_u8, 0..9_usize, 1..4_u32, any::<bool>(), 0..3_u8, 0..4_i64, 0..2_u8).prop_map(
            |(shipment, state, units, second, reason, due, location)| {
                Act::See { shipment, state, units, second, reason, due, location }
            }
        ),
        1 => (0..6_u8).prop_map(Act::Again),
        1 => (0..6_u8).prop_map(Act::Courier),
        1 => (0..6_u8, 0..3_u8).prop_map(|(shipment, list)| Act::List(shipment, list)),
        1 => (0..6_u8).prop_map(Act::Rtd),
        1 => (0..6_u8).prop_map(Act::Cancel),
        1 => (0..6_u8, any::<bool>()).prop_map(|(shipment, near)| Act::Ship(shipment, near)),
        1 => (0..6_u8, 0..3_usize).prop_map(|(shipment, kind)| Act::Import(shipment, kind)),
        3 => (1..5_u32).prop_map(Act::Drain),
        1 => (1..4_u32).prop_map(Act::Rebuild),
    ]
}

const STATES: [ShipmentState; 9] = [
    ShipmentState::Approved,
    ShipmentState::Packed,
    ShipmentState::ReadyToDispatch,
    ShipmentState::PickupComplete,
    ShipmentState::Shipped,
    ShipmentState::Delivered,
    ShipmentState::Cancelled,
    ShipmentState::Cancelled,
    ShipmentState::ReturnRequested,
];

/// A shipment as some read showed it: two of the six share an order.
fn picture(act: &Act) -> Option<ShipmentSeen> {
    let Act::See { shipment, state, units, second, reason, due, location } = act else { return None };
    let id = format!("s{shipment}");
    let mut seen = order(&id, STATES[*state].clone());
    seen.order_id = format!("OD-{}", shipment / 2).into();
    seen.location_id = Some(if *location == 0 { "LOC1".into() } else { "LOC2".into() });
    seen.dispatch_by = (*due > 0).then(|| at(20 + 12 * due));
    seen.items = vec![item(&format!("{id}-1"), "SKU-A", STATES[*state].clone(), *units)];
    if *second {
        let other = STATES[(*state + 3) % STATES.len()].clone();
        seen.items.push(item(&format!("{id}-2"), "SKU-B", other, 2));
    }
    for item in seen.items.iter_mut().filter(|item| item.state == ShipmentState::Cancelled) {
        item.cancel_reason = [None, Some("no_stock"), Some("changed_mind")][usize::from(*reason)].map(str::to_owned);
        item.cancelled_at = (*reason == 1).then(|| at(14));
    }
    Some(seen)
}

fn call(store: &Store, shipment: u8, action: Action, when: At) {
    let id = format!("s{shipment}");
    // A shipment not seen yet, or asked already, is left alone.
    let Ok(intent) = store.write(|tx| intent::queue(tx, &new_intent(&id, action, when.0))) else { return };
    store.write(|tx| intent::take(tx, &[intent], "r", when.plus(60_000))).unwrap();
    for (state, minutes) in [(IntentState::Accepted, 2), (IntentState::Confirmed, 3)] {
        let when = when.plus(minutes * 60_000);
        store.write(|tx| intent::settle(tx, intent, state, None, None, "said so", when)).unwrap();
    }
}

/// Does one act; the last pictures are kept so that a read can show the same again.
fn play(store: &Store, last: &mut BTreeMap<u8, ShipmentSeen>, act: &Act, when: At) {
    let id = |shipment: &u8| format!("s{shipment}");
    match act {
        Act::See { shipment, .. } => {
            let seen = picture(act).unwrap();
            merge(store, &seen, when);
            last.insert(*shipment, seen);
        }
        Act::Again(shipment) => last.get(shipment).into_iter().for_each(|seen| merge(store, seen, when)),
        Act::Courier(shipment) => {
            if let Some(seen) = last.get_mut(shipment) {
                seen.items.iter_mut().for_each(|item| item.courier_return = item.state == ShipmentState::Cancelled);
                merge(store, seen, when);
            }
        }
        Act::List(shipment, list) => {
            // The list shows the shipment itself as well.
            last.get(shipment).into_iter().for_each(|seen| merge(store, seen, when));
            let whose = [CancelledBy::Seller, CancelledBy::Buyer, CancelledBy::Marketplace][usize::from(*list)];
            store.write(|tx| seen_in_list(tx, &id(shipment).as_str().into(), whose)).unwrap();
        }
        Act::Rtd(shipment) => call(store, *shipment, Action::Dispatch, when),
        Act::Cancel(shipment) => call(store, *shipment, Action::Cancel, when),
        Act::Ship(shipment, near) => {
            let mut view = shipping(&id(shipment), "E-Kart Logistics", Some("F1"));
            view.location_id = last.get(shipment).and_then(|seen| seen.location_id.clone());
            view.from_pin = Some(if *near { "421302".into() } else { "560034".into() });
            // A shipment not seen yet has no shipping view.
            let _ = store.write(|tx| shipment::merge_shipping(tx, &view, when));
        }
        Act::Import(shipment, kind) => {
            let kind = [HubKind::Reattempt, HubKind::Return, HubKind::Breach][*kind];
            let fact = NewHubFact {
                kind,
                row_key: format!("{shipment} {}", when.0),
                shipment_id: id(shipment).as_str().into(),
                item: None,
                units: 1,
                at: when.plus(-HOUR),
            };
            store
                .write(|tx| match begin_import(tx, &when.0.to_string(), "a.csv", "returns", when)? {
                    Ok(import) => hub_fact(tx, import, &fact, when),
                    Err(_) => Ok(false),
                })
                .unwrap();
        }
        Act::Drain(limit) => {
            store.write(|tx| drain(tx, &reasons(), &zones(), *limit)).unwrap();
        }
        // One chunk of a rebuild, and then the program is killed.
        Act::Rebuild(chunk) => {
            store
                .write(|tx| {
                    if !is_rebuilding(tx)? {
                        begin_rebuild(tx)?;
                    }
                    rebuild_step(tx, &reasons(), &zones(), *chunk)
                })
                .unwrap();
        }
    }
}

fn rebuild(store: &Store) {
    store.write(begin_rebuild).unwrap();
    while !store.write(|tx| rebuild_step(tx, &reasons(), &zones(), 2)).unwrap().finished {}
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the order of arrival and of draining, and wherever a rebuild was killed: kept up step by step, made again
    /// from scratch, and read slowly are the same to the bit.
    #[test]
    fn kept_up_is_made_again_is_read_slowly(acts in proptest::collection::vec(act(), 1..30)) {
        let store = store();
        let mut last = BTreeMap::new();
        for (index, act) in acts.iter().enumerate() {
            play(&store, &mut last, act, at(10 + 2 * index as i64));
        }
        drain_all(&store);
        prop_assert_eq!(whole(&store), as_tally(&store.read(|conn| Ok(naive(conn))).unwrap()));
        let kept_up = dumps(&store);
        rebuild(&store);
        prop_assert_eq!(&dumps(&store), &kept_up);
        store.write(|tx| {
            for table in ["fact", "story", "tally_day"] {
                tx.execute(&format!("DELETE FROM {table}"), [])?;
            }
            Ok(())
        }).unwrap();
        rebuild(&store);
        prop_assert_eq!(&dumps(&store), &kept_up, "from nothing at all");
    }

    /// Wound back to any moment, the tally is the one that stood then.
    #[test]
    fn wound_back_is_what_stood_then(acts in proptest::collection::vec(act(), 1..16)) {
        let store = store();
        let mut last = BTreeMap::new();
        let mut stood = vec![];
        for (index, act) in acts.iter().enumerate() {
            let mut act = act.clone();
            // Where it goes, where it is sent from and what it costs are told as of now.
            match &mut act {
                Act::See { location, second, .. } => (*location, *second) = (0, true),
                Act::Ship(..) => continue,
                _ => {}
            }
            let when = at(10 + 2 * index as i64);
            play(&store, &mut last, &act, when);
            drain_all(&store);
            let t = when.plus(HOUR);
            stood.push((t, store.read(|conn| tally_now(conn, IndiaDay(DAY - 5), t)).unwrap()));
        }
        for (t, then) in stood {
            let (day, from) = (t.day(), IndiaDay(DAY - 5));
            let now = store.read(|conn| tally_as_of(conn, t, from, |_, _| {})).unwrap();
            for location in [None, Some("LOC1".into())] {
                for measure in Measure::ALL {
                    let strip = |tally: &Tally| -> Vec<(IndiaDay, i64, i64, i64, Paise)> {
                        tally
                            .days(location.as_ref(), measure)
                            .filter(|(of, amount)| *of <= day && !amount.is_zero())
                            .map(|(of, one)| (of, one.units, one.shipments, one.orders, one.value))
                            .collect()
                    };
                    prop_assert_eq!(strip(&now), strip(&then), "{:?} at {:?}", measure, t);
                }
            }
        }
    }
}

#[test]
fn other_tables_begin_a_rebuild_and_the_same_ones_do_not() {
    let store = store();
    merge(&store, &cancelled("s1", "strange_word"), at(26));
    let use_them = |reasons: &ReasonTable| store.write(|tx| use_tables(tx, reasons, &zones())).unwrap();
    assert!(!use_them(&reasons()), "nothing was counted yet");
    drain_all(&store);
    assert!(!use_them(&reasons()));
    let mut other = reasons();
    other.0.push(ReasonRow { reason: "strange_word".into(), sub_reason: String::new(), by: CancelledBy::Marketplace });
    assert!(use_them(&other));
    while !store.write(|tx| rebuild_step(tx, &other, &zones(), 10)).unwrap().finished {}
    assert_eq!(amount(&store, 0, None, Measure::MarketplaceCancelled).units, 1);
    assert!(!use_them(&other));
}

#[test]
fn nothing_is_counted_of_a_shipment_that_was_never_seen() {
    let store = store();
    merge(&store, &approved("s1"), at(10));
    store.write(|tx| seen_in_list(tx, &"ghost".into(), CancelledBy::Seller)).unwrap();
    drain_all(&store);
    assert!(store.read(|conn| facts_of(conn, &"ghost".into())).is_err());
    assert_eq!(store.read(earliest).unwrap(), Some(at(10)));
}
