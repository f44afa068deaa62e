//! What to do now: open shipments by harm avoided per minute of work (`docs/guardrails.md` 11).

use std::collections::{BTreeMap, HashMap};

use super::board::{Cohort, Count, LeftOut, LineValue, Standing, Todo, TodoAct};
use super::judge::Case;
use super::policy::Metric;
use crate::{At, LocationId, Queue, ShipmentId};

/// A group names at most so many shipments.
const MOST_IDS: usize = 500;
/// Milliseconds of work where only the label or RTD is left.
const HALF_MINUTE: i64 = 30_000;

/// One open shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenShipment {
    /// Shipment.
    pub id: ShipmentId,
    /// Queue it waits in.
    pub queue: Queue,
    /// Warehouse.
    pub location: Option<LocationId>,
    /// Units not cancelled.
    pub units: u32,
    /// Current dispatch-by.
    pub due: Option<At>,
    /// Its label went to paper here.
    pub is_printed: bool,
    /// A serial number, box size or form number must be typed first.
    pub needs_entry: bool,
    /// An act on it is being checked; nothing may be done until that is decided.
    pub is_being_checked: bool,
}

/// How much a line's neglect weighs, and which line it is.
#[derive(Clone, Copy)]
struct Weight<'a> {
    weight: u32,
    line: Option<&'a LineValue>,
}

/// Act, warehouse, cut-off.
type Key<'a> = (u8, Option<&'a LocationId>, Option<At>);

#[derive(Default)]
struct Group<'a> {
    ids: Vec<(u64, ShipmentId)>,
    units: u32,
    harm: u64,
    work_ms: i64,
    weight: u32,
    line: Option<&'a LineValue>,
}

/// Groups of one act, warehouse and cut-off, most useful first; what is left out stands beside it by queue.
///
/// Adding packers leads, because it is the one thing that helps less the longer it waits. Then harm avoided per minute;
/// at a tie the earlier dispatch-by. What is being checked and what is late already (counted, still owed) stand last.
pub fn todo(case: &Case<'_>, open: &[OpenShipment], cohorts: &[Cohort], now: At) -> (Vec<Todo>, Vec<LeftOut>) {
    let lines = Lines::new(case, open, cohorts);
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut groups: BTreeMap<Key<'_>, (TodoAct, Group<'_>)> = BTreeMap::new();
    for shipment in open {
        let Some(act) = act_on(shipment, now) else {
            leave_out(&mut left_out, shipment.queue);
            continue;
        };
        if shipment.due.is_none() && act != TodoAct::Wait {
            continue;
        }
        let key = (act as u8, shipment.location.as_ref(), shipment.due);
        let (_, group) = groups.entry(key).or_insert_with(|| (act, Group::default()));
        let is_idle = matches!(act, TodoAct::Wait | TodoAct::SendLate);
        let weight = lines.weight(shipment.location.as_ref(), shipment.units);
        // What is due on a later day can still be done then.
        let is_later = shipment.due.is_some_and(|due| due.day() > now.day());
        let share = if is_later { 1 } else { 10 };
        let harm = if is_idle { 0 } else { u64::from(shipment.units) * u64::from(weight.weight) * share };
        let work_ms = work(shipment, act, case.policies.packs_per_hour);
        group.add(shipment, harm, work_ms, weight);
    }
    let made = groups.into_iter().map(|((_, location, due), (act, group))| group.finish(act, location.cloned(), due));
    let mut list: Vec<Todo> = made.chain(cohorts.iter().find_map(|cohort| packers(cohort, &lines, now))).collect();
    list.sort_by(|a, b| {
        let rank = (order(a.act), std::cmp::Reverse(a.weight)).cmp(&(order(b.act), std::cmp::Reverse(b.weight)));
        rank.then(a.due.cmp(&b.due)).then_with(|| a.location.cmp(&b.location))
    });
    (list, left_out)
}

fn act_on(shipment: &OpenShipment, now: At) -> Option<TodoAct> {
    let is_late = shipment.due.is_some_and(|due| due < now);
    match shipment.queue {
        _ if shipment.is_being_checked => Some(TodoAct::Wait),
        Queue::ToPack | Queue::ToPrint | Queue::Forms if is_late => Some(TodoAct::SendLate),
        Queue::Forms => Some(TodoAct::Enter),
        Queue::ToPack if shipment.needs_entry => Some(TodoAct::Enter),
        Queue::ToPack => Some(TodoAct::Pack),
        Queue::ToPrint if shipment.is_printed => Some(TodoAct::Dispatch),
        Queue::ToPrint => Some(TodoAct::Print),
        _ => None,
    }
}

fn work(shipment: &OpenShipment, act: TodoAct, packs_per_hour: u32) -> i64 {
    match act {
        TodoAct::Wait => 0,
        _ if shipment.queue == Queue::ToPrint => HALF_MINUTE,
        _ => crate::india::HOUR / i64::from(packs_per_hour.max(1)),
    }
}

fn leave_out(left_out: &mut Vec<LeftOut>, queue: Queue) {
    if !queue.has_deadline() {
        return;
    }
    match left_out.iter_mut().find(|left| left.queue == queue) {
        Some(left) => left.shipments += 1,
        None => left_out.push(LeftOut { queue, shipments: 1 }),
    }
}

/// Order of the acts: packers, then work by its use, then what is only waited for, then what is counted already.
fn order(act: TodoAct) -> u8 {
    match act {
        TodoAct::AddPackers => 0,
        TodoAct::Wait => 2,
        TodoAct::SendLate => 3,
        _ => 1,
    }
}

impl<'a> Group<'a> {
    fn add(&mut self, shipment: &OpenShipment, harm: u64, work_ms: i64, weight: Weight<'a>) {
        self.ids.push((harm * 1_000_000 / work_ms.max(1) as u64, shipment.id.clone()));
        self.units = self.units.saturating_add(shipment.units);
        self.harm += harm;
        self.work_ms += work_ms;
        if self.line.is_none() || weight.weight > self.weight {
            (self.weight, self.line) = (weight.weight, weight.line);
        }
    }

    fn finish(mut self, act: TodoAct, location: Option<LocationId>, due: Option<At>) -> Todo {
        let shipments = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.sort_by_key(|(use_of_it, _)| std::cmp::Reverse(*use_of_it));
        let matters = self.line.filter(|_| self.harm > 0);
        Todo {
            act,
            ids: self.ids.into_iter().take(MOST_IDS).map(|(_, id)| id).collect(),
            shipments,
            units: self.units,
            location,
            due,
            weight: hundredths_a_minute(self.harm, self.work_ms),
            minutes: minutes(self.work_ms),
            line: matters.map(|value| value.line.id.clone()),
            room: matters.map(|value| value.room),
        }
    }
}

/// More packers, for the first cut-off that needs them: shipments are packed in that order, and what helps it helps the next.
fn packers(cohort: &Cohort, lines: &Lines, now: At) -> Option<Todo> {
    let forecast = cohort.forecast.as_ref().filter(|forecast| forecast.extra_packers > 0 && forecast.misses > 0)?;
    let weight = lines.weight(cohort.location.as_ref(), forecast.miss_units);
    let harm = u64::from(forecast.miss_units) * u64::from(weight.weight) * 10;
    let work_ms = cohort.due.since(now).saturating_mul(i64::from(forecast.extra_packers));
    Some(Todo {
        act: TodoAct::AddPackers,
        ids: Vec::new(),
        shipments: forecast.misses,
        units: forecast.miss_units,
        location: cohort.location.clone(),
        due: Some(cohort.due),
        weight: hundredths_a_minute(harm, work_ms),
        minutes: forecast.packer_minutes,
        line: weight.line.map(|value| value.line.id.clone()),
        room: weight.line.map(|value| value.room),
    })
}

fn hundredths_a_minute(harm: u64, work_ms: i64) -> u32 {
    let scaled = u128::from(harm) * 600_000 / u128::from(work_ms.max(1).unsigned_abs());
    u32::try_from(scaled).unwrap_or(u32::MAX)
}

fn minutes(ms: i64) -> u32 {
    u32::try_from((ms + 59_999) / 60_000).unwrap_or(u32::MAX)
}

/// RTD lines of the account and of each warehouse.
struct Lines {
    account: Vec<LineValue>,
    places: HashMap<LocationId, Vec<LineValue>>,
}

impl Lines {
    fn new(case: &Case<'_>, open: &[OpenShipment], cohorts: &[Cohort]) -> Self {
        let mut places = HashMap::new();
        let locations = open.iter().filter_map(|shipment| shipment.location.as_ref());
        for location in locations.chain(cohorts.iter().filter_map(|cohort| cohort.location.as_ref())) {
            if !places.contains_key(location) {
                places.insert(location.clone(), case.lines(Some(location), Metric::RtdBreach));
            }
        }
        Self { account: case.lines(None, Metric::RtdBreach), places }
    }

    /// The tightest line these units would count in. Lines that cannot be judged weigh no more than lines that hold.
    fn weight(&self, location: Option<&LocationId>, units: u32) -> Weight<'_> {
        let here = location.and_then(|location| self.places.get(location)).map_or(&[] as &[LineValue], Vec::as_slice);
        let mut tightest = Weight { weight: 1, line: self.account.first() };
        for value in self.account.iter().chain(here) {
            let weight = match value.standing {
                Standing::Crossed => 100,
                Standing::Tight | Standing::Unsure | Standing::Holds if value.room <= Count(i64::from(units)) => 100,
                Standing::Tight => 10,
                Standing::Unsure | Standing::Holds | Standing::TooFew | Standing::Nothing => 1,
            };
            if weight > tightest.weight {
                tightest = Weight { weight, line: Some(value) };
            }
        }
        tightest
    }
}

#[cfg(test)]
mod tests;
