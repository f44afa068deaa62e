//! The words of the wire for what a shipment is (Seller API contract 6 and 16).

use serde::{Deserialize, Serialize};

/// State of the live items of a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    Approved,
    PackingInProgress,
    FormFailed,
    Packed,
    ReadyToDispatch,
    PickupComplete,
    Shipped,
    Delivered,
    ReturnRequested,
    Returned,
    Cancelled,
}

impl State {
    pub(crate) const ALL: [State; 11] = [
        State::Approved,
        State::PackingInProgress,
        State::FormFailed,
        State::Packed,
        State::ReadyToDispatch,
        State::PickupComplete,
        State::Shipped,
        State::Delivered,
        State::ReturnRequested,
        State::Returned,
        State::Cancelled,
    ];

    pub(crate) fn wire(self) -> &'static str {
        match self {
            State::Approved => "APPROVED",
            State::PackingInProgress => "PACKING_IN_PROGRESS",
            State::FormFailed => "FORM_FAILED",
            State::Packed => "PACKED",
            State::ReadyToDispatch => "READY_TO_DISPATCH",
            State::PickupComplete => "PICKUP_COMPLETE",
            State::Shipped => "SHIPPED",
            State::Delivered => "DELIVERED",
            State::ReturnRequested => "RETURN_REQUESTED",
            State::Returned => "RETURNED",
            State::Cancelled => "CANCELLED",
        }
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.wire() == text)
    }

    /// Label and invoice exist.
    pub(crate) fn has_documents(self) -> bool {
        matches!(self, State::Packed | State::ReadyToDispatch | State::PickupComplete | State::Shipped)
            || self.was_delivered()
    }

    /// Also what came back later: a search for DELIVERED finds it, because the filter has no other word for it.
    pub(crate) fn was_delivered(self) -> bool {
        matches!(self, State::Delivered | State::ReturnRequested | State::Returned)
    }

    pub(crate) fn pre_dispatch(self) -> bool {
        matches!(
            self,
            State::Approved | State::PackingInProgress | State::FormFailed | State::Packed | State::ReadyToDispatch
        )
    }
}

/// Who ended an item, and whether it was already on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CancelKind {
    Buyer,
    Seller,
    Marketplace,
    CourierReturn,
}

impl CancelKind {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            CancelKind::Buyer | CancelKind::CourierReturn => "cancellation_requested",
            CancelKind::Seller => "seller_cancellation",
            CancelKind::Marketplace => "marketplace_cancellation",
        }
    }

    /// The `cancellationType` whose search shows it; courier returns are shown among the buyer's (contract 8.1).
    pub(crate) fn shown_as(self) -> &'static str {
        match self {
            CancelKind::Buyer | CancelKind::CourierReturn => "buyerCancellation",
            CancelKind::Seller => "sellerCancellation",
            CancelKind::Marketplace => "marketplaceCancellation",
        }
    }
}
