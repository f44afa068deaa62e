//! Spoiling JSON so that it stays JSON: other kinds of values, absurd numbers and dates, parts of other replies, missing and
//! doubled fields, depth.

use rand::Rng as _;
use rand::rngs::StdRng;
use serde_json::{Map, Value, json};

use super::LARGEST;
use crate::below;

/// A case of so many values is large enough.
const MOST_NODES: usize = 100_000;
/// Texts that break what reads them.
const TEXTS: [&str; 22] = [
    "",
    " ",
    "\u{0}",
    "null",
    "NaN",
    "-0",
    "1e999",
    "99999999999999999999",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999+05:30",
    "2026-02-30T25:61:00+99:99",
    "20261121",
    "../../etc/passwd",
    "\u{202e}gnp.exe",
    "=cmd|' /C calc'!A0",
    "&amp;&#x41;&#99999999;&",
    "//evil.example/v3",
    "https://evil.example/sellers",
    "\\\\host\\share",
    "स्वागत",
    "\u{1F4E6}\u{200d}\u{1F4E6}",
    "APPROVED\n",
];

/// A case that is JSON, or none where the seed is not.
pub fn spoiled(bytes: &[u8], others: &[Vec<u8>], times: usize, chance: &mut StdRng) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    for _ in 0..times {
        let other = others.get(below(chance, others.len())).and_then(|other| serde_json::from_slice(other).ok());
        let nodes = count(&value);
        if nodes > MOST_NODES {
            break;
        }
        let mut at = below(chance, nodes);
        if let Some(node) = node(&mut value, &mut at) {
            change(node, other, chance);
        }
    }
    let mut text = value.to_string();
    if chance.random_bool(0.05) {
        // The same field twice, which a value cannot hold.
        text = text.replacen("\":", "\":null,\"shipmentId\":", 1);
    }
    if chance.random_bool(0.02) {
        let depth = [100, 127, 128, 129, 5_000][below(chance, 5)];
        text = format!("{{\"shipments\":{}{text}{}}}", "[".repeat(depth), "]".repeat(depth));
    }
    Some(text.into_bytes())
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// The node with this number, counted in the order of the text.
fn node<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    let mut children: Box<dyn Iterator<Item = &'v mut Value>> = match value {
        Value::Array(items) => Box::new(items.iter_mut()),
        Value::Object(fields) => Box::new(fields.values_mut()),
        _ => return None,
    };
    children.find_map(|child| node(child, at))
}

fn change(node: &mut Value, other: Option<Value>, chance: &mut StdRng) {
    match (below(chance, 8), &mut *node) {
        (0, Value::Object(fields)) => drop_one(fields, chance),
        (1, Value::Object(fields)) => rename_one(fields, chance),
        (2, Value::Array(items)) if !items.is_empty() => {
            let copy = items[below(chance, items.len())].clone();
            let times = (1 + below(chance, 200)).min(LARGEST / copy.to_string().len().max(1));
            items.extend(std::iter::repeat_n(copy, times));
        }
        (3, _) => *node = json!([node.take()]),
        (4, Value::String(text)) => *text = text.repeat((1 + below(chance, 500)).min(LARGEST / text.len().max(1))),
        (5, _) => *node = other.map_or(Value::Null, |mut other| part(&mut other, chance)),
        _ => *node = odd(chance),
    }
}

fn drop_one(fields: &mut Map<String, Value>, chance: &mut StdRng) {
    if let Some(name) = fields.keys().nth(below(chance, fields.len())).cloned() {
        fields.remove(&name);
    }
}

fn rename_one(fields: &mut Map<String, Value>, chance: &mut StdRng) {
    if let Some(name) = fields.keys().nth(below(chance, fields.len())).cloned()
        && let Some(value) = fields.remove(&name)
    {
        fields.insert(TEXTS[below(chance, TEXTS.len())].to_owned(), value);
    }
}

fn part(other: &mut Value, chance: &mut StdRng) -> Value {
    let mut at = below(chance, count(other));
    node(other, &mut at).map_or(Value::Null, Value::take)
}

fn odd(chance: &mut StdRng) -> Value {
    match below(chance, 9) {
        0 => Value::Null,
        1 => json!(chance.random_bool(0.5)),
        2 => json!(chance.random::<i64>()),
        3 => json!(chance.random::<u64>()),
        4 => json!([0.5, -1.0, 1e308, -1e-308, 1e18][below(chance, 5)]),
        5 => json!([]),
        6 => json!({}),
        7 => json!([i64::MIN, i64::MAX, -1, 0, 253_402_300_800_000_i64][below(chance, 5)]),
        _ => json!(TEXTS[below(chance, TEXTS.len())]),
    }
}
