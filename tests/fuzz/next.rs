//! Addresses of next pages, as the marketplace or whoever stands in its place may name them: the token goes to the seller's own
//! lists and nowhere else.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use bytes::Bytes;
use godown_domain::At;
use godown_flipkart::wire::{page, returns};
use godown_flipkart::{Carried, Client, ClientConfig, Credentials, Grant, Lane, Outside};
use http::header::AUTHORIZATION;
use http::{Request, Response, Uri};
use serde_json::json;

const BASE: &str = "https://market.example";

/// Where calls with a token went.
#[derive(Default)]
struct Line(Mutex<Vec<Uri>>);

impl Outside for Line {
    fn carry(&self, request: Request<Bytes>) -> Carried<'_> {
        let token = request.headers().get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Bearer "));
        let answer = if token {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(request.uri().clone());
            r#"{"hasMore":false,"shipments":[],"returnItems":[]}"#
        } else {
            r#"{"access_token":"t","token_type":"bearer","expires_in":5183999}"#
        };
        Box::pin(async move { Ok(Response::new(Bytes::from_static(answer.as_bytes()))) })
    }

    fn now(&self) -> At {
        At(1_790_052_000_000)
    }

    fn steady(&self) -> i64 {
        0
    }

    fn chance(&self, _most: u64) -> u64 {
        0
    }
}

pub fn seeds() -> Result<Vec<Vec<u8>>> {
    Ok([
        "/v3/shipments/filter?next_page_token=abc%3D",
        "/sellers/v3/shipments/filter?from=2026-11-21T00:00:00+05:30",
        "https://market.example/v3/shipments/filter?t=1#f",
        "/returns/search/eyJ+fQ==",
        "//evil.example/v3",
        "/\\evil.example",
        "https://market.example@evil.example/v3",
        "https://market.example:443/sellers/../oauth-service/oauth/token",
        "/%2e%2e/%2E./x;y/..",
        "javascript:alert(1)",
    ]
    .map(|address| address.as_bytes().to_vec())
    .into())
}

/// Follows the address from both kinds of list.
pub fn read(bytes: &[u8]) -> Result<bool, String> {
    let address = String::from_utf8_lossy(bytes);
    let list = json!({
        "hasMore": true, "nextPageUrl": address, "nextUrl": address, "shipments": [], "returnItems": [],
    })
    .to_string();
    let line = Arc::new(Line::default());
    let credentials = Credentials { client_id: "id".into(), client_secret: "secret".into() };
    let client = Client::in_world(ClientConfig::new(BASE), credentials, Grant::Application, line.clone());
    let client = client.map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let taken = runtime.map_err(|error| error.to_string())?.block_on(async {
        let mut taken = false;
        if let Some(next) = page::read(list.as_bytes()).ok().and_then(|page| page.next) {
            taken |= client.next_page(&next, Lane::Person).await.is_ok();
        }
        if let Some(next) = returns::read(list.as_bytes(), true).ok().and_then(|page| page.next) {
            taken |= client.next_returns(&next, true, Lane::Person).await.is_ok();
        }
        taken
    });
    for went in line.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        if !went.to_string().starts_with(&format!("{BASE}/sellers/")) {
            return Err(format!("the token went to {went}"));
        }
    }
    Ok(taken)
}
