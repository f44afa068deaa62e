//! Merging the shipping view: couriers, tracking ids, and where the parcel goes.

use godown_domain::shipment::{CourierSeen, SELF_SHIP, ShippingSeen};
use godown_domain::{At, Learned};
use rusqlite::Transaction;

use super::merge::{is_overtaken, observe};
use super::picture::hash_of;
use super::{Change, Field, Merged};
use crate::change::{self, Tag};
use crate::sql::{first, run};
use crate::{Result, StoreError, guardrail};

/// Merges the shipping view as seen by a read sent at `at`, but for the buyer, who is [`crate::buyer`]'s.
///
/// # Errors
/// [`StoreError::NotFound`] when the order view of the shipment has not been merged yet.
pub fn merge_shipping(tx: &Transaction<'_>, seen: &ShippingSeen, at: At) -> Result<Merged> {
    let id = seen.shipment_id.as_str();
    let sql =
        "SELECT no, shipping_hash, shipping_at, standing, pin, shipment_type FROM shipment WHERE shipment_id = ?1";
    let known = first(tx, sql, [id], |row| {
        let own = row.get_ref(5)?.as_str().unwrap_or_default() == SELF_SHIP;
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, own))
    })?;
    let (no, old_hash, read_at, standing, old_pin, own): (i64, Option<i64>, Option<i64>, i64, Option<String>, bool) =
        known.ok_or_else(|| StoreError::not_found(format!("Shipment {id}")))?;
    let mut merged = Merged { changed: false, new: old_hash.is_none(), rowid: no, changes: vec![] };
    if read_at.is_some_and(|read_at| is_overtaken(read_at, at)) {
        return Ok(merged);
    }
    if let (Some(location), Some(pin)) = (&seen.location_id, &seen.from_pin) {
        guardrail::ships_from(tx, location, pin)?;
    }
    let mut couriers: Vec<&CourierSeen> = seen.couriers.iter().collect();
    couriers.sort_by(|a, b| a.sub_shipment_id.cmp(&b.sub_shipment_id));
    let to = &seen.ship_to;
    let hash = hash_of(&(&to.city, &to.pin, &to.state, &couriers))?;
    let tracking = couriers.iter().find_map(|one| one.tracking_id.as_ref()).map(|id| id.as_str());
    let wanted = matches!(standing, 3 | 4 | 6) && tracking.is_none() && !own;
    if old_hash == Some(hash) {
        run(tx, "UPDATE shipment SET shipping_at = ?2, wants_shipping = ?3 WHERE no = ?1", (no, at.0, wanted))?;
        return Ok(merged);
    }
    for one in &couriers {
        merge_courier(tx, no, one, &mut merged.changes)?;
    }
    if old_hash.is_some() && no_longer_fits(&merged.changes) {
        // What is printed on the label, or is to be, names another courier or another number.
        let sql = "UPDATE shipment SET live_changed_at = ?2, is_label_stale = label_at IS NOT NULL WHERE no = ?1";
        run(tx, sql, (no, at.0))?;
    }
    let sql = "UPDATE shipment SET shipping_hash = ?2, shipping_at = ?3, courier = ?4, tracking_id = ?5, city = ?6,
          pin = ?7, ship_state = ?8, wants_shipping = ?9 WHERE no = ?1";
    let courier = couriers.iter().find_map(|one| one.courier.as_deref());
    let params = rusqlite::params![no, hash, at.0, courier, tracking, to.city, to.pin, to.state, wanted];
    tx.prepare_cached(sql)?.execute(params)?;
    observe(tx, no, &merged.changes, Learned::Poll, (read_at.map(At), at))?;
    if old_pin.as_deref() != Some(to.pin.as_str()) {
        guardrail::mark_dirty(tx, no)?;
    }
    change::append(tx, Tag::Shipment, Some(id))?;
    merged.changed = true;
    Ok(merged)
}

/// Whether a label made before this view is outdated by it: another tracking id, another courier.
fn no_longer_fits(changes: &[Change]) -> bool {
    changes.iter().any(|change| matches!(change.field, Field::Courier | Field::Tracking) && change.old.is_some())
}

fn merge_courier(tx: &Transaction<'_>, no: i64, seen: &CourierSeen, changes: &mut Vec<Change>) -> Result<()> {
    let part = seen.sub_shipment_id.as_str();
    let sql = "SELECT courier, tracking_id FROM sub_shipment WHERE shipment_no = ?1 AND sub_shipment_id = ?2";
    let known: Option<(Option<String>, Option<String>)> =
        first(tx, sql, (no, part), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (old_courier, old_tracking) = known.unwrap_or_default();
    let tracking = seen.tracking_id.as_ref().map(|id| id.as_str().to_owned());
    if old_courier == seen.courier && old_tracking == tracking {
        return Ok(());
    }
    let sql = "INSERT INTO sub_shipment (shipment_no, sub_shipment_id, is_in_order, courier, tracking_id)
          VALUES (?1, ?2, 0, ?3, ?4)
        ON CONFLICT DO UPDATE SET courier = excluded.courier, tracking_id = excluded.tracking_id";
    run(tx, sql, (no, part, &seen.courier, &tracking))?;
    let mut note = |field, old: Option<String>, new: Option<String>| {
        if old != new {
            changes.push(Change { field, part: Some(part.to_owned()), old, new });
        }
    };
    note(Field::Courier, old_courier, seen.courier.clone());
    note(Field::Tracking, old_tracking, tracking);
    Ok(())
}
