//! Papers: the print file of a batch, invoices, pick lists; pictures and copies of any document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use godown_documents::{
    DocumentError, InvoicePart, Layout, PickList, PickRow, PlacedInvoice, PlacedLabel, PrintFile, Rect, ScaleMode,
    Source, invoices_file, page_count, pick_list_pdf, print_file, render_page_png,
};
use godown_domain::print::{LabelLayout, Paper};
use godown_domain::view::Selection;
use godown_domain::{Block, ShipmentId, ShipmentState};
use godown_store::batch::BatchItem;
use godown_store::document::{Document, DocumentFilter, DocumentId, DocumentKind, LabelRef, NewDocument};
use godown_store::print::{NewLabel, NewRun};

use crate::desk::blocking;
use crate::feed::Topic;
use crate::sellers::write_whole;
use crate::{Desk, OpsError};

const TOPICS: &[Topic] = &[Topic::Documents, Topic::Batches];

/// A print file with what is not in it.
#[derive(Debug, Clone)]
pub struct PrintFileMade {
    /// The document.
    pub document: Document,
    /// Labels in it.
    pub labels: u32,
    /// Shipments without a label in it, and why.
    pub missing: Vec<(ShipmentId, Missing)>,
    /// Labels whose frame was not found by its anchors.
    pub check: u32,
}

/// Why a shipment of a batch has no label in the print file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// It did not go with the batch.
    DidNotGo(Block),
    /// The marketplace refused to make a label.
    Refused,
    /// One of its forms could not be made, and no label without it.
    FormFailed,
    /// Cancelled: its label must not be printed.
    Cancelled,
    /// On hold: its label must wait.
    OnHold,
    /// The label is not on this computer yet.
    NoLabel,
    /// The order changed after the label was fetched; a new one is being fetched.
    Stale,
}

impl Missing {
    /// Stable code for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DidNotGo(block) => block.code(),
            Self::Refused => "REFUSED",
            Self::FormFailed => "FORM_FAILED",
            Self::Cancelled => "CANCELLED",
            Self::OnHold => "ON_HOLD",
            Self::NoLabel => "NO_LABEL",
            Self::Stale => "LABEL_STALE",
        }
    }
}

/// A shipment left out of a print file, and why.
type Left = (ShipmentId, Missing);

/// One label of the file to be, with where it lies.
struct Chosen {
    label: LabelRef,
    stamp: Option<String>,
}

impl Desk {
    /// Makes the print file of a batch: every label that may be printed, cropped to its frame, in the batch's order.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] where no label can be printed yet; [`OpsError::Document`], [`OpsError::Store`].
    pub async fn make_print_file(&self, batch: u32) -> Result<PrintFileMade, OpsError> {
        self.freshen_batch(batch).await;
        let chosen_layout = self.settings().layout;
        let stamp = !chosen_layout.strip.is_empty();
        let (chosen, missing) = self.read(move |conn| choose(conn, batch, stamp)).await?;
        if chosen.is_empty() {
            return Err(OpsError::NotActionable("No label of this batch can be printed yet.".into()));
        }
        let labels = chosen.len() as u32;
        let check = chosen.iter().filter(|chosen| chosen.label.box_json.is_none()).count() as u32;
        let layout = layout(&chosen_layout);
        let blobs = self.inner.blobs.clone();
        let (sha256, made) = blocking(move || {
            let (files, placed) = place(&chosen, |sha256| blobs.read(sha256))?;
            let sources: Vec<Source<'_>> = files.iter().map(|bytes| Source { bytes }).collect();
            let made = print_file(&sources, &placed, &layout)?;
            Ok::<_, OpsError>((blobs.keep(&made.bytes)?, made))
        })
        .await??;
        let title = format!("Print file, batch {batch}, {labels} labels");
        let document = self.note_made(sha256, DocumentKind::PrintFile, title, &made, Some(batch)).await?;
        let id = document.id;
        self.write(TOPICS, move |tx| godown_store::batch::set_print_file(tx, batch, id)).await?;
        Ok(PrintFileMade { document, labels, missing, check })
    }

    /// Keeps that a person printed the print file of a batch by other means: each of its labels that is not on paper yet is
    /// confirmed by that person.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] where there is no print file; [`OpsError::Store`].
    pub async fn print_file_printed(&self, batch: u32) -> Result<(), OpsError> {
        let (now, by, layout) = (self.now(), self.by(), self.settings().layout);
        let done = self
            .write(crate::print::TOPICS, move |tx| {
                let found = godown_store::batch::get(tx, batch)?;
                if found.is_none_or(|batch| batch.print_file.is_none()) {
                    return Ok(false);
                }
                let (chosen, _) = choose(tx, batch, false)?;
                let mut labels = vec![];
                for (Chosen { label, .. }, position) in chosen.into_iter().zip(1..) {
                    let pages = godown_store::document::pages(tx, label.document)?;
                    let owner = pages.into_iter().find(|page| page.page == label.page).and_then(|page| page.shipment_id);
                    let (Some(shipment_id), Some(tracking_id)) = (owner, label.tracking_id) else { continue };
                    labels.push(NewLabel {
                        position,
                        shipment_id,
                        tracking_id,
                        document: label.document,
                        page: label.page,
                        strip: String::new(),
                        reason: None,
                        words: String::new(),
                    });
                }
                let new = NewRun {
                    client_key: uuid::Uuid::now_v7().to_string(),
                    title: format!("Batch {batch}, saved print file"),
                    batch: Some(batch),
                    after: None,
                    station: by.clone(),
                    by,
                    printer: None,
                    printer_name: String::new(),
                    language: godown_domain::print::Language::Pdf,
                    dpi: 203,
                    layout,
                    has_looked: true,
                    stop_after: None,
                    at: now,
                };
                godown_store::print::printed_by_hand(tx, &new, &labels)?;
                Ok(true)
            })
            .await?;
        if done { Ok(()) } else { Err(OpsError::NotActionable("Make the print file first.".into())) }
    }

    /// The invoices of a batch, in its order, as one file.
    ///
    /// # Errors
    /// As [`Desk::make_print_file`].
    pub async fn make_invoices(&self, batch: u32) -> Result<Document, OpsError> {
        let wanted = self
            .read(move |conn| {
                let (chosen, _) = choose(conn, batch, false)?;
                let mut wanted: Vec<(String, u32, InvoicePart)> = vec![];
                for Chosen { label, .. } in chosen {
                    let pages = godown_store::document::pages(conn, label.document)?;
                    let owner = pages.iter().find(|page| page.page == label.page).and_then(|p| p.shipment_id.clone());
                    for page in pages.iter().filter(|page| page.shipment_id == owner) {
                        wanted.push((label.sha256.clone(), page.page, InvoicePart::Whole));
                    }
                }
                Ok(wanted)
            })
            .await?;
        if wanted.is_empty() {
            return Err(OpsError::NotActionable("No invoice of this batch is on this computer yet.".into()));
        }
        let blobs = self.inner.blobs.clone();
        let (sha256, made) = blocking(move || {
            let mut shelf = Shelf::default();
            let mut placed = vec![];
            for (sha256, page, part) in wanted {
                let source = shelf.source(&sha256, |sha256| blobs.read(sha256))?;
                placed.push(PlacedInvoice { source, page: page.saturating_sub(1) as usize, part });
            }
            let sources: Vec<Source<'_>> = shelf.files.iter().map(|bytes| Source { bytes }).collect();
            let made = invoices_file(&sources, &placed)?;
            Ok::<_, OpsError>((blobs.keep(&made.bytes)?, made))
        })
        .await??;
        let title = format!("Invoices, batch {batch}");
        self.note_made(sha256, DocumentKind::Invoice, title, &made, Some(batch)).await
    }

    /// A pick list: what to fetch from the shelves, totalled by SKU.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] for an empty choice; [`OpsError::Document`], [`OpsError::Store`].
    pub async fn make_pick_list(&self, selection: Selection) -> Result<Document, OpsError> {
        let now = self.now();
        let (shipments, rows) = self
            .read(move |conn| {
                let ids = godown_store::view::ids(conn, &selection, now)?;
                let mut rows: BTreeMap<String, PickRow> = BTreeMap::new();
                for id in &ids {
                    let Some(stored) = godown_store::shipment::get(conn, id)? else { continue };
                    for item in stored.facts.live_items() {
                        let row = rows.entry(item.sku.0.clone()).or_insert_with(|| PickRow {
                            sku: item.sku.0.clone(),
                            title: item.title.clone(),
                            quantity: 0,
                            shipments: 0,
                            bin: None,
                        });
                        row.quantity += item.quantity;
                        row.shipments += 1;
                    }
                }
                Ok((ids.len(), rows.into_values().collect::<Vec<_>>()))
            })
            .await?;
        if rows.is_empty() {
            return Err(OpsError::NotActionable("There is nothing to pick in this choice.".into()));
        }
        let title = format!("Pick list, {shipments} shipments");
        let made_at_text = now.clock_text(godown_domain::IndiaDay(0));
        let list = PickList { title: title.clone(), made_at_text, rows };
        let blobs = self.inner.blobs.clone();
        let (sha256, made) = blocking(move || {
            let bytes = pick_list_pdf(&list)?;
            let pages = page_count(&bytes)?;
            Ok::<_, OpsError>((blobs.keep(&bytes)?, PrintFile { pages, labels: 0, bytes }))
        })
        .await??;
        self.note_made(sha256, DocumentKind::PickList, title, &made, None).await
    }

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
        let bytes = self.document_bytes(id).await?;
        blocking(move || write_whole(&path, &bytes)).await?
    }

    /// Where the file of a document lies.
    pub fn document_path(&self, document: &Document) -> PathBuf {
        self.inner.blobs.path(&document.file.sha256)
    }

    /// Bytes of the database and of the kept documents.
    pub async fn sizes(&self) -> Result<(u64, u64), OpsError> {
        let (store, blobs) = (self.inner.store.clone(), self.inner.blobs.clone());
        blocking(move || (store.size_bytes(), blobs.size())).await
    }

    pub(crate) async fn document(&self, id: DocumentId) -> Result<Document, OpsError> {
        let found = self.read(move |conn| godown_store::document::get(conn, id)).await?;
        found.ok_or_else(|| OpsError::NotFound(format!("Document {id}")))
    }

    pub(crate) async fn note_made(
        &self,
        sha256: String,
        kind: DocumentKind,
        title: String,
        made: &PrintFile,
        batch: Option<u32>,
    ) -> Result<Document, OpsError> {
        let file = NewDocument {
            sha256,
            kind,
            title,
            bytes: made.bytes.len() as u64,
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

    /// Before paper: the shipments of the batch are looked at once more, so that nothing cancelled is printed. Without a
    /// line the last picture decides.
    async fn freshen_batch(&self, batch: u32) {
        let Ok(client) = self.client() else { return };
        let before = self.now().plus(-godown_domain::india::MINUTE);
        let old = self
            .read(move |conn| {
                let ids: Vec<ShipmentId> = godown_store::batch::items(conn, batch)?
                    .into_iter()
                    .filter(|item| item.state == Some(ShipmentState::Packed))
                    .map(|item| item.shipment_id)
                    .collect();
                godown_store::shipment::seen_before(conn, &ids, before)
            })
            .await;
        if let Ok(old) = old
            && !old.is_empty()
            && let Err(error) = crate::read_back::read(self, &client, &old, godown_flipkart::Lane::Person).await
        {
            tracing::warn!(%error, "the batch could not be looked at again before printing");
        }
    }
}

/// The labels of a batch that may be printed, in its order, and what is missing.
fn choose(
    conn: &godown_store::Connection,
    batch: u32,
    stamp: bool,
) -> Result<(Vec<Chosen>, Vec<Left>), godown_store::StoreError> {
    let items = godown_store::batch::items(conn, batch)?;
    let total = items.iter().filter(|item| item.blocked.is_none()).count();
    let (mut chosen, mut missing) = (vec![], vec![]);
    for item in items {
        match reason(conn, &item)? {
            Some(why) => missing.push((item.shipment_id, why)),
            None => {
                let stamp =
                    stamp.then(|| format!("{} x {}   {}/{total}  B{batch}", item.sku, item.units, item.position));
                for label in godown_store::document::labels_of(conn, &item.shipment_id)? {
                    // Invoice pages carry no AWB of their own.
                    if label.tracking_id.is_some() {
                        chosen.push(Chosen { label, stamp: stamp.clone() });
                    }
                }
            }
        }
    }
    Ok((chosen, missing))
}

fn reason(conn: &godown_store::Connection, item: &BatchItem) -> Result<Option<Missing>, godown_store::StoreError> {
    if let Some(block) = &item.blocked {
        return Ok(Some(Missing::DidNotGo(block.clone())));
    }
    if item.state == Some(ShipmentState::Cancelled) {
        return Ok(Some(Missing::Cancelled));
    }
    if godown_store::shipment::get(conn, &item.shipment_id)?
        .is_some_and(|stored| stored.facts.hold && stored.state.is_pre_dispatch())
    {
        return Ok(Some(Missing::OnHold));
    }
    let refused = item.pack.as_ref().is_some_and(|intent| intent.state == godown_domain::IntentState::Refused);
    Ok(match (item.has_label, item.label_stale) {
        (false, _) if refused => Some(Missing::Refused),
        (false, _) if item.state == Some(ShipmentState::FormFailed) => Some(Missing::FormFailed),
        (false, _) => Some(Missing::NoLabel),
        (true, true) => Some(Missing::Stale),
        (true, false) => None,
    })
}

/// Source files, each read once, in the order they are first needed.
#[derive(Default)]
struct Shelf {
    files: Vec<Vec<u8>>,
    index: BTreeMap<String, usize>,
}

impl Shelf {
    fn source(
        &mut self,
        sha256: &str,
        read: impl FnOnce(&str) -> Result<Vec<u8>, OpsError>,
    ) -> Result<usize, OpsError> {
        if let Some(index) = self.index.get(sha256) {
            return Ok(*index);
        }
        self.files.push(read(sha256)?);
        self.index.insert(sha256.to_owned(), self.files.len() - 1);
        Ok(self.files.len() - 1)
    }
}

fn place(
    chosen: &[Chosen],
    read: impl Fn(&str) -> Result<Vec<u8>, OpsError>,
) -> Result<(Vec<Vec<u8>>, Vec<PlacedLabel>), OpsError> {
    let mut shelf = Shelf::default();
    let mut placed = vec![];
    for Chosen { label, stamp } in chosen {
        let source = shelf.source(&label.sha256, &read)?;
        let crop = label.box_json.as_deref().and_then(rect).ok_or(DocumentError::NotMade("a label has no frame"))?;
        let page = label.page.saturating_sub(1) as usize;
        placed.push(PlacedLabel { source, page, crop, stamp: stamp.clone() });
    }
    Ok((shelf.files, placed))
}

pub(crate) fn rect(json: &str) -> Option<Rect> {
    let [x0, y0, x1, y1]: [f64; 4] = serde_json::from_str(json).ok()?;
    Some(Rect { x0, y0, x1, y1 })
}

fn layout(chosen: &LabelLayout) -> Layout {
    use godown_documents::Stock;
    let stock = match chosen.paper {
        _ if chosen.whole_page => Stock::A4AsIs,
        Paper::Label3x5 => Stock::Label3x5In,
        Paper::Label100x150 => Stock::Label100x150Mm,
        Paper::A6 => Stock::A6,
        _ => Stock::Label4x6In,
    };
    Layout { stock, scale: ScaleMode::Big, ..Layout::default() }
}

/// The name of a file offered for saving: letters, digits and hyphens of the title.
pub fn file_name(title: &str) -> String {
    let plain: String = title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    Path::new(&words.join("-")).with_extension("pdf").display().to_string()
}
