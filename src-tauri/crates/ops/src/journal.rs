//! One move of an intent, put together where the rule is and written where the transaction is.

use godown_domain::{At, IntentState};
use godown_store::{StoreError, Transaction};

/// Where an intent goes next, and why.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub(crate) state: IntentState,
    pub(crate) cause: &'static str,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// When an accepted or unknown one is looked at.
    pub(crate) check_at: Option<At>,
    /// When a queued one may go.
    pub(crate) not_before: Option<At>,
}

/// No answer that could be read.
pub(crate) const ANSWER_LOST: &str = "ANSWER_LOST";
/// An answer without a word on the shipment.
pub(crate) const LEFT_OUT: &str = "LEFT_OUT";
/// What the marketplace says of a row when a service behind it failed (contract 5.3).
pub(crate) const SERVICE_FAILED: &str = "DEPENDENT_SYSTEM_CALL_FAILED";

/// Whether nobody knows what became of an act with this code. With any other an unknown one was refused, and an earlier request
/// may have taken.
pub(crate) fn is_in_doubt(code: &str) -> bool {
    [ANSWER_LOST, LEFT_OUT, SERVICE_FAILED, godown_store::restore::FATE_LOST].contains(&code)
}

impl Settled {
    pub(crate) fn new(state: IntentState, cause: &'static str) -> Self {
        Self { state, cause, code: None, message: None, check_at: None, not_before: None }
    }

    pub(crate) fn code(self, code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..self }
    }

    pub(crate) fn message(self, message: &str) -> Self {
        Self { message: Some(message.to_owned()), ..self }
    }

    pub(crate) fn check_at(self, at: At) -> Self {
        Self { check_at: Some(at), ..self }
    }

    pub(crate) fn not_before(self, at: At) -> Self {
        Self { not_before: Some(at), ..self }
    }

    pub(crate) fn write(&self, tx: &Transaction<'_>, intent: i64, now: At) -> Result<(), StoreError> {
        let (code, message) = (self.code.as_deref(), self.message.as_deref());
        godown_store::intent::settle(tx, intent, self.state, code, message, self.cause, now)?;
        if let Some(at) = self.check_at {
            godown_store::intent::set_next_check(tx, intent, at)?;
        }
        if let Some(at) = self.not_before {
            godown_store::intent::set_not_before(tx, intent, at)?;
        }
        Ok(())
    }
}

/// A label asked for, as the journal has it; for the tests of the rules that move it.
#[cfg(test)]
pub(crate) fn a_pack(state: IntentState, attempts: u32, read_backs: u32) -> godown_store::intent::IntentRow {
    godown_store::intent::IntentRow {
        id: 1,
        batch: None,
        subject: godown_domain::ShipmentId::from("s1").into(),
        location_id: "LOC1".into(),
        action: godown_domain::Action::Pack,
        args: "{}".into(),
        state,
        request_id: None,
        attempts,
        read_backs,
        not_before: At(0),
        code: None,
        message: None,
        created_at: At(0),
        sent_at: None,
        settled_at: None,
        next_check_at: None,
        looked_at: None,
    }
}
