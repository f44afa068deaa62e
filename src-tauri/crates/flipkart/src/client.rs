//! The client itself: what it is made of and what it knows without a call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use godown_domain::At;
use secrecy::SecretString;
use tokio::sync::{Semaphore, broadcast};

use crate::CallError;
use crate::base_url::BaseUrl;
use crate::budget::{Budget, Meter};
use crate::call::CallRecord;
use crate::health::Health;
use crate::login::{Credentials, Grant, Token};
use crate::outside::{Internet, Outside};

/// Polls under way at once.
const POLLS_AT_ONCE: usize = 3;
/// Records a slow listener may lag behind before it misses some.
const RECORDS_KEPT: usize = 1024;

/// How to reach the marketplace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientConfig {
    /// `https://…`, or `http://` to this computer, without `/sellers`.
    pub base_url: String,
    /// Calls in any rolling hour (contract 5.4: 1,000).
    pub calls_per_hour: u32,
    /// Longest wait for a connection, in milliseconds.
    pub connect_timeout_ms: u64,
    /// Longest silence while an answer is awaited or read, in milliseconds.
    pub read_timeout_ms: u64,
}

impl ClientConfig {
    /// The usual limits (contract 5.4) for this address.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self { base_url: base_url.into(), calls_per_hour: 1_000, connect_timeout_ms: 10_000, read_timeout_ms: 90_000 }
    }
}

/// The Seller API v3 client of one seller. Clones share login, budget and records.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    outside: Arc<dyn Outside>,
    base: BaseUrl,
    credentials: Credentials,
    grant: Mutex<Grant>,
    token: Mutex<Option<Token>>,
    login_gate: tokio::sync::Mutex<()>,
    /// This computer's time and steady time when the client was made.
    begun: (At, i64),
    meter: Mutex<Meter>,
    polls: Semaphore,
    clock: Mutex<Clock>,
    health: Mutex<Health>,
    records: broadcast::Sender<CallRecord>,
}

/// A `Date` header tells whole seconds (RFC 9110, 6.6.1); with a little for the way there.
const DATE_GRAIN_MS: i64 = 1_500;

/// The marketplace's clock minus this computer's, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Clock {
    offset_ms: Option<i64>,
    /// An answer of this run told it.
    heard: bool,
    /// This computer's time and steady time when it was learned.
    learned: (At, i64),
}

impl Clock {
    /// The offset now. A clock that was set since is no longer off by what was learned; steady time tells by how much.
    fn offset_at(&self, now: At, steady: i64) -> Option<i64> {
        let (then, since) = self.learned;
        let set_by = now.since(then) - (steady - since);
        if set_by.abs() > SET_MS { Some(self.offset_ms.unwrap_or(0) - set_by) } else { self.offset_ms }
    }
}

/// A clock that went so far by itself was set.
const SET_MS: i64 = 2_000;

impl Client {
    /// Makes a client of a self-access application. Nothing is sent yet.
    ///
    /// # Errors
    /// Those of [`Client::new_with_grant`].
    pub fn new(config: ClientConfig, credentials: Credentials) -> Result<Self, CallError> {
        Self::new_with_grant(config, credentials, Grant::Application)
    }

    /// Makes a client that logs in as told. Nothing is sent yet.
    ///
    /// # Errors
    /// [`CallError::BadBaseUrl`] for an address that cannot be used, [`CallError::Offline`] where no secure channel can
    /// be set up on this computer.
    pub fn new_with_grant(config: ClientConfig, credentials: Credentials, grant: Grant) -> Result<Self, CallError> {
        let is_loopback = BaseUrl::parse(&config.base_url)?.is_loopback();
        let internet = Internet::new(&config, is_loopback)?;
        Self::in_world(config, credentials, grant, Arc::new(internet))
    }

    /// Makes a client of the given world: its line, its time, its chance. The time-outs are the line's own. Nothing is sent
    /// yet.
    ///
    /// # Errors
    /// [`CallError::BadBaseUrl`] for an address that cannot be used.
    pub fn in_world(
        config: ClientConfig,
        credentials: Credentials,
        grant: Grant,
        outside: Arc<dyn Outside>,
    ) -> Result<Self, CallError> {
        let base = BaseUrl::parse(&config.base_url)?;
        let begun = (outside.now(), outside.steady());
        Ok(Self {
            inner: Arc::new(Inner {
                outside,
                base,
                credentials,
                grant: Mutex::new(grant),
                token: Mutex::new(None),
                login_gate: tokio::sync::Mutex::new(()),
                meter: Mutex::new(Meter::new(config.calls_per_hour)),
                polls: Semaphore::new(POLLS_AT_ONCE),
                clock: Mutex::new(Clock { offset_ms: None, heard: false, learned: begun }),
                begun,
                health: Mutex::new(Health::default()),
                records: broadcast::channel(RECORDS_KEPT).0,
            }),
        })
    }

    /// Where the call budget stands.
    pub fn budget(&self) -> Budget {
        let mut budget = self.meter().state(self.counted());
        budget.throttled_until = budget.throttled_until.map(|until| self.by_clock(until));
        budget
    }

    /// Changes how many calls an hour may take.
    pub fn set_calls_per_hour(&self, calls_per_hour: u32) {
        self.meter().limit_to(calls_per_hour);
    }

    /// Takes in the times of calls an earlier run made, by the marketplace's clock, so that a restart does not begin a new hour.
    pub fn remember_calls(&self, made: &[At]) {
        self.meter().remember(made, self.counted());
    }

    /// The marketplace's clock minus this computer's, in milliseconds, as last learned; `None` before the first answer.
    pub fn server_clock_offset_ms(&self) -> Option<i64> {
        let (now, steady) = (self.now(), self.outside().steady());
        held(&self.inner.clock).offset_at(now, steady)
    }

    /// The same as it was when this computer's clock and steady time showed that; 0 before the first answer.
    pub(crate) fn offset_at(&self, now: At, steady: i64) -> i64 {
        held(&self.inner.clock).offset_at(now, steady).unwrap_or(0)
    }

    /// Takes in what an earlier run learned of the marketplace's clock; the first answer of this one replaces it.
    pub fn remember_clock(&self, offset_ms: i64) {
        let learned = (self.now(), self.outside().steady());
        let mut clock = held(&self.inner.clock);
        if !clock.heard {
            *clock = Clock { offset_ms: Some(offset_ms), heard: false, learned };
        }
    }

    /// The marketplace's time as far as it is known.
    pub fn marketplace_time(&self) -> At {
        self.now().plus(self.server_clock_offset_ms().unwrap_or(0))
    }

    /// Milliseconds of a time nobody can set.
    pub fn steady(&self) -> i64 {
        self.outside().steady()
    }

    /// Whether an answer of this run has told the marketplace's time.
    pub fn has_heard_time(&self) -> bool {
        held(&self.inner.clock).heard
    }

    /// How well the marketplace has answered lately.
    pub fn health(&self) -> Health {
        *held(&self.inner.health)
    }

    /// A record of every call from now on.
    pub fn calls(&self) -> broadcast::Receiver<CallRecord> {
        self.inner.records.subscribe()
    }

    /// The refresh token as it stands now, for a client of [`Grant::Refresh`]. The marketplace may give another one with
    /// any login (contract 4.3), so its owner stores it again whenever it differs.
    pub fn refresh_token(&self) -> Option<SecretString> {
        match self.grant() {
            Grant::Refresh { refresh_token } => Some(refresh_token),
            Grant::Application => None,
        }
    }

    pub(crate) fn grant(&self) -> Grant {
        held(&self.inner.grant).clone()
    }

    /// Takes the refresh token that came with a login in place of the one used for it.
    pub(crate) fn keep_refresh(&self, given: SecretString) {
        if let Grant::Refresh { refresh_token } = &mut *held(&self.inner.grant) {
            *refresh_token = given;
        }
    }

    pub(crate) fn outside(&self) -> &dyn Outside {
        &*self.inner.outside
    }

    /// This computer's time.
    pub(crate) fn now(&self) -> At {
        self.inner.outside.now()
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.inner.base
    }

    /// The time calls are counted by: this computer's when the client was made, and steady since. A clock that is set neither
    /// frees calls nor takes any away.
    pub(crate) fn counted(&self) -> At {
        let (at, steady) = self.inner.begun;
        at.plus(self.outside().steady() - steady)
    }

    /// An instant of that time by this computer's clock.
    pub(crate) fn by_clock(&self, counted: At) -> At {
        self.now().plus(counted.since(self.counted()))
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.inner.credentials
    }

    pub(crate) fn login_gate(&self) -> &tokio::sync::Mutex<()> {
        &self.inner.login_gate
    }

    pub(crate) fn polls(&self) -> &Semaphore {
        &self.inner.polls
    }

    pub(crate) fn meter(&self) -> MutexGuard<'_, Meter> {
        held(&self.inner.meter)
    }

    pub(crate) fn held_token(&self) -> Option<Token> {
        held(&self.inner.token).clone()
    }

    pub(crate) fn hold_token(&self, token: Token) {
        *held(&self.inner.token) = Some(token);
    }

    /// Forgets this token, if it is still the one held.
    pub(crate) fn drop_token(&self, refused: &SecretString) {
        let mut slot = held(&self.inner.token);
        if slot.as_ref().is_some_and(|token| token.is(refused)) {
            *slot = None;
        }
    }

    /// Takes in the offset of this computer's clock, guessed to within half the time an answer took, at an instant of that
    /// clock and of steady time. What agrees with the belief as far as the header can tell leaves it: time that wavered with
    /// every answer would call newer readings older.
    pub(crate) fn learn_clock(&self, offset_ms: i64, half_way_ms: i64, learned: (At, i64)) {
        let mut clock = held(&self.inner.clock);
        let unsure = DATE_GRAIN_MS + half_way_ms;
        let believed = clock.offset_at(learned.0, learned.1).filter(|old| (old - offset_ms).abs() <= unsure);
        let first = !clock.heard;
        *clock = Clock { offset_ms: Some(believed.unwrap_or(offset_ms)), heard: true, learned };
        drop(clock);
        if first {
            self.meter().date(self.marketplace_time(), self.counted());
        }
    }

    pub(crate) fn note_health(&self, record: &CallRecord) {
        held(&self.inner.health).note(record);
    }

    pub(crate) fn tell(&self, record: CallRecord) {
        // No listener is no error.
        let _ = self.inner.records.send(record);
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

/// The guarded value, also after a panic elsewhere: each of them is whole between any two statements.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
