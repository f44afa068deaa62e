//! What merging keeps, and what it refuses to forget.

use godown_domain::timeline::TimelineWhat;
use godown_domain::{Action, At, Learned, ShipmentId, ShipmentSeen, ShipmentState};
use proptest::prelude::*;

use super::*;
use crate::testing::{approved, id, item, merge, new_intent, seen, shipping, store, store_with};
use crate::{Store, StoreError, change, document, intent};

fn stored(store: &Store, shipment: &str) -> Stored {
    store.read(|conn| get(conn, &id(shipment))).unwrap().unwrap()
}

fn story(store: &Store, shipment: &str) -> Vec<TimelineWhat> {
    let entries = store.read(|conn| timeline(conn, &id(shipment))).unwrap();
    entries.into_iter().map(|entry| entry.what).collect()
}

/// A fetched label for a shipment, asked for at `at`.
fn fetch_label(store: &Store, shipment: &str, at: i64) -> u32 {
    store
        .write(|tx| {
            let new = document::NewDocument {
                sha256: format!("{shipment}{at}"),
                kind: document::DocumentKind::Label,
                title: "Labels".into(),
                bytes: 10,
                pages: 1,
                batch: None,
                location: None,
                courier: None,
                made_at: At(at),
            };
            let number = document::put(tx, &new)?;
            let page = document::Page {
                page: 1,
                shipment_id: Some(id(shipment)),
                tracking_id: Some("FMPP1".into()),
                label_box: None,
                check: "barcode".into(),
            };
            document::set_pages(tx, number, &[page])?;
            Ok(number)
        })
        .unwrap()
}

#[test]
fn what_was_seen_comes_back_as_it_was() {
    let store = store();
    let mut one = approved("s1");
    one.items.push(item("s1-2", "SKU-B", ShipmentState::Approved, 3));
    one.forms = vec!["ROAD_PERMIT".into()];
    one.dispatch_by = None;
    let merged = merge(&store, &one, 5);
    assert!(merged.new && merged.changed);
    let back = stored(&store, "s1");
    assert_eq!(back.facts, one);
    assert_eq!((back.seen_at, back.first_seen_at), (At(5), At(5)));
    assert_eq!(store.read(|conn| get(conn, &id("nobody"))).unwrap(), None);
}

#[test]
fn seeing_the_same_again_writes_no_history() {
    let store = store();
    let mut one = approved("s1");
    one.items.push(item("s1-2", "SKU-B", ShipmentState::Approved, 3));
    merge(&store, &one, 5);
    let head = store.read(change::head).unwrap();
    one.items.reverse();
    let again = merge(&store, &one, 9);
    assert!(!again.changed && !again.new, "another order of the lines is not a change");
    assert_eq!(store.read(change::head).unwrap(), head);
    assert_eq!(stored(&store, "s1").seen_at, At(9), "but it was seen");
}

#[test]
fn every_change_is_kept_with_how_it_was_learned() {
    let store = store();
    merge(&store, &approved("s1"), 5);
    let mut next = seen("s1", ShipmentState::PackingInProgress);
    next.dispatch_by = Some(At(2_000_000));
    next.hold = true;
    let merged = store.write(|tx| merge::merge(tx, &next, Learned::ReadBack, At(6))).unwrap();
    assert_eq!(merged.changes.len(), 3, "state, hold, dispatch-by: {:?}", merged.changes);
    let entries = store.read(|conn| timeline(conn, &id("s1"))).unwrap();
    assert_eq!(entries.len(), 4, "the lines moved with the parcel, which is one event");
    assert!(entries.iter().take(3).all(|entry| entry.learned == Learned::ReadBack && entry.at == At(6)));
    assert!(matches!(entries.last().unwrap().what, TimelineWhat::FirstSeen { state: ShipmentState::Approved }));
    assert!(story(&store, "s1").contains(&TimelineWhat::Hold { on: true }));
    let moved = TimelineWhat::DispatchBy { old: Some(At(1_000_000)), new: Some(At(2_000_000)) };
    assert!(story(&store, "s1").contains(&moved));
    assert_eq!(stored(&store, "s1").generating_since, Some(At(6)));
}

#[test]
fn an_answer_that_was_overtaken_changes_nothing() {
    let store = store();
    merge(&store, &seen("s1", ShipmentState::Packed), 10);
    let late = merge(&store, &approved("s1"), 9);
    assert!(!late.changed, "sent before the one we have, so it tells an older truth");
    assert_eq!(stored(&store, "s1").state, ShipmentState::Packed);
}

#[test]
fn a_partial_cancel_after_the_label_was_fetched_makes_the_label_stale() {
    let store = store();
    let mut one = seen("s1", ShipmentState::Packed);
    one.items.push(item("s1-2", "SKU-B", ShipmentState::Packed, 2));
    merge(&store, &one, 5);
    fetch_label(&store, "s1", 6);
    assert!(!stored(&store, "s1").label_stale);
    one.items[1] = item("s1-2", "SKU-B", ShipmentState::Cancelled, 2);
    merge(&store, &one, 7);
    let after = stored(&store, "s1");
    assert!(after.label_stale, "the label names goods that no longer go");
    assert_eq!(after.state, ShipmentState::Packed);
    let facts = store.read(|conn| gate_facts(conn, &id("s1"), Action::Dispatch)).unwrap().unwrap();
    assert!(facts.label_stale, "and it cannot be dispatched");
    assert!(story(&store, "s1").iter().any(|what| matches!(what, TimelineWhat::Item { sku, .. } if sku == "SKU-B")));
    assert_eq!(store.read(|conn| document::labels_missing(conn, 9)).unwrap(), [id("s1")]);
    fetch_label(&store, "s1", 8);
    assert!(!stored(&store, "s1").label_stale, "a label asked for after the change is fresh");
}

#[test]
fn a_label_asked_for_before_the_order_changed_is_stale_even_if_it_arrives_after() {
    let store = store();
    let mut one = seen("s1", ShipmentState::Packed);
    one.items[0].quantity = 3;
    merge(&store, &one, 5);
    one.items[0].quantity = 2;
    merge(&store, &one, 8);
    fetch_label(&store, "s1", 7);
    assert!(stored(&store, "s1").label_stale);
}

#[test]
fn an_old_cancelled_record_without_warehouse_does_not_erase_it() {
    let store = store();
    merge(&store, &approved("s1"), 5);
    let mut cancelled = seen("s1", ShipmentState::Cancelled);
    cancelled.location_id = None;
    merge(&store, &cancelled, 6);
    assert_eq!(stored(&store, "s1").facts.location_id, Some("LOC1".into()));
}

#[test]
fn the_shipping_view_joins_by_shipment_and_is_asked_for_until_the_tracking_id_is_known() {
    let store = store_with(&["s1"]);
    let needed = || store.read(|conn| need_shipping(conn, (At(500), At(600)), 9)).unwrap();
    assert_eq!(needed(), [id("s1")]);
    let one = store.write(|tx| merge_shipping(tx, &shipping("s1", "Ekart", None), At(5))).unwrap();
    assert!(one.new && one.changed);
    assert_eq!(needed(), [] as [ShipmentId; 0], "before packing there is no tracking id to wait for");
    merge(&store, &seen("s1", ShipmentState::Packed), 6);
    assert_eq!(needed(), [id("s1")], "packed and without a tracking id");
    store.write(|tx| merge_shipping(tx, &shipping("s1", "Ekart", Some("FMPP7")), At(7))).unwrap();
    assert_eq!(needed(), [] as [ShipmentId; 0]);
    let back = stored(&store, "s1");
    assert_eq!(back.couriers, shipping("s1", "Ekart", Some("FMPP7")).couriers);
    let again = store.write(|tx| merge_shipping(tx, &shipping("s1", "Ekart", Some("FMPP7")), At(8))).unwrap();
    assert!(!again.changed);
    let couriers: Vec<_> =
        story(&store, "s1").into_iter().filter(|what| matches!(what, TimelineWhat::Courier { .. })).collect();
    let with = TimelineWhat::Courier { courier: "Ekart".into(), tracking_id: Some("FMPP7".into()) };
    assert_eq!(couriers, [with, TimelineWhat::Courier { courier: "Ekart".into(), tracking_id: None }]);
}

#[test]
fn a_shipping_view_of_an_unknown_shipment_is_refused() {
    let error = store().write(|tx| merge_shipping(tx, &shipping("s1", "Ekart", None), At(5))).unwrap_err();
    assert!(matches!(error, StoreError::NotFound { .. }), "{error}");
}

#[test]
fn a_scan_finds_by_tracking_id_order_shipment_and_sku() {
    let store = store_with(&["7c1f-one", "7c1f-two"]);
    store.write(|tx| merge_shipping(tx, &shipping("7c1f-one", "Ekart", Some("FMPP0123")), At(5))).unwrap();
    let find = |text: &str| store.read(|conn| find(conn, text)).unwrap();
    assert_eq!(find("FMPP0123"), [id("7c1f-one")]);
    assert_eq!(find(" fmpp0123\r"), [id("7c1f-one")], "as scanners and people spell it");
    assert_eq!(find("OD-7c1f-two"), [id("7c1f-two")]);
    assert_eq!(find("7c1f-two"), [id("7c1f-two")]);
    assert_eq!(find("7c1f").len(), 2, "the beginning of an id");
    assert_eq!(find("SKU-A").len(), 2);
    assert_eq!(find("NOTHING"), []);
    assert_eq!(find("  "), []);
}

#[test]
fn states_are_found_held_ones_included() {
    let store = store();
    merge(&store, &approved("a"), 1);
    let mut held = seen("g", ShipmentState::PackingInProgress);
    held.hold = true;
    merge(&store, &held, 1);
    merge(&store, &seen("d", ShipmentState::Delivered), 1);
    let found = store.read(|conn| in_states(conn, &[ShipmentState::PackingInProgress], None)).unwrap();
    assert_eq!(found.iter().map(|one| &one.shipment_id).collect::<Vec<_>>(), [&id("g")]);
    assert_eq!(found[0].generating_since, Some(At(1)));
    let elsewhere = store.read(|conn| unseen_pre_dispatch(conn, Some(&"LOC2".into()), At(i64::MAX))).unwrap();
    assert_eq!(elsewhere, []);
    assert_eq!(store.read(|conn| unseen_pre_dispatch(conn, None, At(i64::MAX))).unwrap().len(), 2);
}

#[test]
fn the_gate_sees_what_is_under_way_here() {
    let store = store_with(&["s1"]);
    let facts = |action| store.read(|conn| gate_facts(conn, &id("s1"), action)).unwrap().unwrap();
    assert!(!facts(Action::Pack).asked);
    store.write(|tx| intent::queue(tx, &new_intent("s1", Action::Pack, 2))).unwrap();
    assert!(facts(Action::Pack).asked && !facts(Action::Pack).busy);
    assert!(facts(Action::Cancel).busy && !facts(Action::Cancel).asked);
    assert!(!facts(Action::Pack).serial_needed && facts(Action::Pack).has_location);
    assert!(store.read(|conn| gate_facts(conn, &id("nobody"), Action::Pack)).unwrap().is_none());
}

#[test]
fn what_the_marketplace_does_not_know_yet_is_asked_for_once_in_a_reading() {
    let store = store_with(&["s1"]);
    merge(&store, &seen("s1", ShipmentState::Packed), 4);
    let needed = |since, now| store.read(|conn| need_shipping(conn, (At(since), At(now)), 9)).unwrap();
    store.write(|tx| merge_shipping(tx, &shipping("s1", "Ekart", None), At(7))).unwrap();
    assert_eq!(needed(5, 8), [], "it was asked for since 5");
    assert_eq!(needed(8, 9), [id("s1")], "the next reading asks again");
}

#[test]
fn a_shipping_view_dated_by_a_wrong_clock_does_not_shut_out_the_next() {
    let store = store_with(&["s1"]);
    merge(&store, &seen("s1", ShipmentState::Packed), 4);
    let ahead = At(26 * 3_600_000);
    store.write(|tx| merge_shipping(tx, &shipping("s1", "Ekart", None), ahead)).unwrap();
    assert_eq!(store.read(|conn| need_shipping(conn, (At(5), At(9)), 9)).unwrap(), [id("s1")]);
    assert!(store.write(|tx| merge_shipping(tx, &shipping("s1", "Ekart", Some("FMPP7")), At(9))).unwrap().changed);
    assert_eq!(store.read(|conn| need_shipping(conn, (At(10), At(11)), 9)).unwrap(), []);
}

#[test]
fn a_bad_shipping_view_is_not_asked_for_for_ever() {
    let store = store_with(&["s1"]);
    store.write(|tx| shipping_missing(tx, &id("s1"), At(3))).unwrap();
    assert_eq!(store.read(|conn| need_shipping(conn, (At(500), At(600)), 9)).unwrap(), []);
}

fn any_seen() -> impl Strategy<Value = ShipmentSeen> {
    let state = prop_oneof![
        Just(ShipmentState::Approved),
        Just(ShipmentState::PackingInProgress),
        Just(ShipmentState::Packed),
        Just(ShipmentState::ReadyToDispatch),
        Just(ShipmentState::Cancelled),
    ];
    (prop::collection::vec((state, 1_u32..4), 1..4), any::<bool>(), 0_i64..3).prop_map(|(lines, hold, due)| {
        let mut one = approved("s1");
        one.items = lines
            .into_iter()
            .enumerate()
            .map(|(n, (state, quantity))| item(&format!("i{n}"), &format!("SKU-{n}"), state, quantity))
            .collect();
        one.hold = hold;
        one.dispatch_by = (due > 0).then_some(At(due * 1_000));
        one
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn reads_repeated_in_any_way_give_one_picture_and_each_change_once(
        reads in prop::collection::vec(any_seen(), 1..6),
        repeats in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let plain = store();
        for (n, one) in reads.iter().enumerate() {
            merge(&plain, one, n as i64);
        }
        let again = store();
        for (n, one) in reads.iter().enumerate() {
            merge(&again, one, n as i64);
            for repeat in &repeats {
                // Any read up to this one may arrive once more.
                let old = repeat.index(n + 1);
                merge(&again, &reads[old], old as i64);
            }
        }
        prop_assert_eq!(stored(&plain, "s1"), stored(&again, "s1"));
        prop_assert_eq!(story(&plain, "s1"), story(&again, "s1"));
        prop_assert_eq!(&stored(&plain, "s1").facts.items, &reads[reads.len() - 1].items);
    }
}

/// The shipment as the marketplace had it at its `version`; each version changed it at an instant of its own.
fn version_of(version: i64) -> ShipmentSeen {
    let states = [
        ShipmentState::Approved,
        ShipmentState::PackingInProgress,
        ShipmentState::Packed,
        ShipmentState::ReadyToDispatch,
        ShipmentState::PickupComplete,
        ShipmentState::Shipped,
        ShipmentState::Delivered,
    ];
    let state = states[usize::try_from(version).unwrap()].clone();
    ShipmentSeen { updated_at: Some(At(1_000 * (version + 1))), ..seen("s1", state) }
}

proptest! {
    #[test]
    fn in_whatever_order_answers_come_the_newest_state_stands_and_each_change_is_told_once(
        // Which version an answer shows, and how long before it was given it was asked for.
        answers in proptest::collection::vec((0..7_i64, 0..8_000_i64), 1..20),
    ) {
        let store = store();
        let mut newest = 0;
        for (version, under_way) in &answers {
            merge(&store, &version_of(*version), (1_000 * (version + 1) - under_way).max(0));
            newest = newest.max(*version);
            prop_assert_eq!(&stored(&store, "s1").facts, &version_of(newest), "an older picture changes nothing");
        }
        let first = answers[0].0;
        let entries = store.read(|conn| timeline(conn, &id("s1"))).unwrap();
        let mut moves: Vec<(ShipmentState, ShipmentState)> = entries
            .into_iter()
            .filter_map(|entry| match entry.what {
                TimelineWhat::State { old, new } => Some((old, new)),
                _ => None,
            })
            .collect();
        moves.reverse();
        let mut stood = version_of(first).state();
        for (old, new) in moves {
            prop_assert_eq!(&old, &stood, "each change goes on from the one before");
            prop_assert!(new.rank() > old.rank(), "and none goes back");
            stood = new;
        }
        prop_assert_eq!(stood, version_of(newest).state());
    }
}

#[test]
fn an_answer_that_was_asked_for_before_our_act_and_comes_after_it_does_not_roll_it_back() {
    let store = store();
    merge(&store, &version_of(0), 1_000);
    merge(&store, &version_of(1), 9_000);
    let late = merge(&store, &version_of(0), 1_500);
    assert!(!late.changed);
    assert_eq!(stored(&store, "s1").facts, version_of(1));
    // Asked for later, but of a copy of the marketplace that lags behind.
    assert!(!merge(&store, &version_of(0), 60_000).changed);
    assert_eq!(stored(&store, "s1").facts, version_of(1));
}

#[test]
fn where_the_marketplace_says_nothing_about_the_change_the_later_question_has_the_newer_answer() {
    let store = store();
    merge(&store, &seen("s1", ShipmentState::Packed), 9_000);
    assert!(!merge(&store, &approved("s1"), 8_999).changed);
    assert!(merge(&store, &seen("s1", ShipmentState::ReadyToDispatch), 9_001).changed);
}

#[test]
fn a_clock_that_was_wrong_once_does_not_shut_out_everything_after_it() {
    let store = store();
    let year = 365 * 24 * godown_domain::india::HOUR;
    merge(&store, &approved("s1"), year);
    assert!(merge(&store, &seen("s1", ShipmentState::Packed), 5_000).changed, "it was asked a year ahead of its time");
    let ahead = ShipmentSeen { updated_at: Some(At(year)), ..seen("s2", ShipmentState::Approved) };
    merge(&store, &ahead, 5_000);
    let sound = ShipmentSeen { updated_at: Some(At(6_000)), ..seen("s2", ShipmentState::Packed) };
    assert!(!merge(&store, &sound, 6_000).changed, "for a while the marketplace's own word is believed");
    assert!(merge(&store, &sound, 5_000 + 16 * godown_domain::india::MINUTE).changed, "and not for ever");
}

#[test]
fn a_courier_without_numbers_is_asked_about_once_and_not_for_ever() {
    let store = store();
    let own = |state| {
        let mut seen = approved("s1");
        seen.shipment_type = godown_domain::shipment::SELF_SHIP.into();
        for item in &mut seen.items {
            item.state = ShipmentState::clone(&state);
        }
        seen
    };
    let wanted = || store.read(|conn| need_shipping(conn, (At(0), At(0)), 10)).unwrap().len();
    let told = |at| {
        let seen = shipping("s1", "Own fleet", None);
        store.write(|tx| merge_shipping(tx, &seen, At(at))).unwrap();
    };
    merge(&store, &own(ShipmentState::Approved), 10);
    told(20);
    assert_eq!(wanted(), 0);
    merge(&store, &own(ShipmentState::Shipped), 30);
    assert_eq!(wanted(), 1, "who took it is told when it left");
    told(40);
    assert_eq!(wanted(), 0, "and a number may never come");
}
