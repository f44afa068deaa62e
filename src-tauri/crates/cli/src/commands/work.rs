//! Working: pack, batch, ready to dispatch, cancel.

use std::collections::HashMap;

use godown_api::types::{ActivityRow, Asked, BatchAccepted, BatchPage, CancelStart, DispatchStart, PackStart};
use godown_domain::batch::{BatchRow, Stage};
use godown_domain::gate::CancelReason;
use godown_domain::view::{Scope, Selection, ViewSpec};
use godown_domain::{Action, IntentState, Outcome, Queue, ShipmentId, Subject};
use godown_ops::Desks;
use serde_json::{Value, json};

use super::{Told, exit, typed};
use crate::args::{PackArgs, RtdArgs};
use crate::ask::ask;
use crate::output::{Failure, Out, value};
use crate::wait::{self, Until};

/// Asks for labels.
pub async fn pack(desks: &Desks, out: Out, args: &PackArgs) -> Result<u8, Failure> {
    let selection = match args.queue {
        Some(queue) => Selection::View {
            spec: ViewSpec { sku: args.sku.clone(), ..ViewSpec::queue(queue) },
            except: vec![],
            first: args.first,
        },
        None => Selection::Ids { ids: args.shipments.clone() },
    };
    typed::keep(desks, out, args).await?;
    let client_key = args.key.clone().unwrap_or_else(|| uuid::Uuid::now_v7().to_string());
    let begun: BatchAccepted =
        ask(desks, "pack_start", PackStart { selection: selection.clone(), client_key, title: String::new() }).await?;
    if begun.batch == 0 {
        let prepared: godown_api::types::Prepared =
            ask(desks, "pack_prepare", godown_api::types::Prepare { selection }).await?;
        let told: Vec<Told> = prepared
            .check
            .stays
            .into_iter()
            .map(|stays| Told {
                shipment: stays.shipment_id.0,
                outcome: Outcome::DidNotGo,
                code: Some(stays.why.code().to_owned()),
                message: None,
            })
            .collect();
        answer(out, json!({ "batch": null, "queued": 0, "blocked": told.len() }), &told, "Nothing could be packed.")?;
        return Ok(exit(false));
    }
    out.say(&format!("batch {}: {} shipments, {} stay behind", begun.batch, begun.queued, begun.blocked));
    let ids: Vec<ShipmentId> = went(&wait::batch(desks, begun.batch).await?);
    let goal = if args.wait { Until::Settled } else { Until::Answered };
    let entries = wait::for_actions(desks, out, Action::Pack, &subjects(&ids), goal).await?;
    let page = wait::batch(desks, begun.batch).await?;
    let told: Vec<Told> = page.rows.iter().map(|row| packed(row, entries.get(row.shipment_id.as_str()))).collect();
    let head = json!({ "batch": begun.batch, "queued": begun.queued, "blocked": begun.blocked });
    answer(out, head, &told, &format!("Batch {}: {} asked for.", begun.batch, begun.queued))?;
    // Without --wait an answer is all that was waited for: accepted is good news.
    let good = |told: &Told| told.outcome == Outcome::Done || (!args.wait && told.outcome == Outcome::Waiting);
    Ok(exit(told.iter().all(good)))
}

fn subjects(ids: &[ShipmentId]) -> Vec<Subject> {
    ids.iter().map(|id| id.clone().into()).collect()
}

fn went(page: &BatchPage) -> Vec<ShipmentId> {
    page.rows.iter().filter(|row| row.blocked.is_none()).map(|row| row.shipment_id.clone()).collect()
}

fn packed(row: &BatchRow, entry: Option<&ActivityRow>) -> Told {
    match entry {
        Some(entry) if row.blocked.is_none() => entry_told(entry),
        _ => Told {
            shipment: row.shipment_id.0.clone(),
            outcome: Outcome::DidNotGo,
            code: row.blocked.as_ref().map(|why| why.code().to_owned()),
            message: row.message.clone(),
        },
    }
}

pub(super) fn entry_told(entry: &ActivityRow) -> Told {
    // What was read back keeps the words of its last trouble; they are no news.
    let done = entry.state == IntentState::Confirmed;
    Told {
        shipment: entry.subject.key().to_owned(),
        outcome: entry.outcome,
        code: entry.code.clone().filter(|_| !done),
        message: entry.message.clone().filter(|_| !done),
    }
}

/// A batch, maybe after waiting for a stage.
pub async fn batch(desks: &Desks, out: Out, number: u32, stage: Option<Stage>) -> Result<u8, Failure> {
    let page = match stage {
        Some(stage) => wait::for_stage(desks, out, number, stage).await?,
        None => wait::batch(desks, number).await?,
    };
    if page.head.paused {
        out.say(&format!("Batch {number} is paused."));
    }
    let told: Vec<Told> = page.rows.iter().map(|row| standing(row, stage)).collect();
    answer(out, batch_head(&page)?, &told, &stage_words(&page))?;
    let all = match stage {
        Some(stage) => page.rows.iter().all(|row| wait::has_passed(row, stage)),
        None => !told.iter().any(|told| matches!(told.outcome, Outcome::Refused | Outcome::Unknown)),
    };
    Ok(exit(all))
}

/// How one shipment of a batch stands, seen from a stage: past it is done.
fn standing(row: &BatchRow, stage: Option<Stage>) -> Told {
    let done = stage.is_some_and(|stage| wait::has_passed(row, stage));
    // Not past it and nothing under way: it stopped short.
    let short = stage.is_some() && row.outcome == Outcome::Done;
    let outcome = match row.outcome {
        _ if done => Outcome::Done,
        _ if short => Outcome::DidNotGo,
        outcome => outcome,
    };
    let blocked = row.blocked.as_ref().map(|why| why.code().to_owned());
    let code = blocked.or_else(|| row.code.clone()).filter(|_| outcome != Outcome::Done);
    let message = row.message.clone().filter(|_| outcome != Outcome::Done);
    Told { shipment: row.shipment_id.0.clone(), outcome, code, message }
}

fn batch_head(page: &BatchPage) -> Result<Value, Failure> {
    let mut head = value(&page.head)?;
    let stages: Vec<Value> = page
        .head
        .stages
        .iter()
        .map(|count| {
            let mut fields = value(count)?;
            if let Some(name) = fields.get_mut("stage") {
                *name = json!(count.stage.slug());
            }
            Ok(fields)
        })
        .collect::<Result<_, Failure>>()?;
    let rows: Vec<Value> = page
        .rows
        .iter()
        .map(|row| {
            let stage = row.stage.slug();
            json!({
                "shipmentId": row.shipment_id, "position": row.position, "sku": row.sku, "units": row.units,
                "courier": row.courier, "trackingId": row.tracking_id, "state": row.state, "stage": stage,
            })
        })
        .collect();
    if let Some(fields) = head.as_object_mut() {
        fields.insert("stages".into(), json!(stages));
        fields.insert("shipments".into(), json!(rows));
    }
    Ok(head)
}

fn stage_words(page: &BatchPage) -> String {
    let line =
        |count: &godown_domain::batch::StageCount| format!("{:<14}{} of {}", count.stage.slug(), count.done, count.of);
    let lines: Vec<String> = page.head.stages.iter().map(line).collect();
    format!("Batch {}: {}\n{}", page.head.batch, page.head.title, lines.join("\n"))
}

/// Marks ready and waits until each is read back.
pub async fn rtd(desks: &Desks, out: Out, args: &RtdArgs) -> Result<u8, Failure> {
    let selection = match args.batch {
        Some(batch) => Selection::View {
            spec: ViewSpec { scope: Scope::Batch { batch }, ..ViewSpec::queue(Queue::ToPrint) },
            except: vec![],
            first: None,
        },
        None => Selection::Ids { ids: args.shipments.clone() },
    };
    // Asked first, so that a batch that does not exist is told at once.
    let ids = match args.batch {
        Some(batch) => wait::batch(desks, batch).await?.rows.into_iter().map(|row| row.shipment_id).collect(),
        None => args.shipments.clone(),
    };
    let asked: Asked = ask(desks, "dispatch_start", DispatchStart { selection }).await?;
    out.say(&format!("{} to be marked ready", asked.queued));
    let told = outcomes(desks, out, Action::Dispatch, &ids, asked).await?;
    let head = json!({ "batch": args.batch });
    answer(out, head, &told, &tally(&told, "ready to dispatch"))?;
    Ok(exit(told.iter().all(|told| told.outcome == Outcome::Done)))
}

/// Cancels and waits until each is read back.
pub async fn cancel(desks: &Desks, out: Out, ids: &[ShipmentId], reason: CancelReason) -> Result<u8, Failure> {
    let asked: Asked = ask(desks, "cancel_start", CancelStart { ids: ids.to_vec(), reason }).await?;
    out.say(&format!("{} to be cancelled", asked.queued));
    let told = outcomes(desks, out, Action::Cancel, ids, asked).await?;
    answer(out, json!({}), &told, &tally(&told, "cancelled"))?;
    Ok(exit(told.iter().all(|told| told.outcome == Outcome::Done)))
}

/// The outcome of an action for every shipment it was asked for: what an earlier run asked counts as well, what never
/// went is told with its reason.
pub(super) async fn outcomes(
    desks: &Desks,
    out: Out,
    action: Action,
    ids: &[ShipmentId],
    asked: Asked,
) -> Result<Vec<Told>, Failure> {
    let mut left_out: HashMap<ShipmentId, _> =
        asked.outcomes.into_iter().map(|row| (row.shipment_id.clone(), row)).collect();
    let entries = wait::for_actions(desks, out, action, &subjects(ids), Until::Settled).await?;
    let tell = |id: &ShipmentId| match (entries.get(id.as_str()), left_out.remove(id)) {
        // Refused or taken back earlier, and not asked again now: the reason of today is the news.
        (Some(entry), Some(left))
            if entry.outcome != Outcome::Done && left.code.as_deref() != Some("ALREADY_ASKED") =>
        {
            Told { shipment: id.0.clone(), outcome: left.outcome, code: left.code, message: left.message }
        }
        (Some(entry), _) => entry_told(entry),
        (None, Some(left)) => {
            Told { shipment: id.0.clone(), outcome: left.outcome, code: left.code, message: left.message }
        }
        (None, None) => {
            Told { shipment: id.0.clone(), outcome: Outcome::DidNotGo, code: Some("NOT_KNOWN".into()), message: None }
        }
    };
    Ok(ids.iter().map(tell).collect())
}

pub(super) fn tally(told: &[Told], what: &str) -> String {
    let done = told.iter().filter(|told| told.outcome == Outcome::Done).count();
    format!("{done} of {} {what}.", told.len())
}

/// The head of the answer with the outcome of every shipment.
pub(super) fn answer(out: Out, mut head: Value, told: &[Told], words: &str) -> Result<(), Failure> {
    if let Some(fields) = head.as_object_mut() {
        fields.insert("outcomes".into(), told.iter().map(Told::json).collect());
    }
    let mut lines = vec![words.to_owned()];
    lines.extend(told.iter().filter_map(Told::words));
    out.answer(&head, &lines.join("\n"))
}
