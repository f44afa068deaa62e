//! The normalised picture of a shipment: lines and boxes in a fixed order, the columns a row shows, and a hash that says
//! whether anything differs. The marketplace lists lines in any order, which is not a change.

use std::hash::Hasher;

use godown_domain::shipment::{ItemSeen, SubShipmentSeen};
use godown_domain::{ShipmentSeen, ShipmentState};

use crate::Result;
use crate::standing::standing_of;

/// FNV-1a, 64 bit: the same in every build, which the hashes on disk need.
pub(crate) struct Fnv(u64);

impl Fnv {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// As SQLite keeps it.
    pub(crate) fn column(&self) -> i64 {
        i64::from_ne_bytes(self.finish().to_ne_bytes())
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

impl std::io::Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Hasher::write(self, bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Hash of anything that can be written as JSON.
pub(super) fn hash_of(value: &impl serde::Serialize) -> Result<i64> {
    let mut hash = Fnv::new();
    serde_json::to_writer(&mut hash, value)?;
    Ok(hash.column())
}

/// A shipment as it will be stored.
pub(super) struct Picture<'a> {
    pub seen: &'a ShipmentSeen,
    pub items: Vec<&'a ItemSeen>,
    pub boxes: Vec<&'a SubShipmentSeen>,
    pub forms: String,
    pub state: ShipmentState,
    pub standing: i64,
    pub first_sku: &'a str,
    pub title: &'a str,
    pub sku_units: u32,
    pub more_skus: u32,
    pub units: u32,
    pub value: i64,
    pub hash: i64,
}

impl<'a> Picture<'a> {
    pub(super) fn of(seen: &'a ShipmentSeen) -> Result<Self> {
        let mut items: Vec<&ItemSeen> = seen.items.iter().collect();
        items.sort_by(|a, b| a.order_item_id.cmp(&b.order_item_id));
        items.dedup_by(|a, b| a.order_item_id == b.order_item_id);
        let mut boxes: Vec<&SubShipmentSeen> = seen.sub_shipments.iter().collect();
        boxes.sort_by(|a, b| a.sub_shipment_id.cmp(&b.sub_shipment_id));
        boxes.dedup_by(|a, b| a.sub_shipment_id == b.sub_shipment_id);
        let mut forms: Vec<&String> = seen.forms.iter().collect();
        forms.sort();
        let forms = serde_json::to_string(&forms)?;
        let hash = hash_of(&(
            (
                &seen.order_id,
                &seen.location_id,
                seen.ordered_at,
                seen.dispatch_after,
                seen.dispatch_by,
                seen.updated_at,
            ),
            (seen.hold, seen.mps, &seen.shipment_type, seen.cod, seen.replacement),
            (&items, &boxes, &forms),
        ))?;
        let state = seen.state();
        let mut live: Vec<&ItemSeen> = items.iter().copied().filter(|i| i.state != ShipmentState::Cancelled).collect();
        if live.is_empty() {
            live.clone_from(&items);
        }
        let first_sku = live.first().map_or("", |item| item.sku.as_str());
        let mut others: Vec<&str> = live.iter().map(|item| item.sku.as_str()).filter(|sku| *sku != first_sku).collect();
        others.sort_unstable();
        others.dedup();
        Ok(Self {
            seen,
            forms,
            standing: standing_of(&state, seen.hold),
            state,
            first_sku,
            title: live.first().map_or("", |item| item.title.as_str()),
            sku_units: live.iter().filter(|item| item.sku.as_str() == first_sku).map(|item| item.quantity).sum(),
            more_skus: others.len() as u32,
            units: live.iter().map(|item| item.quantity).sum(),
            value: live.iter().map(|item| item.total_price.0).sum(),
            hash,
            items,
            boxes,
        })
    }
}
