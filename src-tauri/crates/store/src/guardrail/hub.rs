//! What Seller Hub's reports told: imports by the content of their file, facts by the key of their row, so that neither the
//! same file nor the same row in a later one is counted twice.

use godown_domain::guardrail::board::HubImport;
use godown_domain::{At, OrderId, OrderItemId, ShipmentId};
use rusqlite::{Connection, Transaction, params};

use super::mark_dirty;
use crate::sql::{first, rows, run};
use crate::{Result, StoreError};

/// What a row of a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HubKind {
    /// A repeated pickup.
    Reattempt,
    /// A return by the buyer.
    Return,
    /// An RTD breach. Settles a shipment nobody here saw before it was over; what we saw ourselves it never overrules.
    Breach,
}

impl HubKind {
    fn number(self) -> i64 {
        match self {
            Self::Reattempt => 1,
            Self::Return => 2,
            Self::Breach => 3,
        }
    }

    pub(super) fn from_number(number: i64) -> Option<Self> {
        [Self::Reattempt, Self::Return, Self::Breach].into_iter().find(|kind| kind.number() == number)
    }
}

/// A fact a report told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHubFact {
    /// What.
    pub kind: HubKind,
    /// What makes the row the same row in every report: ids and instant, in the importer's words.
    pub row_key: String,
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// Line, where the report names one.
    pub item: Option<OrderItemId>,
    /// Units; 0 where it does not say.
    pub units: u32,
    /// When it happened.
    pub at: At,
}

/// Begins an import. `Err(id)` inside: the same file was imported before, under that number.
pub fn begin_import(
    tx: &Transaction<'_>,
    sha256: &str,
    name: &str,
    report: &str,
    now: At,
) -> Result<std::result::Result<u32, u32>> {
    let known = first(tx, "SELECT id FROM hub_import WHERE sha256 = ?1", [sha256], |row| Ok(row.get(0)?))?;
    if let Some(id) = known {
        return Ok(Err(id));
    }
    let sql = "INSERT INTO hub_import (sha256, name, report, at, outcome) VALUES (?1, ?2, ?3, ?4, '')";
    run(tx, sql, (sha256, name, report, now.0))?;
    Ok(Ok(tx.last_insert_rowid() as u32))
}

/// Keeps a fact of an import; `false` when an earlier import told it, or the shipment is not here.
pub fn hub_fact(tx: &Transaction<'_>, import: u32, fact: &NewHubFact, now: At) -> Result<bool> {
    let sql = "SELECT no FROM shipment WHERE shipment_id = ?1";
    let Some(no) = first(tx, sql, [fact.shipment_id.as_str()], |row| Ok(row.get::<_, i64>(0)?))? else {
        return Ok(false);
    };
    let sql = "INSERT OR IGNORE INTO hub_fact (kind, row_key, import, shipment_no, item, units, at, learned_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let item = fact.item.as_ref().map(|item| item.as_str());
    let params = params![fact.kind.number(), fact.row_key, import, no, item, fact.units, fact.at.0, now.0];
    let is_new = tx.prepare_cached(sql)?.execute(params)? > 0;
    if is_new {
        mark_dirty(tx, no)?;
    }
    Ok(is_new)
}

/// Facts of one kind that reports told of a stretch of time, oldest first.
pub fn hub_facts(conn: &Connection, kind: HubKind, from: At, to: At) -> Result<Vec<NewHubFact>> {
    let sql =
        "SELECT h.row_key, s.shipment_id, h.item, h.units, h.at FROM hub_fact h JOIN shipment s ON s.no = h.shipment_no
        WHERE h.kind = ?1 AND h.at BETWEEN ?2 AND ?3 ORDER BY h.at, h.row_key";
    rows(conn, sql, (kind.number(), from.0, to.0), |row| {
        Ok(NewHubFact {
            kind,
            row_key: row.get(0)?,
            shipment_id: row.get::<_, String>(1)?.into(),
            item: row.get::<_, Option<String>>(2)?.map(Into::into),
            units: row.get(3)?,
            at: At(row.get(4)?),
        })
    })
}

/// Keeps what came of an import.
pub fn set_import_outcome(tx: &Transaction<'_>, id: u32, outcome: &HubImport) -> Result<()> {
    run(tx, "UPDATE hub_import SET outcome = ?2 WHERE id = ?1", (id, serde_json::to_string(outcome)?))?;
    Ok(())
}

/// One import with its differences.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn import(conn: &Connection, id: u32) -> Result<HubImport> {
    let sql = "SELECT outcome FROM hub_import WHERE id = ?1 AND outcome <> ''";
    let text: Option<String> = first(conn, sql, [id], |row| Ok(row.get(0)?))?;
    Ok(serde_json::from_str(&text.ok_or_else(|| StoreError::not_found(format!("Import {id}")))?)?)
}

/// Imports, newest first.
pub fn imports(conn: &Connection) -> Result<Vec<HubImport>> {
    let sql = "SELECT outcome FROM hub_import WHERE outcome <> '' ORDER BY id DESC";
    rows(conn, sql, [], |row| Ok(serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or_default())?))
}

/// The shipments of an order that hold a line, or all of them where no line is named.
pub fn shipments_of_order(conn: &Connection, order: &OrderId, item: Option<&OrderItemId>) -> Result<Vec<ShipmentId>> {
    let sql = "SELECT s.shipment_id FROM shipment s WHERE s.order_id = ?1 AND (?2 IS NULL OR EXISTS
          (SELECT 1 FROM shipment_item i WHERE i.shipment_no = s.no AND i.order_item_id = ?2)) ORDER BY s.no";
    rows(conn, sql, (order.as_str(), item.map(|item| item.as_str())), |row| Ok(row.get::<_, String>(0)?.into()))
}
