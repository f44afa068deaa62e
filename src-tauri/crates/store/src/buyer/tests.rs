//! Whose address is kept, for whom it can be read, and that it lies nowhere in the open.

use godown_domain::ShipmentState;
use godown_domain::shipment::ShippingSeen;

use super::*;
use crate::document::{DocumentKind, NewDocument, Page};
use crate::shipment::merge_shipping;
use crate::testing::{id, merge, seen, shipping, store_with};
use crate::{Store, backup, document, restore, shipment};

fn seal() -> Seal {
    Seal::new(&[7; 32])
}

fn view(shipment: &str, name: &str) -> ShippingSeen {
    let mut view = shipping(shipment, "Ekart", Some("FMPP7"));
    name.clone_into(&mut view.ship_to.name);
    "4 Palm Grove Lane".clone_into(&mut view.ship_to.line1);
    view
}

fn told(store: &Store, seal: &Seal, seen: &ShippingSeen, at: i64) {
    let both = |tx: &Transaction<'_>| {
        merge_shipping(tx, seen, At(at))?;
        keep(tx, seal, seen, At(at))
    };
    store.write(both).unwrap();
}

fn known(store: &Store, seal: &Seal, shipment: &str) -> Buyer {
    store.read(|conn| read(conn, seal, &id(shipment))).unwrap()
}

fn wanted(store: &Store) -> Vec<ShipmentId> {
    store.read(|conn| shipment::need_shipping(conn, (At(500), At(600)), 9)).unwrap()
}

/// Everything of the file as it lies on the disk.
fn bytes_of(store: &Store) -> Vec<u8> {
    let with = |suffix: &str| {
        let mut name = store.path().as_os_str().to_owned();
        name.push(suffix);
        std::fs::read(name).unwrap_or_default()
    };
    [with(""), with("-wal"), with("-shm")].concat()
}

pub(crate) fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

#[test]
fn an_address_is_read_back_with_its_key_and_lies_nowhere_in_the_open() {
    let store = store_with(&["s1"]);
    let seen = view("s1", "Meera Test");
    told(&store, &seal(), &seen, 5);
    assert_eq!(known(&store, &seal(), "s1"), Buyer::Known(seen.ship_to.clone()));
    assert_eq!(known(&store, &Seal::missing(), "s1"), Buyer::Locked);
    let bytes = bytes_of(&store);
    for private in ["Meera", "Palm Grove", "Test\""] {
        assert!(!holds(&bytes, private.as_bytes()), "{private} lies in the open");
    }
    assert!(holds(&bytes, b"Indore"), "the town is no secret, and shows that the search can find something");
}

#[test]
fn a_label_for_another_address_is_outdated_and_for_the_same_one_is_not() {
    let store = store_with(&["s1"]);
    merge(&store, &seen("s1", ShipmentState::Packed), 2);
    told(&store, &seal(), &view("s1", "Meera Test"), 5);
    let label = NewDocument {
        sha256: "aa".into(),
        kind: DocumentKind::Label,
        title: "Labels".into(),
        bytes: 1,
        pages: 1,
        batch: None,
        location: None,
        courier: None,
        made_at: At(6),
    };
    let page = Page {
        page: 1,
        shipment_id: Some(id("s1")),
        tracking_id: Some("FMPP7".into()),
        label_box: None,
        check: "text".into(),
    };
    store.write(|tx| document::put(tx, &label).and_then(|number| document::set_pages(tx, number, &[page]))).unwrap();
    let is_stale = || store.read(|conn| shipment::get(conn, &id("s1"))).unwrap().unwrap().label_stale;
    told(&store, &seal(), &view("s1", "Meera Test"), 7);
    assert!(!is_stale());
    told(&store, &seal(), &view("s1", "Meera Another"), 8);
    assert!(is_stale(), "the parcel would go to the old address");
    assert!(matches!(known(&store, &seal(), "s1"), Buyer::Known(to) if to.name == "Meera Another"));
    told(&store, &seal(), &view("s1", "Meera Test"), 6);
    assert!(matches!(known(&store, &seal(), "s1"), Buyer::Known(to) if to.name == "Meera Another"), "an older answer");
}

#[test]
fn nothing_is_kept_of_a_parcel_that_had_arrived_before_it_was_met() {
    let store = store_with(&[]);
    merge(&store, &seen("s1", ShipmentState::Delivered), 2);
    told(&store, &seal(), &view("s1", "Meera Test"), 5);
    assert_eq!(known(&store, &seal(), "s1"), Buyer::NotRead);
}

#[test]
fn what_was_seen_while_the_key_was_away_is_read_again_when_it_is_back() {
    let store = store_with(&["s1"]);
    store.write(|tx| fit_key(tx, "k1")).unwrap();
    told(&store, &Seal::missing(), &view("s1", "Meera Test"), 5);
    assert_eq!((known(&store, &seal(), "s1"), wanted(&store)), (Buyer::NotRead, vec![]));
    assert!(!holds(&bytes_of(&store), b"Meera"), "never in the open, not for want of a key");
    assert!(!store.write(|tx| fit_key(tx, "k1")).unwrap());
    assert_eq!(wanted(&store), [id("s1")]);
    told(&store, &seal(), &view("s1", "Meera Test"), 6);
    assert!(matches!(known(&store, &seal(), "s1"), Buyer::Known(_)));
}

#[test]
fn of_a_lost_key_nothing_stays_and_everything_is_read_again() {
    let store = store_with(&["s1"]);
    store.write(|tx| fit_key(tx, "k1")).unwrap();
    told(&store, &seal(), &view("s1", "Meera Test"), 5);
    assert!(!store.write(|tx| fit_key(tx, "k1")).unwrap());
    assert_eq!(wanted(&store), [] as [ShipmentId; 0], "the same key: nothing to do");
    assert!(store.write(|tx| fit_key(tx, "k2")).unwrap());
    assert_eq!((known(&store, &seal(), "s1"), wanted(&store)), (Buyer::NotRead, vec![id("s1")]));
    let other = Seal::new(&[8; 32]);
    told(&store, &other, &view("s1", "Meera Test"), 6);
    assert!(matches!(known(&store, &other, "s1"), Buyer::Known(_)));
    assert!(
        !store.read(|conn| shipment::get(conn, &id("s1"))).unwrap().unwrap().label_stale,
        "the address is the same"
    );
}

#[test]
fn a_backup_holds_no_buyer_and_a_restore_reads_them_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("godown.db");
    let store = Store::open(&path).unwrap();
    for shipment in ["s1", "s2"] {
        merge(&store, &seen(shipment, ShipmentState::Approved), 1);
        told(&store, &seal(), &view(shipment, "Meera Test"), 5);
    }
    let sealed: Vec<u8> = store
        .read(|conn| Ok(conn.query_row("SELECT sealed FROM buyer_private LIMIT 1", [], |row| row.get(0))?))
        .unwrap();
    let backups = backup::folder_of(&path);
    let made = backup::make(&store, &backups, backup::BackupKind::Asked, At(1_000), || true).unwrap().unwrap();
    let bytes = std::fs::read(backups.join(&made.name)).unwrap();
    assert!(holds(&bytes, b"Indore") && !holds(&bytes, &sealed) && !holds(&bytes, &sealed[40..]), "not even sealed");
    assert!(matches!(known(&store, &seal(), "s1"), Buyer::Known(_)), "the file itself is as it was");
    drop(store);
    restore::restore(&path, &made.name, At(2_000)).unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!((known(&store, &seal(), "s1"), wanted(&store).len()), (Buyer::NotRead, 2));
    told(&store, &seal(), &view("s1", "Meera Test"), 3_000);
    assert!(matches!(known(&store, &seal(), "s1"), Buyer::Known(_)));
}
