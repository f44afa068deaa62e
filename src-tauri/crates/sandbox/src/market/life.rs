//! What happens by itself: orders come, labels become ready, holds end, buyers change their mind, couriers collect.

use std::cmp::Reverse;

use super::{ItemCancel, Market, Row};
use crate::draw::Draw;
use crate::india::{DAY, HOUR, MINUTE};
use crate::state::{CancelKind, State};
use crate::world::past::{self, Back, sub_reason};
use crate::world::{Birth, Facts, cut_off_after, demand, seller, stream};

/// Something that is due at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    LabelReady,
    FormFailed,
    Unhold,
    BuyerCancel,
    MoveBy,
    Pickup,
    Ship,
    Deliver,
    AskBack,
    BackHome,
    /// Two days late: the marketplace gives up.
    Lapse,
}

/// Ordered so that the earliest comes first out of the heap; ties in the order they were planned.
pub(super) type Event = Reverse<(i64, u64, u32, Due)>;

impl Market {
    pub(super) fn schedule(&mut self, at: i64, index: u32, due: Due) {
        self.scheduled += 1;
        self.events.push(Reverse((at, self.scheduled, index, due)));
    }

    /// A few minutes after the pickup window has closed the parcel has been scanned.
    pub(super) fn schedule_pickup(&mut self, index: u32, closes: i64) {
        let scan = self.world.draw(index).between(stream::TRANSIT, MINUTE, 9 * MINUTE);
        self.schedule(closes + scan, index, Due::Pickup);
    }

    /// Plans the rest of the life of a shipment that was there from the start.
    pub(super) fn schedule_opening(&mut self, index: u32, held: bool) {
        let epoch = self.world.epoch;
        let draw = self.world.draw(index);
        match self.rows[index as usize].state {
            State::ReadyToDispatch => {
                let core = self.core(index);
                self.schedule_pickup(index, seller::next_pickup(core.site, core.courier, epoch).1);
            }
            State::PickupComplete => self.schedule(epoch + draw.between(stream::GAP, HOUR, 5 * HOUR), index, Due::Ship),
            State::Shipped if self.core(index).self_ship => {}
            State::Shipped => self.schedule(epoch + draw.between(stream::GAP, 2 * HOUR, 2 * DAY), index, Due::Deliver),
            State::PackingInProgress => {
                self.extra(index).label_at = Some(epoch + 6_000);
                self.schedule(epoch + 6_000, index, Due::LabelReady);
            }
            State::Approved | State::FormFailed | State::Packed => self.schedule_luck(index, epoch, held),
            State::Delivered => self.schedule_ask_back(index),
            State::ReturnRequested => {
                if let Some(asked_at) = self.asked_back_at(index) {
                    self.schedule(past::back_home(draw, asked_at).max(epoch), index, Due::BackHome);
                }
            }
            State::Returned | State::Cancelled => {}
        }
    }

    fn schedule_luck(&mut self, index: u32, from: i64, held: bool) {
        let draw = self.world.draw(index);
        if held {
            self.schedule(from + draw.between(stream::HOLD, 20 * MINUTE, 5 * HOUR), index, Due::Unhold);
        }
        if self.calm {
            return;
        }
        if draw.chance(stream::CANCEL + 1000, 0.015) {
            self.schedule(from + draw.between(stream::CANCEL, 10 * MINUTE, 20 * HOUR), index, Due::BuyerCancel);
        }
        if draw.chance(stream::MOVE, 0.006) {
            self.schedule(from + draw.between(stream::MOVE + 1000, 15 * MINUTE, 6 * HOUR), index, Due::MoveBy);
        }
        let by_at = self.core(index).by_at;
        self.schedule(by_at.max(from) + 2 * DAY, index, Due::Lapse);
    }

    /// Lets time pass up to `now`, in the order things happen.
    pub(crate) fn advance(&mut self, now: i64) {
        loop {
            let event_at = self.events.peek().map(|Reverse((at, ..))| *at);
            let order_at = self.next_arrival;
            let order_first = order_at.is_some_and(|o| event_at.is_none_or(|e| o <= e));
            let Some(next) = (if order_first { order_at } else { event_at }).filter(|at| *at <= now) else { break };
            self.time = self.time.max(next);
            if order_first {
                self.arrive(next);
            } else if let Some(Reverse((at, _, index, due))) = self.events.pop() {
                self.happen(at, index, due);
            }
        }
        self.time = self.time.max(now);
    }

    fn arrive(&mut self, at: i64) {
        self.plan_arrival();
        self.born(Birth { order_at: at, ..Birth::default() }, at);
    }

    pub(super) fn set_rate(&mut self, at: i64, per_minute: f64) {
        self.orders_per_minute = per_minute;
        self.next_arrival = None;
        self.demand_from = (demand::place(at), self.arrivals);
        if per_minute > 0.0 {
            self.plan_arrival();
        }
    }

    /// One order somewhere in each equal share of the day's demand, so that a day has as many as its rate says.
    fn plan_arrival(&mut self) {
        let (from, before) = self.demand_from;
        let unit = Draw::of(self.world.seed ^ 0x0A44, self.arrivals).unit(0);
        let shares = (self.arrivals - before) as f64 + unit;
        self.arrivals += 1;
        let per_day = self.orders_per_minute * (DAY / MINUTE) as f64;
        self.next_arrival = Some(demand::instant(from + shares / per_day));
    }

    /// A new order stands in the marketplace.
    pub(super) fn born(&mut self, birth: Birth, at: i64) {
        let index = self.rows.len() as u32;
        let plain = birth.plain;
        self.births.push(birth);
        let draw = self.world.draw(index);
        let cod = draw.chance(stream::COD, 0.46);
        let hold = !plain && !self.calm && draw.chance(stream::HOLD + 1000, if cod { 0.018 } else { 0.006 });
        self.rows.push(Row { state: State::Approved, hold, updated_at: at, extra: None });
        self.sets[State::Approved as usize].insert(index);
        self.turn(at, index, None, || State::Approved.wire().to_owned());
        self.turn(at, index, None, || if hold { "held" } else { "free" }.to_owned());
        self.sell(index);
        if !plain {
            self.schedule_luck(index, at, hold);
        }
    }

    fn happen(&mut self, at: i64, index: u32, due: Due) {
        let state = self.row(index).state;
        let expected = self.row(index).extra.as_ref().and_then(|e| e.label_at) == Some(at);
        match due {
            Due::LabelReady if state == State::PackingInProgress && expected => {
                let before = self.row(index).updated_at;
                let frozen = self.faults.updated_at_frozen.is_on();
                self.set_state(index, State::Packed, if frozen { before } else { at });
            }
            Due::FormFailed if state == State::PackingInProgress && expected => {
                self.set_state(index, State::FormFailed, at);
            }
            Due::Unhold => self.set_hold(index, false, at),
            Due::BuyerCancel if state.pre_dispatch() => self.change_of_mind(at, index),
            Due::MoveBy if state.pre_dispatch() && state != State::ReadyToDispatch => self.shift_due(at, index),
            Due::Pickup if state == State::ReadyToDispatch && !self.row(index).hold => self.pick_up(at, index),
            Due::Pickup if state == State::ReadyToDispatch => {
                let core = self.core(index);
                self.schedule_pickup(index, seller::next_pickup(core.site, core.courier, at).1);
            }
            Due::Ship if state == State::PickupComplete => {
                self.set_state(index, State::Shipped, at);
                let wait = self.world.draw(index).between(stream::GAP + 1000, DAY, 4 * DAY);
                self.schedule(at + wait, index, Due::Deliver);
            }
            Due::Deliver if state == State::Shipped => self.deliver(at, index),
            Due::AskBack if state == State::Delivered => {
                self.extra(index).asked_back_at = Some(at);
                self.set_state(index, State::ReturnRequested, at);
                let back = past::back_home(self.world.draw(index), at);
                self.schedule(back, index, Due::BackHome);
            }
            Due::BackHome if state == State::ReturnRequested => {
                self.extra(index).back_at = Some(at);
                self.set_state(index, State::Returned, at);
            }
            Due::Lapse if state.pre_dispatch() && state != State::ReadyToDispatch => self.lapse(at, index),
            _ => {}
        }
    }

    fn pick_up(&mut self, at: i64, index: u32) {
        let draw = self.world.draw(index);
        if !self.calm && self.missed(index).is_empty() && past::pickup_fails(draw, self.world.rates) {
            self.extra(index).missed.push(at);
            let core = self.core(index);
            self.schedule_pickup(index, seller::next_pickup(core.site, core.courier, at).1);
            return;
        }
        self.extra(index).picked_at = Some(at);
        self.set_state(index, State::PickupComplete, at);
        self.schedule(at + draw.between(stream::GAP, 2 * HOUR, 7 * HOUR), index, Due::Ship);
    }

    fn deliver(&mut self, at: i64, index: u32) {
        let back = past::comes_back(self.world.draw(index), self.world.rates);
        if !self.calm && back == Back::Courier {
            let facts = self.facts(index);
            for line in 0..facts.lines.len() {
                self.cancel_line(at, index, &facts, line, u32::MAX, CancelKind::CourierReturn);
            }
            self.after_cancel(index, &facts, at);
            return;
        }
        self.extra(index).delivered_at = Some(at);
        self.set_state(index, State::Delivered, at);
        self.schedule_ask_back(index);
    }

    /// Few parcels are asked back; only those whose time has not come yet.
    fn schedule_ask_back(&mut self, index: u32) {
        let draw = self.world.draw(index);
        if self.calm || past::comes_back(draw, self.world.rates) != Back::Customer {
            return;
        }
        if let Some(delivered_at) = self.delivered_at(index) {
            self.schedule(past::asked_back(draw, delivered_at).max(self.world.epoch), index, Due::AskBack);
        }
    }

    fn shift_due(&mut self, at: i64, index: u32) {
        let by_at = self.core(index).by_at;
        let later = cut_off_after(by_at, &[10, 12, 16]);
        let to = if self.world.draw(index).chance(stream::MOVE + 2000, 0.35) && by_at > at + 4 * HOUR {
            by_at - 2 * HOUR
        } else {
            later
        };
        self.move_by(index, to, at);
    }

    fn lapse(&mut self, at: i64, index: u32) {
        let by_at = self.core(index).by_at;
        if by_at + 2 * DAY > at {
            self.schedule(by_at + 2 * DAY, index, Due::Lapse);
            return;
        }
        let facts = self.facts(index);
        for line in 0..facts.lines.len() {
            self.cancel_line(at, index, &facts, line, u32::MAX, CancelKind::Marketplace);
        }
        self.after_cancel(index, &facts, at);
    }

    fn change_of_mind(&mut self, at: i64, index: u32) {
        let facts = self.facts(index);
        let draw = self.world.draw(index);
        let units: u32 = (0..facts.lines.len()).map(|n| self.live_units(index, &facts, n)).sum();
        if units > 1 && draw.chance(stream::PARTIAL, 0.5) {
            self.buyer_cancel(at, index, facts.lines.len() - 1, 1);
            return;
        }
        for line in 0..facts.lines.len() {
            self.buyer_cancel(at, index, line, u32::MAX);
        }
    }

    pub(super) fn buyer_cancel(&mut self, at: i64, index: u32, line: usize, units: u32) {
        let facts = self.facts(index);
        let kind = match self.row(index).state {
            State::Approved | State::PackingInProgress | State::FormFailed | State::Packed => CancelKind::Buyer,
            _ => CancelKind::CourierReturn,
        };
        self.cancel_line(at, index, &facts, line, units, kind);
        self.after_cancel(index, &facts, at);
    }

    fn cancel_line(&mut self, at: i64, index: u32, facts: &Facts, line: usize, units: u32, kind: CancelKind) {
        let units = units.min(self.live_units(index, facts, line));
        if units == 0 {
            return;
        }
        let sub_reason = sub_reason(kind, self.world.draw(index)).to_owned();
        self.extra(index).cancels.push(ItemCancel { line, units, at, kind, sub_reason });
        let left = self.live_units(index, facts, line);
        self.turn(at, index, Some(facts.lines[line].item), || left.to_string());
    }

    /// What is left decides the state; a label made before shows too much now.
    pub(super) fn after_cancel(&mut self, index: u32, facts: &Facts, at: i64) {
        let left: u32 = (0..facts.lines.len()).map(|n| self.live_units(index, facts, n)).sum();
        let state = self.row(index).state;
        self.with_cancel.insert(index);
        if left == 0 {
            self.set_state(index, State::Cancelled, at);
            return;
        }
        if matches!(state, State::Packed | State::PackingInProgress) {
            self.extra(index).stale = state == State::Packed;
        }
        self.rows[index as usize].updated_at = at;
    }

    pub(super) fn set_hold(&mut self, index: u32, hold: bool, at: i64) {
        let row = &mut self.rows[index as usize];
        if row.hold != hold && row.state.pre_dispatch() {
            row.hold = hold;
            row.updated_at = at;
            self.turn(at, index, None, || if hold { "held" } else { "free" }.to_owned());
        }
    }

    pub(super) fn move_by(&mut self, index: u32, to: i64, at: i64) {
        self.extra(index).by_moved = Some(to);
        self.rows[index as usize].updated_at = at;
        self.turn(at, index, None, || format!("by {to}"));
    }
}
