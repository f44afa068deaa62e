//! Which seller a run works for.

use godown_api::types::{AccountForm, Frame, Nothing, SellerHead, SellerRef, Sellers};
use godown_ops::Desks;
use secrecy::ExposeSecret;

use crate::args::Cli;
use crate::ask::ask;
use crate::login;
use crate::output::Failure;

/// Name of the practice seller on the command line.
const PRACTICE: &str = "practice";

/// Opens the seller the command line names; the one open last where it names none.
pub async fn open(cli: &Cli, desks: &Desks) -> Result<(), Failure> {
    match (&cli.seller, &cli.api_base, login::given()) {
        (Some(name), _, _) if name == PRACTICE => ask::<Nothing>(desks, "practice_open", Nothing {}).await.map(|_| ()),
        (Some(name), _, _) => {
            let found = named(desks, name).await?;
            open_known(desks, found).await
        }
        (None, base, Some(given)) => with_login(desks, base.as_deref(), &given).await,
        (None, Some(base), None) => {
            let at = |seller: &SellerHead| same_place(&seller.base_url, base);
            let sellers: Sellers = ask(desks, "sellers", Nothing {}).await?;
            let found = sellers.all.into_iter().find(at).ok_or_else(|| {
                Failure::use_of(format!(
                    "No seller of this computer is at {base}. Add one with `account add`, or give GODOWN_CLIENT_ID and \
                     GODOWN_CLIENT_SECRET in the environment."
                ))
            })?;
            open_known(desks, found).await
        }
        (None, None, None) => {
            let frame: Frame = ask(desks, "frame", Nothing {}).await?;
            let none =
                "No seller is open. Name one with --seller, add one with `account add`, or try --seller practice.";
            frame.seller.map(|_| ()).ok_or_else(|| Failure::use_of(none))
        }
    }
}

/// A seller by its id or its name.
pub async fn named(desks: &Desks, name: &str) -> Result<SellerHead, Failure> {
    let sellers: Sellers = ask(desks, "sellers", Nothing {}).await?;
    let by_id = sellers.all.iter().find(|seller| seller.id == name);
    let by_name = || sellers.all.iter().find(|seller| seller.name.eq_ignore_ascii_case(name));
    by_id.or_else(by_name).cloned().ok_or_else(|| {
        let names: Vec<&str> = sellers.all.iter().map(|seller| seller.id.as_str()).collect();
        Failure::use_of(format!("There is no seller “{name}” on this computer; there are: {}", names.join(", ")))
    })
}

async fn open_known(desks: &Desks, seller: SellerHead) -> Result<(), Failure> {
    ask::<Nothing>(desks, "seller_open", SellerRef { id: seller.id }).await.map(|_| ())
}

/// The seller of a login given in the environment; made where this computer has not met it.
async fn with_login(desks: &Desks, base: Option<&str>, given: &login::Given) -> Result<(), Failure> {
    let sellers: Sellers = ask(desks, "sellers", Nothing {}).await?;
    let fits = |seller: &SellerHead| {
        seller.client_id == given.client_id && base.is_none_or(|base| same_place(&seller.base_url, base))
    };
    if let Some(known) = sellers.all.into_iter().find(fits) {
        return open_known(desks, known).await;
    }
    let form = AccountForm {
        name: String::new(),
        client_id: given.client_id.clone(),
        client_secret: given.secret.expose_secret().to_owned(),
        base_url: base.unwrap_or_default().to_owned(),
    };
    ask::<SellerRef>(desks, "account_add", form).await.map(|_| ())
}

/// Whether two addresses are the same marketplace.
pub fn same_place(one: &str, other: &str) -> bool {
    one.trim_end_matches('/').eq_ignore_ascii_case(other.trim().trim_end_matches('/'))
}
