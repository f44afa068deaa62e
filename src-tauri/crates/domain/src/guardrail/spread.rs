//! Quantiles of counts: Poisson, and Poisson with an uncertain rate (negative binomial).
//!
//! Probabilities are built outwards from the likeliest count by the ratio of neighbours, which takes only the four basic
//! operations: the same bits on every machine, and no underflow at large means.

/// Neighbours this much rarer than the likeliest count no longer matter.
const NEGLIGIBLE: f64 = 1e-13;
/// Steps outward at most, each way; beyond this the mean is far outside anything a seller ships.
const STEPS: u64 = 400_000;

/// The 10 % and 90 % quantile of a Poisson count with this mean: the least counts whose cumulated probability reaches them.
pub fn poisson(mean: f64) -> (u64, u64) {
    if !mean.is_finite() || mean <= 0.0 {
        return (0, 0);
    }
    quantiles(mean as u64, |k| mean / (k as f64 + 1.0))
}

/// As [`poisson`], where the mean itself was estimated from `evidence` observed events (gamma, so negative binomial).
pub fn negative_binomial(mean: f64, evidence: f64) -> (u64, u64) {
    if !mean.is_finite() || mean <= 0.0 || !evidence.is_finite() || evidence <= 0.0 {
        return (0, 0);
    }
    let mode = ((evidence - 1.0).max(0.0) * mean / evidence) as u64;
    quantiles(mode, |k| (k as f64 + evidence) / (k as f64 + 1.0) * (mean / (evidence + mean)))
}

/// `up(k)` is the probability of k + 1 over that of k.
fn quantiles(mode: u64, up: impl Fn(u64) -> f64) -> (u64, u64) {
    let mut below = Vec::new();
    let (mut k, mut weight) = (mode, 1.0_f64);
    while k > 0 && weight > NEGLIGIBLE && (below.len() as u64) < STEPS {
        weight /= up(k - 1);
        k -= 1;
        below.push(weight);
    }
    let first = k;
    let mut weights: Vec<f64> = below.into_iter().rev().collect();
    (k, weight) = (mode, 1.0);
    while weight > NEGLIGIBLE && k - mode < STEPS {
        weights.push(weight);
        weight *= up(k);
        k += 1;
    }
    let total: f64 = weights.iter().sum();
    let reach = |share: f64| {
        let mut sum = 0.0;
        let at = weights.iter().position(|weight| {
            sum += weight;
            sum >= share * total
        });
        first + at.unwrap_or(weights.len().saturating_sub(1)) as u64
    };
    (reach(0.1), reach(0.9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_quantiles_are_those_of_the_tables() {
        // Cumulated Poisson tables: mean 1: 0.368 0.736 0.920; mean 5: 0.040 0.125 … 0.867 0.932; mean 10: P(≤6) 0.130, P(≤14) 0.917.
        assert_eq!(poisson(0.0), (0, 0));
        assert_eq!(poisson(0.05), (0, 0));
        assert_eq!(poisson(1.0), (0, 2));
        assert_eq!(poisson(5.0), (2, 8));
        assert_eq!(poisson(10.0), (6, 14));
    }

    #[test]
    fn large_means_neither_underflow_nor_drift() {
        let (low, high) = poisson(1_000_000.0);
        // 1.2816 standard deviations of 1,000.
        assert!((998_717..=998_720).contains(&low), "{low}");
        assert!((1_001_280..=1_001_283).contains(&high), "{high}");
    }

    #[test]
    fn less_evidence_is_a_wider_interval_and_much_evidence_is_poisson() {
        let (low, high) = negative_binomial(50.0, 10.0);
        let (sharp_low, sharp_high) = negative_binomial(50.0, 200.0);
        assert!(low < sharp_low && high > sharp_high, "{low}..{high} against {sharp_low}..{sharp_high}");
        assert_eq!(negative_binomial(50.0, 1e12), poisson(50.0));
    }

    #[test]
    fn the_negative_binomial_of_one_event_is_the_geometric_one() {
        // P(≤ k) = 1 − (10/11)^(k+1): 0.1 is reached at k = 1 (0.174), 0.9 at k = 24 (0.908; 0.898 at 23).
        assert_eq!(negative_binomial(10.0, 1.0), (1, 24));
    }
}
