//! How the shipment looked after each read, found by walking the changes back from the present.

use super::{CancellationSeen, Changed, Observed, ShipmentTimeline};
use crate::{At, Learned, OrderItemId, ShipmentState};

static NO_CANCELLATION: CancellationSeen =
    CancellationSeen { at: None, reason: None, sub_reason: None, courier_return: false };

/// Stands for a line that was never seen yet.
static NEVER_SEEN: ShipmentState = ShipmentState::Approved;

/// A line after some read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) units: u32,
    pub(super) state: &'a ShipmentState,
    pub(super) cancellation: &'a CancellationSeen,
    /// It was part of the shipment; one that was not keeps what was last seen of it.
    is_here: bool,
}

impl Line<'_> {
    /// Cancelled before it left.
    pub(super) fn is_out(self) -> bool {
        *self.state == ShipmentState::Cancelled && !self.cancellation.courier_return
    }

    /// Cancelled on the road: it comes back.
    pub(super) fn comes_back(self) -> bool {
        *self.state == ShipmentState::Cancelled && self.cancellation.courier_return
    }

    /// The buyer sends it back.
    pub(super) fn is_returned(self) -> bool {
        matches!(self.state, ShipmentState::ReturnRequested | ShipmentState::Returned)
    }
}

/// The shipment after some read. `lines` goes along with [`items`].
#[derive(Debug, Clone)]
pub(super) struct Picture<'a> {
    pub(super) at: At,
    /// The last read before; none for the first.
    pub(super) since: Option<At>,
    pub(super) learned: Learned,
    pub(super) state: &'a ShipmentState,
    pub(super) ordered_at: Option<At>,
    pub(super) due: Option<At>,
    pub(super) lines: Vec<Line<'a>>,
}

impl Picture<'_> {
    /// How far along the road the parcel is, by rank of [`ShipmentState::rank`]; a parcel cancelled on the road had been
    /// collected.
    pub(super) fn reached(&self) -> u8 {
        match self.state {
            ShipmentState::Cancelled if self.lines.iter().any(|line| line.comes_back()) => {
                ShipmentState::Shipped.rank()
            }
            ShipmentState::Cancelled => 0,
            state => state.rank(),
        }
    }
}

/// Every line the shipment ever had: those of now, then those that vanished.
pub(super) fn items(timeline: &ShipmentTimeline) -> Vec<&OrderItemId> {
    let mut items: Vec<&OrderItemId> = timeline.lines.iter().map(|line| &line.item).collect();
    for observed in &timeline.observations {
        if let Some(item) = item_of(&observed.what)
            && !items.contains(&item)
        {
            items.push(item);
        }
    }
    // Their order must not depend on what is still to come.
    items.sort_unstable();
    items
}

/// The pictures, oldest first; the first is the one first seen.
pub(super) fn pictures<'a>(timeline: &'a ShipmentTimeline, items: &[&'a OrderItemId]) -> Vec<Picture<'a>> {
    let mut now = Picture {
        at: timeline.first_seen_at,
        since: None,
        learned: timeline.first_learned,
        state: &timeline.state,
        ordered_at: timeline.ordered_at,
        due: timeline.due,
        lines: items.iter().map(|item| last(timeline, item)).collect(),
    };
    let mut pictures = Vec::with_capacity(timeline.observations.len() + 1);
    let mut left = timeline.observations.as_slice();
    while let Some(newest) = left.last() {
        let start = left.iter().rposition(|one| one.at != newest.at).map_or(0, |before| before + 1);
        let (older, read) = left.split_at(start);
        now.at = newest.at;
        now.since = newest.since;
        now.learned = newest.learned;
        pictures.push(now.clone());
        undo(&mut now, read, older, items);
        left = older;
    }
    now.at = timeline.first_seen_at;
    now.since = None;
    now.learned = timeline.first_learned;
    pictures.push(now);
    pictures.reverse();
    pictures
}

fn item_of(what: &Changed) -> Option<&OrderItemId> {
    match what {
        Changed::LineState { item, .. } | Changed::LineUnits { item, .. } | Changed::LineCancellation { item, .. } => {
            Some(item)
        }
        Changed::State { .. } | Changed::Due { .. } | Changed::Ordered { .. } => None,
    }
}

/// A line as it stands now. One that vanished keeps the state it was last seen in.
fn last<'a>(timeline: &'a ShipmentTimeline, item: &OrderItemId) -> Line<'a> {
    if let Some(line) = timeline.lines.iter().find(|line| line.item == *item) {
        return Line { units: line.units, state: &line.state, cancellation: &line.cancellation, is_here: true };
    }
    let mut gone = Line { units: 0, state: &timeline.state, cancellation: &NO_CANCELLATION, is_here: false };
    gone.leave(&timeline.observations, item);
    gone
}

impl<'a> Line<'a> {
    /// The line is not part of the shipment: it stands as it stood when it vanished the last time, if it ever was here.
    fn leave(&mut self, observations: &'a [Observed], item: &OrderItemId) {
        let vanished = observations.iter().rev().find_map(|observed| match &observed.what {
            Changed::LineUnits { item: of, new, .. } if of == item => Some((*new == 0).then_some(observed.at)),
            _ => None,
        });
        let of_that_read = |observed: &&'a Observed| vanished.flatten() == Some(observed.at);
        for observed in observations.iter().filter(of_that_read) {
            match &observed.what {
                Changed::LineState { item: of, old, new } if of == item && old == new => {
                    self.state = new;
                    self.is_here = false;
                }
                Changed::LineCancellation { item: of, old, new } if of == item && old == new => self.cancellation = new,
                _ => {}
            }
        }
        // It appeared for the first time: nothing it was then reaches back before.
        if vanished.is_none() {
            (self.state, self.cancellation, self.is_here) = (&NEVER_SEEN, &NO_CANCELLATION, false);
        }
    }
}

fn undo<'a>(now: &mut Picture<'a>, read: &'a [Observed], older: &'a [Observed], items: &[&OrderItemId]) {
    let place = |item: &OrderItemId| items.iter().position(|one| *one == item);
    let mut moved: Option<(&ShipmentState, &ShipmentState)> = None;
    for observed in read.iter().rev() {
        match &observed.what {
            Changed::State { old, new } => {
                moved = Some((old, new));
                now.state = old;
            }
            Changed::Due { old, .. } => now.due = *old,
            Changed::Ordered { old, .. } => now.ordered_at = *old,
            Changed::LineState { .. } => {}
            Changed::LineUnits { item, old, .. } => {
                if let Some(line) = place(item).and_then(|at| now.lines.get_mut(at)) {
                    line.units = *old;
                    if *old == 0 {
                        line.leave(older, item);
                    }
                }
            }
            Changed::LineCancellation { item, old, .. } => {
                if let Some(line) = place(item).and_then(|at| now.lines.get_mut(at)) {
                    line.cancellation = old;
                }
            }
        }
    }
    for (item, line) in items.iter().zip(&mut now.lines) {
        let own = read.iter().rev().find_map(|observed| match &observed.what {
            Changed::LineState { item: of, old, .. } if of == *item => Some(old),
            _ => None,
        });
        match (own, moved) {
            (Some(old), _) => {
                line.state = old;
                line.is_here = true;
            }
            // Nothing was noted of the line, so it went with the shipment.
            (None, Some((old, new))) if line.is_here && line.state == new => line.state = old,
            (None, _) => {}
        }
    }
}
