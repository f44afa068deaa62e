//! The guardrails against an oracle: the specification read once more, in plain SQL over the timeline, by somebody who has
//! not seen the program. Random worlds; every amount of the tally and every judged line has to agree.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod life;
mod oracle;
mod rooms;
mod world;

/// How many worlds, of how many shipments: small ones by default, larger ones where the environment asks for them
/// (`GODOWN_ORACLE_WORLDS`, `GODOWN_ORACLE_SHIPMENTS`; docs/guardrails.md says what came of it).
fn size() -> (u64, usize) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    (number("GODOWN_ORACLE_WORLDS").unwrap_or(2), number("GODOWN_ORACLE_SHIPMENTS").unwrap_or(2_500) as usize)
}

#[test]
fn the_tally_says_what_the_specification_says() {
    let (worlds, shipments) = size();
    for seed in 0..worlds {
        let begun = std::time::Instant::now();
        let world = world::World::new(seed, shipments);
        let store = world.play();
        oracle::compare(&store, &world, seed);
        eprint_line(&format!("world {seed}: {shipments} shipments agree after {} s", begun.elapsed().as_secs()));
    }
}

/// A line on the terminal for who waits for a long run.
fn eprint_line(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{text}");
}
