//! The practice marketplace alone, for people who practise and for scripts.

use clap::Parser as _;
use godown_sandbox::{SandboxArgs, SandboxError, run};

/// A practice marketplace on loopback
#[derive(Debug, clap::Parser)]
#[command(name = "godown-sandbox", version)]
struct Command {
    #[command(flatten)]
    args: SandboxArgs,
}

#[tokio::main]
async fn main() -> Result<(), SandboxError> {
    run(&Command::parse().args).await
}
