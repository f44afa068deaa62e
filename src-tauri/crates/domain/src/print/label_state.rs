//! The life of one physical label.
//!
//! A spooler's "done" is not paper: only a scan or a person confirms. The same label never goes to paper twice without a
//! reason, so an item that may have printed is asked about, never sent again by itself.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Where one physical label is.
///
/// ```text
/// queued ─▶ sending ─▶ spooled ─▶ confirmed
///   │          ├─────▶ failed      ▲
///   │          └─────▶ asked ──────┤
///   └─▶ withdrawn        └───────▶ spoiled
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LabelState {
    /// Waits for its turn.
    Queued,
    /// Its bytes are being handed over.
    Sending,
    /// The spooler or the printer has it; nobody has seen it yet.
    Spooled,
    /// It was on its way when the power went: a person says whether it is there.
    Asked,
    /// Somebody scanned it or said that it is there.
    Confirmed,
    /// It is not usable, or not there: jam, end of the roll.
    Spoiled,
    /// It never went: the printer refused it or the label did not read.
    Failed,
    /// Taken back before it went.
    Withdrawn,
}

impl LabelState {
    /// All states, in the order of a label's life.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Sending,
        Self::Spooled,
        Self::Asked,
        Self::Confirmed,
        Self::Spoiled,
        Self::Failed,
        Self::Withdrawn,
    ];

    /// The word in the database and for scripts.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Spooled => "spooled",
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::Spoiled => "spoiled",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the database's word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// Whether a label may go from this state to that one.
    pub fn may_become(self, next: Self) -> bool {
        use LabelState::{Asked, Confirmed, Failed, Queued, Sending, Spoiled, Spooled, Withdrawn};
        matches!(
            (self, next),
            (Queued, Sending | Withdrawn | Failed)
                | (Sending, Spooled | Failed | Asked)
                | (Spooled | Asked, Confirmed | Spoiled)
                | (Confirmed, Spoiled)
        )
    }

    /// Whether paper with this label may exist: printing it again needs a reason.
    pub fn may_be_on_paper(self) -> bool {
        matches!(self, Self::Sending | Self::Spooled | Self::Asked | Self::Confirmed)
    }

    /// Whether nothing more will happen by itself.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Spoiled | Self::Failed | Self::Withdrawn)
    }
}

/// Why a label is printed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReprintReason {
    /// The printer jammed.
    Jam,
    /// The roll or the ribbon ended.
    RollEnd,
    /// Power or printer went off.
    PowerCut,
    /// Printed badly: faint, shifted, torn.
    BadPrint,
    /// The paper was lost.
    Lost,
    /// The order changed and has a new label.
    Changed,
    /// Something else; said in words.
    Other,
}

impl ReprintReason {
    /// All reasons.
    pub const ALL: [Self; 7] =
        [Self::Jam, Self::RollEnd, Self::PowerCut, Self::BadPrint, Self::Lost, Self::Changed, Self::Other];

    /// The word in the database and for scripts.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Jam => "jam",
            Self::RollEnd => "roll-end",
            Self::PowerCut => "power-cut",
            Self::BadPrint => "bad-print",
            Self::Lost => "lost",
            Self::Changed => "changed",
            Self::Other => "other",
        }
    }

    /// Reads the database's word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_on_paper_never_goes_back_to_waiting() {
        for from in LabelState::ALL.into_iter().filter(|state| state.may_be_on_paper()) {
            assert!(!from.may_become(LabelState::Queued), "{from:?}: a second print is a new row with a reason");
        }
        assert!(!LabelState::Sending.may_become(LabelState::Confirmed), "nobody has seen what is still being sent");
    }

    #[test]
    fn a_settled_label_stays_except_that_a_bad_one_is_found_later() {
        for from in LabelState::ALL.into_iter().filter(|state| state.is_settled()) {
            for to in LabelState::ALL {
                let found_bad = from == LabelState::Confirmed && to == LabelState::Spoiled;
                assert_eq!(from.may_become(to), found_bad, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn words_are_read_back() {
        assert!(LabelState::ALL.into_iter().all(|state| LabelState::from_slug(state.slug()) == Some(state)));
        assert!(ReprintReason::ALL.into_iter().all(|why| ReprintReason::from_slug(why.slug()) == Some(why)));
    }
}
