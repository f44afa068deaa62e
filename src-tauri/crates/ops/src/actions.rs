//! Actions on shipments outside a pack: ready to dispatch, cancel, form ACK; and the exact arguments of every action.

use godown_domain::gate::CancelReason;
use godown_domain::shipment::BoxSize;
use godown_domain::view::Selection;
use godown_domain::{Action, At, Block, IndiaDay, LocationId, OrderId, OrderItemId, ShipmentId, SubShipmentId};
use godown_flipkart::{CancelRow, FormAckRow, PackRow};
use godown_store::StoreError;
use godown_store::intent::NewIntent;
use serde::{Deserialize, Serialize};

use crate::feed::Topic;
use crate::journal::Settled;
use crate::views::sort_out;
use crate::{Desk, OpsError};

pub(crate) const TOPICS: &[Topic] = &[Topic::Intents, Topic::Shipments, Topic::Queues, Topic::Batches, Topic::Status];

/// What an action took in and what it left out.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// Shipments committed.
    pub queued: Vec<ShipmentId>,
    /// Shipments left out.
    pub stays: Vec<(ShipmentId, Block)>,
}

/// What cancelling would mean, counted from this computer's own picture.
#[derive(Debug, Clone, Default)]
pub struct CancelPrice {
    /// Can be cancelled.
    pub goes: Vec<ShipmentId>,
    /// Cannot.
    pub stays: Vec<(ShipmentId, Block)>,
    /// Units that would count.
    pub units: u32,
    /// Listings that go out of stock.
    pub skus: Vec<String>,
    /// Units cancelled by the seller among those ordered in the last 7 days.
    pub cancelled_7d: u32,
    /// Units ordered in the last 7 days.
    pub approved_7d: u32,
}

/// Arguments of a pack (contract 8.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PackArgs {
    shipment: ShipmentId,
    location: LocationId,
    order: OrderId,
    items: Vec<(OrderItemId, u32)>,
    boxes: Vec<(SubShipmentId, BoxSize)>,
    serials: Vec<(OrderItemId, Vec<Vec<String>>)>,
    invoice_day: i32,
}

impl PackArgs {
    /// Built from the present picture: live items with their full quantity and
    /// the numbers typed for them, every box with its size.
    pub(crate) fn of(conn: &godown_store::Connection, id: &ShipmentId, now: At) -> Result<Self, StoreError> {
        let stored = godown_store::shipment::get(conn, id)?
            .ok_or_else(|| StoreError::NotFound { what: format!("Shipment {id}") })?;
        let items = stored.facts.live_items().map(|item| (item.order_item_id.clone(), item.quantity)).collect();
        let boxes = crate::pack_input::sizes(conn, &stored)?;
        let serials = crate::pack_input::serials(conn, &stored)?;
        Ok(Self {
            shipment: id.clone(),
            location: stored.facts.location(),
            order: stored.facts.order_id.clone(),
            items,
            boxes: boxes.into_iter().map(|one| (one.sub_shipment_id, one.size)).collect(),
            serials: serials.into_iter().map(|line| (line.order_item_id, line.units)).collect(),
            invoice_day: now.day().0,
        })
    }

    pub(crate) fn row(args: &str) -> Option<PackRow> {
        let args: Self = serde_json::from_str(args).ok()?;
        Some(PackRow {
            shipment_id: args.shipment,
            location_id: args.location,
            items: args.items,
            order_id: args.order,
            invoice_date: IndiaDay(args.invoice_day),
            boxes: args.boxes,
            serials: args.serials,
        })
    }
}

/// Arguments of a cancellation (contract 8.11).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CancelArgs {
    shipment: ShipmentId,
    location: LocationId,
    groups: Vec<String>,
    reason: CancelReason,
}

impl CancelArgs {
    pub(crate) fn row(args: &str) -> Option<CancelRow> {
        let args: Self = serde_json::from_str(args).ok()?;
        Some(CancelRow {
            shipment_id: args.shipment,
            location_id: args.location,
            cancellation_group_ids: args.groups,
            reason: args.reason,
        })
    }
}

/// Arguments of a form's ACK (contract 8.13).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FormAckArgs {
    shipment: ShipmentId,
    form: String,
    ack_number: String,
}

impl FormAckArgs {
    pub(crate) fn row(args: &str) -> Option<FormAckRow> {
        let args: Self = serde_json::from_str(args).ok()?;
        Some(FormAckRow { shipment_id: args.shipment, forms: vec![(args.form, args.ack_number)] })
    }
}

impl Desk {
    /// What of a choice may be asked and what not.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn sort_out(&self, selection: Selection, action: Action) -> Result<Taken, OpsError> {
        let now = self.now();
        self.read(move |conn| {
            let ids = godown_store::view::ids(conn, &selection, now)?;
            let (queued, stays) = sort_out(conn, ids, action, now)?;
            Ok(Taken { queued, stays })
        })
        .await
    }

    /// Marks shipments ready to dispatch: commits the intents; the outbox carries them. A shipment that went
    /// with a batch stays with it.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn start_dispatch(&self, selection: Selection) -> Result<Taken, OpsError> {
        let now = self.now();
        self.commit(move |conn| {
            let ids = godown_store::view::ids(conn, &selection, now)?;
            let (goes, stays) = sort_out(conn, ids, Action::Dispatch, now)?;
            let mut asked = vec![];
            for id in goes {
                let batch = godown_store::batch::latest_of(conn, &id)?;
                asked.push((id, Action::Dispatch, "{}".to_owned(), batch));
            }
            Ok((asked, stays))
        })
        .await
    }

    /// What cancelling would mean.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn price_of_cancelling(&self, selection: Selection) -> Result<CancelPrice, OpsError> {
        let now = self.now();
        self.read(move |conn| {
            let ids = godown_store::view::ids(conn, &selection, now)?;
            let (goes, stays) = sort_out(conn, ids, Action::Cancel, now)?;
            let mut price = CancelPrice { goes, stays, ..CancelPrice::default() };
            for id in &price.goes {
                let Some(stored) = godown_store::shipment::get(conn, id)? else { continue };
                price.units += stored.facts.units();
                price.skus.extend(stored.facts.live_items().map(|item| item.sku.0.clone()));
            }
            price.skus.sort();
            price.skus.dedup();
            let since = IndiaDay(now.day().0 - 6).start();
            (price.cancelled_7d, price.approved_7d) = godown_store::shipment::cancelled_since(conn, since)?;
            Ok(price)
        })
        .await
    }

    /// Cancels shipments, whole groups only.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn start_cancel(&self, ids: Vec<ShipmentId>, reason: CancelReason) -> Result<Taken, OpsError> {
        let now = self.now();
        self.commit(move |conn| {
            let (goes, stays) = sort_out(conn, ids, Action::Cancel, now)?;
            let mut asked = vec![];
            for id in goes {
                let Some(stored) = godown_store::shipment::get(conn, &id)? else { continue };
                let mut groups: Vec<String> =
                    stored.facts.live_items().filter_map(|item| item.cancellation_group_id.clone()).collect();
                groups.sort();
                groups.dedup();
                let location = stored.facts.location();
                let args = CancelArgs { shipment: id.clone(), location, groups, reason };
                asked.push((id, Action::Cancel, serde_json::to_string(&args)?, None));
            }
            Ok((asked, stays))
        })
        .await
    }

    /// Gives a form's ACK number.
    ///
    /// # Errors
    /// [`OpsError::Input`] for an empty number; [`OpsError::Store`].
    pub async fn start_form_ack(&self, id: ShipmentId, form: String, ack_number: String) -> Result<Taken, OpsError> {
        let (form, ack_number) = (form.trim().to_owned(), ack_number.trim().to_owned());
        if form.is_empty() || ack_number.is_empty() {
            return Err(OpsError::Input("Enter the form's name and its ACK number.".into()));
        }
        let now = self.now();
        self.commit(move |conn| {
            let (goes, stays) = sort_out(conn, vec![id], Action::FormAck, now)?;
            let mut asked = vec![];
            for id in goes {
                let args = FormAckArgs { shipment: id.clone(), form: form.clone(), ack_number: ack_number.clone() };
                asked.push((id, Action::FormAck, serde_json::to_string(&args)?, None));
            }
            Ok((asked, stays))
        })
        .await
    }

    /// Takes back an action that has not been sent, or sets a stuck one aside.
    ///
    /// # Errors
    /// [`OpsError::Store`] with `IllegalMove` for one that is on the wire or settled.
    pub async fn withdraw(&self, intent: i64) -> Result<(), OpsError> {
        let now = self.now();
        self.write(TOPICS, move |tx| {
            let settled = Settled::new(godown_domain::IntentState::Withdrawn, "taken back by a person");
            settled.write(tx, intent, now)
        })
        .await
    }

    /// Sorts out and commits in one transaction, so that nothing slips between the look and the commit.
    pub(crate) async fn commit(
        &self,
        choose: impl FnOnce(&godown_store::Connection) -> Result<(Vec<Asked>, Vec<(ShipmentId, Block)>), StoreError>
        + Send
        + 'static,
    ) -> Result<Taken, OpsError> {
        let now = self.now();
        let cause = format!("asked by {}", self.by());
        let taken = self
            .write(TOPICS, move |tx| {
                let (asked, stays) = choose(tx)?;
                let mut taken = Taken { queued: vec![], stays };
                for (shipment_id, action, args, batch) in asked {
                    let (cause, subject) = (cause.clone(), shipment_id.clone().into());
                    let new = NewIntent { batch, subject, action, args, at: now, cause };
                    godown_store::intent::queue(tx, &new)?;
                    taken.queued.push(shipment_id);
                }
                Ok(taken)
            })
            .await?;
        self.inner.wake.outbox.notify_one();
        Ok(taken)
    }
}

/// A shipment, what is asked of it, with which arguments, in which batch.
pub(crate) type Asked = (ShipmentId, Action, String, Option<u32>);
