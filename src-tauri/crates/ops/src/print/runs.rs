//! Checking, starting, pausing and stopping print runs; reading the ledger.

use godown_domain::ShipmentId;
use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::print::ledger::{LabelRow, PrintCheck, PrintRunHead, PrintWhat, RunState, ShapeChange, WhyNot};
use godown_domain::print::{LabelLayout, PaperKind, Printer};
use godown_store::print::{NewLabel, NewRun};

use super::choose::{Choice, choose, tally};
use super::{Begun, LedgerQuery, PrintOrder, TOPICS};
use crate::{Desk, OpsError};

impl Desk {
    /// What would print, in the order of printing, and what not and why.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::Store`].
    pub async fn print_check(
        &self,
        what: PrintWhat,
        printer: Option<u32>,
        layout: Option<LabelLayout>,
    ) -> Result<PrintCheck, OpsError> {
        let now = self.now();
        let layout = match layout {
            Some(layout) => layout,
            None => self
                .printer_for(PaperKind::Labels, printer)
                .await?
                .map_or_else(|| self.settings().layout, |printer| printer.layout),
        };
        let (choice, shapes) = self
            .read(move |conn| Ok((choose(conn, &what, &layout, false, now)?, godown_store::print::shapes(conn)?)))
            .await?;
        let counts = tally(&choice.labels);
        let count = |which: fn(WhyNot) -> bool| {
            counts.iter().filter(|(why, _)| why.is_some_and(which)).map(|(_, count)| count).sum::<u32>()
        };
        let changed = shapes
            .into_iter()
            .filter_map(|shape| {
                let concerns = |one: &&super::choose::Meant| {
                    one.check.why_not == Some(WhyNot::ShapeChanged) && one.facts.courier == shape.courier
                };
                let labels = choice.labels.iter().filter(concerns).count() as u32;
                let words = shape.moved.filter(|_| labels > 0)?;
                let page = shape.page.saturating_sub(1);
                Some(ShapeChange { courier: shape.courier, document: shape.document, page, words, labels })
            })
            .collect();
        Ok(PrintCheck {
            goes: counts.get(&None).copied().unwrap_or(0),
            needs_reason: count(|why| why == WhyNot::AlreadyPrinted),
            needs_look: count(|why| matches!(why, WhyNot::Check | WhyNot::ShapeChanged)),
            stays: count(|why| !why.may_be_overruled()),
            labels: choice.labels.into_iter().map(|one| one.check).collect(),
            changed,
        })
    }

    /// Begins a run: one synced transaction commits it with every label that goes. The same `client_key` gives the same
    /// run, however often it is asked.
    ///
    /// # Errors
    /// [`OpsError::Input`] where no printer is set up, or a reason "other" has no words; [`OpsError::Store`].
    pub async fn print_start(&self, order: PrintOrder) -> Result<Begun, OpsError> {
        if order.reason == Some(ReprintReason::Other) && order.words.trim().is_empty() {
            return Err(OpsError::Input("Say in a few words why it is printed again.".into()));
        }
        let printer = self
            .printer_for(PaperKind::Labels, order.printer)
            .await?
            .ok_or_else(|| OpsError::Input("No printer for labels is set up at this station.".into()))?;
        self.freshen_before_paper(&order.what).await;
        let (now, by, station) = (self.now(), self.by(), self.station());
        let begun = self
            .write(TOPICS, move |tx| {
                if let Some(run) = godown_store::print::run_by_key(tx, &order.client_key)? {
                    return known(tx, run);
                }
                let layout = order.layout.clone().unwrap_or_else(|| printer.layout.clone());
                let choice = choose(tx, &order.what, &layout, order.has_looked, now)?;
                let (rows, mut stays) = sort_out(&choice, &order);
                let title = title_of(&choice, rows.len());
                let new = NewRun {
                    client_key: order.client_key.clone(),
                    title,
                    batch: choice.batch,
                    after: None,
                    by,
                    station,
                    stop_after: order.stop_after,
                    has_looked: order.has_looked,
                    at: now,
                    ..on_printer(&printer, layout)
                };
                let (run, refused) = godown_store::print::begin(tx, &new, &rows)?;
                let labels = (rows.len() - refused.len()) as u32;
                stays.extend(refused);
                Ok(Begun { run, labels, stays })
            })
            .await?;
        self.inner.wake.print.notify_one();
        Ok(begun)
    }

    /// Runs, newest first, and how many labels nobody knows about.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn print_runs(&self, live: bool, count: u32) -> Result<(Vec<PrintRunHead>, u32), OpsError> {
        self.read(move |conn| {
            let asked = LedgerQuery { states: vec![LabelState::Asked], limit: 1, ..LedgerQuery::default() };
            Ok((godown_store::print::runs(conn, live, count.min(200))?, godown_store::print::labels(conn, &asked)?.1))
        })
        .await
    }

    /// A run with its labels.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::Store`].
    pub async fn print_run(&self, run: u32) -> Result<(PrintRunHead, Vec<LabelRow>), OpsError> {
        let found = self
            .read(move |conn| {
                let Some(head) = godown_store::print::run_head(conn, run)? else { return Ok(None) };
                Ok(Some((head, godown_store::print::labels_of_run(conn, run)?)))
            })
            .await?;
        found.ok_or_else(|| OpsError::NotFound(format!("Print run {run}")))
    }

    /// A page of the ledger, newest first, with the number of labels in all pages.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn print_ledger(&self, query: LedgerQuery) -> Result<(Vec<LabelRow>, u32), OpsError> {
        self.read(move |conn| godown_store::print::labels(conn, &query)).await
    }

    /// Stops a run for now, or lets it go on. What is on its way to the printer is finished either way. Labels that the
    /// printer refused, or that somebody said are spoiled, are not there: going on prints them as well, in a run of its own.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] for a run that is over, or while labels are to be asked about; [`OpsError::Store`].
    pub async fn print_pause(&self, run: u32, paused: bool) -> Result<(), OpsError> {
        let (head, labels) = self.print_run(run).await?;
        if !head.state.is_live() {
            return Err(OpsError::NotActionable(format!("Print run {run} is over.")));
        }
        if paused {
            self.write(TOPICS, move |tx| {
                godown_store::print::set_run_state(tx, run, RunState::Paused, head.stop_after, None)
            })
            .await?;
            return Ok(());
        }
        if labels.iter().any(|label| label.state == LabelState::Asked) {
            return Err(OpsError::NotActionable("Say first which label came out last.".into()));
        }
        let is_missing =
            |label: &LabelRow| label.state == LabelState::Spoiled || label.why_not == Some(WhyNot::PrinterRefused);
        if labels.iter().any(is_missing) {
            return self.print_go_on(run, None, format!("on-{run}")).await.map(|_| ());
        }
        self.write(TOPICS, move |tx| {
            if !godown_store::print::end_if_done(tx, run)? {
                godown_store::print::set_run_state(tx, run, RunState::Running, None, None)?;
            }
            Ok(())
        })
        .await?;
        self.inner.wake.print.notify_one();
        Ok(())
    }

    /// Stops a run: after so many more labels it stands still and waits for a person; without a number it ends now, and what
    /// has not gone is taken back.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] for a run that is over; [`OpsError::Store`].
    pub async fn print_stop(&self, run: u32, after: Option<u32>) -> Result<(), OpsError> {
        let (head, _) = self.print_run(run).await?;
        if !head.state.is_live() {
            return Err(OpsError::NotActionable(format!("Print run {run} is over.")));
        }
        let (now, by) = (self.now(), self.by());
        self.write(TOPICS, move |tx| match after {
            Some(0) => godown_store::print::set_run_state(tx, run, RunState::Paused, None, None),
            Some(after) => godown_store::print::set_run_state(tx, run, RunState::Stopping, Some(after), None),
            None => {
                godown_store::print::withdraw_rest(tx, run, &by, now)?;
                godown_store::print::set_run_state(tx, run, RunState::Stopped, None, None)
            }
        })
        .await?;
        self.inner.wake.print.notify_one();
        Ok(())
    }

    /// Before a run begins: what is meant is looked at once more where the last look is old, so that a person is told at once what
    /// stays. Without a line the last picture decides here; before each job the marketplace is asked again.
    async fn freshen_before_paper(&self, what: &PrintWhat) {
        let (what, now) = (what.clone(), self.now());
        let Ok(client) = self.client() else { return };
        let young = super::runner::young_since(&client, now);
        let old = self
            .read(move |conn| {
                let choice = choose(conn, &what, &LabelLayout::default(), true, now)?;
                let ids: Vec<ShipmentId> = choice
                    .labels
                    .iter()
                    .filter(|one| one.check.position > 0)
                    .map(|one| one.check.shipment_id.clone())
                    .collect();
                godown_store::shipment::seen_before(conn, &ids, young)
            })
            .await;
        let Ok(old) = old else { return };
        if old.is_empty() {
            return;
        }
        let looking = crate::read_back::read(self, &client, &old, godown_flipkart::Lane::Person);
        match tokio::time::timeout(LOOK, looking).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "labels are printed on the last picture"),
            Err(_) => tracing::warn!("labels are printed on the last picture: the marketplace is slow"),
        }
    }
}

/// How long printing waits for the marketplace's newest word.
const LOOK: std::time::Duration = std::time::Duration::from_secs(8);

/// The part of a run that its printer decides.
pub(super) fn on_printer(printer: &Printer, layout: LabelLayout) -> NewRun {
    NewRun {
        client_key: String::new(),
        title: String::new(),
        batch: None,
        after: None,
        by: String::new(),
        station: String::new(),
        printer: Some(printer.printer),
        printer_name: printer.name.clone(),
        language: printer.language,
        dpi: printer.dpi,
        layout,
        has_looked: false,
        stop_after: None,
        at: godown_domain::At(0),
    }
}

/// What a key answered before.
pub(super) fn known(tx: &godown_store::Connection, run: u32) -> Result<Begun, godown_store::StoreError> {
    let labels = godown_store::print::run_head(tx, run)?.map_or(0, |head| head.labels);
    Ok(Begun { run: Some(run), labels, stays: vec![] })
}

/// The rows that go, and what stays and why.
fn sort_out(choice: &Choice, order: &PrintOrder) -> (Vec<NewLabel>, Vec<(ShipmentId, WhyNot)>) {
    let (mut rows, mut stays) = (vec![], vec![]);
    for one in &choice.labels {
        let is_later = one.check.position >= order.from.unwrap_or(0);
        let goes = match one.check.why_not {
            None => true,
            Some(WhyNot::AlreadyPrinted) => order.reason.is_some(),
            Some(_) => false,
        };
        match one.row(order.reason, &order.words) {
            Some(row) if goes && is_later => rows.push(row),
            _ if goes => {}
            _ if one.check.position > 0 && !is_later => {}
            _ => stays.push((one.check.shipment_id.clone(), one.check.why_not.unwrap_or(WhyNot::NoLabel))),
        }
    }
    (rows, stays)
}

fn title_of(choice: &Choice, labels: usize) -> String {
    let what = match choice.batch {
        Some(batch) => format!("Batch {batch}"),
        None => {
            let mut skus: Vec<&str> = choice.labels.iter().map(|one| one.facts.sku.as_str()).collect();
            skus.sort_unstable();
            skus.dedup();
            match skus.as_slice() {
                [one] => (*one).to_owned(),
                several => format!("{} SKUs", several.len()),
            }
        }
    };
    format!("{what}, {labels} labels")
}
