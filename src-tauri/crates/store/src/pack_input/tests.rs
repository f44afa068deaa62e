use godown_domain::{Action, ShipmentState};

use super::*;
use crate::Store;
use crate::shipment::gate_facts;
use crate::testing::{approved, id, item, merge, store, store_with};

const SIZE: BoxSize = BoxSize { length: 30.0, breadth: 20.0, height: 10.0, weight: 0.5 };

fn numbers(line: &str, units: &[&str]) -> PackInput {
    let units = units.iter().map(|one| vec![(*one).to_owned()]).collect();
    PackInput { serials: vec![LineSerials { order_item_id: line.into(), units }], boxes: vec![] }
}

fn sized(size: Option<BoxSize>) -> PackInput {
    PackInput { serials: vec![], boxes: vec![("SS-1".into(), size)] }
}

fn put_at(store: &Store, shipment: &str, input: &PackInput, at: i64) {
    store.write(|tx| put(tx, &id(shipment), input, At(at))).unwrap();
}

fn waits(store: &Store, shipment: &str) -> (bool, bool) {
    let facts = store.read(|conn| gate_facts(conn, &id(shipment), Action::Pack)).unwrap().unwrap();
    let told = store.read(|conn| needs(conn, &id(shipment))).unwrap().unwrap();
    assert_eq!(told, (facts.serial_needed, facts.box_needed), "the gate and the form say the same");
    told
}

#[test]
fn what_was_typed_is_kept_told_and_forgotten_line_by_line() {
    let store = store_with(&["s1"]);
    let before = store.read(change::head).unwrap();
    put_at(&store, "s1", &numbers("s1-1", &["A1"]), 5);
    put_at(&store, "s1", &sized(Some(SIZE)), 6);
    let heard = store.read(|conn| change::since(conn, before)).unwrap();
    assert_eq!(heard.iter().map(|row| row.ids.concat()).collect::<Vec<_>>(), ["s1", "s1"], "screens read it again");
    let kept = store.read(|conn| serials(conn, &id("s1"))).unwrap();
    assert_eq!(kept, numbers("s1-1", &["A1"]).serials);
    assert_eq!(store.read(|conn| boxes(conn, &id("s1"))).unwrap(), [("SS-1".into(), SIZE)]);
    put_at(&store, "s1", &numbers("s1-1", &[]), 7);
    put_at(&store, "s1", &sized(None), 7);
    assert_eq!(store.read(|conn| serials(conn, &id("s1"))).unwrap(), []);
    assert_eq!(store.read(|conn| boxes(conn, &id("s1"))).unwrap(), []);
}

#[test]
fn a_refusal_for_missing_numbers_blocks_until_they_are_typed() {
    let store = store_with(&["s1"]);
    store.write(|tx| want_serials(tx, &id("s1"))).unwrap();
    assert_eq!(waits(&store, "s1"), (true, false));
    put_at(&store, "s1", &numbers("s1-1", &["A1"]), 5);
    assert_eq!(waits(&store, "s1"), (false, false));
    store.write(|tx| want_serials(tx, &id("s1"))).unwrap();
    assert_eq!(waits(&store, "s1"), (true, false), "refused once more, now for the numbers themselves");
}

#[test]
fn goods_refused_once_ask_for_their_numbers_before_the_next_refusal() {
    let store = store_with(&["s1"]);
    store.write(|tx| want_serials(tx, &id("s1"))).unwrap();
    merge(&store, &approved("s2"), 9);
    let mut other = approved("s3");
    other.items = vec![item("s3-1", "SKU-B", ShipmentState::Approved, 1)];
    merge(&store, &other, 9);
    assert_eq!((waits(&store, "s2"), waits(&store, "s3")), ((true, false), (false, false)));
    put_at(&store, "s2", &numbers("s2-1", &["A2"]), 10);
    assert_eq!(waits(&store, "s2"), (false, false));
}

#[test]
fn of_a_mixed_parcel_nobody_can_tell_which_goods_were_meant() {
    let store = store();
    let mut mixed = approved("s1");
    mixed.items.push(item("s1-2", "SKU-B", ShipmentState::Approved, 1));
    merge(&store, &mixed, 1);
    merge(&store, &approved("s2"), 1);
    store.write(|tx| want_serials(tx, &id("s1"))).unwrap();
    assert_eq!(waits(&store, "s2"), (false, false));
    put_at(&store, "s1", &numbers("s1-2", &["A1"]), 5);
    assert_eq!(waits(&store, "s1"), (false, false), "one line's numbers are an answer");
}

#[test]
fn numbers_that_no_longer_fit_the_units_are_asked_for_again() {
    let store = store();
    let mut two = approved("s1");
    two.items = vec![item("s1-1", "SKU-A", ShipmentState::Approved, 2)];
    merge(&store, &two, 1);
    put_at(&store, "s1", &numbers("s1-1", &["A1", "A2"]), 2);
    assert_eq!(waits(&store, "s1"), (false, false));
    merge(&store, &approved("s1"), 3);
    assert_eq!(waits(&store, "s1"), (true, false), "the buyer took one unit back");
}

#[test]
fn a_typed_box_serves_the_next_parcel_of_the_same_goods_and_count() {
    let store = store_with(&["s1"]);
    let like = |units| store.read(|conn| box_like(conn, &"SKU-A".into(), units)).unwrap();
    let mut listed = approved("s2");
    let listing = BoxSize { length: 5.0, ..SIZE };
    listed.sub_shipments[0].size = Some(listing);
    merge(&store, &listed, 1);
    assert_eq!(like(1), Some(listing));
    put_at(&store, "s1", &sized(Some(SIZE)), 5);
    assert_eq!(like(1), Some(SIZE), "what a person typed counts above what the marketplace gave");
    assert_eq!(like(3), Some(listing), "three units do not go into the box of one");
    store.write(|tx| want_box(tx, &id("s1"))).unwrap();
    assert_eq!(waits(&store, "s1"), (false, true));
    assert_eq!(like(1), Some(listing), "a size that was refused is lent to no other");
    put_at(&store, "s1", &sized(Some(SIZE)), 6);
    assert_eq!(waits(&store, "s1"), (false, false));
}
