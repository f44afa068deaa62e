//! Booking: on which day, at which warehouse and under which measure a story counts (`docs/guardrails.md` 3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::fact::{CancelledBy, Span};
use super::story::{CancelledUnits, Story};
use crate::{At, IndiaDay, LocationId, Paise};

/// What is counted. The number is the one on disk and never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[repr(u8)]
pub enum Measure {
    /// Units approved, on the day of approval.
    Approved = 1,
    /// Cancelled by the seller, on the day of approval.
    SellerCancelled = 2,
    /// Cancelled by the seller, on the day of cancelling.
    SellerCancelledEvent = 3,
    /// Cancelled by the buyer, on the day of approval.
    BuyerCancelled = 4,
    /// Cancelled by the marketplace, on the day of approval.
    MarketplaceCancelled = 5,
    /// Cancelled, nobody told by whom, on the day of approval.
    UnknownCancelled = 6,
    /// Had to be ready, on the day of the current dispatch-by.
    Due = 7,
    /// Was ready in time, on the day of the current dispatch-by.
    ReadyInTime = 8,
    /// Pickups, repeated ones included, on their day.
    Pickups = 9,
    /// Repeated pickups, on their day.
    Reattempts = 10,
    /// Delivered, on the day of approval.
    Delivered = 11,
    /// Sent back by the buyer, on the day of approval.
    CustomerReturned = 12,
    /// Never reached the buyer, on the day of approval.
    CourierReturned = 13,
    /// Collected, on the day of collection.
    Shipped = 14,
    /// Of those, local or zonal.
    ShippedNear = 15,
}

impl Measure {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 15] = [
        Self::Approved,
        Self::SellerCancelled,
        Self::SellerCancelledEvent,
        Self::BuyerCancelled,
        Self::MarketplaceCancelled,
        Self::UnknownCancelled,
        Self::Due,
        Self::ReadyInTime,
        Self::Pickups,
        Self::Reattempts,
        Self::Delivered,
        Self::CustomerReturned,
        Self::CourierReturned,
        Self::Shipped,
        Self::ShippedNear,
    ];
}

/// How much stands in one place of the tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    /// Units.
    #[specta(type = f64)]
    pub units: i64,
    /// Shipments.
    #[specta(type = f64)]
    pub shipments: i64,
    /// Orders.
    #[specta(type = f64)]
    pub orders: i64,
    /// Price of the units.
    pub value: Paise,
    /// Of the units, those whose day, interval or cause is estimated.
    #[specta(type = f64)]
    pub estimated_units: i64,
    /// Of the shipments, those with estimated units.
    #[specta(type = f64)]
    pub estimated_shipments: i64,
    /// Of the orders, those with estimated units.
    #[specta(type = f64)]
    pub estimated_orders: i64,
}

/// A place of the tally.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// India day.
    pub day: IndiaDay,
    /// Warehouse; none is the account, booked by itself.
    pub location: Option<LocationId>,
    /// What.
    pub measure: Measure,
}

/// A shipment of an order, as it is booked.
#[derive(Debug, Clone, Copy)]
pub struct OrderPart<'a> {
    /// Warehouse; none where the marketplace never told it: it counts for the account alone.
    pub location: Option<&'a LocationId>,
    /// Its story.
    pub story: &'a Story,
    /// Local or zonal; none where a pin code is not known.
    pub near: Option<bool>,
}

/// What a shipment owed at its current dispatch-by, and whether it kept to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueUnits {
    /// The current dispatch-by.
    pub by: At,
    /// Units not cancelled at or before it.
    pub units: u32,
    /// Their price.
    pub value: Paise,
    /// They were ready in time.
    pub in_time: bool,
    /// The moment of becoming ready is bracketed so that it cannot be told: the verdict is the rule's, not what was seen.
    pub estimated: bool,
}

/// The due units of a story; none without a dispatch-by (`docs/guardrails.md` 3).
pub fn due_units(story: &Story) -> Option<DueUnits> {
    let by = story.due?;
    // A bracket that contains the dispatch-by counts as before it.
    let gone = |one: &&CancelledUnits| one.when.to <= by || one.when.from.is_none_or(|from| from < by);
    let before = story.cancelled.iter().filter(gone);
    let (units, value) = before.fold((0, 0), |(units, value), one| (units + one.units, value + one.value.0));
    // Nobody here saw it before it was over, so only Seller Hub can know: in its favour until a report says otherwise.
    let unseen = (!story.told_late, !story.told_late);
    let (in_time, estimated) = match story.ready {
        // Whether it had been ready before it was cancelled is not known.
        None if story.met_gone => unseen,
        None => (false, false),
        Some(Span { to, .. }) if to <= by => (true, false),
        Some(Span { from: None, .. }) => unseen,
        Some(Span { from: Some(from), .. }) => (false, from < by),
    };
    let units = story.units.saturating_sub(units);
    Some(DueUnits { by, units, value: Paise(story.value.0 - value), in_time, estimated })
}

/// Where one shipment counts, as if it were its whole order: each day and measure once.
pub fn booked(story: &Story, near: Option<bool>) -> Vec<(IndiaDay, Measure, Amount)> {
    let mut book = Book(Vec::with_capacity(8));
    let cancelled = |by: Option<CancelledBy>| {
        let of = story.cancelled.iter().filter(|one| by.is_none_or(|by| one.by == by));
        of.fold((0, Paise(0)), |(units, value), one| (units + one.units, value + one.value))
    };
    let (all_units, all_value) = cancelled(None);
    let left = (story.units.saturating_sub(all_units), Paise(story.value.0 - all_value.0));
    if let Some(approved) = story.approved {
        let (day, estimated) = (approved.to.day(), is_day_estimated(approved));
        book.add(day, Measure::Approved, (story.units, story.value), estimated);
        for (by, measure) in [
            (CancelledBy::Seller, Measure::SellerCancelled),
            (CancelledBy::Buyer, Measure::BuyerCancelled),
            (CancelledBy::Marketplace, Measure::MarketplaceCancelled),
            (CancelledBy::Unknown, Measure::UnknownCancelled),
        ] {
            book.add(day, measure, cancelled(Some(by)), estimated || by == CancelledBy::Unknown);
        }
        if story.delivered.is_some() {
            let (units, value) = story.courier_returned;
            let reached = (left.0.saturating_sub(units), Paise(left.1.0 - value.0));
            book.add(day, Measure::Delivered, reached, estimated);
        }
        book.add(day, Measure::CustomerReturned, story.customer_returned, estimated);
        book.add(day, Measure::CourierReturned, story.courier_returned, estimated);
    }
    for one in story.cancelled.iter().filter(|one| one.by == CancelledBy::Seller) {
        let (day, estimated) = (one.when.to.day(), is_day_estimated(one.when));
        book.add(day, Measure::SellerCancelledEvent, (one.units, one.value), estimated);
    }
    if let Some(due) = due_units(story) {
        book.due(&due);
    }
    if let Some(picked_up) = story.picked_up {
        let (day, estimated) = (pickup_day(story, picked_up), is_day_estimated(picked_up));
        book.add(day, Measure::Pickups, (1, Paise(0)), estimated);
        if let Some(near) = near {
            book.add(day, Measure::Shipped, left, estimated);
            if near {
                book.add(day, Measure::ShippedNear, left, estimated);
            }
        }
    }
    for at in &story.reattempted {
        book.add(at.day(), Measure::Pickups, (1, Paise(0)), false);
        book.add(at.day(), Measure::Reattempts, (1, Paise(0)), false);
    }
    book.0
}

/// All amounts of one order, from all its shipments, at their warehouses and at the account. The account is booked by
/// itself, so that an order sent from two places counts once.
pub fn bookings(parts: &[OrderPart<'_>]) -> BTreeMap<Place, Amount> {
    let mut order = Order::default();
    for part in parts {
        order.take(part.location, booked(part.story, part.near));
    }
    order.0
}

/// `due` and `ready-in-time` of one order on the day of `now`, only what was due at or before it (`docs/guardrails.md` 4).
/// Each part comes with the last read that showed it: one not ready whose last read is older than its dispatch-by is a breach
/// by our clock alone, hence estimated.
pub fn due_by(parts: &[(OrderPart<'_>, At)], now: At) -> BTreeMap<Place, Amount> {
    let mut order = Order::default();
    for (part, last_read) in parts {
        let due = due_units(part.story).filter(|due| due.by <= now && due.by.day() == now.day());
        let Some(mut due) = due else { continue };
        due.estimated |= part.story.ready.is_none() && *last_read < due.by;
        let mut book = Book(vec![]);
        book.due(&due);
        order.take(part.location, book.0);
    }
    order.0
}

/// The day of a pickup. Where nobody saw the parcel before it was out, the day it was due, not the day we met it: else a past
/// that is read in one hour would all have been collected on that day.
fn pickup_day(story: &Story, picked_up: Span) -> IndiaDay {
    let met = picked_up.to;
    match (picked_up.from, story.due) {
        (None, Some(due)) => due.min(met).day(),
        _ => met.day(),
    }
}

/// The moment is bracketed over midnight, or open to the past, so that its day may be another.
fn is_day_estimated(when: Span) -> bool {
    when.from.is_none_or(|from| from.day() != when.to.day())
}

/// What one shipment counts.
struct Book(Vec<(IndiaDay, Measure, Amount)>);

impl Book {
    fn add(&mut self, day: IndiaDay, measure: Measure, (units, value): (u32, Paise), estimated: bool) {
        if units == 0 {
            return;
        }
        let units = i64::from(units);
        let flag = i64::from(estimated);
        match self.0.iter_mut().find(|known| (known.0, known.1) == (day, measure)) {
            Some((_, _, amount)) => {
                amount.units += units;
                amount.value = amount.value + value;
                amount.estimated_units += units * flag;
                amount.estimated_shipments |= flag;
                amount.estimated_orders |= flag;
            }
            None => {
                let estimated_units = units * flag;
                let amount = Amount {
                    units,
                    shipments: 1,
                    orders: 1,
                    value,
                    estimated_units,
                    estimated_shipments: flag,
                    estimated_orders: flag,
                };
                self.0.push((day, measure, amount));
            }
        }
    }

    fn due(&mut self, due: &DueUnits) {
        self.add(due.by.day(), Measure::Due, (due.units, due.value), due.estimated);
        if due.in_time {
            self.add(due.by.day(), Measure::ReadyInTime, (due.units, due.value), due.estimated);
        }
    }
}

/// What the shipments of one order count together.
#[derive(Default)]
struct Order(BTreeMap<Place, Amount>);

impl Order {
    fn take(&mut self, location: Option<&LocationId>, booked: Vec<(IndiaDay, Measure, Amount)>) {
        for (day, measure, amount) in booked {
            if let Some(location) = location {
                self.add(Place { day, location: Some(location.clone()), measure }, amount);
            }
            self.add(Place { day, location: None, measure }, amount);
        }
    }

    fn add(&mut self, place: Place, amount: Amount) {
        let sum = self.0.entry(place).or_default();
        let estimated = sum.estimated_orders.max(amount.estimated_orders);
        *sum += amount;
        sum.orders = 1;
        sum.estimated_orders = estimated;
    }
}

#[cfg(test)]
mod tests;
