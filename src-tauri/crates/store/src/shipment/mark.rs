//! Marks on a shipment that are not seen facts.

use godown_domain::{At, ShipmentId};
use rusqlite::Transaction;

use crate::Result;
use crate::sql::run;

/// Notes that the marketplace gave no shipping view for a shipment, so that it is not asked for it again and again. It is
/// wanted again when the shipment changes.
pub fn shipping_missing(tx: &Transaction<'_>, id: &ShipmentId, at: At) -> Result<()> {
    let sql = "UPDATE shipment SET wants_shipping = 0, shipping_at = ?2 WHERE shipment_id = ?1";
    run(tx, sql, (id.as_str(), at.0))?;
    Ok(())
}
