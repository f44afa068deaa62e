//! Tables as a workbook. Words and ids are written as strings, so nothing in them is ever calculated.

use godown_domain::{At, IndiaDay, Paise};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::tables::{Table, Value};
use crate::error::DocumentError;

/// Rows of a sheet, its heads included.
const MOST_ROWS: usize = 1_048_576;
/// Letters of a cell.
const MOST_LETTERS: usize = 32_000;
/// Above it a spreadsheet's numbers skip.
const EXACT: i64 = 9_007_199_254_740_991;
const EPOCH_SERIAL: i32 = 25_569;
const DAY_MS: f64 = 86_400_000.0;

struct Formats {
    head: Format,
    whole: Format,
    share: Format,
    rupees: Format,
    day: Format,
    moment: Format,
}

pub(super) fn workbook(sheets: &[(&str, Table)], made_at: At) -> Result<Vec<u8>, DocumentError> {
    if sheets.iter().any(|(_, table)| table.rows.len() >= MOST_ROWS) {
        let limit = u64::try_from(MOST_ROWS - 1).unwrap_or(u64::MAX);
        return Err(DocumentError::TooLarge { what: "the number of rows of a sheet", limit });
    }
    write(sheets, made_at).map_err(|_| DocumentError::NotMade("the workbook cannot be written"))
}

fn write(sheets: &[(&str, Table)], made_at: At) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats {
        head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
        whole: Format::new().set_num_format("#,##0"),
        share: Format::new().set_num_format("0.00%"),
        rupees: Format::new().set_num_format("\"₹\"#,##0.00"),
        day: Format::new().set_num_format("dd mmm yyyy"),
        moment: Format::new().set_num_format("dd mmm yyyy hh:mm"),
    };
    let mut workbook = Workbook::new();
    // The moment of the board, not of writing: one board is one file.
    let created = ExcelDateTime::from_timestamp(made_at.0.div_euclid(1_000))?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for (name, table) in sheets {
        sheet(workbook.add_worksheet().set_name(*name)?, table, &formats)?;
    }
    workbook.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    for (column, head) in (0_u16..).zip(&table.heads) {
        sheet.write_string_with_format(0, column, *head, &formats.head)?;
        let widest = table.rows.iter().take(500).filter_map(|row| row.get(usize::from(column))).map(width).max();
        let head = u32::try_from(head.len()).unwrap_or(0).div_ceil(2) + 3;
        sheet.set_column_width(column, f64::from(widest.unwrap_or(0).max(head).clamp(8, 44)))?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, value) in (0_u16..).zip(cells) {
            cell(sheet, row, column, value, formats)?;
        }
    }
    if let (Some(last_row), Some(last_column)) =
        (u32::try_from(table.rows.len()).ok().filter(|rows| *rows > 0), u16::try_from(table.heads.len()).ok())
    {
        sheet.autofilter(0, 0, last_row, last_column.saturating_sub(1))?;
    }
    Ok(())
}

fn width(value: &Value) -> u32 {
    let letters = match value {
        Value::Nothing => 0,
        Value::Day(_) => 12,
        Value::Moment(_) => 18,
        other => other.plain().chars().count() + 2,
    };
    u32::try_from(letters).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "checked to be exact, or shown rounded")]
fn cell(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, formats: &Formats) -> Result<(), XlsxError> {
    match value {
        Value::Nothing => return Ok(()),
        Value::Text(text) | Value::Id(text) => {
            let text: String = text.chars().take(MOST_LETTERS).collect();
            sheet.write_string(row, column, text)?
        }
        Value::Whole(number) if number.abs() > EXACT => sheet.write_string(row, column, number.to_string())?,
        Value::Whole(number) => sheet.write_number_with_format(row, column, *number as f64, &formats.whole)?,
        Value::Share(_, of) if of.0 <= 0 => return Ok(()),
        Value::Share(count, of) => {
            sheet.write_number_with_format(row, column, count.0 as f64 / of.0 as f64, &formats.share)?
        }
        Value::Rupees(Paise(paise)) => {
            sheet.write_number_with_format(row, column, *paise as f64 / 100.0, &formats.rupees)?
        }
        Value::Day(day) => sheet.write_number_with_format(row, column, serial(*day), &formats.day)?,
        Value::Moment(at) => {
            let into_day = at.since(at.day().start()) as f64 / DAY_MS;
            sheet.write_number_with_format(row, column, serial(at.day()) + into_day, &formats.moment)?
        }
    };
    Ok(())
}

/// India days as spreadsheets count them.
fn serial(day: IndiaDay) -> f64 {
    f64::from(day.0.saturating_add(EPOCH_SERIAL))
}
