//! Days and instants as spreadsheets and portals write them. India time where nothing else is said.

use chrono::{Datelike, NaiveDate};
use godown_domain::{At, IndiaDay};

use super::HubTime;
use super::cell::{is_blank, unmarked};
use super::grid::Cell;

const NO_DAY: &str = "it is no day that can be read";
const MIXED: &str = "this column mixes day first and month first";
/// Days from a spreadsheet's zero to 1970-01-01.
const EPOCH_SERIAL: f64 = 25_569.0;
const YEARS: std::ops::Range<i32> = 2_000..2_100;
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// What the first number of `05/11/2026` is, told from the whole column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
    /// Some cells can only be one, some only the other: the rest could be either.
    Mixed,
}

impl DateOrder {
    /// India writes the day first; a column that cannot be read so is American.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a Cell>) -> Self {
        let (mut day_first, mut month_first) = (false, false);
        for cell in cells {
            let Cell::Text(text) = cell else { continue };
            let Some([first, second, _]) = numbers(unmarked(text).split_whitespace().next().unwrap_or_default()) else {
                continue;
            };
            day_first |= first > 12 && first <= 31;
            month_first |= second > 12 && first <= 12;
        }
        match (day_first, month_first) {
            (true, true) => Self::Mixed,
            (false, true) => Self::MonthFirst,
            _ => Self::DayFirst,
        }
    }
}

/// Three numbers around `/`, `-` or `.`, the year last.
fn numbers(token: &str) -> Option<[u32; 3]> {
    let mut parts = token.split(['/', '-', '.']);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() || three[0].len() > 2 {
        return None;
    }
    let [first, second, year] = three.map(|part| part.parse().ok());
    Some([first?, second?, year?])
}

/// The day or instant in a cell, or why there is none.
pub(super) fn time(cell: &Cell, order: DateOrder) -> Result<Option<HubTime>, &'static str> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Serial(days) | Cell::Number(days) => serial(*days).map(Some).ok_or(NO_DAY),
        Cell::Text(text) => {
            let text = unmarked(text);
            if is_blank(text) { Ok(None) } else { written(text, order).map(Some) }
        }
        Cell::YesNo(_) => Err(NO_DAY),
        Cell::Fault(why) => Err(why),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "between the years 2000 and 2100")]
fn serial(days: f64) -> Option<HubTime> {
    let whole = days.floor();
    let seconds = ((days - whole) * 86_400.0).round() as i64;
    let day = IndiaDay((whole - EPOCH_SERIAL) as i32);
    let is_sane =
        days.is_finite() && NaiveDate::from_epoch_days(day.0).is_some_and(|date| YEARS.contains(&date.year()));
    let at = (seconds > 0).then(|| day.start().plus(seconds * 1_000));
    is_sane.then(|| HubTime { day: at.map_or(day, At::day), at })
}

fn written(text: &str, order: DateOrder) -> Result<HubTime, &'static str> {
    if let Some(at) = At::parse(text) {
        return Ok(HubTime { day: at.day(), at: Some(at) });
    }
    if let Ok(days) = text.parse() {
        return serial(days).ok_or(NO_DAY);
    }
    let upper = text.to_uppercase().replace(',', " ");
    let upper = split_at_t(&upper);
    let mut words = upper.split_whitespace().filter(|word| !is_weekday(word)).peekable();
    let first = words.next().ok_or(NO_DAY)?;
    let date = if first.contains(['/', '-', '.']) {
        date(first, order)?
    } else {
        let second = words.next().ok_or(NO_DAY)?;
        let year = words.next().ok_or(NO_DAY)?;
        date(&format!("{first}-{second}-{year}"), order)?
    };
    let day = IndiaDay(date.to_epoch_days());
    let Some(clock) = words.next() else { return Ok(HubTime { day, at: None }) };
    let at = day.start().plus(clock_ms(clock, words).ok_or("its time of day cannot be read")?);
    Ok(HubTime { day: at.day(), at: Some(at) })
}

/// `2026-11-21T16:00` in two words; the T of a month's name stays.
fn split_at_t(text: &str) -> String {
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    match text.split_once('T') {
        Some((date, clock)) if is_digit(date.chars().last()) && is_digit(clock.chars().next()) => {
            format!("{date} {clock}")
        }
        _ => text.to_owned(),
    }
}

fn is_weekday(word: &str) -> bool {
    ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"].iter().any(|day| word.starts_with(day))
}

fn date(token: &str, order: DateOrder) -> Result<NaiveDate, &'static str> {
    let parts: Vec<&str> = token.split(['/', '-', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return Err(NO_DAY) };
    let number = |part: &str| part.parse::<u32>().map_err(|_| NO_DAY);
    let (year, month, day) = if a.len() == 4 {
        (*a, month(b).map_or_else(|| number(b), Ok)?, number(c)?)
    } else if let Some(month) = month(b) {
        (*c, month, number(a)?)
    } else if let Some(month) = month(a) {
        (*c, month, number(b.trim_end_matches(|letter: char| letter.is_alphabetic()))?)
    } else {
        let (first, second) = (number(a)?, number(b)?);
        match order {
            DateOrder::MonthFirst => (*c, first, second),
            DateOrder::Mixed if first <= 12 && second <= 12 && first != second => return Err(MIXED),
            DateOrder::Mixed if second > 12 => (*c, first, second),
            _ => (*c, second, first),
        }
    };
    let year = match (year.len(), year.parse::<i32>()) {
        (4, Ok(year)) => year,
        (2, Ok(year)) => 2_000 + year,
        _ => return Err(NO_DAY),
    };
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| YEARS.contains(&date.year())).ok_or(NO_DAY)
}

fn month(word: &str) -> Option<u32> {
    let short = word.get(..3).filter(|_| word.chars().all(char::is_alphabetic))?;
    let place = MONTHS.iter().position(|month| *month == short)?;
    u32::try_from(place + 1).ok()
}

/// Milliseconds of the day in India, from `16:00`, `4:05:09 PM`, `16:00 IST`, `10:30 UTC`, `16:00 +0530`.
fn clock_ms<'a>(clock: &'a str, rest: impl Iterator<Item = &'a str>) -> Option<i64> {
    const MINUTE: i64 = 60_000;
    let digits = clock.trim_end_matches(|letter: char| letter.is_alphabetic() || letter == '.');
    let mut marks: Vec<&str> = vec![clock.get(digits.len()..).unwrap_or_default()];
    marks.extend(rest);
    let mut parts = digits.split(':');
    let mut hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next().map_or(Some(0.0), |part| part.parse().ok())?;
    if parts.next().is_some()
        || !(0..24).contains(&hour)
        || !(0..60).contains(&minute)
        || !(0.0..60.0).contains(&seconds)
    {
        return None;
    }
    let mut offset = 330;
    for mark in marks.iter().map(|mark| mark.replace('.', "")) {
        match mark.as_str() {
            "" | "IST" | "HRS" => {}
            "AM" | "PM" if !(1..=12).contains(&hour) => return None,
            "AM" => hour %= 12,
            "PM" => hour = hour % 12 + 12,
            "Z" | "UTC" | "GMT" => offset = 0,
            other => offset = minutes_of(other)?,
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "under a minute")]
    let seconds_ms = (seconds * 1_000.0) as i64;
    Some((hour * 60 + minute - offset + 330) * MINUTE + seconds_ms)
}

fn minutes_of(offset: &str) -> Option<i64> {
    let (sign, digits) = match offset.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let number: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    Some(sign * (number / 100 * 60 + number % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<Option<HubTime>, &'static str> {
        time(&Cell::Text(text.into()), DateOrder::DayFirst)
    }

    #[test]
    fn every_usual_spelling_of_a_moment_is_that_moment() {
        let wanted = At::parse("2026-11-21T16:00:00+05:30").unwrap();
        for text in [
            "2026-11-21T16:00:00+05:30",
            "2026-11-21T10:30:00.000Z",
            "2026-11-21 16:00:00",
            "2026-11-21T16:00",
            "21/11/2026 16:00",
            "21-11-2026 04:00 PM",
            "21.11.2026 4:00pm",
            "21-Nov-2026 16:00:00",
            "21-Nov-26 16:00",
            "21 Nov, 2026 16:00 IST",
            "Nov 21, 2026 04:00:00 p.m.",
            "November 21, 2026 16:00",
            "Sat, 21 Nov 2026 10:30:00 GMT",
            "2026/11/21 16:00:00 +0530",
            "'2026-11-21 16:00",
        ] {
            assert_eq!(at(text), Ok(Some(HubTime { day: wanted.day(), at: Some(wanted) })), "{text}");
        }
        let excel = time(&Cell::Serial(46_347.0 + 16.0 / 24.0), DateOrder::DayFirst);
        assert_eq!(excel, Ok(Some(HubTime { day: wanted.day(), at: Some(wanted) })));
    }

    #[test]
    fn a_day_without_a_time_has_no_instant() {
        let day = At::parse("2026-11-05T00:00:00+05:30").unwrap().day();
        for text in ["2026-11-05", "05/11/2026", "5-Nov-2026", "Nov 5 2026", "46331"] {
            assert_eq!(at(text), Ok(Some(HubTime { day, at: None })), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in ["31/02/2026", "yesterday", "21/13/2026", "21/11/2026 25:00", "16:00", "1899-12-31", "9e99", "12"] {
            assert!(at(text).is_err(), "{text}");
        }
        assert_eq!(at("NA"), Ok(None));
    }

    #[test]
    fn an_american_column_is_read_as_one_and_a_mixed_one_is_not_guessed() {
        let cells = |texts: &[&str]| texts.iter().map(|text| Cell::Text((*text).into())).collect::<Vec<_>>();
        assert_eq!(DateOrder::of(cells(&["05/11/2026", "21/11/2026"]).iter()), DateOrder::DayFirst);
        let american = cells(&["11/05/2026", "11/21/2026 16:00"]);
        assert_eq!(DateOrder::of(american.iter()), DateOrder::MonthFirst);
        let read = time(&american[0], DateOrder::MonthFirst).unwrap().unwrap();
        assert_eq!(read.day.to_wire(), "2026-11-05");
        let mixed = cells(&["11/21/2026", "21/11/2026", "05/11/2026"]);
        assert_eq!(DateOrder::of(mixed.iter()), DateOrder::Mixed);
        assert_eq!(time(&mixed[2], DateOrder::Mixed), Err(MIXED));
        assert_eq!(time(&mixed[0], DateOrder::Mixed), time(&mixed[1], DateOrder::Mixed));
    }
}
