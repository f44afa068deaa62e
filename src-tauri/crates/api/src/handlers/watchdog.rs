//! What waits to be sent, what couriers would leave behind, labels that do not come.

use godown_ops::Desks;

use super::Reply;
use super::work::row;
use crate::types::{AtLocation, Nothing, SupportAsk, SupportText, WaitingAsk, WaitingList, Watchdog};

/// Rows one request may bring.
const MOST_ROWS: u32 = 500;
/// Parcels the list of the watchdog shows.
const MOST_PARCELS: usize = 1_000;

pub(crate) async fn waiting_list(desks: &Desks, ask: WaitingAsk) -> Reply<WaitingList> {
    let desk = desks.desk()?;
    let (found, total) = desk.waiting(ask.start, ask.count.clamp(1, MOST_ROWS)).await?;
    let rows = found.into_iter().map(|(intent, waiting)| row(intent, Some(waiting))).collect();
    Ok(WaitingList { rows, total, offline_since: desk.status().await?.offline_since })
}

pub(crate) async fn watchdog(desks: &Desks, at: AtLocation) -> Reply<Watchdog> {
    let mut seen = desks.desk()?.watchdog(at.location.map(Into::into)).await?;
    let total = u32::try_from(seen.rows.len()).unwrap_or(u32::MAX);
    seen.rows.truncate(MOST_PARCELS);
    Ok(Watchdog {
        rows: seen.rows,
        total,
        pickups: seen.pickups,
        labels: seen.labels,
        counts: seen.counts,
        counted_at: seen.counted_at,
        next_count_at: seen.next_count_at,
    })
}

pub(crate) async fn watchdog_look(desks: &Desks, at: AtLocation) -> Reply<Nothing> {
    desks.desk()?.look_at_handovers_now(at.location.map(Into::into)).await?;
    Ok(Nothing {})
}

pub(crate) async fn support_text(desks: &Desks, ask: SupportAsk) -> Reply<SupportText> {
    let (text, shipments) = desks.desk()?.support_text(ask.shipments).await?;
    Ok(SupportText { text, shipments })
}
