//! Returns of couriers and customers (Seller API contract 10.1): 25 a page, next pages below `/sellers/v2`.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State as Held};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{App, Refusal};
use crate::india::{self, DAY};
use crate::market::Market;
use crate::market::returns::Return;
use crate::world::seller;

const PAGE: usize = 25;

/// A search, as the next page's link carries it; opaque to clients.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Search {
    by_courier: Option<bool>,
    site: Option<u8>,
    created: [Option<i64>; 2],
    modified: [Option<i64>; 2],
    ids: Option<Vec<String>>,
    tracking: Option<Vec<String>>,
    page: usize,
}

pub(super) async fn list(
    Held(app): Held<App>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let market = app.market();
    let search = read(&market, &params)?;
    page(&market, search)
}

pub(super) async fn next(Held(app): Held<App>, Path(token): Path<String>) -> Result<Json<Value>, Refusal> {
    let search = STANDARD.decode(token).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    page(&app.market(), search.ok_or_else(|| Refusal::bad("the next page is unknown"))?)
}

fn read(market: &Market, params: &HashMap<String, String>) -> Result<Search, Refusal> {
    let given = |name: &str| params.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let ids = |name: &str| match given(name) {
        None => Ok(None),
        Some(list) if list.split(',').count() > PAGE => Err(Refusal::unprocessable(format!("{name}: at most 25"))),
        Some(list) => Ok(Some(list.split(',').map(|id| id.trim().to_owned()).collect::<Vec<_>>())),
    };
    let date = |name: &str| match given(name) {
        None => Ok(None),
        Some(text) => {
            india::parse_instant(text).map(Some).ok_or_else(|| Refusal::bad(format!("{name}: not a date: {text}")))
        }
    };
    // The day counts, not the hour (contract 10.1).
    let day = |at: i64| india::at(india::day(at), 0);
    let search = Search {
        by_courier: match given("source") {
            None => None,
            Some("courier_return") => Some(true),
            Some("customer_return") => Some(false),
            Some(other) => return Err(Refusal::bad(format!("source: unknown value {other}"))),
        },
        site: match given("locationId") {
            None => None,
            Some(id) => Some(
                seller::site_of(market.world.seed, id)
                    .ok_or_else(|| Refusal::forbidden("the location does not belong to the seller"))?,
            ),
        },
        created: [date("createdAfter")?.map(day), date("createdBefore")?.map(|at| day(at) + DAY - 1)],
        modified: [date("modifiedAfter")?, date("modifiedBefore")?],
        ids: ids("returnIds")?,
        tracking: ids("trackingIds")?,
        page: 1,
    };
    let by_id = search.ids.is_some() || search.tracking.is_some();
    if !by_id && search.by_courier.is_none() {
        return Err(Refusal::bad("source is required: courier_return or customer_return"));
    }
    if !by_id && search.created[0].is_none() && search.modified[0].is_none() {
        return Err(Refusal::bad("createdAfter or modifiedAfter is required"));
    }
    Ok(search)
}

fn page(market: &Market, mut search: Search) -> Result<Json<Value>, Refusal> {
    let within = |[from, to]: [Option<i64>; 2], at: i64| from.is_none_or(|f| f <= at) && to.is_none_or(|t| at <= t);
    let fits = |found: &Return| {
        search.by_courier.is_none_or(|by_courier| by_courier == found.by_courier)
            && search.site.is_none_or(|site| site == market.core(found.index).site)
            && within(search.created, found.created_at)
            && within(search.modified, found.updated_at)
            && search.ids.as_ref().is_none_or(|ids| ids.contains(&found.id))
            && search.tracking.as_ref().is_none_or(|ids| found.tracking.as_ref().is_some_and(|id| ids.contains(id)))
    };
    let found: Vec<Return> = market.returns().into_iter().filter(fits).collect();
    let shown = found.iter().skip((search.page.max(1) - 1) * PAGE).take(PAGE);
    let items: Vec<Value> = shown.map(|one| view(market, one)).collect();
    let more = found.len() > search.page * PAGE;
    search.page += 1;
    let token = serde_json::to_vec(&search).map_err(|e| Refusal::dependent(e.to_string()))?;
    let next = format!("/returns/search/{}", STANDARD.encode(token));
    Ok(Json(json!({"hasMore": more, "nextUrl": next, "returnItems": items})))
}

fn view(market: &Market, found: &Return) -> Value {
    let facts = market.facts(found.index);
    json!({
        "returnId": found.id, "orderItemId": found.item.to_string(), "orderId": facts.order_id(),
        "locationId": seller::location_id(market.world.seed, facts.core.site),
        "sellerId": seller::seller_id(market.world.seed), "shipmentId": market.world.shipment_id(found.index),
        "quantity": found.units, "orderDate": india::utc(facts.core.order_at),
        "createdDate": india::wire_seconds(found.created_at), "updatedDate": india::wire_seconds(found.updated_at),
        "approvedOn": india::wire_seconds(found.created_at), "expectedDate": india::wire_seconds(found.expected_at), "status": found.status,
        "type": if found.by_courier { "courier_return" } else { "customer_return" },
        "reason": found.reason, "subReason": found.sub_reason, "comments": "", "courierName": found.courier,
        "trackingId": found.tracking, "shipmentStatus": found.shipment_status,
        "serviceProfile": "Seller_Fulfilment", "services": [],
    })
}
