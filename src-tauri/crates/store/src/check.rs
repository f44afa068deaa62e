//! Looking a file through for damage. Never writes.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::{Result, StoreError};

/// Files up to this size are looked through before they are opened for work; it takes a moment no one notices. Larger ones
/// are opened first and looked through beside the work.
pub(crate) const AT_ONCE_BYTES: u64 = 48 * 1024 * 1024;

/// Walks a closed file.
///
/// # Errors
/// [`StoreError::Damaged`] with SQLite's first finding; what the disk says.
pub fn file(path: &Path) -> Result<()> {
    connection(&Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

/// Walks the file of a connection.
pub(crate) fn connection(conn: &Connection) -> Result<()> {
    match conn.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))? {
        word if word == "ok" => Ok(()),
        finding => Err(StoreError::Damaged(finding.replace('\n', " "))),
    }
}
