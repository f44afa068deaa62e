//! Opening the file, and the two ways in: a snapshot for reading, the one transaction for writing.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::M;

use crate::{Result, StoreError, migrations};

/// How long a writer waits for another process before it says [`StoreError::Busy`].
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pages of journal before it is folded into the file: large enough that a first fill, whose ids fall all over the indexes,
/// does not write each index page again for every page of shipments.
const CHECKPOINT_PAGES: i64 = 16_000;
/// Readers kept for the next caller; more are opened when needed and closed again.
const IDLE_READERS: usize = 4;

/// The database of one seller. Cheap to clone; all clones share one writer.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    // Declared before `scratch`, so that the connections are closed before a scratch file is removed.
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// The disk had no room for the index that several connections share: the writer serves the readers as well.
    alone: bool,
    _scratch: Option<Scratch>,
}

/// A file that goes away with its store.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(suffix);
            // A file that was never made or is already gone is what is wanted.
            let _ = std::fs::remove_file(name);
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.inner.path).finish()
    }
}

impl Store {
    /// Opens the file at `path`, making it or bringing it up to date (an older one is copied beside itself first). A file
    /// that holds data opens on a full disk too, so that what was read stays readable.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a file of a newer Godown, which stays as it is; [`StoreError::Damaged`],
    /// [`StoreError::ReadOnly`], [`StoreError::DiskFull`], [`StoreError::CannotOpen`] as their names say.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_at(path, migrations::STEPS, None)
    }

    /// Opens an empty store that vanishes when the last clone is dropped: a scratch file, so that it behaves in every way
    /// like a real one.
    pub fn open_in_memory() -> Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let nanos = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |past| past.as_nanos());
        let name = format!("godown-{}-{nanos}-{count}.db", std::process::id());
        let path = std::env::temp_dir().join(name);
        Self::open_at(&path, migrations::STEPS, Some(Scratch(path.clone())))
    }

    fn open_at(path: &Path, steps: &[M<'static>], scratch: Option<Scratch>) -> Result<Self> {
        migrations::refuse_newer(path, steps)?;
        let (writer, alone) = match writer(path, steps, false) {
            Err(StoreError::DiskFull | StoreError::DiskFailed(_)) if holds_data(path) => {
                (writer(path, steps, true)?, true)
            }
            opened => (opened?, false),
        };
        let inner = Inner {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            alone,
            _scratch: scratch,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `f` on one snapshot: whatever is written meanwhile, all its reads agree.
    pub fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if self.inner.alone {
            let writer = lock(&self.inner.writer);
            let snapshot = writer.unchecked_transaction()?;
            return f(&snapshot);
        }
        let idle = lock(&self.inner.readers).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.reader()?,
        };
        let answer = {
            let snapshot = conn.unchecked_transaction()?;
            f(&snapshot)
        };
        let mut readers = lock(&self.inner.readers);
        if readers.len() < IDLE_READERS {
            readers.push(conn);
        }
        answer
    }

    /// Runs `f` in the one writing transaction; what it did is on the disk when this returns `Ok`, and undone otherwise.
    /// Must not be called from inside `f`.
    pub fn write<T>(&self, f: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        transact(&mut lock(&self.inner.writer), f)
    }

    /// Like [`Store::write`], for what can be made again from the rest of the file: the commit is not waited for on the
    /// disk. The journal is written in order, and what survives of it after a power cut is a beginning of it, never a part
    /// from the middle; so either this transaction is there whole, or it and everything after it never happened. The next
    /// [`Store::write`] syncs it along with itself, and nothing it has answered rests on anything that can still be lost.
    ///
    /// Fit only for a transaction whose loss leaves the file saying that the work is still to be done.
    pub fn write_derived<T>(&self, f: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.inner.writer);
        let mut unsynced = Unsynced::begin(&mut writer)?;
        let answer = transact(unsynced.writer(), f);
        unsynced.end()?;
        answer
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Bytes on disk, journal included.
    pub fn size_bytes(&self) -> u64 {
        let mut journal = self.inner.path.as_os_str().to_owned();
        journal.push("-wal");
        let length = |path: &Path| std::fs::metadata(path).map_or(0, |meta| meta.len());
        length(&self.inner.path) + length(Path::new(&journal))
    }

    /// Writes a compact, consistent copy to `target`, which must not exist; work goes on meanwhile.
    pub fn backup_to(&self, target: &Path) -> Result<()> {
        if self.inner.alone {
            return migrations::vacuum_into(&lock(&self.inner.writer), target);
        }
        let conn = Connection::open_with_flags(&self.inner.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        conn.busy_timeout(BUSY_TIMEOUT)?;
        migrations::vacuum_into(&conn, target)
    }

    /// Walks the whole file for damage. Takes seconds on a large one: for after an unclean end, off the main road.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with SQLite's first finding.
    pub fn check(&self) -> Result<()> {
        self.read(|conn| match conn.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))? {
            word if word == "ok" => Ok(()),
            finding => Err(StoreError::Damaged(finding)),
        })
    }

    fn reader(&self) -> Result<Connection> {
        // Not opened read-only: the first reader after a crash may have to rebuild the journal's index.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&self.inner.path, flags)?;
        conn.busy_timeout(BUSY_TIMEOUT)?;
        prepare(&conn, 16_000)?;
        conn.pragma_update(None, "query_only", true)?;
        Ok(conn)
    }
}

/// The writer while its commits are not waited for. However this ends, the next commit is synced again.
struct Unsynced<'a>(&'a mut Connection);

impl<'a> Unsynced<'a> {
    fn begin(writer: &'a mut Connection) -> Result<Self> {
        let unsynced = Self(writer);
        unsynced.0.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(unsynced)
    }

    fn writer(&mut self) -> &mut Connection {
        self.0
    }

    fn end(self) -> Result<()> {
        Ok(self.0.pragma_update(None, "synchronous", "FULL")?)
    }
}

impl Drop for Unsynced<'_> {
    fn drop(&mut self) {
        // Asked a second time after `end`, which told whether it worked; here only a panic comes by.
        let _ = self.0.pragma_update(None, "synchronous", "FULL");
    }
}

fn transact<T>(writer: &mut Connection, f: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answer = f(&tx)?;
    tx.commit()?;
    Ok(answer)
}

/// The one connection that writes. `alone` keeps the journal's index in memory, which needs no room on the disk and
/// shuts out every other connection.
fn writer(path: &Path, steps: &[M<'static>], alone: bool) -> Result<Connection> {
    let mut writer = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    writer.busy_timeout(BUSY_TIMEOUT)?;
    // SQLite falls back to reading when the file may not be written; better said now than at the first save.
    if writer.is_readonly("main")? {
        return Err(StoreError::ReadOnly);
    }
    if alone {
        writer.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    }
    writer.pragma_update(None, "journal_mode", "WAL")?;
    writer.pragma_update(None, "synchronous", "FULL")?;
    writer.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    prepare(&writer, 32_000)?;
    migrations::upgrade(&mut writer, path, steps)?;
    Ok(writer)
}

fn holds_data(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

fn prepare(conn: &Connection, cache_kib: i64) -> Result<()> {
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cache_size", -cache_kib)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// A panic in somebody's closure rolled its transaction back, so the connection behind a poisoned lock is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
