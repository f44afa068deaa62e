//! Asking for labels and invoices (Seller API contract 8.5), with the row checks in the order of section 20.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Held;
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::{check_count, read_json};
use super::views::sub_shipments;
use super::{App, Refusal};
use crate::india;
use crate::market::Market;
use crate::market::effects::Effect;
use crate::state::State;
use crate::world::{Facts, seller};

/// Shipments per call that changes something (contract 3).
pub(super) const MOST: usize = 25;
/// Declared size or weight may differ from the listing by this factor.
const TOLERANCE: f64 = 12.0;

/// Numbers arrive as numbers or as text.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Number {
    Plain(f64),
    Text(String),
}

impl Number {
    fn value(&self) -> Option<f64> {
        match self {
            Number::Plain(n) => Some(*n),
            Number::Text(text) => text.trim().parse().ok(),
        }
    }
}

#[derive(Debug, Deserialize)]
struct Body {
    shipments: Vec<PackIn>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PackIn {
    shipment_id: String,
    location_id: String,
    tax_items: Vec<TaxItem>,
    serial_numbers: Option<Vec<Serials>>,
    invoices: Vec<InvoiceIn>,
    sub_shipments: Option<Vec<BoxIn>>,
    ignore_warning: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TaxItem {
    order_item_id: String,
    tax_rate: Number,
    quantity: Number,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Serials {
    order_item_id: String,
    serial_numbers: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InvoiceIn {
    order_id: String,
    invoice_date: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BoxIn {
    sub_shipment_id: String,
    dimensions: SizeIn,
}

#[derive(Debug, Deserialize)]
struct SizeIn {
    length: Number,
    breadth: Number,
    height: Number,
    weight: Number,
}

/// Why a row fails: code and message.
pub(super) type RowFault = (&'static str, String);

pub(super) fn fault<T>(code: &'static str, message: impl Into<String>) -> Result<T, RowFault> {
    Err((code, message.into()))
}

/// The answer rows of a batch, as they are told: some missing, in another order (contract 5.2, section 20).
pub(super) fn reply(market: &mut Market, endpoint: &str, rows: Vec<(String, Result<(), RowFault>)>) -> Json<Value> {
    reply_as(market, endpoint, "status", rows)
}

/// The same with the outcome under another name.
pub(super) fn reply_as(
    market: &mut Market,
    endpoint: &str,
    name: &str,
    rows: Vec<(String, Result<(), RowFault>)>,
) -> Json<Value> {
    let mut told = Vec::new();
    for (id, outcome) in rows {
        let row = match outcome {
            Ok(()) if market.strikes(endpoint, |f| &mut f.row_missing) => continue,
            Ok(()) => json!({"shipmentId": id, name: "SUCCESS", "errorCode": null, "errorMessage": null}),
            Err((code, message)) => {
                json!({"shipmentId": id, name: "FAILURE", "errorCode": code, "errorMessage": message})
            }
        };
        told.push(row);
    }
    market.shuffle(endpoint, &mut told, |f| &mut f.shuffle_rows);
    Json(json!({ "shipments": told }))
}

pub(super) fn dependent<T>() -> Result<T, RowFault> {
    fault("DEPENDENT_SYSTEM_CALL_FAILED", "an internal system did not answer, please retry")
}

pub(super) async fn pack(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Body = read_json(&headers, &bytes)?;
    let ids: Vec<String> = body.shipments.iter().map(|s| s.shipment_id.clone()).collect();
    check_count(&ids, "shipments", MOST)?;
    if body.shipments.iter().any(|s| s.invoices.is_empty() || s.tax_items.is_empty()) {
        return Err(Refusal::unprocessable("taxItems and invoices must not be empty"));
    }
    let mut market = app.market();
    let mut rows = Vec::new();
    for shipment in &body.shipments {
        let outcome = match checked(&market, shipment) {
            Err(fault) => {
                market.note_repeat("pack", &shipment.shipment_id);
                Err(fault)
            }
            Ok(_) if market.strikes("pack", |f| &mut f.row_failure) => dependent(),
            Ok(ready) => {
                request_label(&mut market, shipment, ready)?;
                Ok(())
            }
        };
        rows.push((shipment.shipment_id.clone(), outcome));
    }
    Ok(reply(&mut market, "pack", rows))
}

struct Ready {
    index: u32,
    dimensions: Vec<[f64; 4]>,
}

fn request_label(market: &mut Market, shipment: &PackIn, ready: Ready) -> Result<(), Refusal> {
    let slow = market.strikes("pack", |f| &mut f.slow_label_rate);
    let form_failed = market.strikes("pack", |f| &mut f.form_failure_rate);
    let usual = market.faults.label_delay_ms.unwrap_or(market.label_delay_ms);
    let delay = if slow { market.faults.slow_label_ms } else { usual };
    let label_at = market.time + delay as i64;
    let serials = shipment
        .serial_numbers
        .iter()
        .flatten()
        .filter_map(|s| Some((s.order_item_id.parse().ok()?, s.serial_numbers.clone())))
        .collect();
    let Ready { index, dimensions } = ready;
    market.apply(Effect::Pack { index, label_at, form_failed, dimensions, serials })?;
    Ok(())
}

fn checked(market: &Market, shipment: &PackIn) -> Result<Ready, RowFault> {
    let Some(index) = market.index_of(&shipment.shipment_id) else {
        return fault("INVALID_SHIPMENTS", "no such shipment");
    };
    let facts = market.facts(index);
    let row = market.row(index);
    if seller::location_id(market.world.seed, facts.core.site) != shipment.location_id {
        return fault("OPERATION_NOT_ALLOWED", "the shipment does not belong to this location");
    }
    if facts.core.self_ship {
        return fault("OPERATION_NOT_ALLOWED", "the seller delivers this shipment: it has no label here");
    }
    if row.hold {
        return fault("INVALID_ITEM_STATE", "Shipment is on hold");
    }
    if market.time < facts.core.after_at {
        return fault("INVALID_ITEM_STATE", "Shipment cannot be processed before its dispatchAfterDate");
    }
    if row.state != State::Approved {
        return fault("INVALID_ITEM_STATE", "Order item is not ready to be packed");
    }
    check_lines(market, &facts, shipment)?;
    if shipment.tax_items.iter().any(|t| !t.tax_rate.value().is_some_and(|rate| (0.0..=100.0).contains(&rate))) {
        return fault("INVALID_REQUEST_TAX", "taxRate must be between 0 and 100");
    }
    check_invoices(market, &facts, shipment)?;
    let dimensions = check_boxes(market, &facts, shipment)?;
    Ok(Ready { index, dimensions })
}

/// Every live line with its whole quantity, and nothing else.
/// Every live line with its whole quantity, and no other.
pub(super) fn whole_lines<'a>(
    market: &Market,
    facts: &Facts,
    list: &str,
    given: impl Iterator<Item = (&'a str, Option<f64>)>,
) -> Result<(), RowFault> {
    let mut wanted: Vec<(String, f64)> = (0..facts.lines.len())
        .map(|n| (facts.lines[n].item.to_string(), f64::from(market.live_units(facts.core.index, facts, n))))
        .filter(|(_, units)| *units > 0.0)
        .collect();
    for (name, quantity) in given {
        let Some(place) = wanted.iter().position(|(item, _)| item == name) else {
            return fault("INVALID_REQUEST_ITEM_ID", format!("{name} is no live item of it"));
        };
        let (_, units) = wanted.swap_remove(place);
        if !quantity.is_some_and(|q| (q - units).abs() < 1e-9) {
            return fault("QUANTITY_MISMATCH_ERROR", format!("{name}: quantity must be {units}"));
        }
    }
    match wanted.first() {
        Some((item, _)) => fault("INVALID_REQUEST_ITEM_ID", format!("{list}: {item} is missing")),
        None => Ok(()),
    }
}

/// Numbers for every unit of goods that have them.
pub(super) fn serials_for_all<'a>(
    market: &Market,
    facts: &Facts,
    given: impl Fn(&str) -> Option<&'a [Vec<String>]>,
) -> Result<(), RowFault> {
    for (n, line) in facts.lines.iter().enumerate() {
        let units = market.live_units(facts.core.index, facts, n) as usize;
        if units == 0 || !market.world.product(line).serial {
            continue;
        }
        let complete = given(&line.item.to_string()).is_some_and(|numbers| {
            numbers.len() == units
                && numbers.iter().all(|unit| !unit.is_empty() && unit.iter().all(|t| !t.trim().is_empty()))
        });
        if !complete {
            return fault("INVALID_REQUEST_ITEM_ID", "serialNumbers are mandatory: one list for every unit");
        }
    }
    Ok(())
}

fn check_lines(market: &Market, facts: &Facts, shipment: &PackIn) -> Result<(), RowFault> {
    let given = shipment.tax_items.iter().map(|tax| (tax.order_item_id.as_str(), tax.quantity.value()));
    whole_lines(market, facts, "taxItems", given)?;
    serials_for_all(market, facts, |name| {
        let given = shipment.serial_numbers.iter().flatten().find(|serials| serials.order_item_id == name);
        given.map(|serials| serials.serial_numbers.as_slice())
    })
}

fn check_invoices(market: &Market, facts: &Facts, shipment: &PackIn) -> Result<(), RowFault> {
    let (first, last) = (india::day(facts.core.order_at), india::day(market.time));
    for invoice in &shipment.invoices {
        if invoice.order_id != facts.order_id() {
            return fault("INVALID_REQUEST_ITEM_ID", "invoices: the order is not the shipment's");
        }
        if !india::parse_day(&invoice.invoice_date).is_some_and(|day| (first..=last).contains(&day)) {
            return fault("INVALID_REQUEST_DATE_FORMAT", "invoiceDate must be yyyy-MM-dd, from the order to today");
        }
    }
    Ok(())
}

fn check_boxes(market: &Market, facts: &Facts, shipment: &PackIn) -> Result<Vec<[f64; 4]>, RowFault> {
    let given = shipment.sub_shipments.as_deref().unwrap_or_default();
    let names = sub_shipments(facts);
    if given.len() != names.len() {
        return fault("UNPROCESSABLE_ENTITY", format!("subShipments: {} expected", names.join(", ")));
    }
    let mut sizes = Vec::new();
    for name in &names {
        let Some(part) = given.iter().find(|b| b.sub_shipment_id == *name) else {
            return fault("UNPROCESSABLE_ENTITY", format!("subShipments: {name} is missing"));
        };
        let d = &part.dimensions;
        let size = [&d.length, &d.breadth, &d.height, &d.weight].map(|n| n.value().unwrap_or(-1.0));
        if size.iter().any(|n| !n.is_finite() || *n <= 0.0) {
            return fault("UNPROCESSABLE_ENTITY", "dimensions must be numbers above 0");
        }
        sizes.push(size);
    }
    if shipment.ignore_warning != Some(true) && !plausible(market, facts, &sizes) {
        return fault(
            "INVALID_DIMENSIONS",
            "Please re-check your packaging. It differs from the dimensions mentioned in My Listings tab at the time \
             of order placement",
        );
    }
    Ok(sizes)
}

fn plausible(market: &Market, facts: &Facts, sizes: &[[f64; 4]]) -> bool {
    let (mut volume, mut weight) = (0.0, 0.0);
    for (n, line) in facts.lines.iter().enumerate() {
        let units = f64::from(market.live_units(facts.core.index, facts, n));
        let [l, b, h, w] = market.world.product(line).size.map(f64::from);
        volume += units * l * b * h / 1000.0;
        weight += units * w / 1000.0;
    }
    let boxes = sizes.len() as f64;
    let told_volume: f64 = sizes.iter().map(|[l, b, h, _]| l * b * h).sum::<f64>() / boxes;
    let told_weight: f64 = sizes.iter().map(|s| s[3]).sum::<f64>() / boxes;
    let near = |told: f64, listed: f64| told <= listed * TOLERANCE && told * TOLERANCE >= listed;
    near(told_volume, volume) && near(told_weight, weight)
}
