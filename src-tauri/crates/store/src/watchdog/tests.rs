use godown_domain::Action;

use super::*;
use crate::testing::{approved, id, merge, new_intent, seen, store};

#[test]
fn a_parcel_stands_with_what_was_asked_and_when_it_was_seen_ready() {
    let store = store();
    merge(&store, &approved("s1"), 1);
    merge(&store, &seen("s1", ShipmentState::Packed), 10);
    let asked = store.write(|tx| intent::queue(tx, &new_intent("s1", Action::Dispatch, 20))).unwrap();
    let parcel = || store.read(|conn| parcels(conn, None)).unwrap().remove(0);
    let (ready_at, rtd) = (parcel().ready_at, parcel().rtd.map(|rtd| rtd.id));
    assert_eq!((ready_at, rtd), (None, Some(asked)));
    merge(&store, &seen("s1", ShipmentState::ReadyToDispatch), 30);
    merge(&store, &seen("s1", ShipmentState::ReadyToDispatch), 40);
    assert_eq!((parcel().ready_at, parcel().counted_at), (Some(At(30)), None), "the read that first showed it");
    store.write(|tx| counted(tx, &[id("s1")], At(50))).unwrap();
    store.write(|tx| counted(tx, &[id("s1")], At(60))).unwrap();
    assert_eq!(parcel().counted_at, Some(At(50)), "proven once is proven");
    merge(&store, &seen("s1", ShipmentState::PickupComplete), 70);
    assert!(store.read(|conn| parcels(conn, None)).unwrap().is_empty(), "the courier has it");
}

#[test]
fn a_label_is_awaited_from_when_it_is_in_the_making() {
    let store = store();
    merge(&store, &approved("s1"), 1);
    merge(&store, &seen("s1", ShipmentState::PackingInProgress), 10);
    let since = |before| {
        let found = store.read(|conn| awaited(conn, None, At(before))).unwrap();
        found.into_iter().map(|one| one.since).collect::<Vec<_>>()
    };
    assert_eq!((since(10), since(11)), (vec![], vec![At(10)]));
    merge(&store, &seen("s1", ShipmentState::Packed), 500);
    assert_eq!(since(501), [At(500)], "made, and not on this computer");
}
