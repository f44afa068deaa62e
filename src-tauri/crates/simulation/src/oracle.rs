//! The judge: compares the marketplace's ground truth with what is in the database, by rules of its own and plain SQL.

mod paper;
mod picture;
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use godown_ops::Desk;
use rusqlite::Connection;
use serde_json::Value;

use crate::call::{Kind, place};
use crate::deeds::{Deeds, Promise};
use crate::rules::{INTENTS, SUBJECT, is_done};
use crate::world::World;

/// What is true of one shipment at the marketplace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueShipment {
    /// Its state.
    pub state: String,
    /// Held.
    pub hold: bool,
    /// Units wanted of each line.
    pub units: BTreeMap<String, i64>,
    /// How often each act was applied.
    pub effects: BTreeMap<&'static str, u32>,
}

/// What is true of all of them.
#[derive(Debug, Clone, Default)]
pub struct Truth(pub BTreeMap<String, TrueShipment>);

const ACTS: [Kind; 7] =
    [Kind::Pack, Kind::Dispatch, Kind::Cancel, Kind::Ack, Kind::SelfDispatch, Kind::Delivery, Kind::Attempt];

impl Truth {
    /// The truth before anything happened.
    pub async fn at_start(world: &World) -> Self {
        Self::now(world).await
    }

    async fn now(world: &World) -> Self {
        let told = world.control("/truth?limit=1000000", None).await.unwrap_or(Value::Null);
        let shipments = told["shipments"].as_array().into_iter().flatten();
        Self(shipments.filter_map(|one| Some((one["shipmentId"].as_str()?.to_owned(), shipment(one)))).collect())
    }
}

fn shipment(one: &Value) -> TrueShipment {
    let items = one["items"].as_array().into_iter().flatten();
    let units =
        items.filter_map(|item| Some((item["orderItemId"].as_str()?.to_owned(), item["liveQuantity"].as_i64()?)));
    let effect = |kind: Kind| (kind.name(), one["effects"][kind.name()].as_u64().unwrap_or(0) as u32);
    TrueShipment {
        state: one["state"].as_str().unwrap_or("").to_owned(),
        hold: one["hold"].as_bool().unwrap_or(false),
        units: units.collect(),
        effects: ACTS.map(effect).into_iter().collect(),
    }
}

/// Batches there are.
pub fn batches(world: &World) -> Vec<u32> {
    let found = world.peek(|conn| {
        let mut statement = conn.prepare_cached("SELECT id FROM batch WHERE is_paused = 1 ORDER BY id")?;
        statement.query_map([], |row| row.get(0))?.collect()
    });
    found.unwrap_or_default()
}

const SETTLED: &str = "('confirmed', 'refused', 'stuck', 'withdrawn', 'superseded')";

/// What is still under way; `None` where everything came to rest. An act whose window opens later waits for that.
pub fn unrest(world: &World) -> Option<String> {
    let now = world.now();
    {
        let state = world.state();
        if !state.late.is_empty() || !state.flight.is_empty() {
            return Some("a call is still under way".into());
        }
    }
    let sql = format!(
        "SELECT {SUBJECT} || ' ' || i.action || ' ' || i.state FROM {INTENTS}
         WHERE i.state NOT IN {SETTLED} AND NOT (i.state = 'queued' AND ifnull(s.dispatch_after, 0) > ?1) ORDER BY i.id"
    );
    let open: Vec<String> = world.peek(|conn| {
        let mut statement = conn.prepare_cached(&sql)?;
        statement.query_map([now], |row| row.get(0))?.collect()
    })?;
    (!open.is_empty()).then(|| format!("{} intents without an outcome: {}", open.len(), open.join("; ")))
}

/// One act as the journal tells it in the end.
#[derive(Debug, Clone)]
struct Intent {
    id: i64,
    subject: String,
    kind: Kind,
    state: String,
    /// It went out at least once.
    went: bool,
    /// Units, of an act on stock.
    units: Option<i64>,
}

impl Intent {
    /// Whether it tells of something that was done: nobody called it undone or refused.
    fn tells(&self) -> bool {
        self.went && matches!(self.state.as_str(), "confirmed" | "stuck" | "superseded" | "withdrawn")
    }
}

/// Judges a world that came to rest. The first broken rule ends it.
pub async fn judge(world: &Arc<World>, desk: &Desk, deeds: &Deeds, start: &Truth) {
    let truth = Truth::now(world).await;
    let turns = world.control("/turns", None).await.unwrap_or(Value::Null);
    let history = story::True::of(start, &turns);
    let intents = world.peek(intents).unwrap_or_default();
    effects(world, &truth, &history, &intents);
    outcomes(world, &truth, &history, &intents);
    stock(world, &intents).await;
    moves(world);
    promises(world, deeds);
    paper::judge(world).await;
    story::judge(world, &history);
    picture::judge(world, &truth).await;
    status(world, desk, &intents).await;
    if let Some(word) = world.peek(|conn| conn.query_row("PRAGMA quick_check", [], |row| row.get::<_, String>(0)))
        && word != "ok"
    {
        world.broken("the database is sound", word);
    }
}

fn intents(conn: &Connection) -> rusqlite::Result<Vec<Intent>> {
    let sql = format!(
        "SELECT i.id, {SUBJECT}, i.action, i.state, i.sent_at IS NOT NULL, json_extract(i.args, '$.units') FROM {INTENTS}
        ORDER BY i.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let read = statement.query_map([], |row| {
        let action: String = row.get(2)?;
        let kind = ACTS.into_iter().chain([Kind::Stock]).find(|kind| kind.slug() == action).unwrap_or(Kind::Other);
        let units = if kind == Kind::Stock { row.get(5)? } else { None };
        Ok(Intent { id: row.get(0)?, subject: row.get(1)?, kind, state: row.get(3)?, went: row.get(4)?, units })
    })?;
    read.collect()
}

/// No shipment is packed, dispatched or cancelled twice, and nothing done by us is not shown.
fn effects(world: &World, truth: &Truth, history: &story::True, intents: &[Intent]) {
    for (id, shipment) in &truth.0 {
        for kind in ACTS {
            let times = shipment.effects.get(kind.name()).copied().unwrap_or(0);
            let once = kind.repeats() || times <= 1;
            if !once {
                world.broken("nothing is done twice", format!("{} was done {times} times to {id}", kind.name()));
            }
            let ours = times.saturating_sub(world.state().log.times_elsewhere(id, kind.name()));
            if ours == 0 {
                continue;
            }
            let of: Vec<&Intent> = intents.iter().filter(|i| i.subject == *id && i.kind == kind).collect();
            if of.is_empty() {
                let what = format!("{} of {id} was done by us, and no intent tells of it", kind.name());
                world.broken("no act without an intent", what);
            }
            if kind == Kind::Attempt {
                each_once(world, kind, id, ours as usize, &of);
                continue;
            }
            // Overtaken by a cancellation: the journal may call it pointless.
            let is_gone = kind != Kind::Cancel && history.ever(id, "CANCELLED");
            if !is_gone && !of.iter().any(|intent| intent.state == "confirmed") {
                let what = format!("{} of {id} was done by us; the journal says {of:?}", kind.name());
                world.broken("nothing is done by us that is not shown", what);
            }
        }
    }
}

/// Where it may be done more than once, each time is an intent's, and that intent tells of it.
fn each_once(world: &World, kind: Kind, id: &str, ours: usize, of: &[&Intent]) {
    let (went, tell) = (of.iter().filter(|i| i.went).count(), of.iter().filter(|i| i.tells()).count());
    if ours > went {
        let what = format!("{} of {id} was done {ours} times by us for {went} intents that went", kind.name());
        world.broken("nothing is done twice", what);
    }
    if ours > tell {
        let what = format!("{} of {id} was done {ours} times by us; the journal says {of:?}", kind.name());
        world.broken("nothing is done by us that is not shown", what);
    }
}

/// Every number of ours that the marketplace took is an intent's; what is called done was really there.
async fn stock(world: &World, intents: &[Intent]) {
    if !world.plan.own {
        return;
    }
    let told = world.control("/stock", None).await.unwrap_or(Value::Null);
    let word = |row: &Value| Some(place(row["sku"].as_str()?, row["locationId"].as_str()?));
    // Where others put a number back to just what it was before ours, nobody can tell that from ours never having come: it is
    // set again, and counts as once.
    let mut ours: BTreeMap<String, BTreeSet<[Option<i64>; 2]>> = BTreeMap::new();
    let sets = told["sets"].as_array().into_iter().flatten().filter(|row| row["byHand"] == false);
    for (id, row) in sets.filter_map(|row| Some((word(row)?, row))) {
        ours.entry(id).or_default().insert([row["before"].as_i64(), row["units"].as_i64()]);
    }
    for (id, sets) in &ours {
        let of: Vec<&Intent> = intents.iter().filter(|i| i.subject == *id && i.kind == Kind::Stock).collect();
        each_once(world, Kind::Stock, id, sets.len(), &of);
    }
    let lived: BTreeMap<String, Vec<i64>> = told["stock"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| Some((word(row)?, row["lived"].as_array()?.iter().filter_map(Value::as_i64).collect())))
        .collect();
    for intent in intents.iter().filter(|intent| intent.kind == Kind::Stock && intent.state == "confirmed") {
        let was_there =
            intent.units.is_some_and(|units| lived.get(&intent.subject).is_some_and(|all| all.contains(&units)));
        if !was_there {
            let what = format!("{intent:?} is confirmed; {} was {:?}", intent.subject, lived.get(&intent.subject));
            world.broken("nothing is marked done that is not", what);
        }
    }
}

/// No intent without an outcome, nothing marked done that is not.
fn outcomes(world: &World, truth: &Truth, history: &story::True, intents: &[Intent]) {
    for intent in intents {
        let Intent { id, subject: shipment, kind, state, .. } = intent;
        if state != "confirmed" || *kind == Kind::Stock {
            continue;
        }
        if *kind == Kind::Attempt {
            let done = truth.0.get(shipment).and_then(|one| one.effects.get(kind.name())).copied().unwrap_or(0);
            let called =
                intents.iter().filter(|i| i.subject == *shipment && i.kind == *kind && i.state == "confirmed").count();
            if called > done as usize {
                let what = format!("{called} visits to {shipment} are confirmed, and {done} are known there");
                world.broken("nothing is marked done that is not", what);
            }
            continue;
        }
        if !truth.0.contains_key(shipment) {
            world.broken("nothing is marked done that is not", format!("intent {id} is of no shipment there is"));
        }
        if !history.states(shipment).any(|state| is_done(*kind, state)) {
            let what = format!("{} of {shipment} (intent {id}) is confirmed and never happened", kind.name());
            world.broken("nothing is marked done that is not", what);
        }
    }
}

/// Every move begins where the last one ended, and every intent stands where its last move ended.
fn moves(world: &World) {
    let sql = "SELECT i.id, i.state, m.from_state, m.to_state FROM intent i LEFT JOIN intent_move m ON m.intent = i.id
        ORDER BY i.id, m.id";
    type Row = (i64, String, Option<String>, Option<String>);
    let rows: Vec<Row> = world
        .peek(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?.collect()
        })
        .unwrap_or_default();
    let mut at: BTreeMap<i64, (String, Option<String>)> = BTreeMap::new();
    for (id, state, from, to) in rows {
        let stands = at.entry(id).or_insert((state, None));
        if from != stands.1 {
            let what = format!("intent {id} moved from {from:?} and stood at {:?}", stands.1);
            world.broken("every move of an intent is kept", what);
        }
        stands.1 = to;
    }
    for (id, (state, last)) in at {
        if last.as_deref() != Some(state.as_str()) {
            world.broken(
                "every move of an intent is kept",
                format!("intent {id} is {state}; its last move says {last:?}"),
            );
        }
    }
}

/// What the program said it had written down is there after every death.
fn promises(world: &World, deeds: &Deeds) {
    for promise in &deeds.promises {
        let kept = world.peek(|conn| match promise {
            Promise::Batch { key, queued } => {
                let sql = "SELECT count(*) FROM batch b JOIN batch_item t ON t.batch = b.id
                    WHERE b.client_key = ?1 AND t.block IS NULL";
                let count: u32 = conn.query_row(sql, [key], |row| row.get(0))?;
                let sql = "SELECT count(DISTINCT i.shipment_no) FROM batch b JOIN intent i ON i.batch = b.id
                    WHERE b.client_key = ?1 AND i.action = 'pack'";
                let acts: u32 = conn.query_row(sql, [key], |row| row.get(0))?;
                Ok(count >= *queued && acts >= *queued)
            }
            Promise::Run { key } => {
                let sql = "SELECT count(*) FROM print_run WHERE client_key = ?1";
                conn.query_row(sql, [key], |row| row.get::<_, u32>(0)).map(|count| count == 1)
            }
            Promise::Act { id, slug } => {
                let sql = format!("SELECT count(*) FROM {INTENTS} WHERE {SUBJECT} = ?1 AND i.action = ?2");
                conn.query_row(&sql, (id, slug), |row| row.get::<_, u32>(0)).map(|count| count > 0)
            }
        });
        if kept == Some(false) {
            world.broken("what was promised is journalled", format!("{promise:?}"));
        }
    }
}

/// The status bar counts what the journal holds.
async fn status(world: &World, desk: &Desk, intents: &[Intent]) {
    let Ok(status) = desk.status().await else { return };
    let unknown = intents.iter().filter(|intent| matches!(intent.state.as_str(), "unknown" | "stuck")).count();
    if status.unknown as usize != unknown {
        world.broken("counts are equal", format!("{} unknown told, {unknown} in the journal", status.unknown));
    }
    let ids: BTreeSet<i64> = intents.iter().map(|intent| intent.id).collect();
    if ids.len() != intents.len() {
        world.broken("counts are equal", "two intents of one number".into());
    }
}
