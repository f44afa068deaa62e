//! The past 90 days, read backwards in windows by order date. A window grows while it is thin and shrinks when it breaks,
//! because the marketplace serves narrow windows only (contract 8.1).

use godown_domain::india::HOUR;
use godown_domain::{At, ShipmentState};
use godown_flipkart::{CancellationKind, Client, Lane, Search, SearchKind};
use godown_store::sync_mark::Mark;

use crate::feed::Topic;
use crate::{Desk, OpsError};

/// Lane: everything ordered from `covered_to` on is here; `partial` is the width of the next window in hours.
pub(crate) const LANE: &str = "history";
pub(crate) const DAYS: i64 = 90;
const FIRST_HOURS: i64 = 24;
const WIDEST_HOURS: i64 = 14 * 24;

pub(super) fn post_dispatch() -> SearchKind {
    let states = [ShipmentState::PickupComplete, ShipmentState::Shipped, ShipmentState::Delivered];
    SearchKind::PostDispatch { states: states.to_vec() }
}

/// Reads one window further back. `false` when the 90 days are here.
pub(super) async fn step(desk: &Desk, client: &Client, lane: Lane) -> Result<bool, OpsError> {
    let now = desk.now();
    let mark = desk.read(|conn| godown_store::sync_mark::get(conn, LANE, "")).await?;
    let upper = mark.as_ref().map_or(now, |mark| mark.covered_to);
    let end = now.plus(-DAYS * 24 * HOUR);
    if upper <= end {
        return Ok(false);
    }
    let hours = mark.and_then(|mark| mark.partial?.parse().ok()).unwrap_or(FIRST_HOURS);
    let lower = upper.plus(-hours * HOUR).max(end);
    match window(desk, client, lane, lower, upper).await {
        Ok(rows) => {
            let wider = if rows < 400 { (hours * 2).min(WIDEST_HOURS) } else { hours };
            put(desk, lower, wider).await?;
            Ok(true)
        }
        Err(error) if hours > 1 && !error.is_permanent() => {
            put(desk, upper, hours / 2).await?;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

async fn window(desk: &Desk, client: &Client, lane: Lane, lower: At, upper: At) -> Result<usize, OpsError> {
    let mut searches = vec![];
    let mut collected = Search::new(post_dispatch());
    collected.ordered = Some((lower, upper));
    searches.push(collected);
    for kind in CancellationKind::ALL {
        let mut cancelled = Search::new(SearchKind::Cancelled { kind });
        cancelled.cancelled = Some((lower, upper));
        searches.push(cancelled);
    }
    let mut rows = 0;
    for search in &searches {
        let mut walk = client.walk(search, lane);
        loop {
            let asks = desk.asks();
            let Some(reads) = desk.heard(walk.next().await)? else { break };
            let (asked_at, whose) = (desk.asked_at(asks), super::reading::whose(search));
            rows += reads.len();
            let topics = &[Topic::Shipments, Topic::Queues, Topic::Batches];
            desk.write(topics, move |tx| super::reading::merge_page(tx, &reads, whose, asked_at, None)).await?;
        }
    }
    Ok(rows)
}

async fn put(desk: &Desk, covered_to: At, hours: i64) -> Result<(), OpsError> {
    desk.write(&[Topic::Status], move |tx| {
        let mark = Mark { covered_to, completed_at: None, partial: Some(hours.to_string()) };
        godown_store::sync_mark::put(tx, LANE, "", &mark)
    })
    .await
}
