//! The open queues of one warehouse: everything now and then, what changed in between.
//!
//! Rows slide under a list that is read page by page: one that leaves pulls all behind it up by one, and the first row of the
//! next page is never shown. So a list of several pages is read until two readings in a row agree: nothing that the first
//! of them had shown has left before the second ended, therefore nothing had slid under the first. That first one is complete.

use godown_domain::india::{HOUR, MINUTE};
use godown_domain::{At, LocationId};
use godown_flipkart::{Search, SearchKind};
use godown_store::reconcile;

use super::OVERLAP_MS;
use super::reading::{Kept, Reader};
use crate::OpsError;

/// Lane of whole readings.
pub(crate) const FULL: &str = "open";
/// Lane of "changed since".
pub(crate) const CHANGED: &str = "changed";
/// A list that moves is read so often in a row; then it is said that it is not complete.
const WALKS: u32 = 4;
/// Between two whole readings at least.
const FULL_EVERY_MS: i64 = 20 * MINUTE;
/// Rows of a page (contract 3).
const PAGE: i64 = 20;

pub(super) async fn refresh(reader: &Reader<'_>, location: Option<&LocationId>, full: bool) -> Result<(), OpsError> {
    let key = location.map_or("", |location| location.as_str());
    let mark = reader.mark(FULL, key).await?;
    let (walked, kept) = (mark.as_ref().and_then(|mark| mark.completed_at), Kept::of(mark.as_ref()));
    let broken = kept.as_ref().is_some_and(|kept| !kept.kept_moving);
    let tried = kept.as_ref().filter(|kept| kept.kept_moving).map(|kept| kept.at).max(walked);
    let now = reader.desk.now();
    if full || broken || is_due(reader, location, tried, now).await? {
        // Somebody who asks for everything is not given the end of a reading begun long ago.
        let resumed = kept.filter(|kept| !kept.kept_moving && reader.compare.is_none() && !full);
        return walk_all(reader, location, resumed).await;
    }
    reader
        .since_mark(
            (CHANGED, key),
            |mark| mark.map(|mark| mark.covered_to).max(walked).unwrap_or(now).plus(-OVERLAP_MS),
            |from, until| {
                let search = |hold| Search { modified: Some((from, until)), ..open_search(location, hold) };
                [false, true].map(search).to_vec()
            },
            "what changed",
        )
        .await
}

/// Whether everything is to be read again. Two readings of a long list take many of the hour's calls: they are given a quarter
/// of them.
async fn is_due(
    reader: &Reader<'_>,
    location: Option<&LocationId>,
    tried: Option<At>,
    now: At,
) -> Result<bool, OpsError> {
    let Some(tried) = tried else { return Ok(true) };
    let location = location.cloned();
    let rows =
        reader.desk.read(move |conn| godown_store::shipment::count_pre_dispatch(conn, location.as_ref())).await?;
    let calls = 2 * (i64::from(rows) / PAGE + 2);
    let every = calls * HOUR / (i64::from(reader.client.budget().limit_per_hour) / 4).max(1);
    Ok(now.since(tried) >= every.max(FULL_EVERY_MS))
}

fn open_search(location: Option<&LocationId>, hold: bool) -> Search {
    let mut search = Search::new(SearchKind::all_pre_dispatch());
    search.location = location.cloned();
    // Held shipments are hidden unless they are asked for (contract 8.1).
    search.hold = Some(hold);
    search
}

/// Reads everything that is still with the seller until two readings agree, and by id what they did not show any more.
async fn walk_all(reader: &Reader<'_>, location: Option<&LocationId>, resumed: Option<Kept>) -> Result<(), OpsError> {
    let key = location.map_or("", |location| location.as_str());
    let searches = [false, true].map(|hold| open_search(location, hold));
    let mut kept = match resumed {
        Some(kept) => kept,
        None => {
            let (begun, after) = present(reader).await?;
            Kept::begin(begun, begun, after)
        }
    };
    loop {
        reader.go((FULL, key), &searches, &mut kept, "open orders").await?;
        let (place, begun) = (location.cloned(), kept.begun);
        let unseen = move |conn: &_| godown_store::shipment::unseen_pre_dispatch(conn, place.as_ref(), begun);
        let gone = reader.desk.read(unseen).await?;
        if !gone.is_empty() {
            reader.by_id(&gone).await?;
        }
        if let Some(complete) = complete_as_of(reader, key, &kept).await? {
            return reader.complete(FULL, key, complete).await;
        }
        if kept.walk >= WALKS {
            return reader.keep(FULL, key, &kept.given_up(reader.desk.now())).await;
        }
        let (begun, after) = present(reader).await?;
        kept = kept.again(begun, after);
    }
}

async fn present(reader: &Reader<'_>) -> Result<(At, i64), OpsError> {
    Ok((reader.desk.now(), reader.desk.read(reconcile::newest_observation).await?))
}

/// As of when the list is complete after this reading; `None` where it takes another one to know.
async fn complete_as_of(reader: &Reader<'_>, key: &str, kept: &Kept) -> Result<Option<At>, OpsError> {
    if kept.most_pages <= 1 {
        // One page is of one moment: nothing slides.
        return Ok(Some(kept.begun));
    }
    let Some((begun, after)) = kept.before else { return Ok(None) };
    let key = key.to_owned();
    let left = reader.desk.read(move |conn| reconcile::left_since(conn, &key, after, begun)).await?;
    Ok((left == 0).then_some(begun))
}
