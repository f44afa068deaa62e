//! The fixed set of seeds, and that a seed is the same run every time.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use godown_simulation::{Plan, Report, folder, run};

/// Seeds of the fixed set, besides those that once found something.
const FIXED: u64 = 500;

fn found_before() -> Vec<u64> {
    let lines = include_str!("../seeds.txt").lines();
    lines.filter_map(|line| line.split('#').next()?.trim().parse().ok()).collect()
}

/// Every seed on the threads there are; those that broke a rule.
fn broken(seeds: &[u64]) -> Vec<Report> {
    let next = AtomicUsize::new(0);
    let broken = Mutex::new(vec![]);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (next, broken) = (&next, &broken);
            scope.spawn(move || {
                while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let report = run(Plan::of(*seed), &folder(&format!("fixed-{thread}")), false).expect("a world");
                    if report.failure.is_some() {
                        broken.lock().expect("no panic").push(report);
                    }
                }
            });
        }
    });
    broken.into_inner().expect("no panic")
}

#[test]
fn nothing_is_lost_and_nothing_done_twice_in_the_fixed_set() {
    let seeds: Vec<u64> = found_before().into_iter().chain(1..=FIXED).collect();
    let broken = broken(&seeds);
    let told: Vec<String> = broken
        .iter()
        .map(|report| format!("seed {}: {:?}\n  {}", report.seed, report.failure, report.tail.join("\n  ")))
        .collect();
    assert!(broken.is_empty(), "replay with ./dev simulate --seed N\n{}", told.join("\n"));
}

#[test]
fn a_seed_is_the_same_run_to_the_letter() {
    for seed in [3, 8, 41] {
        let [one, other] = ["one", "other"].map(|name| run(Plan::of(seed), &folder(name), false).expect("a world"));
        assert_eq!(one.hash, other.hash, "seed {seed}");
        assert_eq!((one.lasted_ms, one.counts), (other.lasted_ms, other.counts), "seed {seed}");
    }
    let hash = |seed| run(Plan::of(seed), &folder("another"), false).expect("a world").hash;
    assert_ne!(hash(3), hash(4));
}

#[test]
fn what_the_judge_asks_for_is_met_where_nothing_goes_wrong() {
    for seed in 1..=4 {
        let report = run(Plan::of(seed).calm(), &folder("calm"), false).expect("a world");
        assert_eq!(report.failure, None, "seed {seed}: {}", report.tail.join("\n"));
    }
}
