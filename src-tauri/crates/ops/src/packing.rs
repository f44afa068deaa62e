//! Batches: begun with a check, carried by the journal, finished when every outcome is known.

use godown_domain::batch::{BatchHead, BatchRow, PreCheck, Stage, StageCount, Stays};
use godown_domain::view::{Scope, Selection, ViewSpec};
use godown_domain::{Action, Block, IntentState, Outcome, Queue, ShipmentId, ShipmentState};
use godown_store::batch::{BatchItem, NewBatch};
use godown_store::{Connection, StoreError};

use crate::actions::{TOPICS, Taken};
use crate::feed::Topic;
use crate::outbox::asks_for;
use crate::views::sort_out;
use crate::{Desk, OpsError};

/// The batch that was made.
#[derive(Debug, Clone, Default)]
pub struct Begun {
    /// Its number; 0 where nothing could go.
    pub batch: u32,
    /// Shipments that went.
    pub queued: u32,
    /// Shipments that stay, with reasons.
    pub stays: Vec<(ShipmentId, Block)>,
}

impl Desk {
    /// What of a choice may go, before anything is sent.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn pre_check(&self, selection: Selection, action: Action) -> Result<PreCheck, OpsError> {
        let now = self.now();
        self.read(move |conn| {
            let ids = godown_store::view::ids(conn, &selection, now)?;
            let (goes, stays) = sort_out(conn, ids, action, now)?;
            let mut units = 0;
            for id in &goes {
                units += godown_store::shipment::units_and_value(conn, id)?.map_or(0, |(units, _)| units);
            }
            let stays = stays
                .into_iter()
                .map(|(shipment_id, why)| {
                    let sku = godown_store::shipment::first_sku(conn, &shipment_id)?.unwrap_or_default();
                    Ok(Stays { shipment_id, sku, why })
                })
                .collect::<Result<Vec<_>, StoreError>>()?;
            Ok(PreCheck { goes, units, stays })
        })
        .await
    }

    /// Begins a batch: one transaction commits it with an intent for every shipment that can go. The same `client_key`
    /// gives the same batch, however often it is asked.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn begin_batch(
        &self,
        selection: Selection,
        client_key: String,
        title: String,
    ) -> Result<Begun, OpsError> {
        let (now, by) = (self.now(), self.by());
        let begun = self
            .write(TOPICS, move |tx| {
                if let Some(batch) = godown_store::batch::by_client_key(tx, &client_key)? {
                    let items = godown_store::batch::items(tx, batch)?;
                    let queued = items.iter().filter(|item| item.blocked.is_none()).count() as u32;
                    let stays = items.into_iter().filter_map(|item| Some((item.shipment_id, item.blocked?))).collect();
                    return Ok(Begun { batch, queued, stays });
                }
                let ids = godown_store::view::ids(tx, &selection, now)?;
                let (goes, stays) = sort_out(tx, ids, Action::Pack, now)?;
                if goes.is_empty() {
                    return Ok(Begun { batch: 0, queued: 0, stays });
                }
                let title = if title.is_empty() { title_of(tx, &selection, &goes)? } else { title };
                let new = NewBatch { kind: Action::Pack, client_key, title, by, options_json: "{}".into(), at: now };
                let asked: Vec<(ShipmentId, String)> = goes.iter().map(|id| (id.clone(), "{}".to_owned())).collect();
                let batch = godown_store::batch::create(tx, &new, &asked, &stays)?;
                Ok(Begun { batch, queued: asked.len() as u32, stays })
            })
            .await?;
        self.inner.wake.outbox.notify_one();
        Ok(begun)
    }

    /// Batches, newest first, with their counts.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn batches(&self) -> Result<Vec<BatchHead>, OpsError> {
        self.read(|conn| {
            let heads = godown_store::batch::list(conn, 200)?.into_iter();
            heads.map(|batch| Ok(page(conn, batch)?.0)).collect()
        })
        .await
    }

    /// A batch with every shipment's outcome.
    ///
    /// # Errors
    /// [`OpsError::Store`] with `NotFound`.
    pub async fn batch(&self, batch: u32) -> Result<(BatchHead, Vec<BatchRow>), OpsError> {
        let (now, in_the_way) = (self.now(), self.in_the_way());
        self.read(move |conn| {
            let found = godown_store::batch::get(conn, batch)?;
            let found = found.ok_or_else(|| StoreError::NotFound { what: format!("Batch {batch}") })?;
            let (head, items) = page(conn, found)?;
            let queued: Vec<i64> =
                items.iter().filter_map(|(item, standing)| waits(item, *standing)).map(|intent| intent.id).collect();
            let (places, of) = godown_store::intent::places(conn, &queued, now)?;
            let rows = items.into_iter().map(|(item, standing)| {
                let place = waits(&item, standing).and_then(|intent| places.get(&intent.id));
                let waiting = place.map(|place| crate::waiting::place(*place, of, in_the_way, now));
                BatchRow { waiting, ..row(item, standing) }
            });
            Ok((head, rows.collect()))
        })
        .await
    }

    /// Stops a batch for now or lets it go on. What is on the wire is finished either way.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn pause_batch(&self, batch: u32, paused: bool) -> Result<(), OpsError> {
        self.write(&[Topic::Batches], move |tx| godown_store::batch::set_paused(tx, batch, paused)).await?;
        self.inner.wake.outbox.notify_one();
        Ok(())
    }

    /// Does a stage again for the shipments of a batch that did not pass it.
    ///
    /// # Errors
    /// [`OpsError::Store`]; [`OpsError::Input`] for a stage that nothing can be asked for.
    pub async fn retry_stage(&self, batch: u32, stage: Stage) -> Result<Taken, OpsError> {
        match stage {
            Stage::Requested | Stage::LabelsReady => self.ask_again(batch, Action::Pack).await,
            Stage::Ready => {
                let spec = ViewSpec { scope: Scope::Batch { batch }, ..ViewSpec::queue(Queue::ToPrint) };
                self.start_dispatch(Selection::View { spec, except: vec![], first: None }).await
            }
            Stage::Downloaded => {
                self.inner.wake.fetch.notify_one();
                self.inner.wake.check.notify_one();
                Ok(Taken::default())
            }
            Stage::Printed => Err(OpsError::Input("Make the print file again instead.".into())),
        }
    }

    async fn ask_again(&self, batch: u32, action: Action) -> Result<Taken, OpsError> {
        let (now, by) = (self.now(), self.by());
        let taken = self
            .write(TOPICS, move |tx| {
                let ids: Vec<ShipmentId> = godown_store::batch::items(tx, batch)?
                    .into_iter()
                    .filter(|item| item.blocked.is_some() || item.pack.as_ref().is_none_or(may_be_asked_again))
                    .map(|item| item.shipment_id)
                    .collect();
                let (goes, stays) = sort_out(tx, ids, action, now)?;
                let asked: Vec<(ShipmentId, String)> = goes.iter().map(|id| (id.clone(), "{}".to_owned())).collect();
                godown_store::batch::add_intents(tx, batch, action, &asked, &by, now)?;
                Ok(Taken { queued: goes, stays })
            })
            .await?;
        self.inner.wake.outbox.notify_one();
        Ok(taken)
    }
}

fn may_be_asked_again(intent: &godown_store::intent::IntentRow) -> bool {
    matches!(intent.state, IntentState::Refused | IntentState::Withdrawn | IntentState::Superseded | IntentState::Stuck)
}

/// "KRT-IND-L", "12 SKUs": what a batch holds, in few words.
fn title_of(conn: &Connection, selection: &Selection, goes: &[ShipmentId]) -> Result<String, StoreError> {
    if let Selection::View { spec: ViewSpec { sku: Some(sku), .. }, .. } = selection {
        return Ok(sku.clone());
    }
    let mut skus = std::collections::BTreeSet::new();
    for id in goes {
        skus.extend(godown_store::shipment::first_sku(conn, id)?);
    }
    Ok(match skus.len() {
        1 => skus.into_iter().next().unwrap_or_default(),
        count => format!("{count} SKUs"),
    })
}

/// The action of a row that waits to be sent.
fn waits(item: &BatchItem, standing: Standing) -> Option<&godown_store::intent::IntentRow> {
    latest(item, standing).filter(|intent| intent.state == IntentState::Queued)
}

/// The action a row is about.
fn latest(item: &BatchItem, standing: Standing) -> Option<&godown_store::intent::IntentRow> {
    if standing.passed >= 4 { item.rtd.as_ref().or(item.pack.as_ref()) } else { item.pack.as_ref() }
}

type Items = Vec<(BatchItem, Standing)>;

fn page(conn: &Connection, batch: godown_store::batch::Batch) -> Result<(BatchHead, Items), StoreError> {
    let items = godown_store::batch::items(conn, batch.id)?;
    let standings: Vec<Standing> = items.iter().map(Standing::of).collect();
    let went = items.iter().filter(|item| item.blocked.is_none()).count() as u32;
    let stages = stages(&standings);
    let finished = standings.iter().all(|standing| standing.is_over());
    let print_file_labels = match batch.print_file {
        Some(document) => godown_store::document::get(conn, document)?.map_or(0, |document| document.file.pages),
        None => 0,
    };
    let head = BatchHead {
        batch: batch.id,
        title: batch.title,
        made_at: batch.created_at,
        by: batch.by,
        chosen: items.len() as u32,
        went,
        blocked: items.len() as u32 - went,
        paused: batch.paused,
        finished,
        stages,
        print_file: batch.print_file,
        print_file_labels,
    };
    Ok((head, items.into_iter().zip(standings).collect()))
}

/// How far one shipment of a batch is, and what stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    /// Stages passed, 0 to 5.
    passed: usize,
    /// What holds it at the next one.
    outcome: Outcome,
    blocked: bool,
}

impl Standing {
    fn of(item: &BatchItem) -> Self {
        let rank = item.state.as_ref().map_or(0, ShipmentState::rank);
        let cancelled = item.state == Some(ShipmentState::Cancelled);
        let asked = item.pack.as_ref().map(|intent| intent.state);
        let ready = item.rtd.as_ref().map(|intent| intent.state);
        let at = |passed, outcome| Self { passed, outcome, blocked: item.blocked.is_some() };
        if item.blocked.is_some() {
            return at(0, Outcome::DidNotGo);
        }
        // Packed by somebody else, its label comes here all the same.
        let is_elsewhere =
            asked == Some(IntentState::Superseded) && !cancelled && rank >= ShipmentState::PackingInProgress.rank();
        let requested = matches!(asked, Some(IntentState::Confirmed | IntentState::Accepted)) || is_elsewhere;
        if !requested {
            return at(0, asked.map_or(Outcome::DidNotGo, Outcome::from));
        }
        if cancelled {
            return at(1, Outcome::Refused);
        }
        if item.state == Some(ShipmentState::FormFailed) {
            return at(1, Outcome::Refused);
        }
        if rank < ShipmentState::Packed.rank() {
            return at(1, Outcome::Waiting);
        }
        let is_ready = rank >= ShipmentState::ReadyToDispatch.rank();
        if !is_ready && (!item.has_label || item.label_stale) {
            return at(2, Outcome::Waiting);
        }
        if is_ready {
            return at(5, Outcome::Done);
        }
        let printed = if item.printed_at.is_some() { 4 } else { 3 };
        match ready {
            Some(state) if state != IntentState::Withdrawn => at(printed.max(4), Outcome::from(state)),
            _ => at(printed, Outcome::Done),
        }
    }

    /// The stage the outcome is about: passed where it is done, under way or failed otherwise.
    fn stage(self) -> Stage {
        let at = if self.outcome == Outcome::Done { self.passed.saturating_sub(1) } else { self.passed };
        Stage::ALL.get(at).copied().unwrap_or(Stage::Ready)
    }

    /// Nothing more happens by itself: ready, refused, or did not go. A label waiting for paper waits for a person.
    fn is_over(self) -> bool {
        match self.outcome {
            Outcome::Refused | Outcome::DidNotGo => true,
            Outcome::Done => self.passed == 5,
            Outcome::Waiting | Outcome::Unknown => false,
        }
    }
}

fn stages(standings: &[Standing]) -> Vec<StageCount> {
    let went: Vec<&Standing> = standings.iter().filter(|standing| !standing.blocked).collect();
    Stage::ALL
        .into_iter()
        .enumerate()
        .map(|(index, stage)| {
            let reached: Vec<&&Standing> = went.iter().filter(|standing| standing.passed >= index).collect();
            let here = |outcome: Outcome| {
                reached.iter().filter(|standing| standing.passed == index && standing.outcome == outcome).count() as u32
            };
            StageCount {
                stage,
                of: reached.len() as u32,
                done: reached.iter().filter(|standing| standing.passed > index).count() as u32,
                waiting: here(Outcome::Waiting),
                refused: here(Outcome::Refused) + here(Outcome::DidNotGo),
                unknown: here(Outcome::Unknown),
                to_come: here(Outcome::Done),
            }
        })
        .collect()
}

/// Refused for a number or a size that was typed since: the old refusal says nothing about the next request.
fn is_typed_since(item: &BatchItem, standing: Standing, code: Option<&str>, message: Option<&str>) -> bool {
    standing.outcome == Outcome::Refused
        && item.state == Some(ShipmentState::Approved)
        && item.needs.is_none()
        && asks_for(code, message).is_some()
}

fn row(item: BatchItem, standing: Standing) -> BatchRow {
    let last = latest(&item, standing);
    let (mut code, mut message) = (last.and_then(|i| i.code.clone()), last.and_then(|i| i.message.clone()));
    let next_at = last.and_then(|i| if i.state == IntentState::Queued { Some(i.not_before) } else { i.next_check_at });
    if item.state == Some(ShipmentState::Cancelled) {
        code = Some("CANCELLED".into());
        message = Some("It was cancelled. Take it out of the pile.".into());
    } else if item.state == Some(ShipmentState::FormFailed) {
        code = Some("FORM_FAILED".into());
        message = Some("A form could not be made. An ACK number unblocks it.".into());
    } else if is_typed_since(&item, standing, code.as_deref(), message.as_deref()) {
        code = Some("TYPED".into());
        message = None;
    }
    BatchRow {
        position: item.position,
        shipment_id: item.shipment_id,
        sku: item.sku,
        units: item.units,
        courier: item.courier,
        tracking_id: item.tracking_id,
        state: item.state.unwrap_or_else(|| ShipmentState::Other(String::new())),
        stage: standing.stage(),
        outcome: standing.outcome,
        code,
        message,
        next_at,
        blocked: item.blocked,
        needs: item.needs,
        label_stale: item.label_stale,
        waiting: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(passed: usize, outcome: Outcome) -> Standing {
        Standing { passed, outcome, blocked: false }
    }

    #[test]
    fn every_shipment_is_counted_once_in_each_stage_it_reached() {
        let all = [
            standing(0, Outcome::Unknown),
            standing(0, Outcome::Refused),
            standing(1, Outcome::Waiting),
            standing(3, Outcome::Done),
            standing(4, Outcome::Waiting),
            standing(5, Outcome::Done),
            Standing { passed: 0, outcome: Outcome::DidNotGo, blocked: true },
        ];
        let stages = stages(&all);
        for count in &stages {
            let parts = count.done + count.waiting + count.refused + count.unknown + count.to_come;
            assert_eq!(parts, count.of, "{count:?}");
        }
        let of: Vec<u32> = stages.iter().map(|count| count.of).collect();
        assert_eq!(of, [6, 4, 3, 3, 2], "what was blocked before sending is in no stage");
        assert_eq!(stages.last().map(|count| count.done), Some(1));
    }

    #[test]
    fn a_label_here_a_printed_parcel_and_a_ready_one_are_told_apart() {
        let told = |passed, outcome| (standing(passed, outcome).stage(), outcome);
        assert_eq!(told(2, Outcome::Waiting), (Stage::Downloaded, Outcome::Waiting), "being fetched");
        assert_eq!(told(3, Outcome::Done), (Stage::Downloaded, Outcome::Done), "here, not printed");
        assert_eq!(told(4, Outcome::Done), (Stage::Printed, Outcome::Done), "printed, not marked ready");
        assert_eq!(told(4, Outcome::Waiting), (Stage::Ready, Outcome::Waiting), "being marked ready");
        assert_eq!(told(5, Outcome::Done), (Stage::Ready, Outcome::Done));
        assert_eq!(told(0, Outcome::Refused), (Stage::Requested, Outcome::Refused));
    }
}
