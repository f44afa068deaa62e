//! The practice marketplace inside this process: the engine reaches it over loopback HTTP, as it reaches the real one.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use godown_ops::ports::{Practice, StartPractice};
use godown_sandbox::SandboxConfig;
use secrecy::SecretString;

use crate::HostError;

/// Changes the practice marketplace for tests and development: `orders=500,rate=2,seed=7,speed=1,control-port=0`, or
/// `scenario=gold-at-risk`. All options stand in the sandbox's README.
const VARIABLE: &str = "GODOWN_PRACTICE";

/// File in the practice folder that keeps the marketplace over restarts.
const STATE_FILE: &str = "marketplace.jsonl";
/// File in the practice folder that is locked while the marketplace runs: two of them on one state file would garble it.
const LOCK_FILE: &str = "marketplace.lock";
/// How long a marketplace that is just ending may still hold the lock.
const LOCK_PATIENCE: Duration = Duration::from_secs(3);
/// File in the practice folder that says where the running marketplace listens.
const ADDRESS_FILE: &str = "marketplace.address.json";

/// How the practice marketplace is set up the first time. Later starts go on with the world that was made then.
#[derive(Debug, Clone, Default)]
pub struct PracticeOptions(SandboxConfig);

impl PracticeOptions {
    /// A small seller's day: 500 orders there, two new ones a minute, labels after 8 seconds; three parcels of a hundred are
    /// its own to deliver.
    pub fn usual() -> Self {
        Self(SandboxConfig {
            seed: 20,
            orders_existing: 500,
            orders_per_minute: 2.0,
            label_delay_ms: 8_000,
            self_ship_bp: 300,
            ..SandboxConfig::default()
        })
    }

    /// [`PracticeOptions::usual`], changed by `GODOWN_PRACTICE`.
    ///
    /// # Errors
    /// [`HostError::Practice`] where the variable is not understood.
    pub fn from_environment() -> Result<Self, HostError> {
        match std::env::var(VARIABLE) {
            Ok(text) => Self::usual().changed_by(&text),
            Err(_) => Ok(Self::usual()),
        }
    }

    /// Applies `key=value` pairs.
    ///
    /// # Errors
    /// [`HostError::Practice`] where a pair is not understood.
    pub fn changed_by(mut self, text: &str) -> Result<Self, HostError> {
        let mut pairs = Vec::new();
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            let (key, value) =
                pair.split_once('=').ok_or_else(|| HostError::Practice(format!("“{pair}” is not key=value")))?;
            pairs.push((key.trim(), value.trim()));
        }
        // A scenario first: what else is named changes it, wherever it stands.
        pairs.sort_by_key(|(key, _)| *key != "scenario");
        for (key, value) in pairs {
            let understood = match key {
                "self-ship-bp" => set(&mut self.0.self_ship_bp, value),
                "scenario" => value.parse().map(|scenario| self.0 = self.0.clone().with_scenario(scenario)).is_ok(),
                "orders" => set(&mut self.0.orders_existing, value),
                "rate" => set(&mut self.0.orders_per_minute, value),
                "seed" => set(&mut self.0.seed, value),
                "speed" => set(&mut self.0.speed, value),
                "epoch" => value.parse().map(|at| self.0.epoch = Some(at)).is_ok(),
                "label-delay-ms" => set(&mut self.0.label_delay_ms, value),
                "tells-time" => set(&mut self.0.tells_time, value),
                "calm" => set(&mut self.0.calm, value),
                "history-days" => value.parse().map(|days| self.0.history_days = Some(days)).is_ok(),
                "seller-cancel-bp" => set(&mut self.0.rates.seller_cancel_bp, value),
                "rtd-breach-bp" => set(&mut self.0.rates.rtd_breach_bp, value),
                "return-bp" => set(&mut self.0.rates.return_bp, value),
                "reattempt-bp" => set(&mut self.0.rates.reattempt_bp, value),
                "port" => set(&mut self.0.port, value),
                "control-port" => set(&mut self.0.control_port, value),
                _ => return Err(HostError::Practice(format!("there is no option “{key}”"))),
            };
            if !understood {
                return Err(HostError::Practice(format!("{key}: “{value}” is not a value for it")));
            }
        }
        Ok(self)
    }
}

fn set<T: std::str::FromStr>(field: &mut T, value: &str) -> bool {
    match value.parse() {
        Ok(parsed) => {
            *field = parsed;
            true
        }
        Err(_) => false,
    }
}

/// What the engine calls to start the marketplace with its state in a folder.
pub fn start_practice(options: PracticeOptions) -> StartPractice {
    Arc::new(move |folder: PathBuf| {
        let config = options.0.clone();
        Box::pin(start(config, folder))
    })
}

async fn start(mut config: SandboxConfig, folder: PathBuf) -> Result<Practice, String> {
    tokio::fs::create_dir_all(&folder)
        .await
        .map_err(|error| format!("The folder {} cannot be made: {error}", folder.display()))?;
    let lock = lock(&folder.join(LOCK_FILE)).await?;
    config.state_file = Some(folder.join(STATE_FILE));
    let (client_id, client_secret) = (config.app_id.clone(), SecretString::from(config.app_secret.clone()));
    let running = godown_sandbox::start(config).await.map_err(|error| error.to_string())?;
    let base_url = running.base_url.clone();
    let address = serde_json::json!({ "baseUrl": base_url, "controlUrl": running.control_url });
    // Only tests and curious people read it; the marketplace runs without.
    if let Err(error) = tokio::fs::write(folder.join(ADDRESS_FILE), address.to_string()).await {
        tracing::warn!("the address of the practice marketplace could not be written down: {error}");
    }
    Ok(Practice { base_url, client_id, client_secret, keep_alive: Box::new((running, lock)), rehearsal: None })
}

async fn lock(path: &Path) -> Result<File, String> {
    let file = File::create(path).map_err(|error| format!("{} cannot be made: {error}", path.display()))?;
    let patience = Instant::now() + LOCK_PATIENCE;
    while let Err(error) = file.try_lock() {
        if Instant::now() >= patience {
            return Err(match error {
                std::fs::TryLockError::WouldBlock => {
                    "The practice marketplace is open in another Godown. Use that one, or close it first.".to_owned()
                }
                std::fs::TryLockError::Error(error) => format!("{} cannot be locked: {error}", path.display()),
            });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_names_the_world_it_wants() {
        let options = PracticeOptions::usual().changed_by("orders=30, rate=0,seed=9,calm=true").unwrap();
        assert_eq!((options.0.orders_existing, options.0.seed, options.0.calm), (30, 9, true));
        assert!(options.0.orders_per_minute.abs() < f64::EPSILON, "a world that stands still gets no new orders");
        assert_eq!(options.0.label_delay_ms, 8_000, "what is not named stays usual");
    }

    #[test]
    fn a_scenario_is_a_quiet_market_that_other_options_change() {
        let plain = PracticeOptions::usual().changed_by("scenario=gold-at-risk").unwrap();
        assert!(plain.0.calm && plain.0.orders_per_minute.abs() < f64::EPSILON);
        let changed = PracticeOptions::usual().changed_by("rate=0.05,reattempt-bp=300,scenario=small-seller").unwrap();
        assert!((changed.0.orders_per_minute - 0.05).abs() < f64::EPSILON, "named before the scenario, and kept");
        assert_eq!((changed.0.rates.reattempt_bp, changed.0.scenario.is_some()), (300, true));
        assert!(PracticeOptions::usual().changed_by("scenario=platinum").is_err());
    }

    #[tokio::test]
    async fn two_marketplaces_never_share_a_state_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(LOCK_FILE);
        let first = lock(&path).await.unwrap();
        assert!(lock(&path).await.is_err(), "the second must be told, not let in");
        drop(first);
        assert!(lock(&path).await.is_ok(), "closing the first frees it");
    }

    #[test]
    fn a_misspelt_option_is_refused() {
        assert!(PracticeOptions::usual().changed_by("order=30").is_err());
        assert!(PracticeOptions::usual().changed_by("orders=many").is_err());
        assert!(PracticeOptions::usual().changed_by("orders").is_err());
    }
}
