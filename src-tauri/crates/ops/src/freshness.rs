//! As of when each queue is complete, read from the marks of the poller's lanes. Guesses nothing: a lane that broke off says so.

use godown_domain::freshness::{NotComplete, QueueFreshness};
use godown_domain::india::HOUR;
use godown_domain::{At, LocationId, Queue};
use godown_store::sync_mark::{self, Mark};
use godown_store::{Connection, StoreError};

use crate::poller::reading::Kept;
use crate::poller::{CANCELLED, COLLECTED, history, open};
use crate::{Desk, OpsError};

impl Desk {
    /// As of when each queue of each warehouse is complete.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn freshness(&self) -> Result<Vec<QueueFreshness>, OpsError> {
        let (now, under_way) = (self.now(), self.inner.syncing.try_lock().is_err());
        self.read(move |conn| {
            let mut told = vec![];
            for place in places(conn)? {
                for queue in Queue::ALL {
                    told.push(of_queue(conn, queue, place.as_ref(), under_way, now)?);
                }
            }
            Ok(told)
        })
        .await
    }

    /// The same, one for each queue: of the warehouse `location`, of all of them together where it is empty.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn freshness_at(&self, location: &str) -> Result<Vec<QueueFreshness>, OpsError> {
        let mut each = self.freshness().await?;
        if !location.is_empty() {
            // Where the account does not list its warehouses, the one row tells all of them.
            each.retain(|one| one.location.as_ref().is_none_or(|place| place.as_str() == location));
        }
        let of = |queue: Queue| each.iter().filter(move |one| one.queue == queue).cloned().collect::<Vec<_>>();
        Ok(Queue::ALL.into_iter().map(|queue| QueueFreshness::together(queue, &of(queue))).collect())
    }
}

fn places(conn: &Connection) -> Result<Vec<Option<LocationId>>, StoreError> {
    let known = godown_store::location::list(conn)?;
    Ok(if known.is_empty() { vec![None] } else { known.into_iter().map(|(id, _)| Some(id)).collect() })
}

fn of_queue(
    conn: &Connection,
    queue: Queue,
    place: Option<&LocationId>,
    under_way: bool,
    now: At,
) -> Result<QueueFreshness, StoreError> {
    let key = place.map_or("", |place| place.as_str());
    let (lane, key, further) = match queue {
        Queue::InTransit | Queue::Delivered => (COLLECTED, "", None),
        Queue::Cancelled => (CANCELLED, "", None),
        _ => (open::FULL, key, Some(open::CHANGED)),
    };
    let whole = sync_mark::get(conn, lane, key)?;
    let changed = further.map(|lane| sync_mark::get(conn, lane, key)).transpose()?.flatten();
    let walked_at = whole.as_ref().and_then(|mark| mark.completed_at);
    // What broke off before the whole list was read once more is of no matter any more.
    let changed = changed.filter(|mark| Kept::of(Some(mark)).is_none_or(|kept| Some(kept.begun) > walked_at));
    // What changed since is worth something only on top of a whole reading.
    let as_of = walked_at.max(changed.as_ref().and_then(|mark| mark.completed_at).filter(|_| walked_at.is_some()));
    let mut why_not = [whole.as_ref(), changed.as_ref()].into_iter().find_map(|mark| why_not(mark, as_of, under_way));
    if why_not.is_none() && as_of.is_none() {
        why_not = Some(if under_way { NotComplete::Reading { rows: 0 } } else { NotComplete::NeverRead });
    }
    if why_not.is_none() && further.is_none() {
        why_not = past(sync_mark::get(conn, history::LANE, "")?.as_ref(), now);
    }
    Ok(QueueFreshness { queue, location: place.cloned(), as_of, walked_at, is_complete: why_not.is_none(), why_not })
}

/// What a mark says against completeness. A reading under way does not: how things stood before it is still true.
fn why_not(mark: Option<&Mark>, as_of: Option<At>, under_way: bool) -> Option<NotComplete> {
    let kept = Kept::of(mark)?;
    if kept.kept_moving {
        return Some(NotComplete::KeptMoving { at: kept.at, walks: kept.walk });
    }
    match (under_way, as_of) {
        (true, Some(_)) => None,
        (true, None) => Some(NotComplete::Reading { rows: kept.rows }),
        (false, _) => Some(NotComplete::BrokeOff { at: kept.at, rows: kept.rows }),
    }
}

/// Queues of what left the desk reach back 90 days, which are read bit by bit. The mark moves back until it is there, and
/// stays there while days pass.
fn past(mark: Option<&Mark>, now: At) -> Option<NotComplete> {
    let wanted = now.plus(-history::DAYS * 24 * HOUR);
    let back_to = mark.map_or(now, |mark| mark.covered_to);
    (back_to > wanted).then_some(NotComplete::PastFrom { back_to })
}
