//! The desk in a terminal: for scripts, support and tests. Same engine, same contract as the window.
//!
//! Owns the command line, the two ways of answering (words for people, one JSON document for scripts) and the exit codes:
//! 0 all done, 1 some refused or unknown, 2 bad use, 3 login, 4 no network. Decides nothing about shipments; it asks and
//! waits.

mod args;
mod ask;
mod commands;
mod login;
mod output;
mod seller;
mod story;
mod wait;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::output::{Failure, Out};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let out = Out { json: cli.json };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return out.fail(&Failure::plain(1, format!("The program could not start: {error}"))),
    };
    let result = runtime.block_on(async {
        match &cli.command {
            // The marketplace alone needs neither a data folder nor a seller.
            Command::Sandbox(args) => {
                godown_sandbox::run(args).await.map(|()| 0).map_err(|error| Failure::plain(1, error.to_string()))
            }
            _ => commands::run(&cli, out).await,
        }
    });
    // A blocking call still under way must not hold back the prompt; the journal knows about it.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => out.fail(&failure),
    }
}
