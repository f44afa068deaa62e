//! The marketplace's own clock: real time, or faster, or standing still, or set by hand. It never goes back.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Where real time comes from: this computer's clock, or the clock of a rehearsal.
pub(crate) type Source = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Milliseconds since 1970, by this computer.
pub(crate) fn real_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}

/// A moment at which real and virtual time were known, and the speed since.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Clock {
    pub(crate) real: i64,
    pub(crate) time: i64,
    pub(crate) speed: f64,
}

impl Clock {
    pub(crate) fn now(&self, real: i64) -> i64 {
        self.time + ((real - self.real).max(0) as f64 * self.speed) as i64
    }

    /// After a restart: at normal speed the time away has passed; at any other speed the clock stood still.
    pub(crate) fn resume(&mut self, real: i64, last: i64) {
        if (self.speed - 1.0).abs() > 1e-9 {
            *self = Clock { real, time: self.time.max(last), speed: self.speed };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_multiplies_time_and_zero_stops_it() {
        let fast = Clock { real: 1_000, time: 50_000, speed: 60.0 };
        assert_eq!(fast.now(2_000), 110_000);
        assert_eq!(Clock { speed: 0.0, ..fast }.now(9_999), 50_000);
    }

    #[test]
    fn a_fast_clock_waits_for_its_owner() {
        let mut fast = Clock { real: 0, time: 0, speed: 60.0 };
        fast.resume(1_000_000, 500);
        assert_eq!(fast.now(1_000_000), 500);
        let mut plain = Clock { real: 0, time: 0, speed: 1.0 };
        plain.resume(1_000_000, 500);
        assert_eq!(plain.now(1_000_000), 1_000_000);
    }
}
