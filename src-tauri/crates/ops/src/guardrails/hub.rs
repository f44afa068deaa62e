//! Seller Hub's reports: read, matched to ours, compared, and only what nobody else can know is taken from them.

use std::collections::{BTreeMap, HashMap};

use godown_documents::{HubField, HubReturn, HubRow, HubSheet, read_hub_file};
use godown_domain::guardrail::board::{Count, HubImport, HubReport};
use godown_domain::guardrail::booking::Measure;
use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::guardrail::policy::{Basis, CancellationDay};
use godown_domain::guardrail::reason::ReasonTable;
use godown_domain::guardrail::reconcile::{Counted, Said, Tried, readings, reconcile};
use godown_domain::{At, IndiaDay, OrderItemId, ShipmentId};
use godown_store::guardrail::{self, Counted as CountedBy, HitQuery, HubKind, NewHubFact};
use godown_store::{Connection, StoreError};

use super::policies::{in_force, shipped};
use crate::desk::blocking;
use crate::feed::Topic;
use crate::{Desk, OpsError};

/// Shipments of ours compared with a file at most.
const MOST_COMPARED: u32 = 200_000;

impl Desk {
    /// Imports a report of Seller Hub: rows are matched to ours, differences listed with their likely cause, repeated
    /// pickups, returns and breaches taken as facts; a breach decides only where nobody here can know. The same file again,
    /// or the same row in a later one, is never taken twice.
    ///
    /// # Errors
    /// [`OpsError::Input`] for a file that is no such report, in words; [`OpsError::Store`].
    pub async fn import_hub_file(&self, name: String, bytes: Vec<u8>) -> Result<HubImport, OpsError> {
        shipped()?;
        let sha256 = crate::blobs::hex(&bytes);
        let named = name.clone();
        let sheet = blocking(move || read_hub_file(&named, &bytes))
            .await?
            .map_err(|refused| OpsError::Input(refused.to_string()))?;
        let now = self.now();
        let word = guardrail::report_word(sheet.report);
        let begun = {
            let name = name.clone();
            self.write(&[], move |tx| guardrail::begin_import(tx, &sha256, &name, word, now)).await?
        };
        let id = match begun {
            Ok(id) => id,
            Err(id) => {
                let known = self.hub_import(id).await?;
                return Ok(HubImport { already: true, facts: 0, ..known });
            }
        };
        let matched = {
            let rows = sheet.rows.clone();
            self.read(move |conn| match_rows(conn, &rows)).await?
        };
        let facts = facts_of(&sheet, &matched);
        let taken = self
            .write(&[Topic::Guardrails, Topic::Shipments], move |tx| {
                let mut taken = 0;
                for fact in &facts {
                    taken += u32::from(guardrail::hub_fact(tx, id, fact, now)?);
                }
                Ok(taken)
            })
            .await?;
        // What was taken counts before the comparison, so that it is not told as a difference at once.
        self.bring_tally_up_to_date().await?;
        let outcome = self.read(move |conn| compare(conn, id, name, &sheet, &matched, taken, now)).await?;
        let kept = outcome.clone();
        self.write(&[Topic::Guardrails], move |tx| guardrail::set_import_outcome(tx, id, &kept)).await?;
        Ok(outcome)
    }

    /// Imports so far, newest first, without their differences.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn hub_imports(&self) -> Result<Vec<HubImport>, OpsError> {
        let imports = self.read(guardrail::imports).await?;
        Ok(imports.into_iter().map(|import| HubImport { diffs: vec![], ..import }).collect())
    }

    /// One import with its differences.
    ///
    /// # Errors
    /// [`OpsError::NotFound`]; [`OpsError::Store`].
    pub async fn hub_import(&self, id: u32) -> Result<HubImport, OpsError> {
        self.read(move |conn| guardrail::import(conn, id)).await
    }

    /// Makes a reading of an import, counted from 0, the one in force.
    ///
    /// # Errors
    /// [`OpsError::NotFound`] for a reading it has not; [`OpsError::Store`].
    pub async fn adopt_hub_reading(&self, id: u32, reading: u32) -> Result<(), OpsError> {
        let import = self.hub_import(id).await?;
        let chosen = import.readings.get(reading as usize).cloned();
        let chosen = chosen.ok_or_else(|| OpsError::NotFound(format!("Reading {reading} of import {id}")))?;
        let (mut policies, _) = self.policies().await?;
        policies.basis = chosen.basis;
        policies.cancellation_day = chosen.cancellation_day;
        self.set_policies(Some(policies)).await
    }
}

/// The shipment each row means, by row number: its own id, its parcel, its order item, its order where that is one shipment.
fn match_rows(conn: &Connection, rows: &[HubRow]) -> Result<HashMap<u32, ShipmentId>, StoreError> {
    let items: Vec<OrderItemId> = rows.iter().filter_map(|row| row.order_item_id.clone()).map(Into::into).collect();
    let by_item = guardrail::shipments_of_items(conn, &items)?;
    let mut matched = HashMap::new();
    for row in rows {
        if let Some(shipment) = match_row(conn, row, &by_item)? {
            matched.insert(row.row, shipment);
        }
    }
    Ok(matched)
}

fn match_row(
    conn: &Connection,
    row: &HubRow,
    by_item: &HashMap<OrderItemId, ShipmentId>,
) -> Result<Option<ShipmentId>, StoreError> {
    if let Some(id) = row.shipment_id.clone().map(ShipmentId::from)
        && guardrail::is_known(conn, &id)?
    {
        return Ok(Some(id));
    }
    if let Some(tracking) = row.tracking_id.clone()
        && let Some(id) = guardrail::shipment_of_parcel(conn, &tracking.into())?
    {
        return Ok(Some(id));
    }
    let item = row.order_item_id.clone().map(OrderItemId::from);
    if let Some(id) = item.as_ref().and_then(|item| by_item.get(item)) {
        return Ok(Some(id.clone()));
    }
    let Some(order) = row.order_id.clone() else { return Ok(None) };
    let mut found = guardrail::shipments_of_order(conn, &order.into(), item.as_ref())?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// What only such a report knows: repeated pickups, goods the buyer sent back, and which of those we never saw were late.
fn facts_of(sheet: &HubSheet, matched: &HashMap<u32, ShipmentId>) -> Vec<NewHubFact> {
    let mut facts = vec![];
    for row in &sheet.rows {
        let Some(shipment_id) = matched.get(&row.row) else { continue };
        let (kind, field, times) = match sheet.report {
            HubReport::PickupReattempts => (HubKind::Reattempt, HubField::AttemptAt, row.reattempts.unwrap_or(1)),
            HubReport::Returns if row.returned != Some(HubReturn::Courier) => (HubKind::Return, HubField::ReturnAt, 1),
            HubReport::RtsBreaches if row.breached != Some(false) => (HubKind::Breach, HubField::DispatchBy, 1),
            _ => continue,
        };
        // A report may name a breach by the day it was ready alone.
        let late_by = || (kind == HubKind::Breach).then(|| row.time(HubField::ReadyAt)).flatten();
        let Some(time) = row.time(field).or_else(late_by) else { continue };
        let at = time.at.unwrap_or_else(|| time.day.start());
        let item = row.order_item_id.clone().map(OrderItemId::from);
        let units = row.units.unwrap_or(0);
        for nth in 0..times.min(20) {
            // The same row of the same day is the same event, however often the report is downloaded.
            let row_key =
                format!("{}|{}|{}|{}|{nth}", shipment_id, row.named(), row.return_id.as_deref().unwrap_or(""), at.0);
            facts.push(NewHubFact { kind, row_key, shipment_id: shipment_id.clone(), item: item.clone(), units, at });
        }
    }
    facts
}

fn said(row: &HubRow, report: HubReport, shipment_id: Option<ShipmentId>, reasons: &ReasonTable) -> Said {
    let (counts, field) = match report {
        HubReport::RtsBreaches => (row.breached != Some(false), HubField::DispatchBy),
        HubReport::PickupReattempts => (row.reattempts != Some(0), HubField::AttemptAt),
        HubReport::Returns => (row.returned != Some(HubReturn::Courier), HubField::ReturnAt),
        HubReport::Orders => (cancelled_by_seller(row, reasons), HubField::ApprovedAt),
    };
    let instant = |field| row.time(field).and_then(|time| time.at);
    let day = row.time(field).or_else(|| row.time(HubField::OrderedAt)).map(|time| time.day);
    Said {
        row: row.row,
        named: row.named().to_owned(),
        shipment_id,
        order_id: row.order_id.clone().map(Into::into),
        units: if report == HubReport::PickupReattempts { row.reattempts } else { row.units },
        counts,
        day,
        due: instant(HubField::DispatchBy),
        ready: instant(HubField::ReadyAt),
    }
}

fn cancelled_by_seller(row: &HubRow, reasons: &ReasonTable) -> bool {
    let is_cancelled = row.state.as_deref().is_some_and(|state| state.to_lowercase().contains("cancel"));
    is_cancelled && reasons.who(row.reason.as_deref(), row.sub_reason.as_deref()) == Some(CancelledBy::Seller)
}

fn counted_by(report: HubReport, day: CancellationDay) -> CountedBy {
    match report {
        HubReport::RtsBreaches => CountedBy::Breach,
        HubReport::PickupReattempts => CountedBy::Measure(Measure::Reattempts),
        HubReport::Returns => CountedBy::Measure(Measure::CustomerReturned),
        HubReport::Orders if day == CancellationDay::Event => CountedBy::Measure(Measure::SellerCancelledEvent),
        HubReport::Orders => CountedBy::Measure(Measure::SellerCancelled),
    }
}

fn compare(
    conn: &Connection,
    id: u32,
    name: String,
    sheet: &HubSheet,
    matched: &HashMap<u32, ShipmentId>,
    facts: u32,
    now: At,
) -> Result<HubImport, StoreError> {
    let shipped = shipped().map_err(|error| StoreError::Unreadable(error.to_string()))?;
    let policies = in_force(conn, &shipped.policies)?;
    let said: Vec<Said> = sheet
        .rows
        .iter()
        .map(|row| said(row, sheet.report, matched.get(&row.row).cloned(), &shipped.reasons))
        .collect();
    let ours = ours(conn, sheet, matched, policies.cancellation_day, now)?;
    let compared = reconcile(sheet.report, &said, &ours, sheet.days);
    let tried = match sheet.days {
        Some(days) => tried(conn, sheet.report, days, now)?,
        None => vec![],
    };
    Ok(HubImport {
        id,
        at: now,
        name,
        report: sheet.report,
        already: false,
        rows: u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX),
        matched: compared.matched,
        unreadable: unreadable(sheet),
        unknown_columns: sheet.unknown_columns.clone(),
        days: sheet.days,
        facts,
        diffs: compared.diffs,
        diff_count: compared.diff_count,
        readings: readings(sheet.report, &said, &tried, (policies.basis, policies.cancellation_day)),
    })
}

/// Rows that could not be read, and cells of the others that could not, in the file's order.
fn unreadable(sheet: &HubSheet) -> Vec<(u32, String)> {
    let cells = sheet.rows.iter().flat_map(|row| row.faults.iter().map(|fault| (row.row, fault.clone())));
    let mut all: Vec<(u32, String)> = sheet.unreadable.iter().cloned().chain(cells).collect();
    all.sort_by_key(|(row, _)| *row);
    all
}

/// Every matched shipment, and every one we count on the file's days.
fn ours(
    conn: &Connection,
    sheet: &HubSheet,
    matched: &HashMap<u32, ShipmentId>,
    day: CancellationDay,
    now: At,
) -> Result<Vec<Counted>, StoreError> {
    let mut units: BTreeMap<ShipmentId, (u32, Option<IndiaDay>)> =
        matched.values().map(|id| (id.clone(), (0, None))).collect();
    let counted = counted_by(sheet.report, day);
    let hits = |from, to| -> Result<_, StoreError> {
        let query = HitQuery { counted, from, to, location: None, now, as_of: None };
        Ok(godown_store::guardrail::hits(conn, &query, MOST_COMPARED)?.0)
    };
    // A matched shipment may be booked by us outside of the file's days; that is a difference with a cause of its own.
    let wide = sheet.days.map(|(first, last)| (IndiaDay(first.0 - 60), IndiaDay(last.0 + 60)));
    for hit in wide.map(|(from, to)| hits(from, to)).transpose()?.unwrap_or_default() {
        let inside = sheet.days.is_some_and(|(first, last)| hit.day >= first && hit.day <= last);
        if inside || units.contains_key(&hit.shipment_id) {
            let entry = units.entry(hit.shipment_id).or_default();
            *entry = (entry.0 + hit.units, Some(hit.day));
        }
    }
    let mut ours = Vec::with_capacity(units.len());
    for (shipment_id, (units, day)) in units {
        let Some(order_id) = godown_store::shipment::order_of(conn, &shipment_id)? else { continue };
        let story = match godown_store::guardrail::facts_of(conn, &shipment_id) {
            Ok((_, story)) => story,
            Err(StoreError::NotFound { .. }) => continue,
            Err(error) => return Err(error),
        };
        ours.push(Counted { shipment_id, order_id, story, units, day });
    }
    Ok(ours)
}

/// What each reading of the definitions gives for the file's days.
fn tried(
    conn: &Connection,
    report: HubReport,
    (from, to): (IndiaDay, IndiaDay),
    now: At,
) -> Result<Vec<Tried>, StoreError> {
    let tally = godown_store::guardrail::tally_now(conn, from, now)?;
    let mut tried = vec![];
    for cancellation_day in [CancellationDay::Approval, CancellationDay::Event] {
        let mut amount = match counted_by(report, cancellation_day) {
            CountedBy::Measure(measure) => tally.sum(None, measure, from, to),
            CountedBy::Breach => {
                let mut due = tally.sum(None, Measure::Due, from, to);
                due -= tally.sum(None, Measure::ReadyInTime, from, to);
                due
            }
        };
        amount.units = amount.units.max(0);
        tried.push(Tried { basis: Basis::Units, cancellation_day, ours: Count(amount.units) });
        tried.push(Tried { basis: Basis::Orders, cancellation_day, ours: Count(amount.orders) });
    }
    Ok(tried)
}
