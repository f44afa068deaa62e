//! The per-shipment outcome of an action (contract 7.4). HTTP 200 says nothing: every row is read.

use std::collections::HashMap;

use godown_domain::ShipmentId;
use serde::Deserialize;

use super::lenient::Text;
use super::{Unreadable, page};

/// What became of one shipment or listing of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowResult {
    /// Which: the shipment's id, or the listing's SKU.
    pub id: String,
    /// Accepted. An order already dispatched counts as accepted, with its code kept (contract 17.2, 7).
    pub ok: bool,
    /// The marketplace's code, where it gave one.
    pub code: Option<String>,
    /// The marketplace's words, where it gave any.
    pub message: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Row {
    shipment_id: Text,
    status: Text,
    processing_status: Text,
    error_code: Text,
    error_message: Text,
}

/// Reads the rows of an action and gives those of the ids asked for, in the order asked. Rows come in any order, so they
/// are matched by id alone. An id without a row, with a row that is neither `SUCCESS` nor `FAILURE`, or with rows that
/// contradict each other, is absent from the result: its outcome is unknown.
///
/// # Errors
/// When the answer has no list of rows.
pub fn read<'a>(body: &[u8], asked: impl IntoIterator<Item = &'a ShipmentId>) -> Result<Vec<RowResult>, Unreadable> {
    let mut rows: HashMap<ShipmentId, Option<RowResult>> = HashMap::new();
    for row in page::raw_list(body)?.iter().filter_map(|raw| serde_json::from_str::<Row>(raw.get()).ok()) {
        let Some(id) = row.shipment_id.clone().filled().map(ShipmentId) else { continue };
        let result = result(&id, row);
        rows.entry(id)
            .and_modify(|first| {
                if first.as_ref().map(|r| r.ok) != result.as_ref().map(|r| r.ok) {
                    *first = None;
                }
            })
            .or_insert_with(|| result.clone());
    }
    Ok(asked.into_iter().filter_map(|id| rows.remove(id).flatten()).collect())
}

fn result(id: &ShipmentId, row: Row) -> Option<RowResult> {
    let word = row.status.filled().or_else(|| row.processing_status.filled())?;
    let code = row.error_code.filled();
    let done_before = code.as_deref() == Some("ORDER_ITEM_ALREADY_DISPATCHED");
    let ok = match word.to_ascii_uppercase().as_str() {
        "SUCCESS" => true,
        "FAILURE" | "FAILED" => done_before,
        _ => return None,
    };
    Some(RowResult { id: id.0.clone(), ok, code, message: row.error_message.filled() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rows(value: serde_json::Value, asked: &[&str]) -> Vec<(String, bool)> {
        let asked: Vec<ShipmentId> = asked.iter().map(|id| (*id).into()).collect();
        let rows = read(json!({ "shipments": value }).to_string().as_bytes(), &asked).unwrap();
        rows.into_iter().map(|row| (row.id, row.ok)).collect()
    }

    #[test]
    fn rows_are_matched_by_id_whatever_their_order_and_spelling() {
        let wire = json!([
            {"shipmentId": "c", "processingStatus": "SUCCESS"},
            {"shipmentId": "a", "status": "SUCCESS", "errorCode": null},
            {"shipmentId": "b", "status": "FAILURE", "errorCode": "INVALID_ITEM_STATE", "errorMessage": "no"},
            {"shipmentId": "stranger", "status": "SUCCESS"},
        ]);
        assert_eq!(rows(wire, &["a", "b", "c"]), [("a".into(), true), ("b".into(), false), ("c".into(), true)]);
    }

    #[test]
    fn silence_and_contradiction_are_unknown_not_success() {
        let wire = json!([
            {"shipmentId": "a", "status": "PENDING"}, {"shipmentId": "b"}, 7,
            {"shipmentId": "c", "status": "SUCCESS"}, {"shipmentId": "c", "status": "FAILURE"},
            {"shipmentId": "d", "status": "SUCCESS"}, {"shipmentId": "d", "status": "SUCCESS"},
        ]);
        assert_eq!(rows(wire, &["a", "b", "c", "d", "never"]), [("d".into(), true)]);
    }

    #[test]
    fn already_dispatched_is_what_was_wanted() {
        let wire = json!([{"shipmentId": "a", "status": "FAILURE", "errorCode": "ORDER_ITEM_ALREADY_DISPATCHED"}]);
        assert_eq!(rows(wire, &["a"]), [("a".into(), true)]);
    }
}
