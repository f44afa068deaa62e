//! One call from question to answer: budget, token, the wire, and a second try where that is safe.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use godown_domain::At;
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::CallError;
use crate::budget::{Admit, Lane};
use crate::client::{Client, now};
use crate::reply::{self, MAX_BODY, Reply};

/// Tries of a read in all; of one that timed out or found no line, one fewer.
const TRIES: u32 = 3;
/// A wait the marketplace asked for, or a full budget, is sat out inside a call up to this; beyond it the caller decides.
const SIT_OUT_MS: i64 = 10_000;
/// A poll waits this long for its turn.
const POLL_TURN_MS: i64 = 60_000;
const FIRST_PAUSE_MS: u64 = 400;

/// A line for the log of calls: never ids, names or bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    /// When it went out.
    pub at: At,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path with placeholders in place of ids.
    pub path: &'static str,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub ms: u32,
    /// Our own id of the call; the marketplace has none (contract 2.2).
    pub request_id: String,
    /// What went wrong, in our words.
    pub note: Option<String>,
}

/// What kind of answer is asked for, in both headers (contract 8.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    Json,
    Pdf,
}

impl Want {
    pub fn mime(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Pdf => "application/pdf",
        }
    }
}

/// One call to be made.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub method: Method,
    /// Path and query below the host, ids filled in and encoded.
    pub path: String,
    /// The same with placeholders, for the log.
    pub template: &'static str,
    pub body: Option<Value>,
    pub want: Want,
    pub lane: Lane,
    /// Whether it may be repeated: reads only.
    pub repeatable: bool,
}

impl Call {
    pub fn get(path: String, template: &'static str, lane: Lane) -> Self {
        Self { method: Method::GET, path, template, body: None, want: Want::Json, lane, repeatable: true }
    }

    pub fn post(path: &str, template: &'static str, body: Value, lane: Lane) -> Self {
        Self {
            method: Method::POST,
            path: path.to_owned(),
            template,
            body: Some(body),
            want: Want::Json,
            lane,
            repeatable: false,
        }
    }

    pub fn pdf(self) -> Self {
        Self { want: Want::Pdf, ..self }
    }

    fn method_name(&self) -> &'static str {
        if self.method == Method::POST { "POST" } else { "GET" }
    }
}

impl Client {
    /// Makes a call and gives the body of its success.
    pub(crate) async fn run(&self, call: &Call) -> Result<Bytes, CallError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.attempt(call).await {
                Ok(body) => return Ok(body),
                Err(error) => match pause(&error, tries).filter(|_| call.repeatable) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return Err(error),
                },
            }
        }
    }

    /// A JSON answer.
    pub(crate) async fn run_json(&self, call: &Call) -> Result<Bytes, CallError> {
        reply::json_data(self.run(call).await?)
    }

    async fn attempt(&self, call: &Call) -> Result<Bytes, CallError> {
        let mut token = self.token().await.map_err(before_sending)?;
        let mut renewed = false;
        loop {
            let reply = self.send(call, &token).await?;
            if reply.status == 401 && reply::page_title(&reply.body).is_none() {
                // Refused at the door, so nothing was applied: repeating is safe, for actions too (contract 4.6).
                if renewed {
                    self.drop_token(&token);
                    return Err(CallError::LoginExpired);
                }
                renewed = true;
                token = self.renew(&token).await.map_err(before_sending)?;
                continue;
            }
            // Trouble that names a time is a request to wait, like a throttle.
            let asked_to_wait = reply.retry_after_ms.filter(|_| reply.status == 503);
            let judged = reply.judge();
            let wait = match &judged {
                Err(CallError::Throttled { retry_after_ms }) => Some(*retry_after_ms),
                _ => asked_to_wait.map(|ms| ms.min(reply::LONGEST_WAIT_MS)),
            };
            if let Some(ms) = wait {
                self.meter().throttle(now().plus(i64::try_from(ms).unwrap_or(SIT_OUT_MS)));
            }
            return judged;
        }
    }

    async fn send(&self, call: &Call, token: &SecretString) -> Result<Reply, CallError> {
        self.admit(call.lane).await?;
        // Polls are few at a time, so that they crowd neither the marketplace nor the calls someone waits for.
        let _turn = match call.lane {
            Lane::Person | Lane::ReadBack => None,
            Lane::Poll => self.polls().acquire().await.ok(),
        };
        let mut request = self.http().request(call.method.clone(), self.base().join(&call.path)?);
        request = request.header(AUTHORIZATION, format!("Bearer {}", token.expose_secret()));
        request = request.header(ACCEPT, call.want.mime());
        // Without a body the content type says what is wanted (contract 8.9); with one it says what is sent.
        request = match &call.body {
            Some(body) => request.header(CONTENT_TYPE, Want::Json.mime()).body(body.to_string()),
            None => request.header(CONTENT_TYPE, call.want.mime()),
        };
        self.exchange(request, call.method_name(), call.template).await
    }

    /// Waits for the budget's leave, or says when to come back.
    async fn admit(&self, lane: Lane) -> Result<(), CallError> {
        loop {
            let at = now();
            let asked = self.meter().ask(lane, at);
            let until = match asked {
                Admit::Go => return Ok(()),
                Admit::At(turn) if turn.since(at) <= POLL_TURN_MS => turn,
                Admit::Throttled(until) if until.since(at) <= SIT_OUT_MS => until,
                Admit::At(free) | Admit::Spent(free) => return Err(CallError::BudgetSpent { free_at_ms: free.0 }),
                Admit::Throttled(until) => {
                    return Err(CallError::Throttled { retry_after_ms: u64::try_from(until.since(at)).unwrap_or(0) });
                }
            };
            tokio::time::sleep(Duration::from_millis(u64::try_from(until.since(at)).unwrap_or(0).max(1))).await;
        }
    }

    /// The wire itself: sends, reads the whole answer, learns the clock, leaves a record.
    pub(crate) async fn exchange(
        &self,
        request: reqwest::RequestBuilder,
        method: &'static str,
        path: &'static str,
    ) -> Result<Reply, CallError> {
        let (at, started) = (now(), Instant::now());
        let outcome = fetch(request).await;
        let took = started.elapsed();
        if let Ok((_, Some(server))) = &outcome {
            // The server wrote its time while the answer was under way: half the time it took is the best guess.
            self.learn_clock(server - at.0 - i64::try_from(took.as_millis() / 2).unwrap_or(0));
        }
        let outcome = outcome.map(|(reply, _)| reply);
        let record = CallRecord {
            at,
            method,
            path,
            status: outcome.as_ref().ok().map(|reply| reply.status),
            ms: u32::try_from(took.as_millis()).unwrap_or(u32::MAX),
            request_id: uuid::Uuid::new_v4().to_string(),
            note: outcome.as_ref().err().map(ToString::to_string),
        };
        tracing::debug!(method, path, status = record.status, ms = record.ms, request_id = %record.request_id, "call");
        self.note_health(&record);
        self.tell(record);
        outcome
    }
}

/// A failed login means that the call itself was never sent; its own doubts must not become the call's.
fn before_sending(error: CallError) -> CallError {
    match error {
        CallError::Timeout { .. } => CallError::Timeout { maybe_sent: false },
        CallError::Lost { .. } => CallError::Lost { maybe_sent: false },
        CallError::Busy { status } => CallError::Offline { why: format!("the login service is in trouble ({status})") },
        CallError::Unexpected { what } => CallError::Offline { why: format!("the login was answered by {what}") },
        other => other,
    }
}

/// How long to wait before the next try of a read; `None` when there is none.
pub(crate) fn pause(error: &CallError, tries: u32) -> Option<Duration> {
    let limit = match error {
        CallError::Timeout { .. } | CallError::Offline { .. } => TRIES - 1,
        // What was asked to wait for is waited for by the budget.
        CallError::Throttled { retry_after_ms } if *retry_after_ms > SIT_OUT_MS.unsigned_abs() => return None,
        passing if passing.is_passing() => TRIES,
        _ => return None,
    };
    let base = FIRST_PAUSE_MS << (tries - 1).min(4);
    // Spread, so that several readers do not come back in step.
    (tries < limit).then(|| Duration::from_millis(base + rand::random_range(0..=base / 2)))
}

/// Sends and reads everything; also the server's own time, where it told it.
async fn fetch(request: reqwest::RequestBuilder) -> Result<(Reply, Option<i64>), CallError> {
    let mut response = request.send().await.map_err(|error| failed(&error))?;
    let text = |headers: &HeaderMap, name| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let server = text(response.headers(), DATE).and_then(|date| reply::http_date(&date));
    let retry_after = text(response.headers(), RETRY_AFTER);
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(CallError::Unexpected { what: "an answer larger than 64 MiB".into() });
        }
        body.extend_from_slice(&chunk);
    }
    let reply = Reply {
        status: response.status().as_u16(),
        retry_after_ms: retry_after.and_then(|header| reply::retry_after(&header, server.unwrap_or(now().0))),
        body: body.freeze(),
    };
    Ok((reply, server))
}

fn failed(error: &reqwest::Error) -> CallError {
    if error.is_connect() {
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        return CallError::Offline { why: cause.to_string() };
    }
    if error.is_builder() {
        return CallError::Lost { maybe_sent: false };
    }
    if error.is_timeout() { CallError::Timeout { maybe_sent: true } } else { CallError::Lost { maybe_sent: true } }
}

/// Joins ids by commas for a path or query, each percent-encoded.
pub(crate) fn joined<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    ids.into_iter().map(encoded).collect::<Vec<_>>().join(",")
}

/// Percent-encodes everything but unreserved characters, `+` and `:` of a date-time included (contract 2.4).
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
        out
    })
}

#[cfg(test)]
mod tests;
