//! Sellers, accounts, choices.

use godown_domain::settings::Settings;
use godown_ops::{Desks, SellerRecord, account};
use secrecy::SecretString;

use super::Reply;
use crate::types::{
    AccountForm, AccountTest, DataPlace, Erased, KeyPlace, LocationName, Nothing, SellerHead, SellerRef, Sellers,
    SyncAsk,
};

pub(crate) fn head(record: SellerRecord) -> SellerHead {
    let SellerRecord { id, name, practice, client_id, base_url } = record;
    SellerHead { id, name, practice, client_id, base_url }
}

fn new_account(form: AccountForm) -> account::NewAccount {
    account::NewAccount {
        name: form.name,
        client_id: form.client_id,
        client_secret: SecretString::from(form.client_secret),
        base_url: form.base_url,
    }
}

pub(crate) async fn sellers(desks: &Desks, _: Nothing) -> Reply<Sellers> {
    let (open, all) = desks.sellers()?;
    Ok(Sellers { open, all: all.into_iter().map(head).collect() })
}

pub(crate) async fn seller_open(desks: &Desks, seller: SellerRef) -> Reply<Nothing> {
    desks.open(&seller.id).await?;
    Ok(Nothing {})
}

pub(crate) async fn practice_open(desks: &Desks, _: Nothing) -> Reply<Nothing> {
    desks.open_practice().await?;
    Ok(Nothing {})
}

pub(crate) async fn seller_close(desks: &Desks, _: Nothing) -> Reply<Nothing> {
    desks.close().await;
    Ok(Nothing {})
}

pub(crate) async fn account_test(desks: &Desks, form: AccountForm) -> Reply<AccountTest> {
    let tested = account::test(desks, &new_account(form)).await?;
    let locations = tested.locations.into_iter().map(|one| LocationName { id: one.id.0, name: one.name }).collect();
    Ok(AccountTest { locations, login_expires_at: Some(tested.expires_at), can_keep: tested.can_keep })
}

pub(crate) async fn account_add(desks: &Desks, form: AccountForm) -> Reply<SellerRef> {
    Ok(SellerRef { id: account::add(desks, new_account(form)).await? })
}

pub(crate) async fn account_remove(desks: &Desks, seller: SellerRef) -> Reply<Nothing> {
    account::remove(desks, &seller.id).await?;
    Ok(Nothing {})
}

pub(crate) async fn settings_get(desks: &Desks, _: Nothing) -> Reply<Settings> {
    Ok(desks.desk()?.settings())
}

pub(crate) async fn settings_put(desks: &Desks, settings: Settings) -> Reply<Nothing> {
    desks.desk()?.set_settings(settings).await?;
    Ok(Nothing {})
}

pub(crate) async fn data_place(desks: &Desks, _: Nothing) -> Reply<DataPlace> {
    let desk = desks.desk()?;
    let (database_bytes, document_bytes) = desk.sizes().await?;
    Ok(DataPlace {
        folder: desk.folder().display().to_string(),
        database_bytes,
        document_bytes,
        key: match desk.key_place() {
            godown_ops::KeyPlace::KeyStore => KeyPlace::KeyStore,
            godown_ops::KeyPlace::Folder => KeyPlace::Folder,
            godown_ops::KeyPlace::Locked => KeyPlace::Locked,
        },
        shipments: desk.shipment_count().await?,
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

pub(crate) async fn erase_now(desks: &Desks, _: Nothing) -> Reply<Erased> {
    let godown_ops::Erased { buyers, files } = desks.desk()?.erase_now().await?;
    Ok(Erased { buyers, files })
}

pub(crate) async fn sync_now(desks: &Desks, ask: SyncAsk) -> Reply<Nothing> {
    desks.desk()?.sync_soon(ask.full);
    Ok(Nothing {})
}
