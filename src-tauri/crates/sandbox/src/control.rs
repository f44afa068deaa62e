//! The control API: ground truth, the clock and the faults, for tests and for people who practise.
//!
//! Its own port, no tokens. Everything is JSON; a slip in a request is 400 `{"error": "..."}`.

mod acts;
mod elsewhere;
mod guardrails;
mod hub;
mod stock;
mod truth;

use axum::Json;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

use crate::config::SandboxError;
use crate::http::App;

/// A request the control API cannot follow.
pub(crate) struct Slip(String);

impl Slip {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl From<SandboxError> for Slip {
    fn from(error: SandboxError) -> Self {
        Self(error.to_string())
    }
}

impl IntoResponse for Slip {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({"error": self.0}))).into_response()
    }
}

pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/truth", get(truth::list))
        .route("/truth/guardrails", get(guardrails::guardrails))
        .route("/truth/{id}", get(truth::one))
        .route("/hub/orders", get(hub::orders))
        .route("/hub/rts-breaches", get(hub::rts_breaches))
        .route("/hub/pickup-reattempts", get(hub::pickup_reattempts))
        .route("/hub/returns", get(hub::returns))
        .route("/effects", get(truth::effects))
        .route("/effects/counts", get(truth::effect_counts))
        .route("/effects/repeats", get(truth::repeats))
        .route("/summary", get(truth::summary))
        .route("/calls", get(truth::calls))
        .route("/catalogue", get(truth::catalogue))
        .route("/stock", get(stock::stock).post(stock::set))
        .route("/clock", get(acts::clock).post(acts::set_clock))
        .route("/faults", get(acts::faults).post(acts::set_faults).delete(acts::clear_faults))
        .route("/orders", post(acts::orders))
        .route("/rate", post(acts::rate))
        .route("/hold", post(acts::hold))
        .route("/unhold", post(acts::unhold))
        .route("/buyer_cancel", post(acts::buyer_cancel))
        .route("/move_dispatch_by", post(acts::move_dispatch_by))
        .route("/drop_tokens", post(acts::drop_tokens))
        .route("/elsewhere", post(elsewhere::act))
        .route("/turns", get(truth::turns))
        .with_state(app)
}
