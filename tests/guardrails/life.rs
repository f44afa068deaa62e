//! What really becomes of one made-up shipment, and how it looks at a moment.

use godown_domain::shipment::{ItemSeen, SubShipmentSeen};
use godown_domain::{At, Paise, ShipmentSeen, ShipmentState};
use rand::Rng;
use rand::rngs::StdRng;

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
/// The moment of the world: 2026-11-21 14:48 in India.
pub const NOW: i64 = 1_795_252_680_000;

/// Reason, sub-reason and date, each with the moment from which on the marketplace shows it.
#[derive(Debug, Clone, Default)]
struct Why {
    date: Option<(i64, i64)>,
    reason: Option<&'static str>,
    sub_reason: Option<&'static str>,
}

/// How a line ends before it is delivered.
#[derive(Debug, Clone)]
struct Cancel {
    at: i64,
    /// It was a mistake and taken back.
    until: i64,
    courier: bool,
    why: Why,
}

#[derive(Debug, Clone)]
struct Line {
    id: String,
    units: u32,
    price: i64,
    /// Stands this much behind the shipment.
    lag: i64,
    appears: i64,
    vanishes: i64,
    reappears: i64,
    fewer: Option<(i64, u32, Why)>,
    more: Option<(i64, u32)>,
    cancel: Option<Cancel>,
}

/// One shipment.
#[derive(Debug, Clone)]
pub struct Life {
    pub id: String,
    pub order: String,
    pub location: Option<String>,
    pub ordered: i64,
    knows_order_date: bool,
    pub due: Option<i64>,
    due_moves: Option<(i64, Option<i64>)>,
    steps: Vec<(i64, ShipmentState)>,
    lines: Vec<Line>,
    pub to_pin: Option<&'static str>,
    /// Sightings, earliest first.
    pub looks: Vec<i64>,
    /// Our own RTD: sent, answered, proven.
    pub rtd: Option<(i64, i64, i64)>,
    /// Our own cancellation.
    pub cancel: Option<(i64, i64, i64)>,
    /// Lists of cancellations it is found in, and when.
    pub lists: Vec<(i64, u8)>,
    /// Imported: a return, of which line and how many; a repeated pickup.
    pub told_return: Option<(bool, u32)>,
    pub reattempts: Vec<i64>,
    /// Seller Hub lists it as a breach.
    pub told_breach: bool,
}

const REASONS: [(Option<&str>, Option<&str>); 9] = [
    (None, None),
    (Some("seller_cancellation"), None),
    (Some("Seller Cancellation"), Some("not_enough_inventory")),
    (Some("order_cancelled"), Some("delivery-time-long")),
    (Some("order_cancelled"), None),
    (Some("cancellation_requested"), None),
    (Some("marketplace_cancellation"), None),
    (Some("something_new"), Some("cannot procure item")),
    (Some("nobody_knows"), Some("why")),
];
const PINS: [Option<&str>; 8] = [
    Some("421302"),
    Some("400001"),
    Some("560034"),
    Some("110001"),
    Some("700001"),
    Some("990001"),
    Some(" 421302 "),
    None,
];

fn why(rng: &mut StdRng, at: i64) -> Why {
    let (reason, sub_reason) = REASONS[rng.random_range(0..REASONS.len())];
    let date =
        rng.random_bool(0.7).then(|| (at, at + if rng.random_bool(0.2) { rng.random_range(0..2 * DAY) } else { 0 }));
    Why { date, reason, sub_reason }
}

impl Life {
    pub fn new(rng: &mut StdRng, n: usize, order: String, location: Option<String>) -> Self {
        let ordered = NOW - rng.random_range(0..90 * DAY);
        let sla = [6, 20, 26, 30, 50, 74][rng.random_range(0..6)] * HOUR;
        let due = (!rng.random_bool(0.01)).then_some(ordered + sla);
        let packed = ordered + rng.random_range(10 * MINUTE..sla);
        // Some just before or after the cut-off, a few long after it.
        let ready = match rng.random_range(0..20) {
            0 => ordered + sla + rng.random_range(-3 * HOUR..3 * HOUR),
            1 => ordered + sla + rng.random_range(0..DAY),
            _ => packed + rng.random_range(0..4 * HOUR),
        };
        let ready = ready.max(packed);
        let picked = ready + rng.random_range(HOUR..20 * HOUR);
        let shipped = picked + rng.random_range(0..6 * HOUR);
        let delivered = shipped + rng.random_range(DAY..6 * DAY);
        let mut steps = vec![
            (ordered, ShipmentState::Approved),
            (packed - 5 * MINUTE, ShipmentState::PackingInProgress),
            (packed, ShipmentState::Packed),
            (ready, ShipmentState::ReadyToDispatch),
            (picked, ShipmentState::PickupComplete),
            (shipped, ShipmentState::Shipped),
            (delivered, ShipmentState::Delivered),
        ];
        match rng.random_range(0..100) {
            0..=5 => {
                steps.push((delivered + rng.random_range(HOUR..5 * DAY), ShipmentState::ReturnRequested));
                if rng.random_bool(0.5) {
                    steps.push((delivered + 7 * DAY, ShipmentState::Returned));
                }
            }
            6..=30 => steps.push((delivered + 2 * DAY, ShipmentState::Completed)),
            // A word nobody knows, on the way.
            31 => steps.insert(5, (picked + MINUTE, ShipmentState::from_wire("AT_THE_HUB"))),
            // It stops somewhere.
            32..=36 => steps.truncate(rng.random_range(1..6)),
            _ => {}
        }
        let count = [1, 1, 1, 1, 2, 3][rng.random_range(0..6)];
        let mut lines: Vec<Line> = (0..count).map(|index| Line::new(rng, n, index, ordered, sla)).collect();
        let whole = rng.random_bool(0.04).then(|| ordered + rng.random_range(MINUTE..picked - ordered));
        let on_road = rng.random_bool(0.01).then(|| shipped + rng.random_range(0..2 * DAY));
        if let Some((at, courier)) = whole.map(|at| (at, false)).or(on_road.map(|at| (at, true))) {
            let why = why(rng, at);
            let until = if rng.random_bool(0.03) { at + DAY } else { i64::MAX };
            for line in &mut lines {
                line.cancel = Some(Cancel { at, until, courier, why: why.clone() });
            }
        }
        let cancelled_at = lines.iter().filter_map(|line| line.cancel.as_ref().map(|cancel| cancel.at)).min();
        let has_fewer = lines.iter().any(|line| line.fewer.is_some());
        let knows_order_date = !rng.random_bool(0.01);
        let due_moves = rng.random_bool(0.05).then(|| {
            let to = rng.random_bool(0.9).then(|| ordered + sla + rng.random_range(-12 * HOUR..36 * HOUR));
            (ordered + rng.random_range(0..sla + DAY), to)
        });
        let rtd = (location.is_some() && steps.len() > 3 && rng.random_bool(0.3)).then(|| {
            let sent = ready + rng.random_range(-2 * MINUTE..20 * MINUTE);
            (sent, sent + rng.random_range(200..40_000), sent + rng.random_range(40_000..HOUR))
        });
        let cancel = cancelled_at.filter(|_| location.is_some() && rng.random_bool(0.25)).map(|at| {
            let sent = at + rng.random_range(-HOUR..2 * MINUTE);
            (sent, sent + 900, sent + rng.random_range(1_000..HOUR))
        });
        let mut lists = vec![];
        if cancelled_at.is_some() || has_fewer {
            for whose in 0..3 {
                if rng.random_bool(0.2) {
                    lists.push((ordered + rng.random_range(DAY..9 * DAY), whose));
                }
            }
        }
        let mut life = Self {
            id: format!("s{n}"),
            order,
            location,
            ordered,
            knows_order_date,
            due,
            due_moves,
            steps,
            lines,
            to_pin: PINS[rng.random_range(0..PINS.len())],
            looks: vec![],
            rtd,
            cancel,
            lists,
            told_breach: rng.random_bool(0.03),
            told_return: rng.random_bool(0.01).then(|| (rng.random_bool(0.5), rng.random_range(0..3))),
            reattempts: if rng.random_bool(0.02) {
                vec![picked - rng.random_range(0..2 * DAY), picked - HOUR]
            } else {
                vec![]
            },
        };
        life.look(rng);
        life
    }

    /// When it is read: some from the start, some long after; often around a change.
    fn look(&mut self, rng: &mut StdRng) {
        let first = if rng.random_bool(0.85) { rng.random_range(0..6 * HOUR) } else { rng.random_range(0..12 * DAY) };
        let first = self.ordered + first;
        let mut looks = vec![first];
        for _ in 0..rng.random_range(1..6) {
            looks.push(first + rng.random_range(0..10 * DAY));
        }
        for (at, _) in &self.steps {
            if rng.random_bool(0.3) {
                looks.push(at + rng.random_range(-2 * HOUR..2 * HOUR));
            }
        }
        if let Some(due) = self.due.filter(|_| rng.random_bool(0.3)) {
            looks.push(due + rng.random_range(-30 * MINUTE..30 * MINUTE));
        }
        looks.retain(|at| *at >= first && *at <= NOW && self.is_there(*at));
        looks.sort_unstable();
        looks.dedup();
        self.looks = looks;
    }

    fn is_there(&self, at: i64) -> bool {
        at >= self.ordered && self.lines.iter().any(|line| line.is_there(at))
    }

    fn state(&self, at: i64) -> ShipmentState {
        let step = self.steps.iter().rev().find(|(from, _)| *from <= at);
        step.map_or(ShipmentState::Approved, |(_, state)| state.clone())
    }

    /// How a read sent at `at` shows it.
    pub fn seen(&self, at: i64) -> ShipmentSeen {
        let due = self.due_moves.filter(|(from, _)| *from <= at).map_or(self.due, |(_, to)| to);
        // The order date of some comes to be known late, of a few never.
        let knows = self.knows_order_date || (self.ordered % 2 == 0 && at > self.ordered + 2 * DAY);
        ShipmentSeen {
            shipment_id: self.id.as_str().into(),
            order_id: self.order.as_str().into(),
            location_id: self.location.as_deref().map(Into::into),
            ordered_at: knows.then_some(At(self.ordered)),
            dispatch_after: Some(At(self.ordered + 5 * MINUTE)),
            dispatch_by: due.map(At),
            updated_at: None,
            hold: at % 7 == 0,
            mps: false,
            shipment_type: "NORMAL".into(),
            cod: false,
            replacement: false,
            items: self.lines.iter().filter(|line| line.is_there(at)).map(|line| line.seen(self, at)).collect(),
            sub_shipments: vec![SubShipmentSeen { sub_shipment_id: "SS-1".into(), size: None, package_title: None }],
            forms: vec![],
        }
    }

    pub fn line_ids(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.id.as_str())
    }

    pub fn first_line(&self) -> &str {
        self.lines.first().map_or("", |line| line.id.as_str())
    }
}

impl Line {
    fn new(rng: &mut StdRng, n: usize, index: usize, ordered: i64, sla: i64) -> Self {
        let units = [1, 1, 1, 2, 3, 4][rng.random_range(0..6)];
        let some_time = |rng: &mut StdRng| ordered + rng.random_range(HOUR..sla + 2 * DAY);
        let fewer = (units > 1 && rng.random_bool(0.03)).then(|| {
            let at = some_time(rng);
            (at, rng.random_range(1..units), why(rng, at))
        });
        let more = (fewer.is_none() && rng.random_bool(0.005)).then(|| (some_time(rng), 1));
        let vanishes = if index > 0 && rng.random_bool(0.02) { some_time(rng) } else { i64::MAX };
        let reappears = if vanishes < i64::MAX && rng.random_bool(0.3) { vanishes + DAY } else { i64::MAX };
        let cancel = (index > 0 && rng.random_bool(0.03)).then(|| {
            let at = some_time(rng);
            let until = if rng.random_bool(0.05) { at + 2 * DAY } else { i64::MAX };
            Cancel { at, until, courier: rng.random_bool(0.1), why: why(rng, at) }
        });
        Self {
            id: format!("i{n}-{index}"),
            units,
            price: rng.random_range(100..200_000),
            lag: if rng.random_bool(0.03) { rng.random_range(0..2 * DAY) } else { 0 },
            appears: if index > 0 && rng.random_bool(0.02) { some_time(rng) } else { i64::MIN },
            vanishes,
            reappears,
            fewer,
            more,
            cancel,
        }
    }

    fn is_there(&self, at: i64) -> bool {
        at >= self.appears && (at < self.vanishes || at >= self.reappears)
    }

    fn seen(&self, life: &Life, at: i64) -> ItemSeen {
        let fewer = self.fewer.as_ref().filter(|(from, ..)| *from <= at);
        let more = self.more.filter(|(from, _)| *from <= at).map_or(0, |(_, units)| units);
        let units = self.units + more - fewer.map_or(0, |(_, units, _)| *units);
        let cancel = self.cancel.as_ref().filter(|cancel| cancel.at <= at && at < cancel.until);
        let why = cancel.map(|cancel| cancel.why.clone()).or(fewer.map(|(.., why)| why.clone())).unwrap_or_default();
        ItemSeen {
            order_item_id: self.id.as_str().into(),
            cancellation_group_id: None,
            state: if cancel.is_some() { ShipmentState::Cancelled } else { life.state(at - self.lag) },
            quantity: units,
            sku: "SKU-1".into(),
            fsn: "FSN1".into(),
            listing_id: "LST1".into(),
            title: "Shirt".into(),
            hsn: None,
            // The price is that of what the line holds, odd paise and all.
            total_price: Paise(self.price * i64::from(units) + self.price % 7),
            selling_price: Paise(self.price),
            courier_return: cancel.is_some_and(|cancel| cancel.courier),
            cancelled_at: why.date.filter(|(_, shown)| *shown <= at).map(|(date, _)| At(date)),
            cancel_reason: why.reason.map(Into::into),
            cancel_sub_reason: why.sub_reason.map(Into::into),
        }
    }
}
