//! Windows: which India days a value is counted over, and when a booked day leaves them (`docs/guardrails.md` 4, 7, 9).

use chrono::{Datelike, NaiveDate};

use super::policy::Window;
use crate::IndiaDay;

/// 1970-01-01 counted from the common era, as chrono counts.
const EPOCH: i32 = 719_163;
/// Windows up to this long are forecast a week ahead, longer ones to the end of the quarter.
const SHORT: u16 = 14;

/// First day of `window` at `day`. A window of 0 days counts as one of 1.
pub fn first_day(window: Window, day: IndiaDay) -> IndiaDay {
    match window {
        Window::Days(n) => IndiaDay(day.0.saturating_sub(i32::from(n.max(1)) - 1)),
        Window::Month => period_start(day, 1, 0),
        Window::Quarter => period_start(day, 3, 0),
    }
}

/// How many days `window` has at `day`, that day included.
pub fn length(window: Window, day: IndiaDay) -> u16 {
    days_between(first_day(window, day), day)
}

/// Days of `from ..= to`; 0 when `from` is later.
pub fn days_between(from: IndiaDay, to: IndiaDay) -> u16 {
    u16::try_from((i64::from(to.0) - i64::from(from.0) + 1).max(0)).unwrap_or(u16::MAX)
}

/// First day on which what is booked on `booked` no longer counts: the day plus n, or the start of the next month or quarter.
pub fn leaves(window: Window, booked: IndiaDay) -> IndiaDay {
    match window {
        Window::Days(n) => IndiaDay(booked.0.saturating_add(i32::from(n.max(1)))),
        Window::Month => period_start(booked, 1, 1),
        Window::Quarter => period_start(booked, 3, 1),
    }
}

/// Day for which a line over `window` is forecast on `day` (9): 7 days on up to 14 days, else the quarter's last day.
pub fn horizon(window: Window, day: IndiaDay) -> IndiaDay {
    match window {
        Window::Days(n) if n <= SHORT => IndiaDay(day.0.saturating_add(7)),
        _ => IndiaDay(period_start(day, 3, 1).0.saturating_sub(1)).max(day),
    }
}

/// First day of the period of `months` that contains `day`, moved on by `ahead` periods. A day beyond chrono's calendar is
/// its own period.
fn period_start(day: IndiaDay, months: u32, ahead: u32) -> IndiaDay {
    let start = || {
        let date = NaiveDate::from_num_days_from_ce_opt(day.0.checked_add(EPOCH)?)?;
        let month = date.month0() / months * months + ahead * months;
        let year = date.year().checked_add(i32::try_from(month / 12).ok()?)?;
        NaiveDate::from_ymd_opt(year, month % 12 + 1, 1)?.num_days_from_ce().checked_sub(EPOCH)
    };
    start().map_or(day, IndiaDay)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::At;
    use proptest::prelude::*;

    fn day(text: &str) -> IndiaDay {
        At::parse(&format!("{text}T12:00:00+05:30")).unwrap().day()
    }

    #[test]
    fn a_window_of_n_days_takes_today_and_the_n_minus_1_days_before() {
        assert_eq!(first_day(Window::Days(7), day("2026-11-21")), day("2026-11-15"));
        assert_eq!(length(Window::Days(7), day("2026-11-21")), 7);
        assert_eq!(leaves(Window::Days(7), day("2026-11-15")), day("2026-11-22"));
    }

    #[test]
    fn months_and_quarters_follow_the_calendar_over_the_year_and_the_leap_day() {
        assert_eq!(first_day(Window::Quarter, day("2026-11-21")), day("2026-10-01"));
        assert_eq!(first_day(Window::Month, day("2024-02-29")), day("2024-02-01"));
        assert_eq!(leaves(Window::Month, day("2024-02-29")), day("2024-03-01"));
        assert_eq!(leaves(Window::Quarter, day("2026-12-31")), day("2027-01-01"));
        assert_eq!(leaves(Window::Month, day("2026-12-01")), day("2027-01-01"));
        assert_eq!(length(Window::Quarter, day("2026-12-31")), 92);
    }

    #[test]
    fn short_windows_are_forecast_a_week_ahead_and_long_ones_to_the_end_of_the_quarter() {
        assert_eq!(horizon(Window::Days(14), day("2026-11-21")), day("2026-11-28"));
        assert_eq!(horizon(Window::Days(15), day("2026-11-21")), day("2026-12-31"));
        assert_eq!(horizon(Window::Month, day("2026-12-31")), day("2026-12-31"));
    }

    proptest! {
        #[test]
        fn a_booked_day_is_in_the_window_until_the_day_before_it_leaves(
            at in -40_000_i32..90_000, n in 1_u16..400, kind in 0..3,
        ) {
            let window = [Window::Days(n), Window::Month, Window::Quarter][kind as usize];
            let booked = IndiaDay(at);
            let gone = leaves(window, booked);
            prop_assert!(first_day(window, gone) > booked);
            prop_assert!(first_day(window, IndiaDay(gone.0 - 1)) <= booked);
        }

        #[test]
        fn no_day_is_beyond_reckoning(at: i32, n: u16) {
            for window in [Window::Days(n), Window::Month, Window::Quarter] {
                prop_assert!(first_day(window, IndiaDay(at)) <= IndiaDay(at));
                prop_assert!(leaves(window, IndiaDay(at)) >= IndiaDay(at));
                prop_assert!(horizon(window, IndiaDay(at)) >= IndiaDay(at));
            }
        }
    }
}
