//! The outbox: carries queued intents to the marketplace. An intent is committed as *sending* before the first byte leaves,
//! and what the answer does not settle is *unknown*, never failed. POSTs are never repeated here.

use std::time::Duration;

use godown_domain::gate::GateFacts;
use godown_domain::{Action, At, Block, IntentState, LocationId, ShipmentId, Subject};
use godown_flipkart::{CallError, Client, Lane, RowResult};
use godown_store::intent::IntentRow;
use godown_store::{StoreError, Transaction};
use uuid::Uuid;

use crate::actions::{CancelArgs, FormAckArgs, PackArgs};
use crate::feed::Topic;
use crate::journal::{ANSWER_LOST, LEFT_OUT, SERVICE_FAILED, Settled};
use crate::self_ship::{AttemptArgs, DeliveryArgs, SelfDispatchArgs};
use crate::views::may;
use crate::{Desk, OpsError};

/// First look at an outcome after the answer.
pub(crate) const FIRST_CHECK_MS: i64 = 2_000;
/// A picture older than this is read again right before a parcel is marked ready (contract 17.2.6).
const FRESH_MS: i64 = 60_000;
/// Between two knocks on the door while there is no line.
const KNOCK: Duration = Duration::from_secs(2);
/// What could not go for a reason of this computer's is tried again after this.
const TRY_AGAIN_MS: i64 = 5_000;
const TOPICS: &[Topic] = &[Topic::Intents, Topic::Shipments, Topic::Queues, Topic::Batches, Topic::Status];

pub(crate) async fn run(desk: Desk) {
    // Whatever was on the wire when the last run ended is read back before anything else is asked.
    tokio::select! {
        biased;
        () = desk.inner.stop.cancelled() => return,
        () = desk.inner.looked.cancelled() => {}
    }
    // Whether the journal may call something *sending* that is not on the wire any more.
    let mut open_ends = true;
    while !desk.inner.stop.is_cancelled() {
        if open_ends && let Err(error) = end_as_unknown(&desk).await {
            tracing::warn!(%error, "nothing is sent while the journal cannot be written");
            pause(&desk, Duration::from_secs(1)).await;
            continue;
        }
        open_ends = false;
        if desk.is_offline() {
            knock(&desk).await;
            if desk.is_offline() {
                pause(&desk, KNOCK).await;
                continue;
            }
        }
        match turn(&desk).await {
            Ok(true) => {}
            Ok(false) => tokio::select! {
                biased;
                () = desk.inner.stop.cancelled() => return,
                () = desk.inner.wake.outbox.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            },
            Err(error) => {
                tracing::warn!(%error, "the outbox could not go on");
                open_ends = true;
                pause(&desk, Duration::from_secs(1)).await;
            }
        }
    }
}

async fn pause(desk: &Desk, long: Duration) {
    tokio::select! {
        biased;
        () = desk.inner.stop.cancelled() => {}
        () = tokio::time::sleep(long) => {}
    }
}

/// One try whether the line is back; nothing that waits is touched for it.
async fn knock(desk: &Desk) {
    let Ok(client) = desk.client() else { return };
    match client.probe().await {
        Ok(()) => desk.reached(),
        Err(error) => {
            let _ = desk.heard::<()>(Err(error));
        }
    }
}

/// Settles what became pointless, then sends one call's worth of what is most pressing. `false` where nothing was due.
async fn turn(desk: &Desk) -> Result<bool, OpsError> {
    if desk.inner.moved.swap(false, std::sync::atomic::Ordering::SeqCst) {
        settle_overtaken(desk).await?;
    }
    let now = desk.now();
    match desk.read(move |conn| godown_store::intent::next_action(conn, now)).await? {
        Some(action) => send_next(desk, action).await,
        None => Ok(false),
    }
}

/// What waits, or waits for a person, and was done or made impossible elsewhere meanwhile is told so at once, not when its
/// turn comes.
async fn settle_overtaken(desk: &Desk) -> Result<(), OpsError> {
    if desk.read(godown_store::intent::overtaken).await?.is_empty() {
        return Ok(());
    }
    let now = desk.now();
    desk.write(TOPICS, move |tx| {
        for intent in godown_store::intent::overtaken(tx)? {
            let Some(id) = intent.shipment() else { continue };
            let settled = if intent.state == IntentState::Stuck {
                let stored = godown_store::shipment::get(tx, id)?;
                stored.and_then(|stored| crate::read_back::by_itself(intent.action, &stored.state))
            } else {
                match last_gate(tx, id, intent.action, now)? {
                    Ok(()) | Err(Block::NotYet { .. }) => None,
                    Err(why) => Some(settled_by_gate(&intent, &why)),
                }
            };
            if let Some(settled) = settled {
                settled.write(tx, intent.id, now)?;
            }
        }
        Ok(())
    })
    .await
}

/// Between two calls nothing is on the wire: what is still *sending* then got an answer that could not be written down, in
/// this run or an earlier one.
async fn end_as_unknown(desk: &Desk) -> Result<(), OpsError> {
    let now = desk.now();
    let left = desk.read(godown_store::intent::sending_count).await?;
    if left > 0 {
        desk.write(TOPICS, move |tx| godown_store::intent::sending_to_unknown(tx, now)).await?;
        desk.inner.wake.check.notify_one();
    }
    Ok(())
}

/// Shipments, or listings, one call takes (contract 3).
fn per_call(action: Action) -> u32 {
    let most = match action {
        Action::Pack => godown_flipkart::PACK_PER_CALL,
        Action::Dispatch => godown_flipkart::DISPATCH_PER_CALL,
        Action::Cancel | Action::FormAck => godown_flipkart::ROWS_PER_CALL,
        Action::SelfDispatch | Action::Delivery | Action::Attempt => godown_flipkart::SELF_SHIP_PER_CALL,
        Action::Stock => godown_flipkart::SKUS_PER_CALL,
    };
    most as u32
}

/// What the last check before sending makes of an intent.
pub(crate) enum Gate {
    /// It goes, with these arguments where they are completed only now.
    Goes(Option<String>),
    /// Not yet: when it is looked at again.
    Waits(At),
    /// It will not go.
    Over(Settled),
}

/// Sends one call's worth of an action. `false` where nothing was due.
async fn send_next(desk: &Desk, action: Action) -> Result<bool, OpsError> {
    let Ok(client) = desk.client() else { return Ok(false) };
    let now = desk.now();
    let due = desk.read(move |conn| godown_store::intent::due(conn, action, now, per_call(action))).await?;
    if due.is_empty() {
        return Ok(false);
    }
    let looked = crate::stock::look(desk, &client, &due).await?;
    freshen(desk, &client, action, &due).await?;
    if desk.is_offline() {
        // Found out by looking: nothing was taken, and nothing is lost.
        return Ok(true);
    }
    if !client.has_heard_time() {
        // The last gate judges by the marketplace's clock, and what an earlier run learned of it may not hold any more.
        // The login is needed anyway; where it fails the call itself tells the rest.
        let _ = desk.heard(client.login().await);
    }
    let request_id = Uuid::now_v7().to_string();
    let now = desk.now();
    let taken = take(desk, due, request_id, now, move |tx, intent| match &intent.subject {
        Subject::Shipment { id } => gate(tx, intent, id, now),
        Subject::Stock { sku, location } => crate::stock::gate(intent, sku, location, &looked, now),
    })
    .await?;
    if taken.is_empty() {
        return Ok(true);
    }
    send(desk, &client, action, taken).await?;
    desk.inner.wake.check.notify_one();
    Ok(true)
}

/// Reads shipments again whose picture is from before an outage or the last start, and for a parcel to be marked ready any
/// that is not of this minute: a buyer may have cancelled since, or somebody packed it in Seller Hub.
async fn freshen(desk: &Desk, client: &Client, action: Action, due: &[IntentRow]) -> Result<(), OpsError> {
    let ids: Vec<ShipmentId> = due.iter().filter_map(|intent| intent.shipment().cloned()).collect();
    let mut before = desk.up_since();
    if matches!(action, Action::Dispatch | Action::SelfDispatch) {
        before = before.max(desk.now().plus(-FRESH_MS));
    }
    let old = desk.read(move |conn| godown_store::shipment::seen_before(conn, &ids, before)).await?;
    if !old.is_empty() {
        // Where the reading fails the marketplace's own check is the last guard; the call itself tells the rest.
        let _ = crate::read_back::read(desk, client, &old, Lane::ReadBack).await;
    }
    Ok(())
}

/// The last gate and the commit: what may still go becomes *sending* with its exact arguments on disk.
async fn take(
    desk: &Desk,
    due: Vec<IntentRow>,
    request_id: String,
    now: At,
    gate: impl Fn(&Transaction<'_>, &IntentRow) -> Result<Gate, StoreError> + Send + 'static,
) -> Result<Vec<IntentRow>, OpsError> {
    desk.write(TOPICS, move |tx| {
        let mut goes = vec![];
        for intent in due {
            // Read again inside the transaction: it may have been withdrawn since.
            let Some(mut intent) = godown_store::intent::get(tx, intent.id)? else { continue };
            if intent.state != IntentState::Queued {
                continue;
            }
            match gate(tx, &intent)? {
                Gate::Waits(until) => godown_store::intent::set_not_before(tx, intent.id, until)?,
                Gate::Over(settled) => settled.write(tx, intent.id, now)?,
                Gate::Goes(args) => {
                    if let Some(args) = args {
                        intent.args = args;
                        godown_store::intent::set_args(tx, intent.id, &intent.args)?;
                    }
                    goes.push(intent);
                }
            }
        }
        let ids: Vec<i64> = goes.iter().map(|intent| intent.id).collect();
        godown_store::intent::take(tx, &ids, &request_id, now)?;
        Ok(goes)
    })
    .await
}

/// The last check of an act of a shipment, on its present picture.
fn gate(tx: &Transaction<'_>, intent: &IntentRow, id: &ShipmentId, now: At) -> Result<Gate, StoreError> {
    match last_gate(tx, id, intent.action, now)? {
        Ok(()) => {}
        Err(Block::NotYet { opens_at }) => return Ok(Gate::Waits(opens_at)),
        Err(why) => return Ok(Gate::Over(settled_by_gate(intent, &why))),
    }
    Ok(match intent.action {
        Action::Pack => Gate::Goes(Some(serde_json::to_string(&PackArgs::of(tx, id, now)?)?)),
        Action::SelfDispatch => match SelfDispatchArgs::completed(tx, &intent.args, now)? {
            Ok(args) => Gate::Goes(Some(args)),
            Err(over) => Gate::Over(over),
        },
        _ => Gate::Goes(None),
    })
}

/// The gate again, on the present picture. The intent's own presence is not in its way, and must not hide what is.
fn last_gate(tx: &Transaction<'_>, id: &ShipmentId, action: Action, now: At) -> Result<Result<(), Block>, StoreError> {
    Ok(match godown_store::shipment::gate_facts(tx, id, action)? {
        None => Err(Block::NotKnown),
        Some(facts) => may(&GateFacts { asked: false, busy: false, ..facts }, action, now),
    })
}

/// What our own last check makes of an intent that was overtaken by events. One that went out before, was proven undone, and
/// took after all is done as it was asked, and not overtaken.
fn settled_by_gate(intent: &IntentRow, why: &Block) -> Settled {
    let is_done = match why {
        Block::Cancelled => intent.action == Action::Cancel,
        Block::AlreadyDone { .. } => !matches!(intent.action, Action::Cancel | Action::Attempt),
        _ => false,
    };
    if is_done && intent.attempts > 0 {
        return Settled::new(IntentState::Confirmed, "done after all")
            .message("It was done after all; nothing was sent again.");
    }
    let message = match (intent.action, why) {
        (Action::Pack, Block::AlreadyDone { .. }) => "The label was already asked for elsewhere; nothing was sent.",
        (Action::Dispatch, Block::AlreadyDone { .. }) => "It was already marked ready elsewhere; nothing was sent.",
        (Action::Cancel, Block::AlreadyDone { .. }) => "It was packed elsewhere meanwhile; nothing was cancelled.",
        (Action::SelfDispatch, Block::AlreadyDone { .. }) => "It was already sent elsewhere; nothing was sent.",
        (Action::Delivery, Block::AlreadyDone { .. }) => "It was already told as delivered; nothing was sent.",
        (Action::Attempt, Block::AlreadyDone { .. }) => "It was delivered meanwhile; no attempt was told.",
        (_, Block::SerialNeeded) => "A serial number or IMEI is needed first; nothing was sent.",
        (_, Block::BoxNeeded) => "The size of its box is needed first; nothing was sent.",
        (_, Block::Cancelled) => "It was cancelled meanwhile; nothing was sent.",
        (_, Block::OnHold) => "The marketplace put it on hold meanwhile; nothing was sent.",
        (_, Block::LabelStale) => "The order changed after the label was fetched: the label is being fetched again.",
        _ => "It can no longer be done; nothing was sent.",
    };
    Settled::new(IntentState::Superseded, "overtaken before it was sent").code(why.code()).message(message)
}

/// One call, and its outcome for every row. A call refused as a whole is halved until the culprit stands alone.
fn send<'a>(
    desk: &'a Desk,
    client: &'a Client,
    action: Action,
    rows: Vec<IntentRow>,
) -> std::pin::Pin<Box<dyn Future<Output = Result<(), OpsError>> + Send + 'a>> {
    Box::pin(async move {
        let answer = desk.heard(call(client, action, &rows).await);
        if let Err(CallError::Refused { .. }) = &answer
            && rows.len() > 1
        {
            let mut first = rows;
            let second = first.split_off(first.len() / 2);
            send(desk, client, action, first).await?;
            return send(desk, client, action, second).await;
        }
        let (now, off) = (desk.now(), desk.clock_off().unwrap_or(0));
        let outcome = |row: &IntentRow| match &answer {
            Ok(results) => by_row(row, results, now),
            Err(error) => by_error(error, now, off),
        };
        let (mut moves, mut asks, mut looks_again) = (vec![], vec![], vec![]);
        for row in &rows {
            let settled = outcome(row);
            if settled.state == IntentState::Refused && action == Action::Pack {
                let what = asks_for(settled.code.as_deref(), settled.message.as_deref());
                asks.extend(what.zip(row.shipment()).map(|(what, id)| (id.clone(), what)));
            }
            let settled = after_all(row, settled, now);
            if settled.state == IntentState::Refused {
                looks_again.push(row.subject.clone());
            }
            moves.push((row.id, settled));
        }
        desk.write(TOPICS, move |tx| {
            for (id, what) in &asks {
                match what {
                    Block::BoxNeeded => godown_store::pack_input::want_box(tx, id)?,
                    _ => godown_store::pack_input::want_serials(tx, id)?,
                }
            }
            moves.iter().try_for_each(|(id, settled)| settled.write(tx, *id, now))
        })
        .await?;
        if !looks_again.is_empty() {
            // A refusal says that our picture was wrong; look at what is true.
            look_again(desk, client, &looks_again).await;
        }
        Ok(())
    })
}

async fn look_again(desk: &Desk, client: &Client, subjects: &[Subject]) {
    let (mut ids, mut skus) = (vec![], vec![]);
    for subject in subjects {
        match subject {
            Subject::Shipment { id } => ids.push(id.clone()),
            Subject::Stock { sku, .. } => skus.push(sku.clone()),
        }
    }
    if !ids.is_empty() {
        let _ = crate::read_back::read(desk, client, &ids, Lane::ReadBack).await;
    }
    if !skus.is_empty() {
        let _ = crate::stock::read(desk, client, &skus, Lane::ReadBack).await;
    }
}

/// A no to a request that went out before may mean that the earlier one took after all: that is for the read-back.
fn after_all(intent: &IntentRow, settled: Settled, now: At) -> Settled {
    if settled.state != IntentState::Refused || intent.attempts == 0 {
        return settled;
    }
    let cause = "the marketplace refused; an earlier request may have taken";
    Settled { state: IntentState::Unknown, cause, ..settled }.check_at(now)
}

/// What a refusal of a label request asks a person to type (contract 8.5). Only the refusal tells that a product is sold by
/// serial number, and that a box has the wrong size is told by the words, not the code; from then on the check says so
/// before anything is sent.
pub(crate) fn asks_for(code: Option<&str>, message: Option<&str>) -> Option<Block> {
    let code = code.unwrap_or_default();
    let words = message.unwrap_or_default().to_lowercase();
    let about_size = ["please re-check your packaging", "dimensions mentioned in my listings tab"];
    match () {
        () if code == "INVALID_REQUEST_ITEM_ID" && words.contains("serial") => Some(Block::SerialNeeded),
        () if code == "INVALID_DIMENSIONS" || about_size.iter().any(|part| words.contains(part)) => {
            Some(Block::BoxNeeded)
        }
        () => None,
    }
}

async fn call(client: &Client, action: Action, rows: &[IntentRow]) -> Result<Vec<RowResult>, CallError> {
    match action {
        Action::Pack => client.pack(&of(rows, PackArgs::row)).await,
        Action::Dispatch => {
            let location = rows.first().map_or_else(|| LocationId::from(""), |row| row.location_id.clone());
            let ids: Vec<ShipmentId> = rows.iter().filter_map(|row| row.shipment().cloned()).collect();
            client.dispatch(&location, &ids).await
        }
        Action::Cancel => client.cancel(&of(rows, CancelArgs::row)).await,
        Action::FormAck => client.form_ack(&of(rows, FormAckArgs::row)).await,
        Action::SelfDispatch => client.self_dispatch(&of(rows, SelfDispatchArgs::row)).await,
        Action::Delivery => client.delivery(&of(rows, DeliveryArgs::row)).await,
        Action::Attempt => client.delivery_attempt(&of(rows, AttemptArgs::row)).await,
        Action::Stock => client.set_stock(&crate::stock::rows(rows)).await,
    }
}

/// The rows of a call, from their arguments as they stand on disk.
fn of<Row>(rows: &[IntentRow], row: impl Fn(&str) -> Option<Row>) -> Vec<Row> {
    rows.iter().filter_map(|intent| row(&intent.args)).collect()
}

/// The rule for a row of a 200 answer. Every asked subject is looked for by its id.
fn by_row(intent: &IntentRow, results: &[RowResult], now: At) -> Settled {
    let check_at = now.plus(FIRST_CHECK_MS);
    let Some(result) = results.iter().find(|result| result.id == intent.subject.key()) else {
        return Settled::new(IntentState::Unknown, "the answer left it out")
            .code(LEFT_OUT)
            .message("The marketplace's answer left this one out. It is being read back.")
            .check_at(check_at);
    };
    if result.ok {
        return Settled::new(IntentState::Accepted, "the marketplace accepted").check_at(check_at);
    }
    let code = result.code.as_deref().unwrap_or("FAILURE");
    let message = result.message.as_deref().unwrap_or("The marketplace gave no reason.");
    match code {
        // Contract 8.10: said of a parcel that is already ready; reading back proves it.
        "ORDER_ITEM_ALREADY_DISPATCHED" if intent.action != Action::Attempt => {
            Settled::new(IntentState::Accepted, "already marked ready").code(code).message(message).check_at(check_at)
        }
        // Contract 5.3: a service behind the marketplace failed. Whether it did so before or after is for the read-back.
        SERVICE_FAILED => Settled::new(IntentState::Unknown, "a service of the marketplace failed")
            .code(code)
            .message(message)
            .check_at(check_at),
        _ => Settled::new(IntentState::Refused, "the marketplace refused").code(code).message(message),
    }
}

/// The rule for a call without a readable answer. `off` is what the marketplace's clock, by which the journal goes, is
/// ahead of this computer's, by which calls are counted.
fn by_error(error: &CallError, now: At, off: i64) -> Settled {
    let text = error.to_string();
    if error.outcome_unknown() {
        return Settled::new(IntentState::Unknown, "sent, and the answer was lost")
            .code(ANSWER_LOST)
            .message("The answer was lost on the way. It is being read back before anything is asked again.")
            .check_at(now.plus(FIRST_CHECK_MS));
    }
    let again =
        |ms: i64, cause: &'static str| Settled::new(IntentState::Queued, cause).message(&text).not_before(now.plus(ms));
    match error {
        CallError::Refused { code, message, .. } => {
            Settled::new(IntentState::Refused, "the marketplace refused the call")
                .code(code.as_deref().unwrap_or("REFUSED"))
                .message(message)
        }
        CallError::Throttled { retry_after_ms } => again(i64::try_from(*retry_after_ms).unwrap_or(60_000), "throttled"),
        CallError::BudgetSpent { free_at_ms } => {
            let free_at = At(*free_at_ms).plus(off);
            Settled::new(IntentState::Queued, "the hour's calls are used up").message(&text).not_before(free_at)
        }
        CallError::LoginMissing | CallError::LoginRefused { .. } | CallError::LoginExpired => {
            again(30_000, "the login does not work")
        }
        // It goes as soon as the line is back, and it has cost nothing.
        CallError::Offline { .. } => Settled::new(IntentState::Queued, "no line to the marketplace")
            .message("There is no line to the marketplace. It goes when the line is back."),
        _ => again(TRY_AGAIN_MS, "could not be sent"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent() -> IntentRow {
        crate::journal::a_pack(IntentState::Sending, 1, 0)
    }

    fn row(id: &str, ok: bool, code: Option<&str>) -> RowResult {
        RowResult { id: id.into(), ok, code: code.map(Into::into), message: None }
    }

    #[test]
    fn a_shipment_the_answer_left_out_is_unknown_never_failed() {
        let settled = by_row(&intent(), &[row("another", true, None)], At(0));
        assert_eq!(settled.state, IntentState::Unknown);
        assert!(settled.check_at.is_some(), "and it is read back");
    }

    #[test]
    fn one_refusal_among_successes_hits_that_shipment_alone() {
        let results = [row("s2", true, None), row("s1", false, Some("INVALID_ITEM_STATE"))];
        assert_eq!(by_row(&intent(), &results, At(0)).state, IntentState::Refused);
        let second = IntentRow { subject: ShipmentId::from("s2").into(), ..intent() };
        assert_eq!(by_row(&second, &results, At(0)).state, IntentState::Accepted);
    }

    #[test]
    fn a_refusal_about_numbers_or_size_asks_a_person_to_type_them() {
        let refused = |code: &str, words: &str| asks_for(Some(code), Some(words));
        assert_eq!(refused("INVALID_REQUEST_ITEM_ID", "serialNumbers are mandatory"), Some(Block::SerialNeeded));
        assert_eq!(refused("UNKNOWN", "Please re-check your packaging. It differs"), Some(Block::BoxNeeded));
        assert_eq!(refused("INVALID_ITEM_STATE", "Shipment is on hold"), None);
    }

    #[test]
    fn a_no_to_a_second_request_is_looked_into_because_the_first_may_have_taken() {
        let results = [row("s1", false, Some("INVALID_ITEM_STATE"))];
        let state = |attempts| {
            let row = IntentRow { attempts, ..intent() };
            after_all(&row, by_row(&row, &results, At(0)), At(0)).state
        };
        assert_eq!([0, 1].map(state), [IntentState::Refused, IntentState::Unknown]);
    }

    #[test]
    fn what_took_after_all_is_done_and_what_others_did_is_overtaken() {
        let state =
            |attempts, action, why: &Block| settled_by_gate(&IntentRow { attempts, action, ..intent() }, why).state;
        let packed = Block::AlreadyDone { state: godown_domain::ShipmentState::Packed };
        for (action, why) in [(Action::Pack, &packed), (Action::Cancel, &Block::Cancelled)] {
            assert_eq!([0, 1].map(|n| state(n, action, why)), [IntentState::Superseded, IntentState::Confirmed]);
        }
        for (action, why) in [(Action::Cancel, &packed), (Action::Pack, &Block::Cancelled)] {
            assert_eq!(state(1, action, why), IntentState::Superseded, "{action:?}: it did not take");
        }
    }

    #[test]
    fn already_dispatched_counts_as_accepted() {
        let results = [row("s1", false, Some("ORDER_ITEM_ALREADY_DISPATCHED"))];
        assert_eq!(by_row(&intent(), &results, At(0)).state, IntentState::Accepted);
    }

    #[test]
    fn what_surely_did_not_leave_goes_back_to_the_queue() {
        let throttled = by_error(&CallError::Throttled { retry_after_ms: 60_000 }, At(5), 0);
        assert_eq!((throttled.state, throttled.not_before), (IntentState::Queued, Some(At(60_005))));
    }

    #[test]
    fn without_a_line_nothing_is_put_off() {
        let settled = by_error(&CallError::Offline { why: "refused".into() }, At(5), 0);
        assert_eq!((settled.state, settled.not_before), (IntentState::Queued, None));
    }

    #[test]
    fn the_hours_calls_come_back_at_the_same_moment_by_either_clock() {
        let (here, hours) = (At(1_000_000), 5 * godown_domain::india::HOUR);
        let spent = CallError::BudgetSpent { free_at_ms: here.0 + 60_000 };
        for off in [-hours, 0, hours] {
            let settled = by_error(&spent, here.plus(off), off);
            assert_eq!(settled.not_before, Some(here.plus(off + 60_000)), "a minute from now, not hours");
        }
    }
}
