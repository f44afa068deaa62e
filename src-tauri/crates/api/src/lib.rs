//! The contract between the engine and whoever shows it: commands, events, errors, tags. Declared once; the TypeScript
//! side (`ui/src/bindings.ts`) is generated from here by the `bindings` binary.
//!
//! Handlers are thin: they ask [`godown_ops`] and put the answer into the contract's words.

mod commands;
mod error;
mod error_map;
mod event;
mod export;
mod handlers;
pub mod types;

pub use commands::{COMMANDS, CommandInfo, Commands, call};
pub use error::{AppError, Changed, ErrorCode};
pub use event::{AppEvent, Events, Tag, events};
pub use export::typescript;
