//! After a restore no act is lost and none can be done twice, whatever is broken in the old file.

use godown_domain::{Action, IntentState};

use super::*;
use crate::backup::BackupKind;
use crate::testing::{approved, merge, new_intent, new_label, new_run};
use crate::{Store, intent, setting, sync_mark};

const DAY: i64 = 86_400_000;
/// When the backup was made.
const BACKED_UP: At = At(20_000 * DAY);
const LATER: i64 = BACKED_UP.0 + 3_600_000;

struct Bench {
    _folder: tempfile::TempDir,
    path: PathBuf,
    backup: Backup,
}

fn act(store: &Store, shipment: &str, at: i64, states: &[IntentState]) -> i64 {
    store
        .write(|tx| {
            let id = intent::queue(tx, &new_intent(shipment, Action::Pack, at))?;
            for state in states {
                match state {
                    IntentState::Sending => intent::take(tx, &[id], "r", At(at))?,
                    next => intent::settle(tx, id, *next, None, None, "test", At(at))?,
                }
            }
            Ok(id)
        })
        .unwrap()
}

fn states(store: &Store) -> Vec<(String, IntentState)> {
    let mut all: Vec<(String, IntentState)> = store
        .read(|conn| {
            crate::sql::rows(
                conn,
                "SELECT s.shipment_id, i.state FROM intent i JOIN shipment s ON s.no = i.shipment_no",
                [],
                |row| Ok((row.get(0)?, crate::sql::intent_state(&row.get::<_, String>(1)?)?)),
            )
        })
        .unwrap();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

fn put(store: &Store, ids: &[&str]) {
    ids.iter().for_each(|id| {
        merge(store, &approved(id), 1);
    });
}

/// A backup with two acts waiting; after it one is sent, one is taken back, and acts and shipments are added.
fn bench() -> Bench {
    use IntentState::{Accepted, Confirmed, Sending, Withdrawn};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("godown.db");
    let store = Store::open(&path).unwrap();
    put(&store, &["before-sent", "before-withdrawn", "new-confirmed", "new-queued"]);
    let sent = act(&store, "before-sent", BACKED_UP.0 - 10_000, &[]);
    let back = act(&store, "before-withdrawn", BACKED_UP.0 - 9_000, &[]);
    let mark = sync_mark::Mark { covered_to: At(5), completed_at: Some(At(5)), partial: None };
    store.write(|tx| sync_mark::put(tx, "open", "", &mark)).unwrap();
    let backup =
        backup::make(&store, &backup::folder_of(&path), BackupKind::Daily, BACKED_UP, || true).unwrap().unwrap();
    store
        .write(|tx| {
            intent::take(tx, &[sent], "r", At(LATER))?;
            intent::settle(tx, back, Withdrawn, None, None, "taken back", At(LATER))
        })
        .unwrap();
    merge(&store, &approved("new-shipment"), LATER);
    act(&store, "new-confirmed", LATER, &[Sending, Accepted, Confirmed]);
    act(&store, "new-queued", LATER, &[]);
    act(&store, "new-shipment", LATER, &[Sending]);
    drop(store);
    Bench { _folder: folder, path, backup }
}

fn restored(bench: &Bench) -> (Restored, Store) {
    let told = restore(&bench.path, &bench.backup.name, At(LATER + 1)).unwrap();
    (told, Store::open(&bench.path).unwrap())
}

#[test]
fn acts_younger_than_the_backup_are_carried_over_and_none_of_them_waits_to_be_sent() {
    let bench = bench();
    let (told, store) = restored(&bench);
    use IntentState::{Confirmed, Unknown, Withdrawn};
    let expected = [
        ("before-sent", Unknown),
        ("before-withdrawn", Withdrawn),
        ("new-confirmed", Confirmed),
        ("new-queued", Unknown),
        ("new-shipment", Unknown),
    ];
    assert_eq!(states(&store), expected.map(|(id, state)| (id.to_owned(), state)));
    assert_eq!(told.acts, Carried { carried: 3, doubtful: 1, unreadable: 0 });
    let due = store.read(|conn| intent::to_check(conn, At(LATER + 1), 100)).unwrap();
    assert_eq!(due.len(), 3, "each is read back at once");
    assert_eq!(store.read(|conn| sync_mark::get(conn, "open", "")).unwrap(), None, "everything is read again");
    assert!(store.read(|conn| setting::get::<serde_json::Value>(conn, "backup")).unwrap().is_none());
    let counted: i64 = store
        .read(|conn| Ok(conn.query_row("SELECT sum(shipments) FROM standing_count", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(counted, 5, "the queues count the shipment that came along");
}

#[test]
fn numbers_asked_of_stock_are_carried_over_with_their_listings() {
    use IntentState::{Accepted, Confirmed, Sending, Unknown};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("godown.db");
    let store = Store::open(&path).unwrap();
    let list = |sku: &str, at| {
        let stock = [("LOC1".into(), Some(12)), ("LOC2".into(), Some(3))];
        store.write(|tx| crate::listing::put(tx, &sku.into(), "F", None, &stock, At(at))).unwrap();
    };
    let ask = |sku: &str, location: &str, at, states: &[IntentState]| {
        let subject = godown_domain::Subject::Stock { sku: sku.into(), location: location.into() };
        let new = intent::NewIntent { subject, args: r#"{"units":5}"#.into(), ..new_intent("", Action::Stock, at) };
        store
            .write(|tx| {
                let id = intent::queue(tx, &new)?;
                for state in states {
                    match state {
                        Sending => intent::take(tx, &[id], "r", At(at))?,
                        next => intent::settle(tx, id, *next, None, None, "test", At(at))?,
                    }
                }
                Ok(id)
            })
            .unwrap()
    };
    list("MUG", 1);
    let before = ask("MUG", "LOC1", BACKED_UP.0 - 9_000, &[]);
    let made = backup::make(&store, &backup::folder_of(&path), BackupKind::Daily, BACKED_UP, || true);
    let backup = made.unwrap().unwrap();
    store.write(|tx| intent::take(tx, &[before], "r", At(LATER))).unwrap();
    list("CUP", LATER);
    ask("MUG", "LOC2", LATER, &[Sending, Accepted, Confirmed]);
    ask("CUP", "LOC1", LATER, &[Sending]);
    drop(store);
    let bench = Bench { _folder: folder, path, backup };
    let (told, store) = restored(&bench);
    assert_eq!(told.acts, Carried { carried: 2, doubtful: 1, unreadable: 0 });
    let asked = |sku: &str, location: &str| {
        let of = store.read(|conn| intent::for_stock(conn, &sku.into(), &location.into())).unwrap();
        of.into_iter().map(|intent| intent.state).collect::<Vec<_>>()
    };
    assert_eq!([asked("MUG", "LOC1"), asked("MUG", "LOC2"), asked("CUP", "LOC1")], [[Unknown], [Confirmed], [Unknown]]);
}

#[test]
fn the_old_file_is_kept_aside_untouched() {
    let bench = bench();
    let mut bytes = fs::read(&bench.path).unwrap();
    bytes.iter_mut().take(100).for_each(|byte| *byte = 0x20);
    fs::write(&bench.path, &bytes).unwrap();
    let (told, _store) = restored(&bench);
    assert!(told.aside.to_string_lossy().contains("godown.db.damaged-"), "{:?}", told.aside);
    assert!(fs::read(&told.aside).unwrap() == bytes);
}

#[test]
fn a_broken_first_page_loses_no_act() {
    let bench = bench();
    let mut bytes = fs::read(&bench.path).unwrap();
    bytes.iter_mut().take(4_096).for_each(|byte| *byte = 0x55);
    fs::write(&bench.path, bytes).unwrap();
    assert!(Store::open(&bench.path).is_err());
    let (told, store) = restored(&bench);
    assert_eq!(told.acts.carried, 3, "{told:?}");
    assert_eq!(states(&store).len(), 5);
}

#[test]
fn whatever_page_is_broken_nothing_waits_to_be_sent_and_the_file_is_sound() {
    let bench = bench();
    let whole = fs::read(&bench.path).unwrap();
    for page in (0..whole.len() / 4_096).step_by(3) {
        let mut bytes = whole.clone();
        bytes.iter_mut().skip(page * 4_096).take(4_096).for_each(|byte| *byte ^= 0xff);
        fs::write(&bench.path, &bytes).unwrap();
        let told = restore(&bench.path, &bench.backup.name, At(LATER + 1 + page as i64)).unwrap();
        let store = Store::open(&bench.path).unwrap();
        store.check().unwrap();
        let states = states(&store);
        for (id, state) in &states {
            assert!(!matches!(state, IntentState::Queued | IntentState::Sending), "page {page}: {id} is {state:?}");
        }
        assert!(states.len() >= 2, "page {page}: what the backup holds is never lost: {told:?}");
        drop(store);
    }
}

#[test]
fn without_an_old_file_the_backup_alone_is_doubtful() {
    let bench = bench();
    fs::remove_file(&bench.path).unwrap();
    let (told, store) = restored(&bench);
    assert_eq!(told.acts, Carried { carried: 0, doubtful: 2, unreadable: 0 });
    assert!(states(&store).iter().all(|(_, state)| *state == IntentState::Unknown));
    let rows = store.read(|conn| intent::to_check(conn, At(LATER + 1), 100)).unwrap();
    assert!(rows.iter().all(|row| row.code.as_deref() == Some("RESTORED")), "their fate could not be read");
}

#[test]
fn a_restore_cut_short_after_it_was_decided_is_finished_by_the_next_opening() {
    let bench = bench();
    let old = fs::read(&bench.path).unwrap();
    restored(&bench);
    fs::copy(&bench.path, beside(&bench.path, "restored")).unwrap();
    fs::write(&bench.path, old).unwrap();
    fs::write(with(&bench.path, "-wal"), "an old journal").unwrap();
    let store = Store::open(&bench.path).unwrap();
    assert!(states(&store).iter().all(|(_, state)| *state != IntentState::Queued));
    assert!(!beside(&bench.path, "restored").exists());
}

#[test]
fn a_rehearsal_says_what_would_be_and_changes_nothing() {
    let bench = bench();
    let before = fs::read(&bench.path).unwrap();
    let (acts, _) = rehearse(&bench.path, &bench.backup.name, At(LATER + 1)).unwrap();
    assert_eq!(acts.carried, 3);
    assert!(fs::read(&bench.path).unwrap() == before);
    assert_eq!(states(&Store::open(&bench.path).unwrap()).len(), 5);
}

#[test]
fn a_backup_that_is_damaged_itself_is_refused_and_the_file_stands() {
    let bench = bench();
    let backup = backup::folder_of(&bench.path).join(&bench.backup.name);
    let bytes = fs::read(&backup).unwrap();
    let rotted = bytes.iter().enumerate().map(|(n, byte)| if n / 4_096 == 5 { !byte } else { *byte });
    fs::write(&backup, rotted.collect::<Vec<u8>>()).unwrap();
    let before = fs::read(&bench.path).unwrap();
    let error = restore(&bench.path, &bench.backup.name, At(LATER)).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_) | StoreError::NotFound { .. }), "{error}");
    assert!(fs::read(&bench.path).unwrap() == before);
    assert!(matches!(restore(&bench.path, "../godown.db", At(LATER)), Err(StoreError::NotFound { .. })));
}

#[test]
fn labels_that_may_be_on_paper_are_asked_about() {
    let bench = bench();
    let store = Store::open(&bench.path).unwrap();
    store
        .write(|tx| {
            tx.execute(
                "INSERT INTO document (sha256, kind, title, bytes, pages, made_at) VALUES ('ab', 'label', 't', 1, 3, 1)",
                [],
            )?;
            let document = u32::try_from(tx.last_insert_rowid()).unwrap();
            let labels = ["new-confirmed", "new-queued", "new-shipment"];
            let labels: Vec<_> =
                (1..).zip(labels).map(|(place, id)| new_label(place, document, id, &format!("T-{id}"))).collect();
            let (run, _) = crate::print::begin(tx, &new_run("k", None, LATER), &labels)?;
            let waiting = crate::print::next_labels(tx, run.unwrap(), 3)?;
            use godown_domain::print::label_state::LabelState::{Sending, Spooled};
            let step = crate::print::Move::default();
            crate::print::move_label(tx, waiting[0].label, Sending, &step, At(LATER))?;
            crate::print::move_label(tx, waiting[0].label, Spooled, &step, At(LATER))?;
            crate::print::move_label(tx, waiting[1].label, Sending, &step, At(LATER))
        })
        .unwrap();
    drop(store);
    let (told, store) = restored(&bench);
    let labels: Vec<String> = store
        .read(|conn| {
            crate::sql::rows(conn, "SELECT state FROM print_item ORDER BY position", [], |row| Ok(row.get(0)?))
        })
        .unwrap();
    assert_eq!(labels, ["asked", "asked", "queued"]);
    assert_eq!(told.labels.carried, 3);
    let run: String =
        store.read(|conn| Ok(conn.query_row("SELECT state FROM print_run", [], |row| row.get(0))?)).unwrap();
    assert_eq!(run, "paused", "nothing is printed before a person looked");
}
