//! The order view of a shipment (contract 7.1, 7.2) to the domain's [`ShipmentSeen`].

use godown_domain::shipment::{BoxSize, ItemSeen, SubShipmentSeen};
use godown_domain::{At, Paise, ShipmentSeen, ShipmentState};
use serde::Deserialize;

use super::lenient::{self, Number, Text, unescape};
use super::{Read, Unreadable};

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Shipment {
    shipment_id: Text,
    location_id: Text,
    dispatch_by_date: Text,
    dispatch_after_date: Text,
    updated_at: Text,
    #[serde(deserialize_with = "lenient::flag")]
    hold: bool,
    #[serde(deserialize_with = "lenient::flag")]
    mps: bool,
    shipment_type: Text,
    #[serde(deserialize_with = "lenient::or_default")]
    sub_shipments: Vec<SubShipment>,
    #[serde(deserialize_with = "lenient::or_default")]
    order_items: Vec<OrderItem>,
    #[serde(deserialize_with = "lenient::or_default")]
    forms: Vec<FormName>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct SubShipment {
    sub_shipment_id: Text,
    #[serde(deserialize_with = "lenient::or_default")]
    packages: Vec<Package>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Package {
    package_title: Text,
    dimensions: Option<Dimensions>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Dimensions {
    length: Number,
    breadth: Number,
    height: Number,
    weight: Number,
}

impl Dimensions {
    pub(super) fn size(&self) -> Option<BoxSize> {
        let known = |number: Number| number.0.filter(|n| n.is_finite() && *n > 0.0);
        Some(BoxSize {
            length: known(self.length)?,
            breadth: known(self.breadth)?,
            height: known(self.height)?,
            weight: known(self.weight)?,
        })
    }
}

/// A form comes as an object in a shipment and as a bare name in a push.
#[derive(Deserialize)]
#[serde(untagged)]
enum FormName {
    Object {
        #[serde(default)]
        name: Text,
    },
    Name(String),
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct OrderItem {
    order_item_id: Text,
    order_id: Text,
    cancellation_group_id: Text,
    order_date: Text,
    cancellation_date: Text,
    cancellation_reason: Text,
    cancellation_sub_reason: Text,
    #[serde(deserialize_with = "lenient::flag")]
    courier_return: bool,
    payment_type: Text,
    status: Text,
    quantity: Number,
    fsn: Text,
    sku: Text,
    listing_id: Text,
    title: Text,
    hsn: Text,
    price_components: Option<Prices>,
    // Snake case on the wire, camel case in the prose (contract 19, 5). Two fields: an alias would refuse both at once.
    #[serde(rename = "is_replacement", deserialize_with = "lenient::flag")]
    is_replacement: bool,
    #[serde(rename = "isReplacement", deserialize_with = "lenient::flag")]
    is_replacement_prose: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Prices {
    selling_price: Number,
    total_price: Number,
}

/// Reads one shipment of the order view. What cannot be read keeps its id, where there is one, and its raw text.
pub fn read(raw: &str) -> Read {
    let wire = match serde_json::from_str::<Shipment>(raw) {
        Ok(wire) => wire,
        Err(error) => {
            return unreadable(id_of(raw), Unreadable::json("the shipment", &error).0, raw);
        }
    };
    let id = wire.shipment_id.clone().filled();
    match seen(wire) {
        Ok(seen) => Read::Seen(Box::new(seen)),
        Err(why) => unreadable(id, why, raw),
    }
}

fn unreadable(shipment_id: Option<String>, why: String, raw: &str) -> Read {
    Read::Unreadable { shipment_id, why, raw: raw.to_owned() }
}

fn id_of(raw: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Id {
        #[serde(rename = "shipmentId", default)]
        shipment_id: Text,
    }
    serde_json::from_str::<Id>(raw).ok().and_then(|id| id.shipment_id.filled())
}

fn seen(wire: Shipment) -> Result<ShipmentSeen, String> {
    let shipment_id = wire.shipment_id.filled().ok_or("shipmentId is missing")?;
    let first = wire.order_items.first().ok_or("there are no order items")?;
    let order_id = first.order_id.clone().filled().ok_or("orderId is missing")?;
    let mut ordered_at: Option<At> = None;
    for item in &wire.order_items {
        let at = lenient::instant("orderDate", &item.order_date)?;
        ordered_at = match (ordered_at, at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    Ok(ShipmentSeen {
        shipment_id: shipment_id.into(),
        order_id: order_id.into(),
        location_id: wire.location_id.filled().map(Into::into),
        ordered_at,
        dispatch_after: lenient::instant("dispatchAfterDate", &wire.dispatch_after_date)?,
        dispatch_by: lenient::instant("dispatchByDate", &wire.dispatch_by_date)?,
        // Only a hint (it does not move on every change), so a broken one costs nothing.
        updated_at: At::parse(&wire.updated_at.0),
        hold: wire.hold,
        mps: wire.mps,
        shipment_type: wire.shipment_type.0,
        cod: wire.order_items.iter().any(|item| item.payment_type.0.eq_ignore_ascii_case("COD")),
        replacement: wire.order_items.iter().any(|item| item.is_replacement || item.is_replacement_prose),
        items: wire.order_items.into_iter().map(item_seen).collect::<Result<_, _>>()?,
        sub_shipments: wire.sub_shipments.into_iter().map(sub_shipment_seen).collect(),
        forms: wire.forms.into_iter().filter_map(form_name).collect(),
    })
}

fn form_name(form: FormName) -> Option<String> {
    match form {
        FormName::Object { name } => name.filled(),
        FormName::Name(name) => Text(name.trim().to_owned()).filled(),
    }
}

fn item_seen(item: OrderItem) -> Result<ItemSeen, String> {
    let prices = item.price_components.unwrap_or_default();
    Ok(ItemSeen {
        order_item_id: item.order_item_id.filled().ok_or("orderItemId is missing")?.into(),
        cancellation_group_id: item.cancellation_group_id.filled(),
        state: ShipmentState::from_wire(&item.status.filled().ok_or("status of an item is missing")?),
        quantity: item.quantity.whole().ok_or("quantity of an item is not a whole number")?,
        sku: unescape(&item.sku.0).into(),
        fsn: item.fsn.0,
        listing_id: item.listing_id.0,
        title: unescape(&item.title.0),
        hsn: item.hsn.filled(),
        total_price: paise(prices.total_price)?,
        selling_price: paise(prices.selling_price)?,
        courier_return: item.courier_return,
        cancelled_at: At::parse(&item.cancellation_date.0),
        cancel_reason: item.cancellation_reason.filled(),
        cancel_sub_reason: item.cancellation_sub_reason.filled(),
    })
}

fn paise(rupees: Number) -> Result<Paise, String> {
    Paise::from_rupees(rupees.0.unwrap_or_default()).ok_or_else(|| "a price is absurdly large".to_owned())
}

fn sub_shipment_seen(wire: SubShipment) -> SubShipmentSeen {
    SubShipmentSeen {
        sub_shipment_id: wire.sub_shipment_id.0.into(),
        package_title: wire.packages.iter().find_map(|package| package.package_title.clone().filled()),
        size: box_of(&wire.packages),
    }
}

/// Size of a box holding these packages: of one package its own, of several (shipped together) one on another. A package
/// without a size leaves the box without one: half a guess is worse than none.
fn box_of(packages: &[Package]) -> Option<BoxSize> {
    let sizes = packages
        .iter()
        .map(|package| package.dimensions.as_ref().and_then(Dimensions::size))
        .collect::<Option<Vec<_>>>()?;
    sizes.into_iter().reduce(|a, b| BoxSize {
        length: a.length.max(b.length),
        breadth: a.breadth.max(b.breadth),
        height: a.height + b.height,
        weight: a.weight + b.weight,
    })
}

#[cfg(test)]
mod tests;
