//! One job: which labels it has, how it is made, and the last look before it is committed as being sent.

use godown_domain::print::Printer;
use godown_domain::print::label_state::LabelState;
use godown_domain::print::ledger::{RunState, SettledBy};
use godown_store::document::{DocumentKind, NewDocument};
use godown_store::print::{Move, Settled, Waiting};

use crate::desk::blocking;
use crate::papers::rect;
use crate::print::TOPICS;
use crate::print::choose::last_look;
use crate::print::make::{How, Made, NotMade, Page, make};
use crate::{Desk, OpsError};

/// A job that is made and has not been taken yet.
pub(super) struct Job {
    pub(super) next: Next,
    pub(super) made: Made,
}

/// What is known when a job begins.
pub(super) struct Next {
    pub(super) run: u32,
    pub(super) stop_after: Option<u32>,
    pub(super) printer: Printer,
    how: How,
    pub(super) pages: Vec<Page>,
}

/// The next labels of a printer's oldest run that may send; none where it has no such run.
pub(super) async fn next(desk: &Desk, printer: u32) -> Result<Option<Next>, OpsError> {
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
pub(super) async fn prepare(desk: &Desk, next: Next) -> Result<Option<Box<Job>>, OpsError> {
    let (blobs, how, pages) = (desk.inner.blobs.clone(), next.how.clone(), next.pages.clone());
    let (made, bad) = blocking(move || make(&blobs, &how, &pages)).await??;
    if !bad.is_empty() {
        fail(desk, next.run, bad).await?;
    }
    Ok(made.map(|made| Box::new(Job { next, made })))
}

/// The job after the one that goes out now, if the same run has one.
pub(super) async fn ahead(desk: &Desk, printer: u32, run: u32) -> Result<Option<Box<Job>>, OpsError> {
    match next(desk, printer).await? {
        Some(next) if next.run == run && !next.pages.is_empty() => prepare(desk, next).await,
        _ => Ok(None),
    }
}

/// Settles what cannot be made. What was taken back meanwhile stays taken back.
async fn fail(desk: &Desk, run: u32, bad: Vec<NotMade>) -> Result<(), OpsError> {
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
        let waiting = godown_store::print::next_labels(tx, run, u32::MAX)?;
        let still = |label: &u32| waiting.iter().any(|one| one.label == *label);
        for (label, why, words, picture) in kept.iter().filter(|(label, ..)| still(label)) {
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

/// The last look and the commit: `true` where the whole job may leave. Where a label fell out of it, its page or its frame is
/// another one now, or the run or the printer was changed meanwhile, nothing is taken and the job is made anew.
pub(super) async fn take(desk: &Desk, job: &Job) -> Result<bool, OpsError> {
    let (now, who, next) = (desk.now(), desk.by(), &job.next);
    let (run, stop_after, printer, ids) = (next.run, next.stop_after, next.printer.clone(), job.made.labels.clone());
    let made: Vec<Page> = next.pages.iter().filter(|page| ids.contains(&page.waiting.label)).cloned().collect();
    desk.write(TOPICS, move |tx| {
        let Some(head) = godown_store::print::run_head(tx, run)? else { return Ok(false) };
        let same_stop = head.stop_after.filter(|_| head.state == RunState::Stopping) == stop_after;
        if !matches!(head.state, RunState::Running | RunState::Stopping) || !same_stop {
            return Ok(false);
        }
        if head.printer != Some(printer.printer)
            || godown_store::print::printer(tx, printer.printer)?.as_ref() != Some(&printer)
        {
            return Ok(false);
        }
        let mut whole = true;
        for page in &made {
            if let Some(why) = last_look(tx, &page.waiting, now)? {
                let settled = Some(Settled { by: SettledBy::Printer, who: who.clone() });
                let with = Move { settled, why_not: Some(why), ..Move::default() };
                godown_store::print::move_label(tx, page.waiting.label, LabelState::Failed, &with, now)?;
                whole = false;
            }
        }
        // All of it waits still and is as it was made, or none of it is taken.
        let still = godown_store::print::next_labels(tx, run, u32::MAX)?;
        for page in &made {
            let waiting = still.iter().find(|one| one.label == page.waiting.label);
            whole &= match waiting {
                Some(waiting) => self::page(tx, waiting.clone())? == *page,
                None => false,
            };
        }
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
