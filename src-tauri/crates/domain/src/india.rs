//! Instants and the India calendar. India time is UTC+05:30 all year, so no zone database is needed.

use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

const OFFSET_SECONDS: i32 = 5 * 3600 + 1800;
const DAY_MS: i64 = 86_400_000;

/// One minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// One hour in milliseconds.
pub const HOUR: i64 = 3_600_000;

/// An instant: milliseconds since 1970-01-01 UTC. Exported to TypeScript as `number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct At(#[specta(type = f64)] pub i64);

impl At {
    /// This instant moved by `ms` milliseconds (negative moves back).
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this instant.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads an ISO 8601 date-time with an offset or `Z`, with or without a fraction (contract 2.4).
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| Self(at.timestamp_millis()))
    }

    /// The form the marketplace writes: milliseconds and `+05:30`.
    pub fn to_wire(self) -> String {
        self.india().map_or_else(String::new, |at| at.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string())
    }

    /// The India calendar day this instant falls on.
    pub fn day(self) -> IndiaDay {
        IndiaDay((self.0 + i64::from(OFFSET_SECONDS) * 1000).div_euclid(DAY_MS) as i32)
    }

    /// `21 Nov, 16:00` in India time; `16:00` alone when it falls on `today`.
    pub fn clock_text(self, today: IndiaDay) -> String {
        let pattern = if self.day() == today { "%H:%M" } else { "%-d %b, %H:%M" };
        self.india().map_or_else(String::new, |at| at.format(pattern).to_string())
    }

    fn india(self) -> Option<DateTime<FixedOffset>> {
        let zone = FixedOffset::east_opt(OFFSET_SECONDS)?;
        Some(Utc.timestamp_millis_opt(self.0).single()?.with_timezone(&zone))
    }
}

/// A calendar day in India, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct IndiaDay(pub i32);

impl IndiaDay {
    /// Midnight in India at which the day begins.
    pub fn start(self) -> At {
        At(i64::from(self.0) * DAY_MS - i64::from(OFFSET_SECONDS) * 1000)
    }

    /// `2026-11-21`, as the wire wants invoice dates (contract 2.4).
    pub fn to_wire(self) -> String {
        self.start().india().map_or_else(String::new, |at| at.format("%Y-%m-%d").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_an_instant_are_the_same_instant() {
        let ist = At::parse("2024-03-07T16:00:00.000+05:30");
        assert_eq!(ist, At::parse("2024-03-07T10:30:00Z"));
        assert_eq!(ist.map(At::to_wire).as_deref(), Some("2024-03-07T16:00:00.000+05:30"));
    }

    #[test]
    fn the_day_turns_at_india_midnight_not_utc() {
        let late = At::parse("2026-11-20T18:29:59Z").unwrap();
        let next = At::parse("2026-11-20T18:30:00Z").unwrap();
        assert_eq!(next.day().0 - late.day().0, 1);
        assert_eq!(next.day().to_wire(), "2026-11-21");
        assert_eq!(next.day().start(), next);
    }

    #[test]
    fn today_is_told_by_the_clock_alone() {
        let at = At::parse("2026-11-21T16:00:00+05:30").unwrap();
        assert_eq!(at.clock_text(at.day()), "16:00");
        assert_eq!(at.clock_text(IndiaDay(at.day().0 - 1)), "21 Nov, 16:00");
    }
}
