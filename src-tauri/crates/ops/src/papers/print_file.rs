//! The print file of a batch and its invoices.
//!
//! Owns which labels are in them, in which order, and what is missing and why. A page that does not carry its parcel's number
//! is in no file, whatever the books say.

use godown_documents::{
    PlacedLabel, PrintFileFacts, Rect, Shelf as _, names_tracking_id, write_invoices, write_print_file,
};
use godown_domain::print::LabelLayout;
use godown_domain::print::plan::{LabelFacts, Step, plan};
use godown_domain::{At, Block, ShipmentId, ShipmentState};
use godown_store::batch::BatchItem;
use godown_store::document::{Document, DocumentKind, LabelRef};
use godown_store::print::{NewLabel, NewRun};

use super::{KeptFiles, MadeFile, TOPICS, rect};
use crate::desk::blocking;
use crate::{Desk, OpsError};

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
    /// Shipments with a label that could not be slimmed: what is cropped away from it is hidden, but in the file.
    pub kept_whole: Vec<ShipmentId>,
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
    /// Nobody knows where on its page the label is.
    NoFrame,
    /// The page that is kept as its label does not carry its tracking id.
    OtherPage,
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
            Self::NoFrame => "NO_FRAME",
            Self::OtherPage => "OTHER_PAGE",
            Self::Stale => "LABEL_STALE",
        }
    }

    /// The same for people.
    pub fn words(&self) -> &'static str {
        match self {
            Self::DidNotGo(_) => "It did not go with the batch.",
            Self::Refused => "The marketplace refused to make its label.",
            Self::FormFailed => "A form could not be made. An ACK number unblocks it.",
            Self::Cancelled => "Cancelled: its label must not be printed.",
            Self::OnHold => "On hold: its label must wait.",
            Self::NoLabel => "Its label is not on this computer yet.",
            Self::NoFrame => "Its label was not found on the page: draw its frame for this courier.",
            Self::OtherPage => "Its page does not carry its tracking id: fetch the label again.",
            Self::Stale => "The order changed after the label was fetched; a new one is being fetched.",
        }
    }
}

/// A shipment left out of a print file, and why.
type Left = (ShipmentId, Missing);

/// One label of the file to be, with where it lies.
struct Chosen {
    shipment_id: ShipmentId,
    label: LabelRef,
    crop: Rect,
    facts: LabelFacts,
    /// Pages with its invoice, from 0.
    invoice_pages: Vec<usize>,
}

impl Desk {
    /// Makes the print file of a batch: every label that may be printed, cropped to its frame, in the layout's order.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] where no label can be printed yet; [`OpsError::Document`], [`OpsError::Store`].
    pub async fn make_print_file(&self, batch: u32) -> Result<PrintFileMade, OpsError> {
        self.freshen_batch(batch).await;
        let now = self.now();
        let (chosen, mut missing) = self.read(move |conn| choose(conn, batch, now)).await?;
        let none = || OpsError::NotActionable("No label of this batch can be printed yet.".into());
        if chosen.is_empty() {
            return Err(none());
        }
        let layout = self.settings().layout;
        let (made, facts, (chosen, others)) = self
            .keep_written(move |kept, out| {
                let (chosen, others) = proven(chosen, kept)?;
                if chosen.is_empty() {
                    return Err(none());
                }
                let placed = place(&chosen, kept);
                Ok((write_print_file(kept, &placed, &layout, &batch.to_string(), out)?, (chosen, others)))
            })
            .await?;
        missing.extend(others);
        let labels = chosen.len() as u32;
        let check = chosen.iter().filter(|chosen| chosen.label.check == "check").count() as u32;
        let title = format!("Print file, batch {batch}, {labels} labels");
        let document = self.note_made(made, DocumentKind::PrintFile, title, Some(batch)).await?;
        let id = document.id;
        self.write(TOPICS, move |tx| godown_store::batch::set_print_file(tx, batch, id)).await?;
        let whole = facts.kept_whole.iter().filter_map(|place| chosen.get(*place));
        let kept_whole = whole.map(|chosen| chosen.shipment_id.clone()).collect();
        Ok(PrintFileMade { document, labels, missing, check, kept_whole })
    }

    /// Writes a file of labels or invoices straight into the document folder.
    async fn keep_written<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut KeptFiles<'_>, &mut dyn std::io::Write) -> Result<(PrintFileFacts, T), OpsError>
        + Send
        + 'static,
    ) -> Result<(MadeFile, PrintFileFacts, T), OpsError> {
        let blobs = self.inner.blobs.clone();
        let kept = blocking(move || {
            let mut files = KeptFiles::of(&blobs);
            let (sha256, bytes, (facts, told)) = blobs.keep_written(|out| write(&mut files, out))?;
            Ok::<_, OpsError>((MadeFile { sha256, bytes, pages: facts.pages }, facts, told))
        });
        let made = kept.await?;
        self.noting_disk(made)
    }

    /// Keeps that a person printed the print file of a batch by other means: each of its labels that is not on paper yet is
    /// confirmed by that person.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] where there is no print file; [`OpsError::Store`].
    pub async fn print_file_printed(&self, batch: u32) -> Result<(), OpsError> {
        let (now, by, layout) = (self.now(), self.by(), self.settings().layout);
        let (chosen, _) = self.read(move |conn| choose(conn, batch, now)).await?;
        let blobs = self.inner.blobs.clone();
        // What the file left out came on no paper.
        let (_, others) = blocking(move || proven(chosen, &mut KeptFiles::of(&blobs))).await??;
        let done = self
            .write(crate::print::TOPICS, move |tx| {
                let found = godown_store::batch::get(tx, batch)?;
                if found.is_none_or(|batch| batch.print_file.is_none()) {
                    return Ok(false);
                }
                let (chosen, _) = choose(tx, batch, now)?;
                let mut labels = vec![];
                let is_in_it = |one: &Chosen| !others.iter().any(|(other, _)| *other == one.shipment_id);
                for (Chosen { label, shipment_id, .. }, position) in chosen.into_iter().filter(is_in_it).zip(1..) {
                    let Some(tracking_id) = label.tracking_id else { continue };
                    labels.push(NewLabel {
                        position,
                        shipment_id,
                        tracking_id,
                        document: label.document,
                        page: label.page,
                        strip: String::new(),
                        words_before: vec![],
                        words_after: vec![],
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
        let now = self.now();
        let (chosen, _) = self.read(move |conn| choose(conn, batch, now)).await?;
        if chosen.is_empty() {
            return Err(OpsError::NotActionable("No invoice of this batch is on this computer yet.".into()));
        }
        let layout = self.settings().layout;
        let two_up = layout.invoices == godown_domain::print::Invoices::TwoUp;
        let (made, ..) = self
            .keep_written(move |kept, out| {
                let (chosen, _) = proven(chosen, kept)?;
                let placed = place(&chosen, kept);
                // In the order of the print file, so that the two piles go together.
                let plain = LabelLayout { separators: vec![], header: false, ..layout };
                let order = plan(&placed, &plain, &batch.to_string());
                let ordered: Vec<PlacedLabel> = order
                    .into_iter()
                    .filter_map(|step| match step {
                        Step::Label { index, .. } => placed.get(index).cloned(),
                        Step::Words { .. } => None,
                    })
                    .collect();
                Ok((write_invoices(kept, &ordered, two_up, out)?, ()))
            })
            .await?;
        let title = format!("Invoices, batch {batch}");
        self.note_made(made, DocumentKind::Invoice, title, Some(batch)).await
    }

    /// Before paper: the shipments of the batch are looked at once more, so that nothing cancelled is printed. Without a
    /// line the last picture decides.
    async fn freshen_batch(&self, batch: u32) {
        let Ok(client) = self.client() else { return };
        let before = crate::print::young_since(&client, self.now());
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
    now: At,
) -> Result<(Vec<Chosen>, Vec<Left>), godown_store::StoreError> {
    let (mut chosen, mut missing) = (vec![], vec![]);
    for item in godown_store::batch::items(conn, batch)? {
        if let Some(why) = reason(conn, &item)? {
            missing.push((item.shipment_id, why));
            continue;
        }
        let Some(row) = godown_store::view::row_of(conn, &item.shipment_id, now)? else { continue };
        let facts = crate::print::facts_of(conn, &row)?;
        let drawn = godown_store::print::crop(conn, &facts.courier)?.map(|crop| crop.frame);
        for label in godown_store::document::labels_of(conn, &item.shipment_id)? {
            // Invoice pages carry no AWB of their own.
            if label.tracking_id.is_none() {
                continue;
            }
            let Some(crop) = drawn.as_deref().or(label.box_json.as_deref()).and_then(rect) else {
                missing.push((item.shipment_id.clone(), Missing::NoFrame));
                continue;
            };
            let pages = godown_store::document::pages(conn, label.document)?.into_iter();
            let its = pages.filter(|page| page.shipment_id.as_ref() == Some(&item.shipment_id));
            let invoice_pages = its
                .filter(|page| page.page == label.page || page.tracking_id.is_none())
                .map(|page| page.page.saturating_sub(1) as usize)
                .collect();
            let (shipment_id, facts) = (item.shipment_id.clone(), facts.clone());
            chosen.push(Chosen { shipment_id, label, crop, facts, invoice_pages });
        }
    }
    Ok((chosen, missing))
}

pub(super) fn reason(
    conn: &godown_store::Connection,
    item: &BatchItem,
) -> Result<Option<Missing>, godown_store::StoreError> {
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

fn place(chosen: &[Chosen], kept: &mut KeptFiles<'_>) -> Vec<PlacedLabel> {
    let placed = |one: &Chosen| PlacedLabel {
        source: kept.source(&one.label.sha256),
        page: one.label.page.saturating_sub(1) as usize,
        crop: one.crop,
        facts: one.facts.clone(),
        invoice_pages: one.invoice_pages.clone(),
    };
    chosen.iter().map(placed).collect()
}

/// Those whose page carries their parcel's number, and the others.
fn proven(chosen: Vec<Chosen>, kept: &mut KeptFiles<'_>) -> Result<(Vec<Chosen>, Vec<Left>), OpsError> {
    let (mut proven, mut others) = (Vec::with_capacity(chosen.len()), vec![]);
    for one in chosen {
        let source = kept.source(&one.label.sha256);
        let tracking_id = one.label.tracking_id.as_deref().unwrap_or_default();
        let page = one.label.page.saturating_sub(1) as usize;
        if names_tracking_id(&kept.read(source)?, page, tracking_id)? {
            proven.push(one);
        } else {
            others.push((one.shipment_id, Missing::OtherPage));
        }
    }
    Ok((proven, others))
}
