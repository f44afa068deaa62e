//! Which label belongs to which shipment.

use super::*;
use crate::Store;
use crate::testing::{id, merge, print_by_hand, seen, store};
use godown_domain::ShipmentState;

fn new(sha256: &str, kind: DocumentKind, made_at: i64) -> NewDocument {
    NewDocument {
        sha256: sha256.into(),
        kind,
        title: "Labels".into(),
        bytes: 5_000,
        pages: 2,
        batch: None,
        location: Some("LOC1".into()),
        courier: None,
        made_at: At(made_at),
    }
}

fn page(number: u32, shipment: &str, tracking: &str) -> Page {
    Page {
        page: number,
        shipment_id: Some(id(shipment)),
        tracking_id: Some(tracking.into()),
        label_box: Some("[0,0,1,1]".into()),
        check: "barcode".into(),
    }
}

fn packed() -> Store {
    let store = store();
    merge(&store, &seen("s1", ShipmentState::Packed), 1);
    merge(&store, &seen("s2", ShipmentState::Packed), 1);
    store
}

#[test]
fn a_label_is_found_by_its_shipment_with_every_box() {
    let store = packed();
    let pages_of = [page(1, "s1", "T1"), page(2, "s1", "T2")];
    let number = store
        .write(|tx| {
            let number = put(tx, &new("aa", DocumentKind::Label, 5))?;
            set_pages(tx, number, &pages_of)?;
            Ok(number)
        })
        .unwrap();
    let labels = store.read(|conn| labels_of(conn, &id("s1"))).unwrap();
    assert_eq!(labels.iter().map(|label| label.page).collect::<Vec<_>>(), [1, 2]);
    let first = store.read(|conn| label_of(conn, &id("s1"))).unwrap().unwrap();
    assert_eq!((first.document, first.sha256.as_str(), first.fetched_at, first.stale), (number, "aa", At(5), false));
    assert_eq!(store.read(|conn| label_of(conn, &id("s2"))).unwrap(), None);
    assert_eq!(store.read(|conn| labels_missing(conn, 9)).unwrap(), [id("s2")]);
    assert_eq!(store.read(|conn| pages(conn, number)).unwrap(), pages_of);
}

#[test]
fn the_same_file_is_one_document() {
    let store = packed();
    let first = store.write(|tx| put(tx, &new("aa", DocumentKind::Label, 5))).unwrap();
    let again = store.write(|tx| put(tx, &new("aa", DocumentKind::Label, 9))).unwrap();
    assert_eq!(first, again);
    let known = store.read(|conn| get(conn, first)).unwrap().unwrap();
    assert_eq!(known.file, new("aa", DocumentKind::Label, 9), "at its newest time");
    let other = store.write(|tx| put(tx, &new("aa", DocumentKind::PrintFile, 9))).unwrap();
    assert_ne!(first, other, "of another kind it is another document");
}

#[test]
fn a_print_file_is_not_a_label() {
    let store = packed();
    store
        .write(|tx| {
            let number = put(tx, &new("bb", DocumentKind::PrintFile, 5))?;
            set_pages(tx, number, &[page(1, "s1", "T1")])
        })
        .unwrap();
    assert_eq!(store.read(|conn| labels_missing(conn, 9)).unwrap().len(), 2);
}

#[test]
fn a_stale_label_is_fetched_and_printed_again() {
    let store = packed();
    store
        .write(|tx| {
            let number = put(tx, &new("aa", DocumentKind::Label, 5))?;
            set_pages(tx, number, &[page(1, "s1", "T1"), page(2, "s2", "T2")])?;
            print_by_hand(tx, number, "s1", "T1", None, 6)?;
            mark_stale(tx, &id("s1"), At(7))
        })
        .unwrap();
    assert!(store.read(|conn| label_of(conn, &id("s1"))).unwrap().unwrap().stale);
    assert_eq!(store.read(|conn| labels_missing(conn, 9)).unwrap(), [id("s1")]);
    store
        .write(|tx| {
            let number = put(tx, &new("cc", DocumentKind::Label, 8))?;
            set_pages(tx, number, &[page(1, "s1", "T1")])
        })
        .unwrap();
    let label = store.read(|conn| label_of(conn, &id("s1"))).unwrap().unwrap();
    assert_eq!((label.sha256.as_str(), label.stale), ("cc", false), "the newest document counts");
    let row = store.read(|conn| crate::view::row_of(conn, &id("s1"), At(9))).unwrap().unwrap();
    assert_eq!(row.printed_at, None, "what hangs on the parcel is the old one");
}

#[test]
fn documents_are_listed_newest_first_and_in_pages() {
    let store = packed();
    let all: Vec<DocumentId> = ["a", "b", "c"]
        .iter()
        .map(|sha| store.write(|tx| put(tx, &new(sha, DocumentKind::Label, 1))).unwrap())
        .collect();
    let page = |before, kind| {
        let filter = DocumentFilter { before, kind, limit: 2, ..DocumentFilter::default() };
        store.read(|conn| list(conn, &filter)).unwrap().into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(page(None, None), [all[2], all[1]]);
    assert_eq!(page(Some(all[1]), None), [all[0]]);
    assert!(page(None, Some(DocumentKind::Manifest)).is_empty());
}
