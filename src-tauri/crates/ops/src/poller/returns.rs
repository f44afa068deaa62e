//! Returns: 90 days of them once, in windows by the day they last changed, then what changed every half hour. The searches
//! for shipments have no word for goods that come back (contract 8.1), so only these lists tell them.

use godown_domain::At;
use godown_domain::india::{HOUR, MINUTE};
use godown_flipkart::{CallError, Client, Lane, NextPage, ReturnRead, ReturnsAsked, ReturnsPage};
use godown_store::quarantine::Quarantined;
use godown_store::sync_mark::Mark;

use super::OVERLAP_MS;
use crate::feed::Topic;
use crate::{Desk, OpsError};

/// Lane: every change before `covered_to` is here; `partial` is the width of the next window in hours.
const LANE: &str = "returns";
/// Between two readings once the past is here (contract 5.4).
const EVERY_MS: i64 = 30 * MINUTE;
const DAYS: i64 = 90;
const FIRST_HOURS: i64 = 24;
const WIDEST_HOURS: i64 = 14 * 24;
/// A window with fewer rows than this is followed by a wider one.
const THIN: usize = 200;

/// Reads one window on. `false` where nothing is due.
pub(super) async fn step(desk: &Desk, client: &Client, lane: Lane) -> Result<bool, OpsError> {
    let now = desk.now();
    let mark = desk.read(|conn| godown_store::sync_mark::get(conn, LANE, "")).await?;
    let from = mark.as_ref().map_or_else(|| now.plus(-DAYS * 24 * HOUR), |mark| mark.covered_to);
    if now.since(from) < EVERY_MS {
        return Ok(false);
    }
    let hours = mark.and_then(|mark| mark.partial?.parse().ok()).unwrap_or(FIRST_HOURS);
    let until = from.plus(hours * HOUR).min(now);
    let mut rows = 0;
    for by_courier in [false, true] {
        let asked = ReturnsAsked { by_courier, modified: (from.plus(-OVERLAP_MS), until) };
        match read(desk, client, &asked, lane).await {
            Ok(read) => rows += read,
            // An account that may not list returns has none to be read; Seller Hub's report tells them.
            Err(OpsError::Call(CallError::Refused { status: 403 | 404, .. })) => return put(desk, now, hours).await,
            Err(error) => return Err(error),
        }
    }
    put(desk, until, if rows < THIN { (hours * 2).min(WIDEST_HOURS) } else { FIRST_HOURS }).await?;
    Ok(until < now)
}

async fn put(desk: &Desk, covered_to: At, hours: i64) -> Result<bool, OpsError> {
    desk.write(&[Topic::Status], move |tx| {
        let mark = Mark { covered_to, completed_at: None, partial: Some(hours.to_string()) };
        godown_store::sync_mark::put(tx, LANE, "", &mark)
    })
    .await?;
    Ok(false)
}

/// Every page of one window; gives the rows read.
async fn read(desk: &Desk, client: &Client, asked: &ReturnsAsked, lane: Lane) -> Result<usize, OpsError> {
    let mut rows = 0;
    let mut next: Option<NextPage> = None;
    loop {
        let asks = desk.asks();
        let answer = match &next {
            None => client.returns(asked, lane).await,
            Some(page) => client.next_returns(page, asked.by_courier, lane).await,
        };
        let ReturnsPage { returns, next: more } = desk.heard(answer)?;
        let asked_at = desk.asked_at(asks);
        rows += returns.len();
        desk.write(&[Topic::Shipments], move |tx| keep(tx, &returns, asked_at)).await?;
        match more {
            Some(page) if next.as_ref() != Some(&page) => next = Some(page),
            _ => return Ok(rows),
        }
    }
}

fn keep(tx: &godown_store::Transaction<'_>, returns: &[ReturnRead], at: At) -> Result<(), godown_store::StoreError> {
    for one in returns {
        match one {
            ReturnRead::Seen(seen) => {
                godown_store::guardrail::return_seen(tx, seen, at)?;
            }
            ReturnRead::Unreadable { why, raw } => {
                let record = Quarantined { at, source: "return".into(), reason: why.clone(), body: raw.clone() };
                godown_store::quarantine::put(tx, &record)?;
            }
        }
    }
    Ok(())
}
