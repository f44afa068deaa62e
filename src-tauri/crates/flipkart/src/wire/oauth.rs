//! The answers of the token endpoint and of the token check (contract 4.1 to 4.4).

use secrecy::SecretString;
use serde::Deserialize;

use super::Unreadable;
use super::lenient::{Number, Text};

/// A token as granted. Only the token itself is certain to be there.
#[derive(Debug)]
pub struct Granted {
    /// Sent as the bearer of every call.
    pub access_token: SecretString,
    /// Seconds it still lives, where told: the service hands out a living token again instead of making a new one.
    pub expires_in_seconds: Option<u64>,
    /// Gets the next token of a third-party application; whether it is another one each time is not stated.
    pub refresh_token: Option<SecretString>,
    /// Seconds the refresh token still lives, where told.
    pub refresh_expires_in_seconds: Option<u64>,
}

impl Granted {
    #[cfg(test)]
    pub(crate) fn of(access_token: &str) -> Self {
        Self {
            access_token: access_token.into(),
            expires_in_seconds: None,
            refresh_token: None,
            refresh_expires_in_seconds: None,
        }
    }
}

/// What is left of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Whether it has ended.
    pub expired: bool,
    /// Seconds it still lives, where told.
    pub expires_in_seconds: Option<u64>,
}

/// Reads a token answer.
///
/// # Errors
/// When there is no token in it.
pub fn read(body: &[u8]) -> Result<Granted, Unreadable> {
    #[derive(Deserialize)]
    struct Wire {
        access_token: Text,
        #[serde(default)]
        expires_in: Number,
        #[serde(default)]
        refresh_token: Text,
        #[serde(default)]
        refresh_token_expires_in: Number,
    }
    let wire: Wire = serde_json::from_slice(body).map_err(|e| Unreadable::json("the token answer", &e))?;
    let token = wire.access_token.filled().ok_or_else(|| Unreadable::new("the token answer has an empty token"))?;
    Ok(Granted {
        access_token: token.into(),
        expires_in_seconds: seconds(wire.expires_in),
        refresh_token: wire.refresh_token.filled().map(SecretString::from),
        refresh_expires_in_seconds: seconds(wire.refresh_token_expires_in),
    })
}

/// Reads the answer of the token check.
///
/// # Errors
/// When it says nothing about the token.
pub fn read_expiry(body: &[u8]) -> Result<Left, Unreadable> {
    #[derive(Deserialize)]
    struct Wire {
        #[serde(default)]
        expired: Text,
        #[serde(default)]
        expires_in: Number,
    }
    let wire: Wire = serde_json::from_slice(body).map_err(|e| Unreadable::json("the token check", &e))?;
    let expires_in_seconds = seconds(wire.expires_in);
    let expired = match wire.expired.0.to_ascii_lowercase().as_str() {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => {
            expires_in_seconds.map(|left| left == 0).ok_or_else(|| Unreadable::new("the token check tells nothing"))?
        }
    };
    Ok(Left { expired, expires_in_seconds })
}

fn seconds(number: Number) -> Option<u64> {
    number.0.filter(|n| n.is_finite() && *n >= 0.0).map(|n| n as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_printed() {
        let grant = read(br#"{"access_token":"very-secret","token_type":"bearer","expires_in":3330779}"#).unwrap();
        assert_eq!(grant.expires_in_seconds, Some(3_330_779));
        assert!(!format!("{grant:?}").contains("very-secret"));
        assert!(read(br#"{"token_type":"bearer"}"#).is_err());
    }
    #[test]
    fn everything_but_the_token_may_be_missing() {
        let whole = r#"{"access_token":"a","refresh_token":"very-secret","refresh_token_expires_in":10703805}"#;
        let granted = read(whole.as_bytes()).unwrap();
        assert_eq!(granted.refresh_expires_in_seconds, Some(10_703_805));
        assert!(granted.refresh_token.is_some() && !format!("{granted:?}").contains("very-secret"));
        for bare in [r#"{"access_token":"a"}"#, r#"{"access_token":"a","refresh_token":null}"#] {
            let granted = read(bare.as_bytes()).unwrap();
            assert!(granted.refresh_token.is_none() && granted.expires_in_seconds.is_none(), "{bare}");
        }
    }

    #[test]
    fn a_token_check_tells_its_end_one_way_or_another() {
        let left = |body: &str| read_expiry(body.as_bytes()).map(|left| (left.expired, left.expires_in_seconds));
        let usual = r#"{"expired":false,"token_type":"access_token","expires_in":5183981}"#;
        assert_eq!(left(usual), Ok((false, Some(5_183_981))));
        assert_eq!(left(r#"{"expired":"true"}"#), Ok((true, None)));
        assert_eq!(left(r#"{"expires_in":0}"#), Ok((true, Some(0))));
        assert!(left("{}").is_err());
    }
}
