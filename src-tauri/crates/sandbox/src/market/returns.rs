//! Goods on their way back: one record per line of a shipment, worked out when it is asked for.

use super::Market;
use crate::india::{DAY, HOUR};
use crate::state::{CancelKind, State};
use crate::world::past::back_home;
use crate::world::{Facts, seller, stream};

/// A return as it stands at this moment (Seller API contract 10.1).
#[derive(Debug, Clone)]
pub(crate) struct Return {
    pub(crate) id: String,
    pub(crate) index: u32,
    pub(crate) item: u64,
    pub(crate) product: u16,
    pub(crate) units: u32,
    /// Of the courier, that is never delivered; otherwise of the customer.
    pub(crate) by_courier: bool,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) expected_at: i64,
    pub(crate) completed_at: Option<i64>,
    pub(crate) status: &'static str,
    pub(crate) shipment_status: Option<&'static str>,
    pub(crate) reason: &'static str,
    pub(crate) sub_reason: &'static str,
    pub(crate) courier: Option<&'static str>,
    pub(crate) tracking: Option<String>,
}

const REASONS: [(&str, &str); 5] = [
    ("SIZE_FIT_ISSUES", "too_small"),
    ("SIZE_FIT_ISSUES", "too_large"),
    ("CUSTOMER_REMORSE", "not_as_expected"),
    ("DEFECTIVE_PRODUCT", "not_working"),
    ("MISSING_ITEM", "part_missing"),
];

impl Market {
    /// Every return there is, the oldest first.
    pub(crate) fn returns(&self) -> Vec<Return> {
        let asked = [State::ReturnRequested, State::Returned];
        let customers = asked.into_iter().flat_map(|state| self.in_state(state)).flat_map(|i| self.asked_back(*i));
        let couriers = self.with_cancel.iter().flat_map(|index| self.undelivered(*index));
        let mut all: Vec<Return> = customers.chain(couriers).collect();
        all.sort_by_key(|r| (r.created_at, r.item));
        all
    }

    fn asked_back(&self, index: u32) -> Vec<Return> {
        let Some(asked_at) = self.asked_back_at(index) else { return Vec::new() };
        let facts = self.facts(index);
        let draw = self.world.draw(index);
        let back_at = self.back_at(index).unwrap_or_else(|| back_home(draw, asked_at));
        let (reason, sub_reason) = draw.pick(stream::RETURN_REASON, &REASONS);
        let live = |line: &usize| self.live_units(index, &facts, *line) > 0;
        let lines: Vec<usize> = (0..facts.lines.len()).filter(live).collect();
        let units = |line: usize| self.live_units(index, &facts, line);
        let made = |line: usize| {
            let way = Way { from: asked_at, collected: asked_at + (back_at - asked_at) / 3, to: back_at };
            let tracking = format!("FMPR{:010}", draw.raw(stream::TRACKING + 1000) % 10_000_000_000);
            self.made(&facts, line, units(line), way, (reason, sub_reason), Some(tracking))
        };
        lines.into_iter().map(made).collect()
    }

    /// What the courier brings back under its own tracking id.
    fn undelivered(&self, index: u32) -> Vec<Return> {
        let Some(extra) = &self.row(index).extra else { return Vec::new() };
        let back = extra.cancels.iter().filter(|c| c.kind == CancelKind::CourierReturn);
        let facts = self.facts(index);
        let draw = self.world.draw(index);
        back.map(|cancel| {
            let to = cancel.at + draw.between(stream::RETURN_TIME + 2000, 2 * DAY, 8 * DAY);
            let way = Way { from: cancel.at, collected: cancel.at, to };
            let reasons = ("order_cancelled", "delivery_refused");
            self.made(&facts, cancel.line, cancel.units, way, reasons, None)
        })
        .collect()
    }

    fn made(
        &self,
        facts: &Facts,
        line: usize,
        units: u32,
        way: Way,
        (reason, sub_reason): (&'static str, &'static str),
        own_tracking: Option<String>,
    ) -> Return {
        let by_courier = own_tracking.is_none();
        let item = facts.lines[line].item;
        let collected = way.collected <= self.time;
        let forward = || self.world.tracking_id(facts, 0);
        Return {
            // 17 digits, and as different from each other as the items are.
            id: format!("12{:015}", item % 1_000_000_000_000_000),
            index: facts.core.index,
            item,
            product: facts.lines[line].product,
            units,
            by_courier,
            created_at: way.from,
            updated_at: way.last_step(self.time),
            expected_at: way.from + 10 * DAY,
            completed_at: (way.to <= self.time).then_some(way.to),
            status: if way.to <= self.time { "completed" } else { "created" },
            shipment_status: way.shipment_status(self.time),
            reason,
            sub_reason,
            courier: collected.then(|| seller::COURIERS[usize::from(facts.core.courier)].name),
            tracking: collected.then(|| own_tracking.unwrap_or_else(forward)),
        }
    }
}

/// When the goods set out, were collected and arrive.
#[derive(Debug, Clone, Copy)]
struct Way {
    from: i64,
    collected: i64,
    to: i64,
}

impl Way {
    fn steps(self) -> [(i64, &'static str); 4] {
        let last_leg = (self.to - 8 * HOUR).max(self.collected);
        [(self.from, "start"), (self.collected, "in_transit"), (last_leg, "out_for_delivery"), (self.to, "delivered")]
    }

    fn last_step(self, now: i64) -> i64 {
        self.steps().iter().rev().find(|(at, _)| *at <= now).map_or(self.from, |(at, _)| *at)
    }

    /// Nothing before the courier has been told (contract 10.1: nullable).
    fn shipment_status(self, now: i64) -> Option<&'static str> {
        let step = self.steps().into_iter().rev().find(|(at, _)| *at <= now);
        step.map(|(_, status)| status).filter(|_| now > self.from + HOUR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_is_told_step_by_step() {
        let way = Way { from: 0, collected: 2 * DAY, to: 5 * DAY };
        assert_eq!(way.shipment_status(1), None);
        assert_eq!(way.shipment_status(DAY), Some("start"));
        assert_eq!(way.shipment_status(3 * DAY), Some("in_transit"));
        assert_eq!(way.shipment_status(5 * DAY - HOUR), Some("out_for_delivery"));
        assert_eq!((way.shipment_status(6 * DAY), way.last_step(6 * DAY)), (Some("delivered"), 5 * DAY));
    }
}
