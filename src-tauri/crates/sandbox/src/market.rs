//! The marketplace as it stands: what has happened to every shipment, and what happens next by the clock.
//!
//! Owns the dynamic state and is the only place that changes it. Every change a caller makes is an [`Effect`], written
//! to the journal before it is applied, so a restart replays to the same marketplace.

pub(crate) mod clock;
pub(crate) mod effects;
pub(crate) mod journal;
pub(crate) mod life;
pub(crate) mod lived;
pub(crate) mod query;
pub(crate) mod returns;
pub(crate) mod stock;
pub(crate) mod tokens;

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use serde::{Deserialize, Serialize};

use self::clock::{Clock, Source};
use self::effects::{Done, Effect, Turn};
use self::journal::{Header, Journal};
use self::life::Event;
use self::tokens::Tokens;
use crate::config::{SandboxConfig, SandboxError};
use crate::draw::Draw;
use crate::faults::{Faults, Switch};
use crate::state::{CancelKind, State};
use crate::world::past::Ended;
use crate::world::{Birth, Core, Facts, Terms, World};

/// Units of one line that were cancelled.
#[derive(Debug, Clone)]
pub(crate) struct ItemCancel {
    pub(crate) line: usize,
    pub(crate) units: u32,
    pub(crate) at: i64,
    pub(crate) kind: CancelKind,
    pub(crate) sub_reason: String,
}

/// What few shipments have and most do not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extra {
    pub(crate) by_moved: Option<i64>,
    pub(crate) cancels: Vec<ItemCancel>,
    pub(crate) packed_at: Option<i64>,
    pub(crate) label_at: Option<i64>,
    pub(crate) rtd_at: Option<i64>,
    /// Visits of the courier that ended without the parcel.
    pub(crate) missed: Vec<i64>,
    pub(crate) picked_at: Option<i64>,
    pub(crate) delivered_at: Option<i64>,
    /// When the buyer asked it back, and when it was with the seller again.
    pub(crate) asked_back_at: Option<i64>,
    pub(crate) back_at: Option<i64>,
    /// Length, breadth, height in cm and weight in kg, as declared when packing, per box.
    pub(crate) dimensions: Vec<[f64; 4]>,
    pub(crate) serials: Vec<(u64, Vec<Vec<String>>)>,
    /// Quantities changed since the label was made.
    pub(crate) stale: bool,
    pub(crate) packs: u32,
    pub(crate) dispatches: u32,
    pub(crate) cancellations: u32,
    pub(crate) acks: u32,
    pub(crate) ack_number: Option<String>,
    /// How the seller sent it with its own courier.
    pub(crate) own: Option<OwnCourier>,
    /// Visits the seller's own courier reported as failed.
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) self_dispatches: u32,
    pub(crate) deliveries: u32,
}

/// How a parcel went with a courier of the seller's (contract 9.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnCourier {
    pub(crate) partner_code: String,
    pub(crate) tracking_id: Option<String>,
    pub(crate) invoice_number: String,
    /// When the buyer is told to expect it, UTC epoch milliseconds.
    pub(crate) promised_at: i64,
}

/// A visit that ended without the parcel (contract 9.3); days since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) day: i64,
    pub(crate) reason: String,
    pub(crate) new_day: i64,
}

/// The dynamic state of one shipment; small, because there may be a million.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) state: State,
    pub(crate) hold: bool,
    pub(crate) updated_at: i64,
    pub(crate) extra: Option<Box<Extra>>,
}

/// Calls by endpoint, for the control API and the rate limit. Counted in real time: that is where clients live.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    pub(crate) total: BTreeMap<&'static str, u64>,
    pub(crate) hours: BTreeMap<i64, BTreeMap<&'static str, u64>>,
    pub(crate) recent: std::collections::VecDeque<i64>,
}

pub(crate) struct Market {
    pub(crate) world: World,
    pub(crate) rows: Vec<Row>,
    births: Vec<Birth>,
    sets: [BTreeSet<u32>; State::ALL.len()],
    pub(crate) with_cancel: BTreeSet<u32>,
    events: BinaryHeap<Event>,
    scheduled: u64,
    arrivals: u64,
    /// The place on the daily curve at which the present rate began, and the arrivals before.
    demand_from: (f64, u64),
    next_arrival: Option<i64>,
    pub(crate) orders_per_minute: f64,
    /// No luck of its own: nothing is held, cancelled or moved unless asked for.
    pub(crate) calm: bool,
    pub(crate) label_delay_ms: u64,
    pub(crate) rate_limit_per_hour: Option<u32>,
    pub(crate) tells_time: bool,
    pub(crate) page_ceiling: u32,
    pub(crate) time: i64,
    pub(crate) clock: Clock,
    pub(crate) tokens: Tokens,
    pub(crate) faults: Faults,
    pub(crate) calls: Calls,
    pub(crate) stock: stock::Stock,
    pub(crate) done: Vec<Done>,
    /// Rows that asked for what had been done already: kind and shipment.
    pub(crate) repeats: Vec<(&'static str, u32)>,
    /// Every turn a shipment took, kept for rehearsals only.
    pub(crate) turns: Option<Vec<Turn>>,
    source: Source,
    journal: Option<Journal>,
    luck: u64,
    /// Flips between the two ways of refusing a document that is not ready.
    pub(crate) refusal_turn: bool,
}

impl Market {
    /// The marketplace of a configuration: the opening, and on top of it whatever the state file remembers.
    pub(crate) fn open(config: &SandboxConfig, source: Source) -> Result<Self, SandboxError> {
        let real = source();
        let fresh = Header {
            godown_sandbox: journal::VERSION,
            seed: config.seed,
            epoch: config.epoch.unwrap_or(real),
            orders_existing: config.orders_existing,
            orders_per_minute: config.orders_per_minute,
            calm: config.calm,
            real,
            speed: config.speed,
            rates: config.rates,
            history_days: config.history_days,
            scenario: config.scenario,
            self_ship_bp: config.self_ship_bp,
        };
        let (header, remembered, journal) = match &config.state_file {
            None => (fresh, Vec::new(), None),
            Some(path) => {
                let opened = Journal::open(path, &fresh)?;
                (opened.header, opened.entries, Some(opened.journal))
            }
        };
        let mut market = Self::founded(config, &header, source);
        let mut last = header.epoch;
        for entry in remembered {
            last = last.max(entry.at);
            market.advance(entry.at);
            market.enact(entry.at, entry.effect);
        }
        market.journal = journal;
        market.clock.resume(real, last);
        market.catch_up();
        Ok(market)
    }

    fn founded(config: &SandboxConfig, header: &Header, source: Source) -> Self {
        let world = World::new(Terms {
            seed: header.seed,
            epoch: header.epoch,
            existing: header.orders_existing,
            rates: header.rates,
            days: header.history_days,
            scenario: header.scenario,
            self_ship_bp: header.self_ship_bp,
        });
        let mut market = Self {
            tokens: Tokens::new(header.seed, &config.app_id, &config.app_secret),
            rows: Vec::with_capacity(world.existing as usize),
            world,
            births: Vec::new(),
            sets: Default::default(),
            with_cancel: BTreeSet::new(),
            events: BinaryHeap::new(),
            scheduled: 0,
            arrivals: 0,
            demand_from: (0.0, 0),
            next_arrival: None,
            orders_per_minute: 0.0,
            calm: header.calm,
            label_delay_ms: config.label_delay_ms,
            rate_limit_per_hour: config.rate_limit_per_hour,
            tells_time: config.tells_time,
            page_ceiling: config.page_ceiling,
            time: header.epoch,
            clock: Clock { real: header.real, time: header.epoch, speed: header.speed },
            faults: config.faults.clone(),
            calls: Calls::default(),
            stock: stock::Stock::of(header.seed),
            done: Vec::new(),
            repeats: Vec::new(),
            turns: None,
            source,
            journal: None,
            luck: 0,
            refusal_turn: false,
        };
        if market.calm {
            market.faults.leave_no_luck();
        }
        for index in 0..market.world.existing {
            market.found(index);
        }
        market.set_rate(header.epoch, header.orders_per_minute);
        market
    }

    fn found(&mut self, index: u32) {
        let opening = self.world.opening(index);
        self.rows.push(Row { state: opening.state, hold: opening.hold, updated_at: opening.updated_at, extra: None });
        self.sets[opening.state as usize].insert(index);
        if let Some(Ended { kind, at, sub_reason }) = opening.cancel {
            let facts = self.facts(index);
            let whole = facts.lines.iter().enumerate().map(|(line, l)| (line, l.quantity));
            let cancels =
                whole.map(|(line, units)| ItemCancel { line, units, at, kind, sub_reason: sub_reason.to_owned() });
            let cancels: Vec<ItemCancel> = cancels.collect();
            self.extra(index).cancels = cancels;
            self.with_cancel.insert(index);
        }
        self.schedule_opening(index, opening.hold);
    }

    /// Milliseconds since 1970 where the marketplace's clients live.
    pub(crate) fn real_now(&self) -> i64 {
        (self.source)()
    }

    /// Brings the marketplace to this moment. Called before anything is read or changed.
    pub(crate) fn catch_up(&mut self) {
        let now = self.clock.now(self.real_now());
        self.advance(now);
    }

    pub(crate) fn index_of(&self, shipment_id: &str) -> Option<u32> {
        crate::world::ids::shipment_index(self.world.seed, shipment_id).filter(|i| (*i as usize) < self.rows.len())
    }

    pub(crate) fn birth(&self, index: u32) -> Option<&Birth> {
        index.checked_sub(self.world.existing).and_then(|i| self.births.get(i as usize))
    }

    pub(crate) fn core(&self, index: u32) -> Core {
        let mut core = self.world.core(index, self.birth(index));
        if let Some(by_at) = self.rows[index as usize].extra.as_ref().and_then(|e| e.by_moved) {
            core.by_at = by_at;
        }
        core
    }

    pub(crate) fn facts(&self, index: u32) -> Facts {
        let mut facts = self.world.facts(index, self.birth(index));
        if let Some(by_at) = self.rows[index as usize].extra.as_ref().and_then(|e| e.by_moved) {
            facts.core.by_at = by_at;
        }
        facts
    }

    pub(crate) fn row(&self, index: u32) -> &Row {
        &self.rows[index as usize]
    }

    pub(crate) fn extra(&mut self, index: u32) -> &mut Extra {
        self.rows[index as usize].extra.get_or_insert_default()
    }

    pub(crate) fn in_state(&self, state: State) -> &BTreeSet<u32> {
        &self.sets[state as usize]
    }

    /// Units of a line that are still wanted.
    pub(crate) fn live_units(&self, index: u32, facts: &Facts, line: usize) -> u32 {
        let cancelled: u32 = self
            .row(index)
            .extra
            .as_ref()
            .map_or(0, |e| e.cancels.iter().filter(|c| c.line == line).map(|c| c.units).sum());
        facts.lines[line].quantity.saturating_sub(cancelled)
    }

    fn set_state(&mut self, index: u32, state: State, at: i64) {
        let old = self.rows[index as usize].state;
        self.sets[old as usize].remove(&index);
        self.sets[state as usize].insert(index);
        let row = &mut self.rows[index as usize];
        row.state = state;
        row.updated_at = at;
        if old != state {
            self.turn(at, index, None, || state.wire().to_owned());
        }
    }

    fn turn(&mut self, at: i64, index: u32, item: Option<u64>, to: impl FnOnce() -> String) {
        if let Some(turns) = &mut self.turns {
            turns.push(Turn { at, index, item, to: to() });
        }
    }

    /// A fresh number in `0.0..1.0`, for faults and shuffles; not part of the world.
    pub(crate) fn chance(&mut self) -> f64 {
        self.luck += 1;
        Draw::of(self.world.seed ^ 0x00FA_0175, self.luck).unit(0)
    }

    /// Whether a fault strikes this call or row.
    pub(crate) fn strikes(&mut self, endpoint: &str, fault: fn(&mut Faults) -> &mut Switch) -> bool {
        if !fault(&mut self.faults).concerns(endpoint) {
            return false;
        }
        let chance = self.chance();
        fault(&mut self.faults).strikes(chance)
    }

    /// Whether a quirk of the bodies strikes this field; quirks know no endpoint.
    pub(crate) fn quirk(&mut self, fault: fn(&mut Faults) -> &mut Switch) -> bool {
        if !fault(&mut self.faults).is_on() {
            return false;
        }
        let chance = self.chance();
        fault(&mut self.faults).strikes(chance)
    }

    /// Puts rows in another order than they were asked in, when that is switched on.
    pub(crate) fn shuffle<T>(&mut self, endpoint: &str, rows: &mut [T], fault: fn(&mut Faults) -> &mut Switch) {
        if rows.len() < 2 || !self.strikes(endpoint, fault) {
            return;
        }
        for last in (1..rows.len()).rev() {
            let other = (self.chance() * (last + 1) as f64) as usize;
            rows.swap(last, other.min(last));
        }
    }

    /// Writes an effect down and applies it now.
    pub(crate) fn apply(&mut self, effect: Effect) -> Result<(), SandboxError> {
        let at = self.time;
        if let Some(journal) = &mut self.journal {
            journal.append(at, &effect)?;
        }
        self.enact(at, effect);
        Ok(())
    }
}
