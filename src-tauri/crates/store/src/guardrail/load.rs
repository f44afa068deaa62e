//! Loading timelines: everything seen and done about the shipments of a range of numbers, one query a table.

use std::collections::HashMap;

use godown_domain::guardrail::ledger::{
    CancellationSeen, Changed, Imported, ImportedWhat, LineNow, LinePrice, ListSeen, Observed, OurCall,
    ShipmentTimeline,
};
use godown_domain::{At, LocationId, Paise, ShipmentState};
use rusqlite::Connection;

use super::at;
use super::columns::whose;
use super::hub::HubKind;
use crate::shipment::Field;
use crate::sql::{dispatch_by, learned, rows};
use crate::{Result, StoreError};

/// A shipment with its timeline.
pub(super) struct Loaded {
    pub(super) no: i64,
    pub(super) location: Option<LocationId>,
    pub(super) to_pin: Option<String>,
    pub(super) timeline: ShipmentTimeline,
}

impl Loaded {
    pub(super) fn prices(&self) -> Vec<LinePrice> {
        let price = |line: &LineNow| LinePrice { item: line.item.clone(), units: line.units, price: line.price };
        self.timeline.lines.iter().map(price).collect()
    }
}

/// The shipments with numbers `from ..= to`, in their order.
pub(super) fn load(conn: &Connection, from: i64, to: i64) -> Result<Vec<Loaded>> {
    let mut loaded = heads(conn, from, to)?;
    let index: HashMap<i64, usize> = loaded.iter().enumerate().map(|(index, one)| (one.no, index)).collect();
    let mut put = |no: i64, give: &mut dyn FnMut(&mut ShipmentTimeline)| {
        if let Some(one) = index.get(&no).and_then(|at| loaded.get_mut(*at)) {
            give(&mut one.timeline);
        }
    };
    for (no, line) in lines(conn, from, to)? {
        let mut line = Some(line);
        put(no, &mut |timeline| timeline.lines.extend(line.take()));
    }
    for (no, observed) in observations(conn, from, to)? {
        let mut observed = Some(observed);
        put(no, &mut |timeline| timeline.observations.extend(observed.take()));
    }
    for (no, is_cancel, call) in calls(conn, from, to)? {
        let mut call = Some(call);
        put(no, &mut |timeline| {
            if is_cancel { &mut timeline.cancelled } else { &mut timeline.dispatched }.extend(call.take());
        });
    }
    let sql = "SELECT shipment_no, whose, at FROM cancelled_list WHERE shipment_no BETWEEN ?1 AND ?2 ORDER BY 1, 3, 2";
    let lists = rows(conn, sql, (from, to), |row| {
        Ok((row.get::<_, i64>(0)?, ListSeen { by: whose(row.get(1)?)?, at: At(row.get(2)?) }))
    })?;
    for (no, list) in lists {
        put(no, &mut |timeline| timeline.lists.push(list));
    }
    for (no, one) in imports(conn, from, to)?.into_iter().chain(returns(conn, from, to)?) {
        let mut one = Some(one);
        put(no, &mut |timeline| timeline.imports.extend(one.take()));
    }
    Ok(loaded)
}

fn heads(conn: &Connection, from: i64, to: i64) -> Result<Vec<Loaded>> {
    let sql = "SELECT no, location_id, pin, state, ordered_at, due_at, first_seen_at, first_learned FROM shipment
        WHERE no BETWEEN ?1 AND ?2 ORDER BY no";
    rows(conn, sql, (from, to), |row| {
        let timeline = ShipmentTimeline {
            first_seen_at: At(row.get(6)?),
            first_learned: learned(row.get_ref(7)?.as_str().unwrap_or_default())?,
            state: ShipmentState::from_wire(row.get_ref(3)?.as_str().unwrap_or_default()),
            ordered_at: at(row.get(4)?),
            due: dispatch_by(row.get(5)?),
            lines: vec![],
            observations: vec![],
            dispatched: vec![],
            cancelled: vec![],
            lists: vec![],
            imports: vec![],
        };
        let location = row.get::<_, Option<String>>(1)?.map(Into::into);
        Ok(Loaded { no: row.get(0)?, location, to_pin: row.get(2)?, timeline })
    })
}

fn lines(conn: &Connection, from: i64, to: i64) -> Result<Vec<(i64, LineNow)>> {
    let sql = "SELECT shipment_no, order_item_id, quantity, total_price, state, is_courier_return, cancelled_at,
          cancel_reason, cancel_sub_reason
        FROM shipment_item WHERE shipment_no BETWEEN ?1 AND ?2 ORDER BY shipment_no, order_item_id";
    rows(conn, sql, (from, to), |row| {
        let cancellation = CancellationSeen {
            courier_return: row.get(5)?,
            at: at(row.get(6)?),
            reason: row.get(7)?,
            sub_reason: row.get(8)?,
        };
        let line = LineNow {
            item: row.get::<_, String>(1)?.into(),
            units: row.get(2)?,
            price: Paise(row.get(3)?),
            state: ShipmentState::from_wire(row.get_ref(4)?.as_str().unwrap_or_default()),
            cancellation,
        };
        Ok((row.get(0)?, line))
    })
}

fn observations(conn: &Connection, from: i64, to: i64) -> Result<Vec<(i64, Observed)>> {
    let sql = "SELECT shipment_no, at, since, learned, field, part, old, new FROM observation
        WHERE shipment_no BETWEEN ?1 AND ?2 ORDER BY shipment_no, id";
    let seen = rows(conn, sql, (from, to), |row| {
        let word = row.get_ref(4)?.as_str().unwrap_or_default();
        let field = Field::from_slug(word).ok_or_else(|| StoreError::Unreadable(format!("field {word}")))?;
        let Some(what) = changed(field, row.get(5)?, row.get(6)?, row.get(7)?)? else { return Ok(None) };
        let learned = learned(row.get_ref(3)?.as_str().unwrap_or_default())?;
        let observed = Observed { at: At(row.get(1)?), since: at(row.get(2)?), learned, what };
        Ok(Some((row.get(0)?, observed)))
    })?;
    Ok(seen.into_iter().flatten().collect())
}

/// A kept change as the ledger wants it; none for what is no fact of the guardrails.
fn changed(field: Field, part: Option<String>, old: Option<String>, new: Option<String>) -> Result<Option<Changed>> {
    let item = || part.clone().unwrap_or_default().into();
    let instant = |ms: &Option<String>| ms.as_ref().and_then(|ms| ms.parse().ok()).map(At);
    let units = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok()).unwrap_or(0);
    let state = |word: &Option<String>| ShipmentState::from_wire(word.as_deref().unwrap_or_default());
    let seen = |json: &Option<String>| -> Result<CancellationSeen> {
        Ok(json.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
    };
    Ok(Some(match field {
        Field::State => Changed::State { old: state(&old), new: state(&new) },
        Field::DispatchBy => Changed::Due { old: instant(&old), new: instant(&new) },
        Field::OrderedAt => Changed::Ordered { old: instant(&old), new: instant(&new) },
        Field::ItemState => Changed::LineState { item: item(), old: state(&old), new: state(&new) },
        Field::ItemQuantity => Changed::LineUnits { item: item(), old: units(&old), new: units(&new) },
        Field::ItemCancellation => Changed::LineCancellation { item: item(), old: seen(&old)?, new: seen(&new)? },
        Field::Hold | Field::DispatchAfter | Field::Location | Field::Courier | Field::Tracking => return Ok(None),
    }))
}

/// Our confirmed RTDs, own dispatches and cancellations: number, whether it was a cancellation, the call.
fn calls(conn: &Connection, from: i64, to: i64) -> Result<Vec<(i64, bool, OurCall)>> {
    let sql = "SELECT i.shipment_no, i.action = 'cancel', i.sent_at, i.settled_at,
          (SELECT max(m.at) FROM intent_move m WHERE m.intent = i.id AND m.to_state = 'accepted')
        FROM intent i WHERE i.shipment_no BETWEEN ?1 AND ?2 AND i.state = 'confirmed'
          AND i.action IN ('rtd', 'self-dispatch', 'cancel')
          AND i.sent_at IS NOT NULL AND i.settled_at IS NOT NULL
        ORDER BY i.shipment_no, i.settled_at, i.id";
    rows(conn, sql, (from, to), |row| {
        let (sent, confirmed) = (At(row.get(2)?), At(row.get(3)?));
        // Without an answer it is done at the latest when it was proven.
        let answered = at(row.get(4)?).filter(|at| *at >= sent).unwrap_or(confirmed);
        Ok((row.get(0)?, row.get(1)?, OurCall { sent, answered, confirmed }))
    })
}

fn imports(conn: &Connection, from: i64, to: i64) -> Result<Vec<(i64, Imported)>> {
    let sql = "SELECT shipment_no, kind, item, units, at, learned_at FROM hub_fact
        WHERE shipment_no BETWEEN ?1 AND ?2 ORDER BY shipment_no, learned_at, import, kind, row_key";
    rows(conn, sql, (from, to), |row| {
        let what = match HubKind::from_number(row.get(1)?) {
            Some(HubKind::Return) => ImportedWhat::CustomerReturned,
            Some(HubKind::Breach) => ImportedWhat::Breached,
            Some(HubKind::Reattempt) | None => ImportedWhat::Reattempted,
        };
        let item = row.get::<_, Option<String>>(2)?.map(Into::into);
        let one = Imported { what, item, units: row.get(3)?, at: At(row.get(4)?), learned_at: At(row.get(5)?) };
        Ok((row.get(0)?, one))
    })
}

/// Returns the marketplace listed. Without a date of its own a return began at the latest when it was first listed.
fn returns(conn: &Connection, from: i64, to: i64) -> Result<Vec<(i64, Imported)>> {
    let sql = "SELECT r.shipment_no, (SELECT min(f.id) FROM return_seen f WHERE f.return_id = r.return_id), r.by_courier, r.stands,
          r.item, r.units, ifnull(r.created_at, r.learned_at), r.learned_at
        FROM return_seen r WHERE r.shipment_no BETWEEN ?1 AND ?2 ORDER BY r.shipment_no, r.id";
    rows(conn, sql, (from, to), |row| {
        let what = ImportedWhat::Listed { no: row.get(1)?, by_courier: row.get(2)?, stands: row.get(3)? };
        let item = Some(row.get::<_, String>(4)?.into());
        let one = Imported { what, item, units: row.get(5)?, at: At(row.get(6)?), learned_at: At(row.get(7)?) };
        Ok((row.get(0)?, one))
    })
}
