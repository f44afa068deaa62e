//! Tokens over the wire (Seller API contract 4).

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{App, Refusal};
use crate::market::Market;
use crate::market::effects::Effect;
use crate::market::tokens::{Token, TokenEffect};

type Params = HashMap<String, String>;

fn refused(status: StatusCode, error: &str, text: impl Into<String>) -> Refusal {
    Refusal::oauth(status, error, text)
}

/// The application of a Basic header; which part is wrong is told as the real one tells it.
fn application(market: &Market, headers: &HeaderMap) -> Result<(), Refusal> {
    let missing = || {
        let text = "Full authentication is required to access this resource";
        refused(StatusCode::UNAUTHORIZED, "unauthorized", text)
    };
    let value = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).ok_or_else(missing)?;
    let (scheme, encoded) = value.split_once(' ').ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(missing());
    }
    let decoded = STANDARD.decode(encoded.trim()).ok().and_then(|b| String::from_utf8(b).ok()).ok_or_else(missing)?;
    let (id, secret) = decoded.split_once(':').ok_or_else(missing)?;
    if id != market.tokens.app_id {
        let text = format!("No client with requested id: {id}");
        return Err(refused(StatusCode::UNAUTHORIZED, "unauthorized", text));
    }
    if secret != market.tokens.app_secret {
        return Err(refused(StatusCode::UNAUTHORIZED, "unauthorized", "Bad credentials"));
    }
    Ok(())
}

pub(super) async fn token_by_get(
    State(app): State<App>,
    headers: HeaderMap,
    Query(params): Query<Params>,
) -> Result<Response, Refusal> {
    token(&app, &headers, &params)
}

pub(super) async fn token_by_post(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Result<Response, Refusal> {
    let form = String::from_utf8_lossy(&body);
    let query = uri.query().unwrap_or_default();
    let joined: Uri = format!("/?{query}&{form}")
        .parse()
        .map_err(|_| refused(StatusCode::BAD_REQUEST, "invalid_request", "the form cannot be read"))?;
    let Query(params) = Query::<Params>::try_from_uri(&joined)
        .map_err(|_| refused(StatusCode::BAD_REQUEST, "invalid_request", "the form cannot be read"))?;
    token(&app, &headers, &params)
}

fn token(app: &App, headers: &HeaderMap, params: &Params) -> Result<Response, Refusal> {
    let mut market = app.market();
    application(&market, headers)?;
    let scope = params.get("scope").map_or("Seller_Api", String::as_str).to_owned();
    match params.get("grant_type").map(String::as_str) {
        Some("client_credentials") => by_credentials(&mut market, &scope),
        Some("authorization_code") => by_code(&mut market, params),
        Some("refresh_token") => by_refresh(&mut market, params),
        Some(other) => {
            let text = format!("Unsupported grant type: {other}");
            Err(refused(StatusCode::BAD_REQUEST, "unsupported_grant_type", text))
        }
        None => Err(refused(StatusCode::BAD_REQUEST, "invalid_request", "Missing grant type")),
    }
}

fn by_credentials(market: &mut Market, scope: &str) -> Result<Response, Refusal> {
    if scope.split(',').any(|s| !matches!(s, "Seller_Api" | "Default")) {
        return Err(refused(StatusCode::BAD_REQUEST, "invalid_scope", format!("Invalid scope: {scope}")));
    }
    if let Some(live) = market.tokens.reusable(scope, market.time) {
        return Ok(Json(token_body(live, market.time)).into_response());
    }
    market.apply(Effect::Token(TokenEffect::Issue { scope: scope.to_owned(), refresh: false }))?;
    newest(market)
}

fn newest(market: &Market) -> Result<Response, Refusal> {
    let token = market.tokens.newest().ok_or_else(|| Refusal::dependent("no token"))?;
    Ok(Json(token_body(token, market.time)).into_response())
}

fn by_code(market: &mut Market, params: &Params) -> Result<Response, Refusal> {
    let code = params.get("code").cloned().unwrap_or_default();
    let invalid =
        |code: &str| refused(StatusCode::BAD_REQUEST, "invalid_grant", format!("Invalid authorization code: {code}"));
    let known = market.tokens.code(&code).filter(|c| !c.used && c.expires_at > market.time);
    let Some(known) = known.cloned() else { return Err(invalid(&code)) };
    if params.get("redirect_uri").is_some_and(|uri| *uri != known.redirect_uri) {
        return Err(refused(StatusCode::BAD_REQUEST, "invalid_grant", "Redirect URI mismatch."));
    }
    market.apply(Effect::Token(TokenEffect::UseCode { code }))?;
    market.apply(Effect::Token(TokenEffect::Issue { scope: known.scope, refresh: true }))?;
    newest(market)
}

fn by_refresh(market: &mut Market, params: &Params) -> Result<Response, Refusal> {
    let refresh = params.get("refresh_token").cloned().unwrap_or_default();
    let live = market.tokens.by_refresh(&refresh).is_some_and(|t| t.refresh_expires_at > market.time);
    if !live {
        let text = format!("Invalid refresh token: {refresh}");
        return Err(refused(StatusCode::BAD_REQUEST, "invalid_grant", text));
    }
    market.apply(Effect::Token(TokenEffect::Refresh { refresh: refresh.clone() }))?;
    let token = market.tokens.by_refresh(&refresh).ok_or_else(|| Refusal::dependent("no token"))?;
    Ok(Json(token_body(token, market.time)).into_response())
}

/// Remaining whole seconds, one less than the life on a fresh token (contract 4.1).
fn remaining(expires_at: i64, now: i64) -> i64 {
    ((expires_at - now - 1) / 1000).max(0)
}

fn token_body(token: &Token, now: i64) -> Value {
    let mut body = json!({
        "access_token": token.access,
        "token_type": "bearer",
        "expires_in": remaining(token.expires_at, now),
        "scope": token.scope,
    });
    if let Some(refresh) = &token.refresh {
        body["refresh_token"] = json!(refresh);
        body["refresh_token_expires_in"] = json!(remaining(token.refresh_expires_at, now));
    }
    body
}

pub(super) async fn expiry(
    State(app): State<App>,
    headers: HeaderMap,
    Query(params): Query<Params>,
) -> Result<Json<Value>, Refusal> {
    let market = app.market();
    application(&market, &headers)?;
    let token = params.get("token").map(String::as_str).unwrap_or_default();
    let (name, expires_at) = match params.get("token_type").map(String::as_str) {
        Some("access") => ("access_token", market.tokens.by_access(token).map(|t| t.expires_at)),
        Some("refresh") => ("refresh_token", market.tokens.by_refresh(token).map(|t| t.refresh_expires_at)),
        _ => {
            let text = "token_type must be access or refresh";
            return Err(refused(StatusCode::BAD_REQUEST, "invalid_request", text));
        }
    };
    let left = expires_at.map_or(0, |at| remaining(at, market.time));
    Ok(Json(json!({"expired": left == 0, "token_type": name, "expires_in": left})))
}

/// The permission page. The practice seller always says yes.
pub(super) async fn authorize(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Refusal> {
    let mut market = app.market();
    let given = |name: &str| params.get(name).cloned().unwrap_or_default();
    let client = given("client_id");
    if client != market.tokens.app_id {
        let text = format!("No client with requested id: {client}");
        return Err(refused(StatusCode::UNAUTHORIZED, "unauthorized", text));
    }
    if given("response_type") != "code" {
        return Err(refused(StatusCode::BAD_REQUEST, "unsupported_response_type", "response_type must be code"));
    }
    let redirect_uri = given("redirect_uri");
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    if !redirect_uri.starts_with("https://") && !loopback.iter().any(|l| redirect_uri.starts_with(l)) {
        return Err(refused(StatusCode::BAD_REQUEST, "invalid_grant", "redirect_uri must be https"));
    }
    let scope = params.get("scope").map_or("Seller_Api", String::as_str).to_owned();
    market.apply(Effect::Token(TokenEffect::Code { redirect_uri: redirect_uri.clone(), scope }))?;
    let code = market.tokens.newest_code().map(|c| c.code.clone()).unwrap_or_default();
    let mark = if redirect_uri.contains('?') { '&' } else { '?' };
    let mut target = format!("{redirect_uri}{mark}code={code}");
    if let Some(state) = params.get("state") {
        target.push_str("&state=");
        target.push_str(&percent_encoded(state));
    }
    Ok((StatusCode::FOUND, [(header::LOCATION, target)]).into_response())
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => (b as char).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}
