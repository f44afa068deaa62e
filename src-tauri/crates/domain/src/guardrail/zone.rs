//! Near and far, guessed from pin codes: a table that is data with its source (`policies/zones.toml`).

use serde::{Deserialize, Serialize};

/// A zone and the pin codes that lie in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Zone {
    /// Its name.
    pub name: String,
    /// Beginnings of its pin codes.
    pub pins: Vec<String>,
}

/// The zones of India as a courier charges them. A longer beginning is believed over a shorter one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zones(pub Vec<Zone>);

impl Zones {
    /// Whether a parcel stays within its zone (local or zonal); none where a pin code is of no zone.
    pub fn is_near(&self, from_pin: &str, to_pin: &str) -> Option<bool> {
        if from_pin.trim() == to_pin.trim() && from_pin.trim().len() == 6 {
            return Some(true);
        }
        Some(self.zone_of(from_pin)? == self.zone_of(to_pin)?)
    }

    fn zone_of(&self, pin: &str) -> Option<&str> {
        let pin = pin.trim();
        self.0
            .iter()
            .flat_map(|zone| zone.pins.iter().map(move |start| (start.as_str(), zone.name.as_str())))
            .filter(|(start, _)| !start.is_empty() && pin.starts_with(start))
            .max_by_key(|(start, _)| start.len())
            .map(|(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_near_when_it_stays_in_its_zone() {
        let zone =
            |name: &str, pins: &[&str]| Zone { name: name.into(), pins: pins.iter().map(|p| (*p).into()).collect() };
        let zones = Zones(vec![zone("west", &["3", "4"]), zone("south", &["5", "6"]), zone("islands", &["682555"])]);
        assert_eq!(zones.is_near("421302", "395007"), Some(true));
        assert_eq!(zones.is_near("421302", "560034"), Some(false));
        assert_eq!(zones.is_near("682001", "682555"), Some(false), "the longer beginning is believed");
        assert_eq!(zones.is_near("", "560034"), None);
        assert_eq!(zones.is_near("782001", "782001"), Some(true), "the same pin code is near in any zone");
    }
}
