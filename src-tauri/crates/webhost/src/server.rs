//! The routes, and the check at the door: right host, right key.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use futures::Stream;
use godown_ops::Desks;
use serde_json::Value;

use crate::page;

/// Name of the header that carries the key.
const KEY_HEADER: &str = "x-godown-key";

/// What the routes work with.
pub struct Door {
    /// The engine.
    pub desks: Desks,
    /// Key of this run.
    pub key: String,
    /// Folder of the built page.
    pub page: PathBuf,
    /// Port we listen on.
    pub port: u16,
}

/// All routes.
pub fn routes(door: Door) -> Router {
    let door = Arc::new(door);
    let guarded = Router::new()
        .route("/rpc/{name}", post(rpc))
        .route("/events", get(events))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&door), needs_key));
    guarded
        .fallback(get(page::serve))
        .layer(middleware::from_fn_with_state(Arc::clone(&door), needs_our_host))
        .with_state(door)
}

async fn rpc(State(door): State<Arc<Door>>, Path(name): Path<String>, body: String) -> Response {
    let request = match serde_json::from_str::<Value>(if body.is_empty() { "{}" } else { &body }) {
        Ok(request) => request,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    match godown_api::call(&door.desks, &name, request).await {
        Ok(reply) => Json(reply).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

async fn events(State(door): State<Arc<Door>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = futures::stream::unfold(godown_api::events(&door.desks), |mut events| async {
        loop {
            // What cannot be told leaves a gap in the numbers, and the page reads everything again.
            if let Ok(told) = Event::default().json_data(&events.next().await?) {
                return Some((Ok(told), events));
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// A page of another site may reach loopback under a name of its own: only ours is answered.
async fn needs_our_host(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let ours = [format!("127.0.0.1:{}", door.port), format!("localhost:{}", door.port)];
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if ours.iter().any(|name| name == host) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "This address is not served here.").into_response()
    }
}

#[derive(serde::Deserialize)]
struct KeyInQuery {
    key: Option<String>,
}

async fn needs_key(
    State(door): State<Arc<Door>>,
    Query(query): Query<KeyInQuery>,
    headers: HeaderMap,
    request: Request<Body>,
    next: Next,
) -> Response {
    let shown = headers.get(KEY_HEADER).and_then(|key| key.to_str().ok()).map(str::to_owned).or(query.key);
    if shown.is_some_and(|shown| shown == door.key) {
        next.run(request).await
    } else {
        (StatusCode::UNAUTHORIZED, "The key is missing or wrong.").into_response()
    }
}
