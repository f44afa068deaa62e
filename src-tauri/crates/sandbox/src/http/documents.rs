//! Labels and invoices (Seller API contract 8.6 to 8.9): PDFs once packed, JSON in a PDF's place before.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State as Held};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::refusal::read_ids;
use super::{App, Refusal};
use crate::india;
use crate::market::Market;
use crate::market::effects::Effect;
use crate::paper::{self, PaperError};
use crate::paper_types::PaperShipment;
use crate::print;
use crate::state::State;

/// Ids per call (contract 3).
const MOST_COMBINED: usize = 100;
const MOST_LABEL_ONLY: usize = 50;

type Draw = fn(&[PaperShipment]) -> Result<Vec<u8>, PaperError>;

/// A document that cannot be had: told by status, or, every other time, by a 200 with the same JSON.
enum Unready {
    Refused(Refusal),
    NotYet(&'static str, String),
}

impl From<Refusal> for Unready {
    fn from(refusal: Refusal) -> Self {
        Unready::Refused(refusal)
    }
}

/// The shipments of a document call, all of them with documents.
fn ready(market: &Market, ids: &[String]) -> Result<Vec<u32>, Unready> {
    let mut found = Vec::new();
    for id in ids {
        let Some(index) = market.index_of(id) else {
            return Err(Refusal::coded("INVALID_SHIPMENTS", format!("no such shipment: {id}")).into());
        };
        match market.row(index).state {
            state if state.has_documents() => found.push(index),
            State::PackingInProgress => return Err(Unready::NotYet("ORDER_ITEM_PACKING_IN_PROGRESS", id.clone())),
            State::Cancelled => {
                return Err(Refusal::coded("INVALID_SHIPMENTS", format!("the shipment is cancelled: {id}")).into());
            }
            _ => return Err(Unready::NotYet("ORDER_ITEM_NOT_PACKED", id.clone())),
        }
    }
    Ok(found)
}

fn told(market: &mut Market, unready: Unready) -> Response {
    match unready {
        Unready::Refused(refusal) => refusal.into_response(),
        Unready::NotYet(code, id) => {
            market.refusal_turn = !market.refusal_turn;
            let mut refusal = Refusal::coded(code, format!("the document of {id} is not ready"));
            if !market.refusal_turn {
                // A client that looks at the status alone takes this for a label.
                refusal.status = StatusCode::OK;
            }
            refusal.into_response()
        }
    }
}

/// What a document call prints, and whose labels count as printed anew.
struct Job {
    endpoint: &'static str,
    most: usize,
    renews: bool,
    file: &'static str,
    draw: Draw,
}

async fn document(app: App, ids: &str, job: Job) -> Result<Response, Refusal> {
    let ids = read_ids(ids, "shipmentIds", job.most)?;
    let sheets = {
        let mut market = app.market();
        let mut found = match ready(&market, &ids) {
            Ok(found) => found,
            Err(unready) => return Ok(told(&mut market, unready)),
        };
        if job.renews {
            for index in found.clone() {
                if market.row(index).extra.as_ref().is_some_and(|e| e.stale) {
                    market.apply(Effect::Reprint { index })?;
                }
            }
        }
        market.shuffle(job.endpoint, &mut found, |f| &mut f.shuffle_pages);
        found.iter().flat_map(|index| print::sheets(&market, *index)).collect::<Vec<PaperShipment>>()
    };
    let draw = job.draw;
    let bytes = app.drawn(move || draw(&sheets)).await?;
    Ok(pdf(bytes, job.file))
}

pub(super) fn pdf(bytes: Vec<u8>, file: &str) -> Response {
    let disposition = format!("attachment; filename=\"{file}\"");
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

pub(super) async fn labels(Held(app): Held<App>, Path(ids): Path<String>) -> Result<Response, Refusal> {
    let moved = app.market().strikes("labels", |f| &mut f.labels_moved);
    let draw: Draw = if moved { paper::moved_labels_pdf } else { paper::labels_pdf };
    let job = Job { endpoint: "labels", most: MOST_COMBINED, renews: true, file: "labels.pdf", draw };
    document(app, &ids, job).await
}

fn reprint(params: &HashMap<String, String>) -> Result<bool, Refusal> {
    match params.get("reprint").map(String::as_str) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(Refusal::bad(format!("reprint must be true or false, not {other}"))),
    }
}

pub(super) async fn label_only_pdf(
    Held(app): Held<App>,
    Path(ids): Path<String>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let renews = reprint(&params)?;
    let (most, draw): (usize, Draw) = (MOST_LABEL_ONLY, paper::label_only_pdf);
    document(app, &ids, Job { endpoint: "labelOnlyPdf", most, renews, file: "labels.pdf", draw }).await
}

pub(super) async fn label_only(
    Held(app): Held<App>,
    Path(ids): Path<String>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let renews = reprint(&params)?;
    let (most, draw): (usize, Draw) = (MOST_LABEL_ONLY, paper::label_only_pdf);
    let mut response =
        document(app, &ids, Job { endpoint: "labelOnly", most, renews, file: "labels.bin", draw }).await?;
    let is_pdf = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v == "application/pdf");
    if is_pdf {
        let stream = axum::http::HeaderValue::from_static("application/octet-stream");
        response.headers_mut().insert(header::CONTENT_TYPE, stream);
    }
    Ok(response)
}

/// `Accept` decides, then the request's own `Content-Type`, else PDF (contract 8.9).
fn wants_json(headers: &HeaderMap) -> bool {
    for name in [header::ACCEPT, header::CONTENT_TYPE] {
        let value = headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if value.contains("application/pdf") {
            return false;
        }
        if value.contains("application/json") {
            return true;
        }
    }
    false
}

pub(super) async fn invoices(
    Held(app): Held<App>,
    headers: HeaderMap,
    Path(ids): Path<String>,
) -> Result<Response, Refusal> {
    if !wants_json(&headers) {
        let (file, draw): (&str, Draw) = ("invoices.pdf", paper::invoices_pdf);
        return document(app, &ids, Job { endpoint: "invoices", most: MOST_COMBINED, renews: false, file, draw }).await;
    }
    let ids = read_ids(&ids, "shipmentIds", MOST_COMBINED)?;
    let mut market = app.market();
    match ready(&market, &ids) {
        Ok(found) => {
            let invoices: Vec<Value> = found.iter().map(|index| invoice(&mut market, *index)).collect();
            Ok(Json(json!({ "invoices": invoices })).into_response())
        }
        Err(unready) => Ok(told(&mut market, unready)),
    }
}

fn invoice(market: &mut Market, index: u32) -> Value {
    let sheet = print::sheets(market, index).swap_remove(0);
    let newline = market.quirk(|f| &mut f.invoice_newline);
    let facts = market.facts(index);
    let mut items = Vec::new();
    let live = (0..facts.lines.len()).filter(|n| market.live_units(index, &facts, *n) > 0);
    for (n, printed) in live.zip(&sheet.items) {
        let rate = f64::from(printed.tax_rate_bp) / 100.0;
        let (half, whole) = if printed.same_state { (rate / 2.0, 0.0) } else { (0.0, rate) };
        let end = if newline { "\n" } else { "" };
        items.push(json!({
            "orderItemId": format!("{}{end}", facts.lines[n].item),
            "invoiceAmount": printed.total_paise as f64 / 100.0,
            "taxRate": rate,
            "serialNumbers": printed.serials,
            "taxDetails": {"cgstRate": half, "sgstRate": half, "igstRate": whole, "utgstRate": 0.0, "cessRate": 0.0},
        }));
    }
    json!({
        "shipmentId": sheet.shipment_id, "orderId": sheet.order_id, "invoiceDate": india::date(sheet.invoice_date_ms),
        "invoiceNumber": sheet.invoice_no, "orderItems": items,
    })
}
