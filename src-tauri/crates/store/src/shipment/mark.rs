//! Marks on a shipment that are not seen facts.

use godown_domain::{At, ShipmentId};
use rusqlite::Transaction;

use crate::change::{self, Tag};
use crate::sql::run;
use crate::{Result, StoreError};

/// Notes that the marketplace gave no shipping view for a shipment, so that it is not asked for it again and again. It is
/// wanted again when the shipment changes.
pub fn shipping_missing(tx: &Transaction<'_>, id: &ShipmentId, at: At) -> Result<()> {
    let sql = "UPDATE shipment SET wants_shipping = 0, shipping_at = ?2 WHERE shipment_id = ?1";
    run(tx, sql, (id.as_str(), at.0))?;
    Ok(())
}

/// Notes that the marketplace wants serial numbers for the shipment (contract 8.5), or that they were given.
pub fn set_serial_needed(tx: &Transaction<'_>, id: &ShipmentId, needed: bool) -> Result<()> {
    let sql = "UPDATE shipment SET is_serial_needed = ?2 WHERE shipment_id = ?1";
    if run(tx, sql, (id.as_str(), needed))? == 0 {
        return Err(StoreError::not_found(format!("Shipment {id}")));
    }
    change::append(tx, Tag::Shipment, Some(id.as_str()))
}
