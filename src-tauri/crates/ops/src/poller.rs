//! The poller: keeps the cache's picture of the marketplace. Open queues first, then what changed, cancellations, the
//! shipping view, pickups, returns, and with what is left of the hour's calls the past 90 days. Every page is one
//! transaction, and a mark moves only with the data it covers.

pub(crate) mod history;
pub(crate) mod open;
mod pace;
pub(crate) mod reading;
mod returns;

use std::sync::Arc;
use std::time::Duration;

use godown_domain::india::{HOUR, MINUTE};
use godown_domain::status::{Pace, SyncProgress};
use godown_domain::{At, LocationId};
use godown_flipkart::{CallError, CancellationKind, Client, Lane, Search, SearchKind};
use godown_store::reconcile::Before;
use godown_store::sync_mark::Mark;

use crate::feed::Topic;
use crate::poller::reading::Reader;
use crate::{Desk, OpsError};

/// Lane of the whole picture: when a pass last ran to its end.
const PICTURE: &str = "picture";
/// Windows of "changed since" reach back so far over the last one: the marketplace's clock and ours differ.
const OVERLAP_MS: i64 = 5 * MINUTE;
/// Cancellations are read again this far back (contract 17.2.3).
const CANCELLED_BACK_MS: i64 = 5 * HOUR;
const CANCELLED_EVERY_MS: i64 = 15 * MINUTE;
const HANDOVER_EVERY_MS: i64 = 10 * MINUTE;
const TOPICS: &[Topic] = &[Topic::Shipments, Topic::Queues, Topic::Status, Topic::Batches];

pub(crate) async fn run(desk: Desk) {
    loop {
        let full = desk.inner.wake.full.swap(false, std::sync::atomic::Ordering::SeqCst);
        if let Err(error) = pass(&desk, full, Lane::Poll, None).await {
            tracing::warn!(%error, "the picture could not be completed");
        }
        desk.inner.wake.past.notify_one();
        tokio::select! {
            biased;
            () = desk.inner.wake.poll.notified() => {}
            () = next_turn(&desk) => {}
        }
    }
}

/// The past has a lane of its own: it goes on after every pass, and beside the next one. Whoever asks for a pass every second
/// takes its calls away, never its place.
pub(crate) async fn run_past(desk: Desk) {
    loop {
        desk.inner.wake.past.notified().await;
        if let Err(error) = past(&desk).await {
            tracing::warn!(%error, "the past could not be read further");
        }
    }
}

/// Reads the past for as long as half the hour's calls are left for the work of the day. What is broken off is taken up where
/// it was.
async fn past(desk: &Desk) -> Result<(), OpsError> {
    let client = desk.client()?;
    loop {
        let budget = client.budget();
        if budget.left <= budget.limit_per_hour / 2 {
            return Ok(());
        }
        let goes_on =
            history::step(desk, &client, Lane::ReadBack).await? || returns::step(desk, &client, Lane::ReadBack).await?;
        if !goes_on {
            return Ok(());
        }
    }
}

/// Waits as long as the pace says. It is asked again in between, because a person's calls may show that all is well.
async fn next_turn(desk: &Desk) {
    let ended = tokio::time::Instant::now();
    loop {
        let every = Duration::from_secs(u64::from(present_pace(desk).every_seconds));
        let Some(left) = every.checked_sub(ended.elapsed()).filter(|left| !left.is_zero()) else { return };
        tokio::time::sleep(left.min(Duration::from_secs(u64::from(desk.settings().poll_seconds)))).await;
    }
}

/// How often the marketplace is read by itself as things stand.
pub(crate) fn present_pace(desk: &Desk) -> Pace {
    let signs =
        desk.client().map(|client| pace::Signs::of(client.health(), client.budget(), client.marketplace_time()));
    pace::pace(desk.settings().poll_seconds, &signs.unwrap_or_default())
}

/// When a pass last ran to its end.
pub(crate) fn synced_at(conn: &godown_store::Connection) -> Result<Option<At>, godown_store::StoreError> {
    Ok(godown_store::sync_mark::get(conn, PICTURE, "")?.and_then(|mark| mark.completed_at))
}

impl Desk {
    /// Asks the poller for a pass now.
    pub fn sync_soon(&self, full: bool) {
        if full {
            self.inner.wake.full.store(true, std::sync::atomic::Ordering::SeqCst);
        }
        self.inner.wake.poll.notify_one();
    }

    /// Reads the marketplace until the picture is complete; with `full` everything is walked again. Comes back when the
    /// past 90 days are read as well.
    ///
    /// # Errors
    /// [`OpsError::Call`], [`OpsError::LoginMissing`], [`OpsError::Store`]. What was read until then is kept.
    pub async fn sync(&self, full: bool) -> Result<(), OpsError> {
        let begun = self.now();
        pass(self, full, Lane::ReadBack, None).await?;
        let client = self.client()?;
        while history::step(self, &client, Lane::ReadBack).await? {}
        while returns::step(self, &client, Lane::ReadBack).await? {}
        // Where years of delivered parcels went can wait for the passes to come; what still lies here was read above.
        while full && crate::fetcher::read_some_shipping(self, &client, begun, Lane::ReadBack).await? {}
        self.bring_tally_up_to_date().await?;
        self.line(|line| line.sync = None);
        Ok(())
    }
}

/// One pass over everything that is due; with `compare` over everything, and every difference is noted.
pub(crate) async fn pass(desk: &Desk, full: bool, lane: Lane, compare: Option<Arc<Before>>) -> Result<(), OpsError> {
    let _alone = desk.inner.syncing.lock().await;
    let client = desk.client()?;
    if !client.has_heard_time() {
        // Ranges and marks go by the marketplace's clock. The login is needed anyway; where it fails the rest tells.
        let _ = desk.heard(client.login().await);
    }
    let first_fill = desk.read(synced_at).await?.is_none();
    // A first fill is waited for by a person; later passes spread over the hour.
    let lane = if first_fill { Lane::ReadBack } else { lane };
    let begun = desk.now();
    let progress = Progress { desk, first_fill, since: begun };
    let reader = Reader { desk, client: &client, lane, progress: &progress, compare };
    let result = steps(&reader, full).await;
    let complete = result.is_ok();
    desk.line(|line| {
        line.sync = None;
        line.partial = !complete;
    });
    if complete {
        desk.write(TOPICS, move |tx| {
            let mark = Mark { covered_to: begun, completed_at: Some(begun), partial: None };
            godown_store::sync_mark::put(tx, PICTURE, "", &mark)?;
            if first_fill {
                crate::reconcile::count_nights_from(tx, begun)?;
            }
            Ok(())
        })
        .await?;
    }
    result
}

async fn steps(reader: &Reader<'_>, full: bool) -> Result<(), OpsError> {
    let (desk, client) = (reader.desk, reader.client);
    let locations = locations(desk, client, reader.progress).await?;
    for location in &locations {
        open::refresh(reader, location.as_ref(), full).await?;
    }
    // After a sleep the desk is fresh again once a pass that began after it has come so far.
    let since = reader.progress.since;
    desk.line(|line| line.woke = line.woke.filter(|woke| woke.at > since));
    changed_after_dispatch(reader).await?;
    cancellations(reader, full).await?;
    // The first rows show where they go at once; the rest follows in later passes.
    let rounds = if full || reader.progress.first_fill { 50 } else { 3 };
    for round in 0..rounds {
        // These are polls: once they are spread over the hour, nobody who asked for a reading is made to wait for them.
        let budget = client.budget();
        let is_spread = budget.used_last_hour.saturating_mul(20) >= budget.limit_per_hour.saturating_mul(7);
        if is_spread && reader.lane != Lane::Poll {
            break;
        }
        reader.progress.say("where parcels go", round * 100);
        match crate::fetcher::read_some_shipping(desk, client, since, Lane::Poll).await {
            Ok(true) => {}
            // Nobody's picture of the queues is worse for it.
            Ok(false) | Err(OpsError::Call(CallError::BudgetSpent { .. })) => break,
            Err(error) => return Err(error),
        }
    }
    pickups(desk, reader.lane).await?;
    Ok(())
}

/// Tells the status bar what is being read.
pub(crate) struct Progress<'a> {
    desk: &'a Desk,
    first_fill: bool,
    since: At,
}

impl Progress<'_> {
    pub(crate) fn say(&self, what: &str, done: u32) {
        let progress = SyncProgress { what: what.to_owned(), done, first_fill: self.first_fill, since: self.since };
        self.desk.line(|line| line.sync = Some(progress));
    }
}

/// The warehouses to walk; a single `None` (all together) where the account may not list them (contract 12).
async fn locations(desk: &Desk, client: &Client, progress: &Progress<'_>) -> Result<Vec<Option<LocationId>>, OpsError> {
    // Not those that shipments happen to name: a warehouse of which none was read yet would never be walked.
    if desk.read(godown_store::location::told).await?.is_empty() {
        progress.say("warehouses", 0);
        match desk.heard(client.locations().await) {
            Ok(found) => {
                let kept: Vec<(LocationId, String)> = found.into_iter().map(|one| (one.id, one.name)).collect();
                desk.write(&[Topic::Settings, Topic::Queues], move |tx| godown_store::location::put(tx, &kept)).await?;
            }
            Err(CallError::Refused { status: 403 | 404, .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let told = desk.read(godown_store::location::told).await?;
    Ok(if told.is_empty() { vec![None] } else { told.into_iter().map(Some).collect() })
}

/// Lane of what moved after dispatch.
pub(crate) const COLLECTED: &str = "collected";
/// Lane of cancellations.
pub(crate) const CANCELLED: &str = "cancelled";

/// What moved after dispatch since the last look; when compared, at least what moved today.
async fn changed_after_dispatch(reader: &Reader<'_>) -> Result<(), OpsError> {
    let (now, today) = (reader.desk.now(), reader.compare.is_some());
    let from = |mark: Option<&Mark>| {
        let last = mark.map_or_else(|| now.plus(-24 * HOUR), |mark| mark.covered_to.plus(-OVERLAP_MS));
        if today { last.min(now.day().start()) } else { last }
    };
    let searches =
        |from, until| vec![Search { modified: Some((from, until)), ..Search::new(history::post_dispatch()) }];
    reader.since_mark((COLLECTED, ""), from, searches, "what was collected and delivered").await
}

/// Cancellations of the last hours, all three kinds; when compared, at least those of today.
async fn cancellations(reader: &Reader<'_>, full: bool) -> Result<(), OpsError> {
    let (now, today) = (reader.desk.now(), reader.compare.is_some());
    let mark = reader.mark(CANCELLED, "").await?;
    let fresh = mark.as_ref().is_some_and(|mark| {
        mark.partial.is_none() && mark.completed_at.is_some_and(|at| now.since(at) < CANCELLED_EVERY_MS)
    });
    if fresh && !full {
        return Ok(());
    }
    let from = |mark: Option<&Mark>| {
        let back = mark.map_or(now, |mark| mark.covered_to).min(now).plus(-CANCELLED_BACK_MS);
        if today { back.min(now.day().start()) } else { back }
    };
    let searches = |from, until| {
        let one = |kind| Search { cancelled: Some((from, until)), ..Search::new(SearchKind::Cancelled { kind }) };
        CancellationKind::ALL.map(one).to_vec()
    };
    reader.since_mark((CANCELLED, ""), from, searches, "cancellations").await
}

/// Pickup counts, now and then.
async fn pickups(desk: &Desk, lane: Lane) -> Result<(), OpsError> {
    let now = desk.now();
    let read_at = desk.read(|conn| godown_store::handover::read_at(conn, None)).await?;
    if read_at.is_some_and(|at| now.since(at) < HANDOVER_EVERY_MS) {
        return Ok(());
    }
    desk.read_handovers(None, lane).await
}
