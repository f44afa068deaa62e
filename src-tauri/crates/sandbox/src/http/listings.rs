//! Listings and their stock (Seller API contract 13): maps by SKU, ten of them a call.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State as Held};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::refusal::{check_count, read_ids, read_json};
use super::{App, Refusal};
use crate::market::Market;
use crate::market::effects::Effect;
use crate::world::seller;

/// SKUs per call (contract 3).
const MOST: usize = 10;
/// Listings per page of the catalogue (contract 13.6).
const PAGE: usize = 500;
/// More than this is taken with a remark.
const MANY: u32 = 9_999;

#[derive(Debug, Deserialize)]
struct SkusIn {
    sku_ids: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct SearchIn {
    #[serde(default)]
    page_id: Option<String>,
}

pub(super) async fn by_skus(Held(app): Held<App>, Path(skus): Path<String>) -> Result<Json<Value>, Refusal> {
    let skus = read_ids(&skus, "skus", MOST)?;
    Ok(Json(found(&app.market(), &skus)))
}

pub(super) async fn details(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: SkusIn = read_json(&headers, &bytes)?;
    check_count(&body.sku_ids, "sku_ids", MOST)?;
    Ok(Json(found(&app.market(), &body.sku_ids)))
}

pub(super) async fn search(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: SearchIn = read_json(&headers, &bytes)?;
    let start: usize = match body.page_id.as_deref() {
        None => 0,
        Some(id) => id.parse().map_err(|_| Refusal::bad("page_id is invalid"))?,
    };
    let market = app.market();
    let products = &market.world.catalogue.products;
    let page = products.iter().skip(start).take(PAGE);
    let rows: Vec<Value> =
        page.map(|p| json!({"listing_id": p.listing, "product_id": p.fsn, "sku_id": p.sku})).collect();
    let next = start + rows.len();
    let more = next < products.len();
    Ok(Json(json!({"next_page_id": more.then(|| next.to_string()), "has_more": more, "listings": rows})))
}

fn found(market: &Market, skus: &[String]) -> Value {
    let (mut available, mut unavailable) = (Map::new(), Vec::new());
    for sku in skus {
        match market.world.catalogue.by_sku(sku) {
            Some(product) => {
                available.insert(sku.clone(), listing(market, product));
            }
            None => unavailable.push(sku),
        }
    }
    json!({"available": available, "unavailable": unavailable, "invalid": []})
}

fn listing(market: &Market, index: u16) -> Value {
    let product = market.world.catalogue.product(index);
    let [length, breadth, height, weight] = product.size.map(f64::from);
    let places: Vec<Value> = (0..seller::SITES.len() as u8)
        .map(|site| {
            let id = seller::location_id(market.world.seed, site);
            json!({"id": id, "status": "ENABLED", "inventory": market.stock.units(index, site)})
        })
        .collect();
    json!({
        "listing_id": product.listing, "product_id": product.fsn, "product_title": product.title,
        "price": {"mrp": product.price / 50, "selling_price": product.price / 100, "currency": "INR"},
        "tax": {"hsn": product.hsn, "tax_code": format!("GST_{}", product.tax_bp / 100)},
        "listing_status": "ACTIVE", "fulfillment_profile": "NON_FBF",
        "packages": [{
            "id": product.package, "name": product.sku,
            "dimensions": {"length": length / 10.0, "breadth": breadth / 10.0, "height": height / 10.0},
            "weight": weight / 1000.0,
        }],
        "locations": places, "archived_status": "NONE",
    })
}

pub(super) async fn update_inventory(
    Held(app): Held<App>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, Refusal> {
    let body: Map<String, Value> = read_json(&headers, &bytes)?;
    check_count(&body.keys().cloned().collect::<Vec<_>>(), "listings", MOST)?;
    let mut market = app.market();
    let mut told = Map::new();
    for (sku, asked) in &body {
        let outcome = match checked(&market, sku, asked) {
            Err(errors) => failed(errors),
            Ok(_) if market.strikes("inventory", |f| &mut f.row_failure) => {
                failed(json!({"errors": [error(5000, "an internal system did not answer, please retry")]}))
            }
            Ok(places) => {
                let many = places.iter().any(|(_, _, units)| *units > MANY);
                for (product, site, units) in places {
                    market.apply(Effect::Stock { product, site, units, by_hand: false })?;
                }
                if market.strikes("inventory", |f| &mut f.row_missing) {
                    continue;
                }
                taken(many)
            }
        };
        told.insert(sku.clone(), outcome);
    }
    Ok(Json(Value::Object(told)))
}

fn error(code: u32, description: &str) -> Value {
    json!({"severity": "ERROR", "code": code, "description": description})
}

fn failed(errors: Value) -> Value {
    let list = |name: &str| errors.get(name).cloned().unwrap_or_else(|| json!([]));
    json!({"status": "FAILURE", "errors": list("errors"), "attribute_errors": list("attribute_errors")})
}

/// The older texts of the contract write it small.
fn taken(many: bool) -> Value {
    if many {
        let remark = json!({"severity": "WARNING", "code": 1102, "description": "The stock is unusually high"});
        return json!({"status": "warning", "errors": [remark], "attribute_errors": []});
    }
    json!({"status": "SUCCESS", "errors": [], "attribute_errors": []})
}

/// Product, site and units of every place named; nothing is taken where one of them is wrong.
fn checked(market: &Market, sku: &str, asked: &Value) -> Result<Vec<(u16, u8, u32)>, Value> {
    let whole = |code, words: &str| Err(json!({"errors": [error(code, words)]}));
    let Some(product) = market.world.catalogue.by_sku(sku) else {
        return whole(1007, "No listing found for the given SKU");
    };
    if asked["product_id"] != market.world.catalogue.product(product).fsn {
        return whole(1009, "product_id is not that of the listing");
    }
    let places = asked["locations"].as_array().map(Vec::as_slice).unwrap_or_default();
    if places.is_empty() {
        return whole(1012, "locations must not be empty");
    }
    let mut all = Vec::new();
    for (n, place) in places.iter().enumerate() {
        let wrong = |code: u32, words: &str, attribute: &str| {
            let mut error = error(code, words);
            error["attribute"] = json!(attribute);
            error["path"] = json!(format!("/locations/{n}/{attribute}"));
            Err(json!({"attribute_errors": [error]}))
        };
        let Some(site) = place["id"].as_str().and_then(|id| seller::site_of(market.world.seed, id)) else {
            return wrong(2001, "The location is not the seller's", "id");
        };
        let Some(units) = place["inventory"].as_u64().and_then(|units| u32::try_from(units).ok()) else {
            return wrong(2003, "Inventory must be a whole number, not negative", "inventory");
        };
        all.push((product, site, units));
    }
    Ok(all)
}
