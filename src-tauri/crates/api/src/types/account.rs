//! Sellers, their accounts, settings.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A seller known on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SellerHead {
    /// Folder name and key.
    pub id: String,
    /// Name a person gave it.
    pub name: String,
    /// The practice seller.
    pub practice: bool,
    /// Application id of its account; empty for practice.
    pub client_id: String,
    /// Marketplace it talks to.
    pub base_url: String,
}

/// The sellers of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Sellers {
    /// The open one.
    pub open: Option<String>,
    /// All.
    pub all: Vec<SellerHead>,
}

/// Names a seller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SellerRef {
    /// Its id.
    pub id: String,
}

/// Credentials as a person typed them. Never stored in clear, never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountForm {
    /// Name to show.
    pub name: String,
    /// Application id from the seller panel.
    pub client_id: String,
    /// Application secret.
    pub client_secret: String,
    /// Marketplace; empty means the real one.
    pub base_url: String,
}

impl std::fmt::Debug for AccountForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccountForm(hidden)")
    }
}

/// What a test of credentials found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountTest {
    /// Warehouses the account owns.
    pub locations: Vec<LocationName>,
    /// When the login dies.
    pub login_expires_at: Option<godown_domain::At>,
    /// Whether the system key store can keep the login.
    pub can_keep: bool,
}

/// A warehouse with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LocationName {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

pub use godown_domain::settings::{Settings, Theme};

/// Where the key of names, addresses and labels is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyPlace {
    /// In the system key store.
    KeyStore,
    /// In a file beside the data: this computer has no key store, or this is the practice seller.
    Folder,
    /// In a key store that is locked or away: names, addresses and labels cannot be read now.
    Locked,
}

/// What was erased just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Erased {
    /// Buyers whose name and address were forgotten.
    pub buyers: u32,
    /// Files of labels, invoices and lists that were taken away.
    pub files: u32,
}

/// Where the data lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataPlace {
    /// Folder.
    pub folder: String,
    /// Bytes of the database.
    #[specta(type = f64)]
    pub database_bytes: u64,
    /// Bytes of kept documents.
    #[specta(type = f64)]
    pub document_bytes: u64,
    /// Where the key of names, addresses and labels is.
    pub key: KeyPlace,
    /// Shipments known.
    pub shipments: u32,
    /// Version of the app.
    pub version: String,
}
