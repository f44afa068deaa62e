//! A third-party application, allowed by a seller (contract 4.2 to 4.4).

use godown_domain::At;
use godown_flipkart::{CallError, Client, ClientConfig, Grant, Tokens, authorize_url, exchange_code};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::market::Practice;

const BACK: &str = "https://shop.example/back?from=market";
const STATE: &str = "a b&c";

async fn exchange(practice: &Practice, code: &str) -> Result<Tokens, CallError> {
    let config = ClientConfig::new(practice.base_url());
    exchange_code(config, practice.credentials(), code, BACK, STATE).await
}

/// The code a seller's yes brings.
async fn allowed(practice: &Practice) -> String {
    let page = authorize_url(practice.base_url(), &practice.credentials().client_id, BACK, STATE);
    let target = practice.redirect(&page).await;
    let rest = target.strip_prefix(&format!("{BACK}&code=")).unwrap();
    let (code, state) = rest.split_once("&state=").unwrap();
    assert_eq!(state, "a%20b%26c", "the state comes back as given");
    code.to_owned()
}

async fn client(practice: &Practice) -> Client {
    let tokens = exchange(practice, &allowed(practice).await).await.unwrap();
    let grant = Grant::Refresh { refresh_token: tokens.refresh_token.unwrap() };
    Client::new_with_grant(ClientConfig::new(practice.base_url()), practice.credentials(), grant).unwrap()
}

#[tokio::test]
async fn a_sellers_yes_becomes_tokens_that_work() {
    let practice = Practice::start(0).await;
    let tokens = exchange(&practice, &allowed(&practice).await).await.unwrap();
    let days = |at: At| at.since(At(chrono::Utc::now().timestamp_millis())) / 86_400_000;
    assert_eq!(
        (days(tokens.expires_at), days(tokens.refresh_expires_at.unwrap())),
        (59, 179),
        "60 and 180, not yet begun"
    );
    let client = client(&practice).await;
    assert!(!client.locations().await.unwrap().is_empty());
    let login = client.login_state().unwrap();
    assert_eq!(login.refresh_expires_at.map(days), Some(179));
    let printed = format!("{tokens:?} {client:?}");
    assert!(!printed.contains(tokens.access_token.expose_secret()), "{printed}");
}

#[tokio::test]
async fn a_code_is_good_once_and_for_its_own_address() {
    let practice = Practice::start(0).await;
    let code = allowed(&practice).await;
    exchange(&practice, &code).await.unwrap();
    let again = exchange(&practice, &code).await.unwrap_err();
    assert_eq!(
        again,
        CallError::LoginRefused { message: "Invalid authorization code".into() },
        "told without the code"
    );
    let config = ClientConfig::new(practice.base_url());
    let code = allowed(&practice).await;
    let elsewhere = exchange_code(config, practice.credentials(), &code, "https://other.example/", STATE).await;
    assert!(matches!(elsewhere, Err(CallError::LoginRefused { .. })), "{elsewhere:?}");
}

#[tokio::test]
async fn a_dead_token_is_refreshed_and_the_action_goes_out_once_more_and_once_only() {
    let practice = Practice::start(3).await;
    let client = client(&practice).await;
    client.locations().await.unwrap();
    let rows = practice.rows().await;
    let logins = practice.calls("token").await;
    practice.control("faults", json!({"token_death": {"next": 1, "endpoint": "pack"}})).await;
    let results = client.pack(&rows).await.unwrap();
    assert!(results.len() == 3 && results.iter().all(|row| row.ok), "{results:?}");
    assert_eq!(practice.calls("token").await - logins, 1);
    assert_eq!((practice.calls("pack").await, practice.effects("pack").await), (2, (3, 3)));
}

#[tokio::test]
async fn after_a_hundred_and_eighty_days_the_seller_must_be_asked_again() {
    let practice = Practice::start(0).await;
    let client = client(&practice).await;
    client.locations().await.unwrap();
    let day = 86_400_000;
    practice.advance(61 * day).await;
    client.locations().await.expect("the access token has ended, the refresh token has not");
    practice.advance(120 * day).await;
    assert_eq!(client.locations().await.unwrap_err(), CallError::LoginExpired);
}

#[tokio::test]
async fn the_marketplace_tells_what_is_left_of_both_tokens() {
    let practice = Practice::start(0).await;
    let client = client(&practice).await;
    let fresh = client.token_expiry().await.unwrap();
    let told = client.login_state().unwrap();
    assert!(!fresh.expired && (fresh.expires_at.unwrap().since(told.expires_at)).abs() < 60_000, "{fresh:?} {told:?}");
    assert!(!client.refresh_token_expiry().await.unwrap().unwrap().expired);
    practice.control("drop_tokens", json!({})).await;
    assert!(client.token_expiry().await.unwrap().expired);
    assert_eq!(practice.client.refresh_token_expiry().await.unwrap(), None, "a self-access application has none");
}
