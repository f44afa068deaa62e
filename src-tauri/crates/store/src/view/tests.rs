//! Queues, order, groups, choices.

use godown_domain::queue::{Pressure, QueueFacts, URGENT_MS, queue_of};
use godown_domain::view::{Scope, SortBy, ViewRow};
use godown_domain::{Action, IndiaDay, Queue, ShipmentSeen, ShipmentState};

use super::*;
use crate::batch::{NewBatch, create};
use crate::testing::{approved, id, item, merge, seen, shipping, store};
use crate::{Store, location, shipment};

fn states() -> Vec<ShipmentState> {
    let words = [
        "APPROVED",
        "PACKING_IN_PROGRESS",
        "FORM_FAILED",
        "PACKED",
        "READY_TO_DISPATCH",
        "PICKUP_COMPLETE",
        "SHIPPED",
        "DELIVERED",
        "COMPLETED",
        "CANCELLED",
        "RETURN_REQUESTED",
        "RETURNED",
        "LOST_IN_HUB",
    ];
    words.iter().map(|word| ShipmentState::from_wire(word)).collect()
}

/// Every state, held and not, with every kind of dispatch-after.
fn everything() -> (Store, Vec<ShipmentSeen>) {
    let store = store();
    let mut all = Vec::new();
    for state in states() {
        for hold in [false, true] {
            for after in [None, Some(At(-5)), Some(At(0)), Some(At(999)), Some(At(1_000)), Some(At(1_001))] {
                let mut one = seen(&format!("s{}", all.len()), state.clone());
                one.hold = hold;
                one.dispatch_after = after;
                one.dispatch_by = [None, Some(At(500)), Some(At(1_000)), Some(At(1_000 + URGENT_MS))][all.len() % 4];
                merge(&store, &one, 1);
                all.push(one);
            }
        }
    }
    (store, all)
}

fn rows_of(store: &Store, spec: &ViewSpec, now: i64) -> Vec<String> {
    let chosen = Selection::View { spec: spec.clone(), except: vec![], first: None };
    store.read(|conn| ids(conn, &chosen, At(now))).unwrap().into_iter().map(|id| id.0).collect()
}

#[test]
fn the_queues_of_the_file_are_the_queues_of_the_domain() {
    let (store, all) = everything();
    for now in [0, 998, 999, 1_000, 1_001] {
        let mut met = 0;
        for queue in Queue::ALL {
            let mut expected: Vec<&str> = all
                .iter()
                .filter(|one| {
                    let facts = QueueFacts {
                        state: one.state(),
                        hold: one.hold,
                        dispatch_after: one.dispatch_after,
                        printed: false,
                    };
                    queue_of(&facts, At(now)) == queue
                })
                .map(|one| one.shipment_id.as_str())
                .collect();
            let mut found = rows_of(&store, &ViewSpec::queue(queue), now);
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{queue:?} at {now}");
            for one in &found {
                let row = store.read(|conn| row_of(conn, &id(one), At(now))).unwrap().unwrap();
                assert_eq!(row.queue, queue, "the row says the same as the list");
            }
            met += found.len();
        }
        assert_eq!(met, all.len(), "each shipment is in exactly one queue");
    }
}

#[test]
fn the_counts_are_those_of_the_lists_and_the_pressure_is_the_domains() {
    let (store, all) = everything();
    let now = At(1_000);
    for place in [None, Some("LOC1")] {
        let counts = store.read(|conn| counts(conn, place, now)).unwrap();
        assert_eq!(counts.iter().map(|count| count.queue).collect::<Vec<_>>(), Queue::ALL);
        for count in counts {
            let listing = store.read(|conn| list(conn, &ViewSpec::queue(count.queue), now)).unwrap();
            assert_eq!((count.shipments, count.units), (listing.shipments, listing.units), "{:?}", count.queue);
            for (pressure, counted) in [(Pressure::Late, count.late), (Pressure::Urgent, count.urgent)] {
                let spec = ViewSpec { pressure: Some(pressure), ..ViewSpec::queue(count.queue) };
                assert_eq!(rows_of(&store, &spec, now.0).len() as u32, counted, "{:?} {pressure:?}", count.queue);
            }
        }
    }
    let calm = ViewSpec { scope: Scope::All, pressure: Some(Pressure::Calm), ..ViewSpec::queue(Queue::ToPack) };
    for one in rows_of(&store, &calm, now.0) {
        assert_eq!(store.read(|conn| row_of(conn, &id(&one), now)).unwrap().unwrap().pressure, Pressure::Calm);
    }
    let elsewhere = store.read(|conn| counts(conn, Some("LOC9"), now)).unwrap();
    assert!(elsewhere.iter().all(|count| count.shipments == 0));
    assert_eq!(all.len(), 13 * 2 * 6);
}

#[test]
fn parcels_the_seller_delivers_itself_are_counted_as_their_lists_show_them() {
    let (store, all) = everything();
    for one in all.iter().step_by(2) {
        merge(&store, &ShipmentSeen { shipment_type: "SELF".into(), ..one.clone() }, 2);
    }
    for now in [-6, 998, 1_000, 1_001] {
        let (to_send, on_the_way) = store.read(|conn| own_courier_counts(conn, Some("LOC1"), At(now))).unwrap();
        for (queue, counted) in [(Queue::ToPack, to_send), (Queue::InTransit, on_the_way)] {
            let spec = ViewSpec { shipment_type: Some("SELF".into()), ..ViewSpec::queue(queue) };
            let listed = rows_of(&store, &spec, now);
            assert!(!listed.is_empty());
            assert_eq!(listed.len() as u32, counted, "{queue:?} at {now}");
        }
    }
    assert_eq!(store.read(|conn| own_courier_counts(conn, Some("LOC9"), At(1_000))).unwrap(), (0, 0));
}

#[test]
fn counts_follow_a_parcel_through_its_life() {
    let store = store();
    let count = |queue: Queue| {
        let counts = store.read(|conn| counts(conn, None, At(10))).unwrap();
        counts.into_iter().find(|count| count.queue == queue).unwrap().shipments
    };
    for (at, state) in states().into_iter().enumerate() {
        merge(&store, &seen("s1", state.clone()), at as i64);
        let queue = Queue::ALL.into_iter().filter(|queue| count(*queue) == 1).collect::<Vec<_>>();
        assert_eq!(queue.len(), 1, "{state:?}: counted once");
    }
}

/// Five parcels of three SKUs, due at different times.
fn desk() -> Store {
    let store = store();
    for (shipment, sku, due_at, units) in [
        ("a", "MUG", 300, 1),
        ("b", "KURTA", 100, 2),
        ("c", "MUG", 100, 1),
        ("d", "LAMP", 200, 1),
        ("e", "MUG", 100, 3),
    ] {
        let mut one = approved(shipment);
        one.dispatch_by = Some(At(due_at));
        one.items = vec![item(&format!("{shipment}1"), sku, ShipmentState::Approved, units)];
        merge(&store, &one, 1);
    }
    store
}

#[test]
fn identical_parcels_stand_together_under_the_same_cut_off() {
    let store = desk();
    let spec = ViewSpec::queue(Queue::ToPack);
    assert_eq!(rows_of(&store, &spec, 5), ["b", "c", "e", "d", "a"]);
    assert_eq!(rows_of(&store, &ViewSpec { descending: true, ..spec.clone() }, 5), ["a", "d", "e", "c", "b"]);
    assert_eq!(rows_of(&store, &ViewSpec { sort_by: SortBy::Sku, ..spec.clone() }, 5), ["b", "d", "c", "e", "a"]);
    assert_eq!(rows_of(&store, &ViewSpec { sort_by: SortBy::Value, ..spec.clone() }, 5)[..2], ["e", "b"]);
    let listing = store.read(|conn| list(conn, &spec, At(150))).unwrap();
    assert_eq!((listing.shipments, listing.units, listing.value), (5, 8, Paise(80_000)));
    assert_eq!(listing.next_due_at, Some(At(200)), "100 is past");
}

#[test]
fn a_parcel_without_deadline_stands_last() {
    let store = desk();
    let mut one = approved("0");
    one.dispatch_by = None;
    merge(&store, &one, 1);
    assert_eq!(rows_of(&store, &ViewSpec::queue(Queue::ToPack), 5).last().map(String::as_str), Some("0"));
}

#[test]
fn groups_stand_in_the_order_of_their_most_pressing_parcel() {
    let store = desk();
    let spec = ViewSpec { group_by: GroupBy::Sku, ..ViewSpec::queue(Queue::ToPack) };
    let listing = store.read(|conn| list(conn, &spec, At(5))).unwrap();
    let heads: Vec<_> = listing.groups.iter().map(|group| (group.key.as_str(), group.shipments, group.units)).collect();
    assert_eq!(heads, [("KURTA", 1, 2), ("MUG", 3, 5), ("LAMP", 1, 1)]);
    assert_eq!(listing.groups[1].title.as_deref(), Some("Title of MUG"));
    assert_eq!(listing.entries.len(), 8);
    let page = store.read(|conn| rows(conn, &listing.entries[2..4], &listing.groups, At(5))).unwrap();
    assert!(matches!(&page[0], ViewRow::Group(group) if group.key == "MUG"));
    assert!(matches!(&page[1], ViewRow::Shipment(row) if row.shipment_id == id("c") && row.sku == "MUG"));
    let place = store.read(|conn| position_of(conn, &spec, At(5), &id("c"))).unwrap();
    assert_eq!(place, Some(3));
    assert_eq!(store.read(|conn| position_of(conn, &spec, At(5), &id("nobody"))).unwrap(), None);
}

#[test]
fn every_grouping_holds_every_parcel_once() {
    let store = desk();
    store.write(|tx| location::put(tx, &[("LOC1".into(), "Bhiwandi".into())])).unwrap();
    for group_by in [GroupBy::Courier, GroupBy::Location, GroupBy::Order, GroupBy::DispatchBy] {
        let spec = ViewSpec { group_by, ..ViewSpec::queue(Queue::ToPack) };
        let listing = store.read(|conn| list(conn, &spec, At(5))).unwrap();
        assert_eq!(listing.groups.iter().map(|group| group.shipments).sum::<u32>(), 5, "{group_by:?}");
        match group_by {
            GroupBy::DispatchBy => assert_eq!(listing.groups[0].key, "100"),
            GroupBy::Location => assert_eq!(listing.groups[0].title.as_deref(), Some("Bhiwandi")),
            _ => {}
        }
    }
}

#[test]
fn filters_narrow_and_the_text_is_taken_literally() {
    let store = desk();
    store.write(|tx| shipment::merge_shipping(tx, &shipping("d", "Ekart", Some("FMPP9")), At(3))).unwrap();
    let base = ViewSpec::queue(Queue::ToPack);
    let text = |text: &str| rows_of(&store, &ViewSpec { text: Some(text.into()), ..base.clone() }, 5);
    assert_eq!(text("mug"), ["c", "e", "a"]);
    assert_eq!(text("indore"), ["d"]);
    assert_eq!(text("452001"), ["d"]);
    assert_eq!(text("%"), [] as [String; 0]);
    assert_eq!(text("' OR 1=1 --"), [] as [String; 0]);
    assert_eq!(rows_of(&store, &ViewSpec { courier: Some("Ekart".into()), ..base.clone() }, 5), ["d"]);
    assert_eq!(rows_of(&store, &ViewSpec { sku: Some("LAMP".into()), ..base.clone() }, 5), ["d"]);
    assert_eq!(rows_of(&store, &ViewSpec { location: Some("LOC2".into()), ..base.clone() }, 5), [] as [String; 0]);
    assert_eq!(rows_of(&store, &ViewSpec { shipment_type: Some("NORMAL".into()), ..base.clone() }, 5).len(), 5);
    let facets = store.read(|conn| facets(conn, &ViewSpec { sku: Some("LAMP".into()), ..base }, At(5))).unwrap();
    assert_eq!(facets.skus.iter().map(|one| (one.key.as_str(), one.shipments)).next(), Some(("MUG", 3)));
    assert_eq!(facets.couriers.len(), 1);
}

#[test]
fn a_parcel_is_found_by_its_second_sku_unless_that_line_was_cancelled() {
    let store = store();
    let mut one = approved("s1");
    one.items = vec![item("1", "MUG", ShipmentState::Approved, 1), item("2", "LAMP", ShipmentState::Approved, 1)];
    merge(&store, &one, 1);
    let lamps = ViewSpec { sku: Some("LAMP".into()), ..ViewSpec::queue(Queue::ToPack) };
    assert_eq!(rows_of(&store, &lamps, 5), ["s1"]);
    one.items.push(item("3", "VASE", ShipmentState::Approved, 1));
    one.items[1].state = ShipmentState::Cancelled;
    merge(&store, &one, 2);
    assert_eq!(rows_of(&store, &lamps, 5), [] as [String; 0]);
}

#[test]
fn a_choice_is_made_where_the_data_is() {
    let store = desk();
    let chosen = |selection: Selection| store.read(|conn| ids(conn, &selection, At(5))).unwrap();
    let spec = ViewSpec::queue(Queue::ToPack);
    let some = chosen(Selection::View { spec, except: vec![id("c")], first: Some(2) });
    assert_eq!(some, [id("b"), id("e")], "two of them, c left out");
    assert_eq!(chosen(Selection::Ids { ids: vec![id("d"), id("a")] }), [id("d"), id("a")]);
}

#[test]
fn a_batch_is_shown_in_its_own_order() {
    let store = desk();
    let new = NewBatch {
        kind: Action::Pack,
        client_key: "k".into(),
        title: String::new(),
        by: String::new(),
        options_json: "{}".into(),
        at: At(5),
    };
    let goes = [(id("d"), "{}".to_owned()), (id("a"), "{}".to_owned()), (id("c"), "{}".to_owned())];
    let batch = store.write(|tx| create(tx, &new, &goes, &[])).unwrap();
    let spec = ViewSpec { scope: Scope::Batch { batch }, ..ViewSpec::queue(Queue::ToPack) };
    assert_eq!(rows_of(&store, &spec, 5), ["d", "a", "c"]);
    assert_eq!(rows_of(&store, &ViewSpec { sort_by: SortBy::Sku, ..spec }, 5), ["d", "c", "a"]);
}

#[test]
fn a_cut_off_says_what_is_done_and_what_is_not() {
    let store = store();
    let day = IndiaDay(20_000);
    let at = day.start().plus(16 * godown_domain::india::HOUR);
    for (n, state) in ["APPROVED", "PACKED", "READY_TO_DISPATCH", "SHIPPED", "CANCELLED"].into_iter().enumerate() {
        let mut one = seen(&format!("s{n}"), ShipmentState::from_wire(state));
        one.dispatch_by = Some(at);
        merge(&store, &one, 1);
    }
    let mut held = approved("held");
    held.hold = true;
    held.dispatch_by = Some(at);
    merge(&store, &held, 1);
    let cut_offs = store.read(|conn| cut_offs(conn, Some("LOC1"), day, at)).unwrap();
    assert_eq!(cut_offs.len(), 1);
    let one = &cut_offs[0];
    assert_eq!(
        (one.at, one.due, one.done, one.to_pack, one.held),
        (at, 5, 2, 1, 1),
        "a cancelled parcel has no cut-off"
    );
    assert!(store.read(|conn| super::cut_offs(conn, None, IndiaDay(20_001), at)).unwrap().is_empty());
}

#[test]
fn large_views_are_read_from_an_index_in_order() {
    let store = desk();
    for scope in [Scope::All, Scope::Queue { queue: Queue::ToPack }, Scope::Queue { queue: Queue::Delivered }] {
        let spec = ViewSpec { scope, ..ViewSpec::queue(Queue::ToPack) };
        let narrowed = Narrowed::of(&spec, At(5));
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT s.no, s.units, s.value, s.due_at, NULL FROM {} WHERE {} ORDER BY {}",
            narrowed.from,
            narrowed.condition,
            filter::order(&spec)
        );
        let plan: Vec<String> = store
            .read(|conn| {
                let mut statement = conn.prepare(&sql)?;
                narrowed.bind(&mut statement)?;
                let mut found = statement.raw_query();
                let mut plan = Vec::new();
                while let Some(row) = found.next()? {
                    plan.push(row.get(3)?);
                }
                Ok(plan)
            })
            .unwrap();
        assert!(plan.iter().all(|step| step.contains("COVERING INDEX")), "{:?}: {plan:?}", spec.scope);
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "no sorting: {plan:?}");
    }
}
