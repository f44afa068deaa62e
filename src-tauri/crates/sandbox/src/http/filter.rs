//! Search and its next pages (Seller API contract 8.1 and 8.2): strict about words, a page by offset of a live list.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State as Held};
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::read_json;
use super::views::order_view;
use super::{App, Refusal};
use crate::india::{self, MINUTE};
use crate::market::Market;
use crate::market::query::{Range, Search, SortField};
use crate::state::State;
use crate::world::seller;

const PAGE: usize = 20;
const TOKEN_LIFE: i64 = 30 * MINUTE;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct RangeIn {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn list(&self) -> &[String] {
        match self {
            OneOrMore::One(one) => std::slice::from_ref(one),
            OneOrMore::More(more) => more,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FilterIn {
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    states: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<OneOrMore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_date: Option<RangeIn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dispatch_after_date: Option<RangeIn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dispatch_by_date: Option<RangeIn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_date: Option<RangeIn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation_date: Option<RangeIn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipment_types: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_profiles: Option<OneOrMore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dispatch_service_tiers: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation_type: Option<OneOrMore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mps: Option<bool>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PaginationIn {
    #[serde(skip_serializing_if = "Option::is_none")]
    page_size: Option<i64>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct SortIn {
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Body {
    filter: FilterIn,
    #[serde(skip_serializing_if = "Option::is_none")]
    pagination: Option<PaginationIn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<SortIn>,
}

/// What a `next_token` carries; opaque to clients.
#[derive(Debug, Serialize, Deserialize)]
struct Inner {
    params: Body,
    pagination: Place,
    issued_at: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Place {
    page_num: usize,
    page_size: usize,
}

pub(super) async fn search(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Body = read_json(&headers, &bytes)?;
    let asked = body.pagination.as_ref().and_then(|p| p.page_size).unwrap_or(PAGE as i64);
    if asked < 1 {
        return Err(Refusal::bad("pagination.pageSize must be at least 1"));
    }
    let size = usize::try_from(asked).unwrap_or(PAGE).min(PAGE);
    page(&app, body, 1, size)
}

pub(super) async fn next(
    Held(app): Held<App>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let invalid = || Refusal::bad("next_token is invalid or expired");
    let token = params.get("next_token").ok_or_else(|| Refusal::bad("next_token is required"))?;
    let outer: Value =
        URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(invalid)?;
    if outer["token"].is_null() && outer["view"] == "order_api.v3.shipment" {
        return Ok(Json(json!({"hasMore": false, "nextPageUrl": next_url(token), "shipments": []})));
    }
    let inner: Inner = outer["token"]
        .as_str()
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(invalid)?;
    if app.market().time > inner.issued_at + TOKEN_LIFE || inner.pagination.page_size > PAGE {
        return Err(invalid());
    }
    page(&app, inner.params, inner.pagination.page_num, inner.pagination.page_size)
}

fn next_url(token: &str) -> String {
    format!("/v3/shipments/filter?next_token={token}")
}

fn page(app: &App, body: Body, number: usize, size: usize) -> Result<Json<Value>, Refusal> {
    let mut market = app.market();
    let search = read_search(&market, &body)?;
    let offset = (number - 1) * size;
    if offset + size > market.page_ceiling as usize {
        return Err(Refusal::bad("result window is too large: narrow the date range"));
    }
    let (hits, more) = market.search(&search, offset, size);
    let shipments: Vec<Value> = hits.iter().map(|index| order_view(&mut market, *index)).collect();
    let kind = body.filter.kind.clone();
    let inner =
        Inner { params: body, pagination: Place { page_num: number + 1, page_size: size }, issued_at: market.time };
    let token = if more {
        json!(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&inner).map_err(|e| Refusal::dependent(e.to_string()))?))
    } else {
        Value::Null
    };
    let template = if kind == "preDispatch" { "oapi_pre_dispatch" } else { "oapi_post_dispatch" };
    let outer = json!({
        "filterType": kind, "sellerId": seller::seller_id(market.world.seed), "token": token,
        "view": "order_api.v3.shipment", "template": template,
    });
    let url = next_url(&URL_SAFE_NO_PAD.encode(outer.to_string()));
    Ok(Json(json!({"hasMore": more, "nextPageUrl": url, "shipments": shipments})))
}

fn read_range(range: Option<&RangeIn>, name: &str) -> Result<Range, Refusal> {
    let Some(range) = range else { return Ok(Range::default()) };
    let read = |text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => india::parse_instant(text)
            .map(Some)
            .ok_or_else(|| Refusal::bad(format!("filter.{name}: not a date: {text}"))),
    };
    let (from, to) = (read(&range.from)?, read(&range.to)?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Refusal::bad(format!("filter.{name}: from is after to")));
    }
    Ok(Range { from, to })
}

fn words<'a>(list: &'a [String], allowed: &[&str], name: &str) -> Result<&'a [String], Refusal> {
    match list.iter().find(|word| !allowed.contains(&word.as_str())) {
        Some(word) => Err(Refusal::bad(format!("filter.{name}: unknown value {word}"))),
        None => Ok(list),
    }
}

fn read_states(filter: &FilterIn) -> Result<Vec<State>, Refusal> {
    let allowed: &[State] = match filter.kind.as_str() {
        "preDispatch" => {
            &[State::Approved, State::PackingInProgress, State::FormFailed, State::Packed, State::ReadyToDispatch]
        }
        "postDispatch" => &[State::PickupComplete, State::Shipped, State::Delivered],
        "cancelled" => &[State::Cancelled],
        other => return Err(Refusal::bad(format!("filter.type: unknown value {other}"))),
    };
    let Some(words) = filter.states.as_ref().filter(|s| !s.is_empty()) else {
        return Err(Refusal::bad("filter.states is required"));
    };
    let mut states = Vec::new();
    for word in words {
        let state = State::read(word).filter(|s| allowed.contains(s));
        let state =
            state.ok_or_else(|| Refusal::bad(format!("filter.states: {word} is not a state of {}", filter.kind)))?;
        if !states.contains(&state) {
            states.push(state);
            if state == State::Delivered {
                states.extend([State::ReturnRequested, State::Returned]);
            }
        }
    }
    Ok(states)
}

fn read_sort(sort: Option<&SortIn>) -> Result<(SortField, bool), Refusal> {
    let field = match sort.and_then(|s| s.field.as_deref()) {
        None | Some("dispatchByDate") => SortField::DispatchBy,
        Some("orderDate") => SortField::OrderDate,
        Some("modifiedDate") => SortField::Modified,
        Some("dispatchAfterDate") => SortField::DispatchAfter,
        Some(other) => return Err(Refusal::bad(format!("sort.field: unknown value {other}"))),
    };
    let descending = match sort.and_then(|s| s.order.as_deref()) {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(other) => return Err(Refusal::bad(format!("sort.order: unknown value {other}"))),
    };
    Ok((field, descending))
}

/// Of two choices: which one is wanted, if only one is.
fn tier(list: Option<&Vec<String>>, plain: &str, name: &str, allowed: &[&str]) -> Result<Option<bool>, Refusal> {
    let Some(list) = list.filter(|l| !l.is_empty()) else { return Ok(None) };
    let list = words(list, allowed, name)?;
    let express = list.iter().any(|w| w == "EXPRESS");
    let regular = list.iter().any(|w| w == plain);
    Ok((express != regular).then_some(express))
}

/// What of the three kinds of shipment is wanted.
struct Types {
    express: Option<bool>,
    self_ship: Option<bool>,
}

/// A parcel is normal, express or the seller's own to deliver, and a search names any of them.
fn shipment_types(filter: &FilterIn) -> Result<Types, Refusal> {
    let names = filter.shipment_types.as_ref().filter(|names| !names.is_empty());
    let express = tier(names, "NORMAL", "shipmentTypes", &["NORMAL", "EXPRESS", "SELF"])?;
    let names = |word: &str| names.is_some_and(|names| names.iter().any(|name| name == word));
    let (own, others) = (names("SELF"), names("NORMAL") || names("EXPRESS"));
    // Own parcels are never express, so a search for both kinds lets either through.
    Ok(Types { express: express.filter(|_| !own), self_ship: (own != others).then_some(own) })
}

fn read_search(market: &Market, body: &Body) -> Result<Search, Refusal> {
    let filter = &body.filter;
    let states = read_states(filter)?;
    let (sort, descending) = read_sort(body.sort.as_ref())?;
    let site = match &filter.location_id {
        None => None,
        Some(id) => Some(
            seller::site_of(market.world.seed, id)
                .ok_or_else(|| Refusal::forbidden("the location does not belong to the seller"))?,
        ),
    };
    let products = filter
        .sku
        .as_ref()
        .filter(|s| !s.list().is_empty())
        .map(|skus| skus.list().iter().filter_map(|sku| market.world.catalogue.by_sku(sku)).collect());
    let types = shipment_types(filter)?;
    let tiers =
        tier(filter.dispatch_service_tiers.as_ref(), "REGULAR", "dispatchServiceTiers", &["EXPRESS", "REGULAR"])?;
    let profiles: &[String] = filter.service_profiles.as_ref().map_or(&[], OneOrMore::list);
    words(profiles, &["FBF", "NON_FBF", "FBF_LITE"], "serviceProfiles")?;
    let search = Search {
        cancelled: read_cancellation(filter)?,
        site,
        products,
        order_date: read_range(filter.order_date.as_ref(), "orderDate")?,
        dispatch_after: read_range(filter.dispatch_after_date.as_ref(), "dispatchAfterDate")?,
        dispatch_by: read_range(filter.dispatch_by_date.as_ref(), "dispatchByDate")?,
        modified: read_range(filter.modified_date.as_ref(), "modifiedDate")?,
        cancelled_at: read_range(filter.cancellation_date.as_ref(), "cancellationDate")?,
        express: types.express.or(tiers),
        self_ship: types.self_ship,
        hold: (filter.kind == "preDispatch").then_some(filter.hold.unwrap_or(false)),
        mps: filter.mps,
        nothing: types.express.zip(tiers).is_some_and(|(a, b)| a != b)
            || (!profiles.is_empty() && !profiles.iter().any(|p| p == "NON_FBF")),
        states,
        sort,
        descending,
    };
    bounded(filter, &search)?;
    Ok(search)
}

fn read_cancellation(filter: &FilterIn) -> Result<Option<String>, Refusal> {
    if filter.kind != "cancelled" {
        return Ok(None);
    }
    let allowed = ["sellerCancellation", "buyerCancellation", "marketplaceCancellation"];
    match filter.cancellation_type.as_ref().map(OneOrMore::list) {
        Some([kind]) => words(std::slice::from_ref(kind), &allowed, "cancellationType").map(|_| Some(kind.clone())),
        _ => Err(Refusal::bad("filter.cancellationType: exactly one is required when type is cancelled")),
    }
}

/// Searches into the past need a range: the real ones without fail (contract 8.1).
fn bounded(filter: &FilterIn, search: &Search) -> Result<(), Refusal> {
    let ranges = [search.order_date, search.dispatch_after, search.dispatch_by, search.modified, search.cancelled_at];
    if filter.kind != "preDispatch" && ranges.iter().all(|r| r.is_open() || r.from.is_none()) {
        return Err(Refusal::bad(format!("filter: a date range is required when type is {}", filter.kind)));
    }
    Ok(())
}
