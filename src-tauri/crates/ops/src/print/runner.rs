//! The runner: one task a printer, which hands labels over in small jobs.
//!
//! What it keeps to: the marketplace is asked about the parcels of a job, labels are looked at once more, committed as
//! *sending*, and only then sent. A refusal settles them as
//! failed and stops the run; a broken line leaves them to be asked about. While one job goes out the next one is made and
//! proven, never more than that one; what changed meanwhile is seen when its turn comes, and it is made anew.

mod job;
mod look;

use std::collections::HashMap;
use std::time::Duration;

use godown_domain::print::label_state::LabelState;
use godown_domain::print::ledger::{RunState, SettledBy, WhyNot};
use godown_store::print::{Move, Settled};
use tokio::task::JoinSet;

use self::job::{Job, Next};
use self::look::Unasked;
pub(crate) use self::look::young_since;
use super::TOPICS;
use super::make::Made;
use crate::desk::blocking;
use crate::{Desk, OpsError};

/// How often it looks for work nobody knocked for.
const IDLE: Duration = Duration::from_secs(2);

/// Drives every printer that has a run, for as long as the seller is open. Ends between two jobs.
pub(crate) async fn run(desk: Desk) {
    let mut at_work: HashMap<u32, tokio::task::AbortHandle> = HashMap::new();
    let mut tasks: JoinSet<()> = JoinSet::new();
    let unasked = Unasked::default();
    while !desk.inner.stop.is_cancelled() {
        at_work.retain(|_, task| !task.is_finished());
        match desk.read(godown_store::print::live_printers).await {
            Ok(live) => {
                for (printer, _) in live {
                    at_work
                        .entry(printer)
                        .or_insert_with(|| tasks.spawn(drive(desk.clone(), printer, unasked.clone())));
                }
            }
            Err(error) => tracing::warn!(%error, "print runs cannot be read"),
        }
        tokio::select! {
            biased;
            () = desk.inner.stop.cancelled() => {}
            () = desk.inner.wake.print.notified() => {}
            Some(_) = tasks.join_next() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
    // A job in flight is finished and written down.
    while tasks.join_next().await.is_some() {}
}

/// What a printer does after a turn.
enum Turn {
    /// Another turn, with the job that was made meanwhile.
    Again(Option<Box<Job>>),
    /// It has no run that may send.
    Idle,
}

async fn drive(desk: Desk, printer: u32, unasked: Unasked) {
    let mut made = None;
    while !desk.inner.stop.is_cancelled() {
        match turn(&desk, printer, made.take(), &unasked).await {
            Ok(Turn::Again(next)) => made = next,
            Ok(Turn::Idle) => return,
            Err(error) => {
                tracing::warn!(%error, "a print run stands still");
                if stop_with(&desk, printer, &error.to_string()).await.is_err() {
                    // Nor can it be written down that it stands still: on a full disk the run would begin anew at once.
                    tokio::select! {
                        () = desk.inner.stop.cancelled() => {}
                        () = tokio::time::sleep(IDLE) => {}
                    }
                }
                return;
            }
        }
    }
}

/// Sends one job of a printer's oldest run, and makes the one after it meanwhile.
async fn turn(desk: &Desk, printer: u32, made: Option<Box<Job>>, unasked: &Unasked) -> Result<Turn, OpsError> {
    let job = match made {
        Some(job) => job,
        None => {
            let Some(next) = job::next(desk, printer).await? else { return Ok(Turn::Idle) };
            if next.pages.is_empty() {
                end_or_pause(desk, &next).await?;
                return Ok(Turn::Again(None));
            }
            match job::prepare(desk, next).await? {
                Some(job) => job,
                None => return Ok(Turn::Again(None)),
            }
        }
    };
    if !look::last_word(desk, &job.next, unasked).await? || !job::take(desk, &job).await? {
        return Ok(Turn::Again(None));
    }
    let Job { next, made: Made { labels, bytes, form } } = *job;
    let route = next.printer.route.clone();
    let title = format!("Labels, run {}", next.run);
    let going = async {
        let sent = blocking(move || {
            godown_printing::send(&route, &godown_printing::Job { title: &title, bytes: &bytes, form })
        })
        .await;
        settle(desk, &next, labels, sent).await
    };
    // What went is written down as soon as it went, however long the next one takes.
    let (settled, ahead) = tokio::join!(going, job::ahead(desk, printer, next.run));
    settled?;
    Ok(Turn::Again(ahead?))
}

/// Nothing of the run waits for this printer.
async fn end_or_pause(desk: &Desk, next: &Next) -> Result<(), OpsError> {
    let (run, is_enough) = (next.run, next.stop_after == Some(0));
    // What neither waits nor is over is asked about; also what went while nothing could be written down of it.
    let note = (!is_enough).then(|| look_at(&next.printer.name));
    let now = desk.now();
    desk.write(TOPICS, move |tx| {
        godown_store::print::sending_to_asked(tx, Some(run), now)?;
        if godown_store::print::end_if_done(tx, run)? {
            return Ok(());
        }
        godown_store::print::set_run_state(tx, run, RunState::Paused, None, note.as_deref())
    })
    .await
}

type Sent = Result<Result<godown_printing::SentJob, godown_printing::PrintingError>, OpsError>;

async fn settle(desk: &Desk, next: &Next, labels: Vec<u32>, sent: Sent) -> Result<(), OpsError> {
    let (now, who, run) = (desk.now(), desk.by(), next.run);
    let printer = next.printer.name.clone();
    desk.write(TOPICS, move |tx| {
        let (state, with, note) = match &sent {
            Ok(Ok(job)) => {
                let job = job.id.map(|id| id.to_string());
                (LabelState::Spooled, Move { job, ..Move::default() }, None)
            }
            Ok(Err(error)) if !error.may_have_printed() => {
                let settled = Some(Settled { by: SettledBy::Printer, who: who.clone() });
                let message = Some(error.to_string());
                let why_not = Some(WhyNot::PrinterRefused);
                let note = format!("{printer} took nothing: {error}.");
                (LabelState::Failed, Move { settled, why_not, message, ..Move::default() }, Some(note))
            }
            // Nobody knows what came out.
            Ok(Err(error)) => {
                let message = Some(error.to_string());
                let note = format!("{}. {}", begun(&error.to_string()), look_at(&printer));
                (LabelState::Asked, Move { message, ..Move::default() }, Some(note))
            }
            Err(error) => {
                let note = format!("{error} {}", look_at(&printer));
                (LabelState::Asked, Move::default(), Some(note))
            }
        };
        for label in &labels {
            godown_store::print::move_label(tx, *label, state, &with, now)?;
        }
        let ended = godown_store::print::end_if_done(tx, run)?;
        match note {
            Some(note) => godown_store::print::set_run_state(tx, run, RunState::Paused, None, Some(&note)),
            None if ended => Ok(()),
            None => {
                let head = godown_store::print::run_head(tx, run)?;
                let is_enough = head.is_some_and(|head| head.state == RunState::Stopping && head.stop_after == Some(0));
                if is_enough {
                    godown_store::print::set_run_state(tx, run, RunState::Paused, None, None)?;
                }
                Ok(())
            }
        }
    })
    .await
}

/// What a person is asked for where nobody knows what came out.
fn look_at(printer: &str) -> String {
    format!("Look at {printer} and say which label came out last.")
}

/// A sentence begins with a capital letter.
fn begun(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Our own trouble: the run stands still and says why; nothing of it is lost.
async fn stop_with(desk: &Desk, printer: u32, note: &str) -> Result<(), OpsError> {
    let note = begun(note);
    desk.write(TOPICS, move |tx| {
        let live = godown_store::print::live_printers(tx)?;
        match live.into_iter().find(|(number, _)| *number == printer) {
            Some((_, run)) => godown_store::print::set_run_state(tx, run, RunState::Paused, None, Some(&note)),
            None => Ok(()),
        }
    })
    .await
}
