//! The call budget: so many calls in any rolling hour (contract 5.4), a person's actions first, read-backs second, polls
//! last and evenly. Knows nothing of the network; time is passed in.

use std::collections::VecDeque;

use godown_domain::At;
use godown_domain::india::{HOUR, MINUTE};

/// How long a call counts. The marketplace counts when a call arrives, and one may be under way longer than the next.
const COUNTS_MS: i64 = HOUR + MINUTE / 2;

/// Who asks for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// A person waits for it: may use the last call of the hour.
    Person,
    /// Finds out what became of a person's action: leaves a tenth of the hour's calls to persons.
    ReadBack,
    /// Keeps the picture fresh: leaves three tenths to the others, and once half of its share is used spreads the rest
    /// evenly over the hour.
    Poll,
}

/// Where the budget stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Calls allowed in any rolling hour.
    pub limit_per_hour: u32,
    /// Calls made in the hour that ends now, logins included.
    pub used_last_hour: u32,
    /// Calls left now.
    pub left: u32,
    /// The marketplace asked to wait until then.
    pub throttled_until: Option<At>,
}

/// Whether a call may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admit {
    /// Yes; it is counted.
    Go,
    /// Its turn comes then: polls are spread.
    At(At),
    /// The lane's share is used up until then.
    Spent(At),
    /// The marketplace asked to wait until then.
    Throttled(At),
}

/// Counts calls.
#[derive(Debug)]
pub(crate) struct Meter {
    limit: u32,
    made: VecDeque<At>,
    /// Calls of an earlier run by the marketplace's clock, until it has told its time.
    earlier: Vec<At>,
    /// So many of the oldest in `made` stand for those.
    undated: usize,
    last_poll: Option<At>,
    throttled_until: Option<At>,
}

impl Meter {
    pub fn new(limit: u32) -> Self {
        Self {
            limit: limit.max(1),
            made: VecDeque::new(),
            earlier: Vec::new(),
            undated: 0,
            last_poll: None,
            throttled_until: None,
        }
    }

    /// Changes the limit; calls already made keep counting.
    pub fn limit_to(&mut self, limit: u32) {
        self.limit = limit.max(1);
    }

    /// Takes in when, by the marketplace's clock, an earlier run made calls, so that a restart does not begin a new hour. Until
    /// [`Meter::date`] they count as if the newest of them was made now: this computer's clock may have been set meanwhile, or
    /// begin in another year after a power cut.
    pub fn remember(&mut self, calls: &[At], now: At) {
        self.earlier = calls.to_vec();
        let newest = calls.iter().copied().max().unwrap_or(now);
        self.undated = self.insert(newest, now);
    }

    /// The marketplace told its time, `there`: the calls of the earlier run are as old as they are.
    pub fn date(&mut self, there: At, now: At) {
        self.made.drain(..self.undated);
        self.undated = 0;
        self.insert(there, now);
        self.earlier = Vec::new();
    }

    /// Counts the earlier calls by their age at `there`, which is `now` here; gives how many still count.
    fn insert(&mut self, there: At, now: At) -> usize {
        let ages = self.earlier.iter().map(|at| there.since(*at).max(0)).filter(|age| *age < COUNTS_MS);
        let before = self.made.len();
        self.made.extend(ages.map(|age| now.plus(-age)));
        self.made.make_contiguous().sort_unstable();
        self.made.len() - before
    }

    /// Asks for one call.
    pub fn ask(&mut self, lane: Lane, now: At) -> Admit {
        self.settle(now);
        if let Some(until) = self.throttled_until {
            return Admit::Throttled(until);
        }
        let share = self.share(lane);
        let used = self.made.len();
        if used >= share {
            // The call that must leave the window before this lane's share has room again.
            let freeing = self.made.get(used - share).copied().unwrap_or(now);
            return Admit::Spent(freeing.plus(COUNTS_MS));
        }
        if lane == Lane::Poll {
            if let Some(turn) = self.turn(share - used, share, now) {
                return Admit::At(turn);
            }
            self.last_poll = Some(now);
        }
        self.made.push_back(now);
        Admit::Go
    }

    /// Counts a call that goes out in any case: a login.
    pub fn count(&mut self, now: At) {
        self.settle(now);
        self.made.push_back(now);
    }

    /// The marketplace asked to wait.
    pub fn throttle(&mut self, until: At) {
        self.throttled_until = Some(self.throttled_until.map_or(until, |held| held.max(until)));
    }

    pub fn state(&mut self, now: At) -> Budget {
        self.settle(now);
        let used_last_hour = u32::try_from(self.made.len()).unwrap_or(u32::MAX);
        Budget {
            limit_per_hour: self.limit,
            used_last_hour,
            left: self.limit.saturating_sub(used_last_hour),
            throttled_until: self.throttled_until,
        }
    }

    /// How much of the hour's calls may be used before this lane must stand back. A person can always make one call.
    fn share(&self, lane: Lane) -> usize {
        let limit = self.limit as usize;
        match lane {
            Lane::Person => limit,
            Lane::ReadBack => limit - limit / 10,
            Lane::Poll => limit - limit * 3 / 10,
        }
    }

    /// When the next poll is due, if not now: the calls left are spread over the time until the oldest one is forgotten.
    fn turn(&self, left: usize, share: usize, now: At) -> Option<At> {
        if left * 2 > share {
            return None;
        }
        let horizon = COUNTS_MS - now.since(*self.made.front()?);
        let turn = self.last_poll?.plus(horizon / i64::try_from(left).ok()?.max(1));
        (turn > now).then_some(turn)
    }

    /// Forgets what is older than an hour. A clock that was set back takes the calls with it: they stay as old as they
    /// look from the newest of them.
    fn settle(&mut self, now: At) {
        if let Some(back) = self.made.back().map(|newest| newest.since(now)).filter(|back| *back > 0) {
            for at in &mut self.made {
                *at = at.plus(-back);
            }
            self.last_poll = self.last_poll.map(|at| at.plus(-back));
            self.throttled_until = self.throttled_until.map(|at| at.plus(-back));
        }
        while self.made.front().is_some_and(|oldest| now.since(*oldest) >= COUNTS_MS) {
            self.made.pop_front();
            self.undated = self.undated.saturating_sub(1);
        }
        self.throttled_until = self.throttled_until.filter(|until| *until > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: At = At(1_780_000_000_000);

    /// Polls as often as let, for `minutes`; returns when each call went out.
    fn poll_for(meter: &mut Meter, from: At, minutes: i64) -> Vec<At> {
        let (mut now, end, mut made) = (from, from.plus(minutes * 60_000), Vec::new());
        while now < end {
            match meter.ask(Lane::Poll, now) {
                Admit::Go => {
                    made.push(now);
                    now = now.plus(100);
                }
                Admit::At(at) | Admit::Spent(at) | Admit::Throttled(at) => now = at.max(now.plus(1)),
            }
        }
        made
    }

    #[test]
    fn greedy_polls_never_starve_a_person() {
        let mut meter = Meter::new(1_000);
        poll_for(&mut meter, T0, 59);
        let now = T0.plus(59 * 60_000);
        assert!(meter.state(now).left >= 300, "{:?}", meter.state(now));
        for n in 0..300 {
            assert_eq!(meter.ask(Lane::Person, now), Admit::Go, "call {n} of a person");
        }
    }

    #[test]
    fn no_rolling_hour_ever_sees_more_than_the_limit() {
        let mut meter = Meter::new(100);
        let (mut now, mut made) = (T0, Vec::new());
        for step in 0..20_000 {
            let lane = [Lane::Poll, Lane::Person, Lane::ReadBack][step % 3];
            if meter.ask(lane, now) == Admit::Go {
                made.push(now);
            }
            now = now.plus(1_500);
        }
        let busiest = made.iter().map(|from| made.iter().filter(|at| **at >= *from && at.since(*from) < HOUR).count());
        assert_eq!(busiest.max(), Some(100));
    }

    #[test]
    fn a_burst_is_allowed_and_the_rest_is_spread() {
        let mut meter = Meter::new(1_000);
        let made = poll_for(&mut meter, T0, 60);
        let in_first = made.iter().filter(|at| at.since(T0) < 60_000).count();
        assert!((350..=370).contains(&in_first), "{in_first}: half of the polls' share at once");
        let gaps: Vec<i64> = made.windows(2).skip(in_first).map(|pair| pair[1].since(pair[0])).collect();
        assert!(gaps.iter().all(|gap| (5_000..30_000).contains(gap)), "{gaps:?}");
        assert!(made.last().unwrap().since(T0) > 55 * 60_000, "the last poll is near the end of the hour");
    }

    #[test]
    fn read_backs_stand_behind_persons_and_before_polls() {
        let mut meter = Meter::new(10);
        for _ in 0..7 {
            assert_eq!(meter.ask(Lane::Person, T0), Admit::Go);
        }
        assert!(matches!(meter.ask(Lane::Poll, T0), Admit::Spent(_)));
        assert_eq!(meter.ask(Lane::ReadBack, T0), Admit::Go);
        assert_eq!(meter.ask(Lane::ReadBack, T0), Admit::Go);
        assert_eq!(meter.ask(Lane::ReadBack, T0), Admit::Spent(T0.plus(COUNTS_MS)));
        assert_eq!(meter.ask(Lane::Person, T0), Admit::Go);
        assert_eq!(meter.ask(Lane::Person, T0), Admit::Spent(T0.plus(COUNTS_MS)));
        assert_eq!(meter.ask(Lane::Person, T0.plus(COUNTS_MS)), Admit::Go);
    }

    #[test]
    fn a_throttle_stops_everyone_until_it_is_over() {
        let mut meter = Meter::new(10);
        meter.throttle(T0.plus(60_000));
        meter.throttle(T0.plus(30_000));
        assert_eq!(meter.ask(Lane::Person, T0), Admit::Throttled(T0.plus(60_000)), "the longer wait stands");
        assert_eq!(meter.state(T0).used_last_hour, 0);
        assert_eq!(meter.ask(Lane::Person, T0.plus(60_000)), Admit::Go);
    }

    #[test]
    fn a_clock_set_back_by_hours_neither_frees_nor_locks_the_budget() {
        let mut meter = Meter::new(2);
        assert_eq!(meter.ask(Lane::Person, T0), Admit::Go);
        assert_eq!(meter.ask(Lane::Person, T0), Admit::Go);
        let back = T0.plus(-5 * HOUR);
        assert!(matches!(meter.ask(Lane::Person, back), Admit::Spent(at) if at == back.plus(COUNTS_MS)));
        assert_eq!(meter.ask(Lane::Person, back.plus(COUNTS_MS)), Admit::Go);
    }

    #[test]
    fn a_restart_does_not_begin_a_new_hour() {
        let mut meter = Meter::new(3);
        let there = T0.plus(40 * 365 * 24 * HOUR);
        meter.remember(&[there.plus(-2 * HOUR), there.plus(-20), there.plus(-10)], T0);
        assert_eq!(
            (meter.state(T0).used_last_hour, meter.state(T0).left),
            (2, 1),
            "whatever year this computer's clock shows"
        );
    }

    #[test]
    fn calls_of_an_earlier_run_grow_old_once_the_marketplace_has_told_its_time() {
        let made = [T0.plus(-20), T0];
        let mut meter = Meter::new(4);
        meter.remember(&made, T0);
        assert_eq!(meter.ask(Lane::Person, T0), Admit::Go);
        meter.date(T0.plus(30 * 60_000), T0.plus(1_000));
        assert_eq!(meter.state(T0.plus(1_000)).used_last_hour, 3, "half an hour old");
        assert_eq!(meter.state(T0.plus(31 * 60_000)).used_last_hour, 1, "and gone half an hour later");
        let mut meter = Meter::new(4);
        meter.remember(&made, T0);
        meter.count(T0);
        meter.date(T0.plus(9 * HOUR), T0);
        assert_eq!(meter.state(T0).used_last_hour, 1, "of yesterday's calls none is left");
        let mut meter = Meter::new(4);
        meter.remember(&made, T0);
        meter.date(T0.plus(-9 * HOUR), T0);
        assert_eq!(meter.state(T0).used_last_hour, 2, "none is from tomorrow");
    }
}
