//! Tells the facts: goes through what was learned in order, keeps what is claimed of each line, and writes down each claim
//! once and again only when it has become better known.

use super::picture::{Line, Picture, items, pictures};
use super::{CancellationSeen, Imported, ImportedWhat, ListSeen, OurCall, ShipmentTimeline};
use crate::guardrail::fact::{CancelledBy, CancelledHow, Fact, FactKind, Span};
use crate::guardrail::reason::ReasonTable;
use crate::{At, Learned, OrderItemId, ShipmentState};

/// Units said to be cancelled or coming back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Claim<'a> {
    units: u32,
    when: Span,
    why: Option<(CancelledBy, CancelledHow, &'a CancellationSeen)>,
}

/// Units that were cancelled by one event.
#[derive(Debug, Clone, Copy)]
struct Cancelled<'a> {
    units: u32,
    when: Span,
    seen_at: At,
    /// The line itself was seen cancelled, not only with fewer units.
    whole: bool,
    why: &'a CancellationSeen,
}

/// A return as it was last listed.
#[derive(Debug, Clone, Copy)]
struct Listed<'a> {
    no: i64,
    by_courier: bool,
    stands: bool,
    claim: Claim<'a>,
}

/// What has been told of a line.
struct LineTold<'a> {
    item: &'a OrderItemId,
    approved: u32,
    cancelled: Vec<Cancelled<'a>>,
    comes_back: Option<Claim<'a>>,
    returned: Option<Claim<'a>>,
    imported: Vec<Claim<'a>>,
    listed: Vec<Listed<'a>>,
    told_cancelled: Vec<Claim<'a>>,
    told_courier: Vec<Claim<'a>>,
    told_customer: Vec<Claim<'a>>,
}

impl<'a> LineTold<'a> {
    fn new(item: &'a OrderItemId) -> Self {
        Self {
            item,
            approved: 0,
            cancelled: vec![],
            comes_back: None,
            returned: None,
            imported: vec![],
            listed: vec![],
            told_cancelled: vec![],
            told_courier: vec![],
            told_customer: vec![],
        }
    }

    fn live(&self) -> u32 {
        self.approved.saturating_sub(self.cancelled.iter().map(|one| one.units).sum())
    }

    /// Returns listed now that count, never more units than there are.
    fn listed(&self, by_courier: bool) -> Vec<Claim<'a>> {
        let mut left = self.live();
        let these = self.listed.iter().filter(|one| one.stands && one.by_courier == by_courier);
        let claims = these.map(|one| {
            let units = one.claim.units.min(left);
            left -= units;
            Claim { units, ..one.claim }
        });
        claims.filter(|claim| claim.units > 0).collect()
    }

    /// What comes back from the road: seen on the line itself, else as listed.
    fn courier_returned(&self) -> Vec<Claim<'a>> {
        match self.comes_back.filter(|claim| claim.units > 0) {
            Some(claim) => vec![claim],
            None => self.listed(true),
        }
    }

    /// What the buyer sends back: the list or the report, whichever knows of more, because the report may be older than the
    /// list and the list may be refused; else the state of the line, which speaks of all its units at once.
    fn customer_returned(&self) -> Vec<Claim<'a>> {
        let units = |claims: &[Claim<'a>]| claims.iter().map(|claim| claim.units).sum::<u32>();
        let listed = self.listed(false);
        let named = if units(&listed) > units(&self.imported) { listed } else { self.imported.clone() };
        if named.is_empty() { self.returned.into_iter().filter(|claim| claim.units > 0).collect() } else { named }
    }

    /// Takes note of a read. `before` is none for the first.
    fn read(&mut self, before: Option<Line<'a>>, after: Line<'a>, since: Option<At>, at: At) {
        let was_out = before.is_some_and(Line::is_out);
        let dated = |cancellation: &CancellationSeen| cancellation.at.map_or(Span { from: since, to: at }, Span::exact);
        if after.is_out() {
            let why = after.cancellation;
            let live = self.live();
            match self.cancelled.last_mut().filter(|last| last.whole) {
                Some(last) if was_out => {
                    // Units that came to a line that stands cancelled are cancelled with it.
                    last.units += live;
                    last.why = why;
                    last.when = why.at.map_or(last.when, Span::exact);
                }
                _ => {
                    let when = dated(why);
                    self.cancelled.push(Cancelled { units: live, when, seen_at: at, whole: true, why });
                }
            }
        } else {
            if was_out {
                self.cancelled.retain(|one| !one.whole);
            }
            let fewer = before.map_or(0, |before| before.units.saturating_sub(after.units)).min(self.live());
            if fewer > 0 && !was_out && !after.comes_back() {
                // The date is the line's, so it is this event's only when this read brought it.
                let new = before.is_none_or(|before| before.cancellation.at != after.cancellation.at);
                let when = if new { dated(after.cancellation) } else { Span { from: since, to: at } };
                let why = after.cancellation;
                self.cancelled.push(Cancelled { units: fewer, when, seen_at: at, whole: false, why });
            }
        }
        let units = self.live();
        if after.comes_back() {
            let when = self.comes_back.map_or_else(|| dated(after.cancellation), |told| told.when);
            let when = after.cancellation.at.map_or(when, Span::exact);
            self.comes_back = Some(Claim { units, when, why: None });
        } else {
            self.comes_back = None;
        }
        if after.is_returned() {
            // Units that come to a line on its way back come back with it.
            let returned = self.returned.get_or_insert(Claim { units, when: Span { from: since, to: at }, why: None });
            returned.units = returned.units.max(units);
        }
    }
}

pub(super) struct Teller<'a> {
    timeline: &'a ShipmentTimeline,
    reasons: &'a ReasonTable,
    facts: Vec<Fact>,
    lines: Vec<LineTold<'a>>,
    approved: Option<Span>,
    due: Option<At>,
    reached: u8,
    lists: Vec<CancelledBy>,
    ours: Vec<At>,
}

/// Something learned.
enum Event<'a> {
    Read(Picture<'a>),
    List(ListSeen),
    Cancelled(&'a OurCall),
    Dispatched(&'a OurCall),
    Imported(&'a Imported),
}

impl<'a> Teller<'a> {
    pub(super) fn new(timeline: &'a ShipmentTimeline, reasons: &'a ReasonTable) -> Self {
        Self {
            timeline,
            reasons,
            facts: vec![],
            lines: vec![],
            approved: None,
            due: None,
            reached: 0,
            lists: vec![],
            ours: vec![],
        }
    }

    pub(super) fn tell(mut self) -> Vec<Fact> {
        let timeline = self.timeline;
        let items = items(timeline);
        self.lines = items.iter().map(|item| LineTold::new(item)).collect();
        let mut events: Vec<(At, Event<'a>)> = Vec::new();
        events.extend(pictures(timeline, &items).into_iter().map(|read| (read.at, Event::Read(read))));
        events.extend(timeline.lists.iter().map(|list| (list.at, Event::List(*list))));
        events.extend(timeline.cancelled.iter().map(|call| (call.confirmed, Event::Cancelled(call))));
        events.extend(timeline.dispatched.iter().map(|call| (call.confirmed, Event::Dispatched(call))));
        events.extend(timeline.imports.iter().map(|one| (one.learned_at, Event::Imported(one))));
        events.sort_by_key(|(at, _)| *at);
        let mut before: Option<Picture<'a>> = None;
        for (at, event) in events {
            match event {
                Event::Read(picture) => {
                    self.read(before.as_ref(), &picture);
                    before = Some(picture);
                }
                Event::List(list) => {
                    self.lists.push(list.by);
                    self.claims(at, Learned::Poll);
                }
                Event::Cancelled(call) => {
                    self.ours.push(call.sent);
                    self.claims(at, Learned::Action);
                }
                Event::Dispatched(call) => {
                    let when = Span { from: Some(call.sent), to: call.answered };
                    self.fact(FactKind::Ready { ours: true }, None, 0, when, at, Learned::Action);
                }
                Event::Imported(one) => self.imported(one),
            }
        }
        self.facts
    }

    fn read(&mut self, before: Option<&Picture<'a>>, now: &Picture<'a>) {
        self.approvals(before, now);
        if before.is_none() && now.due.is_some() || before.is_some() && self.due != now.due {
            let when = now.due.map_or(Span { from: now.since, to: now.at }, Span::exact);
            self.fact(FactKind::Due { by: now.due }, None, 0, when, now.at, now.learned);
        }
        self.due = now.due;
        for (index, line) in self.lines.iter_mut().enumerate() {
            let Some(after) = now.lines.get(index) else { continue };
            line.read(before.and_then(|before| before.lines.get(index).copied()), *after, now.since, now.at);
        }
        self.claims(now.at, now.learned);
        let (had, has) = (self.reached, self.reached.max(now.reached()));
        let when = Span { from: now.since, to: now.at };
        for (state, what) in [
            (ShipmentState::ReadyToDispatch, FactKind::Ready { ours: false }),
            (ShipmentState::PickupComplete, FactKind::PickedUp),
            (ShipmentState::Delivered, FactKind::Delivered),
        ] {
            if had < state.rank() && has >= state.rank() {
                self.fact(what, None, 0, when, now.at, now.learned);
            }
        }
        self.reached = has;
    }

    /// Units seen for the first time.
    fn approvals(&mut self, before: Option<&Picture<'a>>, now: &Picture<'a>) {
        let first_seen = Span { from: None, to: self.timeline.first_seen_at };
        let when = now.ordered_at.map_or(first_seen, Span::exact);
        let mut told = false;
        for index in 0..self.lines.len() {
            let had = before.and_then(|before| before.lines.get(index)).map_or(0, |line| line.units);
            let has = now.lines.get(index).map_or(0, |line| line.units);
            let Some(line) = self.lines.get_mut(index).filter(|_| has > had) else { continue };
            line.approved += has - had;
            let item = Some(line.item.clone());
            self.fact(FactKind::Approved, item, has - had, when, now.at, now.learned);
            told = true;
        }
        // The order date came to be known, or was put right.
        if !told && self.approved.is_some_and(|known| known != when) {
            self.fact(FactKind::Approved, None, 0, when, now.at, now.learned);
            told = true;
        }
        if told {
            self.approved = Some(when);
        }
    }

    fn imported(&mut self, one: &Imported) {
        let when = Span::exact(one.at);
        match one.what {
            ImportedWhat::Reattempted => {
                self.fact(FactKind::Reattempted, one.item.clone(), 0, when, one.learned_at, Learned::Import);
            }
            ImportedWhat::Breached => {
                self.fact(FactKind::Breached, one.item.clone(), 0, when, one.learned_at, Learned::Import);
            }
            ImportedWhat::Listed { no, by_courier, stands } => {
                let Some(line) = self.lines.iter_mut().find(|line| one.item.as_ref() == Some(line.item)) else {
                    return;
                };
                let units = if one.units == 0 { line.live() } else { one.units.min(line.live()) };
                let listed = Listed { no, by_courier, stands, claim: Claim { units, when, why: None } };
                match line.listed.iter_mut().find(|known| known.no == no) {
                    Some(known) => *known = listed,
                    None => line.listed.push(listed),
                }
                self.claims(one.learned_at, Learned::Poll);
            }
            ImportedWhat::CustomerReturned => {
                let mut left = if one.units == 0 { u32::MAX } else { one.units };
                for line in &mut self.lines {
                    if one.item.as_ref().is_some_and(|item| item != line.item) {
                        continue;
                    }
                    let already: u32 = line.imported.iter().map(|claim| claim.units).sum();
                    let units = line.live().saturating_sub(already).min(left);
                    left -= units;
                    if units > 0 {
                        line.imported.push(Claim { units, when, why: None });
                    }
                }
                self.claims(one.learned_at, Learned::Import);
            }
        }
    }

    /// Tells what is claimed of the lines where it differs from what was told.
    fn claims(&mut self, at: At, learned: Learned) {
        for index in 0..self.lines.len() {
            let Some(line) = self.lines.get(index) else { continue };
            if line.cancelled.is_empty() && line.told_cancelled.is_empty() && line.is_quiet() {
                continue;
            }
            let cancelled: Vec<Claim<'a>> = line
                .cancelled
                .iter()
                .filter(|one| one.units > 0)
                .map(|one| {
                    let (by, how) = self.who(one);
                    Claim { units: one.units, when: one.when, why: Some((by, how, one.why)) }
                })
                .collect();
            let (courier, customer) = (line.courier_returned(), line.customer_returned());
            let item = line.item;
            let told = self.lines.get_mut(index).map(|line| {
                [
                    (Which::Cancelled, std::mem::replace(&mut line.told_cancelled, cancelled.clone()), cancelled),
                    (Which::Courier, std::mem::replace(&mut line.told_courier, courier.clone()), courier),
                    (Which::Customer, std::mem::replace(&mut line.told_customer, customer.clone()), customer),
                ]
            });
            for (which, told, now) in told.into_iter().flatten() {
                self.tell_claims(which, item, &told, &now, at, learned);
            }
        }
    }

    fn tell_claims(
        &mut self,
        which: Which,
        item: &OrderItemId,
        told: &[Claim<'a>],
        now: &[Claim<'a>],
        at: At,
        learned: Learned,
    ) {
        if told == now {
            return;
        }
        let item = Some(item.clone());
        let more = now.strip_prefix(told);
        let mut replaces = more.is_none();
        if now.is_empty() {
            let when = told.first().map_or(Span::exact(at), |claim| claim.when);
            let taken_back = Claim { units: 0, when, why: None };
            self.claim(which, item, &taken_back, replaces, at, learned);
            return;
        }
        for claim in more.unwrap_or(now) {
            self.claim(which, item.clone(), claim, replaces, at, learned);
            replaces = false;
        }
    }

    fn claim(
        &mut self,
        which: Which,
        item: Option<OrderItemId>,
        claim: &Claim<'a>,
        replaces: bool,
        at: At,
        learned: Learned,
    ) {
        let what = match which {
            Which::Courier => FactKind::CourierReturned,
            Which::Customer => FactKind::CustomerReturned,
            Which::Cancelled => {
                let (by, how, why) = claim
                    .why
                    .map_or((CancelledBy::Unknown, CancelledHow::Guess, None), |why| (why.0, why.1, Some(why.2)));
                let reason = why.and_then(|why| why.reason.clone());
                let sub_reason = why.and_then(|why| why.sub_reason.clone());
                FactKind::Cancelled { by, how, reason, sub_reason }
            }
        };
        self.fact(what, item, claim.units, claim.when, at, learned);
        if let Some(fact) = self.facts.last_mut() {
            fact.replaces = replaces;
        }
    }

    /// Who cancelled, as far as is known by now (`docs/guardrails.md` 2).
    fn who(&self, one: &Cancelled<'a>) -> (CancelledBy, CancelledHow) {
        if self.ours.iter().any(|sent| *sent <= one.seen_at) {
            return (CancelledBy::Seller, CancelledHow::Ours);
        }
        let by_reason = self.reasons.who(one.why.reason.as_deref(), one.why.sub_reason.as_deref());
        match (self.lists.as_slice(), by_reason) {
            ([by], _) => (*by, CancelledHow::List),
            // Lines of one shipment stand in several lists: the reason tells which list is this line's.
            (lists, Some(by)) if lists.contains(&by) => (by, CancelledHow::List),
            (_, Some(by)) => (by, CancelledHow::Reason),
            (_, None) => (CancelledBy::Unknown, CancelledHow::Guess),
        }
    }

    fn fact(
        &mut self,
        what: FactKind,
        item: Option<OrderItemId>,
        units: u32,
        when: Span,
        learned_at: At,
        learned: Learned,
    ) {
        self.facts.push(Fact { what, item, units, when, learned_at, learned, replaces: false });
    }
}

#[derive(Clone, Copy)]
enum Which {
    Cancelled,
    Courier,
    Customer,
}

impl LineTold<'_> {
    /// Nothing was or is to be told of it besides its approval.
    fn is_quiet(&self) -> bool {
        self.comes_back.is_none()
            && self.returned.is_none()
            && self.imported.is_empty()
            && self.listed.is_empty()
            && self.told_courier.is_empty()
            && self.told_customer.is_empty()
    }
}
