//! Who is forgotten when, and that nothing of them is left on the disk.

use godown_domain::shipment::ShippingSeen;
use godown_domain::{ShipmentId, ShipmentState};

use super::*;
use crate::buyer::{self, Buyer};
use crate::document::{self, DocumentFilter, DocumentKind, NewDocument, Page};
use crate::seal::Seal;
use crate::shipment::{self, merge_shipping};
use crate::testing::{id, merge, seen, shipping};
use crate::{Store, quarantine};

const D: i64 = 24 * HOUR;

fn seal() -> Seal {
    Seal::new(&[7; 32])
}

fn known(store: &Store, shipment: &str) -> Buyer {
    store.read(|conn| buyer::read(conn, &seal(), &id(shipment))).unwrap()
}

/// A packed parcel whose buyer is known, and then its end.
fn parcel(store: &Store, shipment: &str, end: Option<(ShipmentState, i64)>) {
    merge(store, &seen(shipment, ShipmentState::Packed), D);
    let view: ShippingSeen = shipping(shipment, "Ekart", Some(shipment));
    store
        .write(|tx| {
            merge_shipping(tx, &view, At(D + 1))?;
            buyer::keep(tx, &seal(), &view, At(D + 1))
        })
        .unwrap();
    if let Some((state, at)) = end {
        merge(store, &seen(shipment, state), at);
    }
}

fn forget(store: &Store, before: i64) -> u32 {
    store.write(|tx| buyers(tx, At(before), At(before), 100)).unwrap()
}

#[test]
fn a_buyer_is_forgotten_after_delivery_cancellation_or_return_and_not_before() {
    let store = Store::open_in_memory().unwrap();
    parcel(&store, "waits", None);
    parcel(&store, "arrived", Some((ShipmentState::Delivered, 10 * D)));
    parcel(&store, "cancelled", Some((ShipmentState::Cancelled, 10 * D)));
    parcel(&store, "back", Some((ShipmentState::Delivered, 10 * D)));
    merge(&store, &seen("back", ShipmentState::Returned), 20 * D);
    parcel(&store, "odd", Some((ShipmentState::Other("LOST_IN_SPACE".into()), 10 * D)));
    assert_eq!(forget(&store, 10 * D - 1), 0);
    assert_eq!(forget(&store, 10 * D), 4, "counted from the delivery, whatever came later");
    for shipment in ["arrived", "cancelled", "back", "odd"] {
        assert_eq!(known(&store, shipment), Buyer::Erased, "{shipment}");
    }
    assert!(matches!(known(&store, "waits"), Buyer::Known(_)));
    assert_eq!(forget(&store, 61 * D - 1), 0);
    assert_eq!(forget(&store, 61 * D), 1, "nothing was heard of it for sixty days");
}

#[test]
fn who_was_forgotten_is_not_kept_again() {
    let store = Store::open_in_memory().unwrap();
    parcel(&store, "s1", None);
    assert_eq!(forget(&store, 61 * D), 1);
    let view = shipping("s1", "Delhivery", Some("D1"));
    store
        .write(|tx| {
            merge_shipping(tx, &view, At(70 * D))?;
            buyer::keep(tx, &seal(), &view, At(70 * D))?;
            buyer::read_again(tx)
        })
        .unwrap();
    assert_eq!(known(&store, "s1"), Buyer::Erased);
    assert!(
        store.read(|conn| shipment::need_shipping(conn, (At(500), At(600)), 9)).unwrap().is_empty(),
        "nor asked for"
    );
}

#[test]
fn work_is_done_in_turns() {
    let store = Store::open_in_memory().unwrap();
    for n in 0..7 {
        parcel(&store, &format!("s{n}"), Some((ShipmentState::Delivered, 10 * D)));
    }
    let turn = || store.write(|tx| buyers(tx, At(10 * D), At(10 * D), 3)).unwrap();
    assert_eq!([turn(), turn(), turn(), turn()], [3, 3, 1, 0]);
}

fn label(store: &Store, sha256: &str, kind: DocumentKind, shipments: &[&str], made_at: i64) -> u32 {
    let new = NewDocument {
        sha256: sha256.into(),
        kind,
        title: "Papers".into(),
        bytes: 5,
        pages: 1,
        batch: None,
        location: None,
        courier: None,
        made_at: At(made_at),
    };
    let pages: Vec<Page> = (1..)
        .zip(shipments)
        .map(|(page, shipment)| Page {
            page,
            shipment_id: Some(id(shipment)),
            tracking_id: Some((*shipment).into()),
            label_box: None,
            check: "text".into(),
        })
        .collect();
    store
        .write(|tx| {
            let number = document::put(tx, &new)?;
            document::set_pages(tx, number, &pages)?;
            Ok(number)
        })
        .unwrap()
}

fn due(store: &Store, before: i64) -> Vec<u32> {
    store.read(|conn| due_files(conn, At(before), 100)).unwrap().into_iter().map(|due| due.document).collect()
}

#[test]
fn a_file_goes_with_its_first_parcel_and_who_still_waits_gets_a_new_label() {
    let store = Store::open_in_memory().unwrap();
    parcel(&store, "gone", None);
    parcel(&store, "waits", None);
    let both = label(&store, "aa", DocumentKind::Label, &["gone", "waits"], 2 * D);
    let other = label(&store, "bb", DocumentKind::Label, &["waits"], 2 * D - 1);
    merge(&store, &seen("gone", ShipmentState::Delivered), 10 * D);
    assert_eq!(due(&store, 10 * D - 1), [] as [u32; 0]);
    assert_eq!(due(&store, 10 * D), [both]);
    let missing = || store.read(|conn| document::labels_missing(conn, 9)).unwrap();
    let all = store.read(|conn| due_files(conn, At(10 * D), 9)).unwrap();
    store.write(|tx| files_gone(tx, &all, At(40 * D))).unwrap();
    assert!(store.read(|conn| is_erased(conn, both)).unwrap());
    let listed =
        store.read(|conn| document::list(conn, &DocumentFilter { limit: 9, ..DocumentFilter::default() })).unwrap();
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [other], "what is gone is not offered");
    assert_eq!(
        store.read(|conn| document::label_of(conn, &id("waits"))).unwrap().map(|label| label.document),
        Some(other)
    );
    assert_eq!(missing(), [] as [ShipmentId; 0], "another file has its label");
    let rest = [DueFile { document: other, sha256: "bb".into() }];
    store.write(|tx| files_gone(tx, &rest, At(40 * D))).unwrap();
    assert_eq!(missing(), [id("waits")], "its label is fetched again");
    let back = label(&store, "aa", DocumentKind::Label, &["gone", "waits"], 41 * D);
    assert_eq!(
        (back, store.read(|conn| is_erased(conn, both)).unwrap()),
        (both, false),
        "fetched again, it is there again"
    );
}

#[test]
fn papers_of_a_pickup_go_when_they_are_old_and_reports_stay() {
    let store = Store::open_in_memory().unwrap();
    let manifest = label(&store, "aa", DocumentKind::Manifest, &[], 5 * D);
    label(&store, "bb", DocumentKind::Report, &[], 5 * D);
    assert_eq!(due(&store, 5 * D - 1), [] as [u32; 0]);
    assert_eq!(due(&store, 5 * D), [manifest]);
}

#[test]
fn a_file_that_another_document_shares_is_told() {
    let store = Store::open_in_memory().unwrap();
    let (one, other) =
        (label(&store, "aa", DocumentKind::Manifest, &[], 5), label(&store, "aa", DocumentKind::Invoice, &[], 6));
    assert_ne!(one, other);
    let of = |document| DueFile { document, sha256: "aa".into() };
    let shared = |due: &[DueFile]| store.read(|conn| is_shared(conn, due, "aa")).unwrap();
    assert!(shared(&[of(one)]) && !shared(&[of(one), of(other)]));
}

#[test]
fn what_was_erased_is_in_no_byte_of_the_file_or_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("godown.db")).unwrap();
    for n in 0..40 {
        parcel(&store, &format!("s{n}"), Some((ShipmentState::Delivered, 10 * D)));
    }
    let sealed: Vec<Vec<u8>> =
        store.read(|conn| rows(conn, "SELECT sealed FROM buyer_private", [], |row| Ok(row.get(0)?))).unwrap();
    let on_disk = || {
        let files = std::fs::read_dir(folder.path()).unwrap().flatten();
        let bytes = files.flat_map(|file| std::fs::read(file.path()).unwrap()).collect::<Vec<u8>>();
        // The middle of it: an edge may happen to be shared with something else.
        sealed.iter().filter(|row| bytes.windows(32).any(|part| part == &row[30..62])).count()
    };
    assert_eq!(on_disk(), 40);
    assert_eq!(forget(&store, 10 * D), 40);
    assert!(store.fold_journal().unwrap());
    assert_eq!(on_disk(), 0, "neither in the file, nor in a page that is free, nor in the journal");
}

#[test]
fn shapes_of_what_could_not_be_read_go_too() {
    let store = Store::open_in_memory().unwrap();
    let record =
        quarantine::Quarantined { at: At(5), source: "search".into(), reason: "odd".into(), body: "{}".into() };
    store.write(|tx| quarantine::put(tx, &record)).unwrap();
    store.write(|tx| quarantined(tx, At(5))).unwrap();
    assert_eq!(store.read(quarantine::count).unwrap(), 1);
    store.write(|tx| quarantined(tx, At(6))).unwrap();
    assert_eq!(store.read(quarantine::count).unwrap(), 0);
}
