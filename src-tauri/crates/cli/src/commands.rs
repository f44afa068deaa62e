//! The commands, one file per subject.

mod account;
mod data;
mod guardrails;
mod look;
mod papers;
mod print;
mod reconcile;
mod self_ship;
mod stock;
pub mod typed;
mod watch;
mod work;

pub use guardrails::instant;

use std::sync::Arc;

use godown_domain::Outcome;
use godown_host::{LogTo, PracticeOptions};
use godown_ops::ports::SystemClock;
use godown_ops::{Desks, DesksOptions, Lanes};
use serde_json::{Value, json};

use crate::args::own::{SelfShipCommand, StockCommand};
use crate::args::paper::{LabelsArgs, LabelsCommand, PrintCommand};
use crate::args::{Cli, Command};
use crate::output::{Failure, Out};
use crate::{login, seller};

/// Runs a command against the data folder and gives its exit code.
pub async fn run(cli: &Cli, out: Out) -> Result<u8, Failure> {
    let bad_use = |error: godown_host::HostError| Failure::use_of(error.to_string());
    let data_dir = cli.data_dir.clone().map_or_else(godown_host::default_data_dir, Ok).map_err(bad_use)?;
    let _log = godown_host::start_log(&data_dir, LogTo::File);
    let practice = PracticeOptions::from_environment().map_err(bad_use)?;
    let vault = login::vault().map_err(|error| Failure::plain(3, error.to_string()))?;
    let desks = Desks::new(DesksOptions {
        data_dir,
        vault: vault.clone(),
        clock: Arc::new(SystemClock),
        start_practice: Some(godown_host::start_practice(practice)),
        desk: "command line".into(),
        lanes: lanes(&cli.command),
    });
    let result = match &cli.command {
        Command::Account(command) => account::run(cli, &desks, vault, out, command).await,
        Command::Data(command) => data::run(cli, &desks, out, command).await,
        command => match seller::open(cli, &desks).await {
            Ok(()) => for_seller(&desks, out, command).await,
            Err(failure) => Err(failure),
        },
    };
    desks.shut_down().await;
    result
}

/// Who only looks must not set anything going.
fn lanes(command: &Command) -> Lanes {
    match command {
        Command::Pack(_) | Command::Rtd(_) | Command::Cancel { .. } | Command::Batch { wait: Some(_), .. } => {
            Lanes::Asked
        }
        Command::SelfShip(command) if !matches!(command, SelfShipCommand::Couriers) => Lanes::Asked,
        Command::Stock(StockCommand::Set { .. }) => Lanes::Asked,
        Command::Print(
            PrintCommand::Start(_) | PrintCommand::Reprint(_) | PrintCommand::Resume { .. } | PrintCommand::GoOn { .. },
        ) => Lanes::Asked,
        _ => Lanes::Still,
    }
}

async fn for_seller(desks: &Desks, out: Out, command: &Command) -> Result<u8, Failure> {
    match command {
        Command::Sync { full } => look::sync(desks, out, *full).await,
        Command::Reconcile => reconcile::run(desks, out).await,
        Command::Queue(args) => look::queue(desks, out, args).await,
        Command::Show { shipment } => look::show(desks, out, shipment).await,
        Command::Activity { unresolved, limit } => look::activity(desks, out, *unresolved, *limit).await,
        Command::Waiting { limit } => watch::waiting(desks, out, *limit).await,
        Command::Watch { location, now, support } => {
            watch::watch(desks, out, location.as_deref(), *now, *support).await
        }
        Command::Pack(args) => work::pack(desks, out, args).await,
        Command::Batch { batch, wait } => work::batch(desks, out, *batch, *wait).await,
        Command::Rtd(args) => work::rtd(desks, out, args).await,
        Command::Cancel { shipments, reason } => work::cancel(desks, out, shipments, *reason).await,
        Command::SelfShip(command) => self_ship::run(desks, out, command).await,
        Command::Stock(command) => stock::run(desks, out, command).await,
        Command::Labels(args) => labels(desks, out, args).await,
        Command::Documents(command) => papers::documents(desks, out, command).await,
        Command::Print(command) => print::print(desks, out, command).await,
        Command::Ledger(command) => print::ledger(desks, out, command).await,
        Command::Manifest { location, courier, out: file, mps } => {
            papers::manifest(desks, out, location, courier, *mps, file).await
        }
        Command::Guardrails(args) => guardrails::guardrails(desks, out, args).await,
        Command::WhatIf { act, shipments } => guardrails::what_if(desks, out, *act, shipments).await,
        Command::Import { file } => guardrails::import(desks, out, file).await,
        Command::Alerts => guardrails::alerts(desks, out).await,
        Command::Account(_) | Command::Data(_) | Command::Sandbox(_) => {
            Err(Failure::use_of("This command needs no seller."))
        }
    }
}

async fn labels(desks: &Desks, out: Out, args: &LabelsArgs) -> Result<u8, Failure> {
    match (&args.command, args.batch, &args.out) {
        (Some(LabelsCommand::File { batch, out: file }), ..) => papers::labels(desks, out, *batch, file).await,
        (Some(LabelsCommand::List(what)), ..) => print::check(desks, out, what, true).await,
        (Some(LabelsCommand::Check(what)), ..) => print::check(desks, out, what, false).await,
        (None, Some(batch), Some(file)) => papers::labels(desks, out, batch, file).await,
        (None, ..) => Err(Failure::use_of("Say what to do with labels: list, file or check.")),
    }
}

/// What became of one shipment.
struct Told {
    shipment: String,
    outcome: Outcome,
    code: Option<String>,
    message: Option<String>,
}

impl Told {
    fn json(&self) -> Value {
        json!({
            "shipmentId": self.shipment, "outcome": self.outcome, "code": self.code, "message": self.message,
        })
    }

    /// For a person: nothing about what went well.
    fn words(&self) -> Option<String> {
        let what = match self.outcome {
            Outcome::Done => return None,
            Outcome::Waiting => "under way",
            Outcome::Refused => "refused",
            Outcome::Unknown => "unknown",
            Outcome::DidNotGo => "did not go",
        };
        let code = self.code.as_deref().unwrap_or_default();
        let message = self.message.as_deref().unwrap_or_default();
        Some(format!("{}  {what}  {code}  {message}", self.shipment))
    }
}

/// All done, or some not.
fn exit(all_done: bool) -> u8 {
    if all_done { 0 } else { crate::output::SOME_NOT_DONE }
}
