use godown_domain::{LocationId, ShipmentId};

use super::*;
use crate::login::Token;
use crate::reply::MAX_BODY;
use crate::scripted::{Answer, Scripted, json};
use crate::wire::{self, NextPage};
use crate::{ClientConfig, Credentials, DocumentReply, Search, SearchKind};

mod bounds;

const EMPTY: &str = r#"{"hasMore":false,"shipments":[]}"#;
const DONE: &str = r#"{"shipments":[{"shipmentId":"s1","status":"SUCCESS"}]}"#;

fn everything() -> Search {
    Search::new(SearchKind::all_pre_dispatch())
}

async fn dispatch(client: &Client) -> Result<Vec<crate::RowResult>, CallError> {
    client.dispatch(&LocationId::from("LOC1"), &[ShipmentId::from("s1")]).await
}

#[tokio::test]
async fn a_read_is_repeated_through_passing_trouble() {
    let market = Scripted::start(|nth, _| match nth {
        1 => json(502, "<html>Bad Gateway"),
        2 => Answer::Drop,
        _ => json(200, EMPTY),
    })
    .await;
    assert!(market.client().search(&everything(), Lane::Poll).await.is_ok());
    assert_eq!(market.asked().len(), 3);
}

#[tokio::test]
async fn an_action_goes_out_once_and_its_doubt_is_told() {
    for (status, unknown) in [(500, true), (502, true), (504, true), (400, false), (422, false), (429, false)] {
        let market = Scripted::start(move |_, _| json(status, "{}")).await;
        let error = dispatch(&market.client()).await.unwrap_err();
        assert_eq!(error.outcome_unknown(), unknown, "{status}: {error:?}");
        assert_eq!(market.asked().len(), 1, "{status}: an action must not be repeated");
    }
    let market = Scripted::start(|_, _| Answer::Drop).await;
    let error = dispatch(&market.client()).await.unwrap_err();
    assert_eq!(error, CallError::Lost { maybe_sent: true });
    assert_eq!(market.asked().len(), 1, "a lost answer must not become a second request");
}

#[tokio::test]
async fn a_dead_token_costs_one_renewal_and_one_repetition() {
    let market = Scripted::start(|_, asked| {
        if asked.authorization == "Bearer token-2" {
            return json(200, DONE);
        }
        json(401, r#"{"error":"invalid_token","error_description":"Invalid access token: token-1"}"#)
    })
    .await;
    let client = market.client();
    assert!(dispatch(&client).await.unwrap()[0].ok);
    assert_eq!((market.asked().len(), market.logins()), (2, 2));
    assert!(dispatch(&client).await.is_ok());
    assert_eq!(market.logins(), 2, "the new token serves from then on");
}

#[tokio::test]
async fn a_token_refused_twice_ends_the_login() {
    let market = Scripted::start(|_, _| json(401, r#"{"error":"invalid_token"}"#)).await;
    let client = market.client();
    assert_eq!(dispatch(&client).await.unwrap_err(), CallError::LoginExpired);
    assert_eq!((market.asked().len(), client.login_state()), (2, None));
}

#[tokio::test]
async fn many_callers_share_one_login() {
    let market = Scripted::start(|_, _| json(200, EMPTY)).await;
    let client = market.client();
    let calls = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.search(&everything(), Lane::Person).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(market.logins(), 1);
}

#[tokio::test]
async fn a_short_throttle_is_sat_out_by_reads_and_a_long_one_is_handed_on() {
    let market = Scripted::start(|nth, _| match nth {
        1 => Answer::With(429, "Retry-After: 1\r\n", b"{}".to_vec()),
        2 => json(200, EMPTY),
        _ => Answer::With(429, "Retry-After: 60\r\n", b"{}".to_vec()),
    })
    .await;
    let client = market.client();
    let begun = std::time::Instant::now();
    assert!(client.search(&everything(), Lane::ReadBack).await.is_ok());
    assert!(begun.elapsed() >= Duration::from_millis(950), "the wait was cut short");
    let error = client.search(&everything(), Lane::ReadBack).await.unwrap_err();
    assert!(matches!(error, CallError::Throttled { retry_after_ms } if retry_after_ms == 60_000), "{error:?}");
    assert!(client.budget().throttled_until.is_some());
    assert!(matches!(dispatch(&client).await, Err(CallError::Throttled { .. })));
    assert_eq!(market.asked().len(), 3, "nothing is sent while the marketplace asks to wait");
}

#[tokio::test]
async fn trouble_that_names_a_time_is_waited_for() {
    let market = Scripted::start(|nth, _| match nth {
        1 => Answer::With(503, "Retry-After: 1\r\n", b"{}".to_vec()),
        _ => json(200, EMPTY),
    })
    .await;
    let begun = std::time::Instant::now();
    assert!(market.client().search(&everything(), Lane::Poll).await.is_ok());
    assert!(begun.elapsed() >= Duration::from_millis(950), "came back after {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_spent_budget_sends_nothing_and_says_when() {
    let market = Scripted::start(|_, _| json(200, DONE)).await;
    let client = market.client_with(3);
    assert!(dispatch(&client).await.is_ok());
    assert!(dispatch(&client).await.is_ok());
    let error = dispatch(&client).await.unwrap_err();
    assert!(matches!(error, CallError::BudgetSpent { free_at_ms } if free_at_ms > client.now().0), "{error:?}");
    assert_eq!(market.asked().len(), 2, "the login was the third call");
    assert_eq!(client.budget().left, 0);
}

#[tokio::test]
async fn a_proxy_page_is_no_data_whatever_its_status() {
    for status in [200, 401, 403] {
        let market = Scripted::start(move |_, _| json(status, "<!DOCTYPE html><title>Hotel</title>")).await;
        let error = market.client().search(&everything(), Lane::Person).await.unwrap_err();
        assert!(matches!(&error, CallError::Unexpected { what } if what.contains("hotel")), "{status}: {error:?}");
    }
    let market = Scripted::start(|_, _| Answer::With(302, "Location: http://evil.example/\r\n", vec![])).await;
    let error = market.client().search(&everything(), Lane::Person).await.unwrap_err();
    assert!(matches!(error, CallError::Unexpected { .. }));
}

#[tokio::test]
async fn a_next_page_on_another_host_is_not_fetched() {
    let market = Scripted::start(|_, _| json(200, EMPTY)).await;
    let foreign = NextPage("http://127.0.0.1:9/v3/shipments/filter?next_token=x".into());
    let error = market.client().next_page(&foreign, Lane::Poll).await.unwrap_err();
    assert!(matches!(error, CallError::Unexpected { .. }));
    assert!(market.asked().is_empty());
}

#[tokio::test]
async fn no_line_means_nothing_was_sent() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let login = || Credentials { client_id: "app".into(), client_secret: "secret".into() };
    let client = Client::new(ClientConfig::new(format!("http://{free}")), login()).unwrap();
    let error = dispatch(&client).await.unwrap_err();
    assert!(matches!(error, CallError::Offline { .. }) && !error.outcome_unknown(), "{error:?}");
    let nobody = Client::new(ClientConfig::new(format!("http://{free}")), Credentials::none()).unwrap();
    assert_eq!(dispatch(&nobody).await.unwrap_err(), CallError::LoginMissing);
}

#[tokio::test]
async fn silence_ends_in_time_and_leaves_a_doubt() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let market = Scripted::start(|_, _| json(200, DONE)).await;
    let token = market.client().token().await.unwrap();
    let config = ClientConfig {
        read_timeout_ms: 200,
        ..ClientConfig::new(format!("http://{}", listener.local_addr().unwrap()))
    };
    let silent = Client::new(config, Credentials::none()).unwrap();
    let granted =
        wire::oauth::Granted { expires_in_seconds: Some(1_000_000), ..wire::oauth::Granted::of(token.expose_secret()) };
    silent.hold_token(Token::granted(granted, silent.now()));
    assert_eq!(dispatch(&silent).await.unwrap_err(), CallError::Timeout { maybe_sent: true });
}

#[tokio::test]
async fn a_complaint_in_place_of_a_label_means_not_ready() {
    for (status, body) in [
        (422, r#"{"errors":[{"errorCode":"ORDER_ITEM_NOT_PACKED"}]}"#),
        (200, r#"{"errorCode":"ORDER_ITEM_NOT_PACKED"}"#),
    ] {
        let market = Scripted::start(move |_, _| json(status, body)).await;
        let reply = market.client().labels(&["s1".into()], Lane::ReadBack).await.unwrap();
        assert!(
            matches!(&reply, DocumentReply::NotReady { code: Some(code), .. } if code == "ORDER_ITEM_NOT_PACKED"),
            "{reply:?}"
        );
        assert_eq!(market.asked()[0].content_type, "application/pdf");
    }
}

#[tokio::test]
async fn forms_are_asked_for_the_other_way_where_get_is_refused() {
    let market = Scripted::start(|_, asked| match asked.method.as_str() {
        "GET" => json(405, "{}"),
        _ => json(200, r#"{"shipments":[{"shipmentId":"s1","forms":[{"name":"F"}]}]}"#),
    })
    .await;
    assert_eq!(market.client().forms(&["s1".into()], Lane::Person).await.unwrap()[0].forms[0].name, "F");
}

#[tokio::test]
async fn the_log_of_calls_holds_no_ids_and_the_clock_is_learned() {
    let market = Scripted::start(|_, _| json(200, r#"{"shipments":[]}"#)).await;
    let client = market.client();
    assert_eq!(client.server_clock_offset_ms(), None);
    let mut calls = client.calls();
    client.shipments(&["secret-id".into()], Lane::Person).await.unwrap();
    assert_eq!(calls.recv().await.unwrap().path, "/oauth-service/oauth/token");
    let record = calls.recv().await.unwrap();
    assert_eq!((record.method, record.status), ("GET", Some(200)));
    assert!(!format!("{record:?}").contains("secret-id") && !record.request_id.is_empty());
    let learned = client.server_clock_offset_ms().unwrap();
    assert!(learned < -300_000_000_000, "2015 by the script's clock");
    for id in ["s2", "s3", "s4"] {
        client.shipments(&[id.into()], Lane::Person).await.unwrap();
        assert_eq!(client.server_clock_offset_ms(), Some(learned), "a second's grain does not make time waver");
    }
}

#[tokio::test]
async fn ids_are_cut_to_what_one_call_takes_and_encoded() {
    let market = Scripted::start(|_, _| json(200, r#"{"shipments":[]}"#)).await;
    let client = market.client();
    let ids: Vec<ShipmentId> = (0..45).map(|n| ShipmentId(format!("s/{n}+"))).collect();
    client.shipments(&ids, Lane::Poll).await.unwrap();
    client.shipping(&ids, Lane::Poll).await.unwrap();
    let asked: Vec<_> = market.asked().into_iter().map(|asked| asked.path.matches(',').count() + 1).collect();
    assert_eq!(asked, [25, 20, 20, 20, 5]);
    assert!(market.asked()[0].path.starts_with("/sellers/v3/shipments?shipmentIds=s%2F0%2B,s%2F1%2B"));
    let too_many = client.dispatch(&"LOC1".into(), &ids).await.unwrap_err();
    assert_eq!(too_many, CallError::TooMany { asked: 45, limit: 25 });
    assert!(matches!(client.dispatch(&"LOC1".into(), &[]).await, Err(CallError::TooMany { asked: 0, .. })));
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let market = Scripted::start(|_, _| json(200, &" ".repeat(MAX_BODY + 1))).await;
    let error = market.client().search(&everything(), Lane::Person).await.unwrap_err();
    assert!(matches!(&error, CallError::Unexpected { what } if what.contains("64 MiB")), "{error:?}");
}

#[test]
fn a_date_in_a_query_keeps_its_plus() {
    assert_eq!(encoded("2026-11-21T16:00:00.000+05:30"), "2026-11-21T16%3A00%3A00.000%2B05%3A30");
}

#[tokio::test]
async fn a_knock_counts_as_a_call_where_somebody_was_there_and_only_there() {
    let market = Scripted::start(|_, _| json(401, "{}")).await;
    let client = market.client();
    let mut records = client.calls();
    client.probe().await.unwrap();
    assert_eq!(client.budget().used_last_hour, 1);
    assert_eq!(records.try_recv().unwrap().status, Some(401));
    assert_eq!(market.logins(), 0, "a knock needs no login");

    // A port that was free a moment ago: nobody listens.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let credentials = Credentials { client_id: "app".into(), client_secret: "secret".into() };
    let client = Client::new(ClientConfig::new(format!("http://{free}")), credentials).unwrap();
    let mut records = client.calls();
    for _ in 0..3 {
        assert!(matches!(client.probe().await, Err(CallError::Offline { .. })));
    }
    assert_eq!(client.budget().used_last_hour, 0, "nothing got there");
    assert!(records.try_recv().is_err(), "and nothing is written down that the next run would count");
}
