//! What lies in the printer against the ledger of labels.

use std::collections::BTreeMap;

use crate::world::World;

/// A label as the ledger tells it.
struct Row {
    run: u32,
    tracking_id: String,
    state: String,
    has_reason: bool,
}

/// Nothing is on paper that the ledger does not call printed, everything it calls printed is there, and no label is there twice
/// unless somebody gave a reason.
pub async fn judge(world: &World) {
    if !world.plan.paper {
        return;
    }
    let sql = "SELECT run, tracking_id, state, reason IS NOT NULL FROM print_item ORDER BY id";
    let rows: Vec<Row> = world
        .peek(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let read = |row: &rusqlite::Row<'_>| {
                Ok(Row { run: row.get(0)?, tracking_id: row.get(1)?, state: row.get(2)?, has_reason: row.get(3)? })
            };
            statement.query_map([], read)?.collect()
        })
        .unwrap_or_default();
    let mut left: BTreeMap<(u32, String), usize> = BTreeMap::new();
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for (run, labels) in world.came_out().await {
        for label in labels {
            *left.entry((run, label.clone())).or_default() += 1;
            *copies.entry(label).or_default() += 1;
        }
    }
    world.tell(&format!("{} labels on paper, {} rows in the ledger", copies.values().sum::<usize>(), rows.len()));
    for row in &rows {
        let key = (row.run, row.tracking_id.clone());
        let is_good = matches!(row.state.as_str(), "spooled" | "confirmed");
        if !is_good && !matches!(row.state.as_str(), "spoiled" | "failed" | "withdrawn") {
            let what = format!("{} in run {} is {} in the end", row.tracking_id, row.run, row.state);
            world.broken("no label without an outcome", what);
        }
        match left.get_mut(&key).filter(|_| is_good) {
            Some(count) if *count > 0 => *count -= 1,
            _ if is_good => {
                let what = format!("{} of run {} is {} and not on paper", row.tracking_id, row.run, row.state);
                world.broken("nothing is called printed that is not", what);
            }
            _ => {}
        }
    }
    if let Some(((run, label), _)) = left.iter().find(|(_, count)| **count > 0) {
        let of: Vec<&str> = rows.iter().filter(|row| row.tracking_id == *label).map(|row| row.state.as_str()).collect();
        let what = format!("{label} came out in run {run}; the ledger says {of:?}");
        world.broken("nothing is on paper that is not told", what);
    }
    for (label, count) in copies {
        let again = rows.iter().filter(|row| row.tracking_id == label && row.has_reason).count();
        if count > 1 + again {
            let what = format!("{label} is on paper {count} times, {again} of them with a reason");
            world.broken("no label is printed twice without a reason", what);
        }
    }
}
