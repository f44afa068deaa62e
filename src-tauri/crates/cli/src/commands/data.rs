//! The database: check, backup, backups, restore. None but `backup` needs it to be sound.

use godown_api::types::{
    Carried, DataBackup, DataChecked, DataKept, DataOf, Erased, Nothing, RestoreAsk, RestoreCheck, Restored,
    SellerHead, Sellers, Settings,
};
use godown_ops::Desks;

use super::exit;
use crate::args::{Cli, Data};
use crate::ask::ask;
use crate::output::{Failure, Out, value};
use crate::{login, seller};

/// Runs one of them.
pub async fn run(cli: &Cli, desks: &Desks, out: Out, command: &Data) -> Result<u8, Failure> {
    match command {
        Data::Backup => {
            seller::open(cli, desks).await?;
            let made: DataBackup = ask(desks, "data_backup", Nothing {}).await?;
            out.answer(&value(&made)?, &words(&made))?;
            Ok(0)
        }
        Data::Check => {
            let checked: DataChecked = ask(desks, "data_check", of(cli, desks).await?).await?;
            let words = checked.damage.clone().unwrap_or_else(|| "The database is sound.".into());
            out.answer(&value(&checked)?, &words)?;
            Ok(exit(checked.damage.is_none()))
        }
        Data::Erase { keep_days } => {
            seller::open(cli, desks).await?;
            if let Some(keep_buyer_days) = *keep_days {
                let kept: Settings = ask(desks, "settings_get", Nothing {}).await?;
                let _: Nothing = ask(desks, "settings_put", Settings { keep_buyer_days, ..kept }).await?;
            }
            let done: Erased = ask(desks, "erase_now", Nothing {}).await?;
            out.answer(&value(done)?, &format!("Erased: {} buyers, {} files.", done.buyers, done.files))?;
            Ok(0)
        }
        Data::Backups => {
            let kept: DataKept = ask(desks, "data_backups", of(cli, desks).await?).await?;
            let lines: Vec<String> = kept.backups.iter().map(words).collect();
            out.answer(&value(&kept)?, &lines.join("\n"))?;
            Ok(0)
        }
        Data::Restore { backup, check } => restore(cli, desks, out, backup.clone(), *check).await,
    }
}

async fn restore(cli: &Cli, desks: &Desks, out: Out, named: Option<String>, check: bool) -> Result<u8, Failure> {
    let of = of(cli, desks).await?;
    let backup = match named {
        Some(name) => name,
        None => {
            let kept: DataKept = ask(desks, "data_backups", of.clone()).await?;
            let newest = kept.backups.into_iter().next();
            newest.map(|backup| backup.name).ok_or_else(|| Failure::plain(1, "There is no backup yet.".into()))?
        }
    };
    let asked = RestoreAsk { seller: of.seller, backup };
    if check {
        let told: RestoreCheck = ask(desks, "restore_check", asked).await?;
        out.answer(&value(&told)?, &carried(told.actions, told.labels))?;
        return Ok(0);
    }
    let done: Restored = ask(desks, "data_restore", asked).await?;
    let words = format!(
        "The backup is in place. {}\nThe former database is kept as {}.\nRun `sync --full` to read the marketplace again.",
        carried(done.actions, done.labels),
        done.aside,
    );
    out.answer(&value(&done)?, &words)?;
    Ok(0)
}

/// The seller the command line means, without opening it: its database may be broken.
async fn of(cli: &Cli, desks: &Desks) -> Result<DataOf, Failure> {
    if let Some(name) = &cli.seller {
        return Ok(DataOf { seller: Some(seller::named(desks, name).await?.id) });
    }
    let given = login::given();
    let sellers: Sellers = ask(desks, "sellers", Nothing {}).await?;
    let fits = |one: &&SellerHead| {
        given.as_ref().is_some_and(|given| one.client_id == given.client_id)
            && cli.api_base.as_ref().is_none_or(|base| seller::same_place(&one.base_url, base))
    };
    Ok(DataOf { seller: sellers.all.iter().find(fits).map(|one| one.id.clone()) })
}

fn words(backup: &DataBackup) -> String {
    let DataBackup { name, at, bytes, shipments, actions, .. } = backup;
    format!("{name}  {}  {bytes} bytes  {shipments} shipments  {actions} actions", at.to_wire())
}

fn carried(actions: Carried, labels: Carried) -> String {
    format!(
        "{} actions and {} labels younger than it are carried over, {} and {} of the backup are checked again, {} could not \
         be read.",
        actions.carried,
        labels.carried,
        actions.doubtful,
        labels.doubtful,
        actions.unreadable + labels.unreadable,
    )
}
