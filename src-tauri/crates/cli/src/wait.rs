//! Waiting until what was asked is settled, by looking at the store through the contract.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use godown_api::types::{Activity, ActivityAsk, ActivityRow, BatchPage, BatchRef, Frame, Nothing};
use godown_domain::batch::{BatchRow, Stage};
use godown_domain::status::{Login, Status};
use godown_domain::{Action, IntentState, Outcome, ShipmentState, Subject};
use godown_ops::Desks;

use crate::ask::ask;
use crate::output::{Failure, Out};

const LOOK_EVERY: Duration = Duration::from_millis(300);
const SAY_EVERY: Duration = Duration::from_secs(3);
/// A line that stays dead for so long ends the waiting; what waits goes out at the next run.
const OFFLINE_PATIENCE_MS: i64 = 20_000;

/// Looks again and again until `look` has an answer. Gives up on a refused login, on a disk that cannot be written and on a
/// line that stays dead.
async fn until<T>(
    desks: &Desks,
    out: Out,
    mut look: impl AsyncFnMut() -> Result<Result<T, String>, Failure>,
) -> Result<T, Failure> {
    let mut said: Option<(String, Instant)> = None;
    loop {
        let progress = match look().await? {
            Ok(done) => return Ok(done),
            Err(progress) => progress,
        };
        let frame: Frame = ask(desks, "frame", Nothing {}).await?;
        if let Some(status) = &frame.status {
            give_up(status)?;
        }
        if said.as_ref().is_none_or(|(words, at)| *words != progress && at.elapsed() >= SAY_EVERY) {
            out.say(&progress);
            said = Some((progress, Instant::now()));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn give_up(status: &Status) -> Result<(), Failure> {
    let kept = "What was asked is kept and goes out at the next run.";
    match status.login {
        Login::Missing => return Err(Failure::plain(3, format!("The login of this seller is not here. {kept}"))),
        Login::Refused => return Err(Failure::plain(3, format!("The marketplace refused the login. {kept}"))),
        Login::Ok | Login::Unknown => {}
    }
    if let Some(problem) = &status.store_problem {
        return Err(Failure::of_disk(problem));
    }
    match status.offline_since {
        Some(since) if status.now.since(since) >= OFFLINE_PATIENCE_MS => {
            Err(Failure::plain(4, format!("The marketplace cannot be reached. {kept}")))
        }
        _ => Ok(()),
    }
}

/// A batch as it stands.
pub async fn batch(desks: &Desks, batch: u32) -> Result<BatchPage, Failure> {
    ask(desks, "batch", BatchRef { batch }).await
}

/// Waits until every shipment of a batch that can still pass `stage` has passed it.
pub async fn for_stage(desks: &Desks, out: Out, number: u32, stage: Stage) -> Result<BatchPage, Failure> {
    until(desks, out, async || {
        let page = batch(desks, number).await?;
        let moving = page.rows.iter().filter(|row| !has_passed(row, stage) && is_moving(row)).count();
        if moving == 0 || page.head.paused {
            return Ok(Ok(page));
        }
        let passed = page.rows.iter().filter(|row| has_passed(row, stage)).count();
        Ok(Err(format!("batch {number}: {passed} of {} {}, {moving} under way", page.head.went, stage.slug())))
    })
    .await
}

/// Whether a shipment of a batch is past a stage. One that is ready is past all of them, however it came there.
pub fn has_passed(row: &BatchRow, stage: Stage) -> bool {
    let passed = row.stage > stage || (row.stage == stage && row.outcome == Outcome::Done);
    row.blocked.is_none() && (passed || row.state.rank() >= ShipmentState::ReadyToDispatch.rank())
}

/// Whether something still happens to it by itself: under way, or to be looked at again.
fn is_moving(row: &BatchRow) -> bool {
    match row.outcome {
        Outcome::Waiting => true,
        Outcome::Unknown => row.next_at.is_some(),
        Outcome::Done | Outcome::Refused | Outcome::DidNotGo => false,
    }
}

/// How far an action must have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The marketplace answered, or the answer was lost.
    Answered,
    /// Read back, refused, or left to a person.
    Settled,
}

impl Until {
    fn reached(self, state: IntentState) -> bool {
        match self {
            Self::Answered => !matches!(state, IntentState::Queued | IntentState::Sending),
            Self::Settled => state.is_settled(),
        }
    }
}

/// Waits for an action; gives the newest entry of each subject that has one, by its shipment id or SKU.
pub async fn for_actions(
    desks: &Desks,
    out: Out,
    action: Action,
    subjects: &[Subject],
    goal: Until,
) -> Result<HashMap<String, ActivityRow>, Failure> {
    until(desks, out, async || {
        let newest = newest(desks, action, subjects).await?;
        let left = newest.values().filter(|row| !goal.reached(row.state)).count();
        if left == 0 { Ok(Ok(newest)) } else { Ok(Err(format!("{left} of {} under way", newest.len()))) }
    })
    .await
}

/// The newest entry of an action for each subject.
async fn newest(desks: &Desks, action: Action, subjects: &[Subject]) -> Result<HashMap<String, ActivityRow>, Failure> {
    let mut missing: std::collections::HashSet<&Subject> = subjects.iter().collect();
    let mut found = HashMap::new();
    let mut before = None;
    while !missing.is_empty() {
        let page: Activity = ask(desks, "activity", ActivityAsk { unresolved: false, before, count: 500 }).await?;
        before = page.rows.last().map(|row| row.id);
        for row in page.rows {
            if row.action == action && missing.remove(&row.subject) {
                found.insert(row.subject.key().to_owned(), row);
            }
        }
        if !page.more {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(stage: Stage, outcome: Outcome, next_at: Option<i64>) -> BatchRow {
        BatchRow {
            position: 1,
            shipment_id: "S1".into(),
            sku: String::new(),
            units: 1,
            courier: None,
            tracking_id: None,
            state: ShipmentState::Packed,
            stage,
            outcome,
            code: None,
            message: None,
            next_at: next_at.map(godown_domain::At),
            blocked: None,
            needs: None,
            label_stale: false,
            waiting: None,
        }
    }

    #[test]
    fn a_label_that_waits_for_a_person_ends_the_waiting() {
        let at_paper = row(Stage::Downloaded, Outcome::Done, None);
        assert!(has_passed(&at_paper, Stage::Downloaded));
        assert!(!has_passed(&at_paper, Stage::Printed) && !is_moving(&at_paper));
        let fetching = row(Stage::Downloaded, Outcome::Waiting, None);
        assert!(!has_passed(&fetching, Stage::Downloaded) && is_moving(&fetching));
    }

    #[test]
    fn printed_is_not_ready_and_ready_is_past_everything() {
        let printed = row(Stage::Printed, Outcome::Done, None);
        assert!(!has_passed(&printed, Stage::Ready), "printed, and nobody has marked it ready");
        let ready = BatchRow { state: ShipmentState::ReadyToDispatch, ..row(Stage::Ready, Outcome::Done, None) };
        let elsewhere =
            BatchRow { state: ShipmentState::ReadyToDispatch, ..row(Stage::Requested, Outcome::Refused, None) };
        assert!(has_passed(&ready, Stage::Ready) && has_passed(&elsewhere, Stage::Ready));
    }

    #[test]
    fn what_is_being_checked_is_waited_for_and_what_a_person_must_decide_is_not() {
        assert!(is_moving(&row(Stage::Requested, Outcome::Unknown, Some(5))));
        assert!(!is_moving(&row(Stage::Requested, Outcome::Unknown, None)));
        assert!(!Until::Settled.reached(IntentState::Unknown));
        assert!(Until::Settled.reached(IntentState::Stuck));
        assert!(Until::Answered.reached(IntentState::Unknown) && !Until::Answered.reached(IntentState::Sending));
    }
}
