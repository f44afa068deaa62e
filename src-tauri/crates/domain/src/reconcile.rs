//! Reconciliation: everything that is open and what moved today is read again and compared with what stood here, before it is
//! merged. Every difference that was repaired is listed.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, ShipmentId};

/// Why it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReconcileWhy {
    /// A person asked for it.
    Asked,
    /// The night's.
    Nightly,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReconcileState {
    /// Under way.
    Running,
    /// Everything was compared.
    Done,
    /// It broke off. What was compared until then is listed.
    BrokeOff,
}

/// One reconciliation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReconcileRun {
    /// Its number.
    pub run: u32,
    /// Why.
    pub why: ReconcileWhy,
    /// When it began; shipments stand as they stood after that.
    pub begun_at: At,
    /// When it ended.
    pub ended_at: Option<At>,
    /// How it stands.
    pub state: ReconcileState,
    /// Shipments compared.
    pub compared: u32,
    /// Differences found and repaired.
    pub differences: u32,
    /// Why it broke off, in words.
    pub trouble: Option<String>,
}

/// One fact that stood here otherwise than at the marketplace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Of which shipment.
    pub shipment_id: ShipmentId,
    /// Which fact: `shipment` for the whole of it, or the timeline's word: `state`, `hold`, `dispatch-by`, `item-state`, …
    pub field: String,
    /// Of which line or box.
    pub part: Option<String>,
    /// As it stood here: the marketplace's word, epoch milliseconds, or a number as text. Absent where it was not here.
    pub ours: Option<String>,
    /// As it stands there. Absent where the marketplace does not name it any more.
    pub theirs: Option<String>,
    /// The likely cause.
    pub cause: DifferenceCause,
}

/// Why a fact stood here otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DifferenceCause {
    /// It moved since the last reading, without us: the marketplace, the buyer, the courier, or somebody in Seller Hub.
    ChangedElsewhere,
    /// An act of ours had moved it, and it was not read back yet.
    ActUnderWay,
    /// It moved while nothing was read: no line, or Godown was closed.
    MissedOffline,
    /// It moved before the last reading, and that reading did not tell it.
    MissedByReading,
    /// The marketplace names a shipment that this computer did not know.
    NewHere,
    /// This computer has a shipment that the marketplace does not name any more.
    NotNamed,
}

/// What the cause of a difference is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DifferenceSigns {
    /// When the marketplace says that the shipment changed.
    pub changed_at: Option<At>,
    /// When its queue was last known to be complete.
    pub complete_at: Option<At>,
    /// For how long readings were apart before this one, in milliseconds.
    pub silent_ms: i64,
    /// An act of ours is not settled, or was settled after the last reading.
    pub acted: bool,
}

/// Readings further apart than this were not merely the usual pace.
const SILENCE_MS: i64 = 35 * crate::india::MINUTE;

/// The likely cause of a fact that differs.
pub fn likely_cause(signs: &DifferenceSigns) -> DifferenceCause {
    if signs.acted {
        return DifferenceCause::ActUnderWay;
    }
    match (signs.changed_at, signs.complete_at) {
        // The list was complete after the marketplace's own instant of the change: the reading should have told it.
        (Some(changed), Some(complete)) if changed < complete => DifferenceCause::MissedByReading,
        _ if signs.silent_ms > SILENCE_MS => DifferenceCause::MissedOffline,
        _ => DifferenceCause::ChangedElsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: DifferenceSigns =
        DifferenceSigns { changed_at: Some(At(100)), complete_at: Some(At(50)), silent_ms: 120_000, acted: false };

    #[test]
    fn a_change_since_the_last_reading_happened_elsewhere() {
        assert_eq!(likely_cause(&QUIET), DifferenceCause::ChangedElsewhere);
    }

    #[test]
    fn a_change_that_the_last_complete_reading_should_have_told_was_missed_by_it() {
        let signs = DifferenceSigns { changed_at: Some(At(40)), silent_ms: i64::MAX, ..QUIET };
        assert_eq!(likely_cause(&signs), DifferenceCause::MissedByReading);
    }

    #[test]
    fn after_a_long_silence_it_was_missed_offline() {
        assert_eq!(
            likely_cause(&DifferenceSigns { silent_ms: SILENCE_MS + 1, ..QUIET }),
            DifferenceCause::MissedOffline
        );
    }

    #[test]
    fn an_act_of_ours_explains_a_difference_before_anything_else() {
        let signs = DifferenceSigns { acted: true, silent_ms: i64::MAX, changed_at: Some(At(1)), ..QUIET };
        assert_eq!(likely_cause(&signs), DifferenceCause::ActUnderWay);
    }
}
