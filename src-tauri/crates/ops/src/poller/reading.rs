//! A reading: one or several searches, one after the other. Its place is kept with every page in the page's own transaction, so
//! that one that broke off (no line, a kill, the hour's calls) is taken up there, also by the next run of the program.

use std::sync::Arc;

use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::{At, Learned, ShipmentId};
use godown_flipkart::{CancellationKind, Client, Lane, Read, Search, SearchKind, WalkPlace};
use godown_store::reconcile::Before;
use godown_store::sync_mark::{self, Mark};
use godown_store::{StoreError, Transaction};
use serde::{Deserialize, Serialize};

use super::{OVERLAP_MS, Progress, TOPICS};
use crate::{Desk, OpsError};

/// Where a reading stands; it lies in its mark as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The instant it is about: what was there then is here when it has ended.
    pub(crate) begun: At,
    /// Where the range it reads begins, for a reading of what changed.
    pub(crate) from: At,
    /// Which of its searches.
    step: usize,
    /// Where in that search.
    place: Option<WalkPlace>,
    /// Pages of that search.
    pages: u32,
    /// Pages of its longest search.
    pub(crate) most_pages: u32,
    /// Shipments read.
    pub(crate) rows: u32,
    /// When its last page came.
    pub(crate) at: At,
    /// How many readings in a row this is, the first being 1.
    pub(crate) walk: u32,
    /// Number of the newest observation when it began.
    pub(crate) after: i64,
    /// The same two of the reading before it: when that began, and the newest observation then.
    pub(crate) before: Option<(At, i64)>,
    /// It was the last in a row of which no two agreed: there is nothing to go on with.
    pub(crate) kept_moving: bool,
}

impl Kept {
    pub(crate) fn begin(begun: At, from: At, after: i64) -> Self {
        Self {
            begun,
            from,
            step: 0,
            place: None,
            pages: 0,
            most_pages: 0,
            rows: 0,
            at: begun,
            walk: 1,
            after,
            before: None,
            kept_moving: false,
        }
    }

    /// The next reading in a row.
    pub(crate) fn again(self, begun: At, after: i64) -> Self {
        let (walk, before) = (self.walk + 1, Some((self.begun, self.after)));
        Self { walk, before, ..Self::begin(begun, self.from, after) }
    }

    /// The last of several in a row of which no two agreed.
    pub(crate) fn given_up(self, at: At) -> Self {
        Self { kept_moving: true, at, ..self }
    }

    pub(crate) fn of(mark: Option<&Mark>) -> Option<Self> {
        serde_json::from_str(mark?.partial.as_deref()?).ok()
    }
}

/// How a reading goes about it.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    pub(super) desk: &'a Desk,
    pub(super) client: &'a Client,
    pub(super) lane: Lane,
    pub(super) progress: &'a Progress<'a>,
    /// Every difference is noted against this.
    pub(super) compare: Option<Arc<Before>>,
}

impl Reader<'_> {
    /// The mark of a lane.
    pub(super) async fn mark(&self, lane: &'static str, key: &str) -> Result<Option<Mark>, OpsError> {
        let key = key.to_owned();
        self.desk.read(move |conn| sync_mark::get(conn, lane, &key)).await
    }

    /// Ends a reading: what was there at `covered_to` is here.
    pub(super) async fn complete(&self, lane: &'static str, key: &str, covered_to: At) -> Result<(), OpsError> {
        let key = key.to_owned();
        let mark = Mark { covered_to, completed_at: Some(covered_to), partial: None };
        self.desk.write(TOPICS, move |tx| sync_mark::put(tx, lane, &key, &mark)).await
    }

    /// Keeps the place of a reading; how far the lane was complete before stands.
    pub(super) async fn keep(&self, lane: &'static str, key: &str, kept: &Kept) -> Result<(), OpsError> {
        let (key, kept) = (key.to_owned(), kept.clone());
        self.desk.write(TOPICS, move |tx| put_place(tx, lane, &key, &kept)).await
    }

    /// Reads the searches from where `kept` stands to their end.
    pub(super) async fn go(
        &self,
        (lane, key): (&'static str, &str),
        searches: &[Search],
        kept: &mut Kept,
        what: &str,
    ) -> Result<(), OpsError> {
        while let Some(search) = searches.get(kept.step) {
            let mut walk = match kept.place.take() {
                Some(place) => self.client.walk_from(search, self.lane, place),
                None => self.client.walk(search, self.lane),
            };
            loop {
                let asks = self.desk.asks();
                let Some(reads) = self.desk.heard(walk.next().await)? else { break };
                let asked_at = self.desk.asked_at(asks);
                kept.begun = kept.begun.min(asked_at);
                kept.at = asked_at;
                kept.rows += u32::try_from(reads.len()).unwrap_or(0);
                kept.pages += 1;
                kept.most_pages = kept.most_pages.max(kept.pages);
                kept.place = walk.place();
                // Behind the last page the next search is what goes on.
                let step = kept.step + usize::from(kept.place.is_none());
                let place = Kept { step, pages: if kept.place.is_none() { 0 } else { kept.pages }, ..kept.clone() };
                let (key, whose, compare) = (key.to_owned(), whose(search), self.compare.clone());
                self.desk
                    .write(TOPICS, move |tx| {
                        merge_page(tx, &reads, whose, asked_at, compare.as_deref())?;
                        put_place(tx, lane, &key, &place)
                    })
                    .await?;
                self.progress.say(what, kept.rows);
            }
            kept.step += 1;
            kept.pages = 0;
        }
        Ok(())
    }

    /// Reads what happened since a lane's mark, and moves the mark. A reading that broke off is brought to its end first, as it
    /// was; the rest is for the next one.
    pub(super) async fn since_mark(
        &self,
        (lane, key): (&'static str, &str),
        from: impl FnOnce(Option<&Mark>) -> At,
        searches: impl FnOnce(At, At) -> Vec<Search>,
        what: &str,
    ) -> Result<(), OpsError> {
        let mark = self.mark(lane, key).await?;
        // A range that ends before it begins was taken by a clock that was put right since.
        let broken = Kept::of(mark.as_ref()).filter(|kept| self.compare.is_none() && kept.from < kept.begun);
        let mut kept = broken.unwrap_or_else(|| {
            let begun = self.desk.now();
            Kept::begin(begun, from(mark.as_ref()).min(begun.plus(-OVERLAP_MS)), 0)
        });
        let searches = searches(kept.from, kept.begun);
        self.go((lane, key), &searches, &mut kept, what).await?;
        self.complete(lane, key, kept.begun).await
    }

    /// Reads shipments by id that a list did not show any more: not being in a list is no proof of anything (contract 17.2.4).
    pub(super) async fn by_id(&self, ids: &[ShipmentId]) -> Result<(), OpsError> {
        let Some(compare) = self.compare.clone() else {
            return crate::read_back::read(self.desk, self.client, ids, Lane::ReadBack).await;
        };
        let asks = self.desk.asks();
        let reads = self.desk.heard(self.client.shipments(ids, Lane::ReadBack).await)?;
        let asked_at = self.desk.asked_at(asks);
        let named: std::collections::HashSet<&str> = reads.iter().filter_map(Read::id).collect();
        let gone: Vec<ShipmentId> = ids.iter().filter(|id| !named.contains(id.as_str())).cloned().collect();
        drop(named);
        self.desk
            .write(TOPICS, move |tx| {
                merge_page(tx, &reads, None, asked_at, Some(&compare))?;
                gone.iter().try_for_each(|id| godown_store::reconcile::not_named(tx, compare.run, id))
            })
            .await
    }
}

fn put_place(tx: &Transaction<'_>, lane: &str, key: &str, kept: &Kept) -> Result<(), StoreError> {
    let former = sync_mark::get(tx, lane, key)?;
    let mark = Mark {
        covered_to: former.as_ref().map_or(kept.from, |mark| mark.covered_to),
        completed_at: former.and_then(|mark| mark.completed_at),
        partial: Some(serde_json::to_string(kept)?),
    };
    sync_mark::put(tx, lane, key, &mark)
}

/// A list of cancellations tells whose they are.
pub(super) fn whose(search: &Search) -> Option<CancelledBy> {
    match &search.kind {
        SearchKind::Cancelled { kind: CancellationKind::Seller } => Some(CancelledBy::Seller),
        SearchKind::Cancelled { kind: CancellationKind::Buyer } => Some(CancelledBy::Buyer),
        SearchKind::Cancelled { kind: CancellationKind::Marketplace } => Some(CancelledBy::Marketplace),
        _ => None,
    }
}

/// Puts a page into the cache; against `compare` every difference is noted.
pub(super) fn merge_page(
    tx: &Transaction<'_>,
    reads: &[Read],
    whose: Option<CancelledBy>,
    asked_at: At,
    compare: Option<&Before>,
) -> Result<(), StoreError> {
    match compare {
        None => {
            crate::read_back::merge_in(tx, reads, Learned::Poll, asked_at)?;
        }
        Some(before) => {
            for read in reads {
                match read {
                    Read::Seen(seen) => {
                        godown_store::reconcile::compare(tx, seen, Learned::Poll, asked_at, before)?;
                    }
                    unreadable => {
                        crate::read_back::merge_in(tx, std::slice::from_ref(unreadable), Learned::Poll, asked_at)?;
                    }
                }
            }
        }
    }
    for read in reads {
        if let (Some(whose), Read::Seen(seen)) = (whose, read) {
            godown_store::guardrail::seen_in_list(tx, &seen.shipment_id, whose)?;
        }
    }
    Ok(())
}
