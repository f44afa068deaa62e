//! The open queues of one warehouse: a full walk now and then, what changed in between.

use std::collections::HashSet;

use godown_domain::{At, Learned, LocationId, ShipmentId};
use godown_flipkart::{Client, Lane, Read, Search, SearchKind};
use godown_store::sync_mark::Mark;

use super::{FULL_EVERY_MS, OVERLAP_MS, Progress, TOPICS};
use crate::read_back::{merge_in, read};
use crate::{Desk, OpsError};

/// Lane of full walks; its mark's `partial` is the order date (epoch ms) a broken-off walk had come to.
const FULL: &str = "open";
/// Lane of "changed since".
const CHANGED: &str = "changed";
/// A list that moved while it was walked is walked again, at most so often in all.
const PASSES: u32 = 3;
/// Overlap of a resumed walk.
const RESUME_BACK_MS: i64 = 60_000;

pub(super) async fn refresh(
    desk: &Desk,
    client: &Client,
    location: Option<&LocationId>,
    full: bool,
    lane: Lane,
    progress: &Progress<'_>,
) -> Result<(), OpsError> {
    let key = location.map_or_else(String::new, |location| location.0.clone());
    let now = desk.now();
    let mark = {
        let key = key.clone();
        desk.read(move |conn| godown_store::sync_mark::get(conn, FULL, &key)).await?
    };
    let walked = mark.as_ref().and_then(|mark| mark.completed_at);
    let broken = mark.as_ref().is_some_and(|mark| mark.partial.is_some());
    if full || broken || walked.is_none_or(|at| now.since(at) >= FULL_EVERY_MS) {
        return walk_all(desk, client, location, key, mark, lane, progress).await;
    }
    let changed = {
        let key = key.clone();
        desk.read(move |conn| godown_store::sync_mark::get(conn, CHANGED, &key)).await?
    };
    let since = changed.map(|mark| mark.covered_to).max(walked).unwrap_or(now).plus(-OVERLAP_MS);
    progress.say("what changed", 0);
    for hold in [false, true] {
        let mut search = open_search(location, hold);
        search.modified = Some((since, now));
        walk(desk, client, &search, lane, None, progress, &mut 0, |_| {}).await?;
    }
    desk.write(TOPICS, move |tx| {
        let mark = Mark { covered_to: now, completed_at: Some(now), partial: None };
        godown_store::sync_mark::put(tx, CHANGED, &key, &mark)
    })
    .await
}

fn open_search(location: Option<&LocationId>, hold: bool) -> Search {
    let mut search = Search::new(SearchKind::all_pre_dispatch());
    search.location = location.cloned();
    // Held shipments are hidden unless they are asked for (contract 8.1).
    search.hold = Some(hold);
    search
}

/// Walks everything that is still with the seller, then reads by id what the walk did not show any more.
async fn walk_all(
    desk: &Desk,
    client: &Client,
    location: Option<&LocationId>,
    key: String,
    mark: Option<Mark>,
    lane: Lane,
    progress: &Progress<'_>,
) -> Result<(), OpsError> {
    let begun = desk.now();
    let mut resume = mark.and_then(|mark| mark.partial).and_then(|text| text.parse().ok()).map(At);
    let mut done = 0;
    for _ in 0..PASSES {
        let mut seen: HashSet<ShipmentId> = HashSet::new();
        let known = {
            let location = location.cloned();
            desk.read(move |conn| godown_store::shipment::known_pre_dispatch(conn, location.as_ref())).await?
        };
        let whole = resume.is_none();
        for hold in [false, true] {
            let mut search = open_search(location, hold);
            search.ordered = resume.filter(|_| !hold).map(|from| (from.plus(-RESUME_BACK_MS), begun));
            let mark = (!hold).then(|| (key.clone(), begun));
            walk(desk, client, &search, lane, mark, progress, &mut done, |id| {
                seen.insert(id.clone());
            })
            .await?;
        }
        resume = None;
        // Not in the list is no proof of anything: it is asked for by its id (contract 17.2.4).
        let gone: Vec<ShipmentId> = known.into_iter().filter(|id| !seen.contains(id)).collect();
        if !gone.is_empty() {
            read(desk, client, &gone, Lane::ReadBack).await?;
        }
        // Rows that left while we walked may have let others slide past; a list that stood still is complete.
        if whole && gone.is_empty() {
            break;
        }
    }
    desk.write(TOPICS, move |tx| {
        let mark = Mark { covered_to: begun, completed_at: Some(begun), partial: None };
        godown_store::sync_mark::put(tx, FULL, &key, &mark)
    })
    .await
}

/// Walks one search; with `mark` the place is kept with each page, so that a broken-off walk goes on from there.
#[expect(clippy::too_many_arguments, reason = "one private walk shared by both kinds of refresh")]
async fn walk(
    desk: &Desk,
    client: &Client,
    search: &Search,
    lane: Lane,
    mark: Option<(String, At)>,
    progress: &Progress<'_>,
    done: &mut u32,
    mut note: impl FnMut(&ShipmentId),
) -> Result<(), OpsError> {
    let mut walk = client.walk(search, lane);
    loop {
        let asked_at = desk.now();
        let Some(reads) = desk.heard(walk.next().await)? else { return Ok(()) };
        let mut reached = None;
        for read in &reads {
            if let Read::Seen(seen) = read {
                note(&seen.shipment_id);
                reached = reached.max(seen.ordered_at);
            }
        }
        *done += reads.len() as u32;
        let mark = mark.clone().zip(reached);
        desk.write(TOPICS, move |tx| {
            merge_in(tx, &reads, Learned::Poll, asked_at)?;
            if let Some(((key, begun), reached)) = mark {
                let kept = godown_store::sync_mark::get(tx, FULL, &key)?.and_then(|mark| mark.completed_at);
                let mark = Mark { covered_to: begun, completed_at: kept, partial: Some(reached.0.to_string()) };
                godown_store::sync_mark::put(tx, FULL, &key, &mark)?;
            }
            Ok(())
        })
        .await?;
        progress.say("open orders", *done);
    }
}
