//! Cut-offs as they stood at a past moment, from the facts and the changes seen by then.

use godown_domain::guardrail::booking::due_units;
use godown_domain::guardrail::cohort::{CohortRow, CohortStanding};
use godown_domain::guardrail::story::fold;
use godown_domain::{At, LocationId, ShipmentState};
use rusqlite::Connection;

use super::cohort::open_standing;
use super::drain::stored_facts;
use crate::sql::{first, rows};
use crate::{Result, standing};

/// An order is due this many days after its approval at most, as far as a look back goes.
const LONGEST_SLA_DAYS: i32 = 30;

struct Candidate {
    no: i64,
    location: Option<LocationId>,
    dispatch_after: Option<i64>,
    first_state: String,
}

/// The shipments with a dispatch-by in `from .. to` that were not cancelled, as they were known to stand at `t`.
pub fn cohort_rows_as_of(conn: &Connection, from: At, to: At, t: At) -> Result<Vec<CohortRow>> {
    let sql = "SELECT s.no, t.location_id, s.dispatch_after, s.first_state
        FROM story t INDEXED BY story_by_approval CROSS JOIN shipment s ON s.no = t.shipment_no
        WHERE t.approved_day BETWEEN ?1 AND ?2 AND s.first_seen_at <= ?3";
    let days = (from.day().0 - LONGEST_SLA_DAYS, t.day().0, t.0);
    let candidates = rows(conn, sql, days, |row| {
        Ok(Candidate {
            no: row.get(0)?,
            location: row.get::<_, Option<String>>(1)?.map(Into::into),
            dispatch_after: row.get(2)?,
            first_state: row.get(3)?,
        })
    })?;
    let mut all = Vec::new();
    for one in candidates {
        // Prices play no part in a cut-off.
        let story = fold(&stored_facts(conn, one.no, one.no)?.remove(&one.no).unwrap_or_default(), &[], t);
        let Some(due) = due_units(&story).filter(|due| due.by >= from && due.by < to) else { continue };
        let cancelled: u32 = story.cancelled.iter().map(|gone| gone.units).sum();
        let units = story.units.saturating_sub(cancelled);
        if units == 0 {
            continue;
        }
        let standing = match story.ready {
            Some(_) if due.in_time => CohortStanding::Done,
            Some(_) => CohortStanding::Late,
            None => match open_then(conn, &one, due.by, t)? {
                Some(standing) => standing,
                None => continue,
            },
        };
        all.push(CohortRow { due: due.by, location: one.location, units, standing });
    }
    Ok(all)
}

/// Where a shipment not yet ready stood, by the last change of state and hold seen by then.
fn open_then(conn: &Connection, one: &Candidate, due: At, t: At) -> Result<Option<CohortStanding>> {
    let sql = "SELECT new FROM observation WHERE shipment_no = ?1 AND field = ?2 AND at <= ?3 ORDER BY id DESC LIMIT 1";
    let last = |field| -> Result<Option<String>> {
        Ok(first(conn, sql, (one.no, field, t.0), |row| Ok(row.get::<_, Option<String>>(0)?))?.flatten())
    };
    let state = ShipmentState::from(last("state")?.unwrap_or_else(|| one.first_state.clone()));
    let hold = last("hold")?.is_some_and(|on| on == "1");
    let queue = standing::queue(standing::standing_of(&state, hold), one.dispatch_after, t);
    Ok(open_standing(queue, due, t))
}
