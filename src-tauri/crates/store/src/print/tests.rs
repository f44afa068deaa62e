//! Nothing goes to paper twice without a reason, and every label is accounted for.

mod any_floor;

use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::print::ledger::{RunState, SettledBy, WhyNot};
use godown_domain::{At, ShipmentState};

use super::*;
use crate::document::{self, DocumentKind, NewDocument, Page};
use crate::shipment;
use crate::testing::{id, merge, new_label, new_run, seen, shipping, store};
use crate::{Store, StoreError};

/// Shipments `s1` … with their labels in document 1, page by page, fetched at 5.
fn with_labels(count: u32) -> (Store, u32) {
    let store = store();
    for n in 1..=count {
        merge(&store, &seen(&format!("s{n}"), ShipmentState::Packed), 1);
    }
    let document = fetch(&store, "aa", count, 5);
    (store, document)
}

fn fetch(store: &Store, sha256: &str, count: u32, at: i64) -> u32 {
    let new = NewDocument {
        sha256: sha256.into(),
        kind: DocumentKind::Label,
        title: "Labels".into(),
        bytes: 1,
        pages: count,
        batch: None,
        location: None,
        courier: None,
        made_at: At(at),
    };
    let pages: Vec<Page> = (1..=count)
        .map(|n| Page {
            page: n,
            shipment_id: Some(id(&format!("s{n}"))),
            tracking_id: Some(format!("T{n}")),
            label_box: Some("[0,0,1,1]".into()),
            check: "text".into(),
        })
        .collect();
    store
        .write(|tx| {
            let document = document::put(tx, &new)?;
            document::set_pages(tx, document, &pages)?;
            Ok(document)
        })
        .unwrap()
}

fn all(document: u32, count: u32) -> Vec<NewLabel> {
    (1..=count).map(|n| new_label(n, document, &format!("s{n}"), &format!("T{n}"))).collect()
}

fn start(store: &Store, key: &str, labels: &[NewLabel], at: i64) -> (Option<u32>, Vec<WhyNot>) {
    let (run, stays) = store.write(|tx| begin(tx, &new_run(key, None, at), labels)).unwrap();
    (run, stays.into_iter().map(|(_, why)| why).collect())
}

fn to(store: &Store, label: u32, state: LabelState, with: &Move, at: i64) -> crate::Result<()> {
    store.write(|tx| move_label(tx, label, state, with, At(at)))
}

fn sent(store: &Store, run: u32, at: i64) -> Vec<u32> {
    let labels: Vec<u32> =
        store.read(|conn| next_labels(conn, run, 99)).unwrap().into_iter().map(|waiting| waiting.label).collect();
    assert_eq!(store.write(|tx| take(tx, &labels, At(at))).unwrap(), labels);
    for label in &labels {
        to(store, *label, LabelState::Spooled, &Move::default(), at).unwrap();
    }
    labels
}

fn printed_at(store: &Store, shipment: &str) -> Option<At> {
    store.read(|conn| shipment::get(conn, &id(shipment))).unwrap().unwrap().printed_at
}

fn jam() -> Move {
    Move { spoiled: Some(ReprintReason::Jam), ..Move::by_person("Asha") }
}

#[test]
fn a_second_copy_needs_a_reason_and_gets_the_next_number() {
    let (store, document) = with_labels(1);
    let (run, _) = start(&store, "a", &all(document, 1), 10);
    sent(&store, run.unwrap(), 11);
    assert_eq!(start(&store, "b", &all(document, 1), 20), (None, vec![WhyNot::AlreadyPrinted]));
    let mut again = all(document, 1);
    again[0].reason = Some(ReprintReason::BadPrint);
    let (run, stays) = start(&store, "c", &again, 21);
    assert!(stays.is_empty());
    let labels = store.read(|conn| labels_of_run(conn, run.unwrap())).unwrap();
    assert_eq!((labels[0].copy, labels[0].reason), (2, Some(ReprintReason::BadPrint)));
    assert_eq!(start(&store, "d", &again, 22), (None, vec![WhyNot::InAnotherRun]), "it waits already");
}

#[test]
fn a_first_copy_has_no_reason_whatever_was_said() {
    let (store, document) = with_labels(1);
    let mut labels = all(document, 1);
    labels[0].reason = Some(ReprintReason::Jam);
    let (run, _) = start(&store, "a", &labels, 10);
    let row = &store.read(|conn| labels_of_run(conn, run.unwrap())).unwrap()[0];
    assert_eq!((row.copy, row.reason), (1, None));
}

#[test]
fn the_table_itself_refuses_a_double_even_where_the_program_errs() {
    let (store, document) = with_labels(1);
    start(&store, "a", &all(document, 1), 10);
    let double =
        "INSERT INTO print_item (run, position, shipment_no, tracking_id, document, page, strip, copy, state, words,
        queued_at) VALUES (1, 9, 1, 'T1', 1, 1, '', ?1, 'spooled', '', 1)";
    for copy in [1, 2] {
        let error = store.write(|tx| Ok(tx.execute(double, [copy])?)).unwrap_err();
        assert!(matches!(error, StoreError::Sql(_)), "copy {copy}: {error}");
    }
}

#[test]
fn a_label_moves_only_as_paper_can() {
    let (store, document) = with_labels(1);
    let (run, _) = start(&store, "a", &all(document, 1), 10);
    let label = sent(&store, run.unwrap(), 11)[0];
    for (state, with) in [(LabelState::Queued, Move::default()), (LabelState::Sending, Move::default())] {
        let error = to(&store, label, state, &with, 12).unwrap_err();
        assert!(matches!(error, StoreError::IllegalLabelMove { from: LabelState::Spooled, .. }), "{error}");
    }
    assert!(
        to(&store, label, LabelState::Spoiled, &Move::by_person("Asha"), 12).is_err(),
        "spoiled, and nobody says why"
    );
    to(&store, label, LabelState::Spoiled, &jam(), 12).unwrap();
    assert!(to(&store, label, LabelState::Confirmed, &Move::default(), 13).is_err());
}

#[test]
fn lists_say_printed_from_the_printer_until_it_is_spoiled() {
    let (store, document) = with_labels(1);
    let (run, _) = start(&store, "a", &all(document, 1), 10);
    assert_eq!(printed_at(&store, "s1"), None, "waiting is not printed");
    let label = sent(&store, run.unwrap(), 11)[0];
    assert_eq!(printed_at(&store, "s1"), Some(At(11)));
    to(&store, label, LabelState::Spoiled, &jam(), 12).unwrap();
    assert_eq!(printed_at(&store, "s1"), None);
}

#[test]
fn a_spoiled_copy_leaves_a_good_one_printed() {
    let (store, document) = with_labels(1);
    let (run, _) = start(&store, "a", &all(document, 1), 10);
    let first = sent(&store, run.unwrap(), 11)[0];
    let mut again = all(document, 1);
    again[0].reason = Some(ReprintReason::BadPrint);
    let (run, _) = start(&store, "b", &again, 20);
    sent(&store, run.unwrap(), 21);
    to(&store, first, LabelState::Spoiled, &jam(), 22).unwrap();
    assert_eq!(printed_at(&store, "s1"), Some(At(21)));
}

#[test]
fn after_a_start_what_was_on_its_way_is_asked_about_and_its_run_waits() {
    let (store, document) = with_labels(3);
    let run = start(&store, "a", &all(document, 3), 10).0.unwrap();
    let first = store.read(|conn| next_labels(conn, run, 1)).unwrap()[0].label;
    store.write(|tx| take(tx, &[first], At(11))).unwrap();
    store
        .write(|tx| {
            assert_eq!(sending_to_asked(tx, None, At(20))?, 1);
            pause_running(tx, "look at the printer")
        })
        .unwrap();
    let head = store.read(|conn| run_head(conn, run)).unwrap().unwrap();
    assert_eq!((head.state, head.note.as_deref()), (RunState::Paused, Some("look at the printer")));
    assert!(store.read(live_printers).unwrap().is_empty(), "nothing goes by itself");
    let states: Vec<LabelState> =
        store.read(|conn| labels_of_run(conn, run)).unwrap().into_iter().map(|label| label.state).collect();
    assert_eq!(states, [LabelState::Asked, LabelState::Queued, LabelState::Queued]);
    assert_eq!(printed_at(&store, "s1"), None, "nobody knows");
    let (_, stays) = start(&store, "b", &all(document, 1), 21);
    assert_eq!(stays, [WhyNot::AlreadyPrinted], "it may be there, so another copy needs a reason");
}

#[test]
fn where_one_printer_has_nothing_in_hand_the_jobs_of_others_go_on() {
    let (store, document) = with_labels(2);
    let mut rows = all(document, 2);
    let (second, first) = (rows.split_off(1), rows);
    let runs = [start(&store, "a", &first, 10).0.unwrap(), start(&store, "b", &second, 10).0.unwrap()];
    for run in runs {
        let labels: Vec<u32> =
            store.read(|conn| next_labels(conn, run, 9)).unwrap().into_iter().map(|label| label.label).collect();
        store.write(|tx| take(tx, &labels, At(11))).unwrap();
    }
    assert_eq!(store.write(|tx| sending_to_asked(tx, Some(runs[0]), At(12))).unwrap(), 1);
    let state = |run| store.read(|conn| labels_of_run(conn, run)).unwrap()[0].state;
    assert_eq!(runs.map(state), [LabelState::Asked, LabelState::Sending]);
}

#[test]
fn a_run_whose_last_labels_were_on_their_way_waits_until_they_are_seen() {
    let (store, document) = with_labels(2);
    let run = start(&store, "a", &all(document, 2), 10).0.unwrap();
    let labels: Vec<u32> =
        store.read(|conn| next_labels(conn, run, 2)).unwrap().into_iter().map(|label| label.label).collect();
    store.write(|tx| take(tx, &labels, At(11))).unwrap();
    store
        .write(|tx| sending_to_asked(tx, None, At(20)).and_then(|_| pause_running(tx, "look at the printer")))
        .unwrap();
    let state = || store.read(|conn| run_head(conn, run)).unwrap().unwrap().state;
    assert_eq!(state(), RunState::Paused, "nobody knows whether it is done");
    let seen = Move::by_person("Meena");
    to(&store, labels[0], LabelState::Confirmed, &seen, 21).unwrap();
    assert_eq!(state(), RunState::Paused);
    to(&store, labels[1], LabelState::Confirmed, &seen, 22).unwrap();
    assert_eq!(state(), RunState::Done);
}

#[test]
fn a_spoiled_label_is_its_own_reason_once() {
    let (store, document) = with_labels(1);
    let run = start(&store, "a", &all(document, 1), 10).0.unwrap();
    let label = sent(&store, run, 11)[0];
    to(&store, label, LabelState::Spoiled, &jam(), 12).unwrap();
    let run = start(&store, "b", &all(document, 1), 13).0.unwrap();
    let again = &store.read(|conn| labels_of_run(conn, run)).unwrap()[0];
    assert_eq!((again.copy, again.reason), (2, Some(ReprintReason::Jam)));
    sent(&store, run, 14);
    assert_eq!(start(&store, "c", &all(document, 1), 15).1, [WhyNot::AlreadyPrinted]);
}

#[test]
fn what_the_printer_refused_was_never_on_paper() {
    let (store, document) = with_labels(1);
    let run = start(&store, "a", &all(document, 1), 10).0.unwrap();
    let label = store.read(|conn| next_labels(conn, run, 1)).unwrap()[0].label;
    store.write(|tx| take(tx, &[label], At(11))).unwrap();
    let with = Move { why_not: Some(WhyNot::PrinterRefused), ..Move::default() };
    to(&store, label, LabelState::Failed, &with, 12).unwrap();
    let run = start(&store, "b", &all(document, 1), 13).0.unwrap();
    let row = &store.read(|conn| labels_of_run(conn, run)).unwrap()[0];
    assert_eq!((row.copy, row.reason), (1, None));
}

#[test]
fn an_order_that_changed_is_printed_again_with_that_reason_and_the_old_paper_must_not_travel() {
    let (store, document) = with_labels(1);
    let run = start(&store, "a", &all(document, 1), 10).0.unwrap();
    let old = sent(&store, run, 11)[0];
    assert_eq!(store.read(|conn| must_not_travel(conn, old)).unwrap(), None);
    store.write(|tx| document::mark_stale(tx, &id("s1"), At(15))).unwrap();
    assert_eq!(store.read(|conn| must_not_travel(conn, old)).unwrap(), Some(WhyNot::Stale));
    let fresh = fetch(&store, "bb", 1, 16);
    assert_eq!(printed_at(&store, "s1"), None, "what hangs on the parcel is the old one");
    let run = start(&store, "b", &all(fresh, 1), 20).0.unwrap();
    let label = sent(&store, run, 21)[0];
    let row = store.read(|conn| super::label(conn, label)).unwrap().unwrap();
    assert_eq!((row.copy, row.reason, row.must_not_travel), (2, Some(ReprintReason::Changed), None));
    assert_eq!(
        store.read(|conn| must_not_travel(conn, old)).unwrap(),
        Some(WhyNot::Stale),
        "whatever was fetched since"
    );
    assert_eq!(printed_at(&store, "s1"), Some(At(21)));
}

#[test]
fn cancelled_held_and_renumbered_parcels_must_not_travel() {
    let (store, document) = with_labels(1);
    let run = start(&store, "a", &all(document, 1), 10).0.unwrap();
    let label = sent(&store, run, 11)[0];
    let stop = || store.read(|conn| must_not_travel(conn, label)).unwrap();
    let mut held = seen("s1", ShipmentState::Packed);
    held.hold = true;
    merge(&store, &held, 20);
    assert_eq!(stop(), Some(WhyNot::OnHold));
    merge(&store, &seen("s1", ShipmentState::Packed), 21);
    assert_eq!(stop(), None, "let go again");
    let view = |tracking: &str, at| {
        let seen = shipping("s1", "Ekart", Some(tracking));
        store.write(|tx| shipment::merge_shipping(tx, &seen, At(at))).unwrap()
    };
    view("T1", 22);
    assert_eq!(stop(), None, "its own number");
    view("T9", 23);
    assert_eq!(stop(), Some(WhyNot::Stale), "a new tracking id");
    merge(&store, &seen("s1", ShipmentState::Cancelled), 24);
    assert_eq!(stop(), Some(WhyNot::Cancelled));
}

#[test]
fn a_scan_confirms_the_newest_copy_and_only_once() {
    let (store, document) = with_labels(1);
    let run = start(&store, "a", &all(document, 1), 10).0.unwrap();
    let label = sent(&store, run, 11)[0];
    let scan = |at| store.write(|tx| confirm_scanned(tx, &id("s1"), "t1", "Asha", At(at))).unwrap();
    assert_eq!(scan(12), Some(label));
    assert_eq!(scan(13), None);
    let row = store.read(|conn| super::label(conn, label)).unwrap().unwrap();
    assert_eq!(
        (row.state, row.settled_by, row.settled_at),
        (LabelState::Confirmed, Some(SettledBy::Scan), Some(At(12)))
    );
}

#[test]
fn the_ledger_is_searched_and_paged() {
    let (store, document) = with_labels(3);
    let run = start(&store, "a", &all(document, 3), 10).0.unwrap();
    sent(&store, run, 11);
    let find = |filter: LabelFilter| {
        let (rows, all) = store.read(|conn| labels(conn, &LabelFilter { limit: 2, ..filter })).unwrap();
        (rows.into_iter().map(|row| row.tracking_id).collect::<Vec<_>>(), all)
    };
    let every = find(LabelFilter::default());
    assert_eq!(every, (vec!["T3".to_owned(), "T2".to_owned()], 3), "newest first");
    assert_eq!(find(LabelFilter { before: Some(2), ..LabelFilter::default() }).0, ["T1"]);
    assert_eq!(find(LabelFilter { text: "t2".into(), ..LabelFilter::default() }), (vec!["T2".to_owned()], 1));
    assert_eq!(find(LabelFilter { text: "asha".into(), ..LabelFilter::default() }).1, 3, "by who printed");
    assert_eq!(find(LabelFilter { printer: Some("another".into()), ..LabelFilter::default() }).1, 0);
    assert_eq!(find(LabelFilter { states: vec![LabelState::Queued], ..LabelFilter::default() }).1, 0);
    assert_eq!(find(LabelFilter { from: Some(At(11)), ..LabelFilter::default() }).1, 0);
}

#[test]
fn a_printer_is_kept_changed_and_taken_off_the_lists() {
    use godown_domain::print::{LabelLayout, Language, PaperKind, Printer, Route};
    let store = store();
    let new = Printer {
        printer: 0,
        name: "ZD230".into(),
        station: String::new(),
        route: Route::Tcp { host: "10.0.0.9".into(), port: 9100 },
        language: Language::ZplHex,
        dpi: 203,
        prints: vec![PaperKind::Labels],
        layout: LabelLayout::default(),
    };
    let number = store.write(|tx| put_printer(tx, &new)).unwrap();
    let kept = Printer { printer: number, dpi: 300, ..new };
    store.write(|tx| put_printer(tx, &kept)).unwrap();
    assert_eq!(store.read(printers).unwrap(), std::slice::from_ref(&kept));
    store.write(|tx| remove_printer(tx, number)).unwrap();
    assert!(store.read(printers).unwrap().is_empty());
    assert_eq!(store.read(|conn| printer(conn, number)).unwrap(), Some(kept.clone()), "what it printed is still told");
    assert!(store.write(|tx| put_printer(tx, &kept)).is_err());
}
