//! Answers: words for people, or one JSON document for scripts; and the exit codes.

use std::io::Write;
use std::process::ExitCode;

use godown_api::{AppError, ErrorCode};
use godown_ops::OpsError;
use serde_json::{Value, json};

/// Some refused, unknown or left out.
pub const SOME_NOT_DONE: u8 = 1;
const BAD_USE: u8 = 2;
const LOGIN: u8 = 3;
const NO_NETWORK: u8 = 4;

/// How this run answers.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// One JSON document on standard output.
    pub json: bool,
}

impl Out {
    /// The answer: the document for a script, the words for a person.
    pub fn answer(self, document: &Value, words: &str) -> Result<(), Failure> {
        let text = if self.json { document.to_string() } else { words.trim_end().to_owned() };
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{text}")
            .and_then(|()| stdout.flush())
            .map_err(|error| Failure::plain(1, format!("The answer could not be written: {error}")))
    }

    /// Something for the person who waits; never part of the answer.
    pub fn say(self, words: &str) {
        // Nobody reads standard error: no reason to stop.
        let _ = writeln!(std::io::stderr(), "{words}");
    }

    /// Says why it failed and gives the exit code.
    pub fn fail(self, failure: &Failure) -> ExitCode {
        self.say(&failure.error.message);
        if !failure.error.next_step.is_empty() {
            self.say(&failure.error.next_step);
        }
        if self.json {
            // Already failing; a closed pipe changes nothing.
            let _ = writeln!(std::io::stdout(), "{}", json!({ "error": failure.error }));
        }
        ExitCode::from(failure.exit)
    }
}

/// Why a command ended without an answer.
#[derive(Debug)]
pub struct Failure {
    exit: u8,
    error: AppError,
}

impl Failure {
    /// A failure outside of the contract.
    pub fn plain(exit: u8, message: String) -> Self {
        let code = if exit == BAD_USE { ErrorCode::InputInvalid } else { ErrorCode::Internal };
        let error = AppError {
            code,
            message,
            next_step: String::new(),
            shipment_ids: vec![],
            changed: godown_api::Changed::No,
            detail: None,
        };
        Self { exit, error }
    }

    /// The disk cannot be written while something is waited for.
    pub fn of_disk(problem: &str) -> Self {
        AppError {
            code: ErrorCode::DiskFull,
            message: problem.to_owned(),
            next_step: "Free some space, then run it again: what was asked is kept and goes out then.".into(),
            shipment_ids: vec![],
            changed: godown_api::Changed::No,
            detail: None,
        }
        .into()
    }

    /// The command was used wrongly.
    pub fn use_of(message: impl Into<String>) -> Self {
        Self::plain(BAD_USE, message.into())
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self { exit: exit_of(error.code), error }
    }
}

impl From<OpsError> for Failure {
    fn from(error: OpsError) -> Self {
        AppError::from(error).into()
    }
}

fn exit_of(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::AuthMissing | ErrorCode::AuthExpired | ErrorCode::AuthRefused => LOGIN,
        // A page of a proxy means that the marketplace was not reached either.
        ErrorCode::NetOffline | ErrorCode::NetTimeout | ErrorCode::MpUnexpected => NO_NETWORK,
        ErrorCode::InputMissing | ErrorCode::InputInvalid | ErrorCode::NoSeller => BAD_USE,
        _ => SOME_NOT_DONE,
    }
}

/// A value of the contract as JSON.
pub fn value(of: impl serde::Serialize) -> Result<Value, Failure> {
    serde_json::to_value(of).map_err(|error| Failure::plain(1, format!("The answer could not be written: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_can_tell_a_login_from_a_dead_line() {
        assert_eq!(exit_of(ErrorCode::AuthRefused), 3);
        assert_eq!(exit_of(ErrorCode::NetOffline), 4);
        assert_eq!(exit_of(ErrorCode::MpUnexpected), 4, "a proxy's page is no marketplace");
        assert_eq!(exit_of(ErrorCode::InputInvalid), 2);
        assert_eq!(exit_of(ErrorCode::AlreadyOpen), 1);
    }
}
