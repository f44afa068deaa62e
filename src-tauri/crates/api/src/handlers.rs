//! Handlers: thin, one per command. They ask the engine and put the answer into the contract's words.

mod account;
mod data;
mod desk;
mod guardrails;
mod papers;
mod print;
mod reconcile;
mod self_ship;
mod stock;
mod watchdog;
mod work;

pub(crate) use account::*;
pub(crate) use data::*;
pub(crate) use desk::*;
pub(crate) use guardrails::*;
pub(crate) use papers::*;
pub(crate) use print::*;
pub(crate) use reconcile::*;
pub(crate) use self_ship::*;
pub(crate) use stock::*;
pub(crate) use watchdog::*;
pub(crate) use work::*;

pub(crate) type Reply<T> = Result<T, crate::AppError>;
