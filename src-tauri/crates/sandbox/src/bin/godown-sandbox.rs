//! The practice marketplace alone, for people who practise and for scripts.

use clap::Parser as _;
use godown_sandbox::corpus::{CorpusArgs, write_corpus};
use godown_sandbox::{SandboxArgs, run};

/// A practice marketplace on loopback
#[derive(Debug, clap::Parser)]
#[command(name = "godown-sandbox", version, args_conflicts_with_subcommands = true)]
struct Command {
    #[command(flatten)]
    args: SandboxArgs,
    #[command(subcommand)]
    instead: Option<Instead>,
}

/// What else it does than serve.
#[derive(Debug, clap::Subcommand)]
enum Instead {
    /// Write invented label files to a folder, with the truth about them
    Corpus(CorpusArgs),
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let command = Command::parse();
    match command.instead {
        Some(Instead::Corpus(args)) => Ok(write_corpus(&args)?),
        None => Ok(run(&command.args).await?),
    }
}
