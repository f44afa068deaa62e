//! The product against a real practice marketplace: a real wire, real files, the real program.

mod bad_luck;
mod cli;
mod engine;
mod killed;
mod main_job;
mod market;
