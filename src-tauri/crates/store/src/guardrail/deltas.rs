//! What orders count, summed up before it touches the table.

use std::collections::HashMap;

use godown_domain::guardrail::booking::{Amount, Measure, OrderPart, booked, bookings};
use godown_domain::guardrail::tally::Tally;
use godown_domain::{IndiaDay, LocationId};
use rusqlite::{Connection, Transaction, params};

use crate::Result;
use crate::sql::{rows, run};

/// Sums by day, place and measure. Places are numbered, because an order names its own a dozen times.
#[derive(Default)]
pub(super) struct Deltas {
    places: Vec<LocationId>,
    sums: HashMap<(i32, usize, u8), Amount>,
}

/// The account.
const ACCOUNT: usize = 0;

impl Deltas {
    /// Adds what one order counts.
    pub(super) fn add(&mut self, parts: &[OrderPart<'_>]) {
        self.order(parts, |sum, amount| *sum += amount);
    }

    /// Takes away what one order counted.
    pub(super) fn subtract(&mut self, parts: &[OrderPart<'_>]) {
        self.order(parts, |sum, amount| *sum -= amount);
    }

    fn order(&mut self, parts: &[OrderPart<'_>], apply: impl Fn(&mut Amount, Amount)) {
        // Nearly every order is one shipment, and counts alike at its warehouse and at the account.
        if let [part] = parts {
            let place = part.location.map(|location| self.place(location));
            for (day, measure, amount) in booked(part.story, part.near) {
                for place in [Some(ACCOUNT), place].into_iter().flatten() {
                    apply(self.sums.entry((day.0, place, measure as u8)).or_default(), amount);
                }
            }
            return;
        }
        for (place, amount) in bookings(parts) {
            let number = place.location.as_ref().map_or(ACCOUNT, |location| self.place(location));
            apply(self.sums.entry((place.day.0, number, place.measure as u8)).or_default(), amount);
        }
    }

    fn place(&mut self, location: &LocationId) -> usize {
        let known = self.places.iter().position(|place| place == location);
        known.unwrap_or_else(|| {
            self.places.push(location.clone());
            self.places.len() - 1
        }) + 1
    }

    fn name(&self, place: usize) -> &str {
        place.checked_sub(1).and_then(|index| self.places.get(index)).map_or("", |location| location.as_str())
    }

    /// Adds the sums to the table.
    pub(super) fn write(self, tx: &Transaction<'_>) -> Result<()> {
        let sql = "INSERT INTO tally_day (day, location_id, measure, units, shipments, orders, value, estimated_units,
              estimated_shipments, estimated_orders) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT DO UPDATE SET units = units + excluded.units, shipments = shipments + excluded.shipments,
              orders = orders + excluded.orders, value = value + excluded.value,
              estimated_units = estimated_units + excluded.estimated_units,
              estimated_shipments = estimated_shipments + excluded.estimated_shipments,
              estimated_orders = estimated_orders + excluded.estimated_orders";
        let zeros = "DELETE FROM tally_day WHERE day = ?1 AND location_id = ?2 AND measure = ?3 AND units = 0
            AND shipments = 0 AND orders = 0 AND value = 0 AND estimated_units = 0 AND estimated_shipments = 0
            AND estimated_orders = 0";
        for ((day, place, measure), sum) in self.sums.iter().filter(|(_, sum)| !sum.is_zero()) {
            let name = self.name(*place);
            tx.prepare_cached(sql)?.execute(params![
                day,
                name,
                measure,
                sum.units,
                sum.shipments,
                sum.orders,
                sum.value.0,
                sum.estimated_units,
                sum.estimated_shipments,
                sum.estimated_orders,
            ])?;
            if sum.units <= 0 || sum.shipments <= 0 {
                run(tx, zeros, (day, name, measure))?;
            }
        }
        Ok(())
    }

    /// The sums as a tally in memory.
    pub(super) fn into_tally(self, from: IndiaDay) -> Tally {
        let mut tally = Tally::default();
        for ((day, place, measure), sum) in &self.sums {
            let Some(measure) = Measure::ALL.get(usize::from(*measure) - 1) else { continue };
            let location = (*place != ACCOUNT).then(|| self.name(*place).into());
            if *day >= from.0 && !sum.is_zero() {
                let place =
                    godown_domain::guardrail::booking::Place { day: IndiaDay(*day), location, measure: *measure };
                tally.add(place, *sum);
            }
        }
        tally
    }
}

/// The shipments that share their order with another one: number to order, orders numbered as they come.
pub(super) fn shared_orders(conn: &Connection) -> Result<HashMap<i64, usize>> {
    let mut shared = HashMap::new();
    let mut statement =
        conn.prepare_cached("SELECT order_id, no FROM shipment INDEXED BY shipment_by_order ORDER BY order_id")?;
    let mut found = statement.query([])?;
    let (mut last, mut last_no, mut order) = (String::new(), None::<i64>, 0);
    while let Some(row) = found.next()? {
        let (id, no) = (row.get_ref(0)?.as_str().unwrap_or_default(), row.get(1)?);
        if let Some(before) = last_no.filter(|_| id == last) {
            shared.insert(before, order);
            shared.insert(no, order);
        } else {
            order += 1;
            last.clear();
            last.push_str(id);
        }
        last_no = Some(no);
    }
    Ok(shared)
}

/// Other shipments of the orders of the shipments `from ..= to`: shipment and sibling.
pub(super) fn siblings(conn: &Connection, from: i64, to: i64) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT s.no, o.no FROM shipment s JOIN shipment o ON o.order_id = s.order_id AND o.no <> s.no
        WHERE s.no BETWEEN ?1 AND ?2";
    rows(conn, sql, (from, to), |row| Ok((row.get(0)?, row.get(1)?)))
}
