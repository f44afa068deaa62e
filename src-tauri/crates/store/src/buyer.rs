//! Buyers: who they are and where they live, sealed and apart from everything else. Never logged, not in any backup, and
//! forgotten in time ([`crate::erase`]).

use godown_domain::shipment::{Address, ShippingSeen};
use godown_domain::{At, ShipmentId};
use rusqlite::{Connection, Transaction, named_params};

use crate::change::{self, Tag};
use crate::seal::{Seal, SealError};
use crate::sql::{first, run};
use crate::{Result, setting};

/// In transit: the last standing at which an address is still of use.
const LAST_NEEDED: i64 = 6;
/// Which key the rows were sealed with.
const KEY_OF_ROWS: &str = "dataKey";
/// Addresses were seen while the key was not there.
const UNREAD: &str = "addressesUnread";

/// What is known of a buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Buyer {
    /// Name and address.
    Known(Address),
    /// Not read from the marketplace yet, or never needed.
    NotRead,
    /// Kept, and the key is not there.
    Locked,
    /// Forgotten, as the settings say.
    Erased,
}

fn about(shipment: &str) -> String {
    format!("buyer of {shipment}")
}

/// Keeps the buyer of a shipping view that was merged just now, as seen by a read sent at `at`. A label made for another
/// address is outdated by it. Nothing is kept of who was forgotten, nor of a parcel that has arrived, nor without a key.
pub fn keep(tx: &Transaction<'_>, seal: &Seal, seen: &ShippingSeen, at: At) -> Result<()> {
    let id = seen.shipment_id.as_str();
    let sql = "SELECT s.no, b.fingerprint, b.sealed IS NOT NULL FROM shipment s
        LEFT JOIN buyer_private b ON b.shipment_no = s.no
        WHERE s.shipment_id = ?1 AND s.standing <= ?2 AND s.shipping_at <= ?3 AND b.erased_at IS NULL";
    let known: Option<(i64, Option<i64>, bool)> =
        first(tx, sql, (id, LAST_NEEDED, at.0), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let Some((no, before, is_kept)) = known else { return Ok(()) };
    let plain = serde_json::to_vec(&seen.ship_to)?;
    let Some((fingerprint, sealed)) = seal.fingerprint(&plain).zip(seal.close(&about(id), &plain)) else {
        return setting::put(tx, UNREAD, &true);
    };
    if before.is_some_and(|before| before != fingerprint) {
        // What is printed on the label, or is to be, names another place.
        let sql = "UPDATE shipment SET live_changed_at = ?2, is_label_stale = label_at IS NOT NULL WHERE no = ?1";
        run(tx, sql, (no, at.0))?;
        change::append(tx, Tag::Shipment, Some(id))?;
    }
    if !is_kept || before != Some(fingerprint) {
        let sql = "INSERT OR REPLACE INTO buyer_private (shipment_no, fingerprint, sealed) VALUES (?1, ?2, ?3)";
        run(tx, sql, (no, fingerprint, sealed))?;
    }
    Ok(())
}

/// The buyer of a shipment.
pub fn read(conn: &Connection, seal: &Seal, id: &ShipmentId) -> Result<Buyer> {
    let sql = "SELECT b.sealed, b.erased_at IS NOT NULL FROM shipment s JOIN buyer_private b ON b.shipment_no = s.no
        WHERE s.shipment_id = ?1";
    let kept: Option<(Option<Vec<u8>>, bool)> = first(conn, sql, [id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(match kept {
        Some((Some(sealed), _)) => match seal.open(&about(id.as_str()), &sealed) {
            Ok(plain) => Buyer::Known(serde_json::from_slice(&plain)?),
            Err(SealError::NoKey) => Buyer::Locked,
            // Sealed with a key that was lost.
            Err(SealError::Broken | SealError::Disk(_)) => Buyer::NotRead,
        },
        Some((None, true)) => Buyer::Erased,
        Some((None, false)) | None => Buyer::NotRead,
    })
}

/// Makes the file fit the key it is opened with. Rows of a lost key are of no use to anybody: they go, labels on this
/// computer count as not there, and both are read from the marketplace again. So are addresses seen without a key.
/// Answers whether a key was lost.
pub fn fit_key(tx: &Transaction<'_>, key: &str) -> Result<bool> {
    let before: Option<String> = setting::get(tx, KEY_OF_ROWS)?;
    let is_lost = before.as_deref().is_some_and(|before| before != key);
    if before.as_deref() != Some(key) {
        setting::put(tx, KEY_OF_ROWS, key)?;
    }
    if is_lost {
        run(tx, "UPDATE buyer_private SET sealed = NULL, fingerprint = NULL WHERE sealed IS NOT NULL", [])?;
        // 5 and below: still with the seller. A label that was printed needs no second one.
        let sql = "UPDATE shipment SET label_at = NULL, is_label_stale = 0
            WHERE standing <= 5 AND label_at IS NOT NULL AND printed_at IS NULL";
        run(tx, sql, [])?;
    }
    if is_lost || setting::get::<bool>(tx, UNREAD)?.is_some() {
        read_again(tx)?;
        setting::remove(tx, UNREAD)?;
    }
    Ok(is_lost)
}

/// Has the addresses that are not here read from the marketplace again, those still of use.
pub fn read_again(tx: &Transaction<'_>) -> Result<()> {
    let sql = "UPDATE shipment SET wants_shipping = 1 WHERE standing <= :last AND wants_shipping = 0 AND NOT EXISTS
        (SELECT 1 FROM buyer_private b WHERE b.shipment_no = shipment.no AND (b.sealed IS NOT NULL OR b.erased_at IS NOT NULL))";
    tx.prepare_cached(sql)?.execute(named_params! { ":last": LAST_NEEDED })?;
    Ok(())
}

/// Takes buyers out of a copy of the file. What they are known again by stays: it tells nothing without the key.
pub(crate) fn leave_out(copy: &Connection) -> Result<()> {
    copy.pragma_update(None, "secure_delete", true)?;
    copy.execute("UPDATE buyer_private SET sealed = NULL WHERE sealed IS NOT NULL", [])?;
    Ok(())
}

#[cfg(test)]
mod tests;
