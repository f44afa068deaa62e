//! The life of an intent: what a person asked for, per shipment, from the click to the proof.
//!
//! ```text
//! queued ─▶ sending ─▶ accepted ─▶ confirmed        withdrawn: from queued only
//!    ▲         ├─────▶ refused                      every move is kept with its time and cause
//!    └─────────┴─────▶ unknown ─▶ confirmed | queued | stuck
//! ```

use serde::{Deserialize, Serialize};
use specta::Type;

/// What can be asked of the marketplace for a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Ask for label and invoice (contract 8.5).
    Pack,
    /// Mark ready to dispatch (contract 8.10).
    Dispatch,
    /// Cancel (contract 8.11).
    Cancel,
    /// Give a form's ACK number (contract 8.13).
    FormAck,
}

impl Action {
    /// The word in the database and on the command line.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Dispatch => "rtd",
            Self::Cancel => "cancel",
            Self::FormAck => "form-ack",
        }
    }

    /// Reads a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Pack, Self::Dispatch, Self::Cancel, Self::FormAck].into_iter().find(|action| action.slug() == slug)
    }
}

/// Where an intent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum IntentState {
    /// Committed, not sent.
    Queued,
    /// On the wire.
    Sending,
    /// The marketplace said yes; not yet read back.
    Accepted,
    /// Read back: done.
    Confirmed,
    /// The marketplace said no, or our own last check did.
    Refused,
    /// Sent, and the answer did not come or left it out.
    Unknown,
    /// Asked and read back as often as is sensible; a person decides.
    Stuck,
    /// Taken back before it was sent, or made pointless by what happened elsewhere.
    Withdrawn,
}

impl IntentState {
    /// The word in the database.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Stuck => "stuck",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the database's word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [
            Self::Queued,
            Self::Sending,
            Self::Accepted,
            Self::Confirmed,
            Self::Refused,
            Self::Unknown,
            Self::Stuck,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|state| state.slug() == slug)
    }

    /// Whether nothing more will happen by itself.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Refused | Self::Stuck | Self::Withdrawn)
    }

    /// Whether the move is one the machine above knows.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Queued => matches!(next, Self::Sending | Self::Withdrawn | Self::Refused | Self::Confirmed),
            Self::Sending => matches!(next, Self::Accepted | Self::Refused | Self::Unknown | Self::Queued),
            Self::Accepted => matches!(next, Self::Confirmed | Self::Refused | Self::Stuck | Self::Unknown),
            Self::Unknown => matches!(next, Self::Confirmed | Self::Queued | Self::Refused | Self::Stuck),
            Self::Stuck => matches!(next, Self::Confirmed | Self::Queued | Self::Withdrawn),
            Self::Confirmed | Self::Refused | Self::Withdrawn => false,
        }
    }
}

/// What a person is told about one shipment of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Waiting or on the wire.
    Waiting,
    /// Done and read back.
    Done,
    /// Refused.
    Refused,
    /// Being checked.
    Unknown,
    /// Did not go: blocked before sending, or withdrawn.
    DidNotGo,
}

impl From<IntentState> for Outcome {
    fn from(state: IntentState) -> Self {
        match state {
            IntentState::Queued | IntentState::Sending | IntentState::Accepted => Self::Waiting,
            IntentState::Confirmed => Self::Done,
            IntentState::Refused => Self::Refused,
            IntentState::Unknown | IntentState::Stuck => Self::Unknown,
            IntentState::Withdrawn => Self::DidNotGo,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use IntentState::*;

    const ALL: [IntentState; 8] = [Queued, Sending, Accepted, Confirmed, Refused, Unknown, Stuck, Withdrawn];

    #[test]
    fn a_lost_answer_never_becomes_a_second_request_without_a_read_back() {
        assert!(!Unknown.may_become(Sending), "unknown must pass through queued, which only a read-back grants");
        assert!(Unknown.may_become(Queued));
        assert!(!Accepted.may_become(Queued), "what was accepted is not asked again by itself");
    }

    #[test]
    fn once_on_the_wire_nothing_can_be_withdrawn() {
        for state in [Sending, Accepted, Unknown, Confirmed, Refused] {
            assert!(!state.may_become(Withdrawn), "{state:?}");
        }
    }

    #[test]
    fn finished_means_finished() {
        for done in [Confirmed, Refused, Withdrawn] {
            assert!(ALL.iter().all(|next| !done.may_become(*next)), "{done:?}");
        }
    }

    #[test]
    fn words_round_trip() {
        for state in ALL {
            assert_eq!(IntentState::from_slug(state.slug()), Some(state));
        }
    }
}
