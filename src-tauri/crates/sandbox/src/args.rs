//! The command line of the practice marketplace, shared by its own binary and by `godown-cli sandbox`.

use std::io::Write as _;
use std::path::PathBuf;

use serde_json::json;

use crate::config::{Rates, SandboxConfig, SandboxError};
use crate::server::start;
use crate::world::scenario::Scenario;

/// Options of the `sandbox` command.
#[derive(Debug, Clone, clap::Args)]
pub struct SandboxArgs {
    /// Port of the Seller API; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Port of the control API; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    pub control_port: u16,
    /// The same seed gives the same world
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Orders that are there from the start, 0 to 1000000
    #[arg(long, default_value_t = 500)]
    pub orders: u32,
    /// New orders per minute, as the mean of a day; 1, or 0 in a scenario
    #[arg(long)]
    pub rate: Option<f64>,
    /// A seller of known standing: gold-at-risk, small-seller or gold-and-suspended
    #[arg(long)]
    pub scenario: Option<Scenario>,
    /// Days of history; up to 90 when absent
    #[arg(long)]
    pub history_days: Option<u32>,
    /// Orders of the past the seller cancelled, of 10000
    #[arg(long, default_value_t = Rates::default().seller_cancel_bp)]
    pub seller_cancel_bp: u32,
    /// Orders of the past that were ready too late, of 10000
    #[arg(long, default_value_t = Rates::default().rtd_breach_bp)]
    pub rtd_breach_bp: u32,
    /// Parcels that come back, of 10000
    #[arg(long, default_value_t = Rates::default().return_bp)]
    pub return_bp: u32,
    /// Parcels the courier has to come for again, of 10000
    #[arg(long, default_value_t = Rates::default().reattempt_bp)]
    pub reattempt_bp: u32,
    /// Open and new orders the seller delivers itself, of 10000
    #[arg(long, default_value_t = 0)]
    pub self_ship_bp: u32,
    /// Speed of the marketplace's clock; 1 is real time
    #[arg(long, default_value_t = 1.0)]
    pub speed: f64,
    /// File that keeps the marketplace over restarts
    #[arg(long)]
    pub state: Option<PathBuf>,
    /// JSON file of the faults that are on from the start
    #[arg(long)]
    pub faults: Option<PathBuf>,
    /// First moment of the world, UTC epoch milliseconds; now when absent
    #[arg(long)]
    pub epoch: Option<i64>,
    /// The `Date` header tells the marketplace's clock in place of this computer's
    #[arg(long)]
    pub tells_time: bool,
    /// No luck: nothing is held, cancelled or moved by itself
    #[arg(long)]
    pub calm: bool,
    /// From a label request to PACKED, milliseconds
    #[arg(long, default_value_t = 8_000)]
    pub label_delay_ms: u64,
    /// Calls per rolling hour before 429; no limit when absent
    #[arg(long)]
    pub rate_limit_per_hour: Option<u32>,
}

impl SandboxArgs {
    /// The configuration these options stand for.
    ///
    /// # Errors
    /// [`SandboxError::FaultFile`] when the file of faults cannot be read.
    pub fn config(&self) -> Result<SandboxConfig, SandboxError> {
        let mut config = SandboxConfig {
            port: self.port,
            control_port: self.control_port,
            seed: self.seed,
            orders_existing: self.orders,
            speed: self.speed,
            state_file: self.state.clone(),
            epoch: self.epoch,
            tells_time: self.tells_time,
            history_days: self.history_days,
            rates: Rates {
                seller_cancel_bp: self.seller_cancel_bp,
                rtd_breach_bp: self.rtd_breach_bp,
                return_bp: self.return_bp,
                reattempt_bp: self.reattempt_bp,
            },
            self_ship_bp: self.self_ship_bp,
            label_delay_ms: self.label_delay_ms,
            rate_limit_per_hour: self.rate_limit_per_hour,
            ..SandboxConfig::default()
        };
        if let Some(scenario) = self.scenario {
            config = config.with_scenario(scenario);
        }
        config.orders_per_minute = self.rate.unwrap_or(config.orders_per_minute);
        config.calm |= self.calm;
        if let Some(path) = &self.faults {
            let unusable = |reason: String| SandboxError::FaultFile { path: path.clone(), reason };
            let text = std::fs::read_to_string(path).map_err(|e| unusable(e.to_string()))?;
            config.faults = serde_json::from_str(&text).map_err(|e| unusable(e.to_string()))?;
        }
        Ok(config)
    }
}

/// Starts a marketplace, tells its addresses and credentials as one JSON line on standard output, and serves until
/// Ctrl-C.
///
/// # Errors
/// [`SandboxError`] when it cannot start.
pub async fn run(args: &SandboxArgs) -> Result<(), SandboxError> {
    let running = start(args.config()?).await?;
    let line = json!({
        "base_url": running.base_url, "control_url": running.control_url, "app_id": running.app_id,
        "app_secret": running.app_secret,
    });
    let mut out = std::io::stdout().lock();
    // A reader that has gone away is no reason to stop serving.
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        tracing::debug!("nobody reads the addresses");
    }
    drop(out);
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "no signal can be waited for");
    }
    running.stop().await;
    Ok(())
}
