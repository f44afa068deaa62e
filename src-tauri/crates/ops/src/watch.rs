//! The watch over labels in the making: looks often at first and ever more patiently (contract 17.2, step 5).

use std::collections::HashMap;
use std::time::Duration;

use godown_domain::india::{HOUR, MINUTE};
use godown_domain::{At, ShipmentId, ShipmentState};
use godown_flipkart::Lane;

use crate::{Desk, OpsError};

/// Shipments looked at in one go; the client cuts them into calls.
const PER_LOOK: usize = 500;

pub(crate) async fn run(desk: Desk) {
    let mut next: HashMap<ShipmentId, At> = HashMap::new();
    loop {
        if let Err(error) = look(&desk, &mut next).await {
            tracing::debug!(%error, "labels in the making could not be looked at");
            tokio::time::sleep(Duration::from_secs(4)).await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn look(desk: &Desk, next: &mut HashMap<ShipmentId, At>) -> Result<(), OpsError> {
    let generating: HashMap<ShipmentId, At> = desk
        .read(|conn| godown_store::shipment::in_states(conn, &[ShipmentState::PackingInProgress], None))
        .await?
        .into_iter()
        .map(|known| (known.shipment_id, known.generating_since.unwrap_or(known.seen_at)))
        .collect();
    let now = desk.now();
    next.retain(|id, _| generating.contains_key(id));
    for (id, since) in &generating {
        next.entry(id.clone()).or_insert_with(|| now.plus(gap(now.since(*since)).unwrap_or(HOUR)));
    }
    let mut due: Vec<ShipmentId> = next.iter().filter(|(_, at)| **at <= now).map(|(id, _)| id.clone()).collect();
    due.sort();
    if due.is_empty() {
        return Ok(());
    }
    let Ok(client) = desk.client() else { return Ok(()) };
    if desk.is_offline() {
        return Ok(());
    }
    for ids in due.chunks(PER_LOOK) {
        crate::read_back::read(desk, &client, ids, Lane::ReadBack).await?;
    }
    let now = desk.now();
    for id in due {
        let age = generating.get(&id).map_or(0, |since| now.since(*since));
        next.insert(id, now.plus(gap(age).unwrap_or(HOUR)));
    }
    desk.inner.wake.fetch.notify_one();
    Ok(())
}

/// Time to the next look at a label that has been in the making for `age`; `None` leaves it to the ordinary polls.
pub(crate) fn gap(age: i64) -> Option<i64> {
    match age {
        ..30_000 => Some(5_000),
        30_000..1_800_000 => Some(30_000),
        _ if age < 4 * HOUR => Some(5 * MINUTE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_looked_at_every_5_s_then_30_s_then_5_min() {
        assert_eq!([0, 29_999].map(gap), [Some(5_000); 2]);
        assert_eq!([30_000, 30 * MINUTE - 1].map(gap), [Some(30_000); 2]);
        assert_eq!([30 * MINUTE, 4 * HOUR - 1].map(gap), [Some(5 * MINUTE); 2]);
        assert_eq!(gap(4 * HOUR), None);
    }
}
