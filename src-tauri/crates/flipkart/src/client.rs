//! The client itself: what it is made of and what it knows without a call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use godown_domain::At;
use secrecy::SecretString;
use tokio::sync::{Semaphore, broadcast};

use crate::CallError;
use crate::base_url::BaseUrl;
use crate::budget::{Budget, Meter};
use crate::call::CallRecord;
use crate::health::Health;
use crate::login::{Credentials, Grant, Token};

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
    http: reqwest::Client,
    base: BaseUrl,
    credentials: Credentials,
    grant: Mutex<Grant>,
    token: Mutex<Option<Token>>,
    login_gate: tokio::sync::Mutex<()>,
    meter: Mutex<Meter>,
    polls: Semaphore,
    clock: Mutex<Clock>,
    health: Mutex<Health>,
    records: broadcast::Sender<CallRecord>,
}

/// The marketplace's clock minus this computer's, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Clock {
    offset_ms: Option<i64>,
    /// An answer of this run told it.
    heard: bool,
}

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
        let base = BaseUrl::parse(&config.base_url)?;
        // Once per process; a second client finds it there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Godown/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_millis(config.connect_timeout_ms))
            .read_timeout(Duration::from_millis(config.read_timeout_ms))
            // The token must not follow a redirect to anywhere, and repeating is decided here, not below.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never());
        if base.is_loopback() {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| CallError::Offline { why: error.to_string() })?;
        Ok(Self {
            inner: Arc::new(Inner {
                http,
                base,
                credentials,
                grant: Mutex::new(grant),
                token: Mutex::new(None),
                login_gate: tokio::sync::Mutex::new(()),
                meter: Mutex::new(Meter::new(config.calls_per_hour)),
                polls: Semaphore::new(POLLS_AT_ONCE),
                clock: Mutex::new(Clock::default()),
                health: Mutex::new(Health::default()),
                records: broadcast::channel(RECORDS_KEPT).0,
            }),
        })
    }

    /// Where the call budget stands.
    pub fn budget(&self) -> Budget {
        self.meter().state(now())
    }

    /// Changes how many calls an hour may take.
    pub fn set_calls_per_hour(&self, calls_per_hour: u32) {
        self.meter().limit_to(calls_per_hour);
    }

    /// Takes in the times of calls an earlier run made, so that a restart does not begin a new hour.
    pub fn remember_calls(&self, made: &[At]) {
        self.meter().remember(made, now());
    }

    /// The marketplace's clock minus this computer's, in milliseconds, as last learned; `None` before the first answer.
    pub fn server_clock_offset_ms(&self) -> Option<i64> {
        held(&self.inner.clock).offset_ms
    }

    /// Takes in what an earlier run learned of the marketplace's clock; the first answer of this one replaces it.
    pub fn remember_clock(&self, offset_ms: i64) {
        let mut clock = held(&self.inner.clock);
        if !clock.heard {
            clock.offset_ms = Some(offset_ms);
        }
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

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.inner.http
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.inner.base
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

    pub(crate) fn learn_clock(&self, offset_ms: i64) {
        *held(&self.inner.clock) = Clock { offset_ms: Some(offset_ms), heard: true };
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

/// This computer's time.
pub(crate) fn now() -> At {
    At(chrono::Utc::now().timestamp_millis())
}
