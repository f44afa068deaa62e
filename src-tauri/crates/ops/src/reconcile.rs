//! Reconciliation: once a night, and when a person asks, everything open and everything that moved today is read again, and
//! every difference to what stood here is listed with its likely cause before it is merged.
//!
//! Owns when it is done. What is read is the poller's pass, so that there is one way of reading; what differs is found by the
//! merge itself.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use godown_domain::At;
use godown_domain::india::{HOUR, MINUTE};
use godown_domain::reconcile::{Difference, ReconcileRun, ReconcileState, ReconcileWhy};
use godown_flipkart::Lane;
use godown_store::reconcile::{self, Before};
use godown_store::{Connection, StoreError, Transaction, setting};

use crate::feed::Topic;
use crate::poller::pass;
use crate::{Desk, OpsError};

/// The quiet hour, by the clock of India: 03:30.
const QUIET_MS: i64 = 3 * HOUR + 30 * MINUTE;
/// How often the night is looked for.
const LOOK: Duration = Duration::from_secs(60);
/// After one that broke off.
const LATER: Duration = Duration::from_secs(30 * 60);
/// Nights are counted from this instant, when everything had been read for the first time.
const NIGHTS_FROM: &str = "reconcileFrom";
const TOPICS: &[Topic] = &[Topic::Status];

/// Reconciles once a night, and after a start where the night was slept through.
pub(crate) async fn run(desk: Desk) {
    loop {
        let wait = match nightly(&desk).await {
            Ok(()) => LOOK,
            Err(error) => {
                tracing::warn!(%error, "the night's reconciliation broke off");
                LATER
            }
        };
        tokio::time::sleep(wait).await;
    }
}

async fn nightly(desk: &Desk) -> Result<(), OpsError> {
    let now = desk.now();
    if desk.read(move |conn| is_due(conn, now)).await? {
        let number = desk.begin_reconcile(ReconcileWhy::Nightly).await?;
        desk.reconcile(number, Lane::Poll).await?;
    }
    Ok(())
}

fn is_due(conn: &Connection, now: At) -> Result<bool, StoreError> {
    let from: Option<At> = setting::get(conn, NIGHTS_FROM)?;
    let last = reconcile::last_done(conn)?.max(from);
    Ok(last.is_some_and(|last| last < night_before(now)))
}

/// The newest quiet hour that is not to come.
fn night_before(now: At) -> At {
    let tonight = now.day().start().plus(QUIET_MS);
    if tonight <= now { tonight } else { tonight.plus(-24 * HOUR) }
}

/// Nights are counted from the first complete picture on: before it there is nothing to compare.
pub(crate) fn count_nights_from(tx: &Transaction<'_>, at: At) -> Result<(), StoreError> {
    setting::put(tx, NIGHTS_FROM, &at)
}

impl Desk {
    /// Begins a reconciliation beside all work, and gives its number; that of the one under way where there is one.
    ///
    /// # Errors
    /// [`OpsError::LoginMissing`], [`OpsError::Store`].
    pub async fn reconcile_soon(&self) -> Result<u32, OpsError> {
        self.client()?;
        let _alone = self.inner.reconciling.lock().await;
        if let Some(run) = self.reconcile_runs().await?.into_iter().find(|run| run.state == ReconcileState::Running) {
            return Ok(run.run);
        }
        let number = self.begin_reconcile(ReconcileWhy::Asked).await?;
        let desk = self.clone();
        self.inner.tasks.spawn(async move {
            let stop = desk.inner.stop.clone();
            tokio::select! {
                biased;
                () = stop.cancelled() => {}
                // A person sees in the list that it broke off, and why.
                done = desk.reconcile(number, Lane::ReadBack) => if let Err(error) = done {
                    tracing::warn!(%error, "the reconciliation broke off");
                },
            }
        });
        Ok(number)
    }

    async fn begin_reconcile(&self, why: ReconcileWhy) -> Result<u32, OpsError> {
        let now = self.now();
        self.write(TOPICS, move |tx| reconcile::begin(tx, why, now)).await
    }

    async fn reconcile(&self, number: u32, lane: Lane) -> Result<(), OpsError> {
        let begun_at = self.now();
        let complete: HashMap<String, At> = self
            .freshness()
            .await?
            .into_iter()
            .filter(|one| one.queue.has_deadline())
            .filter_map(|one| Some((one.location.map_or_else(String::new, |place| place.0), one.as_of?)))
            .collect();
        let before = Arc::new(Before { run: number, begun_at, complete });
        let read = pass(self, true, lane, Some(before)).await;
        let (trouble, now) = (read.as_ref().err().map(ToString::to_string), self.now());
        self.write(TOPICS, move |tx| reconcile::end(tx, number, trouble.as_deref(), now)).await?;
        read
    }

    /// Reconciliations kept, newest first.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn reconcile_runs(&self) -> Result<Vec<ReconcileRun>, OpsError> {
        self.read(reconcile::runs).await
    }

    /// One reconciliation with at most `limit` of its differences from place `start` on, in the order they were found.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::Store`].
    pub async fn reconcile_run(
        &self,
        number: u32,
        start: u32,
        limit: u32,
    ) -> Result<(ReconcileRun, Vec<Difference>), OpsError> {
        let found = self
            .read(move |conn| {
                let Some(run) = reconcile::get(conn, number)? else { return Ok(None) };
                Ok(Some((run, reconcile::differences(conn, number, start, limit)?)))
            })
            .await?;
        found.ok_or_else(|| OpsError::NotFound(format!("Reconciliation {number}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> At {
        At::parse(text).unwrap()
    }

    #[test]
    fn the_night_is_the_newest_half_past_three_in_india() {
        let night = at("2026-11-22T03:30:00+05:30");
        for now in ["2026-11-22T03:30:00+05:30", "2026-11-22T14:00:00+05:30", "2026-11-23T03:29:59+05:30"] {
            assert_eq!(night_before(at(now)), night, "{now}");
        }
        assert_eq!(night_before(at("2026-11-23T03:30:00+05:30")), night.plus(24 * HOUR));
    }

    #[test]
    fn it_is_done_once_a_night_and_after_a_night_that_was_slept_through() {
        let folder = tempfile::tempdir().unwrap();
        let store = godown_store::Store::open(&folder.path().join("godown.db")).unwrap();
        let due = |now: &str| store.read(|conn| is_due(conn, at(now))).unwrap();
        assert!(!due("2026-11-22T04:00:00+05:30"), "nothing was ever read");
        store.write(|tx| count_nights_from(tx, at("2026-11-22T10:00:00+05:30"))).unwrap();
        assert!(!due("2026-11-22T23:00:00+05:30"), "the first day was read whole this morning");
        assert!(due("2026-11-23T03:31:00+05:30"));
        let now = at("2026-11-23T09:00:00+05:30");
        let run = store.write(|tx| reconcile::begin(tx, ReconcileWhy::Nightly, now)).unwrap();
        assert!(due("2026-11-23T09:01:00+05:30"), "one that has not ended proves nothing");
        store.write(|tx| reconcile::end(tx, run, None, now)).unwrap();
        assert!(!due("2026-11-24T03:29:00+05:30"), "once a night");
        assert!(due("2026-11-27T11:00:00+05:30"), "after nights that were slept through, once");
    }
}
