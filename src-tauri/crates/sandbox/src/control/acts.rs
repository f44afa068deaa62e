//! What a tester may do to the marketplace: move the clock, switch faults, make orders, holds, buyer cancellations.

use axum::Json;
use axum::extract::State as Held;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Slip;
use crate::faults::Faults;
use crate::http::App;
use crate::india::{self, MINUTE};
use crate::market::Market;
use crate::market::clock::Clock;
use crate::market::effects::Effect;
use crate::market::tokens::TokenEffect;
use crate::state::State;
use crate::world::seller;

fn clock_view(market: &Market) -> Json<Value> {
    Json(json!({"now": market.time, "india": india::wire(market.time), "speed": market.clock.speed}))
}

pub(super) async fn clock(Held(app): Held<App>) -> Json<Value> {
    clock_view(&app.market())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockIn {
    /// Absolute, epoch milliseconds; not before the present moment.
    now: Option<i64>,
    advance_ms: Option<i64>,
    speed: Option<f64>,
}

pub(super) async fn set_clock(Held(app): Held<App>, Json(body): Json<ClockIn>) -> Result<Json<Value>, Slip> {
    let mut market = app.market();
    let time = body.now.unwrap_or(market.time) + body.advance_ms.unwrap_or(0);
    if time < market.time {
        return Err(Slip::new("the clock does not go back"));
    }
    let speed = body.speed.unwrap_or(market.clock.speed);
    if !(0.0..=100_000.0).contains(&speed) {
        return Err(Slip::new("speed: 0 to 100,000"));
    }
    let real = market.real_now();
    market.apply(Effect::Clock(Clock { real, time, speed }))?;
    market.advance(time);
    Ok(clock_view(&market))
}

pub(super) async fn faults(Held(app): Held<App>) -> Json<Faults> {
    Json(app.market().faults.clone())
}

/// Replaces the faults that are named and leaves the others.
pub(super) async fn set_faults(Held(app): Held<App>, Json(body): Json<Value>) -> Result<Json<Faults>, Slip> {
    let mut market = app.market();
    let mut all = serde_json::to_value(&market.faults).map_err(|e| Slip::new(e.to_string()))?;
    let (Some(all_fields), Some(new)) = (all.as_object_mut(), body.as_object()) else {
        return Err(Slip::new("an object of faults is expected"));
    };
    for (name, value) in new {
        all_fields.insert(name.clone(), value.clone());
    }
    market.faults = serde_json::from_value(all).map_err(|e| Slip::new(e.to_string()))?;
    Ok(Json(market.faults.clone()))
}

/// A healthy marketplace: everything off but the shuffled rows.
pub(super) async fn clear_faults(Held(app): Held<App>) -> Json<Faults> {
    let mut market = app.market();
    let (slow_label_ms, label_delay_ms) = (market.faults.slow_label_ms, market.faults.label_delay_ms);
    market.faults = Faults { shuffle_rows: crate::faults::Switch::always(), ..Faults::none() };
    market.faults.slow_label_ms = slow_label_ms;
    market.faults.label_delay_ms = label_delay_ms;
    Json(market.faults.clone())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct OrdersIn {
    count: u32,
    sku: Option<String>,
    quantity: Option<u32>,
    location_id: Option<String>,
    /// May be packed at once; true when absent.
    actionable: Option<bool>,
    /// The seller delivers them itself.
    self_ship: Option<bool>,
}

pub(super) async fn orders(Held(app): Held<App>, Json(body): Json<OrdersIn>) -> Result<Json<Value>, Slip> {
    let mut market = app.market();
    if body.count > 100_000 {
        return Err(Slip::new("count: at most 100,000 at once"));
    }
    let sku = match &body.sku {
        None => None,
        Some(sku) => Some(market.world.catalogue.by_sku(sku).ok_or_else(|| Slip::new("sku: unknown"))?),
    };
    let site = match &body.location_id {
        None => None,
        Some(id) => Some(seller::site_of(market.world.seed, id).ok_or_else(|| Slip::new("locationId: unknown"))?),
    };
    let actionable = body.actionable.unwrap_or(true);
    // Ordered a little while ago, so that its window is open now.
    let order_at = if actionable { market.time - 6 * MINUTE } else { market.time };
    let first = market.rows.len() as u32;
    let (quantity, self_ship) = (body.quantity, body.self_ship.unwrap_or(false));
    for _ in 0..body.count {
        market.apply(Effect::Order { order_at, sku, site, quantity, actionable, self_ship })?;
    }
    let ids: Vec<String> = (first..first + body.count).map(|i| market.world.shipment_id(i)).collect();
    Ok(Json(json!({ "shipmentIds": ids })))
}

#[derive(Debug, Deserialize)]
pub(super) struct RateIn {
    per_minute: f64,
}

pub(super) async fn rate(Held(app): Held<App>, Json(body): Json<RateIn>) -> Result<Json<Value>, Slip> {
    if !(0.0..=100_000.0).contains(&body.per_minute) {
        return Err(Slip::new("per_minute: 0 to 100,000"));
    }
    let mut market = app.market();
    market.apply(Effect::Rate { per_minute: body.per_minute })?;
    Ok(Json(json!({"per_minute": market.orders_per_minute})))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShipmentIn {
    shipment_id: String,
}

fn index_of(market: &Market, id: &str) -> Result<u32, Slip> {
    market.index_of(id).ok_or_else(|| Slip::new("no such shipment"))
}

fn set_hold(app: &App, body: &ShipmentIn, hold: bool) -> Result<Json<Value>, Slip> {
    let mut market = app.market();
    let index = index_of(&market, &body.shipment_id)?;
    market.apply(Effect::Hold { index, hold })?;
    Ok(Json(json!({"hold": market.row(index).hold})))
}

pub(super) async fn hold(Held(app): Held<App>, Json(body): Json<ShipmentIn>) -> Result<Json<Value>, Slip> {
    set_hold(&app, &body, true)
}

pub(super) async fn unhold(Held(app): Held<App>, Json(body): Json<ShipmentIn>) -> Result<Json<Value>, Slip> {
    set_hold(&app, &body, false)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BuyerCancelIn {
    shipment_id: String,
    /// All items when absent.
    order_item_id: Option<String>,
    /// All units when absent.
    quantity: Option<u32>,
}

pub(super) async fn buyer_cancel(Held(app): Held<App>, Json(body): Json<BuyerCancelIn>) -> Result<Json<Value>, Slip> {
    let mut market = app.market();
    let index = index_of(&market, &body.shipment_id)?;
    if market.row(index).state == State::Cancelled {
        return Err(Slip::new("the shipment is cancelled already"));
    }
    let facts = market.facts(index);
    let lines: Vec<usize> = match &body.order_item_id {
        None => (0..facts.lines.len()).collect(),
        Some(item) => facts.lines.iter().position(|l| l.item.to_string() == *item).into_iter().collect(),
    };
    if lines.is_empty() {
        return Err(Slip::new("no such item of the shipment"));
    }
    for line in lines {
        market.apply(Effect::BuyerCancel { index, line, units: body.quantity.unwrap_or(u32::MAX) })?;
    }
    Ok(Json(json!({"state": market.row(index).state.wire()})))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MoveIn {
    shipment_id: String,
    /// Epoch milliseconds.
    to: i64,
}

pub(super) async fn move_dispatch_by(Held(app): Held<App>, Json(body): Json<MoveIn>) -> Result<Json<Value>, Slip> {
    let mut market = app.market();
    let index = index_of(&market, &body.shipment_id)?;
    market.apply(Effect::MoveBy { index, to: body.to })?;
    Ok(Json(json!({"dispatchByDate": body.to})))
}

pub(super) async fn drop_tokens(Held(app): Held<App>) -> Result<Json<Value>, Slip> {
    app.market().apply(Effect::Token(TokenEffect::DropAll))?;
    Ok(Json(json!({"dropped": true})))
}
