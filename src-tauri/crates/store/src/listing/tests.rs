//! Listings, and the numbers asked of them.

use godown_domain::{Action, IntentState, Subject};

use super::*;
use crate::intent::{self, NewIntent};
use crate::testing::{approved, merge, store};
use crate::{Store, StoreError};

fn mug(store: &Store, units: u32, at: i64) {
    let stock = [("LOC1".into(), Some(units)), ("LOC2".into(), None)];
    store.write(|tx| put(tx, &"MUG".into(), "MUGF", Some("Steel mug"), &stock, At(at))).unwrap();
}

fn ask(store: &Store, place: &str, units: u32) -> crate::Result<i64> {
    let new = NewIntent {
        batch: None,
        subject: Subject::Stock { sku: "MUG".into(), location: place.into() },
        action: Action::Stock,
        args: format!(r#"{{"units":{units}}}"#),
        at: At(10),
        cause: "asked by Asha".into(),
    };
    store.write(|tx| intent::queue(tx, &new))
}

fn read_here(store: &Store) -> Option<u32> {
    store.read(|conn| stock(conn, &"MUG".into(), &"LOC1".into())).unwrap().and_then(|(units, _)| units)
}

#[test]
fn an_older_reading_never_replaces_a_newer_one() {
    let store = store();
    mug(&store, 12, 20);
    mug(&store, 40, 10);
    assert_eq!(read_here(&store), Some(12));
    mug(&store, 9, 30);
    assert_eq!(read_here(&store), Some(9));
}

#[test]
fn a_number_is_under_way_once_per_warehouse_and_in_one_journal_with_shipments() {
    let store = store();
    merge(&store, &approved("s1"), 1);
    mug(&store, 12, 1);
    let first = ask(&store, "LOC1", 17).unwrap();
    assert!(matches!(ask(&store, "LOC1", 18), Err(StoreError::AlreadyAsked(ref sku)) if sku == "MUG"));
    ask(&store, "LOC2", 3).unwrap();
    store.write(|tx| intent::queue(tx, &crate::testing::new_intent("s1", Action::Pack, 11))).unwrap();
    let (waiting, of) = store.read(|conn| intent::waiting(conn, At(20), 0, 10)).unwrap();
    let turns: Vec<Action> = waiting.iter().map(|(row, _)| row.action).collect();
    assert_eq!((turns, of), (vec![Action::Pack, Action::Stock, Action::Stock], 3), "what has a deadline goes first");
    assert_eq!(store.read(|conn| intent::next_action(conn, At(20))).unwrap(), Some(Action::Pack));
    let due = store.read(|conn| intent::due(conn, Action::Stock, At(20), 10)).unwrap();
    assert_eq!(due.len(), 1, "one warehouse a call");
    assert_eq!(due[0].subject, Subject::Stock { sku: "MUG".into(), location: "LOC1".into() });
    store.write(|tx| intent::settle(tx, first, IntentState::Withdrawn, None, None, "taken back", At(21))).unwrap();
    assert!(ask(&store, "LOC1", 18).is_ok(), "and may be asked again once it is over");
}

#[test]
fn the_list_shows_what_is_to_be_packed_first_and_what_was_asked() {
    let store = store();
    merge(&store, &approved("s1"), 1);
    let sold = approved("s1").items[0].sku.clone();
    store.write(|tx| put_catalogue(tx, &[("AAA".into(), "F1".into()), (sold.clone(), "F2".into())], At(1))).unwrap();
    mug(&store, 12, 1);
    ask(&store, "LOC1", 17).unwrap();
    let (rows, total) = store.read(|conn| list(conn, "", 0, 10)).unwrap();
    assert_eq!((rows[0].sku.clone(), total), (sold, 3));
    let (rows, _) = store.read(|conn| list(conn, "steel", 0, 10)).unwrap();
    let asked = rows[0].stock[0].asked.map(|asked| (asked.units, asked.state));
    assert_eq!((rows[0].stock[0].units, asked), (Some(12), Some((17, IntentState::Queued))));
    let id = store.read(|conn| intent::for_stock(conn, &"MUG".into(), &"LOC1".into())).unwrap()[0].id;
    store.write(|tx| intent::settle(tx, id, IntentState::Superseded, Some("MOVED"), None, "moved", At(20))).unwrap();
    let told = |at| {
        mug(&store, 9, at);
        store.read(|conn| list(conn, "steel", 0, 10)).unwrap().0[0].stock[0].asked.is_some()
    };
    assert_eq!([30, 30 + NEWS_MS].map(told), [true, false], "what did not take is no news for ever");
    assert_eq!(rows[0].stock[1].units, None, "a place without a number is no place with none");
}
