//! Opening, refusing, upgrading, and the two ways in.

use super::*;
use crate::testing::{approved, merge};
use crate::{change, setting};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn the_migrations_are_sound() {
    rusqlite_migration::Migrations::from_slice(migrations::STEPS).validate().unwrap();
}

#[test]
fn what_was_written_is_there_after_closing() {
    let folder = folder();
    let path = folder.path().join("seller.db");
    Store::open(&path).unwrap().write(|tx| setting::put(tx, "theme", "dark")).unwrap();
    let again = Store::open(&path).unwrap();
    assert_eq!(again.read(|conn| setting::get::<String>(conn, "theme")).unwrap().as_deref(), Some("dark"));
    assert!(again.size_bytes() > 0);
    again.check().unwrap();
}

#[test]
fn the_journal_survives_a_power_cut_by_its_settings() {
    let folder = folder();
    let store = Store::open(&folder.path().join("seller.db")).unwrap();
    let pragma = |name: &str| {
        store.write(|tx| {
            Ok(tx.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, String>(0)).unwrap_or_default())
        })
    };
    assert_eq!(pragma("journal_mode").unwrap(), "wal");
    let synchronous: i64 = store.write(|tx| Ok(tx.query_row("PRAGMA synchronous", [], |row| row.get(0))?)).unwrap();
    assert_eq!(synchronous, 2, "2 is FULL: an answered write is on the disk");
    let foreign: i64 = store.write(|tx| Ok(tx.query_row("PRAGMA foreign_keys", [], |row| row.get(0))?)).unwrap();
    assert_eq!(foreign, 1);
}

#[test]
fn after_a_commit_nobody_waits_for_the_next_one_is_synced_again_however_it_ended() {
    let store = Store::open_in_memory().unwrap();
    let synchronous =
        |tx: &Transaction<'_>| -> Result<i64> { Ok(tx.query_row("PRAGMA synchronous", [], |row| row.get(0))?) };
    assert_eq!(store.write_derived(synchronous).unwrap(), 1, "1 is NORMAL");
    assert_eq!(store.write(synchronous).unwrap(), 2, "2 is FULL");
    let refused = store.write_derived(|tx| Ok(tx.execute("INSERT INTO nowhere VALUES (1)", [])?));
    assert!(refused.is_err());
    assert_eq!(store.write(synchronous).unwrap(), 2, "after a failure");
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write_derived(|_| -> Result<()> { panic!("half way") })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.write(synchronous).unwrap(), 2, "after a panic");
    store.write_derived(|tx| setting::put(tx, "theme", "dark")).unwrap();
    assert_eq!(store.read(|conn| setting::get::<String>(conn, "theme")).unwrap().as_deref(), Some("dark"));
}

#[test]
fn a_file_of_a_newer_godown_is_refused_and_stays_byte_for_byte_the_same() {
    let folder = folder();
    let path = folder.path().join("seller.db");
    drop(Store::open(&path).unwrap());
    {
        let conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "user_version", 99).unwrap();
    }
    let before = std::fs::read(&path).unwrap();
    let names = |folder: &Path| {
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let names_before = names(folder.path());
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Newer { file: 99, app: 1 }), "{error}");
    assert!(error.is_permanent());
    assert_eq!(std::fs::read(&path).unwrap(), before, "refused means untouched");
    assert_eq!(names(folder.path()), names_before, "nothing is laid beside it either");
}

#[test]
fn an_older_file_is_backed_up_before_it_is_upgraded() {
    let folder = folder();
    let path = folder.path().join("seller.db");
    let store = Store::open(&path).unwrap();
    merge(&store, &approved("s1"), 1);
    drop(store);
    let steps: Vec<M<'static>> =
        migrations::STEPS.iter().cloned().chain([M::up("ALTER TABLE setting ADD COLUMN made_at INTEGER")]).collect();
    let upgraded = Store::open_at(&path, &steps, None).unwrap();
    upgraded.read(|conn| Ok(conn.execute_batch("SELECT made_at FROM setting")?)).unwrap();
    let backups = crate::backup::folder_of(&path);
    let [backup] = crate::backup::list(&backups).try_into().unwrap();
    assert_eq!((backup.kind, backup.shipments), (crate::backup::BackupKind::Upgrade, 1));
    let copy = Store::open(&backups.join(backup.name)).unwrap();
    let kept: i64 =
        copy.read(|conn| Ok(conn.query_row("SELECT count(*) FROM shipment", [], |row| row.get(0))?)).unwrap();
    assert_eq!(kept, 1, "the copy holds what the file held");
}

#[test]
fn a_file_that_is_no_database_is_called_damaged_and_kept() {
    let folder = folder();
    let path = folder.path().join("seller.db");
    std::fs::write(
        &path,
        "this is a shopping list, long enough to be a header, and certainly nothing else at all, is it?",
    )
    .unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_torn_file_is_called_damaged() {
    let folder = folder();
    let path = folder.path().join("seller.db");
    let store = Store::open(&path).unwrap();
    for n in 0..200 {
        merge(&store, &approved(&format!("s{n}")), 1);
    }
    drop(store);
    let mut bytes = std::fs::read(&path).unwrap();
    for byte in bytes.iter_mut().skip(4096) {
        *byte = 0xa5;
    }
    std::fs::write(&path, bytes).unwrap();
    let error = Store::open(&path).and_then(|store| store.check()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
}

#[test]
fn a_folder_that_is_not_there_is_said_so() {
    let folder = folder();
    let error = Store::open(&folder.path().join("nowhere").join("seller.db")).unwrap_err();
    assert!(matches!(error, StoreError::CannotOpen(_)), "{error}");
}

#[test]
fn a_full_disk_is_called_full_and_loses_nothing() {
    let store = crate::testing::store_with(&["s1"]);
    store
        .write(|tx| {
            let pages: i64 = tx.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            tx.pragma_update(None, "max_page_count", pages)?;
            Ok(())
        })
        .unwrap();
    let error = store.write(|tx| setting::put(tx, "big", &"x".repeat(1_000_000))).unwrap_err();
    assert!(matches!(error, StoreError::DiskFull), "{error}");
    assert!(!error.is_permanent(), "freeing space helps");
    let known: i64 =
        store.read(|conn| Ok(conn.query_row("SELECT count(*) FROM shipment", [], |row| row.get(0))?)).unwrap();
    assert_eq!(known, 1);
}

#[test]
fn a_failed_write_leaves_no_trace() {
    let store = crate::testing::store();
    let head = store.read(change::head).unwrap();
    let failed: Result<()> = store.write(|tx| {
        setting::put(tx, "theme", "dark")?;
        Err(StoreError::not_found("Something"))
    });
    assert!(failed.is_err());
    assert_eq!(store.read(|conn| setting::get::<String>(conn, "theme")).unwrap(), None);
    assert_eq!(store.read(change::head).unwrap(), head);
}

#[test]
fn a_read_sees_one_moment_even_while_others_write() {
    let store = crate::testing::store();
    let count = |conn: &Connection| -> Result<i64> {
        Ok(conn.query_row("SELECT count(*) FROM shipment", [], |row| row.get(0))?)
    };
    store
        .read(|conn| {
            assert_eq!(count(conn)?, 0);
            merge(&store, &approved("s1"), 1);
            assert_eq!(count(conn)?, 0, "the snapshot does not move under the reader");
            Ok(())
        })
        .unwrap();
    assert_eq!(store.read(count).unwrap(), 1);
}

#[test]
fn a_reader_cannot_write() {
    let store = crate::testing::store();
    assert!(store.read(|conn| Ok(conn.execute("DELETE FROM shipment", [])?)).is_err());
}

#[test]
fn a_scratch_store_leaves_nothing_behind() {
    let store = crate::testing::store();
    let path = store.path().to_owned();
    assert!(path.exists());
    drop(store);
    assert!(!path.exists());
}
