//! Freshness of the queues, and what a reconciliation repaired.

use godown_domain::freshness::QueueFreshness;
use godown_domain::reconcile::{Difference, ReconcileRun};
use serde::{Deserialize, Serialize};
use specta::Type;

/// As of when the queues are complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Freshness {
    /// Each queue of each warehouse. Those of what has left the desk are read for all warehouses together, and say the same
    /// at each.
    pub queues: Vec<QueueFreshness>,
}

/// Names a reconciliation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReconcileRef {
    /// Its number.
    pub run: u32,
}

/// Reconciliations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReconcileRuns {
    /// Newest first.
    pub runs: Vec<ReconcileRun>,
}

/// Asks for one with its differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReconcileAsk {
    /// Its number.
    pub run: u32,
    /// Differences from this place on, from 0.
    pub start: u32,
    /// At most so many; no more than 1,000 are given.
    pub limit: u32,
}

/// One reconciliation with its differences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReconcilePage {
    /// The run.
    pub head: ReconcileRun,
    /// Its differences in the order they were found.
    pub differences: Vec<Difference>,
}
