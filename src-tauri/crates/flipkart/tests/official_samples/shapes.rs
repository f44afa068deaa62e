//! Shapes of calls this client does not make (self-ship, returns, listing changes, reports, sandbox helpers): typed here,
//! unknown fields refused, so that a change in what is published is noticed before those calls are built.

#![expect(dead_code, reason = "the fields are there to be read from JSON, not to be used")]

use std::collections::BTreeMap;

use base64::Engine;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Operations whose answer is a file or is not described.
pub const ANSWER_IS_A_FILE_OR_EMPTY: [&str; 6] = [
    "get-labels",
    "get-labels-only",
    "get-labels-only-pdf",
    "get-invoices-pdf-from-esi",
    "get-manifest",
    "update-tracking-info",
];

macro_rules! shapes {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident : $kind:ty),* $(,)? })*) => {
        $(#[derive(Deserialize)] #[serde(deny_unknown_fields)] $(#[$meta])*
        struct $name { $($(#[$fmeta])* $field: $kind),* })*
    };
}

shapes! {
    #[serde(rename_all = "camelCase")]
    ReturnsPage { has_more: bool, next_url: String, return_items: Vec<ReturnItem> }
    #[serde(rename_all = "camelCase")]
    ReturnItem {
        order_item_id: String, location_id: String, order_id: String, quantity: u32, order_date: String,
        created_date: String, courier_name: String, seller_id: String, return_id: String, status: String,
        #[serde(rename = "type")] kind: String, reason: String, sub_reason: String, tracking_id: String,
        shipment_status: String, shipment_id: String, comments: String, updated_date: String, approved_on: String,
        expected_date: String, service_profile: String, services: Vec<Service>,
    }
    #[serde(rename_all = "camelCase")]
    Service { service_fulfilment_id: String, description: String, service_by_date: String, created_at: String }
    ReturnsDone { returns: Vec<ReturnDone> }
    #[serde(rename_all = "camelCase")]
    ReturnDone { return_id: String, processing_status: String, error_code: String, error_message: String }
    ServicesDone { services: Vec<ServiceDone> }
    #[serde(rename_all = "camelCase")]
    ServiceDone { service_fulfilment_id: String, status: String, failure_reason: String }
    Word { response: String }
    #[serde(rename_all = "camelCase")]
    TestOrder { order_id: String, order_items: Vec<TestItem> }
    #[serde(rename_all = "camelCase")]
    TestItem { order_item_id: String, listing_id: String, quantity: u32 }
    ReportStarted { report_id: String }
    Report { report_id: String, status: String, location: String, metadata: BTreeMap<String, String> }
    Found { next_page_id: String, has_more: bool, listings: FoundListing }
    FoundListing { listing_id: String, product_id: String, sku_id: String }
    Changed { status: String, errors: Vec<Fault>, attribute_errors: Vec<Fault> }
    Fault { severity: String, code: i64, description: String, path: Option<String>, attribute: Option<String> }
    Signature {
        #[serde(rename = "appId")] app_id: String, #[serde(rename = "appSecret")] app_secret: String, url: String,
        method: String, #[serde(rename = "X_Date")] date: String, timestamp: String, string_to_hash: String,
        sha1_hex: String, #[serde(rename = "X_Authorization")] authorization: String,
    }
    Inventory { product_id: String, locations: Vec<Stock> }
    Stock { id: String, inventory: u32, status: Option<String> }
    Pricing { product_id: String, price: Price }
    Price { mrp: u32, selling_price: u32, currency: String }
    Listing {
        product_id: String, price: Price, tax: BTreeMap<String, String>, listing_status: String, shipping_fees: Fees,
        fulfillment_profile: String, fulfillment: Value, packages: Vec<Value>, locations: Vec<Stock>,
        address_label: BTreeMap<String, Vec<String>>, dating_label: BTreeMap<String, String>,
        archived_status: Option<String>,
    }
    Fees { local: u32, zonal: u32, national: u32, currency: String }
}

fn is<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(value.clone()).map(drop).map_err(|error| error.to_string())
}

/// Answers of calls this client does not make.
pub fn reply(stem: &str, path: &str, answer: &Value) -> Result<(), String> {
    match stem {
        "2.0.0_get-returns" => is::<ReturnsPage>(answer),
        "report-trigger" => is::<ReportStarted>(answer),
        "report-detail" => is::<Report>(answer),
        "listing-search" => is::<Found>(answer),
        "create-test-orders" => is::<TestOrder>(answer),
        "create-listings" | "update-listings" | "update-inventory" | "update-price" => {
            is::<BTreeMap<String, Changed>>(answer)
        }
        _ if path.starts_with("/v2/returns/") => is::<ReturnsDone>(answer),
        _ if path.starts_with("/v2/services/") => is::<ServicesDone>(answer),
        _ if path.contains("/sandbox/") => is::<Word>(answer),
        _ => Err("no reader claims it".into()),
    }
}

/// Bodies of calls this client does not make: one level of the names every such call uses.
pub fn request(stem: &str, body: &Value) -> Result<(), String> {
    let claimed = ["2.0.0_", "submit-", "create-", "change-", "mark-order", "make-", "put-", "process-"];
    let single = ["listing-search", "report-trigger", "update-tracking-info"];
    if !claimed.iter().any(|start| stem.starts_with(start)) && !single.contains(&stem) {
        return Err("no reader claims it".into());
    }
    if body.as_object().is_some_and(|fields| !fields.is_empty()) { Ok(()) } else { Err("no body".into()) }
}

/// Bodies of listing changes, by seller's code.
pub fn listing_request(name: &str, body: &Value) -> Result<(), String> {
    match name.split('.').next().unwrap_or_default() {
        "update-inventory" => is::<BTreeMap<String, Inventory>>(body),
        "update-price" => is::<BTreeMap<String, Pricing>>(body),
        "create-listings" | "update-listings" => is::<BTreeMap<String, Listing>>(body),
        _ => Err("no reader claims it".into()),
    }
}

/// The published signature of a push: what is hashed and what is sent belong together (contract 14.2).
pub fn signature(text: &str) -> Result<(), String> {
    let vector: Signature = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let Signature { app_id, app_secret, url, method, timestamp, .. } = &vector;
    assert_eq!(vector.string_to_hash, format!("{timestamp}{url}{method}{app_secret}"));
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{app_id}:{}", vector.sha1_hex));
    assert_eq!(vector.authorization, format!("FKLOGIN {pair}"));
    Ok(())
}
