//! `./dev fuzz MINUTES [TARGET…]`: every parser of outside bytes against bytes nobody meant. A case is a good or hostile file
//! of the corpus, spoiled: bytes turned, parts cut, doubled or swapped, numbers made absurd, and, because a checksum stops
//! anything clumsier, a page's own drawing or font spoiled inside its stream and packed again whole.
//!
//! What counts as a fault: a panic that gets out, an end of the program, more than [`SLOWEST`] or [`MOST_BYTES`] for one
//! case, or an answer that contradicts itself. The case is kept in `target/fuzz` and its seed is printed.

mod kept;
mod mutate;
mod next;
mod replies;
mod targets;
#[path = "../bench/world.rs"]
#[expect(dead_code, reason = "only its wire pages are used here")]
mod world;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail, ensure};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use targets::{ALL, Target};

/// Longest a case may take; the product's own bound is 2 s on an idle machine.
const SLOWEST: Duration = Duration::from_secs(20);
/// Most memory the process may reach.
const MOST_BYTES: u64 = 1 << 30;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.as_slice() {
        [flag, name, seed, seconds] if flag == "--one" => child(name, seed.parse()?, seconds.parse()?),
        [flag, name, file] if flag == "--case" => again(name, Path::new(file)),
        [minutes, names @ ..] => parent(minutes.parse()?, names),
        [] => bail!("Say for how many minutes each: fuzz MINUTES [TARGET…]. Targets: {}", names()),
    }
}

fn names() -> String {
    ALL.iter().map(|target| target.name).collect::<Vec<_>>().join(", ")
}

fn find(name: &str) -> Result<&'static Target> {
    ALL.iter().find(|target| target.name == name).with_context(|| format!("There is no {name}; there is {}", names()))
}

/// Each target in a program of its own, so that an end of it is seen.
fn parent(minutes: u64, names: &[String]) -> Result<()> {
    let targets: Vec<&Target> = if names.is_empty() {
        ALL.iter().collect()
    } else {
        names.iter().map(|name| find(name)).collect::<Result<_>>()?
    };
    let seed = SystemTime::UNIX_EPOCH.elapsed()?.as_secs();
    for target in targets {
        let ended = Command::new(std::env::current_exe()?)
            .args(["--one", target.name, &seed.to_string(), &(minutes * 60).to_string()])
            .status()?;
        ensure!(ended.success(), "{} failed ({ended}); its last case is {}", target.name, last_case(target).display());
    }
    Ok(())
}

fn last_case(target: &Target) -> PathBuf {
    Path::new("target/fuzz").join(target.name)
}

/// A kept case once more.
fn again(name: &str, file: &Path) -> Result<()> {
    let target = find(name)?;
    let bytes = fs::read(file)?;
    let begun = Instant::now();
    let answer = (target.run)(&bytes);
    say(&format!("{name}: {answer:?} in {:?}, peak memory {} MB", begun.elapsed(), peak_bytes() >> 20));
    Ok(())
}

/// What the watcher sees of the worker.
static BEGUN: Mutex<Option<Instant>> = Mutex::new(None);
static CAUGHT: AtomicU64 = AtomicU64::new(0);

fn child(name: &str, seed: u64, seconds: u64) -> Result<()> {
    let target = find(name)?;
    fs::create_dir_all("target/fuzz")?;
    // Panics inside the libraries that draw are caught by `documents` and become refusals: counted, not fatal.
    std::panic::set_hook(Box::new(|_| {
        CAUGHT.fetch_add(1, Ordering::Relaxed);
    }));
    std::thread::spawn(watch);
    let seeds = (target.seeds)()?;
    let until = Instant::now() + Duration::from_secs(seconds);
    let (mut cases, mut taken) = (0_u64, 0_u64);
    while Instant::now() < until {
        let mut chance = StdRng::seed_from_u64(seed.wrapping_add(cases));
        let bytes = mutate::case(&seeds, target.kind, &mut chance);
        // The page cache keeps it although the program may end.
        fs::write(last_case(target), &bytes)?;
        set_begun(Some(Instant::now()));
        let answer = std::panic::catch_unwind(|| (target.run)(&bytes));
        set_begun(None);
        match answer {
            Ok(Ok(was_taken)) => taken += u64::from(was_taken),
            Ok(Err(wrong)) => {
                bail!("{name}, seed {seed}, case {cases}: {wrong}; kept in {}", last_case(target).display())
            }
            Err(_) => {
                bail!("{name}, seed {seed}, case {cases}: a panic got out; kept in {}", last_case(target).display())
            }
        }
        cases += 1;
    }
    say(&format!(
        "{name}: clean. {cases} cases in {seconds} s, {taken} of them taken; seed {seed}; panics of libraries caught: {}; \
         peak memory {} MB",
        CAUGHT.load(Ordering::Relaxed),
        peak_bytes() >> 20,
    ));
    Ok(())
}

fn set_begun(at: Option<Instant>) {
    if let Ok(mut begun) = BEGUN.lock() {
        *begun = at;
    }
}

/// Ends the program when a case takes too long or too much.
fn watch() {
    loop {
        std::thread::sleep(Duration::from_millis(200));
        let slow = BEGUN.lock().ok().and_then(|begun| *begun).is_some_and(|begun| begun.elapsed() > SLOWEST);
        if slow {
            say("a case takes longer than 20 s");
            std::process::exit(3);
        }
        if peak_bytes() > MOST_BYTES {
            say("a case took more than 1 GiB");
            std::process::exit(4);
        }
    }
}

fn peak_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) << 10
}

#[expect(clippy::print_stdout, reason = "a command that tells its result")]
fn say(words: &str) {
    println!("{words}");
}

/// A number in a range, for the other parts.
fn below(chance: &mut StdRng, most: usize) -> usize {
    chance.random_range(0..most.max(1))
}
