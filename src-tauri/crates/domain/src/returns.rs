//! Goods on their way back, as the marketplace lists them (contract 10.1).

use crate::{At, OrderId, OrderItemId, ShipmentId};

/// One return as it was listed. An order item may have several, quantity by quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnSeen {
    /// Its id.
    pub return_id: String,
    /// The order item that comes back.
    pub item: OrderItemId,
    /// Its order, where told.
    pub order_id: Option<OrderId>,
    /// Its shipment, where told; may be null.
    pub shipment_id: Option<ShipmentId>,
    /// Units; 0 where not told.
    pub units: u32,
    /// It never reached the buyer: the courier brings it back. Otherwise the buyer sends it back.
    pub by_courier: bool,
    /// State in small letters, as received: `init`, `created`, `completed`, `cancelled`, `rejected`, ….
    pub status: String,
    /// When it was asked for, or turned round.
    pub created_at: Option<At>,
}

impl ReturnSeen {
    /// Whether it counts: one that was called off or refused does not. A word nobody knows counts, so that nothing is
    /// left out by a new one.
    pub fn stands(&self) -> bool {
        !matches!(self.status.as_str(), "cancelled" | "rejected")
    }
}
