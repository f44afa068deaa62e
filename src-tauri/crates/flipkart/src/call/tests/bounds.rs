//! Replies nobody meant well: whatever comes, it costs little and is refused.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::scripted::Asked;

fn packed(times: usize, block: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(vec![], Compression::best());
    (0..times).for_each(|_| packed.write_all(block).unwrap());
    packed.finish().unwrap()
}

async fn locations(script: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static) -> CallError {
    let market = Scripted::start(script).await;
    market.client().locations().await.unwrap_err()
}

#[tokio::test]
async fn a_reply_that_unpacks_without_end_is_refused_at_the_limit() {
    let bomb = packed(200, &[b' '; 1 << 20]);
    assert!(bomb.len() < MAX_BODY / 100, "small on the wire");
    let error = locations(move |_, _| Answer::With(200, "Content-Encoding: gzip\r\n", bomb.clone())).await;
    assert!(matches!(error, CallError::Unexpected { .. }), "{error:?}");
}

#[tokio::test]
async fn a_reply_nested_without_end_is_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [1_000, 200_000] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let error = locations(move |_, _| json(200, &format!("{{\"locations\":{deep}}}"))).await;
            assert!(matches!(error, CallError::Unexpected { .. }), "{depth}: {error:?}");
        }
        // A complaint is read by itself.
        let deep = format!("{{\"error\":{}1{}}}", open.repeat(100_000), close.repeat(100_000));
        let error = locations(move |_, _| json(400, &deep)).await;
        assert!(matches!(error, CallError::Refused { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn heads_without_end_are_refused() {
    static HEADS: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| (0..5_000).fold(String::new(), |all, n| format!("{all}X-Filler-{n}: {n}\r\n")));
    let error = locations(|_, _| Answer::With(200, HEADS.as_str(), b"{}".to_vec())).await;
    assert!(!matches!(error, CallError::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_anywhere() {
    let other = Scripted::start(|_, _| json(200, "{}")).await;
    let to = format!("Location: {}/stolen\r\n", other.base_url);
    let to: &'static str = Box::leak(to.into_boxed_str());
    for status in [301, 302, 303, 307, 308] {
        let error = locations(move |_, _| Answer::With(status, to, vec![])).await;
        assert!(matches!(error, CallError::Unexpected { .. }), "{status}: {error:?}");
    }
    assert!(other.asked().is_empty() && other.logins() == 0, "the token went nowhere else");
}
