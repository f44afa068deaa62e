//! One call from question to answer: budget, token, the wire, and a second try where that is safe.

use std::time::Duration;

use bytes::Bytes;
use godown_domain::At;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use http::{Method, Request, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::CallError;
use crate::budget::{Admit, Lane};
use crate::client::Client;
use crate::reply::{self, Reply};

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
    /// When it went out, by the marketplace's clock as far as it is known.
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
                Err(error) => {
                    match pause(&error, tries, |most| self.outside().chance(most)).filter(|_| call.repeatable) {
                        Some(pause) => tokio::time::sleep(pause).await,
                        None => return Err(error),
                    }
                }
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
                self.meter().throttle(self.counted().plus(i64::try_from(ms).unwrap_or(SIT_OUT_MS)));
            }
            return judged;
        }
    }

    async fn send(&self, call: &Call, token: &SecretString) -> Result<Reply, CallError> {
        // Polls are few at a time, so that they crowd neither the marketplace nor the calls someone waits for. Their turn comes
        // first: what is counted goes out at once, or the hour would be counted from too early.
        let _turn = match call.lane {
            Lane::Person | Lane::ReadBack => None,
            Lane::Poll => self.polls().acquire().await.ok(),
        };
        self.admit(call.lane).await?;
        // Without a body the content type says what is wanted (contract 8.9); with one it says what is sent.
        let (kind, body) = match &call.body {
            Some(body) => (Want::Json.mime(), body.to_string()),
            None => (call.want.mime(), String::new()),
        };
        let mut request =
            self.request(call.method.clone(), &call.path, &format!("Bearer {}", token.expose_secret()))?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static(call.want.mime()));
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        *request.body_mut() = body.into();
        self.exchange(request, call.method_name(), call.template).await
    }

    /// Waits for the budget's leave, or says when to come back.
    async fn admit(&self, lane: Lane) -> Result<(), CallError> {
        loop {
            let at = self.counted();
            let asked = self.meter().ask(lane, at);
            let until = match asked {
                Admit::Go => return Ok(()),
                Admit::At(turn) if turn.since(at) <= POLL_TURN_MS => turn,
                Admit::Throttled(until) if until.since(at) <= SIT_OUT_MS => until,
                Admit::At(free) | Admit::Spent(free) => {
                    return Err(CallError::BudgetSpent { free_at_ms: self.by_clock(free).0 });
                }
                Admit::Throttled(until) => {
                    return Err(CallError::Throttled { retry_after_ms: u64::try_from(until.since(at)).unwrap_or(0) });
                }
            };
            tokio::time::sleep(Duration::from_millis(u64::try_from(until.since(at)).unwrap_or(0).max(1))).await;
        }
    }

    /// A request to a path below the base, without a body.
    pub(crate) fn request(&self, method: Method, path: &str, authorization: &str) -> Result<Request<Bytes>, CallError> {
        let unusable = || CallError::Lost { maybe_sent: false };
        let mut authorization = HeaderValue::try_from(authorization).map_err(|_| unusable())?;
        authorization.set_sensitive(true);
        let request = Request::builder().method(method).uri(self.base().join(path)?.as_str());
        request.header(AUTHORIZATION, authorization).body(Bytes::new()).map_err(|_| unusable())
    }

    /// The wire itself: sends, reads the whole answer, learns the clock, leaves a record.
    pub(crate) async fn exchange(
        &self,
        request: Request<Bytes>,
        method: &'static str,
        path: &'static str,
    ) -> Result<Reply, CallError> {
        let (outcome, record) = self.carry(request, method, path).await;
        self.note_health(&record);
        self.tell(record);
        outcome
    }

    /// The same without leaving the record anywhere.
    pub(crate) async fn carry(
        &self,
        request: Request<Bytes>,
        method: &'static str,
        path: &'static str,
    ) -> (Result<Reply, CallError>, CallRecord) {
        let (at, steady, started) = (self.now(), self.outside().steady(), tokio::time::Instant::now());
        let answer = self.outside().carry(request).await;
        let outcome = answer.map(|answer| received(answer, self.now())).map_err(CallError::from);
        let took = started.elapsed();
        if let Ok((_, Some(server))) = &outcome {
            // The server wrote its time while the answer was under way: half the time it took is the best guess.
            // By the clock as it stood when the call went out: it may have been set since.
            let half_way = i64::try_from(took.as_millis() / 2).unwrap_or(0);
            self.learn_clock(server - at.0 - half_way, half_way, (at, steady));
        }
        let outcome = outcome.map(|(reply, _)| reply);
        let record = CallRecord {
            at: at.plus(self.offset_at(at, steady)),
            method,
            path,
            status: outcome.as_ref().ok().map(|reply| reply.status),
            ms: u32::try_from(took.as_millis()).unwrap_or(u32::MAX),
            request_id: uuid::Uuid::new_v4().to_string(),
            note: outcome.as_ref().err().map(ToString::to_string),
        };
        tracing::debug!(method, path, status = record.status, ms = record.ms, request_id = %record.request_id, "call");
        (outcome, record)
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
pub(crate) fn pause(error: &CallError, tries: u32, chance: impl FnOnce(u64) -> u64) -> Option<Duration> {
    let limit = match error {
        CallError::Timeout { .. } | CallError::Offline { .. } => TRIES - 1,
        // What was asked to wait for is waited for by the budget.
        CallError::Throttled { retry_after_ms } if *retry_after_ms > SIT_OUT_MS.unsigned_abs() => return None,
        passing if passing.is_passing() => TRIES,
        _ => return None,
    };
    let base = FIRST_PAUSE_MS << (tries - 1).min(4);
    // Spread, so that several readers do not come back in step.
    (tries < limit).then(|| Duration::from_millis(base + chance(base / 2)))
}

/// An answer as the callers judge it; also the server's own time, where it told it.
fn received(answer: Response<Bytes>, now: At) -> (Reply, Option<i64>) {
    let (parts, body) = answer.into_parts();
    let text = |headers: &HeaderMap, name| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let server = text(&parts.headers, DATE).and_then(|date| reply::http_date(&date));
    let retry_after_ms =
        text(&parts.headers, RETRY_AFTER).and_then(|header| reply::retry_after(&header, server.unwrap_or(now.0)));
    (Reply { status: parts.status.as_u16(), retry_after_ms, body }, server)
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
