//! Money in whole paise.

use serde::{Deserialize, Serialize};
use specta::Type;

/// An amount in paise (1/100 rupee). Exported to TypeScript as `number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Paise(#[specta(type = f64)] pub i64);

impl Paise {
    /// From the wire's rupees with decimals (contract 7.2); `None` where the number is not finite or absurdly large.
    pub fn from_rupees(rupees: f64) -> Option<Self> {
        let paise = (rupees * 100.0).round();
        (paise.is_finite() && paise.abs() < 9e15).then_some(Self(paise as i64))
    }
}

impl std::ops::Add for Paise {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Paise {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), |a, b| a + b)
    }
}

impl std::fmt::Display for Paise {
    /// `₹1,25,000` or `₹1,25,000.50`, grouped the Indian way.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sign, abs) = if self.0 < 0 { ("-", self.0.unsigned_abs()) } else { ("", self.0.unsigned_abs()) };
        let digits = (abs / 100).to_string();
        let (head, tail) = digits.split_at(digits.len().saturating_sub(3));
        let mut grouped = String::new();
        for (i, digit) in head.chars().enumerate() {
            if i > 0 && (head.len() - i) % 2 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if !grouped.is_empty() {
            grouped.push(',');
        }
        grouped.push_str(tail);
        match abs % 100 {
            0 => write!(f, "{sign}₹{grouped}"),
            paise => write!(f, "{sign}₹{grouped}.{paise:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rupees_of_the_wire_become_whole_paise() {
        assert_eq!(Paise::from_rupees(497.0), Some(Paise(49_700)));
        assert_eq!(Paise::from_rupees(0.1 + 0.2), Some(Paise(30)), "binary fractions round to the nearest paisa");
        assert_eq!(Paise::from_rupees(f64::NAN), None);
    }

    #[test]
    fn money_is_written_the_indian_way() {
        for (paise, text) in
            [(0, "₹0"), (99_900, "₹999"), (12_500_000, "₹1,25,000"), (1_234_567_850, "₹1,23,45,678.50"), (-100, "-₹1")]
        {
            assert_eq!(Paise(paise).to_string(), text);
        }
    }
}
