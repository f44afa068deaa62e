//! The marketplace's last word on parcels, right before their labels go.
//!
//! What it keeps to: no label goes on a picture older than a moment unless a person said so. One call asks for a job's parcels
//! and for as many of the next ones as fit into it. Where nobody answers the run stands still, says so and asks; a run that a
//! person lets go on then prints on the last picture until the marketplace answers again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use godown_domain::print::ledger::RunState;
use godown_domain::{At, ShipmentId};
use godown_flipkart::{Client, IDS_PER_READ, Lane};

use super::super::TOPICS;
use super::job::Next;
use crate::{Desk, OpsError};

/// A picture this young is the newest word: a call takes as long as that.
const FRESH_MS: i64 = 2_000;
/// The same while the hour's calls run low: printing must not use up those that a person's next action needs.
const SPARING_MS: i64 = 30_000;
/// How long a printer waits for the answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// Runs that stood still because nobody could be asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Unasked(Arc<Mutex<HashSet<u32>>>);

impl Unasked {
    fn with<T>(&self, look: impl FnOnce(&mut HashSet<u32>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Since when a picture is the newest word.
pub(crate) fn young_since(client: &Client, now: At) -> At {
    let budget = client.budget();
    let is_low = budget.left.saturating_mul(10) < budget.limit_per_hour.saturating_mul(3);
    now.plus(if is_low { -SPARING_MS } else { -FRESH_MS })
}

/// Asks the marketplace about a job's parcels. `false` where it could not be asked: the run stands still and a person is asked.
pub(super) async fn last_word(desk: &Desk, next: &Next, unasked: &Unasked) -> Result<bool, OpsError> {
    let run = next.run;
    let asked = match desk.client() {
        Ok(client) => ask(desk, &client, next).await,
        Err(error) => Err(error),
    };
    let why = match asked {
        Ok(()) => {
            unasked.with(|runs| runs.remove(&run));
            return Ok(true);
        }
        Err(OpsError::Store(error)) => return Err(error.into()),
        Err(error) => error,
    };
    if unasked.with(|runs| !runs.insert(run)) {
        tracing::warn!(error = %why, run, "labels are printed on the last picture, as a person said");
        return Ok(true);
    }
    let note = format!(
        "Nobody could ask the marketplace whether one of the next parcels was cancelled. {why} Go on to print on what was known \
         before, or wait until it answers."
    );
    desk.write(TOPICS, move |tx| {
        let stop_after = godown_store::print::run_head(tx, run)?.and_then(|head| head.stop_after);
        godown_store::print::set_run_state(tx, run, RunState::Paused, stop_after, Some(&note))
    })
    .await?;
    Ok(false)
}

async fn ask(desk: &Desk, client: &Client, next: &Next) -> Result<(), OpsError> {
    let own: Vec<ShipmentId> = next.pages.iter().map(|page| page.waiting.shipment_id.clone()).collect();
    let (run, young) = (next.run, young_since(client, desk.now()));
    let old = desk
        .read(move |conn| {
            let mut old = godown_store::shipment::seen_before(conn, &own, young)?;
            if old.is_empty() {
                return Ok(old);
            }
            // The call is made anyway: the parcels of the next jobs come along.
            let waiting = godown_store::print::next_labels(conn, run, IDS_PER_READ as u32)?;
            let coming: Vec<ShipmentId> = waiting.into_iter().map(|waiting| waiting.shipment_id).collect();
            for id in godown_store::shipment::seen_before(conn, &coming, young)? {
                if old.len() < IDS_PER_READ.max(own.len()) && !old.contains(&id) {
                    old.push(id);
                }
            }
            Ok(old)
        })
        .await?;
    if old.is_empty() {
        return Ok(());
    }
    match tokio::time::timeout(PATIENCE, crate::read_back::read(desk, client, &old, Lane::Person)).await {
        Ok(answer) => answer,
        Err(_) => Err(OpsError::NotActionable("It did not answer in time.".into())),
    }
}
