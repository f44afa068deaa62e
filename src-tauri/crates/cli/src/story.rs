//! A shipment's story in words, one line an entry.

use godown_domain::timeline::{TimelineEntry, TimelineWhat, Whose};
use godown_domain::{At, IndiaDay, Learned};

/// `21 Nov, 14:48  APPROVED → PACKED (poll)`.
pub fn line(entry: &TimelineEntry) -> String {
    format!("{}  {} ({})", when(entry.at), words(&entry.what), how(entry))
}

fn how(entry: &TimelineEntry) -> String {
    let learned = match entry.learned {
        Learned::Poll => "poll",
        Learned::ReadBack => "read back",
        Learned::Action => "own action",
        Learned::Import => "import",
    };
    match entry.whose {
        Whose::Elsewhere => format!("elsewhere, {learned}"),
        Whose::AskedHere => format!("asked here, {learned}"),
        Whose::Here | Whose::Others => learned.to_owned(),
    }
}

fn when(at: At) -> String {
    at.clock_text(IndiaDay(0))
}

fn words(what: &TimelineWhat) -> String {
    let moved = |name: &str, old: &Option<At>, new: &Option<At>| {
        let side = |at: &Option<At>| at.map_or_else(|| "none".to_owned(), when);
        format!("{name} moved, {} → {}", side(old), side(new))
    };
    match what {
        TimelineWhat::FirstSeen { state } => format!("first seen, {}", state.as_wire()),
        TimelineWhat::State { old, new } => format!("{} → {}", old.as_wire(), new.as_wire()),
        TimelineWhat::Hold { on: true } => "put on hold".to_owned(),
        TimelineWhat::Hold { on: false } => "hold lifted".to_owned(),
        TimelineWhat::DispatchBy { old, new } => moved("dispatch-by", old, new),
        TimelineWhat::DispatchAfter { old, new } => moved("dispatch-after", old, new),
        TimelineWhat::Item { sku, change } => format!("{sku}: {change}"),
        TimelineWhat::Courier { courier, tracking_id } => {
            format!("courier {courier}, {}", tracking_id.as_deref().unwrap_or("no tracking id yet"))
        }
        TimelineWhat::Field { field, old, new } => {
            let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
            format!("{field}: {} → {}", side(old), side(new))
        }
        TimelineWhat::Intent { action, state, cause, batch } => {
            let batch = batch.map(|batch| format!(", batch {batch}")).unwrap_or_default();
            format!("{} {}: {cause}{batch}", action.slug(), state.slug())
        }
        TimelineWhat::Document { title, .. } => format!("document: {title}"),
        TimelineWhat::Printed { batch, run, copy, state, reason, printer, .. } => {
            let batch = batch.map(|batch| format!(", batch {batch}")).unwrap_or_default();
            let again = reason.map(|reason| format!(" again ({})", reason.slug())).unwrap_or_default();
            format!("label to paper{again}{batch}, run {run}, {printer}, copy {copy}: {}", state.slug())
        }
    }
}

#[cfg(test)]
mod tests {
    use godown_domain::ShipmentState;

    use super::*;

    #[test]
    fn a_change_of_state_reads_as_one() {
        let what = TimelineWhat::State { old: ShipmentState::Approved, new: ShipmentState::Packed };
        let at = At::parse("2026-11-21T14:48:00+05:30").unwrap();
        let entry = TimelineEntry { at, what, learned: Learned::Poll, whose: Whose::Elsewhere };
        assert_eq!(line(&entry), "21 Nov, 14:48  APPROVED → PACKED (elsewhere, poll)");
    }
}
