//! The line between the program and the marketplace, and everything that can happen on it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use godown_domain::At;
use godown_flipkart::{Carried, LineError, Outside};
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::call::{Call, Kind, sku_of, state_of, units};
use crate::plan::Fault;
use crate::rules::Ended;
use crate::world::World;

/// As long as the real line waits for an answer.
const SILENCE: Duration = Duration::from_secs(90);

/// The world as the program's client is given it.
pub struct Line(pub Arc<World>);

impl Outside for Line {
    fn carry(&self, request: Request<Bytes>) -> Carried<'_> {
        Box::pin(self.0.carry(request))
    }

    fn now(&self) -> At {
        At(self.0.now() + self.0.state().skew)
    }

    fn steady(&self) -> i64 {
        self.0.now()
    }

    fn chance(&self, most: u64) -> u64 {
        self.0.state().line.below(most + 1)
    }
}

type Answer = Result<Response<Bytes>, LineError>;

fn plain(status: u16, kind: &'static str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

impl World {
    async fn carry(&self, request: Request<Bytes>) -> Answer {
        self.may_die("before a call").await;
        let call = Call::of(&request);
        let asked_at = self.now();
        let fault = self.fault(call.kind.is_act(), call.kind == Kind::List, call.kind == Kind::Login);
        let n = self.leaves(&call, fault != Some(Fault::NoConnection));
        if call.kind.is_act() {
            self.state().flight.insert(n, request.clone());
        }
        let answer = self.journey(n, &call, request, fault).await;
        self.state().flight.remove(&n);
        self.note(n, &call, asked_at, &answer);
        self.may_die("with an answer").await;
        answer
    }

    async fn wait(&self, from: i64, to: i64) {
        let ms = self.state().line.between(from, to);
        tokio::time::sleep(Duration::from_millis(ms.unsigned_abs())).await;
    }

    async fn journey(&self, n: u64, call: &Call, request: Request<Bytes>, fault: Option<Fault>) -> Answer {
        if let Some(fault) = fault {
            self.count(fault.name());
            self.tell(&format!("call {n} meets: {}", fault.name()));
        }
        if call.kind == Kind::Document && !self.plan.documents {
            self.wait(20, 200).await;
            let why = r#"{"errors":[{"errorCode":"ORDER_ITEM_NOT_PACKED","description":"not generated yet"}]}"#;
            return Ok(plain(200, "application/json", why));
        }
        match fault {
            // Nobody can find out that nothing was done: it is not for the judge to ask for it.
            Some(Fault::QuietYes) if call.kind == Kind::Attempt => {
                self.misfortune(n, call, request, Fault::TroubleBefore).await
            }
            Some(fault) => self.misfortune(n, call, request, fault).await,
            None => self.delivered(n, call, request, (10, 250)).await,
        }
    }

    /// There and back: the effect takes place in the middle.
    async fn delivered(&self, n: u64, call: &Call, request: Request<Bytes>, back: (i64, i64)) -> Answer {
        self.wait(5, 120).await;
        self.may_die("under way").await;
        self.meddle(call).await;
        self.state().flight.remove(&n);
        let answer = self.market.call(request).await.map_err(|_| LineError::Broken);
        self.meddle(call).await;
        self.may_die("after the effect").await;
        self.wait(back.0, back.1).await;
        answer
    }

    /// The worst moment: a buyer, the marketplace or a colleague reaches for a shipment that is being acted on.
    async fn meddle(&self, call: &Call) {
        let what = {
            let mut state = self.state();
            let strikes = call.kind.is_act() && !state.calm && state.line.strikes(self.plan.meddling);
            let id = if strikes { state.line.pick(&call.ids).cloned() } else { None };
            id.map(|id| (id, state.line.below(4)))
        };
        let Some((id, which)) = what else { return };
        let to = self.now() + 3_600_000 * 26;
        let (path, body) = match which {
            _ if call.kind == Kind::Stock => {
                let units = self.state().line.below(40);
                let location = id.rsplit_once(" @ ").map_or("", |(_, location)| location);
                ("/stock", json!({"sku": sku_of(&id), "locationId": location, "units": units}))
            }
            0 => ("/buyer_cancel", json!({"shipmentId": id})),
            1 => ("/hold", json!({"shipmentId": id})),
            2 => ("/move_dispatch_by", json!({"shipmentId": id, "to": to - to % 3_600_000})),
            _ => ("/elsewhere", json!({"shipmentId": id, "act": call.kind.name()})),
        };
        if let Some(told) = self.control(path, Some(&body)).await {
            self.count("meddled with an act under way");
            self.tell(&format!("meddled: {path} {body} {told}"));
            if path == "/elsewhere" {
                self.state().log.elsewhere(&id, call.kind.name());
            }
        }
    }

    async fn misfortune(&self, n: u64, call: &Call, request: Request<Bytes>, fault: Fault) -> Answer {
        match fault {
            Fault::NoConnection | Fault::ResetBefore | Fault::SilentBefore | Fault::Late => {
                self.lost(n, request, fault).await
            }
            Fault::TooManyTold | Fault::TooManyUntold | Fault::TroubleBefore | Fault::Page | Fault::QuietYes => {
                self.state().flight.remove(&n);
                self.wait(5, 400).await;
                Ok(self.made_up(call, fault))
            }
            Fault::ResetAfter | Fault::SilentAfter => {
                self.delivered(n, call, request, (0, 50)).await?;
                if fault == Fault::ResetAfter {
                    return Err(LineError::Broken);
                }
                tokio::time::sleep(SILENCE).await;
                Err(LineError::TimedOut)
            }
            Fault::TroubleAfter => {
                self.delivered(n, call, request, (0, 3_000)).await?;
                let status = if self.state().line.strikes(0.5) { 502 } else { 504 };
                Ok(plain(status, "text/html", "<html><head><title>Gateway</title></head></html>"))
            }
            Fault::TokenDeath => {
                self.control("/drop_tokens", Some(&json!({}))).await;
                self.delivered(n, call, request, (10, 250)).await
            }
            Fault::Slow => self.delivered(n, call, request, (2_000, 80_000)).await,
            Fault::CutBody | Fault::DroppedRows | Fault::FailedAfter | Fault::Repeated => {
                let answer = self.delivered(n, call, request, (10, 250)).await?;
                Ok(self.spoiled(call.kind, answer, fault))
            }
        }
    }

    /// What never got there, or later than anybody thinks.
    async fn lost(&self, n: u64, request: Request<Bytes>, fault: Fault) -> Answer {
        self.state().flight.remove(&n);
        match fault {
            Fault::NoConnection => {
                self.wait(1, 60).await;
                Err(LineError::NoConnection("no route".into()))
            }
            Fault::SilentBefore => {
                tokio::time::sleep(SILENCE).await;
                Err(LineError::TimedOut)
            }
            Fault::Late => {
                {
                    let now = self.now();
                    let mut state = self.state();
                    let due = now + state.line.between(500, 40_000);
                    state.late.push((due, request));
                }
                self.wait(5, 400).await;
                Err(LineError::Broken)
            }
            _ => {
                self.wait(5, 2_000).await;
                Err(LineError::Broken)
            }
        }
    }

    fn made_up(&self, call: &Call, fault: Fault) -> Response<Bytes> {
        let mut state = self.state();
        match fault {
            Fault::TooManyTold => {
                let mut answer = plain(429, "application/json", r#"{"error":"rate_limit_exceeded"}"#);
                let seconds = state.line.between(1, 90);
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                answer
            }
            Fault::TooManyUntold => plain(429, "application/json", r#"{"error":"rate_limit_exceeded"}"#),
            Fault::TroubleBefore => plain(if state.line.strikes(0.5) { 500 } else { 503 }, "text/plain", "trouble"),
            Fault::QuietYes => {
                let row = |id: &String| json!({"shipmentId": id, call.kind.outcome(): "SUCCESS"});
                let told = if call.kind == Kind::Stock {
                    call.ids.iter().map(|id| (sku_of(id).to_owned(), json!({"status": "SUCCESS"}))).collect()
                } else {
                    json!({"shipments": call.ids.iter().map(row).collect::<Value>()})
                };
                plain(200, "application/json", told.to_string())
            }
            _ => {
                let status = if state.line.strikes(0.5) { 200 } else { 502 };
                plain(status, "text/html", "<html><head><title>Please log in</title></head></html>")
            }
        }
    }

    fn spoiled(&self, kind: Kind, answer: Response<Bytes>, fault: Fault) -> Response<Bytes> {
        let (parts, body) = answer.into_parts();
        if fault == Fault::CutBody {
            let half = body.slice(..body.len() / 2);
            return Response::from_parts(parts, half);
        }
        let Ok(mut told) = serde_json::from_slice::<Value>(&body) else { return Response::from_parts(parts, body) };
        if kind == Kind::Stock
            && let Some(map) = told.as_object_mut()
        {
            let mut state = self.state();
            if fault == Fault::DroppedRows {
                map.retain(|_, _| !state.line.strikes(0.4));
            }
            for row in map.values_mut().filter(|row| row["status"] == "SUCCESS") {
                if fault == Fault::FailedAfter && state.line.strikes(0.4) {
                    let why = json!({"code": "DEPENDENT_SYSTEM_CALL_FAILED", "description": "retry"});
                    *row = json!({"status": "FAILURE", "errors": [why]});
                }
            }
        } else if let Some(rows) = told["shipments"].as_array_mut() {
            let mut state = self.state();
            match fault {
                Fault::DroppedRows => rows.retain(|_| !state.line.strikes(0.4)),
                Fault::FailedAfter => {
                    for row in rows.iter_mut().filter(|row| row[kind.outcome()] == "SUCCESS") {
                        if state.line.strikes(0.4) {
                            row[kind.outcome()] = json!("FAILURE");
                            row["errorCode"] = json!("DEPENDENT_SYSTEM_CALL_FAILED");
                        }
                    }
                }
                _ => {
                    let count = state.line.below(6) as usize;
                    rows.extend_from_within(..count.min(rows.len()));
                    for last in (1..rows.len()).rev() {
                        let other = state.line.below(last as u64 + 1) as usize;
                        rows.swap(last, other);
                    }
                }
            }
        }
        Response::from_parts(parts, Bytes::from(told.to_string()))
    }

    /// What the program can know of the end of a call.
    fn note(&self, n: u64, call: &Call, asked_at: i64, answer: &Answer) {
        let word = match answer {
            Ok(answer) => answer.status().as_u16().to_string(),
            Err(error) => error.to_string(),
        };
        self.tell(&format!("call {n} ends: {word}"));
        let told = answer.as_ref().ok().filter(|answer| answer.status().is_success());
        let told: Option<Value> = told.and_then(|answer| serde_json::from_slice(answer.body()).ok());
        let rows = told.as_ref().and_then(|told| told["shipments"].as_array());
        if call.kind.is_act() {
            let whole = match answer {
                Err(LineError::NoConnection(_) | LineError::NotSent) => Ended::NotApplied,
                Ok(answer) if answer.status().is_client_error() => Ended::NotApplied,
                _ => Ended::Unclear,
            };
            self.ended(n, call, |id| {
                let row = match (&told, call.kind) {
                    (Some(told), Kind::Stock) => told.get(sku_of(id)),
                    _ => rows.and_then(|rows| rows.iter().find(|row| row["shipmentId"] == id)),
                };
                let failed = |row: &Value| {
                    [&row["errorCode"], &row["errors"][0]["code"]]
                        .iter()
                        .any(|code| **code == "DEPENDENT_SYSTEM_CALL_FAILED")
                };
                match row {
                    None => whole,
                    Some(row) if row[call.kind.outcome()] == "SUCCESS" => Ended::Yes,
                    Some(row) if failed(row) => Ended::Failed,
                    Some(_) => Ended::No,
                }
            });
        }
        if let (Some(told), Kind::Listings) = (&told, call.kind) {
            for (place, units) in units(&told["available"], "locations", "id") {
                self.told(asked_at, &place, units.to_string());
            }
        }
        if matches!(call.kind, Kind::List | Kind::Read) {
            for row in rows.into_iter().flatten() {
                if let Some(id) = row["shipmentId"].as_str() {
                    self.told(asked_at, id, state_of(row));
                }
            }
        }
    }

    /// Brings what was lost on the way and arrives all the same, for as long as the program runs.
    pub async fn late_post(self: Arc<Self>) {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = self.now();
            let due: Vec<Request<Bytes>> = {
                let mut state = self.state();
                let (due, later) = std::mem::take(&mut state.late).into_iter().partition(|(at, _)| *at <= now);
                state.late = later;
                let due: Vec<(i64, Request<Bytes>)> = due;
                due.into_iter().map(|(_, request)| request).collect()
            };
            for request in due {
                self.tell(&format!("arrives late: {}", Call::of(&request).words()));
                self.count("act arrived after its caller had given up");
                if self.market.call(request).await.is_err() {
                    self.tell("and was cut");
                }
            }
        }
    }
}
