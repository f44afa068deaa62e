//! Calls that act: pack, ready to dispatch, cancel, form numbers, the steps of the seller's own couriers, stock. Each is exactly one request; the only repetition is
//! after a 401, which was not applied.

use godown_domain::gate::CancelReason;
use godown_domain::self_ship::{FailedBecause, Partner};
use godown_domain::shipment::BoxSize;
use godown_domain::{IndiaDay, LocationId, OrderId, OrderItemId, ShipmentId, Sku, SubShipmentId};
use serde_json::Value;

use crate::call::Call;
use crate::reads::{DISPATCH_PER_CALL, PACK_PER_CALL, ROWS_PER_CALL, SELF_SHIP_PER_CALL, SKUS_PER_CALL, within};
use crate::wire::{self, RowResult, request};
use crate::{CallError, Client, Lane};

/// One shipment to pack (contract 8.5).
#[derive(Debug, Clone, PartialEq)]
pub struct PackRow {
    /// Which.
    pub shipment_id: ShipmentId,
    /// Where it is.
    pub location_id: LocationId,
    /// Its order, for the invoice.
    pub order_id: OrderId,
    /// Every live line with its full quantity.
    pub items: Vec<(OrderItemId, u32)>,
    /// Day of the invoice: not before the order, not after today.
    pub invoice_date: IndiaDay,
    /// Every box with its size.
    pub boxes: Vec<(SubShipmentId, BoxSize)>,
    /// Serial numbers of serialised products: per line one list for each unit.
    pub serials: Vec<(OrderItemId, Vec<Vec<String>>)>,
}

/// One shipment to cancel, wholly or in part (contract 8.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelRow {
    /// Which.
    pub shipment_id: ShipmentId,
    /// Where it is.
    pub location_id: LocationId,
    /// Whole groups of lines that go together.
    pub cancellation_group_ids: Vec<String>,
    /// Why.
    pub reason: CancelReason,
}

/// ACK numbers of one shipment's statutory forms (contract 8.13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormAckRow {
    /// Which.
    pub shipment_id: ShipmentId,
    /// Name and number of each form.
    pub forms: Vec<(String, String)>,
}

/// One shipment that left with the seller's own courier (contract 9.1).
#[derive(Debug, Clone, PartialEq)]
pub struct SelfDispatchRow {
    /// Which.
    pub shipment_id: ShipmentId,
    /// Where it was.
    pub location_id: LocationId,
    /// With whom.
    pub partner: Partner,
    /// That courier's number for it.
    pub tracking_id: Option<String>,
    /// The day it left, and that of its invoice.
    pub dispatched: IndiaDay,
    /// When the buyer is told to expect it.
    pub promised: IndiaDay,
    /// Number of the seller's invoice.
    pub invoice_number: String,
    /// Every live line with its full quantity.
    pub items: Vec<(OrderItemId, u32)>,
    /// Serial numbers of serialised products: per line one list for each unit.
    pub serials: Vec<(OrderItemId, Vec<Vec<String>>)>,
}

/// One shipment the seller's own courier delivered (contract 9.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Which.
    pub shipment_id: ShipmentId,
    /// Where it came from.
    pub location_id: LocationId,
    /// When.
    pub day: IndiaDay,
}

/// One shipment the seller's own courier could not deliver (contract 9.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// Which.
    pub shipment_id: ShipmentId,
    /// Where it came from.
    pub location_id: LocationId,
    /// When.
    pub day: IndiaDay,
    /// Why.
    pub reason: FailedBecause,
    /// In finer words.
    pub detail: Option<String>,
    /// The next visit.
    pub new_day: IndiaDay,
}

/// Stock of one listing at one location (contract 13.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockRow {
    /// Which.
    pub sku: Sku,
    /// Its product id; the marketplace checks that it is the listing's.
    pub fsn: String,
    /// Where.
    pub location_id: LocationId,
    /// Units that are there, not that are added.
    pub units: u32,
}

impl Client {
    /// Asks for label and invoice of at most [`PACK_PER_CALL`] shipments: accepted means asked for, the documents come
    /// later. An id without a row in the result has an unknown outcome.
    ///
    /// # Errors
    /// See [`CallError::outcome_unknown`]: after those the rows must be read back before anything is sent again.
    pub async fn pack(&self, rows: &[PackRow]) -> Result<Vec<RowResult>, CallError> {
        within(rows.len(), PACK_PER_CALL)?;
        self.act("/sellers/v3/shipments/labels", request::pack(rows), rows.iter().map(|row| &row.shipment_id)).await
    }

    /// Marks at most [`DISPATCH_PER_CALL`] shipments of one location ready to dispatch. Already dispatched counts as
    /// done (contract 17.2). An id without a row in the result has an unknown outcome.
    ///
    /// # Errors
    /// As [`Client::pack`].
    pub async fn dispatch(&self, location: &LocationId, ids: &[ShipmentId]) -> Result<Vec<RowResult>, CallError> {
        within(ids.len(), DISPATCH_PER_CALL)?;
        self.act("/sellers/v3/shipments/dispatch", request::dispatch(location, ids), ids).await
    }

    /// Cancels lines of at most [`ROWS_PER_CALL`] shipments; possible before they are packed. An id without a row in the
    /// result has an unknown outcome.
    ///
    /// # Errors
    /// As [`Client::pack`].
    pub async fn cancel(&self, rows: &[CancelRow]) -> Result<Vec<RowResult>, CallError> {
        within(rows.len(), ROWS_PER_CALL)?;
        self.act("/sellers/v3/shipments/cancel", request::cancel(rows), rows.iter().map(|row| &row.shipment_id)).await
    }

    /// Gives the ACK numbers of forms of at most [`ROWS_PER_CALL`] shipments.
    ///
    /// # Errors
    /// As [`Client::pack`].
    pub async fn form_ack(&self, rows: &[FormAckRow]) -> Result<Vec<RowResult>, CallError> {
        within(rows.len(), ROWS_PER_CALL)?;
        let ids = rows.iter().map(|row| &row.shipment_id);
        self.act("/sellers/v3/shipments/forms/updateAck", request::form_ack(rows), ids).await
    }

    /// Says that at most [`SELF_SHIP_PER_CALL`] shipments left with couriers of the seller's own. An id without a row in the
    /// result has an unknown outcome.
    ///
    /// # Errors
    /// As [`Client::pack`].
    pub async fn self_dispatch(&self, rows: &[SelfDispatchRow]) -> Result<Vec<RowResult>, CallError> {
        within(rows.len(), SELF_SHIP_PER_CALL)?;
        let ids = rows.iter().map(|row| &row.shipment_id);
        self.act("/sellers/v3/shipments/selfShip/dispatch", request::self_dispatch(rows), ids).await
    }

    /// Says that at most [`SELF_SHIP_PER_CALL`] shipments were delivered.
    ///
    /// # Errors
    /// As [`Client::pack`].
    pub async fn delivery(&self, rows: &[DeliveryRow]) -> Result<Vec<RowResult>, CallError> {
        within(rows.len(), SELF_SHIP_PER_CALL)?;
        let ids = rows.iter().map(|row| &row.shipment_id);
        self.act("/sellers/v3/shipments/selfShip/delivery", request::delivery(rows), ids).await
    }

    /// Says that at most [`SELF_SHIP_PER_CALL`] shipments could not be delivered. Nothing that can be read shows whether it
    /// took, and a second one counts as a second visit.
    ///
    /// # Errors
    /// As [`Client::pack`].
    pub async fn delivery_attempt(&self, rows: &[AttemptRow]) -> Result<Vec<RowResult>, CallError> {
        within(rows.len(), SELF_SHIP_PER_CALL)?;
        let ids = rows.iter().map(|row| &row.shipment_id);
        self.act("/sellers/v3/shipments/selfShip/deliveryAttempt", request::attempt(rows), ids).await
    }

    /// Sets the stock of at most [`SKUS_PER_CALL`] listings, each named once. A SKU without a row in the result has an
    /// unknown outcome.
    ///
    /// # Errors
    /// As [`Client::pack`].
    pub async fn set_stock(&self, rows: &[StockRow]) -> Result<Vec<RowResult>, CallError> {
        within(rows.len(), SKUS_PER_CALL)?;
        let path = "/sellers/listings/v3/update/inventory";
        let answer = self.run_json(&Call::post(path, path, request::stock(rows), Lane::Person)).await?;
        Ok(wire::listing::read_changes(&answer, rows.iter().map(|row| &row.sku))?)
    }

    async fn act<'a>(
        &self,
        path: &'static str,
        body: Value,
        asked: impl IntoIterator<Item = &'a ShipmentId>,
    ) -> Result<Vec<RowResult>, CallError> {
        let answer = self.run_json(&Call::post(path, path, body, Lane::Person)).await?;
        Ok(wire::rows::read(&answer, asked)?)
    }
}
