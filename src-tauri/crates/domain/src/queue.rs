//! The queue rule: a shipment is in exactly one queue, decided by what was seen and by the clock.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, ShipmentState};

/// Under this many milliseconds to dispatch-by a shipment is *urgent*.
pub const URGENT_MS: i64 = 2 * crate::india::HOUR;
/// A label in the making for longer is *slow* (operations.md, section 3: 5-10 s is usual).
pub const SLOW_LABEL_MS: i64 = 30_000;
/// A label in the making for longer is worth asking seller support about (contract 6.2: "up to 30 min").
pub const SUPPORT_LABEL_MS: i64 = 30 * crate::india::MINUTE;

/// Where a shipment stands on the desk. Names map onto Seller Hub's tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Queue {
    /// Approved, dispatch-after still to come.
    Upcoming,
    /// On hold in any pre-dispatch state.
    OnHold,
    /// Approved and open: the label may be asked for.
    ToPack,
    /// Label asked for, being made.
    Generating,
    /// A form failed.
    Forms,
    /// Label made, not yet marked ready.
    ToPrint,
    /// Marked ready to dispatch.
    Ready,
    /// Collected or on its way.
    InTransit,
    /// Delivered, and what follows.
    Delivered,
    /// Cancelled.
    Cancelled,
    /// In a state we do not know.
    Other,
}

impl Queue {
    /// All queues, in the order of the day.
    pub const ALL: [Self; 11] = [
        Self::ToPack,
        Self::Upcoming,
        Self::OnHold,
        Self::Generating,
        Self::Forms,
        Self::ToPrint,
        Self::Ready,
        Self::InTransit,
        Self::Delivered,
        Self::Cancelled,
        Self::Other,
    ];

    /// The name used on the command line and in the database: `to-pack`, `on-hold`, …
    pub fn slug(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::OnHold => "on-hold",
            Self::ToPack => "to-pack",
            Self::Generating => "generating",
            Self::Forms => "forms",
            Self::ToPrint => "to-print",
            Self::Ready => "ready",
            Self::InTransit => "in-transit",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Other => "other",
        }
    }

    /// Reads a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.slug() == slug)
    }

    /// Whether lateness is counted here: only what the seller still has to bring to *ready*.
    pub fn has_deadline(self) -> bool {
        matches!(self, Self::Upcoming | Self::OnHold | Self::ToPack | Self::Generating | Self::Forms | Self::ToPrint)
    }
}

/// What the queue rule looks at.
#[derive(Debug, Clone)]
pub struct QueueFacts {
    /// State of the shipment.
    pub state: ShipmentState,
    /// Held by the marketplace.
    pub hold: bool,
    /// Not before.
    pub dispatch_after: Option<At>,
    /// A label of it went to paper here.
    pub printed: bool,
}

/// The queue of a shipment at `now`. At dispatch-after itself the shipment is open.
pub fn queue_of(facts: &QueueFacts, now: At) -> Queue {
    if facts.hold && facts.state.is_pre_dispatch() {
        return Queue::OnHold;
    }
    match &facts.state {
        ShipmentState::Approved if facts.dispatch_after.is_some_and(|after| now < after) => Queue::Upcoming,
        ShipmentState::Approved => Queue::ToPack,
        ShipmentState::PackingInProgress => Queue::Generating,
        ShipmentState::FormFailed => Queue::Forms,
        ShipmentState::Packed => Queue::ToPrint,
        ShipmentState::ReadyToDispatch => Queue::Ready,
        ShipmentState::PickupComplete | ShipmentState::Shipped => Queue::InTransit,
        ShipmentState::Delivered
        | ShipmentState::Completed
        | ShipmentState::ReturnRequested
        | ShipmentState::Returned => Queue::Delivered,
        ShipmentState::Cancelled => Queue::Cancelled,
        ShipmentState::Other(_) => Queue::Other,
    }
}

/// How pressing a shipment is; the same marks everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Pressure {
    /// More than two hours left, or no deadline.
    Calm,
    /// Under two hours left.
    Urgent,
    /// Past dispatch-by.
    Late,
}

/// Pressure of a shipment in `queue` due at `dispatch_by`.
pub fn pressure(queue: Queue, dispatch_by: Option<At>, now: At) -> Pressure {
    match dispatch_by {
        Some(by) if queue.has_deadline() && now > by => Pressure::Late,
        Some(by) if queue.has_deadline() && by.since(now) < URGENT_MS => Pressure::Urgent,
        _ => Pressure::Calm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(state: ShipmentState, hold: bool) -> QueueFacts {
        QueueFacts { state, hold, dispatch_after: Some(At(1_000)), printed: false }
    }

    #[test]
    fn a_hold_wins_over_every_state_before_dispatch_and_over_none_after() {
        for state in [ShipmentState::Approved, ShipmentState::Packed, ShipmentState::ReadyToDispatch] {
            assert_eq!(queue_of(&facts(state, true), At(5_000)), Queue::OnHold);
        }
        assert_eq!(queue_of(&facts(ShipmentState::Shipped, true), At(5_000)), Queue::InTransit);
    }

    #[test]
    fn dispatch_after_opens_the_shipment_at_that_very_millisecond() {
        assert_eq!(queue_of(&facts(ShipmentState::Approved, false), At(999)), Queue::Upcoming);
        assert_eq!(queue_of(&facts(ShipmentState::Approved, false), At(1_000)), Queue::ToPack);
    }

    #[test]
    fn due_exactly_now_is_not_yet_late() {
        assert_eq!(pressure(Queue::ToPack, Some(At(10)), At(10)), Pressure::Urgent);
        assert_eq!(pressure(Queue::ToPack, Some(At(10)), At(11)), Pressure::Late);
        assert_eq!(
            pressure(Queue::Ready, Some(At(10)), At(11)),
            Pressure::Calm,
            "what is ready cannot be late any more"
        );
    }

    #[test]
    fn slugs_round_trip() {
        for queue in Queue::ALL {
            assert_eq!(Queue::from_slug(queue.slug()), Some(queue));
        }
    }
}
