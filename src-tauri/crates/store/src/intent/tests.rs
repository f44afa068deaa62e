//! The journal of what was asked: nothing goes out twice, nothing is forgotten.

use godown_domain::{Action, At, IntentState};

use super::*;
use crate::testing::{approved, id, merge, new_intent, store, store_with};
use crate::{Store, StoreError, view};

fn asked(store: &Store, shipment: &str) -> i64 {
    store.write(|tx| queue(tx, &new_intent(shipment, Action::Pack, 10))).unwrap()
}

fn settled(store: &Store, intent: i64, next: IntentState) -> crate::Result<()> {
    store.write(|tx| settle(tx, intent, next, Some("CODE"), Some("in words"), "the answer", At(30)))
}

fn state(store: &Store, intent: i64) -> IntentState {
    store.read(|conn| get(conn, intent)).unwrap().unwrap().state
}

#[test]
fn a_second_click_is_refused_by_the_file_itself() {
    let store = store_with(&["s1"]);
    asked(&store, "s1");
    let error = store.write(|tx| queue(tx, &new_intent("s1", Action::Pack, 11))).unwrap_err();
    assert!(matches!(error, StoreError::AlreadyAsked(ref shipment) if shipment == "s1"), "{error}");
    store.write(|tx| queue(tx, &new_intent("s1", Action::Cancel, 11))).unwrap();
    let raw = store.write(|tx| {
        Ok(tx.execute(
            "INSERT INTO intent (shipment_no, location_id, action, args, state, not_before, created_at)
             SELECT shipment_no, location_id, action, args, 'sending', 0, 0 FROM intent",
            [],
        )?)
    });
    assert!(raw.is_err(), "not even by hand");
}

#[test]
fn what_never_went_out_is_never_done() {
    let store = store_with(&["s1"]);
    asked(&store, "s1");
    let done = || store.write(|tx| Ok(tx.execute("UPDATE intent SET state = 'confirmed'", [])?));
    assert!(done().is_err());
    store.write(|tx| Ok(tx.execute("UPDATE intent SET attempts = 1", [])?)).unwrap();
    assert!(done().is_ok(), "a request that was proven undone may take after all");
}

#[test]
fn every_act_begins_in_the_queue() {
    let store = store_with(&["s1"]);
    for state in IntentState::ALL {
        let done = store.write(|tx| {
            tx.execute("SAVEPOINT one", [])?;
            let sql = "INSERT INTO intent (shipment_no, location_id, action, args, state, not_before, created_at)
                SELECT no, 'LOC1', 'pack', '{}', ?1, 0, 0 FROM shipment";
            let done = tx.execute(sql, [state.slug()]).is_ok();
            tx.execute_batch("ROLLBACK TO one")?;
            Ok(done)
        });
        assert_eq!(done.unwrap(), state == IntentState::Queued, "{state:?}");
    }
}

#[test]
fn a_word_that_is_no_state_cannot_be_written() {
    let store = store_with(&["s1"]);
    asked(&store, "s1");
    assert!(store.write(|tx| Ok(tx.execute("UPDATE intent SET state = 'perhaps'", [])?)).is_err());
}

#[test]
fn the_file_and_the_program_know_the_same_machine() {
    for from in IntentState::ALL {
        for to in IntentState::ALL {
            let store = store_with(&["s1"]);
            asked(&store, "s1");
            let done = store.write(|tx| {
                let sql = "DROP TRIGGER intent_machine";
                let machine: String =
                    tx.query_row("SELECT sql FROM sqlite_schema WHERE name = 'intent_machine'", [], |row| row.get(0))?;
                tx.execute_batch(sql)?;
                tx.execute("UPDATE intent SET state = ?1, attempts = 1", [from.slug()])?;
                tx.execute_batch(&machine)?;
                Ok(tx.execute("UPDATE intent SET state = ?1", [to.slug()])?)
            });
            assert_eq!(done.is_ok(), from == to || from.may_become(to), "{from:?} to {to:?}");
        }
    }
}

#[test]
fn what_stands_in_the_way_is_what_the_file_holds_once() {
    let words = |all: &str| -> Vec<IntentState> {
        all.split(", ").map(|word| IntentState::from_slug(word.trim_matches('\'')).unwrap()).collect()
    };
    let live: Vec<_> = IntentState::ALL.into_iter().filter(|state| state.is_live()).collect();
    assert_eq!(words(LIVE), live);
    let open: Vec<_> =
        IntentState::ALL.into_iter().filter(|state| state.is_live() || *state == IntentState::Stuck).collect();
    assert_eq!(words(OPEN), open);
    let index: String = store_with(&[])
        .read(|conn| {
            Ok(conn.query_row("SELECT sql FROM sqlite_schema WHERE name = 'intent_live'", [], |row| row.get(0))?)
        })
        .unwrap();
    assert!(index.ends_with(&format!("WHERE state IN ({LIVE})")), "{index}");
}

#[test]
fn nothing_that_was_asked_can_be_taken_away_or_rewritten() {
    let store = store_with(&["s1"]);
    asked(&store, "s1");
    for sql in ["DELETE FROM intent_move", "UPDATE intent_move SET cause = 'nothing'", "DELETE FROM intent"] {
        assert!(store.write(|tx| Ok(tx.execute(sql, [])?)).is_err(), "{sql}");
    }
}

#[test]
fn what_never_left_was_no_attempt() {
    let store = store_with(&["s1"]);
    let intent = asked(&store, "s1");
    for round in 0..3 {
        store.write(|tx| take(tx, &[intent], "r1", At(20 + round))).unwrap();
        settled(&store, intent, IntentState::Queued).unwrap();
    }
    assert_eq!(store.read(|conn| get(conn, intent)).unwrap().unwrap().attempts, 0);
}

#[test]
fn the_oldest_dispatch_by_goes_first_and_a_cancellation_before_all() {
    let store = store();
    for (shipment, due_at) in [("late", 300), ("soon", 100), ("mid", 200)] {
        let mut one = approved(shipment);
        one.dispatch_by = Some(At(due_at));
        merge(&store, &one, 1);
    }
    let (late, soon) = (asked(&store, "late"), asked(&store, "soon"));
    assert_eq!(store.read(|conn| next_action(conn, At(10))).unwrap(), Some(Action::Pack));
    let mid = store.write(|tx| queue(tx, &new_intent("mid", Action::Cancel, 10))).unwrap();
    assert_eq!(store.read(|conn| next_action(conn, At(10))).unwrap(), Some(Action::Cancel));
    let order = |now| -> Vec<(i64, u32)> {
        let (rows, of) = store.read(|conn| waiting(conn, At(now), 0, 9)).unwrap();
        assert_eq!(of, 3);
        rows.into_iter().map(|(intent, row)| (intent.id, row.place)).collect()
    };
    assert_eq!(order(10), [(mid, 1), (soon, 2), (late, 3)]);
    store.write(|tx| set_not_before(tx, soon, At(1_000))).unwrap();
    assert_eq!(order(10), [(mid, 1), (late, 2), (soon, 3)], "what waits for its time lets the others pass");
    let (places, of) = store.read(|conn| places(conn, &[soon, 999], At(10))).unwrap();
    assert_eq!((places.len(), places[&soon].place, of), (1, 3, 3));
}

#[test]
fn what_happened_elsewhere_is_found_among_what_waits() {
    let store = store_with(&["s1", "s2", "s3"]);
    let ids: Vec<i64> = ["s1", "s2", "s3"].iter().map(|shipment| asked(&store, shipment)).collect();
    assert!(store.read(overtaken).unwrap().is_empty());
    let mut held = approved("s2");
    held.hold = true;
    merge(&store, &held, 50);
    merge(&store, &crate::testing::seen("s3", godown_domain::ShipmentState::Cancelled), 50);
    let found: Vec<i64> = store.read(overtaken).unwrap().into_iter().map(|intent| intent.id).collect();
    assert_eq!(found, ids[1..]);
}

#[test]
fn once_settled_the_action_may_be_asked_again() {
    let store = store_with(&["s1"]);
    let first = asked(&store, "s1");
    store.write(|tx| take(tx, &[first], "r1", At(20))).unwrap();
    settled(&store, first, IntentState::Refused).unwrap();
    let second = asked(&store, "s1");
    assert!(second > first);
    let of_shipment = store.read(|conn| for_shipment(conn, &id("s1"))).unwrap();
    assert_eq!(of_shipment.iter().map(|intent| intent.id).collect::<Vec<_>>(), [second, first]);
}

#[test]
fn a_move_the_machine_does_not_have_is_refused_and_changes_nothing() {
    let store = store_with(&["s1"]);
    let intent = asked(&store, "s1");
    let error = settled(&store, intent, IntentState::Accepted).unwrap_err();
    assert!(
        matches!(error, StoreError::IllegalMove { from: IntentState::Queued, to: IntentState::Accepted }),
        "{error}"
    );
    assert_eq!(state(&store, intent), IntentState::Queued);
    store.write(|tx| take(tx, &[intent], "r1", At(20))).unwrap();
    let twice = store.write(|tx| take(tx, &[intent], "r2", At(21)));
    assert!(matches!(twice, Err(StoreError::IllegalMove { .. })), "two senders cannot both take it");
    assert_eq!(store.read(|conn| get(conn, intent)).unwrap().unwrap().request_id.as_deref(), Some("r1"));
}

#[test]
fn taking_is_all_or_nothing() {
    let store = store_with(&["s1", "s2"]);
    let (one, two) = (asked(&store, "s1"), asked(&store, "s2"));
    settled(&store, two, IntentState::Withdrawn).unwrap();
    assert!(store.write(|tx| take(tx, &[one, two], "r1", At(20))).is_err());
    assert_eq!(state(&store, one), IntentState::Queued, "none is marked as sent when one could not be");
}

#[test]
fn what_was_on_the_wire_when_the_program_died_is_unknown_after_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seller.db");
    let store = Store::open(&path).unwrap();
    merge(&store, &approved("s1"), 1);
    merge(&store, &approved("s2"), 1);
    let (sent, waiting) = (asked(&store, "s1"), asked(&store, "s2"));
    store.write(|tx| take(tx, &[sent], "r1", At(20))).unwrap();
    // The process ends here without closing anything: the file and its journal are taken as they lie on the disk.
    let (crashed, wal) = (folder.path().join("crashed.db"), folder.path().join("crashed.db-wal"));
    std::fs::copy(&path, &crashed).unwrap();
    std::fs::copy(folder.path().join("seller.db-wal"), wal).unwrap();
    let again = Store::open(&crashed).unwrap();
    assert_eq!(state(&again, sent), IntentState::Sending, "it was committed before the call");
    assert_eq!(again.read(sending_count).unwrap(), 1);
    assert_eq!(again.write(|tx| sending_to_unknown(tx, At(40))).unwrap(), 1);
    assert_eq!(again.read(sending_count).unwrap(), 0);
    assert_eq!((state(&again, sent), state(&again, waiting)), (IntentState::Unknown, IntentState::Queued));
    let to_check = again.read(|conn| to_check(conn, At(40), 9)).unwrap();
    assert_eq!(to_check.iter().map(|intent| intent.id).collect::<Vec<_>>(), [sent], "it is read back at once");
    assert_eq!(again.write(|tx| sending_to_unknown(tx, At(41))).unwrap(), 0);
}

#[test]
fn one_call_is_for_one_warehouse_and_the_most_pressing_goes_first() {
    let store = store();
    for (shipment, location, due_at) in [("a", "LOC1", 300), ("b", "LOC2", 100), ("c", "LOC2", 200), ("d", "LOC1", 50)]
    {
        let mut one = approved(shipment);
        one.location_id = Some(location.into());
        one.dispatch_by = Some(At(due_at));
        merge(&store, &one, 1);
        asked(&store, shipment);
    }
    let due_ids = |now: i64, limit| -> Vec<String> {
        let found = store.read(|conn| due(conn, Action::Pack, At(now), limit)).unwrap();
        found.into_iter().map(|intent| intent.subject.key().to_owned()).collect()
    };
    assert_eq!(due_ids(10, 25), ["d", "a"]);
    assert_eq!(due_ids(10, 1), ["d"]);
    assert!(due_ids(9, 25).is_empty(), "not before its time");
    for intent in store.read(|conn| due(conn, Action::Pack, At(10), 25)).unwrap() {
        store.write(|tx| set_not_before(tx, intent.id, At(1_000))).unwrap();
    }
    assert_eq!(due_ids(10, 25), ["b", "c"]);
    assert_eq!(store.read(next_due_at).unwrap(), Some(At(10)));
    assert!(store.read(|conn| due(conn, Action::Dispatch, At(10), 25)).unwrap().is_empty());
}

#[test]
fn every_move_is_kept_with_its_cause() {
    let store = store_with(&["s1"]);
    let intent = asked(&store, "s1");
    store.write(|tx| take(tx, &[intent], "r1", At(20))).unwrap();
    settled(&store, intent, IntentState::Unknown).unwrap();
    assert_eq!(store.write(|tx| read_back(tx, intent, At(60), At(90))).unwrap(), 1);
    assert!(store.read(|conn| to_check(conn, At(89), 9)).unwrap().is_empty());
    assert_eq!(store.read(unresolved).unwrap().len(), 1);
    assert_eq!(store.read(live_count).unwrap(), 1);
    settled(&store, intent, IntentState::Confirmed).unwrap();
    let steps: Vec<_> =
        store.read(|conn| moves(conn, intent)).unwrap().into_iter().map(|step| (step.from, step.to)).collect();
    let expected = [
        (None, IntentState::Queued),
        (Some(IntentState::Queued), IntentState::Sending),
        (Some(IntentState::Sending), IntentState::Unknown),
        (Some(IntentState::Unknown), IntentState::Confirmed),
    ];
    assert_eq!(steps, expected);
    let row = store.read(|conn| get(conn, intent)).unwrap().unwrap();
    assert_eq!((row.attempts, row.read_backs, row.settled_at, row.next_check_at), (1, 1, Some(At(30)), None));
    assert_eq!((store.read(live_count).unwrap(), store.read(unresolved).unwrap().len()), (0, 0));
}

#[test]
fn an_old_act_may_be_looked_at_in_an_hour_but_no_later_and_at_once_when_somebody_asks() {
    const MINUTE: i64 = 60_000;
    let store = store_with(&["s1"]);
    let intent = asked(&store, "s1");
    store.write(|tx| take(tx, &[intent], "r1", At(0))).unwrap();
    settled(&store, intent, IntentState::Unknown).unwrap();
    let plan = |now: i64, next: i64| store.write(|tx| looked(tx, intent, At(now), At(next))).unwrap();
    let is_due = |now: i64| !store.read(|conn| to_check(conn, At(now), 9)).unwrap().is_empty();
    plan(120 * MINUTE, 180 * MINUTE);
    assert_eq!([121, 179, 180].map(|minute| is_due(minute * MINUTE)), [false, false, true]);
    let row = store.read(|conn| get(conn, intent)).unwrap().unwrap();
    assert_eq!(row.looked_at, Some(At(120 * MINUTE)));
    // By a clock that ran ahead and was put right.
    plan(120 * MINUTE, 300 * MINUTE);
    assert!(is_due(121 * MINUTE));
    plan(120 * MINUTE, 180 * MINUTE);
    let press = |whose: &str| store.write(|tx| check_sooner(tx, Some(&id(whose)), At(125 * MINUTE), At(126 * MINUTE)));
    press("another").unwrap();
    assert!(!is_due(125 * MINUTE));
    press("s1").unwrap();
    assert!(is_due(125 * MINUTE));
}

#[test]
fn the_row_shows_what_is_under_way_and_the_last_refusal() {
    let store = store_with(&["s1"]);
    let row = || store.read(|conn| view::row_of(conn, &id("s1"), At(5))).unwrap().unwrap();
    let intent = asked(&store, "s1");
    assert_eq!(row().under_way.map(|way| (way.action, way.state)), Some((Action::Pack, IntentState::Queued)));
    store.write(|tx| take(tx, &[intent], "r1", At(20))).unwrap();
    assert_eq!(row().under_way.map(|way| way.state), Some(IntentState::Sending));
    settled(&store, intent, IntentState::Refused).unwrap();
    assert_eq!((row().under_way, row().refused.as_deref()), (None, Some("in words")));
    asked(&store, "s1");
    assert_eq!(row().refused, None, "asked anew, the old refusal is over");
}

#[test]
fn the_activity_list_is_read_in_pages() {
    let store = store_with(&["s1", "s2", "s3"]);
    let all: Vec<i64> = ["s1", "s2", "s3"].iter().map(|shipment| asked(&store, shipment)).collect();
    let page = |before| {
        let filter = Filter { before, limit: 2, action: Some(Action::Pack), ..Filter::default() };
        let page = store.read(|conn| list(conn, &filter)).unwrap();
        page.into_iter().map(|intent| intent.id).collect::<Vec<_>>()
    };
    assert_eq!(page(None), [all[2], all[1]]);
    assert_eq!(page(Some(all[1])), [all[0]]);
    let doubtful = Filter { unresolved: true, limit: 9, ..Filter::default() };
    assert!(store.read(|conn| list(conn, &doubtful)).unwrap().is_empty());
}
