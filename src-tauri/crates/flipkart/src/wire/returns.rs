//! Returns, 25 a page (contract 10.1).

use godown_domain::returns::ReturnSeen;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient::{self, Number, Text};
use super::{NextPage, Unreadable};

/// One return as it came: read, or kept aside with the reason.
#[derive(Debug, Clone, PartialEq)]
pub enum ReturnRead {
    /// Read.
    Seen(Box<ReturnSeen>),
    /// Could not be read; the page around it was.
    Unreadable {
        /// Why, without the record's data.
        why: String,
        /// The record as received: to be kept, never logged.
        raw: String,
    },
}

/// One page of returns.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnsPage {
    /// Its records, in the order received.
    pub returns: Vec<ReturnRead>,
    /// Where the next page is; `None` on the last one.
    pub next: Option<NextPage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(default, deserialize_with = "lenient::flag")]
    has_more: bool,
    #[serde(default)]
    next_url: Text,
    #[serde(borrow)]
    return_items: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct WireReturn {
    return_id: Text,
    order_item_id: Text,
    order_id: Text,
    shipment_id: Text,
    quantity: Number,
    created_date: Text,
    status: Text,
    #[serde(rename = "type")]
    kind: Text,
}

/// Reads a page. `by_courier` is what was asked for, where a record does not say it itself.
///
/// # Errors
/// When the answer is no page at all, or promises more without saying where.
pub fn read(body: &[u8], by_courier: bool) -> Result<ReturnsPage, Unreadable> {
    let wire: Wire<'_> = serde_json::from_slice(body).map_err(|e| Unreadable::json("the page of returns", &e))?;
    let items = wire.return_items.ok_or_else(|| Unreadable::new("the page has no list of returns"))?;
    let next = match (wire.has_more, wire.next_url.filled()) {
        (false, _) => None,
        (true, Some(url)) => Some(NextPage(url)),
        (true, None) => return Err(Unreadable::new("the page of returns promises more but does not say where")),
    };
    let returns = items.iter().map(|raw| match read_one(raw.get(), by_courier) {
        Ok(seen) => ReturnRead::Seen(Box::new(seen)),
        Err(why) => ReturnRead::Unreadable { why, raw: raw.get().to_owned() },
    });
    Ok(ReturnsPage { returns: returns.collect(), next })
}

fn read_one(raw: &str, by_courier: bool) -> Result<ReturnSeen, String> {
    let wire: WireReturn = serde_json::from_str(raw).map_err(|e| Unreadable::json("the return", &e).0)?;
    Ok(ReturnSeen {
        return_id: wire.return_id.filled().ok_or("the return has no returnId")?,
        item: wire.order_item_id.filled().ok_or("the return has no orderItemId")?.into(),
        order_id: wire.order_id.filled().map(Into::into),
        shipment_id: wire.shipment_id.filled().map(Into::into),
        units: wire.quantity.whole().unwrap_or(0),
        by_courier: match wire.kind.0.to_ascii_lowercase().as_str() {
            "courier_return" => true,
            "customer_return" => false,
            _ => by_courier,
        },
        // Small letters here, capitals in pushes (contract 10.1).
        status: wire.status.0.to_ascii_lowercase(),
        created_at: lenient::instant("createdDate", &wire.created_date)?,
    })
}

#[cfg(test)]
mod tests {
    use godown_domain::At;

    use super::*;

    const ONE: &str = r#"{"returnId":12233445566778899,"orderItemId":"334455667788990100","orderId":"OD3","shipmentId":null,
        "quantity":1.0,"createdDate":"2026-11-15T15:59:21+05:30","updatedDate":null,"expectedDate":null,"status":"CREATED",
        "type":"courier_return","courierName":null,"services":[],"action":"refund_dnt_expect"}"#;

    #[test]
    fn a_return_is_read_with_all_that_may_be_missing() {
        let page = read(
            format!(r#"{{"hasMore":false,"nextUrl":"/returns/search/eA==","returnItems":[{ONE}]}}"#).as_bytes(),
            false,
        )
        .unwrap();
        assert_eq!(page.next, None, "the address on the last page is not followed");
        let [ReturnRead::Seen(seen)] = page.returns.as_slice() else { panic!("{page:?}") };
        assert_eq!((seen.return_id.as_str(), seen.item.as_str()), ("12233445566778899", "334455667788990100"));
        assert_eq!((seen.units, seen.by_courier, seen.status.as_str()), (1, true, "created"), "its own word wins");
        assert_eq!((seen.shipment_id.clone(), seen.created_at), (None, At::parse("2026-11-15T15:59:21+05:30")));
        assert!(seen.stands());
    }

    #[test]
    fn a_bad_record_does_not_take_its_page_with_it() {
        let body = format!(
            r#"{{"hasMore":true,"nextUrl":"/returns/search/eA==","returnItems":[{{"returnId":"1"}},7,{ONE}]}}"#
        );
        let page = read(body.as_bytes(), true).unwrap();
        let bad = page.returns.iter().filter(|one| matches!(one, ReturnRead::Unreadable { .. })).count();
        assert_eq!((page.returns.len(), bad), (3, 2));
        assert!(page.next.is_some());
    }

    #[test]
    fn an_answer_without_a_list_is_not_an_empty_page() {
        for body in [r#"{"hasMore":false}"#, r#"{"hasMore":true,"returnItems":[]}"#, "<html>", ""] {
            assert!(read(body.as_bytes(), true).is_err(), "{body}");
        }
    }

    #[test]
    fn what_was_called_off_does_not_count() {
        for (status, stands) in
            [("Cancelled", false), ("REJECTED", false), ("completed", true), ("some_new_word", true)]
        {
            let one = ONE.replace("CREATED", status);
            assert_eq!(read_one(&one, true).unwrap().stands(), stands, "{status}");
        }
    }
}
