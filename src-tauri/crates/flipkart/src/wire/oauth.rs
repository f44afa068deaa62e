//! The answer of the token endpoint (contract 4.1).

use secrecy::SecretString;
use serde::Deserialize;

use super::Unreadable;
use super::lenient::{Number, Text};

/// A token as granted. Only the token itself is certain to be there.
#[derive(Debug)]
pub struct Grant {
    /// Sent as the bearer of every call.
    pub access_token: SecretString,
    /// Seconds it still lives, where told: the service hands out a living token again instead of making a new one.
    pub expires_in_seconds: Option<u64>,
}

/// Reads a token answer.
///
/// # Errors
/// When there is no token in it.
pub fn read(body: &[u8]) -> Result<Grant, Unreadable> {
    #[derive(Deserialize)]
    struct Wire {
        access_token: Text,
        #[serde(default)]
        expires_in: Number,
    }
    let wire: Wire = serde_json::from_slice(body).map_err(|e| Unreadable::json("the token answer", &e))?;
    let token = wire.access_token.filled().ok_or_else(|| Unreadable::new("the token answer has an empty token"))?;
    let expires_in_seconds = wire.expires_in.0.filter(|n| n.is_finite() && *n >= 0.0).map(|n| n as u64);
    Ok(Grant { access_token: token.into(), expires_in_seconds })
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
}
