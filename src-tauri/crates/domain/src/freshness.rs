//! How far the picture of a queue can be trusted: as of when everything in it is on this computer, and why not.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, LocationId, Queue};

/// As of when a queue is complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QueueFreshness {
    /// Which queue.
    pub queue: Queue,
    /// Of which warehouse; absent where all are told together.
    pub location: Option<LocationId>,
    /// Everything that was in the queue at this instant is on this computer. Absent before the first complete reading.
    pub as_of: Option<At>,
    /// When the whole list was last read; between two of those only what changed is asked for.
    pub walked_at: Option<At>,
    /// Nothing newer is known in part only.
    pub is_complete: bool,
    /// Why it is not complete.
    pub why_not: Option<NotComplete>,
}

/// Why the picture of a queue is not complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum NotComplete {
    /// It was never read to the end, and is not being read.
    NeverRead,
    /// It is being read for the first time.
    Reading {
        /// Shipments read so far.
        rows: u32,
    },
    /// A reading broke off; it goes on from there.
    BrokeOff {
        /// When.
        at: At,
        /// Shipments it had read.
        rows: u32,
    },
    /// The list moved during every one of so many readings in a row.
    KeptMoving {
        /// When the last of them ended.
        at: At,
        /// How many readings.
        walks: u32,
    },
    /// What is older than this instant is still being read; for the queues of what has left the desk.
    PastFrom {
        /// How far back they are complete.
        back_to: At,
    },
}

/// Back from sleep: the picture is as old as the sleep was long until it is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Woke {
    /// When it woke.
    pub at: At,
    /// How long the computer slept, in milliseconds.
    #[specta(type = f64)]
    pub slept_ms: i64,
}

impl NotComplete {
    /// What is told where one warehouse lacks this and another that: trouble before what is merely still to come.
    fn weight(&self) -> u8 {
        match self {
            Self::PastFrom { .. } => 0,
            Self::NeverRead => 1,
            Self::Reading { .. } => 2,
            Self::KeptMoving { .. } => 3,
            Self::BrokeOff { .. } => 4,
        }
    }
}

impl QueueFreshness {
    /// The same queue over several warehouses: as old as the oldest, complete where all are.
    pub fn together(queue: Queue, each: &[Self]) -> Self {
        let all = |of: fn(&Self) -> Option<At>| each.iter().map(of).collect::<Option<Vec<At>>>()?.into_iter().min();
        let gravest = each.iter().filter_map(|one| one.why_not.as_ref()).max_by_key(|why| why.weight()).cloned();
        let why_not = gravest.or_else(|| each.is_empty().then_some(NotComplete::NeverRead));
        Self {
            queue,
            location: None,
            as_of: all(|one| one.as_of),
            walked_at: all(|one| one.walked_at),
            is_complete: why_not.is_none(),
            why_not,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(as_of: Option<i64>, why_not: Option<NotComplete>) -> QueueFreshness {
        let as_of = as_of.map(At);
        let is_complete = why_not.is_none();
        QueueFreshness { queue: Queue::ToPack, location: None, as_of, walked_at: as_of, is_complete, why_not }
    }

    #[test]
    fn several_warehouses_are_as_fresh_as_the_stalest() {
        let told = QueueFreshness::together(Queue::ToPack, &[one(Some(9), None), one(Some(5), None)]);
        assert_eq!((told.as_of, told.is_complete), (Some(At(5)), true));
    }

    #[test]
    fn one_warehouse_in_part_makes_the_whole_partial() {
        let broke = NotComplete::BrokeOff { at: At(8), rows: 40 };
        let told = QueueFreshness::together(Queue::ToPack, &[one(Some(9), None), one(Some(5), Some(broke.clone()))]);
        assert_eq!((told.is_complete, told.why_not), (false, Some(broke)));
    }

    #[test]
    fn a_warehouse_never_read_leaves_no_instant_at_all() {
        let told =
            QueueFreshness::together(Queue::ToPack, &[one(Some(9), None), one(None, Some(NotComplete::NeverRead))]);
        assert_eq!((told.as_of, told.is_complete), (None, false));
        assert!(!QueueFreshness::together(Queue::ToPack, &[]).is_complete, "nothing read is not complete");
    }
}
