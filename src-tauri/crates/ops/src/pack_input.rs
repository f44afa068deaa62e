//! What a person types before packing: shown, checked and kept; and what goes with a pack in the end. Owns the order in
//! which a box's size is looked for. Refuses a change once the label was asked for.

use godown_domain::pack_input::{self, FieldProblem, FormBox, FormLine, InputForm, LineSerials, SizeFrom, Typed};
use godown_domain::shipment::{BoxSize, ItemSeen};
use godown_domain::{Action, Block, IntentState, ShipmentId, ShipmentState, SubShipmentId};
use godown_store::shipment::Stored;
use godown_store::{Connection, StoreError};

use crate::feed::Topic;
use crate::{Desk, OpsError};

/// Sent where neither the listing nor a person gave a size (contract 8.5: what integrations send).
const PLAIN_BOX: BoxSize = BoxSize { length: 10.0, breadth: 10.0, height: 10.0, weight: 0.1 };
/// An ordinary shipment has exactly one box of this name (contract 7.1).
const ONLY_BOX: &str = "SS-1";
const TOPICS: &[Topic] = &[Topic::Shipments, Topic::Intents, Topic::Batches];

impl Desk {
    /// What can be typed for a shipment before it is packed, and what was typed.
    ///
    /// # Errors
    /// [`OpsError::Store`] with `NotFound` for an unknown shipment.
    pub async fn pack_input(&self, id: ShipmentId) -> Result<InputForm, OpsError> {
        self.read(move |conn| {
            let stored = known(conn, &id)?;
            let typed = godown_store::pack_input::serials(conn, &id)?;
            let needs = match godown_store::pack_input::needs(conn, &id)? {
                _ if stored.state != ShipmentState::Approved => None,
                Some((true, _)) => Some(Block::SerialNeeded),
                Some((_, true)) => Some(Block::BoxNeeded),
                _ => None,
            };
            Ok(InputForm {
                lines: stored.facts.live_items().map(|item| line(item, &typed)).collect(),
                boxes: sizes(conn, &stored)?,
                needs,
                locked: locked(&stored),
                refused: stored.refused,
            })
        })
        .await
    }

    /// Keeps what was typed. The answer names every field that cannot be taken; then nothing was kept.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] once the label was asked for; [`OpsError::Store`].
    pub async fn set_pack_input(&self, id: ShipmentId, typed: Typed) -> Result<Vec<FieldProblem>, OpsError> {
        let now = self.now();
        let told = self
            .write(TOPICS, move |tx| {
                let stored = known(tx, &id)?;
                if let Some(why) = locked(&stored) {
                    return Ok(Err(why));
                }
                let items: Vec<&ItemSeen> = stored.facts.live_items().collect();
                let boxes: Vec<SubShipmentId> = box_names(&stored).into_iter().map(|(name, _, _)| name).collect();
                let kept = godown_store::pack_input::serials(tx, &id)?;
                match pack_input::check(&items, &boxes, &kept, &typed) {
                    Err(problems) => Ok(Ok(problems)),
                    Ok(input) => godown_store::pack_input::put(tx, &id, &input, now).map(|()| Ok(vec![])),
                }
            })
            .await?;
        told.map_err(|why| {
            OpsError::NotActionable(match why {
                Block::Cancelled => "It was cancelled; nothing more can be typed for it.".into(),
                _ => "Its label was already asked for; what is typed now would come too late.".into(),
            })
        })
    }
}

fn known(conn: &Connection, id: &ShipmentId) -> Result<Stored, StoreError> {
    godown_store::shipment::get(conn, id)?.ok_or_else(|| StoreError::NotFound { what: format!("Shipment {id}") })
}

/// Why nothing can be typed any more: what is on the wire or behind it took its arguments along.
fn locked(stored: &Stored) -> Option<Block> {
    let asked = stored.under_way.as_ref().is_some_and(|intent| {
        intent.action == Action::Pack
            && matches!(intent.state, IntentState::Sending | IntentState::Accepted | IntentState::Unknown)
    });
    match &stored.state {
        ShipmentState::Cancelled => Some(Block::Cancelled),
        ShipmentState::Approved => asked.then_some(Block::AlreadyAsked),
        state => Some(Block::AlreadyDone { state: state.clone() }),
    }
}

fn line(item: &ItemSeen, typed: &[LineSerials]) -> FormLine {
    let found = typed.iter().find(|line| line.order_item_id == item.order_item_id);
    FormLine {
        order_item_id: item.order_item_id.clone(),
        sku: item.sku.0.clone(),
        title: item.title.clone(),
        units: item.quantity,
        imei: pack_input::has_imei(item.hsn.as_deref()),
        numbers: found.map(|line| line.units.clone()).unwrap_or_default(),
    }
}

type NamedBox = (SubShipmentId, Option<String>, Option<BoxSize>);

fn box_names(stored: &Stored) -> Vec<NamedBox> {
    let boxes = &stored.facts.sub_shipments;
    if boxes.is_empty() {
        return vec![(ONLY_BOX.into(), None, None)];
    }
    boxes.iter().map(|sub| (sub.sub_shipment_id.clone(), sub.package_title.clone(), sub.size)).collect()
}

/// Every box with its size: typed for this shipment, else the listing's, else that of an earlier parcel of the same goods.
pub(crate) fn sizes(conn: &Connection, stored: &Stored) -> Result<Vec<FormBox>, StoreError> {
    let typed = godown_store::pack_input::boxes(conn, &stored.facts.shipment_id)?;
    let like_it = match stored.facts.live_items().next() {
        Some(item) => godown_store::pack_input::box_like(conn, &item.sku, stored.facts.units())?,
        None => None,
    };
    let found = |name: &SubShipmentId, listed: Option<BoxSize>| {
        let by_hand = typed.iter().find(|(typed, _)| typed == name).map(|(_, size)| (*size, SizeFrom::Typed));
        by_hand
            .or(listed.map(|size| (size, SizeFrom::Listing)))
            .or(like_it.map(|size| (size, SizeFrom::Earlier)))
            .unwrap_or((PLAIN_BOX, SizeFrom::Plain))
    };
    let boxes = box_names(stored).into_iter().map(|(sub_shipment_id, title, listed)| {
        let (size, from) = found(&sub_shipment_id, listed);
        FormBox { sub_shipment_id, title, size, from }
    });
    Ok(boxes.collect())
}

/// The serial numbers that go with a pack: those of live lines.
pub(crate) fn serials(conn: &Connection, stored: &Stored) -> Result<Vec<LineSerials>, StoreError> {
    let mut typed = godown_store::pack_input::serials(conn, &stored.facts.shipment_id)?;
    typed.retain(|line| stored.facts.live_items().any(|item| item.order_item_id == line.order_item_id));
    Ok(typed)
}
