//! How often the poller reads: as chosen while all is well, less often while the marketplace is slow, has asked to be left
//! alone, or the hour's calls run out. A person's actions and their read-backs do not go by it.

use godown_domain::At;
use godown_domain::india::MINUTE;
use godown_domain::status::{Pace, PaceReason};
use godown_flipkart::{Budget, Health};

/// From here on answers are slow; each further second of waiting is a further interval between two readings.
const SLOW_MS: u32 = 1_500;
/// Readings are never further apart than this, unless a person chose so.
const LONGEST_S: u32 = 30 * 60;
const MOST: u32 = 8;

/// What the pace is judged by. The default is a marketplace nothing is known about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// How long an answer takes, in milliseconds.
    pub(super) answer_ms: u32,
    /// How long ago there were too many calls, in milliseconds.
    pub(super) since_throttled_ms: Option<i64>,
    /// How much of the hour's calls is used, in percent.
    pub(super) used_percent: u32,
}

impl Signs {
    pub(super) fn of(health: Health, budget: Budget, now: At) -> Self {
        let used = u64::from(budget.used_last_hour) * 100 / u64::from(budget.limit_per_hour.max(1));
        Self {
            answer_ms: health.answer_ms.unwrap_or(0),
            since_throttled_ms: health.throttled_at.map(|at| now.since(at)),
            used_percent: u32::try_from(used).unwrap_or(100),
        }
    }
}

/// The pace for these signs, `chosen` being the seconds a person chose. The worst sign decides.
pub(super) fn pace(chosen: u32, signs: &Signs) -> Pace {
    let slow = if signs.answer_ms < SLOW_MS { 1 } else { (signs.answer_ms / 1_000 + 1).min(MOST) };
    let throttled = match signs.since_throttled_ms {
        Some(ms) if ms < 10 * MINUTE => 4,
        Some(ms) if ms < 30 * MINUTE => 2,
        _ => 1,
    };
    // At 70 % the budget stops polls altogether; they thin out before.
    let few = match signs.used_percent {
        ..50 => 1,
        50..60 => 2,
        60..65 => 4,
        _ => MOST,
    };
    let worst = [
        (throttled, PaceReason::TooManyCalls),
        (few, PaceReason::FewCallsLeft),
        (slow, PaceReason::SlowAnswers),
        (1, PaceReason::Chosen),
    ];
    let (times, why) = worst.into_iter().rev().max_by_key(|(times, _)| *times).unwrap_or((1, PaceReason::Chosen));
    let why = if times == 1 { PaceReason::Chosen } else { why };
    Pace { every_seconds: chosen.saturating_mul(times).min(LONGEST_S.max(chosen)), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WELL: Signs = Signs { answer_ms: 300, since_throttled_ms: None, used_percent: 20 };

    fn told(signs: Signs) -> (u32, PaceReason) {
        let pace = pace(120, &signs);
        (pace.every_seconds, pace.why)
    }

    #[test]
    fn while_all_is_well_it_is_as_chosen() {
        assert_eq!(told(WELL), (120, PaceReason::Chosen));
        assert_eq!(told(Signs::default()), (120, PaceReason::Chosen));
    }

    #[test]
    fn the_slower_the_answers_the_rarer_the_readings() {
        let at = |answer_ms| told(Signs { answer_ms, ..WELL });
        assert_eq!(at(1_499), (120, PaceReason::Chosen));
        assert_eq!(at(1_500), (240, PaceReason::SlowAnswers));
        assert_eq!(at(4_200), (600, PaceReason::SlowAnswers));
        assert_eq!(at(90_000), (960, PaceReason::SlowAnswers));
    }

    #[test]
    fn after_too_many_calls_it_comes_back_step_by_step() {
        let after = |minutes| told(Signs { since_throttled_ms: Some(minutes * MINUTE), ..WELL });
        assert_eq!(after(0), (480, PaceReason::TooManyCalls));
        assert_eq!(after(10), (240, PaceReason::TooManyCalls));
        assert_eq!(after(30), (120, PaceReason::Chosen));
    }

    #[test]
    fn polls_thin_out_before_the_budget_stops_them() {
        let at = |used_percent| told(Signs { used_percent, ..WELL }).0;
        assert_eq!([49, 50, 60, 65, 100].map(at), [120, 240, 480, 960, 960]);
    }

    #[test]
    fn the_worst_sign_decides_and_is_named() {
        let signs = Signs { answer_ms: 2_500, since_throttled_ms: Some(0), used_percent: 66 };
        assert_eq!(told(signs), (960, PaceReason::FewCallsLeft));
    }

    #[test]
    fn never_further_apart_than_half_an_hour_unless_chosen() {
        let worst = Signs { used_percent: 100, ..WELL };
        assert_eq!(pace(600, &worst).every_seconds, LONGEST_S);
        assert_eq!(pace(3_600, &worst).every_seconds, 3_600, "and never more often than chosen");
    }
}
