//! Calls that read: locations, shipments in both views, documents, hand-over. Ids are cut to what one call takes.

use bytes::Bytes;
use godown_domain::self_ship::Partner;
use godown_domain::shipment::ShippingSeen;
use godown_domain::{At, LocationId, OrderId, ShipmentId, Sku};
use serde_json::json;

use crate::base_url::BaseUrl;
use crate::call::{Call, encoded, joined};
use crate::documents::{self, DocumentReply};
use crate::wire::{
    self, CataloguePage, FormsOf, HandoverCount, Invoice, Listings, Location, NextPage, Page, Read, ReturnOtc,
    ReturnsPage, request,
};
use crate::{CallError, Client, Lane, Search};

/// Shipments per pack call (contract 3).
pub const PACK_PER_CALL: usize = 25;
/// Shipments per ready-to-dispatch call, all of one location (contract 3).
pub const DISPATCH_PER_CALL: usize = 25;
/// Shipments per cancel or form call (contract 3).
pub const ROWS_PER_CALL: usize = 25;
/// Shipments per call about the seller's own couriers: what a logistics provider sends, below the documented 100 (contract 9.1).
pub const SELF_SHIP_PER_CALL: usize = 20;
/// SKUs per call about listings (contract 3).
pub const SKUS_PER_CALL: usize = 10;
/// Ids per read by id: what working clients send, far below the documented 100 (contract 3).
pub const IDS_PER_READ: usize = 25;
/// Ids per read of the shipping view (contract 19, 14).
pub const IDS_PER_SHIPPING_READ: usize = 20;
/// Ids per document call: the smallest of the documented limits (contract 3: 50 for label-only, 100 for the others).
pub const IDS_PER_DOCUMENT: usize = 50;

/// Which returns (contract 10.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnsAsked {
    /// What the courier brings back undelivered; else what buyers send back.
    pub by_courier: bool,
    /// Last changed from … to.
    pub modified: (At, At),
}

const RETURNS: &str = "/sellers/v2/returns";
const SHIPMENTS: &str = "/sellers/v3/shipments";
const FILTER: &str = "/sellers/v3/shipments/filter";

/// Refuses an empty or too large list before it is sent.
pub(crate) fn within(asked: usize, limit: usize) -> Result<(), CallError> {
    if (1..=limit).contains(&asked) { Ok(()) } else { Err(CallError::TooMany { asked, limit }) }
}

impl Client {
    /// The seller's locations (contract 12). Where this is refused with 403 or 404, ids are typed by hand.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn locations(&self) -> Result<Vec<Location>, CallError> {
        let path = "/sellers/locations/allLocations";
        let answer = self.run_json(&Call::get(path.into(), path, Lane::Person)).await?;
        Ok(wire::action::read_locations(&answer)?)
    }

    /// The first page of a search (contract 8.1).
    ///
    /// # Errors
    /// Those of any call.
    pub async fn search(&self, search: &Search, lane: Lane) -> Result<Page, CallError> {
        self.search_behind(None, search, lane).await
    }

    /// The first page of what lies behind a date of the sorted field.
    pub(crate) async fn search_behind(
        &self,
        bound: Option<At>,
        search: &Search,
        lane: Lane,
    ) -> Result<Page, CallError> {
        // A POST that only reads: repeating it is safe.
        let call = Call { repeatable: true, ..Call::post(FILTER, FILTER, search.body(bound), lane) };
        Ok(wire::page::read(&self.run_json(&call).await?)?)
    }

    /// A following page (contract 8.2).
    ///
    /// # Errors
    /// Those of any call, and [`CallError::Unexpected`] when the page is said to be on another host.
    pub async fn next_page(&self, next: &NextPage, lane: Lane) -> Result<Page, CallError> {
        let path = BaseUrl::next_page(self.base(), next)?;
        let answer = self.run_json(&Call::get(path, "/sellers/v3/shipments/filter?next_token={}", lane)).await?;
        Ok(wire::page::read(&answer)?)
    }

    /// Shipments by id, order view (contract 8.3). Unknown ids are simply missing.
    ///
    /// # Errors
    /// Those of any call; nothing of the other chunks is given then.
    pub async fn shipments(&self, ids: &[ShipmentId], lane: Lane) -> Result<Vec<Read>, CallError> {
        let ids: Vec<&str> = ids.iter().map(ShipmentId::as_str).collect();
        self.by_ids("shipmentIds", "/sellers/v3/shipments?shipmentIds={}", &ids, lane).await
    }

    /// Shipments of orders, order view; an order may have several (contract 8.3).
    ///
    /// # Errors
    /// As [`Client::shipments`].
    pub async fn shipments_of_orders(&self, ids: &[OrderId], lane: Lane) -> Result<Vec<Read>, CallError> {
        let ids: Vec<&str> = ids.iter().map(OrderId::as_str).collect();
        self.by_ids("orderIds", "/sellers/v3/shipments?orderIds={}", &ids, lane).await
    }

    async fn by_ids(
        &self,
        key: &str,
        template: &'static str,
        ids: &[&str],
        lane: Lane,
    ) -> Result<Vec<Read>, CallError> {
        let mut all = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(IDS_PER_READ) {
            let path = format!("{SHIPMENTS}?{key}={}", joined(chunk.iter().copied()));
            let answer = self.run_json(&Call::get(path, template, lane)).await?;
            all.extend(wire::page::read_list(&answer)?);
        }
        Ok(all)
    }

    /// Addresses and couriers of shipments (contract 8.4). Unknown ids are simply missing.
    ///
    /// # Errors
    /// As [`Client::shipments`].
    pub async fn shipping(&self, ids: &[ShipmentId], lane: Lane) -> Result<Vec<ShippingSeen>, CallError> {
        let mut all = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(IDS_PER_SHIPPING_READ) {
            let call = Call::get(of(chunk, ""), "/sellers/v3/shipments/{}", lane);
            all.extend(wire::shipping::read(&self.run_json(&call).await?)?);
        }
        Ok(all)
    }

    /// Statutory forms of shipments (contract 8.12): by GET, by POST where that is refused as a method.
    ///
    /// # Errors
    /// As [`Client::shipments`].
    pub async fn forms(&self, ids: &[ShipmentId], lane: Lane) -> Result<Vec<FormsOf>, CallError> {
        let mut all = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(IDS_PER_READ) {
            let get = Call::get(of(chunk, "/forms"), "/sellers/v3/shipments/{}/forms", lane);
            let answer = match self.run_json(&get).await {
                Err(CallError::Refused { status: 405, .. }) => {
                    self.run_json(&Call { method: reqwest::Method::POST, ..get }).await?
                }
                other => other?,
            };
            all.extend(wire::action::read_forms(&answer)?);
        }
        Ok(all)
    }

    /// Label and invoice of at most [`IDS_PER_DOCUMENT`] packed shipments in one file (contract 8.6). Its pages are told
    /// apart by their text, not by their place.
    ///
    /// # Errors
    /// Those of any call; "not made yet" is no error.
    pub async fn labels(&self, ids: &[ShipmentId], lane: Lane) -> Result<DocumentReply, CallError> {
        within(ids.len(), IDS_PER_DOCUMENT)?;
        self.document(&Call::get(of(ids, "/labels"), "/sellers/v3/shipments/{}/labels", lane).pdf()).await
    }

    /// Labels without invoices (contract 8.7); `reprint` for shipments whose label was fetched before.
    ///
    /// # Errors
    /// As [`Client::labels`].
    pub async fn labels_only(&self, ids: &[ShipmentId], reprint: bool, lane: Lane) -> Result<DocumentReply, CallError> {
        within(ids.len(), IDS_PER_DOCUMENT)?;
        let path = of(ids, &format!("/labelOnly/pdf?reprint={reprint}"));
        let get = Call::get(path, "/sellers/v3/shipments/{}/labelOnly/pdf", lane);
        // A POST with an empty body, which the journal does not know: not repeated here.
        self.document(&Call { method: reqwest::Method::POST, repeatable: false, ..get.pdf() }).await
    }

    /// Invoices as a file (contract 8.9).
    ///
    /// # Errors
    /// As [`Client::labels`].
    pub async fn invoices_pdf(&self, ids: &[ShipmentId], lane: Lane) -> Result<DocumentReply, CallError> {
        within(ids.len(), IDS_PER_DOCUMENT)?;
        self.document(&Call::get(of(ids, "/invoices"), "/sellers/v3/shipments/{}/invoices", lane).pdf()).await
    }

    /// Invoices as data (contract 8.9).
    ///
    /// # Errors
    /// As [`Client::shipments`]; [`CallError::Refused`] where one is not packed.
    pub async fn invoices(&self, ids: &[ShipmentId], lane: Lane) -> Result<Vec<Invoice>, CallError> {
        let mut all = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(IDS_PER_READ) {
            let call = Call::get(of(chunk, "/invoices"), "/sellers/v3/shipments/{}/invoices", lane);
            all.extend(wire::invoice::read(&self.run_json(&call).await?)?);
        }
        Ok(all)
    }

    /// What each courier collects at a location (contract 8.14).
    ///
    /// # Errors
    /// Those of any call.
    pub async fn handover_counts(&self, location: &LocationId, lane: Lane) -> Result<Vec<HandoverCount>, CallError> {
        let path = format!("{SHIPMENTS}/handover/counts?locationId={}", encoded(location.as_str()));
        let call = Call::get(path, "/sellers/v3/shipments/handover/counts", lane);
        Ok(wire::handover::read_counts(&self.run_json(&call).await?)?)
    }

    /// The manifest of one courier group at a location, as the hand-over list names it (contract 8.15).
    ///
    /// # Errors
    /// As [`Client::labels`].
    pub async fn manifest(&self, location: &LocationId, count: &HandoverCount) -> Result<DocumentReply, CallError> {
        let path = "/sellers/v3/shipments/manifest";
        self.document(&Call::post(path, path, request::manifest(location, count), Lane::Person).pdf()).await
    }

    /// One-time codes a courier asks for when it brings returns (contract 8.16).
    ///
    /// # Errors
    /// Those of any call; [`CallError::Refused`] with `OTC_NOT_GENERATED` or `OTC_UNAVAILABLE` where there are none.
    pub async fn return_otc(&self, location: &LocationId) -> Result<Vec<ReturnOtc>, CallError> {
        let path = format!("{SHIPMENTS}/otc/{}?requestType=RETURN", encoded(location.as_str()));
        let answer = self.run_json(&Call::get(path, "/sellers/v3/shipments/otc/{}", Lane::Person)).await?;
        Ok(wire::handover::read_return_otcs(&answer)?)
    }

    /// The first page of returns (contract 10.1).
    ///
    /// # Errors
    /// Those of any call; [`CallError::Refused`] with 403 or 404 where the account may not list them.
    pub async fn returns(&self, asked: &ReturnsAsked, lane: Lane) -> Result<ReturnsPage, CallError> {
        let source = if asked.by_courier { "courier_return" } else { "customer_return" };
        let (from, to) = (encoded(&asked.modified.0.to_wire()), encoded(&asked.modified.1.to_wire()));
        let path = format!("{RETURNS}?source={source}&modifiedAfter={from}&modifiedBefore={to}");
        let answer = self.run_json(&Call::get(path, RETURNS, lane)).await?;
        Ok(wire::returns::read(&answer, asked.by_courier)?)
    }

    /// A following page of returns; its address stands below `/sellers/v2` (contract 10.1).
    ///
    /// # Errors
    /// As [`Client::returns`], and [`CallError::Unexpected`] when the page is said to be on another host.
    pub async fn next_returns(&self, next: &NextPage, by_courier: bool, lane: Lane) -> Result<ReturnsPage, CallError> {
        let path = BaseUrl::next_page_below(self.base(), next, "/sellers/v2")?;
        let answer = self.run_json(&Call::get(path, "/sellers/v2/returns/search/{}", lane)).await?;
        Ok(wire::returns::read(&answer, by_courier)?)
    }

    /// Couriers of the seller's own that may be named (contract 9.7).
    ///
    /// # Errors
    /// Those of any call; [`CallError::Refused`] with 403 or 404 where the account has none.
    pub async fn partners(&self) -> Result<Vec<Partner>, CallError> {
        let path = "/sellers/selfship/vendors";
        let answer = self.run_json(&Call::get(path.into(), path, Lane::Person)).await?;
        Ok(wire::self_ship::read_partners(&answer)?)
    }

    /// Listings by SKU with their stock (contract 13.5: by POST, because a SKU may hold what an address cannot).
    ///
    /// # Errors
    /// As [`Client::shipments`].
    pub async fn listings(&self, skus: &[Sku], lane: Lane) -> Result<Listings, CallError> {
        let path = "/sellers/listings/v3/details";
        let mut all = Listings::default();
        for chunk in skus.chunks(SKUS_PER_CALL) {
            // A POST that only reads: repeating it is safe.
            let call = Call { repeatable: true, ..Call::post(path, path, json!({ "sku_ids": chunk }), lane) };
            let Listings { available, missing } = wire::listing::read(&self.run_json(&call).await?)?;
            all.available.extend(available);
            all.missing.extend(missing);
        }
        Ok(all)
    }

    /// A page of the catalogue, 500 listings (contract 13.6); the first where `page` is none.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn catalogue(&self, page: Option<&str>, lane: Lane) -> Result<CataloguePage, CallError> {
        let path = "/sellers/listings/v3/search";
        let body = json!({"filters": {}, "page_id": page});
        let call = Call { repeatable: true, ..Call::post(path, path, body, lane) };
        Ok(wire::listing::read_catalogue(&self.run_json(&call).await?)?)
    }

    async fn document(&self, call: &Call) -> Result<DocumentReply, CallError> {
        let body: Result<Bytes, CallError> = self.run(call).await;
        body.map_or_else(documents::judge_error, documents::judge)
    }
}

/// The path of shipments by id, with what follows them.
fn of(ids: &[ShipmentId], tail: &str) -> String {
    format!("{SHIPMENTS}/{}{tail}", joined(ids.iter().map(ShipmentId::as_str)))
}
