//! Ids of the marketplace. All are text, kept as received (contract 2.3: no format is guaranteed).

use serde::{Deserialize, Serialize};
use specta::Type;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self { Self(text.to_owned()) }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self { Self(text) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
    };
}

id!(
    /// `shipmentId`: what is packed and handed over together.
    ShipmentId
);
id!(
    /// `orderId`: one checkout of one buyer; may cover several shipments, so never a key.
    OrderId
);
id!(
    /// `orderItemId`: one product line with a quantity.
    OrderItemId
);
id!(
    /// `subShipmentId`: one box of a shipment.
    SubShipmentId
);
id!(
    /// `locationId`: a seller's warehouse or store.
    LocationId
);
id!(
    /// The seller's own product code.
    Sku
);
id!(
    /// AWB: the parcel's number with the courier.
    TrackingId
);
