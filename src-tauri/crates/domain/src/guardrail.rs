//! Guardrails: what is counted against a seller and how much room is left. `docs/guardrails.md` is the specification; this
//! module is its arithmetic: pure, in integers, with the present passed in.
//!
//! Order of the parts: [`fact`] (what happened) → [`story`] (what is true of a shipment) → [`booking`] (where it counts) →
//! [`policy`] (lines) → [`board`] (what people see).

pub mod board;
pub mod booking;
pub mod fact;
pub mod policy;
pub mod story;
pub mod tally;
