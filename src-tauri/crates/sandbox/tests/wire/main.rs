//! The marketplace over its own wire: what it grants, what it refuses, what it remembers.

mod desk;
mod faults;
mod hand_over;
mod memory;
mod packing;
mod search;
mod tokens;
