//! Marking shipments ready to dispatch (Seller API contract 8.10): one location per call.

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

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    shipment_ids: Vec<String>,
    location_id: String,
}

pub(super) async fn dispatch(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Body = read_json(&headers, &bytes)?;
    check_count(&body.shipment_ids, "shipmentIds", MOST)?;
    let mut market = app.market();
    let mut rows = Vec::new();
    for id in body.shipment_ids {
        let outcome = match checked(&market, &id, &body.location_id) {
            Err(fault) => {
                market.note_repeat("dispatch", &id);
                Err(fault)
            }
            Ok(_) if market.strikes("dispatch", |f| &mut f.row_failure) => dependent(),
            Ok(_) if market.strikes("dispatch", |f| &mut f.rtd_quiet_failure) => Ok(()),
            Ok(index) => {
                market.apply(Effect::Dispatch { index })?;
                Ok(())
            }
        };
        rows.push((id, outcome));
    }
    Ok(reply(&mut market, "dispatch", rows))
}

fn checked(market: &Market, id: &str, location_id: &str) -> Result<u32, RowFault> {
    let Some(index) = market.index_of(id) else { return fault("INVALID_SHIPMENTS", "no such shipment") };
    let core = market.core(index);
    let row = market.row(index);
    if seller::location_id(market.world.seed, core.site) != location_id {
        return fault("OPERATION_NOT_ALLOWED", "the shipment does not belong to this location");
    }
    match row.state {
        State::Cancelled => return fault("ORDER_ITEM_ALREADY_CANCELLED", "Order item is cancelled"),
        State::ReadyToDispatch
        | State::PickupComplete
        | State::Shipped
        | State::Delivered
        | State::ReturnRequested
        | State::Returned => {
            return fault("ORDER_ITEM_ALREADY_DISPATCHED", "Order item is already dispatched");
        }
        State::Approved | State::PackingInProgress | State::FormFailed => {
            return fault("ORDER_ITEM_NOT_PACKED", "Order item is not packed");
        }
        State::Packed => {}
    }
    if row.hold {
        return fault("INVALID_ITEM_STATE", "Shipment is on hold");
    }
    if row.extra.as_ref().is_some_and(|e| e.stale) {
        return fault("QUANTITY_MISMATCH_ERROR", "Quantity has changed, please reprint the label");
    }
    Ok(index)
}
