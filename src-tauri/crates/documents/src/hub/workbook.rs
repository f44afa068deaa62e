//! XLSX. Every part is unpacked and counted before the reader sees the file, so that nothing it holds can grow without end.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;
use zip::result::ZipError;

use super::HubError;
use super::grid::{Cell, Grid, HubLimits, Meter, too_large};

const NO_WORKBOOK: HubError = HubError::NotASheet { what: "a ZIP archive without a workbook" };
const MOST_SHEETS: usize = 64;
/// Days between the two calendars a workbook may count in.
const DAYS_1904: f64 = 1_462.0;

pub(super) fn read(bytes: &[u8], limits: &HubLimits) -> Result<Vec<Grid>, HubError> {
    check_parts(bytes, limits)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let shift = if book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.len() > MOST_SHEETS {
        return Err(too_large("the number of worksheets", MOST_SHEETS));
    }
    let mut meter = Meter::new(limits);
    let mut grids = Vec::new();
    for name in names {
        grids.push(sheet(&mut book, name, shift, &mut meter)?);
    }
    if grids.iter().all(|grid| grid.rows.is_empty()) { Err(HubError::Empty) } else { Ok(grids) }
}

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: String, shift: f64, meter: &mut Meter<'_>) -> Result<Grid, HubError> {
    // Cell by cell: the reader's own table would reserve every place between the first and the last cell.
    let mut cells = book.worksheet_cells_reader(&name).map_err(|error| refused(&error))?;
    let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    while let Some(found) = cells.next_cell().map_err(|error| refused(&error))? {
        let cell = cell(found.get_value(), shift, meter);
        if cell == Cell::Empty {
            continue;
        }
        let (row, column) = found.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let places = rows.entry(row).or_default();
        meter.grow(places, column)?;
        if let Some(place) = places.get_mut(column) {
            *place = cell;
        }
        meter.rows(rows.len())?;
    }
    Ok(Grid { sheet: Some(name), rows: rows.into_iter().collect() })
}

fn cell(value: &DataRef<'_>, shift: f64, meter: &Meter<'_>) -> Cell {
    let date = |date: &ExcelDateTime| {
        if date.is_datetime() { Cell::Serial(date.as_f64() + shift) } else { Cell::Number(date.as_f64()) }
    };
    match value {
        DataRef::Empty => Cell::Empty,
        // Text keeps what a float of that size would lose.
        DataRef::Int(number) => Cell::Text(number.to_string().into()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => meter.text(text),
        DataRef::SharedString(text) => meter.text(text),
        DataRef::Bool(is) => Cell::YesNo(*is),
        DataRef::DateTime(at) => date(at),
        DataRef::Error(_) => Cell::Fault("the spreadsheet shows an error there"),
    }
}

fn refused(error: &XlsxError) -> HubError {
    match error {
        XlsxError::Password => HubError::Locked,
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => NO_WORKBOOK,
        XlsxError::Zip(_) | XlsxError::Io(_) => HubError::Damaged { what: "it cannot be unpacked" },
        _ => HubError::Damaged { what: "a part of it cannot be read" },
    }
}

/// Unpacks every part once and throws it away: the sizes a file claims are not believed.
fn check_parts(bytes: &[u8], limits: &HubLimits) -> Result<(), HubError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| HubError::Damaged { what: "it ends too early or is no workbook" })?;
    if archive.len() > limits.parts {
        return Err(too_large("the number of its parts", limits.parts));
    }
    let mut left = limits.unpacked_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => HubError::Locked,
            _ => HubError::Damaged { what: "it cannot be unpacked" },
        })?;
        let name = part.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let is_xml = name.is_empty() || [".xml", ".rels"].iter().any(|end| name.ends_with(end));
        let unpacked = check_part(part.take(left + 1), is_xml)?;
        left = left.checked_sub(unpacked).ok_or(too_large("its unpacked size in bytes", limits.unpacked_bytes))?;
    }
    Ok(())
}

/// The bytes of one part. XML must be UTF-8, as every spreadsheet writes it, so that it can be searched as bytes.
fn check_part(mut part: impl Read, is_xml: bool) -> Result<u64, HubError> {
    const OVERLAP: usize = 64;
    let mut buffer = vec![0_u8; 1 << 16];
    let (mut kept, mut total) = (0_usize, 0_u64);
    loop {
        let free = buffer.get_mut(kept..).unwrap_or_default();
        let read = part.read(free).map_err(|_| HubError::Damaged { what: "it cannot be unpacked" })?;
        let filled = buffer.get(..kept + read).unwrap_or_default();
        if is_xml {
            if total == 0 && !is_utf8(filled) {
                return Err(HubError::Damaged { what: "a part of it is in an unknown alphabet" });
            }
            check_counts(filled)?;
        }
        if read == 0 {
            return Ok(total);
        }
        total += u64::try_from(read).unwrap_or(u64::MAX);
        let from = filled.len().saturating_sub(OVERLAP);
        kept = filled.len() - from;
        buffer.copy_within(from..from + kept, 0);
    }
}

fn is_utf8(start: &[u8]) -> bool {
    let head = start.get(..start.len().min(200)).unwrap_or_default();
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || head.contains(&0) {
        return false;
    }
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.split("encoding").nth(1).is_none_or(|rest| {
        let name = rest.trim_start_matches([' ', '=', '\t', '\r', '\n', '"', '\'']);
        ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| name.starts_with(known))
    })
}

/// The reader reserves as many strings as a part says it holds; nobody has a hundred million.
fn check_counts(bytes: &[u8]) -> Result<(), HubError> {
    const NAME: &[u8] = b"uniqueCount";
    const MOST: usize = 8;
    for (at, _) in bytes.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME) {
        let digits = bytes
            .get(at + NAME.len()..)
            .unwrap_or_default()
            .iter()
            .skip_while(|byte| byte.is_ascii_whitespace() || b"='\"+0".contains(byte))
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits >= MOST {
            return Err(too_large("the number of its texts", 10_u64.pow(7)));
        }
    }
    Ok(())
}
