//! What can go wrong in the engine.

use std::path::PathBuf;

use godown_documents::DocumentError;
use godown_flipkart::CallError;
use godown_printing::PrintingError;
use godown_store::StoreError;

use crate::ports::VaultError;

/// A failure of the engine, with the failure below it kept whole.
#[derive(Debug, thiserror::Error)]
pub enum OpsError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database is broken; nothing was written to it.
    #[error(
        "The database is damaged ({finding}). {}",
        .backup.as_ref().map_or("There is no good backup of it.".to_owned(), |backup| format!("The newest good backup is of {backup}."))
    )]
    Damaged {
        /// What was found.
        finding: String,
        /// The newest good backup, in words.
        backup: Option<String>,
    },
    /// The marketplace or the line to it.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The system key store.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A PDF.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A printer, or the way to it.
    #[error("{0}")]
    Printing(#[from] PrintingError),
    /// The document folder.
    #[error("A file could not be written or read: {0}")]
    File(#[from] std::io::Error),
    /// No room left on the disk of a folder of ours.
    #[error("The disk that holds {} is full. Nothing already saved is lost.", .0.display())]
    DiskFull(PathBuf),
    /// Nothing is open.
    #[error("No seller is open.")]
    NoSeller,
    /// Another copy of the app has it open.
    #[error("Another copy of Godown has this seller open ({}).", .0.display())]
    AlreadyOpen(PathBuf),
    /// There is no such thing.
    #[error("{0} is not known on this computer.")]
    NotFound(String),
    /// What was entered cannot be used.
    #[error("{0}")]
    Input(String),
    /// It cannot be done now.
    #[error("{0}")]
    NotActionable(String),
    /// The marketplace has not made the document yet.
    #[error("The marketplace has not made this document yet: {0}")]
    NotReady(String),
    /// The login is not on this computer.
    #[error("The login of this seller is not on this computer.")]
    LoginMissing,
    /// The practice marketplace could not be started.
    #[error("The practice marketplace could not be started: {0}")]
    Practice(String),
    /// Our fault.
    #[error("Something went wrong inside Godown: {0}")]
    Internal(String),
}

impl OpsError {
    /// A failure of the disk, with its folder named where it lacks room.
    pub(crate) fn in_folder(self, folder: &std::path::Path) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        match self {
            Self::Store(StoreError::DiskFull) => Self::DiskFull(folder.to_owned()),
            Self::File(error) if matches!(error.kind(), StorageFull | QuotaExceeded) => {
                Self::DiskFull(folder.to_owned())
            }
            other => other,
        }
    }

    /// Whether trying again without a person's help is pointless.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Store(error) => error.is_permanent(),
            Self::Call(error) => error.is_permanent(),
            Self::Document(error) => error.is_permanent(),
            Self::NotReady(_)
            | Self::Printing(_)
            | Self::Vault(_)
            | Self::File(_)
            | Self::DiskFull(_)
            | Self::AlreadyOpen(_) => false,
            Self::NoSeller
            | Self::Damaged { .. }
            | Self::NotFound(_)
            | Self::Input(_)
            | Self::NotActionable(_)
            | Self::LoginMissing
            | Self::Practice(_)
            | Self::Internal(_) => true,
        }
    }
}

/// What kind of trouble a failure is, told apart by what a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No credentials on this computer.
    NoLogin,
    /// Must be allowed again.
    LoginExpired,
    /// Id or secret wrong.
    LoginRefused,
    /// No line.
    Offline,
    /// No answer in time.
    Timeout,
    /// Slow, throttling, or the hour's calls are used up.
    Busy,
    /// The marketplace said no.
    Refused,
    /// An answer in a shape we do not know.
    Unexpected,
    /// Sent, answer lost.
    OutcomeUnknown,
    /// Cannot be done now.
    NotActionable,
    /// Wrong input.
    Input,
    /// Document not made yet.
    NotReady,
    /// Document not readable.
    Unreadable,
    /// The printer refused or is not there.
    Printer,
    /// Database locked.
    StoreBusy,
    /// Written by a newer Godown.
    StoreNewer,
    /// Damaged.
    StoreDamaged,
    /// No room, or read-only.
    DiskFull,
    /// Key store closed.
    VaultLocked,
    /// Nothing open.
    NoSeller,
    /// Open elsewhere.
    AlreadyOpen,
    /// Not known.
    NotFound,
    /// Our fault.
    Internal,
}

impl OpsError {
    /// The kind of trouble it is.
    pub fn trouble(&self) -> Trouble {
        match self {
            Self::Store(error) => store_trouble(error),
            Self::Call(error) => call_trouble(error),
            Self::Vault(_) => Trouble::VaultLocked,
            Self::Document(_) => Trouble::Unreadable,
            Self::Printing(_) => Trouble::Printer,
            Self::DiskFull(_) => Trouble::DiskFull,
            Self::File(error) => match error.kind() {
                std::io::ErrorKind::StorageFull
                | std::io::ErrorKind::QuotaExceeded
                | std::io::ErrorKind::ReadOnlyFilesystem
                | std::io::ErrorKind::PermissionDenied => Trouble::DiskFull,
                std::io::ErrorKind::NotFound => Trouble::NotFound,
                _ => Trouble::Internal,
            },
            Self::Damaged { .. } => Trouble::StoreDamaged,
            Self::NoSeller => Trouble::NoSeller,
            Self::AlreadyOpen(_) => Trouble::AlreadyOpen,
            Self::NotFound(_) => Trouble::NotFound,
            Self::Input(_) => Trouble::Input,
            Self::NotActionable(_) => Trouble::NotActionable,
            Self::NotReady(_) => Trouble::NotReady,
            Self::LoginMissing => Trouble::NoLogin,
            Self::Practice(_) | Self::Internal(_) => Trouble::Internal,
        }
    }
}

fn store_trouble(error: &StoreError) -> Trouble {
    match error {
        StoreError::Busy => Trouble::StoreBusy,
        StoreError::Newer { .. } => Trouble::StoreNewer,
        StoreError::Damaged(_) => Trouble::StoreDamaged,
        StoreError::DiskFull | StoreError::DiskFailed(_) | StoreError::ReadOnly | StoreError::CannotOpen(_) => {
            Trouble::DiskFull
        }
        StoreError::NotFound { .. } => Trouble::NotFound,
        StoreError::IllegalMove { .. } | StoreError::IllegalLabelMove { .. } | StoreError::AlreadyAsked(_) => {
            Trouble::NotActionable
        }
        StoreError::Unreadable(_) | StoreError::Sql(_) => Trouble::Internal,
    }
}

fn call_trouble(error: &CallError) -> Trouble {
    match error {
        CallError::Offline { .. } => Trouble::Offline,
        error if error.outcome_unknown() && !matches!(error, CallError::Busy { .. } | CallError::Unexpected { .. }) => {
            Trouble::OutcomeUnknown
        }
        CallError::Timeout { .. } | CallError::Lost { .. } => Trouble::Timeout,
        CallError::Throttled { .. } | CallError::Busy { .. } | CallError::BudgetSpent { .. } => Trouble::Busy,
        CallError::LoginMissing => Trouble::NoLogin,
        CallError::LoginRefused { .. } => Trouble::LoginRefused,
        CallError::LoginExpired => Trouble::LoginExpired,
        CallError::Refused { .. } => Trouble::Refused,
        CallError::Unexpected { .. } => Trouble::Unexpected,
        CallError::BadBaseUrl { .. } => Trouble::Input,
        CallError::TooMany { .. } => Trouble::Internal,
    }
}
