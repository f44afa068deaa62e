//! What only Seller Hub knows, as its reports would tell it: CSV with a head, India's clock, one row per order item.
//!
//! The heads are plausible, not observed: no such report was at hand. Holds no buyer's data.

use std::collections::HashMap;

use axum::extract::{Query, State as Held};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::Slip;
use crate::http::App;
use crate::india::{self, DAY};
use crate::market::Market;
use crate::state::State;
use crate::world::{Facts, seller};

const ORDERS: &str = "Order Id,Order Item Id,Shipment Id,SKU,FSN,Product,Quantity,Cancelled Quantity,Warehouse Id,\
                      Order State,Order Type,Approved On,Dispatch After Date,Dispatch By Date,RTS Done On,\
                      Picked Up On,Delivered On,Cancelled On,Cancelled By,Cancellation Reason,\
                      Cancellation Sub-reason,Invoice Amount,Tracking Id";
const BREACHES: &str = "Order Id,Order Item Id,Shipment Id,SKU,Quantity,Warehouse Id,Approved On,Dispatch By Date,\
                        RTS Done On,RTS Breach";
const REATTEMPTS: &str = "Tracking Id,Shipment Id,Order Id,Warehouse Id,Logistics Partner,RTS Done On,\
                          Pickup Attempted On,Attempt No,Reattempt Reason,Picked Up On";
const RETURNS: &str = "Return Id,Return Type,Order Id,Order Item Id,Shipment Id,SKU,Quantity,Warehouse Id,\
                       Return Requested On,Return Expected On,Return Completed On,Return Status,Return Reason,\
                       Return Sub-reason,Tracking Id,Logistics Partner";

type Params = HashMap<String, String>;

/// `?days=`: rows booked in so many days up to today, 90 when absent.
fn since(market: &Market, params: &Params) -> Result<i64, Slip> {
    let days = params.get("days").map_or(Ok(90), |text| text.parse::<i64>());
    let days = days.ok().filter(|n| (1..=3_650).contains(n)).ok_or_else(|| Slip::new("days: 1 to 3650"))?;
    Ok(india::at(india::day(market.time), 0) - (days - 1) * DAY)
}

fn cell(text: &str) -> String {
    if text.contains(['"', ',', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn when(at: Option<i64>) -> String {
    at.map(india::report).unwrap_or_default()
}

fn file(head: &str, rows: &[Vec<String>]) -> Response {
    let mut text = format!("{head}\r\n");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|c| cell(c)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response()
}

fn warehouse(market: &Market, facts: &Facts) -> String {
    seller::location_id(market.world.seed, facts.core.site)
}

/// Every order item approved in the window.
pub(super) async fn orders(Held(app): Held<App>, Query(params): Query<Params>) -> Result<Response, Slip> {
    let market = app.market();
    let since = since(&market, &params)?;
    let mut rows = Vec::new();
    for index in 0..market.rows.len() as u32 {
        if market.core(index).order_at >= since {
            rows.extend(order_rows(&market, index));
        }
    }
    Ok(file(ORDERS, &rows))
}

fn order_rows(market: &Market, index: u32) -> Vec<Vec<String>> {
    let facts = market.facts(index);
    let row = market.row(index);
    let rtd_at = market.rtd_at(index);
    let one = |n: usize| {
        let line = &facts.lines[n];
        let product = market.world.product(line);
        let live = market.live_units(index, &facts, n);
        let cancel = row.extra.as_ref().and_then(|e| e.cancels.iter().rev().find(|c| c.line == n));
        let state = if live == 0 { State::Cancelled } else { row.state };
        vec![
            facts.order_id(),
            line.item.to_string(),
            market.world.shipment_id(index),
            product.sku.clone(),
            product.fsn.clone(),
            product.title.clone(),
            line.quantity.to_string(),
            (line.quantity - live).to_string(),
            warehouse(market, &facts),
            state.wire().to_owned(),
            if facts.core.cod { "COD" } else { "PREPAID" }.to_owned(),
            india::report(facts.core.order_at),
            india::report(facts.core.after_at),
            india::report(facts.core.by_at),
            when(rtd_at),
            when(market.picked_at(index)),
            when(market.delivered_at(index)),
            when(cancel.map(|c| c.at)),
            cancel.map_or("", |c| c.kind.shown_as().trim_end_matches("Cancellation")).to_owned(),
            cancel.map_or("", |c| c.kind.reason()).to_owned(),
            cancel.map(|c| c.sub_reason.clone()).unwrap_or_default(),
            format!("{:.2}", (line.selling(line.quantity) + line.shipping) as f64 / 100.0),
            if rtd_at.is_some() { market.world.tracking_id(&facts, 0) } else { String::new() },
        ]
    };
    (0..facts.lines.len()).map(one).collect()
}

/// Units that were not ready by their dispatch-by, booked on its day; cancelled ones were not due.
pub(super) async fn rts_breaches(Held(app): Held<App>, Query(params): Query<Params>) -> Result<Response, Slip> {
    let market = app.market();
    let since = since(&market, &params)?;
    let mut rows = Vec::new();
    for index in 0..market.rows.len() as u32 {
        let by_at = market.core(index).by_at;
        let rtd_at = market.rtd_at(index);
        if !(since..=market.time).contains(&by_at) || rtd_at.is_some_and(|rtd| rtd <= by_at) {
            continue;
        }
        let facts = market.facts(index);
        for (n, line) in facts.lines.iter().enumerate() {
            let due = line.quantity - market.given_up(index, n);
            if due > 0 {
                rows.push(vec![
                    facts.order_id(),
                    line.item.to_string(),
                    market.world.shipment_id(index),
                    market.world.product(line).sku.clone(),
                    due.to_string(),
                    warehouse(&market, &facts),
                    india::report(facts.core.order_at),
                    india::report(by_at),
                    when(rtd_at),
                    "Yes".to_owned(),
                ]);
            }
        }
    }
    Ok(file(BREACHES, &rows))
}

/// Visits of a courier that ended without a parcel, booked on the day of the visit.
pub(super) async fn pickup_reattempts(Held(app): Held<App>, Query(params): Query<Params>) -> Result<Response, Slip> {
    let market = app.market();
    let since = since(&market, &params)?;
    let mut rows = Vec::new();
    for index in 0..market.rows.len() as u32 {
        let missed = market.missed(index);
        if missed.is_empty() {
            continue;
        }
        let facts = market.facts(index);
        for (n, at) in missed.iter().enumerate().filter(|(_, at)| **at >= since) {
            rows.push(vec![
                market.world.tracking_id(&facts, 0),
                market.world.shipment_id(index),
                facts.order_id(),
                warehouse(&market, &facts),
                seller::COURIERS[usize::from(facts.core.courier)].name.to_owned(),
                when(market.rtd_at(index)),
                india::report(*at),
                (n + 1).to_string(),
                if index % 3 == 0 { "Seller location closed" } else { "Shipment not ready" }.to_owned(),
                when(market.picked_at(index)),
            ]);
        }
    }
    Ok(file(REATTEMPTS, &rows))
}

/// Goods on their way back, booked on the day they were asked back or turned round.
pub(super) async fn returns(Held(app): Held<App>, Query(params): Query<Params>) -> Result<Response, Slip> {
    let market = app.market();
    let since = since(&market, &params)?;
    let row = |found: &crate::market::returns::Return| {
        let facts = market.facts(found.index);
        vec![
            found.id.clone(),
            if found.by_courier { "courier_return" } else { "customer_return" }.to_owned(),
            facts.order_id(),
            found.item.to_string(),
            market.world.shipment_id(found.index),
            market.world.catalogue.product(found.product).sku.clone(),
            found.units.to_string(),
            warehouse(&market, &facts),
            india::report(found.created_at),
            india::report(found.expected_at),
            when(found.completed_at),
            found.status.to_owned(),
            found.reason.to_owned(),
            found.sub_reason.to_owned(),
            found.tracking.clone().unwrap_or_default(),
            found.courier.unwrap_or_default().to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = market.returns().iter().filter(|r| r.created_at >= since).map(row).collect();
    Ok(file(RETURNS, &rows))
}
