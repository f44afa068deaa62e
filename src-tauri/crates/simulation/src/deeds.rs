//! What people, the marketplace and colleagues do, as the plan tells it. Whom it hits is looked up in the database with plain
//! SQL, so that the same seed hits the same.

use std::sync::Arc;

use godown_domain::batch::Stage;
use godown_domain::gate::CancelReason;
use godown_domain::self_ship::{FailedBecause, Partner, Sending, SentParcel};
use godown_domain::stock::StockWish;
use godown_domain::view::Selection;
use godown_domain::{Action, At, IndiaDay, LocationId, ShipmentId, Sku};
use godown_ops::self_ship::Attempted;
use godown_ops::{Desk, OpsError};
use serde_json::json;

use crate::call::{place, sku_of};
use crate::chance::Chance;
use crate::plan::Act;
use crate::world::World;

/// What the program was made to promise: it said that this is journalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promise {
    /// A batch of this key, with so many shipments.
    Batch { key: String, queued: u32 },
    /// This act for this shipment, or listing at its warehouse.
    Act { id: String, slug: &'static str },
    /// A print run of this key.
    Run { key: String },
}

/// What the hands of one seed do.
pub struct Deeds {
    /// The world.
    pub world: Arc<World>,
    /// Whom it hits.
    pub chance: Chance,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// What happens at the printer.
    pub at_printer: Chance,
    keys: u32,
}

/// Ids by a query that gives one text column.
pub fn ids(world: &World, sql: &str) -> Vec<String> {
    let found = world.peek(|conn| {
        let mut statement = conn.prepare_cached(sql)?;
        statement.query_map([], |row| row.get(0))?.collect()
    });
    found.unwrap_or_default()
}

pub(crate) fn numbers(world: &World, sql: &str) -> Vec<i64> {
    let found = world.peek(|conn| {
        let mut statement = conn.prepare_cached(sql)?;
        statement.query_map([], |row| row.get(0))?.collect()
    });
    found.unwrap_or_default()
}

fn selection(ids: Vec<String>) -> Selection {
    Selection::Ids { ids: ids.into_iter().map(ShipmentId).collect() }
}

const TO_PACK: &str = "SELECT shipment_id FROM shipment WHERE state = 'APPROVED' ORDER BY due_at, shipment_id LIMIT 80";
const TO_READY: &str = "SELECT shipment_id FROM shipment WHERE state = 'PACKED' ORDER BY due_at, shipment_id LIMIT 80";
const OPEN: &str = "SELECT shipment_id FROM shipment WHERE standing <= 5 ORDER BY shipment_id";
const UNDER_WAY: &str = "SELECT s.shipment_id FROM intent i JOIN shipment s ON s.no = i.shipment_no
    WHERE i.state IN ('queued', 'sending', 'accepted', 'unknown', 'not-applied') ORDER BY s.shipment_id";

const OWN_TO_SEND: &str = "SELECT shipment_id FROM shipment WHERE state = 'APPROVED' AND shipment_type = 'SELF'
    ORDER BY due_at, shipment_id LIMIT 40";
const OWN_ON_THE_WAY: &str = "SELECT shipment_id FROM shipment WHERE state = 'SHIPPED' AND shipment_type = 'SELF'
    ORDER BY due_at, shipment_id LIMIT 40";
const SKUS: &str = "SELECT DISTINCT sku FROM shipment_item ORDER BY sku LIMIT 12";
const STOCK_READ: &str =
    "SELECT l.sku || ' @ ' || k.location_id FROM stock k JOIN listing l ON l.no = k.listing_no ORDER BY 1";
const STOCK_UNDER_WAY: &str =
    "SELECT l.sku || ' @ ' || i.location_id FROM intent i JOIN listing l ON l.no = i.listing_no
    WHERE i.state IN ('queued', 'sending', 'accepted', 'unknown', 'not-applied') ORDER BY 1";

impl Deeds {
    /// The hands of a world.
    pub fn new(world: Arc<World>) -> Self {
        let chance = Chance::of(world.plan.seed, "deeds");
        let at_printer = Chance::of(world.plan.seed, "at the printer");
        Self { world, chance, promises: vec![], at_printer, keys: 0 }
    }

    pub(crate) fn outcome<T>(&self, what: &str, result: Result<T, OpsError>) -> Option<T> {
        match result {
            Ok(done) => Some(done),
            Err(error) => {
                self.world.tell(&format!("{what}: {error}"));
                None
            }
        }
    }

    /// Does what the plan says for now. What ends or changes the program itself is not for here.
    pub async fn does(&mut self, desk: &Desk, act: &Act) {
        self.world.tell(&format!("{act:?}"));
        match act {
            Act::Pack { count, twice } => self.pack(desk, *count, *twice).await,
            Act::Ready { count, twice } => self.ready(desk, *count, *twice).await,
            Act::Cancel { count } => self.cancel(desk, *count).await,
            Act::Acks => self.acks(desk).await,
            Act::SelfDispatch { count, twice } => self.self_dispatch(desk, *count, *twice).await,
            Act::Delivery { count } => self.delivery(desk, *count).await,
            Act::Attempt { count, twice } => self.attempt(desk, *count, *twice).await,
            Act::Stock { count, twice } => self.stock(desk, *count, *twice).await,
            Act::StockElsewhere => self.stock_elsewhere().await,
            Act::Print { twice } => self.print(desk, *twice).await,
            Act::Reprint => self.reprint(desk).await,
            Act::StopPrinting => self.stop_printing(desk).await,
            Act::AtPrinter => self.look_at_printer(desk).await,
            Act::Printer { on } => self.world.printer(*on),
            Act::Withdraw => {
                let queued = numbers(&self.world, "SELECT id FROM intent WHERE state = 'queued' ORDER BY id");
                if let Some(intent) = self.chance.pick(&queued).copied() {
                    self.outcome("withdraw", desk.withdraw(intent).await);
                }
            }
            Act::Decide => self.decide(desk).await,
            Act::Retry => {
                let batches = numbers(&self.world, "SELECT id FROM batch ORDER BY id");
                if let Some(batch) = self.chance.pick(&batches).copied() {
                    let stage = if self.chance.strikes(0.5) { Stage::Requested } else { Stage::Ready };
                    self.outcome("retry", desk.retry_stage(batch as u32, stage).await);
                }
            }
            Act::Pause => {
                let batches = numbers(&self.world, "SELECT id FROM batch ORDER BY id");
                if let Some(batch) = self.chance.pick(&batches).copied() {
                    let paused = self.chance.strikes(0.5);
                    self.outcome("pause", desk.pause_batch(batch as u32, paused).await);
                }
            }
            Act::Settings => {
                let mut settings = desk.settings();
                settings.poll_seconds = self.chance.pick(&[30, 45, 90, 300]).copied().unwrap_or(60);
                self.outcome("settings", desk.set_settings(settings).await);
            }
            Act::Sync { full } => desk.sync_soon(*full),
            Act::Look => {
                if let Some(id) = self.chance.pick(&ids(&self.world, OPEN)).cloned() {
                    let looked =
                        tokio::time::timeout(std::time::Duration::from_secs(5), desk.read_back_now(ShipmentId(id)));
                    if let Ok(looked) = looked.await {
                        self.outcome("look", looked);
                    }
                }
            }
            other => self.elsewhere(other).await,
        }
    }

    pub(crate) fn key(&mut self) -> String {
        self.keys += 1;
        format!("click-{}", self.keys)
    }

    async fn pack(&mut self, desk: &Desk, count: usize, twice: bool) {
        let chosen = self.chance.some(ids(&self.world, TO_PACK), count);
        let key = self.key();
        let begin = || desk.begin_batch(selection(chosen.clone()), key.clone(), String::new());
        if twice {
            self.world.count("double click");
            let (one, other) = tokio::join!(begin(), begin());
            let one = self.outcome("pack", one);
            let other = self.outcome("pack again", other);
            if let (Some(one), Some(other)) = (&one, &other)
                && one.batch != other.batch
            {
                let what = format!("{key} gave the batches {} and {}", one.batch, other.batch);
                self.world.broken("the same click gives the same batch", what);
            }
            self.promise(&key, one.or(other));
        } else {
            let begun = self.outcome("pack", begin().await);
            self.promise(&key, begun);
        }
    }

    fn promise(&mut self, key: &str, begun: Option<godown_ops::packing::Begun>) {
        if let Some(begun) = begun.filter(|begun| begun.batch > 0) {
            self.world.tell(&format!("batch {} holds {}", begun.batch, begun.queued));
            self.promises.push(Promise::Batch { key: key.to_owned(), queued: begun.queued });
        }
    }

    fn promise_acts(&mut self, slug: &'static str, taken: Option<godown_ops::actions::Taken>) {
        for id in taken.into_iter().flat_map(|taken| taken.queued) {
            self.promises.push(Promise::Act { id: id.0, slug });
        }
    }

    async fn ready(&mut self, desk: &Desk, count: usize, twice: bool) {
        let chosen = self.chance.some(ids(&self.world, TO_READY), count);
        let start = || desk.start_dispatch(selection(chosen.clone()));
        let (one, other) = self.once_or_twice(twice, start).await;
        for told in [one, other].into_iter().flatten() {
            let taken = self.outcome("ready", told);
            self.promise_acts("rtd", taken);
        }
    }

    async fn cancel(&mut self, desk: &Desk, count: usize) {
        let chosen = self.chance.some(ids(&self.world, TO_PACK), count);
        let chosen = chosen.into_iter().map(ShipmentId).collect();
        let taken = self.outcome("cancel", desk.start_cancel(chosen, CancelReason::NotEnoughInventory).await);
        self.promise_acts("cancel", taken);
    }

    async fn acks(&mut self, desk: &Desk) {
        let failed =
            ids(&self.world, "SELECT shipment_id FROM shipment WHERE state = 'FORM_FAILED' ORDER BY shipment_id");
        for id in failed {
            let given = desk.start_form_ack(ShipmentId(id), "FORM600TG".into(), "ACK-1".into()).await;
            let taken = self.outcome("ack", given);
            self.promise_acts("form-ack", taken);
        }
    }

    fn today(&self) -> IndiaDay {
        At(self.world.now()).day()
    }

    async fn self_dispatch(&mut self, desk: &Desk, count: usize, twice: bool) {
        let chosen = self.chance.some(ids(&self.world, OWN_TO_SEND), count);
        let code = self.chance.pick(&["OWNFLEET", "TEMPO", "DECCAN"]).copied().unwrap_or("OWNFLEET");
        let partner = Partner { name: code.to_lowercase(), code: code.to_owned() };
        let parcel = |id: &String| SentParcel {
            shipment_id: ShipmentId(id.clone()),
            tracking_id: if code == "DECCAN" { format!("DP{id}") } else { String::new() },
            invoice_number: String::new(),
        };
        let promised = IndiaDay(self.today().0 + 3);
        let sending = Sending { partner, promised, parcels: chosen.iter().map(parcel).collect() };
        let start = || desk.start_self_dispatch(sending.clone());
        let (one, other) = self.once_or_twice(twice, start).await;
        for taken in [one, other] {
            let taken = taken.and_then(|taken| self.outcome("self-dispatch", taken));
            self.promise_acts("self-dispatch", taken);
        }
    }

    async fn delivery(&mut self, desk: &Desk, count: usize) {
        let chosen = self.chance.some(ids(&self.world, OWN_ON_THE_WAY), count);
        let chosen = chosen.into_iter().map(ShipmentId).collect();
        let taken = self.outcome("delivery", desk.start_delivery(chosen, self.today()).await);
        self.promise_acts("delivery", taken);
    }

    async fn attempt(&mut self, desk: &Desk, count: usize, twice: bool) {
        let chosen: Vec<ShipmentId> =
            self.chance.some(ids(&self.world, OWN_ON_THE_WAY), count).into_iter().map(ShipmentId).collect();
        let (day, reason) = (self.today(), FailedBecause::CustomerNotAvailable);
        let attempted = Attempted { day, reason, detail: String::new(), new_day: IndiaDay(day.0 + 1) };
        let start = || desk.start_attempt(chosen.clone(), attempted.clone());
        let (one, other) = self.once_or_twice(twice, start).await;
        for taken in [one, other] {
            let taken = taken.and_then(|taken| self.outcome("attempt", taken));
            self.promise_acts("attempt", taken);
        }
    }

    /// Two clicks at once where told; the second is none otherwise.
    async fn once_or_twice<T, F: Future<Output = T>>(
        &self,
        twice: bool,
        start: impl Fn() -> F,
    ) -> (Option<T>, Option<T>) {
        if !twice {
            return (Some(start().await), None);
        }
        self.world.count("double click");
        let (one, other) = tokio::join!(start(), start());
        (Some(one), Some(other))
    }

    /// Reads some listings, looks at what they show, and sets other numbers.
    async fn stock(&mut self, desk: &Desk, count: usize, twice: bool) {
        let chosen = self.chance.some(ids(&self.world, SKUS), count);
        let skus: Vec<Sku> = chosen.iter().map(|sku| Sku(sku.clone())).collect();
        let read = tokio::time::timeout(std::time::Duration::from_secs(8), desk.read_stock(skus)).await;
        if let Ok(read) = read {
            self.outcome("read stock", read);
        }
        let seen: Vec<(String, String, u32)> = self
            .world
            .peek(|conn| {
                let sql = "SELECT l.sku, k.location_id, k.units FROM stock k JOIN listing l ON l.no = k.listing_no
                    WHERE k.units IS NOT NULL ORDER BY l.sku, k.location_id";
                let mut statement = conn.prepare_cached(sql)?;
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
            })
            .unwrap_or_default();
        let mut wishes = vec![];
        for (sku, location, saw) in seen.into_iter().filter(|(sku, ..)| chosen.contains(sku)) {
            if self.chance.strikes(0.6) {
                let units = self.chance.below(60) as u32;
                wishes.push(StockWish { sku: Sku(sku), location: LocationId(location), units, saw });
            }
        }
        let start = || desk.set_stock(wishes.clone());
        let (one, other) = self.once_or_twice(twice, start).await;
        for told in [one, other].into_iter().flatten() {
            let Some((_, stays)) = self.outcome("stock", told) else { continue };
            // One listing at several warehouses is told by its SKU alone where it stays.
            let taken = wishes.iter().filter(|wish| !stays.iter().any(|(sku, _)| *sku == wish.sku));
            let promised = taken.map(|wish| Promise::Act { id: place(&wish.sku.0, &wish.location.0), slug: "stock" });
            self.promises.extend(promised);
        }
    }

    async fn stock_elsewhere(&mut self) {
        let world = self.world.clone();
        let busy = ids(&world, STOCK_UNDER_WAY);
        let all = if busy.is_empty() { ids(&world, STOCK_READ) } else { busy };
        let Some(at) = self.chance.pick(&all).cloned() else { return };
        let location = at.rsplit_once(" @ ").map_or("", |(_, location)| location);
        let units = self.chance.below(50);
        let body = json!({"sku": sku_of(&at), "locationId": location, "units": units});
        world.tell(&format!("/stock {body}"));
        if world.control("/stock", Some(&body)).await.is_some() {
            world.count("done elsewhere");
        }
    }

    /// A person looks at what is stuck: set aside, or asked again.
    async fn decide(&mut self, desk: &Desk) {
        let sql = "SELECT i.id, i.action, s.shipment_id FROM intent i JOIN shipment s ON s.no = i.shipment_no
            WHERE i.state = 'stuck' ORDER BY i.id";
        let stuck: Vec<(i64, String, String)> = self
            .world
            .peek(|conn| {
                let mut statement = conn.prepare_cached(sql)?;
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
            })
            .unwrap_or_default();
        let Some((intent, action, id)) = self.chance.pick(&stuck).cloned() else { return };
        if self.chance.strikes(0.5) {
            self.outcome("set aside", desk.withdraw(intent).await);
            return;
        }
        match Action::from_slug(&action) {
            Some(Action::Pack) => {
                let key = self.key();
                let begun = desk.begin_batch(selection(vec![id]), key.clone(), String::new()).await;
                let begun = self.outcome("ask again", begun);
                self.promise(&key, begun);
            }
            Some(Action::Delivery) => {
                let taken = desk.start_delivery(vec![ShipmentId(id)], self.today()).await;
                let taken = self.outcome("ask again", taken);
                self.promise_acts("delivery", taken);
            }
            Some(Action::Dispatch) => {
                let taken = self.outcome("ask again", desk.start_dispatch(selection(vec![id])).await);
                self.promise_acts("rtd", taken);
            }
            _ => {}
        }
    }

    /// Acts of buyers, the marketplace and colleagues; and what befalls this computer.
    async fn elsewhere(&mut self, act: &Act) {
        let world = self.world.clone();
        let now = world.now();
        match act {
            Act::Offline { ms } => {
                world.count("no line for a while");
                world.state().offline_until = now + ms;
            }
            Act::DiskFull { ms } => {
                world.count("disk full for a while");
                world.state().full_until = now + ms;
            }
            Act::ClockJump { ms } => {
                world.count("computer's clock set wrong");
                world.state().skew = *ms;
            }
            Act::Orders { count } => {
                world.control("/orders", Some(&json!({"count": count}))).await;
            }
            act => {
                // The worst moment is while something is under way for it.
                let busy = if self.chance.strikes(0.6) { ids(&world, UNDER_WAY) } else { vec![] };
                let all = if busy.is_empty() { ids(&world, OPEN) } else { busy };
                let Some(id) = self.chance.pick(&all).cloned() else { return };
                let hour = 3_600_000;
                let to = (now / hour + self.chance.between(2, 40)) * hour;
                let (path, body) = match act {
                    Act::BuyerCancels => ("/buyer_cancel", json!({"shipmentId": id})),
                    Act::Hold => ("/hold", json!({"shipmentId": id})),
                    Act::Unhold => ("/unhold", json!({"shipmentId": id})),
                    Act::MoveDate => ("/move_dispatch_by", json!({"shipmentId": id, "to": to})),
                    Act::Elsewhere(what) => ("/elsewhere", json!({"shipmentId": id, "act": what})),
                    _ => return,
                };
                world.tell(&format!("{path} {body}"));
                if world.control(path, Some(&body)).await.is_some() {
                    world.count(counted(act));
                    if let Act::Elsewhere(what) = act {
                        world.state().log.elsewhere(&id, what);
                    }
                }
            }
        }
    }
}

fn counted(act: &Act) -> &'static str {
    match act {
        Act::BuyerCancels => "buyer cancelled",
        Act::Hold => "held",
        Act::Unhold => "let go",
        Act::MoveDate => "dispatch-by moved",
        _ => "done elsewhere",
    }
}
