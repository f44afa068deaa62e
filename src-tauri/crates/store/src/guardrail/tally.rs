//! Reading the tally.

use std::collections::HashMap;

use godown_domain::guardrail::booking::{Amount, Measure, OrderPart, Place, due_by};
use godown_domain::guardrail::tally::Tally;
use godown_domain::{At, IndiaDay, LocationId, Paise};
use rusqlite::Connection;

use super::columns::{STORY, StoryRow, read_story};
use crate::Result;
use crate::sql::{first, rows};

/// The tally of the days `from ..= to`, at every warehouse and the account.
pub fn read_tally(conn: &Connection, from: IndiaDay, to: IndiaDay) -> Result<Tally> {
    let sql = "SELECT day, location_id, measure, units, shipments, orders, value, estimated_units, estimated_shipments,
          estimated_orders FROM tally_day WHERE day BETWEEN ?1 AND ?2";
    let mut tally = Tally::default();
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query((from.0, to.0))?;
    while let Some(row) = found.next()? {
        let measure: u8 = row.get(2)?;
        let Some(measure) = usize::from(measure).checked_sub(1).and_then(|index| Measure::ALL.get(index)) else {
            continue;
        };
        let location = row.get_ref(1)?.as_str().unwrap_or_default();
        let location = (!location.is_empty()).then(|| location.into());
        let amount = Amount {
            units: row.get(3)?,
            shipments: row.get(4)?,
            orders: row.get(5)?,
            value: Paise(row.get(6)?),
            estimated_units: row.get(7)?,
            estimated_shipments: row.get(8)?,
            estimated_orders: row.get(9)?,
        };
        tally.add(Place { day: IndiaDay(row.get(0)?), location, measure: *measure }, amount);
    }
    Ok(tally)
}

/// `due` and `ready-in-time` of the day of `now`, counted from the stories: only what was due at or before it
/// (`docs/guardrails.md` 4). Zeros stand where the tally has something that is due later today.
pub fn due_today(conn: &Connection, now: At) -> Result<Vec<(Place, Amount)>> {
    let day = now.day();
    let sql = "SELECT location_id, measure FROM tally_day WHERE day = ?1 AND measure IN (?2, ?3)";
    let measures = [Measure::Due, Measure::ReadyInTime];
    let mut due: HashMap<Place, Amount> = HashMap::new();
    let known = rows(conn, sql, (day.0, measures[0] as u8, measures[1] as u8), |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, u8>(1)?))
    })?;
    for (location, number) in known {
        let location = (!location.is_empty()).then(|| location.into());
        for measure in measures.into_iter().filter(|measure| *measure as u8 == number) {
            due.insert(Place { day, location: location.clone(), measure }, Amount::default());
        }
    }
    let alone = "SELECT location_id, count(*), sum(due_units), sum(due_value), sum(due_estimated), sum(due_estimated * due_units),
          in_time_units > 0
        FROM story INDEXED BY story_by_due WHERE due_at BETWEEN ?1 AND ?2 AND ready_to IS NOT NULL AND shares = 0
          AND due_units > 0
        GROUP BY location_id, in_time_units > 0";
    let (start, end) = (day.start().0, now.0);
    for (location, amount, in_time) in rows(conn, alone, (start, end), |row| {
        let (shipments, estimated) = (row.get(1)?, row.get(4)?);
        let amount = Amount {
            units: row.get(2)?,
            shipments,
            orders: shipments,
            value: Paise(row.get(3)?),
            estimated_units: row.get(5)?,
            estimated_shipments: estimated,
            estimated_orders: estimated,
        };
        Ok((row.get::<_, Option<String>>(0)?, amount, row.get::<_, bool>(6)?))
    })? {
        let location: Option<LocationId> = location.map(Into::into);
        let at_place = location.is_some().then_some(location);
        for location in [at_place, Some(None)].into_iter().flatten() {
            for measure in measures.into_iter().take(1 + usize::from(in_time)) {
                *due.entry(Place { day, location: location.clone(), measure }).or_default() += amount;
            }
        }
    }
    // The few that wait, or whose order has other shipments, are looked at one by one.
    let sql = format!(
        "SELECT {STORY}, s.seen_at, s.order_id FROM story t INDEXED BY story_by_due
        CROSS JOIN shipment s ON s.no = t.shipment_no
        WHERE t.due_at BETWEEN ?1 AND ?2 AND (t.ready_to IS NULL OR t.shares = 1) ORDER BY s.order_id"
    );
    let owed: Vec<(StoryRow, At, String)> =
        rows(conn, &sql, (start, end), |row| Ok((read_story(row)?, At(row.get(21)?), row.get(22)?)))?;
    for order in owed.chunk_by(|a, b| a.2 == b.2) {
        let parts: Vec<(OrderPart<'_>, At)> = order.iter().map(|(row, seen_at, _)| (row.part(), *seen_at)).collect();
        for (place, amount) in due_by(&parts, now) {
            *due.entry(place).or_default() += amount;
        }
    }
    Ok(due.into_iter().collect())
}

/// The tally from day `from` to the day of `now`, that day's due counted up to `now`.
pub fn tally_now(conn: &Connection, from: IndiaDay, now: At) -> Result<Tally> {
    let mut tally = read_tally(conn, from, now.day())?;
    for (place, amount) in due_today(conn, now)? {
        tally.put(place, amount);
    }
    Ok(tally)
}

/// First and last day whose lists have been read to the end; none before the first complete reading.
pub fn covered_from(conn: &Connection) -> Result<Option<(IndiaDay, IndiaDay)>> {
    let mark = |lane: &str| -> Result<Option<At>> {
        let sql = "SELECT covered_to FROM sync_mark WHERE lane = ?1 AND location_id = ''";
        first(conn, sql, [lane], |row| Ok(At(row.get(0)?)))
    };
    let (Some(history), Some(picture)) = (mark("history")?, mark("picture")?) else { return Ok(None) };
    // The day the past begins on in the middle is not whole.
    let first = if history.day().start() == history { history.day() } else { IndiaDay(history.day().0 + 1) };
    Ok(Some((first, picture.day())))
}

/// How many of the days `from ..= to` are covered.
pub fn days_covered(conn: &Connection, from: IndiaDay, to: IndiaDay) -> Result<u16> {
    let Some((first, last)) = covered_from(conn)? else { return Ok(0) };
    let days = i64::from(last.min(to).0) - i64::from(first.max(from).0) + 1;
    Ok(u16::try_from(days.max(0)).unwrap_or(u16::MAX))
}
