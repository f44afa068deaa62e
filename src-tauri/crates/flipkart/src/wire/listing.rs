//! Listings as read back (contract 13.4): what a product is called, costs and measures, and its stock per location; what
//! became of a change to them (13.1); the catalogue (13.6).

use std::collections::{BTreeMap, HashMap};

use godown_domain::shipment::BoxSize;
use godown_domain::{LocationId, Sku};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::lenient::{self, Number, Text, unescape};
use super::{RowResult, Unreadable};

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

#[derive(Deserialize, Default)]
#[serde(default)]
struct Change {
    status: Text,
    #[serde(deserialize_with = "lenient::or_default")]
    errors: Vec<Fault>,
    #[serde(deserialize_with = "lenient::or_default")]
    attribute_errors: Vec<Fault>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fault {
    code: Text,
    description: Text,
}

/// Reads what became of a change, for the SKUs asked for, in the order asked. One without an entry, or with an entry of
/// another word than `SUCCESS`, `WARNING` (taken, with remarks) or `FAILURE`, is absent: its outcome is unknown.
///
/// # Errors
/// When the answer is no map.
pub fn read_changes<'a>(body: &[u8], asked: impl IntoIterator<Item = &'a Sku>) -> Result<Vec<RowResult>, Unreadable> {
    let wire: HashMap<String, serde_json::Value> =
        serde_json::from_slice(body).map_err(|e| Unreadable::json("the answer about listings", &e))?;
    let mut told: HashMap<String, serde_json::Value> =
        wire.into_iter().map(|(sku, entry)| (unescape(&sku), entry)).collect();
    let outcomes = asked.into_iter().filter_map(|sku| {
        let change: Change = serde_json::from_value(told.remove(sku.as_str())?).ok()?;
        let ok = match change.status.filled()?.to_ascii_uppercase().as_str() {
            "SUCCESS" | "WARNING" => true,
            "FAILURE" => false,
            _ => return None,
        };
        let faults: Vec<Fault> = change.attribute_errors.into_iter().chain(change.errors).collect();
        let code = faults.iter().find_map(|fault| fault.code.clone().filled());
        let words: Vec<String> = faults.into_iter().filter_map(|fault| fault.description.filled()).collect();
        Some(RowResult { id: sku.0.clone(), ok, code, message: (!words.is_empty()).then(|| words.join("; ")) })
    });
    Ok(outcomes.collect())
}

/// A page of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CataloguePage {
    /// SKU and product id (FSN) of each listing.
    pub listings: Vec<(Sku, String)>,
    /// Names the next page, where there is one.
    pub next: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WirePage {
    next_page_id: Text,
    has_more: bool,
    #[serde(deserialize_with = "lenient::or_default")]
    listings: Vec<Named>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Named {
    sku_id: Text,
    product_id: Text,
}

/// Reads a page of the catalogue. A listing without a code is left out.
///
/// # Errors
/// When the answer is none of this shape.
pub fn read_catalogue(body: &[u8]) -> Result<CataloguePage, Unreadable> {
    let wire: WirePage = serde_json::from_slice(body).map_err(|e| Unreadable::json("the catalogue", &e))?;
    let named = |one: Named| Some((unescape(&one.sku_id.filled()?).into(), one.product_id.0));
    Ok(CataloguePage {
        listings: wire.listings.into_iter().filter_map(named).collect(),
        next: wire.next_page_id.filled().filter(|_| wire.has_more),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_taken_refused_or_unknown_by_its_own_entry() {
        let skus: Vec<Sku> = ["A", "B \"1", "C", "D", "E"].map(Sku::from).to_vec();
        let body =
            br#"{"B &quot;1":{"status":"warning","errors":[{"severity":"WARNING","code":1102,"description":"high"}]},
            "A":{"status":"SUCCESS"},"D":{"status":"PENDING"},
            "C":{"status":"FAILURE","errors":null,"attribute_errors":[{"code":"2003","description":"not negative"}]}}"#;
        let told = read_changes(body, &skus).unwrap();
        let short: Vec<(&str, bool)> = told.iter().map(|row| (row.id.as_str(), row.ok)).collect();
        assert_eq!(short, [("A", true), ("B \"1", true), ("C", false)], "PENDING and silence are no outcome");
        assert_eq!((told[2].code.as_deref(), told[2].message.as_deref()), (Some("2003"), Some("not negative")));
    }

    #[test]
    fn the_catalogue_ends_where_it_says_so() {
        let more =
            br#"{"next_page_id":"p2","has_more":true,"listings":[{"product_id":"F","sku_id":"A"},{"sku_id":""}]}"#;
        let page = read_catalogue(more).unwrap();
        assert_eq!((page.listings, page.next), (vec![("A".into(), "F".into())], Some("p2".into())));
        let last = read_catalogue(br#"{"next_page_id":"p3","has_more":false,"listings":null}"#).unwrap();
        assert_eq!(last, CataloguePage::default());
    }

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
