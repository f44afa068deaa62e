//! Handlers: thin, one per command. They ask the engine and put the answer into the contract's words.

mod account;
mod data;
mod desk;
mod guardrails;
mod papers;
mod print;
mod reconcile;
mod watchdog;
mod work;

pub(crate) use account::*;
pub(crate) use data::*;
pub(crate) use desk::*;
pub(crate) use guardrails::*;
pub(crate) use papers::*;
pub(crate) use print::*;
pub(crate) use reconcile::*;
pub(crate) use watchdog::*;
pub(crate) use work::*;

pub(crate) type Reply<T> = Result<T, crate::AppError>;
