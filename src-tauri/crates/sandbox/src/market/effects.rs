//! Everything that can be done to the marketplace, in the form it is written down and replayed.

use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::life::Due;
use super::tokens::TokenEffect;
use super::{Attempt, ItemCancel, Market, OwnCourier};
use crate::india::DAY;
use crate::state::{CancelKind, State};
use crate::world::{Birth, seller, stream};

/// A change somebody asked for. Chance is decided before: a replay throws no dice.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Effect {
    /// Label and invoice were asked for.
    Pack {
        index: u32,
        label_at: i64,
        form_failed: bool,
        dimensions: Vec<[f64; 4]>,
        serials: Vec<(u64, Vec<Vec<String>>)>,
    },
    Dispatch {
        index: u32,
    },
    /// The seller cancelled lines.
    Cancel {
        index: u32,
        lines: Vec<usize>,
        reason: String,
    },
    /// The acknowledgement number of a form was given.
    Ack {
        index: u32,
        number: String,
        label_at: i64,
    },
    /// It left with a courier of the seller's.
    SelfDispatch {
        index: u32,
        own: OwnCourier,
    },
    /// The seller's courier handed it over.
    Delivery {
        index: u32,
    },
    /// The seller's courier came in vain.
    Attempt {
        index: u32,
        attempt: Attempt,
    },
    /// So many units of a product are at a location from now on.
    Stock {
        product: u16,
        site: u8,
        units: u32,
        #[serde(default)]
        by_hand: bool,
    },
    /// A label with the present quantities was fetched.
    Reprint {
        index: u32,
    },
    Token(TokenEffect),
    Hold {
        index: u32,
        hold: bool,
    },
    BuyerCancel {
        index: u32,
        line: usize,
        units: u32,
    },
    MoveBy {
        index: u32,
        to: i64,
    },
    /// A sandbox helper moved a shipment on.
    Force {
        index: u32,
        state: State,
    },
    Order {
        order_at: i64,
        sku: Option<u16>,
        site: Option<u8>,
        quantity: Option<u32>,
        actionable: bool,
        #[serde(default)]
        self_ship: bool,
    },
    Rate {
        per_minute: f64,
    },
    Clock(Clock),
}

/// An applied pack, dispatch, cancel or acknowledgement, for the ground truth.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    pub(crate) at: i64,
    pub(crate) kind: &'static str,
    pub(crate) index: u32,
}

/// What became of a shipment, or of one of its items, in the word its state, hold, date or live units have.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    pub(crate) at: i64,
    pub(crate) index: u32,
    pub(crate) item: Option<u64>,
    pub(crate) to: String,
}

impl Market {
    /// Applies an effect at an instant the marketplace has reached.
    pub(super) fn enact(&mut self, at: i64, effect: Effect) {
        match effect {
            Effect::Pack { index, label_at, form_failed, dimensions, serials } => {
                let extra = self.extra(index);
                extra.packs += 1;
                extra.packed_at = Some(at);
                extra.label_at = Some(label_at);
                extra.dimensions = dimensions;
                extra.serials = serials;
                self.set_state(index, State::PackingInProgress, at);
                self.schedule(label_at, index, if form_failed { Due::FormFailed } else { Due::LabelReady });
                self.note(at, "pack", index);
            }
            Effect::Dispatch { index } => {
                let extra = self.extra(index);
                extra.dispatches += 1;
                extra.rtd_at = Some(at);
                self.set_state(index, State::ReadyToDispatch, at);
                let core = self.core(index);
                let (_, closes) = seller::next_pickup(core.site, core.courier, at);
                self.schedule_pickup(index, closes);
                self.note(at, "dispatch", index);
            }
            Effect::Cancel { index, lines, reason } => self.seller_cancel(at, index, &lines, &reason),
            Effect::Ack { index, number, label_at } => {
                let extra = self.extra(index);
                extra.acks += 1;
                extra.label_at = Some(label_at);
                extra.ack_number = Some(number);
                self.set_state(index, State::PackingInProgress, at);
                self.schedule(label_at, index, Due::LabelReady);
                self.note(at, "ack", index);
            }
            Effect::Reprint { index } => self.extra(index).stale = false,
            Effect::Token(effect) => self.tokens.enact(at, effect),
            Effect::Hold { index, hold } => self.set_hold(index, hold, at),
            Effect::BuyerCancel { index, line, units } => self.buyer_cancel(at, index, line, units),
            Effect::MoveBy { index, to } => self.move_by(index, to, at),
            Effect::Force { index, state } => self.force(index, state, at),
            Effect::SelfDispatch { index, own } => self.self_dispatch(at, index, own),
            Effect::Delivery { index } => {
                let extra = self.extra(index);
                extra.deliveries += 1;
                extra.delivered_at = Some(at);
                self.set_state(index, State::Delivered, at);
                self.note(at, "delivery", index);
            }
            Effect::Attempt { index, attempt } => {
                self.extra(index).attempts.push(attempt);
                self.rows[index as usize].updated_at = at;
                self.note(at, "attempt", index);
            }
            Effect::Stock { product, site, units, by_hand } => self.stock.set(at, (product, site), units, by_hand),
            Effect::Order { order_at, sku, site, quantity, actionable, self_ship } => {
                let birth = Birth { order_at, sku, site, quantity, actionable, plain: true, self_ship };
                self.born(birth, at);
            }
            Effect::Rate { per_minute } => self.set_rate(at, per_minute),
            Effect::Clock(clock) => self.clock = clock,
        }
    }

    /// A courier that reports by itself delivers by itself (contract 9.1).
    fn self_dispatch(&mut self, at: i64, index: u32, own: OwnCourier) {
        let reports = seller::PARTNERS.iter().any(|partner| partner.code == own.partner_code && partner.reports);
        let extra = self.extra(index);
        extra.self_dispatches += 1;
        extra.rtd_at = Some(at);
        extra.own = Some(own);
        self.set_state(index, State::Shipped, at);
        if reports {
            let wait = self.world.draw(index).between(stream::GAP + 1000, DAY, 4 * DAY);
            self.schedule(at + wait, index, Due::Deliver);
        }
        self.note(at, "selfDispatch", index);
    }

    fn force(&mut self, index: u32, state: State, at: i64) {
        match state {
            State::PickupComplete => self.extra(index).picked_at = Some(at),
            State::Delivered => self.extra(index).delivered_at = Some(at),
            _ => {}
        }
        self.set_state(index, state, at);
    }

    /// Notes a refused row that asked for what had been done for this shipment before.
    pub(crate) fn note_repeat(&mut self, kind: &'static str, id: &str) {
        let Some(index) = self.index_of(id) else { return };
        if self.done.iter().any(|done| done.kind == kind && done.index == index) {
            self.repeats.push((kind, index));
        }
    }

    fn note(&mut self, at: i64, kind: &'static str, index: u32) {
        self.done.push(Done { at, kind, index });
    }

    fn seller_cancel(&mut self, at: i64, index: u32, lines: &[usize], reason: &str) {
        let facts = self.facts(index);
        for line in lines {
            let units = self.live_units(index, &facts, *line);
            let sub_reason = reason.to_owned();
            self.extra(index).cancels.push(ItemCancel { line: *line, units, at, kind: CancelKind::Seller, sub_reason });
        }
        self.extra(index).cancellations += 1;
        self.after_cancel(index, &facts, at);
        self.note(at, "cancel", index);
    }
}
