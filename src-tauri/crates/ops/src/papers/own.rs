//! Lists of our own for a batch or a pickup: what to fetch, what goes where, what is missing, what the courier takes.
//!
//! Owns which shipments are on them and in which order; what they look like is `documents`.

mod rows;

use godown_documents::{
    BatchSheet, DocumentError, HandoverList, PackingList, PickList, batch_sheet_csv, batch_sheet_pdf,
    handover_list_csv, handover_list_pdf, packing_list_csv, packing_list_pdf, page_count, pick_list_csv, pick_list_pdf,
};
use godown_domain::print::LabelLayout;
use godown_domain::view::Selection;
use godown_domain::{At, IndiaDay, LocationId, ShipmentId};
use godown_store::document::{Document, DocumentKind, NewDocument};

use self::rows::{count, gone, handover_parcels, packing_rows, pick_rows};
use super::{MadeFile, TOPICS};
use crate::desk::blocking;
use crate::handover::group_of;
use crate::{Desk, OpsError};

/// A list to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnList {
    /// What to fetch for a batch.
    PickList(u32),
    /// What goes into each parcel of a batch.
    PackingList(u32),
    /// Counts of a batch, and what is missing.
    BatchSheet(u32),
    /// The parcels of one pickup.
    Handover {
        /// Warehouse.
        location: LocationId,
        /// Courier group.
        courier: String,
        /// Parcels of several boxes.
        is_mps: bool,
    },
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListForm {
    /// A4.
    Pdf,
    /// Text with commas.
    Csv,
}

/// A list with its rows.
enum Filled {
    Pick(PickList),
    Packing(PackingList),
    Batch(BatchSheet),
    Handover(HandoverList),
}

impl Filled {
    fn kind(&self) -> DocumentKind {
        match self {
            Self::Pick(_) => DocumentKind::PickList,
            Self::Packing(_) => DocumentKind::PackingList,
            Self::Batch(_) => DocumentKind::BatchSheet,
            Self::Handover(_) => DocumentKind::HandoverList,
        }
    }

    fn pdf(&self) -> Result<Vec<u8>, DocumentError> {
        match self {
            Self::Pick(list) => pick_list_pdf(list),
            Self::Packing(list) => packing_list_pdf(list),
            Self::Batch(sheet) => batch_sheet_pdf(sheet),
            Self::Handover(list) => handover_list_pdf(list),
        }
    }

    fn csv(&self) -> String {
        match self {
            Self::Pick(list) => pick_list_csv(list),
            Self::Packing(list) => packing_list_csv(list),
            Self::Batch(sheet) => batch_sheet_csv(sheet),
            Self::Handover(list) => handover_list_csv(list),
        }
    }
}

/// What a list is kept under.
#[derive(Default)]
struct Kept {
    title: String,
    batch: Option<u32>,
    location: Option<String>,
    courier: Option<String>,
}

impl Desk {
    /// A pick list of chosen shipments: what to fetch from the shelves, in walking order.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] for an empty choice; [`OpsError::Document`], [`OpsError::Store`].
    pub async fn make_pick_list(&self, selection: Selection) -> Result<Document, OpsError> {
        let now = self.now();
        let (parcels, rows) = self
            .read(move |conn| {
                let ids = godown_store::view::ids(conn, &selection, now)?;
                Ok((ids.len() as u32, pick_rows(conn, &ids)?))
            })
            .await?;
        let title = format!("Pick list, {parcels} shipments");
        let list = PickList { title: title.clone(), made_at_text: shown(now), parcels, rows };
        self.keep_list(Filled::Pick(picked(list)?), ListForm::Pdf, Kept { title, ..Kept::default() }).await
    }

    /// Makes a list of a batch or a pickup.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] where it would be empty; [`OpsError::Document`], [`OpsError::Store`].
    pub async fn make_list(&self, list: OwnList, form: ListForm) -> Result<Document, OpsError> {
        let (filled, kept) = match list {
            OwnList::PickList(batch) => self.batch_pick_list(batch).await?,
            OwnList::PackingList(batch) => self.packing_list(batch).await?,
            OwnList::BatchSheet(batch) => self.batch_sheet(batch).await?,
            OwnList::Handover { location, courier, is_mps } => self.handover_list(location, &courier, is_mps).await?,
        };
        self.keep_list(filled, form, kept).await
    }

    async fn batch_pick_list(&self, batch: u32) -> Result<(Filled, Kept), OpsError> {
        let (parcels, rows) = self
            .read(move |conn| {
                let ids: Vec<ShipmentId> = gone(conn, batch)?.into_iter().map(|item| item.shipment_id).collect();
                Ok((ids.len() as u32, pick_rows(conn, &ids)?))
            })
            .await?;
        let title = format!("Pick list, batch {batch}");
        let list = PickList { title: title.clone(), made_at_text: shown(self.now()), parcels, rows };
        Ok((Filled::Pick(picked(list)?), Kept { title, batch: Some(batch), ..Kept::default() }))
    }

    async fn packing_list(&self, batch: u32) -> Result<(Filled, Kept), OpsError> {
        let now = self.now();
        // In reading order, as the pile is packed.
        let layout = LabelLayout { separators: vec![], header: false, reverse: false, ..self.settings().layout };
        let rows = self.read(move |conn| packing_rows(conn, batch, &layout, now)).await?;
        if rows.is_empty() {
            return Err(OpsError::NotActionable("There is nothing to pack in this batch.".into()));
        }
        let title = format!("Packing list, batch {batch}");
        let list = PackingList { title: title.clone(), made_at_text: shown(now), rows };
        Ok((Filled::Packing(list), Kept { title, batch: Some(batch), ..Kept::default() }))
    }

    async fn batch_sheet(&self, batch: u32) -> Result<(Filled, Kept), OpsError> {
        let found = self.read(move |conn| count(conn, batch)).await?;
        let Some(mut sheet) = found else { return Err(OpsError::NotFound(format!("Batch {batch}"))) };
        let title = format!("Batch sheet, batch {batch}");
        (sheet.title, sheet.made_at_text) = (title.clone(), shown(self.now()));
        Ok((Filled::Batch(sheet), Kept { title, batch: Some(batch), ..Kept::default() }))
    }

    async fn handover_list(
        &self,
        location: LocationId,
        courier: &str,
        is_mps: bool,
    ) -> Result<(Filled, Kept), OpsError> {
        let group = group_of(courier);
        let warehouse = self.locations().await?.into_iter().find(|(id, _)| *id == location).map(|(_, name)| name);
        let mut list = HandoverList {
            title: format!("Handover list, {group}"),
            made_at_text: shown(self.now()),
            seller: self.record().name.clone(),
            warehouse: warehouse.unwrap_or_else(|| location.0.clone()),
            courier: group.clone(),
            ..HandoverList::default()
        };
        let (place, wanted) = (location.clone(), group.clone());
        let (window, rows) = self
            .read(move |conn| {
                let heads = godown_store::handover::list(conn, Some(&place))?;
                let head = heads.into_iter().find(|(_, row)| row.is_mps == is_mps && row.courier_group == wanted);
                let window = head.and_then(|(_, row)| row.pickup_from.zip(row.pickup_to));
                Ok((window, handover_parcels(conn, &place, &wanted, is_mps)?))
            })
            .await?;
        if rows.is_empty() {
            return Err(OpsError::NotActionable(format!("No parcel for {group} is ready at this warehouse.")));
        }
        list.rows = rows;
        list.pickup_text =
            window.map(|(from, to)| format!("{} to {}", shown(from), to.clock_text(from.day()))).unwrap_or_default();
        let title = format!("Handover list, {group}, {} parcels", list.rows.len());
        Ok((Filled::Handover(list), Kept { title, batch: None, location: Some(location.0), courier: Some(group) }))
    }

    async fn keep_list(&self, list: Filled, form: ListForm, kept: Kept) -> Result<Document, OpsError> {
        let blobs = self.inner.blobs.clone();
        let (kind, title) = match form {
            ListForm::Pdf => (list.kind(), kept.title),
            ListForm::Csv => (DocumentKind::Table, kept.title),
        };
        let made = blocking(move || {
            let (bytes, pages) = match form {
                ListForm::Pdf => {
                    let bytes = list.pdf()?;
                    let pages = page_count(&bytes)?;
                    (bytes, pages)
                }
                ListForm::Csv => (list.csv().into_bytes(), 0),
            };
            Ok::<_, OpsError>(MadeFile { sha256: blobs.keep(&bytes)?, bytes: bytes.len() as u64, pages })
        })
        .await?;
        let made = self.noting_disk(made)?;
        let file = NewDocument {
            sha256: made.sha256,
            kind,
            title,
            bytes: made.bytes,
            pages: made.pages as u32,
            batch: kept.batch,
            location: kept.location,
            courier: kept.courier,
            made_at: self.now(),
        };
        let row = file.clone();
        let id = self.write(TOPICS, move |tx| godown_store::document::put(tx, &row)).await?;
        Ok(Document { id, file })
    }
}

fn shown(at: At) -> String {
    at.clock_text(IndiaDay(0))
}

fn picked(list: PickList) -> Result<PickList, OpsError> {
    if list.rows.is_empty() {
        return Err(OpsError::NotActionable("There is nothing to pick in this choice.".into()));
    }
    Ok(list)
}
