//! What every call passes first: counting, faults of the network and the gateway, throttling, the token.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use super::{App, Refusal};
use crate::india;
use crate::market::effects::Effect;
use crate::market::tokens::TokenEffect;
use crate::market::{Calls, Market};
use crate::net::Line;

const HOUR: i64 = 3_600_000;
const CHANGING: &[&str] =
    &["pack", "dispatch", "cancel", "updateAck", "selfDispatch", "delivery", "deliveryAttempt", "inventory"];

/// The names by which calls are counted and faults are aimed.
fn endpoint(method: &Method, path: &str) -> &'static str {
    let get = method == Method::GET;
    let path = path.trim_end_matches('/');
    if let Some(rest) = path.strip_prefix("/sellers/v3/shipments") {
        return match rest {
            "" => "shipments",
            "/filter" if get => "filterNext",
            "/filter" => "filter",
            "/labels" => "pack",
            "/dispatch" => "dispatch",
            "/cancel" => "cancel",
            "/manifest" => "manifest",
            "/handover/counts" => "handoverCounts",
            "/otc/{location}" => "otc",
            "/forms/updateAck" => "updateAck",
            "/selfShip/dispatch" => "selfDispatch",
            "/selfShip/delivery" => "delivery",
            "/selfShip/deliveryAttempt" => "deliveryAttempt",
            "/{ids}" => "shipping",
            "/{ids}/labels" => "labels",
            "/{ids}/labelOnly/pdf" => "labelOnlyPdf",
            "/{ids}/labelOnly" => "labelOnly",
            "/{ids}/invoices" => "invoices",
            "/{ids}/forms" => "forms",
            _ => "unknown",
        };
    }
    match path {
        "/oauth-service/oauth/token" => "token",
        "/oauth-service/oauth/token/expiry" => "tokenExpiry",
        "/oauth-service/oauth/authorize" => "authorize",
        "/sellers/locations/allLocations" => "locations",
        "/sellers/selfship/vendors" => "partners",
        "/sellers/listings/v3/search" => "listingSearch",
        "/sellers/listings/v3/details" | "/sellers/listings/v3/{skus}" => "listings",
        "/sellers/listings/v3/update/inventory" => "inventory",
        "/sellers/v2/returns" => "returns",
        "/sellers/v2/returns/search/{*token}" => "returnsNext",
        other if other.starts_with("/sellers/orders/sandbox") => "helpers",
        _ => "unknown",
    }
}

/// What is going to go wrong with this call.
#[derive(Debug, Default)]
struct Plan {
    delay: u64,
    hang: bool,
    reset_before: bool,
    reset_after: bool,
    hang_after: bool,
    retry_after: Option<u64>,
    bad_gateway: bool,
    token_death: bool,
}

fn plan(market: &mut Market, endpoint: &'static str) -> Plan {
    let real = market.real_now();
    market.calls.note(endpoint, real);
    let mut plan = Plan::default();
    if market.strikes(endpoint, |f| &mut f.delay_ms) {
        plan.delay = market.faults.delay_ms.value;
    }
    plan.hang = market.strikes(endpoint, |f| &mut f.force_hang);
    plan.reset_before = market.strikes(endpoint, |f| &mut f.reset_before_apply);
    let throttled = if is_oauth(endpoint) && market.faults.throttle_429.endpoint.is_none() {
        false
    } else {
        market.strikes(endpoint, |f| &mut f.throttle_429)
    };
    let over = market.rate_limit_per_hour.is_some_and(|limit| market.calls.recent.len() > limit as usize);
    if throttled || over {
        let seconds = market.faults.throttle_429.value;
        plan.retry_after = Some(if seconds == 0 { 60 } else { seconds });
    }
    if !is_oauth(endpoint) || market.faults.bad_gateway_502_html.endpoint.is_some() {
        plan.bad_gateway = market.strikes(endpoint, |f| &mut f.bad_gateway_502_html);
    }
    if !is_oauth(endpoint) {
        plan.token_death = market.strikes(endpoint, |f| &mut f.token_death);
    }
    if CHANGING.contains(&endpoint) || market.faults.reset_after_apply.endpoint.is_some() {
        plan.reset_after = market.strikes(endpoint, |f| &mut f.reset_after_apply);
    }
    if CHANGING.contains(&endpoint) || market.faults.hang_after_apply.endpoint.is_some() {
        plan.hang_after = market.strikes(endpoint, |f| &mut f.hang_after_apply);
    }
    plan
}

fn is_oauth(endpoint: &str) -> bool {
    matches!(endpoint, "token" | "tokenExpiry" | "authorize")
}

impl Calls {
    fn note(&mut self, endpoint: &'static str, real: i64) {
        *self.total.entry(endpoint).or_default() += 1;
        *self.hours.entry(real - real.rem_euclid(HOUR)).or_default().entry(endpoint).or_default() += 1;
        self.recent.push_back(real);
        while self.recent.front().is_some_and(|t| *t <= real - HOUR) {
            self.recent.pop_front();
        }
    }
}

pub(super) async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = pass(&app, request, next).await;
    let market = app.market();
    if market.tells_time
        && let Ok(date) = HeaderValue::from_str(&india::http_date(market.time))
    {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

async fn pass(app: &App, request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>().map_or("", |p| p.as_str());
    let endpoint = endpoint(request.method(), matched);
    let line = request.extensions().get::<ConnectInfo<Line>>().map(|c| c.0.clone());
    let cut = move || {
        if let Some(line) = &line {
            line.cutter.cut();
        }
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    };
    let plan = plan(&mut app.market(), endpoint);
    if plan.delay > 0 {
        tokio::time::sleep(Duration::from_millis(plan.delay)).await;
    }
    if plan.hang {
        hang(app).await;
        return cut();
    }
    if plan.reset_before {
        return cut();
    }
    if let Some(seconds) = plan.retry_after {
        return throttled(seconds);
    }
    if plan.bad_gateway {
        let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway\
                    </h1></center>\r\n<hr><center>gateway</center>\r\n</body>\r\n</html>\r\n";
        return (StatusCode::BAD_GATEWAY, Html(page)).into_response();
    }
    if plan.token_death
        && let Err(error) = app.market().apply(Effect::Token(TokenEffect::DropAll))
    {
        return Refusal::from(error).into_response();
    }
    if !is_oauth(endpoint)
        && let Err(refusal) = authorised(app, &request)
    {
        return refusal.into_response();
    }
    let response = next.run(request).await;
    if plan.hang_after {
        hang(app).await;
    }
    if plan.reset_after || plan.hang_after {
        return cut();
    }
    spoil(app, endpoint, response).await
}

/// Waits until the marketplace stops, so that a stop is not held up by a call left hanging.
async fn hang(app: &App) {
    let mut stop = app.stop.clone();
    // A closed channel and a true value both mean that the marketplace stops.
    if stop.wait_for(|stopped| *stopped).await.is_err() {
        tracing::debug!("stopping while a call was left hanging");
    }
}

fn throttled(seconds: u64) -> Response {
    let body = json!({"error": "rate_limit_exceeded", "error_description": "Request throttled"});
    let mut response = (StatusCode::TOO_MANY_REQUESTS, axum::Json(body)).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn authorised(app: &App, request: &Request) -> Result<(), Refusal> {
    let unauthorised = |error: &str, text: String| Err(Refusal::oauth(StatusCode::UNAUTHORIZED, error, text));
    let value = request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let Some((_, token)) = value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else {
        let text = "Full authentication is required to access this resource";
        return unauthorised("unauthorized", text.to_owned());
    };
    let token = token.trim();
    let market = app.market();
    match market.tokens.by_access(token).filter(|t| t.expires_at > market.time) {
        None => unauthorised("invalid_token", format!("Invalid access token: {token}")),
        Some(live) if !live.scope.contains("Seller_Api") => {
            Err(Refusal::oauth(StatusCode::FORBIDDEN, "insufficient_scope", "Insufficient scope for this resource"))
        }
        Some(_) => Ok(()),
    }
}

/// Spoils a document on its way out, when that is switched on.
async fn spoil(app: &App, endpoint: &'static str, response: Response) -> Response {
    let is_pdf = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v == "application/pdf");
    if !is_pdf {
        return response;
    }
    let (not_pdf, half) = {
        let mut market = app.market();
        let not_pdf = market.strikes(endpoint, |f| &mut f.json_instead_of_pdf);
        (not_pdf, !not_pdf && market.strikes(endpoint, |f| &mut f.truncated_pdf))
    };
    if not_pdf {
        let refusal = Refusal::coded("DEPENDENT_SYSTEM_CALL_FAILED", "the document is not available at the moment");
        return (StatusCode::OK, axum::Json(refusal.body)).into_response();
    }
    if !half {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half: Bytes = whole.slice(..whole.len() / 2);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(half))
}
