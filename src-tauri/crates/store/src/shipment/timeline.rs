//! The story of one shipment: what was seen, what was asked for, what was made, newest first.

use godown_domain::guardrail::ledger::CancellationSeen;
use godown_domain::shipment::SELF_SHIP;
use godown_domain::timeline::{TimelineEntry, TimelineWhat, Whose};
use godown_domain::{Action, At, IntentState, Learned, ShipmentId, ShipmentState};
use rusqlite::Connection;

use super::Field;
use crate::sql::{action, first, intent_state, learned, rows};
use crate::{Result, StoreError};

/// The timeline of a shipment, newest first.
///
/// # Errors
/// [`StoreError::NotFound`] for a shipment this computer has never seen.
pub fn timeline(conn: &Connection, id: &ShipmentId) -> Result<Vec<TimelineEntry>> {
    let sql =
        "SELECT no, first_seen_at, first_state, first_learned, shipment_type FROM shipment WHERE shipment_id = ?1";
    let head = first(conn, sql, [id.as_str()], |row| {
        let state = row.get::<_, String>(2)?.into();
        let learned = learned(row.get_ref(3)?.as_str().unwrap_or_default())?;
        let what = TimelineWhat::FirstSeen { state };
        let entry = TimelineEntry { at: At(row.get(1)?), what, learned, whose: Whose::Others };
        let by_seller = row.get_ref(4)?.as_str().unwrap_or_default() == SELF_SHIP;
        Ok((row.get::<_, i64>(0)?, by_seller, entry))
    })?;
    let (no, by_seller, first_seen) = head.ok_or_else(|| StoreError::not_found(format!("Shipment {id}")))?;
    let mut story = vec![first_seen];
    story.extend(observed(conn, no, &Known { acts: acts(conn, no)?, by_seller })?);
    story.extend(asked(conn, no)?);
    story.extend(made(conn, no, id)?);
    // Stable, then turned round: entries of the same instant stay in the order in which they were written.
    story.sort_by_key(|entry| entry.at);
    story.reverse();
    Ok(story)
}

/// An act of ours that left this computer and was not refused.
struct Act {
    action: Action,
    sent_at: At,
}

fn acts(conn: &Connection, no: i64) -> Result<Vec<Act>> {
    let sql =
        "SELECT action, state, ifnull(sent_at, created_at) FROM intent WHERE shipment_no = ?1 AND sent_at IS NOT NULL";
    let all = rows(conn, sql, [no], |row| {
        let state = intent_state(row.get_ref(1)?.as_str().unwrap_or_default())?;
        let act = Act { action: action(row.get_ref(0)?.as_str().unwrap_or_default())?, sent_at: At(row.get(2)?) };
        Ok((act, state))
    })?;
    let may_have_taken = |state| {
        matches!(state, IntentState::Accepted | IntentState::Confirmed | IntentState::Unknown | IntentState::Sending)
    };
    Ok(all.into_iter().filter(|(_, state)| may_have_taken(*state)).map(|(act, _)| act).collect())
}

/// What tells whose doing a change of state is.
struct Known {
    acts: Vec<Act>,
    /// The seller delivers it itself.
    by_seller: bool,
}

/// Whose doing a change of state is. An act of ours that was on the wire by then and was not refused explains it; the steps
/// only a seller takes are otherwise somebody else's of the seller's; the rest is the course of a parcel. `cancelled_by_us`
/// tells that the marketplace lists a cancellation among the seller's own.
fn whose(old: &ShipmentState, new: &ShipmentState, at: At, known: &Known, cancelled_by_us: bool) -> Whose {
    let asked = |action| known.acts.iter().any(|act| act.action == action && act.sent_at <= at);
    let ours = |took: bool| if took { Whose::AskedHere } else { Whose::Elsewhere };
    match new {
        ShipmentState::Cancelled if asked(Action::Cancel) => Whose::AskedHere,
        ShipmentState::Cancelled if cancelled_by_us => Whose::Elsewhere,
        ShipmentState::PackingInProgress if *old == ShipmentState::FormFailed => ours(asked(Action::FormAck)),
        ShipmentState::PackingInProgress => ours(asked(Action::Pack)),
        // The label may have been asked for and made between two readings.
        ShipmentState::Packed | ShipmentState::FormFailed if *old == ShipmentState::Approved => {
            ours(asked(Action::Pack))
        }
        ShipmentState::ReadyToDispatch => ours(asked(Action::Dispatch)),
        ShipmentState::Shipped | ShipmentState::Delivered if known.by_seller && *old == ShipmentState::Approved => {
            ours(asked(Action::SelfDispatch))
        }
        // Some couriers tell the marketplace by themselves (contract 9.1).
        ShipmentState::Delivered if asked(Action::Delivery) => Whose::AskedHere,
        _ => Whose::Others,
    }
}

struct Observed {
    at: At,
    learned: Learned,
    field: Field,
    part: Option<String>,
    old: Option<String>,
    new: Option<String>,
    sku: Option<String>,
}

fn observed(conn: &Connection, no: i64, known: &Known) -> Result<Vec<TimelineEntry>> {
    let sellers = "SELECT 1 FROM cancelled_list WHERE shipment_no = ?1 AND whose = 0";
    let cancelled_by_us = first(conn, sellers, [no], |_| Ok(()))?.is_some();
    let sql = "SELECT o.at, o.learned, o.field, o.part, o.old, o.new, i.sku FROM observation o
        LEFT JOIN shipment_item i ON i.shipment_no = o.shipment_no AND i.order_item_id = o.part
        WHERE o.shipment_no = ?1 ORDER BY o.id";
    let seen = rows(conn, sql, [no], |row| {
        let field: String = row.get(2)?;
        Ok(Observed {
            at: At(row.get(0)?),
            learned: learned(row.get_ref(1)?.as_str().unwrap_or_default())?,
            field: Field::from_slug(&field).ok_or_else(|| StoreError::Unreadable(format!("field {field}")))?,
            part: row.get(3)?,
            old: row.get(4)?,
            new: row.get(5)?,
            sku: row.get(6)?,
        })
    })?;
    let mut story: Vec<TimelineEntry> = Vec::with_capacity(seen.len());
    let mut couriers: std::collections::HashMap<String, String> = std::collections::HashMap::new();
    for one in seen {
        let Observed { at, learned, .. } = one;
        let Some(what) = what(one, &mut couriers) else { continue };
        // A box that gets courier and AWB by one read is one event.
        if let (TimelineWhat::Courier { courier, tracking_id: Some(_) }, Some(last)) = (&what, story.last_mut())
            && last.at == at
            && matches!(&last.what, TimelineWhat::Courier { courier: before, tracking_id: None } if before == courier)
        {
            last.what = what;
            continue;
        }
        let whose = match &what {
            TimelineWhat::State { old, new } => whose(old, new, at, known, cancelled_by_us),
            _ => Whose::Others,
        };
        story.push(TimelineEntry { at, what, learned, whose });
    }
    Ok(story)
}

fn what(one: Observed, couriers: &mut std::collections::HashMap<String, String>) -> Option<TimelineWhat> {
    let Observed { field, part, old, new, sku, .. } = one;
    let instant = |ms: &Option<String>| ms.as_ref().and_then(|ms| ms.parse().ok()).map(At);
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let part = part.unwrap_or_default();
    let item = |name: &str| TimelineWhat::Item {
        sku: sku.clone().unwrap_or_else(|| part.clone()),
        change: format!("{name} {} → {}", word(&old), word(&new)),
    };
    Some(match field {
        Field::State => TimelineWhat::State { old: word(&old).into(), new: word(&new).into() },
        Field::Hold => TimelineWhat::Hold { on: new.as_deref() == Some("1") },
        Field::DispatchAfter => TimelineWhat::DispatchAfter { old: instant(&old), new: instant(&new) },
        Field::DispatchBy => TimelineWhat::DispatchBy { old: instant(&old), new: instant(&new) },
        Field::Location => TimelineWhat::Field { field: "location".into(), old, new },
        // It stood still while the shipment caught up, or vanished.
        Field::ItemState | Field::ItemCancellation if old == new => return None,
        Field::ItemState => item("state"),
        Field::ItemQuantity => item("units"),
        Field::ItemCancellation => {
            let seen: CancellationSeen = new.as_deref().and_then(|new| serde_json::from_str(new).ok())?;
            let words: Vec<String> = [seen.reason, seen.sub_reason].into_iter().flatten().collect();
            let change = format!("cancelled: {}", words.join(", "));
            return (!words.is_empty()).then(|| TimelineWhat::Item { sku: sku.unwrap_or(part), change });
        }
        // It never changes in a way that tells a person anything.
        Field::OrderedAt => return None,
        Field::Courier => {
            let courier = word(&new);
            couriers.insert(part, courier.clone());
            TimelineWhat::Courier { courier, tracking_id: None }
        }
        Field::Tracking => {
            TimelineWhat::Courier { courier: couriers.get(&part).cloned().unwrap_or_default(), tracking_id: new }
        }
    })
}

fn asked(conn: &Connection, no: i64) -> Result<Vec<TimelineEntry>> {
    let sql = "SELECT m.at, i.action, m.to_state, m.cause, i.batch FROM intent_move m JOIN intent i ON i.id = m.intent
        WHERE i.shipment_no = ?1 ORDER BY m.id";
    rows(conn, sql, [no], |row| {
        let what = TimelineWhat::Intent {
            action: action(row.get_ref(1)?.as_str().unwrap_or_default())?,
            state: intent_state(row.get_ref(2)?.as_str().unwrap_or_default())?,
            cause: row.get(3)?,
            batch: row.get(4)?,
        };
        Ok(TimelineEntry { at: At(row.get(0)?), what, learned: Learned::Action, whose: Whose::Here })
    })
}

fn made(conn: &Connection, no: i64, id: &ShipmentId) -> Result<Vec<TimelineEntry>> {
    let sql = "SELECT DISTINCT d.made_at, d.title, d.id FROM document_page p JOIN document d ON d.id = p.document
        WHERE p.shipment_no = ?1 ORDER BY d.id";
    let mut story = rows(conn, sql, [no], |row| {
        let what = TimelineWhat::Document { title: row.get(1)?, document: row.get(2)? };
        Ok(TimelineEntry { at: At(row.get(0)?), what, learned: Learned::Action, whose: Whose::Here })
    })?;
    story.extend(crate::print::labels_of_shipment(conn, id)?.into_iter().map(|label| TimelineEntry {
        at: label.sent_at.unwrap_or(label.queued_at),
        what: TimelineWhat::Printed {
            batch: label.batch,
            run: label.run,
            copy: label.copy,
            state: label.state,
            reason: label.reason,
            printer: label.printer,
            by: label.by,
        },
        learned: Learned::Action,
        whose: Whose::Here,
    }));
    Ok(story)
}
