//! A page of a search and the list of a read by id (contract 8.1 to 8.3).

use godown_domain::ShipmentSeen;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Unreadable, lenient, shipment};

/// One shipment as it came: read, or kept aside with the reason.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// Read.
    Seen(Box<ShipmentSeen>),
    /// Could not be read; the page around it was.
    Unreadable {
        /// Its id, where at least that could be read.
        shipment_id: Option<String>,
        /// Why, without the record's data.
        why: String,
        /// The record as received. May hold personal data: to be kept, never logged.
        raw: String,
    },
}

impl Read {
    /// The shipment's id, where known.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Seen(seen) => Some(seen.shipment_id.as_str()),
            Self::Unreadable { shipment_id, .. } => shipment_id.as_deref(),
        }
    }
}

/// Where the next page is: a path of the marketplace, opaque and short-lived (contract 8.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPage(pub(crate) String);

/// One page of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its records, in the order received.
    pub shipments: Vec<Read>,
    /// Whether another page follows: the only sign to go by, as the address is there even on the last page.
    pub has_more: bool,
    /// Where the next page is; `None` on the last one.
    pub next: Option<NextPage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(default, deserialize_with = "lenient::flag")]
    has_more: bool,
    #[serde(default)]
    next_page_url: lenient::Text,
    #[serde(borrow)]
    shipments: Option<Vec<&'a RawValue>>,
}

/// Reads a page of a search.
///
/// # Errors
/// When the answer is no page at all, or promises more without saying where.
pub fn read(body: &[u8]) -> Result<Page, Unreadable> {
    let wire: Wire<'_> = serde_json::from_slice(body).map_err(|e| Unreadable::json("the page", &e))?;
    let shipments = wire.shipments.ok_or_else(|| Unreadable::new("the page has no list of shipments"))?;
    let next = match (wire.has_more, wire.next_page_url.filled()) {
        (false, _) => None,
        (true, Some(url)) => Some(NextPage(url)),
        (true, None) => return Err(Unreadable::new("the page promises more but does not say where")),
    };
    Ok(Page {
        shipments: shipments.iter().map(|raw| shipment::read(raw.get())).collect(),
        has_more: next.is_some(),
        next,
    })
}

/// Reads the answer of a read by ids: the same list without paging.
///
/// # Errors
/// When the answer has no list of shipments.
pub fn read_list(body: &[u8]) -> Result<Vec<Read>, Unreadable> {
    Ok(raw_list(body)?.iter().map(|raw| shipment::read(raw.get())).collect())
}

/// The elements of `shipments`, each still as text, so that one bad element costs only itself.
pub(super) fn raw_list(body: &[u8]) -> Result<Vec<&RawValue>, Unreadable> {
    #[derive(Deserialize)]
    struct List<'a> {
        #[serde(borrow)]
        shipments: Option<Vec<&'a RawValue>>,
    }
    let list: List<'_> = serde_json::from_slice(body).map_err(|e| Unreadable::json("the answer", &e))?;
    list.shipments.ok_or_else(|| Unreadable::new("the answer has no list of shipments"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        r#"{"shipmentId":"s1","orderItems":[{"orderItemId":"1","orderId":"OD1","status":"APPROVED","quantity":1}]}"#;

    #[test]
    fn the_address_on_the_last_page_is_not_followed() {
        let page =
            read(br#"{"hasMore":false,"nextPageUrl":"/v3/shipments/filter?next_token=x","shipments":[]}"#).unwrap();
        assert_eq!((page.has_more, page.next), (false, None));
    }

    #[test]
    fn a_bad_record_does_not_take_its_page_with_it() {
        let body = format!(
            r#"{{"shipments":[{GOOD},{{"shipmentId":"s2"}},17],"hasMore":true,"nextPageUrl":"/v3/shipments/filter?next_token=x"}}"#
        );
        let page = read(body.as_bytes()).unwrap();
        assert_eq!(page.shipments.iter().map(Read::id).collect::<Vec<_>>(), [Some("s1"), Some("s2"), None]);
        assert!(matches!(page.shipments[0], Read::Seen(_)));
        assert!(page.next.is_some());
    }

    #[test]
    fn an_answer_without_a_list_is_not_an_empty_page() {
        for body in [r#"{"hasMore":false}"#, r#"{"errors":[]}"#, "<html>", "", r#"{"hasMore":true,"shipments":[]}"#] {
            assert!(read(body.as_bytes()).is_err(), "{body}: an empty page would empty the seller's queue");
        }
    }
}
