//! Looking: sync, queues, one shipment, activity.

use std::time::Duration;

use godown_api::types::{
    Activity, ActivityAsk, Frame, Nothing, ShipmentDetail, ShipmentRef, ViewHead, ViewOpen, ViewRows, ViewWindow,
};
use godown_domain::ShipmentId;
use godown_domain::view::{ShipmentRow, ViewRow, ViewSpec};
use godown_ops::Desks;
use serde_json::{Value, json};

use super::exit;
use crate::args::QueueArgs;
use crate::ask::ask;
use crate::output::{Failure, Out, value};

/// Lines asked for in one go.
const WINDOW: u32 = 500;

/// Reads the marketplace until the picture is complete.
pub async fn sync(desks: &Desks, out: Out, full: bool) -> Result<u8, Failure> {
    let desk = desks.desk()?;
    let reading = desk.sync(full);
    tokio::pin!(reading);
    let mut said = String::new();
    loop {
        tokio::select! {
            done = &mut reading => break done?,
            () = tokio::time::sleep(Duration::from_millis(500)) => {
                let status = desk.status().await?;
                let Some(progress) = status.sync else { continue };
                let words = match progress.done {
                    0 => format!("reading {}", progress.what),
                    done => format!("reading {}: {done}", progress.what),
                };
                if words != said {
                    out.say(&words);
                    said = words;
                }
            }
        }
    }
    let frame: Frame = ask(desks, "frame", Nothing {}).await?;
    let shipments: u32 = frame.queues.iter().map(|queue| queue.shipments).sum();
    let status = frame.status.as_ref();
    let document = json!({
        "complete": true, "shipments": shipments, "queues": counts(&frame),
        "syncedAt": status.and_then(|status| status.synced_at),
        "callsLeft": status.map(|status| status.calls_left), "quarantined": status.map(|status| status.quarantined),
        "clockOffMs": status.and_then(|status| status.clock_off_ms),
    });
    if let Some(off) = status.and_then(|status| status.clock_off_ms) {
        out.say(&clock_words(off));
    }
    out.answer(&document, &format!("Complete: {shipments} shipments.\n{}", count_words(&frame)))?;
    Ok(0)
}

/// What a wrong clock means, in words; `off` is how far the marketplace's is ahead, in milliseconds.
fn clock_words(off: i64) -> String {
    // To the nearest minute: the marketplace tells whole seconds.
    let minutes = (off.abs() + godown_domain::india::MINUTE / 2) / godown_domain::india::MINUTE;
    let side = if off > 0 { "behind" } else { "ahead of" };
    format!(
        "This computer's clock is {} h {} min {side} the marketplace's. Godown goes by the marketplace's; set the \
         computer's right.",
        minutes / 60,
        minutes % 60
    )
}

fn counts(frame: &Frame) -> Vec<Value> {
    let one = |count: &godown_domain::status::QueueCount| {
        json!({
            "queue": count.queue.slug(), "shipments": count.shipments, "units": count.units, "late": count.late,
            "urgent": count.urgent,
        })
    };
    frame.queues.iter().map(one).collect()
}

fn count_words(frame: &Frame) -> String {
    let line = |count: &godown_domain::status::QueueCount| {
        let late = if count.late > 0 { format!("  {} late", count.late) } else { String::new() };
        format!("{:<12}{:>8}{late}", count.queue.slug(), count.shipments)
    };
    frame.queues.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The counts of all queues, or the shipments of one.
pub async fn queue(desks: &Desks, out: Out, args: &QueueArgs) -> Result<u8, Failure> {
    let Some(queue) = args.name else {
        let frame: Frame = ask(desks, "frame", Nothing {}).await?;
        out.answer(&json!({ "queues": counts(&frame) }), &count_words(&frame))?;
        return Ok(0);
    };
    let spec = ViewSpec {
        sku: args.sku.clone(),
        courier: args.courier.clone(),
        location: args.location.clone(),
        ..ViewSpec::queue(queue)
    };
    let head: ViewHead = ask(desks, "view_open", ViewOpen { spec }).await?;
    let wanted = args.limit.unwrap_or(u32::MAX).min(head.lines);
    let mut shipments: Vec<ShipmentRow> = vec![];
    while (shipments.len() as u32) < wanted {
        let start = shipments.len() as u32;
        let ask_for = ViewRows { view: head.view, start, count: WINDOW.min(wanted - start) };
        let window: ViewWindow = ask(desks, "view_rows", ask_for).await?;
        if window.rows.is_empty() {
            break;
        }
        shipments.extend(window.rows.into_iter().filter_map(|row| match row {
            ViewRow::Shipment(row) => Some(*row),
            ViewRow::Group(_) => None,
        }));
    }
    let words: Vec<String> = shipments.iter().map(line).collect();
    let rows = shipments.iter().map(row_value).collect::<Result<Vec<_>, _>>()?;
    let document = json!({ "queue": queue.slug(), "total": head.shipments, "shipments": rows });
    out.answer(&document, &words.join("\n"))?;
    Ok(0)
}

/// A row under the wire's names; queues by the names this program takes.
fn row_value(row: &ShipmentRow) -> Result<Value, Failure> {
    let mut fields = value(row)?;
    if let Some(queue) = fields.get_mut("queue") {
        *queue = json!(row.queue.slug());
    }
    Ok(fields)
}

fn line(row: &ShipmentRow) -> String {
    let tracking = row.tracking_id.as_ref().map_or("", |id| id.as_str());
    let by = row.dispatch_by.map(|by| by.clock_text(godown_domain::IndiaDay(0))).unwrap_or_default();
    format!("{}  {}  {} × {}  {by}  {tracking}", row.shipment_id, row.order_id, row.units, row.sku)
}

/// Everything known of a shipment.
pub async fn show(desks: &Desks, out: Out, shipment: &ShipmentId) -> Result<u8, Failure> {
    let detail: ShipmentDetail = ask(desks, "shipment", ShipmentRef { shipment_id: shipment.clone() }).await?;
    let mut document = row_value(&detail.row)?;
    if let (Some(all), Value::Object(more)) = (document.as_object_mut(), value(&detail)?) {
        all.extend(more.into_iter().filter(|(name, _)| name != "row"));
    }
    let mut words = vec![line(&detail.row), format!("{}  {}", detail.row.state.as_wire(), detail.row.queue.slug())];
    for item in &detail.items {
        words.push(format!("{} × {}  {}", item.quantity, item.sku, item.title));
    }
    for entry in &detail.timeline {
        words.push(crate::story::line(entry));
    }
    out.answer(&document, &words.join("\n"))?;
    Ok(0)
}

/// What was asked of the marketplace, newest first. In doubt means not done: the exit code says so.
pub async fn activity(desks: &Desks, out: Out, unresolved: bool, limit: u32) -> Result<u8, Failure> {
    let mut rows = vec![];
    let mut more = true;
    while more && (rows.len() as u32) < limit {
        let before = rows.last().map(|row: &godown_api::types::ActivityRow| row.id);
        let count = (limit - rows.len() as u32).min(WINDOW);
        let page: Activity = ask(desks, "activity", ActivityAsk { unresolved, before, count }).await?;
        more = page.more;
        rows.extend(page.rows);
    }
    let words: Vec<String> = rows
        .iter()
        .map(|row| {
            let code = row.code.as_deref().unwrap_or_default();
            let message = row.message.as_deref().unwrap_or_default();
            format!("{}  {}  {}  {code}  {message}", row.subject.key(), row.action.slug(), row.state.slug())
        })
        .collect();
    out.answer(&json!({ "actions": value(&rows)?, "more": more }), &words.join("\n"))?;
    Ok(exit(!unresolved || rows.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_told_in_hours_and_with_its_side() {
        let hours = godown_domain::india::HOUR;
        assert!(clock_words(5 * hours).starts_with("This computer's clock is 5 h 0 min behind the marketplace's."));
        assert!(clock_words(-hours / 2).starts_with("This computer's clock is 0 h 30 min ahead of the marketplace's."));
    }
}
