//! Facts: what happened to a shipment, when it happened and when we learned it (`docs/guardrails.md` 2).

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, Learned, OrderItemId};

/// Who cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CancelledBy {
    /// The seller: the only one that counts against the seller.
    Seller,
    /// The buyer.
    Buyer,
    /// The marketplace.
    Marketplace,
    /// Nobody told; shown and counted as estimated, against nobody.
    Unknown,
}

/// How we know who cancelled; later ones in this list are believed over earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CancelledHow {
    /// Nothing told us.
    Guess,
    /// The reason's text, by the table in `policies/cancellations.toml`.
    Reason,
    /// The marketplace's list it was found in (contract 8.1, `cancellationType`).
    List,
    /// Our own confirmed cancellation.
    Ours,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum FactKind {
    /// The marketplace approved these units.
    Approved,
    /// These units were cancelled before they left.
    Cancelled {
        /// By whom.
        by: CancelledBy,
        /// How we know.
        how: CancelledHow,
        /// The marketplace's reason, as received.
        reason: Option<String>,
        /// The finer reason, as received.
        sub_reason: Option<String>,
    },
    /// A dispatch-by value; the newest one learned is the current one.
    Due {
        /// Dispatch-by; none when the marketplace took the date away.
        by: Option<At>,
    },
    /// Ready to dispatch.
    Ready {
        /// Our own RTD, so the instant is exact.
        ours: bool,
    },
    /// The courier collected it.
    PickedUp,
    /// The courier had to come again (imports only).
    Reattempted,
    /// Seller Hub counts it as an RTD breach (imports only). Settles what nobody here can know, and nothing else.
    Breached,
    /// With the buyer.
    Delivered,
    /// The buyer sends these units back.
    CustomerReturned,
    /// These units never reached the buyer and come back.
    CourierReturned,
}

/// When something happened: certainly not yet at `from`, certainly at `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// Certainly not yet; none when nobody saw it before.
    pub from: Option<At>,
    /// Certainly so.
    pub to: At,
}

impl Span {
    /// A known instant.
    pub fn exact(at: At) -> Self {
        Self { from: Some(at), to: at }
    }

    /// Whether the instant is known, not only bracketed.
    pub fn is_exact(self) -> bool {
        self.from == Some(self.to)
    }
}

/// One fact of a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// What.
    pub what: FactKind,
    /// The order item it speaks of; none speaks of the whole shipment.
    pub item: Option<OrderItemId>,
    /// Units it speaks of; 0 where the kind has none.
    pub units: u32,
    /// When it happened.
    pub when: Span,
    /// When we learned it.
    pub learned_at: At,
    /// How we learned it.
    pub learned: Learned,
    /// A better reading: earlier facts of this kind about this item no longer count. With 0 units it only takes them back.
    pub replaces: bool,
}
