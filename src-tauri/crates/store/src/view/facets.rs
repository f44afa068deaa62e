//! What the filter menus of a view offer.

use godown_domain::At;
use godown_domain::view::ViewSpec;
use rusqlite::Connection;

use super::filter::Narrowed;
use crate::Result;

/// A menu longer than this helps nobody; the search field does.
const MOST: u32 = 200;

/// One value of a filter, with the number of shipments it would leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The value.
    pub key: String,
    /// Shipments.
    pub shipments: u32,
}

/// The values present in a view. Each filter's menu ignores that filter itself, so that one can change one's mind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Couriers.
    pub couriers: Vec<Facet>,
    /// Warehouses, by id.
    pub locations: Vec<Facet>,
    /// First SKUs.
    pub skus: Vec<Facet>,
    /// Kinds of service.
    pub shipment_types: Vec<Facet>,
}

/// What the filter menus of a view offer, most frequent first.
pub fn facets(conn: &Connection, spec: &ViewSpec, now: At) -> Result<Facets> {
    let without = |change: fn(&mut ViewSpec)| {
        let mut spec = spec.clone();
        change(&mut spec);
        spec
    };
    Ok(Facets {
        couriers: values(conn, &without(|spec| spec.courier = None), now, "s.courier")?,
        locations: values(conn, &without(|spec| spec.location = None), now, "s.location_id")?,
        skus: values(conn, &without(|spec| spec.sku = None), now, "s.first_sku")?,
        shipment_types: values(conn, &without(|spec| spec.shipment_type = None), now, "s.shipment_type")?,
    })
}

fn values(conn: &Connection, spec: &ViewSpec, now: At, column: &str) -> Result<Vec<Facet>> {
    let narrowed = Narrowed::of(spec, now);
    let sql = format!(
        "SELECT {column}, count(*) FROM {} WHERE {} AND {column} <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}",
        narrowed.from, narrowed.condition
    );
    let mut statement = conn.prepare_cached(&sql)?;
    narrowed.bind(&mut statement)?;
    let mut found = statement.raw_query();
    let mut values = Vec::new();
    while let Some(row) = found.next()? {
        values.push(Facet { key: row.get(0)?, shipments: row.get(1)? });
    }
    Ok(values)
}
