//! When what happened to a shipment, whether before the first moment or since.

use super::Market;
use crate::state::CancelKind;

impl Market {
    /// Units of a line that were cancelled before they were handed over.
    pub(crate) fn given_up(&self, index: u32, line: usize) -> u32 {
        let cancels = self.row(index).extra.iter().flat_map(|e| &e.cancels);
        cancels.filter(|c| c.line == line && c.kind != CancelKind::CourierReturn).map(|c| c.units).sum()
    }

    /// When it was marked ready to dispatch.
    pub(crate) fn rtd_at(&self, index: u32) -> Option<i64> {
        let since = self.row(index).extra.as_ref().and_then(|e| e.rtd_at);
        since.or_else(|| (index < self.world.existing).then(|| self.world.opening(index).rtd_at).flatten())
    }

    /// Visits of the courier that ended without the parcel.
    pub(crate) fn missed(&self, index: u32) -> Vec<i64> {
        let mut missed = self.world.past(index).map(|p| p.missed).unwrap_or_default();
        missed.extend(self.row(index).extra.iter().flat_map(|e| e.missed.iter().copied()));
        missed
    }

    pub(crate) fn picked_at(&self, index: u32) -> Option<i64> {
        let since = self.row(index).extra.as_ref().and_then(|e| e.picked_at);
        since.or_else(|| self.world.past(index)?.picked_at)
    }

    pub(crate) fn delivered_at(&self, index: u32) -> Option<i64> {
        let since = self.row(index).extra.as_ref().and_then(|e| e.delivered_at);
        since.or_else(|| self.world.past(index)?.delivered_at)
    }

    /// When the buyer asked it back.
    pub(crate) fn asked_back_at(&self, index: u32) -> Option<i64> {
        let since = self.row(index).extra.as_ref().and_then(|e| e.asked_back_at);
        since.or_else(|| self.world.past(index)?.asked_back_at)
    }

    /// When goods that were asked back were with the seller again.
    pub(crate) fn back_at(&self, index: u32) -> Option<i64> {
        let since = self.row(index).extra.as_ref().and_then(|e| e.back_at);
        since.or_else(|| self.world.past(index)?.back_at)
    }
}
