//! Telling what a body of bytes is before anything parses it.
//!
//! Owns the first and the last look: a PDF header near the start, a `startxref` near the end. Refuses to repair.
//! Downloads answer 200 with HTML, JSON or nothing at all (Seller API contract 8.6).

use crate::error::{DocumentError, NotAPdf};
use crate::sound::find;

/// How far into the file the header may stand; the reach every common reader allows.
const HEADER_REACH: usize = 1024;
/// How far before the end `startxref` may stand; generous, so that junk appended behind the PDF does no harm.
const TAIL_REACH: usize = 8 * 1024;
const LONGEST_MESSAGE: usize = 200;
/// JSON that is looked into.
const LONGEST_JSON: usize = 1 << 20;
/// `%PDF-` in base64.
const PDF_IN_BASE64: &[u8] = b"JVBERi";

/// Passes bytes that start and end like a PDF.
///
/// # Errors
/// [`DocumentError::NotAPdf`] saying what came instead, or [`DocumentError::CutOff`].
pub(crate) fn looks_like_pdf(bytes: &[u8]) -> Result<(), DocumentError> {
    let head = &bytes[..bytes.len().min(HEADER_REACH)];
    // JSON may carry a PDF as text: its quoted header must not pass for one.
    let header = find(head, b"%PDF-").filter(|at| !head[..*at].iter().any(|byte| matches!(byte, b'{' | b'<')));
    // An archive that stores a PDF unpacked shows its header too.
    let archive = matches!(bytes, [b'P', b'K', 3 | 5, 4 | 6, ..] | [0x1F, 0x8B, 8, ..]);
    if header.is_none() || archive {
        return Err(what_it_is(bytes).into());
    }
    let tail = &bytes[bytes.len().saturating_sub(TAIL_REACH)..];
    if was_taken_for_text(bytes) {
        return Err(NotAPdf::AsText.into());
    }
    if find(bytes, b"obj").is_none() {
        return Err(NotAPdf::HeaderOnly.into());
    }
    let Some(start) = rfind(tail, b"startxref") else { return Err(DocumentError::CutOff) };
    let after = &tail[start + b"startxref".len()..];
    let digits = after.trim_ascii_start().iter().take_while(|byte| byte.is_ascii_digit()).count();
    // An update that was begun behind the last index and never finished: pages may be missing.
    let begun = find(after, b" obj").is_some_and(|at| after[..at].iter().any(u8::is_ascii_digit));
    if digits == 0 || begun {
        return Err(DocumentError::CutOff);
    }
    Ok(())
}

/// Packed streams are never valid UTF-8. The four high bytes of the second line alone prove nothing.
fn was_taken_for_text(bytes: &[u8]) -> bool {
    let high = || bytes.iter().filter(|byte| **byte >= 0x80).take(65).count();
    find(bytes, b"FlateDecode").is_some() && std::str::from_utf8(bytes).is_ok() && high() > 64
}

fn what_it_is(bytes: &[u8]) -> NotAPdf {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if body.is_empty() {
        return NotAPdf::Empty;
    }
    match body {
        [0x1F, 0x8B, ..] => NotAPdf::Gzip,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => NotAPdf::Zip,
        [0x89, b'P', b'N', b'G', ..] => NotAPdf::Png,
        [0xFF, 0xD8, 0xFF, ..] => NotAPdf::Jpeg,
        [b'<', ..] if is_xml(body) => NotAPdf::Xml { message: element(body, "message").or(element(body, "code")) },
        [b'<', ..] => NotAPdf::Html { title: element(body, "title") },
        [b'{' | b'[' | b'"', ..] => json(body),
        _ if body.starts_with(PDF_IN_BASE64) => NotAPdf::Base64,
        _ if std::str::from_utf8(&body[..body.len().min(256)]).is_ok_and(|t| !t.contains('\0')) => NotAPdf::Text,
        _ => NotAPdf::Other,
    }
}

/// XML that is not a web page.
fn is_xml(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&body[..body.len().min(1024)]).to_ascii_lowercase();
    head.starts_with("<?xml") && !head.contains("<html") || head.starts_with("<error")
}

/// What stands in the first element of that name.
fn element(body: &[u8], name: &str) -> Option<String> {
    let head = String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]).into_owned();
    // ASCII lower-casing keeps byte positions.
    let lower = head.to_ascii_lowercase();
    let open = lower.find(&format!("<{name}"))?;
    let from = open + lower[open..].find('>')? + 1;
    let to = from + lower[from..].find(&format!("</{name}"))?;
    tidy(&head[from..to])
}

fn json(body: &[u8]) -> NotAPdf {
    let wrapped = || find(body, PDF_IN_BASE64).is_some_and(|at| at > 0 && body[at - 1] == b'"');
    // Building the values of a large body costs thirty times its size.
    let value = if body.len() <= LONGEST_JSON { serde_json::from_slice::<serde_json::Value>(body).ok() } else { None };
    match value {
        Some(value) if holds_pdf_text(&value, 0) => NotAPdf::JsonWithPdf,
        Some(value) => NotAPdf::Json { message: message(&value, 0) },
        None if wrapped() => NotAPdf::JsonWithPdf,
        None => NotAPdf::Json { message: None },
    }
}

fn holds_pdf_text(value: &serde_json::Value, depth: u8) -> bool {
    use serde_json::Value;
    match value {
        Value::String(text) => text.as_bytes().starts_with(PDF_IN_BASE64),
        Value::Array(values) if depth < 8 => values.iter().any(|value| holds_pdf_text(value, depth + 1)),
        Value::Object(fields) if depth < 8 => fields.values().any(|value| holds_pdf_text(value, depth + 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

/// The first of the names under which the marketplace puts its words (Seller API contract 5).
fn message(value: &serde_json::Value, depth: u8) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::Object(fields) => {
            let named = ["message", "errorMessage", "error_description", "description", "error", "errorCode"];
            named
                .iter()
                .find_map(|name| fields.get(*name)?.as_str().and_then(tidy))
                .or_else(|| (depth < 8).then(|| fields.values().find_map(|value| message(value, depth + 1))).flatten())
        }
        Value::Array(values) if depth < 8 => values.iter().find_map(|value| message(value, depth + 1)),
        Value::String(text) if depth == 0 => tidy(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}

fn tidy(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| text.chars().take(LONGEST_MESSAGE).collect())
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> DocumentError {
        looks_like_pdf(bytes).unwrap_err()
    }

    #[test]
    fn a_download_that_is_no_pdf_is_named_for_what_it_is() {
        let cases: [(&[u8], NotAPdf); 16] = [
            (b"", NotAPdf::Empty),
            (b" \r\n", NotAPdf::Empty),
            (
                b"<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title>",
                NotAPdf::Html { title: Some("502 Bad Gateway".to_owned()) },
            ),
            (b"<html>no title", NotAPdf::Html { title: None }),
            (
                br#"{"errors":[{"code":"NOT_READY","message":"Labels are being generated"}]}"#,
                NotAPdf::Json { message: Some("Labels are being generated".to_owned()) },
            ),
            (br#"{"a":1"#, NotAPdf::Json { message: None }),
            (br#"{"labels":[{"content":"JVBERi0xLjQK"}]}"#, NotAPdf::JsonWithPdf),
            (br#"{"labels":[{"content":"JVBERi0xLjQK"#, NotAPdf::JsonWithPdf),
            (b"JVBERi0xLjQK", NotAPdf::Base64),
            (
                b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
                NotAPdf::Xml { message: Some("Request has expired".to_owned()) },
            ),
            (b"<?xml version=\"1.0\"?><html><title>Sorry</title>", NotAPdf::Html { title: Some("Sorry".to_owned()) }),
            (b"\x1f\x8b\x08\x00rest", NotAPdf::Gzip),
            (b"PK\x03\x04 a.pdf %PDF-1.4 stored", NotAPdf::Zip),
            (b"\x89PNG\r\n\x1a\n", NotAPdf::Png),
            (b"Service unavailable", NotAPdf::Text),
            (b"\x00\x01\x02", NotAPdf::Other),
        ];
        for (bytes, kind) in cases {
            assert_eq!(refused(bytes), DocumentError::NotAPdf(kind));
        }
    }

    #[test]
    fn a_pdf_without_its_end_was_cut_off() {
        assert_eq!(refused(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"), DocumentError::CutOff);
        assert_eq!(refused(b"%PDF-1.4\n1 0 obj\nstartxref\n"), DocumentError::CutOff);
        assert_eq!(refused(b"%PDF-1.4\nstartxref\n9\n%%EOF"), NotAPdf::HeaderOnly.into());
        assert!(looks_like_pdf(b"junk first\n%PDF-1.4\n1 0 obj\nstartxref\n0\n%%EOF\njunk after").is_ok());
        let begun = b"%PDF-1.4\n1 0 obj\nstartxref\n0\n%%EOF\n7 0 obj\n<</Type/Pages/Kids[";
        assert_eq!(refused(begun), DocumentError::CutOff, "a second revision that never came to its end");
    }

    #[test]
    fn a_pdf_rewritten_as_text_is_told_from_one_that_holds_some() {
        let packed: String = (0_u8..=255).map(char::from).collect();
        let rewritten = format!("%PDF-1.4\n/FlateDecode stream\n{packed}\nendstream\nstartxref\n0\n%%EOF");
        assert_eq!(refused(rewritten.as_bytes()), NotAPdf::AsText.into());
        let lost = format!("%PDF-1.4\n1 0 obj\n/FlateDecode{}\nstartxref\n0\n%%EOF", "\u{FFFD}".repeat(80));
        assert_eq!(refused(lost.as_bytes()), NotAPdf::AsText.into());
        assert!(looks_like_pdf("%PDF-1.4\n%âãÏÓ\n1 0 obj\n/FlateDecode\nstartxref\n0\n%%EOF".as_bytes()).is_ok());
    }

    #[test]
    fn only_a_download_that_may_come_right_is_worth_repeating() {
        assert!(!refused(b"").is_permanent());
        assert!(!DocumentError::CutOff.is_permanent());
        assert!(DocumentError::Locked.is_permanent());
    }
}
