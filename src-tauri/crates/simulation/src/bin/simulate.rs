//! `simulate`: runs seeds of the campaign, or one of them with its story.
#![expect(clippy::print_stdout, reason = "a command line tool talks on standard output")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Parser;
use godown_simulation::{Plan, Report, folder, run};

/// Rehearses the program in a made-up world in which everything goes wrong, and judges it by the marketplace's own account.
#[derive(Debug, Parser)]
struct Args {
    /// One seed, with everything that happens in it
    #[arg(long)]
    seed: Option<u64>,
    /// So many seeds
    #[arg(long, default_value_t = 500)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Threads
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Without faults, deaths and wrong clocks
    #[arg(long)]
    calm: bool,
    /// Stop after so many broken seeds
    #[arg(long, default_value_t = 1)]
    stop_after: usize,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let plan = |seed| if args.calm { Plan::of(seed).calm() } else { Plan::of(seed) };
    if let Some(seed) = args.seed {
        let report = run(plan(seed), &folder("one"), true)?;
        tell(&report, false);
        anyhow::ensure!(report.failure.is_none(), "seed {seed} broke a rule");
        return Ok(());
    }
    let begun = Instant::now();
    let next = AtomicU64::new(args.from);
    let end = args.from + args.seeds;
    let all = Mutex::new(Campaign::default());
    std::thread::scope(|scope| {
        for thread in 0..args.threads {
            let (next, all, plan) = (&next, &all, &plan);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    let run = run(plan(seed), &folder(&thread.to_string()), false);
                    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                    match run {
                        Ok(report) => all.take(report),
                        Err(error) => {
                            println!("seed {seed} could not be run: {error}");
                            all.broken.push(seed);
                        }
                    }
                    if all.broken.len() >= args.stop_after {
                        next.store(end, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!(
        "{} seeds in {:.1} s, {:.0} made-up hours, {} broke a rule",
        all.seeds,
        begun.elapsed().as_secs_f64(),
        all.lasted_ms as f64 / 3_600_000.0,
        all.broken.len()
    );
    for (what, times) in all.counts {
        println!("{times:>9}  {what}");
    }
    if !all.broken.is_empty() {
        println!("broken seeds: {:?}", all.broken);
        std::process::exit(1);
    }
    Ok(())
}

/// What many seeds came to.
#[derive(Default)]
struct Campaign {
    /// How often each fault and act occurred.
    counts: BTreeMap<&'static str, u64>,
    seeds: u64,
    /// Made-up time.
    lasted_ms: i64,
    broken: Vec<u64>,
}

impl Campaign {
    fn take(&mut self, report: Report) {
        for (what, times) in &report.counts {
            *self.counts.entry(what).or_default() += times;
        }
        self.seeds += 1;
        self.lasted_ms += report.lasted_ms;
        if report.failure.is_some() {
            tell(&report, true);
            self.broken.push(report.seed);
        }
    }
}

fn tell(report: &Report, with_tail: bool) {
    if let Some(failure) = &report.failure {
        if with_tail {
            for line in report.tail.iter().rev().take(40).rev() {
                println!("    {line}");
            }
        }
        println!("seed {} broke: {}", report.seed, failure.clause);
        println!("    {}", failure.what);
    } else {
        println!("seed {} is sound", report.seed);
    }
    println!("    trace {:016x}, {} made-up seconds", report.hash, report.lasted_ms / 1_000);
}
