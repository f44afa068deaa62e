//! Comma-separated values as spreadsheet programs read them (RFC 4180).

pub(super) struct Csv(String);

impl Csv {
    /// Begins with the mark that makes spreadsheets read UTF-8, and the heading row.
    pub(super) fn new(heads: &[&str]) -> Self {
        let mut csv = Self("\u{FEFF}".to_owned());
        csv.row(heads);
        csv
    }

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
