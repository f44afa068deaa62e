//! Connecting an account: try the credentials, keep them in the key store, open the seller.

use godown_domain::At;
use godown_flipkart::{CallError, Client, ClientConfig, Credentials, Location};
use secrecy::SecretString;

use crate::desk::blocking;
use crate::sellers::{MARKETPLACE, Register, SellerRecord};
use crate::{Desks, OpsError};

/// Credentials as a person typed them.
pub struct NewAccount {
    /// Name to show; the application id where empty.
    pub name: String,
    /// Application id.
    pub client_id: String,
    /// Secret.
    pub client_secret: SecretString,
    /// Marketplace; empty means the real one.
    pub base_url: String,
}

/// What a test of credentials found.
#[derive(Debug, Clone)]
pub struct Tested {
    /// Warehouses. Empty where the account may not list them (contract 12).
    pub locations: Vec<Location>,
    /// When the login dies.
    pub expires_at: At,
    /// The key store can keep the login.
    pub can_keep: bool,
}

/// Tries credentials at the marketplace; keeps nothing.
///
/// # Errors
/// [`OpsError::Input`] for empty fields; [`OpsError::Call`] as the marketplace or the line says.
pub async fn test(desks: &Desks, account: &NewAccount) -> Result<Tested, OpsError> {
    let (client_id, base_url) = checked(account)?;
    let credentials = Credentials { client_id, client_secret: account.client_secret.clone() };
    let client = Client::new(ClientConfig::new(base_url), credentials)?;
    let login = client.login().await?;
    let locations = match client.locations().await {
        Ok(locations) => locations,
        // Not in the published list of calls: an account without it is still a good account (contract 12).
        Err(CallError::Refused { status: 403 | 404, .. }) => vec![],
        Err(error) => return Err(error.into()),
    };
    let vault = desks.vault();
    Ok(Tested { locations, expires_at: login.expires_at, can_keep: blocking(move || vault.keeps()).await? })
}

/// Keeps an account (new, or the same application id with a new secret) and opens it. The credentials are tried first.
///
/// # Errors
/// As [`test`] and [`Desks::open`]; [`OpsError::Vault`].
pub async fn add(desks: &Desks, account: NewAccount) -> Result<String, OpsError> {
    test(desks, &account).await?;
    let (client_id, base_url) = checked(&account)?;
    let mut register = Register::load(desks.data_dir())?;
    let id = register.id_for(&client_id, &base_url);
    let vault = desks.vault();
    let (key, secret) = (client_id.clone(), account.client_secret);
    blocking(move || vault.put(&key, &secret)).await??;
    let name = if account.name.trim().is_empty() { client_id.clone() } else { account.name.trim().to_owned() };
    register.put(SellerRecord { id: id.clone(), name, practice: false, client_id, base_url });
    register.save(desks.data_dir())?;
    desks.close().await;
    desks.open(&id).await?;
    Ok(id)
}

/// Forgets a seller's login and takes it off the list. Its folder stays.
///
/// # Errors
/// [`OpsError::NotFound`], [`OpsError::Vault`], [`OpsError::File`].
pub async fn remove(desks: &Desks, id: &str) -> Result<(), OpsError> {
    let mut register = Register::load(desks.data_dir())?;
    let record = register.find(id).cloned().ok_or_else(|| OpsError::NotFound(format!("Seller {id}")))?;
    if desks.desk().is_ok_and(|desk| desk.record().id == id) {
        desks.close().await;
    }
    if !record.practice {
        let vault = desks.vault();
        blocking(move || vault.remove(&record.client_id)).await??;
    }
    register.sellers.retain(|seller| seller.id != id);
    register.last = register.last.filter(|last| last != id);
    register.save(desks.data_dir())
}

fn checked(account: &NewAccount) -> Result<(String, String), OpsError> {
    use secrecy::ExposeSecret;
    let client_id = account.client_id.trim();
    if client_id.is_empty() || account.client_secret.expose_secret().trim().is_empty() {
        return Err(OpsError::Input("Enter the application id and the application secret.".into()));
    }
    let base_url = account.base_url.trim().trim_end_matches('/');
    let base_url = if base_url.is_empty() { MARKETPLACE } else { base_url };
    Ok((client_id.to_owned(), base_url.to_owned()))
}
