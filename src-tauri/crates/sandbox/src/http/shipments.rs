//! Shipments by id: the order view and the shipping view (Seller API contract 8.3 and 8.4).

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State as Held};
use serde_json::{Value, json};

use super::refusal::read_ids;
use super::views::{order_view, shipping_view};
use super::{App, Refusal};
use crate::market::Market;
use crate::world::ids::order_index;

const MOST: usize = 100;

pub(super) async fn by_ids(
    Held(app): Held<App>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let given: Vec<(&str, &String)> = ["shipmentIds", "orderItemIds", "orderIds"]
        .into_iter()
        .filter_map(|name| params.get(name).map(|text| (name, text)))
        .collect();
    let [(name, text)] = given[..] else {
        return Err(Refusal::bad("exactly one of shipmentIds, orderItemIds, orderIds is required"));
    };
    let ids = read_ids(text, name, MOST)?;
    let mut market = app.market();
    let mut found: Vec<u32> = Vec::new();
    for id in &ids {
        let hits = match name {
            "shipmentIds" => market.index_of(id).into_iter().collect(),
            _ => of_order(&market, id, name == "orderItemIds"),
        };
        for index in hits {
            if !found.contains(&index) {
                found.push(index);
            }
        }
    }
    found.retain(|_| !market.strikes("shipments", |f| &mut f.not_named));
    market.shuffle("shipments", &mut found, |f| &mut f.shuffle_rows);
    let shipments: Vec<Value> = found.iter().map(|index| order_view(&mut market, *index)).collect();
    Ok(Json(json!({ "shipments": shipments })))
}

fn of_order(market: &Market, id: &str, item: bool) -> Vec<u32> {
    if item == id.starts_with("OD") {
        return Vec::new();
    }
    let Some(order) = order_index(market.world.seed, id) else { return Vec::new() };
    market
        .world
        .shipments_of_order(order)
        .into_iter()
        .filter(|index| (*index as usize) < market.rows.len())
        .filter(|index| {
            let facts = market.facts(*index);
            if item { facts.lines.iter().any(|l| l.item.to_string() == id) } else { facts.order_id() == id }
        })
        .collect()
}

pub(super) async fn shipping(Held(app): Held<App>, Path(ids): Path<String>) -> Result<Json<Value>, Refusal> {
    let ids = read_ids(&ids, "shipmentIds", MOST)?;
    let mut market = app.market();
    let mut found: Vec<u32> = ids.iter().filter_map(|id| market.index_of(id)).collect();
    market.shuffle("shipping", &mut found, |f| &mut f.shuffle_rows);
    let shipments: Vec<Value> = found.iter().map(|index| shipping_view(&mut market, *index)).collect();
    Ok(Json(json!({ "shipments": shipments })))
}
