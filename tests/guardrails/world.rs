//! A made-up seller's 90 days, played into a store: reads in the order in which their answers came, which is not the order in
//! which they were sent; our own calls, the marketplace's lists, pin codes and reports between them; and the tally drained
//! in chunks of any size.

use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::guardrail::policy::Policies;
use godown_domain::guardrail::policy_file::{CancellationsFile, DefaultsFile, LimitsFile, ZonesFile};
use godown_domain::guardrail::reason::ReasonTable;
use godown_domain::guardrail::zone::Zones;
use godown_domain::returns::ReturnSeen;
use godown_domain::shipment::{Address, CourierSeen, ShippingSeen};
use godown_domain::{Action, At, IntentState, Learned};
use godown_store::guardrail::{HubKind, NewHubFact, begin_import, drain, hub_fact, return_seen, seen_in_list};
use godown_store::intent::{NewIntent, queue, settle, take};
use godown_store::{Result, Store, StoreError, Transaction, location, shipment};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::life::{DAY, HOUR, Life, NOW};

const WAREHOUSES: [(&str, Option<&str>); 4] =
    [("LOC-A", Some("421302")), ("LOC-B", Some("560001")), ("LOC-C", Some("999999")), ("LOC-D", None)];

pub struct World {
    seed: u64,
    lives: Vec<Life>,
    pub policies: Policies,
    pub reasons: ReasonTable,
    pub zones: Zones,
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Look(i64),
    Shipping,
    Rtd,
    Cancel,
    List(u8),
}

fn policy<T: serde::de::DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("a policy as shipped")
}

impl World {
    pub fn new(seed: u64, shipments: usize) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut lives: Vec<Life> = Vec::with_capacity(shipments);
        for n in 0..shipments {
            // Some orders leave in several shipments, from one warehouse or two.
            let order = match lives.last() {
                Some(before) if rng.random_bool(0.12) => before.order.clone(),
                _ => format!("OD{n}"),
            };
            let place = rng.random_range(0..WAREHOUSES.len());
            let location = (!rng.random_bool(0.01)).then(|| WAREHOUSES[place].0.to_owned());
            lives.push(Life::new(&mut rng, n, order, location));
        }
        let zones: ZonesFile = policy(include_str!("../../src-tauri/policies/zones.toml"));
        let reasons: CancellationsFile = policy(include_str!("../../src-tauri/policies/cancellations.toml"));
        let limits: LimitsFile = policy(include_str!("../../src-tauri/policies/limits.toml"));
        let defaults: DefaultsFile = policy(include_str!("../../src-tauri/policies/defaults.toml"));
        Self { seed, lives, policies: defaults.with(limits), reasons: reasons.table(), zones: zones.zones() }
    }

    /// The store after everything came in and was drained.
    pub fn play(&self) -> Store {
        let mut rng = StdRng::seed_from_u64(self.seed ^ 0x5eed);
        let store = Store::open_in_memory().expect("a scratch store");
        let names: Vec<_> = WAREHOUSES.iter().map(|(id, _)| ((*id).into(), format!("Warehouse {id}"))).collect();
        store.write(|tx| location::put(tx, &names)).expect("warehouses");
        let events = self.events(&mut rng);
        let mut rest = events.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rng.random_range(1..2_000).min(rest.len()));
            store.write(|tx| now.iter().try_for_each(|(_, n, event)| self.happen(tx, *n, *event))).expect("events");
            rest = later;
            if rng.random_bool(0.3) {
                self.drain(&store, rng.random_range(1..700));
            }
        }
        store.write(|tx| self.import(tx)).expect("an import");
        store.write(|tx| self.list_returns(tx, &mut rng)).expect("listed returns");
        while self.drain(&store, rng.random_range(1..5_000)) > 0 {}
        store
    }

    pub fn drain(&self, store: &Store, limit: u32) -> u32 {
        store.write(|tx| drain(tx, &self.reasons, &self.zones, limit)).expect("a drain")
    }

    /// Everything, in the order of arrival.
    fn events(&self, rng: &mut StdRng) -> Vec<(i64, usize, Event)> {
        let mut events = vec![];
        for (n, life) in self.lives.iter().enumerate() {
            let Some(first) = life.looks.first().copied() else { continue };
            for at in &life.looks {
                // Some answers are overtaken by later ones.
                let late = if rng.random_bool(0.15) { rng.random_range(0..2 * DAY) } else { 0 };
                events.push((at + late, n, Event::Look(*at)));
            }
            let mut after = |at: i64, event| {
                if at <= NOW {
                    events.push((at.max(first + 3 * DAY), n, event));
                }
            };
            if let Some((.., proven)) = life.rtd {
                after(proven, Event::Rtd);
            }
            if let Some((.., proven)) = life.cancel {
                after(proven, Event::Cancel);
            }
            for (at, whose) in &life.lists {
                after(*at, Event::List(*whose));
            }
            if life.to_pin.is_some() {
                after(first + HOUR, Event::Shipping);
            }
        }
        events.sort_by_key(|(at, n, _)| (*at, *n));
        events
    }

    fn happen(&self, tx: &Transaction<'_>, n: usize, event: Event) -> Result<()> {
        let life = &self.lives[n];
        match event {
            Event::Look(at) => {
                shipment::merge(tx, &life.seen(at), Learned::Poll, At(at))?;
            }
            Event::Shipping => {
                let at = life.looks.first().copied().unwrap_or(NOW);
                match shipment::merge_shipping(tx, &shipping(life), At(at + HOUR)) {
                    Err(StoreError::NotFound { .. }) => {}
                    merged => drop(merged?),
                }
            }
            Event::Rtd => call(tx, life, Action::Dispatch, life.rtd)?,
            Event::Cancel => call(tx, life, Action::Cancel, life.cancel)?,
            Event::List(whose) => {
                let whose = [CancelledBy::Seller, CancelledBy::Buyer, CancelledBy::Marketplace][usize::from(whose)];
                seen_in_list(tx, &life.id.as_str().into(), whose)?;
            }
        }
        Ok(())
    }

    fn import(&self, tx: &Transaction<'_>) -> Result<()> {
        let import = begin_import(tx, "sha", "Report.xlsx", "returns", At(NOW))?.unwrap_or_default();
        for life in &self.lives {
            let tell = |kind, key: String, item, units, at| {
                let fact =
                    NewHubFact { kind, row_key: key, shipment_id: life.id.as_str().into(), item, units, at: At(at) };
                hub_fact(tx, import, &fact, At(NOW))
            };
            if let Some((of_line, units)) = life.told_return {
                let item = of_line.then(|| life.first_line().into());
                tell(HubKind::Return, life.id.clone(), item, units, life.ordered + 8 * DAY)?;
            }
            if life.told_breach {
                tell(HubKind::Breach, life.id.clone(), None, 0, life.due.unwrap_or(life.ordered))?;
            }
            for at in &life.reattempts {
                tell(HubKind::Reattempt, format!("{}-{at}", life.id), None, 0, *at)?;
            }
        }
        Ok(())
    }
}

impl World {
    /// The marketplace's list of returns: some told twice, some called off, some of lines nobody knows.
    fn list_returns(&self, tx: &Transaction<'_>, rng: &mut StdRng) -> Result<()> {
        for (n, life) in self.lives.iter().enumerate() {
            for (index, id) in life.line_ids().enumerate() {
                if !rng.random_bool(0.03) {
                    continue;
                }
                let mut seen = ReturnSeen {
                    return_id: format!("r{n}-{index}"),
                    item: if rng.random_bool(0.1) { "nobody's".into() } else { id.into() },
                    order_id: Some(life.order.as_str().into()),
                    shipment_id: rng.random_bool(0.7).then(|| life.id.as_str().into()),
                    units: rng.random_range(0..3),
                    by_courier: rng.random_bool(0.3),
                    status: "created".into(),
                    created_at: rng.random_bool(0.8).then_some(At(life.ordered + 9 * DAY)),
                };
                return_seen(tx, &seen, At(NOW))?;
                if rng.random_bool(0.4) {
                    seen.status = ["completed", "cancelled", "rejected"][rng.random_range(0..3)].into();
                    return_seen(tx, &seen, At(NOW))?;
                }
            }
        }
        Ok(())
    }
}

fn shipping(life: &Life) -> ShippingSeen {
    let from = WAREHOUSES.iter().find(|(id, _)| Some(*id) == life.location.as_deref()).and_then(|(_, pin)| *pin);
    ShippingSeen {
        shipment_id: life.id.as_str().into(),
        location_id: life.location.as_deref().map(Into::into),
        from_pin: from.map(Into::into),
        ship_to: Address { pin: life.to_pin.unwrap_or_default().into(), ..Address::default() },
        couriers: vec![CourierSeen { sub_shipment_id: "SS-1".into(), courier: None, tracking_id: None }],
    }
}

/// A call of ours from the click to the proof.
fn call(tx: &Transaction<'_>, life: &Life, action: Action, times: Option<(i64, i64, i64)>) -> Result<()> {
    let Some((sent, answered, proven)) = times else { return Ok(()) };
    let new = NewIntent {
        batch: None,
        subject: godown_domain::ShipmentId::from(life.id.as_str()).into(),
        action,
        args: "{}".into(),
        at: At(sent - 1_000),
        cause: "asked by Asha".into(),
    };
    let id = match queue(tx, &new) {
        Err(StoreError::NotFound { .. }) => return Ok(()),
        queued => queued?,
    };
    take(tx, &[id], "r1", At(sent))?;
    settle(tx, id, IntentState::Accepted, None, None, "answered", At(answered))?;
    settle(tx, id, IntentState::Confirmed, None, None, "seen", At(proven))
}
