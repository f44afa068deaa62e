//! How the marketplace looks at its first moment: weeks of delivered orders behind a working day of open ones.

use super::{World, cut_off_after, dispatch_after, dispatch_by, stream};
use crate::draw::Draw;
use crate::india::{self, DAY, HOUR, MINUTE};
use crate::state::{CancelKind, State};

/// The share of a day's orders that has come by each full hour in India, of 1000.
const DAY_CURVE: [u64; 25] = [
    0, 18, 28, 34, 38, 44, 56, 78, 112, 158, 214, 274, 334, 390, 444, 494, 542, 590, 642, 700, 764, 832, 896, 954, 1000,
];

/// How many of the first orders are still to be handed over.
pub(crate) fn open_orders(existing: u32) -> u32 {
    let share = (u64::from(existing) * 6 / 10) as u32;
    share.min(300 + existing.saturating_sub(500) / 50).min(3_000)
}

fn history_days(closed: u32) -> i64 {
    i64::from(closed / 120).clamp(4, 90)
}

/// What a shipment of the opening has been through.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub(crate) state: State,
    pub(crate) hold: bool,
    pub(crate) updated_at: i64,
    pub(crate) cancel: Option<(CancelKind, i64)>,
}

/// An open order's place in the working day.
enum Open {
    Upcoming { slotted: bool },
    Late,
    Plain,
}

fn open_rank(world: &World, index: u32) -> Option<(u32, u32)> {
    let open = open_orders(world.existing);
    let closed = world.existing - open;
    index.checked_sub(closed).map(|rank| (rank, open))
}

fn open_kind(rank: u32, open: u32) -> Open {
    let upcoming = open * 13 / 100;
    if rank >= open - upcoming {
        return Open::Upcoming { slotted: rank % 2 == 1 };
    }
    let late = if open >= 60 { 3 } else { 0 };
    if (rank % 29 == 11) && rank / 29 < late { Open::Late } else { Open::Plain }
}

/// When ordered, when the window opens, when due.
pub(crate) fn times(world: &World, index: u32, express: bool) -> (i64, i64, i64) {
    let draw = world.draw(index);
    let Some((rank, open)) = open_rank(world, index) else {
        let order_at = closed_order_at(world, index, draw);
        let after_at = dispatch_after(order_at, draw, false);
        return (order_at, after_at, dispatch_by(after_at, express, draw));
    };
    let epoch = world.epoch;
    match open_kind(rank, open) {
        Open::Upcoming { slotted: false } => {
            let order_at = epoch - draw.between(stream::PLACE, 0, 4 * MINUTE);
            let after_at = order_at + draw.between(stream::WINDOW, 5 * MINUTE, 6 * MINUTE);
            (order_at, after_at, dispatch_by(after_at, express, draw).max(after_at + 2 * HOUR))
        }
        Open::Upcoming { slotted: true } => {
            let order_at = epoch - draw.between(stream::PLACE, 10 * MINUTE, 9 * HOUR);
            let half_hours = draw.between(stream::WINDOW, 1, 18);
            let after_at = epoch - epoch.rem_euclid(30 * MINUTE) + half_hours * 30 * MINUTE;
            (order_at, after_at, cut_off_after(after_at + 2 * HOUR, &[10, 12, 16]))
        }
        kind => {
            let fraction = (f64::from(rank) + draw.unit(stream::PLACE)) / f64::from(open);
            let back = (1.0 - fraction.powf(0.85)) * (24 * HOUR) as f64;
            let order_at = epoch - 10 * MINUTE - back as i64;
            let after_at = order_at + draw.between(stream::WINDOW, 5 * MINUTE, 6 * MINUTE);
            if matches!(kind, Open::Late) {
                return (order_at - DAY, after_at - DAY, last_cut_off(epoch - 20 * MINUTE));
            }
            (order_at, after_at, open_due(epoch, after_at, express, draw))
        }
    }
}

fn last_cut_off(before: i64) -> i64 {
    let today = india::day(before);
    [16, 12, 10].iter().map(|h| india::at(today, h * 60)).find(|t| *t < before).unwrap_or(india::at(today - 1, 16 * 60))
}

/// Due by the rule, but never already late: the seller of this world did yesterday's work.
fn open_due(epoch: i64, after_at: i64, express: bool, draw: Draw) -> i64 {
    let due = dispatch_by(after_at, express, draw);
    if due > epoch + 45 * MINUTE {
        return due;
    }
    let hours: &[i64] = if express { &[10, 12, 14, 16, 18] } else { &[10, 12, 16] };
    let next = cut_off_after(epoch + 45 * MINUTE, hours);
    if draw.below(stream::DUE, 10) < 6 { next } else { cut_off_after(next, hours) }
}

fn closed_order_at(world: &World, index: u32, draw: Draw) -> i64 {
    let closed = world.existing - open_orders(world.existing);
    let days = history_days(closed);
    let place = (f64::from(index) + draw.unit(stream::PLACE)) / f64::from(closed.max(1)) * days as f64;
    let day = (place as i64).min(days - 1);
    let first_day = india::day(world.epoch) - 1 - days;
    india::at(first_day + day, 0) + hour_of_day((place - day as f64).clamp(0.0, 0.999_999))
}

/// The time of day at which a share of the day's orders has come, in milliseconds.
fn hour_of_day(share: f64) -> i64 {
    let target = share * 1000.0;
    let hour = DAY_CURVE.partition_point(|c| (*c as f64) <= target).clamp(1, 24) - 1;
    let (low, high) = (DAY_CURVE[hour] as f64, DAY_CURVE[hour + 1] as f64);
    ((hour as f64 + (target - low) / (high - low)) * HOUR as f64) as i64
}

pub(crate) fn opening(world: &World, index: u32) -> Opening {
    let draw = world.draw(index);
    let (order_at, after_at, _) = times(world, index, false);
    match open_rank(world, index) {
        Some((rank, open)) => open_state(world, draw, rank, open, order_at, after_at),
        None => closed_state(world, draw, order_at),
    }
}

fn open_state(world: &World, draw: Draw, rank: u32, open: u32, order_at: i64, after_at: i64) -> Opening {
    let since = |share: f64| after_at + ((world.epoch - after_at) as f64 * share) as i64;
    let plain = |state, updated_at| Opening { state, hold: false, updated_at, cancel: None };
    if !matches!(open_kind(rank, open), Open::Plain) {
        return plain(State::Approved, (order_at + MINUTE).min(world.epoch));
    }
    if rank % 61 == 20 {
        return Opening { state: State::Approved, hold: true, updated_at: order_at + 2 * MINUTE, cancel: None };
    }
    let early = rank < open * 4 / 10;
    let fate = draw.below(stream::FATE, 1000);
    let share = 0.2 + draw.unit(stream::FATE_TIME) * 0.7;
    match (early, fate) {
        (_, 0..=15) => {
            let at = since(share);
            Opening { state: State::Cancelled, hold: false, updated_at: at, cancel: Some((CancelKind::Buyer, at)) }
        }
        (_, 16..=23) => plain(State::FormFailed, since(share)),
        (_, 24..=41) => plain(State::PackingInProgress, world.epoch - 4_000),
        (true, 42..=345) => plain(State::ReadyToDispatch, since(share)),
        (true, 346..=525) | (false, 42..=121) => plain(State::Packed, since(share)),
        _ => plain(State::Approved, order_at + MINUTE),
    }
}

fn closed_state(world: &World, draw: Draw, order_at: i64) -> Opening {
    let age = world.epoch - order_at;
    let cap = |at: i64| at.min(world.epoch - 10 * MINUTE);
    let fate = draw.below(stream::FATE, 1000);
    let spread = draw.unit(stream::FATE_TIME);
    if fate < 40 {
        let (kind, wait) = match fate {
            0..=22 => (CancelKind::Buyer, 10 * MINUTE + (spread * (16 * HOUR) as f64) as i64),
            23..=27 => (CancelKind::Seller, HOUR + (spread * (10 * HOUR) as f64) as i64),
            28..=31 => (CancelKind::Marketplace, HOUR + (spread * (20 * HOUR) as f64) as i64),
            _ => (CancelKind::CourierReturn, 2 * DAY + (spread * (5 * DAY) as f64) as i64),
        };
        let at = cap(order_at + wait);
        return Opening { state: State::Cancelled, hold: false, updated_at: at, cancel: Some((kind, at)) };
    }
    let in_transit = (2.0 + draw.unit(stream::TRANSIT) * 3.5) * DAY as f64;
    let (state, at) = if (age as f64) > in_transit {
        (State::Delivered, order_at + in_transit as i64)
    } else if age > 2 * DAY + (spread * DAY as f64) as i64 || spread > 0.4 {
        (State::Shipped, order_at + 26 * HOUR + (spread * (8 * HOUR) as f64) as i64)
    } else {
        (State::PickupComplete, order_at + 20 * HOUR + (spread * (4 * HOUR) as f64) as i64)
    };
    Opening { state, hold: false, updated_at: cap(at), cancel: None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn counts(existing: u32) -> (BTreeMap<State, u32>, u32, u32, u32) {
        let world = World::new(1, 1_795_000_000_000, existing);
        let (mut states, mut held, mut upcoming, mut late) = (BTreeMap::new(), 0, 0, 0);
        for index in 0..existing {
            let opening = world.opening(index);
            let core = world.core(index, None);
            *states.entry(opening.state).or_insert(0) += 1;
            held += u32::from(opening.hold);
            if opening.state == State::Approved && !opening.hold {
                upcoming += u32::from(core.after_at > world.epoch);
                late += u32::from(core.by_at < world.epoch);
            }
            assert!(opening.updated_at <= world.epoch, "nothing happens in the future");
        }
        (states, held, upcoming, late)
    }

    #[test]
    fn five_hundred_orders_look_like_a_day_at_work() {
        let (states, held, upcoming, late) = counts(500);
        assert!(states[&State::Approved] >= 170, "{states:?}");
        assert!((35..=45).contains(&upcoming), "{upcoming} upcoming");
        assert!((3..=9).contains(&held), "{held} on hold");
        assert!((1..=4).contains(&late), "{late} late");
        for state in [State::Packed, State::ReadyToDispatch, State::Shipped, State::Delivered, State::Cancelled] {
            assert!(states.get(&state).copied().unwrap_or(0) >= 3, "{state:?} in {states:?}");
        }
    }

    #[test]
    fn five_thousand_orders_are_mostly_history() {
        let (states, ..) = counts(5_000);
        assert!(states[&State::Delivered] > 3_500, "{states:?}");
        assert!((150..500).contains(&states[&State::Approved]), "{states:?}");
    }

    #[test]
    fn an_empty_world_is_empty() {
        assert_eq!(open_orders(0), 0);
        assert!(counts(0).0.is_empty());
    }
}
