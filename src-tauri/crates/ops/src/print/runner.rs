//! The runner: one task a printer, which hands labels over in small jobs.
//!
//! What it keeps to: labels are looked at once more, committed as *sending*, and only then sent. A refusal settles them as
//! failed and stops the run; a broken line leaves them to be asked about. The next job is made while the last one goes out.

use std::collections::HashMap;
use std::time::Duration;

use godown_domain::print::label_state::LabelState;
use godown_domain::print::ledger::{RunState, SettledBy, WhyNot};
use godown_domain::print::{Printer, Route};
use godown_store::document::{DocumentKind, NewDocument};
use godown_store::print::{Move, Settled, Waiting};
use tokio::task::JoinSet;

use super::TOPICS;
use super::choose::last_look;
use super::make::{How, Made, NotMade, Page, make};
use crate::desk::blocking;
use crate::papers::rect;
use crate::{Desk, OpsError};

/// How often it looks for work nobody knocked for.
const IDLE: Duration = Duration::from_secs(2);

/// Drives every printer that has a run, for as long as the seller is open. Ends between two jobs.
pub(crate) async fn run(desk: Desk) {
    let mut at_work: HashMap<u32, tokio::task::AbortHandle> = HashMap::new();
    let mut tasks: JoinSet<()> = JoinSet::new();
    while !desk.inner.stop.is_cancelled() {
        at_work.retain(|_, task| !task.is_finished());
        match desk.read(godown_store::print::live_printers).await {
            Ok(live) => {
                for (printer, _) in live {
                    if !at_work.contains_key(&printer) {
                        at_work.insert(printer, tasks.spawn(drive(desk.clone(), printer)));
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "print runs cannot be read"),
        }
        tokio::select! {
            () = desk.inner.stop.cancelled() => {}
            () = desk.inner.wake.print.notified() => {}
            Some(_) = tasks.join_next() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
    // A job in flight is finished and written down.
    while tasks.join_next().await.is_some() {}
}

async fn drive(desk: Desk, printer: u32) {
    while !desk.inner.stop.is_cancelled() {
        match send_next(&desk, printer).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%error, "a print run stands still");
                let _ = stop_with(&desk, printer, &error.to_string()).await;
                return;
            }
        }
    }
}

/// What is known when a job begins.
struct Next {
    run: u32,
    stop_after: Option<u32>,
    printer: Printer,
    how: How,
    pages: Vec<Page>,
}

/// Sends one job of a printer's oldest run. `false` where there is nothing to send.
async fn send_next(desk: &Desk, printer: u32) -> Result<bool, OpsError> {
    let Some(next) = next(desk, printer).await? else { return Ok(false) };
    if next.pages.is_empty() {
        let run = next.run;
        desk.write(TOPICS, move |tx| {
            if !godown_store::print::end_if_done(tx, run)? && next.stop_after == Some(0) {
                godown_store::print::set_run_state(tx, run, RunState::Paused, None, None)?;
            }
            Ok(())
        })
        .await?;
        return Ok(true);
    }
    let Some((made, route)) = prepare(desk, &next).await? else { return Ok(true) };
    let taken = take(desk, &next, &made).await?;
    if !taken {
        return Ok(true);
    }
    let title = format!("Labels, run {}", next.run);
    let (labels, bytes, form) = (made.labels, made.bytes, made.form);
    let sent =
        blocking(move || godown_printing::send(&route, &godown_printing::Job { title: &title, bytes: &bytes, form }))
            .await;
    settle(desk, &next, labels, sent).await?;
    Ok(true)
}

async fn next(desk: &Desk, printer: u32) -> Result<Option<Next>, OpsError> {
    desk.read(move |conn| {
        let live = godown_store::print::live_printers(conn)?;
        let Some((_, run)) = live.into_iter().find(|(number, _)| *number == printer) else { return Ok(None) };
        let Some(head) = godown_store::print::run_head(conn, run)? else { return Ok(None) };
        let Some(printer) = godown_store::print::printer(conn, printer)? else { return Ok(None) };
        let stop_after = head.stop_after.filter(|_| head.state == RunState::Stopping);
        let how = How { language: printer.language, dpi: printer.dpi, layout: head.layout };
        let count = how.chunk().min(stop_after.unwrap_or(u32::MAX));
        let mut pages = vec![];
        for waiting in godown_store::print::next_labels(conn, run, count)? {
            pages.push(page(conn, waiting)?);
        }
        Ok(Some(Next { run, stop_after, printer, how, pages }))
    })
    .await
}

fn page(conn: &godown_store::Connection, waiting: Waiting) -> Result<Page, godown_store::StoreError> {
    let document = godown_store::document::get(conn, waiting.document)?;
    let pages = godown_store::document::pages(conn, waiting.document)?;
    let boxed = pages.into_iter().find(|page| page.page == waiting.page).and_then(|page| page.label_box);
    let stored = godown_store::shipment::get(conn, &waiting.shipment_id)?;
    let courier = stored.and_then(|stored| stored.couriers.into_iter().find_map(|one| one.courier));
    let drawn = match courier {
        Some(courier) => godown_store::print::crop(conn, &courier)?.map(|crop| crop.frame),
        None => None,
    };
    let crop = drawn.or(boxed).as_deref().and_then(rect);
    Ok(Page { waiting, sha256: document.map(|document| document.file.sha256).unwrap_or_default(), crop })
}

/// Makes the job. What cannot be made is settled at once; `None` where nothing is left of it.
async fn prepare(desk: &Desk, next: &Next) -> Result<Option<(Made, Route)>, OpsError> {
    let (blobs, how, pages) = (desk.inner.blobs.clone(), next.how.clone(), next.pages.clone());
    let (made, bad) = blocking(move || make(&blobs, &how, &pages)).await??;
    if !bad.is_empty() {
        fail(desk, bad).await?;
    }
    Ok(made.map(|made| (made, next.printer.route.clone())))
}

async fn fail(desk: &Desk, bad: Vec<NotMade>) -> Result<(), OpsError> {
    let now = desk.now();
    let (blobs, who) = (desk.inner.blobs.clone(), desk.by());
    let kept = blocking(move || {
        let keep = |one: NotMade| {
            // A picture that cannot be kept is no reason to print what does not read.
            let picture = one.picture_png.as_deref().and_then(|png| Some((blobs.keep(png).ok()?, png.len() as u64)));
            (one.label, one.why, one.words, picture)
        };
        bad.into_iter().map(keep).collect::<Vec<_>>()
    })
    .await?;
    desk.write(TOPICS, move |tx| {
        for (label, why, words, picture) in &kept {
            let picture = match picture {
                Some((sha256, bytes)) => Some(godown_store::document::put(tx, &picture_of(sha256, *bytes, now))?),
                None => None,
            };
            let settled = Some(Settled { by: SettledBy::Printer, who: who.clone() });
            let with = Move { settled, why_not: Some(*why), message: Some(words.clone()), picture, ..Move::default() };
            godown_store::print::move_label(tx, *label, LabelState::Failed, &with, now)?;
        }
        Ok(())
    })
    .await
}

fn picture_of(sha256: &str, bytes: u64, at: godown_domain::At) -> NewDocument {
    NewDocument {
        sha256: sha256.to_owned(),
        kind: DocumentKind::Picture,
        title: "Why a label was held back".into(),
        bytes,
        pages: 1,
        batch: None,
        location: None,
        courier: None,
        made_at: at,
    }
}

/// The last look and the commit: `true` where the whole job may leave. Where a label fell out of it, or the run was stopped
/// meanwhile, nothing is taken and the job is made anew.
async fn take(desk: &Desk, next: &Next, made: &Made) -> Result<bool, OpsError> {
    let (now, who, run) = (desk.now(), desk.by(), next.run);
    let (ids, stop_after) = (made.labels.clone(), next.stop_after);
    let waiting: Vec<Waiting> =
        next.pages.iter().filter(|page| ids.contains(&page.waiting.label)).map(|page| page.waiting.clone()).collect();
    desk.write(TOPICS, move |tx| {
        let Some(head) = godown_store::print::run_head(tx, run)? else { return Ok(false) };
        let same_stop = head.stop_after.filter(|_| head.state == RunState::Stopping) == stop_after;
        if !matches!(head.state, RunState::Running | RunState::Stopping) || !same_stop {
            return Ok(false);
        }
        let mut whole = true;
        for label in &waiting {
            if let Some(why) = last_look(tx, label, now)? {
                let settled = Some(Settled { by: SettledBy::Printer, who: who.clone() });
                let with = Move { settled, why_not: Some(why), ..Move::default() };
                godown_store::print::move_label(tx, label.label, LabelState::Failed, &with, now)?;
                whole = false;
            }
        }
        // All of it waits still, or none of it is taken.
        let still = godown_store::print::next_labels(tx, run, u32::MAX)?;
        whole &= ids.iter().all(|id| still.iter().any(|label| label.label == *id));
        if whole {
            godown_store::print::take(tx, &ids, now)?;
            if let Some(after) = stop_after {
                let left = after.saturating_sub(ids.len() as u32);
                godown_store::print::set_run_state(tx, run, RunState::Stopping, Some(left), None)?;
            }
        }
        Ok(whole)
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
                let note = format!("{error}. Look at {printer} and say which label came out last.");
                (LabelState::Asked, Move { message, ..Move::default() }, Some(note))
            }
            Err(error) => {
                let note = format!("{error} Look at {printer} and say which label came out last.");
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

/// Our own trouble: the run stands still and says why; nothing of it is lost.
async fn stop_with(desk: &Desk, printer: u32, note: &str) -> Result<(), OpsError> {
    let note = note.to_owned();
    desk.write(TOPICS, move |tx| {
        let live = godown_store::print::live_printers(tx)?;
        match live.into_iter().find(|(number, _)| *number == printer) {
            Some((_, run)) => godown_store::print::set_run_state(tx, run, RunState::Paused, None, Some(&note)),
            None => Ok(()),
        }
    })
    .await
}
