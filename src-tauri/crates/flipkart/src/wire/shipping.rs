//! The shipping view of a shipment (contract 7.3): address and couriers. Another shape than the order view, though the
//! paths look alike.

use godown_domain::shipment::{Address, CourierSeen, ShippingSeen};
use godown_domain::{SubShipmentId, TrackingId};
use serde::Deserialize;

use super::lenient::{self, Text};
use super::{Unreadable, page};

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Shipping {
    shipment_id: Text,
    location_id: Text,
    #[serde(deserialize_with = "lenient::or_default")]
    sub_shipments: Vec<SubShipment>,
    courier_details: Option<Courier>,
    #[serde(deserialize_with = "lenient::or_default")]
    delivery_address: WireAddress,
    #[serde(deserialize_with = "lenient::or_default")]
    seller_address: WireAddress,
    #[serde(deserialize_with = "lenient::or_default")]
    buyer_details: Buyer,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct SubShipment {
    sub_shipment_id: Text,
    courier_details: Option<Courier>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(rename_all = "camelCase", default)]
struct Courier {
    pickup_details: Option<Leg>,
    delivery_details: Option<Leg>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(rename_all = "camelCase", default)]
struct Leg {
    vendor_name: Text,
    tracking_id: Text,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Buyer {
    first_name: Text,
    last_name: Text,
}

/// Both spellings of the pin code and of the state are in use (contract 19, 6).
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct WireAddress {
    first_name: Text,
    last_name: Text,
    pin_code: Text,
    pincode: Text,
    city: Text,
    state: Text,
    state_name: Text,
    state_code: Text,
    address_line1: Text,
    address_line2: Text,
    landmark: Text,
}

/// Reads the answer of the shipping view. Records without an id, or of another shape, are left out: the order view is
/// the one that decides what exists, and an absent record is asked for again.
///
/// # Errors
/// When the answer has no list of shipments.
pub fn read(body: &[u8]) -> Result<Vec<ShippingSeen>, Unreadable> {
    let list = page::raw_list(body)?;
    let count = list.len();
    let seen: Vec<_> = list
        .into_iter()
        .filter_map(|raw| serde_json::from_str::<Shipping>(raw.get()).ok().and_then(shipping))
        .collect();
    if seen.len() < count {
        tracing::warn!(left_out = count - seen.len(), "records of the shipping view could not be read");
    }
    Ok(seen)
}

fn shipping(wire: Shipping) -> Option<ShippingSeen> {
    let shipment_id = wire.shipment_id.filled()?;
    let whole = wire.courier_details;
    let mut couriers: Vec<CourierSeen> = wire
        .sub_shipments
        .into_iter()
        .map(|sub| courier(sub.sub_shipment_id.0.into(), sub.courier_details.or_else(|| whole.clone())))
        .collect();
    if couriers.is_empty() && whole.is_some() {
        couriers.push(courier("SS-1".into(), whole));
    }
    Some(ShippingSeen {
        shipment_id: shipment_id.into(),
        location_id: wire.location_id.filled().map(Into::into),
        from_pin: wire.seller_address.pin_code.filled().or_else(|| wire.seller_address.pincode.filled()),
        ship_to: address(wire.delivery_address, wire.buyer_details),
        couriers,
    })
}

/// Name and number of the courier that delivers, which are those on the label; of the one that collects where the other
/// is not told (contract 8.4).
fn courier(sub_shipment_id: SubShipmentId, details: Option<Courier>) -> CourierSeen {
    let details = details.unwrap_or_default();
    let (delivery, pickup) = (details.delivery_details.unwrap_or_default(), details.pickup_details.unwrap_or_default());
    CourierSeen {
        sub_shipment_id,
        courier: delivery.vendor_name.filled().or_else(|| pickup.vendor_name.filled()),
        tracking_id: delivery.tracking_id.filled().or_else(|| pickup.tracking_id.filled()).map(TrackingId),
    }
}

fn address(wire: WireAddress, buyer: Buyer) -> Address {
    let join = |first: Text, last: Text| format!("{} {}", first.0, last.0).trim().to_owned();
    let own = join(wire.first_name, wire.last_name);
    Address {
        name: if own.is_empty() { join(buyer.first_name, buyer.last_name) } else { own },
        line1: wire.address_line1.0,
        line2: wire.address_line2.0,
        landmark: wire.landmark.0,
        city: wire.city.0,
        pin: wire.pin_code.filled().or_else(|| wire.pincode.filled()).unwrap_or_default(),
        state: wire.state.filled().or_else(|| wire.state_name.filled()).unwrap_or_default(),
        state_code: wire.state_code.0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(value: serde_json::Value) -> ShippingSeen {
        read(json!({ "shipments": [value] }).to_string().as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn both_spellings_of_an_address_are_read_even_together() {
        let first = one(json!({"shipmentId": "s1\n", "deliveryAddress":
            {"firstName": "Asha", "lastName": "Rao", "pinCode": "560034", "pincode": "560034", "state": "Karnataka"}}));
        let other = one(json!({"shipmentId": "s1", "deliveryAddress": {"pincode": 560_034, "stateName": "Karnataka"},
            "buyerDetails": {"firstName": "Asha", "lastName": "Rao"}}));
        assert_eq!((first.ship_to.pin.as_str(), first.ship_to.name.as_str()), ("560034", "Asha Rao"));
        assert_eq!(first.ship_to, other.ship_to);
        assert_eq!(first.shipment_id, other.shipment_id);
    }

    #[test]
    fn the_courier_is_found_at_either_place_and_the_delivering_one_wins() {
        let leg = |name: &str, id: &str| json!({"vendorName": name, "trackingId": id});
        let details = json!({"pickupDetails": leg("Pick", "P1"), "deliveryDetails": leg("E-Kart Logistics", "FMPC1")});
        let inside =
            one(json!({"shipmentId": "s", "subShipments": [{"subShipmentId": "SS-1", "courierDetails": details}]}));
        let outside =
            one(json!({"shipmentId": "s", "subShipments": [{"subShipmentId": "SS-1"}], "courierDetails": details}));
        let alone = one(json!({"shipmentId": "s", "courierDetails": details}));
        assert_eq!(inside.couriers[0].tracking_id, Some("FMPC1".into()));
        assert_eq!(inside.couriers, outside.couriers);
        assert_eq!(inside.couriers, alone.couriers);
        let pickup = one(json!({"shipmentId": "s", "courierDetails": {"pickupDetails": leg("Pick", "P1")}}));
        assert_eq!(pickup.couriers[0].tracking_id, Some("P1".into()));
    }

    #[test]
    fn before_packing_there_is_no_tracking_number() {
        let early = one(json!({"shipmentId": "s", "deliveryAddress": null, "subShipments": [{"subShipmentId": "SS-1",
            "courierDetails": {"pickupDetails": null, "deliveryDetails": {"vendorName": null, "trackingId": ""}}}]}));
        assert_eq!((early.couriers[0].courier.clone(), early.couriers[0].tracking_id.clone()), (None, None));
    }

    #[test]
    fn a_record_without_an_id_costs_only_itself() {
        let body = json!({"shipments": [{"orderId": "OD1"}, 5, {"shipmentId": "s2"}]}).to_string();
        assert_eq!(read(body.as_bytes()).unwrap().len(), 1);
    }
}
