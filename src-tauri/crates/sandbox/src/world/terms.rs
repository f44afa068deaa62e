//! What a world is made from; the same terms give the same world.

use super::scenario::Scenario;
use crate::config::Rates;

/// What a world is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) seed: u64,
    pub(crate) epoch: i64,
    /// Ignored by a scenario, which has its own number.
    pub(crate) existing: u32,
    pub(crate) rates: Rates,
    /// Days of history; as many as suit the number of orders when absent.
    pub(crate) days: Option<u32>,
    pub(crate) scenario: Option<Scenario>,
    /// Open and new orders the seller delivers itself, of 10,000.
    pub(crate) self_ship_bp: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self { seed: 1, epoch: 0, existing: 0, rates: Rates::default(), days: None, scenario: None, self_ship_bp: 0 }
    }
}
