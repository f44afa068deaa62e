//! The marketplace over its own wire: what it grants, what it refuses, what it remembers.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why and stops")]

mod demand;
mod desk;
mod faults;
mod guardrails;
mod hand_over;
mod memory;
mod packing;
mod returns;
mod search;
mod self_ship;
mod stock;
mod tokens;
