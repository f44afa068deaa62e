//! The calls of contract 4: a token for all who wait, the end of a token, and the first tokens of a third-party
//! application. They are counted but never held back, because without a login nothing else goes out.

use godown_domain::At;
use http::Method;
use http::header::{ACCEPT, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::call::{Want, encoded, pause};
use crate::login::{self, Grant, Login, Token};
use crate::reply::Reply;
use crate::{CallError, Client, ClientConfig, Credentials};

const TOKEN: &str = "/oauth-service/oauth/token";
const EXPIRY: &str = "/oauth-service/oauth/token/expiry";

/// The first tokens of a seller who allowed a third-party application (contract 4.2).
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The bearer token: serves until it ends, or until a client made of the refresh token gets its own.
    pub access_token: SecretString,
    /// When the bearer token ends.
    pub expires_at: At,
    /// What [`Grant::Refresh`] is made of; to be kept as secret as the application's own. The marketplace may leave it
    /// out, and then the seller must be asked again when the bearer token ends.
    pub refresh_token: Option<SecretString>,
    /// When the refresh token ends (180 days, contract 4.3), where told.
    pub refresh_expires_at: Option<At>,
}

/// How a token stands by the marketplace's own account (contract 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenExpiry {
    /// Whether it has ended.
    pub expired: bool,
    /// When it ends, by this computer's clock, where told.
    pub expires_at: Option<At>,
}

/// The page on which a seller allows a third-party application (contract 4.2), to be opened in a browser. `base` is the
/// marketplace's address as in [`ClientConfig::base_url`]; `state` comes back with the code and must be compared with
/// what was given here, or a stranger's code may be slipped in.
pub fn authorize_url(base: &str, client_id: &str, redirect_uri: &str, state: &str) -> String {
    format!(
        "{}/oauth-service/oauth/authorize?client_id={}&redirect_uri={}&response_type=code&scope=Seller_Api&state={}",
        base.trim().trim_end_matches('/'),
        encoded(client_id.trim()),
        encoded(redirect_uri),
        encoded(state)
    )
}

/// Turns the code that came back from [`authorize_url`] into tokens (contract 4.2). The code is as decoded from the
/// redirect, address and state are those the seller was sent with. A code is good once, so this goes out once: after an
/// unclear end ([`CallError::outcome_unknown`]) the seller must be asked again.
///
/// # Errors
/// [`CallError::LoginRefused`] for a wrong or used code and for a wrong id or secret, [`CallError::LoginMissing`]
/// without them, [`CallError::BadBaseUrl`], and those of the line.
pub async fn exchange_code(
    config: ClientConfig,
    credentials: Credentials,
    code: &str,
    redirect_uri: &str,
    state: &str,
) -> Result<Tokens, CallError> {
    let client = Client::new(config, credentials)?;
    let path = format!(
        "{TOKEN}?redirect_uri={}&grant_type=authorization_code&state={}&code={}",
        encoded(redirect_uri),
        encoded(state),
        encoded(code.trim())
    );
    let reply = client.ask(&path, TOKEN).await?;
    let granted = login::judge(reply, &Grant::Application)?;
    let refresh_token = granted.refresh_token.clone();
    let token = Token::granted(granted, client.now());
    Ok(Tokens {
        access_token: token.bearer,
        expires_at: token.expires_at,
        refresh_token,
        refresh_expires_at: token.refresh_expires_at,
    })
}

impl Client {
    /// A token to call with: the one at hand, or a new one; one request for all who wait.
    pub(crate) async fn token(&self) -> Result<SecretString, CallError> {
        let fresh = |token: Token| token.is_fresh(self.now()).then_some(token.bearer);
        if let Some(bearer) = self.held_token().and_then(fresh) {
            return Ok(bearer);
        }
        let _one_at_a_time = self.login_gate().lock().await;
        if let Some(bearer) = self.held_token().and_then(fresh) {
            return Ok(bearer);
        }
        match self.ask_token().await {
            Ok(token) => Ok(token.bearer),
            Err(error) if error.is_passing() => match self.held_token().filter(|token| token.is_alive(self.now())) {
                Some(living) => Ok(living.bearer),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// A token in place of one that was refused, unless someone else has got one meanwhile.
    pub(crate) async fn renew(&self, refused: &SecretString) -> Result<SecretString, CallError> {
        let _one_at_a_time = self.login_gate().lock().await;
        if let Some(other) = self.held_token().filter(|token| !token.is(refused)) {
            return Ok(other.bearer);
        }
        self.drop_token(refused);
        Ok(self.ask_token().await?.bearer)
    }

    /// A new token, by whichever way this client logs in. Only one at a time: a refresh token may be good once.
    async fn ask_token(&self) -> Result<Token, CallError> {
        let grant = self.grant();
        let path = format!("{TOKEN}?{}", grant.query()?);
        let mut granted = self.ask_patiently(&path, TOKEN, |reply| login::judge(reply, &grant)).await?;
        if let Some(refresh_token) = granted.refresh_token.take() {
            self.keep_refresh(refresh_token);
        }
        let token = Token::granted(granted, self.now());
        self.hold_token(token.clone());
        Ok(token)
    }

    /// Logs in, or finds that it is logged in.
    ///
    /// # Errors
    /// [`CallError::LoginRefused`] for a wrong id or secret, [`CallError::LoginMissing`] without one,
    /// [`CallError::LoginExpired`] where the seller must allow the application again, and those of the line.
    pub async fn login(&self) -> Result<Login, CallError> {
        self.token().await?;
        self.login_state().ok_or(CallError::LoginExpired)
    }

    /// Whether and until when it is logged in. Makes no call.
    pub fn login_state(&self) -> Option<Login> {
        let token = self.held_token().filter(|token| token.is_alive(self.now()))?;
        Some(Login { expires_at: token.expires_at, refresh_expires_at: token.refresh_expires_at })
    }

    /// How the bearer token at hand stands by the marketplace's own account (contract 4.4); logs in where there is none.
    ///
    /// # Errors
    /// Those of [`Client::login`], and [`CallError::Refused`] where the marketplace will not tell.
    pub async fn token_expiry(&self) -> Result<TokenExpiry, CallError> {
        let bearer = self.token().await?;
        self.expiry_of("access", &bearer).await
    }

    /// The same of the refresh token; `None` for a client that has none.
    ///
    /// # Errors
    /// Those of [`Client::token_expiry`].
    pub async fn refresh_token_expiry(&self) -> Result<Option<TokenExpiry>, CallError> {
        match self.refresh_token() {
            Some(refresh) => self.expiry_of("refresh", &refresh).await.map(Some),
            None => Ok(None),
        }
    }

    async fn expiry_of(&self, kind: &str, token: &SecretString) -> Result<TokenExpiry, CallError> {
        let path = format!("{EXPIRY}?token_type={kind}&token={}", encoded(token.expose_secret()));
        let left = self.ask_patiently(&path, EXPIRY, login::judge_expiry).await?;
        Ok(TokenExpiry {
            expired: left.expired,
            expires_at: left.expires_in_seconds.map(|seconds| login::after(self.now(), seconds)),
        })
    }

    /// Repeats what was met by passing trouble.
    async fn ask_patiently<T>(
        &self,
        path: &str,
        template: &'static str,
        judge: impl Fn(Reply) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.ask(path, template).await.and_then(&judge) {
                Ok(answer) => return Ok(answer),
                Err(error) => match pause(&error, tries, |most| self.outside().chance(most)) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return Err(error),
                },
            }
        }
    }

    /// One request in the application's own name.
    async fn ask(&self, path: &str, template: &'static str) -> Result<Reply, CallError> {
        let basic = self.credentials().basic()?;
        let mut request = self.request(Method::GET, path, &basic)?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static(Want::Json.mime()));
        self.meter().count(self.counted());
        self.exchange(request, "GET", template).await
    }
}

#[cfg(test)]
mod tests;
