//! The open seller: its database, its client, its lanes, and what is known about the line.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use godown_domain::freshness::Woke;
use godown_domain::guardrail::board::{Backtest, Standing};
use godown_domain::settings::Settings;
use godown_domain::status::{Login, Status, SyncProgress};
use godown_domain::{At, IndiaDay, LocationId};
use godown_flipkart::{Client, ClientConfig, Credentials, Grant};
use godown_store::seal::Seal;
use godown_store::{Store, StoreError, private};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::blobs::Blobs;
use crate::data_key::{self, KeyPlace};
use crate::desks::Lanes;
use crate::feed::{Feed, Topic};
use crate::ports::{Clock, Practice, SecretVault, takes_here};
use crate::sellers::{SellerRecord, folder};
use crate::views::Views;
use crate::{OpsError, lock};

/// How long a buyer's address may be kept after delivery. Never not at all: a label is needed until the parcel is collected.
const KEEP_BUYER_DAYS: std::ops::RangeInclusive<u16> = 1..=365;
/// A computer's clock further off than this is told and corrected for.
pub(crate) const CLOCK_TOLERANCE_MS: i64 = 2 * godown_domain::india::MINUTE;

/// The moment of a question, by this computer's clock and by steady time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asks {
    clock: At,
    steady: i64,
}

/// How long a call in flight may take to end when the seller is closed.
const LAST_CALL: std::time::Duration = std::time::Duration::from_secs(4);

/// The desk of one seller. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) record: SellerRecord,
    pub(crate) folder: PathBuf,
    pub(crate) store: Store,
    pub(crate) blobs: Blobs,
    /// The key of buyers' data.
    pub(crate) seal: Seal,
    pub(crate) key_place: KeyPlace,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) desk_name: String,
    pub(crate) feed: Arc<Feed>,
    pub(crate) views: Mutex<Views>,
    pub(crate) wake: Wake,
    /// One pass over the marketplace at a time.
    pub(crate) syncing: tokio::sync::Mutex<()>,
    /// One hand on the tally at a time.
    pub(crate) tallying: tokio::sync::Mutex<()>,
    /// One reconciliation is begun at a time.
    pub(crate) reconciling: tokio::sync::Mutex<()>,
    /// One backup at a time.
    pub(crate) backing_up: tokio::sync::Mutex<()>,
    /// Begin nothing new.
    pub(crate) stop: CancellationToken,
    /// End now.
    cut: CancellationToken,
    pub(crate) tasks: TaskTracker,
    client: Mutex<Option<Client>>,
    line: Mutex<Line>,
    /// What an earlier run left in doubt was read back once.
    pub(crate) looked: CancellationToken,
    /// Shipments moved since the outbox last looked for what that made pointless.
    pub(crate) moved: std::sync::atomic::AtomicBool,
    /// The watch over handovers in numbers, and what is known of the next look.
    pub(crate) watched: Mutex<crate::watchdog::Kept>,
    settings: Mutex<Settings>,
    /// The worst line of the account as of the last look.
    pub(crate) guardrail_mark: Mutex<Option<Standing>>,
    /// How good the forecasts of cut-offs have been, reckoned once a day and place.
    pub(crate) backtests: Mutex<HashMap<Option<LocationId>, (IndiaDay, Backtest)>>,
    // Held for as long as the seller is open; the system lets go of it when the process dies, however it dies.
    _lock: File,
    _practice: Option<Practice>,
}

/// Knocks on the lanes.
#[derive(Default)]
pub(crate) struct Wake {
    pub(crate) outbox: Notify,
    pub(crate) check: Notify,
    pub(crate) fetch: Notify,
    pub(crate) poll: Notify,
    pub(crate) past: Notify,
    pub(crate) tally: Notify,
    pub(crate) look: Notify,
    pub(crate) print: Notify,
    pub(crate) watch: Notify,
    pub(crate) erase: Notify,
    pub(crate) full: std::sync::atomic::AtomicBool,
}

/// What is known about the line and the login.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) offline_since: Option<At>,
    /// Since when it is known to be up without a break, or might be: the opening, at first. By this computer's clock.
    pub(crate) up_since: At,
    pub(crate) login: Login,
    pub(crate) login_kept: bool,
    pub(crate) sync: Option<SyncProgress>,
    pub(crate) partial: bool,
    pub(crate) woke: Option<Woke>,
    pub(crate) store_problem: Option<String>,
}

impl Desk {
    /// Opens the file in the held folder of a seller. Nothing is sent; [`Desk::start`] starts the lanes.
    pub(crate) fn open(
        record: SellerRecord,
        (folder, held): (PathBuf, File),
        clock: Arc<dyn Clock>,
        vault: Arc<dyn SecretVault>,
        feed: Arc<Feed>,
        desk_name: String,
        practice: Option<Practice>,
    ) -> Result<Self, OpsError> {
        let path = folder.join("godown.db");
        let opened = match practice.as_ref().and_then(|practice| practice.rehearsal.as_ref()) {
            Some(rehearsal) => Store::open_witnessed(&path, rehearsal.witness.clone()),
            None => Store::open(&path),
        };
        let store = opened.map_err(|error| OpsError::from(error).in_folder(&folder))?;
        let key = data_key::open(&folder, (!record.practice).then_some(vault.as_ref()));
        let settings = store.read(read_settings)?;
        let (client, login, login_kept) = connect(&record, &settings, vault.as_ref(), practice.as_ref())?;
        let now = clock.now();
        if let Some(client) = &client {
            // The marketplace's hour does not begin anew with our process.
            client.remember_calls(&store.read(crate::calls::of_earlier_runs)?);
            // Windows and cut-offs are judged before the first answer as well.
            if let Some(off) = store.read(|conn| godown_store::setting::get(conn, CLOCK_OFF))? {
                client.remember_clock(off);
            }
        }
        // Whatever was on the wire when the last run ended has an unknown outcome, and is read back before anything
        // else is asked. On a full disk it is looked at only; the outbox does this again before it sends anything.
        // Labels that were on their way to a printer are asked about, and their runs wait for a person.
        let store_problem = match store.write(|tx| {
            godown_store::intent::sending_to_unknown(tx, now)?;
            godown_store::print::sending_to_asked(tx, None, now)?;
            godown_store::reconcile::break_off(tx, godown_store::reconcile::LEFT, now)?;
            if key.seal.is_there() {
                godown_store::buyer::fit_key(tx, &key.id)?;
            }
            godown_store::print::pause_running(tx, crate::print::AFTER_RESTART)
        }) {
            // Nothing may be written to it, so there is nothing to work with.
            Err(error @ StoreError::Damaged(_)) => return Err(error.into()),
            Err(error) => Some(disk_problem(&error).ok_or(error)?),
            Ok(_) => None,
        };
        let line = Line {
            offline_since: None,
            up_since: clock.now(),
            login,
            login_kept,
            sync: None,
            partial: false,
            woke: None,
            store_problem,
        };
        let blobs = Blobs::in_folder(&folder, key.seal.clone());
        // The folder is held, so nobody else is writing a file there.
        blobs.sweep();
        Ok(Self {
            inner: Arc::new(Inner {
                record,
                folder,
                store,
                blobs,
                seal: key.seal,
                key_place: key.place,
                clock,
                desk_name,
                feed,
                views: Mutex::new(Views::default()),
                wake: Wake::default(),
                syncing: tokio::sync::Mutex::new(()),
                tallying: tokio::sync::Mutex::new(()),
                reconciling: tokio::sync::Mutex::new(()),
                backing_up: tokio::sync::Mutex::new(()),
                stop: CancellationToken::new(),
                cut: CancellationToken::new(),
                tasks: TaskTracker::new(),
                client: Mutex::new(client),
                line: Mutex::new(line),
                looked: CancellationToken::new(),
                moved: std::sync::atomic::AtomicBool::new(true),
                watched: Mutex::default(),
                settings: Mutex::new(settings),
                guardrail_mark: Mutex::default(),
                backtests: Mutex::default(),
                _lock: held,
                _practice: practice,
            }),
        })
    }

    /// Starts the lanes.
    pub(crate) fn start(&self, lanes: Lanes) {
        let inner = &self.inner;
        let until = |stop: &CancellationToken, lane: LaneFuture| {
            let stop = stop.clone();
            inner.tasks.spawn(async move {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => {}
                    () = lane => {}
                }
            });
        };
        let spawn = |lane| until(&inner.stop, lane);
        // These two end by themselves: the outbox after the call in flight, the list of calls with its last line.
        until(&inner.cut, Box::pin(crate::calls::record(self.clone())));
        if lanes != Lanes::Still {
            until(&inner.cut, Box::pin(crate::outbox::run(self.clone())));
            until(&inner.cut, Box::pin(crate::print::run(self.clone())));
            spawn(Box::pin(crate::read_back::run(self.clone())));
            spawn(Box::pin(crate::watch::run(self.clone())));
            spawn(Box::pin(crate::fetcher::run(self.clone())));
        }
        if lanes == Lanes::All {
            spawn(Box::pin(crate::poller::run(self.clone())));
            spawn(Box::pin(crate::poller::run_past(self.clone())));
            spawn(Box::pin(crate::ticker::run(self.clone())));
            spawn(Box::pin(crate::tally::run(self.clone())));
            spawn(Box::pin(crate::guardrails::watch(self.clone())));
            spawn(Box::pin(crate::keeping::run(self.clone())));
            spawn(Box::pin(crate::watchdog::run(self.clone())));
            spawn(Box::pin(crate::reconcile::run(self.clone())));
            spawn(Box::pin(crate::erasing::run(self.clone())));
            until(&inner.cut, Box::pin(crate::erasing::clear_copies(self.clone())));
        }
        inner.tasks.close();
    }

    /// Ends the lanes. A call in flight may take a moment to end; then it is left to its journal entry and read back at
    /// the next start.
    pub(crate) async fn stop(&self) {
        self.inner.stop.cancel();
        if tokio::time::timeout(LAST_CALL, self.inner.tasks.wait()).await.is_err() {
            self.inner.cut.cancel();
            self.inner.tasks.wait().await;
        }
    }

    /// Who the seller is.
    pub fn record(&self) -> &SellerRecord {
        &self.inner.record
    }

    /// Folder of its data.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The present instant, put right by the marketplace's clock where the computer's is far off.
    pub fn now(&self) -> At {
        self.inner.clock.now().plus(self.clock_off().unwrap_or(0))
    }

    /// The moment a question is put; [`Desk::asked_at`] dates it once the answer is here.
    pub(crate) fn asks(&self) -> Asks {
        Asks { clock: self.inner.clock.now(), steady: self.steady() }
    }

    /// When a question was put. Its own answer may have told that this computer's clock is wrong, or the clock was set since: a
    /// question dated by a clock that was ahead would make every later reading look older.
    pub(crate) fn asked_at(&self, asks: Asks) -> At {
        let set_by = self.inner.clock.now().since(asks.clock) - (self.steady() - asks.steady);
        let put = asks.clock.plus(if set_by.abs() > CLOCK_TOLERANCE_MS { set_by } else { 0 });
        put.plus(self.clock_off().unwrap_or(0))
    }

    /// Milliseconds of a time nobody can set.
    fn steady(&self) -> i64 {
        lock(&self.inner.client).as_ref().map_or(0, Client::steady)
    }

    /// The marketplace's clock minus this computer's, in milliseconds, where that is worth a word.
    pub(crate) fn clock_off(&self) -> Option<i64> {
        let off = lock(&self.inner.client).as_ref().and_then(Client::server_clock_offset_ms)?;
        (off.abs() > CLOCK_TOLERANCE_MS).then_some(off)
    }

    /// Reads the database on a blocking thread.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&godown_store::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, OpsError> {
        let store = self.inner.store.clone();
        blocking(move || store.read(f)).await?.map_err(OpsError::from)
    }

    /// Writes the database on a blocking thread and tells what was touched. A full or read-only disk is remembered for
    /// the status bar until a write works again.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        topics: &'static [Topic],
        f: impl FnOnce(&godown_store::Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, OpsError> {
        let store = self.inner.store.clone();
        let result = blocking(move || store.write(f)).await?;
        self.written(topics, result)
    }

    /// Writes what can be made again from the rest of the database, without waiting for the disk
    /// ([`Store::write_derived`]).
    pub(crate) async fn write_derived<T: Send + 'static>(
        &self,
        f: impl FnOnce(&godown_store::Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, OpsError> {
        let store = self.inner.store.clone();
        let result = blocking(move || store.write_derived(f)).await?;
        self.written(&[], result)
    }

    fn written<T>(&self, topics: &'static [Topic], result: Result<T, StoreError>) -> Result<T, OpsError> {
        let problem = result.as_ref().err().and_then(disk_problem);
        if result.is_ok() || problem.is_some() {
            self.line(|line| line.store_problem = problem);
        }
        if result.is_ok() {
            self.inner.feed.touch(topics);
            if topics.iter().any(|topic| matches!(topic, Topic::Shipments | Topic::Intents)) {
                self.inner.wake.tally.notify_one();
                self.inner.moved.store(true, std::sync::atomic::Ordering::SeqCst);
            }
        }
        result.map_err(|error| OpsError::from(error).in_folder(&self.inner.folder))
    }

    /// Remembers for the status bar that a file could not be written.
    pub(crate) fn noting_disk<T>(&self, result: Result<T, OpsError>) -> Result<T, OpsError> {
        if let Err(error @ OpsError::DiskFull(_)) = &result {
            let problem = Some(error.to_string());
            self.line(|line| line.store_problem = problem);
        }
        result
    }

    /// The client; an error where no login is on this computer.
    pub(crate) fn client(&self) -> Result<Client, OpsError> {
        lock(&self.inner.client).clone().ok_or(OpsError::LoginMissing)
    }

    pub(crate) fn line(&self, change: impl FnOnce(&mut Line)) {
        let mut line = lock(&self.inner.line);
        let told = |line: &Line| {
            let (sync, problem) = (line.sync.clone(), line.store_problem.clone());
            (line.offline_since, line.login, sync, line.partial, line.woke, problem)
        };
        let before = told(&line);
        change(&mut line);
        let after = told(&line);
        drop(line);
        if before != after {
            self.inner.feed.touch(&[Topic::Status]);
        }
    }

    /// People's choices.
    pub fn settings(&self) -> Settings {
        lock(&self.inner.settings).clone()
    }

    /// Changes them.
    ///
    /// # Errors
    /// [`OpsError::Input`] for values that make no sense; [`OpsError::Store`].
    pub async fn set_settings(&self, settings: Settings) -> Result<(), OpsError> {
        if !(30..=3_600).contains(&settings.poll_seconds) {
            return Err(OpsError::Input("Seconds between reads: choose 30 to 3,600.".into()));
        }
        if !KEEP_BUYER_DAYS.contains(&settings.keep_buyer_days) {
            return Err(OpsError::Input("Days to keep buyers' addresses: choose 1 to 365.".into()));
        }
        if !(60..=100_000).contains(&settings.calls_per_hour) {
            return Err(OpsError::Input("Calls an hour: choose 60 to 1,00,000.".into()));
        }
        let kept = settings.clone();
        self.write(&[Topic::Settings, Topic::Queues, Topic::Status], move |tx| {
            godown_store::setting::put(tx, SETTINGS, &kept)
        })
        .await?;
        if let Ok(client) = self.client() {
            client.set_calls_per_hour(settings.calls_per_hour);
        }
        *lock(&self.inner.settings) = settings;
        self.inner.wake.erase.notify_one();
        Ok(())
    }

    /// The warehouses of the account.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn locations(&self) -> Result<Vec<(LocationId, String)>, OpsError> {
        self.read(godown_store::location::list).await
    }

    /// The status bar.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn status(&self) -> Result<Status, OpsError> {
        let (waiting, unknown, quarantined, synced_at) = self
            .read(|conn| {
                let (waiting, unknown) =
                    (godown_store::intent::live_count(conn)?, godown_store::intent::unknown_count(conn)?);
                Ok((waiting, unknown, godown_store::quarantine::count(conn)?, crate::poller::synced_at(conn)?))
            })
            .await?;
        let line = lock(&self.inner.line).clone();
        let client = lock(&self.inner.client).clone();
        let budget = client.as_ref().map(Client::budget);
        let clock_off_ms = self.clock_off();
        // The client counts by this computer's clock; everything told is by the marketplace's.
        let ends = |login: godown_flipkart::Login| login.expires_at.plus(clock_off_ms.unwrap_or(0));
        Ok(Status {
            now: self.now(),
            synced_at,
            sync: line.sync,
            partial: line.partial,
            woke: line.woke,
            offline_since: line.offline_since,
            login: line.login,
            login_expires_at: client.as_ref().and_then(Client::login_state).map(ends),
            login_kept: line.login_kept,
            waiting,
            unknown,
            calls_limit: budget.as_ref().map_or(0, |budget| budget.limit_per_hour),
            calls_left: budget.as_ref().map_or(0, |budget| budget.left),
            clock_off_ms,
            pace: crate::poller::present_pace(self),
            quarantined,
            store_problem: line.store_problem,
        })
    }

    /// Where the key of names, addresses and labels is.
    pub fn key_place(&self) -> KeyPlace {
        self.inner.key_place
    }

    /// Name written on what is done here.
    pub(crate) fn by(&self) -> String {
        let name = self.settings().desk_name;
        if name.is_empty() { self.inner.desk_name.clone() } else { name }
    }
}

/// The words of a file that cannot be written: full, read-only, broken, held by another program. `None` for any other failure.
fn disk_problem(error: &StoreError) -> Option<String> {
    use StoreError::{Busy, Damaged, DiskFailed, DiskFull, ReadOnly};
    matches!(error, DiskFull | DiskFailed(_) | ReadOnly | Busy | Damaged(_)).then(|| error.to_string())
}

type LaneFuture = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

const SETTINGS: &str = "settings";
/// Key of what was last learned of the marketplace's clock: milliseconds it is ahead of this computer's.
pub(crate) const CLOCK_OFF: &str = "clockOff";

/// Choices as kept, laid over the defaults, so that an older file knows nothing of newer choices without harm.
fn read_settings(conn: &godown_store::Connection) -> Result<Settings, StoreError> {
    let kept: Option<serde_json::Value> = godown_store::setting::get(conn, SETTINGS)?;
    let mut whole = serde_json::to_value(Settings::default())?;
    if let (Some(serde_json::Value::Object(kept)), Some(whole)) = (kept, whole.as_object_mut()) {
        whole.extend(kept);
    }
    Ok(serde_json::from_value(whole).unwrap_or_default())
}

fn connect(
    record: &SellerRecord,
    settings: &Settings,
    vault: &dyn SecretVault,
    practice: Option<&Practice>,
) -> Result<(Option<Client>, Login, bool), OpsError> {
    let (base_url, client_id, secret, kept) = match practice {
        Some(practice) => {
            (practice.base_url.clone(), practice.client_id.clone(), Some(practice.client_secret.clone()), true)
        }
        None => {
            // A locked key store is lived with: everything but the marketplace works.
            let secret = vault.get(&record.client_id).unwrap_or(None);
            (record.base_url.clone(), record.client_id.clone(), secret, vault.keeps())
        }
    };
    let Some(client_secret) = secret else { return Ok((None, Login::Missing, kept)) };
    let config = ClientConfig { calls_per_hour: settings.calls_per_hour, ..ClientConfig::new(base_url) };
    let credentials = Credentials { client_id, client_secret };
    let client = match practice.and_then(|practice| practice.rehearsal.as_ref()) {
        Some(rehearsal) => Client::in_world(config, credentials, Grant::Application, rehearsal.outside.clone())?,
        None => Client::new(config, credentials)?,
    };
    Ok((Some(client), Login::Unknown, kept))
}

/// Makes a seller's folder and takes it: one copy of the app per seller.
pub(crate) fn hold(data_dir: &Path, id: &str) -> Result<(PathBuf, File), OpsError> {
    let folder = folder(data_dir, id);
    if !data_dir.exists() {
        private::folder(data_dir)?;
    }
    // Whatever a former copy, a restore or a person's hand left open to others is closed again.
    folder.parent().map_or(Ok(()), private::folder)?;
    private::home(&folder)?;
    private::close_file(&data_dir.join(crate::sellers::LIST));
    let file = private::options().create(true).truncate(false).open(folder.join("open.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok((folder, file)),
        Err(TryLockError::WouldBlock) => Err(OpsError::AlreadyOpen(folder)),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Runs blocking work off the async threads; a panic in it is caught and told as our fault.
pub(crate) async fn blocking<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T, OpsError> {
    let Some(takes) = takes_here() else {
        return tokio::task::spawn_blocking(f).await.map_err(|error| OpsError::Internal(error.to_string()));
    };
    // Half of it before and half after, so that others get in between the asking, the work and its answer.
    pass(takes / 2).await;
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
    pass(takes / 2).await;
    done.map_err(|_| OpsError::Internal("work here ended in a panic".into()))
}

async fn pass(time: std::time::Duration) {
    match time.is_zero() {
        true => tokio::task::yield_now().await,
        false => tokio::time::sleep(time).await,
    }
}
