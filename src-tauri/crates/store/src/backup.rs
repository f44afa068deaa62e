//! Backups: whole, checked copies of the file in a folder beside it.
//!
//! A backup counts only when it is complete: it is copied page by page from one snapshot under a temporary name, checked,
//! synced, and then given its name. Readers and writers go on meanwhile. What a kill or a full disk leaves half is taken away
//! by the next one. The newest backup is never taken away.
//!
//! Buyers are left out of every copy: who is forgotten in the file is in no backup, and a restore reads from the marketplace
//! again whom it still needs.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use godown_domain::At;
use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

use crate::{Result, Store, StoreError, buyer, check, private, setting};

/// Pages copied before others get their turn: a megabyte.
const STEP_PAGES: i32 = 256;
/// The turn of the others.
const BREATH: Duration = Duration::from_millis(2);
/// Kept: the newest of so many days, and of so many weeks.
const DAYS: usize = 7;
const WEEKS: usize = 4;
/// Kept of those made before an upgrade.
const UPGRADES: usize = 2;
/// Where a backup says of itself what it is.
const ABOUT: &str = "backup";
/// Ending of one that is being made.
const PART: &str = "part";

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BackupKind {
    /// The day's.
    Daily,
    /// Before the file was brought to a newer format.
    Upgrade,
    /// A person asked for it.
    Asked,
}

impl BackupKind {
    fn slug(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Upgrade => "upgrade",
            Self::Asked => "asked",
        }
    }
}

/// A backup as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Name of its file in the folder.
    pub name: String,
    /// When it was made.
    pub at: At,
    /// Why.
    pub kind: BackupKind,
    /// Its size.
    pub bytes: u64,
    /// Shipments in it.
    pub shipments: u32,
    /// Actions in it.
    pub intents: u32,
}

#[derive(Serialize, Deserialize)]
struct About {
    at: At,
    kind: BackupKind,
    shipments: u32,
    intents: u32,
}

/// Makes a backup of an open store and takes away those that are no longer kept. `None` where `go_on` said no on the way.
///
/// # Errors
/// [`StoreError::Damaged`] where the copy is not sound, [`StoreError::DiskFull`] and what else the disk says. Then nothing half
/// is left, and no earlier backup was touched.
pub fn make(
    store: &Store,
    folder: &Path,
    kind: BackupKind,
    at: At,
    go_on: impl Fn() -> bool,
) -> Result<Option<Backup>> {
    store.beside(|source| make_from(source, folder, kind, at, go_on))
}

/// [`make`] from a connection.
pub(crate) fn make_from(
    source: &Connection,
    folder: &Path,
    kind: BackupKind,
    at: At,
    go_on: impl Fn() -> bool,
) -> Result<Option<Backup>> {
    private::folder(folder)?;
    sweep(folder);
    let name = format!("godown-{}-{}.db", stamp(at), kind.slug());
    let (part, whole) = (folder.join(format!("{name}.{PART}")), folder.join(&name));
    let made = fill(source, &part, kind, at, go_on).and_then(|made| {
        if made {
            fs::rename(&part, &whole)?;
            sync_folder(folder)?;
        }
        Ok(made)
    });
    if !matches!(made, Ok(true)) {
        sweep(folder);
    }
    if !made? {
        return Ok(None);
    }
    prune(folder);
    Ok(about(folder, &name))
}

/// The India day and the instant, fit for a file's name.
pub(crate) fn stamp(at: At) -> String {
    format!("{}-{}", at.day().to_wire(), at.0)
}

/// Backups of a folder, newest first. What does not say of itself that it is one is not listed.
pub fn list(folder: &Path) -> Vec<Backup> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut all: Vec<Backup> =
        names.filter(|name| name.ends_with(".db")).filter_map(|name| about(folder, &name)).collect();
    all.sort_by_key(|backup| std::cmp::Reverse(backup.at));
    all
}

/// The newest backup that is sound through and through.
pub fn newest_good(folder: &Path) -> Option<Backup> {
    list(folder).into_iter().find(|backup| check::file(&folder.join(&backup.name)).is_ok())
}

/// Takes away what a kill left half-made.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().contains(&format!(".db.{PART}")) {
            // It is of no use to anybody; one that stays is tried again the next time.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn about(folder: &Path, name: &str) -> Option<Backup> {
    let path = folder.join(name);
    let conn = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let about: About = setting::get(&conn, ABOUT).ok()??;
    Some(Backup {
        name: name.to_owned(),
        at: about.at,
        kind: about.kind,
        bytes: fs::metadata(&path).ok()?.len(),
        shipments: about.shipments,
        intents: about.intents,
    })
}

fn fill(source: &Connection, part: &Path, kind: BackupKind, at: At, go_on: impl Fn() -> bool) -> Result<bool> {
    private::create(part)?;
    if !copy(source, part, go_on)? {
        return Ok(false);
    }
    let conn = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // One file that can be read from anywhere, with no journal beside it.
    conn.pragma_update(None, "journal_mode", "DELETE")?;
    conn.pragma_update(None, "synchronous", "OFF")?;
    // What is taken out leaves no journal behind either.
    conn.pragma_update(None, "journal_mode", "MEMORY")?;
    buyer::leave_out(&conn)?;
    check::connection(&conn)?;
    let count = |table: &str| -> Result<u32> {
        Ok(conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
    };
    let about = About { at, kind, shipments: count("shipment")?, intents: count("intent")? };
    let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    conn.execute(sql, (ABOUT, serde_json::to_string(&about)?))?;
    conn.close().map_err(|(_, error)| error)?;
    File::options().write(true).open(part)?.sync_all()?;
    Ok(true)
}

/// Copies one snapshot. A writer never waits: in the journal's mode it writes beside what is being read.
fn copy(source: &Connection, target: &Path, go_on: impl Fn() -> bool) -> Result<bool> {
    let snapshot = source.unchecked_transaction()?;
    snapshot.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    let mut copy = Connection::open_with_flags(target, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    copy.pragma_update(None, "journal_mode", "MEMORY")?;
    copy.pragma_update(None, "synchronous", "OFF")?;
    let copying = Copying::new(source, &mut copy)?;
    while go_on() {
        match copying.step(STEP_PAGES)? {
            StepResult::Done => return Ok(true),
            _ => std::thread::sleep(BREATH),
        }
    }
    Ok(false)
}

/// A name is on the disk when its folder is. Windows keeps names with the file and has no such call.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Takes away what is no longer kept. Called with a sound one just made, so that the last good one never goes.
fn prune(folder: &Path) {
    let all = list(folder);
    let kept = kept(&all);
    for (_, backup) in all.iter().enumerate().filter(|(place, _)| !kept.contains(place)) {
        if let Err(error) = fs::remove_file(folder.join(&backup.name)) {
            tracing::warn!(%error, "an old backup could not be taken away");
        }
    }
}

/// Places of those that stay, of a list with the newest first: the newest of each of the last days and weeks that have one,
/// and the last ones before an upgrade.
fn kept(all: &[Backup]) -> BTreeSet<usize> {
    let mut kept = newest_of_each(all, DAYS, |backup| backup.at.day().0);
    // Weeks begin on Monday; day 0 was a Thursday.
    kept.extend(newest_of_each(all, WEEKS, |backup| (backup.at.day().0 + 3).div_euclid(7)));
    let upgrades = all.iter().enumerate().filter(|(_, backup)| backup.kind == BackupKind::Upgrade);
    kept.extend(upgrades.map(|(place, _)| place).take(UPGRADES));
    kept
}

fn newest_of_each(all: &[Backup], limit: usize, period: impl Fn(&Backup) -> i32) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let newest = all.iter().enumerate().filter(|(_, backup)| seen.insert(period(backup)));
    newest.map(|(place, _)| place).take(limit).collect()
}

/// The folder of a database file's backups.
pub fn folder_of(database: &Path) -> PathBuf {
    database.with_file_name("backups")
}

/// Where a backup lies; refuses a name that is no plain file of the folder.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(folder: &Path, name: &str) -> Result<Backup> {
    list(folder)
        .into_iter()
        .find(|backup| backup.name == name)
        .ok_or_else(|| StoreError::not_found(format!("The backup {name}")))
}

#[cfg(test)]
mod tests;
