//! The day line: the shift as a ruler, with cut-offs above and pickups below.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::At;

/// One cut-off of the day with what has to make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CutOff {
    /// The dispatch-by they share.
    pub at: At,
    /// Shipments due then.
    pub due: u32,
    /// Of them, ready or beyond.
    pub done: u32,
    /// Of them, still to be packed.
    pub to_pack: u32,
    /// Of them, on hold.
    pub held: u32,
}

/// One courier's pickup window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Pickup {
    /// Courier group (contract 8.14, `vendorGroupCode`).
    pub courier: String,
    /// Window opens.
    pub from: At,
    /// Window closes.
    pub to: At,
    /// Parcels the marketplace counts for it.
    pub count: u32,
}

/// What the line shows for one India day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DayLine {
    /// Left end.
    pub from: At,
    /// Right end.
    pub to: At,
    /// The stroke.
    pub now: At,
    /// Cut-offs of today, earliest first.
    pub cut_offs: Vec<CutOff>,
    /// Pickups of today, earliest first.
    pub pickups: Vec<Pickup>,
}

/// Ends of the line: 08:00 to 20:00 India time, widened to whole hours so that every mark and `now` lie on it.
pub fn span(now: At, marks: impl Iterator<Item = At>) -> (At, At) {
    let day = now.day().start();
    let mut from = day.plus(8 * crate::india::HOUR);
    let mut to = day.plus(20 * crate::india::HOUR);
    for mark in marks.chain([now]) {
        let hours = mark.since(day).div_euclid(crate::india::HOUR);
        from = from.min(day.plus(hours * crate::india::HOUR));
        to = to.max(day.plus((hours + 1) * crate::india::HOUR));
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_the_working_day_unless_work_lies_outside_it() {
        let noon = At::parse("2026-11-21T12:00:00+05:30").unwrap();
        let day = noon.day().start();
        let hours = |n: i64| day.plus(n * crate::india::HOUR);
        assert_eq!(span(noon, std::iter::empty()), (hours(8), hours(20)));
        let night = At::parse("2026-11-21T22:15:00+05:30").unwrap();
        assert_eq!(span(night, [hours(6)].into_iter()), (hours(6), hours(23)));
    }
}
