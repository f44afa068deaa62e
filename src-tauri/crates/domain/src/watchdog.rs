//! The watch over handovers and labels: what a courier would leave behind, what of it is told when, and which labels take
//! too long.
//!
//! A parcel is ready only when its shipment reads READY_TO_DISPATCH *and* its courier's count holds it (contract 8.14): a
//! parcel that says ready and is missing from the courier's device is not collected (operations.md, rule 6). The count names
//! no shipments, so it is proven by comparing: where it holds as many as read ready here, it holds each of them.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::india::{HOUR, MINUTE};
use crate::{At, LocationId, ShipmentId, ShipmentState};

/// Minutes before a pickup at which what is missing is told, the farthest first.
pub const LEVELS: [u16; 3] = [60, 30, 15];

/// What a parcel lacks to be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Missing {
    /// Asked, and it does not read ready.
    NotReady,
    /// It reads ready, and its courier's count is not known to hold it.
    NotCounted,
    /// Packed and due for this pickup, and nobody asked.
    NeverAsked,
}

/// What the watchdog, or what it watches, did last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WatchDid {
    /// Nothing yet.
    Nothing,
    /// It was asked for and waits to be sent.
    Queued,
    /// It was sent, for the first time or again.
    Sent,
    /// The marketplace said yes.
    Accepted,
    /// It was read back and did not read ready.
    ReadBack,
    /// Proven not done; it is asked once more.
    AskedAgain,
    /// The marketplace said no.
    Refused,
    /// It read ready.
    ReadReady,
    /// The courier's count was read, and it is too low.
    CountedLow,
}

/// What happens next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WatchNext {
    /// It is sent.
    Send,
    /// It goes when the line is back.
    Line,
    /// It is read back.
    ReadBack,
    /// The courier's count is read.
    ReadCount,
    /// Nothing by itself: a person must look.
    Person,
}

/// One parcel a courier would leave behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchRow {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// First SKU.
    pub sku: String,
    /// Warehouse.
    pub location: LocationId,
    /// The courier's group as the counts name it; empty where not known.
    pub courier: String,
    /// Of several boxes, which are counted apart.
    pub is_mps: bool,
    /// AWB, once known.
    pub tracking_id: Option<String>,
    /// State as seen.
    pub state: ShipmentState,
    /// Dispatch-by.
    pub due: Option<At>,
    /// What it lacks.
    pub missing: Missing,
    /// When its pickup begins; none where no window is known.
    pub pickup_from: Option<At>,
    /// Whole minutes until then, negative once it has begun.
    pub minutes_left: Option<i32>,
    /// Done last.
    pub did: WatchDid,
    /// When.
    pub did_at: Option<At>,
    /// Next.
    pub next: WatchNext,
    /// When.
    pub next_at: Option<At>,
    /// Times it was sent.
    pub attempts: u32,
    /// The action in Activity.
    pub activity: Option<u32>,
    /// The marketplace's words.
    pub message: Option<String>,
    /// The count is short by so many, and it is one of those that may be meant; none where no count says so yet.
    pub one_of: Option<OneOf>,
}

impl WatchRow {
    /// Whether it goes with that pickup.
    pub fn is_of(&self, pickup: &WatchedPickup) -> bool {
        self.location == pickup.location && self.courier == pickup.courier && self.is_mps == pickup.is_mps
    }
}

/// A shortfall whose parcel the count does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OneOf {
    /// The count is short by so many.
    pub short: u32,
    /// Parcels any of which may be meant.
    pub candidates: u32,
}

/// One courier's pickup at one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchedPickup {
    /// Warehouse.
    pub location: LocationId,
    /// Its name.
    pub place: String,
    /// Courier group.
    pub courier: String,
    /// Parcels of several boxes are counted apart.
    pub is_mps: bool,
    /// Window opens.
    pub from: Option<At>,
    /// Window closes.
    pub to: Option<At>,
    /// Shipments that read ready here.
    pub ready: u32,
    /// What the marketplace counts; none where it was never asked.
    pub counted: Option<u32>,
    /// When that was read.
    pub counted_at: Option<At>,
    /// Parcels that lack something.
    pub missing: u32,
    /// The alarm level reached: 60, 30 or 15 minutes; none before, and where nothing is missing.
    pub level: Option<u16>,
}

/// The watch in a few numbers, for the frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchCounts {
    /// Asked and not ready.
    pub not_ready: u32,
    /// Ready and not known to be counted.
    pub not_counted: u32,
    /// Due and never asked.
    pub never_asked: u32,
    /// The earliest pickup something is missing for.
    pub next_pickup: Option<At>,
    /// The most pressing alarm level reached.
    pub level: Option<u16>,
    /// Labels that take longer than usual.
    pub labels_slow: u32,
    /// Labels that are overdue; support can be asked.
    pub labels_late: u32,
}

/// How a label that is not here stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LabelAge {
    /// As usual.
    Usual,
    /// Longer than usual: over two minutes, where five to ten seconds are usual.
    Slow,
    /// Longer than the marketplace says it takes under load: over 30 minutes (operations.md, rule 2).
    Late,
    /// Over four hours: it does not come by itself any more, and is no longer asked after in between polls
    /// (contract 17.2, step 5).
    Never,
}

impl LabelAge {
    /// By the milliseconds since it was asked for.
    pub fn of(ms: i64) -> Self {
        match ms {
            _ if ms > 4 * HOUR => Self::Never,
            _ if ms > 30 * MINUTE => Self::Late,
            _ if ms > 2 * MINUTE => Self::Slow,
            _ => Self::Usual,
        }
    }
}

/// A label that takes too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LateLabel {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// First SKU.
    pub sku: String,
    /// Warehouse.
    pub location: Option<LocationId>,
    /// State as seen: in the making, or made and not on this computer.
    pub state: ShipmentState,
    /// Dispatch-by.
    pub due: Option<At>,
    /// Since when it is in the making, or made.
    pub since: At,
    /// Milliseconds since then.
    #[specta(type = f64)]
    pub age_ms: i64,
    /// What to make of that.
    pub age: LabelAge,
    /// When it was asked for by this computer.
    pub asked_at: Option<At>,
    /// Our own number of the request that asked for it.
    pub request_id: Option<String>,
    /// Times it was asked for.
    pub attempts: u32,
    /// Last looked at.
    pub looked_at: At,
    /// Looked at next; none: with the ordinary polls.
    pub next_at: Option<At>,
    /// In which batch.
    pub batch: Option<u32>,
}

/// The alarm level of a pickup that begins at `from`: the least of [`LEVELS`] that holds the minutes left. None before the
/// first level, and once the pickup has begun.
pub fn level(from: At, now: At) -> Option<u16> {
    let left = from.since(now);
    if left < 0 {
        return None;
    }
    LEVELS.into_iter().rev().find(|level| left <= i64::from(*level) * MINUTE)
}

/// Whole minutes to an instant, rounded down, negative once it has passed.
pub fn minutes_left(from: At, now: At) -> i32 {
    i32::try_from(from.since(now).div_euclid(MINUTE)).unwrap_or(i32::MAX)
}

/// How long until the counts are read again while something is not proven: often near the pickup, seldom otherwise.
pub fn count_gap(from: Option<At>, now: At) -> i64 {
    match from.map(|from| from.since(now)) {
        Some(left) if left <= 15 * MINUTE => MINUTE,
        Some(left) if left <= 30 * MINUTE => 2 * MINUTE,
        Some(left) if left <= 60 * MINUTE => 3 * MINUTE,
        _ => 5 * MINUTE,
    }
}

/// What comparing a courier's count with the shipments that read ready here comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// The count holds each of them.
    All,
    /// It is short. The parcels that may be meant, by their place in the list; as many as are proven already are left out
    /// where enough others remain.
    Short {
        /// By so many.
        short: u32,
        /// Which may be meant.
        candidates: Vec<usize>,
    },
}

/// Compares. `ready` says of each shipment that read ready before the count was asked whether an earlier count proved it.
pub fn compare(counted: u32, ready: &[bool]) -> Compared {
    let all = u32::try_from(ready.len()).unwrap_or(u32::MAX);
    if counted >= all {
        return Compared::All;
    }
    let short = all - counted;
    let unproven: Vec<usize> = (0..ready.len()).filter(|place| !ready[*place]).collect();
    let candidates = if unproven.len() >= short as usize { unproven } else { (0..ready.len()).collect() };
    Compared::Short { short, candidates }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_alarm_rings_at_sixty_thirty_and_fifteen_minutes() {
        let from = At(10 * HOUR);
        let at = |minutes: i64| level(from, from.plus(-minutes * MINUTE));
        assert_eq!(
            [61, 60, 31, 30, 16, 15, 0].map(at),
            [None, Some(60), Some(60), Some(30), Some(30), Some(15), Some(15)]
        );
        assert_eq!(level(from, from.plus(1)), None, "the courier is there");
    }

    #[test]
    fn a_label_is_slow_then_late_then_never() {
        let of = |minutes: i64| LabelAge::of(minutes * MINUTE + 1);
        assert_eq!([0, 2, 30, 240].map(of), [LabelAge::Usual, LabelAge::Slow, LabelAge::Late, LabelAge::Never]);
    }

    #[test]
    fn a_count_that_holds_as_many_as_read_ready_holds_each() {
        assert_eq!(compare(3, &[true, false, false]), Compared::All);
        assert_eq!(compare(5, &[false]), Compared::All, "somebody else's are counted with ours");
    }

    #[test]
    fn one_missing_is_one_of_those_no_count_has_proven_yet() {
        assert_eq!(compare(2, &[true, false, false]), Compared::Short { short: 1, candidates: vec![1, 2] });
        assert_eq!(compare(0, &[true, true, false]), Compared::Short { short: 3, candidates: vec![0, 1, 2] });
    }

    #[test]
    fn minutes_count_down_through_zero() {
        let from = At(HOUR);
        assert_eq!([minutes_left(from, At(0)), minutes_left(from, At(HOUR + 1))], [60, -1]);
    }

    proptest! {
        /// Whatever is short, enough parcels are named that the missing ones are among them.
        #[test]
        fn the_missing_ones_are_always_among_the_candidates(counted in 0_u32..40, ready in prop::collection::vec(any::<bool>(), 0..40)) {
            match compare(counted, &ready) {
                Compared::All => prop_assert!(counted as usize >= ready.len()),
                Compared::Short { short, candidates } => {
                    prop_assert_eq!(short as usize + counted as usize, ready.len());
                    prop_assert!(candidates.len() >= short as usize);
                    prop_assert!(candidates.iter().all(|place| *place < ready.len()));
                }
            }
        }
    }
}
