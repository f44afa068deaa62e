//! Credentials from the environment, for this one run; everything else from the key store.

use std::sync::Arc;

use godown_ops::ports::{MemoryVault, SecretVault, VaultError};
use secrecy::SecretString;

/// Application id for this one run.
const ID_VARIABLE: &str = "GODOWN_CLIENT_ID";
/// Its secret.
const SECRET_VARIABLE: &str = "GODOWN_CLIENT_SECRET";

/// A login given in the environment.
pub struct Given {
    /// Application id.
    pub client_id: String,
    /// Its secret.
    pub secret: SecretString,
}

/// The login in the environment; `None` unless both parts are there.
pub fn given() -> Option<Given> {
    let read = |name| std::env::var(name).ok().filter(|text| !text.trim().is_empty());
    Some(Given { client_id: read(ID_VARIABLE)?, secret: SecretString::from(read(SECRET_VARIABLE)?) })
}

/// The vault of this run. With a login in the environment the key store is left alone: the run must work where there is
/// none, and must not overwrite what is kept there.
pub fn vault() -> Result<Arc<dyn SecretVault>, VaultError> {
    let Some(given) = given() else { return Ok(godown_host::open_vault()) };
    let vault = MemoryVault::default();
    vault.put(&given.client_id, &given.secret)?;
    Ok(Arc::new(vault))
}
