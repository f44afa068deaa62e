//! Putting a backup in the place of the file, without losing what was asked since.
//!
//! 1. The backup is looked through, copied beside the file and brought to this program's format.
//! 2. From the old file, opened for reading only, row by row, the acts and labels younger than the backup are carried over
//!    ([`carry`]). Whatever may have been sent is *unknown*, whatever may be on paper is *asked*: nothing is done again
//!    before it was looked at.
//! 3. How far reading had got is forgotten, so that everything is read from the marketplace again.
//! 4. The old file and its journal are kept aside under another name.
//! 5. One rename says that it is decided; from there on a kill is finished by the next opening ([`finish`]).
//!
//! Before step 5 nothing of the old file is touched. Refuses a backup that is damaged itself.

mod carry;
mod old;

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use godown_domain::At;

use crate::backup::{self, Backup};
use crate::{Result, StoreError, buyer, check, open, private};

pub use carry::{Carried, FATE_LOST};

/// What became of a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the old file is kept.
    pub aside: PathBuf,
    /// Acts.
    pub acts: Carried,
    /// Labels.
    pub labels: Carried,
}

/// Puts a backup in the place of the file at `path`, which nobody may have open.
///
/// # Errors
/// [`StoreError::NotFound`], [`StoreError::Damaged`] where the backup itself is, and what the disk says. Then the old file
/// stands as it stood.
pub fn restore(path: &Path, name: &str, at: At) -> Result<Restored> {
    finish(path)?;
    let folder = backup::folder_of(path);
    let chosen = backup::find(&folder, name)?;
    check::file(&folder.join(name))?;
    let part = beside(path, "restoring.part");
    let made = make(path, &folder, &chosen, &part, at);
    if made.is_err() {
        ["", "-wal", "-shm"].iter().for_each(|suffix| {
            // Half a restore is of no use to anybody.
            let _ = fs::remove_file(with(&part, suffix));
        });
    }
    let (acts, labels) = made?;
    let aside = keep_aside(path, at)?;
    fs::rename(&part, beside(path, "restored"))?;
    sync_around(path)?;
    finish(path)?;
    Ok(Restored { aside, acts, labels })
}

/// What a restore would carry over, without doing it. Takes as long as reading the old file.
///
/// # Errors
/// As [`restore`].
pub fn rehearse(path: &Path, name: &str, at: At) -> Result<(Carried, Carried)> {
    let folder = backup::folder_of(path);
    let chosen = backup::find(&folder, name)?;
    check::file(&folder.join(name))?;
    let part = beside(path, "rehearsal.part");
    let made = make(path, &folder, &chosen, &part, at);
    for suffix in ["", "-wal", "-shm"] {
        // It was only asked what would be.
        let _ = fs::remove_file(with(&part, suffix));
    }
    made
}

/// Takes away former files put aside before `before`: buyers are in them.
pub fn sweep_aside(path: &Path, before: At) {
    let Some((folder, name)) = path.parent().zip(path.file_name()) else { return };
    let name = name.to_string_lossy();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let file = entry.file_name();
        let file = file.to_string_lossy();
        let word = ["replaced", "damaged"]
            .into_iter()
            .find_map(|word| file.strip_prefix(&format!("{name}.{word}-")).map(|stamp| stamp.trim_end_matches("-wal")));
        let put_aside = word.and_then(|stamp| stamp.rsplit('-').next()).and_then(|ms| ms.parse().ok());
        if put_aside.is_some_and(|ms: i64| ms < before.0)
            && let Err(error) = fs::remove_file(entry.path())
        {
            tracing::warn!(%error, "a former database could not be taken away");
        }
    }
}

/// Finishes a restore that was decided and cut short.
///
/// # Errors
/// What the disk says.
pub fn finish(path: &Path) -> Result<()> {
    let decided = beside(path, "restored");
    if !decided.exists() {
        return Ok(());
    }
    // The old journal first: it must never meet the new file.
    for suffix in ["-wal", "-shm"] {
        gone(fs::remove_file(with(path, suffix)))?;
    }
    fs::rename(&decided, path)?;
    sync_around(path)
}

fn make(path: &Path, folder: &Path, chosen: &Backup, part: &Path, at: At) -> Result<(Carried, Carried)> {
    for suffix in ["", "-wal", "-shm"] {
        gone(fs::remove_file(with(part, suffix)))?;
    }
    private::create(part)?;
    fs::copy(folder.join(&chosen.name), part)?;
    let old = old::open(path, part)?;
    let mut new = open::writer_of(part)?;
    let tx = new.transaction()?;
    let carried = carry::carry(&tx, old.as_ref().map(old::Old::conn), chosen.at, at)?;
    tx.execute("DELETE FROM sync_mark", [])?;
    // No backup holds buyers.
    buyer::read_again(&tx)?;
    tx.execute("DELETE FROM setting WHERE key = 'backup'", [])?;
    tx.commit()?;
    // Folded into one file, so that a single rename puts it in place.
    new.pragma_update(None, "journal_mode", "DELETE")?;
    check::connection(&new)?;
    new.close().map_err(|(_, error)| error)?;
    File::options().write(true).open(part)?.sync_all()?;
    Ok(carried)
}

/// Keeps the file and its journal under another name as well.
fn keep_aside(path: &Path, at: At) -> Result<PathBuf> {
    let word = if check::file(path).is_ok() { "replaced" } else { "damaged" };
    let aside = beside(path, &format!("{word}-{}", backup::stamp(at)));
    for suffix in ["", "-wal"] {
        let (from, to) = (with(path, suffix), with(&aside, suffix));
        if from.exists() && fs::hard_link(&from, &to).is_err() {
            // A file system without second names.
            fs::copy(&from, &to)?;
            File::options().write(true).open(&to)?.sync_all()?;
        }
    }
    Ok(aside)
}

fn gone(removed: std::io::Result<()>) -> Result<()> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::from(error)),
        _ => Ok(()),
    }
}

fn sync_around(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), backup::sync_folder)
}

fn beside(path: &Path, word: &str) -> PathBuf {
    with(path, &format!(".{word}"))
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests;
