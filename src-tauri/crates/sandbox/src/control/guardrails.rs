//! The seller's standing by the world's truth, in whole units, per account and per location.
//!
//! Owns the plain definitions and nothing the wire could not be asked for: cancellations are booked on the India day
//! of approval, breaches and what was due on the day of the current dispatch-by, pickups on the day of the visit.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::{Query, State as Held};
use serde::Serialize;
use serde_json::{Value, json};

use super::Slip;
use crate::http::App;
use crate::india::{self, DAY};
use crate::market::Market;
use crate::state::CancelKind;
use crate::world::seller;

/// Units, but pickups, which are visits for a shipment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    units_approved: u64,
    units_cancelled_by_seller: u64,
    units_cancelled_by_buyer: u64,
    units_cancelled_by_marketplace: u64,
    units_due: u64,
    units_breached: u64,
    pickups_attempted: u64,
    pickups_repeated: u64,
    units_delivered: u64,
    units_returned_by_customer: u64,
    units_returned_by_courier: u64,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.units_approved += other.units_approved;
        self.units_cancelled_by_seller += other.units_cancelled_by_seller;
        self.units_cancelled_by_buyer += other.units_cancelled_by_buyer;
        self.units_cancelled_by_marketplace += other.units_cancelled_by_marketplace;
        self.units_due += other.units_due;
        self.units_breached += other.units_breached;
        self.pickups_attempted += other.pickups_attempted;
        self.pickups_repeated += other.pickups_repeated;
        self.units_delivered += other.units_delivered;
        self.units_returned_by_customer += other.units_returned_by_customer;
        self.units_returned_by_courier += other.units_returned_by_courier;
    }
}

/// Counts per India day and location.
type Book = BTreeMap<(i64, u8), Counts>;

/// What still has to be marked ready, per dispatch-by: units due, and those of them that are not ready.
type Ahead = BTreeMap<i64, (u64, u64)>;

/// A line a seller is judged by: what, whose, basis points, days.
const LINES: [(&str, &str, u64, i64); 7] = [
    ("sellerCancellation", "gold", 15, 90),
    ("sellerCancellation", "silver", 50, 90),
    ("sellerCancellation", "suspension", 25, 7),
    ("rtdBreach", "gold", 100, 90),
    ("rtdBreach", "silver", 140, 90),
    ("rtdBreach", "suspension", 50, 7),
    ("reattempt", "suspension", 200, 7),
];

/// `?at=&days=7,14,90`: as it stands at an instant, now when absent. Until a later instant nothing more is done.
pub(super) async fn guardrails(
    Held(app): Held<App>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Slip> {
    let market = app.market();
    let at = match params.get("at") {
        None => market.time,
        Some(text) => text.parse().map_err(|_| Slip::new("at: not epoch milliseconds"))?,
    };
    let days = match params.get("days") {
        None => vec![7, 14, 90],
        Some(list) => list
            .split(',')
            .map(|text| text.trim().parse::<i64>().ok().filter(|n| (1..=3_650).contains(n)))
            .collect::<Option<Vec<i64>>>()
            .ok_or_else(|| Slip::new("days: numbers from 1 to 3650"))?,
    };
    let (book, ahead) = booked(&market, at);
    let windows: Vec<Value> = days.iter().map(|days| window(&market, &book, at, *days)).collect();
    let lines: Vec<Value> = LINES.iter().map(|line| judged(&book, at, *line)).collect();
    let ahead: Vec<Value> = ahead
        .iter()
        .map(|(by_at, (units, open))| {
            json!({"dispatchByDate": by_at, "india": india::wire(*by_at), "units": units, "unitsNotReady": open})
        })
        .collect();
    Ok(Json(json!({
        "at": at, "india": india::wire(at), "today": india::date(at), "windows": windows, "lines": lines,
        "ahead": ahead,
    })))
}

fn sum(book: &Book, at: i64, days: i64, site: Option<u8>) -> Counts {
    let today = india::day(at);
    let mut sum = Counts::default();
    for ((_, of), counts) in book.range((today - days + 1, 0)..=(today, u8::MAX)) {
        if site.is_none_or(|site| site == *of) {
            sum.add(counts);
        }
    }
    sum
}

fn window(market: &Market, book: &Book, at: i64, days: i64) -> Value {
    let locations: Vec<Value> = (0..seller::SITES.len() as u8)
        .map(|site| {
            let counts = sum(book, at, days, Some(site));
            json!({"locationId": seller::location_id(market.world.seed, site), "counts": counts})
        })
        .collect();
    json!({
        "days": days, "from": india::date(at - (days - 1) * DAY), "to": india::date(at),
        "account": sum(book, at, days, None), "locations": locations,
    })
}

/// A line holds while the count is below it; `room` is how many more it bears, below zero when it is crossed.
fn judged(book: &Book, at: i64, (metric, line, basis_points, days): (&str, &str, u64, i64)) -> Value {
    let counts = sum(book, at, days, None);
    let (count, of) = match metric {
        "sellerCancellation" => (counts.units_cancelled_by_seller, counts.units_approved),
        "rtdBreach" => (counts.units_breached, counts.units_due),
        _ => (counts.pickups_repeated, counts.pickups_attempted),
    };
    let most = (basis_points * of).saturating_sub(1) / 10_000;
    json!({
        "metric": metric, "line": line, "basisPoints": basis_points, "days": days, "count": count, "of": of,
        "holds": count * 10_000 < basis_points * of, "room": most as i64 - count as i64,
    })
}

fn booked(market: &Market, at: i64) -> (Book, Ahead) {
    let (mut book, mut ahead) = (Book::new(), Ahead::new());
    for index in 0..market.rows.len() as u32 {
        book_one(market, index, at, &mut book, &mut ahead);
    }
    (book, ahead)
}

fn book_one(market: &Market, index: u32, at: i64, book: &mut Book, ahead: &mut Ahead) {
    let facts = market.facts(index);
    let site = facts.core.site;
    let ordered: u64 = facts.lines.iter().map(|l| u64::from(l.quantity)).sum();
    let cancelled = |wanted: CancelKind| {
        let cancels = market.row(index).extra.iter().flat_map(|e| &e.cancels);
        cancels.filter(|c| c.kind == wanted && c.at <= at).map(|c| u64::from(c.units)).sum::<u64>()
    };
    let back = cancelled(CancelKind::CourierReturn);
    let delivered = market.delivered_at(index).is_some_and(|d| d <= at);
    let asked_back = market.asked_back_at(index).is_some_and(|a| a <= at);
    let approved = book.entry((india::day(facts.core.order_at), site)).or_default();
    approved.units_approved += ordered;
    approved.units_cancelled_by_seller += cancelled(CancelKind::Seller);
    approved.units_cancelled_by_buyer += cancelled(CancelKind::Buyer);
    approved.units_cancelled_by_marketplace += cancelled(CancelKind::Marketplace);
    approved.units_returned_by_courier += back;
    // What was cancelled before it was handed over is not due; what came back from the road was.
    let gone = cancelled(CancelKind::Seller) + cancelled(CancelKind::Buyer) + cancelled(CancelKind::Marketplace);
    let due = ordered - gone;
    if delivered {
        approved.units_delivered += due - back;
        approved.units_returned_by_customer += if asked_back { due - back } else { 0 };
    }
    let by_at = facts.core.by_at;
    let ready = market.rtd_at(index).filter(|rtd| *rtd <= at);
    if by_at <= at {
        let booked = book.entry((india::day(by_at), site)).or_default();
        booked.units_due += due;
        booked.units_breached += if ready.is_some_and(|rtd| rtd <= by_at) { 0 } else { due };
    } else if due > 0 {
        let place = ahead.entry(by_at).or_default();
        place.0 += due;
        place.1 += if ready.is_some() { 0 } else { due };
    }
    for missed in market.missed(index).into_iter().filter(|m| *m <= at) {
        let visit = book.entry((india::day(missed), site)).or_default();
        visit.pickups_attempted += 1;
        visit.pickups_repeated += 1;
    }
    if let Some(picked_at) = market.picked_at(index).filter(|p| *p <= at) {
        book.entry((india::day(picked_at), site)).or_default().pickups_attempted += 1;
    }
}
