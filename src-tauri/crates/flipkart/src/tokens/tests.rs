use super::*;
use crate::Lane;
use crate::scripted::{Answer, Scripted, credentials, json};

const EMPTY: &str = r#"{"shipments":[]}"#;

fn dead() -> Answer {
    json(401, r#"{"error":"invalid_token","error_description":"Invalid access token: token-1"}"#)
}

async fn read(client: &Client) -> Result<(), CallError> {
    client.shipments(&["s1".into()], Lane::Person).await.map(drop)
}

fn refresh(client: &Client) -> String {
    client.refresh_token().unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn a_refresh_token_that_changes_is_used_and_shown_as_given_last() {
    let market = Scripted::start_with_login(
        |_, asked| if asked.authorization == "Bearer token-2" { json(200, EMPTY) } else { dead() },
        |nth, _| {
            json(
                200,
                &format!(r#"{{"access_token":"token-{nth}","refresh_token":"leave/{nth}","expires_in":5183999}}"#),
            )
        },
    )
    .await;
    let client = market.client_of("leave+0");
    read(&client).await.unwrap();
    let asked: Vec<_> = market.login_requests().into_iter().map(|asked| asked.path).collect();
    assert_eq!(
        asked,
        [
            "/oauth-service/oauth/token?grant_type=refresh_token&refresh_token=leave%2B0",
            "/oauth-service/oauth/token?grant_type=refresh_token&refresh_token=leave%2F1",
        ]
    );
    assert!(market.login_requests().iter().all(|asked| asked.authorization.starts_with("Basic ")));
    assert_eq!(refresh(&client), "leave/2");
}

#[tokio::test]
async fn a_refresh_token_left_out_of_the_answer_stays() {
    let market = Scripted::start(|nth, _| if nth == 1 { dead() } else { json(200, EMPTY) }).await;
    let client = market.client_of("leave-0");
    read(&client).await.unwrap();
    assert_eq!((market.logins(), market.asked().len()), (2, 2));
    assert_eq!(refresh(&client), "leave-0");
    assert_eq!(client.login_state().unwrap().refresh_expires_at, None);
    assert!(market.client().refresh_token().is_none(), "a self-access application has none");
}

#[tokio::test]
async fn a_refused_refresh_token_is_kept_and_nothing_is_sent() {
    let market = Scripted::start_with_login(
        |_, _| json(200, EMPTY),
        |_, _| json(400, r#"{"error":"invalid_grant","error_description":"Invalid refresh token: leave-0"}"#),
    )
    .await;
    let client = market.client_of("leave-0");
    assert_eq!(read(&client).await.unwrap_err(), CallError::LoginExpired);
    assert_eq!((market.logins(), market.asked().len(), refresh(&client)), (1, 0, "leave-0".to_owned()));
    assert_eq!(read(&market.client_of("")).await.unwrap_err(), CallError::LoginMissing);
}

#[tokio::test]
async fn a_code_goes_out_once_whatever_becomes_of_it() {
    for trouble in [502, 429] {
        let market = Scripted::start_with_login(|_, _| json(200, EMPTY), move |_, _| json(trouble, "{}")).await;
        let config = ClientConfig::new(&market.base_url);
        assert!(exchange_code(config, credentials(), "Ab3", "https://shop.example/back", "s").await.is_err());
        assert_eq!(market.logins(), 1, "{trouble}");
    }
    let market = Scripted::start(|_, _| json(200, EMPTY)).await;
    let config = ClientConfig::new(&market.base_url);
    let tokens = exchange_code(config, credentials(), "A/b", "https://shop.example/back?a=1", "s t").await.unwrap();
    assert!(tokens.refresh_token.is_none() && tokens.refresh_expires_at.is_none(), "only the token is certain");
    assert_eq!(
        market.login_requests()[0].path,
        "/oauth-service/oauth/token?redirect_uri=https%3A%2F%2Fshop.example%2Fback%3Fa%3D1\
         &grant_type=authorization_code&state=s%20t&code=A%2Fb"
    );
}

#[tokio::test]
async fn a_token_check_sits_through_passing_trouble() {
    let market = Scripted::start_with_login(
        |_, _| json(200, EMPTY),
        |nth, _| match nth {
            1 => json(200, r#"{"access_token":"token-1","expires_in":5183999}"#),
            2 => json(503, ""),
            _ => json(200, r#"{"expired":true,"token_type":"access_token","expires_in":0}"#),
        },
    )
    .await;
    let expiry = market.client().token_expiry().await.unwrap();
    assert!(expiry.expired && expiry.expires_at.is_some());
    assert_eq!(market.login_requests()[2].path, "/oauth-service/oauth/token/expiry?token_type=access&token=token-1");
}

#[test]
fn the_sellers_page_carries_everything_encoded() {
    assert_eq!(
        authorize_url("https://api.flipkart.net/", "app&1", "https://shop.example/back?a=1", "x y"),
        "https://api.flipkart.net/oauth-service/oauth/authorize?client_id=app%261\
         &redirect_uri=https%3A%2F%2Fshop.example%2Fback%3Fa%3D1&response_type=code&scope=Seller_Api&state=x%20y"
    );
}
