//! A call as the line sees it: what it is for, and which shipments it names.

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
        matches!(self, Self::Pack | Self::Dispatch | Self::Cancel | Self::Ack)
    }

    /// The word of the journal.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Dispatch => "rtd",
            Self::Cancel => "cancel",
            Self::Ack => "form-ack",
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
    /// Shipments an act names.
    pub ids: Vec<String>,
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
            _ if path.starts_with("/oauth-service") => Kind::Login,
            _ => Kind::Other,
        };
        let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
        let rows = body["shipments"].as_array().into_iter().flatten().map(|row| &row["shipmentId"]);
        let plain = body["shipmentIds"].as_array().into_iter().flatten();
        let ids = if kind.is_act() {
            rows.chain(plain).filter_map(Value::as_str).map(str::to_owned).collect()
        } else {
            vec![]
        };
        Self { kind, ids, path }
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

/// State of a shipment as the order view tells it: of its live items.
pub fn state_of(shipment: &Value) -> String {
    let items = shipment["orderItems"].as_array().map_or(&[][..], Vec::as_slice);
    let mut states = items.iter().filter_map(|item| item["status"].as_str());
    let live = states.clone().find(|state| *state != "CANCELLED");
    live.or_else(|| states.next_back()).unwrap_or("").to_owned()
}
