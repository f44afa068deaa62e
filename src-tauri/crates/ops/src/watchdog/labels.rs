//! Labels that take too long: how old, what was tried, what comes next.

use godown_domain::india::MINUTE;
use godown_domain::watchdog::{LabelAge, LateLabel};
use godown_domain::{At, LocationId, ShipmentState};
use godown_store::{Connection, StoreError};

/// Labels slower than usual, the oldest first.
pub(super) fn late(conn: &Connection, location: Option<&LocationId>, now: At) -> Result<Vec<LateLabel>, StoreError> {
    let awaited = godown_store::watchdog::awaited(conn, location, now.plus(-2 * MINUTE))?;
    Ok(awaited
        .into_iter()
        .map(|one| {
            let age_ms = now.since(one.since);
            let is_made = one.state != ShipmentState::PackingInProgress;
            let gap = crate::watch::gap(age_ms).filter(|_| !is_made);
            let pack = one.pack.as_ref();
            LateLabel {
                shipment_id: one.shipment_id,
                sku: one.sku,
                location: one.location,
                state: one.state,
                due: one.due,
                since: one.since,
                age_ms,
                age: LabelAge::of(age_ms),
                asked_at: pack.and_then(|pack| pack.sent_at),
                request_id: pack.and_then(|pack| pack.request_id.clone()),
                attempts: pack.map_or(0, |pack| pack.attempts),
                looked_at: one.seen_at,
                next_at: gap.map(|gap| one.seen_at.plus(gap).max(now)),
                batch: pack.and_then(|pack| pack.batch),
            }
        })
        .collect())
}
