//! A batch lasts, keeps its order, and is made once.

use godown_domain::Block;

use super::*;
use crate::testing::{id, merge, seen, store_with};
use crate::{Store, document};

fn new_batch(key: &str) -> NewBatch {
    NewBatch {
        kind: Action::Pack,
        client_key: key.into(),
        title: "3 × SKU-A".into(),
        by: "Asha".into(),
        options_json: "{}".into(),
        at: At(10),
    }
}

fn goes(ids: &[&str]) -> Vec<(ShipmentId, String)> {
    ids.iter().map(|shipment| (id(shipment), "{}".to_owned())).collect()
}

fn made(store: &Store, key: &str, ids: &[&str], blocked: &[(ShipmentId, Block)]) -> BatchId {
    store.write(|tx| create(tx, &new_batch(key), &goes(ids), blocked)).unwrap()
}

#[test]
fn the_same_key_is_the_same_batch_however_often_it_is_clicked() {
    let store = store_with(&["s1", "s2"]);
    let first = made(&store, "k", &["s1"], &[]);
    let again = made(&store, "k", &["s1", "s2"], &[]);
    assert_eq!(first, again);
    assert_eq!(store.read(|conn| items(conn, first)).unwrap().len(), 1, "and nothing was added to it");
    assert_eq!(store.read(intent::live_count).unwrap(), 1);
}

#[test]
fn the_order_of_choosing_is_kept_and_the_blocked_stand_at_the_end_with_their_reason() {
    let store = store_with(&["s1", "s2", "s3"]);
    let batch = made(&store, "k", &["s3", "s1"], &[(id("s2"), Block::OnHold), (id("nobody"), Block::NotKnown)]);
    let items = store.read(|conn| items(conn, batch)).unwrap();
    let shown: Vec<_> =
        items.iter().map(|item| (item.position, item.shipment_id.as_str(), item.blocked.clone())).collect();
    let expected =
        [(1, "s3", None), (2, "s1", None), (3, "s2", Some(Block::OnHold)), (4, "nobody", Some(Block::NotKnown))];
    assert_eq!(shown, expected);
    assert!(items[0].pack.is_some() && items[2].pack.is_none());
    assert_eq!((items[3].state.clone(), items[0].sku.as_str()), (None, "SKU-A"));
    let head = store.read(|conn| get(conn, batch)).unwrap().unwrap();
    assert_eq!((head.chosen, head.blocked), (4, 2));
    let queued = IntentCount { action: Action::Pack, state: IntentState::Queued, count: 2 };
    assert_eq!(head.intents, [queued]);
}

#[test]
fn a_shipment_already_asked_for_stays_behind_in_the_second_batch() {
    let store = store_with(&["s1", "s2"]);
    made(&store, "one", &["s1"], &[]);
    let second = made(&store, "two", &["s1", "s2"], &[]);
    let blocked: Vec<_> =
        store.read(|conn| items(conn, second)).unwrap().into_iter().map(|item| item.blocked).collect();
    assert_eq!(blocked, [Some(Block::AlreadyAsked), None]);
}

#[test]
fn an_unknown_shipment_cannot_go_and_the_whole_batch_is_not_made() {
    let store = store_with(&["s1"]);
    let error = store.write(|tx| create(tx, &new_batch("k"), &goes(&["s1", "nobody"]), &[])).unwrap_err();
    assert!(matches!(error, StoreError::NotFound { .. }), "{error}");
    assert!(store.read(|conn| list(conn, 9)).unwrap().is_empty());
    assert_eq!(store.read(intent::live_count).unwrap(), 0);
}

#[test]
fn a_paused_batch_sends_nothing() {
    let store = store_with(&["s1"]);
    let batch = made(&store, "k", &["s1"], &[]);
    let due = || store.read(|conn| intent::due(conn, Action::Pack, At(10), 25)).unwrap().len();
    assert_eq!(due(), 1);
    store.write(|tx| set_paused(tx, batch, true)).unwrap();
    assert_eq!(due(), 0);
    assert!(store.read(|conn| get(conn, batch)).unwrap().unwrap().paused);
    store.write(|tx| set_paused(tx, batch, false)).unwrap();
    assert_eq!(due(), 1);
    assert!(matches!(store.write(|tx| set_paused(tx, 99, true)), Err(StoreError::NotFound { .. })));
}

#[test]
fn the_stages_of_a_batch_can_be_told_from_its_counts() {
    let store = store_with(&["s1", "s2"]);
    let batch = made(&store, "k", &["s1", "s2"], &[]);
    merge(&store, &seen("s1", ShipmentState::Packed), 20);
    let label = document::NewDocument {
        sha256: "aa".into(),
        kind: document::DocumentKind::Label,
        title: "Labels".into(),
        bytes: 1,
        pages: 1,
        batch: Some(batch),
        location: None,
        courier: None,
        made_at: At(21),
    };
    let page = document::Page {
        page: 1,
        shipment_id: Some(id("s1")),
        tracking_id: None,
        label_box: None,
        check: "text".into(),
    };
    let number = store
        .write(|tx| {
            let number = document::put(tx, &label)?;
            document::set_pages(tx, number, &[page])?;
            crate::testing::print_by_hand(tx, number, "s1", "T1", Some(batch), 22)?;
            set_print_file(tx, batch, number)?;
            Ok(number)
        })
        .unwrap();
    let already = store.write(|tx| add_intents(tx, batch, Action::Dispatch, &goes(&["s1"]), "Asha", At(23))).unwrap();
    assert!(already.is_empty());
    let head = store.read(|conn| get(conn, batch)).unwrap().unwrap();
    assert_eq!((head.packed, head.labelled, head.printed, head.print_file), (1, 1, 1, Some(number)));
    let items = store.read(|conn| items(conn, batch)).unwrap();
    assert!(items[0].rtd.is_some() && items[0].has_label && items[0].printed_at == Some(At(22)));
    assert!(items[1].rtd.is_none() && !items[1].has_label);
    let again = store.write(|tx| add_intents(tx, batch, Action::Dispatch, &goes(&["s1"]), "Asha", At(24))).unwrap();
    assert_eq!(again, [id("s1")], "under way already");
}

#[test]
fn the_newest_batch_comes_first() {
    let store = store_with(&["s1", "s2", "s3"]);
    let all: Vec<BatchId> =
        ["s1", "s2", "s3"].iter().map(|shipment| made(&store, shipment, &[shipment], &[])).collect();
    let listed: Vec<BatchId> = store.read(|conn| list(conn, 2)).unwrap().into_iter().map(|batch| batch.id).collect();
    assert_eq!(listed, [all[2], all[1]]);
}
