//! The ledger of physical labels as text with commas.

use godown_domain::At;
use godown_domain::print::label_state::ReprintReason;
use godown_domain::print::ledger::{LabelRow, SettledBy, WhyNot};

use super::csv::{Csv, guarded};

const HEADS: [&str; 25] = [
    "label",
    "run",
    "place",
    "copy",
    "state",
    "reason_again",
    "not_usable",
    "in_words",
    "did_not_go",
    "message",
    "must_not_travel",
    "tracking_id",
    "shipment_id",
    "order_id",
    "sku",
    "units",
    "more_skus",
    "courier",
    "batch",
    "printer",
    "station",
    "asked_by",
    "asked_at",
    "sent_at",
    "settled",
];

/// Labels in the order given, one row each; times are India's, `2026-11-22 14:47:20`.
#[must_use]
pub fn label_ledger_csv(labels: &[LabelRow]) -> String {
    let mut csv = Csv::new(&HEADS);
    for label in labels {
        let cells = cells(label);
        csv.row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    csv.finish()
}

fn cells(label: &LabelRow) -> [String; 25] {
    let text = |words: &str| guarded(words).into_owned();
    let number = |number: u32| number.to_string();
    let why = |why: Option<WhyNot>| why.map(|why| why.code().to_owned()).unwrap_or_default();
    let reason = |reason: Option<ReprintReason>| reason.map(|reason| reason.slug().to_owned()).unwrap_or_default();
    [
        number(label.label),
        number(label.run),
        number(label.position),
        number(label.copy),
        label.state.slug().to_owned(),
        reason(label.reason),
        reason(label.spoiled),
        text(&label.words),
        why(label.why_not),
        text(label.message.as_deref().unwrap_or_default()),
        why(label.must_not_travel),
        text(&label.tracking_id),
        text(label.shipment_id.as_str()),
        text(&label.order_id.0),
        text(&label.sku),
        number(label.sku_units),
        number(label.more_skus),
        text(label.courier.as_deref().unwrap_or_default()),
        label.batch.map(number).unwrap_or_default(),
        text(&label.printer),
        text(&label.station),
        text(&label.by),
        moment(label.queued_at),
        label.sent_at.map(moment).unwrap_or_default(),
        text(&settled(label)),
    ]
}

/// `2026-11-22 14:47:20 scan, Asha`
fn settled(label: &LabelRow) -> String {
    let at = label.settled_at.map(moment).unwrap_or_default();
    let by = label.settled_by.map(SettledBy::slug).unwrap_or_default();
    let who = label.settled_who.as_deref().unwrap_or_default();
    let said = [by, who].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    [at, said].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn moment(at: At) -> String {
    at.to_wire().get(..19).unwrap_or_default().replace('T', " ")
}
