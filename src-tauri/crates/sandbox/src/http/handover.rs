//! Hand-over to the couriers (Seller API contract 8.14 to 8.16) and the seller's locations (12).

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Held};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::documents::pdf;
use super::refusal::read_json;
use super::{App, Refusal};
use crate::draw::Draw;
use crate::india::{self, HOUR};
use crate::market::Market;
use crate::state::State;
use crate::world::seller;
use crate::{paper, print};

fn site(market: &Market, location_id: &str) -> Result<u8, Refusal> {
    seller::site_of(market.world.seed, location_id)
        .ok_or_else(|| Refusal::forbidden("the location does not belong to the seller"))
}

/// Shipments that wait for a courier at a location: courier and multi-package flag, and who they are.
fn waiting(market: &Market, site: u8) -> BTreeMap<(u8, bool), Vec<u32>> {
    let mut groups: BTreeMap<(u8, bool), Vec<u32>> = BTreeMap::new();
    for index in market.in_state(State::ReadyToDispatch) {
        let core = market.core(*index);
        if core.site == site {
            let mps = market.facts(*index).mps();
            groups.entry((core.courier, mps)).or_default().push(*index);
        }
    }
    groups
}

pub(super) async fn counts(
    Held(app): Held<App>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let location = params.get("locationId").ok_or_else(|| Refusal::unprocessable("locationId is required"))?;
    let mut market = app.market();
    let site = site(&market, location)?;
    let wrapped = market.strikes("handoverCounts", |f| &mut f.handover_shape_b);
    let names = if wrapped { ("after", "before") } else { ("from", "to") };
    let mut groups = waiting(&market, site);
    let settled = market.time - market.faults.handover_lag_ms as i64;
    for shipments in groups.values_mut() {
        shipments
            .retain(|index| market.row(*index).extra.as_ref().and_then(|e| e.rtd_at).is_none_or(|at| at <= settled));
        if !shipments.is_empty() && market.strikes("handoverCounts", |f| &mut f.handover_short) {
            let lacks = market.faults.handover_short.value.max(1) as usize;
            shipments.truncate(shipments.len().saturating_sub(lacks));
        }
    }
    groups.retain(|_, shipments| !shipments.is_empty());
    let rows: Vec<Value> = groups
        .into_iter()
        .map(|((courier, mps), shipments)| {
            let (from, to) = seller::next_pickup(site, courier, market.time);
            let mut row = json!({
                "vendorGroupCode": seller::COURIERS[usize::from(courier)].group,
                "count": shipments.len(),
                "isMps": mps,
                "pickUpDate": {names.0: india::wire(from), names.1: india::wire(to)},
            });
            if !wrapped {
                row["otc"] = otc_of(&market, site, courier, from);
            }
            row
        })
        .collect();
    Ok(Json(if wrapped { json!({ "resultManifestDetails": rows }) } else { json!(rows) }))
}

/// The code is made an hour before the courier is due.
fn otc_of(market: &Market, site: u8, courier: u8, from: i64) -> Value {
    if market.time < from - HOUR {
        return json!({"code": null, "error_code": "OTC_UNAVAILABLE"});
    }
    json!({"code": code(market, u64::from(site) * 16 + u64::from(courier), from), "error_code": null})
}

fn code(market: &Market, subject: u64, at: i64) -> String {
    let draw = Draw::of(market.world.seed ^ 0x07C0, subject);
    format!("{:04}", draw.below(india::day(at) as u64, 10_000))
}

/// Either spelling of the manifest's parameters (contract 8.15).
fn param<'a>(params: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().map(|n| &params[*n]).find(|v| !v.is_null())
}

pub(super) async fn manifest(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Response, Refusal> {
    let body: Value = read_json(&headers, &bytes)?;
    let params = &body["params"];
    let group =
        params["vendorGroupCode"].as_str().ok_or_else(|| Refusal::unprocessable("vendorGroupCode is required"))?;
    let location = params["locationId"].as_str().ok_or_else(|| Refusal::unprocessable("locationId is required"))?;
    let mps = param(params, &["is_mps", "isMps"]).and_then(Value::as_bool).unwrap_or(false);
    if let Some(window) = param(params, &["pickupDate", "pickUpDate"]) {
        for name in ["from", "to", "after", "before"] {
            let bad = window[name].as_str().is_some_and(|text| india::parse_instant(text).is_none());
            if bad {
                return Err(Refusal::bad(format!("pickupDate.{name} is not a date")));
            }
        }
    }
    let (sheet, file) = {
        let market = app.market();
        let site = site(&market, location)?;
        let courier = seller::COURIERS.iter().position(|c| c.group == group);
        let courier = courier.ok_or_else(|| Refusal::unprocessable(format!("no such vendorGroupCode: {group}")))? as u8;
        let shipments = waiting(&market, site).remove(&(courier, mps)).unwrap_or_default();
        if shipments.is_empty() {
            return Err(Refusal::unprocessable("no shipment is ready to dispatch for this courier"));
        }
        let file = format!("manifest-{}.pdf", print::day_stamp(market.time));
        (print::manifest(&market, site, courier, &shipments), file)
    };
    let bytes = app.drawn(move || paper::manifest_pdf(&sheet)).await?;
    Ok(pdf(bytes, &file))
}

pub(super) async fn otc(
    Held(app): Held<App>,
    Path(location): Path<String>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    if params.get("requestType").is_none_or(|t| t != "RETURN") {
        return Err(Refusal::unprocessable("requestType must be RETURN"));
    }
    let market = app.market();
    let site = u64::from(site(&market, &location)?);
    let codes = json!([
        {"type": "NON_LARGE", "code": code(&market, 900 + site, market.time), "vendor": "eKart"},
        {"type": "LARGE", "code": code(&market, 950 + site, market.time), "vendor": "eKart"},
    ]);
    Ok(Json(json!({"otcs": [{"status": "SUCCESS", "requestType": "RETURN", "otc": codes}]})))
}

pub(super) async fn locations(Held(app): Held<App>) -> Json<Value> {
    let market = app.market();
    let list: Vec<Value> = seller::SITES
        .iter()
        .enumerate()
        .map(|(n, site)| {
            json!({"locationId": seller::location_id(market.world.seed, n as u8), "locationName": site.name})
        })
        .collect();
    Json(json!({ "locations": list }))
}
