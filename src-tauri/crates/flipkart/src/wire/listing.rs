//! Listings as read back (contract 13.4): what a product is called, costs and measures, and its stock per location.

use std::collections::BTreeMap;

use godown_domain::shipment::BoxSize;
use godown_domain::{LocationId, Sku};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Unreadable;
use super::lenient::{self, Number, Text, unescape};

/// One listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The seller's code.
    pub sku: Sku,
    /// Flipkart's listing id.
    pub listing_id: String,
    /// Flipkart's product id (FSN).
    pub product_id: String,
    /// Product name, where told.
    pub title: Option<String>,
    /// Size of its first package, where told whole.
    pub size: Option<BoxSize>,
    /// Stock per location.
    pub stock: Vec<(LocationId, Option<u32>)>,
}

/// Listings found and codes that were not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listings {
    /// Found.
    pub available: Vec<Listing>,
    /// Not found, or no valid code.
    pub missing: Vec<Sku>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "lenient::or_default")]
    available: BTreeMap<String, Entry>,
    #[serde(deserialize_with = "lenient::or_default")]
    unavailable: Vec<Text>,
    #[serde(deserialize_with = "lenient::or_default")]
    invalid: Vec<Text>,
}

/// The official example has a number among the listings.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Listing(Box<WireListing>),
    Other(IgnoredAny),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WireListing {
    listing_id: Text,
    product_id: Text,
    product_title: Text,
    #[serde(deserialize_with = "lenient::or_default")]
    packages: Vec<Package>,
    #[serde(deserialize_with = "lenient::or_default")]
    locations: Vec<Place>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Package {
    #[serde(deserialize_with = "lenient::or_default")]
    dimensions: Dimensions,
    weight: Number,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Dimensions {
    length: Number,
    breadth: Number,
    height: Number,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Place {
    id: Text,
    inventory: Number,
}

/// Reads listings asked for by code.
///
/// # Errors
/// When the answer is none of this shape.
pub fn read(body: &[u8]) -> Result<Listings, Unreadable> {
    let wire: Wire = serde_json::from_slice(body).map_err(|e| Unreadable::json("the listings", &e))?;
    let missing = wire.unavailable.into_iter().chain(wire.invalid).filter_map(Text::filled);
    Ok(Listings {
        available: wire
            .available
            .into_iter()
            .filter_map(|(sku, entry)| match entry {
                Entry::Listing(wire) => Some(listing(&sku, *wire)),
                Entry::Other(IgnoredAny) => None,
            })
            .collect(),
        missing: missing.map(|sku| unescape(&sku).into()).collect(),
    })
}

fn listing(sku: &str, wire: WireListing) -> Listing {
    let size = wire.packages.first().and_then(|package| {
        Some(BoxSize {
            length: package.dimensions.length.0?,
            breadth: package.dimensions.breadth.0?,
            height: package.dimensions.height.0?,
            weight: package.weight.0?,
        })
    });
    let stock =
        wire.locations.into_iter().filter_map(|place| Some((place.id.filled()?.into(), place.inventory.whole())));
    Listing {
        sku: unescape(sku).into(),
        listing_id: wire.listing_id.0,
        product_id: wire.product_id.0,
        title: wire.product_title.filled().map(|title| unescape(&title)),
        size,
        stock: stock.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_without_places_is_still_a_listing() {
        let listings = read(
            br#"{"available":{"KRT-L":{"listing_id":"L","product_id":"F","packages":[{"dimensions":{"length":1,"breadth":2,"height":3},"weight":0.3}]}},
            "unavailable":["NO-SUCH"],"invalid":null}"#,
        )
        .unwrap();
        assert_eq!(listings.available[0].size.map(|size| size.weight), Some(0.3));
        assert_eq!((listings.available[0].stock.len(), listings.missing), (0, vec!["NO-SUCH".into()]));
    }
}
