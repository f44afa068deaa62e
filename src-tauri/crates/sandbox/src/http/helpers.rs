//! The sandbox helper calls of the real sandbox host (Seller API contract 15.3).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Held;
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::read_json;
use super::{App, Refusal};
use crate::india;
use crate::market::Market;
use crate::market::effects::Effect;
use crate::state::State;
use crate::world::ids::order_index;
use crate::world::seller;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemBody {
    order_item_id: String,
}

fn shipment_of(market: &Market, item: &str) -> Result<u32, Refusal> {
    let candidates = order_index(market.world.seed, item).map(|o| market.world.shipments_of_order(o));
    candidates
        .into_iter()
        .flatten()
        .filter(|index| (*index as usize) < market.rows.len())
        .find(|index| market.facts(*index).lines.iter().any(|l| l.item.to_string() == item))
        .ok_or_else(|| Refusal::unprocessable("no such orderItemId"))
}

fn done() -> Json<Value> {
    Json(json!({"response": "SUCCESS"}))
}

fn on_item(
    app: &App,
    headers: &HeaderMap,
    bytes: &Bytes,
    effect: impl Fn(u32) -> Effect,
) -> Result<Json<Value>, Refusal> {
    let body: ItemBody = read_json(headers, bytes)?;
    let mut market = app.market();
    let index = shipment_of(&market, &body.order_item_id)?;
    market.apply(effect(index))?;
    Ok(done())
}

pub(super) async fn on_hold(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    on_item(&app, &headers, &bytes, |index| Effect::Hold { index, hold: true })
}

pub(super) async fn un_hold(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    on_item(&app, &headers, &bytes, |index| Effect::Hold { index, hold: false })
}

fn forced(app: &App, headers: &HeaderMap, bytes: &Bytes, from: State, to: State) -> Result<Json<Value>, Refusal> {
    let body: ItemBody = read_json(headers, bytes)?;
    let mut market = app.market();
    let index = shipment_of(&market, &body.order_item_id)?;
    if market.row(index).state != from {
        return Err(Refusal::unprocessable(format!("the item is not {}", from.wire())));
    }
    market.apply(Effect::Force { index, state: to })?;
    Ok(done())
}

pub(super) async fn picked_up(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    forced(&app, &headers, &bytes, State::ReadyToDispatch, State::PickupComplete)
}

pub(super) async fn shipped(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    forced(&app, &headers, &bytes, State::PickupComplete, State::Shipped)
}

pub(super) async fn delivered(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    forced(&app, &headers, &bytes, State::Shipped, State::Delivered)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SlotBody {
    order_item_id: String,
    dispatch_by_date: String,
}

pub(super) async fn dispatch_slot(
    Held(app): Held<App>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, Refusal> {
    let body: SlotBody = read_json(&headers, &bytes)?;
    let to = india::parse_instant(&body.dispatch_by_date).ok_or_else(|| Refusal::bad("dispatchByDate: not a date"))?;
    let mut market = app.market();
    let index = shipment_of(&market, &body.order_item_id)?;
    market.apply(Effect::MoveBy { index, to })?;
    Ok(done())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestOrder {
    location_id: Option<String>,
    order_items: Vec<TestItem>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestItem {
    listing_id: String,
    quantity: u32,
}

pub(super) async fn test_orders(
    Held(app): Held<App>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, Refusal> {
    let body: TestOrder = read_json(&headers, &bytes)?;
    let [item] = &body.order_items[..] else {
        return Err(Refusal::unprocessable("orderItems: exactly one is supported here"));
    };
    let mut market = app.market();
    let sku = market.world.catalogue.by_listing(&item.listing_id);
    let sku = Some(sku.ok_or_else(|| Refusal::unprocessable("no such listingId"))?);
    let site = body.location_id.as_deref().map(|id| {
        seller::site_of(market.world.seed, id).ok_or_else(|| Refusal::forbidden("no such location of the seller"))
    });
    let site = site.transpose()?;
    let (order_at, quantity) = (market.time, Some(item.quantity.max(1)));
    market.apply(Effect::Order { order_at, sku, site, quantity, actionable: false, self_ship: false })?;
    let facts = market.facts(market.rows.len() as u32 - 1);
    let items: Vec<Value> = facts
        .lines
        .iter()
        .map(|l| json!({"orderItemId": l.item.to_string(), "listingId": item.listing_id, "quantity": l.quantity}))
        .collect();
    Ok(Json(json!({"orderId": facts.order_id(), "orderItems": items})))
}
