//! The engine's failures in the contract's words: what happened, whether anything changed, what to do.

use godown_ops::{OpsError, Trouble};

use crate::{AppError, Changed, ErrorCode};

impl AppError {
    fn new(code: ErrorCode, message: impl Into<String>, next_step: &str) -> Self {
        Self {
            code,
            message: message.into(),
            next_step: next_step.to_owned(),
            shipment_ids: vec![],
            changed: Changed::No,
            detail: None,
        }
    }

    pub(crate) fn bad_request(error: serde_json::Error) -> Self {
        Self {
            detail: Some(error.to_string()),
            ..Self::new(ErrorCode::InputInvalid, "The request could not be read.", "Report this with the details.")
        }
    }

    pub(crate) fn internal(error: serde_json::Error) -> Self {
        Self {
            detail: Some(error.to_string()),
            ..Self::new(ErrorCode::Internal, "The answer could not be written.", "Report this with the details.")
        }
    }

    pub(crate) fn unreadable_file(name: &str) -> Self {
        let message = format!("The file {name} did not arrive whole.");
        Self::new(ErrorCode::InputInvalid, message, "Choose it again.")
    }

    pub(crate) fn unknown_command(name: &str) -> Self {
        let message = format!("There is no command {name}.");
        Self::new(ErrorCode::InputInvalid, message, "Report this with the details.")
    }
}

impl From<OpsError> for AppError {
    fn from(error: OpsError) -> Self {
        let message = sentence(&error);
        let (code, next_step) = by_trouble(error.trouble());
        let changed = if code == ErrorCode::OutcomeUnknown { Changed::Unknown } else { Changed::No };
        Self { changed, detail: Some(format!("{error:?}")), ..Self::new(code, message, next_step) }
    }
}

/// One sentence for a person; what the system says about a broken line stays in the detail.
fn sentence(error: &OpsError) -> String {
    let text = match error.trouble() {
        Trouble::Offline => "The marketplace cannot be reached.".to_owned(),
        _ => error.to_string(),
    };
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

fn by_trouble(trouble: Trouble) -> (ErrorCode, &'static str) {
    use ErrorCode as Code;
    match trouble {
        Trouble::NoLogin => {
            (Code::AuthMissing, "Connect the account in Settings. Everything already read stays usable.")
        }
        Trouble::LoginExpired => {
            (Code::AuthExpired, "Allow the application again in the seller panel, then connect the account anew.")
        }
        Trouble::LoginRefused => {
            (Code::AuthRefused, "Check the application id and secret in the seller panel, under Developer Access.")
        }
        Trouble::Offline => (
            Code::NetOffline,
            "Check the network, the marketplace's address and the proxy. What waits goes out by itself.",
        ),
        Trouble::Timeout => (Code::NetTimeout, "Try again in a moment."),
        Trouble::Busy => (Code::MpBusy, "Wait a little; Godown tries again by itself where it may."),
        Trouble::Refused => (Code::MpRefused, "Read the marketplace's words; nothing was changed."),
        Trouble::Unexpected => (
            Code::MpUnexpected,
            "A proxy or a wrong address may have answered. Check the marketplace's address in Settings.",
        ),
        Trouble::OutcomeUnknown => (Code::OutcomeUnknown, "Nothing to do: it is being read back."),
        Trouble::NotActionable => (Code::NotActionable, "Look at the shipment's state and its reason."),
        Trouble::Input => (Code::InputInvalid, "Correct what was entered and try again."),
        Trouble::NotReady => (Code::DocNotReady, "The marketplace needs a moment; try again soon."),
        Trouble::Unreadable => {
            (Code::DocUnreadable, "Fetch it again. If it stays so, open the document and look at it.")
        }
        Trouble::Printer => {
            (Code::PrintFailed, "Look at the printer, its cable and its queue, then go on from the next label.")
        }
        Trouble::StoreBusy => (Code::StoreBusy, "Try again in a moment."),
        Trouble::StoreNewer => (Code::StoreNewer, "Update Godown. The file was left untouched."),
        Trouble::StoreDamaged => (
            Code::StoreDamaged,
            "Restore the newest good backup: Settings, Data, or `data restore`. Nothing is written to the damaged file.",
        ),
        Trouble::DiskFull => {
            (Code::DiskFull, "Free some space or give the folder back its permissions. Reading goes on.")
        }
        Trouble::VaultLocked => (Code::VaultLocked, "Unlock the system key store, then try again."),
        Trouble::NoSeller => (Code::NoSeller, "Open a seller or the practice seller."),
        Trouble::AlreadyOpen => (Code::AlreadyOpen, "Use the copy that is already open, or close it first."),
        Trouble::NotFound => (Code::NotFound, "Look it up again."),
        Trouble::Internal => (Code::Internal, "Report this with the details. Nothing committed is lost."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_a_sentence_with_a_next_step() {
        let refused = AppError::from(OpsError::Input("choose 30 to 3,600".into()));
        assert_eq!((refused.message.as_str(), refused.code), ("Choose 30 to 3,600.", ErrorCode::InputInvalid));
        let closed = AppError::from(OpsError::NoSeller);
        assert!(!closed.next_step.is_empty());
        assert_eq!(closed.changed, Changed::No, "nothing was sent, so nothing changed");
    }
}
