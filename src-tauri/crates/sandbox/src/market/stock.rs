//! How many units of each product lie at each location, as the marketplace believes it.
//!
//! An order takes its units away as it is placed. The contract leaves open whether the real marketplace does so (13.1,
//! reserved orders); a client must do with either.

use std::collections::BTreeMap;

use super::Market;
use crate::draw::Draw;

/// The most units of a product a location begins with.
const FULL_SHELF: u64 = 60;

/// A number somebody set: when, product, site, units before and after, and whether it was typed into the marketplace's page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Set {
    pub(crate) at: i64,
    pub(crate) product: u16,
    pub(crate) site: u8,
    pub(crate) before: u32,
    pub(crate) units: u32,
    pub(crate) by_hand: bool,
}

/// The stock of a seller; what nothing happened to is worked out anew each time.
#[derive(Debug, Default)]
pub(crate) struct Stock {
    seed: u64,
    moved: BTreeMap<(u16, u8), u32>,
    /// Every number that was set, in order, for the ground truth.
    pub(crate) sets: Vec<Set>,
    /// Every number that stood there, first to last, of what anything happened to.
    lived: BTreeMap<(u16, u8), Vec<u32>>,
}

impl Stock {
    pub(crate) fn of(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    pub(crate) fn units(&self, product: u16, site: u8) -> u32 {
        self.moved.get(&(product, site)).copied().unwrap_or_else(|| {
            let place = u64::from(product) * 16 + u64::from(site);
            Draw::of(self.seed ^ 0x570C, place).below(0, FULL_SHELF) as u32
        })
    }

    pub(super) fn set(&mut self, at: i64, (product, site): (u16, u8), units: u32, by_hand: bool) {
        let before = self.units(product, site);
        self.move_to(product, site, units);
        self.sets.push(Set { at, product, site, before, units, by_hand });
    }

    fn sell(&mut self, product: u16, site: u8, units: u32) {
        let left = self.units(product, site).saturating_sub(units);
        self.move_to(product, site, left);
    }

    fn move_to(&mut self, product: u16, site: u8, units: u32) {
        let before = self.units(product, site);
        self.lived.entry((product, site)).or_insert_with(|| vec![before]).push(units);
        self.moved.insert((product, site), units);
    }

    /// Every number that stood there, first to last.
    pub(crate) fn lived(&self, product: u16, site: u8) -> Vec<u32> {
        let moved = self.lived.get(&(product, site)).cloned();
        moved.unwrap_or_else(|| vec![self.units(product, site)])
    }
}

impl Market {
    /// A new order takes its units off the shelf.
    pub(super) fn sell(&mut self, index: u32) {
        let facts = self.facts(index);
        for line in &facts.lines {
            self.stock.sell(line.product, facts.core.site, line.quantity);
        }
    }
}
