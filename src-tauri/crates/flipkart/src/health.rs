//! How well the marketplace answers, for whoever decides how often to ask. Knows nothing of the network; time is passed in.

use godown_domain::At;

use crate::call::CallRecord;

/// What the last calls say of the marketplace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// How long a call takes: a moving average in milliseconds, each call a quarter of it. `None` before the first.
    pub answer_ms: Option<u32>,
    /// When it last answered that there are too many calls (429, contract 5.4), by its own clock.
    pub throttled_at: Option<At>,
}

impl Health {
    /// Takes a call in. One that got no answer counts with the time it was waited for; where nothing could be reached at
    /// all, that says nothing about how fast the marketplace is.
    pub(crate) fn note(&mut self, record: &CallRecord) {
        const WAITED_MS: u32 = 1_000;
        if record.status.is_some() || record.ms >= WAITED_MS {
            let before = u64::from(self.answer_ms.unwrap_or(record.ms));
            self.answer_ms = u32::try_from((before * 3 + u64::from(record.ms)) / 4).ok();
        }
        if record.status == Some(429) {
            self.throttled_at = Some(record.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(calls: &[(Option<u16>, u32)]) -> Health {
        let mut health = Health::default();
        for (n, (status, ms)) in calls.iter().enumerate() {
            health.note(&CallRecord {
                at: At(n as i64),
                method: "GET",
                path: "/",
                status: *status,
                ms: *ms,
                request_id: String::new(),
                note: None,
            });
        }
        health
    }

    #[test]
    fn one_slow_answer_among_quick_ones_is_no_slow_marketplace() {
        let quick = [(Some(200), 100); 8];
        let health = after(&[&quick[..], &[(Some(200), 4_000)]].concat());
        assert_eq!(health.answer_ms, Some(1_075));
        let again = after(&[&quick[..], &[(Some(200), 4_000)], &quick[..]].concat());
        assert!(again.answer_ms < Some(250), "{again:?}");
    }

    #[test]
    fn silence_counts_as_slow_and_a_closed_door_as_nothing() {
        assert_eq!(after(&[(None, 90_000)]).answer_ms, Some(90_000));
        assert_eq!(after(&[(None, 3)]), Health::default());
    }

    #[test]
    fn being_asked_to_wait_is_remembered() {
        assert_eq!(after(&[(Some(200), 5), (Some(429), 5), (Some(200), 5)]).throttled_at, Some(At(1)));
    }
}
