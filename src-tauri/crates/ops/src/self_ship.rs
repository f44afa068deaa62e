//! Parcels the seller delivers itself (contract 9): sent, delivered, come in vain. Each is an act of the journal like any other.

use godown_domain::self_ship::{
    FailedBecause, Partner, PartnerList, Sending, Slip, check_attempt, check_sending, check_visit,
};
use godown_domain::{Action, At, Block, IndiaDay, IntentState, LocationId, OrderItemId, ShipmentId};
use godown_flipkart::{AttemptRow, DeliveryRow, SelfDispatchRow};
use godown_store::{Connection, StoreError, Transaction};
use serde::{Deserialize, Serialize};

use crate::actions::Taken;
use crate::feed::Topic;
use crate::journal::Settled;
use crate::views::sort_out;
use crate::{Desk, OpsError};

/// Setting: the couriers of the seller's own, as last read.
const PARTNERS: &str = "self-ship-partners";

/// Arguments of a dispatch with a courier of the seller's (contract 9.1). Lines and numbers are those of the moment it goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SelfDispatchArgs {
    shipment: ShipmentId,
    location: LocationId,
    partner: Partner,
    tracking: Option<String>,
    invoice: String,
    /// The day a person said that it left.
    day: i32,
    promised: i32,
    #[serde(default)]
    items: Vec<(OrderItemId, u32)>,
    #[serde(default)]
    serials: Vec<(OrderItemId, Vec<Vec<String>>)>,
}

impl SelfDispatchArgs {
    /// With the lines of the present picture; what it becomes instead where the day it was promised for is over.
    pub(crate) fn completed(tx: &Transaction<'_>, args: &str, now: At) -> Result<Result<String, Settled>, StoreError> {
        let mut args: Self = serde_json::from_str(args)?;
        if args.promised < now.day().0 {
            return Ok(Err(Settled::new(IntentState::Superseded, "overtaken before it was sent")
                .code("PROMISE_OVER")
                .message("The day it was promised for is over; nothing was sent. Send it again with another day.")));
        }
        let stored = godown_store::shipment::get(tx, &args.shipment)?
            .ok_or_else(|| StoreError::NotFound { what: format!("Shipment {}", args.shipment) })?;
        args.items = stored.facts.live_items().map(|item| (item.order_item_id.clone(), item.quantity)).collect();
        let serials = crate::pack_input::serials(tx, &stored)?;
        args.serials = serials.into_iter().map(|line| (line.order_item_id, line.units)).collect();
        Ok(Ok(serde_json::to_string(&args)?))
    }

    pub(crate) fn row(args: &str) -> Option<SelfDispatchRow> {
        let args: Self = serde_json::from_str(args).ok()?;
        Some(SelfDispatchRow {
            shipment_id: args.shipment,
            location_id: args.location,
            partner: args.partner,
            tracking_id: args.tracking,
            dispatched: IndiaDay(args.day),
            promised: IndiaDay(args.promised),
            invoice_number: args.invoice,
            items: args.items,
            serials: args.serials,
        })
    }
}

/// Arguments of a delivery (contract 9.2).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DeliveryArgs {
    shipment: ShipmentId,
    location: LocationId,
    day: i32,
}

impl DeliveryArgs {
    pub(crate) fn row(args: &str) -> Option<DeliveryRow> {
        let args: Self = serde_json::from_str(args).ok()?;
        Some(DeliveryRow { shipment_id: args.shipment, location_id: args.location, day: IndiaDay(args.day) })
    }
}

/// Arguments of a visit in vain (contract 9.3).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AttemptArgs {
    shipment: ShipmentId,
    location: LocationId,
    day: i32,
    reason: FailedBecause,
    detail: Option<String>,
    new_day: i32,
}

impl AttemptArgs {
    pub(crate) fn row(args: &str) -> Option<AttemptRow> {
        let args: Self = serde_json::from_str(args).ok()?;
        Some(AttemptRow {
            shipment_id: args.shipment,
            location_id: args.location,
            day: IndiaDay(args.day),
            reason: args.reason,
            detail: args.detail,
            new_day: IndiaDay(args.new_day),
        })
    }
}

/// A visit in vain, as a person tells it.
#[derive(Debug, Clone)]
pub struct Attempted {
    /// When somebody was there.
    pub day: IndiaDay,
    /// Why it failed.
    pub reason: FailedBecause,
    /// In finer words; may be empty.
    pub detail: String,
    /// When somebody comes again.
    pub new_day: IndiaDay,
}

fn slipped(slip: Slip) -> OpsError {
    OpsError::Input(
        match slip {
            Slip::NoPartner => "Choose the courier the parcels leave with.",
            Slip::PromisedTooEarly => "The promised day is over. Choose today or a later day.",
            Slip::InTheFuture => "That day has not come yet. Choose today or an earlier day.",
            Slip::NewDayTooEarly => "The next visit cannot be before this one.",
            Slip::SameTracking => "Two parcels have the same tracking number. Each needs its own.",
        }
        .into(),
    )
}

impl Desk {
    /// Couriers of the seller's own, as last read.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn partners(&self) -> Result<PartnerList, OpsError> {
        self.read(|conn| Ok(godown_store::setting::get(conn, PARTNERS)?.unwrap_or_default())).await
    }

    /// Reads them from the marketplace.
    ///
    /// # Errors
    /// [`OpsError::Call`], [`OpsError::LoginMissing`], [`OpsError::Store`].
    pub async fn read_partners(&self) -> Result<PartnerList, OpsError> {
        let client = self.client()?;
        let partners = self.heard(client.partners().await)?;
        let read = PartnerList { partners, read_at: Some(self.now()) };
        let kept = read.clone();
        self.write(&[Topic::Settings], move |tx| godown_store::setting::put(tx, PARTNERS, &kept)).await?;
        Ok(read)
    }

    /// Says that parcels left with a courier of the seller's: commits the acts; the outbox carries them. What they hold is
    /// looked up when they go.
    ///
    /// # Errors
    /// [`OpsError::Input`] for what cannot be so; [`OpsError::Store`].
    pub async fn start_self_dispatch(&self, sending: Sending) -> Result<Taken, OpsError> {
        let now = self.now();
        check_sending(&sending, now.day()).map_err(slipped)?;
        self.commit(move |conn| {
            let ids = sending.parcels.iter().map(|parcel| parcel.shipment_id.clone()).collect();
            let (goes, stays) = sort_out(conn, ids, Action::SelfDispatch, now)?;
            let mut asked = vec![];
            for parcel in sending.parcels.into_iter().filter(|parcel| goes.contains(&parcel.shipment_id)) {
                let Some(stored) = godown_store::shipment::get(conn, &parcel.shipment_id)? else { continue };
                let (tracking, invoice) = (parcel.tracking_id.trim(), parcel.invoice_number.trim());
                let args = SelfDispatchArgs {
                    shipment: parcel.shipment_id.clone(),
                    location: stored.facts.location(),
                    partner: sending.partner.clone(),
                    tracking: (!tracking.is_empty()).then(|| tracking.to_owned()),
                    invoice: if invoice.is_empty() { stored.facts.order_id.0 } else { invoice.to_owned() },
                    day: now.day().0,
                    promised: sending.promised.0,
                    items: vec![],
                    serials: vec![],
                };
                asked.push((parcel.shipment_id, Action::SelfDispatch, serde_json::to_string(&args)?, None));
            }
            Ok((asked, stays))
        })
        .await
    }

    /// Says that parcels were delivered.
    ///
    /// # Errors
    /// As [`Desk::start_self_dispatch`].
    pub async fn start_delivery(&self, ids: Vec<ShipmentId>, day: IndiaDay) -> Result<Taken, OpsError> {
        let now = self.now();
        check_visit(day, now.day()).map_err(slipped)?;
        self.commit(move |conn| {
            let (goes, stays) = sort_out(conn, ids, Action::Delivery, now)?;
            let mut asked = vec![];
            for shipment in goes {
                let location = location(conn, &shipment)?;
                let args = DeliveryArgs { shipment: shipment.clone(), location, day: day.0 };
                asked.push((shipment, Action::Delivery, serde_json::to_string(&args)?, None));
            }
            Ok((asked, stays))
        })
        .await
    }

    /// Says that parcels could not be delivered. A second telling of the same day is refused here: the marketplace would
    /// count it as another visit.
    ///
    /// # Errors
    /// As [`Desk::start_self_dispatch`].
    pub async fn start_attempt(&self, ids: Vec<ShipmentId>, attempted: Attempted) -> Result<Taken, OpsError> {
        let now = self.now();
        check_attempt(attempted.day, attempted.new_day, now.day()).map_err(slipped)?;
        self.commit(move |conn| {
            let (goes, mut stays) = sort_out(conn, ids, Action::Attempt, now)?;
            let mut asked = vec![];
            for shipment in goes {
                if was_told(conn, &shipment, attempted.day)? {
                    stays.push((shipment, Block::ToldBefore));
                    continue;
                }
                let detail = attempted.detail.trim();
                let args = AttemptArgs {
                    shipment: shipment.clone(),
                    location: location(conn, &shipment)?,
                    day: attempted.day.0,
                    reason: attempted.reason,
                    detail: (!detail.is_empty()).then(|| detail.to_owned()),
                    new_day: attempted.new_day.0,
                };
                asked.push((shipment, Action::Attempt, serde_json::to_string(&args)?, None));
            }
            Ok((asked, stays))
        })
        .await
    }
}

fn location(conn: &Connection, id: &ShipmentId) -> Result<LocationId, StoreError> {
    let stored = godown_store::shipment::get(conn, id)?;
    Ok(stored.map_or_else(|| LocationId::from(""), |stored| stored.facts.location()))
}

/// Whether a visit of that day was told and took, as far as is known.
fn was_told(conn: &Connection, id: &ShipmentId, day: IndiaDay) -> Result<bool, StoreError> {
    let told = godown_store::intent::for_shipment(conn, id)?;
    Ok(told.iter().any(|intent| {
        intent.action == Action::Attempt
            && intent.state == IntentState::Confirmed
            && AttemptArgs::row(&intent.args).is_some_and(|row| row.day == day)
    }))
}
