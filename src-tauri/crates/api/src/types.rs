//! Requests and replies of the contract, by subject. Times are epoch milliseconds, money is paise, ids are text.

pub mod account;
pub mod data;
pub mod desk;
pub mod guardrails;
pub mod papers;
pub mod print;
pub mod reconcile;
pub mod self_ship;
pub mod stock;
pub mod work;

pub use account::*;
pub use data::*;
pub use desk::*;
pub use guardrails::*;
pub use papers::*;
pub use print::*;
pub use reconcile::*;
pub use self_ship::*;
pub use stock::*;
pub use work::*;

use serde::{Deserialize, Serialize};
use specta::Type;

/// A request without arguments, or a reply without content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Nothing {}
