//! Comma-separated values as spreadsheet programs read them (RFC 4180).

use std::borrow::Cow;

pub(super) struct Csv(String);

impl Csv {
    /// Begins with the mark that makes spreadsheets read UTF-8, and the heading row.
    pub(super) fn new(heads: &[&str]) -> Self {
        let mut csv = Self("\u{FEFF}".to_owned());
        csv.row(heads);
        csv
    }

    /// Cells as they are: words of others go through [`guarded`] first.
    pub(super) fn row(&mut self, cells: &[&str]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&cell.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(cell);
            }
        }
        self.0.push_str("\r\n");
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// What begins like a formula is made text. Blanks before the sign do not save a spreadsheet, nor do wide letters.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let begins = text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(SIGNS);
    if begins { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
