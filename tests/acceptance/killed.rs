//! The program is killed at any moment. What was asked is finished by the next run: nothing twice, nothing lost.

use std::collections::BTreeSet;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

use crate::cli::Desk;
use crate::main_job::{config, once};
use crate::market::Market;

/// How often the program is killed; more in a long run.
const KILLS_VARIABLE: &str = "GODOWN_KILLS";
/// Chooses the moments.
const SEED_VARIABLE: &str = "GODOWN_KILL_SEED";
/// Shipments for every kill: one call's worth, so that the job outlasts the kills.
const PER_KILL: usize = 25;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Starts a command and kills it at a random moment; it may have ended before.
async fn kill(desk: &Desk, args: &[&str], chance: &mut StdRng) -> bool {
    let mut child = desk.spawn(args);
    let moment = Duration::from_millis(chance.random_range(20..1_200));
    match tokio::time::timeout(moment, child.wait()).await {
        Ok(_) => false,
        Err(_) => {
            child.kill().await.expect("it can be killed");
            true
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_the_next_run_finishes_the_job() {
    let (kills, seed) = (number(KILLS_VARIABLE, 12), number(SEED_VARIABLE, 3));
    let mut chance = StdRng::seed_from_u64(seed);
    let market = Market::start(config()).await;
    let shipments = PER_KILL * usize::try_from(kills).expect("a sensible number");
    let mine: BTreeSet<String> = market.orders(shipments).await.into_iter().collect();
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    // A slow wire, so that a moment falls into a call as often as between two.
    market.post("/faults", json!({ "delay_ms": { "rate": 1.0, "value": 120 } })).await;

    // The script's own name for the request makes it safe to ask again.
    let mut pack = vec!["pack", "--wait", "--key", "monday-1"];
    pack.extend(mine.iter().map(String::as_str));
    let mut struck = 0;
    for _ in 0..kills / 2 {
        struck += u64::from(kill(&desk, &pack, &mut chance).await);
        once(market.effects("pack").await);
    }
    let packed = desk.run(&pack).await;
    assert_eq!(packed.code, 0, "{}\n{}", packed.words, packed.json);
    assert_eq!(packed.with_outcome("done").len(), shipments);
    assert_eq!(once(market.effects("pack").await), mine, "seed {seed}: packed once each, none lost");

    let batch = packed.json["batch"].to_string();
    let file = desk.path("labels.pdf");
    let wait = ["batch", &batch, "--wait", "downloaded"];
    let labels = ["labels", "--batch", &batch, "--out", file.to_str().expect("a path")];
    struck += u64::from(kill(&desk, &wait, &mut chance).await);
    struck += u64::from(kill(&desk, &labels, &mut chance).await);
    desk.must(&wait).await;
    assert_eq!(desk.must(&labels).await["missing"], json!([]));

    let rtd = ["rtd", "--batch", &batch];
    for _ in 0..kills.saturating_sub(kills / 2 + 2) {
        struck += u64::from(kill(&desk, &rtd, &mut chance).await);
        once(market.effects("dispatch").await);
    }
    let ready = desk.run(&rtd).await;
    assert_eq!(ready.code, 0, "{}\n{}", ready.words, ready.json);
    desk.must(&["batch", &batch, "--wait", "ready"]).await;
    assert_eq!(once(market.effects("dispatch").await), mine, "seed {seed}: ready once each, none lost");
    assert!(struck >= kills / 2, "the kills must hit a running program; {struck} of {kills} did");
    assert_eq!(desk.must(&["activity", "--unresolved"]).await["actions"], json!([]), "nothing is left in doubt");
}
