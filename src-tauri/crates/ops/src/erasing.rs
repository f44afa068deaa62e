//! Forgetting buyers in time, in the database and in the documents; backups hold none. Once a day, in small turns, so that
//! nobody waits for it. Copies laid open for other programs go here too.

use std::collections::BTreeSet;
use std::time::Duration;

use godown_domain::At;
use godown_domain::india::HOUR;
use godown_store::{StoreError, erase, restore, setting};

use crate::desk::blocking;
use crate::feed::Topic;
use crate::{Desk, OpsError};

/// How often the day is looked at.
const LOOK: Duration = Duration::from_secs(10 * 60);
/// After a turn with work left.
const BREATH: Duration = Duration::from_millis(50);
/// Buyers forgotten in one transaction, and files taken away between two looks at the rest of the work.
const BUYERS: u32 = 500;
const FILES: u32 = 50;
/// The day it was done last, and for how many days buyers were kept then.
const DONE: &str = "erased";

/// What was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Buyers' names and addresses.
    pub buyers: u32,
    /// Files.
    pub files: u32,
}

pub(crate) async fn run(desk: Desk) {
    loop {
        if let Err(error) = daily(&desk).await {
            tracing::warn!(%error, "buyers' data could not be erased now; the next look tries again");
        }
        tokio::select! {
            () = desk.inner.wake.erase.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Takes the copies laid open for other programs away when the seller is closed.
pub(crate) async fn clear_copies(desk: Desk) {
    desk.inner.stop.cancelled().await;
    let blobs = desk.inner.blobs.clone();
    // Only a panic comes by here, and it was told.
    let _ = blocking(move || blobs.sweep_copies()).await;
}

async fn daily(desk: &Desk) -> Result<(), OpsError> {
    let blobs = desk.inner.blobs.clone();
    blocking(move || blobs.sweep_old_copies()).await?;
    let mark = (desk.now().day().0, desk.settings().keep_buyer_days);
    if desk.read(|conn| setting::get::<(i32, u16)>(conn, DONE)).await? == Some(mark) {
        return Ok(());
    }
    desk.erase_now().await?;
    desk.write(&[], move |tx| setting::put(tx, DONE, &mark)).await
}

impl Desk {
    /// Forgets the buyers whose time is over, and takes away the files that show them.
    ///
    /// # Errors
    /// [`OpsError::Store`], [`OpsError::File`]; what was done stays done.
    pub async fn erase_now(&self) -> Result<Erased, OpsError> {
        let now = self.now();
        let before = now.plus(-i64::from(self.settings().keep_buyer_days) * 24 * HOUR);
        let mut done = Erased::default();
        loop {
            let files = self.erase_files(before, now).await?;
            let buyers = self.write(&[], move |tx| erase::buyers(tx, before, now, BUYERS)).await?;
            done = Erased { buyers: done.buyers + buyers, files: done.files + files };
            if files < FILES && buyers < BUYERS {
                break;
            }
            tokio::time::sleep(BREATH).await;
        }
        self.write(&[], move |tx| erase::quarantined(tx, before)).await?;
        let store = self.inner.store.clone();
        let is_folded = blocking(move || {
            restore::sweep_aside(store.path(), before);
            store.fold_journal()
        });
        if !is_folded.await?? {
            tracing::info!("a reader was in the way: the journal is emptied with the next backup or look");
        }
        if done != Erased::default() {
            tracing::info!(done.buyers, done.files, "buyers' data erased");
            self.inner.feed.touch(&[Topic::Documents, Topic::Shipments]);
        }
        Ok(done)
    }

    /// Takes files away, then notes it: a kill between the two leaves a row whose file is missed, and the next turn notes it.
    async fn erase_files(&self, before: At, now: At) -> Result<u32, OpsError> {
        let (due, files) = self
            .read(move |conn| {
                let due = erase::due_files(conn, before, FILES)?;
                let mut files = BTreeSet::new();
                for one in &due {
                    if !erase::is_shared(conn, &due, &one.sha256)? {
                        files.insert(one.sha256.clone());
                    }
                }
                Ok::<_, StoreError>((due, files))
            })
            .await?;
        if due.is_empty() {
            return Ok(0);
        }
        let blobs = self.inner.blobs.clone();
        blocking(move || files.iter().try_for_each(|sha256| blobs.erase(sha256))).await??;
        let count = u32::try_from(due.len()).unwrap_or(u32::MAX);
        self.write(&[Topic::Documents], move |tx| erase::files_gone(tx, &due, now)).await?;
        Ok(count)
    }
}
