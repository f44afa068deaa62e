//! How the marketplace looks at its first moment: weeks of delivered orders behind a working day of open ones.

use super::past::{self, Ended, moved, sub_reason};
use super::scenario::Fixed;
use super::{World, cut_off_after, demand, dispatch_after, dispatch_by, stream};
use crate::draw::Draw;
use crate::india::{self, DAY, HOUR, MINUTE};
use crate::state::{CancelKind, State};

/// How many of the first orders are still to be handed over.
pub(crate) fn open_orders(existing: u32) -> u32 {
    let share = (u64::from(existing) * 6 / 10) as u32;
    share.min(300 + existing.saturating_sub(500) / 50).min(3_000)
}

/// Days of a history nobody asked a length for: 90, but fewer where less than 120 orders would fall on a day.
pub(crate) fn usual_days(closed: u32) -> u32 {
    (closed / 120).clamp(4, 90)
}

/// What a shipment of the opening has been through.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub(crate) state: State,
    pub(crate) hold: bool,
    pub(crate) updated_at: i64,
    pub(crate) cancel: Option<Ended>,
    pub(crate) rtd_at: Option<i64>,
}

/// An open order's place in the working day.
enum Open {
    Upcoming { slotted: bool },
    Late,
    Plain,
}

fn open_rank(world: &World, index: u32) -> Option<(u32, u32)> {
    index.checked_sub(world.closed()).map(|rank| (rank, world.open))
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
        let (order_at, after_at, by_at) = closed_times(world, index, express, draw);
        let moved = moved(draw, after_at, by_at).filter(|_| world.fixed(index).is_none());
        return (order_at, after_at, moved.map_or(by_at, |(to, _)| to));
    };
    if let Some(plan) = world.plan() {
        return plan.open_times(world, rank);
    }
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

/// As first promised; dates moved later are left out.
pub(crate) fn closed_times(world: &World, index: u32, express: bool, draw: Draw) -> (i64, i64, i64) {
    let order_at = closed_order_at(world, index, draw);
    if let Some(fixed) = world.fixed(index) {
        let after_at = order_at + draw.between(stream::WINDOW, 5 * MINUTE, 6 * MINUTE);
        let by_at = match fixed {
            Fixed::Late => india::at(india::day(order_at) + 1, 12 * 60),
            Fixed::Cancelled => dispatch_by(after_at, express, draw),
        };
        return (order_at, after_at, by_at);
    }
    let after_at = dispatch_after(order_at, draw, false);
    (order_at, after_at, dispatch_by(after_at, express, draw))
}

fn closed_order_at(world: &World, index: u32, draw: Draw) -> i64 {
    let (closed, days) = (world.closed(), i64::from(world.days));
    let place = (f64::from(index) + draw.unit(stream::PLACE)) / f64::from(closed.max(1)) * days as f64;
    let day = (place as i64).min(days - 1);
    // A scenario knows yesterday too; elsewhere yesterday's orders are among the open ones.
    let yesterday = i64::from(world.scenario.is_none());
    let first_day = india::day(world.epoch) - yesterday - days;
    india::at(first_day + day, 0) + demand::time_of_share(place - day as f64)
}

pub(crate) fn opening(world: &World, index: u32) -> Opening {
    match open_rank(world, index) {
        Some((rank, open)) => match world.plan() {
            Some(plan) => plan.open_state(world, rank),
            None => {
                let (order_at, after_at, _) = times(world, index, false);
                let opening = open_state(world, world.draw(index), rank, open, order_at, after_at);
                if world.core(index, None).self_ship { self_shipped(opening) } else { opening }
            }
        },
        None => {
            let core = world.core(index, None);
            past::past(world, &core).opening(&core)
        }
    }
}

/// The same place in the day on the road of a parcel that no courier collects.
fn self_shipped(opening: Opening) -> Opening {
    match opening.state {
        State::Packed | State::ReadyToDispatch => {
            Opening { state: State::Shipped, rtd_at: Some(opening.updated_at), ..opening }
        }
        State::PackingInProgress | State::FormFailed => Opening { state: State::Approved, ..opening },
        _ => opening,
    }
}

fn open_state(world: &World, draw: Draw, rank: u32, open: u32, order_at: i64, after_at: i64) -> Opening {
    let since = |share: f64| after_at + ((world.epoch - after_at) as f64 * share) as i64;
    let plain = |state, updated_at| Opening { state, hold: false, updated_at, cancel: None, rtd_at: None };
    if !matches!(open_kind(rank, open), Open::Plain) {
        return plain(State::Approved, (order_at + MINUTE).min(world.epoch));
    }
    if rank % 61 == 20 {
        return Opening { hold: true, ..plain(State::Approved, order_at + 2 * MINUTE) };
    }
    let early = rank < open * 4 / 10;
    let fate = draw.below(stream::FATE, 1000);
    let share = 0.2 + draw.unit(stream::FATE_TIME) * 0.7;
    match (early, fate) {
        (_, 0..=15) => {
            let at = since(share);
            let kind = CancelKind::Buyer;
            Opening {
                cancel: Some(Ended { kind, at, sub_reason: sub_reason(kind, draw) }),
                ..plain(State::Cancelled, at)
            }
        }
        (_, 16..=23) => plain(State::FormFailed, since(share)),
        (_, 24..=41) => plain(State::PackingInProgress, world.epoch - 4_000),
        (true, 42..=345) => Opening { rtd_at: Some(since(share)), ..plain(State::ReadyToDispatch, since(share)) },
        (true, 346..=525) | (false, 42..=121) => plain(State::Packed, since(share)),
        _ => plain(State::Approved, order_at + MINUTE),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::world::Terms;

    fn counts(existing: u32) -> (BTreeMap<State, u32>, u32, u32, u32) {
        let world = World::new(Terms { epoch: 1_795_000_000_000, existing, ..Terms::default() });
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
