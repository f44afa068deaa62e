//! Walking a whole search: page by page, nothing twice. Rows slide under a list that others change meanwhile (contract 8.1, 20):
//! whoever needs it whole walks it again.

use std::collections::HashSet;

use godown_domain::{At, ShipmentSeen};
use serde::{Deserialize, Serialize};

use crate::search::SortField;
use crate::wire::{NextPage, Page, Read};
use crate::{CallError, Client, Lane, Search};

/// Pages before a walk begins anew behind a moved date: the list ends near 5,000 rows (contract 8.1).
const PAGES_PER_RUN: u32 = 240;
/// Overlap of two runs of a deep walk.
const OVERLAP_MS: i64 = 60_000;

#[derive(Debug, Clone, PartialEq)]
enum Place {
    Start,
    Next(NextPage),
    End,
}

/// A walk under way. After an error it can be taken up where it was.
#[derive(Debug)]
pub struct Walk {
    client: Client,
    search: Search,
    lane: Lane,
    place: Place,
    bound: Option<At>,
    given: HashSet<String>,
    pages_per_run: u32,
    pages_in_run: u32,
    began_anew: bool,
    /// Records given when a run last began anew: without a further one since, beginning again would go on for ever.
    given_then: Option<usize>,
    reached: Option<At>,
}

/// Where a walk stands, as text may keep it: it can be taken up there by another walk over the same search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkPlace {
    /// The marketplace's mark of the next page. It lives for a while only (contract 8.2).
    next: Option<String>,
    /// Where the walk begins anew without that mark, or when it has died: behind the furthest row it had reached.
    behind: Option<At>,
}

impl Client {
    /// Begins a walk. No call is made yet.
    pub fn walk(&self, search: &Search, lane: Lane) -> Walk {
        Walk {
            client: self.clone(),
            search: search.clone(),
            lane,
            place: Place::Start,
            bound: None,
            given: HashSet::new(),
            pages_per_run: PAGES_PER_RUN,
            pages_in_run: 0,
            began_anew: false,
            given_then: None,
            reached: None,
        }
    }

    /// Takes a walk up where another one over the same search stood. No call is made yet.
    pub fn walk_from(&self, search: &Search, lane: Lane, place: WalkPlace) -> Walk {
        let walk = self.walk(search, lane);
        let at = place.next.map_or(Place::Start, |next| Place::Next(NextPage(next)));
        Walk { place: at, bound: place.behind, reached: place.behind, ..walk }
    }
}

impl Walk {
    /// The next page's records that were not given before; `None` at the end. A page may be empty.
    ///
    /// # Errors
    /// Those of any call. The walk stays where it is; calling again goes on from there.
    pub async fn next(&mut self) -> Result<Option<Vec<Read>>, CallError> {
        let mut asked = self.place.clone();
        let page = match &asked {
            Place::End => return Ok(None),
            Place::Start => self.first_page().await?,
            Place::Next(next) => match self.client.next_page(next, self.lane).await {
                // The mark has aged away (contract 8.2): once from the start of the run; what was given is not again.
                Err(CallError::Refused { status: 400 | 404 | 410 | 422, .. })
                    if !self.began_anew && self.given_then != Some(self.given.len()) =>
                {
                    self.began_anew = true;
                    self.given_then = Some(self.given.len());
                    self.pages_in_run = 0;
                    asked = Place::Start;
                    self.first_page().await?
                }
                other => {
                    let page = other?;
                    self.began_anew = false;
                    page
                }
            },
        };
        self.pages_in_run += 1;
        self.place = self.follow(&asked, &page)?;
        self.reached = self.far_end(&page.shipments, self.reached);
        Ok(Some(page.shipments.into_iter().filter(|read| self.is_new(read)).collect()))
    }

    /// Where the walk stands between two pages; `None` before the first and after the last one.
    pub fn place(&self) -> Option<WalkPlace> {
        match &self.place {
            Place::Next(next) => Some(WalkPlace { next: Some(next.0.clone()), behind: self.reached }),
            // A further run of a deep walk.
            Place::Start if self.bound.is_some() => Some(WalkPlace { next: None, behind: self.bound }),
            Place::Start | Place::End => None,
        }
    }

    async fn first_page(&self) -> Result<Page, CallError> {
        self.client.search_behind(self.bound, &self.search, self.lane).await
    }

    fn is_new(&mut self, read: &Read) -> bool {
        read.id().is_none_or(|id| self.given.insert(id.to_owned()))
    }

    fn follow(&mut self, asked: &Place, page: &Page) -> Result<Place, CallError> {
        let Some(next) = page.next.clone().map(Place::Next) else { return Ok(Place::End) };
        if next == *asked {
            return Err(CallError::Unexpected { what: "pages that go in a circle".into() });
        }
        if self.pages_in_run < self.pages_per_run {
            return Ok(next);
        }
        match self.moved_bound(&page.shipments) {
            Some(bound) => {
                self.bound = Some(bound);
                self.pages_in_run = 0;
                Ok(Place::Start)
            }
            None => Ok(next),
        }
    }

    /// The date behind which a new run begins: the furthest on this page with a small overlap. `None` where it would not
    /// get further than the last one.
    fn moved_bound(&self, page: &[Read]) -> Option<At> {
        let bound = self.far_end(page, None)?;
        let is_further = |last| if self.search.sort.descending { bound < last } else { bound > last };
        self.bound.is_none_or(is_further).then_some(bound)
    }

    /// The furthest date on a page with a small overlap, where that is further than `reached`.
    fn far_end(&self, page: &[Read], reached: Option<At>) -> Option<At> {
        let dates = page.iter().filter_map(|read| match read {
            Read::Seen(seen) => date_of(self.search.sort.field, seen),
            Read::Unreadable { .. } => None,
        });
        if self.search.sort.descending {
            dates.min().map(|at| at.plus(OVERLAP_MS)).into_iter().chain(reached).min()
        } else {
            dates.max().map(|at| at.plus(-OVERLAP_MS)).into_iter().chain(reached).max()
        }
    }
}

fn date_of(field: SortField, seen: &ShipmentSeen) -> Option<At> {
    match field {
        SortField::DispatchBy => seen.dispatch_by,
        SortField::Ordered => seen.ordered_at,
        SortField::Modified => seen.updated_at,
        SortField::DispatchAfter => seen.dispatch_after,
    }
}

#[cfg(test)]
mod tests;
