//! CSV as spreadsheets and portals write it: comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows letters.

use super::columns::{Head, Table};
use super::grid::{Cell, Grid, HubLimits, Meter};
use super::{HubError, rows};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Enough for title rows and heads.
const PROBE_BYTES: usize = 128 << 10;

pub(super) fn read(bytes: &[u8], limits: &HubLimits, table: &Table) -> Result<Grid, HubError> {
    let text = decode(bytes)?;
    let mut end = text.len().min(PROBE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let probe = text.get(..end).unwrap_or_default();
    // The separator under which most heads are known; a comma where none is.
    let known = |separator: u8| {
        let meter = &mut Meter::new(limits);
        split(probe, separator, meter, rows::HEAD_WITHIN).map_or(0, |grid| {
            grid.rows.iter().map(|(_, cells)| Head::read(cells, table).known()).max().unwrap_or_default()
        })
    };
    let mut best = (0, b',');
    for separator in SEPARATORS {
        let count = known(separator);
        if count > best.0 {
            best = (count, separator);
        }
    }
    let grid = split(&text, best.1, &mut Meter::new(limits), usize::MAX)?;
    if grid.rows.is_empty() { Err(HubError::Empty) } else { Ok(grid) }
}

fn split(text: &str, separator: u8, meter: &mut Meter<'_>, most: usize) -> Result<Grid, HubError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate().take(most) {
        let record = record.map_err(|_| HubError::NotASheet { what: "text that is no table" })?;
        let mut cells = Vec::new();
        for (column, field) in record.iter().enumerate() {
            let cell = meter.text(field);
            if cell != Cell::Empty {
                meter.grow(&mut cells, column)?;
                if let Some(place) = cells.get_mut(column) {
                    *place = cell;
                }
            }
        }
        if !cells.is_empty() {
            rows.push((u32::try_from(index).unwrap_or(u32::MAX), cells));
            meter.rows(rows.len())?;
        }
    }
    Ok(Grid { sheet: None, rows })
}

fn decode(bytes: &[u8]) -> Result<String, HubError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units)
            .collect::<Result<String, _>>()
            .map_err(|_| HubError::NotASheet { what: "text in an unknown alphabet" })
    };
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return wide(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return wide(rest, u16::from_be_bytes);
    }
    // Ids and days are ASCII in every alphabet; what else a Windows spreadsheet wrote is only shown.
    Ok(std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), std::borrow::ToOwned::to_owned))
}
