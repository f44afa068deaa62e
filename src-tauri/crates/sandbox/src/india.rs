//! India time: fixed +05:30, no daylight saving; its days, its clock times and how they stand on the wire.

use chrono::{DateTime, NaiveDate};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
const OFFSET: i64 = 5 * HOUR + 30 * MINUTE;

/// Days since 1 January 1970 by India's calendar.
pub(crate) fn day(ms: i64) -> i64 {
    (ms + OFFSET).div_euclid(DAY)
}

/// Milliseconds since midnight in India.
pub(crate) fn time_of_day(ms: i64) -> i64 {
    (ms + OFFSET).rem_euclid(DAY)
}

/// The instant of a clock time on a day of India.
pub(crate) fn at(day: i64, minutes: i64) -> i64 {
    day * DAY - OFFSET + minutes * MINUTE
}

/// `2024-03-07T16:00:00.000+05:30`, as order calls print instants (Seller API contract 2.4).
pub(crate) fn wire(ms: i64) -> String {
    let local = DateTime::from_timestamp_millis(ms + OFFSET).unwrap_or_default();
    format!("{}+05:30", local.format("%Y-%m-%dT%H:%M:%S%.3f"))
}

/// `2024-03-15T15:59:21+05:30`, as the returns call prints most instants (Seller API contract 2.4).
pub(crate) fn wire_seconds(ms: i64) -> String {
    let local = DateTime::from_timestamp_millis(ms + OFFSET).unwrap_or_default();
    format!("{}+05:30", local.format("%Y-%m-%dT%H:%M:%S"))
}

/// `2024-03-07T00:30:53.447Z`, as the returns call prints the date of the order (Seller API contract 2.4).
pub(crate) fn utc(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms).unwrap_or_default().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// `2024-03-07 16:00:00`, India's clock as Seller Hub's reports print it.
pub(crate) fn report(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms + OFFSET).unwrap_or_default().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2024-03-07`, the calendar day in India.
pub(crate) fn date(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms + OFFSET).unwrap_or_default().format("%Y-%m-%d").to_string()
}

/// `Thu, 07 Mar 2024 10:30:00 GMT`, as the `Date` header of an answer prints instants.
pub(crate) fn http_date(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms).unwrap_or_default().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads `…Z`, `…+05:30`, with or without a fraction (Seller API contract 2.4).
pub(crate) fn parse_instant(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|t| t.timestamp_millis())
}

/// Reads a calendar day `yyyy-MM-dd`, or an instant, as a day number of India.
pub(crate) fn parse_day(text: &str) -> Option<i64> {
    if text.len() == 10 {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        return Some(date.signed_duration_since(NaiveDate::default()).num_days());
    }
    parse_instant(text).map(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_stand_on_the_wire_in_india_time() {
        let ms = parse_instant("2024-03-07T10:30:00Z").expect("a plain instant");
        assert_eq!(wire(ms), "2024-03-07T16:00:00.000+05:30");
        assert_eq!(parse_instant("2024-03-07T16:00:00.000+05:30"), Some(ms));
        assert_eq!(date(ms), "2024-03-07");
        assert_eq!(parse_day("2024-03-07"), Some(day(ms)));
        assert_eq!(at(day(ms), 16 * 60), ms);
        assert_eq!(time_of_day(ms), 16 * HOUR);
    }

    #[test]
    fn half_past_six_utc_in_the_evening_is_the_next_day() {
        let ms = parse_instant("2024-03-07T18:30:00Z").expect("a plain instant");
        assert_eq!(date(ms), "2024-03-08");
    }
}
