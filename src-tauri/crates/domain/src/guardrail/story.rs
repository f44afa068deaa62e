//! The story of a shipment: its facts folded up to a moment (`docs/guardrails.md` 3).

use serde::{Deserialize, Serialize};
use specta::Type;

use super::fact::{CancelledBy, Fact, FactKind, Span};
use super::ledger::LinePrice;
use crate::{At, OrderItemId, Paise};

/// Units cancelled under one name, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CancelledUnits {
    /// By whom.
    pub by: CancelledBy,
    /// Units.
    pub units: u32,
    /// Their price.
    pub value: Paise,
    /// When.
    pub when: Span,
}

/// What is true of one shipment at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Story {
    /// When it was approved; exact by the order date, else bracketed.
    pub approved: Option<Span>,
    /// Units approved.
    pub units: u32,
    /// Their price.
    pub value: Paise,
    /// Cancellations, oldest first, entries of one kind and instant joined.
    pub cancelled: Vec<CancelledUnits>,
    /// Current dispatch-by.
    pub due: Option<At>,
    /// When it became ready.
    pub ready: Option<Span>,
    /// When the courier collected it.
    pub picked_up: Option<Span>,
    /// Repeated pickups, oldest first.
    pub reattempted: Vec<At>,
    /// When it was delivered.
    pub delivered: Option<Span>,
    /// Units the buyer sends back, and their price.
    pub customer_returned: (u32, Paise),
    /// Units that never reached the buyer, and their price.
    pub courier_returned: (u32, Paise),
    /// All its units were cancelled when it was first met: whether it had been ready is not known.
    pub met_gone: bool,
    /// A report of Seller Hub counts it as a breach. Believed only where nobody here can know.
    pub told_late: bool,
}

/// Folds the facts learned up to `up_to` into what was true as far as was known then. `prices` are those of the lines; a line
/// without one is worth nothing. Cancelled and returned units are taken from the end of a line, so that what is left
/// and what is gone always add up to what was approved.
pub fn fold(facts: &[Fact], prices: &[LinePrice], up_to: At) -> Story {
    let mut story = Story::default();
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut ours: Option<Span> = None;
    for fact in facts.iter().filter(|fact| fact.learned_at <= up_to) {
        let first = |known: Option<Span>| known.or(Some(fact.when));
        match &fact.what {
            FactKind::Approved => {
                story.approved = Some(fact.when);
                if fact.item.is_some() {
                    line(&mut lines, fact).approved += fact.units;
                }
            }
            FactKind::Cancelled { .. } => {
                let line = line(&mut lines, fact);
                line.gone_learned = line.gone_learned.or((fact.units > 0).then_some(fact.learned_at));
                note(&mut line.cancelled, fact);
            }
            FactKind::CustomerReturned => note(&mut line(&mut lines, fact).customer, fact),
            FactKind::CourierReturned => note(&mut line(&mut lines, fact).courier, fact),
            FactKind::Due { by } => story.due = *by,
            FactKind::Ready { ours: false } => story.ready = first(story.ready),
            FactKind::Ready { ours: true } => ours = first(ours),
            FactKind::PickedUp => story.picked_up = first(story.picked_up),
            FactKind::Delivered => story.delivered = first(story.delivered),
            FactKind::Reattempted => story.reattempted.push(fact.when.to),
            FactKind::Breached => story.told_late = true,
        }
    }
    // Our own RTD is exact; but one that was asked for when the shipment was ready already did not make it so.
    story.ready = match (story.ready, ours) {
        (Some(seen), Some(ours)) if ours.from.is_some_and(|sent| seen.to <= sent) => Some(seen),
        (seen, ours) => ours.or(seen),
    };
    story.reattempted.sort_unstable();
    for line in &lines {
        let price = line.item.and_then(|item| prices.iter().find(|price| price.item == *item));
        line.add_to(&mut story, price);
    }
    let met = facts.first().map(|fact| fact.learned_at);
    let gone: u32 = story.cancelled.iter().map(|one| one.units).sum();
    story.met_gone = gone > 0
        && gone >= story.units
        && lines.iter().all(|line| line.approved == 0 || (line.gone_learned.is_some() && line.gone_learned == met));
    story.cancelled.sort_by_key(|one| (one.when.to, one.when.from, one.by));
    story.cancelled.dedup_by(|next, one| {
        let same = next.by == one.by && next.when == one.when;
        if same {
            one.units += next.units;
            one.value = one.value + next.value;
        }
        same
    });
    story
}

/// What the facts say of one line.
#[derive(Default)]
struct Line<'a> {
    item: Option<&'a OrderItemId>,
    approved: u32,
    cancelled: Vec<&'a Fact>,
    /// When the first cancellation was learned; a better telling of it changes nothing about that.
    gone_learned: Option<At>,
    customer: Vec<&'a Fact>,
    courier: Vec<&'a Fact>,
}

fn line<'a, 'b>(lines: &'b mut Vec<Line<'a>>, fact: &'a Fact) -> &'b mut Line<'a> {
    let item = fact.item.as_ref();
    let index = lines.iter().position(|line| line.item == item).unwrap_or_else(|| {
        lines.push(Line { item, ..Line::default() });
        lines.len() - 1
    });
    &mut lines[index]
}

fn note<'a>(told: &mut Vec<&'a Fact>, fact: &'a Fact) {
    if fact.replaces {
        told.clear();
    }
    if fact.units > 0 {
        told.push(fact);
    }
}

impl Line<'_> {
    fn add_to(&self, story: &mut Story, price: Option<&LinePrice>) {
        let of = |units: u32| price.map_or(Paise(0), |price| price.of(units));
        let last = |live: u32, units: u32| Paise(of(live).0 - of(live - units).0);
        story.units += self.approved;
        story.value = story.value + of(self.approved);
        let mut live = self.approved;
        for fact in &self.cancelled {
            let FactKind::Cancelled { by, .. } = fact.what else { continue };
            let units = fact.units.min(live);
            if units > 0 {
                story.cancelled.push(CancelledUnits { by, units, value: last(live, units), when: fact.when });
            }
            live -= units;
        }
        for (told, (units, value)) in
            [(&self.customer, &mut story.customer_returned), (&self.courier, &mut story.courier_returned)]
        {
            let back = told.iter().map(|fact| fact.units).sum::<u32>().min(live);
            *units += back;
            *value = *value + last(live, back);
        }
    }
}
