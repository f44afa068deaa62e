//! Tokens: reused while they live, refused when unknown, expired or dropped.

use serde_json::json;

use crate::desk::{Desk, calm, read};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn a_live_token_is_given_again_with_less_life() {
    let desk = Desk::open(calm(0)).await;
    let first = desk.new_token().await;
    assert_eq!(first["expires_in"], 5_183_999, "60 days less a second on a fresh token");
    assert!(first.get("refresh_token").is_none(), "client credentials know no refresh token");
    desk.pass(DAY).await;
    let second = desk.new_token().await;
    assert_eq!(first["access_token"], second["access_token"]);
    assert_eq!(second["expires_in"], 5_183_999 - 86_400);
}

#[tokio::test]
async fn an_expired_token_is_invalid_and_a_new_one_is_another() {
    let mut desk = Desk::open(calm(0)).await;
    assert_eq!(desk.get("/locations/allLocations").await.0, 200);
    desk.pass(60 * DAY).await;
    let (status, body) = desk.get("/locations/allLocations").await;
    assert_eq!((status, body["error"].as_str()), (401, Some("invalid_token")));
    assert_eq!(body["error_description"], format!("Invalid access token: {}", desk.token));
    let fresh = desk.new_token().await["access_token"].as_str().expect("a token").to_owned();
    assert_ne!(fresh, desk.token);
    desk.token = fresh;
    assert_eq!(desk.get("/locations/allLocations").await.0, 200);
}

#[tokio::test]
async fn wrong_credentials_are_told_apart() {
    let desk = Desk::open(calm(0)).await;
    let url = format!("{}/oauth-service/oauth/token?grant_type=client_credentials", desk.market.base_url);
    let stranger = desk.http.get(&url).basic_auth("00aa11", Some("x")).send().await.expect("an answer");
    let (status, body) = read(stranger).await;
    assert_eq!((status, body["error_description"].as_str()), (401, Some("No client with requested id: 00aa11")));
    let typo = desk.http.get(&url).basic_auth(&desk.market.app_id, Some("x")).send().await.expect("an answer");
    let (status, body) = read(typo).await;
    assert_eq!((status, body["error_description"].as_str()), (401, Some("Bad credentials")));
    let naked = desk.http.get(format!("{}/sellers/v3/shipments", desk.market.base_url));
    assert_eq!(naked.send().await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn a_code_is_good_once_and_its_refresh_token_gives_new_access() {
    let desk = Desk::open(calm(0)).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let url = format!(
        "{}/oauth-service/oauth/authorize?client_id={}&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fback&response_type=code\
         &scope=Seller_Api&state=a%20b",
        desk.market.base_url, desk.market.app_id
    );
    let answer = http.get(url).send().await.expect("an answer");
    assert_eq!(answer.status(), 302);
    let target = answer.headers()["location"].to_str().expect("text").to_owned();
    assert!(target.starts_with("http://127.0.0.1:9/back?code=") && target.ends_with("&state=a%20b"), "{target}");
    let code = &target["http://127.0.0.1:9/back?code=".len()..][..6];
    let query = format!("grant_type=authorization_code&code={code}&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fback");
    let (status, tokens) = desk.token_call(&query).await;
    assert_eq!(status, 200, "{tokens}");
    let (status, again) = desk.token_call(&query).await;
    assert_eq!((status, again["error"].as_str()), (400, Some("invalid_grant")), "a code is good once");
    let refresh = tokens["refresh_token"].as_str().expect("a refresh token");
    let (status, fresh) = desk.token_call(&format!("grant_type=refresh_token&refresh_token={refresh}")).await;
    assert_eq!(status, 200, "{fresh}");
    assert_ne!(fresh["access_token"], tokens["access_token"]);
    let check = format!(
        "{}/oauth-service/oauth/token/expiry?token_type=access&token={}",
        desk.market.base_url,
        fresh["access_token"].as_str().expect("a token")
    );
    let check = desk.http.get(check).basic_auth(&desk.market.app_id, Some(&desk.market.app_secret));
    let (_, left) = read(check.send().await.expect("an answer")).await;
    assert_eq!(left, json!({"expired": false, "token_type": "access_token", "expires_in": 5_183_999}));
}
