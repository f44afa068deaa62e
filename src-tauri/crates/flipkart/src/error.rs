//! What can go wrong with a call, told apart by what its caller can do about it.

/// Why a call did not bring what it was made for. Texts hold no tokens, bodies or buyer data, except the marketplace's
/// own words about a refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No connection could be made: nothing was sent. Wait for the line, check proxy, base URL and the computer's clock.
    #[error("the marketplace cannot be reached: {why}")]
    Offline {
        /// What failed: name, connection or secure channel.
        why: String,
    },
    /// No answer in time.
    #[error("the marketplace did not answer in time")]
    Timeout {
        /// Whether the request may have arrived.
        maybe_sent: bool,
    },
    /// The connection broke after the request went out.
    #[error("the connection broke before the answer was complete")]
    Lost {
        /// Whether the request may have arrived.
        maybe_sent: bool,
    },
    /// Too many calls: the marketplace asks to wait. The request was not applied.
    #[error("the marketplace asks to wait {} s", .retry_after_ms.div_ceil(1000))]
    Throttled {
        /// Milliseconds from now.
        retry_after_ms: u64,
    },
    /// The marketplace or a gateway before it is in trouble (5xx, 499, or a failed dependent system).
    #[error("the marketplace is in trouble (status {status})")]
    Busy {
        /// The HTTP status.
        status: u16,
    },
    /// There is no client id or secret.
    #[error("no login is stored")]
    LoginMissing,
    /// Client id or secret are wrong.
    #[error("the login was refused: {message}")]
    LoginRefused {
        /// The marketplace's words.
        message: String,
    },
    /// Even a fresh token was refused, or the refresh token has ended: the application must be allowed again.
    #[error("the login is no longer valid")]
    LoginExpired,
    /// The whole call was refused. Nothing was applied; the same call will be refused again.
    #[error("the marketplace refused the call ({status}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The marketplace's code, where it gave one.
        code: Option<String>,
        /// The marketplace's words.
        message: String,
    },
    /// The answer is nothing we know: a web page of a proxy, another host's address, a shape that cannot be read.
    #[error("the answer could not be understood: {what}")]
    Unexpected {
        /// What came instead.
        what: String,
    },
    /// The base URL cannot be used.
    #[error("the address of the marketplace cannot be used: {why}")]
    BadBaseUrl {
        /// Why.
        why: String,
    },
    /// The hour's calls are used up. Nothing was sent.
    #[error("this hour's calls to the marketplace are used up")]
    BudgetSpent {
        /// When a call is free again: milliseconds since 1970 UTC.
        free_at_ms: i64,
    },
    /// More ids than one call takes, or none. Nothing was sent.
    #[error("{asked} shipments in one call; 1 to {limit} are possible")]
    TooMany {
        /// How many were asked for.
        asked: usize,
        /// How many one call takes.
        limit: usize,
    },
}

impl CallError {
    /// Whether waiting will not help: someone must change login, settings or the request.
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::LoginMissing
                | Self::LoginRefused { .. }
                | Self::LoginExpired
                | Self::Refused { .. }
                | Self::BadBaseUrl { .. }
                | Self::TooMany { .. }
        )
    }

    /// For a call that acts: whether it may have been applied all the same, so that its owner must read back before
    /// doing anything else.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            Self::Timeout { maybe_sent } | Self::Lost { maybe_sent } => *maybe_sent,
            // A gateway's error page says nothing about the machine behind it, an unreadable answer neither.
            Self::Busy { .. } | Self::Unexpected { .. } => true,
            _ => false,
        }
    }

    /// Whether a read may be repeated at once or soon.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Offline { .. }
                | Self::Timeout { .. }
                | Self::Lost { .. }
                | Self::Throttled { .. }
                | Self::Busy { .. }
        )
    }
}

impl From<crate::wire::Unreadable> for CallError {
    fn from(why: crate::wire::Unreadable) -> Self {
        Self::Unexpected { what: why.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_no_is_a_known_outcome() {
        for unknown in [
            CallError::Timeout { maybe_sent: true },
            CallError::Lost { maybe_sent: true },
            CallError::Busy { status: 502 },
            CallError::Unexpected { what: "a web page".into() },
        ] {
            assert!(unknown.outcome_unknown() && !unknown.is_permanent(), "{unknown}: it may have been applied");
        }
        for known in [
            CallError::Offline { why: "refused".into() },
            CallError::Timeout { maybe_sent: false },
            CallError::Throttled { retry_after_ms: 1 },
            CallError::Refused { status: 422, code: None, message: String::new() },
            CallError::LoginExpired,
            CallError::BudgetSpent { free_at_ms: 0 },
        ] {
            assert!(!known.outcome_unknown(), "{known}: nothing was applied");
        }
    }
}
