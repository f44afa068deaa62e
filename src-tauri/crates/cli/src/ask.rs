//! The contract from Rust: typed questions over the same door the window uses.

use godown_ops::Desks;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::output::Failure;

/// Runs a command of the contract.
pub async fn ask<T: DeserializeOwned>(desks: &Desks, command: &str, request: impl Serialize) -> Result<T, Failure> {
    let unreadable = |error: serde_json::Error| Failure::plain(1, format!("{command}: {error}"));
    let request = serde_json::to_value(request).map_err(unreadable)?;
    let reply = godown_api::call(desks, command, request).await?;
    serde_json::from_value(reply).map_err(unreadable)
}
