//! Parcels the seller delivers itself.

use godown_domain::self_ship::FailedBecause;
use godown_domain::{IndiaDay, ShipmentId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Says that parcels were delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryStart {
    /// Which.
    pub ids: Vec<ShipmentId>,
    /// When.
    pub day: IndiaDay,
}

/// Says that parcels could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttemptStart {
    /// Which.
    pub ids: Vec<ShipmentId>,
    /// When somebody was there.
    pub day: IndiaDay,
    /// Why it failed.
    pub reason: FailedBecause,
    /// In finer words; may be empty.
    pub detail: String,
    /// When somebody comes again.
    pub new_day: IndiaDay,
}
