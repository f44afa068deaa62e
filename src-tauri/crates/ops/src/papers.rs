//! Papers: the print file of a batch, invoices, lists of our own; pictures and copies of any document.

mod kept;
mod own;
mod print_file;

use std::path::{Path, PathBuf};

use godown_documents::{Rect, render_page_png};
use godown_store::document::{Document, DocumentFilter, DocumentId, DocumentKind, NewDocument};

use crate::desk::blocking;
use crate::feed::Topic;
use crate::{Desk, OpsError};
pub(crate) use kept::KeptFiles;
pub use own::{ListForm, OwnList};
pub use print_file::{Missing, PrintFileMade};

const TOPICS: &[Topic] = &[Topic::Documents, Topic::Batches];

/// A file that was made and kept, before it is noted.
pub(crate) struct MadeFile {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) pages: usize,
}

impl Desk {
    /// Documents, newest first.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn documents(&self, kind: Option<DocumentKind>, limit: u32) -> Result<Vec<Document>, OpsError> {
        let filter = DocumentFilter { kind, limit: limit.min(500), ..DocumentFilter::default() };
        self.read(move |conn| godown_store::document::list(conn, &filter)).await
    }

    /// A picture of a page (from 0), PNG, with the number of pages.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::Document`].
    pub async fn document_page(&self, id: DocumentId, page: u32, width: u32) -> Result<(Vec<u8>, u32), OpsError> {
        let document = self.document(id).await?;
        let blobs = self.inner.blobs.clone();
        let sha256 = document.file.sha256.clone();
        let picture = blocking(move || {
            let bytes = blobs.read(&sha256)?;
            if bytes.starts_with(b"\x89PNG") {
                return Ok(bytes);
            }
            Ok::<_, OpsError>(render_page_png(&bytes, page as usize, width.clamp(60, 1_600))?)
        })
        .await??;
        Ok((picture, document.file.pages))
    }

    /// The bytes of a document, proven by their hash.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::File`].
    pub async fn document_bytes(&self, id: DocumentId) -> Result<Vec<u8>, OpsError> {
        let document = self.document(id).await?;
        let blobs = self.inner.blobs.clone();
        blocking(move || blobs.read(&document.file.sha256)).await?
    }

    /// Writes a copy of a document.
    ///
    /// # Errors
    /// [`OpsError::Input`] for a path that is not a full one; [`OpsError::File`].
    pub async fn save_document(&self, id: DocumentId, path: PathBuf) -> Result<(), OpsError> {
        if !path.is_absolute() {
            return Err(OpsError::Input("Give the full path of the file to write.".into()));
        }
        let document = self.document(id).await?;
        let blobs = self.inner.blobs.clone();
        blocking(move || blobs.copy_to(&document.file.sha256, &path)).await?
    }

    /// Where a copy of a document lies while it is open in another program ([`Desk::open_document`]).
    pub fn document_path(&self, document: &Document) -> PathBuf {
        self.inner.blobs.opened().join(self.copy_name(document))
    }

    /// A file's name made of our own words alone.
    fn copy_name(&self, document: &Document) -> String {
        let ending = self.inner.blobs.ending(&document.file.sha256);
        format!("{}-{}.{ending}", document.file.kind.slug(), document.id)
    }

    /// Lays a copy of a document in the open for another program. It is taken away after an hour, or when the seller is closed.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::Vault`] where the key is not there, [`OpsError::File`].
    pub async fn open_document(&self, id: DocumentId) -> Result<Document, OpsError> {
        let document = self.document(id).await?;
        let (blobs, name, sha256) = (self.inner.blobs.clone(), self.copy_name(&document), document.file.sha256.clone());
        blocking(move || blobs.lay_open(&sha256, &name)).await??;
        Ok(document)
    }

    /// Lays the copy open whose place [`Desk::document_path`] told; does nothing for any other path.
    ///
    /// # Errors
    /// As [`Desk::open_document`].
    pub async fn lay_open(&self, path: &Path) -> Result<(), OpsError> {
        let number = path
            .parent()
            .filter(|folder| *folder == self.inner.blobs.opened())
            .and_then(|_| path.file_stem()?.to_str()?.rsplit('-').next()?.parse().ok());
        match number {
            Some(number) => self.open_document(number).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Bytes of the database and of the kept documents.
    pub async fn sizes(&self) -> Result<(u64, u64), OpsError> {
        let (store, blobs) = (self.inner.store.clone(), self.inner.blobs.clone());
        blocking(move || (store.size_bytes(), blobs.size())).await
    }

    pub(crate) async fn document(&self, id: DocumentId) -> Result<Document, OpsError> {
        let (found, is_erased) = self
            .read(move |conn| Ok((godown_store::document::get(conn, id)?, godown_store::erase::is_erased(conn, id)?)))
            .await?;
        if is_erased {
            return Err(OpsError::NotActionable(
                "This file was erased: it showed buyers whose time here is over.".into(),
            ));
        }
        found.ok_or_else(|| OpsError::NotFound(format!("Document {id}")))
    }

    pub(crate) async fn note_made(
        &self,
        made: MadeFile,
        kind: DocumentKind,
        title: String,
        batch: Option<u32>,
    ) -> Result<Document, OpsError> {
        let file = NewDocument {
            sha256: made.sha256,
            kind,
            title,
            bytes: made.bytes,
            pages: made.pages as u32,
            batch,
            location: None,
            courier: None,
            made_at: self.now(),
        };
        let kept = file.clone();
        let id = self.write(TOPICS, move |tx| godown_store::document::put(tx, &kept)).await?;
        Ok(Document { id, file })
    }
}

pub(crate) fn rect(json: &str) -> Option<Rect> {
    let [x0, y0, x1, y1]: [f64; 4] = serde_json::from_str(json).ok()?;
    Some(Rect { x0, y0, x1, y1 })
}

/// The name of a file offered for saving: letters, digits and hyphens of the title.
pub fn file_name(title: &str) -> String {
    let plain: String = title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    Path::new(&words.join("-")).with_extension("pdf").display().to_string()
}
