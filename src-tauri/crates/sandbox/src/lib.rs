//! A practice marketplace: the same paths, limits and refusals as the Seller API, made-up orders, faults on demand.

mod paper;
mod paper_types;
