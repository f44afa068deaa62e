//! Where goods lie, as sellers keep it: a text with commas, one stock-keeping unit a line, in walking order.
//!
//! Owns reading SKU, zone and bin by their headings, in any order of columns. A line without a SKU says nothing.

use crate::hub::HubError;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfLine {
    /// Stock-keeping unit.
    pub sku: String,
    /// Zone; empty where none is given.
    pub zone: String,
    /// Bin; empty where none is given.
    pub bin: String,
}

/// Largest list read, bytes.
const LARGEST: usize = 16 << 20;
/// Longest word kept; a strip has no room for more.
const LONGEST: usize = 100;

/// Reads a list. Headings are `SKU`, `Zone` and `Bin`; without them the columns count in that order.
///
/// # Errors
/// [`HubError::NotASheet`] for what is no text with commas; [`HubError::Empty`] where no line names a SKU.
pub fn read_shelf_list(bytes: &[u8]) -> Result<Vec<ShelfLine>, HubError> {
    if bytes.len() > LARGEST || bytes.contains(&0) {
        return Err(HubError::NotASheet { what: "a file that is no list" });
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // The last of several that are as frequent: without any it is the comma.
    let separator = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|separator| first.bytes().filter(|byte| byte == separator).count())
        .unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut places = [0, 1, 2];
    let mut lines = vec![];
    for (row, record) in reader.records().enumerate() {
        let record = record.map_err(|_| HubError::NotASheet { what: "text that is no table" })?;
        if row == 0 && record.iter().any(|head| head.trim().eq_ignore_ascii_case("sku")) {
            let place = |name: &str| record.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
            places = ["sku", "zone", "bin"].map(|name| place(name).unwrap_or(usize::MAX));
            continue;
        }
        let [sku, zone, bin] = places.map(|place| {
            record.get(place).unwrap_or_default().trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect()
        });
        let line = ShelfLine { sku, zone, bin };
        if !line.sku.is_empty() {
            lines.push(line);
        }
    }
    if lines.is_empty() { Err(HubError::Empty) } else { Ok(lines) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sku: &str, zone: &str, bin: &str) -> ShelfLine {
        ShelfLine { sku: sku.into(), zone: zone.into(), bin: bin.into() }
    }

    #[test]
    fn columns_are_found_by_their_headings_in_any_order() {
        let list = read_shelf_list("\u{feff}Bin;SKU;Zone\r\nA-01;KRT-L;A\r\n;;B\r\n".as_bytes());
        assert_eq!(list.ok(), Some(vec![line("KRT-L", "A", "A-01")]), "a line without a SKU says nothing");
    }

    #[test]
    fn a_plain_list_is_sku_zone_bin() {
        assert_eq!(
            read_shelf_list(b"KRT-L,A,A-01\nKRT-M,A").ok(),
            Some(vec![line("KRT-L", "A", "A-01"), line("KRT-M", "A", "")])
        );
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(read_shelf_list(b"PK\x03\x04\0\0").is_err());
        assert!(read_shelf_list(b"\n,,\n").is_err());
    }
}
