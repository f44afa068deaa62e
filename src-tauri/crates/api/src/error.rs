//! The one error a screen or a script meets. A code exists only where the caller does something different for it.

use godown_domain::ShipmentId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What kind of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// No credentials.
    AuthMissing,
    /// The login died.
    AuthExpired,
    /// The marketplace refused id or secret.
    AuthRefused,
    /// No line.
    NetOffline,
    /// No answer in time.
    NetTimeout,
    /// The marketplace is slow or throttles.
    MpBusy,
    /// The marketplace said no.
    MpRefused,
    /// The marketplace answered in a shape we do not know (often a proxy's page).
    MpUnexpected,
    /// Sent, answer lost; being checked.
    OutcomeUnknown,
    /// On hold, too early, already done.
    NotActionable,
    /// It changed while you looked.
    StateChanged,
    /// Something is missing.
    InputMissing,
    /// Something is wrong in what was entered.
    InputInvalid,
    /// Label not made yet.
    DocNotReady,
    /// The order changed after the label was fetched.
    DocStale,
    /// A page could not be recognised.
    DocUnreadable,
    /// The printer refused or is not there.
    PrintFailed,
    /// The database is locked.
    StoreBusy,
    /// The file was written by a newer Godown.
    StoreNewer,
    /// The file is damaged.
    StoreDamaged,
    /// The disk is full or read-only.
    DiskFull,
    /// The system key store is closed or absent.
    VaultLocked,
    /// No seller is open.
    NoSeller,
    /// Another copy of the app holds this seller.
    AlreadyOpen,
    /// There is no such thing.
    NotFound,
    /// Our fault.
    Internal,
}

/// Whether anything changed at the marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Changed {
    /// Something did.
    Yes,
    /// Nothing did.
    No,
    /// Not known; it is being read back.
    Unknown,
}

/// An error for a person: what happened, to which shipments, whether anything changed, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppError {
    /// Kind.
    pub code: ErrorCode,
    /// What happened, one sentence.
    pub message: String,
    /// What to do next, one sentence.
    pub next_step: String,
    /// To which shipments.
    pub shipment_ids: Vec<ShipmentId>,
    /// Whether anything changed at the marketplace.
    pub changed: Changed,
    /// The technical cause, for a support ticket.
    pub detail: Option<String>,
}
