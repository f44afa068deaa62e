//! Events the marketplace pushes (contract 14.4, 14.5). A desktop cannot receive them itself; they are read where a
//! relay hands them on. Signatures are the relay's business.

use godown_domain::{At, LocationId, OrderItemId, ShipmentId, ShipmentState};
use serde::Deserialize;
use serde_json::Value;

use super::lenient::{self, Number, Text};
use super::{Read, Unreadable, shipment};

/// One pushed event. Delivered at least once, in order per shipment or return.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// When it happened.
    pub at: At,
    /// Where, on events that tell.
    pub location_id: Option<LocationId>,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A new shipment, whole.
    Created(Read),
    /// Units put on hold.
    Held(ShipmentId, Vec<(OrderItemId, u32)>),
    /// Let go again, in this state.
    Released(ShipmentId, ShipmentState),
    /// A new state: packed, ready, collected, shipped, delivered.
    State(ShipmentId, ShipmentState),
    /// Units cancelled.
    Cancelled(ShipmentId, Vec<(OrderItemId, u32)>),
    /// The dispatch window moved.
    Window(ShipmentId, Option<At>, Option<At>),
    /// Statutory forms could not be made.
    FormFailed(ShipmentId, Vec<String>),
    /// Something about a return: its id, the event's name, the order lines.
    Return(String, String, Vec<OrderItemId>),
    /// A name we do not know. Not an error: answering with one would hold back every later event of the shipment.
    Other(String),
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Envelope {
    event_type: Text,
    timestamp: Text,
    location_id: Text,
    shipment_id: Text,
    return_id: Text,
    attributes: Value,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Attributes {
    status: Text,
    dispatch_after_date: Text,
    dispatch_by_date: Text,
    #[serde(deserialize_with = "lenient::or_default")]
    forms: Vec<Text>,
    #[serde(deserialize_with = "lenient::or_default")]
    order_items: Vec<Item>,
    #[serde(deserialize_with = "lenient::or_default")]
    return_items: Vec<Item>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Item {
    order_item_id: Text,
    quantity: Number,
    hold_quantity: Number,
}

/// Reads one event.
///
/// # Errors
/// When it is no event, has no time, or lacks the id or the count its kind needs.
pub fn read(body: &[u8]) -> Result<Notification, Unreadable> {
    let mut envelope: Envelope = serde_json::from_slice(body).map_err(|e| Unreadable::json("the event", &e))?;
    let at = At::parse(&envelope.timestamp.0).ok_or_else(|| Unreadable::new("the event has no time"))?;
    let location_id = envelope.location_id.clone().filled().map(Into::into);
    let name = std::mem::take(&mut envelope.event_type).filled();
    let name = name.ok_or_else(|| Unreadable::new("the event has no name"))?;
    Ok(Notification { at, location_id, event: event(name, envelope)? })
}

fn event(name: String, envelope: Envelope) -> Result<Event, Unreadable> {
    if name == "shipment_created" {
        return created(envelope);
    }
    let attributes: Option<Attributes> =
        serde_json::from_value(envelope.attributes).map_err(|e| Unreadable::json("the event", &e))?;
    let attributes = attributes.unwrap_or_default();
    let shipment = || {
        let id = envelope.shipment_id.clone().filled().map(ShipmentId);
        id.ok_or_else(|| Unreadable::new("the event has no shipmentId"))
    };
    let state = || ShipmentState::from_wire(&attributes.status.0);
    Ok(match name.as_str() {
        "shipment_hold" => Event::Held(shipment()?, units(&attributes.order_items, |item| item.hold_quantity)?),
        "shipment_unhold" => Event::Released(shipment()?, state()),
        "shipment_packed"
        | "shipment_ready_to_dispatch"
        | "shipment_pickup_complete"
        | "shipment_shipped"
        | "shipment_delivered" => Event::State(shipment()?, state()),
        "shipment_cancelled" => Event::Cancelled(shipment()?, units(&attributes.order_items, |item| item.quantity)?),
        "shipment_dispatch_dates_changed" => {
            let date = |field, text| lenient::instant(field, text).map_err(Unreadable);
            Event::Window(
                shipment()?,
                date("dispatchAfterDate", &attributes.dispatch_after_date)?,
                date("dispatchByDate", &attributes.dispatch_by_date)?,
            )
        }
        "shipment_form_failed" => {
            Event::FormFailed(shipment()?, attributes.forms.into_iter().filter_map(Text::filled).collect())
        }
        _ if name.starts_with("return_") => {
            let id = envelope.return_id.clone().filled();
            let id = id.ok_or_else(|| Unreadable::new("the event has no returnId"))?;
            let items = attributes.return_items.into_iter().filter_map(|item| item.order_item_id.filled());
            Event::Return(id, name, items.map(OrderItemId).collect())
        }
        _ => Event::Other(name),
    })
}

/// The shipment is in the attributes, its id and place in the envelope (contract 14.5).
fn created(envelope: Envelope) -> Result<Event, Unreadable> {
    let Value::Object(mut shipment) = envelope.attributes else {
        return Err(Unreadable::new("the event has no shipment"));
    };
    shipment.insert("shipmentId".into(), Value::String(envelope.shipment_id.0));
    shipment.insert("locationId".into(), Value::String(envelope.location_id.0));
    Ok(Event::Created(shipment::read(&Value::Object(shipment).to_string())))
}

fn units(items: &[Item], count: impl Fn(&Item) -> Number) -> Result<Vec<(OrderItemId, u32)>, Unreadable> {
    let unit = |item: &Item| Some((OrderItemId(item.order_item_id.clone().filled()?), count(item).whole()?));
    items
        .iter()
        .map(|item| unit(item).ok_or_else(|| Unreadable::new("an item of the event has no id or no count")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_event_is_taken_not_refused() {
        let event =
            read(br#"{"eventType":"shipment_blessed","timestamp":"2026-11-21T14:45:25+05:30","shipmentId":"s"}"#);
        assert_eq!(event.unwrap().event, Event::Other("shipment_blessed".into()));
    }

    #[test]
    fn a_partial_cancellation_says_how_many() {
        let body = br#"{"eventType":"shipment_cancelled","timestamp":"2026-11-21T14:45:25+05:30","shipmentId":"s",
            "attributes":{"status":"CANCELLED","orderItems":[{"orderItemId":"7","quantity":2.0,"reason":"x"}]}}"#;
        assert_eq!(read(body).unwrap().event, Event::Cancelled("s".into(), vec![("7".into(), 2)]));
    }

    #[test]
    fn a_created_shipment_takes_id_and_place_from_the_envelope() {
        let body = br#"{"eventType":"shipment_created","timestamp":"2026-11-21T14:45:25+05:30","shipmentId":"s",
            "locationId":"LOC1","attributes":{"dispatchLocation":null,"orderItems":[
            {"orderItemId":"7","orderId":"OD1","status":"APPROVED","quantity":1}]}}"#;
        let Event::Created(Read::Seen(seen)) = read(body).unwrap().event else { panic!("not read") };
        assert_eq!((seen.shipment_id.as_str(), seen.location_id), ("s", Some("LOC1".into())));
    }
}
