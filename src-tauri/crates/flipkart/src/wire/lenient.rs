//! Fields that arrive in more than one form: ids as numbers, whole numbers as `1.0`, null for absent, text with HTML
//! entities (contract 2.5).

use godown_domain::At;
use serde::{Deserialize, Deserializer};

/// Text, or a number or flag printed as text; trimmed, because ids were seen with a trailing newline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(pub String);

impl Text {
    /// The text, or `None` when empty.
    pub fn filled(self) -> Option<String> {
        (!self.0.is_empty()).then_some(self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Text;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("text")
            }
            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.trim().to_owned()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
            fn visit_bool<E>(self, flag: bool) -> Result<Text, E> {
                Ok(Text(flag.to_string()))
            }
            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text::default())
            }
        }
        from.deserialize_any(Visitor)
    }
}

/// A number, or a number printed as text; null is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Number(pub Option<f64>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Number;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
                match text.trim() {
                    "" => Ok(Number(None)),
                    digits => digits.parse().map(|n| Number(Some(n))).map_err(|_| E::custom("not a number")),
                }
            }
            fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
                Ok(Number(Some(number as f64)))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Number, E> {
                Ok(Number(Some(number as f64)))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Number, E> {
                Ok(Number(Some(number)))
            }
            fn visit_unit<E>(self) -> Result<Number, E> {
                Ok(Number(None))
            }
        }
        from.deserialize_any(Visitor)
    }
}

impl Number {
    /// A whole count; `None` when absent, negative, broken or too large.
    pub fn whole(self) -> Option<u32> {
        self.0.filter(|n| n.fract() == 0.0 && *n >= 0.0 && *n <= f64::from(u32::MAX)).map(|n| n as u32)
    }
}

/// True, false, their names as text, 0/1; null is false.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let text = Text::deserialize(from)?.0;
    Ok(matches!(text.to_ascii_lowercase().as_str(), "true" | "1" | "yes" | "y"))
}

/// A value, or its default for null.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

/// A list, a single element in place of a list, or null (contract 8.16).
pub(crate) fn one_or_many<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Shape<T> {
        Many(Vec<T>),
        One(T),
    }
    Ok(match Option::<Shape<T>>::deserialize(from)? {
        None => Vec::new(),
        Some(Shape::Many(list)) => list,
        Some(Shape::One(single)) => vec![single],
    })
}

/// An instant: `Ok(None)` when empty, `Err` when there is text that is no instant.
pub(crate) fn instant(field: &str, text: &Text) -> Result<Option<At>, String> {
    match text.0.as_str() {
        "" => Ok(None),
        iso => At::parse(iso).map(Some).ok_or_else(|| format!("{field} is not a date-time")),
    }
}

/// Undoes HTML entities, once (contract 2.5: SKUs carry `&quot;`). What is no entity stays as it is.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let entity = from.find(';').filter(|end| *end <= 10).and_then(|end| {
            let (head, tail) = from.split_at(end + 1);
            named(head.trim_start_matches('&').trim_end_matches(';')).map(|c| (c, tail))
        });
        match entity {
            Some((c, tail)) => {
                out.push(c);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = from.strip_prefix('&').unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn named(name: &str) -> Option<char> {
    match name {
        "quot" => Some('"'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "nbsp" => Some(' '),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_undone_once_and_a_bare_ampersand_survives() {
        for (wire, text) in [
            ("24&quot; FAN", "24\" FAN"),
            ("A&amp;quot;B", "A&quot;B"),
            ("SALT & PEPPER; 2", "SALT & PEPPER; 2"),
            ("&#39;X&#x27;", "'X'"),
            ("&unknown; &", "&unknown; &"),
            ("चाय&amp;कप", "चाय&कप"),
        ] {
            assert_eq!(unescape(wire), text);
        }
    }

    #[test]
    fn a_quantity_is_whole_or_nothing() {
        let read = |json: &str| serde_json::from_str::<Number>(json).unwrap().whole();
        assert_eq!(read("1.0"), Some(1));
        assert_eq!(read("\"3\""), Some(3));
        assert_eq!(read("1.5"), None);
        assert_eq!(read("-1"), None);
        assert_eq!(read("null"), None);
    }

    #[test]
    fn ids_lose_stray_whitespace_and_may_come_as_numbers() {
        assert_eq!(serde_json::from_str::<Text>("\"334455\\n\"").unwrap().0, "334455");
        assert_eq!(serde_json::from_str::<Text>("334455667788990100").unwrap().0, "334455667788990100");
        assert_eq!(serde_json::from_str::<Text>("null").unwrap().filled(), None);
    }

    proptest::proptest! {
        #[test]
        fn undoing_entities_never_fails_and_leaves_plain_text_alone(text in "[^&]{0,40}", any in ".{0,40}") {
            proptest::prop_assert_eq!(unescape(&text), text);
            let _ = unescape(&any);
        }
    }
}
