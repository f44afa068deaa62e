//! Keeps buyers and secrets out of the log: the last gate, after the rule that nobody logs them in the first place.

use serde_json::Value;

const HIDDEN: &str = "[hidden]";

/// Fields whose content never reaches the log, in any spelling (`access_token`, `accessToken`).
const NEVER: &[&str] = &[
    "address",
    "authorization",
    "body",
    "buyer",
    "clientsecret",
    "contact",
    "customer",
    "email",
    "firstname",
    "lastname",
    "mobile",
    "otc",
    "password",
    "payload",
    "phone",
    "pincode",
    "secret",
    "token",
];

/// One line of the log, as JSON, without what must not be in it. A line that is not JSON passes through the text rule.
pub fn line(raw: &str) -> String {
    match serde_json::from_str::<Value>(raw) {
        Ok(mut value) => {
            hide(&mut value);
            format!("{value}\n")
        }
        Err(_) => text(raw),
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if is_never(name) {
                    *field = Value::from(HIDDEN);
                } else {
                    hide(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::String(found) => *found = text(found),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_never(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    NEVER.iter().any(|never| plain.ends_with(never))
}

/// Hides what looks like a mobile number (ten digits from 6 to 9, with or without +91) or an access token in free text.
/// Order, shipment and tracking ids are longer or carry letters and stay.
pub fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut word = String::new();
    let mut after_bearer = false;
    for c in raw.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+') {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            out.push_str(if after_bearer || is_private(&word) { HIDDEN } else { &word });
            after_bearer = word.eq_ignore_ascii_case("bearer");
            word.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn is_private(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    let digits = bare.strip_prefix("+91").or_else(|| bare.strip_prefix("91").filter(|rest| rest.len() == 10));
    let digits = digits.unwrap_or(bare).trim_start_matches('-');
    let mobile =
        digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit()) && digits.starts_with(['6', '7', '8', '9']);
    mobile || bare.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_carries_a_secret_or_a_buyer_is_hidden_in_any_spelling() {
        let out =
            line(r#"{"fields":{"message":"refreshed","access_token":"abc","clientSecret":"s","buyer":{"a":"R"}}}"#);
        assert!(!out.contains("abc") && !out.contains("\"s\"") && !out.contains("\"R\""), "leaked: {out}");
        assert!(out.contains("refreshed"), "the message itself must stay readable");
    }

    #[test]
    fn numbers_and_mails_of_people_are_hidden_in_free_text() {
        assert_eq!(text("call 9876543210, or +919876543210."), "call [hidden], or [hidden]");
        assert_eq!(text("wrote to a.b@example.in today"), "wrote to [hidden] today");
        assert_eq!(text("Authorization: Bearer eyJh.bGci"), "Authorization: Bearer [hidden]");
    }

    #[test]
    fn the_trades_own_numbers_stay() {
        for id in ["OD123456789012345678", "FMPC0001234567", "8a1f0c1e-0000-4000-8000-00000000abcd", "1763740800000"] {
            assert_eq!(text(id), id, "an id is what a support ticket is about");
        }
    }

    #[test]
    fn a_line_ends_like_a_line() {
        assert!(line(r#"{"level":"INFO"}"#).ends_with('\n'));
    }
}
