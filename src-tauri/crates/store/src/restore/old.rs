//! The old file, opened for reading whatever can still be read. It is never written to.

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::with;
use crate::Result;

/// First page: SQLite's header and the beginning of the table of tables. All our files have this size of page.
const PAGE: usize = 4_096;

/// The old file, or a copy of it with a sound first page.
pub(super) struct Old {
    // Declared first, so that it is closed before the copy goes.
    conn: Connection,
    _copy: Option<Copy>,
}

impl Old {
    pub(super) fn conn(&self) -> &Connection {
        &self.conn
    }
}

struct Copy(PathBuf);

impl Drop for Copy {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            // It was made here and is of no further use.
            let _ = fs::remove_file(with(&self.0, suffix));
        }
    }
}

/// Opens the old file. Where its first page is broken, a copy is read that has the backup's. `None` where nothing can be read.
pub(super) fn open(path: &Path, backup: &Path) -> Result<Option<Old>> {
    if !path.exists() {
        return Ok(None);
    }
    if let Some(conn) = readable(path) {
        return Ok(Some(Old { conn, _copy: None }));
    }
    let copy = Copy(with(path, ".salvage.part"));
    fs::copy(path, &copy.0)?;
    let journal = with(path, "-wal");
    if journal.exists() {
        fs::copy(&journal, with(&copy.0, "-wal"))?;
    }
    if patch(&copy.0, backup).is_err() {
        return Ok(None);
    }
    Ok(readable(&copy.0).map(|conn| Old { conn, _copy: Some(copy) }))
}

/// A connection, if the tables that matter can be named.
fn readable(path: &Path) -> Option<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    conn.pragma_update(None, "cell_size_check", true).ok()?;
    conn.prepare("SELECT i.id, s.no, p.id FROM intent i, shipment s, print_item p").ok()?;
    Some(conn)
}

/// Gives the copy the first page of the backup, with the copy's own length and way of keeping its journal.
fn patch(copy: &Path, backup: &Path) -> std::io::Result<()> {
    let mut page = vec![0; PAGE];
    fs::File::open(backup)?.read_exact(&mut page)?;
    let mut file = fs::File::options().read(true).write(true).open(copy)?;
    let pages = u32::try_from(file.metadata()?.len() / PAGE as u64).unwrap_or(u32::MAX);
    for (place, byte) in (28..).zip(pages.to_be_bytes()).chain([(18, 2), (19, 2)]) {
        if let Some(kept) = page.get_mut(place) {
            *kept = byte;
        }
    }
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&page)?;
    file.sync_all()
}
