//! What one cell says: ids without loss, quantities, yes and no.

use super::grid::Cell;

/// Above it a spreadsheet's numbers skip: the last digits of an id are gone.
const EXACT: f64 = 9_007_199_254_740_992.0;
const LOST: &str = "the spreadsheet rounded it and its last digits are lost";
const SHOWN: &str = "it is shown shortened (such as 1.13E+16) and its last digits are lost";
const LONGEST_ID: usize = 120;
const MOST_UNITS: u32 = 1_000_000;

/// Words for "nothing here".
pub(super) fn is_blank(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "" | "-" | "--" | "na" | "n/a" | "nan" | "null" | "none" | "nil")
}

/// Text as it was typed: without the marks that keep spreadsheets from reading numbers (`'123`, `="123"`).
pub(super) fn unmarked(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix('=').filter(|rest| rest.starts_with('"')).unwrap_or(text);
    text.trim_matches(|letter: char| letter.is_whitespace() || "\"'‘’`".contains(letter))
}

/// An id as text, or why it is not one. `strip` are beginnings that exports put before it.
pub(super) fn id(cell: &Cell, strip: &[String]) -> Result<Option<String>, &'static str> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Number(number) if number.fract() != 0.0 || *number < 0.0 => Err("it is a broken number"),
        Cell::Number(number) if *number >= EXACT => Err(LOST),
        Cell::Number(number) => Ok(Some(format!("{number:.0}"))),
        Cell::Text(text) => text_id(text, strip),
        Cell::Serial(_) => Err("the spreadsheet made a date of it"),
        Cell::YesNo(_) => Err("the spreadsheet made a yes or no of it"),
        Cell::Fault(why) => Err(why),
    }
}

fn text_id(text: &str, strip: &[String]) -> Result<Option<String>, &'static str> {
    let text = unmarked(text);
    let begins = |start: &&String| {
        text.len() > start.len() && text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let text = strip.iter().find(begins).and_then(|start| text.get(start.len()..)).unwrap_or(text);
    let text = unmarked(text);
    if is_blank(text) {
        return Ok(None);
    }
    if text.starts_with('#') {
        return Err("the spreadsheet shows an error there");
    }
    if text.len() > LONGEST_ID {
        return Err("it is too long for an id");
    }
    if text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || ",;|".contains(letter)) {
        return Err("more than one id stands there, or a separator inside it");
    }
    if !text.contains(char::is_numeric) {
        return Err("it has no digit, so it is no id");
    }
    if let Some(whole) = text.strip_suffix(".0").filter(|whole| all_digits(whole)) {
        return if whole.len() < 16 { Ok(Some(whole.to_owned())) } else { Err(LOST) };
    }
    match shortened(text) {
        Some(Some(whole)) => Ok(Some(whole)),
        Some(None) => Err(SHOWN),
        None => Ok(Some(text.to_owned())),
    }
}

/// Whether the text is a number in scientific notation, and which whole number, where every digit of it is there.
fn shortened(text: &str) -> Option<Option<String>> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let is_number = whole.len() == 1 && all_digits(whole) && all_digits(exponent);
    if !is_number || !fraction.chars().all(|letter| letter.is_ascii_digit()) {
        return None;
    }
    let is_complete = exponent.parse() == Ok(fraction.len()) && fraction.len() < 15 && !fraction.is_empty();
    Some(is_complete.then(|| format!("{whole}{fraction}")))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A quantity.
pub(super) fn count(cell: &Cell) -> Result<Option<u32>, &'static str> {
    const NO_COUNT: &str = "it is no quantity";
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Fault(why) => return Err(why),
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => format!("{number:.0}"),
        Cell::Text(text) if is_blank(unmarked(text)) => return Ok(None),
        Cell::Text(text) => unmarked(text).replace(',', ""),
        _ => return Err(NO_COUNT),
    };
    let text = text.strip_suffix(".0").unwrap_or(&text);
    text.parse().ok().filter(|units| *units <= MOST_UNITS).map(Some).ok_or(NO_COUNT)
}

/// Yes or no.
pub(super) fn yes_no(cell: &Cell) -> Result<Option<bool>, &'static str> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Fault(why) => return Err(why),
        Cell::YesNo(is) => return Ok(Some(*is)),
        Cell::Number(number) => format!("{number}"),
        Cell::Text(text) => unmarked(text).to_lowercase(),
        Cell::Serial(_) => String::new(),
    };
    match text.as_str() {
        "y" | "yes" | "true" | "1" | "breached" | "breach" | "late" => Ok(Some(true)),
        "n" | "no" | "false" | "0" | "not breached" | "no breach" | "met" | "in time" | "on time" => Ok(Some(false)),
        blank if is_blank(blank) => Ok(None),
        _ => Err("it is neither yes nor no"),
    }
}

/// A cell as it would be read aloud, for columns nobody knows.
pub(super) fn shown(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Empty => None,
        Cell::Text(text) => Some((**text).to_owned()),
        Cell::Number(number) => Some(format!("{number}")),
        Cell::Serial(_) => super::time::time(cell, super::time::DateOrder::DayFirst)
            .ok()
            .flatten()
            .map(|time| time.at.map_or_else(|| time.day.to_wire(), godown_domain::At::to_wire)),
        Cell::YesNo(is) => Some(if *is { "yes" } else { "no" }.to_owned()),
        Cell::Fault(why) => Some((*why).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<String>, &'static str> {
        id(&Cell::Text(text.into()), &["OI:".to_owned(), "SLC".to_owned()])
    }

    #[test]
    fn an_id_is_read_without_the_marks_around_it() {
        for text in ["'11396548724892600", "=\"11396548724892600\"", "OI:11396548724892600", "SLC11396548724892600"] {
            assert_eq!(read(text), Ok(Some("11396548724892600".to_owned())), "{text}");
        }
        assert_eq!(read("oi:'1139"), Ok(Some("1139".to_owned())));
        assert_eq!(read("OD123456789012345678"), Ok(Some("OD123456789012345678".to_owned())));
        assert_eq!(read("1234.0"), Ok(Some("1234".to_owned())));
        assert_eq!(read("N/A"), Ok(None));
        assert_eq!(read("SLC9"), Ok(Some("9".to_owned())));
        assert!(read("SLC").is_err() && read("Total").is_err(), "a word alone is no id");
    }

    #[test]
    fn a_number_that_lost_digits_is_never_an_id() {
        let number = |number: f64| id(&Cell::Number(number), &[]);
        assert_eq!(number(9_007_199_254_740_991.0), Ok(Some("9007199254740991".to_owned())));
        assert_eq!(number(9_007_199_254_740_992.0), Err(LOST), "its neighbour above reads the same");
        assert_eq!(number(11_396_548_724_892_600.0), Err(LOST));
        for text in ["1.13965E+16", "1E+10", "1.1396548724892600E16", "12345678901234567.0"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("1.2345678901E+10"), Ok(Some("12345678901".to_owned())), "every digit is there");
        assert!(number(1.5).is_err() && number(-3.0).is_err() && number(f64::NAN).is_err());
    }

    #[test]
    fn two_ids_in_a_cell_are_not_one() {
        assert!(read("1139,1140").is_err() && read("1139 1140").is_err() && read("#REF!").is_err());
    }

    #[test]
    fn quantities_are_whole_and_sane() {
        assert_eq!(count(&Cell::Number(3.0)), Ok(Some(3)));
        assert_eq!(count(&Cell::Text("1,200".into())), Ok(Some(1_200)));
        for cell in [Cell::Number(1.5), Cell::Number(-1.0), Cell::Text("two".into()), Cell::Number(1e9)] {
            assert!(count(&cell).is_err(), "{cell:?}");
        }
        assert_eq!(yes_no(&Cell::Text("Not breached".into())), Ok(Some(false)));
    }
}
