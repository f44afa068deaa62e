//! The database: check, backups, restore.

use godown_ops::keeping::{self, Kept};
use godown_ops::{Backup, Desks, Trouble};

use super::Reply;
use crate::types::{
    BackupKind, Carried, DataBackup, DataChecked, DataKept, DataOf, Nothing, RestoreAsk, RestoreCheck, Restored,
};

fn backup(from: Backup) -> DataBackup {
    let Backup { name, at, kind, bytes, shipments, intents } = from;
    let kind = match kind {
        godown_ops::BackupKind::Daily => BackupKind::Daily,
        godown_ops::BackupKind::Upgrade => BackupKind::Upgrade,
        godown_ops::BackupKind::Asked => BackupKind::Asked,
    };
    DataBackup { name, at, kind, bytes, shipments, actions: intents }
}

fn carried(from: keeping::Carried) -> Carried {
    let keeping::Carried { carried, doubtful, unreadable } = from;
    Carried { carried, doubtful, unreadable }
}

pub(crate) async fn data_backups(desks: &Desks, of: DataOf) -> Reply<DataKept> {
    let Kept { seller, backups, damage } = desks.kept(of.seller.as_deref()).await?;
    Ok(DataKept { seller, backups: backups.into_iter().map(backup).collect(), damage })
}

pub(crate) async fn data_check(desks: &Desks, of: DataOf) -> Reply<DataChecked> {
    let damage = match desks.check_database(of.seller.as_deref()).await {
        Ok(()) => None,
        Err(error) if error.trouble() == Trouble::StoreDamaged => Some(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    Ok(DataChecked { damage })
}

pub(crate) async fn data_backup(desks: &Desks, _: Nothing) -> Reply<DataBackup> {
    Ok(backup(desks.desk()?.back_up_now().await?))
}

pub(crate) async fn restore_check(desks: &Desks, ask: RestoreAsk) -> Reply<RestoreCheck> {
    let check = desks.restore_check(ask.seller.as_deref(), &ask.backup).await?;
    Ok(RestoreCheck { backup: backup(check.backup), actions: carried(check.acts), labels: carried(check.labels) })
}

pub(crate) async fn data_restore(desks: &Desks, ask: RestoreAsk) -> Reply<Restored> {
    let done = desks.restore(ask.seller.as_deref(), &ask.backup).await?;
    Ok(Restored { aside: done.aside.display().to_string(), actions: carried(done.acts), labels: carried(done.labels) })
}
