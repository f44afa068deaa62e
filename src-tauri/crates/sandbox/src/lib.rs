//! A practice marketplace: the same paths, limits and refusals as the Seller API, made-up orders, faults on demand.
//!
//! Owns a seeded world (the same seed gives the same world), what has been done to it, and two HTTP ports on loopback:
//! the Seller API itself and a control API with the ground truth. Refuses what the real one refuses, so that a
//! client's mistake shows here. Shares no code with the client it tests.
//!
//! ```no_run
//! # async fn example() -> Result<(), godown_sandbox::SandboxError> {
//! let market = godown_sandbox::start(godown_sandbox::SandboxConfig { orders_existing: 200, ..Default::default() }).await?;
//! // talk to market.base_url as the Seller API; ask market.control_url for the truth
//! market.stop().await;
//! # Ok(())
//! # }
//! ```

mod args;
mod config;
mod control;
pub mod corpus;
mod draw;
mod faults;
mod http;
mod india;
mod inside;
mod market;
mod net;
pub mod paper;
pub mod paper_types;
mod print;
mod server;
mod state;
mod world;

pub use args::{SandboxArgs, run};
pub use config::{PRACTICE_APP_ID, PRACTICE_APP_SECRET, Rates, SandboxConfig, SandboxError};
pub use faults::{Faults, Switch};
pub use inside::{Cut, Inside};
pub use server::{Running, start};
pub use world::scenario::Scenario;
