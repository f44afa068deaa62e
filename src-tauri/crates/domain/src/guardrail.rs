//! Guardrails: what is counted against a seller and how much room is left. `docs/guardrails.md` is the specification; this
//! module is its arithmetic: pure, in integers, with the present passed in.
//!
//! Order of the parts: [`fact`] (what happened) → [`story`] (what is true of a shipment) → [`booking`] (where it counts) →
//! [`tally`] (amounts by day) → [`judge`] (lines by [`policy`], [`verdict`] and [`window`]) → [`board`] (what people see).
//! Beside them: [`what_if`], [`cohort`] and its [`backtest`], [`mod@todo`], [`alerts`], [`reconcile`].

pub mod alerts;
pub mod backtest;
pub mod board;
pub mod booking;
pub mod cohort;
pub mod fact;
pub mod headline;
pub mod judge;
pub mod ledger;
mod line_forecast;
pub mod own;
pub mod policy;
pub mod policy_file;
pub mod reason;
pub mod reconcile;
#[cfg(test)]
mod sample;
mod series;
mod spread;
pub mod story;
pub mod tally;
pub mod todo;
pub mod verdict;
pub mod what_if;
pub mod window;
pub mod zone;
