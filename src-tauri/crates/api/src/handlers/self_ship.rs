//! Parcels the seller delivers itself.

use godown_domain::Action;
use godown_domain::self_ship::{PartnerList, Sending};
use godown_ops::Desks;
use godown_ops::self_ship::Attempted;

use super::Reply;
use super::desk::prepare;
use super::work::asked;
use crate::types::{Asked, AttemptStart, DeliveryStart, Nothing, Prepare, Prepared};

pub(crate) async fn partners(desks: &Desks, _: Nothing) -> Reply<PartnerList> {
    Ok(desks.desk()?.partners().await?)
}

pub(crate) async fn partners_read(desks: &Desks, _: Nothing) -> Reply<PartnerList> {
    Ok(desks.desk()?.read_partners().await?)
}

pub(crate) async fn self_dispatch_prepare(desks: &Desks, ask: Prepare) -> Reply<Prepared> {
    prepare(desks, ask.selection, Action::SelfDispatch).await
}

pub(crate) async fn self_dispatch_start(desks: &Desks, sending: Sending) -> Reply<Asked> {
    Ok(asked(desks.desk()?.start_self_dispatch(sending).await?))
}

pub(crate) async fn delivery_prepare(desks: &Desks, ask: Prepare) -> Reply<Prepared> {
    prepare(desks, ask.selection, Action::Delivery).await
}

pub(crate) async fn delivery_start(desks: &Desks, ask: DeliveryStart) -> Reply<Asked> {
    Ok(asked(desks.desk()?.start_delivery(ask.ids, ask.day).await?))
}

pub(crate) async fn attempt_start(desks: &Desks, ask: AttemptStart) -> Reply<Asked> {
    let AttemptStart { ids, day, reason, detail, new_day } = ask;
    Ok(asked(desks.desk()?.start_attempt(ids, Attempted { day, reason, detail, new_day }).await?))
}
