//! A call as the line sees it: what it is for, and which shipments it names.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::Value;

/// What a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Ask for a label.
    Pack,
    /// Mark ready.
    Dispatch,
    /// Cancel.
    Cancel,
    /// Give a form's number.
    Ack,
    /// Left with a courier of the seller's.
    SelfDispatch,
    /// Delivered by it.
    Delivery,
    /// It came in vain.
    Attempt,
    /// Set stock.
    Stock,
    /// Listings by their SKUs.
    Listings,
    /// A page of a search.
    List,
    /// Shipments by their ids.
    Read,
    /// A token.
    Login,
    /// A document.
    Document,
    /// Anything else that is read.
    Other,
}

impl Kind {
    /// Whether it changes something at the marketplace.
    pub fn is_act(self) -> bool {
        matches!(
            self,
            Self::Pack
                | Self::Dispatch
                | Self::Cancel
                | Self::Ack
                | Self::SelfDispatch
                | Self::Delivery
                | Self::Attempt
                | Self::Stock
        )
    }

    /// Whether it may be done to the same subject more than once, each time for an intent of its own.
    pub fn repeats(self) -> bool {
        matches!(self, Self::Ack | Self::Attempt | Self::Stock)
    }

    /// Where the outcome of a row stands.
    pub fn outcome(self) -> &'static str {
        if matches!(self, Self::SelfDispatch | Self::Delivery | Self::Attempt) { "processingStatus" } else { "status" }
    }

    /// The word of the journal.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Dispatch => "rtd",
            Self::Cancel => "cancel",
            Self::Ack => "form-ack",
            Self::SelfDispatch => "self-dispatch",
            Self::Delivery => "delivery",
            Self::Attempt => "attempt",
            Self::Stock => "stock",
            _ => "",
        }
    }

    /// The word of the marketplace's ground truth.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Dispatch => "dispatch",
            Self::Cancel => "cancel",
            Self::Ack => "ack",
            Self::SelfDispatch => "selfDispatch",
            Self::Delivery => "delivery",
            Self::Attempt => "attempt",
            Self::Stock => "stock",
            Self::Listings => "listings",
            Self::List => "list",
            Self::Read => "read",
            Self::Login => "login",
            Self::Document => "document",
            Self::Other => "other",
        }
    }
}

/// A call under way.
#[derive(Debug, Clone)]
pub struct Call {
    /// What it is for.
    pub kind: Kind,
    /// What an act names: shipments, or listings at their warehouses.
    pub ids: Vec<String>,
    /// Units asked for, of an act on stock.
    pub units: BTreeMap<String, u64>,
    path: String,
}

impl Call {
    /// Reads a request.
    pub fn of(request: &Request<Bytes>) -> Self {
        let path = request.uri().path().to_owned();
        let is_post = request.method() == Method::POST;
        let below = path.strip_prefix("/sellers/v3/shipments").unwrap_or("-");
        let kind = match below {
            "/labels" if is_post => Kind::Pack,
            "/dispatch" => Kind::Dispatch,
            "/cancel" => Kind::Cancel,
            "/forms/updateAck" => Kind::Ack,
            "/filter" | "/filter/" => Kind::List,
            "" => Kind::Read,
            "/manifest" => Kind::Document,
            other if other.ends_with("/labels") || other.contains("/labelOnly") => Kind::Document,
            "/selfShip/dispatch" => Kind::SelfDispatch,
            "/selfShip/delivery" => Kind::Delivery,
            "/selfShip/deliveryAttempt" => Kind::Attempt,
            _ if path == "/sellers/listings/v3/update/inventory" => Kind::Stock,
            _ if path == "/sellers/listings/v3/details" => Kind::Listings,
            _ if path.starts_with("/oauth-service") => Kind::Login,
            _ => Kind::Other,
        };
        let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
        let rows = body["shipments"].as_array().into_iter().flatten().map(|row| &row["shipmentId"]);
        let plain = body["shipmentIds"].as_array().into_iter().flatten();
        let units = if kind == Kind::Stock { units(&body, "locations", "id") } else { BTreeMap::new() };
        let ids = match kind {
            Kind::Stock => units.keys().cloned().collect(),
            kind if kind.is_act() => rows.chain(plain).filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => vec![],
        };
        Self { kind, ids, units, path }
    }

    /// In a few words.
    pub fn words(&self) -> String {
        match self.kind {
            Kind::Other | Kind::Document => format!("{} {}", self.kind.name(), self.path),
            kind if kind.is_act() => format!("{} {}", kind.name(), self.ids.join(" ")),
            kind => kind.name().to_owned(),
        }
    }
}

/// A listing at a warehouse in one word; its SKU is what stands before the last ` @ `.
pub fn place(sku: &str, location: &str) -> String {
    format!("{sku} @ {location}")
}

/// The SKU of such a word.
pub fn sku_of(place: &str) -> &str {
    place.rsplit_once(" @ ").map_or(place, |(sku, _)| sku)
}

/// Units by listing and warehouse, of a map by SKU with a list of places.
pub fn units(map: &Value, places: &str, id: &str) -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    for (sku, listing) in map.as_object().into_iter().flatten() {
        for one in listing[places].as_array().into_iter().flatten() {
            if let (Some(location), Some(units)) = (one[id].as_str(), one["inventory"].as_u64()) {
                all.insert(place(sku, location), units);
            }
        }
    }
    all
}

/// State of a shipment as the order view tells it: of its live items.
pub fn state_of(shipment: &Value) -> String {
    let items = shipment["orderItems"].as_array().map_or(&[][..], Vec::as_slice);
    let mut states = items.iter().filter_map(|item| item["status"].as_str());
    let live = states.clone().find(|state| *state != "CANCELLED");
    live.or_else(|| states.next_back()).unwrap_or("").to_owned()
}
