//! The list: every parcel that is asked, packed and due, or ready, and not both ready and counted.

use std::collections::BTreeMap;

use godown_domain::india::MINUTE;
use godown_domain::watchdog::{
    Compared, LabelAge, Missing, OneOf, WatchCounts, WatchDid, WatchNext, WatchRow, WatchedPickup, compare, count_gap,
    level, minutes_left,
};
use godown_domain::{At, IntentState, LocationId};
use godown_store::handover::{HandoverRow, Window};
use godown_store::intent::IntentRow;
use godown_store::watchdog::Parcel;
use godown_store::{Connection, StoreError};

use super::{Watched, labels};
use crate::handover::group_of;

/// A count is asked for so long after a parcel read ready: it may lag a little behind.
const COUNT_LAG_MS: i64 = 20_000;
/// Two readings of a count are never closer than this.
const CLOSEST_MS: i64 = 30_000;

/// Warehouse, courier group, of several boxes.
type Key = (LocationId, String, bool);

fn key(parcel: &Parcel) -> Key {
    (parcel.location.clone(), group_of(&parcel.courier), parcel.is_mps)
}

/// Everything the list is made of, read at one moment.
struct Material {
    parcels: Vec<Parcel>,
    counts: Vec<(LocationId, HandoverRow)>,
    reads: BTreeMap<LocationId, At>,
    windows: Vec<Window>,
    short: BTreeMap<Key, u32>,
    now: At,
    offline: bool,
}

impl Material {
    fn read(conn: &Connection, location: Option<&LocationId>, now: At, offline: bool) -> Result<Self, StoreError> {
        let short = godown_store::watchdog::short(conn)?;
        Ok(Self {
            parcels: godown_store::watchdog::parcels(conn, location)?,
            counts: godown_store::handover::list(conn, location)?,
            reads: godown_store::handover::reads(conn)?.into_iter().collect(),
            windows: godown_store::handover::windows(conn, now)?,
            short: short.into_iter().map(|one| ((one.location, one.courier_group, one.is_mps), one.short)).collect(),
            now,
            offline,
        })
    }

    /// The next pickup of a group: the one the last count told, else its usual hours.
    fn window(&self, (location, group, is_mps): &Key) -> Option<(At, At)> {
        let told =
            self.counts.iter().find(|(at, row)| at == location && row.courier_group == *group && row.is_mps == *is_mps);
        let told = told.and_then(|(_, row)| row.pickup_from.zip(row.pickup_to)).filter(|(_, to)| *to > self.now);
        told.or_else(|| {
            let usual = self.windows.iter().find(|one| one.location == *location && one.courier_group == *group);
            usual.map(|one| (one.from, one.to))
        })
    }

    fn read_at(&self, location: &LocationId) -> Option<At> {
        self.reads.get(location).copied()
    }

    /// Ready parcels of a group that the last count judged.
    fn judged(&self, wanted: &Key) -> Vec<&Parcel> {
        let read_at = self.read_at(&wanted.0);
        let is_judged =
            |parcel: &&Parcel| parcel.ready_at.is_some_and(|ready| read_at.is_some_and(|read| ready <= read));
        self.parcels.iter().filter(is_judged).filter(|parcel| key(parcel) == *wanted).collect()
    }

    /// The shortfall a parcel may be meant by.
    fn one_of(&self, wanted: &Key) -> BTreeMap<String, OneOf> {
        let Some(by) = self.short.get(wanted).copied() else { return BTreeMap::new() };
        let judged = self.judged(wanted);
        let flags: Vec<bool> = judged.iter().map(|parcel| parcel.counted_at.is_some()).collect();
        let all = u32::try_from(judged.len()).unwrap_or(u32::MAX);
        match compare(all.saturating_sub(by), &flags) {
            Compared::All => BTreeMap::new(),
            Compared::Short { short, candidates } => {
                let of = OneOf { short, candidates: u32::try_from(candidates.len()).unwrap_or(u32::MAX) };
                candidates.into_iter().filter_map(|at| Some((judged.get(at)?.shipment_id.0.clone(), of))).collect()
            }
        }
    }

    /// When the counts of a warehouse are read next by itself; none where they would prove nothing.
    fn next_count(&self, location: &LocationId) -> Option<At> {
        let waits = |parcel: &&Parcel| parcel.location == *location && parcel.ready_at.is_some();
        let doubtful: Vec<&Parcel> = self
            .parcels
            .iter()
            .filter(waits)
            .filter(|parcel| parcel.counted_at.is_none() || self.short.contains_key(&key(parcel)))
            .collect();
        if doubtful.is_empty() {
            return None;
        }
        let from = doubtful.iter().filter_map(|parcel| self.window(&key(parcel))).map(|(from, _)| from).min();
        let Some(read) = self.read_at(location) else { return Some(self.now) };
        let newest = doubtful.iter().filter_map(|parcel| parcel.ready_at).filter(|ready| *ready > read).max();
        let regular = read.plus(count_gap(from, self.now));
        let fresh = newest.map(|ready| ready.plus(COUNT_LAG_MS).max(read.plus(CLOSEST_MS)));
        Some(fresh.map_or(regular, |fresh| fresh.min(regular)))
    }
}

/// Warehouses whose counts are to be read now.
pub(super) fn due_counts(conn: &Connection, now: At) -> Result<Vec<LocationId>, StoreError> {
    let material = Material::read(conn, None, now, false)?;
    let mut places: Vec<LocationId> = material.parcels.iter().map(|parcel| parcel.location.clone()).collect();
    places.sort();
    places.dedup();
    places.retain(|place| !place.as_str().is_empty() && material.next_count(place).is_some_and(|at| at <= now));
    Ok(places)
}

/// The whole picture.
pub(super) fn watched(
    conn: &Connection,
    location: Option<&LocationId>,
    now: At,
    offline: bool,
) -> Result<Watched, StoreError> {
    let material = Material::read(conn, location, now, offline)?;
    let mut keys: Vec<Key> = material.parcels.iter().map(key).collect();
    keys.extend(material.counts.iter().map(|(at, row)| (at.clone(), row.courier_group.clone(), row.is_mps)));
    keys.sort();
    keys.dedup();
    let one_of: BTreeMap<Key, BTreeMap<String, OneOf>> =
        keys.iter().map(|key| (key.clone(), material.one_of(key))).collect();
    let mut rows: Vec<WatchRow> =
        material.parcels.iter().filter_map(|parcel| row(&material, parcel, one_of.get(&key(parcel))?)).collect();
    rows.sort_by(|a, b| {
        let order = |row: &WatchRow| (row.pickup_from.map_or(i64::MAX, |at| at.0), row.missing);
        order(a).cmp(&order(b))
    });
    let names: BTreeMap<LocationId, String> = godown_store::location::list(conn)?.into_iter().collect();
    let mut pickups: Vec<WatchedPickup> = keys
        .into_iter()
        .filter(|(_, group, _)| !group.is_empty())
        .map(|key| pickup(&material, key, &names, &rows))
        .collect();
    pickups.sort_by_key(|pickup| pickup.from.map_or(i64::MAX, |at| at.0));
    let labels = labels::late(conn, location, now)?;
    let counts = counted(&rows, &pickups, &labels, now);
    let mut places: Vec<&LocationId> = material.parcels.iter().map(|parcel| &parcel.location).collect();
    places.sort();
    places.dedup();
    let next_count_at = places.into_iter().filter_map(|place| material.next_count(place)).min();
    let counted_at = match location {
        Some(location) => material.read_at(location),
        None => material.reads.values().copied().max(),
    };
    Ok(Watched { rows, pickups, labels, counts, counted_at, next_count_at })
}

fn counted(
    rows: &[WatchRow],
    pickups: &[WatchedPickup],
    labels: &[godown_domain::watchdog::LateLabel],
    now: At,
) -> WatchCounts {
    let of = |missing| rows.iter().filter(|row| row.missing == missing).count() as u32;
    let lacking = pickups.iter().filter(|one| one.missing > 0).filter_map(|one| one.from);
    let late = labels.iter().filter(|label| label.age >= LabelAge::Late).count() as u32;
    WatchCounts {
        not_ready: of(Missing::NotReady),
        not_counted: of(Missing::NotCounted),
        never_asked: of(Missing::NeverAsked),
        // One that is still to come before one that has begun.
        next_pickup: lacking.clone().filter(|from| *from > now).min().or_else(|| lacking.max()),
        level: pickups.iter().filter_map(|one| one.level).min(),
        labels_slow: labels.len() as u32 - late,
        labels_late: late,
    }
}

fn pickup(material: &Material, key: Key, names: &BTreeMap<LocationId, String>, rows: &[WatchRow]) -> WatchedPickup {
    let window = material.window(&key);
    let ready = material.parcels.iter().filter(|parcel| parcel.ready_at.is_some() && self::key(parcel) == key).count();
    let (location, courier, is_mps) = key;
    let counted = material
        .counts
        .iter()
        .find(|(at, row)| *at == location && row.courier_group == courier && row.is_mps == is_mps);
    let counted_at = material.read_at(&location);
    let mut pickup = WatchedPickup {
        place: names.get(&location).cloned().unwrap_or_else(|| location.0.clone()),
        courier,
        is_mps,
        from: window.map(|(from, _)| from),
        to: window.map(|(_, to)| to),
        ready: ready as u32,
        // A courier the marketplace left out of its answer is counted nothing.
        counted: counted.map(|(_, row)| row.count).or(counted_at.map(|_| 0)),
        counted_at,
        missing: 0,
        level: None,
        location,
    };
    let missing = rows.iter().filter(|row| row.is_of(&pickup)).count() as u32;
    pickup.missing = missing;
    pickup.level = pickup.from.filter(|_| missing > 0).and_then(|from| level(from, material.now));
    pickup
}

/// The row of a parcel that lacks something.
fn row(material: &Material, parcel: &Parcel, one_of: &BTreeMap<String, OneOf>) -> Option<WatchRow> {
    let key = key(parcel);
    let window = material.window(&key);
    let one_of = one_of.get(parcel.shipment_id.as_str()).copied();
    let asked = parcel.rtd.as_ref().filter(|rtd| is_asked(rtd.state));
    let missing = match parcel.ready_at {
        Some(_) if parcel.counted_at.is_some() && one_of.is_none() => return None,
        Some(_) => Missing::NotCounted,
        None if asked.is_some() => Missing::NotReady,
        None if is_due(parcel, window, material.now) => Missing::NeverAsked,
        None => return None,
    };
    let (did, did_at, next, next_at) = match (missing, asked) {
        (Missing::NotCounted, _) => counting(material, parcel, one_of.is_some()),
        (_, Some(rtd)) => asking(rtd, material.offline),
        (_, None) => (WatchDid::Nothing, None, WatchNext::Person, None),
    };
    let (location, courier, is_mps) = key;
    let from = window.map(|(from, _)| from);
    Some(WatchRow {
        shipment_id: parcel.shipment_id.clone(),
        sku: parcel.sku.clone(),
        location,
        courier,
        is_mps,
        tracking_id: parcel.tracking_id.clone(),
        state: parcel.state.clone(),
        due: parcel.due,
        missing,
        pickup_from: from,
        minutes_left: from.map(|from| minutes_left(from, material.now)),
        did,
        did_at,
        next,
        next_at,
        attempts: asked.map_or(0, |rtd| rtd.attempts),
        activity: asked.and_then(|rtd| u32::try_from(rtd.id).ok()),
        message: asked.filter(|_| missing == Missing::NotReady).and_then(|rtd| rtd.message.clone()),
        one_of,
    })
}

/// Taken back, or overtaken and not asked again since: nobody waits for it.
fn is_asked(state: IntentState) -> bool {
    !matches!(state, IntentState::Withdrawn | IntentState::Superseded | IntentState::Confirmed)
}

/// Whether a packed parcel belongs to the coming pickup: due before it ends; without a known pickup, due today.
fn is_due(parcel: &Parcel, window: Option<(At, At)>, now: At) -> bool {
    parcel.due.is_some_and(|due| match window {
        Some((_, to)) => due <= to,
        None => due.day().0 <= now.day().0,
    })
}

fn counting(material: &Material, parcel: &Parcel, is_short: bool) -> (WatchDid, Option<At>, WatchNext, Option<At>) {
    let next = if material.offline { WatchNext::Line } else { WatchNext::ReadCount };
    let next_at = material.next_count(&parcel.location).filter(|_| !material.offline);
    if is_short {
        return (WatchDid::CountedLow, material.read_at(&parcel.location), next, next_at);
    }
    (WatchDid::ReadReady, parcel.ready_at, next, next_at)
}

/// What became of the asking so far, and what comes next.
fn asking(rtd: &IntentRow, offline: bool) -> (WatchDid, Option<At>, WatchNext, Option<At>) {
    let line_or = |next| if offline { WatchNext::Line } else { next };
    let asked_again = rtd.attempts > 0;
    let did = match rtd.state {
        IntentState::Queued if asked_again => WatchDid::AskedAgain,
        IntentState::Queued => WatchDid::Queued,
        IntentState::Refused => WatchDid::Refused,
        IntentState::Accepted if rtd.read_backs == 0 => WatchDid::Accepted,
        IntentState::Sending => WatchDid::Sent,
        IntentState::Unknown if rtd.read_backs == 0 => WatchDid::Sent,
        _ => WatchDid::ReadBack,
    };
    let at = match rtd.state {
        IntentState::Queued if !asked_again => Some(rtd.created_at),
        IntentState::Refused | IntentState::Stuck => rtd.settled_at,
        _ => rtd.sent_at,
    };
    match rtd.state {
        IntentState::Queued => (did, at, line_or(WatchNext::Send), Some(rtd.not_before).filter(|_| !offline)),
        IntentState::Refused | IntentState::Stuck => (did, at, WatchNext::Person, None),
        _ => (did, at, line_or(WatchNext::ReadBack), rtd.next_check_at.filter(|_| !offline)),
    }
}

const _: () = assert!(CLOSEST_MS < MINUTE, "the closest readings are those near a pickup");
