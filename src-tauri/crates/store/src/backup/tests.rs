//! A backup is whole or it is not there; the newest never goes.

use std::cell::Cell;

use super::*;
use crate::testing::{approved, merge, store_with};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn day(day: i64) -> At {
    At(day * 86_400_000)
}

#[test]
fn a_backup_is_one_whole_file_that_says_what_it_holds() {
    let folder = folder();
    let store = store_with(&["s1", "s2"]);
    let made = make(&store, folder.path(), BackupKind::Daily, day(20_000), || true).unwrap().unwrap();
    assert_eq!((made.at, made.kind, made.shipments, made.intents), (day(20_000), BackupKind::Daily, 2, 0));
    assert_eq!(names(folder.path()), std::slice::from_ref(&made.name), "no journal lies beside it");
    check::file(&folder.path().join(&made.name)).unwrap();
    let copy = Store::open(&folder.path().join(&made.name)).unwrap();
    assert_eq!(copy.read(|conn| crate::shipment::unseen_pre_dispatch(conn, None, At(i64::MAX))).unwrap().len(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join(&made.name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "nobody but its owner reads it");
    }
}

#[test]
fn a_writer_never_waits_for_a_backup_and_the_backup_shows_one_moment() {
    let folder = folder();
    let store = store_with(&["s1"]);
    let wrote = Cell::new(false);
    let go_on = || {
        if !wrote.replace(true) {
            merge(&store, &approved("s2"), 2);
        }
        true
    };
    let made = make(&store, folder.path(), BackupKind::Daily, day(1), go_on).unwrap().unwrap();
    assert_eq!(made.shipments, 1, "what was written meanwhile is in the next one");
    assert_eq!(store.read(|conn| crate::shipment::unseen_pre_dispatch(conn, None, At(i64::MAX))).unwrap().len(), 2);
}

#[test]
fn one_that_is_broken_off_is_not_there() {
    let folder = folder();
    let store = store_with(&["s1"]);
    assert_eq!(make(&store, folder.path(), BackupKind::Daily, day(1), || false).unwrap(), None);
    assert_eq!(names(folder.path()), Vec::<String>::new());
    fs::write(folder.path().join("godown-1970-01-02-86400000-daily.db.part"), "half").unwrap();
    assert_eq!(list(folder.path()), [], "what a kill left half does not count");
    make(&store, folder.path(), BackupKind::Daily, day(2), || true).unwrap().unwrap();
    assert_eq!(names(folder.path()).len(), 1, "and is taken away by the next");
}

#[test]
fn a_damaged_store_makes_no_backup_and_loses_none() {
    let folder = folder();
    let path = folder.path().join("godown.db");
    let backups = folder_of(&path);
    let store = Store::open(&path).unwrap();
    for n in 0..300 {
        merge(&store, &approved(&format!("s{n}")), 1);
    }
    let good = make(&store, &backups, BackupKind::Daily, day(1), || true).unwrap().unwrap();
    store.write(|tx| Ok(tx.execute_batch("PRAGMA wal_checkpoint(PASSIVE)")?)).ok();
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let store = Store::open(&path).unwrap();
    bytes.iter_mut().skip(8 * 4_096).take(60 * 4_096).for_each(|byte| *byte = 0xa5);
    fs::write(&path, &bytes).unwrap();
    let error = make(&store, &backups, BackupKind::Daily, day(2), || true).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
    assert_eq!(names(&backups), std::slice::from_ref(&good.name));
    assert_eq!(newest_good(&backups), Some(good));
    let refused = store.write(|tx| setting::put(tx, "theme", "dark")).unwrap_err();
    assert!(matches!(refused, StoreError::Damaged(_)), "a damaged file is never written to: {refused}");
    drop(store);
    assert!(fs::read(&path).unwrap() == bytes, "not even by closing it");
}

#[test]
fn a_backup_that_rotted_is_passed_over_for_the_one_before() {
    let folder = folder();
    let store = store_with(&["s1"]);
    let first = make(&store, folder.path(), BackupKind::Daily, day(1), || true).unwrap().unwrap();
    let second = make(&store, folder.path(), BackupKind::Daily, day(2), || true).unwrap().unwrap();
    assert_eq!(newest_good(folder.path()).as_ref(), Some(&second));
    let path = folder.path().join(&second.name);
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(&path, bytes).unwrap();
    assert_eq!(newest_good(folder.path()), Some(first));
}

#[test]
fn seven_days_and_four_weeks_are_kept_and_always_the_newest() {
    let backup = |day: i64, kind| Backup {
        name: format!("{day}"),
        at: At(day * 86_400_000),
        kind,
        bytes: 1,
        shipments: 0,
        intents: 0,
    };
    // Day 20,000 was a Friday.
    let mut all: Vec<Backup> = (0..60).map(|ago| backup(20_000 - ago, BackupKind::Daily)).collect();
    let days = |all: &[Backup]| -> Vec<i64> {
        kept(all).into_iter().map(|place| 20_000 - all[place].at.0 / 86_400_000).collect()
    };
    assert_eq!(days(&all), [0, 1, 2, 3, 4, 5, 6, 12, 19], "seven days, and the Sundays of the weeks before");
    all.retain(|backup| 20_000 - backup.at.0 / 86_400_000 >= 40);
    assert_eq!(days(&all).first(), Some(&40), "however old, the newest stays");
    let upgrade = backup(19_000, BackupKind::Upgrade);
    all.push(upgrade);
    assert!(days(&all).contains(&1_000), "an upgrade can be undone for long");
}
