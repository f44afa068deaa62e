//! The tally's lane: what was merged becomes facts and numbers, in small transactions of its own, so that neither a scan nor
//! the poller ever waits long for it.

use std::time::Duration;

use godown_store::guardrail::{self, RebuildStep};

use crate::feed::Topic;
use crate::guardrails::shipped;
use crate::{Desk, OpsError};

/// Shipments taken in one transaction: some tens of milliseconds.
const CHUNK: u32 = 500;
/// Between two chunks whoever else waits to write gets in.
const BREATH: Duration = Duration::from_millis(5);
/// Screens are told of a long count so often.
const TELL_EVERY: u32 = 20;
/// A knock may be lost to another copy of the program; what lies is looked at so often in any case.
const LOOK_EVERY: Duration = Duration::from_secs(60);

pub(crate) async fn run(desk: Desk) {
    loop {
        if let Err(error) = desk.bring_tally_up_to_date().await {
            tracing::warn!(%error, "the guardrails could not be counted");
        }
        tokio::select! {
            biased;
            () = desk.inner.wake.tally.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

impl Desk {
    /// Counts everything read and not yet counted; gives how many shipments that were. A recount that was broken off, or that
    /// newer tables of reasons and zones ask for, is brought to its end first.
    ///
    /// # Errors
    /// [`OpsError::Store`]; what was counted until then is kept.
    pub async fn bring_tally_up_to_date(&self) -> Result<u32, OpsError> {
        let _alone = self.inner.tallying.lock().await;
        let shipped = shipped()?;
        let (reasons, zones) = (&shipped.reasons, &shipped.zones);
        let (pending, is_rebuilding) =
            self.read(|conn| Ok((guardrail::pending(conn)?, guardrail::is_rebuilding(conn)?))).await?;
        if !self.read(move |conn| guardrail::uses_tables(conn, reasons, zones)).await?
            && self.write(&[], move |tx| guardrail::use_tables(tx, reasons, zones)).await?
            || is_rebuilding
        {
            self.go_on_rebuilding(|_| {}).await?;
        }
        if pending == 0 {
            return Ok(0);
        }
        let (mut counted, mut chunks) = (0, 0);
        loop {
            let taken = self.write_derived(move |tx| guardrail::drain(tx, reasons, zones, CHUNK)).await?;
            counted += taken;
            chunks += 1;
            if taken < CHUNK {
                break;
            }
            if chunks % TELL_EVERY == 0 {
                self.inner.feed.touch(&[Topic::Guardrails]);
            }
            tokio::time::sleep(BREATH).await;
        }
        if counted > 0 {
            self.inner.feed.touch(&[Topic::Guardrails]);
        }
        self.inner.wake.look.notify_one();
        Ok(counted)
    }

    /// Makes facts, stories and tally again from the timeline, telling how far it has come. The numbers stay readable
    /// meanwhile; a kill costs one chunk.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn rebuild_tally(&self, progress: impl FnMut(RebuildStep) + Send) -> Result<(), OpsError> {
        let _alone = self.inner.tallying.lock().await;
        self.write(&[], guardrail::begin_rebuild).await?;
        self.go_on_rebuilding(progress).await
    }

    async fn go_on_rebuilding(&self, mut progress: impl FnMut(RebuildStep) + Send) -> Result<(), OpsError> {
        let shipped = shipped()?;
        let (reasons, zones) = (&shipped.reasons, &shipped.zones);
        loop {
            let step = self.write_derived(move |tx| guardrail::rebuild_step(tx, reasons, zones, CHUNK)).await?;
            progress(step);
            if step.finished {
                break;
            }
            tokio::time::sleep(BREATH).await;
        }
        self.inner.feed.touch(&[Topic::Guardrails]);
        Ok(())
    }
}
