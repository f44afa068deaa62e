//! What changed, in order, so that open windows know what to read again. Rows are written in the transaction of the
//! change itself, by the functions of this crate.

use rusqlite::Connection;

use crate::Result;
use crate::sql::{first, rows, run};

/// Rows kept; a listener further behind is told to read everything again.
const KEPT: i64 = 50_000;
/// Old rows are dropped every so many.
const PRUNE_EVERY: i64 = 4_096;

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// A shipment.
    Shipment,
    /// An intent; the id is the shipment's.
    Intent,
    /// A batch.
    Batch,
    /// A document.
    Document,
    /// Pickups waiting for a courier.
    Handover,
    /// A preference or a saved view.
    Setting,
    /// Freshness of the picture.
    Sync,
    /// Everything: the listener is too far behind to be told one by one.
    All,
}

impl Tag {
    /// The word in the database.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Shipment => "shipment",
            Self::Intent => "intent",
            Self::Batch => "batch",
            Self::Document => "document",
            Self::Handover => "handover",
            Self::Setting => "setting",
            Self::Sync => "sync",
            Self::All => "all",
        }
    }

    fn from_slug(slug: &str) -> Self {
        [Self::Shipment, Self::Intent, Self::Batch, Self::Document, Self::Handover, Self::Setting, Self::Sync]
            .into_iter()
            .find(|tag| tag.slug() == slug)
            .unwrap_or(Self::All)
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its number, growing.
    pub seq: i64,
    /// What it is about.
    pub tags: Vec<Tag>,
    /// Which ones: shipment ids, or the number of a batch or document as text.
    pub ids: Vec<String>,
}

/// Appends a change.
pub(crate) fn append(conn: &Connection, tag: Tag, id: Option<&str>) -> Result<()> {
    run(conn, "INSERT INTO change_log (tag, id) VALUES (?1, ?2)", (tag.slug(), id))?;
    let seq = conn.last_insert_rowid();
    if seq % PRUNE_EVERY == 0 {
        run(conn, "DELETE FROM change_log WHERE seq <= ?1", [seq - KEPT])?;
    }
    Ok(())
}

/// Number of the newest change, 0 before the first.
pub fn head(conn: &Connection) -> Result<i64> {
    let seq = first(conn, "SELECT max(seq) FROM change_log", [], |row| Ok(row.get::<_, Option<i64>>(0)?))?.flatten();
    Ok(seq.unwrap_or(0))
}

/// Changes after `seq`, oldest first. A listener so far behind that rows are gone gets one [`Tag::All`] row first.
pub fn since(conn: &Connection, seq: i64) -> Result<Vec<ChangeRow>> {
    let mut changes = rows(conn, "SELECT seq, tag, id FROM change_log WHERE seq > ?1 ORDER BY seq", [seq], |row| {
        let tag = Tag::from_slug(row.get_ref(1)?.as_str().unwrap_or_default());
        let id: Option<String> = row.get(2)?;
        Ok(ChangeRow { seq: row.get(0)?, tags: vec![tag], ids: id.into_iter().collect() })
    })?;
    let oldest = changes.first().map_or_else(|| head(conn).map(|head| head + 1), |change| Ok(change.seq))?;
    if oldest > seq + 1 {
        changes.insert(0, ChangeRow { seq: oldest - 1, tags: vec![Tag::All], ids: vec![] });
    }
    Ok(changes)
}
