//! Batches, ready to dispatch, cancelling, activity.

use godown_domain::pack_input::InputForm;
use godown_domain::{Block, IntentState, Outcome, ShipmentId, Waiting};
use godown_ops::actions::Taken;
use godown_ops::{Desks, Intent};

use super::Reply;
use crate::types::{
    Activity, ActivityAsk, ActivityRef, ActivityRow, Asked, BatchAccepted, BatchPage, BatchPause, BatchRef, BatchRetry,
    Batches, CancelCheck, CancelStart, DispatchStart, FormAckStart, Nothing, OutcomeRow, PackInputKept, PackInputPut,
    PackStart, Prepare, ShipmentRef,
};

/// Activity rows one request may bring.
const MOST_ROWS: u32 = 500;

pub(crate) fn stays((shipment_id, why): (ShipmentId, Block)) -> OutcomeRow {
    let message = Some(words(&why).to_owned());
    OutcomeRow { shipment_id, outcome: Outcome::DidNotGo, code: Some(why.code().to_owned()), message }
}

fn words(why: &Block) -> &'static str {
    match why {
        Block::OnHold => "On hold by the marketplace.",
        Block::NotYet { .. } => "Dispatch-after has not come yet.",
        Block::AlreadyDone { .. } => "Already past this step.",
        Block::TooEarly { .. } => "Not that far yet.",
        Block::Cancelled => "Cancelled.",
        Block::AlreadyAsked => "Already asked; under way.",
        Block::Busy => "Another action is under way for it.",
        Block::SerialNeeded => "A serial number or IMEI is needed.",
        Block::BoxNeeded => "The marketplace did not take the size of its box.",
        Block::LabelStale => "The order changed after the label was fetched.",
        Block::SelfShip => "You deliver it yourself: it has no label of the marketplace's.",
        Block::NotSelfShip => "A courier of the marketplace delivers it.",
        Block::ToldBefore => "A visit in vain was told for that day already.",
        Block::NoLocation => "Its warehouse is not known.",
        Block::NotKnown => "This computer has never seen it.",
    }
}

pub(crate) fn asked(taken: Taken) -> Asked {
    Asked { queued: taken.queued.len() as u32, outcomes: taken.stays.into_iter().map(stays).collect() }
}

pub(crate) async fn pack_start(desks: &Desks, ask: PackStart) -> Reply<BatchAccepted> {
    let begun = desks.desk()?.begin_batch(ask.selection, ask.client_key, ask.title).await?;
    Ok(BatchAccepted { batch: begun.batch, queued: begun.queued, blocked: begun.stays.len() as u32 })
}

pub(crate) async fn pack_input(desks: &Desks, ask: ShipmentRef) -> Reply<InputForm> {
    Ok(desks.desk()?.pack_input(ask.shipment_id).await?)
}

pub(crate) async fn set_pack_input(desks: &Desks, ask: PackInputPut) -> Reply<PackInputKept> {
    Ok(PackInputKept { problems: desks.desk()?.set_pack_input(ask.shipment_id, ask.typed).await? })
}

pub(crate) async fn batches(desks: &Desks, _: Nothing) -> Reply<Batches> {
    Ok(Batches { batches: desks.desk()?.batches().await? })
}

pub(crate) async fn batch(desks: &Desks, ask: BatchRef) -> Reply<BatchPage> {
    let (head, rows) = desks.desk()?.batch(ask.batch).await?;
    Ok(BatchPage { head, rows })
}

pub(crate) async fn batch_pause(desks: &Desks, ask: BatchPause) -> Reply<Nothing> {
    desks.desk()?.pause_batch(ask.batch, ask.paused).await?;
    Ok(Nothing {})
}

pub(crate) async fn batch_retry(desks: &Desks, ask: BatchRetry) -> Reply<Asked> {
    Ok(asked(desks.desk()?.retry_stage(ask.batch, ask.stage).await?))
}

pub(crate) async fn dispatch_start(desks: &Desks, ask: DispatchStart) -> Reply<Asked> {
    Ok(asked(desks.desk()?.start_dispatch(ask.selection).await?))
}

pub(crate) async fn cancel_prepare(desks: &Desks, ask: Prepare) -> Reply<CancelCheck> {
    let price = desks.desk()?.price_of_cancelling(ask.selection).await?;
    Ok(CancelCheck {
        goes: price.goes,
        units: price.units,
        skus: price.skus,
        cancelled_7d: price.cancelled_7d,
        approved_7d: price.approved_7d,
        stays: price.stays.into_iter().map(stays).collect(),
    })
}

pub(crate) async fn cancel_start(desks: &Desks, ask: CancelStart) -> Reply<Asked> {
    Ok(asked(desks.desk()?.start_cancel(ask.ids, ask.reason).await?))
}

pub(crate) async fn form_ack_start(desks: &Desks, ask: FormAckStart) -> Reply<Asked> {
    Ok(asked(desks.desk()?.start_form_ack(ask.shipment_id, ask.form, ask.ack_number).await?))
}

pub(crate) async fn activity(desks: &Desks, ask: ActivityAsk) -> Reply<Activity> {
    let count = ask.count.clamp(1, MOST_ROWS);
    let desk = desks.desk()?;
    let mut intents = desk.intents(ask.unresolved, ask.before.map(i64::from), count + 1).await?;
    let more = intents.len() > count as usize;
    intents.truncate(count as usize);
    let waiting = intents.iter().filter(|one| one.state == IntentState::Queued).map(|one| one.id).collect();
    let places = desk.places(waiting).await?;
    let rows = intents
        .into_iter()
        .map(|intent| {
            let waiting = places.get(&intent.id).copied();
            row(intent, waiting)
        })
        .collect();
    Ok(Activity { rows, more })
}

pub(crate) fn row(intent: Intent, waiting: Option<Waiting>) -> ActivityRow {
    ActivityRow {
        id: u32::try_from(intent.id).unwrap_or(u32::MAX),
        action: intent.action,
        subject: intent.subject,
        batch: intent.batch,
        state: intent.state,
        outcome: intent.state.into(),
        code: intent.code,
        message: intent.message,
        created_at: intent.created_at,
        settled_at: intent.settled_at,
        looked_at: intent.looked_at,
        next_at: intent.next_check_at,
        attempts: intent.attempts,
        waiting,
    }
}

pub(crate) async fn activity_withdraw(desks: &Desks, ask: ActivityRef) -> Reply<Nothing> {
    desks.desk()?.withdraw(i64::from(ask.id)).await?;
    Ok(Nothing {})
}
