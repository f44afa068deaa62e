//! The life a closed order has had before the first moment: dates, work, pickups, and how it ended.
//!
//! A pure function of (seed, index). What would have happened after the first moment has not happened.

use super::history::Opening;
use super::scenario::Fixed;
use super::{Core, World, cut_off_after, seller, stream};
use crate::config::Rates;
use crate::draw::Draw;
use crate::india::{self, DAY, HOUR, MINUTE};
use crate::state::{CancelKind, State};

/// Of 10,000 orders of the past: the buyer changed its mind before hand-over.
const BUYER_CANCEL_BP: u64 = 230;
/// The marketplace gave the order up.
const MARKETPLACE_CANCEL_BP: u64 = 30;
/// The dispatch-by date was moved, two out of three times to later.
const MOVED_BP: u64 = 120;

/// A whole shipment that was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) kind: CancelKind,
    pub(crate) at: i64,
    pub(crate) sub_reason: &'static str,
}

/// Every instant is before the first moment of the world; absent is what has not happened by then.
#[derive(Debug, Clone, Default)]
pub(crate) struct Past {
    pub(crate) ended: Option<Ended>,
    pub(crate) packed_at: Option<i64>,
    pub(crate) rtd_at: Option<i64>,
    /// Visits of the courier that ended without the parcel.
    pub(crate) missed: Vec<i64>,
    pub(crate) picked_at: Option<i64>,
    pub(crate) shipped_at: Option<i64>,
    pub(crate) delivered_at: Option<i64>,
    pub(crate) asked_back_at: Option<i64>,
    pub(crate) back_at: Option<i64>,
}

/// How a parcel comes back, if it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Back {
    Never,
    /// Never delivered.
    Courier,
    /// Asked back by the buyer after delivery.
    Customer,
}

fn hit(draw: Draw, stream: u64, basis_points: u64) -> bool {
    draw.below(stream, 10_000) < basis_points
}

/// One of three returns never reached the buyer.
pub(crate) fn comes_back(draw: Draw, rates: Rates) -> Back {
    let (luck, all) = (draw.below(stream::RETURN, 30_000), u64::from(rates.return_bp));
    match luck {
        luck if luck < all => Back::Courier,
        luck if luck < 3 * all => Back::Customer,
        _ => Back::Never,
    }
}

/// When the buyer asks a delivered parcel back.
pub(crate) fn asked_back(draw: Draw, delivered_at: i64) -> i64 {
    delivered_at + draw.between(stream::RETURN_TIME, 6 * HOUR, 8 * DAY)
}

/// When goods asked back are with the seller again.
pub(crate) fn back_home(draw: Draw, asked_at: i64) -> i64 {
    asked_at + draw.between(stream::RETURN_TIME + 1000, 4 * DAY, 11 * DAY)
}

/// Whether the courier's first visit for this parcel ends without it.
pub(crate) fn pickup_fails(draw: Draw, rates: Rates) -> bool {
    hit(draw, stream::REATTEMPT, u64::from(rates.reattempt_bp))
}

pub(crate) fn sub_reason(kind: CancelKind, draw: Draw) -> &'static str {
    match kind {
        CancelKind::Buyer => draw.pick(stream::CANCEL, &["order_cancelled", "delivery_time_long", "found_cheaper"]),
        CancelKind::Seller => {
            draw.pick(stream::CANCEL, &["not_enough_inventory", "not_enough_inventory", "cannot_procure_item"])
        }
        CancelKind::Marketplace => "sla_breach",
        CancelKind::CourierReturn => "delivery_refused",
    }
}

/// The dispatch-by date as it was moved, and when; most never were.
pub(crate) fn moved(draw: Draw, after_at: i64, by_at: i64) -> Option<(i64, i64)> {
    if !hit(draw, stream::MOVED, MOVED_BP) {
        return None;
    }
    let earlier = draw.below(stream::MOVED + 1000, 100) < 35 && by_at - 2 * HOUR > after_at + 2 * HOUR;
    let to = if earlier { by_at - 2 * HOUR } else { cut_off_after(by_at, &[10, 12, 16]) };
    Some((to, after_at + draw.between(stream::MOVED + 2000, 15 * MINUTE, 100 * MINUTE)))
}

pub(crate) fn past(world: &World, core: &Core) -> Past {
    let draw = world.draw(core.index);
    let fixed = world.fixed(core.index);
    let mut past = Past::default();
    if let Some(ended) = given_up(world, core, draw, fixed) {
        past.ended = Some(ended);
        return past;
    }
    let Some(rtd_at) = ready_at(world, core, draw, fixed) else { return past };
    past.packed_at = Some((rtd_at - draw.between(stream::PACKED, 15 * MINUTE, 3 * HOUR)).max(core.after_at));
    past.rtd_at = Some(rtd_at);
    on_the_way(world, core, draw, rtd_at, &mut past);
    past
}

fn given_up(world: &World, core: &Core, draw: Draw, fixed: Option<Fixed>) -> Option<Ended> {
    let seller_bp = if world.scenario.is_some() { 0 } else { u64::from(world.rates.seller_cancel_bp) };
    let hours = |from: i64, to: i64| core.order_at + draw.between(stream::FATE_TIME, from * HOUR, to * HOUR);
    let fate = draw.below(stream::FATE, 10_000);
    let (kind, at) = match fixed {
        Some(Fixed::Late) => return None,
        Some(Fixed::Cancelled) => (CancelKind::Seller, hours(1, 10)),
        None if hit(draw, stream::SELLER_CANCEL, seller_bp) => (CancelKind::Seller, hours(1, 10)),
        None if fate < BUYER_CANCEL_BP => (CancelKind::Buyer, hours(0, 16) + 10 * MINUTE),
        // Two days late it gives up, and not before.
        None if fate < BUYER_CANCEL_BP + MARKETPLACE_CANCEL_BP && core.by_at + 2 * DAY < world.epoch => {
            (CancelKind::Marketplace, core.by_at + 2 * DAY)
        }
        None => return None,
    };
    let at = at.min(world.epoch - 10 * MINUTE).max(core.order_at);
    Some(Ended { kind, at, sub_reason: sub_reason(kind, draw) })
}

/// On time, but for the few; absent while the first moment was too early for it.
fn ready_at(world: &World, core: &Core, draw: Draw, fixed: Option<Fixed>) -> Option<i64> {
    let present = world.epoch - 20 * MINUTE;
    let late_bp = if world.scenario.is_some() { 0 } else { u64::from(world.rates.rtd_breach_bp) };
    let late = core.by_at + draw.between(stream::FATE_TIME, 20 * MINUTE, 6 * HOUR);
    if (fixed == Some(Fixed::Late) || hit(draw, stream::LATE, late_bp)) && late < present {
        return Some(late);
    }
    let (from, to) = (core.after_at + 20 * MINUTE, (core.by_at - 15 * MINUTE).min(core.after_at + 18 * HOUR));
    let at = if from < to { draw.between(stream::FATE_TIME, from, to) } else { core.by_at };
    let at = at_work(draw, at, (core.by_at - 15 * MINUTE).min(present)).min(present);
    (at >= core.after_at).then_some(at)
}

/// Nobody packs at night where the morning will do.
fn at_work(draw: Draw, at: i64, no_later: i64) -> i64 {
    let day = match india::time_of_day(at) / HOUR {
        0..=7 => india::day(at),
        8..=19 => return at,
        _ => india::day(at) + 1,
    };
    let morning = india::at(day, 8 * 60) + draw.between(stream::PACKED + 1000, 0, 100 * MINUTE);
    if morning <= no_later { morning } else { at }
}

fn on_the_way(world: &World, core: &Core, draw: Draw, rtd_at: i64, past: &mut Past) {
    let happened = |at: i64| (at <= world.epoch - 5 * MINUTE).then_some(at);
    let scan = draw.between(stream::TRANSIT, MINUTE, 9 * MINUTE);
    let mut closes = seller::next_pickup(core.site, core.courier, rtd_at).1;
    if pickup_fails(draw, world.rates) {
        let Some(missed) = happened(closes) else { return };
        past.missed.push(missed);
        closes += DAY;
    }
    past.picked_at = happened(closes + scan);
    let Some(picked_at) = past.picked_at else { return };
    past.shipped_at = happened(picked_at + draw.between(stream::GAP, 2 * HOUR, 7 * HOUR));
    let Some(shipped_at) = past.shipped_at else { return };
    let arrives = shipped_at + draw.between(stream::GAP + 1000, DAY, 4 * DAY);
    let back = comes_back(draw, world.rates);
    if back == Back::Courier {
        let at = arrives + draw.between(stream::RETURN_TIME, HOUR, 2 * DAY);
        let kind = CancelKind::CourierReturn;
        past.ended = happened(at).map(|at| Ended { kind, at, sub_reason: sub_reason(kind, draw) });
        return;
    }
    past.delivered_at = happened(arrives);
    if back == Back::Customer && past.delivered_at.is_some() {
        past.asked_back_at = happened(asked_back(draw, arrives));
        past.back_at = past.asked_back_at.and_then(|asked| happened(back_home(draw, asked)));
    }
}

impl Past {
    /// How the shipment stands at the first moment.
    pub(crate) fn opening(&self, core: &Core) -> Opening {
        let reached = [
            (self.back_at, State::Returned),
            (self.asked_back_at, State::ReturnRequested),
            (self.delivered_at, State::Delivered),
            (self.shipped_at, State::Shipped),
            (self.picked_at, State::PickupComplete),
            (self.rtd_at, State::ReadyToDispatch),
        ];
        let furthest = reached.into_iter().find_map(|(at, state)| at.map(|at| (state, at)));
        let (state, updated_at) = match self.ended {
            Some(ended) => (State::Cancelled, ended.at),
            None => furthest.unwrap_or((State::Approved, core.order_at + MINUTE)),
        };
        Opening { state, hold: false, updated_at, cancel: self.ended, rtd_at: self.rtd_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Terms;

    fn world() -> World {
        World::new(Terms { seed: 3, epoch: 1_795_318_200_000, existing: 9_000, days: Some(90), ..Terms::default() })
    }

    #[test]
    fn what_happened_happened_in_order_and_before_the_first_moment() {
        let world = world();
        for index in 0..world.closed() {
            let core = world.core(index, None);
            let past = past(&world, &core);
            let steps = [
                Some(core.after_at),
                past.packed_at,
                past.rtd_at,
                past.missed.first().copied(),
                past.picked_at,
                past.shipped_at,
                past.delivered_at,
                past.asked_back_at,
                past.back_at,
                Some(world.epoch),
            ];
            let steps: Vec<i64> = steps.into_iter().flatten().collect();
            assert!(steps.is_sorted(), "{index}: {steps:?}");
            if let Some(ended) = past.ended {
                assert!((core.order_at..world.epoch).contains(&ended.at), "{index}: {ended:?}");
                assert_eq!(ended.kind == CancelKind::CourierReturn, past.shipped_at.is_some(), "{index}");
            }
        }
    }

    #[test]
    fn a_quarter_of_trade_has_everything_that_can_happen_at_its_rate() {
        let world = world();
        let (mut late, mut missed, mut earlier, mut later) = (0, 0, 0, 0);
        let mut ended = std::collections::BTreeMap::new();
        let mut returned = 0;
        for index in 0..world.closed() {
            let core = world.core(index, None);
            let past = past(&world, &core);
            late += u32::from(past.rtd_at.is_some_and(|at| at > core.by_at));
            missed += past.missed.len();
            returned += u32::from(past.asked_back_at.is_some());
            if let Some(ended_as) = past.ended {
                *ended.entry(format!("{:?}", ended_as.kind)).or_insert(0) += 1;
            }
            match world.moved_from(index) {
                Some(first) if first > core.by_at => earlier += 1,
                Some(_) => later += 1,
                None => {}
            }
        }
        assert!((30..80).contains(&late), "60 of 10,000 of {}: {late}", world.closed());
        assert!((45..110).contains(&missed), "80 of 10,000: {missed}");
        assert!(earlier > 5 && later > earlier, "{earlier} moved earlier, {later} later");
        assert!((250..420).contains(&returned), "400 of 10,000 came back after delivery: {returned}");
        for (kind, low, high) in
            [("Seller", 8, 30), ("Buyer", 150, 250), ("Marketplace", 12, 45), ("CourierReturn", 120, 210)]
        {
            assert!((low..high).contains(&ended[kind]), "{kind} in {ended:?}");
        }
    }

    #[test]
    fn a_rate_of_zero_is_none() {
        let rates = Rates { seller_cancel_bp: 0, rtd_breach_bp: 0, return_bp: 0, reattempt_bp: 0 };
        let terms = Terms { seed: 3, epoch: 1_795_318_200_000, existing: 3_000, rates, ..Terms::default() };
        let world = World::new(terms);
        for index in 0..world.closed() {
            let core = world.core(index, None);
            let past = past(&world, &core);
            assert!(past.rtd_at.is_none_or(|at| at <= core.by_at) && past.missed.is_empty());
            assert!(past.asked_back_at.is_none());
            let none_of_ours = |e: Ended| !matches!(e.kind, CancelKind::Seller | CancelKind::CourierReturn);
            assert!(past.ended.is_none_or(none_of_ours));
        }
    }

    #[test]
    fn the_day_of_an_order_is_a_day_of_the_history() {
        let world = world();
        let days: std::collections::BTreeSet<i64> =
            (0..world.closed()).map(|i| india::day(world.core(i, None).order_at)).collect();
        assert_eq!(days.len(), 90);
    }
}
