//! The proof by the count: right after a courier's count was read it is held against what reads ready here.
//!
//! Judged at that moment and never later: what is collected afterwards leaves our list, not the count that was read.

use std::collections::BTreeMap;

use godown_domain::watchdog::{Compared, compare};
use godown_domain::{At, IntentState, LocationId, ShipmentId, ShipmentState};
use godown_store::handover::HandoverRow;
use godown_store::watchdog::{Parcel, Short};
use godown_store::{StoreError, Transaction};

use crate::handover::group_of;

/// Parcels of one courier.
#[derive(Default)]
struct Group {
    ready: Vec<(ShipmentId, bool)>,
    /// Asked to be ready and not known to be: the count may hold them.
    perhaps: u32,
}

/// Judges the counts of a warehouse, asked at `read_at`; remembers which parcels they prove and where they are short.
pub(crate) fn after_count(
    tx: &Transaction<'_>,
    location: &LocationId,
    counted: &[HandoverRow],
    read_at: At,
) -> Result<(), StoreError> {
    let parcels = godown_store::watchdog::parcels(tx, Some(location))?;
    let mut groups: BTreeMap<(String, bool), Group> = BTreeMap::new();
    for parcel in &parcels {
        let group = groups.entry((group_of(&parcel.courier), parcel.is_mps)).or_default();
        match parcel.ready_at {
            Some(ready) if ready <= read_at => {
                group.ready.push((parcel.shipment_id.clone(), parcel.counted_at.is_some()));
            }
            _ => group.perhaps += u32::from(may_be_counted(parcel)),
        }
    }
    // Whose courier is not known may be in anybody's count.
    let nobodys: u32 = groups.iter().filter(|((name, _), _)| name.is_empty()).map(|(_, group)| group.size()).sum();
    let (mut proven, mut short) = (vec![], vec![]);
    for ((courier_group, is_mps), group) in groups.into_iter().filter(|((name, _), _)| !name.is_empty()) {
        let rows = counted.iter().filter(|row| row.courier_group == courier_group && row.is_mps == is_mps);
        let count: u32 = rows.map(|row| row.count).sum();
        let flags: Vec<bool> = group.ready.iter().map(|(_, proven)| *proven).collect();
        let ready = u32::try_from(flags.len()).unwrap_or(u32::MAX);
        godown_store::handover::was_ready(tx, location, (&courier_group, is_mps), ready)?;
        match compare(count, &flags) {
            Compared::Short { short: by, .. } => {
                short.push(Short { location: location.clone(), courier_group, is_mps, short: by });
            }
            Compared::All if compare(count.saturating_sub(group.perhaps + nobodys), &flags) == Compared::All => {
                proven.extend(group.ready.into_iter().map(|(id, _)| id));
            }
            // As many as should be, but some of them may be others: the next count tells.
            Compared::All => {}
        }
    }
    godown_store::watchdog::counted(tx, &proven, read_at)?;
    godown_store::watchdog::put_short(tx, location, &short)
}

impl Group {
    fn size(&self) -> u32 {
        u32::try_from(self.ready.len()).unwrap_or(u32::MAX).saturating_add(self.perhaps)
    }
}

/// Whether the marketplace may hold it for ready although we do not know: seen ready after the count was asked, or on its way.
fn may_be_counted(parcel: &Parcel) -> bool {
    let sent = |state| matches!(state, IntentState::Sending | IntentState::Accepted | IntentState::Unknown);
    parcel.state == ShipmentState::ReadyToDispatch || parcel.rtd.as_ref().is_some_and(|rtd| sent(rtd.state))
}
