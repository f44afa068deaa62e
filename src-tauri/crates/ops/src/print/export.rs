//! The ledger taken along as text.

use godown_documents::label_ledger_csv;
use godown_store::document::{Document, DocumentKind};

use super::LedgerQuery;
use crate::desk::blocking;
use crate::papers::MadeFile;
use crate::{Desk, OpsError};

/// Rows read at once.
const PIECE: u32 = 500;
/// Rows a spreadsheet can hold; the newest go into the file.
const MOST: usize = 1_000_000;

impl Desk {
    /// Every label the query finds, on all its pages, newest first, as a table kept with the documents.
    ///
    /// # Errors
    /// [`OpsError::Store`]; [`OpsError::DiskFull`].
    pub async fn export_ledger(&self, query: LedgerQuery) -> Result<Document, OpsError> {
        let labels = self
            .read(move |conn| {
                let mut query = LedgerQuery { limit: PIECE, ..query };
                let mut all = vec![];
                loop {
                    let (mut piece, _) = godown_store::print::labels(conn, &query)?;
                    let is_last = piece.len() < PIECE as usize;
                    query.before = piece.last().map(|label| label.label);
                    all.append(&mut piece);
                    if is_last || all.len() >= MOST {
                        return Ok(all);
                    }
                }
            })
            .await?;
        let title = format!("Label ledger {}, {} labels", self.now().day().to_wire(), labels.len());
        let blobs = self.inner.blobs.clone();
        let made = blocking(move || {
            let bytes = label_ledger_csv(&labels).into_bytes();
            Ok::<_, OpsError>(MadeFile { sha256: blobs.keep(&bytes)?, bytes: bytes.len() as u64, pages: 0 })
        })
        .await?;
        let made = self.noting_disk(made)?;
        self.note_made(made, DocumentKind::Table, title, None).await
    }
}
