//! Small answers: locations (contract 12) and statutory forms (contract 8.12).

use godown_domain::{LocationId, ShipmentId};
use serde::Deserialize;

use super::lenient::{self, Text};
use super::{Unreadable, page};

/// A seller's warehouse or store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Id of the place.
    pub id: LocationId,
    /// Its name; the id where it has none.
    pub name: String,
}

/// Reads the seller's locations.
///
/// # Errors
/// When the answer has no list of locations.
pub fn read_locations(body: &[u8]) -> Result<Vec<Location>, Unreadable> {
    #[derive(Deserialize)]
    struct Wire {
        locations: Vec<Place>,
    }
    #[derive(Deserialize, Default)]
    #[serde(rename_all = "camelCase", default)]
    struct Place {
        location_id: Text,
        location_name: Text,
    }
    let wire: Wire = serde_json::from_slice(body).map_err(|e| Unreadable::json("the list of locations", &e))?;
    Ok(wire
        .locations
        .into_iter()
        .filter_map(|place| {
            let id = place.location_id.filled()?;
            Some(Location { name: place.location_name.filled().unwrap_or_else(|| id.clone()), id: id.into() })
        })
        .collect())
}

/// A statutory form a shipment needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its name, which the ACK number is given for.
    pub name: String,
    /// Where the authority keeps it.
    pub link: Option<String>,
    /// Made by the marketplace itself.
    pub automated: bool,
    /// `Not created`, `In-progress`, `Completed`, `Failed`, or a word we do not know.
    pub status: String,
}

/// The forms of one shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormsOf {
    /// Which shipment.
    pub shipment_id: ShipmentId,
    /// Its forms.
    pub forms: Vec<Form>,
}

/// Reads the forms of shipments.
///
/// # Errors
/// When the answer has no list of shipments.
pub fn read_forms(body: &[u8]) -> Result<Vec<FormsOf>, Unreadable> {
    #[derive(Deserialize, Default)]
    #[serde(rename_all = "camelCase", default)]
    struct Wire {
        shipment_id: Text,
        #[serde(deserialize_with = "lenient::or_default")]
        forms: Vec<WireForm>,
    }
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct WireForm {
        name: Text,
        link: Text,
        #[serde(deserialize_with = "lenient::flag")]
        automated: bool,
        status: Text,
    }
    let form = |wire: WireForm| Form {
        name: wire.name.0,
        link: wire.link.filled(),
        automated: wire.automated,
        status: wire.status.0,
    };
    Ok(page::raw_list(body)?
        .iter()
        .filter_map(|raw| serde_json::from_str::<Wire>(raw.get()).ok())
        .filter_map(|wire| {
            let shipment_id = wire.shipment_id.filled()?.into();
            Some(FormsOf { shipment_id, forms: wire.forms.into_iter().map(form).collect() })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_without_a_name_goes_by_its_id() {
        let body = br#"{"locations":[{"locationId":"LOC1","locationName":"Surat godown"},{"locationId":"LOC2"},{}]}"#;
        let names: Vec<_> = read_locations(body).unwrap().into_iter().map(|place| place.name).collect();
        assert_eq!(names, ["Surat godown", "LOC2"]);
    }

    #[test]
    fn forms_are_read_per_shipment() {
        let body = br#"{"shipments":[{"shipmentId":"s1","forms":[{"name":"FORM600TG","automated":true,"status":"Failed"}]},{"shipmentId":"s2","forms":null}]}"#;
        let forms = read_forms(body).unwrap();
        assert_eq!((forms[0].forms[0].status.as_str(), forms[1].forms.len()), ("Failed", 0));
    }
}
