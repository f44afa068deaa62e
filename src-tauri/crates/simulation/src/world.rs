//! The world around the program: made-up time, the marketplace, the disk, and the hand that ends everything at the worst
//! moment. It outlives every run of the program.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use godown_domain::At;
use godown_ops::ports::Clock;
use godown_sandbox::{Faults, Inside, SandboxConfig, Switch};
use godown_store::{StoreError, Witness};
use http::Request;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::chance::Chance;
use crate::plan::{Death, Fault, Left, Plan};
use crate::rules::{Failure, Log};
use crate::trace::Trace;

/// Time that is made up: it moves only when everybody waits.
#[derive(Debug)]
struct Time {
    base: i64,
    since: Option<Instant>,
}

impl Time {
    fn now(&self) -> i64 {
        self.base + self.since.map_or(0, |since| since.elapsed().as_millis() as i64)
    }
}

/// The world of one seed.
pub struct World {
    /// What the seed decided.
    pub plan: Plan,
    /// The marketplace.
    pub market: Inside,
    /// Where the program keeps its files.
    pub folder: PathBuf,
    time: Arc<Mutex<Time>>,
    state: Mutex<State>,
}

/// What changes in the world.
pub struct State {
    /// Which run of the program this is, from 1.
    pub life: u32,
    /// The story.
    pub trace: Trace,
    /// How often what happened.
    pub counts: BTreeMap<&'static str, u64>,
    /// What was called, answered and read.
    pub log: Log,
    /// Nothing goes wrong any more.
    pub calm: bool,
    /// The first broken rule.
    pub failure: Option<Failure>,
    /// What this computer's clock is ahead.
    pub skew: i64,
    /// No line before this instant.
    pub offline_until: i64,
    /// No room before this instant.
    pub full_until: i64,
    /// Chance of the line.
    pub line: Chance,
    /// Acts under way to the marketplace.
    pub flight: BTreeMap<u64, Request<Bytes>>,
    /// Acts that arrive later than anybody thinks.
    pub late: Vec<(i64, Request<Bytes>)>,
    pace: Chance,
    end: Chance,
    /// Jobs that came out of the printer, by their file's name: the labels on them.
    pub papers: BTreeMap<String, Vec<String>>,
    deaths: VecDeque<Death>,
    /// Jobs at which the program dies.
    pub paper_deaths: VecDeque<usize>,
    commits: u64,
    awaits: u64,
    wal_before: u64,
    wal_synced: u64,
    /// The program died in this run.
    pub fallen: bool,
    bell: Arc<Notify>,
    peek: Option<Connection>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

impl World {
    /// Lays out the world of a plan, its files in an empty folder.
    ///
    /// # Errors
    /// When the marketplace or the folder cannot be made.
    pub fn new(plan: Plan, folder: PathBuf, aloud: bool) -> anyhow::Result<Arc<Self>> {
        let time = Arc::new(Mutex::new(Time { base: plan.epoch, since: None }));
        let source = time.clone();
        let faults = Faults {
            row_failure: Switch { rate: plan.row_failure, ..Switch::default() },
            form_failure_rate: Switch { rate: plan.form_failure, ..Switch::default() },
            slow_label_rate: Switch { rate: 0.05, ..Switch::default() },
            slow_label_ms: 70_000,
            ..Faults::default()
        };
        let config = SandboxConfig {
            seed: plan.seed,
            orders_existing: plan.orders,
            orders_per_minute: plan.orders_per_minute,
            epoch: Some(plan.epoch),
            history_days: Some(3),
            tells_time: true,
            self_ship_bp: if plan.own { 4_000 } else { 0 },
            faults,
            ..SandboxConfig::default()
        };
        let market = Inside::open(&config, Arc::new(move || held(&source).now()))?;
        std::fs::create_dir_all(&folder)?;
        let seed = plan.seed;
        let state = State {
            life: 0,
            trace: Trace::new(aloud),
            counts: BTreeMap::new(),
            log: Log::default(),
            calm: false,
            failure: None,
            skew: 0,
            offline_until: 0,
            full_until: 0,
            line: Chance::of(seed, "line"),
            flight: BTreeMap::new(),
            late: Vec::new(),
            pace: Chance::of(seed, "pace"),
            end: Chance::of(seed, "end"),
            papers: BTreeMap::new(),
            deaths: plan.deaths.iter().copied().collect(),
            paper_deaths: plan.paper_deaths.iter().copied().collect(),
            commits: 0,
            awaits: 0,
            wal_before: 0,
            wal_synced: 0,
            fallen: false,
            bell: Arc::new(Notify::new()),
            peek: None,
        };
        Ok(Arc::new(Self { plan, market, folder, time, state: Mutex::new(state) }))
    }

    /// The true time, UTC epoch milliseconds.
    pub fn now(&self) -> i64 {
        held(&self.time).now()
    }

    /// The world's state; never held across an await.
    pub fn state(&self) -> MutexGuard<'_, State> {
        held(&self.state)
    }

    /// Adds a line to the story.
    pub fn tell(&self, text: &str) {
        let at = self.now() - self.plan.epoch;
        // Where the files lie is no part of the story.
        let text = text.replace(&*self.folder.to_string_lossy(), "…");
        self.state().trace.add(at, &text);
    }

    /// Counts something that happened.
    pub fn count(&self, what: &'static str) {
        *self.state().counts.entry(what).or_default() += 1;
    }

    /// A rule was broken. The first one is kept, and the run ends.
    pub fn broken(&self, clause: &'static str, what: String) {
        let mut state = self.state();
        if state.failure.is_none() {
            let at = self.now() - self.plan.epoch;
            state.trace.add(at, &format!("BROKEN {clause}: {what}"));
            state.failure = Some(Failure { clause, what });
            state.bell.notify_one();
        }
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        self.folder.join("sellers/practice/godown.db")
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.database().into_os_string();
        name.push(suffix);
        name.into()
    }

    /// A run of the program begins: on made-up time that stands still until everybody waits.
    pub fn begin_life(&self) -> Arc<Notify> {
        held(&self.time).since = Some(Instant::now());
        let mut state = self.state();
        state.life += 1;
        state.fallen = false;
        (state.commits, state.awaits) = (0, 0);
        state.wal_synced = length(&self.beside("-wal"));
        state.bell = Arc::new(Notify::new());
        state.bell.clone()
    }

    /// A run of the program is over, and `away` milliseconds pass without it.
    pub fn end_life(&self, away: i64) {
        let mut time = held(&self.time);
        time.base = time.now() + away;
        time.since = None;
        drop(time);
        self.state().peek = None;
    }

    /// Whether the program died in this run.
    pub fn is_fallen(&self) -> bool {
        self.state().fallen
    }

    /// How long the next piece of work on the disk takes.
    pub fn takes(&self) -> Duration {
        let most = self.plan.work_ms;
        let mut state = self.state();
        let share = state.pace.below(8);
        Duration::from_millis(if share == 0 { state.pace.below(most + 1) } else { 0 })
    }

    /// Looks into the database as it is on the disk now; `None` where there is none to look into.
    pub fn peek<T>(&self, look: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
        let mut state = self.state();
        if state.peek.is_none() {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            state.peek = Connection::open_with_flags(self.database(), flags).ok();
        }
        let looked = look(state.peek.as_ref()?);
        match looked {
            Ok(seen) => Some(seen),
            Err(error) => {
                drop(state);
                self.tell(&format!("the database could not be looked into: {error}"));
                None
            }
        }
    }

    /// A place at which the program may die; from then on nothing that waits for the world ever comes back.
    pub async fn may_die(&self, place: &'static str) {
        let dies = {
            let mut state = self.state();
            state.awaits += 1;
            let here = matches!(state.deaths.front(), Some(Death::Await { nth }) if *nth <= state.awaits);
            let dies = here && !state.calm && !state.fallen;
            if dies {
                state.deaths.pop_front();
            }
            dies
        };
        if dies {
            self.count("death at an await");
            self.die(place);
        }
        if self.is_fallen() {
            std::future::pending::<()>().await;
        }
    }

    /// The program dies now: killed, or with the power, which takes what was not synced.
    pub fn die(&self, place: &str) {
        let (is_power, synced, whole) = {
            let mut state = self.state();
            (state.end.strikes(0.5), state.wal_synced, length(&self.beside("-wal")))
        };
        let kept = if is_power && whole > synced { synced + self.state().end.below(whole - synced + 1) } else { whole };
        self.count(if is_power { "power cut" } else { "kill" });
        self.fall(kept, is_power, place);
    }

    /// Keeps the files as they are, the journal up to `kept` bytes, and ends this run.
    fn fall(&self, kept: u64, garbage: bool, place: &str) {
        let aside = self.folder.join("fallen");
        let copied = std::fs::create_dir_all(&aside)
            .and_then(|()| std::fs::copy(self.database(), aside.join("godown.db")).map(|_| ()))
            .and_then(|()| self.copy_journal(&aside.join("godown.db-wal"), kept, garbage));
        if let Err(error) = copied {
            self.broken("rehearsal", format!("the files could not be kept: {error}"));
        }
        self.tell(&format!("DEATH {place}, {kept} bytes of the journal left"));
        let mut state = self.state();
        state.fallen = true;
        state.bell.notify_one();
    }

    /// What was on the wire when the program ended: nobody knows what became of it, and half of it arrives.
    pub fn left_behind(&self) {
        let now = self.now();
        let mut state = self.state();
        state.log.died(now);
        let under_way: Vec<Request<Bytes>> = std::mem::take(&mut state.flight).into_values().collect();
        for request in under_way {
            if state.end.strikes(0.5) {
                let due = now + state.end.between(0, 20_000);
                state.late.push((due, request));
            }
        }
    }

    fn copy_journal(&self, to: &Path, kept: u64, garbage: bool) -> std::io::Result<()> {
        let mut journal = std::fs::read(self.beside("-wal")).unwrap_or_default();
        journal.truncate(usize::try_from(kept).unwrap_or(usize::MAX));
        if garbage && self.state().end.strikes(0.5) {
            let mut state = self.state();
            let count = state.end.below(6_000);
            journal.extend((0..count).map(|_| state.end.below(256) as u8));
            *state.counts.entry("garbage behind the journal").or_default() += 1;
        }
        std::fs::write(to, journal)
    }

    /// Puts the files that were kept at the program's death in their place.
    ///
    /// # Errors
    /// When a file cannot be moved.
    pub fn rise(&self) -> std::io::Result<()> {
        for suffix in ["", "-wal", "-shm"] {
            let path = self.beside(suffix);
            if path.exists() {
                std::fs::remove_file(path)?;
            }
        }
        let aside = self.folder.join("fallen");
        std::fs::rename(aside.join("godown.db"), self.database())?;
        std::fs::rename(aside.join("godown.db-wal"), self.beside("-wal"))
    }

    /// Faults are over: from here on the world is kind.
    pub async fn clear_up(&self) {
        self.printer(true);
        {
            let mut state = self.state();
            state.calm = true;
            (state.offline_until, state.full_until) = (0, 0);
        }
        let kind = json!({"row_failure": 0.0, "form_failure_rate": 0.0, "slow_label_rate": 0.0});
        self.control("/faults", Some(&kind)).await;
        self.tell("the world is kind from here on");
    }

    /// Asks the marketplace's control API; what it refuses was not possible in that moment.
    pub async fn control(&self, path: &str, body: Option<&Value>) -> Option<Value> {
        match self.market.control(path, body).await {
            Ok(told) => Some(told),
            Err(why) => {
                self.tell(&format!("control {path}: {why}"));
                None
            }
        }
    }

    /// Which fault meets a call of this kind.
    pub fn fault(&self, is_act: bool, is_list: bool, is_login: bool) -> Option<Fault> {
        let now = self.now();
        let mut state = self.state();
        if state.calm {
            return None;
        }
        if state.offline_until > now {
            return Some(Fault::NoConnection);
        }
        for (fault, rate) in &self.plan.weather {
            let fits = match fault {
                Fault::Repeated => is_list,
                // A login is tried again at once and for ever; it dies of a token's death only by others' calls.
                Fault::TokenDeath => !is_login,
                fault => is_act || !fault.of_acts_only(),
            };
            if fits && state.line.strikes(*rate) {
                return Some(*fault);
            }
        }
        None
    }
}

/// This computer's clock, which may be wrong.
pub struct WrongClock(pub Arc<World>);

impl Clock for WrongClock {
    fn now(&self) -> At {
        At(self.0.now() + self.0.state().skew)
    }
}

impl Witness for World {
    fn before(&self, synced: bool) -> Result<(), StoreError> {
        if self.dies_at_paper() {
            self.count("death with a job on paper, not written down");
            self.die("with a job on paper");
        }
        let now = self.now();
        let wal = length(&self.beside("-wal"));
        let mut state = self.state();
        if state.fallen {
            return Err(StoreError::Busy);
        }
        if state.full_until > now {
            *state.counts.entry("commit on a full disk").or_default() += 1;
            let kind = if synced { "synced" } else { "derived" };
            state.trace.add(now - self.plan.epoch, &format!("no room for a {kind} commit"));
            return Err(StoreError::DiskFull);
        }
        state.wal_before = wal;
        Ok(())
    }

    fn after(&self, synced: bool) {
        let wal = length(&self.beside("-wal"));
        let death = {
            let mut state = self.state();
            state.commits += 1;
            if synced {
                state.wal_synced = wal;
            }
            match state.deaths.front().copied() {
                Some(Death::Commit { nth, left }) if nth <= state.commits && !state.calm => {
                    state.deaths.pop_front();
                    Some((left, state.wal_before, state.commits))
                }
                _ => None,
            }
        };
        let Some((left, before, nth)) = death else { return };
        let kept = match left {
            Left::Nothing => before,
            Left::Torn if wal > before => before + self.state().end.below(wal - before),
            Left::Torn | Left::All => wal,
        };
        self.count(match left {
            Left::Nothing => "death before a commit",
            Left::Torn => "death in a commit (torn journal)",
            Left::All => "death after a commit",
        });
        self.fall(kept, false, &format!("at commit {nth}"));
    }
}
