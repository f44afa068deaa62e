//! The versions of the file. A released step is never edited; a new one is added at the end.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::backup::{self, BackupKind};
use crate::{Result, StoreError};

/// The steps, oldest first.
pub(crate) const STEPS: &[M<'static>] = &[M::up(include_str!("../migrations/0001_first.sql")).foreign_key_check()];

/// Version of a database, as SQLite keeps it in `user_version`.
fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Version written in the first page of the file, read without opening it as a database: opening a journalled file would
/// already touch it. `None` for a missing or empty file.
fn version_in_header(path: &Path) -> Result<Option<i64>> {
    use std::io::Read;
    let mut head = Vec::with_capacity(100);
    match std::fs::File::open(path) {
        Ok(file) => file.take(100).read_to_end(&mut head)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    match head.get(60..64) {
        _ if head.is_empty() => Ok(None),
        Some(word) if head.starts_with(b"SQLite format 3\0") => {
            Ok(Some(word.iter().fold(0, |all, byte| all << 8 | i64::from(*byte))))
        }
        _ => Err(StoreError::Damaged("it is not a database file".into())),
    }
}

/// Refuses a file from a newer Godown before it is opened.
pub(crate) fn refuse_newer(path: &Path, steps: &[M<'static>]) -> Result<()> {
    let app = steps.len() as i64;
    match version_in_header(path)? {
        Some(file) if file > app => Err(StoreError::Newer { file, app }),
        _ => Ok(()),
    }
}

/// Brings the file to the newest version; an existing older file is backed up first.
pub(crate) fn upgrade(conn: &mut Connection, path: &Path, steps: &[M<'static>]) -> Result<()> {
    let (file, app) = (version(conn)?, steps.len() as i64);
    if file > app {
        return Err(StoreError::Newer { file, app });
    }
    if file == app {
        return Ok(());
    }
    if file > 0 {
        back_up(conn, path)?;
    }
    Migrations::from_slice(steps).to_latest(conn).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => StoreError::Damaged(other.to_string()),
    })
}

fn back_up(conn: &Connection, path: &Path) -> Result<()> {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |past| past.as_millis());
    let at = godown_domain::At(i64::try_from(now).unwrap_or(i64::MAX));
    backup::make_from(conn, &backup::folder_of(path), BackupKind::Upgrade, at, || true).map(|_| ())
}
