//! Guardrails on disk: facts, stories and the tally (`docs/guardrails.md` 1), kept up as shipments change.
//!
//! A merge marks its shipment dirty in its own transaction; [`drain`] takes dirty ones, tells their facts anew, and moves what
//! their order counts from where it counted before to where it counts now. Everything here but what imports told can be made
//! again from the timeline ([`rebuild_step`]) and is then the same to the bit.

mod alert;
mod cohort;
mod cohort_past;
mod columns;
mod deltas;
mod drain;
mod hits;
mod hub;
mod load;
mod news;
mod rebuild;
mod returns;
mod rewind;
mod tally;

use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::{At, LocationId, ShipmentId};
use rusqlite::Transaction;

use crate::Result;
use crate::sql::{first, run};

pub use alert::{alert_over, alert_seen, alerts, raise_alert, standing_causes, unseen_alerts, was_raised};
pub use cohort::{asked, cohort_rows, open_shipments, past, ready_between};
pub use cohort_past::cohort_rows_as_of;
pub use drain::{drain, facts_of, pending};
pub use hits::{Counted, HitQuery, hits};
pub use hub::{
    HubKind, NewHubFact, begin_import, hub_fact, hub_facts, import, imports, set_import_outcome, shipments_of_order,
};
pub use news::{
    ReasonCount, cancellation_reasons, is_known, moved_earlier, report_word, shipment_of_parcel, shipments_of_items,
    waiting_with_same_sku,
};
pub use rebuild::{RebuildStep, begin_rebuild, is_rebuilding, rebuild_step, use_tables, uses_tables};
pub use returns::return_seen;
pub use rewind::{earliest, tally_as_of};
pub use tally::{covered_from, days_covered, due_today, read_tally, tally_now};

/// Notes that a shipment's facts may have changed.
pub(crate) fn mark_dirty(tx: &Transaction<'_>, no: i64) -> Result<()> {
    run(tx, "INSERT OR IGNORE INTO tally_dirty (shipment_no) VALUES (?1)", [no])?;
    Ok(())
}

/// Notes the pin code a warehouse ships from. A new one is a new judgement of near and far for all it ever sent.
pub(crate) fn ships_from(tx: &Transaction<'_>, location: &LocationId, pin: &str) -> Result<()> {
    let sql = "SELECT pin FROM location_pin WHERE location_id = ?1";
    let known: Option<String> = first(tx, sql, [location.as_str()], |row| Ok(row.get(0)?))?;
    if known.as_deref() == Some(pin) {
        return Ok(());
    }
    run(tx, "INSERT OR REPLACE INTO location_pin (location_id, pin) VALUES (?1, ?2)", (location.as_str(), pin))?;
    let sql = "INSERT OR IGNORE INTO tally_dirty (shipment_no)
        SELECT no FROM shipment WHERE location_id = ?1 AND pin IS NOT NULL";
    run(tx, sql, [location.as_str()])?;
    Ok(())
}

/// Notes that the marketplace showed a shipment in one of its lists of cancellations (contract 8.1, `cancellationType`).
/// Belongs into the transaction that merges it, after the merge.
pub fn seen_in_list(tx: &Transaction<'_>, id: &ShipmentId, whose: CancelledBy) -> Result<()> {
    let whose = match whose {
        CancelledBy::Seller => 0,
        CancelledBy::Buyer => 1,
        CancelledBy::Marketplace => 2,
        CancelledBy::Unknown => return Ok(()),
    };
    // Learned no earlier than what was seen of the shipment itself, so that it never slips in before what was told.
    let sql = "INSERT OR IGNORE INTO cancelled_list (shipment_no, whose, at)
        SELECT no, ?2, seen_at FROM shipment WHERE shipment_id = ?1";
    if run(tx, sql, (id.as_str(), whose))? > 0 {
        let sql = "INSERT OR IGNORE INTO tally_dirty (shipment_no) SELECT no FROM shipment WHERE shipment_id = ?1";
        run(tx, sql, [id.as_str()])?;
    }
    Ok(())
}

/// Takes the instant of a column that may be empty.
fn at(ms: Option<i64>) -> Option<At> {
    ms.map(At)
}

#[cfg(test)]
mod tests;
