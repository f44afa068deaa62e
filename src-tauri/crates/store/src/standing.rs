//! The part of the queue rule that does not depend on the clock, as a number the indexes can hold; and the same rule as
//! SQL. [`godown_domain::queue::queue_of`] is the rule; a test holds the two together.

use godown_domain::queue::{QueueFacts, queue_of};
use godown_domain::{At, Queue, ShipmentState};

/// Still with the seller: 0 to this.
pub(crate) const LAST_ON_DESK: i64 = 5;
/// Approved: the clock decides between *upcoming* and *to pack*.
pub(crate) const APPROVED: i64 = 0;

/// Number of the standing.
pub(crate) fn standing_of(state: &ShipmentState, hold: bool) -> i64 {
    let facts = QueueFacts { state: state.clone(), hold, dispatch_after: None, printed: false };
    code(queue_of(&facts, At(0)))
}

/// Number under which the shipments of a queue are filed.
pub(crate) fn code(queue: Queue) -> i64 {
    match queue {
        Queue::ToPack | Queue::Upcoming => APPROVED,
        Queue::Generating => 1,
        Queue::Forms => 2,
        Queue::ToPrint => 3,
        Queue::Ready => 4,
        Queue::OnHold => 5,
        Queue::InTransit => 6,
        Queue::Delivered => 7,
        Queue::Cancelled => 8,
        Queue::Other => 9,
    }
}

/// The queue of a filed number at a given clock.
pub(crate) fn queue(standing: i64, dispatch_after: Option<i64>, now: At) -> Queue {
    match standing {
        APPROVED if dispatch_after.is_some_and(|after| now.0 < after) => Queue::Upcoming,
        APPROVED => Queue::ToPack,
        1 => Queue::Generating,
        2 => Queue::Forms,
        3 => Queue::ToPrint,
        4 => Queue::Ready,
        5 => Queue::OnHold,
        6 => Queue::InTransit,
        7 => Queue::Delivered,
        8 => Queue::Cancelled,
        _ => Queue::Other,
    }
}

/// The condition on `shipment s` that a row is in `queue`; `:now` is used only where `uses_clock` says so.
pub(crate) fn predicate(queue: Queue) -> String {
    let code = code(queue);
    match queue {
        Queue::ToPack => format!("s.standing = {code} AND (s.dispatch_after IS NULL OR s.dispatch_after <= :now)"),
        Queue::Upcoming => format!("s.standing = {code} AND s.dispatch_after > :now"),
        _ => format!("s.standing = {code}"),
    }
}
