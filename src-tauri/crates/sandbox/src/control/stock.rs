//! Stock as it really is, and the other hands that change it.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Query, State as Held};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Slip;
use crate::http::App;
use crate::market::Market;
use crate::market::effects::Effect;
use crate::world::seller;

fn row(market: &Market, product: u16, site: u8, units: u32) -> Value {
    let sku = &market.world.catalogue.product(product).sku;
    json!({"sku": sku, "locationId": seller::location_id(market.world.seed, site), "units": units})
}

/// `?sku=`: units of every place now and ever, and every number that was set, in order.
pub(super) async fn stock(
    Held(app): Held<App>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Slip> {
    let market = app.market();
    let only = match params.get("sku") {
        None => None,
        Some(sku) => Some(market.world.catalogue.by_sku(sku).ok_or_else(|| Slip::new("sku: unknown"))?),
    };
    let wanted = |product: u16| only.is_none_or(|only| only == product);
    let products = (0..market.world.catalogue.products.len() as u16).filter(|product| wanted(*product));
    let sites = 0..seller::SITES.len() as u8;
    let now: Vec<Value> = products
        .flat_map(|product| sites.clone().map(move |site| (product, site)))
        .map(|(product, site)| {
            let mut told = row(&market, product, site, market.stock.units(product, site));
            told["lived"] = json!(market.stock.lived(product, site));
            told
        })
        .collect();
    let sets: Vec<Value> = market
        .stock
        .sets
        .iter()
        .filter(|set| wanted(set.product))
        .map(|set| {
            let mut told = row(&market, set.product, set.site, set.units);
            told["at"] = json!(set.at);
            told["before"] = json!(set.before);
            told["byHand"] = json!(set.by_hand);
            told
        })
        .collect();
    Ok(Json(json!({"stock": now, "sets": sets})))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SetIn {
    sku: String,
    location_id: String,
    units: u32,
}

/// Somebody of the seller's types a number into the marketplace's page.
pub(super) async fn set(Held(app): Held<App>, Json(body): Json<SetIn>) -> Result<Json<Value>, Slip> {
    let mut market = app.market();
    let product = market.world.catalogue.by_sku(&body.sku).ok_or_else(|| Slip::new("sku: unknown"))?;
    let site = seller::site_of(market.world.seed, &body.location_id).ok_or_else(|| Slip::new("locationId: unknown"))?;
    market.apply(Effect::Stock { product, site, units: body.units, by_hand: true })?;
    Ok(Json(row(&market, product, site, body.units)))
}
