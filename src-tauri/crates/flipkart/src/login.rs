//! The login: client id and secret in, by themselves or with a seller's refresh token, a bearer token out (contract 4.1
//! and 4.3). One owner, one request at a time, renewed a day early.

use base64::Engine;
use godown_domain::At;
use secrecy::{ExposeSecret, SecretString};

use crate::CallError;
use crate::call::encoded;
use crate::reply::{self, Complaint, Reply};
use crate::wire::oauth;

/// A token is renewed this long before its end (contract 4.6), or at half of a shorter life.
const EARLY_MS: i64 = 24 * 3_600_000;
/// Life of a token whose end is not told.
const UNTOLD_LIFE_MS: i64 = 3_600_000;
/// A token just given out again is used at least this long before asking once more.
const REST_MS: i64 = 30_000;

/// An application's id and secret (contract 4).
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

/// In whose name an application logs in (contract 4).
#[derive(Debug, Clone)]
pub enum Grant {
    /// A self-access application, for the seller it belongs to (contract 4.1).
    Application,
    /// A third-party application, for the seller who allowed it (contract 4.3).
    Refresh {
        /// The seller's refresh token: never printed, never logged.
        refresh_token: SecretString,
    },
}

impl Grant {
    /// The query of its token request.
    pub(crate) fn query(&self) -> Result<String, CallError> {
        match self {
            Self::Application => Ok("grant_type=client_credentials&scope=Seller_Api".to_owned()),
            Self::Refresh { refresh_token } => match refresh_token.expose_secret().trim() {
                "" => Err(CallError::LoginMissing),
                token => Ok(format!("grant_type=refresh_token&refresh_token={}", encoded(token))),
            },
        }
    }
}

/// A login that works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login {
    /// When its token ends; it is renewed before, without anyone noticing.
    pub expires_at: At,
    /// When the seller must allow the application again, where told with the token (contract 4.2).
    pub refresh_expires_at: Option<At>,
}

/// A token in use.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub bearer: SecretString,
    pub expires_at: At,
    pub refresh_expires_at: Option<At>,
    renew_at: At,
}

impl Token {
    pub fn granted(granted: oauth::Granted, now: At) -> Self {
        let expires_at = granted.expires_in_seconds.map_or(now.plus(UNTOLD_LIFE_MS), |seconds| after(now, seconds));
        let life = expires_at.since(now);
        Self {
            bearer: granted.access_token,
            expires_at,
            refresh_expires_at: granted.refresh_expires_in_seconds.map(|seconds| after(now, seconds)),
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

/// So many seconds from now; a number beyond all sense is beyond all time.
pub(crate) fn after(now: At, seconds: u64) -> At {
    At(now.0.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)))
}

/// What the token endpoint's answer means. Its 400 and 401 say that the credentials are wrong, or, where it names the
/// refresh token, that the seller must allow the application again.
pub(crate) fn judge(reply: Reply, grant: &Grant) -> Result<oauth::Granted, CallError> {
    if matches!(reply.status, 400 | 401 | 403) && reply::page_title(&reply.body).is_none() {
        let Complaint { code, message } = reply::complaint(&reply.body);
        let ended = matches!(code.as_deref(), Some("invalid_grant" | "invalid_token"));
        return Err(match grant {
            Grant::Refresh { .. } if ended => CallError::LoginExpired,
            _ => CallError::LoginRefused { message },
        });
    }
    Ok(oauth::read(&reply::json_data(reply.judge()?)?)?)
}

/// What the answer of the token check means. Its 401 is about the application; the token asked about is data.
pub(crate) fn judge_expiry(reply: Reply) -> Result<oauth::Left, CallError> {
    if reply.status == 401 && reply::page_title(&reply.body).is_none() {
        return Err(CallError::LoginRefused { message: reply::complaint(&reply.body).message });
    }
    Ok(oauth::read_expiry(&reply::json_data(reply.judge()?)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: At = At(1_780_000_000_000);

    fn token(seconds: Option<u64>) -> Token {
        let granted = oauth::Granted { expires_in_seconds: seconds, ..oauth::Granted::of("t") };
        Token::granted(granted, T0)
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
        let told = |reply| judge(reply, &Grant::Application);
        let refused = told(reply(401, r#"{"error":"unauthorized","error_description":"Bad credentials"}"#));
        assert_eq!(refused.unwrap_err(), CallError::LoginRefused { message: "Bad credentials".into() });
        assert_eq!(told(reply(503, "")).unwrap_err(), CallError::Busy { status: 503 });
        assert!(matches!(told(reply(200, "<html><title>Portal</title>")), Err(CallError::Unexpected { .. })));
        assert!(matches!(told(reply(401, "<html><title>Portal</title>")), Err(CallError::Unexpected { .. })));
    }

    #[test]
    fn the_end_of_a_sellers_leave_is_told_from_a_wrong_secret() {
        let leave = Grant::Refresh { refresh_token: "r".into() };
        let told = |status, body: &'static str| {
            judge(Reply { status, retry_after_ms: None, body: body.into() }, &leave).unwrap_err()
        };
        let ended = r#"{"error":"invalid_grant","error_description":"Invalid refresh token: r"}"#;
        assert_eq!(told(400, ended), CallError::LoginExpired);
        assert_eq!(told(401, r#"{"error":"invalid_token"}"#), CallError::LoginExpired);
        let wrong = r#"{"error":"unauthorized","error_description":"Bad credentials"}"#;
        assert_eq!(told(401, wrong), CallError::LoginRefused { message: "Bad credentials".into() });
    }

    #[test]
    fn nothing_stored_is_not_sent() {
        assert_eq!(Credentials::none().basic().unwrap_err(), CallError::LoginMissing);
        let good = Credentials { client_id: " app ".into(), client_secret: "s".into() };
        assert_eq!(good.basic().unwrap(), "Basic YXBwOnM=", "pasted blanks do not count");
        assert!(!format!("{good:?}").contains("app"));
        let leave = |text: &str| Grant::Refresh { refresh_token: text.into() };
        assert_eq!(leave(" ").query().unwrap_err(), CallError::LoginMissing);
        assert_eq!(leave("a/b+c ").query().unwrap(), "grant_type=refresh_token&refresh_token=a%2Fb%2Bc");
        assert!(!format!("{:?}", leave("very-secret")).contains("very-secret"));
    }
}
