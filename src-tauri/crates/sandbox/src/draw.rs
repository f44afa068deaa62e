//! Repeatable chance: a number for (seed, index, stream), the same on every machine and in every version.
//!
//! Owns no state, so any fact of any shipment can be worked out alone and in any order.

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// Spreads the bits of `z` (the finaliser of SplitMix64).
pub(crate) fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// All the chance that belongs to one subject, such as one shipment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn of(seed: u64, index: u64) -> Self {
        Self(mix(seed ^ mix(index.wrapping_add(STEP))))
    }

    pub(crate) fn raw(self, stream: u64) -> u64 {
        mix(self.0.wrapping_add(stream.wrapping_add(1).wrapping_mul(STEP)))
    }

    /// A whole number in `0..n`; 0 when `n` is 0.
    pub(crate) fn below(self, stream: u64, n: u64) -> u64 {
        ((u128::from(self.raw(stream)) * u128::from(n)) >> 64) as u64
    }

    /// A number in `0.0..1.0`.
    pub(crate) fn unit(self, stream: u64) -> f64 {
        (self.raw(stream) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(self, stream: u64, rate: f64) -> bool {
        self.unit(stream) < rate
    }

    /// A whole number in `from..=to`.
    pub(crate) fn between(self, stream: u64, from: i64, to: i64) -> i64 {
        from + self.below(stream, (to - from + 1).max(1) as u64) as i64
    }

    pub(crate) fn pick<T: Copy>(self, stream: u64, list: &[T]) -> T {
        list[self.below(stream, list.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer() {
        assert_eq!(Draw::of(7, 1).raw(3), Draw::of(7, 1).raw(3));
        assert_ne!(Draw::of(7, 1).raw(3), Draw::of(8, 1).raw(3), "another seed is another world");
        assert_ne!(Draw::of(7, 1).raw(3), Draw::of(7, 1).raw(4), "streams do not repeat each other");
    }

    #[test]
    fn chance_keeps_its_rate() {
        let hits = (0..10_000).filter(|i| Draw::of(1, *i).chance(0, 0.1)).count();
        assert!((850..1150).contains(&hits), "about one in ten, got {hits}");
    }
}
