//! The login: client id and secret in, a bearer token out (contract 4.1). One owner, one request at a time, renewed a day
//! early.

use base64::Engine;
use godown_domain::At;
use secrecy::{ExposeSecret, SecretString};

use crate::CallError;
use crate::reply::{self, Reply};
use crate::wire::oauth;

/// A token is renewed this long before its end (contract 4.6), or at half of a shorter life.
const EARLY_MS: i64 = 24 * 3_600_000;
/// Life of a token whose end is not told.
const UNTOLD_LIFE_MS: i64 = 3_600_000;
/// A token just given out again is used at least this long before asking once more.
const REST_MS: i64 = 30_000;

/// Path of the token request.
pub(crate) const TOKEN_PATH: &str = "/oauth-service/oauth/token?grant_type=client_credentials&scope=Seller_Api";

/// A self-access application's id and secret (contract 4).
#[derive(Clone)]
pub struct Credentials {
    /// Application id.
    pub client_id: String,
    /// Application secret: never printed, never logged.
    pub client_secret: SecretString,
}

impl Credentials {
    /// No login: every call answers [`CallError::LoginMissing`].
    pub fn none() -> Self {
        Self { client_id: String::new(), client_secret: SecretString::from("") }
    }

    /// The `Authorization` header of a token request.
    pub(crate) fn basic(&self) -> Result<String, CallError> {
        let secret = self.client_secret.expose_secret();
        if self.client_id.trim().is_empty() || secret.trim().is_empty() {
            return Err(CallError::LoginMissing);
        }
        let pair = format!("{}:{}", self.client_id.trim(), secret.trim());
        Ok(format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair)))
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(hidden)")
    }
}

/// A login that works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login {
    /// When its token ends; it is renewed before, without anyone noticing.
    pub expires_at: At,
}

/// A token in use.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub bearer: SecretString,
    pub expires_at: At,
    renew_at: At,
}

impl Token {
    pub fn granted(grant: oauth::Grant, now: At) -> Self {
        let told = grant.expires_in_seconds.and_then(|s| i64::try_from(s).ok()).map(|s| s.saturating_mul(1000));
        let life = told.unwrap_or(UNTOLD_LIFE_MS);
        Self {
            bearer: grant.access_token,
            expires_at: now.plus(life),
            renew_at: now.plus((life - EARLY_MS).max(life / 2).max(REST_MS.min(life))),
        }
    }

    /// Whether it can be used without asking for a new one.
    pub fn is_fresh(&self, now: At) -> bool {
        now < self.renew_at
    }

    /// Whether it still lives: good enough while a new one cannot be had.
    pub fn is_alive(&self, now: At) -> bool {
        now < self.expires_at
    }

    /// Whether `other` is the same token.
    pub fn is(&self, other: &SecretString) -> bool {
        self.bearer.expose_secret() == other.expose_secret()
    }
}

/// What the token endpoint's answer means. Its 400 and 401 say that the credentials are wrong.
pub(crate) fn judge(reply: Reply) -> Result<oauth::Grant, CallError> {
    if matches!(reply.status, 400 | 401 | 403) && reply::page_title(&reply.body).is_none() {
        return Err(CallError::LoginRefused { message: reply::complaint(&reply.body).message });
    }
    Ok(oauth::read(&reply::json_data(reply.judge()?)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: At = At(1_780_000_000_000);

    fn token(seconds: Option<u64>) -> Token {
        Token::granted(oauth::Grant { access_token: "t".into(), expires_in_seconds: seconds }, T0)
    }

    #[test]
    fn a_token_is_renewed_a_day_early() {
        let token = token(Some(5_183_999));
        assert!(token.is_fresh(token.expires_at.plus(-EARLY_MS - 1)));
        assert!(!token.is_fresh(token.expires_at.plus(-EARLY_MS)));
        assert!(token.is_alive(token.expires_at.plus(-1)) && !token.is_alive(token.expires_at));
    }

    #[test]
    fn a_dying_token_given_out_again_is_not_asked_for_at_every_call() {
        for seconds in [Some(3_600), Some(60), Some(31), None] {
            let token = token(seconds);
            assert!(token.is_fresh(T0.plus(29_000)), "{seconds:?}");
            assert!(!token.is_fresh(token.expires_at), "{seconds:?}");
        }
        assert!(!token(Some(0)).is_fresh(T0));
    }

    #[test]
    fn wrong_credentials_are_told_from_trouble() {
        let reply = |status, body: &'static str| Reply { status, retry_after_ms: None, body: body.into() };
        let refused = judge(reply(401, r#"{"error":"unauthorized","error_description":"Bad credentials"}"#));
        assert_eq!(refused.unwrap_err(), CallError::LoginRefused { message: "Bad credentials".into() });
        assert_eq!(judge(reply(503, "")).unwrap_err(), CallError::Busy { status: 503 });
        assert!(matches!(judge(reply(200, "<html><title>Portal</title>")), Err(CallError::Unexpected { .. })));
        assert!(matches!(judge(reply(401, "<html><title>Portal</title>")), Err(CallError::Unexpected { .. })));
    }

    #[test]
    fn nothing_stored_is_not_sent() {
        assert_eq!(Credentials::none().basic().unwrap_err(), CallError::LoginMissing);
        let good = Credentials { client_id: " app ".into(), client_secret: "s".into() };
        assert_eq!(good.basic().unwrap(), "Basic YXBwOnM=", "pasted blanks do not count");
        assert!(!format!("{good:?}").contains("app"));
    }
}
