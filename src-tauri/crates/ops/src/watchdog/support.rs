//! A text for the marketplace's support: what is wrong with which shipments since when, and nothing of buyers.

use std::fmt::Write;

use godown_domain::watchdog::{LabelAge, LateLabel, Missing, WatchRow};
use godown_domain::{At, ShipmentId, ShipmentState};

use super::{Watched, list};
use crate::{Desk, OpsError};

impl Desk {
    /// A text for the marketplace's support about these shipments; without any, about every late label and every parcel a
    /// courier would leave behind through no fault of the seller's. Answers how many it names as well.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn support_text(&self, shipments: Vec<ShipmentId>) -> Result<(String, u32), OpsError> {
        let (now, offline) = (self.now(), self.is_offline());
        let seen = self.read(move |conn| list::watched(conn, None, now, offline)).await?;
        Ok(text(&seen, &shipments, now))
    }
}

fn text(seen: &Watched, wanted: &[ShipmentId], now: At) -> (String, u32) {
    let is_wanted = |id: &ShipmentId, by_itself: bool| if wanted.is_empty() { by_itself } else { wanted.contains(id) };
    let labels: Vec<&LateLabel> =
        seen.labels.iter().filter(|one| is_wanted(&one.shipment_id, one.age >= LabelAge::Late)).collect();
    let parcels: Vec<&WatchRow> = seen
        .rows
        .iter()
        .filter(|one| {
            let theirs = one.one_of.is_some() || one.missing == Missing::NotReady && one.attempts > 0;
            is_wanted(&one.shipment_id, theirs) && one.missing != Missing::NeverAsked
        })
        .collect();
    let named = labels.len() + parcels.len();
    if named == 0 {
        return (String::new(), 0);
    }
    let mut text = format!("Seller API v3, as of {}.\n", now.to_wire());
    if !labels.is_empty() {
        let _ = write!(text, "\nLabels asked for that have not come:\n");
        for one in labels {
            let _ = writeln!(text, "{}", label(one));
        }
    }
    if !parcels.is_empty() {
        let _ = write!(text, "\nShipments that are not in the courier's pickup:\n");
        for one in parcels {
            let _ = writeln!(text, "{}", parcel(one));
        }
    }
    (text, u32::try_from(named).unwrap_or(u32::MAX))
}

fn label(one: &LateLabel) -> String {
    let asked = one.asked_at.map(|at| format!("asked {}", at.to_wire()));
    let request = one.request_id.as_ref().map(|id| format!("our request {id}"));
    let state = match &one.state {
        ShipmentState::PackingInProgress => format!("PACKING_IN_PROGRESS since {}", one.since.to_wire()),
        _ => format!("PACKED since {}, its label cannot be downloaded", one.since.to_wire()),
    };
    let parts = [
        Some(one.shipment_id.0.clone()),
        asked,
        Some(state),
        request,
        Some(format!("last read {}", one.looked_at.to_wire())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn parcel(one: &WatchRow) -> String {
    let what = match (one.missing, one.one_of) {
        (Missing::NotCounted, Some(of)) if of.candidates > of.short => {
            format!("READY_TO_DISPATCH; handover/counts is short by {}, one of {} shipments", of.short, of.candidates)
        }
        (Missing::NotCounted, _) => "READY_TO_DISPATCH and not in handover/counts".to_owned(),
        _ => format!("marked ready {} times, still {}", one.attempts, one.state.as_wire()),
    };
    let at = one.did_at.map(|at| format!("last {}", at.to_wire()));
    let pickup = one.pickup_from.map(|from| format!("pickup {}", from.to_wire()));
    let place = (!one.courier.is_empty()).then(|| format!("{}, {}", one.courier, one.location));
    let parts = [Some(one.shipment_id.0.clone()), Some(what), at, place, pickup];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
