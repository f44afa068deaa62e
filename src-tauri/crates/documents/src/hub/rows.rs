//! From cells to rows: finds the head, tells the report, reads every row below.

use godown_domain::IndiaDay;
use godown_domain::guardrail::board::HubReport;

use super::columns::{Column, Head, HubField, Kind, Table, report_name};
use super::grid::{Cell, Grid};
use super::time::{DateOrder, time};
use super::{HubError, HubRow, HubSheet, HubTime, cell};

/// Titles, dates and notes may stand above the heads, but not more than this.
pub(super) const HEAD_WITHIN: usize = 40;

struct Candidate {
    grid: Grid,
    /// Place of the head among the grid's rows.
    head_at: usize,
    head: Head,
    report: HubReport,
    worth: u32,
}

pub(super) fn read(name: &str, grids: Vec<Grid>, table: &Table) -> Result<HubSheet, HubError> {
    let all: Vec<String> = grids.iter().filter_map(|grid| grid.sheet.clone()).collect();
    let mut candidates = Vec::new();
    let mut refusal = None;
    for grid in grids {
        match candidate(name, grid, table) {
            Ok(found) => candidates.push(found),
            // Of several refusals the one about the sheet that came nearest is told.
            Err(error) if refusal.as_ref().is_none_or(|held| nearness(held) < nearness(&error)) => {
                refusal = Some(error);
            }
            Err(_) => {}
        }
    }
    let chosen = choose(name, candidates, table)?.ok_or(refusal.unwrap_or(HubError::Empty))?;
    if let Some(head) = chosen.head.twice {
        return Err(HubError::HeadTwice { head });
    }
    let others = all.into_iter().filter(|sheet| Some(sheet) != chosen.grid.sheet.as_ref()).collect();
    Ok(sheet(chosen, others, table))
}

fn nearness(error: &HubError) -> u8 {
    match error {
        HubError::Empty => 0,
        HubError::NotAReport { seen } if seen.is_empty() => 1,
        HubError::NotAReport { .. } => 2,
        HubError::NoIds => 3,
        _ => 4,
    }
}

fn candidate(name: &str, grid: Grid, table: &Table) -> Result<Candidate, HubError> {
    let mut best: Option<(usize, Head)> = None;
    for (at, (_, cells)) in grid.rows.iter().enumerate().take(HEAD_WITHIN) {
        let head = Head::read(cells, table);
        let rank = |head: &Head| (head.known() >= 2 && head.has_id(), head.known());
        if best.as_ref().is_none_or(|(_, held)| rank(&head) > rank(held)) {
            best = Some((at, head));
        }
    }
    let Some((head_at, head)) = best else { return Err(HubError::Empty) };
    if head.known() < 2 {
        return Err(HubError::NotAReport { seen: head.names(8) });
    }
    if !head.has_id() {
        return Err(HubError::NoIds);
    }
    let names = [name, grid.sheet.as_deref().unwrap_or_default()];
    let (report, worth) = table.tell(&head, &names)?;
    Ok(Candidate { grid, head_at, head, report, worth })
}

/// The sheet that fits best; between equals the file's name, then the sheets' names, decide.
fn choose(name: &str, mut found: Vec<Candidate>, table: &Table) -> Result<Option<Candidate>, HubError> {
    let Some(best) = found.iter().map(|candidate| candidate.worth).max() else { return Ok(None) };
    found.retain(|candidate| candidate.worth + table.lead() > best);
    if found.len() > 1 && found.iter().any(|candidate| table.is_named(candidate.report, name)) {
        found.retain(|candidate| table.is_named(candidate.report, name));
    }
    let said = |candidate: &Candidate| {
        format!("sheet \"{}\" ({})", candidate.grid.sheet.as_deref().unwrap_or_default(), report_name(candidate.report))
    };
    match found.as_slice() {
        [first, second, ..] => Err(HubError::Ambiguous { first: said(first), second: said(second) }),
        _ => Ok(found.pop()),
    }
}

fn sheet(chosen: Candidate, other_sheets: Vec<String>, table: &Table) -> HubSheet {
    let Candidate { grid, head_at, head, report, .. } = chosen;
    let head_row = grid.rows.get(head_at).map_or(0, |(row, _)| *row);
    let below = grid.rows.get(head_at + 1..).unwrap_or_default();
    let reader = Reader::new(&head, below, table, grid.sheet.is_none());
    let mut sheet = HubSheet {
        report,
        sheet: grid.sheet.clone(),
        other_sheets,
        columns: Vec::new(),
        unknown_columns: Vec::new(),
        private_columns: Vec::new(),
        rows: Vec::new(),
        unreadable: Vec::new(),
        days: None,
    };
    for column in &head.columns {
        match column {
            Column::Known { field, head } => sheet.columns.push((*field, head.clone())),
            Column::Unknown { head } => sheet.unknown_columns.push(head.clone()),
            Column::Private { head } => sheet.private_columns.push(head.clone()),
            Column::Nameless => {}
        }
    }
    for (row, cells) in below {
        let number = row.saturating_sub(head_row);
        if reader.is_head_again(cells) {
            continue;
        }
        match reader.row(number, cells) {
            Ok(row) => {
                if let Some(day) = own_day(report, &row) {
                    let (first, last) = sheet.days.unwrap_or((day, day));
                    sheet.days = Some((first.min(day), last.max(day)));
                }
                sheet.rows.push(row);
            }
            Err(reason) => sheet.unreadable.push((number, reason)),
        }
    }
    sheet
}

/// The day a row of a report is about.
fn own_day(report: HubReport, row: &HubRow) -> Option<IndiaDay> {
    let fields: &[HubField] = match report {
        HubReport::RtsBreaches => &[HubField::DispatchBy, HubField::ReadyAt],
        HubReport::PickupReattempts => &[HubField::AttemptAt, HubField::PickedUpAt, HubField::DispatchBy],
        HubReport::Returns => &[HubField::ReturnAt, HubField::ReturnCompletedAt],
        HubReport::Orders => &[HubField::ApprovedAt, HubField::OrderedAt, HubField::DispatchBy],
    };
    fields.iter().find_map(|field| row.time(*field)).map(|time: HubTime| time.day)
}

struct Reader<'a> {
    head: &'a Head,
    table: &'a Table,
    /// How each column writes its days.
    orders: Vec<DateOrder>,
    /// In a CSV a cell too many means a separator that is not quoted, and shifted cells.
    is_strict: bool,
}

impl<'a> Reader<'a> {
    fn new(head: &'a Head, below: &[(u32, Vec<Cell>)], table: &'a Table, is_strict: bool) -> Self {
        let order = |(index, column): (usize, &Column)| match column.field().map(|field| table.kind(field)) {
            Some(Kind::Time) => DateOrder::of(below.iter().filter_map(|(_, cells)| cells.get(index))),
            _ => DateOrder::DayFirst,
        };
        let orders = head.columns.iter().enumerate().map(order).collect();
        Self { head, table, orders, is_strict }
    }

    /// Reports put together page by page repeat their heads.
    fn is_head_again(&self, cells: &[Cell]) -> bool {
        let is_same = |(column, cell): (&Column, &Cell)| match (column.head(), cell) {
            (Some(head), Cell::Text(text)) => **text == *head,
            (None, Cell::Empty) => true,
            _ => false,
        };
        cells.len() == self.head.columns.len() && self.head.columns.iter().zip(cells).all(is_same)
    }

    fn row(&self, number: u32, cells: &[Cell]) -> Result<HubRow, String> {
        if self.is_strict && cells.len() > self.head.columns.len() {
            return Err("it has more cells than there are heads: a separator inside a cell is not quoted".to_owned());
        }
        let mut row = HubRow { row: number, ..HubRow::default() };
        for (index, (column, cell)) in self.head.columns.iter().zip(cells).enumerate() {
            match column {
                Column::Known { field, head } => {
                    let order = self.orders.get(index).copied().unwrap_or(DateOrder::DayFirst);
                    if let Err(why) = self.take(&mut row, *field, cell, order) {
                        row.faults.push(format!("{head}: {why}"));
                    }
                }
                Column::Unknown { head } => {
                    row.extra.extend(cell::shown(cell).map(|text| (head.clone(), text)));
                }
                Column::Nameless => {
                    row.extra.extend(cell::shown(cell).map(|text| (format!("Column {}", index + 1), text)));
                }
                Column::Private { .. } => {}
            }
        }
        if !row.named().is_empty() {
            Ok(row)
        } else if row.faults.is_empty() {
            Err("it names no order, order item, shipment or parcel".to_owned())
        } else {
            Err(row.faults.join("; "))
        }
    }

    fn take(&self, row: &mut HubRow, field: HubField, cell: &Cell, order: DateOrder) -> Result<(), &'static str> {
        match self.table.kind(field) {
            Kind::Id => {
                let id = cell::id(cell, self.table.strip(field))?;
                match field {
                    HubField::OrderId => row.order_id = id,
                    HubField::OrderItemId => row.order_item_id = id,
                    HubField::ShipmentId => row.shipment_id = id,
                    HubField::TrackingId => row.tracking_id = id,
                    _ => row.return_id = id,
                }
            }
            Kind::Count => {
                let count = cell::count(cell)?;
                if field == HubField::Reattempts { row.reattempts = count } else { row.units = count }
            }
            Kind::YesNo => row.breached = cell::yes_no(cell)?,
            Kind::Time => row.times.extend(time(cell, order)?.map(|time| (field, time))),
            Kind::Text => self.take_text(row, field, cell)?,
        }
        Ok(())
    }

    fn take_text(&self, row: &mut HubRow, field: HubField, cell: &Cell) -> Result<(), &'static str> {
        if let Cell::Fault(why) = cell {
            return Err(why);
        }
        let text = cell::shown(cell).map(|text| cell::unmarked(&text).to_owned()).filter(|text| !cell::is_blank(text));
        match field {
            HubField::Sku => row.sku = text,
            HubField::Location => row.location = text,
            HubField::State => row.state = text,
            HubField::Reason => row.reason = text,
            HubField::SubReason => row.sub_reason = text,
            HubField::ReturnType => row.returned = text.map(|text| self.table.returned(&text)),
            // The state of a return tells the report apart and is kept as it stands.
            _ => row.extra.extend(text.map(|text| ("Return status".to_owned(), text))),
        }
        Ok(())
    }
}
