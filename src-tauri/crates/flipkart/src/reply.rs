//! What an HTTP answer means, before anyone reads its data (contract 5).

use bytes::Bytes;
use serde_json::Value;

use crate::CallError;

/// The largest answer taken in: a label file of 100 shipments is a few MiB.
pub(crate) const MAX_BODY: usize = 64 * 1024 * 1024;

/// How long to stay away when throttled without being told how long (contract 5.4 knows no documented header).
const THROTTLE_MS: u64 = 60_000;
/// The longest wait taken at its word.
pub(crate) const LONGEST_WAIT_MS: u64 = 3_600_000;

/// An answer as received.
#[derive(Debug)]
pub(crate) struct Reply {
    pub status: u16,
    pub retry_after_ms: Option<u64>,
    pub body: Bytes,
}

/// The marketplace's complaint: its code and its words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Complaint {
    pub code: Option<String>,
    pub message: String,
}

impl Reply {
    /// The body of a success; otherwise what went wrong. Does not judge 401, which is the login's business.
    pub fn judge(self) -> Result<Bytes, CallError> {
        match self.status {
            200..=299 => Ok(self.body),
            300..=399 => Err(unexpected(format!("a redirect (status {})", self.status))),
            407 | 511 => Err(unexpected("a proxy or portal asks for its own login".into())),
            429 => {
                let wait = self.retry_after_ms.unwrap_or(THROTTLE_MS).min(LONGEST_WAIT_MS);
                Err(CallError::Throttled { retry_after_ms: wait })
            }
            408 | 499 | 500.. => Err(CallError::Busy { status: self.status }),
            status => match page_title(&self.body) {
                Some(title) => Err(unexpected(format!("a web page{title} (status {status})"))),
                None => {
                    let Complaint { code, message } = complaint(&self.body);
                    if code.as_deref() == Some("DEPENDENT_SYSTEM_CALL_FAILED") {
                        return Err(CallError::Busy { status });
                    }
                    Err(CallError::Refused { status, code, message })
                }
            },
        }
    }
}

fn unexpected(what: String) -> CallError {
    CallError::Unexpected { what }
}

/// A body that should be JSON data: refuses web pages, and complaints that came with status 200 (contract 5.2).
pub(crate) fn json_data(body: Bytes) -> Result<Bytes, CallError> {
    if let Some(title) = page_title(&body) {
        return Err(unexpected(format!("a web page{title} instead of data")));
    }
    // Only a body that starts like a complaint is parsed twice.
    let head = body.get(..body.len().min(200)).unwrap_or_default();
    if find(head, b"\"error").is_some() {
        let value: Option<Value> = serde_json::from_slice(&body).ok();
        let complains = value.as_ref().and_then(Value::as_object).is_some_and(|fields| {
            let filled =
                |key: &str| fields.get(key).is_some_and(|v| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty()));
            (filled("errors") || filled("error")) && !fields.contains_key("shipments")
        });
        if complains {
            let Complaint { code, message } = complaint(&body);
            return Err(match code.as_deref() {
                Some("DEPENDENT_SYSTEM_CALL_FAILED") => CallError::Busy { status: 200 },
                _ => CallError::Refused { status: 200, code, message },
            });
        }
    }
    Ok(body)
}

/// The words of an error body, in the order of contract 5.2: `error_description`, the first of `errors`, `errorMessage`,
/// `message`, the text itself.
pub(crate) fn complaint(body: &[u8]) -> Complaint {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(short(text)),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(body) else {
        return Complaint { code: None, message: short(&String::from_utf8_lossy(body)) };
    };
    let first = match fields.get("errors") {
        Some(Value::Array(list)) => list.first(),
        other => other,
    };
    let of_first = |key: &str| text(first.and_then(|first| first.get(key)));
    let message = text(fields.get("error_description"))
        .or_else(|| of_first("description"))
        .or_else(|| of_first("message"))
        .or_else(|| of_first("errorMessage"))
        .or_else(|| text(first))
        .or_else(|| text(fields.get("errorMessage")))
        .or_else(|| text(fields.get("message")))
        .or_else(|| text(fields.get("error")))
        .unwrap_or_else(|| "no reason given".to_owned());
    let code = of_first("errorCode")
        .or_else(|| text(fields.get("errorCode")))
        .or_else(|| text(fields.get("error")))
        .or_else(|| of_first("code"))
        .or_else(|| text(fields.get("code")));
    Complaint { code, message }
}

/// The quoted title of a web page; `None` when the body is no web page.
pub(crate) fn page_title(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(body.get(..body.len().min(2048)).unwrap_or_default()).to_ascii_lowercase();
    let start = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if !start.starts_with("<!doctype html") && !start.starts_with("<html") && !start.contains("<head") {
        return None;
    }
    let title =
        head.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map(|(title, _)| short(title));
    Some(title.filter(|title| !title.is_empty()).map(|title| format!(" \u{201c}{title}\u{201d}")).unwrap_or_default())
}

/// Where `needle` begins in `hay`.
pub(crate) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

/// The marketplace's words on one line, without the token or code it likes to quote (contract 4.2 and 4.6).
fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    for secret in ["token", "authorization code"] {
        if let Some((before, _)) = line.split_once(&format!("{secret}: ")) {
            return format!("{before}{secret}");
        }
    }
    line
}

/// Reads `Retry-After`: seconds, or a date.
pub(crate) fn retry_after(header: &str, now_ms: i64) -> Option<u64> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(seconds.saturating_mul(1000));
    }
    let at = http_date(header)?;
    Some(u64::try_from(at - now_ms).unwrap_or(0))
}

/// An HTTP date as milliseconds since 1970.
pub(crate) fn http_date(header: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc2822(header.trim()).ok().map(|at| at.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, body: &'static str) -> CallError {
        Reply { status, retry_after_ms: None, body: Bytes::from_static(body.as_bytes()) }.judge().unwrap_err()
    }

    #[test]
    fn error_words_are_found_wherever_they_stand() {
        for (body, code, message) in [
            (
                r#"{"error":"unauthorized","error_description":"Bad credentials"}"#,
                Some("unauthorized"),
                "Bad credentials",
            ),
            (
                r#"{"errors":[{"severity":"ERROR","code":400,"errorCode":"UNPROCESSABLE_ENTITY","description":"too many"}]}"#,
                Some("UNPROCESSABLE_ENTITY"),
                "too many",
            ),
            (r#"{"errors":{"code":7,"message":"no"}}"#, Some("7"), "no"),
            (r#"{"errors":["plain"]}"#, None, "plain"),
            (r#"{"errorCode":"X","errorMessage":"why"}"#, Some("X"), "why"),
            (r#"{"message":"m"}"#, None, "m"),
            ("Gateway\n  Time-out", None, "Gateway Time-out"),
            ("{}", None, "no reason given"),
            (
                r#"{"error":"forbidden","error_description":"Invalid access token: 0e1d2c3b-4a59"}"#,
                Some("forbidden"),
                "Invalid access token",
            ),
            (
                r#"{"error":"invalid_grant","error_description":"Invalid authorization code: Ab3dE9"}"#,
                Some("invalid_grant"),
                "Invalid authorization code",
            ),
        ] {
            let got = complaint(body.as_bytes());
            assert_eq!((got.code.as_deref(), got.message.as_str()), (code, message), "{body}");
        }
    }

    #[test]
    fn statuses_are_told_apart_by_what_can_be_done() {
        assert_eq!(judged(429, ""), CallError::Throttled { retry_after_ms: 60_000 });
        for status in [499, 500, 502, 503, 504, 599] {
            assert_eq!(judged(status, "<html>oops"), CallError::Busy { status });
        }
        for status in [400, 403, 404, 405, 422] {
            assert!(matches!(judged(status, "{}"), CallError::Refused { .. }), "{status}");
        }
        assert!(matches!(judged(302, ""), CallError::Unexpected { .. }));
        assert!(matches!(judged(403, "<!DOCTYPE html><title>Log in to the hotel</title>"),
            CallError::Unexpected { what } if what.contains("log in to the hotel")));
        assert_eq!(
            judged(400, r#"{"errors":[{"errorCode":"DEPENDENT_SYSTEM_CALL_FAILED"}]}"#),
            CallError::Busy { status: 400 }
        );
    }

    #[test]
    fn a_web_page_or_a_complaint_with_status_200_is_no_data() {
        let data = |body: &'static str| json_data(Bytes::from_static(body.as_bytes()));
        assert!(matches!(data(" <html><body>hi"), Err(CallError::Unexpected { .. })));
        assert!(matches!(data(r#"{"errors":[{"description":"no"}]}"#), Err(CallError::Refused { status: 200, .. })));
        assert!(data(r#"{"shipments":[{"shipmentId":"a","errorCode":null}]}"#).is_ok());
        assert!(data(r#"{"errors":[],"ok":1}"#).is_ok(), "an empty list of errors is none");
    }

    #[test]
    fn retry_after_comes_as_seconds_or_as_a_date() {
        assert_eq!(retry_after("60", 0), Some(60_000));
        assert_eq!(retry_after("Tue, 19 May 2015 09:02:15 GMT", 1_432_026_135_000 - 5_000), Some(5_000));
        assert_eq!(retry_after("Tue, 19 May 2015 09:02:15 GMT", 1_432_026_135_000 + 5_000), Some(0));
        assert_eq!(retry_after("soon", 0), None);
    }
}
