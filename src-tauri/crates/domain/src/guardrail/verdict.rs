//! Verdicts: one count against one line, in integers (`docs/guardrails.md` 5). Owns room and standing; knows no days.

use std::cmp::Ordering;

use super::board::{LineValue, Standing};
use super::policy::{Line, Metric, Sense};

/// One whole in basis points.
const WHOLE: i128 = 10_000;
/// Largest number a page can show exactly; stands where a room has no bound.
const BOUNDLESS: i64 = 9_007_199_254_740_991;

/// What was counted over some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Counted.
    pub count: i64,
    /// Of; 0 for sales, which are of nothing.
    pub of: i64,
    /// Money in paise; only for sales.
    pub value: i64,
    /// Of those, how many are estimated.
    pub estimated: i64,
    /// Not counted, and might be.
    pub might: i64,
}

/// A line's answer to a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Largest count still inside; for [`Sense::AtLeast`] and [`Sense::Reach`] the least count that is inside.
    pub allowed: i64,
    /// How many more; negative: how many it takes to come back.
    pub room: i64,
    /// Standing.
    pub standing: Standing,
    /// From which total on it can be judged; only with [`Standing::TooFew`].
    pub judged_from: Option<i64>,
}

/// Whether a reading is inside the line. A part of [`Sense::Reach`] that is 0 is not asked for.
pub fn is_inside(line: &Line, reading: Reading) -> bool {
    let (count, of, limit) = (i128::from(reading.count), i128::from(reading.of), i128::from(line.limit_bp));
    match line.sense {
        Sense::Below => count * WHOLE < limit * of,
        Sense::AtLeast => count * WHOLE >= limit * of,
        Sense::Reach => {
            let is_asked = line.reach_units > 0 || line.reach_value.0 > 0;
            let by_units = line.reach_units > 0 && reading.count >= line.reach_units;
            let by_value = line.reach_value.0 > 0 && reading.value >= line.reach_value.0;
            !is_asked || by_units || by_value
        }
    }
}

/// Judges a reading. `alert_room` is the room from which on a line is tight.
pub fn judge(line: &Line, reading: Reading, alert_room: u32) -> Verdict {
    if line.sense != Sense::Reach && reading.of <= 0 {
        return Verdict { allowed: 0, room: 0, standing: Standing::Nothing, judged_from: None };
    }
    let (allowed, room) = (allowed(line, reading.of), room(line, reading));
    if line.sense == Sense::Below && WHOLE >= i128::from(line.limit_bp) * i128::from(reading.of) {
        let judged_from = 10_000_i64.checked_div(i64::from(line.limit_bp)).map(|most| most + 1);
        return Verdict { allowed, room, standing: Standing::TooFew, judged_from };
    }
    let standing = if !is_inside(line, reading) {
        Standing::Crossed
    } else if line.sense == Sense::Below && !is_inside(line, with_all_that_might(reading)) {
        Standing::Unsure
    } else if room <= i64::from(alert_room) && i128::from(room) * 10 <= allowance(line, reading, room) {
        Standing::Tight
    } else {
        Standing::Holds
    };
    Verdict { allowed, room, standing, judged_from: None }
}

fn with_all_that_might(reading: Reading) -> Reading {
    Reading { count: reading.count.saturating_add(reading.might), ..reading }
}

/// Largest count still inside, or the least one for the senses that want many.
fn allowed(line: &Line, of: i64) -> i64 {
    let share = i128::from(line.limit_bp) * i128::from(of);
    match line.sense {
        Sense::Below => whole(((share - 1).div_euclid(WHOLE)).max(0)),
        Sense::AtLeast => whole(-(-share).div_euclid(WHOLE)),
        Sense::Reach => line.reach_units,
    }
}

fn room(line: &Line, reading: Reading) -> i64 {
    let (count, of, limit) = (i128::from(reading.count), i128::from(reading.of), i128::from(line.limit_bp));
    match line.sense {
        Sense::Below => whole((limit * of - 1).div_euclid(WHOLE) - count),
        Sense::AtLeast if limit == 0 => BOUNDLESS,
        Sense::AtLeast if is_inside(line, reading) => whole((count * WHOLE).div_euclid(limit) - of),
        // A near one more is one shipment more as well: (count + m) × 10 000 ≥ limit × (of + m).
        Sense::AtLeast if limit >= WHOLE => -BOUNDLESS,
        Sense::AtLeast => whole((count * WHOLE - limit * of).div_euclid(WHOLE - limit)),
        Sense::Reach => reach_room(line, reading),
    }
}

/// Units above the line. Held by its money alone, the surplus is told in units at their mean price.
fn reach_room(line: &Line, reading: Reading) -> i64 {
    let over = whole(i128::from(reading.count) - i128::from(line.reach_units));
    if line.reach_units > 0 && over >= 0 {
        return over;
    }
    let surplus = i128::from(reading.value) - i128::from(line.reach_value.0);
    let by_price = (surplus * i128::from(reading.count)).checked_div(i128::from(reading.value)).map_or(0, whole);
    if is_inside(line, reading) {
        by_price.max(0)
    } else if line.reach_units > 0 {
        over
    } else {
        by_price.min(-1)
    }
}

/// What the line allows in all, of which `room` is left: the measure of how near it is.
fn allowance(line: &Line, reading: Reading, room: i64) -> i128 {
    let room = i128::from(room);
    let all = match line.sense {
        Sense::Below => i128::from(allowed(line, reading.of)),
        Sense::AtLeast => room.max(0) + i128::from(reading.of) - i128::from(reading.count),
        Sense::Reach => i128::from(reading.count.max(line.reach_units)),
    };
    all.max(0)
}

/// Clamped to what a page can show.
pub(super) fn whole(number: i128) -> i64 {
    i64::try_from(number.clamp(-i128::from(BOUNDLESS), i128::from(BOUNDLESS))).unwrap_or(BOUNDLESS)
}

/// The reading a line value was made from.
pub(super) fn reading_of(value: &LineValue) -> Reading {
    let LineValue { count, of, value, estimated, might, .. } = value;
    Reading { count: count.0, of: of.0, value: value.0, estimated: estimated.0, might: might.0 }
}

fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Crossed => 0,
        Standing::Tight => 1,
        Standing::Unsure => 2,
        Standing::Holds => 3,
        Standing::TooFew => 4,
        Standing::Nothing => 5,
    }
}

/// What a metric counts: rooms of unlike things cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    /// Units lost: cancelled, late, sent back.
    Units,
    /// Pickups.
    Pickups,
    /// Shipments.
    Shipments,
    /// Units sold.
    Sold,
}

pub(super) fn thing(metric: Metric) -> Thing {
    match metric {
        Metric::SellerCancellation | Metric::RtdBreach | Metric::CustomerReturn => Thing::Units,
        Metric::Reattempt => Thing::Pickups,
        Metric::RegionalUse | Metric::Backlog => Thing::Shipments,
        Metric::Sales => Thing::Sold,
    }
}

/// Worst first: crossed by depth, tight by room, unsure by room, holds by room, too few, nothing. Where the lines count unlike things, the
/// share of the allowance left decides instead of the room.
pub fn sort_worst_first(lines: &mut [LineValue]) {
    let kind = |value: &LineValue| (thing(value.line.metric), value.line.sense);
    let is_alike = lines.windows(2).all(|pair| matches!(pair, [a, b] if kind(a) == kind(b)));
    lines.sort_by(|a, b| {
        let by_room = if is_alike { a.room.cmp(&b.room) } else { by_share(a, b) };
        rank(a.standing).cmp(&rank(b.standing)).then(by_room).then_with(|| a.line.id.cmp(&b.line.id))
    });
}

fn by_share(a: &LineValue, b: &LineValue) -> Ordering {
    let all = |value: &LineValue| allowance(&value.line, reading_of(value), value.room.0).max(1);
    (i128::from(a.room.0) * all(b)).cmp(&(i128::from(b.room.0) * all(a)))
}

#[cfg(test)]
mod tests;
