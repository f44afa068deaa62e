//! Couriers of the seller's own (contract 9.7).

use godown_domain::self_ship::Partner;
use serde::Deserialize;

use super::Unreadable;
use super::lenient::Text;

#[derive(Deserialize)]
#[serde(untagged)]
enum Wire {
    Wrapped { vendors: Vec<Vendor> },
    Bare(Vec<Vendor>),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Vendor {
    name: Text,
    #[serde(alias = "vendorCode")]
    vendorcode: Text,
}

/// Reads the list, bare or wrapped: its page was in no store (contract 9.7). One without a code is left out; one without a
/// name is called by its code.
///
/// # Errors
/// When the answer is no list.
pub fn read_partners(body: &[u8]) -> Result<Vec<Partner>, Unreadable> {
    let wire: Wire = serde_json::from_slice(body).map_err(|e| Unreadable::json("the list of couriers", &e))?;
    let (Wire::Wrapped { vendors } | Wire::Bare(vendors)) = wire;
    let partner = |vendor: Vendor| {
        let code = vendor.vendorcode.filled()?;
        Some(Partner { name: vendor.name.filled().unwrap_or_else(|| code.clone()), code })
    };
    Ok(vendors.into_iter().filter_map(partner).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_and_bare_lists_are_the_same_list() {
        let wrapped = br#"{"vendors":[{"name":"Own Fleet","vendorcode":"OWN"},{"name":"No code"}]}"#;
        let bare = br#"[{"name":"Own Fleet","vendorCode":"OWN","extra":1},{"vendorcode":null}]"#;
        let expected = vec![Partner { name: "Own Fleet".into(), code: "OWN".into() }];
        assert_eq!(read_partners(wrapped), Ok(expected.clone()));
        assert_eq!(read_partners(bare), Ok(expected));
        assert!(read_partners(b"{}").is_err());
    }
}
