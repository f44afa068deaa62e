//! The tally: amounts by warehouse, measure and India day, read for a stretch of days.

use std::collections::BTreeMap;
use std::ops::{AddAssign, SubAssign};

use super::booking::{Amount, Measure, Place};
use crate::{IndiaDay, LocationId};

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.units += other.units;
        self.shipments += other.shipments;
        self.orders += other.orders;
        self.value.0 += other.value.0;
        self.estimated_units += other.estimated_units;
        self.estimated_shipments += other.estimated_shipments;
        self.estimated_orders += other.estimated_orders;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.units -= other.units;
        self.shipments -= other.shipments;
        self.orders -= other.orders;
        self.value.0 -= other.value.0;
        self.estimated_units -= other.estimated_units;
        self.estimated_shipments -= other.estimated_shipments;
        self.estimated_orders -= other.estimated_orders;
    }
}

impl Amount {
    /// Nothing at all.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

/// Amounts in memory. `None` as warehouse is the account, booked by itself (`docs/guardrails.md` 3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    rows: BTreeMap<(Option<LocationId>, Measure), BTreeMap<IndiaDay, Amount>>,
}

impl Tally {
    /// Adds an amount at a place.
    pub fn add(&mut self, place: Place, amount: Amount) {
        *self.rows.entry((place.location, place.measure)).or_default().entry(place.day).or_default() += amount;
    }

    /// Puts an amount in place of what stands there: the day of now, counted from the stories themselves (4).
    pub fn put(&mut self, place: Place, amount: Amount) {
        self.rows.entry((place.location, place.measure)).or_default().insert(place.day, amount);
    }

    /// The amounts of one warehouse and measure, by day; empty where nothing is booked.
    pub fn days(
        &self,
        location: Option<&LocationId>,
        measure: Measure,
    ) -> impl Iterator<Item = (IndiaDay, Amount)> + '_ {
        let row = self.rows.get(&(location.cloned(), measure));
        row.into_iter().flatten().map(|(day, amount)| (*day, *amount))
    }

    /// Sum over the days `from ..= to`.
    pub fn sum(&self, location: Option<&LocationId>, measure: Measure, from: IndiaDay, to: IndiaDay) -> Amount {
        let mut sum = Amount::default();
        if from > to {
            return sum;
        }
        if let Some(row) = self.rows.get(&(location.cloned(), measure)) {
            for (_, amount) in row.range(from..=to) {
                sum += *amount;
            }
        }
        sum
    }

    /// Warehouses that have anything booked.
    pub fn locations(&self) -> Vec<LocationId> {
        let mut found: Vec<LocationId> = self.rows.keys().filter_map(|(location, _)| location.clone()).collect();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_takes_both_its_ends_and_one_warehouse() {
        let mut tally = Tally::default();
        for (day, location, units) in [(1, None, 5), (2, None, 7), (3, None, 11), (2, Some("L1"), 3)] {
            let place = Place { day: IndiaDay(day), location: location.map(Into::into), measure: Measure::Due };
            tally.add(place, Amount { units, ..Amount::default() });
        }
        assert_eq!(tally.sum(None, Measure::Due, IndiaDay(2), IndiaDay(3)).units, 18);
        assert_eq!(tally.sum(Some(&"L1".into()), Measure::Due, IndiaDay(1), IndiaDay(9)).units, 3);
        assert_eq!(tally.sum(None, Measure::Due, IndiaDay(3), IndiaDay(2)), Amount::default());
        assert_eq!(tally.sum(None, Measure::Approved, IndiaDay(1), IndiaDay(3)), Amount::default());
    }
}
