//! How fresh and how reachable the picture is.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::freshness::Woke;
use crate::{At, Queue};

/// How many shipments a queue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QueueCount {
    /// Which.
    pub queue: Queue,
    /// Shipments.
    pub shipments: u32,
    /// Units.
    pub units: u32,
    /// Past dispatch-by.
    pub late: u32,
    /// Under two hours left.
    pub urgent: u32,
}

/// How the login stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Login {
    /// Not tried yet.
    Unknown,
    /// Works.
    Ok,
    /// No credentials on this computer for this run.
    Missing,
    /// The marketplace refused id or secret.
    Refused,
}

/// Work on the picture itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncProgress {
    /// What is being read, in words.
    pub what: String,
    /// Shipments read so far.
    pub done: u32,
    /// It is the very first fill.
    pub first_fill: bool,
    /// Since when.
    pub since: At,
}

/// How often the marketplace is read by itself, and why so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Pace {
    /// Seconds from one reading to the next.
    pub every_seconds: u32,
    /// Why.
    pub why: PaceReason,
}

/// Why the marketplace is read as often as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PaceReason {
    /// As chosen in the settings.
    Chosen,
    /// Answers take long.
    SlowAnswers,
    /// The marketplace said that there are too many calls.
    TooManyCalls,
    /// Few of the hour's calls are left.
    FewCallsLeft,
}

/// The status bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The engine's clock.
    pub now: At,
    /// When the last complete walk over the open queues ended.
    pub synced_at: Option<At>,
    /// A walk under way.
    pub sync: Option<SyncProgress>,
    /// The last walk broke off: the picture is partial.
    pub partial: bool,
    /// No line since.
    pub offline_since: Option<At>,
    /// Login.
    pub login: Login,
    /// When the login dies.
    pub login_expires_at: Option<At>,
    /// Whether the login outlives this run (kept in the system key store).
    pub login_kept: bool,
    /// Actions committed and not settled.
    pub waiting: u32,
    /// Actions whose outcome is being checked.
    pub unknown: u32,
    /// Calls allowed in an hour.
    pub calls_limit: u32,
    /// Calls left in this hour.
    pub calls_left: u32,
    /// The computer's clock differs from the marketplace's by so many milliseconds, where that is more than two minutes.
    #[specta(type = Option<f64>)]
    pub clock_off_ms: Option<i64>,
    /// How often the marketplace is read at present.
    pub pace: Pace,
    /// Records of the marketplace we could not read.
    pub quarantined: u32,
    /// The computer slept, and the open queues are not read again yet.
    pub woke: Option<Woke>,
    /// Why the database cannot be written, in words.
    pub store_problem: Option<String>,
}
