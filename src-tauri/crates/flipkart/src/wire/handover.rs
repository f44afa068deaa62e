//! Who collects what (contract 8.14) and the one-time codes for returns (contract 8.16). Both are documented in two
//! shapes; both shapes are read.

use godown_domain::At;
use serde::Deserialize;
use serde_json::Value;

use super::Unreadable;
use super::lenient::{self, Number, Text};

/// One courier group with parcels to collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverCount {
    /// The group's name, as a manifest is asked for: not always the courier's name on the label.
    pub vendor_group: String,
    /// Shipments ready to dispatch.
    pub count: u32,
    /// The group of multi-box shipments, which are listed apart.
    pub mps: bool,
    /// Begin of the pickup window.
    pub pickup_from: Option<At>,
    /// End of the pickup window.
    pub pickup_to: Option<At>,
    /// Code to tell the courier, once there is one.
    pub otc: Option<String>,
    /// Why there is no code yet (`OTC_UNAVAILABLE`).
    pub otc_error: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Count {
    vendor_group_code: Text,
    count: Number,
    #[serde(deserialize_with = "lenient::flag")]
    is_mps: bool,
    pick_up_date: Option<Window>,
    otc: Option<Code>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Window {
    from: Text,
    after: Text,
    to: Text,
    before: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Code {
    code: Text,
    error_code: Text,
}

/// Reads the courier groups: a bare list, or any object with one list in it.
///
/// # Errors
/// When there is no list, or a group without a name or a whole count.
pub fn read_counts(body: &[u8]) -> Result<Vec<HandoverCount>, Unreadable> {
    let value: Value = serde_json::from_slice(body).map_err(|e| Unreadable::json("the hand-over list", &e))?;
    let list = the_list(value).ok_or_else(|| Unreadable::new("the answer has no hand-over list"))?;
    let wire: Vec<Count> =
        serde_json::from_value(Value::Array(list)).map_err(|e| Unreadable::json("the hand-over list", &e))?;
    wire.into_iter()
        .map(|group| {
            let window = group.pick_up_date.unwrap_or_default();
            let code = group.otc.unwrap_or_default();
            Ok(HandoverCount {
                vendor_group: group
                    .vendor_group_code
                    .filled()
                    .ok_or_else(|| Unreadable::new("a courier group has no name"))?,
                count: group.count.whole().ok_or_else(|| Unreadable::new("a courier group has no count"))?,
                mps: group.is_mps,
                pickup_from: At::parse(&window.from.0).or_else(|| At::parse(&window.after.0)),
                pickup_to: At::parse(&window.to.0).or_else(|| At::parse(&window.before.0)),
                otc: code.code.filled(),
                otc_error: code.error_code.filled(),
            })
        })
        .collect()
}

fn the_list(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(list) => Some(list),
        Value::Object(fields) if !fields.contains_key("errors") => {
            let mut lists = fields.into_iter().filter_map(|(_, value)| match value {
                Value::Array(list) => Some(list),
                _ => None,
            });
            lists.next().filter(|_| lists.next().is_none())
        }
        _ => None,
    }
}

/// A one-time code a courier asks for when bringing returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnOtc {
    /// `LARGE`, `NON_LARGE`, or a word we do not know.
    pub kind: String,
    /// The code.
    pub code: String,
    /// The courier it is for.
    pub vendor: Option<String>,
}

#[derive(Deserialize)]
struct Otcs {
    #[serde(deserialize_with = "lenient::one_or_many")]
    otcs: Vec<OtcGroup>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OtcGroup {
    #[serde(deserialize_with = "lenient::one_or_many")]
    otc: Vec<Otc>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Otc {
    #[serde(rename = "type")]
    kind: Text,
    code: Text,
    vendor: Text,
}

/// Reads return codes: lists, or single objects in their places.
///
/// # Errors
/// When the answer has no codes at all in either shape.
pub fn read_return_otcs(body: &[u8]) -> Result<Vec<ReturnOtc>, Unreadable> {
    let wire: Otcs = serde_json::from_slice(body).map_err(|e| Unreadable::json("the list of codes", &e))?;
    Ok(wire
        .otcs
        .into_iter()
        .flat_map(|group| group.otc)
        .filter_map(|otc| Some(ReturnOtc { kind: otc.kind.0, code: otc.code.filled()?, vendor: otc.vendor.filled() }))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_of_the_counts_say_the_same() {
        let bare = br#"[{"vendorGroupCode":"Ekart Logistics","count":12.0,"isMps":false,
            "pickUpDate":{"from":"2026-11-21T15:00:00.000+05:30","to":"2026-11-21T17:00:00.000+05:30"}}]"#;
        let wrapped = br#"{"resultManifestDetails":[{"vendorGroupCode":"Ekart Logistics","count":12,"isMps":false,
            "pickUpDate":{"after":"2026-11-21T15:00:00.000+05:30","before":"2026-11-21T17:00:00.000+05:30"}}]}"#;
        let counts = read_counts(bare).unwrap();
        assert_eq!(counts, read_counts(wrapped).unwrap());
        assert_eq!((counts[0].count, counts[0].pickup_to), (12, At::parse("2026-11-21T11:30:00Z")));
    }

    #[test]
    fn a_missing_code_says_why() {
        let counts = read_counts(
            br#"[{"vendorGroupCode":"D","count":1,"otc":{"code":null,"error_code":"OTC_UNAVAILABLE"},"pickUpDate":null}]"#,
        );
        assert_eq!(counts.unwrap()[0].otc_error.as_deref(), Some("OTC_UNAVAILABLE"));
        assert!(read_counts(br#"{"errors":[{"code":1}]}"#).is_err(), "a complaint is not an empty yard");
    }

    #[test]
    fn return_codes_come_as_lists_or_alone() {
        let lists = br#"{"otcs":[{"status":"SUCCESS","otc":[{"type":"LARGE","code":"7730","vendor":"eKart"}]}]}"#;
        let alone = br#"{"otcs":{"status":"SUCCESS","otc":{"type":"LARGE","code":7730,"vendor":"eKart"}}}"#;
        assert_eq!(read_return_otcs(lists).unwrap(), read_return_otcs(alone).unwrap());
        assert_eq!(read_return_otcs(lists).unwrap()[0].code, "7730");
    }
}
