//! The contract over HTTP on this computer's loopback, for browser specs and screenshots: the same engine and the same
//! page as the window, in a plain browser. Not for sellers, and never a dependency of the window.
//!
//! `POST /rpc/{name}` calls a command, `GET /events` streams what happened, everything else is the built page. A key made
//! for this run guards both; it stands in the address printed at the start, one JSON line: `{"url": …, "key": …}`.

mod page;
mod server;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use godown_host::{Background, LogTo, PracticeOptions};

/// Godown in a plain browser, for tests.
#[derive(Debug, Parser)]
#[command(name = "godown-webhost", version)]
struct Options {
    /// Port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Folder of the data; a person's own one where absent.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Key that callers must show; made up where absent.
    #[arg(long)]
    key: Option<String>,
    /// Folder of the built page.
    #[arg(long, default_value = "ui/dist")]
    page: PathBuf,
    /// Opens the practice seller at the start.
    #[arg(long)]
    practice: bool,
    /// Changes the practice marketplace: `orders=500,rate=2,seed=7,speed=1,control-port=0`.
    #[arg(long)]
    practice_options: Option<String>,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(options))
}

async fn run(options: Options) -> anyhow::Result<()> {
    let data_dir = options.data_dir.map_or_else(godown_host::default_data_dir, Ok)?;
    let _log = godown_host::start_log(&data_dir, LogTo::File);
    let practice = match options.practice_options {
        Some(text) => PracticeOptions::usual().changed_by(&text)?,
        None => PracticeOptions::from_environment()?,
    };
    let desks = godown_host::open_desks(&data_dir, practice, Background::On);
    let feed = tokio::spawn({
        let desks = desks.clone();
        async move { desks.run_feed().await }
    });
    if options.practice {
        godown_api::call(&desks, "practice_open", serde_json::json!({}))
            .await
            .map_err(|error| anyhow::anyhow!("{} {}", error.message, error.next_step))?;
    }
    let key = options.key.unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", options.port))
        .await
        .with_context(|| format!("port {} on 127.0.0.1 cannot be opened", options.port))?;
    let address = listener.local_addr()?;
    let door = server::Door { desks: desks.clone(), key: key.clone(), page: options.page, port: address.port() };
    let line = serde_json::json!({ "url": format!("http://{address}/?key={key}"), "key": key });
    writeln!(std::io::stdout(), "{line}")?;
    axum::serve(listener, server::routes(door)).with_graceful_shutdown(asked_to_stop()).await?;
    desks.shut_down().await;
    feed.abort();
    Ok(())
}

/// Interrupted from the terminal, or told to end by whoever started it.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = ended.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
