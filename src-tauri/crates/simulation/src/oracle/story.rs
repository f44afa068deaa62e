//! The timeline against what really happened, turn by turn.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Truth;
use crate::world::World;

/// What a shipment went through at the marketplace, first to last, by field.
#[derive(Debug, Default)]
struct Lived {
    states: Vec<String>,
    holds: Vec<String>,
    units: BTreeMap<String, Vec<String>>,
}

/// The true story of all shipments.
#[derive(Debug, Default)]
pub struct True(BTreeMap<String, Lived>);

impl True {
    /// Put together from the first picture and every turn since.
    pub fn of(start: &Truth, turns: &Value) -> Self {
        let mut all: BTreeMap<String, Lived> = BTreeMap::new();
        for (id, shipment) in &start.0 {
            let lived = all.entry(id.clone()).or_default();
            lived.states.push(shipment.state.clone());
            lived.holds.push(if shipment.hold { "1" } else { "0" }.to_owned());
            for (item, units) in &shipment.units {
                lived.units.insert(item.clone(), vec![units.to_string()]);
            }
        }
        for turn in turns["turns"].as_array().into_iter().flatten() {
            let (Some(id), Some(to)) = (turn["shipmentId"].as_str(), turn["to"].as_str()) else { continue };
            let lived = all.entry(id.to_owned()).or_default();
            match (turn["orderItemId"].as_str(), to) {
                (Some(item), left) => lived.units.entry(item.to_owned()).or_default().push(left.to_owned()),
                (None, "held") => lived.holds.push("1".into()),
                (None, "free") => lived.holds.push("0".into()),
                (None, date) if date.starts_with("by ") => {}
                (None, state) => lived.states.push(state.to_owned()),
            }
        }
        Self(all)
    }

    /// States a shipment was ever in.
    pub fn states(&self, id: &str) -> impl Iterator<Item = &str> {
        self.0.get(id).into_iter().flat_map(|lived| lived.states.iter().map(String::as_str))
    }

    /// Whether it ever was in this state.
    pub fn ever(&self, id: &str, state: &str) -> bool {
        self.states(id).any(|one| one == state)
    }
}

struct Observed {
    id: String,
    field: String,
    old: Option<String>,
    new: Option<String>,
}

/// Every change is in the timeline in order and once: it goes on where it stopped, never back, never twice.
pub fn judge(world: &World, history: &True) {
    let sql = "SELECT s.shipment_id, o.field, o.old, o.new FROM observation o JOIN shipment s ON s.no = o.shipment_no
        WHERE o.field IN ('state', 'hold') ORDER BY s.shipment_id, o.field, o.id";
    let seen: Vec<Observed> = world
        .peek(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(Observed { id: row.get(0)?, field: row.get(1)?, old: row.get(2)?, new: row.get(3)? })
            })?;
            rows.collect()
        })
        .unwrap_or_default();
    let mut chains: BTreeMap<(String, String), Vec<Observed>> = BTreeMap::new();
    for one in seen {
        chains.entry((one.id.clone(), one.field.clone())).or_default().push(one);
    }
    let sql = "SELECT shipment_id, first_state, state, is_hold FROM shipment ORDER BY shipment_id";
    let stand: Vec<(String, String, String, bool)> = world
        .peek(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?.collect()
        })
        .unwrap_or_default();
    for (id, first, state, hold) in stand {
        let chain = |field: &str| chains.get(&(id.clone(), field.to_owned())).map_or(&[][..], Vec::as_slice);
        follows(world, &id, "state", Some(&first), chain("state"), &state);
        follows(world, &id, "hold", None, chain("hold"), if hold { "1" } else { "0" });
        let Some(lived) = history.0.get(&id) else { continue };
        if !lived.states.is_empty() {
            happened(world, &id, "state", Some(first.as_str()), chain("state"), &lived.states);
        }
        happened(world, &id, "hold", None, chain("hold"), &lived.holds);
    }
}

/// Each entry begins where the one before ended, and the last one ends where the shipment stands.
fn follows(world: &World, id: &str, field: &str, first: Option<&str>, chain: &[Observed], stands: &str) {
    let clause = "every change is in the timeline, in order, once";
    let mut at = first.map(str::to_owned).or_else(|| chain.first().and_then(|one| one.old.clone()));
    for one in chain {
        if one.old != at {
            let what = format!("{field} of {id} goes on from {:?} and was {at:?}", one.old);
            return world.broken(clause, what);
        }
        if one.old == one.new {
            return world.broken(clause, format!("{field} of {id} is told to change from {:?} to itself", one.old));
        }
        at.clone_from(&one.new);
    }
    if !chain.is_empty() && at.as_deref() != Some(stands) {
        world.broken(clause, format!("{field} of {id} ends at {at:?} in the timeline and is {stands}"));
    }
}

/// What the timeline tells really happened, in that order.
fn happened(world: &World, id: &str, field: &str, first: Option<&str>, chain: &[Observed], lived: &[String]) {
    let mut rest = lived.iter();
    let values = first.into_iter().chain(chain.iter().filter_map(|one| one.new.as_deref()));
    for value in values {
        if !rest.any(|real| real == value) {
            let told: Vec<_> = chain.iter().map(|one| (&one.old, &one.new)).collect();
            let what = format!("{field} of {id} was really {lived:?}; the timeline tells {first:?} {told:?}");
            return world.broken("every change in the timeline really happened, in that order", what);
        }
    }
}
