//! Dates, amounts and addresses in the words the paper uses.
//!
//! Owns formats only. India time is +05:30 all year.

use chrono::{DateTime, FixedOffset};

use crate::paper_types::PaperParty;

const INDIA_SECONDS_EAST: i32 = 5 * 3600 + 1800;

/// An instant (UTC epoch milliseconds) in India time, by a `strftime` pattern.
pub(super) fn india(ms: i64, pattern: &str) -> String {
    let utc = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    match FixedOffset::east_opt(INDIA_SECONDS_EAST) {
        Some(east) => utc.with_timezone(&east).format(pattern).to_string(),
        None => utc.format(pattern).to_string(),
    }
}

/// Paise as rupees with two decimals, no grouping: `1299.00`.
pub(super) fn rupees(paise: i64) -> String {
    let sign = if paise < 0 { "-" } else { "" };
    let paise = paise.unsigned_abs();
    format!("{sign}{}.{:02}", paise / 100, paise % 100)
}

/// A tax rate in basis points as percent: `18.0`, `2.5`.
pub(super) fn percent(basis_points: u32) -> String {
    format!("{}.{}", basis_points / 100, basis_points % 100 / 10)
}

/// `City - 560034, IN-KA`.
pub(super) fn city_line(party: &PaperParty) -> String {
    format!("{} - {}, IN-{}", party.city, party.pin, party.state_code)
}

/// Street lines in one paragraph, with the comma each line ends in.
pub(super) fn street(party: &PaperParty) -> String {
    party.lines.iter().map(|line| line.trim().trim_end_matches(',').to_owned() + ",").collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paper_runs_on_india_time() {
        assert_eq!(india(0, "%H%M hrs, %d/%m/%y"), "0530 hrs, 01/01/70");
        assert_eq!(india(1_795_286_460_000, "%d-%m-%Y, %H:%M"), "22-11-2026, 00:11");
    }

    #[test]
    fn amounts_keep_both_decimals_and_the_sign() {
        assert_eq!(rupees(129_905), "1299.05");
        assert_eq!(rupees(-50), "-0.50");
        assert_eq!(percent(1800), "18.0");
        assert_eq!(percent(250), "2.5");
    }
}
