//! Tokens and codes: issued, reused while they live, checked, dropped (Seller API contract 4).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::draw::Draw;
use crate::india::{DAY, MINUTE};

const ACCESS_LIFE: i64 = 60 * DAY;
const REFRESH_LIFE: i64 = 180 * DAY;
const CODE_LIFE: i64 = 10 * MINUTE;

/// A change of the token book.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(crate) enum TokenEffect {
    Issue { scope: String, refresh: bool },
    Refresh { refresh: String },
    Code { redirect_uri: String, scope: String },
    UseCode { code: String },
    DropAll,
}

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
    pub(crate) scope: String,
    pub(crate) expires_at: i64,
    pub(crate) refresh_expires_at: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) code: String,
    pub(crate) redirect_uri: String,
    pub(crate) scope: String,
    pub(crate) expires_at: i64,
    pub(crate) used: bool,
}

pub(crate) struct Tokens {
    seed: u64,
    pub(crate) app_id: String,
    pub(crate) app_secret: String,
    issued: u64,
    live: Vec<Token>,
    codes: Vec<Code>,
}

impl Tokens {
    pub(crate) fn new(seed: u64, app_id: &str, app_secret: &str) -> Self {
        let (app_id, app_secret) = (app_id.to_owned(), app_secret.to_owned());
        Self { seed, app_id, app_secret, issued: 0, live: Vec::new(), codes: Vec::new() }
    }

    fn fresh_id(&mut self) -> String {
        self.issued += 1;
        let draw = Draw::of(self.seed ^ 0x70CE, self.issued);
        let high = (draw.raw(0) & !0xF000) | 0x4000;
        let low = (draw.raw(1) & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
        Uuid::from_u64_pair(high, low).hyphenated().to_string()
    }

    pub(super) fn enact(&mut self, at: i64, effect: TokenEffect) {
        match effect {
            TokenEffect::Issue { scope, refresh } => {
                let access = self.fresh_id();
                let refresh = refresh.then(|| self.fresh_id());
                let (expires_at, refresh_expires_at) = (at + ACCESS_LIFE, at + REFRESH_LIFE);
                self.live.push(Token { access, refresh, scope, expires_at, refresh_expires_at });
            }
            TokenEffect::Refresh { refresh } => {
                let access = self.fresh_id();
                if let Some(token) = self.live.iter_mut().find(|t| t.refresh.as_deref() == Some(&refresh)) {
                    token.access = access;
                    token.expires_at = at + ACCESS_LIFE;
                }
            }
            TokenEffect::Code { redirect_uri, scope } => {
                self.issued += 1;
                let code = crate::world::ids::code(Draw::of(self.seed ^ 0xC0DE, self.issued).raw(0), 6);
                self.codes.push(Code { code, redirect_uri, scope, expires_at: at + CODE_LIFE, used: false });
            }
            TokenEffect::UseCode { code } => {
                if let Some(code) = self.codes.iter_mut().find(|c| c.code == code) {
                    code.used = true;
                }
            }
            TokenEffect::DropAll => {
                for token in &mut self.live {
                    token.expires_at = token.expires_at.min(at);
                }
            }
        }
    }

    pub(crate) fn newest(&self) -> Option<&Token> {
        self.live.last()
    }

    pub(crate) fn newest_code(&self) -> Option<&Code> {
        self.codes.last()
    }

    /// The token a client-credentials call gets again instead of a new one.
    pub(crate) fn reusable(&self, scope: &str, at: i64) -> Option<&Token> {
        self.live.iter().rev().find(|t| t.refresh.is_none() && t.scope == scope && t.expires_at > at)
    }

    pub(crate) fn by_access(&self, access: &str) -> Option<&Token> {
        self.live.iter().rev().find(|t| t.access == access)
    }

    pub(crate) fn by_refresh(&self, refresh: &str) -> Option<&Token> {
        self.live.iter().rev().find(|t| t.refresh.as_deref() == Some(refresh))
    }

    pub(crate) fn code(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|c| c.code == code)
    }
}
