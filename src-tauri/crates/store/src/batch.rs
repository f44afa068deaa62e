//! Batches: shipments asked for together, in an order that lasts until the last parcel is ready.

use godown_domain::{Action, At, Block, IntentState, ShipmentId, ShipmentState};
use rusqlite::{Connection, Transaction};

use crate::change::{self, Tag};
use crate::intent::{self, IntentRow, NewIntent};
use crate::pack_input::SERIAL_NEEDED;
use crate::sql::{action, at, first, intent_state, rows, run};
use crate::{Result, StoreError};

/// Number of a batch.
pub type BatchId = u32;

/// A batch to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// What is asked for its shipments.
    pub kind: Action,
    /// Chosen by the asker: asking again with the same key answers the same batch.
    pub client_key: String,
    /// What it holds, in words.
    pub title: String,
    /// By whom.
    pub by: String,
    /// Choices that hold for the whole batch, as JSON.
    pub options_json: String,
    /// Now.
    pub at: At,
}

/// How many intents of a batch stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntentCount {
    /// Which action.
    pub action: Action,
    /// In which state.
    pub state: IntentState,
    /// How many.
    pub count: u32,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub id: BatchId,
    /// What was asked first.
    pub kind: Action,
    /// The asker's key.
    pub client_key: String,
    /// What it holds, in words.
    pub title: String,
    /// By whom.
    pub by: String,
    /// Choices that hold for the whole batch, as JSON.
    pub options_json: String,
    /// Made.
    pub created_at: At,
    /// A person stopped it for now.
    pub paused: bool,
    /// Its print file.
    pub print_file: Option<u32>,
    /// Shipments chosen.
    pub chosen: u32,
    /// Of them, blocked before anything was sent.
    pub blocked: u32,
    /// Of those that went: packed or further.
    pub packed: u32,
    /// Of those that went: label on this computer and still fitting the order.
    pub labelled: u32,
    /// Of those that went: label sent to paper.
    pub printed: u32,
    /// Its intents, counted.
    pub intents: Vec<IntentCount>,
}

/// One shipment of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchItem {
    /// Place in the batch, from 1.
    pub position: u32,
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// Why it did not go.
    pub blocked: Option<Block>,
    /// Newest intent to pack it in this batch.
    pub pack: Option<IntentRow>,
    /// Newest intent to mark it ready in this batch.
    pub rtd: Option<IntentRow>,
    /// Newest other intent in this batch: a cancellation or a form.
    pub other: Option<IntentRow>,
    /// State as seen; `None` for a shipment this computer has never seen.
    pub state: Option<ShipmentState>,
    /// Label on this computer.
    pub has_label: bool,
    /// The order changed after the label was fetched.
    pub label_stale: bool,
    /// Label sent to paper.
    pub printed_at: Option<At>,
    /// First SKU.
    pub sku: String,
    /// Units in the parcel.
    pub units: u32,
    /// Courier, once known.
    pub courier: Option<String>,
    /// AWB, once known.
    pub tracking_id: Option<String>,
    /// What a person must type before it can be packed.
    pub needs: Option<Block>,
}

/// Makes a batch, its items in the given order (those that go first), and one queued intent for each that goes: all in the
/// caller's transaction. A shipment for which the same action is already under way becomes a blocked item. The same
/// `client_key` answers the same batch and changes nothing.
///
/// # Errors
/// [`StoreError::NotFound`] when one that should go is not known or has no warehouse.
pub fn create(
    tx: &Transaction<'_>,
    new: &NewBatch,
    goes: &[(ShipmentId, String)],
    blocked: &[(ShipmentId, Block)],
) -> Result<BatchId> {
    if let Some(id) = by_client_key(tx, &new.client_key)? {
        return Ok(id);
    }
    let sql =
        "INSERT INTO batch (kind, client_key, title, made_by, options, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        RETURNING id";
    let params = (new.kind.slug(), &new.client_key, &new.title, &new.by, &new.options_json, new.at.0);
    let id: BatchId = tx.prepare_cached(sql)?.query_row(params, |row| row.get(0))?;
    let cause = if new.by.is_empty() { "asked".to_owned() } else { format!("asked by {}", new.by) };
    let mut position = 0;
    for (shipment, args) in goes {
        position += 1;
        let asked = ask(tx, id, new.kind, shipment, args, &cause, new.at)?;
        put_item(tx, id, position, shipment, (!asked).then_some(&Block::AlreadyAsked))?;
    }
    for (shipment, block) in blocked {
        position += 1;
        put_item(tx, id, position, shipment, Some(block))?;
    }
    change::append(tx, Tag::Batch, Some(&id.to_string()))?;
    Ok(id)
}

/// The batch that was made with this key.
pub fn by_client_key(conn: &Connection, client_key: &str) -> Result<Option<BatchId>> {
    first(conn, "SELECT id FROM batch WHERE client_key = ?1", [client_key], |row| Ok(row.get(0)?))
}

/// The newest batch a shipment went with.
pub fn latest_of(conn: &Connection, id: &ShipmentId) -> Result<Option<BatchId>> {
    let sql = "SELECT max(b.batch) FROM batch_item b JOIN shipment s ON s.no = b.shipment_no
        WHERE s.shipment_id = ?1 AND b.block IS NULL";
    Ok(first(conn, sql, [id.as_str()], |row| Ok(row.get(0)?))?.flatten())
}

/// Queues a further action for shipments of a batch; answers those for which it is already under way.
pub fn add_intents(
    tx: &Transaction<'_>,
    batch: BatchId,
    action: Action,
    goes: &[(ShipmentId, String)],
    by: &str,
    at: At,
) -> Result<Vec<ShipmentId>> {
    let cause = if by.is_empty() { "asked".to_owned() } else { format!("asked by {by}") };
    let mut already = Vec::new();
    for (shipment, args) in goes {
        if !ask(tx, batch, action, shipment, args, &cause, at)? {
            already.push(shipment.clone());
        } else if action == Action::Pack {
            // What stood in its way when the batch was made is gone.
            let sql = "UPDATE batch_item SET block = NULL WHERE batch = ?1 AND shipment_id = ?2 AND block IS NOT NULL";
            run(tx, sql, (batch, shipment.as_str()))?;
        }
    }
    change::append(tx, Tag::Batch, Some(&batch.to_string()))?;
    Ok(already)
}

fn ask(
    tx: &Transaction<'_>,
    batch: BatchId,
    action: Action,
    shipment: &ShipmentId,
    args: &str,
    cause: &str,
    at: At,
) -> Result<bool> {
    let new = NewIntent {
        batch: Some(batch),
        subject: shipment.clone().into(),
        action,
        args: args.to_owned(),
        at,
        cause: cause.to_owned(),
    };
    match intent::queue(tx, &new) {
        Ok(_) => Ok(true),
        Err(StoreError::AlreadyAsked(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn put_item(
    tx: &Transaction<'_>,
    batch: BatchId,
    position: u32,
    shipment: &ShipmentId,
    block: Option<&Block>,
) -> Result<()> {
    let block = block.map(serde_json::to_string).transpose()?;
    // A shipment named twice in one choice is one shipment.
    let sql = "INSERT INTO batch_item (batch, position, shipment_id, shipment_no, block)
        VALUES (?1, ?2, ?3, (SELECT no FROM shipment WHERE shipment_id = ?3), ?4)
        ON CONFLICT (batch, shipment_id) DO NOTHING";
    run(tx, sql, (batch, position, shipment.as_str(), block))?;
    Ok(())
}

const SELECT: &str =
    "SELECT b.id, b.kind, b.client_key, b.title, b.made_by, b.options, b.created_at, b.is_paused, b.print_file,
      count(i.position), count(i.block),
      ifnull(sum(i.block IS NULL AND s.standing IN (3, 4, 6, 7)), 0),
      ifnull(sum(i.block IS NULL AND s.label_at IS NOT NULL AND s.is_label_stale = 0), 0),
      ifnull(sum(i.block IS NULL AND s.printed_at IS NOT NULL), 0)
    FROM batch b LEFT JOIN batch_item i ON i.batch = b.id LEFT JOIN shipment s ON s.no = i.shipment_no";

fn batch(conn: &Connection, row: &rusqlite::Row<'_>) -> Result<Batch> {
    let id: BatchId = row.get(0)?;
    let sql = "SELECT action, state, count(*) FROM intent WHERE batch = ?1 GROUP BY action, state";
    let intents = rows(conn, sql, [id], |row| {
        let action = action(&row.get::<_, String>(0)?)?;
        Ok(IntentCount { action, state: intent_state(&row.get::<_, String>(1)?)?, count: row.get(2)? })
    })?;
    Ok(Batch {
        id,
        kind: action(&row.get::<_, String>(1)?)?,
        client_key: row.get(2)?,
        title: row.get(3)?,
        by: row.get(4)?,
        options_json: row.get(5)?,
        created_at: At(row.get(6)?),
        paused: row.get(7)?,
        print_file: row.get(8)?,
        chosen: row.get(9)?,
        blocked: row.get(10)?,
        packed: row.get(11)?,
        labelled: row.get(12)?,
        printed: row.get(13)?,
        intents,
    })
}

/// A batch by its number.
pub fn get(conn: &Connection, id: BatchId) -> Result<Option<Batch>> {
    first(conn, &format!("{SELECT} WHERE b.id = ?1 GROUP BY b.id"), [id], |row| batch(conn, row))
}

/// The newest batches, newest first.
pub fn list(conn: &Connection, limit: u32) -> Result<Vec<Batch>> {
    let sql =
        format!("{SELECT} WHERE b.id > (SELECT ifnull(max(id), 0) FROM batch) - ?1 GROUP BY b.id ORDER BY b.id DESC");
    rows(conn, &sql, [limit], |row| batch(conn, row))
}

/// The shipments of a batch, in its order.
pub fn items(conn: &Connection, id: BatchId) -> Result<Vec<BatchItem>> {
    let sql = format!(
        "SELECT i.position, i.shipment_id, i.block, s.state, s.label_at IS NOT NULL, s.is_label_stale, s.printed_at,
          s.first_sku, s.units, s.courier, s.tracking_id, s.state = 'APPROVED' AND {SERIAL_NEEDED},
          s.state = 'APPROVED' AND s.is_box_needed
        FROM batch_item i LEFT JOIN shipment s ON s.no = i.shipment_no WHERE i.batch = ?1 ORDER BY i.position"
    );
    let mut items = rows(conn, &sql, [id], |row| {
        let block: Option<String> = row.get(2)?;
        let (serials, size): (Option<bool>, Option<bool>) = (row.get(11)?, row.get(12)?);
        let needs = match (serials, size) {
            (Some(true), _) => Some(Block::SerialNeeded),
            (_, Some(true)) => Some(Block::BoxNeeded),
            _ => None,
        };
        Ok(BatchItem {
            position: row.get(0)?,
            shipment_id: row.get::<_, String>(1)?.into(),
            blocked: block.as_deref().map(serde_json::from_str).transpose()?,
            pack: None,
            rtd: None,
            other: None,
            state: row.get::<_, Option<String>>(3)?.map(Into::into),
            has_label: row.get(4)?,
            label_stale: row.get::<_, Option<bool>>(5)?.unwrap_or(false),
            printed_at: at(row.get(6)?),
            sku: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
            units: row.get::<_, Option<u32>>(8)?.unwrap_or(0),
            courier: row.get(9)?,
            tracking_id: row.get(10)?,
            needs,
        })
    })?;
    let places: std::collections::HashMap<String, usize> =
        items.iter().enumerate().map(|(place, item)| (item.shipment_id.0.clone(), place)).collect();
    // Oldest first, so that the newest of an action is the one that stays.
    for intent in intent::of_batch(conn, id)? {
        let Some(item) = places.get(intent.subject.key()).and_then(|place| items.get_mut(*place)) else {
            continue;
        };
        match intent.action {
            Action::Pack => item.pack = Some(intent),
            Action::Dispatch => item.rtd = Some(intent),
            _ => item.other = Some(intent),
        }
    }
    Ok(items)
}

/// Stops a batch for now, or lets it go on. What is on the wire is not stopped.
pub fn set_paused(tx: &Transaction<'_>, id: BatchId, paused: bool) -> Result<()> {
    touch(tx, id, run(tx, "UPDATE batch SET is_paused = ?2 WHERE id = ?1", (id, paused))?)
}

/// Notes the print file of a batch.
pub fn set_print_file(tx: &Transaction<'_>, id: BatchId, document: u32) -> Result<()> {
    touch(tx, id, run(tx, "UPDATE batch SET print_file = ?2 WHERE id = ?1", (id, document))?)
}

fn touch(tx: &Transaction<'_>, id: BatchId, touched: usize) -> Result<()> {
    if touched == 0 {
        return Err(StoreError::not_found(format!("Batch {id}")));
    }
    change::append(tx, Tag::Batch, Some(&id.to_string()))
}

#[cfg(test)]
mod tests;
