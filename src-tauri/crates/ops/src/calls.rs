//! The record of calls: what went out when, so that the next run of the program knows the marketplace's hour. Never a body.

use std::time::Duration;

use godown_domain::At;
use godown_flipkart::CallRecord;
use godown_store::StoreError;
use tokio::sync::broadcast::error::RecvError;

use crate::Desk;
use crate::desk::{CLOCK_OFF, CLOCK_TOLERANCE_MS};
use crate::feed::Topic;

/// Calls that were under way, or not written down yet, when a run was killed.
const UNRECORDED: usize = 8;
/// Calls that wait to be written down at most; more than any hour's.
const MOST_UNRECORDED: usize = 10_000;
/// Until what could not be written down is tried again.
const RECORD_AGAIN: Duration = Duration::from_secs(1);

/// When the last calls of earlier runs went out, by the marketplace's clock. Which of them still count is the client's to say.
pub(crate) fn of_earlier_runs(conn: &godown_store::Connection) -> Result<Vec<At>, StoreError> {
    let mut made: Vec<At> = godown_store::api_call::recent(conn, 10_000)?.into_iter().map(|call| call.at).collect();
    let Some(last) = made.iter().copied().max() else { return Ok(made) };
    // What went out last may have gone unrecorded with the run that made it.
    made.extend([last; UNRECORDED]);
    Ok(made)
}

/// Keeps the list of calls: method, path template, status and time, never a body. What a full disk does not take is written
/// down once there is room: the next run counts its hour by it.
pub(crate) async fn record(desk: Desk) {
    let Ok(client) = desk.client() else { return };
    let mut calls = client.calls();
    let mut kept_off = client.server_clock_offset_ms().unwrap_or(0);
    let mut waiting: Vec<CallRecord> = vec![];
    loop {
        tokio::select! {
            // What was already called is written down before the end.
            biased;
            call = calls.recv() => match call {
                Ok(call) => waiting.push(call),
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            },
            () = tokio::time::sleep(RECORD_AGAIN), if !waiting.is_empty() => {}
            () = desk.inner.stop.cancelled() => return,
        }
        while let Ok(next) = calls.try_recv() {
            waiting.push(next);
        }
        waiting.drain(..waiting.len().saturating_sub(MOST_UNRECORDED));
        let off = client.server_clock_offset_ms().filter(|off| (off - kept_off).abs() > CLOCK_TOLERANCE_MS / 2);
        let batch = waiting.clone();
        let kept = desk.write(&[Topic::Status], move |tx| {
            if let Some(off) = off {
                godown_store::setting::put(tx, CLOCK_OFF, &off)?;
            }
            batch.into_iter().try_for_each(|call| godown_store::api_call::put(tx, &noted(call)))
        });
        match kept.await {
            Ok(()) => {
                waiting.clear();
                kept_off = off.unwrap_or(kept_off);
            }
            Err(error) => tracing::warn!(%error, "the list of calls could not be kept"),
        }
    }
}

fn noted(call: CallRecord) -> godown_store::api_call::ApiCall {
    godown_store::api_call::ApiCall {
        at: call.at,
        method: call.method.to_owned(),
        path: call.path.to_owned(),
        status: call.status,
        took_ms: call.ms,
        request_id: Some(call.request_id),
        note: call.note,
    }
}
