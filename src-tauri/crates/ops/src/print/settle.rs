//! What became of labels: confirmed, spoiled, asked about; and going on after a stop.

use std::time::Duration;

use godown_domain::print::PaperKind;
use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::print::ledger::{LabelRow, LabelScan, RunState, SettledBy, WhyNot};
use godown_domain::scan::{Scan, classify};
use godown_domain::{ShipmentState, view::ShipmentRow};
use godown_store::print::{Move, NewLabel, NewRun, Settled};
use godown_store::{Connection, StoreError, Transaction};

use super::runs::{known, on_printer};
use super::{Begun, LastGood, Stopped, TOPICS, Which};
use crate::{Desk, OpsError};

/// How long a stop waits for what is on its way to the printer.
const HAND_OVER: Duration = Duration::from_secs(10);

impl Desk {
    /// Says where a run stopped: everything up to the last good label is there, everything after it is not. The run stands
    /// still until it is gone on with.
    ///
    /// # Errors
    /// [`OpsError::Input`] for a code that is not on a label of the run, or a reason "other" without words;
    /// [`OpsError::NotActionable`] while labels are still being handed over; [`OpsError::Store`].
    pub async fn print_stopped_at(
        &self,
        run: u32,
        last_good: LastGood,
        reason: ReprintReason,
        words: String,
    ) -> Result<Stopped, OpsError> {
        if reason == ReprintReason::Other && words.trim().is_empty() {
            return Err(OpsError::Input("Say in a few words what happened.".into()));
        }
        let (_, labels) = self.print_run(run).await?;
        let (position, by) = match &last_good {
            LastGood::Place(position) => (*position, SettledBy::Person),
            LastGood::Scan(code) => (place_of(&labels, code)?, SettledBy::Scan),
        };
        let last = labels.iter().map(|label| label.position).max().unwrap_or(0);
        if position > last {
            return Err(OpsError::Input(format!("This run has {last} labels.")));
        }
        self.stand_still(run).await?;
        let (now, who) = (self.now(), self.by());
        self.write(TOPICS, move |tx| {
            let mut stopped = Stopped { position, ..Stopped::default() };
            for label in godown_store::print::labels_of_run(tx, run)? {
                let settled = |by| Some(Settled { by, who: who.clone() });
                match label.state {
                    LabelState::Spooled | LabelState::Asked if label.position <= position => {
                        let with = Move { settled: settled(by), ..Move::default() };
                        godown_store::print::move_label(tx, label.label, LabelState::Confirmed, &with, now)?;
                        stopped.confirmed += 1;
                    }
                    LabelState::Spooled | LabelState::Asked => {
                        let with = Move {
                            settled: settled(SettledBy::Person),
                            spoiled: Some(reason),
                            words: Some(words.clone()),
                            ..Move::default()
                        };
                        godown_store::print::move_label(tx, label.label, LabelState::Spoiled, &with, now)?;
                        stopped.spoiled += 1;
                    }
                    LabelState::Queued => stopped.waiting += 1,
                    _ => {}
                }
            }
            Ok(stopped)
        })
        .await
    }

    /// Prints the rest of a run that stopped: what was spoiled, with its reason, what the printer refused, and what never
    /// went, at their old places. The old run is over then.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] while labels are to be asked about or nothing is left; [`OpsError::Store`].
    pub async fn print_go_on(&self, run: u32, printer: Option<u32>, client_key: String) -> Result<Begun, OpsError> {
        let (head, _) = self.print_run(run).await?;
        let printer = match printer.or(head.printer) {
            Some(number) => self.printer_for(PaperKind::Labels, Some(number)).await?,
            None => self.printer_for(PaperKind::Labels, None).await?,
        }
        .ok_or_else(|| OpsError::Input("Choose a printer to go on with.".into()))?;
        if head.state.is_live() {
            self.stand_still(run).await?;
        }
        let (now, by, station) = (self.now(), self.by(), self.station());
        let begun = self
            .write(TOPICS, move |tx| {
                if let Some(known_run) = godown_store::print::run_by_key(tx, &client_key)? {
                    return known(tx, known_run).map(Ok);
                }
                let labels = godown_store::print::labels_of_run(tx, run)?;
                if labels.iter().any(|label| label.state == LabelState::Asked) {
                    return Ok(Err("Say first which label came out last.".to_owned()));
                }
                let rest = rest_of(tx, run)?;
                godown_store::print::withdraw_rest(tx, run, &by, now)?;
                let new = NewRun {
                    client_key,
                    title: head.title.clone(),
                    batch: head.batch,
                    after: Some(run),
                    by,
                    station,
                    has_looked: true,
                    at: now,
                    ..on_printer(&printer, head.layout.clone())
                };
                let (next, stays) = godown_store::print::begin(tx, &new, &rest)?;
                if head.state.is_live() {
                    godown_store::print::set_run_state(tx, run, RunState::Stopped, None, None)?;
                }
                Ok(match next {
                    Some(_) => Ok(Begun { run: next, labels: (rest.len() - stays.len()) as u32, stays }),
                    None => Err("Nothing of this run is left to print.".to_owned()),
                })
            })
            .await?
            .map_err(OpsError::NotActionable)?;
        self.inner.wake.print.notify_one();
        Ok(begun)
    }

    /// Says that labels are there. Answers how many nobody had seen before.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn print_confirm(&self, which: Which) -> Result<u32, OpsError> {
        let (now, who) = (self.now(), self.by());
        self.write(TOPICS, move |tx| {
            let seen = |state| matches!(state, LabelState::Spooled | LabelState::Asked);
            let labels = pick(tx, &which, seen)?;
            for label in &labels {
                godown_store::print::move_label(tx, *label, LabelState::Confirmed, &Move::by_person(&who), now)?;
            }
            Ok(labels.len() as u32)
        })
        .await
    }

    /// Says that labels are not usable, or not there.
    ///
    /// # Errors
    /// [`OpsError::Input`] for a reason "other" without words; [`OpsError::Store`].
    pub async fn print_spoil(&self, which: Which, reason: ReprintReason, words: String) -> Result<u32, OpsError> {
        if reason == ReprintReason::Other && words.trim().is_empty() {
            return Err(OpsError::Input("Say in a few words what happened.".into()));
        }
        let (now, who) = (self.now(), self.by());
        self.write(TOPICS, move |tx| {
            let named = matches!(which, Which::Labels(_));
            let bad = |state| match state {
                LabelState::Spooled | LabelState::Asked => true,
                LabelState::Confirmed => named,
                _ => false,
            };
            let labels = pick(tx, &which, bad)?;
            let with = Move { spoiled: Some(reason), words: Some(words.clone()), ..Move::by_person(&who) };
            for label in &labels {
                godown_store::print::move_label(tx, *label, LabelState::Spoiled, &with, now)?;
            }
            Ok(labels.len() as u32)
        })
        .await
    }

    /// A scan of a printed label: somebody has it in hand, so it is confirmed. Answers red where the parcel must not travel
    /// with it.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn print_scan(&self, text: &str) -> Result<LabelScan, OpsError> {
        let nobody = LabelScan { shipment_id: None, label: None, confirmed: false, stop: None };
        let code = match classify(text) {
            Scan::Empty => return Ok(nobody),
            Scan::OrderId(code) | Scan::ShipmentId(code) | Scan::Code(code) => code,
        };
        let (now, who) = (self.now(), self.by());
        self.write(TOPICS, move |tx| {
            if let Some(label) = godown_store::print::newest_of(tx, &code)? {
                let confirmed = godown_store::print::confirm_scanned(tx, &label.shipment_id, &code, &who, now)?;
                let label = match confirmed {
                    Some(number) => godown_store::print::label(tx, number)?.unwrap_or(label),
                    None => label,
                };
                let stop = label.must_not_travel;
                return Ok(LabelScan {
                    shipment_id: Some(label.shipment_id.clone()),
                    label: Some(label),
                    confirmed: confirmed.is_some(),
                    stop,
                });
            }
            let Some(id) = godown_store::shipment::find(tx, &code)?.into_iter().next() else { return Ok(nobody) };
            let stop = godown_store::view::row_of(tx, &id, now)?.as_ref().and_then(stop_of);
            Ok(LabelScan { shipment_id: Some(id), stop, ..nobody })
        })
        .await
    }

    /// Pauses a run and waits until nothing of it is on its way to the printer.
    async fn stand_still(&self, run: u32) -> Result<(), OpsError> {
        self.write(TOPICS, move |tx| match godown_store::print::run_head(tx, run)? {
            Some(head) if matches!(head.state, RunState::Running | RunState::Stopping) => {
                godown_store::print::set_run_state(tx, run, RunState::Paused, None, head.note.as_deref())
            }
            Some(_) => Ok(()),
            None => Err(StoreError::NotFound { what: format!("Print run {run}") }),
        })
        .await?;
        let deadline = tokio::time::Instant::now() + HAND_OVER;
        loop {
            let (_, labels) = self.print_run(run).await?;
            if !labels.iter().any(|label| label.state == LabelState::Sending) {
                return Ok(());
            }
            if tokio::time::Instant::now() > deadline {
                let words = "Labels are still being handed to the printer. Try again in a moment.";
                return Err(OpsError::NotActionable(words.into()));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// What a parcel without a printed label is stopped for.
fn stop_of(row: &ShipmentRow) -> Option<WhyNot> {
    match () {
        () if row.state == ShipmentState::Cancelled => Some(WhyNot::Cancelled),
        () if row.hold && row.state.is_pre_dispatch() => Some(WhyNot::OnHold),
        () if row.label_stale => Some(WhyNot::Stale),
        () => None,
    }
}

fn place_of(labels: &[LabelRow], code: &str) -> Result<u32, OpsError> {
    let code = code.trim();
    let found = labels.iter().find(|label| label.tracking_id.eq_ignore_ascii_case(code));
    found.map(|label| label.position).ok_or_else(|| OpsError::Input(format!("{code} is not on a label of this run.")))
}

fn pick(conn: &Connection, which: &Which, wanted: impl Fn(LabelState) -> bool) -> Result<Vec<u32>, StoreError> {
    let rows = match which {
        Which::Run(run) => godown_store::print::labels_of_run(conn, *run)?,
        Which::Labels(labels) => {
            let mut rows = vec![];
            for label in labels {
                rows.extend(godown_store::print::label(conn, *label)?);
            }
            rows
        }
    };
    Ok(rows.into_iter().filter(|row| wanted(row.state)).map(|row| row.label).collect())
}

/// What of a run is still to be printed, at its old places.
fn rest_of(tx: &Transaction<'_>, run: u32) -> Result<Vec<NewLabel>, StoreError> {
    let again = |label: &LabelRow| match label.state {
        LabelState::Queued | LabelState::Withdrawn | LabelState::Spoiled => true,
        LabelState::Failed => matches!(label.why_not, Some(WhyNot::PrinterRefused)),
        _ => false,
    };
    let mut rest = vec![];
    for label in godown_store::print::labels_of_run(tx, run)?.into_iter().filter(again) {
        // A label that was fetched anew since is printed as it is now.
        let newest = godown_store::document::labels_of(tx, &label.shipment_id)?
            .into_iter()
            .find(|one| one.tracking_id.as_deref() == Some(&label.tracking_id));
        let (words_before, words_after) = godown_store::print::words_of(tx, label.label)?;
        let (document, page) = newest.map_or((label.document, label.page + 1), |one| (one.document, one.page));
        rest.push(NewLabel {
            position: label.position,
            shipment_id: label.shipment_id,
            tracking_id: label.tracking_id,
            document,
            page,
            strip: label.strip,
            words_before,
            words_after,
            reason: None,
            words: label.words,
        });
    }
    Ok(rest)
}
