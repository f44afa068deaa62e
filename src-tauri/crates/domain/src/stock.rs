//! Stock of listings: a number per warehouse that is set, not added to (contract 13.1), and what a reading proves of that.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, IntentState, LocationId, Sku};

/// The most units a person may set; more is a slip of the finger.
pub const MOST_UNITS: u32 = 100_000;

/// A number a person wants to stand at the marketplace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockWish {
    /// Of which listing.
    pub sku: Sku,
    /// At which warehouse.
    pub location: LocationId,
    /// Units that are there.
    pub units: u32,
    /// Units that stood there when the person looked.
    pub saw: u32,
}

/// The stock of a listing at one warehouse, as last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockAt {
    /// The warehouse.
    pub location: LocationId,
    /// Units; none where the marketplace told no number.
    pub units: Option<u32>,
    /// When it was read.
    pub read_at: At,
    /// The number asked for last, where that is under way or did not take.
    pub asked: Option<StockAsked>,
}

/// A number that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockAsked {
    /// Units.
    pub units: u32,
    /// How that stands.
    pub state: IntentState,
}

/// A listing with its stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ListingRow {
    /// The seller's code.
    pub sku: Sku,
    /// Flipkart's product id.
    pub fsn: String,
    /// Product name, where known.
    pub title: String,
    /// Units in shipments that are still to be packed.
    pub to_pack: u32,
    /// Every warehouse it was read for.
    pub stock: Vec<StockAt>,
}

/// What the marketplace shows of a number that was set, against what stood there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockShows {
    /// The number that was asked for.
    Asked,
    /// What stood there before.
    Before,
    /// Another number: sold from, or set by somebody else.
    Another,
}

/// Sorts a reading. Where asked and before are the same number, it is the one asked for.
pub fn shows(read: u32, before: u32, asked: u32) -> StockShows {
    match read {
        _ if read == asked => StockShows::Asked,
        _ if read == before => StockShows::Before,
        _ => StockShows::Another,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_what_was_asked_what_stood_there_or_somebody_elses() {
        assert_eq!(
            [17, 12, 9].map(|read| shows(read, 12, 17)),
            [StockShows::Asked, StockShows::Before, StockShows::Another]
        );
        assert_eq!(shows(5, 5, 5), StockShows::Asked);
    }
}
