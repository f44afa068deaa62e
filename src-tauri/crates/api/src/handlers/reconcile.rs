//! Freshness and reconciliation.

use godown_ops::Desks;

use super::Reply;
use crate::types::{Freshness, Nothing, ReconcileAsk, ReconcilePage, ReconcileRef, ReconcileRuns};

/// Differences given in one go.
const MOST: u32 = 1_000;

pub(crate) async fn freshness(desks: &Desks, _: Nothing) -> Reply<Freshness> {
    Ok(Freshness { queues: desks.desk()?.freshness().await? })
}

pub(crate) async fn reconcile_start(desks: &Desks, _: Nothing) -> Reply<ReconcileRef> {
    Ok(ReconcileRef { run: desks.desk()?.reconcile_soon().await? })
}

pub(crate) async fn reconcile_runs(desks: &Desks, _: Nothing) -> Reply<ReconcileRuns> {
    Ok(ReconcileRuns { runs: desks.desk()?.reconcile_runs().await? })
}

pub(crate) async fn reconcile_run(desks: &Desks, ask: ReconcileAsk) -> Reply<ReconcilePage> {
    let (head, differences) = desks.desk()?.reconcile_run(ask.run, ask.start, ask.limit.min(MOST)).await?;
    Ok(ReconcilePage { head, differences })
}
