//! Opening the file, and the two ways in: a snapshot for reading, the one transaction for writing.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::M;

use crate::{Result, StoreError, check, migrations, private, restore};

/// How long a writer waits for another process before it says [`StoreError::Busy`].
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pages of journal before it is folded into the file: large enough that a first fill, whose ids fall all over the indexes,
/// does not write each index page again for every page of shipments.
const CHECKPOINT_PAGES: i64 = 16_000;
/// Pages a reading connection may keep, in KiB: an upper limit, which only a file of that size ever fills. A million
/// shipments' tallies and their indexes do not fit in less, and then each number on the board is read from the file again.
const READER_CACHE_KIB: i64 = 128_000;
/// Pages the writer may keep, in KiB.
const WRITER_CACHE_KIB: i64 = 192_000;
/// Readers kept for the next caller; more are opened when needed and closed again.
const IDLE_READERS: usize = 4;

/// Sees every commit of a store: a rehearsal counts them, copies the file between two of them, lets the disk be full.
pub trait Witness: Send + Sync {
    /// Right before a commit; `synced` ones are waited for on the disk.
    ///
    /// # Errors
    /// What the store then answers in place of committing; the transaction is undone.
    fn before(&self, synced: bool) -> Result<()>;

    /// Right after it.
    fn after(&self, synced: bool);
}

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
    witness: Option<Arc<dyn Witness>>,
    /// What is broken in the file. From then on nothing is written to it.
    damage: OnceLock<String>,
    _scratch: Option<Scratch>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.damage.get().is_some() {
            let writer = self.writer.get_mut().unwrap_or_else(PoisonError::into_inner);
            let readers = self.readers.get_mut().unwrap_or_else(PoisonError::into_inner);
            readers.iter().chain([&*writer]).for_each(leave_untouched);
        }
    }
}

/// Closing folds the journal into the file; a damaged file stays as it is, its journal beside it.
fn leave_untouched(conn: &Connection) {
    if let Err(error) = conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) {
        tracing::warn!(%error, "the journal of a damaged file may be folded into it");
    }
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
    /// Opens the file at `path`, making it or bringing it up to date (an older one is backed up first). A file that holds data
    /// opens on a full disk too, so that what was read stays readable. One of moderate size is looked through for damage
    /// before anything is written to it; for a larger one there is [`Store::check`].
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a file of a newer Godown, which stays as it is; [`StoreError::Damaged`],
    /// [`StoreError::ReadOnly`], [`StoreError::DiskFull`], [`StoreError::CannotOpen`] as their names say.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_at(path, migrations::STEPS, None)
    }

    /// [`Store::open`] with somebody who sees every commit.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn open_witnessed(path: &Path, witness: Arc<dyn Witness>) -> Result<Self> {
        let mut store = Self::open(path)?;
        if let Some(inner) = Arc::get_mut(&mut store.inner) {
            inner.witness = Some(witness);
        }
        Ok(store)
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
        restore::finish(path)?;
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
            witness: None,
            damage: OnceLock::new(),
            _scratch: scratch,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `f` on one snapshot: whatever is written meanwhile, all its reads agree.
    pub fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if self.inner.alone {
            let writer = lock(&self.inner.writer);
            let snapshot = writer.unchecked_transaction()?;
            return self.noting_damage(f(&snapshot));
        }
        let idle = lock(&self.inner.readers).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.noting_damage(self.reader())?,
        };
        let answer = {
            let snapshot = conn.unchecked_transaction()?;
            f(&snapshot)
        };
        let mut readers = lock(&self.inner.readers);
        if readers.len() < IDLE_READERS {
            readers.push(conn);
        }
        self.noting_damage(answer)
    }

    /// Runs `f` in the one writing transaction; what it did is on the disk when this returns `Ok`, and undone otherwise.
    /// Must not be called from inside `f`.
    pub fn write<T>(&self, f: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.refuse_damaged()?;
        let answer = self.transact(&mut lock(&self.inner.writer), true, f);
        self.noting_damage(answer)
    }

    /// Like [`Store::write`], for what can be made again from the rest of the file: the commit is not waited for on the
    /// disk. The journal is written in order, and what survives of it after a power cut is a beginning of it, never a part
    /// from the middle; so either this transaction is there whole, or it and everything after it never happened. The next
    /// [`Store::write`] syncs it along with itself, and nothing it has answered rests on anything that can still be lost.
    ///
    /// Fit only for a transaction whose loss leaves the file saying that the work is still to be done.
    pub fn write_derived<T>(&self, f: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.refuse_damaged()?;
        let mut writer = lock(&self.inner.writer);
        let mut unsynced = Unsynced::begin(&mut writer)?;
        let answer = self.transact(unsynced.writer(), false, f);
        unsynced.end()?;
        drop(writer);
        self.noting_damage(answer)
    }

    /// Folds the journal into the file and empties it, so that nothing which was taken away stays in it; `false` where a
    /// reader was in the way.
    pub fn fold_journal(&self) -> Result<bool> {
        self.refuse_damaged()?;
        let writer = lock(&self.inner.writer);
        // Nobody is kept waiting for it: it can be asked again.
        writer.busy_timeout(Duration::ZERO)?;
        let was_busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        writer.busy_timeout(BUSY_TIMEOUT)?;
        drop(writer);
        self.noting_damage(was_busy.map(|busy| busy == 0).map_err(StoreError::from))
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

    /// Runs `f` on a connection of its own, beside all work: for what reads the whole file.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] where a full disk leaves room for one connection only.
    pub(crate) fn beside<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if self.inner.alone {
            return Err(StoreError::DiskFull);
        }
        let answer = self.reader().and_then(|conn| f(&conn));
        self.noting_damage(answer)
    }

    /// Walks the whole file for damage, beside all work. Takes seconds on a large one. Damage that is found ends all writing.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with SQLite's first finding.
    pub fn check(&self) -> Result<()> {
        if self.inner.alone { self.read(check::connection) } else { self.beside(check::connection) }
    }

    /// Whether the file was small enough to be looked through when it was opened.
    pub fn was_checked(&self) -> bool {
        self.size_bytes() <= check::AT_ONCE_BYTES
    }

    /// What is broken in the file, where something was found.
    pub fn damage(&self) -> Option<&str> {
        self.inner.damage.get().map(String::as_str)
    }

    fn transact<T>(
        &self,
        writer: &mut Connection,
        synced: bool,
        f: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = f(&tx)?;
        let witness = self.inner.witness.as_deref();
        witness.map_or(Ok(()), |witness| witness.before(synced))?;
        tx.commit()?;
        if let Some(witness) = witness {
            witness.after(synced);
        }
        Ok(answer)
    }

    fn refuse_damaged(&self) -> Result<()> {
        self.damage().map_or(Ok(()), |finding| Err(StoreError::Damaged(finding.to_owned())))
    }

    fn noting_damage<T>(&self, answer: Result<T>) -> Result<T> {
        if let Err(StoreError::Damaged(finding)) = &answer {
            // The first finding stays; a second one says nothing new.
            let _ = self.inner.damage.set(finding.clone());
        }
        answer
    }

    fn reader(&self) -> Result<Connection> {
        // Not opened read-only: the first reader after a crash may have to rebuild the journal's index.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&self.inner.path, flags)?;
        conn.busy_timeout(BUSY_TIMEOUT)?;
        prepare(&conn, READER_CACHE_KIB)?;
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

/// A connection to a file that others may hold, brought to the newest format, closed by its drop.
pub(crate) fn writer_of(path: &Path) -> Result<Connection> {
    writer(path, migrations::STEPS, false)
}

/// The one connection that writes. `alone` keeps the journal's index in memory, which needs no room on the disk and
/// shuts out every other connection.
fn writer(path: &Path, steps: &[M<'static>], alone: bool) -> Result<Connection> {
    close_to_others(path);
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
    if std::fs::metadata(path).is_ok_and(|file| (1..=check::AT_ONCE_BYTES).contains(&file.len())) {
        check::connection(&writer).inspect_err(|error| {
            if matches!(error, StoreError::Damaged(_)) {
                leave_untouched(&writer);
            }
        })?;
    }
    writer.pragma_update(None, "journal_mode", "WAL")?;
    writer.pragma_update(None, "synchronous", "FULL")?;
    writer.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    // What is taken away is overwritten: a buyer who is to be forgotten must not stay in a page that is free.
    writer.pragma_update(None, "secure_delete", true)?;
    prepare(&writer, WRITER_CACHE_KIB)?;
    migrations::upgrade(&mut writer, path, steps)?;
    Ok(writer)
}

/// The file and what lies beside it belong to their owner alone. SQLite gives its journal the rights of the file.
fn close_to_others(path: &Path) {
    // Where it cannot be made, opening it says why.
    let _ = private::options().create(true).truncate(false).open(path);
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        private::close_file(Path::new(&name));
    }
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
