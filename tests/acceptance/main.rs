//! The product against a real practice marketplace: a real wire, real files, the real program.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod bad_luck;
mod cli;
mod engine;
#[cfg(target_os = "linux")]
mod full_disk;
mod guardrail_alerts;
mod guardrail_import;
mod guardrail_returns;
mod guardrails;
mod keeping;
mod killed;
mod main_job;
mod market;
mod own_lists;
mod polls;
mod printing;
#[cfg(target_os = "linux")]
mod small_disk;
mod typed;
mod wrong_clock;
