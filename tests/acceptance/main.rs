//! The product against a real practice marketplace: a real wire, real files, the real program.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod bad_luck;
mod cli;
#[path = "../../src-tauri/crates/printing/tests/read_back/decoder.rs"]
#[expect(clippy::unwrap_used, reason = "bytes no printer reads fail the test")]
mod decoder;
mod engine;
#[cfg(target_os = "linux")]
mod full_disk;
mod guardrail_alerts;
mod guardrail_import;
mod guardrail_returns;
mod guardrails;
mod keeping;
mod killed;
mod killed_app;
mod killed_printing;
mod main_job;
mod market;
mod not_named;
mod offline;
mod own;
mod own_lists;
mod paper_floor;
mod picture;
mod polls;
mod printing;
mod private;
#[cfg(target_os = "linux")]
mod small_disk;
#[path = "../../src-tauri/crates/printing/tests/spooler/mod.rs"]
mod spooler;
mod to_paper;
mod typed;
mod watchdog;
mod wrong_clock;
