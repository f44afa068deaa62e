//! Documents: files known by their SHA-256, their pages matched to shipments, and which labels are on this computer. The
//! files themselves lie beside the database; a row is written after its file is safely on the disk.

use godown_domain::{At, ShipmentId};
use rusqlite::{Connection, Transaction, named_params};

use crate::change::{self, Tag};
use crate::sql::{first, rows, run};
use crate::{Result, StoreError};

/// Number of a document.
pub type DocumentId = u32;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Labels as fetched (invoice on the same sheet, mostly).
    Label,
    /// Invoices.
    Invoice,
    /// Labels laid out for paper.
    PrintFile,
    /// What the courier signs.
    Manifest,
    /// What to fetch from the shelves.
    PickList,
    /// What goes into which parcel.
    PackingList,
    /// Counts of a batch, and what is missing.
    BatchSheet,
    /// Our own list of what a courier takes away.
    HandoverList,
    /// The weekly report of the guardrails.
    Report,
    /// The guardrails as a workbook.
    Workbook,
    /// The guardrails as text with commas.
    Table,
    /// A picture of a label that does not scan, PNG.
    Picture,
    /// Anything else.
    Other,
}

impl DocumentKind {
    /// The word in the database.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Invoice => "invoice",
            Self::PrintFile => "print-file",
            Self::Manifest => "manifest",
            Self::PickList => "pick-list",
            Self::PackingList => "packing-list",
            Self::BatchSheet => "batch-sheet",
            Self::HandoverList => "handover-list",
            Self::Report => "report",
            Self::Workbook => "workbook",
            Self::Table => "table",
            Self::Picture => "picture",
            Self::Other => "other",
        }
    }

    /// Reads the database's word.
    pub fn from_slug(slug: &str) -> Self {
        [
            Self::Label,
            Self::Invoice,
            Self::PrintFile,
            Self::Manifest,
            Self::PickList,
            Self::PackingList,
            Self::BatchSheet,
            Self::HandoverList,
            Self::Report,
            Self::Workbook,
            Self::Table,
            Self::Picture,
        ]
        .into_iter()
        .find(|kind| kind.slug() == slug)
        .unwrap_or(Self::Other)
    }
}

/// A document to be noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Title for people.
    pub title: String,
    /// Size of the file.
    pub bytes: u64,
    /// Pages.
    pub pages: u32,
    /// The batch it was made for.
    pub batch: Option<u32>,
    /// Warehouse.
    pub location: Option<String>,
    /// Courier.
    pub courier: Option<String>,
    /// When the request for it was sent, or when it was made here.
    pub made_at: At,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its number.
    pub id: DocumentId,
    /// What is known of it.
    pub file: NewDocument,
}

/// One page of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Page, from 1.
    pub page: u32,
    /// Shipment it belongs to; `None` for a page that could not be matched.
    pub shipment_id: Option<ShipmentId>,
    /// AWB found on it.
    pub tracking_id: Option<String>,
    /// Where the label lies on the page, as JSON.
    pub label_box: Option<String>,
    /// How the match was proved, in one word: `barcode`, `text`, `unmatched`, …
    pub check: String,
}

/// Where the label of a shipment is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelRef {
    /// Document.
    pub document: DocumentId,
    /// Page in it, from 1.
    pub page: u32,
    /// SHA-256 of the file.
    pub sha256: String,
    /// AWB found on the page.
    pub tracking_id: Option<String>,
    /// Where the label lies on the page, as JSON.
    pub box_json: Option<String>,
    /// How the match was proved, in one word: see [`Page::check`].
    pub check: String,
    /// When it was fetched.
    pub fetched_at: At,
    /// The order changed since.
    pub stale: bool,
}

/// Which documents a list shows, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Only this kind.
    pub kind: Option<DocumentKind>,
    /// Only of this batch.
    pub batch: Option<u32>,
    /// Older than this document: the last one of the page before.
    pub before: Option<DocumentId>,
    /// At most so many.
    pub limit: u32,
}

/// Notes a document. The same file of the same kind for the same batch is one document, made anew.
pub fn put(tx: &Transaction<'_>, new: &NewDocument) -> Result<DocumentId> {
    let sql = "SELECT id FROM document WHERE sha256 = ?1 AND kind = ?2 AND batch IS ?3";
    let known = first(tx, sql, (&new.sha256, new.kind.slug(), new.batch), |row| Ok(row.get::<_, DocumentId>(0)?))?;
    let sql = "INSERT INTO document (id, sha256, kind, title, bytes, pages, batch, location_id, courier, made_at)
        VALUES (:id, :sha256, :kind, :title, :bytes, :pages, :batch, :location, :courier, :made_at)
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, made_at = max(made_at, excluded.made_at), erased_at = NULL
        RETURNING id";
    let id: DocumentId = tx.prepare_cached(sql)?.query_row(
        named_params! {
            ":id": known, ":sha256": new.sha256, ":kind": new.kind.slug(), ":title": new.title,
            ":bytes": i64::try_from(new.bytes).unwrap_or(i64::MAX), ":pages": new.pages, ":batch": new.batch,
            ":location": new.location, ":courier": new.courier, ":made_at": new.made_at.0,
        },
        |row| row.get(0),
    )?;
    change::append(tx, Tag::Document, Some(&id.to_string()))?;
    Ok(id)
}

/// Notes what is on the pages of a document, replacing what was noted before. For a label document, each matched shipment
/// has its label from now on: fresh, unless the order changed after the document was asked for; and to be printed again if
/// it replaces a stale one.
pub fn set_pages(tx: &Transaction<'_>, document: DocumentId, pages: &[Page]) -> Result<()> {
    let head = get(tx, document)?.ok_or_else(|| StoreError::not_found(format!("Document {document}")))?;
    run(tx, "DELETE FROM document_page WHERE document = ?1", [document])?;
    for page in pages {
        let id = page.shipment_id.as_ref().map(|id| id.as_str());
        let sql = "INSERT INTO document_page (document, page, shipment_no, tracking_id, label_box, check_word)
            VALUES (?1, ?2, (SELECT no FROM shipment WHERE shipment_id = ?3), ?4, ?5, ?6)";
        run(tx, sql, (document, page.page, id, &page.tracking_id, &page.label_box, &page.check))?;
        let Some(id) = id.filter(|_| head.file.kind == DocumentKind::Label) else { continue };
        let sql = "UPDATE shipment SET label_at = ?2, is_label_stale = ifnull(live_changed_at >= ?2, 0),
              printed_at = CASE WHEN is_label_stale THEN NULL ELSE printed_at END
            WHERE shipment_id = ?1 AND ifnull(label_at, 0) <= ?2";
        if run(tx, sql, (id, head.file.made_at.0))? > 0 {
            change::append(tx, Tag::Shipment, Some(id))?;
        }
    }
    change::append(tx, Tag::Document, Some(&document.to_string()))
}

const SELECT: &str = "SELECT id, sha256, kind, title, bytes, pages, batch, location_id, courier, made_at FROM document";

fn document(row: &rusqlite::Row<'_>) -> Result<Document> {
    let file = NewDocument {
        sha256: row.get(1)?,
        kind: DocumentKind::from_slug(row.get_ref(2)?.as_str().unwrap_or_default()),
        title: row.get(3)?,
        bytes: u64::try_from(row.get::<_, i64>(4)?).unwrap_or(0),
        pages: row.get(5)?,
        batch: row.get(6)?,
        location: row.get(7)?,
        courier: row.get(8)?,
        made_at: At(row.get(9)?),
    };
    Ok(Document { id: row.get(0)?, file })
}

/// A document by its number.
pub fn get(conn: &Connection, id: DocumentId) -> Result<Option<Document>> {
    first(conn, &format!("{SELECT} WHERE id = ?1"), [id], document)
}

/// A page of the list of documents, newest first, without those whose file was erased.
pub fn list(conn: &Connection, filter: &DocumentFilter) -> Result<Vec<Document>> {
    let sql = format!(
        "{SELECT} WHERE erased_at IS NULL AND (:kind IS NULL OR kind = :kind) AND (:batch IS NULL OR batch = :batch)
          AND (:before IS NULL OR id < :before) ORDER BY id DESC LIMIT :limit"
    );
    let params = named_params! {
        ":kind": filter.kind.map(DocumentKind::slug), ":batch": filter.batch, ":before": filter.before,
        ":limit": filter.limit,
    };
    rows(conn, &sql, params, document)
}

/// The pages of a document.
pub fn pages(conn: &Connection, document: DocumentId) -> Result<Vec<Page>> {
    let sql = "SELECT p.page, s.shipment_id, p.tracking_id, p.label_box, p.check_word FROM document_page p
        LEFT JOIN shipment s ON s.no = p.shipment_no WHERE p.document = ?1 ORDER BY p.page";
    rows(conn, sql, [document], |row| {
        Ok(Page {
            page: row.get(0)?,
            shipment_id: row.get::<_, Option<String>>(1)?.map(Into::into),
            tracking_id: row.get(2)?,
            label_box: row.get(3)?,
            check: row.get(4)?,
        })
    })
}

/// Every label page of a shipment in its newest label document, in page order: one per box.
pub fn labels_of(conn: &Connection, id: &ShipmentId) -> Result<Vec<LabelRef>> {
    let sql = "SELECT d.id, p.page, d.sha256, p.tracking_id, p.label_box, d.made_at, s.is_label_stale,
          p.check_word FROM shipment s JOIN document_page p ON p.shipment_no = s.no JOIN document d ON d.id = p.document
        WHERE s.shipment_id = ?1 AND d.kind = 'label' AND d.erased_at IS NULL
        ORDER BY d.made_at DESC, d.id DESC, p.page";
    let mut labels = rows(conn, sql, [id.as_str()], |row| {
        Ok(LabelRef {
            document: row.get(0)?,
            page: row.get(1)?,
            sha256: row.get(2)?,
            tracking_id: row.get(3)?,
            box_json: row.get(4)?,
            fetched_at: At(row.get(5)?),
            stale: row.get(6)?,
            check: row.get(7)?,
        })
    })?;
    let newest = labels.first().map(|label| label.document);
    labels.retain(|label| Some(label.document) == newest);
    Ok(labels)
}

/// The label of a shipment: the first page of [`labels_of`].
pub fn label_of(conn: &Connection, id: &ShipmentId) -> Result<Option<LabelRef>> {
    Ok(labels_of(conn, id)?.into_iter().next())
}

/// Packed shipments without a fresh label on this computer, most pressing first.
pub fn labels_missing(conn: &Connection, limit: u32) -> Result<Vec<ShipmentId>> {
    // 3: to print. A held one cannot be dispatched, so its label can wait.
    let sql = "SELECT shipment_id FROM shipment WHERE standing = 3 AND (label_at IS NULL OR is_label_stale = 1)
        ORDER BY due_at, first_sku, no LIMIT ?1";
    rows(conn, sql, [limit], |row| Ok(row.get::<_, String>(0)?.into()))
}

/// Notes that the label of a shipment no longer fits, whatever the reason; it is fetched again.
pub fn mark_stale(tx: &Transaction<'_>, id: &ShipmentId, at: At) -> Result<()> {
    let sql = "UPDATE shipment SET is_label_stale = label_at IS NOT NULL, live_changed_at = max(ifnull(live_changed_at, 0), ?2)
        WHERE shipment_id = ?1";
    run(tx, sql, (id.as_str(), at.0))?;
    change::append(tx, Tag::Shipment, Some(id.as_str()))
}

#[cfg(test)]
mod tests;
