//! Sorting: any chain of keys, ties in the order of the choice.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::super::{LabelLayout, SortKey};
use super::LabelFacts;

/// Places of the input in reading order.
pub(super) fn in_order(labels: &[&LabelFacts], layout: &LabelLayout) -> Vec<usize> {
    let ranks: HashMap<&str, usize> =
        layout.sku_order.iter().enumerate().rev().map(|(rank, sku)| (sku.as_str(), rank)).collect();
    let mut places: Vec<usize> = (0..labels.len()).collect();
    places.sort_by(|one, other| match (labels.get(*one), labels.get(*other)) {
        (Some(one), Some(other)) => layout
            .sort
            .iter()
            .map(|key| compare(*key, one, other, &ranks))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal),
        _ => Ordering::Equal,
    });
    places
}

fn compare(key: SortKey, one: &LabelFacts, other: &LabelFacts, ranks: &HashMap<&str, usize>) -> Ordering {
    let rank = |label: &LabelFacts| ranks.get(label.sku.as_str()).copied().unwrap_or(usize::MAX);
    match key {
        SortKey::SingleFirst => (one.more > 0).cmp(&(other.more > 0)),
        SortKey::Sku => rank(one).cmp(&rank(other)).then_with(|| named(&one.sku, &other.sku)),
        SortKey::Units => one.units.cmp(&other.units),
        SortKey::Courier => named(&one.courier, &other.courier),
        SortKey::DispatchBy => {
            let by = |label: &LabelFacts| (label.dispatch_by.is_none(), label.dispatch_by);
            by(one).cmp(&by(other))
        }
        SortKey::Shelf => {
            let walk = |label: &LabelFacts| (label.walk.is_none(), label.walk);
            let on_way = walk(one).cmp(&walk(other));
            on_way.then_with(|| named(&one.zone, &other.zone)).then_with(|| named(&one.bin, &other.bin))
        }
        SortKey::Payment => one.is_cod.cmp(&other.is_cod),
        SortKey::Category => named(&one.category, &other.category),
        SortKey::Order => one.order_id.cmp(&other.order_id),
    }
}

/// By name, numbers inside it by their value (bin A2 before A10); what has no name comes last.
fn named(one: &str, other: &str) -> Ordering {
    one.is_empty().cmp(&other.is_empty()).then_with(|| natural(one.as_bytes(), other.as_bytes()))
}

fn natural(mut one: &[u8], mut other: &[u8]) -> Ordering {
    let (whole_one, whole_other) = (one, other);
    while let ([a, rest_one @ ..], [b, rest_other @ ..]) = (one, other) {
        if a.is_ascii_digit() && b.is_ascii_digit() {
            let (digits_one, after_one) = digits(one);
            let (digits_other, after_other) = digits(other);
            let order = digits_one.len().cmp(&digits_other.len()).then_with(|| digits_one.cmp(digits_other));
            if order.is_ne() {
                return order;
            }
            (one, other) = (after_one, after_other);
            continue;
        }
        let order = a.to_ascii_uppercase().cmp(&b.to_ascii_uppercase());
        if order.is_ne() {
            return order;
        }
        (one, other) = (rest_one, rest_other);
    }
    // Names that differ only in case or leading zeros are still two names.
    one.len().cmp(&other.len()).then_with(|| whole_one.cmp(whole_other))
}

/// The number a name starts with, without leading zeros, and what follows.
fn digits(name: &[u8]) -> (&[u8], &[u8]) {
    let end = name.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(name.len());
    let (number, rest) = name.split_at(end);
    let zeros = number.iter().take_while(|byte| **byte == b'0').count();
    (number.get(zeros..).unwrap_or_default(), rest)
}
