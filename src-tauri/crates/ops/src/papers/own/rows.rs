//! What stands on our own lists, out of the cache.

use std::collections::{BTreeMap, HashMap};

use godown_documents::{BatchCount, BatchMissing, BatchSheet, HandoverParcel, PackingLine, PackingRow, PickRow};
use godown_domain::print::LabelLayout;
use godown_domain::print::plan::{LabelFacts, Step, plan};
use godown_domain::{At, LocationId, ShipmentId, ShipmentState};
use godown_store::batch::BatchItem;
use godown_store::shipment::Stored;
use godown_store::{Connection, StoreError};

use crate::handover::group_of;
use crate::papers::Missing;
use crate::papers::print_file::reason;

/// The shipments of a batch that went and still live.
pub(super) fn gone(conn: &Connection, batch: u32) -> Result<Vec<BatchItem>, StoreError> {
    let mut items = godown_store::batch::items(conn, batch)?;
    items.retain(|item| item.blocked.is_none() && item.state != Some(ShipmentState::Cancelled));
    Ok(items)
}

/// One row a SKU: zone after zone as the picker walks, then shelf after shelf; what has no place comes last.
pub(super) fn pick_rows(conn: &Connection, ids: &[ShipmentId]) -> Result<Vec<PickRow>, StoreError> {
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
pub(super) fn packing_rows(
    conn: &Connection,
    batch: u32,
    layout: &LabelLayout,
    now: At,
) -> Result<Vec<PackingRow>, StoreError> {
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
pub(super) fn count(conn: &Connection, batch: u32) -> Result<Option<BatchSheet>, StoreError> {
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
pub(super) fn handover_parcels(
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
