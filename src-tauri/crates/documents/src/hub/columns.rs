//! Which column means what, and which report has such columns: `policies/hub-columns.toml`, read once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use godown_domain::guardrail::board::HubReport;
use serde::Deserialize;

use super::grid::Cell;
use super::{HubError, HubReturn};

const TABLE: &str = include_str!("../../../../policies/hub-columns.toml");

/// What a known column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HubField {
    /// Order.
    OrderId,
    /// Order item.
    OrderItemId,
    /// Shipment.
    ShipmentId,
    /// Parcel.
    TrackingId,
    /// Return.
    ReturnId,
    /// The seller's own product code.
    Sku,
    /// Warehouse.
    Location,
    /// Units.
    Units,
    /// Repeated pickups.
    Reattempts,
    /// Whether it was late.
    Breached,
    /// State.
    State,
    /// Kind of return.
    ReturnType,
    /// State of the return.
    ReturnState,
    /// Reason.
    Reason,
    /// Finer reason.
    SubReason,
    /// Ordered.
    OrderedAt,
    /// Approved.
    ApprovedAt,
    /// Not to be dispatched before.
    DispatchAfter,
    /// To be dispatched by.
    DispatchBy,
    /// Marked ready.
    ReadyAt,
    /// Pickup attempted again.
    AttemptAt,
    /// Collected.
    PickedUpAt,
    /// Delivered.
    DeliveredAt,
    /// Cancelled.
    CancelledAt,
    /// Return asked for.
    ReturnAt,
    /// Return done.
    ReturnCompletedAt,
}

impl HubField {
    pub(super) fn is_id(self) -> bool {
        matches!(self, Self::OrderId | Self::OrderItemId | Self::ShipmentId | Self::TrackingId | Self::ReturnId)
    }
}

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Id,
    Text,
    Count,
    Time,
    YesNo,
}

#[derive(Deserialize)]
struct File {
    column: Vec<ColumnEntry>,
    telling: Telling,
    report: Vec<ReportEntry>,
    private: Private,
    #[serde(rename = "return-words")]
    return_words: ReturnWords,
}

#[derive(Deserialize)]
struct ColumnEntry {
    field: HubField,
    kind: Kind,
    #[serde(default)]
    strip: Vec<String>,
    heads: Vec<String>,
}

#[derive(Deserialize)]
struct Telling {
    least: u32,
    lead: u32,
}

#[derive(Deserialize)]
struct ReportEntry {
    report: HubReport,
    names: Vec<String>,
    worth: BTreeMap<HubField, u32>,
}

#[derive(Deserialize)]
struct Private {
    heads: Vec<String>,
    beginnings: Vec<String>,
}

#[derive(Deserialize)]
struct ReturnWords {
    courier: Vec<String>,
    customer: Vec<String>,
}

/// The table, ready to be asked.
pub(super) struct Table {
    /// Spelling to field and its place among the field's spellings.
    heads: HashMap<String, (HubField, usize)>,
    entries: Vec<ColumnEntry>,
    reports: Vec<ReportEntry>,
    telling: Telling,
    private: HashSet<String>,
    private_beginnings: Vec<String>,
    return_words: ReturnWords,
}

pub(super) fn table() -> Result<&'static Table, HubError> {
    static READ: OnceLock<Result<Table, String>> = OnceLock::new();
    READ.get_or_init(|| Table::parse(TABLE)).as_ref().map_err(|error| HubError::Table(error.clone()))
}

/// Letters and digits alone, small: `Order_Item ID` is `orderitemid`.
pub(super) fn plain(head: &str) -> String {
    head.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Table {
    fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let mut heads = HashMap::new();
        for entry in &file.column {
            for (rank, head) in entry.heads.iter().enumerate() {
                if heads.insert(plain(head), (entry.field, rank)).is_some() {
                    return Err(format!("the head \"{head}\" stands twice"));
                }
            }
        }
        Ok(Self {
            heads,
            entries: file.column,
            reports: file.report,
            telling: file.telling,
            private: file.private.heads.iter().map(|head| plain(head)).collect(),
            private_beginnings: file.private.beginnings.iter().map(|head| plain(head)).collect(),
            return_words: file.return_words,
        })
    }

    pub(super) fn kind(&self, field: HubField) -> Kind {
        self.entries.iter().find(|entry| entry.field == field).map_or(Kind::Text, |entry| entry.kind)
    }

    pub(super) fn strip(&self, field: HubField) -> &[String] {
        self.entries.iter().find(|entry| entry.field == field).map_or(&[], |entry| &entry.strip)
    }

    pub(super) fn returned(&self, text: &str) -> HubReturn {
        let small = plain(text);
        let says = |words: &[String]| words.iter().any(|word| small.contains(&plain(word)));
        if says(&self.return_words.courier) {
            HubReturn::Courier
        } else if says(&self.return_words.customer) {
            HubReturn::Customer
        } else {
            HubReturn::Other(text.to_owned())
        }
    }

    fn is_private(&self, plain_head: &str) -> bool {
        self.private.contains(plain_head) || self.private_beginnings.iter().any(|start| plain_head.starts_with(start))
    }

    /// The lead one reading needs over another.
    pub(super) fn lead(&self) -> u32 {
        self.telling.lead
    }

    /// Whether a name speaks of a report.
    pub(super) fn is_named(&self, report: HubReport, name: &str) -> bool {
        self.reports.iter().any(|entry| entry.report == report && names_report(entry, name))
    }

    /// Which report such columns and names belong to, with its worth.
    pub(super) fn tell(&self, head: &Head, names: &[&str]) -> Result<(HubReport, u32), HubError> {
        let fields: HashSet<HubField> = head.columns.iter().filter_map(|column| column.field()).collect();
        let worth = |entry: &ReportEntry| {
            entry.worth.iter().filter(|(field, _)| fields.contains(field)).map(|(_, worth)| worth).sum::<u32>()
        };
        let mut by_worth: Vec<(u32, &ReportEntry)> = self.reports.iter().map(|entry| (worth(entry), entry)).collect();
        by_worth.sort_by_key(|(worth, entry)| (std::cmp::Reverse(*worth), entry.report));
        let Some((best, first)) = by_worth.first().filter(|(worth, _)| *worth >= self.telling.least) else {
            return Err(HubError::NotAReport { seen: head.names(8) });
        };
        let near: Vec<&(u32, &ReportEntry)> = by_worth
            .iter()
            .filter(|(worth, _)| *worth >= self.telling.least && worth + self.telling.lead > *best)
            .collect();
        let [_, second, ..] = near.as_slice() else { return Ok((first.report, *best)) };
        let is_named = |entry: &ReportEntry| names.iter().any(|name| names_report(entry, name));
        let named: Vec<_> = near.iter().filter(|(_, entry)| is_named(entry)).collect();
        match named.as_slice() {
            [(worth, entry)] => Ok((entry.report, *worth)),
            _ => Err(HubError::Ambiguous {
                first: report_name(first.report).to_owned(),
                second: report_name(second.1.report).to_owned(),
            }),
        }
    }
}

fn names_report(entry: &ReportEntry, name: &str) -> bool {
    let small = name.to_lowercase();
    let mut words = small.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| entry.names.iter().any(|known| word.starts_with(known)))
}

/// Seller Hub's own name of a report.
pub(super) fn report_name(report: HubReport) -> &'static str {
    match report {
        HubReport::RtsBreaches => "RTS Breaches",
        HubReport::PickupReattempts => "Pickup Reattempts",
        HubReport::Returns => "Returns",
        HubReport::Orders => "Orders",
    }
}

/// What one column is to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Known {
        field: HubField,
        head: String,
    },
    Unknown {
        head: String,
    },
    Private {
        head: String,
    },
    /// No head; anything in it belongs to nobody.
    Nameless,
}

impl Column {
    pub(super) fn field(&self) -> Option<HubField> {
        if let Self::Known { field, .. } = self { Some(*field) } else { None }
    }

    /// As the file spells it.
    pub(super) fn head(&self) -> Option<&str> {
        match self {
            Self::Known { head, .. } | Self::Unknown { head } | Self::Private { head } => Some(head),
            Self::Nameless => None,
        }
    }
}

/// The row of heads.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub columns: Vec<Column>,
    /// A head of a known column that stands there twice.
    pub twice: Option<String>,
}

impl Head {
    pub(super) fn read(cells: &[Cell], table: &Table) -> Self {
        let texts: Vec<Option<&str>> =
            cells.iter().map(|cell| if let Cell::Text(text) = cell { Some(&**text) } else { None }).collect();
        let spelled = |text: &str| table.heads.get(&plain(text)).copied();
        // The spelling that stands earliest in the table takes the field; the others stay as unknown columns.
        let mut taken: HashMap<HubField, (usize, usize)> = HashMap::new();
        let mut twice = None;
        for (index, text) in texts.iter().enumerate() {
            let Some((text, (field, rank))) = text.and_then(|text| Some((text, spelled(text)?))) else { continue };
            match taken.get(&field) {
                Some((_, held)) if *held == rank => twice = twice.or_else(|| Some(text.to_owned())),
                Some((_, held)) if *held < rank => {}
                _ => {
                    taken.insert(field, (index, rank));
                }
            }
        }
        let column = |(index, text): (usize, &Option<&str>)| {
            let Some(text) = text else { return Column::Nameless };
            let head = (*text).to_owned();
            match spelled(text) {
                Some((field, _)) if taken.get(&field).is_some_and(|(at, _)| *at == index) => {
                    Column::Known { field, head }
                }
                None if table.is_private(&plain(text)) => Column::Private { head },
                _ => Column::Unknown { head },
            }
        };
        let columns = texts.iter().enumerate().map(column).collect();
        Self { columns, twice }
    }

    pub(super) fn known(&self) -> usize {
        self.columns.iter().filter(|column| column.field().is_some()).count()
    }

    pub(super) fn has_id(&self) -> bool {
        self.columns.iter().filter_map(Column::field).any(HubField::is_id)
    }

    /// Heads as the file spells them, buyers' columns included by name only.
    pub(super) fn names(&self, most: usize) -> Vec<String> {
        self.columns.iter().filter_map(Column::head).map(|head| head.chars().take(60).collect()).take(most).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_reads_and_no_head_means_two_things() {
        let table = Table::parse(TABLE).unwrap();
        assert!(table.entries.iter().all(|entry| !entry.heads.is_empty()));
        assert_eq!(table.reports.len(), 4);
        let twice = TABLE.replace("\"shipment no\"", "\"order no\"");
        assert!(Table::parse(&twice).is_err_and(|error| error.contains("twice")));
    }
}
