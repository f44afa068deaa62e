//! Identifiers that carry their index: an id can be turned back into its shipment without a table of a million ids.
//!
//! Shapes follow Seller API contract 2.3.

use uuid::Uuid;

use crate::draw::mix;

const ORDER_BASE: u64 = 433_000_000_000_000_000;
const SPACE: u64 = 10_000_000_000_000;
// Odd and no multiple of five, so it has an inverse modulo 10^13.
const SPREAD: u64 = 7_368_787_291_373;

/// Which shipment of an order: its own, the second half of a split, a replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Own,
    Split,
    Replacement,
}

impl Slot {
    fn digit(self) -> u64 {
        match self {
            Slot::Own => 0,
            Slot::Split => 1,
            Slot::Replacement => 2,
        }
    }
}

pub(crate) fn shipment_id(seed: u64, index: u32) -> String {
    let high = (mix(seed ^ mix(u64::from(index) ^ 0x51)) & !0xF000) | 0x4000;
    let noise = mix(high ^ seed);
    let low = (noise & 0x3FFF_FFFF_0000_0000) | 0x8000_0000_0000_0000 | u64::from(index ^ noise as u32);
    Uuid::from_u64_pair(high, low).hyphenated().to_string()
}

pub(crate) fn shipment_index(seed: u64, id: &str) -> Option<u32> {
    let (high, low) = Uuid::parse_str(id).ok()?.as_u64_pair();
    let index = low as u32 ^ mix(high ^ seed) as u32;
    (shipment_id(seed, index) == id).then_some(index)
}

/// 18 digits, the last two of them free for items.
pub(crate) fn order_number(seed: u64, order: u32) -> u64 {
    let spread = (u128::from(order) * u128::from(SPREAD) + u128::from(mix(seed) % SPACE)) % u128::from(SPACE);
    ORDER_BASE + spread as u64 * 100
}

pub(crate) fn item_number(order_number: u64, slot: Slot, ordinal: usize) -> u64 {
    order_number + slot.digit() * 10 + ordinal as u64
}

/// The index of the order an order id or order item id belongs to.
pub(crate) fn order_index(seed: u64, text: &str) -> Option<u32> {
    let digits = text.strip_prefix("OD").unwrap_or(text);
    if digits.len() != 18 {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    let spread = number.checked_sub(ORDER_BASE)? / 100;
    if spread >= SPACE {
        return None;
    }
    let space = u128::from(SPACE);
    let shifted = (u128::from(spread) + space - u128::from(mix(seed) % SPACE)) % space;
    let order = shifted * inverse() % space;
    u32::try_from(order).ok()
}

fn inverse() -> u128 {
    // Euler: SPREAD^(phi - 1) is the inverse modulo 10^13; phi(10^13) = 4 * 10^12.
    let space = u128::from(SPACE);
    let (mut base, mut power, mut result) = (u128::from(SPREAD), 3_999_999_999_999_u64, 1_u128);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % space;
        }
        base = base * base % space;
        power >>= 1;
    }
    result
}

/// `length` capital letters and digits.
pub(crate) fn code(mut bits: u64, length: usize) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut text = String::with_capacity(length);
    for _ in 0..length {
        text.push(LETTERS[(bits & 31) as usize] as char);
        bits = mix(bits);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_index() {
        for index in [0, 1, 77, 999_999, 3_000_000] {
            assert_eq!(shipment_index(9, &shipment_id(9, index)), Some(index));
            let number = order_number(9, index);
            assert_eq!(order_index(9, &format!("OD{number}")), Some(index));
            assert_eq!(order_index(9, &item_number(number, Slot::Split, 3).to_string()), Some(index));
        }
    }

    #[test]
    fn a_made_up_id_belongs_to_nobody() {
        assert_eq!(shipment_index(9, "7c1f2b9e-5a0d-4f0e-9a63-1d2e3f405162"), None);
        assert_eq!(shipment_index(9, "no uuid"), None);
        assert_eq!(shipment_index(8, &shipment_id(9, 4)), None, "ids of another world are unknown here");
        assert_eq!(order_index(9, "OD12"), None);
    }

    #[test]
    fn a_shipment_id_is_a_lower_case_uuid() {
        let id = shipment_id(1, 5);
        assert_eq!(id.len(), 36);
        assert_eq!(Uuid::parse_str(&id).expect("a uuid").get_version_num(), 4);
    }
}
