//! Repeatable chance: one stream of numbers for each purpose, all made of the seed.

/// A stream of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub struct Chance(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Chance {
    /// The stream of this name.
    pub fn of(seed: u64, name: &str) -> Self {
        let named = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        let mut chance = Self(seed.wrapping_mul(STEP) ^ named);
        chance.raw();
        chance
    }

    /// Any number.
    pub fn raw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..n`; 0 where `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.raw()) * u128::from(n)) >> 64) as u64
    }

    /// A number in `from..=to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1).max(1) as u64) as i64
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        (self.raw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this rate happens now.
    pub fn strikes(&mut self, rate: f64) -> bool {
        self.unit() < rate
    }

    /// One of a list; `None` of an empty one.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len() as u64) as usize)
    }

    /// Takes some out of a list, in no order.
    pub fn some<T>(&mut self, mut from: Vec<T>, count: usize) -> Vec<T> {
        let mut taken = Vec::new();
        while taken.len() < count && !from.is_empty() {
            let at = self.below(from.len() as u64) as usize;
            taken.push(from.swap_remove(at));
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_name_give_the_same_numbers() {
        let numbers = |seed, name| {
            let mut chance = Chance::of(seed, name);
            (0..8).map(|_| chance.raw()).collect::<Vec<_>>()
        };
        assert_eq!(numbers(7, "line"), numbers(7, "line"));
        assert_ne!(numbers(7, "line"), numbers(7, "acts"));
        assert_ne!(numbers(7, "line"), numbers(8, "line"));
    }
}
