//! Parcels the seller delivers itself.

use godown_api::types::{Asked, AttemptStart, DeliveryStart, Nothing};
use godown_domain::self_ship::{PartnerList, Sending, SentParcel};
use godown_domain::{Action, IndiaDay, Outcome, ShipmentId};
use godown_ops::Desks;
use serde_json::json;

use super::exit;
use super::work::{answer, outcomes, tally};
use crate::args::own::SelfShipCommand;
use crate::ask::ask;
use crate::output::{Failure, Out, value};

/// Runs one of them; what is told is waited for until it is settled.
pub async fn run(desks: &Desks, out: Out, command: &SelfShipCommand) -> Result<u8, Failure> {
    match command {
        SelfShipCommand::Couriers => {
            let list: PartnerList = ask(desks, "partners_read", Nothing {}).await?;
            let words: Vec<String> = list.partners.iter().map(|one| format!("{}  {}", one.code, one.name)).collect();
            out.answer(&value(&list)?, &words.join("\n"))?;
            Ok(0)
        }
        SelfShipCommand::Send { parcels, courier, promised } => {
            let list: PartnerList = ask(desks, "partners_read", Nothing {}).await?;
            let partner = list.partners.into_iter().find(|one| one.code == *courier).ok_or_else(|| {
                Failure::use_of(format!("There is no courier {courier}. See godown-cli self-ship couriers."))
            })?;
            let sent = |(id, tracking): &(ShipmentId, String)| SentParcel {
                shipment_id: id.clone(),
                tracking_id: tracking.clone(),
                invoice_number: String::new(),
            };
            let ids: Vec<ShipmentId> = parcels.iter().map(|(id, _)| id.clone()).collect();
            let sending = Sending { partner, promised: *promised, parcels: parcels.iter().map(sent).collect() };
            let asked: Asked = ask(desks, "self_dispatch_start", sending).await?;
            told(desks, out, Action::SelfDispatch, &ids, asked, "sent").await
        }
        SelfShipCommand::Delivered { shipments, day } => {
            let start = DeliveryStart { ids: shipments.clone(), day: or_today(desks, *day).await? };
            let asked: Asked = ask(desks, "delivery_start", start).await?;
            told(desks, out, Action::Delivery, shipments, asked, "delivered").await
        }
        SelfShipCommand::Attempt { shipments, reason, detail, day, again } => {
            let start = AttemptStart {
                ids: shipments.clone(),
                day: or_today(desks, *day).await?,
                reason: *reason,
                detail: detail.clone(),
                new_day: *again,
            };
            let asked: Asked = ask(desks, "attempt_start", start).await?;
            told(desks, out, Action::Attempt, shipments, asked, "told").await
        }
    }
}

/// Today by the marketplace's clock.
async fn or_today(desks: &Desks, day: Option<IndiaDay>) -> Result<IndiaDay, Failure> {
    if let Some(day) = day {
        return Ok(day);
    }
    let frame: godown_api::types::Frame = ask(desks, "frame", Nothing {}).await?;
    frame.status.map(|status| status.now.day()).ok_or_else(|| Failure::use_of("No seller is open."))
}

async fn told(
    desks: &Desks,
    out: Out,
    action: Action,
    ids: &[ShipmentId],
    asked: Asked,
    what: &str,
) -> Result<u8, Failure> {
    out.say(&format!("{} under way", asked.queued));
    let told = outcomes(desks, out, action, ids, asked).await?;
    answer(out, json!({}), &told, &tally(&told, what))?;
    Ok(exit(told.iter().all(|told| told.outcome == Outcome::Done)))
}
