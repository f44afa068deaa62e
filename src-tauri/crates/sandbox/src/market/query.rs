//! Searching the live marketplace: a state set, narrowed by what is cheap first, in the order asked for.

use std::collections::BTreeSet;

use super::Market;
use crate::state::State;
use crate::world::Core;

/// An inclusive range of instants; an open end when absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
}

impl Range {
    pub(crate) fn holds(self, at: i64) -> bool {
        self.from.is_none_or(|f| f <= at) && self.to.is_none_or(|t| at <= t)
    }

    pub(crate) fn is_open(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SortField {
    DispatchBy,
    OrderDate,
    Modified,
    DispatchAfter,
}

/// A search, already checked against the contract.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    pub(crate) states: Vec<State>,
    pub(crate) cancelled: Option<String>,
    pub(crate) site: Option<u8>,
    pub(crate) products: Option<BTreeSet<u16>>,
    pub(crate) order_date: Range,
    pub(crate) dispatch_after: Range,
    pub(crate) dispatch_by: Range,
    pub(crate) modified: Range,
    pub(crate) cancelled_at: Range,
    pub(crate) express: Option<bool>,
    pub(crate) self_ship: Option<bool>,
    pub(crate) hold: Option<bool>,
    pub(crate) mps: Option<bool>,
    /// A search nothing can match, such as one for goods in the marketplace's own warehouses.
    pub(crate) nothing: bool,
    pub(crate) sort: SortField,
    pub(crate) descending: bool,
}

impl Market {
    /// One page by offset, and whether more follow.
    pub(crate) fn search(&self, search: &Search, offset: usize, size: usize) -> (Vec<u32>, bool) {
        if search.nothing {
            return (Vec::new(), false);
        }
        let mut hits: Vec<(i64, u32)> = match &search.cancelled {
            Some(kind) => self.with_cancel.iter().filter_map(|i| self.cancelled_hit(search, kind, *i)).collect(),
            None => {
                let sets = search.states.iter().flat_map(|s| self.in_state(*s).iter());
                sets.filter_map(|i| self.hit(search, *i)).collect()
            }
        };
        let end = offset + size;
        let more = hits.len() > end;
        let order = |a: &(i64, u32), b: &(i64, u32)| {
            let order = a.cmp(b);
            if search.descending { order.reverse() } else { order }
        };
        if more {
            hits.select_nth_unstable_by(end, order);
            hits.truncate(end);
        }
        hits.sort_unstable_by(order);
        (hits.into_iter().skip(offset).map(|(_, index)| index).collect(), more)
    }

    fn hit(&self, search: &Search, index: u32) -> Option<(i64, u32)> {
        let row = self.row(index);
        if search.hold.is_some_and(|hold| hold != row.hold) || !search.modified.holds(row.updated_at) {
            return None;
        }
        self.narrowed(search, index)
    }

    fn cancelled_hit(&self, search: &Search, kind: &str, index: u32) -> Option<(i64, u32)> {
        let row = self.row(index);
        let cancels = &row.extra.as_ref()?.cancels;
        let shown = cancels.iter().any(|c| c.kind.shown_as() == kind && search.cancelled_at.holds(c.at));
        if !shown || !search.modified.holds(row.updated_at) {
            return None;
        }
        let facts = self.facts(index);
        // Only lines that are gone altogether stand as CANCELLED; a smaller quantity shows in the shipment itself.
        if !(0..facts.lines.len()).any(|line| self.live_units(index, &facts, line) == 0) {
            return None;
        }
        self.narrowed(search, index)
    }

    fn narrowed(&self, search: &Search, index: u32) -> Option<(i64, u32)> {
        let core = self.core(index);
        let fits = search.site.is_none_or(|s| s == core.site)
            && search.express.is_none_or(|e| e == core.express)
            && search.self_ship.is_none_or(|s| s == core.self_ship)
            && search.order_date.holds(core.order_at)
            && search.dispatch_after.holds(core.after_at)
            && search.dispatch_by.holds(core.by_at);
        if !fits || !self.lines_fit(search, index) {
            return None;
        }
        Some((self.sort_key(search.sort, &core), index))
    }

    fn lines_fit(&self, search: &Search, index: u32) -> bool {
        if search.products.is_none() && search.mps.is_none() {
            return true;
        }
        let facts = self.facts(index);
        search.mps.is_none_or(|mps| mps == facts.mps())
            && search.products.as_ref().is_none_or(|p| facts.lines.iter().any(|l| p.contains(&l.product)))
    }

    fn sort_key(&self, field: SortField, core: &Core) -> i64 {
        match field {
            SortField::DispatchBy => core.by_at,
            SortField::OrderDate => core.order_at,
            SortField::Modified => self.row(core.index).updated_at,
            SortField::DispatchAfter => core.after_at,
        }
    }
}
