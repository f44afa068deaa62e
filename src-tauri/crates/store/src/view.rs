//! Views: which shipments a person looks at, in which order, in which groups; counts beside the queues; cut-offs of the day.
//!
//! [`list`] walks an index once and answers numbers only, so that a view of a million rows fits in memory and any page of it
//! is read by [`rows`] when it is looked at.

mod counts;
mod facets;
mod filter;
mod row;

use std::collections::{HashMap, HashSet};

use godown_domain::view::{GroupBy, GroupRow, Selection, ViewSpec};
use godown_domain::{At, Paise, ShipmentId};
use rusqlite::Connection;

use crate::Result;
use crate::sql::{dispatch_by, first};
use filter::Narrowed;

pub use counts::{counts, cut_offs, own_courier_counts};
pub use facets::{Facet, Facets, facets};
pub use row::{row_of, rows};

/// One line of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Head of a group: its place in [`Listing::groups`].
    Group(u32),
    /// A shipment: its number in this file.
    Row(i64),
}

/// A view, worked out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// Lines in order; group heads stand before their rows.
    pub entries: Vec<Entry>,
    /// Groups, in order.
    pub groups: Vec<GroupRow>,
    /// Shipments.
    pub shipments: u32,
    /// Units.
    pub units: u32,
    /// What the buyers pay.
    pub value: Paise,
    /// Earliest dispatch-by still to come.
    pub next_due_at: Option<At>,
}

/// Works a view out. Groups stand in the order of their first row: by default the group with the most pressing parcel first.
pub fn list(conn: &Connection, spec: &ViewSpec, now: At) -> Result<Listing> {
    let narrowed = Narrowed::of(spec, now);
    let key = group_key(spec.group_by);
    let sql = format!(
        "SELECT s.no, s.units, s.value, s.due_at, {} FROM {} WHERE {} ORDER BY {}",
        key.unwrap_or("NULL"),
        narrowed.from,
        narrowed.condition,
        filter::order(spec)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    narrowed.bind(&mut statement)?;
    let mut found = statement.raw_query();
    let mut listing = Listing::default();
    let (mut units, mut value, mut next_due) = (0_i64, 0_i64, i64::MAX);
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut grouped: Vec<Vec<i64>> = Vec::new();
    while let Some(row) = found.next()? {
        let (no, row_units, due_at): (i64, u32, i64) = (row.get(0)?, row.get(1)?, row.get(3)?);
        units += i64::from(row_units);
        value = value.saturating_add(row.get(2)?);
        if due_at > now.0 && due_at < next_due {
            next_due = due_at;
        }
        if key.is_none() {
            listing.entries.push(Entry::Row(no));
            continue;
        }
        let text = row.get_ref(4)?.as_str_or_null().ok().flatten().unwrap_or_default();
        let place = match places.get(text) {
            Some(place) => *place,
            None => {
                places.insert(text.to_owned(), grouped.len());
                listing.groups.push(GroupRow { key: text.to_owned(), title: None, shipments: 0, units: 0 });
                grouped.push(Vec::new());
                grouped.len() - 1
            }
        };
        if let (Some(group), Some(members)) = (listing.groups.get_mut(place), grouped.get_mut(place)) {
            group.shipments += 1;
            group.units += row_units;
            members.push(no);
        }
    }
    for (place, members) in grouped.iter().enumerate() {
        listing.entries.push(Entry::Group(place as u32));
        listing.entries.extend(members.iter().map(|no| Entry::Row(*no)));
    }
    listing.shipments = (listing.entries.len() - listing.groups.len()) as u32;
    listing.units = u32::try_from(units).unwrap_or(u32::MAX);
    listing.value = Paise(value);
    listing.next_due_at = (next_due != i64::MAX).then_some(next_due).and_then(dispatch_by);
    name_groups(conn, spec.group_by, &mut listing.groups)?;
    Ok(listing)
}

fn group_key(group_by: GroupBy) -> Option<&'static str> {
    match group_by {
        GroupBy::None => None,
        GroupBy::Sku => Some("s.first_sku"),
        GroupBy::Courier => Some("ifnull(s.courier, '')"),
        GroupBy::Location => Some("ifnull(s.location_id, '')"),
        GroupBy::Order => Some("s.order_id"),
        GroupBy::DispatchBy => Some("CASE WHEN s.due_at < 253402300799999 THEN CAST(s.due_at AS TEXT) ELSE '' END"),
    }
}

fn name_groups(conn: &Connection, group_by: GroupBy, groups: &mut [GroupRow]) -> Result<()> {
    let sql = match group_by {
        GroupBy::Sku => "SELECT i.title FROM shipment_item i WHERE i.sku = ?1 ORDER BY i.shipment_no DESC LIMIT 1",
        GroupBy::Location => "SELECT name FROM location WHERE location_id = ?1",
        GroupBy::None | GroupBy::Courier | GroupBy::Order | GroupBy::DispatchBy => return Ok(()),
    };
    for group in groups {
        group.title = first(conn, sql, [&group.key], |row| Ok(row.get(0)?))?;
    }
    Ok(())
}

/// The shipments a person chose: the given ones in the order of choosing, or those of a view in its order.
pub fn ids(conn: &Connection, selection: &Selection, now: At) -> Result<Vec<ShipmentId>> {
    let (spec, except, most) = match selection {
        Selection::Ids { ids } => return Ok(ids.clone()),
        Selection::View { spec, except, first } => (spec, except, first.map_or(usize::MAX, |first| first as usize)),
    };
    let except: HashSet<&str> = except.iter().map(ShipmentId::as_str).collect();
    let mut statement = conn.prepare_cached("SELECT shipment_id FROM shipment WHERE no = ?1")?;
    let mut chosen = Vec::new();
    for entry in list(conn, spec, now)?.entries {
        let Entry::Row(no) = entry else { continue };
        if chosen.len() >= most {
            break;
        }
        let id: String = statement.query_row([no], |row| row.get(0))?;
        if !except.contains(id.as_str()) {
            chosen.push(id.into());
        }
    }
    Ok(chosen)
}

/// Place of a shipment among the lines of a view, group heads counted.
pub fn position_of(conn: &Connection, spec: &ViewSpec, now: At, id: &ShipmentId) -> Result<Option<u32>> {
    let sql = "SELECT no FROM shipment WHERE shipment_id = ?1";
    let Some(no) = first(conn, sql, [id.as_str()], |row| Ok(row.get::<_, i64>(0)?))? else { return Ok(None) };
    let listing = list(conn, spec, now)?;
    Ok(listing.entries.iter().position(|entry| *entry == Entry::Row(no)).map(|place| place as u32))
}

#[cfg(test)]
mod tests;
