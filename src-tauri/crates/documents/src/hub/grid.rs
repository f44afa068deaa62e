//! Cells in rows, whatever the file was; and how large a file may be.

use super::columns::Table;
use super::{HubError, delimited, workbook};

/// Bounds on one report. A year of 2,000 orders a day is far inside none of them on purpose: ask for fewer days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HubLimits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Bytes a workbook's parts may unpack to, all together.
    pub unpacked_bytes: u64,
    /// Parts of a workbook.
    pub parts: usize,
    /// Rows of a sheet.
    pub rows: usize,
    /// Columns of a sheet.
    pub columns: usize,
    /// Cells of a file, empty ones before a filled one included.
    pub cells: usize,
    /// Bytes of one cell; a longer one is unreadable, not the file.
    pub cell_bytes: usize,
}

impl Default for HubLimits {
    fn default() -> Self {
        Self {
            file_bytes: 48 << 20,
            unpacked_bytes: 384 << 20,
            parts: 1_000,
            rows: 200_000,
            columns: 400,
            cells: 8_000_000,
            cell_bytes: 4_000,
        }
    }
}

/// One cell as the file has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Cell {
    #[default]
    Empty,
    Text(Box<str>),
    Number(f64),
    /// Days since 1899-12-30, as spreadsheets count; only where the file marks it as a date.
    Serial(f64),
    YesNo(bool),
    Fault(&'static str),
}

/// One table of cells: a worksheet, or a whole CSV.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub sheet: Option<String>,
    /// Row of the file (from 0) and its cells, in order; rows without any cell are left out.
    pub rows: Vec<(u32, Vec<Cell>)>,
}

/// Counts what is taken in and refuses what is over.
pub(super) struct Meter<'a> {
    limits: &'a HubLimits,
    cells: usize,
}

impl<'a> Meter<'a> {
    pub(super) fn new(limits: &'a HubLimits) -> Self {
        Self { limits, cells: 0 }
    }

    /// Room for a cell in a row: the row grows to it, and every place of a row costs, filled or not.
    pub(super) fn grow(&mut self, row: &mut Vec<Cell>, column: usize) -> Result<(), HubError> {
        if column >= self.limits.columns {
            return Err(too_large("the number of columns", self.limits.columns));
        }
        let places = (column + 1).saturating_sub(row.len());
        self.cells += places;
        row.resize(row.len() + places, Cell::Empty);
        if self.cells > self.limits.cells { Err(too_large("the number of cells", self.limits.cells)) } else { Ok(()) }
    }

    pub(super) fn rows(&self, rows: usize) -> Result<(), HubError> {
        if rows > self.limits.rows { Err(too_large("the number of rows", self.limits.rows)) } else { Ok(()) }
    }

    /// The text as a cell: nothing but blanks is empty, and a book in one cell is a quotation mark left open.
    pub(super) fn text(&self, text: &str) -> Cell {
        if text.len() > self.limits.cell_bytes {
            return Cell::Fault("a cell is too long; a quotation mark may not be closed");
        }
        let text = text.trim_matches(|letter: char| letter.is_whitespace() || is_unseen(letter));
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
    }
}

/// Letters nobody sees that exports leave at the ends of cells.
pub(super) fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{00AD}') || letter.is_control()
}

pub(super) fn too_large(what: &'static str, limit: impl TryInto<u64>) -> HubError {
    HubError::TooLarge { what, limit: limit.try_into().unwrap_or(u64::MAX) }
}

/// Tells a workbook from text and from what is neither.
pub(super) fn read(bytes: &[u8], limits: &HubLimits, table: &Table) -> Result<Vec<Grid>, HubError> {
    const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    if bytes.is_empty() {
        return Err(HubError::Empty);
    }
    if bytes.len() > limits.file_bytes {
        return Err(too_large("its size in bytes", limits.file_bytes));
    }
    if bytes.starts_with(b"PK") {
        return workbook::read(bytes, limits);
    }
    if bytes.starts_with(OLE) {
        // Excel wraps an encrypted workbook into the old container, with this name in UTF-16.
        let mark: Vec<u8> = "EncryptedPackage".bytes().flat_map(|letter| [letter, 0]).collect();
        let is_locked = bytes.windows(mark.len()).any(|window| window == mark);
        let old = HubError::NotASheet { what: "an old Excel file (.xls); open it and save it as .xlsx" };
        return Err(if is_locked { HubError::Locked } else { old });
    }
    if let Some(what) = other_kind(bytes) {
        return Err(HubError::NotASheet { what });
    }
    delimited::read(bytes, limits, table).map(|grid| vec![grid])
}

fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    let starts: [(&[u8], &str); 6] = [
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"\x1F\x8B", "a packed file (gzip)"),
        (b"{\\rtf", "a text document"),
        (b"Rar!", "a packed file (rar)"),
    ];
    if let Some((_, what)) = starts.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(what);
    }
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(512)).unwrap_or_default());
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    if head.starts_with('<') {
        return Some("a web page or XML");
    }
    if head.starts_with(['{', '[']) {
        return Some("a message (JSON)");
    }
    let is_utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    (!is_utf16 && bytes.contains(&0)).then_some("a file of another kind")
}
