//! Steps the seller's own couriers make (Seller API contract 6.3 and 9): sent, delivered, came in vain.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Held;
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::pack::{RowFault, dependent, fault, reply_as, serials_for_all, whole_lines};
use super::refusal::{check_count, read_json};
use super::{App, Refusal};
use crate::india;
use crate::market::effects::Effect;
use crate::market::{Attempt, Market, OwnCourier};
use crate::state::State;
use crate::world::{Facts, seller};

/// Shipments per call (contract 3).
const MOST: usize = 100;
/// Where the outcome of a row stands (contract 5.2).
const OUTCOME: &str = "processingStatus";
/// Nobody published the real list (contract 9.3): these are the situations its prose names.
const REASONS: &[&str] = &["CUSTOMER_NOT_AVAILABLE", "MUTUAL_AGREEMENT", "SELLER_ISSUE"];

#[derive(Debug, Deserialize)]
struct Body<Row> {
    shipments: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentIn {
    shipment_id: String,
    location_id: Option<String>,
    dispatch_date: String,
    tentative_delivery_date: String,
    delivery_partner_code: Option<String>,
    tracking_id: Option<String>,
    invoice: InvoiceIn,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InvoiceIn {
    invoice_number: String,
    invoice_date: String,
    items: Vec<ItemIn>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemIn {
    order_item_id: String,
    quantity: u32,
    serial_numbers: Option<Vec<Vec<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeliveredIn {
    shipment_id: String,
    location_id: String,
    delivery_date: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttemptIn {
    shipment_id: String,
    location_id: String,
    delivery_date: String,
    failure_attributes: FailureIn,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FailureIn {
    reason: String,
    new_delivery_date: String,
}

pub(super) async fn vendors() -> Json<Value> {
    let all = seller::PARTNERS.iter().map(|partner| json!({"name": partner.name, "vendorcode": partner.code}));
    Json(json!({ "vendors": all.collect::<Vec<_>>() }))
}

pub(super) async fn dispatch(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Body<SentIn> = read_json(&headers, &bytes)?;
    each(&app, "selfDispatch", &body.shipments, |row| &row.shipment_id, sent)
}

pub(super) async fn delivery(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Body<DeliveredIn> = read_json(&headers, &bytes)?;
    each(&app, "delivery", &body.shipments, |row| &row.shipment_id, delivered)
}

pub(super) async fn attempt(Held(app): Held<App>, headers: HeaderMap, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Body<AttemptIn> = read_json(&headers, &bytes)?;
    each(&app, "deliveryAttempt", &body.shipments, |row| &row.shipment_id, tried)
}

/// Every row by itself: looked at, struck by luck or applied, and told.
fn each<Row>(
    app: &App,
    endpoint: &'static str,
    rows: &[Row],
    id: impl Fn(&Row) -> &String,
    check: impl Fn(&Market, &Row) -> Result<Effect, RowFault>,
) -> Result<Json<Value>, Refusal> {
    check_count(&rows.iter().map(|row| id(row).clone()).collect::<Vec<_>>(), "shipments", MOST)?;
    let mut market = app.market();
    let mut told = Vec::new();
    for row in rows {
        let outcome = match check(&market, row) {
            Err(fault) => {
                market.note_repeat(endpoint, id(row));
                Err(fault)
            }
            Ok(_) if market.strikes(endpoint, |f| &mut f.row_failure) => dependent(),
            Ok(effect) => {
                market.apply(effect)?;
                Ok(())
            }
        };
        told.push((id(row).clone(), outcome));
    }
    Ok(reply_as(&mut market, endpoint, OUTCOME, told))
}

/// The shipment where it is the seller's own to deliver.
fn own(market: &Market, id: &str, location: Option<&str>) -> Result<Facts, RowFault> {
    let Some(index) = market.index_of(id) else { return fault("INVALID_SHIPMENTS", "no such shipment") };
    let facts = market.facts(index);
    if location.is_some_and(|location| seller::location_id(market.world.seed, facts.core.site) != location) {
        return fault("OPERATION_NOT_ALLOWED", "the shipment does not belong to this location");
    }
    if !facts.core.self_ship {
        return fault("OPERATION_NOT_ALLOWED", "a courier of the marketplace delivers this shipment");
    }
    if market.row(index).state == State::Cancelled {
        return fault("ORDER_ITEM_ALREADY_CANCELLED", "Order item is cancelled");
    }
    Ok(facts)
}

fn sent(market: &Market, row: &SentIn) -> Result<Effect, RowFault> {
    let facts = own(market, &row.shipment_id, row.location_id.as_deref())?;
    let (index, held) = (facts.core.index, market.row(facts.core.index));
    if held.state != State::Approved {
        return fault("ORDER_ITEM_ALREADY_DISPATCHED", "Order item is already dispatched");
    }
    if held.hold || market.time < facts.core.after_at {
        return fault("INVALID_ITEM_STATE", "Shipment is on hold, or its dispatchAfterDate has not come");
    }
    let partner = row.delivery_partner_code.as_deref();
    let Some(partner) = seller::PARTNERS.iter().find(|one| partner == Some(one.code)) else {
        return fault("UNPROCESSABLE_ENTITY", "deliveryPartnerCode must be one of the seller's vendors");
    };
    let tracking_id = row.tracking_id.clone().filter(|id| !id.trim().is_empty());
    if partner.reports && tracking_id.is_none() {
        return fault("UNPROCESSABLE_ENTITY", "trackingId is required for this vendor");
    }
    let (today, ordered) = (india::day(market.time), india::day(facts.core.order_at));
    let (sent, promised) =
        (india::parse_instant(&row.dispatch_date), india::parse_instant(&row.tentative_delivery_date));
    let (Some(sent), Some(promised_at)) = (sent, promised) else {
        return fault(
            "INVALID_REQUEST_DATE_FORMAT",
            "dispatchDate and tentativeDeliveryDate must be dates with a time",
        );
    };
    if india::day(sent) > today || india::day(promised_at) < today {
        return fault("INVALID_REQUEST_DATE_FORMAT", "dispatched today at the latest, delivered today at the earliest");
    }
    let invoiced = india::parse_day(&row.invoice.invoice_date);
    if row.invoice.invoice_number.trim().is_empty() || !invoiced.is_some_and(|day| (ordered..=today).contains(&day)) {
        return fault("INVALID_REQUEST_DATE_FORMAT", "invoice: a number, and a day from the order to today");
    }
    invoiced_items(market, &facts, &row.invoice.items)?;
    let invoice_number = row.invoice.invoice_number.clone();
    let own = OwnCourier { partner_code: partner.code.to_owned(), tracking_id, invoice_number, promised_at };
    Ok(Effect::SelfDispatch { index, own })
}

/// Every live line with its whole quantity, and numbers where goods have them.
fn invoiced_items(market: &Market, facts: &Facts, items: &[ItemIn]) -> Result<(), RowFault> {
    let given = items.iter().map(|item| (item.order_item_id.as_str(), Some(f64::from(item.quantity))));
    whole_lines(market, facts, "invoice.items", given)?;
    serials_for_all(market, facts, |name| {
        items.iter().find(|item| item.order_item_id == name).and_then(|item| item.serial_numbers.as_deref())
    })
}

/// A day the seller's courier was there: not before it left, not in the future.
fn visited(market: &Market, index: u32, day: &str) -> Result<i64, RowFault> {
    let left = market.rtd_at(index).map_or(i64::MIN, india::day);
    match india::parse_day(day).filter(|day| (left..=india::day(market.time)).contains(day)) {
        Some(day) => Ok(day),
        None => fault("INVALID_REQUEST_DATE_FORMAT", "deliveryDate must be yyyy-MM-dd, from the dispatch to today"),
    }
}

fn on_the_way(market: &Market, id: &str, location: &str) -> Result<u32, RowFault> {
    let facts = own(market, id, Some(location))?;
    match market.row(facts.core.index).state {
        State::Shipped => Ok(facts.core.index),
        State::Approved => fault("INVALID_ITEM_STATE", "Order item is not dispatched yet"),
        _ => fault("INVALID_ITEM_STATE", "Order item is already delivered"),
    }
}

fn delivered(market: &Market, row: &DeliveredIn) -> Result<Effect, RowFault> {
    let index = on_the_way(market, &row.shipment_id, &row.location_id)?;
    visited(market, index, &row.delivery_date)?;
    Ok(Effect::Delivery { index })
}

fn tried(market: &Market, row: &AttemptIn) -> Result<Effect, RowFault> {
    let index = on_the_way(market, &row.shipment_id, &row.location_id)?;
    let day = visited(market, index, &row.delivery_date)?;
    let failure = &row.failure_attributes;
    if !REASONS.contains(&failure.reason.as_str()) {
        return fault("UNPROCESSABLE_ENTITY", format!("reason must be one of {}", REASONS.join(", ")));
    }
    let Some(new_day) = india::parse_day(&failure.new_delivery_date).filter(|new_day| *new_day >= day) else {
        return fault("INVALID_REQUEST_DATE_FORMAT", "newDeliveryDate must be yyyy-MM-dd, not before the attempt");
    };
    Ok(Effect::Attempt { index, attempt: Attempt { day, reason: failure.reason.clone(), new_day } })
}
