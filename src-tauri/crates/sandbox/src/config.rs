//! How a practice marketplace is set up, and why setting one up may fail.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::faults::Faults;
use crate::world::scenario::Scenario;

/// The application id every practice marketplace knows.
pub const PRACTICE_APP_ID: &str = "practice-app-0c0ffee0";
/// The secret of [`PRACTICE_APP_ID`]; no secret at all, it opens nothing but a practice marketplace.
pub const PRACTICE_APP_SECRET: &str = "practice-secret-for-loopback-only";

/// How often things go wrong, of 10,000. They hold for the history; reattempts and returns also for what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// Orders of the past that the seller cancelled.
    pub seller_cancel_bp: u32,
    /// Orders of the past that were marked ready after their dispatch-by date.
    pub rtd_breach_bp: u32,
    /// Parcels handed over that come back: one of three undelivered, the others asked back by the buyer.
    pub return_bp: u32,
    /// Parcels the courier had to come for again.
    pub reattempt_bp: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self { seller_cancel_bp: 20, rtd_breach_bp: 60, return_bp: 600, reattempt_bp: 80 }
    }
}

/// Options of a practice marketplace. All have defaults; unknown keys are refused.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SandboxConfig {
    /// Port of the Seller API on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Port of the control API on 127.0.0.1; 0 takes any free one.
    pub control_port: u16,
    /// The same seed gives the same world.
    pub seed: u64,
    /// Orders that are already there at the first moment, 0 to 1,000,000.
    pub orders_existing: u32,
    /// New orders per minute of the marketplace's clock, as the mean of a day: evenings are busier, nights quiet.
    pub orders_per_minute: f64,
    /// How fast the marketplace's clock runs: 1 is real time, 0 stands still.
    pub speed: f64,
    /// First moment of the world, UTC epoch milliseconds; now when absent.
    pub epoch: Option<i64>,
    /// The `Date` header of every answer tells the marketplace's clock; otherwise this computer's, as if both were right.
    pub tells_time: bool,
    /// File that keeps the marketplace over restarts. The world it was made for wins over the options given here.
    pub state_file: Option<PathBuf>,
    /// Faults that are on from the start.
    pub faults: Faults,
    /// Application id that may ask for tokens.
    pub app_id: String,
    /// Its secret.
    pub app_secret: String,
    /// From a label request to PACKED, milliseconds of the marketplace's clock.
    pub label_delay_ms: u64,
    /// Nothing happens by luck: no holds, no buyer cancellations, no moved dates, no slow labels.
    pub calm: bool,
    /// Calls per rolling real hour before 429; none when absent.
    pub rate_limit_per_hour: Option<u32>,
    /// Rows a search can be paged through before it is refused (Seller API contract 8.1, deep paging).
    pub page_ceiling: u32,
    /// How often things go wrong.
    pub rates: Rates,
    /// Days of history, 1 to 365. When absent 90, or fewer where a small world would have less than 120 orders a day.
    pub history_days: Option<u32>,
    /// A seller whose standing is known to the unit; it has its own number of orders and its own history.
    pub scenario: Option<Scenario>,
    /// Open and new orders the seller delivers itself, of 10,000.
    pub self_ship_bp: u32,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            port: 0,
            control_port: 0,
            seed: 1,
            orders_existing: 500,
            orders_per_minute: 1.0,
            speed: 1.0,
            epoch: None,
            tells_time: false,
            state_file: None,
            faults: Faults::default(),
            app_id: PRACTICE_APP_ID.to_owned(),
            app_secret: PRACTICE_APP_SECRET.to_owned(),
            label_delay_ms: 8_000,
            calm: false,
            rate_limit_per_hour: None,
            page_ceiling: 5_000,
            rates: Rates::default(),
            history_days: None,
            scenario: None,
            self_ship_bp: 0,
        }
    }
}

/// Why a practice marketplace could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A port is taken or may not be opened.
    #[error("port {port} on 127.0.0.1 cannot be opened: {source}")]
    Port {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The state file cannot be read or written.
    #[error("the state file {} cannot be used: {source}", path.display())]
    StateFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of the state file is not one of ours.
    #[error("line {line} of the state file {} cannot be read: {source}", path.display())]
    StateLine {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// An effect could not be written down, so it was not applied.
    #[error("the state file cannot be written: {0}")]
    Journal(std::io::Error),
    /// An option is outside of what makes sense.
    #[error("{0}")]
    Option(String),
    /// The state file was made by another version, whose orders were others.
    #[error("the state file {} is of another version of the practice marketplace; remove it to begin anew", path.display())]
    StateVersion {
        /// The file.
        path: PathBuf,
    },
    /// The file of faults cannot be read.
    #[error("the fault file {} cannot be used: {reason}", path.display())]
    FaultFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl SandboxConfig {
    /// A market of so many orders without luck, in which nothing happens by itself and the clock stands until it is set.
    #[must_use]
    pub fn standing(orders_existing: u32) -> Self {
        Self { orders_existing, orders_per_minute: 0.0, speed: 0.0, calm: true, ..Self::default() }
    }

    /// The same market as a scenario's seller: without luck, and without new orders unless they are asked for later.
    #[must_use]
    pub fn with_scenario(self, scenario: Scenario) -> Self {
        Self { scenario: Some(scenario), orders_per_minute: 0.0, calm: true, ..self }
    }

    pub(crate) fn check(&self) -> Result<(), SandboxError> {
        if self.orders_existing > 1_000_000 {
            return Err(SandboxError::Option("orders_existing: 0 to 1,000,000".to_owned()));
        }
        if !(0.0..=100_000.0).contains(&self.orders_per_minute) {
            return Err(SandboxError::Option("orders_per_minute: 0 to 100,000".to_owned()));
        }
        if !(0.0..=100_000.0).contains(&self.speed) {
            return Err(SandboxError::Option("speed: 0 to 100,000".to_owned()));
        }
        if self.history_days.is_some_and(|days| !(1..=365).contains(&days)) {
            return Err(SandboxError::Option("history_days: 1 to 365".to_owned()));
        }
        let Rates { seller_cancel_bp, rtd_breach_bp, return_bp, reattempt_bp } = self.rates;
        let rates = [seller_cancel_bp, rtd_breach_bp, return_bp, reattempt_bp, self.self_ship_bp];
        if rates.iter().any(|bp| *bp > 10_000) {
            return Err(SandboxError::Option("rates: 0 to 10,000 of 10,000".to_owned()));
        }
        Ok(())
    }
}
