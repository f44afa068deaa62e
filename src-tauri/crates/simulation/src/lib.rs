//! The campaign: the program's core, its real database file and the practice marketplace in one process on made-up time, with
//! everything that goes wrong on a bad day, and a judge who compares the two in the end.
//!
//! A seed decides everything: the orders, what people click, the faults of the line, the instants at which the program dies.
//! The same seed gives the same run to the letter ([`Report::hash`]), so a seed that breaks a rule is the whole bug report.
//!
//! Owns the world around the program ([`World`]) and the rules; shares no code with what it judges but the calls a screen
//! makes. Refuses sockets, threads and real clocks: one thread does everything in one order.

mod call;
mod chance;
mod deeds;
mod life;
mod line;
mod oracle;
mod paper;
mod plan;
mod rules;
mod trace;
mod world;

pub use chance::Chance;
pub use life::{Report, run};
pub use plan::{Act, Death, Fault, Left, Plan};
pub use rules::Failure;
pub use world::World;

use std::path::PathBuf;

/// Where a run keeps its files: in memory where the system offers that, because thousands of commits are synced.
pub fn folder(name: &str) -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let base = if memory.is_dir() { memory } else { std::env::temp_dir() };
    base.join(format!("godown-simulation-{}-{name}", std::process::id()))
}
