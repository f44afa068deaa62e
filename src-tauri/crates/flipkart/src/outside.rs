//! The world outside of the client: the line to the marketplace, this computer's time, and chance.
//!
//! Owns what a request meets on its way ([`Internet`]) and the seam at which a rehearsal in one process puts another world.
//! Refuses to read an answer: what it means is decided behind it, in the same way for every line.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use godown_domain::At;
use http::{Request, Response};

use crate::reply::MAX_BODY;
use crate::{CallError, ClientConfig};

/// A request under way.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, LineError>> + Send + 'a>>;

/// What the client is given of the world: the network and this computer, or both made up for a rehearsal.
pub trait Outside: Send + Sync {
    /// Sends a request once and reads the whole answer, its body at most 64 MiB.
    fn carry(&self, request: Request<Bytes>) -> Carried<'_>;

    /// This computer's time, which somebody may set at any moment.
    fn now(&self) -> At;

    /// Milliseconds since some moment, which nobody can set; they go on while the computer sleeps, where the system tells so.
    fn steady(&self) -> i64;

    /// A whole number from 0 to `most`, by chance.
    fn chance(&self, most: u64) -> u64;
}

/// Why a request brought no whole answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// No connection: nothing was sent.
    #[error("no connection: {0}")]
    NoConnection(String),
    /// The request could not be put together: nothing was sent.
    #[error("the request could not be sent")]
    NotSent,
    /// Silence; the request may have arrived.
    #[error("no answer in time")]
    TimedOut,
    /// The connection ended before the answer was complete; the request may have arrived.
    #[error("the connection broke")]
    Broken,
    /// The answer's body is larger than is taken in.
    #[error("an answer larger than 64 MiB")]
    TooLarge,
}

impl From<LineError> for CallError {
    fn from(error: LineError) -> Self {
        match error {
            LineError::NoConnection(why) => Self::Offline { why },
            LineError::NotSent => Self::Lost { maybe_sent: false },
            LineError::TimedOut => Self::Timeout { maybe_sent: true },
            LineError::Broken => Self::Lost { maybe_sent: true },
            LineError::TooLarge => Self::Unexpected { what: error.to_string() },
        }
    }
}

/// The network and this computer.
pub(crate) struct Internet(reqwest::Client, std::time::Instant);

impl Internet {
    pub fn new(config: &ClientConfig, is_loopback: bool) -> Result<Self, CallError> {
        // Once per process; a second client finds it there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Godown/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_millis(config.connect_timeout_ms))
            .read_timeout(Duration::from_millis(config.read_timeout_ms))
            // The token must not follow a redirect to anywhere, and repeating is decided above, not here.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never());
        if is_loopback {
            builder = builder.no_proxy();
        }
        let begun = std::time::Instant::now();
        builder.build().map(|http| Self(http, begun)).map_err(|error| CallError::Offline { why: error.to_string() })
    }

    async fn fetch(&self, request: Request<Bytes>) -> Result<Response<Bytes>, LineError> {
        let (parts, body) = request.into_parts();
        let url = reqwest::Url::parse(&parts.uri.to_string()).map_err(|_| LineError::NotSent)?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        let mut response = self.0.execute(request).await.map_err(|error| failed(&error))?;
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(LineError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = Response::new(body.freeze());
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

impl Outside for Internet {
    fn carry(&self, request: Request<Bytes>) -> Carried<'_> {
        Box::pin(self.fetch(request))
    }

    fn now(&self) -> At {
        At(chrono::Utc::now().timestamp_millis())
    }

    fn steady(&self) -> i64 {
        up_for().unwrap_or_else(|| i64::try_from(self.1.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    fn chance(&self, most: u64) -> u64 {
        rand::random_range(0..=most)
    }
}

/// How long this computer has been up, sleep included; `None` where the system does not tell.
fn up_for() -> Option<i64> {
    let told = std::fs::read_to_string("/proc/uptime").ok()?;
    let seconds: f64 = told.split_whitespace().next()?.parse().ok()?;
    Some((seconds * 1_000.0) as i64)
}

fn failed(error: &reqwest::Error) -> LineError {
    if error.is_connect() {
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        return LineError::NoConnection(cause.to_string());
    }
    match () {
        () if error.is_builder() => LineError::NotSent,
        () if error.is_timeout() => LineError::TimedOut,
        () => LineError::Broken,
    }
}
