//! The bodies this client sends, held against the published ones.

use godown_domain::gate::CancelReason;
use godown_domain::shipment::BoxSize;
use godown_domain::{At, ShipmentState};
use godown_flipkart::wire::request;
use godown_flipkart::{
    CancelRow, CancellationKind, FormAckRow, HandoverCount, PackRow, Search, SearchKind, Sort, SortField,
};
use serde_json::Value;

/// The body this client sends for an operation, if it makes that call with one.
pub fn body(stem: &str) -> Option<Value> {
    let at = At(1_795_257_000_000);
    Some(match stem {
        "pack" => request::pack(&[PackRow {
            shipment_id: "s".into(),
            location_id: "LOC".into(),
            order_id: "OD".into(),
            items: vec![("1".into(), 1)],
            invoice_date: at.day(),
            boxes: vec![("SS-1".into(), BoxSize { length: 1.0, breadth: 1.0, height: 1.0, weight: 0.1 })],
            serials: vec![("1".into(), vec![vec!["356938035643809".into()]])],
        }]),
        "mark-rtd" => request::dispatch(&"LOC".into(), &["s".into()]),
        "cancel-by-enforced-group-ids" => request::cancel(&[CancelRow {
            shipment_id: "s".into(),
            location_id: "LOC".into(),
            cancellation_group_ids: vec!["grp1".into()],
            reason: CancelReason::NotEnoughInventory,
        }]),
        "update-ack-number" => {
            request::form_ack(&[FormAckRow { shipment_id: "s".into(), forms: vec![("F".into(), "1".into())] }])
        }
        "get-manifest" => request::manifest(
            &"LOC".into(),
            &HandoverCount {
                vendor_group: "V".into(),
                count: 1,
                mps: false,
                pickup_from: Some(at),
                pickup_to: Some(at),
                otc: None,
                otc_error: None,
            },
        ),
        "search-pre-dispatch-shipment-post" => {
            let range = Some((at, at));
            Search {
                location: Some("LOC".into()),
                modified: range,
                ordered: range,
                dispatch_after: range,
                dispatch_by: range,
                cancelled: range,
                sku: vec!["K".into()],
                sort: Sort { field: SortField::Modified, descending: true },
                ..search()
            }
            .body(None)
        }
        _ => return None,
    })
}

fn search() -> Search {
    let states = SearchKind::PostDispatch { states: vec![ShipmentState::Shipped] };
    let by_states = Search::new(states).body(None);
    assert!(by_states["filter"]["states"].is_array());
    Search::new(SearchKind::Cancelled { kind: CancellationKind::Seller })
}

/// Published fields this client has no use for.
pub fn may_leave_out(stem: &str) -> &'static [&'static str] {
    match stem {
        "pack" => &["purchasePrice", "ignoreWarning"],
        "search-pre-dispatch-shipment-post" => {
            &["shipmentTypes", "serviceProfiles", "dispatchServiceTiers", "sellerId"]
        }
        _ => &[],
    }
}

/// Whether `ours` has the keys of `published` and no others, and values of the same kinds, all the way down.
pub fn matches(ours: &Value, published: &Value, may_leave_out: &[&str]) -> Result<(), String> {
    match (ours, published) {
        (Value::Object(ours), Value::Object(published)) => {
            for (key, value) in ours {
                let other = published.get(key).ok_or_else(|| format!("{key} is not published"))?;
                matches(value, other, may_leave_out).map_err(|why| format!("{key}/{why}"))?;
            }
            let left_out = |key: &&String| !ours.contains_key(*key) && !may_leave_out.contains(&key.as_str());
            published.keys().find(left_out).map_or(Ok(()), |key| Err(format!("{key} is left out")))
        }
        (Value::Array(ours), Value::Array(published)) => {
            let first = published.first().ok_or("an empty list is published")?;
            ours.iter().try_for_each(|value| matches(value, first, may_leave_out))
        }
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => Ok(()),
        _ => Err(format!("{ours} is of another kind than {published}")),
    }
}
