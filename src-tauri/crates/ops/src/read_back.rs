//! Read-backs: every accepted or unknown outcome is proven by reading the shipment. One reading that still shows the old
//! state is no proof that a lost request did nothing; the second, a minute later, decides.

use std::time::Duration;

use godown_domain::india::HOUR;
use godown_domain::timeline::Learned;
use godown_domain::{Action, At, IntentState, ShipmentId, ShipmentState};
use godown_flipkart::{Client, Lane, Read};
use godown_store::intent::IntentRow;

use crate::feed::Topic;
use crate::journal::{SERVICE_FAILED, Settled, is_in_doubt};
use crate::{Desk, OpsError};

/// Intents looked at in one go.
const PER_LOOK: u32 = 100;
/// How often a lost request is asked again before a person decides.
const MAX_ATTEMPTS: u32 = 3;
/// How often a parcel is marked ready that the marketplace quietly left as it was.
const QUIET_ATTEMPTS: u32 = 2;
/// Between the two readings that prove a lost request did nothing.
const PROOF_MS: i64 = 60_000;
/// Between two looks at most, at a shipment that the marketplace does not name any more.
const SELDOM_MS: i64 = HOUR;
/// Looks that may fail at a start before others are asked.
const FIRST_LOOKS: u32 = 3;
const TOPICS: &[Topic] = &[Topic::Intents, Topic::Shipments, Topic::Queues, Topic::Batches, Topic::Status];

pub(crate) async fn run(desk: Desk) {
    let mut failures = 0;
    loop {
        match check_due(&desk).await {
            Ok(true) => continue,
            // Everything of the last run was looked at once; from now on others may be asked.
            Ok(false) if !desk.is_offline() => desk.inner.looked.cancel(),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "outcomes could not be read back");
                // A marketplace that does not answer this does not hold up the rest for ever: what is in doubt stays in doubt.
                failures += u32::from(!desk.is_offline());
                if failures >= FIRST_LOOKS {
                    desk.inner.looked.cancel();
                }
            }
        }
        tokio::select! {
            biased;
            () = desk.inner.wake.check.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn check_due(desk: &Desk) -> Result<bool, OpsError> {
    let Ok(client) = desk.client() else { return Ok(false) };
    if desk.is_offline() {
        return Ok(false);
    }
    let now = desk.now();
    let due = desk.read(move |conn| godown_store::intent::to_check(conn, now, PER_LOOK)).await?;
    if due.is_empty() {
        return Ok(false);
    }
    let (stock, shipments) = due.into_iter().partition::<Vec<_>, _>(|intent| intent.action == Action::Stock);
    let mut after = After::default();
    if !shipments.is_empty() {
        after.add(&check_shipments(desk, &client, shipments).await?);
    }
    if !stock.is_empty() {
        after.add(&crate::stock::check(desk, &client, stock).await?);
    }
    if after.stuck > 0 {
        let text = format!("{} of your actions did not take and need a look. They stand in Activity.", after.stuck);
        desk.inner.feed.notice(desk.now(), false, text);
    }
    if after.redo {
        desk.inner.wake.outbox.notify_one();
    }
    desk.inner.wake.fetch.notify_one();
    Ok(true)
}

/// What looking at outcomes came to.
#[derive(Debug, Default)]
pub(crate) struct After {
    /// Something is asked again.
    redo: bool,
    /// So many are left to a person.
    stuck: u32,
}

impl After {
    fn add(&mut self, other: &Self) {
        self.redo |= other.redo;
        self.stuck += other.stuck;
    }
}

/// A reading that failed: it is the line, not the subject. Looked at again soon, without counting it as a reading.
pub(crate) async fn not_read(desk: &Desk, due: &[IntentRow]) -> Result<(), OpsError> {
    let later = desk.now().plus(5_000);
    let due: Vec<i64> = due.iter().map(|intent| intent.id).collect();
    desk.write(&[], move |tx| due.iter().try_for_each(|id| godown_store::intent::set_next_check(tx, *id, later))).await
}

async fn check_shipments(desk: &Desk, client: &Client, due: Vec<IntentRow>) -> Result<After, OpsError> {
    let mut ids: Vec<ShipmentId> = due.iter().filter_map(|intent| intent.shipment().cloned()).collect();
    ids.sort();
    ids.dedup();
    let asks = desk.asks();
    if let Err(error) = read(desk, client, &ids, Lane::ReadBack).await {
        not_read(desk, &due).await?;
        return Err(error);
    }
    // By the clock as the answer left it, which is how the picture is dated as well.
    let asked_at = desk.asked_at(asks);
    let now = desk.now();
    desk.write(TOPICS, move |tx| {
        let mut after = After::default();
        for intent in &due {
            let Some(id) = intent.shipment() else { continue };
            let Some(stored) = godown_store::shipment::get(tx, id)? else { continue };
            if stored.seen_at < asked_at {
                left_out(tx, intent, asked_at, now)?;
                continue;
            }
            verdict(intent, &stored.state, asked_at, now).write(tx, intent, asked_at, now, &mut after)?;
        }
        Ok(after)
    })
    .await
}

/// The answer left it out: an older picture proves nothing.
pub(crate) fn left_out(
    tx: &godown_store::Transaction<'_>,
    intent: &IntentRow,
    asked_at: At,
    now: At,
) -> Result<(), godown_store::StoreError> {
    godown_store::intent::looked(tx, intent.id, asked_at, now.plus(not_named_gap(intent, now)))
}

/// To the next look at a shipment that the marketplace did not name: as long again as the act is old, so ever less often.
fn not_named_gap(intent: &IntentRow, now: At) -> i64 {
    now.since(intent.sent_at.unwrap_or(intent.created_at)).clamp(PROOF_MS, SELDOM_MS)
}

/// Looks at once at what was put off because the marketplace did not name it, of one shipment or all. The minute between two
/// readings that prove something stands.
pub(crate) async fn sooner(desk: &Desk, shipment: Option<ShipmentId>) -> Result<(), OpsError> {
    let now = desk.now();
    desk.write(&[Topic::Intents], move |tx| {
        godown_store::intent::check_sooner(tx, shipment.as_ref(), now, now.plus(PROOF_MS))
    })
    .await?;
    desk.inner.wake.check.notify_one();
    Ok(())
}

/// Reads shipments by id and merges what is seen.
pub(crate) async fn read(desk: &Desk, client: &Client, ids: &[ShipmentId], lane: Lane) -> Result<(), OpsError> {
    let asks = desk.asks();
    let reads = desk.heard(client.shipments(ids, lane).await)?;
    let asked_at = desk.asked_at(asks);
    merge(desk, reads, Learned::ReadBack, asked_at).await
}

/// Puts what was read into the cache, one transaction.
pub(crate) async fn merge(desk: &Desk, reads: Vec<Read>, learned: Learned, asked_at: At) -> Result<(), OpsError> {
    desk.write(&[Topic::Shipments, Topic::Queues, Topic::Batches], move |tx| {
        merge_in(tx, &reads, learned, asked_at).map(|_| ())
    })
    .await
}

/// Merges inside a transaction; gives how many changed. What cannot be read is kept apart and never drops its page.
pub(crate) fn merge_in(
    tx: &godown_store::Transaction<'_>,
    reads: &[Read],
    learned: Learned,
    asked_at: At,
) -> Result<u32, godown_store::StoreError> {
    let mut changed = 0;
    for read in reads {
        match read {
            Read::Seen(seen) => {
                changed += u32::from(godown_store::shipment::merge(tx, seen, learned, asked_at)?.changed);
            }
            Read::Unreadable { why, raw, .. } => {
                let record = godown_store::quarantine::Quarantined {
                    at: asked_at,
                    source: "shipment".into(),
                    reason: why.clone(),
                    body: raw.clone(),
                };
                godown_store::quarantine::put(tx, &record)?;
            }
        }
    }
    Ok(changed)
}

/// What a reading makes of an intent.
#[derive(Debug)]
pub(crate) enum Verdict {
    Settle(Settled),
    /// Proven not done, and what comes of that.
    NotApplied(Settled),
    LookAgain(At),
    /// It does not count: it was asked less than [`PROOF_MS`] after the `last` one that did.
    TooSoon {
        last: At,
    },
}

impl Verdict {
    pub(crate) fn write(
        self,
        tx: &godown_store::Transaction<'_>,
        intent: &IntentRow,
        asked_at: At,
        now: At,
        after: &mut After,
    ) -> Result<(), godown_store::StoreError> {
        match self {
            Self::Settle(settled) => {
                after.stuck += u32::from(settled.state == IntentState::Stuck);
                settled.write(tx, intent.id, now)
            }
            Self::NotApplied(then) => {
                after.redo |= then.state == IntentState::Queued;
                after.stuck += u32::from(then.state == IntentState::Stuck);
                Settled::new(IntentState::NotApplied, "read back: not done").write(tx, intent.id, now)?;
                then.write(tx, intent.id, now)
            }
            Self::LookAgain(at) => godown_store::intent::read_back(tx, intent.id, asked_at, at).map(|_| ()),
            Self::TooSoon { last } => godown_store::intent::looked(tx, intent.id, last, last.plus(PROOF_MS)),
        }
    }
}

fn verdict(intent: &IntentRow, state: &ShipmentState, asked_at: At, now: At) -> Verdict {
    if intent.action == Action::Attempt && *state == ShipmentState::Shipped {
        return of_attempt(intent);
    }
    by_itself(intent.action, state).map_or_else(|| not_yet(intent, asked_at, now), Verdict::Settle)
}

/// What a shipment's state alone makes of an action that was asked for it; `None` where it still stands where it stood.
pub(crate) fn by_itself(action: Action, state: &ShipmentState) -> Option<Settled> {
    match progress(action, state) {
        Progress::Done => Some(Settled::new(IntentState::Confirmed, "read back: done")),
        Progress::Impossible(code, message) => {
            Some(Settled::new(IntentState::Superseded, "read back: overtaken").code(code).message(message))
        }
        Progress::NotYet => None,
    }
}

/// A visit in vain changes nothing that can be read (contract 9.3): the marketplace's own yes is all there is to know, and
/// where that did not come, a person looks. Asking again might count it twice.
fn of_attempt(intent: &IntentRow) -> Verdict {
    Verdict::Settle(if intent.state == IntentState::Accepted {
        Settled::new(IntentState::Confirmed, "the marketplace said yes; no reading could tell more")
            .message("The marketplace said yes. Nothing it shows could tell more.")
    } else {
        Settled::new(IntentState::Stuck, "left to a person: no reading tells").code("NOT_SHOWN").message(
            "The answer was lost, and nothing that can be read tells whether the marketplace has this attempt. Look in \
             Seller Hub before telling it again.",
        )
    })
}

/// How far the shipment is, measured against what was asked.
enum Progress {
    Done,
    NotYet,
    Impossible(&'static str, &'static str),
}

fn progress(action: Action, state: &ShipmentState) -> Progress {
    let cancelled = *state == ShipmentState::Cancelled;
    match action {
        Action::Cancel if cancelled => Progress::Done,
        Action::Cancel if state.rank() >= ShipmentState::Packed.rank() => {
            Progress::Impossible("TOO_LATE", "It was packed before the cancellation arrived; it was not cancelled.")
        }
        _ if cancelled => Progress::Impossible("CANCELLED", "It was cancelled meanwhile. Take it out of the pile."),
        Action::Pack if state.rank() >= ShipmentState::PackingInProgress.rank() => Progress::Done,
        Action::Dispatch if state.rank() >= ShipmentState::ReadyToDispatch.rank() => Progress::Done,
        Action::FormAck if *state != ShipmentState::FormFailed => Progress::Done,
        Action::SelfDispatch if state.rank() >= ShipmentState::Shipped.rank() => Progress::Done,
        Action::Delivery if state.rank() >= ShipmentState::Delivered.rank() => Progress::Done,
        Action::Attempt if state.rank() >= ShipmentState::Delivered.rank() => {
            Progress::Impossible("DELIVERED", "It was delivered meanwhile; whether this attempt counts is not shown.")
        }
        _ => Progress::NotYet,
    }
}

/// The subject still stands where it stood.
pub(crate) fn not_yet(intent: &IntentRow, asked_at: At, now: At) -> Verdict {
    // A computer whose clock was put forward while the program was closed thinks it due before it hears the time.
    if intent.state == IntentState::Unknown
        && intent.read_backs > 0
        && let Some(last) = intent.looked_at
        && asked_at.since(last) < PROOF_MS
    {
        return Verdict::TooSoon { last: last.min(asked_at) };
    }
    let readings = intent.read_backs + 1;
    let then = |state, cause| Settled::new(state, cause);
    let stuck = |message: &str| {
        Verdict::NotApplied(then(IntentState::Stuck, "left to a person").code("NOT_DONE").message(message))
    };
    let again = |wait: i64| {
        Verdict::NotApplied(then(IntentState::Queued, "read back: not done, asked again").not_before(now.plus(wait)))
    };
    if intent.state == IntentState::Accepted {
        // A quiet failure: it said yes and did not do it (operations.md, rule 6).
        return match readings {
            1 => Verdict::LookAgain(now.plus(4_000)),
            2 => Verdict::LookAgain(now.plus(15_000)),
            3 => Verdict::LookAgain(now.plus(60_000)),
            // Parcels stay behind for it, and marking ready twice is told as such: asked once more, not oftener.
            _ if intent.action == Action::Dispatch && intent.attempts < QUIET_ATTEMPTS => again(0),
            _ => stuck("The marketplace said yes and did not do it. Ask again, or look in Seller Hub."),
        };
    }
    if let Some(code) = intent.code.as_deref().filter(|code| !is_in_doubt(code)) {
        // Asked again, refused, and the earlier request did not take either.
        let message = intent.message.as_deref().unwrap_or_default();
        return Verdict::NotApplied(then(IntentState::Refused, "the marketplace refused").code(code).message(message));
    }
    let said_no = intent.code.as_deref() == Some(SERVICE_FAILED);
    // A row that the marketplace itself called failed, and one reading agrees; a lost answer takes two readings.
    let proven = said_no || readings >= 2;
    if !proven {
        return Verdict::LookAgain(now.plus(PROOF_MS));
    }
    if intent.code.as_deref() == Some(godown_store::restore::FATE_LOST) {
        return stuck("It comes from a backup and may have been taken back since. Ask again if it is still wanted.");
    }
    if intent.attempts < MAX_ATTEMPTS {
        return again(5_000 * i64::from(intent.attempts.max(1)));
    }
    if said_no {
        return Verdict::NotApplied(
            then(IntentState::Refused, "failed three times")
                .code(intent.code.as_deref().unwrap_or_default())
                .message("A service of the marketplace failed three times. Nothing changed; try again later."),
        );
    }
    stuck("Asked three times, and it is still not done. Look in Seller Hub before asking again.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::a_pack as intent;

    fn state_after(verdict: Verdict) -> Option<IntentState> {
        match verdict {
            Verdict::Settle(settled) | Verdict::NotApplied(settled) => Some(settled.state),
            Verdict::LookAgain(_) | Verdict::TooSoon { .. } => None,
        }
    }

    #[test]
    fn one_reading_is_no_proof_that_a_lost_request_did_nothing() {
        let approved = ShipmentState::Approved;
        let first = verdict(&intent(IntentState::Unknown, 1, 0), &approved, At(0), At(0));
        assert!(matches!(first, Verdict::LookAgain(At(PROOF_MS))));
        let second = verdict(&intent(IntentState::Unknown, 1, 1), &approved, At(0), At(0));
        assert_eq!(state_after(second), Some(IntentState::Queued));
    }

    #[test]
    fn two_readings_prove_something_only_a_minute_apart_whatever_the_computers_clock_said() {
        let asked = |last, at| {
            let row = IntentRow { looked_at: Some(At(last)), ..intent(IntentState::Unknown, 1, 1) };
            verdict(&row, &ShipmentState::Approved, At(at), At(at))
        };
        let first = 10 * PROOF_MS;
        assert!(matches!(asked(first, first + PROOF_MS - 1), Verdict::TooSoon { last } if last == At(first)));
        assert_eq!(state_after(asked(first, first + PROOF_MS)), Some(IntentState::Queued));
        // One that is dated ahead begins anew, and is not waited for.
        assert!(matches!(asked(first, PROOF_MS), Verdict::TooSoon { last: At(PROOF_MS) }));
        let packed = verdict(&intent(IntentState::Unknown, 1, 1), &ShipmentState::Packed, At(0), At(0));
        assert_eq!(state_after(packed), Some(IntentState::Confirmed), "that it is done needs no proof of time");
    }

    #[test]
    fn a_shipment_that_is_never_named_is_asked_for_ever_less_often_up_to_an_hour() {
        const MINUTE: i64 = 60_000;
        let intent = IntentRow { sent_at: Some(At(0)), ..intent(IntentState::Unknown, 1, 0) };
        let (mut now, mut gaps) = (At(5_000), vec![]);
        for _ in 0..9 {
            let gap = not_named_gap(&intent, now);
            now = now.plus(gap);
            gaps.push(gap / MINUTE);
        }
        assert_eq!(gaps, [1, 1, 2, 4, 8, 17, 34, 60, 60]);
    }

    #[test]
    fn a_no_to_a_second_request_counts_once_a_reading_shows_that_the_first_did_not_take() {
        let row = IntentRow { code: Some("INVALID_ITEM_STATE".into()), ..intent(IntentState::Unknown, 2, 0) };
        assert_eq!(state_after(verdict(&row, &ShipmentState::Packed, At(0), At(0))), Some(IntentState::Confirmed));
        assert_eq!(state_after(verdict(&row, &ShipmentState::Approved, At(0), At(0))), Some(IntentState::Refused));
    }

    #[test]
    fn after_three_lost_requests_a_person_decides() {
        let third = verdict(&intent(IntentState::Unknown, 3, 1), &ShipmentState::Approved, At(0), At(0));
        assert_eq!(state_after(third), Some(IntentState::Stuck));
    }

    #[test]
    fn a_quiet_failure_of_a_label_request_is_never_asked_again_by_itself() {
        for read_backs in 0..10 {
            let after = state_after(verdict(
                &intent(IntentState::Accepted, 1, read_backs),
                &ShipmentState::Approved,
                At(0),
                At(0),
            ));
            assert!(matches!(after, None | Some(IntentState::Stuck)), "{after:?}");
        }
    }

    #[test]
    fn a_parcel_quietly_left_unready_is_marked_once_more_and_once_only() {
        let asked = |attempts, read_backs| {
            let intent = IntentRow { action: Action::Dispatch, ..intent(IntentState::Accepted, attempts, read_backs) };
            state_after(verdict(&intent, &ShipmentState::Packed, At(0), At(0)))
        };
        assert_eq!([0, 1, 2].map(|read_backs| asked(1, read_backs)), [None; 3], "four readings are the proof");
        assert_eq!(asked(1, 3), Some(IntentState::Queued));
        assert_eq!(asked(2, 3), Some(IntentState::Stuck));
    }

    #[test]
    fn progress_made_elsewhere_or_by_us_is_progress() {
        for state in [ShipmentState::PackingInProgress, ShipmentState::FormFailed, ShipmentState::Packed] {
            let after = state_after(verdict(&intent(IntentState::Unknown, 1, 0), &state, At(0), At(0)));
            assert_eq!(after, Some(IntentState::Confirmed), "{state:?}");
        }
    }

    #[test]
    fn an_attempt_whose_answer_was_lost_is_never_told_again_by_itself() {
        let asked = |state, shown: &ShipmentState| {
            let intent = IntentRow { action: Action::Attempt, ..intent(state, 1, 0) };
            state_after(verdict(&intent, shown, At(0), At(0)))
        };
        assert_eq!(asked(IntentState::Accepted, &ShipmentState::Shipped), Some(IntentState::Confirmed));
        assert_eq!(asked(IntentState::Unknown, &ShipmentState::Shipped), Some(IntentState::Stuck));
        assert_eq!(asked(IntentState::Unknown, &ShipmentState::Delivered), Some(IntentState::Superseded));
    }

    #[test]
    fn own_parcels_are_proven_by_the_road_they_take() {
        let asked = |action, shown: ShipmentState| {
            let intent = IntentRow { action, ..intent(IntentState::Unknown, 1, 0) };
            state_after(verdict(&intent, &shown, At(0), At(0)))
        };
        assert_eq!(asked(Action::SelfDispatch, ShipmentState::Shipped), Some(IntentState::Confirmed));
        assert_eq!(asked(Action::SelfDispatch, ShipmentState::Approved), None, "one reading is no proof");
        assert_eq!(asked(Action::Delivery, ShipmentState::Shipped), None);
        assert_eq!(asked(Action::Delivery, ShipmentState::Delivered), Some(IntentState::Confirmed));
    }

    #[test]
    fn a_parcel_cancelled_meanwhile_is_told_apart_from_a_packed_one() {
        let after = state_after(verdict(&intent(IntentState::Accepted, 1, 0), &ShipmentState::Cancelled, At(0), At(0)));
        assert_eq!(after, Some(IntentState::Superseded));
    }
}
