//! Refusals of whole requests, in the shapes of Seller API contract 5.2.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::config::SandboxError;

/// A request that is refused as a whole.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Refusal {
    fn order(status: StatusCode, code: &str, description: impl Into<String>) -> Self {
        let description: String = description.into();
        let error =
            json!({"severity": "ERROR", "code": status.as_u16(), "errorCode": code, "description": description});
        Self { status, body: json!({ "errors": [error] }) }
    }

    pub(crate) fn bad(description: impl Into<String>) -> Self {
        Self::order(StatusCode::BAD_REQUEST, "BAD_REQUEST", description)
    }

    pub(crate) fn unprocessable(description: impl Into<String>) -> Self {
        Self::order(StatusCode::UNPROCESSABLE_ENTITY, "UNPROCESSABLE_ENTITY", description)
    }

    pub(crate) fn coded(code: &str, description: impl Into<String>) -> Self {
        Self::order(StatusCode::UNPROCESSABLE_ENTITY, code, description)
    }

    pub(crate) fn dependent(description: impl Into<String>) -> Self {
        Self::order(StatusCode::SERVICE_UNAVAILABLE, "DEPENDENT_SYSTEM_CALL_FAILED", description)
    }

    /// The form of OAuth and of every 401 and 403 (contract 4.6).
    pub(crate) fn oauth(status: StatusCode, error: &str, description: impl Into<String>) -> Self {
        let description: String = description.into();
        Self { status, body: json!({"error": error, "error_description": description}) }
    }

    pub(crate) fn forbidden(description: impl Into<String>) -> Self {
        Self::oauth(StatusCode::FORBIDDEN, "access_denied", description)
    }
}

impl From<SandboxError> for Refusal {
    fn from(error: SandboxError) -> Self {
        tracing::error!(%error, "an effect was refused because it could not be kept");
        Self::dependent("the effect could not be kept")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, axum::Json(self.body)).into_response()
    }
}

pub(crate) async fn no_such_path() -> Refusal {
    Refusal::order(StatusCode::NOT_FOUND, "NOT_FOUND", "no such path")
}

pub(crate) async fn no_such_method() -> Refusal {
    Refusal::order(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "this path takes another method")
}

/// Reads a JSON body: not JSON is 400, JSON of the wrong shape is 422.
pub(crate) fn read_json<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        return Err(Refusal::order(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            "Content-Type: application/json is required",
        ));
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|e| Refusal::order(StatusCode::BAD_REQUEST, "INVALID_REQUEST_JSON", e.to_string()))?;
    T::deserialize(value).map_err(|e| Refusal::unprocessable(e.to_string()))
}

/// Comma-separated ids, `1..=most` of them; an id named twice is read once.
pub(crate) fn read_ids(text: &str, name: &str, most: usize) -> Result<Vec<String>, Refusal> {
    let given: Vec<&str> = text.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    check_size(given.len(), name, most)?;
    let mut ids: Vec<String> = Vec::with_capacity(given.len());
    for id in given {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    Ok(ids)
}

fn check_size(size: usize, name: &str, most: usize) -> Result<(), Refusal> {
    if size == 0 || size > most {
        return Err(Refusal::unprocessable(format!("{name}: size must be between 1 and {most}")));
    }
    Ok(())
}

/// `1..=most` ids, none twice: the answer could not be told apart.
pub(crate) fn check_count(ids: &[String], name: &str, most: usize) -> Result<(), Refusal> {
    check_size(ids.len(), name, most)?;
    let mut sorted: Vec<&String> = ids.iter().collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::unprocessable(format!("{name}: the same id twice")));
    }
    Ok(())
}
