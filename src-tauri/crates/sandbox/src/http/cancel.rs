//! Seller cancellation (Seller API contract 8.11): whole groups, a reason of three, only before PACKED.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Held;
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use super::pack::{MOST, RowFault, dependent, fault, reply};
use super::refusal::{check_count, read_json};
use super::{App, Refusal};
use crate::market::Market;
use crate::market::effects::Effect;
use crate::state::State;
use crate::world::seller;

const REASONS: &[&str] = &["cannot_procure_item", "not_enough_inventory", "b2b_order"];

#[derive(Debug, Deserialize)]
struct Body {
    shipments: Vec<CancelIn>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CancelIn {
    shipment_id: String,
    location_id: String,
    cancellation_group_ids: Vec<String>,
    reason: Option<String>,
}

pub(super) async fn cancel(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Body = read_json(&headers, &bytes)?;
    let ids: Vec<String> = body.shipments.iter().map(|s| s.shipment_id.clone()).collect();
    check_count(&ids, "shipments", MOST)?;
    let mut market = app.market();
    let mut rows = Vec::new();
    for shipment in &body.shipments {
        let outcome = match checked(&market, shipment) {
            Err(fault) => {
                market.note_repeat("cancel", &shipment.shipment_id);
                Err(fault)
            }
            Ok(_) if market.strikes("cancel", |f| &mut f.row_failure) => dependent(),
            Ok((index, lines)) => {
                let reason = shipment.reason.clone().unwrap_or_default();
                market.apply(Effect::Cancel { index, lines, reason })?;
                Ok(())
            }
        };
        rows.push((shipment.shipment_id.clone(), outcome));
    }
    Ok(reply(&mut market, "cancel", rows))
}

fn checked(market: &Market, shipment: &CancelIn) -> Result<(u32, Vec<usize>), RowFault> {
    let Some(index) = market.index_of(&shipment.shipment_id) else {
        return fault("INVALID_SHIPMENTS", "no such shipment");
    };
    let facts = market.facts(index);
    let row = market.row(index);
    if seller::location_id(market.world.seed, facts.core.site) != shipment.location_id {
        return fault("OPERATION_NOT_ALLOWED", "the shipment does not belong to this location");
    }
    if !shipment.reason.as_deref().is_some_and(|r| REASONS.contains(&r)) {
        return fault(
            "EMPTY_OR_INVALID_REASON_FOR_CANCELLATION",
            format!("reason must be one of {}", REASONS.join(", ")),
        );
    }
    match row.state {
        State::Cancelled => return fault("ORDER_ITEM_ALREADY_CANCELLED", "Order item is already cancelled"),
        State::Packed
        | State::ReadyToDispatch
        | State::PickupComplete
        | State::Shipped
        | State::Delivered
        | State::ReturnRequested
        | State::Returned => {
            return fault("INVALID_ITEM_STATE", "Order item can only be cancelled before it is packed");
        }
        State::Approved | State::PackingInProgress | State::FormFailed => {}
    }
    if row.hold {
        return fault("INVALID_ITEM_STATE", "Shipment is on hold");
    }
    if market.time < facts.core.after_at {
        return fault("INVALID_ITEM_STATE", "Shipment cannot be processed before its dispatchAfterDate");
    }
    let groups = &shipment.cancellation_group_ids;
    let known: Vec<String> = facts.lines.iter().map(|l| facts.group_id(l)).collect();
    if groups.is_empty() || groups.iter().any(|g| !known.contains(g)) {
        return fault("INVALID_REQUEST_ITEM_ID", "cancellationGroupIds must be groups of the shipment");
    }
    let lines: Vec<usize> =
        (0..known.len()).filter(|n| groups.contains(&known[*n]) && market.live_units(index, &facts, *n) > 0).collect();
    if lines.is_empty() {
        return fault("ORDER_ITEM_ALREADY_CANCELLED", "Order item is already cancelled");
    }
    Ok((index, lines))
}
