//! What is really so: every shipment, every effect applied, counts by state and by queue, calls.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::{Path, Query, State as Held};
use serde_json::{Value, json};

use super::Slip;
use crate::http::App;
use crate::india;
use crate::market::{Extra, ItemCancel, Market};
use crate::state::{CancelKind, State};
use crate::world::seller;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn truth(market: &Market, index: u32) -> Value {
    let facts = market.facts(index);
    let row = market.row(index);
    let extra = row.extra.as_deref().cloned().unwrap_or_default();
    let items: Vec<Value> = facts
        .lines
        .iter()
        .enumerate()
        .map(|(n, line)| {
            let product = market.world.product(line);
            let live = market.live_units(index, &facts, n);
            json!({
                "orderItemId": line.item.to_string(), "sku": product.sku, "listingId": product.listing,
                "quantity": line.quantity, "liveQuantity": live, "cancellationGroupId": facts.group_id(line),
                "status": if live == 0 { State::Cancelled.wire() } else { row.state.wire() },
                "serialised": product.serial,
            })
        })
        .collect();
    let tracking: Vec<String> = (0..facts.boxes).map(|part| market.world.tracking_id(&facts, part)).collect();
    json!({
        "shipmentId": market.world.shipment_id(index), "index": index, "orderId": facts.order_id(),
        "locationId": seller::location_id(market.world.seed, facts.core.site),
        "state": row.state.wire(), "hold": row.hold, "updatedAt": row.updated_at, "items": items,
        "orderDate": facts.core.order_at, "dispatchAfterDate": facts.core.after_at,
        "dispatchByDate": facts.core.by_at, "courier": seller::COURIERS[usize::from(facts.core.courier)].name,
        "vendorGroupCode": seller::COURIERS[usize::from(facts.core.courier)].group, "trackingIds": tracking,
        "paymentType": if facts.core.cod { "COD" } else { "PREPAID" },
        "express": facts.core.express, "selfShip": facts.core.self_ship, "mps": facts.mps(), "replacement": facts.replacement,
        "queue": queue(market, index), "staleLabel": extra.stale, "ackNumber": extra.ack_number,
        "serialNumbers": extra.serials.iter()
            .map(|(item, units)| json!({"orderItemId": item.to_string(), "serialNumbers": units})).collect::<Vec<_>>(),
        "dimensions": extra.dimensions,
        "movedFrom": market.world.moved_from(index).or_else(|| {
            extra.by_moved.map(|_| market.world.core(index, market.birth(index)).by_at)
        }),
        "rtdDate": market.rtd_at(index), "missedPickups": market.missed(index),
        "pickupDate": market.picked_at(index), "deliveredDate": market.delivered_at(index),
        "returnRequestedDate": market.asked_back_at(index), "returnedDate": market.back_at(index),
        "cancellations": cancellations(&extra),
        "effects": {
            "pack": extra.packs, "dispatch": extra.dispatches, "cancel": extra.cancellations, "ack": extra.acks,
            "selfDispatch": extra.self_dispatches, "delivery": extra.deliveries, "attempt": extra.attempts.len(),
        },
        "ownCourier": extra.own, "attempts": extra.attempts,
    })
}

fn cancellations(extra: &Extra) -> Vec<Value> {
    let one = |c: &ItemCancel| {
        json!({
            "line": c.line, "units": c.units, "at": c.at, "by": c.kind.shown_as(), "reason": c.kind.reason(),
            "subReason": c.sub_reason, "courierReturn": c.kind == CancelKind::CourierReturn,
        })
    };
    extra.cancels.iter().map(one).collect()
}

/// The queue a seller's desk shows the shipment in.
fn queue(market: &Market, index: u32) -> &'static str {
    let row = market.row(index);
    match row.state {
        state if state.pre_dispatch() && row.hold => "on_hold",
        State::Approved if market.core(index).after_at > market.time => "upcoming",
        State::Approved => "to_pack",
        State::PackingInProgress => "generating",
        State::FormFailed => "forms",
        State::Packed => "to_print",
        State::ReadyToDispatch => "ready",
        State::PickupComplete | State::Shipped => "in_transit",
        State::Delivered | State::ReturnRequested | State::Returned => "delivered",
        State::Cancelled => "cancelled",
    }
}

type Params = HashMap<String, String>;

fn number(params: &Params, name: &str, default: usize) -> Result<usize, Slip> {
    params.get(name).map_or(Ok(default), |t| t.parse().map_err(|_| Slip::new(format!("{name}: not a number"))))
}

/// `?ids=`, or `?state=&queue=&sku=&locationId=&offset=&limit=`; by index.
pub(super) async fn list(Held(app): Held<App>, Query(params): Query<Params>) -> Result<Json<Value>, Slip> {
    let market = app.market();
    if let Some(ids) = params.get("ids") {
        let found: Vec<Value> =
            ids.split(',').filter_map(|id| market.index_of(id.trim())).map(|i| truth(&market, i)).collect();
        return Ok(Json(json!({"total": found.len(), "shipments": found})));
    }
    let (offset, limit) = (number(&params, "offset", 0)?, number(&params, "limit", 100)?);
    let state = match params.get("state") {
        None => None,
        Some(text) => Some(State::read(text).ok_or_else(|| Slip::new("state: unknown"))?),
    };
    let sku = params.get("sku").map(|sku| market.world.catalogue.by_sku(sku).ok_or_else(|| Slip::new("sku: unknown")));
    let sku = sku.transpose()?;
    let site = params.get("locationId").map(|id| seller::site_of(market.world.seed, id).unwrap_or(u8::MAX));
    let all: Vec<u32> = match state {
        Some(state) => market.in_state(state).iter().copied().collect(),
        None => (0..market.rows.len() as u32).collect(),
    };
    let fits = |index: &u32| {
        params.get("queue").is_none_or(|q| q == queue(&market, *index))
            && site.is_none_or(|s| market.core(*index).site == s)
            && sku.is_none_or(|p| market.facts(*index).lines.iter().any(|l| l.product == p))
    };
    let found: Vec<u32> = all.into_iter().filter(fits).collect();
    let page: Vec<Value> = found.iter().skip(offset).take(limit).map(|i| truth(&market, *i)).collect();
    Ok(Json(json!({"total": found.len(), "shipments": page})))
}

pub(super) async fn one(Held(app): Held<App>, Path(id): Path<String>) -> Result<Json<Value>, Slip> {
    let market = app.market();
    let index = market.index_of(&id).ok_or_else(|| Slip::new("no such shipment"))?;
    Ok(Json(truth(&market, index)))
}

/// `?kind=&shipmentId=&after=`: in the order they were applied, numbered from 1.
pub(super) async fn effects(Held(app): Held<App>, Query(params): Query<Params>) -> Result<Json<Value>, Slip> {
    let market = app.market();
    let after = number(&params, "after", 0)?;
    let list: Vec<Value> = market
        .done
        .iter()
        .enumerate()
        .skip(after)
        .filter(|(_, d)| params.get("kind").is_none_or(|k| k == d.kind))
        .map(
            |(n, d)| json!({"seq": n + 1, "at": d.at, "kind": d.kind, "shipmentId": market.world.shipment_id(d.index)}),
        )
        .filter(|row| params.get("shipmentId").is_none_or(|id| row["shipmentId"] == **id))
        .collect();
    Ok(Json(json!({ "effects": list })))
}

/// `?after=`: every turn shipments took since a rehearsal began, in order.
pub(super) async fn turns(Held(app): Held<App>, Query(params): Query<Params>) -> Result<Json<Value>, Slip> {
    let market = app.market();
    let after = number(&params, "after", 0)?;
    let turns = market.turns.iter().flatten().skip(after);
    let list: Vec<Value> = turns
        .map(|t| {
            let id = market.world.shipment_id(t.index);
            json!({"at": t.at, "shipmentId": id, "orderItemId": t.item.map(|item| item.to_string()), "to": t.to})
        })
        .collect();
    Ok(Json(json!({ "turns": list })))
}

/// Rows that asked again for what had been done, and were refused for it: a client that knows what it did asks for none.
pub(super) async fn repeats(Held(app): Held<App>) -> Json<Value> {
    let market = app.market();
    let list: Vec<Value> = market
        .repeats
        .iter()
        .map(|(kind, index)| json!({"kind": kind, "shipmentId": market.world.shipment_id(*index)}))
        .collect();
    Json(json!({ "repeats": list }))
}

/// How often each kind was applied, to how many shipments, and who got one more than once. A parcel may be brought in vain
/// several times.
pub(super) async fn effect_counts(Held(app): Held<App>) -> Json<Value> {
    let market = app.market();
    let mut per: BTreeMap<&str, BTreeMap<u32, u32>> =
        ["pack", "dispatch", "cancel", "ack", "selfDispatch", "delivery", "attempt"]
            .into_iter()
            .map(|k| (k, BTreeMap::new()))
            .collect();
    for done in &market.done {
        *per.entry(done.kind).or_default().entry(done.index).or_default() += 1;
    }
    let counts: serde_json::Map<String, Value> = per
        .into_iter()
        .map(|(kind, shipments)| {
            let total: u32 = shipments.values().sum();
            let twice: Vec<String> =
                shipments.iter().filter(|(_, n)| **n > 1).map(|(i, _)| market.world.shipment_id(*i)).collect();
            (kind.to_owned(), json!({"total": total, "shipments": shipments.len(), "moreThanOnce": twice}))
        })
        .collect();
    Json(Value::Object(counts))
}

pub(super) async fn summary(Held(app): Held<App>) -> Json<Value> {
    let market = app.market();
    let states: BTreeMap<&str, usize> = State::ALL.iter().map(|s| (s.wire(), market.in_state(*s).len())).collect();
    let mut queues: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut late, mut cut_offs): (usize, BTreeMap<i64, usize>) = (0, BTreeMap::new());
    for state in State::ALL.iter().filter(|s| s.pre_dispatch()) {
        for index in market.in_state(*state) {
            *queues.entry(queue(&market, *index)).or_default() += 1;
            let by_at = market.core(*index).by_at;
            if *state != State::ReadyToDispatch {
                late += usize::from(by_at < market.time);
                *cut_offs.entry(by_at).or_default() += 1;
            }
        }
    }
    let in_transit = market.in_state(State::PickupComplete).len() + market.in_state(State::Shipped).len();
    queues.insert("in_transit", in_transit);
    let delivered = State::ALL.iter().filter(|s| s.was_delivered()).map(|s| market.in_state(*s).len());
    queues.insert("delivered", delivered.sum());
    queues.insert("cancelled", market.in_state(State::Cancelled).len());
    let cut_offs: Vec<Value> =
        cut_offs.iter().map(|(at, n)| json!({"at": at, "india": india::wire(*at), "shipments": n})).collect();
    Json(json!({
        "now": market.time, "india": india::wire(market.time), "seed": market.world.seed, "epoch": market.world.epoch,
        "orders": market.rows.len(), "states": states, "queues": queues, "late": late, "cutOffs": cut_offs,
        "effects": market.done.len(),
    }))
}

pub(super) async fn calls(Held(app): Held<App>) -> Json<Value> {
    let market = app.market();
    let total: u64 = market.calls.total.values().sum();
    let hours: Vec<Value> =
        market.calls.hours.iter().rev().take(48).map(|(at, calls)| json!({"from": at, "calls": calls})).collect();
    Json(json!({
        "total": total, "rollingHour": market.calls.recent.len(), "endpoints": market.calls.total, "hours": hours,
    }))
}

/// The seller's products, the best-selling first.
pub(super) async fn catalogue(Held(app): Held<App>) -> Json<Value> {
    let market = app.market();
    let products: Vec<Value> = market
        .world
        .catalogue
        .products
        .iter()
        .map(|p| {
            json!({
                "sku": p.sku, "title": p.title, "listingId": p.listing, "fsn": p.fsn, "serialised": p.serial,
                "boxes": p.boxes, "pricePaise": p.price,
            })
        })
        .collect();
    Json(json!({"products": products, "days": (market.time - market.world.epoch) / DAY}))
}
