//! Returns as the marketplace lists them (contract 10.1): every state a return was seen in, in the order of learning.

use godown_domain::returns::ReturnSeen;
use godown_domain::{At, ShipmentId};
use rusqlite::{Connection, Transaction, params};

use super::{mark_dirty, shipments_of_order};
use crate::Result;
use crate::sql::{first, run};

/// Keeps a listed return where it tells something new; `false` where it does not, or its shipment is not here.
pub fn return_seen(tx: &Transaction<'_>, seen: &ReturnSeen, asked_at: At) -> Result<bool> {
    let Some((no, seen_at)) = shipment(tx, seen)? else { return Ok(false) };
    let sql = "SELECT units, stands, created_at, by_courier, status FROM return_seen WHERE return_id = ?1
        ORDER BY id DESC LIMIT 1";
    type Counted = (u32, bool, Option<i64>, bool);
    let last: Option<(Counted, String)> = first(tx, sql, [&seen.return_id], |row| {
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?), row.get(4)?))
    })?;
    let created = seen.created_at.map(|at| at.0);
    let counted: Counted = (seen.units, seen.stands(), created, seen.by_courier);
    if last.as_ref().is_some_and(|(before, status)| *before == counted && *status == seen.status) {
        return Ok(false);
    }
    // Learned no earlier than what was seen of the shipment itself, so that it never slips in before what was told.
    let learned_at = asked_at.max(seen_at);
    let sql = "INSERT INTO return_seen (return_id, shipment_no, item, by_courier, units, status, stands, created_at, learned_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let params = params![
        seen.return_id,
        no,
        seen.item.as_str(),
        seen.by_courier,
        seen.units,
        seen.status,
        seen.stands(),
        created,
        learned_at.0
    ];
    run(tx, sql, params)?;
    // A step on the way back changes nothing that is counted.
    if last.is_none_or(|(before, _)| before != counted) {
        mark_dirty(tx, no)?;
    }
    Ok(true)
}

/// The shipment of a return and when it was last seen: by its own id, else by its order item, where that is one shipment.
fn shipment(conn: &Connection, seen: &ReturnSeen) -> Result<Option<(i64, At)>> {
    let find = |id: &ShipmentId| {
        let sql = "SELECT no, seen_at FROM shipment WHERE shipment_id = ?1";
        first(conn, sql, [id.as_str()], |row| Ok((row.get(0)?, At(row.get(1)?))))
    };
    if let Some(found) = seen.shipment_id.as_ref().map(find).transpose()?.flatten() {
        return Ok(Some(found));
    }
    let Some(order) = &seen.order_id else { return Ok(None) };
    match shipments_of_order(conn, order, Some(&seen.item))?.as_slice() {
        [one] => find(one),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use godown_domain::guardrail::reason::ReasonTable;
    use godown_domain::guardrail::zone::Zones;
    use godown_domain::{Learned, ShipmentState};

    use super::*;
    use crate::guardrail::{drain, facts_of};
    use crate::testing::{seen, store};
    use crate::{Store, shipment};

    fn keep(store: &Store, one: &ReturnSeen, at: i64) -> bool {
        let is_new = store.write(|tx| return_seen(tx, one, At(at))).unwrap();
        store.write(|tx| drain(tx, &ReasonTable(vec![]), &Zones(vec![]), 10)).unwrap();
        is_new
    }

    fn returned(store: &Store) -> u32 {
        store.read(|conn| facts_of(conn, &"S1".into())).unwrap().1.customer_returned.0
    }

    #[test]
    fn a_return_is_kept_when_it_tells_something_new_and_found_by_its_order_item_too() {
        let store = store();
        let parcel = seen("S1", ShipmentState::Delivered);
        let line = parcel.items[0].clone();
        store.write(|tx| shipment::merge(tx, &parcel, Learned::Poll, At(1_000))).unwrap();
        let one = ReturnSeen {
            return_id: "R1".into(),
            item: line.order_item_id.clone(),
            order_id: Some(parcel.order_id.clone()),
            shipment_id: None,
            units: 1,
            by_courier: false,
            status: "created".into(),
            created_at: Some(At(900)),
        };
        assert!(keep(&store, &one, 2_000));
        assert_eq!(returned(&store), 1);
        let done = ReturnSeen { status: "completed".into(), ..one.clone() };
        assert_eq!((keep(&store, &done, 3_000), keep(&store, &done, 3_100)), (true, false), "each state once");
        assert_eq!(returned(&store), 1);
        let off = ReturnSeen { status: "cancelled".into(), ..one.clone() };
        assert!(keep(&store, &off, 4_000));
        assert_eq!(returned(&store), 0);
        let strange = ReturnSeen { order_id: Some("OD-other".into()), return_id: "R2".into(), ..one };
        assert!(!keep(&store, &strange, 5_000), "a shipment that was never here");
    }
}
