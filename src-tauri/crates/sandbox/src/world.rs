//! Everything about a shipment that never changes, worked out from (seed, index) each time it is asked for.
//!
//! Owns no dynamic state: a million orders cost no memory here. What happens to a shipment is kept in `market`.

pub(crate) mod catalogue;
pub(crate) mod demand;
pub(crate) mod history;
pub(crate) mod ids;
pub(crate) mod past;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod scenario;
pub(crate) mod seller;
pub(crate) mod stream;
pub(crate) mod terms;

use catalogue::{Catalogue, Product};
use history::Opening;
use ids::Slot;
use past::Past;
use scenario::{Fixed, Plan, Scenario};
pub(crate) use terms::Terms;

use crate::config::Rates;
use crate::draw::Draw;
use crate::india::{self, DAY, HOUR, MINUTE};

const REPLACEMENT_AFTER: u32 = 211;
const EXPRESS_SHARE: f64 = 0.13;

/// What is known about an order that came after the opening: when, and what was asked for on purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Birth {
    pub(crate) order_at: i64,
    pub(crate) sku: Option<u16>,
    pub(crate) site: Option<u8>,
    pub(crate) quantity: Option<u32>,
    /// May be packed at once.
    pub(crate) actionable: bool,
    /// A plain shipment: one line, nothing special, no luck of its own.
    pub(crate) plain: bool,
    /// The seller delivers it itself.
    pub(crate) self_ship: bool,
}

/// The facts that searches look at; cheap, no text, no list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Core {
    pub(crate) index: u32,
    pub(crate) order_at: i64,
    pub(crate) after_at: i64,
    pub(crate) by_at: i64,
    pub(crate) site: u8,
    pub(crate) courier: u8,
    pub(crate) express: bool,
    pub(crate) cod: bool,
    /// The seller delivers it itself (contract 6.3).
    pub(crate) self_ship: bool,
}

impl Core {
    /// The wire's word for how it travels (contract 7.1).
    pub(crate) fn kind(&self) -> &'static str {
        match () {
            () if self.self_ship => "SELF",
            () if self.express => "EXPRESS",
            () => "NORMAL",
        }
    }
}

/// One line of goods.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) product: u16,
    pub(crate) quantity: u32,
    pub(crate) item: u64,
    /// The ordinal of the line whose item id names the cancellation group.
    pub(crate) group: usize,
    /// Unit price in paise; 0 for a freebie.
    pub(crate) price: i64,
    /// Paise for the whole line.
    pub(crate) shipping: i64,
    /// Paise for the whole line.
    pub(crate) discount: i64,
}

impl Line {
    pub(crate) fn selling(&self, quantity: u32) -> i64 {
        self.price * i64::from(quantity)
    }
}

/// A shipment as it was ordered.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) core: Core,
    pub(crate) order_number: u64,
    pub(crate) replacement: bool,
    pub(crate) boxes: u8,
    pub(crate) lines: Vec<Line>,
}

impl Facts {
    pub(crate) fn order_id(&self) -> String {
        format!("OD{}", self.order_number)
    }

    pub(crate) fn group_id(&self, line: &Line) -> String {
        format!("grp{}", self.lines[line.group].item)
    }

    pub(crate) fn mps(&self) -> bool {
        self.boxes > 1
    }
}

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) epoch: i64,
    pub(crate) existing: u32,
    /// How many of the existing orders are still to be handed over.
    pub(crate) open: u32,
    /// Days of history.
    pub(crate) days: u32,
    pub(crate) rates: Rates,
    pub(crate) scenario: Option<Scenario>,
    self_ship_bp: u32,
    pub(crate) catalogue: Catalogue,
}

impl World {
    pub(crate) fn new(terms: Terms) -> Self {
        let Terms { seed, epoch, existing, rates, days, scenario, self_ship_bp } = terms;
        let (existing, open, days) = match scenario.map(Scenario::plan) {
            Some(plan) => (plan.closed() + plan.open(), plan.open(), scenario::DAYS),
            None => {
                let open = history::open_orders(existing);
                (existing, open, days.unwrap_or_else(|| history::usual_days(existing - open)))
            }
        };
        Self { seed, epoch, existing, open, days, rates, scenario, self_ship_bp, catalogue: Catalogue::new(seed) }
    }

    /// How many of the existing orders are history.
    pub(crate) fn closed(&self) -> u32 {
        self.existing - self.open
    }

    pub(crate) fn plan(&self) -> Option<&'static Plan> {
        self.scenario.map(Scenario::plan)
    }

    /// What the scenario has fixed for a shipment of the past.
    pub(crate) fn fixed(&self, index: u32) -> Option<Fixed> {
        self.plan().filter(|_| index < self.closed()).and_then(|plan| plan.fixed(index))
    }

    /// What a shipment of the past has been through; nothing where it belongs to the open ones.
    pub(crate) fn past(&self, index: u32) -> Option<Past> {
        (index < self.closed()).then(|| past::past(self, &self.core(index, None)))
    }

    /// The first dispatch-by date of a shipment of the past whose date was moved.
    pub(crate) fn moved_from(&self, index: u32) -> Option<i64> {
        if index >= self.closed() || self.fixed(index).is_some() {
            return None;
        }
        let draw = self.draw(index);
        let express = draw.chance(stream::EXPRESS, EXPRESS_SHARE);
        let (_, after_at, by_at) = history::closed_times(self, index, express, draw);
        past::moved(draw, after_at, by_at).map(|_| by_at)
    }

    pub(crate) fn draw(&self, index: u32) -> Draw {
        Draw::of(self.seed, u64::from(index))
    }

    pub(crate) fn shipment_id(&self, index: u32) -> String {
        ids::shipment_id(self.seed, index)
    }

    pub(crate) fn opening(&self, index: u32) -> Opening {
        history::opening(self, index)
    }

    pub(crate) fn core(&self, index: u32, birth: Option<&Birth>) -> Core {
        let draw = self.draw(index);
        let plain = birth.is_some_and(|b| b.plain) || self.fixed(index).is_some();
        let site = birth.and_then(|b| b.site).unwrap_or_else(|| seller::pick_site(draw, stream::SITE));
        let express = !plain && draw.chance(stream::EXPRESS, EXPRESS_SHARE);
        let courier = seller::pick_courier(draw, stream::COURIER, site);
        let cod = draw.chance(stream::COD, 0.46);
        let (order_at, after_at, by_at) = match birth {
            Some(birth) => self.live_times(draw, birth, express),
            None => history::times(self, index, express),
        };
        let self_ship = match birth {
            Some(birth) if plain => birth.self_ship,
            _ => !plain && !express && index >= self.closed() && self.is_self_shipped(draw),
        };
        Core { index, order_at, after_at, by_at, site, courier, express, cod, self_ship }
    }

    fn is_self_shipped(&self, draw: Draw) -> bool {
        self.scenario.is_none() && draw.below(stream::SELF_SHIP, 10_000) < u64::from(self.self_ship_bp)
    }

    fn live_times(&self, draw: Draw, birth: &Birth, express: bool) -> (i64, i64, i64) {
        if birth.actionable {
            let by_at = dispatch_by(birth.order_at, express, draw).max(birth.order_at + 2 * HOUR);
            return (birth.order_at, birth.order_at, by_at);
        }
        let after_at = dispatch_after(birth.order_at, draw, birth.plain);
        (birth.order_at, after_at, dispatch_by(after_at, express, draw))
    }

    pub(crate) fn facts(&self, index: u32, birth: Option<&Birth>) -> Facts {
        let core = self.core(index, birth);
        let draw = self.draw(index);
        // What a scenario counts is one unit, so that its counts are exact.
        let plain = birth.is_some_and(|b| b.plain || b.sku.is_some()) || self.fixed(index).is_some();
        let (order, slot) = if plain { (index, Slot::Own) } else { self.order_of(index) };
        let order_number = ids::order_number(self.seed, order);
        let first = birth.and_then(|b| b.sku).unwrap_or_else(|| {
            let wanted = self.catalogue.demanded(draw.unit(stream::DEMAND));
            if plain { self.ordinary(wanted, draw) } else { wanted }
        });
        let boxes = self.catalogue.product(first).boxes;
        let mut products = vec![first];
        if !plain && boxes == 1 {
            for extra in 1..line_count(draw) {
                let other = self.catalogue.demanded(draw.unit(stream::DEMAND + extra));
                if !products.contains(&other) && self.catalogue.product(other).boxes == 1 {
                    products.push(other);
                }
            }
        }
        let freebie = products.len() > 1 && draw.chance(stream::FREEBIE, 0.15);
        let last = products.len() - 1;
        let lines = products
            .iter()
            .enumerate()
            .map(|(n, product)| {
                let quantity =
                    birth.and_then(|b| b.quantity).unwrap_or_else(|| self.quantity(*product, n, draw, plain));
                let free = freebie && n == last;
                let item = ids::item_number(order_number, slot, n);
                self.line(*product, quantity, item, if free { 0 } else { n }, free, draw)
            })
            .collect();
        Facts { core, order_number, replacement: slot == Slot::Replacement, boxes, lines }
    }

    /// A product that needs nothing special, near the wanted one.
    fn ordinary(&self, wanted: u16, draw: Draw) -> u16 {
        let product = self.catalogue.product(wanted);
        if product.serial || product.boxes > 1 { draw.below(stream::DEMAND, 200) as u16 } else { wanted }
    }

    fn quantity(&self, product: u16, n: usize, draw: Draw, plain: bool) -> u32 {
        let product = self.catalogue.product(product);
        if product.serial || product.boxes > 1 || plain {
            return 1;
        }
        match draw.below(stream::QUANTITY + n as u64, 100) {
            0..=86 => 1,
            87..=94 => 2,
            95..=97 => 3,
            98 => 4,
            _ => 6,
        }
    }

    fn line(&self, product: u16, quantity: u32, item: u64, group: usize, free: bool, draw: Draw) -> Line {
        let price = if free { 0 } else { self.catalogue.product(product).price };
        let shipping = if free || price >= 50_000 { 0 } else { 4_000 + draw.between(stream::DISCOUNT, 0, 6) * 500 };
        let discount = if !free && draw.chance(stream::DISCOUNT + 1, 0.2) { price / 20 / 100 * 100 } else { 0 };
        Line { product, quantity, item, group, price, shipping, discount }
    }

    /// The order a shipment belongs to. A few orders are split over two shipments, a few come again as replacements.
    fn order_of(&self, index: u32) -> (u32, Slot) {
        let draw = self.draw(index);
        if index >= 1 && draw.chance(stream::SPLIT, 0.006) && !self.is_derived(index - 1) {
            return (index - 1, Slot::Split);
        }
        if index >= REPLACEMENT_AFTER
            && draw.chance(stream::REPLACEMENT, 0.004)
            && !self.is_derived(index - REPLACEMENT_AFTER)
        {
            return (index - REPLACEMENT_AFTER, Slot::Replacement);
        }
        (index, Slot::Own)
    }

    fn is_derived(&self, index: u32) -> bool {
        let draw = self.draw(index);
        draw.chance(stream::SPLIT, 0.006) || draw.chance(stream::REPLACEMENT, 0.004)
    }

    /// Candidates for the shipments of an order; the caller checks which of them really carry its id.
    pub(crate) fn shipments_of_order(&self, order: u32) -> [u32; 3] {
        [order, order.saturating_add(1), order.saturating_add(REPLACEMENT_AFTER)]
    }

    pub(crate) fn product(&self, line: &Line) -> &Product {
        self.catalogue.product(line.product)
    }

    pub(crate) fn tracking_id(&self, facts: &Facts, part: u8) -> String {
        let draw = self.draw(facts.core.index);
        let number = (draw.raw(stream::TRACKING) / 4).wrapping_add(u64::from(part)) % 10_000_000_000;
        let courier = &seller::COURIERS[usize::from(facts.core.courier)];
        match (courier.prefix, facts.core.cod) {
            ("FMP", true) => format!("FMPC{number:010}"),
            ("FMP", false) => format!("FMPP{number:010}"),
            (prefix, _) => format!("{prefix}{number:010}"),
        }
    }

    pub(crate) fn invoice_number(&self, facts: &Facts) -> String {
        let site = usize::from(facts.core.site);
        let letter = ['A', 'B', 'C'][site % 3];
        format!("FA{letter}M26{:010}", u64::from(facts.core.index) + 1_000)
    }
}

fn line_count(draw: Draw) -> u64 {
    match draw.below(stream::LINES, 100) {
        0..=84 => 1,
        85..=95 => 2,
        96..=98 => 3,
        _ => 4,
    }
}

/// The window opens five to six minutes after the order; some orders wait for the next morning's slot.
pub(crate) fn dispatch_after(order_at: i64, draw: Draw, plain: bool) -> i64 {
    let soon = order_at + draw.between(stream::WINDOW, 5 * MINUTE, 6 * MINUTE);
    if !plain && draw.chance(stream::SLOTTED, 0.05) {
        let today = india::day(order_at);
        let morning = india::at(today, 6 * 60);
        return if morning > soon { morning } else { india::at(today + 1, 6 * 60) };
    }
    soon
}

/// The first cut-off that leaves the promised time: hours for express, mostly the next day otherwise.
pub(crate) fn dispatch_by(from: i64, express: bool, draw: Draw) -> i64 {
    if express {
        return cut_off_after(from + 150 * MINUTE, &[10, 12, 14, 16, 18]);
    }
    let today = india::day(from);
    let early = india::time_of_day(from) < 11 * HOUR;
    match draw.below(stream::SLA, 100) {
        0..=44 if early => india::at(today, 16 * 60),
        0..=84 => india::at(today + 1, [10, 12, 16][draw.below(stream::DUE, 3) as usize] * 60),
        _ => india::at(today + 2, [12, 16][draw.below(stream::DUE, 2) as usize] * 60),
    }
}

/// The first of the daily cut-off hours after an instant.
pub(crate) fn cut_off_after(from: i64, hours: &[i64]) -> i64 {
    let today = india::day(from);
    hours
        .iter()
        .map(|h| india::at(today, h * 60))
        .find(|t| *t > from)
        .unwrap_or_else(|| india::at(today, hours.first().copied().unwrap_or(10) * 60) + DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> World {
        World::new(Terms { seed: 5, epoch: 1_780_000_000_000, existing: 2_000, ..Terms::default() })
    }

    #[test]
    fn the_same_seed_gives_the_same_shipment() {
        let (one, two) = (world(), world());
        for index in [0, 17, 1_999] {
            assert_eq!(format!("{:?}", one.facts(index, None)), format!("{:?}", two.facts(index, None)));
        }
    }

    #[test]
    fn all_lines_of_a_shipment_are_of_one_order_and_differ() {
        let world = world();
        for index in 0..2_000 {
            let facts = world.facts(index, None);
            let mut items: Vec<u64> = facts.lines.iter().map(|l| l.item).collect();
            items.dedup();
            assert_eq!(items.len(), facts.lines.len(), "item ids are unique in a shipment");
            assert!(items.iter().all(|i| i / 100 == facts.order_number / 100));
            assert!(facts.core.by_at > facts.core.order_at, "due after it was ordered");
            assert!(facts.core.after_at >= facts.core.order_at);
        }
    }

    #[test]
    fn split_orders_and_replacements_share_an_order_id() {
        let world = world();
        let derived = (0..2_000).filter(|i| world.order_of(*i).0 != *i).count();
        assert!((5..60).contains(&derived), "rare, got {derived} of 2000");
    }
}
