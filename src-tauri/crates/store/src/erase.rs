//! Forgetting buyers: names, addresses and the files that show them go some days after the parcel arrived, or came to its end
//! in another way. Town, pin code and state stay with the shipment: the guardrails count zones by them.
//!
//! What is taken away is overwritten (SQLite's `secure_delete`), and [`crate::Store::fold_journal`] empties the journal.
//! Backups never hold buyers ([`crate::buyer`]).

use godown_domain::At;
use godown_domain::india::HOUR;
use rusqlite::{Connection, Transaction, named_params};

use crate::Result;
use crate::change::{self, Tag};
use crate::document::DocumentId;
use crate::sql::{rows, run};

/// A parcel of which nothing was heard for so long has come to its end, wherever it is.
const SILENT_MS: i64 = 60 * 24 * HOUR;

/// When a shipment `s` came to its end, as SQL: no later than the first of what the marketplace told and what was seen here.
/// 7 and above: delivered, cancelled, or in a state nobody knows.
fn ended() -> String {
    format!(
        "CASE WHEN s.standing >= 7 THEN
            min(ifnull(s.updated_at, s.seen_at),
                ifnull((SELECT min(o.at) FROM observation o WHERE o.shipment_no = s.no AND o.field = 'state'
                        AND o.new IN ('DELIVERED', 'COMPLETED', 'CANCELLED', 'RETURN_REQUESTED', 'RETURNED')),
                       ifnull((SELECT max(o.at) FROM observation o WHERE o.shipment_no = s.no AND o.field = 'state'),
                              s.first_seen_at)))
          ELSE ifnull(s.updated_at, s.first_seen_at) + {SILENT_MS} END"
    )
}

/// Forgets the buyers of up to `limit` shipments that came to their end before `before`; answers of how many.
pub fn buyers(tx: &Transaction<'_>, before: At, at: At, limit: u32) -> Result<u32> {
    let sql = format!(
        "UPDATE buyer_private SET sealed = NULL, fingerprint = NULL, erased_at = :at WHERE shipment_no IN (
           SELECT b.shipment_no FROM buyer_private b INDEXED BY buyer_private_kept JOIN shipment s ON s.no = b.shipment_no
           WHERE b.sealed IS NOT NULL AND {} <= :before LIMIT :limit)",
        ended()
    );
    let done = tx.prepare_cached(&sql)?.execute(named_params! { ":at": at.0, ":before": before.0, ":limit": limit })?;
    Ok(u32::try_from(done).unwrap_or(u32::MAX))
}

/// A document whose file is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueFile {
    /// The document.
    pub document: DocumentId,
    /// Its file.
    pub sha256: String,
}

/// Up to `limit` documents with a parcel on them that came to its end before `before`, and papers of a pickup or a list that
/// are as old. Reports and tables name no buyer and stay.
pub fn due_files(conn: &Connection, before: At, limit: u32) -> Result<Vec<DueFile>> {
    let ended = ended();
    let sql = format!(
        "SELECT d.id, d.sha256 FROM document d INDEXED BY document_kept
         WHERE d.erased_at IS NULL AND d.kind NOT IN ('report', 'workbook', 'table') AND (
           EXISTS (SELECT 1 FROM document_page p JOIN shipment s ON s.no = p.shipment_no
                   WHERE p.document = d.id AND {ended} <= :before)
           OR EXISTS (SELECT 1 FROM batch_item i JOIN shipment s ON s.no = i.shipment_no
                      WHERE i.batch = d.batch AND {ended} <= :before)
           OR (d.kind = 'picture' AND EXISTS (SELECT 1 FROM print_item i JOIN shipment s ON s.no = i.shipment_no
                                              WHERE i.picture = d.id AND {ended} <= :before))
           OR (d.made_at <= :before AND d.batch IS NULL AND d.kind <> 'picture' AND NOT EXISTS
                (SELECT 1 FROM document_page p WHERE p.document = d.id AND p.shipment_no IS NOT NULL)))
         ORDER BY d.id LIMIT :limit"
    );
    rows(conn, &sql, named_params! { ":before": before.0, ":limit": limit }, |row| {
        Ok(DueFile { document: row.get(0)?, sha256: row.get(1)? })
    })
}

/// Whether a kept document other than those of `due` has the same file.
pub fn is_shared(conn: &Connection, due: &[DueFile], sha256: &str) -> Result<bool> {
    let sql = "SELECT id FROM document WHERE sha256 = ?1 AND erased_at IS NULL";
    let all: Vec<DocumentId> = rows(conn, sql, [sha256], |row| Ok(row.get(0)?))?;
    Ok(all.iter().any(|id| due.iter().all(|due| due.document != *id)))
}

/// Notes that the files of these documents are gone. A label that was on one of them alone is no longer on this computer: it
/// is fetched again where its parcel still waits for it.
pub fn files_gone(tx: &Transaction<'_>, gone: &[DueFile], at: At) -> Result<()> {
    for DueFile { document, .. } in gone {
        run(tx, "UPDATE document SET erased_at = ?2 WHERE id = ?1", (document, at.0))?;
        let sql = "UPDATE shipment SET label_at = NULL, is_label_stale = 0 WHERE label_at IS NOT NULL
              AND no IN (SELECT shipment_no FROM document_page WHERE document = ?1)
              AND NOT EXISTS (SELECT 1 FROM document_page p JOIN document d ON d.id = p.document
                              WHERE p.shipment_no = shipment.no AND d.kind = 'label' AND d.erased_at IS NULL)";
        run(tx, sql, [document])?;
        change::append(tx, Tag::Document, Some(&document.to_string()))?;
    }
    Ok(())
}

/// Forgets the shapes of wire items that could not be read before `before`.
pub fn quarantined(tx: &Transaction<'_>, before: At) -> Result<()> {
    run(tx, "DELETE FROM quarantine WHERE at < ?1", [before.0])?;
    Ok(())
}

/// Whether the file of a document was erased.
pub fn is_erased(conn: &Connection, document: DocumentId) -> Result<bool> {
    let found =
        crate::sql::first(conn, "SELECT erased_at IS NOT NULL FROM document WHERE id = ?1", [document], |row| {
            Ok(row.get(0)?)
        })?;
    Ok(found.unwrap_or(false))
}

#[cfg(test)]
mod tests;
