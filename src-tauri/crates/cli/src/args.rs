//! The command line.

pub mod own;
pub mod paper;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use godown_api::types::WhatIfAct;
use godown_domain::batch::Stage;
use godown_domain::gate::CancelReason;
use godown_domain::guardrail::policy::{Basis, CancellationDay};
use godown_domain::{At, OrderItemId, Queue, ShipmentId};
use godown_sandbox::SandboxArgs;

use crate::args::own::{SelfShipCommand, StockCommand};
use crate::args::paper::{DocumentsCommand, LabelsArgs, LedgerCommand, PrintCommand};
use crate::commands::{instant, typed};

/// The seller's desk for the Flipkart marketplace, in a terminal.
///
/// Exit codes: 0 all done, 1 some refused or unknown (they are listed), 2 bad use, 3 login, 4 no network.
#[derive(Debug, Parser)]
#[command(name = "godown-cli", version)]
pub struct Cli {
    /// Folder of everything; the app's own where absent
    #[arg(long, global = true)]
    pub data_dir: Option<PathBuf>,
    /// Address of the marketplace, for a seller that is not at the usual one
    #[arg(long, global = true)]
    pub api_base: Option<String>,
    /// Seller to work for, by id or name; `practice` is the practice seller. The one open last where absent
    #[arg(long, global = true)]
    pub seller: Option<String>,
    /// One JSON document on standard output; words for people go to standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Accounts of this computer
    #[command(subcommand)]
    Account(Account),
    /// The database of a seller: look it through, back it up, restore it
    #[command(subcommand)]
    Data(Data),
    /// Read the marketplace until the picture is complete
    Sync {
        /// Walk everything again, not only what changed
        #[arg(long)]
        full: bool,
    },
    /// Read everything open again, and list what stood here otherwise
    Reconcile,
    /// The queues, or the shipments of one
    Queue(QueueArgs),
    /// Everything known of a shipment, timeline included
    Show {
        /// Shipment
        shipment: ShipmentId,
    },
    /// Ask for the labels of shipments: makes a batch
    Pack(PackArgs),
    /// A batch with every outcome
    Batch {
        /// Its number
        batch: u32,
        /// Wait until every shipment that can still pass this stage has passed it
        #[arg(long, value_parser = stage)]
        wait: Option<Stage>,
    },
    /// Labels: list them, check them, write the print file of a batch
    Labels(LabelsArgs),
    /// Documents on this computer
    #[command(subcommand)]
    Documents(DocumentsCommand),
    /// Print labels, and say what became of them
    #[command(subcommand)]
    Print(PrintCommand),
    /// The ledger of every label that was ever to be printed
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Mark shipments ready to dispatch, and wait until each is read back
    Rtd(RtdArgs),
    /// Cancel shipments
    Cancel {
        /// Shipments
        #[arg(required = true)]
        shipments: Vec<ShipmentId>,
        /// Why: cannot_procure_item, not_enough_inventory or b2b_order
        #[arg(long, value_parser = reason)]
        reason: CancelReason,
    },
    /// Parcels you deliver yourself: sent, delivered, come in vain
    #[command(subcommand)]
    SelfShip(SelfShipCommand),
    /// Stock of listings: look, and set
    #[command(subcommand)]
    Stock(StockCommand),
    /// Fetch the manifest of a courier's pickup
    Manifest {
        /// Warehouse
        #[arg(long)]
        location: String,
        /// Courier, as the marketplace names it
        #[arg(long)]
        courier: String,
        /// File to write
        #[arg(long)]
        out: PathBuf,
        /// The list of parcels with several boxes, which is kept apart
        #[arg(long)]
        mps: bool,
    },
    /// What was asked of the marketplace, newest first
    Activity {
        /// Only what is in doubt: being checked, or waiting for a person
        #[arg(long)]
        unresolved: bool,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// What waits to be sent, in the order in which it goes
    Waiting {
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// What couriers would leave behind, and labels that do not come. Exit code 1 where there is any
    Watch {
        /// Only this warehouse
        #[arg(long)]
        location: Option<String>,
        /// Read the couriers' counts first
        #[arg(long)]
        now: bool,
        /// The text for the marketplace's support instead
        #[arg(long)]
        support: bool,
    },
    /// How much room is left under every line, or a report of it. Exit code 1 where a line is crossed
    Guardrails(GuardrailArgs),
    /// What an act would cost, before it is done. Exit code 1 where a line would be crossed
    WhatIf {
        /// Act: cancel, or not-dispatch
        #[arg(value_parser = act)]
        act: WhatIfAct,
        /// Shipments
        #[arg(required = true)]
        shipments: Vec<ShipmentId>,
    },
    /// Compare with a report of Seller Hub (XLSX or CSV): RTS Breaches, Pickup Reattempts, Returns or Orders
    Import {
        /// File
        file: PathBuf,
    },
    /// Alerts, newest first
    Alerts,
    /// Run a practice marketplace alone
    Sandbox(SandboxArgs),
}

/// The database.
#[derive(Debug, Subcommand)]
pub enum Data {
    /// Look it through for damage; works where it cannot be opened
    Check,
    /// Make a backup now
    Backup,
    /// Erase buyers' names, addresses, labels and invoices whose time is over; happens by itself every day while the window is open
    Erase {
        /// Keep them for so many days after delivery from now on (1 to 365)
        #[arg(long, value_name = "DAYS")]
        keep_days: Option<u16>,
    },
    /// The backups there are, newest first
    Backups,
    /// Put a backup in the place of the database, and have everything since read from the marketplace again
    Restore {
        /// Name of the backup; the newest where absent
        backup: Option<String>,
        /// Only say what it would mean
        #[arg(long)]
        check: bool,
    },
}

/// Accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Connect an account; its secret is read from standard input
    Add {
        /// Application id from the seller panel
        #[arg(long)]
        client_id: String,
        /// Name to show
        #[arg(long, default_value = "")]
        name: String,
    },
    /// The sellers of this computer
    List,
    /// Try the login of a seller
    Test,
    /// Forget the login of a seller; its data stays on disk
    Remove {
        /// Seller, by id or name
        name: String,
    },
}

/// Which queue, narrowed how.
#[derive(Debug, Args)]
pub struct QueueArgs {
    /// Queue: to-pack, upcoming, on-hold, generating, forms, to-print, ready, in-transit, delivered, cancelled, other
    #[arg(value_parser = queue, required_unless_present = "counts", conflicts_with = "counts")]
    pub name: Option<Queue>,
    /// All queues with their counts
    #[arg(long)]
    pub counts: bool,
    /// Only shipments holding this SKU
    #[arg(long)]
    pub sku: Option<String>,
    /// Only this courier
    #[arg(long)]
    pub courier: Option<String>,
    /// Only this warehouse
    #[arg(long)]
    pub location: Option<String>,
    /// At most so many
    #[arg(long)]
    pub limit: Option<u32>,
}

/// Which board.
#[derive(Debug, Args)]
pub struct GuardrailArgs {
    /// As it was known at a past moment, such as 2026-11-20T16:00:00+05:30
    #[arg(long, value_parser = instant)]
    pub as_of: Option<At>,
    /// One warehouse; the account where absent
    #[arg(long)]
    pub location: Option<String>,
    /// Count units or orders; as set where absent
    #[arg(long, value_parser = word::<Basis>)]
    pub basis: Option<Basis>,
    /// Book seller cancellations on the day of approval or event; as set where absent
    #[arg(long, value_parser = word::<CancellationDay>)]
    pub booked: Option<CancellationDay>,
    /// Write a report instead: .pdf the weekly one, .xlsx or .csv everything
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// The serial numbers of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSerials {
    /// Its line.
    pub item: OrderItemId,
    /// Its numbers; a phone has one for each SIM.
    pub numbers: Vec<String>,
}

/// What to pack.
#[derive(Debug, Args)]
pub struct PackArgs {
    /// Shipments
    #[arg(required_unless_present = "queue", conflicts_with = "queue")]
    pub shipments: Vec<ShipmentId>,
    /// Everything in this queue
    #[arg(long, value_parser = queue)]
    pub queue: Option<Queue>,
    /// Of the queue, only shipments holding this SKU
    #[arg(long, requires = "queue", conflicts_with = "shipments")]
    pub sku: Option<String>,
    /// Of the queue, only the first so many
    #[arg(long, requires = "queue", conflicts_with = "shipments")]
    pub first: Option<u32>,
    /// Serial numbers of one unit of a line, or its IMEIs; once for every unit
    #[arg(long = "serial", value_name = "ORDER_ITEM=NUMBER[,NUMBER]", value_parser = typed::unit, conflicts_with = "queue")]
    pub serials: Vec<UnitSerials>,
    /// Size of each box of these shipments: centimetres and kilograms, such as 30x20x10x0.5
    #[arg(long = "box", value_name = "LxBxHxKG", value_parser = typed::parcel, conflicts_with = "queue")]
    pub parcel: Option<[String; 4]>,
    /// Wait until every request is read back, not only answered
    #[arg(long)]
    pub wait: bool,
    /// A name of your own for this request: asked again with the same one, it answers the same batch
    #[arg(long)]
    pub key: Option<String>,
}

/// What to mark ready.
#[derive(Debug, Args)]
pub struct RtdArgs {
    /// Shipments
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    pub shipments: Vec<ShipmentId>,
    /// Every shipment of this batch
    #[arg(long)]
    pub batch: Option<u32>,
}

fn queue(text: &str) -> Result<Queue, String> {
    Queue::from_slug(text).ok_or_else(|| {
        let names: Vec<&str> = Queue::ALL.into_iter().map(Queue::slug).collect();
        format!("there is no such queue; there are {}", names.join(", "))
    })
}

/// Paper is no stage to wait for here: a script sees the file, not the printer.
fn stage(text: &str) -> Result<Stage, String> {
    Stage::from_slug(text)
        .filter(|stage| *stage != Stage::Printed)
        .ok_or_else(|| "one of requested, labels-ready, downloaded, ready".to_owned())
}

fn reason(text: &str) -> Result<CancelReason, String> {
    CancelReason::ALL.into_iter().find(|reason| reason.as_wire() == text).ok_or_else(|| {
        let words: Vec<&str> = CancelReason::ALL.into_iter().map(CancelReason::as_wire).collect();
        format!("one of {}", words.join(", "))
    })
}

/// A word of the contract.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|error| error.to_string())
}

fn act(text: &str) -> Result<WhatIfAct, String> {
    match text {
        "cancel" => Ok(WhatIfAct::Cancel),
        "not-dispatch" => Ok(WhatIfAct::NotDispatch),
        _ => Err("cancel or not-dispatch".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_queue_and_single_shipments_are_never_mixed() {
        assert!(Cli::try_parse_from(["godown-cli", "pack", "S1", "--queue", "to-pack"]).is_err());
        assert!(Cli::try_parse_from(["godown-cli", "pack"]).is_err(), "packing nothing is a slip");
        assert!(Cli::try_parse_from(["godown-cli", "pack", "S1", "--first", "2"]).is_err());
        assert!(Cli::try_parse_from(["godown-cli", "rtd"]).is_err());
        assert!(Cli::try_parse_from(["godown-cli", "pack", "--queue", "to-pack", "--first", "2", "--json"]).is_ok());
    }

    #[test]
    fn numbers_and_sizes_are_for_shipments_that_are_named() {
        let pack = ["godown-cli", "pack", "S1", "--serial", "OI1=1", "--serial", "OI1=2,3", "--box", "30x20x10x0.5"];
        let Command::Pack(args) = Cli::try_parse_from(pack).expect("well formed").command else {
            panic!("it is a pack")
        };
        assert_eq!(args.serials.iter().map(|unit| unit.numbers.len()).collect::<Vec<_>>(), [1, 2]);
        assert!(args.parcel.is_some());
        assert!(Cli::try_parse_from(["godown-cli", "pack", "--queue", "to-pack", "--box", "1x1x1x1"]).is_err());
    }

    #[test]
    fn the_marketplaces_own_words_are_the_reasons() {
        assert_eq!(reason("b2b_order"), Ok(CancelReason::B2bOrder));
        assert!(reason("did not feel like it").is_err());
    }

    #[test]
    fn nobody_can_wait_for_paper_here() {
        assert_eq!(stage("labels-ready"), Ok(Stage::LabelsReady));
        assert!(stage("printed").is_err());
    }
}
