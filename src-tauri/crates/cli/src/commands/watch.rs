//! Watching: what waits to be sent, what couriers would leave behind, labels that do not come.

use godown_api::types::{AtLocation, Nothing, SupportAsk, SupportText, WaitingAsk, WaitingList, Watchdog};
use godown_domain::watchdog::{LateLabel, Missing, WatchNext, WatchRow, WatchedPickup};
use godown_domain::{At, WaitsFor};
use godown_ops::Desks;

use super::exit;
use crate::ask::ask;
use crate::output::{Failure, Out, value};

/// What waits to be sent, in the order in which it goes.
pub async fn waiting(desks: &Desks, out: Out, limit: u32) -> Result<u8, Failure> {
    let list: WaitingList = ask(desks, "waiting_list", WaitingAsk { start: 0, count: limit }).await?;
    let mut words = String::new();
    for row in &list.rows {
        let Some(waiting) = row.waiting else { continue };
        let what = match waiting.waits_for {
            WaitsFor::Turn => "its turn".to_owned(),
            WaitsFor::Line => "the line".to_owned(),
            WaitsFor::Login => "a login".to_owned(),
            WaitsFor::Time { at } => at.to_wire(),
            WaitsFor::Person => "a person: its batch is stopped".to_owned(),
        };
        words += &format!("{}  {}  {}  waits for {what}\n", waiting.place, row.subject.key(), row.action.slug());
    }
    words += &format!("{} wait to be sent.", list.total);
    out.answer(&value(&list)?, &words)?;
    Ok(0)
}

/// What couriers would leave behind. `now` reads the counts first; `support` answers the text for the marketplace's support.
pub async fn watch(desks: &Desks, out: Out, location: Option<&str>, now: bool, support: bool) -> Result<u8, Failure> {
    let at = || AtLocation { location: location.map(str::to_owned) };
    if now {
        let _: Nothing = ask(desks, "watchdog_look", at()).await?;
    }
    if support {
        let text: SupportText = ask(desks, "support_text", SupportAsk { shipments: vec![] }).await?;
        let words = if text.shipments == 0 { "Nothing to ask support about." } else { &text.text };
        out.answer(&value(&text)?, words)?;
        return Ok(0);
    }
    let seen: Watchdog = ask(desks, "watchdog", at()).await?;
    let mut lines: Vec<String> = seen.pickups.iter().map(pickup).collect();
    lines.extend(seen.rows.iter().map(parcel));
    lines.extend(seen.labels.iter().map(label));
    if seen.rows.is_empty() && seen.labels.is_empty() {
        lines.push("Nothing would stay behind, and no label is late.".to_owned());
    }
    out.answer(&value(&seen)?, &lines.join("\n"))?;
    Ok(exit(seen.rows.is_empty() && seen.labels.is_empty()))
}

fn pickup(one: &WatchedPickup) -> String {
    let boxes = if one.is_mps { " (several boxes)" } else { "" };
    let counted = one.counted.map_or("never counted".to_owned(), |count| format!("{count} counted"));
    let from = one.from.map_or("no pickup known".to_owned(), |from| format!("pickup {}", from.to_wire()));
    format!("{}  {}{boxes}  {from}  {} ready, {counted}, {} missing", one.place, one.courier, one.ready, one.missing)
}

fn parcel(row: &WatchRow) -> String {
    let what = match (row.missing, row.one_of) {
        (Missing::NotReady, _) => format!("asked {} times, not ready", row.attempts),
        (Missing::NotCounted, Some(of)) => {
            format!("ready; the count is short by {}, one of {}", of.short, of.candidates)
        }
        (Missing::NotCounted, None) => "ready, not yet counted".to_owned(),
        (Missing::NeverAsked, _) => "packed and due, never marked ready".to_owned(),
    };
    let left = row.minutes_left.map(|left| format!("{left} min left")).unwrap_or_default();
    let next = match row.next {
        WatchNext::Send => "is sent next",
        WatchNext::Line => "waits for the line",
        WatchNext::ReadBack => "is read back next",
        WatchNext::ReadCount => "the count is read next",
        WatchNext::Person => "needs you",
    };
    let at = row.next_at.map(At::to_wire).unwrap_or_default();
    format!("{}  {}  {what}  {left}  {next}  {at}", row.shipment_id, row.courier).trim_end().to_owned()
}

fn label(one: &LateLabel) -> String {
    let minutes = one.age_ms / 60_000;
    let age = format!("{:?}", one.age).to_lowercase();
    format!("{}  label {age}: {minutes} min, {}", one.shipment_id, one.state.as_wire())
}
