//! Merging the order view.

use godown_domain::guardrail::ledger::CancellationSeen;
use godown_domain::shipment::ItemSeen;
use godown_domain::{At, Learned, ShipmentSeen, ShipmentState};
use rusqlite::{Connection, Transaction, named_params};

use super::picture::Picture;
use super::{Change, Field, Merged};
use crate::change::{self, Tag};
use crate::sql::{due, first, learned_word, ms, rows, run};
use crate::{Result, guardrail, standing};

/// No answer is longer under way than this, repeats included, and no copy of the marketplace lags behind so far.
const ANSWERS_APART_MS: i64 = 15 * godown_domain::india::MINUTE;

/// What is known before the merge.
struct Before {
    no: i64,
    hash: i64,
    seen_at: i64,
    state: String,
    standing: i64,
    hold: bool,
    due_at: i64,
    dispatch_after: Option<i64>,
    ordered_at: Option<i64>,
    updated_at: Option<i64>,
    wants_shipping: bool,
    location_id: Option<String>,
    units: u32,
    labelled: bool,
    tracked: bool,
    shipping_read: bool,
}

/// Merges a shipment as it was seen by a read that was *sent* at `at`.
///
/// New ones are inserted. A known one is rewritten only if its content differs, with an entry in the timeline for every
/// kept fact that changed. A picture older than what is already known changes nothing. When live units fall after a label was
/// fetched, the label becomes stale.
pub fn merge(tx: &Transaction<'_>, seen: &ShipmentSeen, learned: Learned, at: At) -> Result<Merged> {
    let picture = Picture::of(seen)?;
    let Some(before) = before(tx, seen)? else {
        return insert(tx, &picture, learned, at);
    };
    let unchanged = Merged { changed: false, new: false, rowid: before.no, changes: vec![] };
    if is_older(seen, &before, at) {
        return Ok(unchanged);
    }
    // A newer picture may have been asked for earlier than an older one that was answered first.
    let at = if before.seen_at.saturating_sub(at.0) <= ANSWERS_APART_MS { at.max(At(before.seen_at)) } else { at };
    if before.hash == picture.hash {
        run(tx, "UPDATE shipment SET seen_at = ?2 WHERE no = ?1", (before.no, at.0))?;
        return Ok(unchanged);
    }
    update(tx, &picture, &before, learned, at)
}

/// Whether the picture shows the shipment as it was before the one that is kept. The marketplace's own word on when it
/// changed decides: an answer that was long under way, or that a lagging copy of the marketplace gave, is told by it. Where
/// that word is missing or the same, the later question has the newer answer. Neither is believed for long: a clock that was
/// wrong once, there or here, must not shut out everything that comes after.
fn is_older(seen: &ShipmentSeen, before: &Before, at: At) -> bool {
    let asked_before = before.seen_at.saturating_sub(at.0);
    let is_near = asked_before.abs() <= ANSWERS_APART_MS;
    match (seen.updated_at, before.updated_at) {
        (Some(this), Some(kept)) if this.0 != kept => this.0 < kept && is_near,
        _ => is_overtaken(before.seen_at, at),
    }
}

/// Whether a question put at `at` was answered after a later one, of `kept`, had been.
pub(super) fn is_overtaken(kept: i64, at: At) -> bool {
    (1..=ANSWERS_APART_MS).contains(&kept.saturating_sub(at.0))
}

fn before(conn: &Connection, seen: &ShipmentSeen) -> Result<Option<Before>> {
    let sql = "SELECT no, seen_hash, seen_at, state, standing, is_hold, due_at, dispatch_after, location_id, units,
                      label_at IS NOT NULL, tracking_id IS NOT NULL, shipping_at IS NOT NULL, ordered_at, updated_at,
                      wants_shipping
               FROM shipment WHERE shipment_id = ?1";
    first(conn, sql, [seen.shipment_id.as_str()], |row| {
        Ok(Before {
            no: row.get(0)?,
            hash: row.get(1)?,
            seen_at: row.get(2)?,
            state: row.get(3)?,
            standing: row.get(4)?,
            hold: row.get(5)?,
            due_at: row.get(6)?,
            dispatch_after: row.get(7)?,
            location_id: row.get(8)?,
            units: row.get(9)?,
            labelled: row.get(10)?,
            tracked: row.get(11)?,
            shipping_read: row.get(12)?,
            ordered_at: row.get(13)?,
            updated_at: row.get(14)?,
            wants_shipping: row.get(15)?,
        })
    })
}

/// Whether the shipping view is worth asking for: never read, or packed and still without a tracking id. A cancelled
/// parcel goes nowhere.
fn wants_shipping(standing: i64, shipping_read: bool, tracked: bool) -> bool {
    match standing {
        8.. => false,
        _ if !shipping_read => true,
        3 | 4 | 6 => !tracked,
        _ => false,
    }
}

fn insert(tx: &Transaction<'_>, picture: &Picture<'_>, learned: Learned, at: At) -> Result<Merged> {
    let seen = picture.seen;
    let location = seen.location_id.as_ref().map(|id| id.as_str());
    let sql = "INSERT INTO shipment (shipment_id, order_id, location_id, state, standing, is_hold, due_at, dispatch_after,
          ordered_at, updated_at, is_mps, is_cod, is_replacement, shipment_type, forms, first_sku, title, sku_units,
          more_skus, units, value, seen_hash, seen_at, first_seen_at, first_state, first_learned, generating_since,
          wants_shipping)
        VALUES (:shipment_id, :order_id, :location_id, :state, :standing, :is_hold, :due_at, :dispatch_after,
          :ordered_at, :updated_at, :is_mps, :is_cod, :is_replacement, :shipment_type, :forms, :first_sku, :title,
          :sku_units, :more_skus, :units, :value, :seen_hash, :at, :at, :state, :learned, :generating, :wants_shipping)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":shipment_id": seen.shipment_id.as_str(), ":order_id": seen.order_id.as_str(), ":location_id": location,
        ":state": picture.state.as_wire(), ":standing": picture.standing, ":is_hold": seen.hold,
        ":due_at": due(seen.dispatch_by), ":dispatch_after": ms(seen.dispatch_after), ":ordered_at": ms(seen.ordered_at),
        ":updated_at": ms(seen.updated_at), ":is_mps": seen.mps, ":is_cod": seen.cod,
        ":is_replacement": seen.replacement, ":shipment_type": seen.shipment_type, ":forms": picture.forms,
        ":first_sku": picture.first_sku, ":title": picture.title, ":sku_units": picture.sku_units,
        ":more_skus": picture.more_skus, ":units": picture.units, ":value": picture.value, ":seen_hash": picture.hash,
        ":at": at.0, ":learned": learned_word(learned),
        ":generating": (picture.state == ShipmentState::PackingInProgress).then_some(at.0),
        ":wants_shipping": wants_shipping(picture.standing, false, false),
    })?;
    let no = tx.last_insert_rowid();
    write_items(tx, no, &picture.items)?;
    write_boxes(tx, no, picture)?;
    count(tx, picture.standing, location, 1, picture.units)?;
    guardrail::mark_dirty(tx, no)?;
    change::append(tx, Tag::Shipment, Some(seen.shipment_id.as_str()))?;
    Ok(Merged { changed: true, new: true, rowid: no, changes: vec![] })
}

fn update(tx: &Transaction<'_>, picture: &Picture<'_>, before: &Before, learned: Learned, at: At) -> Result<Merged> {
    let seen = picture.seen;
    let no = before.no;
    // Some old cancelled records come without their warehouse (contract 7.1); what is known is not forgotten for that.
    let location = seen.location_id.as_ref().map(|id| id.as_str()).or(before.location_id.as_deref());
    let mut changes = shipment_changes(picture, before, location);
    let fell = item_changes(tx, picture, before, &mut changes)?;
    let sql = "UPDATE shipment SET order_id = :order_id, location_id = :location_id, state = :state, standing = :standing,
          is_hold = :is_hold, due_at = :due_at, dispatch_after = :dispatch_after, ordered_at = :ordered_at,
          updated_at = :updated_at, is_mps = :is_mps, is_cod = :is_cod, is_replacement = :is_replacement,
          shipment_type = :shipment_type, forms = :forms, first_sku = :first_sku, title = :title, sku_units = :sku_units,
          more_skus = :more_skus, units = :units, value = :value, seen_hash = :seen_hash, seen_at = :at,
          generating_since = CASE WHEN :generating THEN ifnull(generating_since, :at) END,
          live_changed_at = CASE WHEN :fell THEN :at ELSE live_changed_at END,
          is_label_stale = is_label_stale OR (:fell AND label_at IS NOT NULL),
          refused = CASE WHEN state = :state THEN refused END,
          is_serial_needed = is_serial_needed AND state = :state,
          is_box_needed = is_box_needed AND state = :state,
          wants_shipping = :wants_shipping
        WHERE no = :no";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":no": no, ":order_id": seen.order_id.as_str(), ":location_id": location,
        ":state": picture.state.as_wire(), ":standing": picture.standing, ":is_hold": seen.hold,
        ":due_at": due(seen.dispatch_by), ":dispatch_after": ms(seen.dispatch_after), ":ordered_at": ms(seen.ordered_at),
        ":updated_at": ms(seen.updated_at), ":is_mps": seen.mps, ":is_cod": seen.cod,
        ":is_replacement": seen.replacement, ":shipment_type": seen.shipment_type, ":forms": picture.forms,
        ":first_sku": picture.first_sku, ":title": picture.title, ":sku_units": picture.sku_units,
        ":more_skus": picture.more_skus, ":units": picture.units, ":value": picture.value, ":seen_hash": picture.hash,
        ":at": at.0, ":generating": picture.state == ShipmentState::PackingInProgress, ":fell": fell,
        ":wants_shipping": match (seen.is_self_ship(), before.shipping_read) {
            // Its courier may have no numbers: what was told when it left is all there is to know.
            (true, true) => picture.standing == 6 && (before.standing != 6 || before.wants_shipping),
            (_, read) => wants_shipping(picture.standing, read, before.tracked),
        },
    })?;
    run(tx, "DELETE FROM shipment_item WHERE shipment_no = ?1", [no])?;
    write_items(tx, no, &picture.items)?;
    run(tx, "UPDATE sub_shipment SET is_in_order = 0 WHERE shipment_no = ?1", [no])?;
    write_boxes(tx, no, picture)?;
    let gone = "DELETE FROM sub_shipment WHERE shipment_no = ?1 AND is_in_order = 0 AND courier IS NULL AND tracking_id IS NULL";
    run(tx, gone, [no])?;
    if before.standing != picture.standing || before.units != picture.units || before.location_id.as_deref() != location
    {
        count(tx, before.standing, before.location_id.as_deref(), -1, before.units)?;
        count(tx, picture.standing, location, 1, picture.units)?;
    }
    let told_at = after_the_last(tx, no, at)?;
    observe(tx, no, &changes, learned, (Some(told_at.min(At(before.seen_at))), told_at))?;
    guardrail::mark_dirty(tx, no)?;
    change::append(tx, Tag::Shipment, Some(seen.shipment_id.as_str()))?;
    if fell && before.labelled && picture.standing <= standing::LAST_ON_DESK {
        tracing::info!(shipment.id = %seen.shipment_id, "the order changed after its label was fetched");
    }
    Ok(Merged { changed: true, new: false, rowid: no, changes })
}

/// The instant under which a change seen at `at` stands in the timeline. It follows what stands there already, also where a
/// clock that was ahead dated that: the order of the entries is the order in which things happened.
fn after_the_last(tx: &Transaction<'_>, no: i64, at: At) -> Result<At> {
    let sql = "SELECT max(s.first_seen_at, ifnull((SELECT max(at) FROM observation WHERE shipment_no = s.no), s.first_seen_at))
        FROM shipment s WHERE s.no = ?1";
    let last = first(tx, sql, [no], |row| Ok(row.get(0)?))?.unwrap_or(at.0);
    Ok(if at.0 < last { At(last + 1) } else { at })
}

fn shipment_changes(picture: &Picture<'_>, before: &Before, location: Option<&str>) -> Vec<Change> {
    let seen = picture.seen;
    let text = |ms: i64| ms.to_string();
    let mut changes = Vec::new();
    let mut note = |field, old: Option<String>, new: Option<String>| {
        if old != new {
            changes.push(Change { field, part: None, old, new });
        }
    };
    note(Field::State, Some(before.state.clone()), Some(picture.state.as_wire().to_owned()));
    note(Field::Hold, Some(i64::from(before.hold).to_string()), Some(i64::from(seen.hold).to_string()));
    note(Field::DispatchAfter, before.dispatch_after.map(text), ms(seen.dispatch_after).map(text));
    let old_due = crate::sql::dispatch_by(before.due_at);
    note(Field::DispatchBy, ms(old_due).map(text), ms(seen.dispatch_by).map(text));
    note(Field::OrderedAt, before.ordered_at.map(text), ms(seen.ordered_at).map(text));
    note(Field::Location, before.location_id.clone(), location.map(str::to_owned));
    changes
}

/// A line before the merge.
struct ItemBefore {
    id: String,
    state: String,
    quantity: u32,
    cancellation: CancellationSeen,
}

fn items_before(conn: &Connection, no: i64) -> Result<Vec<ItemBefore>> {
    let sql = "SELECT order_item_id, state, quantity, is_courier_return, cancelled_at, cancel_reason, cancel_sub_reason
        FROM shipment_item WHERE shipment_no = ?1 ORDER BY order_item_id";
    rows(conn, sql, [no], |row| {
        let cancellation = CancellationSeen {
            courier_return: row.get(3)?,
            at: crate::sql::at(row.get(4)?),
            reason: row.get(5)?,
            sub_reason: row.get(6)?,
        };
        Ok(ItemBefore { id: row.get(0)?, state: row.get(1)?, quantity: row.get(2)?, cancellation })
    })
}

fn cancellation_of(item: &ItemSeen) -> CancellationSeen {
    CancellationSeen {
        at: item.cancelled_at,
        reason: item.cancel_reason.clone(),
        sub_reason: item.cancel_sub_reason.clone(),
        courier_return: item.courier_return,
    }
}

/// Notes what became of single lines, and answers whether live units fell.
fn item_changes(conn: &Connection, picture: &Picture<'_>, before: &Before, changes: &mut Vec<Change>) -> Result<bool> {
    let old = items_before(conn, before.no)?;
    let cancelled = ShipmentState::Cancelled.as_wire();
    let mut fell = false;
    let mut stood: Vec<(Field, String, String)> = vec![];
    let mut note = |field, part: &str, old: String, new: String| {
        if old != new {
            changes.push(Change { field, part: Some(part.to_owned()), old: Some(old), new: Some(new) });
        }
    };
    for ItemBefore { id, state, quantity, cancellation } in &old {
        let now = picture.items.iter().find(|item| item.order_item_id.as_str() == id);
        let new_state = now.map_or(state.as_str(), |item| item.state.as_wire());
        let new_quantity = now.map_or(0, |item| item.quantity);
        // A line that goes with the shipment, and went with it before, is told by the shipment's state.
        if new_state == cancelled || new_state != picture.state.as_wire() || *state != before.state {
            note(Field::ItemState, id, state.clone(), new_state.to_owned());
        }
        // Said of a line that stood still while the shipment caught up, and of one that vanished: it did not go along.
        let caught_up = state == new_state && *state != before.state && new_state == picture.state.as_wire();
        if caught_up || now.is_none() {
            stood.push((Field::ItemState, id.clone(), state.clone()));
        }
        if now.is_none() {
            stood.push((Field::ItemCancellation, id.clone(), serde_json::to_string(cancellation)?));
        }
        note(Field::ItemQuantity, id, quantity.to_string(), new_quantity.to_string());
        if let Some(new) = now.map(|item| cancellation_of(item)).filter(|new| new != cancellation) {
            let json = |seen: &CancellationSeen| serde_json::to_string(seen);
            note(Field::ItemCancellation, id, json(cancellation)?, json(&new)?);
        }
        fell |= state != cancelled && (new_state == cancelled || new_quantity < *quantity);
    }
    for item in &picture.items {
        if !old.iter().any(|before| before.id == item.order_item_id.as_str()) {
            note(Field::ItemQuantity, item.order_item_id.as_str(), "0".into(), item.quantity.to_string());
        }
    }
    changes.extend(stood.into_iter().map(|(field, part, value)| {
        let (old, new) = (Some(value.clone()), Some(value));
        Change { field, part: Some(part), old, new }
    }));
    Ok(fell)
}

fn write_items(tx: &Transaction<'_>, no: i64, items: &[&ItemSeen]) -> Result<()> {
    let sql = "INSERT INTO shipment_item (shipment_no, order_item_id, cancellation_group_id, state, quantity, sku, fsn,
          listing_id, title, hsn, total_price, selling_price, is_courier_return, cancelled_at, cancel_reason,
          cancel_sub_reason)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    let mut statement = tx.prepare_cached(sql)?;
    for item in items {
        statement.execute(rusqlite::params![
            no,
            item.order_item_id.as_str(),
            item.cancellation_group_id,
            item.state.as_wire(),
            item.quantity,
            item.sku.as_str(),
            item.fsn,
            item.listing_id,
            item.title,
            item.hsn,
            item.total_price.0,
            item.selling_price.0,
            item.courier_return,
            ms(item.cancelled_at),
            item.cancel_reason,
            item.cancel_sub_reason,
        ])?;
    }
    Ok(())
}

fn write_boxes(tx: &Transaction<'_>, no: i64, picture: &Picture<'_>) -> Result<()> {
    let sql = "INSERT INTO sub_shipment (shipment_no, sub_shipment_id, is_in_order, length, breadth, height, weight,
          package_title) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET is_in_order = 1, length = excluded.length, breadth = excluded.breadth,
          height = excluded.height, weight = excluded.weight, package_title = excluded.package_title";
    let mut statement = tx.prepare_cached(sql)?;
    for parcel in &picture.boxes {
        let size = parcel.size.as_ref();
        statement.execute(rusqlite::params![
            no,
            parcel.sub_shipment_id.as_str(),
            size.map(|size| size.length),
            size.map(|size| size.breadth),
            size.map(|size| size.height),
            size.map(|size| size.weight),
            parcel.package_title,
        ])?;
    }
    Ok(())
}

/// Keeps the counts of the queues.
pub(crate) fn count(
    tx: &Transaction<'_>,
    standing: i64,
    location: Option<&str>,
    shipments: i64,
    units: u32,
) -> Result<()> {
    let sql = "INSERT INTO standing_count (standing, location_id, shipments, units) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET shipments = shipments + excluded.shipments, units = units + excluded.units";
    run(tx, sql, (standing, location.unwrap_or_default(), shipments, shipments * i64::from(units)))?;
    Ok(())
}

/// Appends changes to the timeline. `(since, at)`: the last read that showed the old values, and the one that shows these.
pub(super) fn observe(
    tx: &Transaction<'_>,
    no: i64,
    changes: &[Change],
    learned: Learned,
    (since, at): (Option<At>, At),
) -> Result<()> {
    let sql = "INSERT INTO observation (shipment_no, at, since, learned, field, part, old, new)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let mut statement = tx.prepare_cached(sql)?;
    for change in changes {
        let Change { field, part, old, new } = change;
        statement.execute((no, at.0, ms(since), learned_word(learned), field.slug(), part, old, new))?;
    }
    Ok(())
}
