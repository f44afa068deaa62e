//! Lists of our own for a batch or a pickup: what to fetch, what goes where, what is missing, what the courier takes.
//!
//! Owns which shipments are on them and in which order; what they look like is `documents`.

use std::collections::{BTreeMap, HashMap};

use godown_documents::{
    BatchCount, BatchMissing, BatchSheet, DocumentError, HandoverList, HandoverParcel, PackingLine, PackingList,
    PackingRow, PickList, PickRow, batch_sheet_csv, batch_sheet_pdf, handover_list_csv, handover_list_pdf,
    packing_list_csv, packing_list_pdf, page_count, pick_list_csv, pick_list_pdf,
};
use godown_domain::print::LabelLayout;
use godown_domain::print::plan::{LabelFacts, Step, plan};
use godown_domain::view::Selection;
use godown_domain::{At, IndiaDay, LocationId, ShipmentId, ShipmentState};
use godown_store::batch::BatchItem;
use godown_store::document::{Document, DocumentKind, NewDocument};
use godown_store::shipment::Stored;
use godown_store::{Connection, StoreError};

use super::{MadeFile, Missing, TOPICS, reason};
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

/// The shipments of a batch that went and still live.
fn gone(conn: &Connection, batch: u32) -> Result<Vec<BatchItem>, StoreError> {
    let mut items = godown_store::batch::items(conn, batch)?;
    items.retain(|item| item.blocked.is_none() && item.state != Some(ShipmentState::Cancelled));
    Ok(items)
}

/// One row a SKU: zone after zone as the picker walks, then shelf after shelf; what has no place comes last.
fn pick_rows(conn: &Connection, ids: &[ShipmentId]) -> Result<Vec<PickRow>, StoreError> {
    let mut rows: BTreeMap<String, PickRow> = BTreeMap::new();
    for id in ids {
        let Some(stored) = godown_store::shipment::get(conn, id)? else { continue };
        let mut met: Vec<&str> = vec![];
        for item in stored.facts.live_items() {
            let row = rows.entry(item.sku.0.clone()).or_insert_with(|| PickRow {
                sku: item.sku.0.clone(),
                title: item.title.clone(),
                ..PickRow::default()
            });
            row.quantity += item.quantity;
            row.parcels += u32::from(!met.contains(&item.sku.0.as_str()));
            met.push(&item.sku.0);
        }
    }
    let mut placed = Vec::with_capacity(rows.len());
    let mut zones: HashMap<String, u32> = HashMap::new();
    for (sku, mut row) in rows {
        let mut walk = u32::MAX;
        if let Some(place) = godown_store::print::shelf(conn, &sku)? {
            (row.zone, row.bin, walk) = (place.zone, place.bin, place.walk);
        }
        let first = zones.entry(row.zone.clone()).or_insert(walk);
        *first = walk.min(*first);
        placed.push((walk, row));
    }
    let zone_at = |row: &PickRow| zones.get(&row.zone).copied().unwrap_or(u32::MAX);
    placed.sort_by(|(walk, row), (other, next)| {
        let key = |walk: u32, row: &PickRow| (zone_at(row), row.zone.is_empty(), walk);
        key(*walk, row)
            .cmp(&key(*other, next))
            .then_with(|| row.zone.cmp(&next.zone))
            .then_with(|| row.sku.cmp(&next.sku))
    });
    Ok(placed.into_iter().map(|(_, row)| row).collect())
}

/// Parcels with a label in the order of the labels, numbered as these are; the others behind them.
fn packing_rows(conn: &Connection, batch: u32, layout: &LabelLayout, now: At) -> Result<Vec<PackingRow>, StoreError> {
    let (mut labelled, mut others): (Vec<(LabelFacts, PackingRow)>, Vec<PackingRow>) = (vec![], vec![]);
    for item in gone(conn, batch)? {
        let Some(stored) = godown_store::shipment::get(conn, &item.shipment_id)? else { continue };
        let row = packing_row(&stored);
        let seen = godown_store::view::row_of(conn, &item.shipment_id, now)?;
        match seen.filter(|_| item.has_label) {
            Some(seen) if reason(conn, &item)?.is_none() => {
                labelled.push((crate::print::facts_of(conn, &seen)?, row));
            }
            _ => others.push(row),
        }
    }
    let facts: Vec<LabelFacts> = labelled.iter().map(|(facts, _)| facts.clone()).collect();
    let mut rows = Vec::with_capacity(labelled.len() + others.len());
    for step in plan(&facts, layout, &batch.to_string()) {
        if let Step::Label { index, .. } = step
            && let Some((_, row)) = labelled.get(index)
        {
            rows.push(PackingRow { place: Some(rows.len() as u32 + 1), ..row.clone() });
        }
    }
    rows.extend(others);
    Ok(rows)
}

fn packing_row(stored: &Stored) -> PackingRow {
    let ids = stored.couriers.iter().filter_map(|one| one.tracking_id.as_ref()).map(|id| id.0.as_str());
    PackingRow {
        place: None,
        order_id: stored.facts.order_id.0.clone(),
        tracking_id: ids.collect::<Vec<_>>().join(" "),
        courier: stored.couriers.iter().find_map(|one| one.courier.clone()).unwrap_or_default(),
        lines: stored
            .facts
            .live_items()
            .map(|item| PackingLine { sku: item.sku.0.clone(), title: item.title.clone(), quantity: item.quantity })
            .collect(),
    }
}

/// Counts of a batch; none where there is no such batch. Title and time are the caller's.
fn count(conn: &Connection, batch: u32) -> Result<Option<BatchSheet>, StoreError> {
    let items = godown_store::batch::items(conn, batch)?;
    if items.is_empty() {
        return Ok(None);
    }
    let mut sheet = BatchSheet::default();
    let (mut skus, mut couriers) = (BTreeMap::new(), BTreeMap::new());
    for item in items {
        let stored = godown_store::shipment::get(conn, &item.shipment_id)?;
        let why = reason(conn, &item)?;
        if item.blocked.is_none() {
            let (has_label, printed) = (why.is_none(), item.printed_at.is_some());
            let add = |to: &mut BatchCount, units: u32| {
                to.parcels += 1;
                to.units += units;
                to.labelled += u32::from(has_label);
                to.printed += u32::from(printed);
            };
            add(&mut sheet.all, item.units);
            add(couriers.entry(item.courier.clone().unwrap_or_default()).or_default(), item.units);
            let mut own: BTreeMap<&str, u32> = BTreeMap::new();
            for line in stored.iter().flat_map(|stored| stored.facts.live_items()) {
                *own.entry(line.sku.0.as_str()).or_default() += line.quantity;
            }
            own.into_iter().for_each(|(sku, units)| add(skus.entry(sku.to_owned()).or_default(), units));
        }
        if let Some(why) = why {
            sheet.missing.push(BatchMissing {
                shipment_id: item.shipment_id.0.clone(),
                order_id: stored.map(|stored| stored.facts.order_id.0).unwrap_or_default(),
                sku: item.sku,
                why: said(&why),
            });
        }
    }
    sheet.by_sku = skus.into_iter().collect();
    sheet.by_courier = couriers.into_iter().collect();
    Ok(Some(sheet))
}

fn said(why: &Missing) -> String {
    match why {
        Missing::DidNotGo(block) => {
            format!("Did not go with the batch: {}", block.code().to_lowercase().replace('_', " "))
        }
        other => other.words().to_owned(),
    }
}

/// The boxes ready for a courier group, by tracking id: so that one is quickly found when it is called.
fn handover_parcels(
    conn: &Connection,
    location: &LocationId,
    group: &str,
    is_mps: bool,
) -> Result<Vec<HandoverParcel>, StoreError> {
    let mut parcels = vec![];
    for (id, courier) in godown_store::shipment::ready_at(conn, location, is_mps)? {
        if group_of(&courier) != group {
            continue;
        }
        let Some(stored) = godown_store::shipment::get(conn, &id)? else { continue };
        let order_id = stored.facts.order_id.0.clone();
        if stored.couriers.is_empty() {
            let units = stored.facts.units();
            parcels.push(HandoverParcel { order_id: order_id.clone(), units, ..HandoverParcel::default() });
        }
        for (place, one) in stored.couriers.iter().enumerate() {
            let of_box = stored.facts.sub_shipments.iter().find(|sub| sub.sub_shipment_id == one.sub_shipment_id);
            parcels.push(HandoverParcel {
                tracking_id: one.tracking_id.as_ref().map(|id| id.0.clone()).unwrap_or_default(),
                order_id: order_id.clone(),
                // Nobody knows which box holds what: the units are told once.
                units: if place == 0 { stored.facts.units() } else { 0 },
                grams: of_box.and_then(|sub| sub.size).and_then(|size| grams(size.weight)),
            });
        }
    }
    parcels.sort_by(|one, next| (&one.tracking_id, &one.order_id).cmp(&(&next.tracking_id, &next.order_id)));
    Ok(parcels)
}

/// Kilograms of the wire in grams; what is no weight of a parcel is not known.
fn grams(kilograms: f64) -> Option<u32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between one gram and a tonne")]
    let grams = (kilograms * 1_000.0).round() as u32;
    (kilograms > 0.0 && kilograms < 1_000.0).then_some(grams)
}
