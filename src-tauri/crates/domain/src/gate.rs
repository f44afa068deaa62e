//! Who may be acted on, and why not. Asked before anything is sent and again right before it leaves.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, ShipmentState};

/// The marketplace's complete list of reasons for a seller's cancellation (contract 8.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The item cannot be got.
    CannotProcureItem,
    /// Not in stock.
    NotEnoughInventory,
    /// A business-to-business order.
    B2bOrder,
}

impl CancelReason {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::CannotProcureItem, Self::NotEnoughInventory, Self::B2bOrder];

    /// The wire's word.
    pub fn as_wire(self) -> &'static str {
        match self {
            Self::CannotProcureItem => "cannot_procure_item",
            Self::NotEnoughInventory => "not_enough_inventory",
            Self::B2bOrder => "b2b_order",
        }
    }
}

/// Why an action cannot be asked for this shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Block {
    /// On hold by the marketplace.
    OnHold,
    /// Dispatch-after has not come.
    NotYet {
        /// When it opens.
        opens_at: At,
    },
    /// It is already at or past that step.
    AlreadyDone {
        /// Its state.
        state: ShipmentState,
    },
    /// It has not come so far.
    TooEarly {
        /// Its state.
        state: ShipmentState,
    },
    /// Cancelled.
    Cancelled,
    /// The same action is under way for it.
    AlreadyAsked,
    /// Another action is under way for it.
    Busy,
    /// A serial number or IMEI is needed for one of its items.
    SerialNeeded,
    /// The marketplace did not take the size of its box; a person must type it.
    BoxNeeded,
    /// The order changed since the label was fetched; it must be fetched again.
    LabelStale,
    /// The seller delivers it itself: it has no label of the marketplace's and no courier collects it.
    SelfShip,
    /// A courier of the marketplace delivers it.
    NotSelfShip,
    /// A visit in vain was told for that day already; a second one would count.
    ToldBefore,
    /// Its warehouse is not known, so the call cannot be made.
    NoLocation,
    /// This computer has never seen it.
    NotKnown,
}

impl Block {
    /// Stable code for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OnHold => "ON_HOLD",
            Self::NotYet { .. } => "NOT_YET",
            Self::AlreadyDone { .. } => "ALREADY_DONE",
            Self::TooEarly { .. } => "TOO_EARLY",
            Self::Cancelled => "CANCELLED",
            Self::AlreadyAsked => "ALREADY_ASKED",
            Self::Busy => "BUSY",
            Self::SerialNeeded => "SERIAL_NEEDED",
            Self::BoxNeeded => "BOX_NEEDED",
            Self::LabelStale => "LABEL_STALE",
            Self::SelfShip => "SELF_SHIP",
            Self::NotSelfShip => "NOT_SELF_SHIP",
            Self::ToldBefore => "TOLD_BEFORE",
            Self::NoLocation => "NO_LOCATION",
            Self::NotKnown => "NOT_KNOWN",
        }
    }
}

/// What the gate looks at.
#[derive(Debug, Clone)]
pub struct GateFacts {
    /// State of the shipment.
    pub state: ShipmentState,
    /// Held.
    pub hold: bool,
    /// Not before.
    pub dispatch_after: Option<At>,
    /// The seller delivers it itself.
    pub self_ship: bool,
    /// Its warehouse is known.
    pub has_location: bool,
    /// The same action is waiting, sent or unknown.
    pub asked: bool,
    /// Another action is waiting, sent or unknown.
    pub busy: bool,
    /// The marketplace wants serial numbers and not all were typed, or their count no longer fits.
    pub serial_needed: bool,
    /// The marketplace refused the size of its box, and none was typed since.
    pub box_needed: bool,
    /// A label was fetched, and the order changed since.
    pub label_stale: bool,
}

fn common(facts: &GateFacts) -> Result<(), Block> {
    match () {
        () if facts.state == ShipmentState::Cancelled => Err(Block::Cancelled),
        () if facts.asked => Err(Block::AlreadyAsked),
        () if facts.busy => Err(Block::Busy),
        () if !facts.has_location => Err(Block::NoLocation),
        () => Ok(()),
    }
}

/// Approved, not held, and its window is open.
fn is_open(facts: &GateFacts, now: At) -> Result<(), Block> {
    match &facts.state {
        ShipmentState::Approved => {}
        state => return Err(Block::AlreadyDone { state: state.clone() }),
    }
    if facts.hold {
        return Err(Block::OnHold);
    }
    match facts.dispatch_after.filter(|after| now < *after) {
        Some(opens_at) => Err(Block::NotYet { opens_at }),
        None => Ok(()),
    }
}

/// May it be sent with a courier of the seller's own (contract 9.1)?
pub fn can_self_dispatch(facts: &GateFacts, now: At) -> Result<(), Block> {
    common(facts)?;
    if !facts.self_ship {
        return Err(Block::NotSelfShip);
    }
    is_open(facts, now)?;
    if facts.serial_needed { Err(Block::SerialNeeded) } else { Ok(()) }
}

/// May a delivery, or an attempt at one, be told (contract 9.2 and 9.3: on its way with the seller's own courier)?
pub fn can_tell_delivery(facts: &GateFacts) -> Result<(), Block> {
    common(facts)?;
    match &facts.state {
        _ if !facts.self_ship => Err(Block::NotSelfShip),
        ShipmentState::Shipped => Ok(()),
        state if state.rank() < ShipmentState::Shipped.rank() => Err(Block::TooEarly { state: state.clone() }),
        state => Err(Block::AlreadyDone { state: state.clone() }),
    }
}

/// May its label be asked for (contract 8.5: APPROVED, not held, dispatch-after passed)?
pub fn can_pack(facts: &GateFacts, now: At) -> Result<(), Block> {
    common(facts)?;
    if facts.self_ship {
        return Err(Block::SelfShip);
    }
    is_open(facts, now)?;
    match () {
        () if facts.serial_needed => Err(Block::SerialNeeded),
        () if facts.box_needed => Err(Block::BoxNeeded),
        () => Ok(()),
    }
}

/// May it be marked ready to dispatch (contract 8.10: PACKED, label not stale)?
pub fn can_dispatch(facts: &GateFacts) -> Result<(), Block> {
    common(facts)?;
    match &facts.state {
        _ if facts.self_ship => Err(Block::SelfShip),
        ShipmentState::Packed if facts.hold => Err(Block::OnHold),
        ShipmentState::Packed if facts.label_stale => Err(Block::LabelStale),
        ShipmentState::Packed => Ok(()),
        state if state.rank() < ShipmentState::Packed.rank() => Err(Block::TooEarly { state: state.clone() }),
        state => Err(Block::AlreadyDone { state: state.clone() }),
    }
}

/// May the seller cancel it (contract 8.11: only before PACKED)?
pub fn can_cancel(facts: &GateFacts) -> Result<(), Block> {
    common(facts)?;
    match &facts.state {
        ShipmentState::Approved => Ok(()),
        state => Err(Block::AlreadyDone { state: state.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> GateFacts {
        GateFacts {
            state: ShipmentState::Approved,
            hold: false,
            dispatch_after: Some(At(100)),
            self_ship: false,
            has_location: true,
            asked: false,
            busy: false,
            serial_needed: false,
            box_needed: false,
            label_stale: false,
        }
    }

    #[test]
    fn packing_wants_an_approved_open_shipment_that_nobody_holds() {
        assert_eq!(can_pack(&open(), At(100)), Ok(()));
        assert_eq!(can_pack(&open(), At(99)), Err(Block::NotYet { opens_at: At(100) }));
        assert_eq!(can_pack(&GateFacts { hold: true, ..open() }, At(100)), Err(Block::OnHold));
        let packed = GateFacts { state: ShipmentState::Packed, ..open() };
        assert_eq!(can_pack(&packed, At(100)), Err(Block::AlreadyDone { state: ShipmentState::Packed }));
    }

    #[test]
    fn what_only_a_person_can_type_stands_in_the_way_of_packing_alone() {
        let waits = GateFacts { serial_needed: true, box_needed: true, ..open() };
        assert_eq!(can_pack(&waits, At(100)), Err(Block::SerialNeeded));
        assert_eq!(can_pack(&GateFacts { serial_needed: false, ..waits.clone() }, At(100)), Err(Block::BoxNeeded));
        assert_eq!(can_cancel(&waits), Ok(()));
    }

    #[test]
    fn a_second_click_while_the_first_is_under_way_is_refused_here() {
        assert_eq!(can_pack(&GateFacts { asked: true, ..open() }, At(100)), Err(Block::AlreadyAsked));
    }

    #[test]
    fn a_stale_label_is_never_dispatched() {
        let packed = GateFacts { state: ShipmentState::Packed, ..open() };
        assert_eq!(can_dispatch(&packed), Ok(()));
        assert_eq!(can_dispatch(&GateFacts { label_stale: true, ..packed }), Err(Block::LabelStale));
        assert_eq!(can_dispatch(&open()), Err(Block::TooEarly { state: ShipmentState::Approved }));
    }

    #[test]
    fn the_sellers_own_parcels_take_the_sellers_own_road() {
        let own = GateFacts { self_ship: true, ..open() };
        assert_eq!(can_pack(&own, At(100)), Err(Block::SelfShip));
        assert_eq!(can_dispatch(&own), Err(Block::SelfShip));
        assert_eq!(can_self_dispatch(&open(), At(100)), Err(Block::NotSelfShip));
        assert_eq!(can_self_dispatch(&own, At(99)), Err(Block::NotYet { opens_at: At(100) }));
        assert_eq!(can_self_dispatch(&own, At(100)), Ok(()));
        assert_eq!(can_cancel(&own), Ok(()), "it can be cancelled as any other");
    }

    #[test]
    fn a_delivery_is_told_of_what_is_on_its_way_and_once() {
        let in_state = |state| GateFacts { self_ship: true, state, ..open() };
        let shipped = in_state(ShipmentState::Shipped);
        assert_eq!(can_tell_delivery(&shipped), Ok(()));
        assert_eq!(can_tell_delivery(&GateFacts { busy: true, ..shipped.clone() }), Err(Block::Busy));
        assert_eq!(can_tell_delivery(&GateFacts { self_ship: false, ..shipped }), Err(Block::NotSelfShip));
        let early = can_tell_delivery(&in_state(ShipmentState::Approved));
        assert_eq!(early, Err(Block::TooEarly { state: ShipmentState::Approved }));
        let late = can_tell_delivery(&in_state(ShipmentState::Delivered));
        assert_eq!(late, Err(Block::AlreadyDone { state: ShipmentState::Delivered }));
    }

    #[test]
    fn cancelling_ends_where_packing_begins() {
        assert_eq!(can_cancel(&open()), Ok(()));
        for state in [ShipmentState::PackingInProgress, ShipmentState::Packed, ShipmentState::ReadyToDispatch] {
            let facts = GateFacts { state: state.clone(), ..open() };
            assert_eq!(can_cancel(&facts), Err(Block::AlreadyDone { state }));
        }
    }
}
