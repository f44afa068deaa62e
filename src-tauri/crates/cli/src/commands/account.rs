//! Accounts: add, list, test, remove.

use std::io::Read;
use std::sync::Arc;

use godown_api::types::{AccountForm, AccountTest, AtLocation, Nothing, SellerHead, SellerRef, Sellers};
use godown_ops::Desks;
use godown_ops::ports::SecretVault;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::args::{Account, Cli};
use crate::ask::ask;
use crate::output::{Failure, Out, value};
use crate::{login, seller};

/// Runs one of them.
pub async fn run(
    cli: &Cli,
    desks: &Desks,
    vault: Arc<dyn SecretVault>,
    out: Out,
    command: &Account,
) -> Result<u8, Failure> {
    match command {
        Account::Add { client_id, name } => add(cli, desks, vault, out, client_id, name).await,
        Account::List => {
            let sellers: Sellers = ask(desks, "sellers", Nothing {}).await?;
            let words: Vec<String> = sellers.all.iter().map(words).collect();
            out.answer(&json!({ "sellers": value(&sellers.all)? }), &words.join("\n"))?;
            Ok(0)
        }
        Account::Test => test(cli, desks, vault, out).await,
        Account::Remove { name } => {
            let found = seller::named(desks, name).await?;
            ask::<Nothing>(desks, "account_remove", SellerRef { id: found.id.clone() }).await?;
            out.answer(
                &json!({ "removed": found.id }),
                &format!("{} is forgotten; its data stays on disk.", found.name),
            )?;
            Ok(0)
        }
    }
}

fn words(seller: &SellerHead) -> String {
    let place = if seller.practice { "practice marketplace" } else { seller.base_url.as_str() };
    format!("{}  {}  {place}", seller.id, seller.name)
}

async fn add(
    cli: &Cli,
    desks: &Desks,
    vault: Arc<dyn SecretVault>,
    out: Out,
    client_id: &str,
    name: &str,
) -> Result<u8, Failure> {
    let mut secret = String::new();
    let unread = |error: std::io::Error| Failure::use_of(format!("The secret could not be read: {error}"));
    std::io::stdin().lock().read_to_string(&mut secret).map_err(unread)?;
    let form = AccountForm {
        name: name.to_owned(),
        client_id: client_id.to_owned(),
        client_secret: secret.trim().to_owned(),
        base_url: cli.api_base.clone().unwrap_or_default(),
    };
    let added: SellerRef = ask(desks, "account_add", form).await?;
    let kept = keeps(vault).await?;
    if !kept {
        out.say(
            "This computer has no key store, so the login was kept for this run only. \
             Give GODOWN_CLIENT_ID and GODOWN_CLIENT_SECRET in the environment of each run.",
        );
    }
    out.answer(&json!({ "seller": added.id, "loginKept": kept }), &format!("Connected as {}.", added.id))?;
    Ok(0)
}

async fn keeps(vault: Arc<dyn SecretVault>) -> Result<bool, Failure> {
    let asked = tokio::task::spawn_blocking(move || vault.keeps()).await;
    asked.map_err(|error| Failure::plain(1, error.to_string()))
}

async fn test(cli: &Cli, desks: &Desks, vault: Arc<dyn SecretVault>, out: Out) -> Result<u8, Failure> {
    let Some(form) = kept_form(cli, desks, vault).await? else {
        // The practice seller keeps no login: that its marketplace answers is the test.
        seller::open(cli, desks).await?;
        ask::<Nothing>(desks, "handovers_read", AtLocation { location: None }).await?;
        out.answer(&json!({ "ok": true }), "The practice marketplace answers.")?;
        return Ok(0);
    };
    let tested: AccountTest = ask(desks, "account_test", form).await?;
    let locations: Vec<Value> =
        tested.locations.iter().map(|one| json!({ "locationId": one.id, "name": one.name })).collect();
    let names: Vec<&str> = tested.locations.iter().map(|one| one.name.as_str()).collect();
    let document = json!({ "ok": true, "locations": locations, "loginExpiresAt": tested.login_expires_at });
    out.answer(&document, &format!("The login works. Warehouses: {}", names.join(", ")))?;
    Ok(0)
}

/// The login to test: of the environment, or of the chosen seller. `None` for the practice seller.
async fn kept_form(cli: &Cli, desks: &Desks, vault: Arc<dyn SecretVault>) -> Result<Option<AccountForm>, Failure> {
    let form = |client_id: String, client_secret: String, base_url: String| {
        Some(AccountForm { name: String::new(), client_id, client_secret, base_url })
    };
    if let (None, Some(given)) = (&cli.seller, login::given()) {
        let base = cli.api_base.clone().unwrap_or_default();
        return Ok(form(given.client_id, given.secret.expose_secret().to_owned(), base));
    }
    let chosen = match &cli.seller {
        Some(name) if name == "practice" => return Ok(None),
        Some(name) => seller::named(desks, name).await?,
        None => {
            seller::open(cli, desks).await?;
            let sellers: Sellers = ask(desks, "sellers", Nothing {}).await?;
            let open = sellers.open.unwrap_or_default();
            seller::named(desks, &open).await?
        }
    };
    if chosen.practice {
        return Ok(None);
    }
    let key = chosen.client_id.clone();
    let kept = tokio::task::spawn_blocking(move || vault.get(&key)).await;
    let kept = kept.map_err(|error| Failure::plain(1, error.to_string()))?;
    let secret = kept
        .map_err(|error| Failure::plain(3, error.to_string()))?
        .ok_or_else(|| Failure::plain(3, "The login of this seller is not on this computer.".into()))?;
    Ok(form(chosen.client_id, secret.expose_secret().to_owned(), chosen.base_url))
}
