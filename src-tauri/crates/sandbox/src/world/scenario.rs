//! Sellers whose standing with the marketplace is known beforehand, to the unit.
//!
//! Owns how many of whose units were cancelled or late on which day. Everything else of these worlds is by luck.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::World;
use super::history::Opening;
use crate::config::SandboxError;
use crate::india::{self, HOUR, MINUTE};
use crate::state::State;
use crate::world::stream;

/// A seller with a known right answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// Keeps Gold now, and loses it at the next 16:00 when what is due then is not packed; three cancellations left.
    GoldAtRisk,
    /// About 32 units a day; the next seller cancellation crosses the Gold line.
    SmallSeller,
    /// Every Gold line holds, and the week's late units cross the suspension line.
    GoldAndSuspended,
}

impl Scenario {
    const ALL: [(&'static str, Self); 3] = [
        ("gold-at-risk", Self::GoldAtRisk),
        ("small-seller", Self::SmallSeller),
        ("gold-and-suspended", Self::GoldAndSuspended),
    ];

    pub(crate) fn plan(self) -> &'static Plan {
        match self {
            Self::GoldAtRisk => &Plan {
                per_day: 54,
                cohort: 36,
                later: 38,
                cancelled: &[(6, 18, 80), (1, 4, 5)],
                late: &[(46, 16, 86), (1, 10, 11), (1, 5, 6)],
            },
            Self::SmallSeller => {
                &Plan { per_day: 23, cohort: 9, later: 13, cancelled: &[(4, 18, 82)], late: &[(9, 18, 84)] }
            }
            Self::GoldAndSuspended => &Plan {
                per_day: 54,
                cohort: 10,
                later: 50,
                cancelled: &[(4, 20, 80)],
                late: &[(16, 16, 86), (4, 2, 6)],
            },
        }
    }
}

impl FromStr for Scenario {
    type Err = SandboxError;

    fn from_str(text: &str) -> Result<Self, SandboxError> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, scenario)| *scenario).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|(name, _)| *name).collect();
            SandboxError::Option(format!("scenario: one of {}", names.join(", ")))
        })
    }
}

/// So many shipments, spread over the order days from so many days ago to before so many days ago.
type Spread = (i64, i64, i64);

/// What a scenario fixes.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Shipments ordered on each of the [`DAYS`] before today.
    per_day: u32,
    /// Shipments due at the next 16:00 that are not ready to dispatch.
    cohort: u32,
    /// Other open shipments, due the day after.
    later: u32,
    cancelled: &'static [Spread],
    late: &'static [Spread],
}

/// Days of history, up to yesterday.
pub(crate) const DAYS: u32 = 90;
/// From 15:40 the cohort is tomorrow's: twenty minutes are too few to pack it.
const TOO_LATE: i64 = 15 * HOUR + 40 * MINUTE;
const CANCELLED_SLOT: i64 = 5;
const LATE_SLOT: i64 = 11;

/// What a scenario has fixed for one shipment of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fixed {
    /// The seller cancelled it.
    Cancelled,
    /// Due at noon of the day after the order, and ready hours later.
    Late,
}

impl Plan {
    pub(crate) fn closed(&self) -> u32 {
        self.per_day * DAYS
    }

    pub(crate) fn open(&self) -> u32 {
        self.cohort + self.later
    }

    /// What is fixed for a shipment of the past, by its index.
    pub(crate) fn fixed(&self, index: u32) -> Option<Fixed> {
        let day = index / self.per_day;
        let ago = i64::from(DAYS.checked_sub(day)?);
        let slot = i64::from(index % self.per_day);
        let within = |first: i64, spreads: &[Spread]| (first..first + on_day(spreads, ago)).contains(&slot);
        if within(CANCELLED_SLOT, self.cancelled) {
            return Some(Fixed::Cancelled);
        }
        within(LATE_SLOT, self.late).then_some(Fixed::Late)
    }

    /// When an open shipment was ordered, when its window opened, when it is due.
    pub(crate) fn open_times(&self, world: &World, rank: u32) -> (i64, i64, i64) {
        let draw = world.draw(world.closed() + rank);
        let today = india::day(world.epoch) + i64::from(india::time_of_day(world.epoch) >= TOO_LATE);
        let wait = draw.between(stream::WINDOW, 5 * MINUTE, 6 * MINUTE);
        let (order_at, by_at) = if rank < self.cohort {
            let order_at = world.epoch - draw.between(stream::PLACE, 4 * HOUR, 20 * HOUR);
            (order_at, india::at(today, 16 * 60))
        } else {
            let order_at = world.epoch - draw.between(stream::PLACE, 0, 9 * HOUR);
            (order_at, india::at(today + 1, draw.pick(stream::DUE, &[10, 12, 16]) * 60))
        };
        (order_at, order_at + wait, by_at)
    }

    /// What of the day's work is done: nothing of the cohort is ready, half of the rest is somewhere on its way.
    pub(crate) fn open_state(&self, world: &World, rank: u32) -> Opening {
        let draw = world.draw(world.closed() + rank);
        let (order_at, after_at, _) = self.open_times(world, rank);
        let since = |share: f64| after_at + ((world.epoch - after_at) as f64 * share) as i64;
        let plain = |state, updated_at, rtd_at| Opening { state, hold: false, updated_at, cancel: None, rtd_at };
        let worked = 0.3 + draw.unit(stream::FATE_TIME) * 0.6;
        if after_at + HOUR > world.epoch {
            return plain(State::Approved, (order_at + MINUTE).min(world.epoch), None);
        }
        match draw.below(stream::FATE, 10) {
            0..=1 => plain(State::Packed, since(worked), None),
            2..=4 if rank >= self.cohort => plain(State::ReadyToDispatch, since(worked), Some(since(worked))),
            _ => plain(State::Approved, order_at + MINUTE, None),
        }
    }
}

/// How many of the spreads fall on the day so many days ago.
fn on_day(spreads: &[Spread], ago: i64) -> i64 {
    let hits = |(count, from, to): &Spread| (0..*count).filter(|n| from + n * (to - from) / count == ago).count();
    spreads.iter().map(hits).sum::<usize>() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_fixes_exactly_what_it_says() {
        for (name, scenario) in Scenario::ALL {
            let plan = scenario.plan();
            let count = |what| (0..plan.closed()).filter(|i| plan.fixed(*i) == Some(what)).count() as i64;
            let said = |spreads: &[Spread]| spreads.iter().map(|s| s.0).sum::<i64>();
            assert_eq!(count(Fixed::Cancelled), said(plan.cancelled), "{name}");
            assert_eq!(count(Fixed::Late), said(plan.late), "{name}");
        }
    }

    #[test]
    fn a_scenario_is_named_as_it_is_written() {
        assert_eq!("gold-at-risk".parse::<Scenario>().expect("a name"), Scenario::GoldAtRisk);
        assert!("gold".parse::<Scenario>().is_err());
        let json = serde_json::to_string(&Scenario::GoldAndSuspended).expect("text");
        assert_eq!(json, "\"gold-and-suspended\"");
    }
}
