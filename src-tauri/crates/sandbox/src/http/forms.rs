//! Statutory forms and their acknowledgement (Seller API contract 8.12 and 8.13).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State as Held};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::pack::{MOST, RowFault, dependent, fault, reply};
use super::refusal::{check_count, read_ids, read_json};
use super::{App, Refusal};
use crate::market::Market;
use crate::market::effects::Effect;
use crate::state::State;

const FORM: &str = "FORM600TG";

pub(super) async fn forms(Held(app): Held<App>, Path(ids): Path<String>) -> Result<Json<Value>, Refusal> {
    let ids = read_ids(&ids, "shipmentIds", 100)?;
    let market = app.market();
    let shipments: Vec<Value> = ids
        .iter()
        .filter_map(|id| {
            let row = market.row(market.index_of(id)?);
            let acknowledged = row.extra.as_ref().is_some_and(|e| e.acks > 0);
            let status = match row.state {
                State::FormFailed => Some("Failed"),
                State::PackingInProgress if acknowledged => Some("In-progress"),
                _ => acknowledged.then_some("Completed"),
            };
            let forms: Vec<Value> = status
                .map(|s| json!({"name": FORM, "link": "https://forms.example.gov.in/", "automated": true, "status": s}))
                .into_iter()
                .collect();
            Some(json!({"shipmentId": id, "forms": forms}))
        })
        .collect();
    Ok(Json(json!({ "shipments": shipments })))
}

#[derive(Debug, Deserialize)]
struct Body {
    shipments: Vec<AckIn>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AckIn {
    shipment_id: String,
    forms: Vec<FormIn>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FormIn {
    name: String,
    ack_number: String,
}

pub(super) async fn update_ack(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Body = read_json(&headers, &bytes)?;
    let ids: Vec<String> = body.shipments.iter().map(|s| s.shipment_id.clone()).collect();
    check_count(&ids, "shipments", MOST)?;
    let mut market = app.market();
    let mut rows = Vec::new();
    for shipment in &body.shipments {
        let outcome = match checked(&market, shipment) {
            Err(fault) => Err(fault),
            Ok(_) if market.strikes("updateAck", |f| &mut f.row_failure) => dependent(),
            Ok((index, number)) => {
                let delay = market.faults.label_delay_ms.unwrap_or(market.label_delay_ms);
                let label_at = market.time + delay as i64;
                market.apply(Effect::Ack { index, number, label_at })?;
                Ok(())
            }
        };
        rows.push((shipment.shipment_id.clone(), outcome));
    }
    Ok(reply(&mut market, "updateAck", rows))
}

fn checked(market: &Market, shipment: &AckIn) -> Result<(u32, String), RowFault> {
    let Some(index) = market.index_of(&shipment.shipment_id) else {
        return fault("INVALID_SHIPMENTS", "no such shipment");
    };
    if market.row(index).state != State::FormFailed {
        return fault("INVALID_ITEM_STATE", "no form of the shipment has failed");
    }
    let form = shipment.forms.iter().find(|f| f.name == FORM);
    match form.map(|f| f.ack_number.trim()).filter(|n| !n.is_empty()) {
        Some(number) => Ok((index, number.to_owned())),
        None => fault("UNPROCESSABLE_ENTITY", format!("the acknowledgement number of {FORM} is missing")),
    }
}
