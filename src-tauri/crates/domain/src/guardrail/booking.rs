//! Booking: on which day, at which warehouse and under which measure a story counts (`docs/guardrails.md` 3).

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{IndiaDay, LocationId, Paise};

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
