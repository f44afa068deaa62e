//! The sellers of this computer and which of them is open.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::sync::broadcast;

use crate::desk::{Desk, blocking, hold};
use crate::feed::{DeskEvent, Feed, Topic};
use crate::ports::{Clock, SecretVault, StartPractice};
use crate::sellers::{PRACTICE, Register, SellerRecord};
use crate::{OpsError, lock};

/// What the engine is given.
pub struct DesksOptions {
    /// Folder of everything.
    pub data_dir: PathBuf,
    /// Secrets.
    pub vault: Arc<dyn SecretVault>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Starts the practice marketplace; without it there is no practice seller.
    pub start_practice: Option<StartPractice>,
    /// Name of this desk, written on actions.
    pub desk: String,
    /// What the engine does by itself.
    pub lanes: Lanes,
}

/// What the engine does by itself between calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lanes {
    /// Nothing: somebody only looks. What waits to be sent goes on waiting.
    Still,
    /// Carries out and reads back what was asked, and fetches labels.
    Asked,
    /// That, and polls and ticks: a window that stays.
    All,
}

/// All sellers. Cheap to clone.
#[derive(Clone)]
pub struct Desks {
    inner: Arc<Inner>,
}

struct Inner {
    options: DesksOptions,
    feed: Arc<Feed>,
    open: Mutex<Option<Desk>>,
    // One opening or closing at a time, however fast a person clicks.
    moving: tokio::sync::Mutex<()>,
    tried_last: std::sync::atomic::AtomicBool,
}

impl Desks {
    /// Takes note of the options; touches nothing.
    pub fn new(options: DesksOptions) -> Self {
        Self {
            inner: Arc::new(Inner {
                options,
                feed: Arc::new(Feed::new()),
                open: Mutex::new(None),
                moving: tokio::sync::Mutex::new(()),
                tried_last: std::sync::atomic::AtomicBool::new(false),
            }),
        }
    }

    /// Listens to what happens. Needs [`Desks::run_feed`] to be running.
    pub fn events(&self) -> broadcast::Receiver<DeskEvent> {
        self.inner.feed.listen()
    }

    /// Tells listeners what was touched, for ever. The host runs it as a task.
    pub async fn run_feed(&self) {
        self.inner.feed.run().await;
    }

    /// Folder of everything.
    pub fn data_dir(&self) -> &std::path::Path {
        &self.inner.options.data_dir
    }

    /// The present instant by the computer's clock.
    pub(crate) fn clock_now(&self) -> godown_domain::At {
        self.inner.options.clock.now()
    }

    /// Secrets.
    pub(crate) fn vault(&self) -> Arc<dyn SecretVault> {
        self.inner.options.vault.clone()
    }

    /// Sellers of this computer, the open one's id first in the answer.
    ///
    /// # Errors
    /// [`OpsError::File`], [`OpsError::Internal`] where the list cannot be read.
    pub fn sellers(&self) -> Result<(Option<String>, Vec<SellerRecord>), OpsError> {
        let register = Register::load(self.data_dir())?;
        let open = lock(&self.inner.open).as_ref().map(|desk| desk.record().id.clone());
        Ok((open, register.sellers))
    }

    /// The open seller's desk.
    ///
    /// # Errors
    /// [`OpsError::NoSeller`].
    pub fn desk(&self) -> Result<Desk, OpsError> {
        lock(&self.inner.open).clone().ok_or(OpsError::NoSeller)
    }

    /// Opens the seller that was open last, once per run; no seller is fine.
    ///
    /// # Errors
    /// As [`Desks::open`].
    pub async fn open_last(&self) -> Result<(), OpsError> {
        if self.inner.tried_last.swap(true, std::sync::atomic::Ordering::SeqCst) || self.desk().is_ok() {
            return Ok(());
        }
        match Register::load(self.data_dir())?.last {
            Some(id) => self.open(&id).await.inspect_err(|error| {
                if matches!(error, OpsError::Damaged { .. }) {
                    // Said again to whoever asks, until it is repaired: no seller open must not look like a first start.
                    self.inner.tried_last.store(false, std::sync::atomic::Ordering::SeqCst);
                }
            }),
            None => Ok(()),
        }
    }

    /// Opens a seller, closing the one that was open.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::AlreadyOpen`], [`OpsError::Store`] as the file says, [`OpsError::Practice`].
    pub async fn open(&self, id: &str) -> Result<(), OpsError> {
        let _moving = self.inner.moving.lock().await;
        self.inner.tried_last.store(true, std::sync::atomic::Ordering::SeqCst);
        if self.desk().is_ok_and(|desk| desk.record().id == id) {
            return Ok(());
        }
        let mut register = Register::load(self.data_dir())?;
        let record = register.find(id).cloned().ok_or_else(|| OpsError::NotFound(format!("Seller {id}")))?;
        self.close_open().await;
        let options = &self.inner.options;
        // Before anything is started for it: another copy that has the seller open is told from a marketplace's trouble.
        let held = hold(self.data_dir(), &record.id)?;
        let practice = if record.practice {
            let start =
                options.start_practice.as_ref().ok_or_else(|| OpsError::Practice("not part of this run".into()))?;
            Some(start(held.0.clone()).await.map_err(OpsError::Practice)?)
        } else {
            None
        };
        let desk = {
            let (clock, vault) = (options.clock.clone(), options.vault.clone());
            let (feed, name) = (self.inner.feed.clone(), options.desk.clone());
            blocking(move || Desk::open(record, held, clock, vault, feed, name, practice)).await?
        };
        let desk = match desk {
            Ok(desk) => desk,
            Err(error) => return Err(self.offering(id, error).await),
        };
        desk.start(options.lanes);
        *lock(&self.inner.open) = Some(desk);
        if register.last.as_deref() != Some(id) {
            register.last = Some(id.to_owned());
            match register.save(self.data_dir()) {
                // What is here can be worked with all the same; only the next start will open another seller first.
                Err(error @ OpsError::DiskFull(_)) => tracing::warn!(%error, "the seller open last is not noted"),
                saved => saved?,
            }
        }
        self.inner.feed.touch(&[
            Topic::Settings,
            Topic::Shipments,
            Topic::Queues,
            Topic::Intents,
            Topic::Batches,
            Topic::Documents,
            Topic::Handover,
            Topic::Status,
        ]);
        Ok(())
    }

    /// Opens the practice seller, making it first where needed.
    ///
    /// # Errors
    /// As [`Desks::open`].
    pub async fn open_practice(&self) -> Result<(), OpsError> {
        let mut register = Register::load(self.data_dir())?;
        if register.find(PRACTICE).is_none() {
            register.put(SellerRecord {
                id: PRACTICE.into(),
                name: "Practice seller".into(),
                practice: true,
                client_id: String::new(),
                base_url: String::new(),
            });
            register.save(self.data_dir())?;
        }
        self.open(PRACTICE).await
    }

    /// Closes the open seller.
    pub async fn close(&self) {
        let _moving = self.inner.moving.lock().await;
        self.close_open().await;
        self.inner.feed.touch(&[Topic::Settings, Topic::Status]);
    }

    /// Ends everything within a few seconds; nothing committed is lost.
    pub async fn shut_down(&self) {
        self.close().await;
    }

    async fn close_open(&self) {
        let desk = lock(&self.inner.open).take();
        if let Some(desk) = desk {
            desk.stop().await;
        }
    }
}
