//! What can go wrong with the file, in plain sentences. SQLite's codes are told apart here and nowhere else.

use godown_domain::IntentState;
use godown_domain::print::label_state::LabelState;
use rusqlite::ErrorCode;

/// Result of everything in this crate.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else is writing; the wait ran out.
    #[error(
        "The database is held by another program, such as a virus scanner or a backup program. Reading goes on; try again in a moment."
    )]
    Busy,
    /// Written by a newer Godown; left untouched.
    #[error("This data was written by a newer Godown (format {file}; this one knows {app}). Update Godown to open it.")]
    Newer {
        /// Version of the file.
        file: i64,
        /// Newest version known here.
        app: i64,
    },
    /// Not a database, or a broken one.
    #[error("The database is damaged ({0}). Nothing more is written to it; restore a backup.")]
    Damaged(String),
    /// No room left.
    #[error("The disk is full: free some space and try again. Nothing already saved is lost.")]
    DiskFull,
    /// The disk answers with errors: gone, broken, or over its owner's quota.
    #[error("The disk could not be read or written ({0}). Check that it is connected and has room.")]
    DiskFailed(String),
    /// The medium or the folder cannot be written.
    #[error("The data folder cannot be written. Choose another folder or change its permissions.")]
    ReadOnly,
    /// The file or its folder cannot be opened at all.
    #[error("The database cannot be opened ({0}).")]
    CannotOpen(String),
    /// What was asked about is not there.
    #[error("{what} is not known on this computer.")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// A move that the life of an intent does not have.
    #[error("An action that is {from:?} cannot become {to:?}.")]
    IllegalMove {
        /// Where it stands.
        from: IntentState,
        /// Where it was to go.
        to: IntentState,
    },
    /// A move that the life of a physical label does not have.
    #[error("A label that is {from:?} cannot become {to:?}.")]
    IllegalLabelMove {
        /// Where it stands.
        from: LabelState,
        /// Where it was to go.
        to: LabelState,
    },
    /// The same action is under way for the shipment, or for the stock of the listing.
    #[error("This was already asked for {0}.")]
    AlreadyAsked(String),
    /// A stored value that this program does not understand.
    #[error("A stored value cannot be read ({0}).")]
    Unreadable(String),
    /// Anything else SQLite says.
    #[error("The database refused: {0}")]
    Sql(#[source] rusqlite::Error),
}

impl StoreError {
    /// Whether trying again without a person's help is pointless.
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Busy | Self::DiskFull | Self::DiskFailed(_))
    }

    /// The sentence of a missing thing.
    pub(crate) fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::SystemIoFailure) if lacks_index_room(&error) => Self::DiskFull,
            Some(ErrorCode::SystemIoFailure) => Self::DiskFailed(error.to_string()),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::CannotOpen) => Self::CannotOpen(error.to_string()),
            _ => Self::Sql(error),
        }
    }
}

/// Making room for the journal's index is the one write whose lack of space SQLite calls an input or output error.
fn lacks_index_room(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::CannotOpen(error.to_string()),
        }
    }
}
