//! Keeping the database: looked through, backed up every day, restored when it is broken.
//!
//! Owns when a backup is made and what a restore does around the file: the seller is closed, the file replaced
//! ([`godown_store::restore`]), the seller opened, and everything read from the marketplace again. Refuses to restore under an
//! open seller, and to write to a file that is damaged.

use std::path::PathBuf;
use std::time::Duration;

use godown_domain::{At, IndiaDay};
use godown_store::backup::{self, Backup, BackupKind};
use godown_store::restore;
use godown_store::{StoreError, check};

pub use godown_store::restore::Carried;

use crate::desk::{blocking, hold};
use crate::feed::Topic;
use crate::sellers::{Register, folder};
use crate::{Desk, Desks, OpsError};

/// How often the day is looked at.
const LOOK: Duration = Duration::from_secs(60);
/// After a backup that could not be made.
const LATER: Duration = Duration::from_secs(30 * 60);

/// The database of a seller and its backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Seller.
    pub seller: String,
    /// Newest first.
    pub backups: Vec<Backup>,
    /// What is broken in the database, where that is known.
    pub damage: Option<String>,
}

/// What a restore would mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreCheck {
    /// The backup.
    pub backup: Backup,
    /// Acts younger than it, and those of it that become doubtful.
    pub acts: Carried,
    /// Labels likewise.
    pub labels: Carried,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreDone {
    /// Where the former file is kept.
    pub aside: PathBuf,
    /// Acts.
    pub acts: Carried,
    /// Labels.
    pub labels: Carried,
}

/// Looks a large file through once, and makes the day's backup: soon after the start, and when the day turns.
pub(crate) async fn run(desk: Desk) {
    if !desk.inner.store.was_checked()
        && let Err(error) = desk.check_database().await
    {
        tracing::error!(%error, "the database could not be looked through, or is damaged");
    }
    loop {
        let wait = match back_up_today(&desk).await {
            Ok(()) => LOOK,
            Err(error) => {
                tracing::warn!(%error, "the day's backup could not be made");
                let text = format!("Today's backup could not be made: {error}");
                desk.inner.feed.notice(desk.now(), false, text);
                LATER
            }
        };
        tokio::time::sleep(wait).await;
    }
}

async fn back_up_today(desk: &Desk) -> Result<(), OpsError> {
    let (now, path) = (desk.now(), desk.inner.store.path().to_owned());
    // An empty or half-read file is no picture worth keeping.
    if desk.inner.store.damage().is_some() || desk.read(crate::poller::synced_at).await?.is_none() {
        return Ok(());
    }
    let today: IndiaDay = now.day();
    let has_one = move || backup::list(&backup::folder_of(&path)).iter().any(|backup| backup.at.day() == today);
    if !blocking(has_one).await? {
        desk.back_up(BackupKind::Daily).await?;
    }
    Ok(())
}

impl Desk {
    /// Makes a backup now, beside all work.
    ///
    /// # Errors
    /// [`OpsError::Store`], [`OpsError::DiskFull`]; nothing half is left. [`OpsError::NotActionable`] where the seller is being
    /// closed.
    pub async fn back_up_now(&self) -> Result<Backup, OpsError> {
        self.back_up(BackupKind::Asked).await
    }

    async fn back_up(&self, kind: BackupKind) -> Result<Backup, OpsError> {
        let _alone = self.inner.backing_up.lock().await;
        let (store, stop, now) = (self.inner.store.clone(), self.inner.stop.clone(), self.now());
        let folder = backup::folder_of(store.path());
        let made = blocking(move || backup::make(&store, &folder, kind, now, || !stop.is_cancelled())).await?;
        let made =
            self.noting_disk(self.noting_damage(made).map_err(|error| OpsError::from(error).in_folder(self.folder())));
        self.inner.feed.touch(&[Topic::Settings]);
        made?.ok_or_else(|| OpsError::NotActionable("The seller is being closed; no backup was made.".into()))
    }

    /// Looks the whole database through. Damage is told at once, and from then on nothing is written to it.
    ///
    /// # Errors
    /// [`OpsError::Store`] with what was found.
    pub async fn check_database(&self) -> Result<(), OpsError> {
        let store = self.inner.store.clone();
        let found = blocking(move || store.check()).await?;
        Ok(self.noting_damage(found)?)
    }

    fn noting_damage<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error @ StoreError::Damaged(_)) = &result {
            let words = error.to_string();
            self.line(|line| line.store_problem = Some(words.clone()));
            self.inner.feed.notice(self.now(), false, words);
        }
        result
    }
}

impl Desks {
    /// The database of a seller (the open one, or the one open last) and its backups; works where it cannot be opened.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::NoSeller`].
    pub async fn kept(&self, seller: Option<&str>) -> Result<Kept, OpsError> {
        let id = self.meant(seller)?;
        let path = folder(self.data_dir(), &id).join("godown.db");
        let open = self.desk().ok().filter(|desk| desk.record().id == id);
        blocking(move || {
            let damage = match open {
                Some(desk) => desk.inner.store.damage().map(str::to_owned),
                None => damage(check::file(&path)),
            };
            Kept { seller: id, backups: backup::list(&backup::folder_of(&path)), damage }
        })
        .await
    }

    /// Looks the database of a seller through, open or not.
    ///
    /// # Errors
    /// [`OpsError::Store`] with what was found, [`OpsError::NotFound`].
    pub async fn check_database(&self, seller: Option<&str>) -> Result<(), OpsError> {
        let id = self.meant(seller)?;
        match self.desk().ok().filter(|desk| desk.record().id == id) {
            Some(desk) => desk.check_database().await,
            None => {
                let path = folder(self.data_dir(), &id).join("godown.db");
                Ok(blocking(move || check::file(&path)).await??)
            }
        }
    }

    /// What restoring a backup would mean. Changes nothing.
    ///
    /// # Errors
    /// [`OpsError::Store`], [`OpsError::NotFound`].
    pub async fn restore_check(&self, seller: Option<&str>, name: &str) -> Result<RestoreCheck, OpsError> {
        let id = self.meant(seller)?;
        let path = folder(self.data_dir(), &id).join("godown.db");
        let (name, now) = (name.to_owned(), self.clock_now());
        blocking(move || {
            let backup = backup::find(&backup::folder_of(&path), &name)?;
            let (acts, labels) = restore::rehearse(&path, &name, now)?;
            Ok(RestoreCheck { backup, acts, labels })
        })
        .await?
    }

    /// Closes the seller, puts the backup in the place of its database, opens it and reads the marketplace again.
    ///
    /// # Errors
    /// [`OpsError::AlreadyOpen`] in another copy; [`OpsError::Store`]: then the database stands as it stood.
    pub async fn restore(&self, seller: Option<&str>, name: &str) -> Result<RestoreDone, OpsError> {
        let id = self.meant(seller)?;
        if self.desk().is_ok_and(|desk| desk.record().id == id) {
            self.close().await;
        }
        let (data_dir, name, now, seller) = (self.data_dir().to_owned(), name.to_owned(), self.clock_now(), id.clone());
        let done = blocking(move || -> Result<_, OpsError> {
            // Held while the file is exchanged: no other copy may open it meanwhile.
            let (folder, _held) = hold(&data_dir, &seller)?;
            restore::restore(&folder.join("godown.db"), &name, now)
                .map_err(|error| OpsError::from(error).in_folder(&folder))
        })
        .await?;
        // Opened again however it went: after a failure the former file stands where it stood.
        let opened = self.open(&id).await;
        let done = done?;
        opened?;
        if let Ok(desk) = self.desk() {
            desk.sync_soon(true);
            let acts = done.acts.carried + done.acts.doubtful;
            let text = format!("The backup is in place. {acts} actions are being checked with the marketplace.");
            desk.inner.feed.notice(desk.now(), true, text);
        }
        Ok(RestoreDone { aside: done.aside, acts: done.acts, labels: done.labels })
    }

    /// Tells a damaged database together with the newest good backup.
    pub(crate) async fn offering(&self, id: &str, error: OpsError) -> OpsError {
        let OpsError::Store(StoreError::Damaged(finding)) = error else { return error };
        let backups = folder(self.data_dir(), id).join("backups");
        let newest = blocking(move || backup::newest_good(&backups)).await.ok().flatten();
        OpsError::Damaged { finding, backup: newest.map(|backup| offer(&backup, self.clock_now())) }
    }

    fn meant(&self, seller: Option<&str>) -> Result<String, OpsError> {
        let register = Register::load(self.data_dir())?;
        let open = self.desk().ok().map(|desk| desk.record().id.clone());
        let id = seller.map(str::to_owned).or(open).or(register.last.clone()).ok_or(OpsError::NoSeller)?;
        register.find(&id).ok_or_else(|| OpsError::NotFound(format!("Seller {id}")))?;
        Ok(id)
    }
}

fn damage(checked: Result<(), StoreError>) -> Option<String> {
    match checked {
        Err(StoreError::Damaged(finding)) => Some(finding),
        _ => None,
    }
}

fn offer(backup: &Backup, now: At) -> String {
    let Backup { at, shipments, intents, .. } = backup;
    format!("{} with {shipments} shipments and {intents} actions", at.clock_text(now.day()))
}
