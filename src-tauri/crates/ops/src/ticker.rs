//! The clock's own changes: dispatch windows open and cut-offs pass without a call; the day turns in India; the computer wakes
//! from sleep. Looks once a second and says so only when something moved.

use std::time::Duration;

use godown_domain::freshness::Woke;
use godown_domain::india::MINUTE;
use godown_domain::status::QueueCount;
use godown_domain::{At, IndiaDay};
use tokio::time::Instant;

use crate::Desk;
use crate::feed::Topic;

/// Between two looks.
const LOOK: Duration = Duration::from_secs(1);
/// A clock that ran ahead of the time this program ran by more than this: the computer slept, or its clock was set.
const SLEPT_MS: i64 = MINUTE;
/// What goes by the day or the clock.
const BY_THE_CLOCK: &[Topic] = &[
    Topic::Queues,
    Topic::Shipments,
    Topic::Batches,
    Topic::Guardrails,
    Topic::Alerts,
    Topic::Handover,
    Topic::Status,
];

pub(crate) async fn run(desk: Desk) {
    let mut ticker = Ticker::at(&desk);
    loop {
        tokio::time::sleep(LOOK).await;
        ticker.look(&desk).await;
    }
}

/// As things stood at the last look.
struct Ticker {
    wall: At,
    ran: Instant,
    day: IndiaDay,
    counts: Option<Vec<QueueCount>>,
}

impl Ticker {
    fn at(desk: &Desk) -> Self {
        Self { wall: desk.inner.clock.now(), ran: Instant::now(), day: desk.now().day(), counts: None }
    }

    async fn look(&mut self, desk: &Desk) {
        let (wall, ran) = (desk.inner.clock.now(), Instant::now());
        let slept = slept_ms(wall.since(self.wall), ran.duration_since(self.ran));
        (self.wall, self.ran) = (wall, ran);
        if let Some(slept_ms) = slept {
            wake(desk, slept_ms);
        }
        let now = desk.now();
        if now.day() != self.day {
            self.day = now.day();
            desk.inner.feed.touch(BY_THE_CLOCK);
            desk.inner.wake.look.notify_one();
        }
        match desk.read(move |conn| godown_store::view::counts(conn, None, now)).await {
            Ok(counts) => {
                if self.counts.as_ref().is_some_and(|last| *last != counts) {
                    desk.inner.feed.touch(&[Topic::Queues]);
                }
                self.counts = Some(counts);
            }
            Err(error) => tracing::warn!(%error, "the queues could not be counted"),
        }
    }
}

/// How long the computer slept between two looks: by how much the wall clock went further than this program ran. Some
/// systems let a program's own clock run on through a sleep; then the look itself comes that much too late. A clock set back is
/// no sleep: the marketplace's own time puts that right.
fn slept_ms(wall_ms: i64, ran: Duration) -> Option<i64> {
    let ran_ms = i64::try_from(ran.as_millis()).unwrap_or(i64::MAX);
    let usual = i64::try_from(LOOK.as_millis()).unwrap_or(0);
    let gap = (wall_ms - ran_ms).max(wall_ms.min(ran_ms) - usual);
    (gap > SLEPT_MS).then_some(gap)
}

/// Back from sleep: the open queues are read at once, and everything that was put off by a time looks again whether that has
/// come. Calls that were under way end as any call whose answer did not come.
fn wake(desk: &Desk, slept_ms: i64) {
    tracing::info!(slept_ms, "back from sleep");
    let woke = Woke { at: desk.now(), slept_ms };
    desk.line(|line| line.woke = Some(woke));
    desk.sync_soon(true);
    desk.inner.feed.touch(BY_THE_CLOCK);
    let wake = &desk.inner.wake;
    for lane in [&wake.outbox, &wake.check, &wake.fetch, &wake.look, &wake.tally] {
        lane.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_the_wall_clock_running_ahead_of_the_program() {
        let second = Duration::from_secs(1);
        assert_eq!(slept_ms(1_000, second), None);
        assert_eq!(slept_ms(61_000, second), None, "a minute is not yet a sleep");
        assert_eq!(slept_ms(3_601_000, second), Some(3_600_000));
    }

    #[test]
    fn where_the_programs_clock_runs_on_through_a_sleep_the_late_look_tells() {
        assert_eq!(slept_ms(3_601_000, Duration::from_secs(3_601)), Some(3_600_000));
    }

    #[test]
    fn a_clock_set_back_is_no_sleep() {
        assert_eq!(slept_ms(-3_600_000, Duration::from_secs(1)), None);
    }
}
